// A model provider on loopback: OpenAI-compatible (chat completions, responses, embeddings, models), Anthropic
// messages, Google generateContent, Ollama's own kind and Brave's web search, on http://127.0.0.1:8000. What it answers is chosen by
//   the path      /<mode>/v1/…            (see `faults`)
//   the key       sk-…-wrong-… 401, sk-…-spent-… 402, sk-…-limited-… 429, sk-…-plan-… a subscription that serves no other
//                 programs, sk-…-expired-… a login that ran out; anything else is good; none: 401
//   the model     see `models`; anything else is 404
//   a control request, as a person would switch something at the vendor's:
//     POST /control?mode=MODE             for all requests, until mode=ok;  &times=N: only for the next N
//     POST /control?window=TOKENS         the window with which a local server loaded its models
//     POST /control?listen=PORT           the same server on another port;  &tls=NAME: with a self-signed certificate
//                                         for NAME in /tmp/lab-cert.pem (&days=-1: expired), or with that of the cell (&tls=cell);  &host=ADDRESS
//                                         &tls=NAME&ca=1: signed by the cell's authority;  again for a port: a new certificate for it
//     POST /control?proxy=PORT&user=U:P   an HTTP proxy (CONNECT and plain) that wants this password
//     POST /control?proxy=PORT&to=ADDRESS an HTTP proxy that finds every name at this address
// The last user message `CALL tool {json}` makes the model call that tool; the tool's result is then its answer.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const ANSWER = "The lab answers.";
const models = {
  "test-model": {},
  "second-model": {},
  "tiny-model": { window: 8000 },
  "no-tools-model": { fault: "tools" },
  "no-tools-model-vllm": { fault: "vllm-tools" },
  "empty-model": { fault: "empty" },
  "slow-model": { fault: "slow" },
  "unhurried-model": { fault: "unhurried" },
  "qwen3:8b": {},
  "nomic-embed-text": {},
  "vendor/free-model:free": { fault: "data-policy" },
  "vendor/model": {},
  "teapot-model": { fault: "strange" },
  "busy-model": { fault: "503" },
  "daily-model": { fault: "google-daily" },
  "no-arguments-model": { fault: "no-arguments" },
  "vendor/no-tools:free": { fault: "openrouter-tools" },
  "text-call-model": { fault: "text-call" },
  "short-model": { fault: "length" },
  "brooding-model": { fault: "brooding" },
};
const html = (status, title) => ({ status, type: "text/html", body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>` });
const openai = (status, message, type, code = null) => ({ status, body: { error: { message, type, param: null, code } } });
const faults = {
  "401": () => openai(401, "Incorrect API key provided: sk-lab-w****-key. You can find your API key at https://platform.openai.com/account/api-keys.", "invalid_request_error", "invalid_api_key"),
  "402": () => ({ status: 402, body: { error: { message: "Insufficient credits. Add more using https://openrouter.ai/settings/credits", code: 402 } } }),
  "402-max-tokens": ({ max }) => max > 2000 && { status: 402, body: { error: { message: `This request requires more credits, or fewer max_tokens. You requested up to ${max} tokens, but can only afford 2000. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account`, code: 402 } } },
  "403": () => html(403, "Attention Required! | Cloudflare"),
  "region": () => openai(403, "Country, region, or territory not supported", "request_forbidden", "unsupported_country_region_territory"),
  "disabled": () => openai(403, "Your account has been disabled. Please contact support.", "invalid_request_error", "account_deactivated"),
  "organization": () => ({ status: 400, body: { type: "error", error: { type: "invalid_request_error", message: "This organization has been disabled." } } }),
  "leaked": () => ({ status: 403, body: { error: { code: 403, message: "Your API key was reported as leaked. Please use another API key.", status: "PERMISSION_DENIED" } } }),
  "404": ({ model }) => openai(404, `The model \`${model}\` does not exist or you do not have access to it.`, "invalid_request_error", "model_not_found"),
  "429": () => openai(429, "Rate limit reached for test-model in organization org-lab on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.", "requests", "rate_limit_exceeded"),
  "quota": () => openai(429, "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.", "insufficient_quota", "insufficient_quota"),
  "google-daily": () => ({ status: 429, body: { error: { code: 429, message: "You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 20", status: "RESOURCE_EXHAUSTED", details: [{ "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests", quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }] } } }),
  "context-long": (context) => context.raw.includes("A-LONG-STORY") && faults.context(context),
  "context": () => openai(400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 12034 tokens. Please reduce the length of the messages.", "invalid_request_error", "context_length_exceeded"),
  "context-max-tokens": ({ max }) => max > 8192 && openai(400, `This model's maximum context length is 16384 tokens. However, you requested ${max + 12000} tokens (12000 in the messages, ${max} in the completion). Please reduce the length of the messages or completion.`, "invalid_request_error", "context_length_exceeded"),
  "tools": ({ request }) => request.tools?.length > 0 && openai(400, "registry.ollama.ai/library/no-tools-model:latest does not support tools", "api_error"),
  "vllm-tools": ({ request }) => request.tools?.length > 0 && { status: 400, body: { object: "error", message: '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', type: "BadRequestError", param: null, code: 400 } },
  "openrouter-tools": ({ request }) => request.tools?.length > 0 && { status: 404, body: { error: { message: "No endpoints found that support tool use. To learn more about provider routing, visit: https://openrouter.ai/docs/provider-routing", code: 404 } } },
  "data-policy": () => ({ status: 404, body: { error: { message: "No endpoints found matching your data policy (Free model training). Configure: https://openrouter.ai/settings/privacy", code: 404 } } }),
  "subscription": () => ({ status: 400, body: { type: "error", error: { type: "invalid_request_error", message: "Third-party apps now draw from your extra usage, not your plan limits. We've added a $200 credit to get you started. Claim it at claude.ai/settings/usage and keep going." } } }),
  "store": ({ request }) => "store" in request && openai(400, "Unrecognized request argument supplied: store", "invalid_request_error"),
  "stream-options": ({ request }) => "stream_options" in request && openai(400, "Unrecognized request argument supplied: stream_options", "invalid_request_error"),
  "developer": ({ request }) => request.messages?.[0]?.role === "developer" && openai(400, "Invalid value: 'developer'. Supported values are: 'system', 'assistant', 'user', 'function', and 'tool'.", "invalid_request_error", "invalid_value"),
  "max-completion": ({ request }) => "max_completion_tokens" in request && openai(400, "Unsupported parameter: 'max_completion_tokens' is not supported with this model. Use 'max_tokens' instead.", "invalid_request_error", "unsupported_parameter"),
  "reasoning-effort": ({ request }) => ("reasoning_effort" in request || "reasoning" in request) && openai(400, "Unsupported parameter: 'reasoning_effort' is not supported with this model.", "invalid_request_error", "unsupported_parameter"),
  "tool-schema": ({ raw }) => raw.includes('"name":"exec"') && openai(400, "Invalid schema for function 'exec': In context=(), object schema missing properties.", "invalid_request_error", "invalid_function_parameters"),
  "image": ({ raw }) => raw.includes("image_url") && openai(400, "Could not process image", "invalid_request_error"),
  "history": ({ request }) => request.messages?.some((m) => m.role === "assistant") && openai(400, "messages.3: tool_use ids were found without tool_result blocks immediately after: call_1. Each tool_use block must have a corresponding tool_result block in the next message.", "invalid_request_error"),
  "signature": ({ request }) => request.messages?.some((m) => m.role === "assistant") && { status: 400, body: { error: { code: 400, message: "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance.", status: "INVALID_ARGUMENT" } } },
  "other-region": () => openai(401, "Invalid Authentication", "invalid_authentication_error"),
  "broken-call": (context) => context.raw.includes("A-BROKEN-CALL") && faults.history(context),
  "thinking-replay": ({ request }) => !/^(undefined|none)$/.test(request.reasoning_effort) && request.messages?.some((m) => m.role === "assistant" && !m.reasoning_content) && openai(400, "The `reasoning_content` in the thinking mode must be passed back to the API.", "invalid_request_error", "invalid_request_error"),
  "thinking-signature": ({ request }) => /enabled|adaptive/.test(request.thinking?.type) && request.messages?.some((m) => m.role === "assistant") && { status: 400, body: { type: "error", error: { type: "invalid_request_error", message: "messages.1.content.0: Invalid `signature` in `thinking` block" } } },
  "no-arguments": ({ request }) => {
    const { call } = think(request.messages ?? []);
    return call && { call: { ...call, arguments: "{}" } };
  },
  "login-expired": () => ({ status: 401, body: { type: "error", error: { type: "authentication_error", message: "OAuth token has expired. Please obtain a new token or refresh your existing token." } } }),
  "strange": () => openai(418, "I am a teapot.", "teapot"),
  "500": () => openai(500, "The server had an error while processing your request. Sorry about that!", "server_error"),
  "503": () => openai(503, "The server is overloaded or not ready yet.", "server_error", "overloaded"),
  "529": () => ({ status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } }),
  "html": () => html(200, "Welcome to nginx!"),
  "html-404": () => html(404, "404 Not Found"),
  "no-path": () => ({ status: 404, type: "text/plain", body: "404 page not found" }),
  "cut": () => ({ cut: true }),
  "slow": () => ({ slow: 150_000 }),
  "unhurried": () => ({ slow: 12_000 }),
  "empty": () => ({ text: "" }),
  "reasoning": ({ request }) => request.reasoning_effort !== undefined && request.reasoning_effort !== "none" && { text: "", reasoning: "I think, and think." },
  "brooding": ({ request }) => ["medium", "high", "xhigh"].includes(request.reasoning_effort) && { text: "", reasoning: "I think, and think." },
  "length": ({ max }) => max > 0 && max < 4096 && { text: "", finish: "length" },
  "paused": () => openai(418, "Project lab is paused. Resume it on the page of the project.", "project_paused"),
  "text-call": ({ request, path }) => {
    const said = path.endsWith("/chat/completions") && think(request.messages ?? []);
    return said.call && { text: `<tool_call>\n{"name": "${said.call.name}", "arguments": ${said.call.arguments}}\n</tool_call>` };
  },
  "local-window": ({ raw }) => raw.length > window * 4 && { status: 400, body: { error: { code: 400, message: `the request exceeds the available context size (${window} tokens), try increasing it`, type: "exceed_context_size_error", n_prompt_tokens: Math.round(raw.length / 4), n_ctx: window } } },
  "embeddings-429": ({ path }) => path.endsWith("/embeddings") && faults.quota(),
  "embeddings-401": ({ path }) => path.endsWith("/embeddings") && faults["401"](),
};
let mode = "ok";
let times = Infinity;
const servers = new Map();
let window = 4096;

