// Discord on loopback, as https://discord.com and wss://gateway.discord.gg (see `hosts` in docs/lab.md). What it answers depends on
//   the token     `wrong` or `old` in it: 401, and close code 4004; `plain` in it: a bot without privileged intents
//   the channel   …200 is one that the bot may write to, …403 one that it may not see, any other is unknown
//   a control request to http://127.0.0.1:8081, as somebody would do it in the developer portal:
//     ?grant=content,members,presence     these intents are switched on for all bots
//     ?role=1                             the bot may write to …403, too
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { WebSocketServer } = await import(pathToFileURL(process.env.LAB_WS));
const BITS = { members: 1 << 1, presence: 1 << 8, content: 1 << 15 };
const FLAGS = { presence: 1 << 12, members: 1 << 14, content: 1 << 18 };
let granted = [];
let role = false;

const refused = (token) => !token || /wrong|old/.test(token);
const intentsOf = (token) => (/plain/.test(token) ? granted : Object.keys(BITS));
const bot = { id: "100200300400500600", username: "lab", discriminator: "0000", global_name: null, avatar: null, bot: true };
const sum = (names, table) => names.reduce((all, name) => all | table[name], 0);

function answer(method, path, token) {
  if (refused(token)) return [401, { message: "401: Unauthorized", code: 0 }];
  if (path === "/users/@me") return [200, bot];
  if (/^\/(oauth2\/)?applications\/@me$/.test(path)) return [200, { id: bot.id, name: "lab", flags: sum(intentsOf(token), FLAGS), bot_public: false }];
  if (path === "/gateway/bot") return [200, { url: "wss://gateway.discord.gg", shards: 1, session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 } }];
  if (path === "/gateway") return [200, { url: "wss://gateway.discord.gg" }];
  if (path === "/users/@me/guilds" || /\/commands/.test(path)) return [200, []];
  const channel = /^\/channels\/(\d+)/.exec(path)?.[1];
  if (channel?.endsWith("403") && !role) return [403, { message: "Missing Access", code: 50001 }];
  if (channel && !/(200|403)$/.test(channel)) return [404, { message: "Unknown Channel", code: 10003 }];
  if (channel && /\/messages$/.test(path) && method === "POST") return [200, { id: String(Date.now()), channel_id: channel, content: "", author: bot, timestamp: new Date().toISOString() }];
  if (channel) return [200, { id: channel, type: 0, guild_id: "300", name: "general" }];
  return [404, { message: "404: Not Found", code: 0 }];
}

async function handle(incoming, response) {
  const path = new URL(incoming.url, "https://discord.com").pathname.replace(/^\/api(\/v\d+)?/, "");
  for await (const _ of incoming);
  const token = (incoming.headers.authorization ?? "").replace(/^Bot /, "");
  const [status, told] = answer(incoming.method, path, token);
  console.log(new Date().toISOString(), incoming.method, path, token, status);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(told));
}

const server = createTlsServer({ key: readFileSync("/tmp/lab-tls.key"), cert: readFileSync("/tmp/lab-tls.pem") }, handle);
new WebSocketServer({ server }).on("connection", (socket) => {
  const send = (frame) => socket.send(JSON.stringify(frame));
  send({ op: 10, d: { heartbeat_interval: 41_250 } });
  socket.on("message", (data) => {
    const { op, d } = JSON.parse(data);
    if (op === 1) send({ op: 11 });
    if (op !== 2 && op !== 6) return;
    const asked = Object.keys(BITS).filter((name) => d.intents & BITS[name]);
    console.log(new Date().toISOString(), "identify", d.token, asked.join(","));
    if (refused(d.token)) return socket.close(4004, "Authentication failed.");
    if (asked.some((name) => !intentsOf(d.token).includes(name))) return socket.close(4014, "Disallowed intent(s).");
    send({ op: 0, t: "READY", s: 1, d: { v: 10, user: bot, guilds: [], session_id: "lab", session_type: "normal", resume_gateway_url: "wss://gateway.discord.gg", shard: [0, 1], application: { id: bot.id, flags: sum(intentsOf(d.token), FLAGS) } } });
  });
});
server.listen(443, () => console.log("listens on 443"));
createServer((incoming, response) => {
  const asked = new URL(incoming.url, "http://127.0.0.1").searchParams;
  granted = (asked.get("grant") ?? "").split(",").filter((name) => name in BITS);
  role = asked.has("role");
  response.end("done\n");
}).listen(8081, "127.0.0.1");
