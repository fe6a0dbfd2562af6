// Clients that ask again as soon as they are answered, from many addresses of the loopback network.
//
// usage: load.mjs HOST PORT CONNECTIONS SECONDS BODY_FILE
// Prints {"good", "refused", "broken", "seconds", "p50", "p99", "slowest"}: answers with 200, with 429 or
// 503, anything else; latency in milliseconds of the good ones.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const [host, port, connections, seconds, file] = process.argv.slice(2);
const body = readFileSync(file);
const request = Buffer.concat([
  Buffer.from("POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    + `Content-Length: ${body.length}\r\n\r\n`),
  body,
]);
let good = 0, refused = 0, broken = 0, running = true;
const times = [];

function client(number) {
  // 64 addresses: the limits of one peer are not what is measured.
  const socket = connect({ host, port: Number(port), localAddress: `127.4.0.${1 + (number % 64)}` });
  socket.setNoDelay(true);
  let sent = 0, need = -1, have = 0, head = "", status = 0, close = false;
  const send = () => { sent = performance.now(); head = ""; need = -1; have = 0; socket.write(request); };
  const again = () => { if (running) setTimeout(() => client(number), 20); };
  let ended = false;
  const end = () => { if (!ended) { ended = true; socket.destroy(); again(); } };
  socket.on("connect", send);
  socket.on("data", (data) => {
    let part = data;
    if (need < 0) {
      head += part.toString("latin1");
      const at = head.indexOf("\r\n\r\n");
      if (at < 0) return;
      status = Number(head.slice(9, 12));
      need = Number(/content-length: *(\d+)/i.exec(head.slice(0, at))?.[1] ?? 0);
      close = /connection: *close/i.test(head.slice(0, at));
      have = head.length - at - 4;
    } else have += part.length;
    if (have < need) return;
    if (running) {
      if (status === 200) { good += 1; times.push(performance.now() - sent); }
      else if (status === 429 || status === 503) refused += 1;
      else broken += 1;
      if (close) end(); else send();
    } else socket.destroy();
  });
  socket.on("error", () => { if (running) broken += 1; end(); });
  socket.on("close", end);
}

const start = performance.now();
for (let number = 0; number < Number(connections); number += 1) client(number);
setTimeout(() => {
  running = false;
  times.sort((a, b) => a - b);
  const at = (share) => times.length ? Number(times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1)) : 0;
  const passed = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ good, refused, broken, seconds: passed, p50: at(0.5), p99: at(0.99), slowest: at(1) }));
  process.exit(0);
}, Number(seconds) * 1000);
