// Telegram's Bot API on loopback, as https://api.telegram.org (see `hosts` in docs/lab.md). What it answers depends on
//   the token     <digits>:<letters>; `wrong` or `old` in it: 401; not of this form: 404; anything else is a bot
//   the chat      one that the bot has met is known (see `say` and `met`), any other is “chat not found”
//   a control request to http://127.0.0.1:8081, as people and Telegram's servers would do it:
//     ?say=TEXT&from=ID[&chat=ID][&mention=1]   somebody writes; waits up to 20 s for what the bot says to that chat
//     ?met=CHAT  ?block=CHAT  ?unblock=CHAT  ?moved=CHAT&to=CHAT  ?topicless=CHAT
//     ?limit=SECONDS[&method=NAME]              429 for sends (or for this method) so long
//     ?down=STATUS                              every call is answered with it, until ?down=0
//     ?revoke=PART                              tokens that contain PART are unknown from now on
//     ?menu=NUMBER                              a command menu may have so many entries (100)
//     ?sent=CHAT                                what was sent to this chat
// An HTTP proxy on 127.0.0.1:3128 leads here, too.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const bots = new Map();
const met = new Set(), blocked = new Set(), topicless = new Set(), moved = new Map(), revoked = new Set();
let down = 0, limit = { until: 0 }, number = 100, menu = 100;

const bot = (token) => {
  if (!bots.has(token)) bots.set(token, { token, updates: [], poll: undefined, webhook: "", sent: [] });
  return bots.get(token);
};
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const no = (code, description, parameters) => ({ ok: false, error_code: code, description, ...(parameters && { parameters }) });
const yes = (result) => ({ ok: true, result });
const chatOf = (id) => (Number(id) < 0 ? { id: Number(id), type: String(id).startsWith("-100") ? "supergroup" : "group", title: "Family" } : { id: Number(id), type: "private", first_name: "Robin" });

