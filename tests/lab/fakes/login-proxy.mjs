// A proxy with TLS in front of the gateway, on https://homeserver, with the certificate /tmp/lab-proxy.pem. Its rules
// are in /tmp/lab-proxy.json and count at once:
//   login       how it answers a stranger: 302 (to a login page) or 403; null lets everybody in
//   headers     what a program must send instead of a login, as {name: value}
//   websockets  false: it does not pass Upgrade and Connection on, as a proxy does that was not told to
//   upstream    the gateway's port; if nobody answers there it is 502
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

const RULES = "/tmp/lab-proxy.json";
const CERTIFICATE = "/tmp/lab-proxy.pem";
const KEY = "/tmp/lab-proxy-key.pem";
const rules = () => JSON.parse(readFileSync(RULES));

writeFileSync(RULES, JSON.stringify({ login: 302, headers: { "cf-access-client-id": "lab.access", "cf-access-client-secret": "the-secret-of-the-service-token" }, websockets: true, upstream: 18789 }));
chmodSync(RULES, 0o666);
execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", KEY, "-out", CERTIFICATE, "-days", "30", "-subj", "/CN=homeserver", "-addext", "subjectAltName=DNS:homeserver"], { stdio: "ignore" });

function refusal({ login, headers }, request) {
  if (!login || Object.entries(headers).every(([name, value]) => request.headers[name] === value)) return null;
  if (login === 302) return { status: 302, headers: { location: "https://lab.cloudflareaccess.com/cdn-cgi/access/login/homeserver" }, text: "" };
  return { status: login, headers: {}, text: "Forbidden\n" };
}

/** The request as the gateway gets it: the Host is the upstream's, as proxies have it by default. */
function forward(request, port, upgrade) {
  const { host: _host, connection, upgrade: protocol, ...headers } = request.headers;
  if (upgrade) Object.assign(headers, { connection, upgrade: protocol });
  return http.request({ host: "127.0.0.1", port, path: request.url, method: request.method, headers });
}

const server = https.createServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) }, (request, response) => {
  const now = rules();
  console.log(`${request.method} ${request.url}`);
  const no = refusal(now, request);
  if (no) return response.writeHead(no.status, no.headers).end(no.text);
  const onward = forward(request, now.upstream, false);
  onward.on("response", (answer) => { response.writeHead(answer.statusCode, answer.headers); answer.pipe(response); });
  onward.on("error", () => response.writeHead(502).end("Bad Gateway\n"));
  request.pipe(onward);
});

server.on("upgrade", (request, socket, head) => {
  const now = rules();
  console.log(`upgrade ${request.url}`);
  const answer = (status, headers = {}, text = "") => {
    const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(text), connection: "close" }).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${lines.join("\r\n")}\r\n\r\n${text}`);
  };
  socket.on("error", () => {});
  const no = refusal(now, request);
  if (no) return answer(no.status, no.headers, no.text);
  const onward = forward(request, now.upstream, now.websockets);
  onward.on("error", () => answer(502));
  onward.on("response", (page) => { page.resume(); answer(page.statusCode); });
  onward.on("upgrade", (switched, upstream, first) => {
    const lines = [];
    for (let i = 0; i < switched.rawHeaders.length; i += 2) lines.push(`${switched.rawHeaders[i]}: ${switched.rawHeaders[i + 1]}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
    socket.write(first);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
  onward.end();
});
server.listen(443, "127.0.0.1");
