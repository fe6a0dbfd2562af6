// Slack on loopback, as https://slack.com and wss://wss-primary.slack.com (see `hosts` in docs/lab.md). What it answers depends on
//   the token     `wrong` or `old` in it: invalid_auth; `gone`: account_inactive; `narrow`: missing_scope; an app token (xapp-) opens the socket
//   the channel   C0LAB is one that the bot is in, any other is channel_not_found
//   a control request to http://127.0.0.1:8081, as somebody would do it on the app's page:
//     ?widen=1      the narrow app gets the missing scope
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { WebSocketServer } = await import(pathToFileURL(process.env.LAB_WS));
const ALL = "app_mentions:read,channels:history,channels:read,chat:write,commands,groups:history,groups:read,im:history,im:read,im:write,users:read";
let widened = false;
const no = (error, more) => ({ ok: false, error, ...more });

function scopes(token) {
  return /narrow/.test(token) && !widened ? ALL.replace(",chat:write", "") : ALL;
}

function answer(method, token, request) {
  if (method === "api.test") return { ok: true };
  if (!token) return no("not_authed");
  if (/wrong|old/.test(token)) return no("invalid_auth");
  if (/gone/.test(token)) return no("account_inactive");
  const app = token.startsWith("xapp-");
  if (method === "apps.connections.open") return app ? { ok: true, url: "wss://wss-primary.slack.com/link/?ticket=lab&app_id=A0LAB" } : no("not_allowed_token_type");
  if (app) return no("not_allowed_token_type");
  if (method === "auth.test") return { ok: true, url: "https://lab.slack.com/", team: "Lab", user: "lab", team_id: "T0LAB", user_id: "U0LAB", bot_id: "B0LAB", is_enterprise_install: false };
  if (method === "bots.info") return { ok: true, bot: { id: "B0LAB", app_id: "A0LAB", name: "lab", user_id: "U0LAB" } };
  if (method.startsWith("chat.")) {
    if (!scopes(token).includes("chat:write")) return no("missing_scope", { needed: "chat:write", provided: scopes(token) });
    return request.channel === "C0LAB" ? { ok: true, channel: request.channel, ts: `${Date.now() / 1000}`, message: { text: request.text } } : no("channel_not_found");
  }
  if (method === "conversations.list") return { ok: true, channels: [{ id: "C0LAB", name: "general", is_channel: true, is_member: true }], response_metadata: { next_cursor: "" } };
  if (method === "conversations.info") return request.channel === "C0LAB" ? { ok: true, channel: { id: "C0LAB", name: "general", is_channel: true, is_member: true } } : no("channel_not_found");
  if (method === "users.list") return { ok: true, members: [], response_metadata: { next_cursor: "" } };
  return { ok: true };
}

async function handle(incoming, response) {
  const method = new URL(incoming.url, "https://slack.com").pathname.replace("/api/", "");
  let raw = "";
  for await (const part of incoming) raw += part;
  let request;
  try {
    request = JSON.parse(raw);
  } catch {
    request = Object.fromEntries(new URLSearchParams(raw));
  }
  const token = (incoming.headers.authorization ?? "").replace(/^Bearer /, "") || request.token || "";
  const told = answer(method, token, request);
  console.log(new Date().toISOString(), method, token, told.ok ? "ok" : told.error);
  response.writeHead(200, { "content-type": "application/json", "x-oauth-scopes": scopes(token), "x-accepted-oauth-scopes": "chat:write" }).end(JSON.stringify(told));
}

const server = createTlsServer({ key: readFileSync("/tmp/lab-tls.key"), cert: readFileSync("/tmp/lab-tls.pem") }, handle);
new WebSocketServer({ server }).on("connection", (socket) => {
  socket.send(JSON.stringify({ type: "hello", num_connections: 1, debug_info: { host: "lab", build_number: 1, approximate_connection_time: 18060 }, connection_info: { app_id: "A0LAB" } }));
  const alive = setInterval(() => socket.ping(), 5000);
  socket.on("close", () => clearInterval(alive));
});
server.listen(443, () => console.log("listens on 443"));
createServer((incoming, response) => {
  widened = new URL(incoming.url, "http://127.0.0.1").searchParams.has("widen");
  response.end("done\n");
}).listen(8081, "127.0.0.1");