function keyOf(headers) {
  return (headers.authorization ?? "").replace(/^Bearer /, "") || headers["x-api-key"] || headers["x-goog-api-key"] || headers["api-key"] || headers["x-subscription-token"] || "";
}

function fault(context) {
  const { key, model, path, port } = context;
  const named = /^\/([a-z0-9-]+)\//.exec(path)?.[1];
  if (named in faults) return faults[named](context);
  if (mode !== "ok" && times > 0) {
    const found = faults[mode](context);
    if (found) {
      times -= 1;
      return found;
    }
  }
  if (path.startsWith("/api/")) return model in models ? models[model].fault && faults[models[model].fault](context) : { status: 404, body: { error: `model '${model}' not found` } };
  if (!key || /wrong|old/.test(key)) return faults["401"]();
  if (/leaked/.test(key)) return faults.leaked();
  if (/spent/.test(key)) return faults["402"]();
  if (/limited/.test(key)) return faults["429"]();
  if (/plan/.test(key)) return faults.subscription();
  if (/expired/.test(key)) return faults["login-expired"]();
  if (path.endsWith("/embeddings")) return undefined;
  if (model.startsWith("claude-")) return undefined;
  if (!(model in models)) return port === 11434 ? openai(404, `model '${model}' not found`, "not_found_error") : faults["404"](context);
  const { fault: own, window } = models[model];
  if (window && context.raw.length > window * 4) return faults.context(context);
  return own && faults[own](context);
}