function me(token) {
  const id = Number(token.split(":")[0]);
  return { id, is_bot: true, first_name: "Lab", username: `lab${id}_bot`, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
}

// One poll at a time: a second one ends the first.
function getUpdates(it, request) {
  const offset = Number(request.offset ?? 0);
  if (it.webhook) return no(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
  it.poll?.(no(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"));
  it.updates = it.updates.filter((update) => update.update_id >= offset);
  if (it.updates.length) return yes(it.updates.slice(0, Number(request.limit ?? 100)));
  return new Promise((done) => {
    const end = (answer) => {
      clearTimeout(timer);
      if (it.poll === end) it.poll = undefined;
      done(answer);
    };
    const timer = setTimeout(() => end(yes([])), 1000 * Number(request.timeout ?? 0));
    it.poll = end;
  });
}

function send(it, method, request) {
  const chat = String(request.chat_id);
  if (moved.has(chat)) return no(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: Number(moved.get(chat)) });
  if (!met.has(chat)) return no(400, "Bad Request: chat not found");
  if (blocked.has(chat)) return no(403, chat.startsWith("-") ? "Forbidden: bot was kicked from the group chat" : "Forbidden: bot was blocked by the user");
  if (request.message_thread_id && topicless.has(chat)) return no(400, "Bad Request: message thread not found");
  if (method === "getChat") return yes(chatOf(chat));
  if (!/^(send|edit|copy|forward)/.test(method) || method === "sendChatAction") return yes(true);
  const text = String(request.text ?? request.caption ?? "");
  if (text.length > 4096) return no(400, "Bad Request: message is too long");
  number += 1;
  it.sent.push({ chat, text });
  return yes({ message_id: number, date: Math.floor(Date.now() / 1000), chat: chatOf(chat), from: me(it.token), text });
}

function answer(token, method, request) {
  if (down) return no(down, down === 502 ? "Bad Gateway" : "Service Unavailable");
  if (!/^\d+:[\w-]+$/.test(token)) return no(404, "Not Found");
  if (/wrong|old/.test(token) || [...revoked].some((part) => token.includes(part))) return no(401, "Unauthorized");
  const it = bot(token);
  const left = Math.ceil((limit.until - Date.now()) / 1000);
  if (left > 0 && (limit.method ? method === limit.method : /^(send|edit)/.test(method))) return no(429, `Too Many Requests: retry after ${left}`, { retry_after: left });
  if (method === "getMe") return yes(me(token));
  if (method === "getUpdates") return getUpdates(it, request);
  if (method === "getWebhookInfo") return yes({ url: it.webhook, has_custom_certificate: false, pending_update_count: it.updates.length });
  if (method === "setWebhook") it.webhook = request.url ?? "";
  if (method === "deleteWebhook") it.webhook = "";
  if (method === "setMyCommands") {
    const commands = [].concat(request.commands ?? []);
    if (commands.length > menu) return no(400, "Bad Request: BOT_COMMANDS_TOO_MUCH");
    if (commands.some((one) => !/^[a-z0-9_]{1,32}$/.test(one.command))) return no(400, "Bad Request: BOT_COMMAND_INVALID");
  }
  if (/^getMy(Commands)$/.test(method)) return yes([]);
  if (request.chat_id !== undefined) return send(it, method, request);
  return yes(true);
}

function parse(headers, raw) {
  const type = headers["content-type"] ?? "";
  if (type.includes("json")) {
    try {
      return JSON.parse(raw);
    } catch {
      return {};
    }
  }
  if (type.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(raw));
  return Object.fromEntries([...raw.matchAll(/name="(\w+)"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/g)].map((part) => [part[1], part[2]]));
}

async function body(incoming) {
  let raw = "";
  for await (const part of incoming) raw += part;
  return raw;
}

async function handle(incoming, response) {
  const url = new URL(incoming.url, "https://api.telegram.org");
  const raw = await body(incoming);
  const found = /^\/bot([^/]*)\/(\w+)$/.exec(decodeURI(url.pathname));
  if (!found) return response.writeHead(url.pathname === "/" ? 302 : 404, url.pathname === "/" ? { location: "https://core.telegram.org/bots" } : {}).end();
  const [, token, method] = found;
  const request = { ...Object.fromEntries(url.searchParams), ...parse(incoming.headers, raw) };
  const told = await answer(token, method, request);
  console.log(new Date().toISOString(), method, token, told.ok ? "ok" : `${told.error_code} ${told.description}`, JSON.stringify(request).slice(0, 300));
  return response.writeHead(told.ok ? 200 : told.error_code, { "content-type": "application/json" }).end(JSON.stringify(told));
}

async function say(asked) {
  const chat = asked.chat ?? asked.from;
  met.add(chat);
  let it;
  for (let left = 600; !it && left > 0; left--) {
    it = [...bots.values()].find((one) => one.poll);
    await wait(100);
  }
  if (!it) return "(no bot polls)";
  const before = it.sent.length;
  number += 1;
  const name = `@${me(it.token).username}`;
  const text = asked.mention ? `${name} ${asked.say}` : asked.say;
  const entities = asked.mention ? [{ type: "mention", offset: 0, length: name.length }] : asked.say.startsWith("/") ? [{ type: "bot_command", offset: 0, length: asked.say.split(" ")[0].length }] : undefined;
  const message = { message_id: number, date: Math.floor(Date.now() / 1000), chat: chatOf(chat), from: { id: Number(asked.from), is_bot: false, first_name: "Robin", username: "robin" }, text, ...(entities && { entities }) };
  it.updates.push({ update_id: number, message });
  it.poll?.(yes(it.updates));
  for (let left = 10 * Number(asked.seconds ?? 20); left > 0; left--) {
    const told = it.sent.slice(before).filter((one) => one.chat === chat);
    if (told.length) {
      await wait(1500);
      return it.sent.slice(before).filter((one) => one.chat === chat).map((one) => one.text).at(-1);
    }
    await wait(100);
  }
  return "(no answer)";
}

async function control(incoming, response) {
  const asked = Object.fromEntries(new URL(incoming.url, "http://127.0.0.1:8081").searchParams);
  let told = "done";
  if (asked.say) told = await say(asked);
  if (asked.met) met.add(asked.met);
  if (asked.block) blocked.add(asked.block);
  if (asked.unblock) blocked.delete(asked.unblock);
  if (asked.topicless) topicless.add(asked.topicless);
  if (asked.moved) moved.set(asked.moved, asked.to) && met.add(asked.to);
  if (asked.limit) limit = { until: Date.now() + 1000 * Number(asked.limit), method: asked.method };
  if (asked.down) down = Number(asked.down);
  if (asked.menu) menu = Number(asked.menu);
  if (asked.revoke) revoked.add(asked.revoke);
  if (asked.sent) told = [...bots.values()].flatMap((it) => it.sent).filter((one) => one.chat === asked.sent).map((one) => one.text).join("\n");
  return response.end(`${typeof told === "string" ? told : JSON.stringify(told)}\n`);
}

createTlsServer({ key: readFileSync("/tmp/lab-tls.key"), cert: readFileSync("/tmp/lab-tls.pem") }, handle).listen(443, () => console.log("listens on 443"));
createServer(control).listen(8081, "127.0.0.1");
createServer()
  .on("connect", (_request, socket) => {
    const far = connect(443, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      far.pipe(socket).pipe(far);
    });
    far.on("error", () => socket.destroy());
    socket.on("error", () => far.destroy());
  })
  .listen(3128, "127.0.0.1");
