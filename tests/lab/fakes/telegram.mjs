// Telegram's Bot API on loopback: http://127.0.0.1:8081 and, with a certificate of its own in /tmp/telegram.pem,
// https://api.telegram.org (a scenario writes that name into /etc/hosts). What it answers is chosen by
//   the token   <digits>:wrong… 401, without a colon 404, anything else is good
//   the chat    404404 not found, 403403 the bot was blocked, -500500 is a supergroup now, a message_thread_id is gone
//   a control request, as somebody would do it in Telegram:
//     /control?mode=MODE           401, 409, 429, 502 for all requests until mode=ok; &method=NAME: for this one only
//     /control?webhook=URL         a webhook is set
//     /control?start=CHAT          the person presses Start (the chat is known and unblocked from now on)
//     /control?say=TEXT&from=ID    a person writes; &chat=ID&title=NAME: in a group
//     /control?sent                prints what the bot has sent, and forgets it
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";

const PEM = "/tmp/telegram.pem";
const BOT = { id: 111111111, is_bot: true, first_name: "Lab", username: "lab_bot", can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
const modes = { all: "ok" };
const known = new Set();
const updates = [];
let sent = [];
let webhook = "";
let number = 1;

const refuse = (code, description, parameters) => ({ ok: false, error_code: code, description, ...(parameters && { parameters }) });
const faults = {
  "401": () => refuse(401, "Unauthorized"),
  "409": () => refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"),
  "429": () => refuse(429, "Too Many Requests: retry after 25", { retry_after: 25 }),
  "502": () => refuse(502, "Bad Gateway"),
};

function deliver(method, { chat_id, message_thread_id, text, caption }) {
  const chat = String(chat_id);
  if (chat === "404404" && !known.has(chat)) return refuse(400, "Bad Request: chat not found");
  if (chat === "403403" && !known.has(chat)) return refuse(403, "Forbidden: bot was blocked by the user");
  if (chat === "-500500") return refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: -1001234567890 });
  if (message_thread_id && Number(message_thread_id) !== 1) return refuse(400, "Bad Request: message thread not found");
  if (method === "getChat") return { ok: true, result: { id: Number(chat_id), type: Number(chat_id) < 0 ? "supergroup" : "private", first_name: "Sam" } };
  if (method === "sendChatAction") return { ok: true, result: true };
  sent.push({ chat, text: text ?? caption ?? method });
  return { ok: true, result: { message_id: number++, date: Math.floor(Date.now() / 1000), chat: { id: Number(chat_id), type: "private" }, from: BOT, text: text ?? "" } };
}

async function answer(token, method, body) {
  if (!/^\d+:/.test(token)) return refuse(404, "Not Found");
  if (token.includes(":wrong")) return faults[401]();
  const mode = modes[method] ?? modes.all;
  if (faults[mode]) return faults[mode]();
  switch (method) {
    case "getMe": return { ok: true, result: BOT };
    case "getWebhookInfo": return { ok: true, result: { url: webhook, has_custom_certificate: false, pending_update_count: updates.length } };
    case "deleteWebhook": webhook = ""; return { ok: true, result: true };
    case "getUpdates": {
      if (webhook) return refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
      while (updates.length && updates[0].update_id < Number(body.offset ?? 0)) updates.shift();
      for (let waited = 0; !updates.length && waited < Number(body.timeout ?? 0) * 1000 && !faults[modes[method] ?? modes.all]; waited += 200) await new Promise(done => setTimeout(done, 200));
      return { ok: true, result: updates.slice(0, 100) };
    }
    case "getMyCommands": return { ok: true, result: [] };
    case "setMyCommands": {
      const commands = typeof body.commands === "string" ? JSON.parse(body.commands) : body.commands ?? [];
      return commands.length > 100 ? refuse(400, "Bad Request: BOT_COMMANDS_TOO_MUCH") : { ok: true, result: true };
    }
    case "getChatMember": return { ok: true, result: { status: "administrator", user: BOT } };
  }
  return "chat_id" in body ? deliver(method, body) : { ok: true, result: true };
}

function control(query) {
  if (query.has("mode")) modes[query.get("method") ?? "all"] = query.get("mode");
  if (query.has("webhook")) webhook = query.get("webhook");
  if (query.has("start")) known.add(query.get("start"));
  if (query.has("say")) {
    const from = { id: Number(query.get("from") ?? 4242), is_bot: false, first_name: "Alex", username: "alex_example", language_code: "en" };
    const group = query.get("chat");
    const chat = group ? { id: Number(group), type: "supergroup", title: query.get("title") ?? "Family" } : { id: from.id, type: "private", first_name: "Alex", username: "alex_example" };
    const text = query.get("say");
    const entities = [...text.matchAll(/@\w+|^\/\w+/g)].map(found => ({ type: found[0][0] === "@" ? "mention" : "bot_command", offset: found.index, length: found[0].length }));
    updates.push({ update_id: number++, message: { message_id: number++, from, chat, date: Math.floor(Date.now() / 1000), text, ...(entities.length && { entities }) } });
  }
  if (!query.has("sent")) return "";
  const text = sent.map(message => `to ${message.chat}: ${message.text}\n`).join("");
  sent = [];
  return text;
}

async function serve(request, response) {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/control") return response.end(control(url.searchParams));
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString();
  let body = Object.fromEntries(url.searchParams);
  try {
    const type = request.headers["content-type"] ?? "";
    if (type.includes("json")) body = { ...body, ...JSON.parse(raw) };
    else if (type.includes("urlencoded")) body = { ...body, ...Object.fromEntries(new URLSearchParams(raw)) };
    else if (type.includes("multipart")) for (const found of raw.matchAll(/name="(\w+)"\r\n\r\n([^\r]*)/g)) body[found[1]] = found[2];
  } catch { /* a body that is no JSON has no fields */ }
  const [, token, method] = url.pathname.match(/^\/bot([^/]+)\/(\w+)$/) ?? [];
  const told = token ? await answer(decodeURIComponent(token), method, body) : refuse(404, "Not Found");
  console.log(`${method ?? url.pathname} ${raw.slice(0, 300)} -> ${JSON.stringify(told).slice(0, 200)}`);
  response.writeHead(told.ok ? 200 : told.error_code, { "content-type": "application/json" });
  response.end(JSON.stringify(told));
}

execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=api.telegram.org", "-addext", "subjectAltName=DNS:api.telegram.org", "-keyout", "/tmp/telegram.key", "-out", `${PEM}.new`], { stdio: "ignore" });
createServer(serve).listen(8081, "127.0.0.1");
createTlsServer({ key: readFileSync("/tmp/telegram.key"), cert: readFileSync(`${PEM}.new`) }, serve).listen(443, "127.0.0.1", () => renameSync(`${PEM}.new`, PEM));