const textOf = (content) => (Array.isArray(content) ? content.map((part) => part.text ?? part.output ?? "").join("") : content ?? "");

function think(messages) {
  // OpenClaw may put messages of its own behind the user's.
  const at = messages.findLastIndex((m) => m.role === "tool" || m.role === "assistant" || /CALL /.test(textOf(m.content)));
  const last = messages[at] ?? {};
  const text = textOf(last.content ?? last.output);
  if (last.role === "tool") return { text: `The tool says: ${text}` };
  const call = last.role === "user" && /CALL ([\w-]+) (\{.*\})/.exec(text);
  return call ? { call: { name: call[1], arguments: call[2] } } : { text: ANSWER };
}

function sse(response, events, named = false) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(`${named ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
  // Only OpenAI ends a stream with a word.
  response.end(named || events[0].candidates ? "" : "data: [DONE]\n\n");
}

const json = (response, status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

function chat(response, request, said) {
  const calls = said.call && [{ index: 0, id: `call_${Date.now()}`, type: "function", function: said.call }];
  const message = { role: "assistant", content: said.call ? null : said.text, ...(calls && { tool_calls: calls }), ...(said.reasoning && { reasoning_content: said.reasoning }) };
  const finish = calls ? "tool_calls" : (said.finish ?? "stop");
  const usage = { prompt_tokens: 100, completion_tokens: said.text === "" ? 0 : 5, total_tokens: 105 };
  const base = { id: "chatcmpl-lab", created: 1, model: request.model };
  if (!request.stream) return json(response, 200, { ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason: finish }], usage });
  const chunk = (delta, finish_reason = null) => ({ ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });
  return sse(response, [chunk(message), chunk({}, finish), { ...base, object: "chat.completion.chunk", choices: [], usage }]);
}

function responses(response, request, said) {
  const item = said.call
    ? { id: "fc_1", type: "function_call", status: "completed", call_id: "call_1", ...said.call }
    : { id: "msg_1", type: "message", status: "completed", role: "assistant", content: [{ type: "output_text", text: said.text, annotations: [] }] };
  const whole = { id: "resp_1", object: "response", created_at: 1, status: "completed", model: request.model, output: [item], usage: { input_tokens: 100, output_tokens: 5, total_tokens: 105 } };
  if (!request.stream) return json(response, 200, whole);
  const events = [{ type: "response.created", response: { ...whole, status: "in_progress", output: [] } }, { type: "response.output_item.added", output_index: 0, item: { ...item, content: [] } }];
  if (!said.call) {
    events.push({ type: "response.content_part.added", item_id: "msg_1", output_index: 0, content_index: 0, part: { type: "output_text", text: "", annotations: [] } });
    events.push({ type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: said.text });
  }
  events.push({ type: "response.output_item.done", output_index: 0, item }, { type: "response.completed", response: whole });
  return sse(response, events, true);
}

function messages(response, request, said) {
  const block = said.call ? { type: "tool_use", id: "toolu_1", name: said.call.name, input: JSON.parse(said.call.arguments) } : { type: "text", text: said.text };
  const stop = said.call ? "tool_use" : "end_turn";
  const whole = { id: "msg_1", type: "message", role: "assistant", model: request.model, content: [block], stop_reason: stop, usage: { input_tokens: 100, output_tokens: 5 } };
  if (!request.stream) return json(response, 200, whole);
  return sse(response, [
    { type: "message_start", message: { ...whole, content: [], stop_reason: null } },
    { type: "content_block_start", index: 0, content_block: said.call ? { ...block, input: {} } : { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: said.call ? { type: "input_json_delta", partial_json: said.call.arguments } : { type: "text_delta", text: said.text } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: stop }, usage: { output_tokens: 5 } },
    { type: "message_stop" },
  ], true);
}

function google(response, said, streamed) {
  const part = said.call ? { functionCall: { name: said.call.name, args: JSON.parse(said.call.arguments) }, thoughtSignature: "bGFi" } : { text: said.text };
  const whole = { candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }], usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 5, totalTokenCount: 105 } };
  return streamed ? sse(response, [whole]) : json(response, 200, whole);
}

// A message of Google's kind as one of OpenAI's.
function ofGoogle({ role, parts = [] }) {
  const result = parts.find((part) => part.functionResponse);
  if (result) return { role: "tool", content: JSON.stringify(result.functionResponse.response) };
  return { role: role === "model" ? "assistant" : "user", content: parts };
}

function ollama(response, request, said) {
  const message = { role: "assistant", content: said.text ?? "", ...(said.call && { tool_calls: [{ function: { name: said.call.name, arguments: JSON.parse(said.call.arguments) } }] }) };
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write(`${JSON.stringify({ model: request.model, created_at: new Date().toISOString(), message, done: false })}\n`);
  response.end(`${JSON.stringify({ model: request.model, created_at: new Date().toISOString(), message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 100, eval_count: 5 })}\n`);
}

function control(url, response) {
  const asked = Object.fromEntries(url.searchParams);
  if (asked.mode !== undefined) {
    if (asked.mode !== "ok" && !(asked.mode in faults)) return json(response, 400, { error: `no mode ${asked.mode}` });
    mode = asked.mode;
    times = Number(asked.times ?? Infinity);
  }
  if (asked.window) window = Number(asked.window);
  if (asked.proxy) openProxy(Number(asked.proxy), asked.user, asked.to);
  if (!asked.listen) return json(response, 200, { mode });
  const made = asked.tls === "cell" ? { key: readFileSync("/tmp/lab-tls.key"), cert: readFileSync("/tmp/lab-tls.pem") } : asked.tls && (asked.ca ? signed : certificate)(asked.tls, asked.days ?? "30");
  if (servers.has(asked.listen)) return servers.get(asked.listen).setSecureContext(made), json(response, 200, { renewed: asked.listen });
  const server = asked.tls ? createTlsServer(made, handle) : createServer(handle);
  if (asked.tls) servers.set(asked.listen, server);
  return server.listen(Number(asked.listen), asked.host ?? "127.0.0.1", () => json(response, 200, { listens: asked.listen }));
}

function certificate(name, days) {
  const expired = Number(days) < 0;
  const window = expired ? ["-not_before", "20240101000000Z", "-not_after", "20240201000000Z"] : ["-days", days];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/tmp/lab-key.pem", "-out", "/tmp/lab-cert.pem", "-subj", `/CN=${name}`,
    "-addext", `subjectAltName=${/^[0-9.]+$/.test(name) ? "IP" : "DNS"}:${name}`, ...window], { stdio: "ignore" });
  return { key: readFileSync("/tmp/lab-key.pem"), cert: readFileSync("/tmp/lab-cert.pem") };
}

// Signed by the certificate authority of the cell, which everything in it trusts.
function signed(name, days) {
  const openssl = (...words) => execFileSync("openssl", words, { cwd: "/tmp", stdio: "ignore" });
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "lab-signed.key", "-out", "lab-signed.csr", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`);
  openssl("x509", "-req", "-in", "lab-signed.csr", "-CA", "lab-ca.pem", "-CAkey", "lab-ca.key", "-days", days, "-copy_extensions", "copy", "-out", "lab-signed.pem");
  return { key: readFileSync("/tmp/lab-signed.key"), cert: readFileSync("/tmp/lab-signed.pem") };
}

function openProxy(port, user, place) {
  const wanted = user && `Basic ${Buffer.from(user).toString("base64")}`;
  const refused = (headers) => wanted && headers["proxy-authorization"] !== wanted;
  const proxy = createServer((request, response) => {
    if (refused(request.headers)) return response.writeHead(407, { "proxy-authenticate": 'Basic realm="lab"' }).end();
    request.url = new URL(request.url).pathname;
    return handle(request, response);
  });
  proxy.on("connect", (request, socket) => {
    if (refused(request.headers)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="lab"\r\n\r\n');
    const [host, to] = request.url.split(":");
    const far = connect(Number(to), place ?? host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    return far.on("error", () => socket.destroy()) && socket.on("error", () => far.destroy());
  });
  proxy.listen(port, "127.0.0.1");
}

async function handle(incoming, response) {
  const url = new URL(incoming.url, "http://127.0.0.1:8000");
  let raw = "";
  for await (const part of incoming) raw += part;
  if (url.pathname === "/control") return control(url, response);
  let request = {};
  try {
    request = JSON.parse(raw);
  } catch {}
  const path = url.pathname;
  // A local model server asks for no key.
  const key = keyOf(incoming.headers) || url.searchParams.get("key") || (incoming.socket.localPort === 11434 ? "local" : "");
  const inPath = /\/models\/([^/:]+):(\w+)$/.exec(path);
  const model = inPath?.[1] ?? request.model ?? "";
  const max = request.max_tokens ?? request.max_completion_tokens ?? request.max_output_tokens ?? 0;
  console.log(new Date().toISOString(), incoming.method, url.pathname, `key=${key.slice(0, 16)} model=${model} max=${max} tools=${request.tools?.length ?? 0} effort=${request.reasoning_effort ?? "-"} bytes=${raw.length} last=${JSON.stringify(textOf(request.messages?.at(-1)?.content)).slice(-300)}`);
  if (/\/models$/.test(path)) return key && !/wrong|old/.test(key) ? json(response, 200, { object: "list", data: Object.keys(models).map((id) => ({ id, object: "model", owned_by: "lab" })) }) : json(response, 401, faults["401"]().body);
  if (path === "/api/tags") return json(response, 200, { models: Object.keys(models).map((name) => ({ name, model: name, details: {} })) });
  if (path === "/api/show") return json(response, 200, { details: {}, model_info: { "lab.context_length": (mode === "local-window" ? window : models[model]?.window) ?? 131072 }, capabilities: ["completion", "tools"] });
  if (path === "/api/pull") return (models[request.model ?? request.name] ??= {}), json(response, 200, { status: "success" });
  if (path === "/api/generate") return setTimeout(() => json(response, model in models ? 200 : 404, { model, response: ANSWER, done: true }), faults[models[model]?.fault]?.({ request, raw, model, path }).slow ?? 0);
  if (path === "/api/embed" || path === "/api/embeddings") {
    const vector = (text) => Array.from({ length: 16 }, (_, at) => Math.sin([...String(text)].reduce((sum, letter) => sum + letter.codePointAt(0), at + 1)));
    return json(response, 200, request.input === undefined ? { embedding: vector(request.prompt) } : { model, embeddings: [].concat(request.input).map(vector) });
  }
  if (path === "/res/v1/web/search") return key && !/wrong|old/.test(key) ? json(response, 200, { web: { results: [{ title: "Lighthouse", url: "https://example.net/lighthouse", description: ANSWER }] } }) : json(response, 401, { type: "ErrorResponse", error: { status: 401, code: "SUBSCRIPTION_TOKEN_INVALID", detail: "The provided subscription token is invalid." } });
  if (path === "/" || path === "/api/version") return json(response, 200, { version: "0.20.0" });
  const kind = /\/(chat\/completions|responses|messages|embeddings)$/.exec(path)?.[1] ?? (inPath ? "google" : path === "/api/chat" ? "ollama" : undefined);
  if (!kind || !/^(\/[a-z0-9-]+)?\/(v1|v1beta|api)\//.test(path) || path.includes("/chat/completions/")) return response.writeHead(404, { "content-type": "text/plain" }).end("404 page not found");
  const wrong = fault({ path, key, model, max, request, raw, port: incoming.socket.localPort });
  if (wrong?.slow) return setTimeout(() => chat(response, request, { text: ANSWER }), wrong.slow);
  if (wrong?.cut) return incoming.socket.destroy();
  if (wrong?.status) return response.writeHead(wrong.status, { "content-type": wrong.type ?? "application/json" }).end(wrong.type ? wrong.body : JSON.stringify(wrong.body));
  if (kind === "embeddings") {
    const inputs = [].concat(request.input ?? []);
    const vector = (text) => Array.from({ length: 16 }, (_, at) => Math.sin([...String(text)].reduce((sum, letter) => sum + letter.codePointAt(0), at + 1)));
    return json(response, 200, { object: "list", model, data: inputs.map((text, index) => ({ object: "embedding", index, embedding: vector(text) })), usage: { prompt_tokens: 5, total_tokens: 5 } });
  }
  if (kind === "google") return google(response, wrong || think((request.contents ?? []).map(ofGoogle)), inPath[2].startsWith("stream"));
  const said = wrong || think(request.messages ?? [].concat(request.input ?? []));
  return { "chat/completions": chat, responses, messages, ollama }[kind](response, request, said);
}

createServer(handle).listen(8000, "127.0.0.1", () => console.log("listens on 8000"));
