#!/usr/bin/env python3
"""Soak: half an hour of mixed load, with a reading of the memory every 10 s. MINUTES changes the time.

Pastes of all kinds, pages, the API, clients that hang up, clients that never finish, edits of the
knowledge. Prints a table of the readings.
"""

import http.client
import os
import pathlib
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import Results, Server, arguments, gateway_log, note, source, texts

EVERY = 10
LIMIT = 128
GROWTH = 6
PAGES = ["/", "/symptoms", "/symptoms.md", "/symptoms?q=token", "/symptoms/gateway-token-mismatch", "/api/v1/symptoms",
         "/api/v1/openapi.json", "/llms.txt", "/healthz", "/readyz", "/nowhere"]


class Soak:
    """All that goes on at the same time."""

    def __init__(self, server, entry):
        self.server = server
        self.entry = entry
        self.ours = texts()
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.counts = {"answered": 0, "refused": 0, "left": 0, "broken": 0}
        works = [self.ask] * 4 + [self.leave, self.dawdle, self.edit]
        self.threads = [threading.Thread(target=work, args=(number,), daemon=True) for number, work in enumerate(works)]
        for thread in self.threads:
            thread.start()

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def request(self, choose):
        """Method, path, headers and body of any request."""
        kind = choose.random()
        paste = choose.choice(self.ours) if choose.random() < 0.8 else gateway_log(choose.choice([4, 32, 128, 512]) * 1024)
        if kind < 0.15:
            return "GET", choose.choice(PAGES), {}, None
        if kind < 0.35:
            body = urllib.parse.urlencode({"text": paste.decode(errors="replace")}).encode()
            return "POST", "/diagnose", {"content-type": "application/x-www-form-urlencoded"}, body
        accept = choose.choice(["application/json", "text/markdown", "text/plain"])
        return "POST", "/api/v1/diagnose", {"content-type": "text/plain", "accept": accept}, paste

    def ask(self, number):
        choose = random.Random(number)
        while not self.stopping.is_set():
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=30, source_address=(source(), 0))
            try:
                for _ in range(choose.randrange(1, 40)):
                    method, path, headers, body = self.request(choose)
                    connection.request(method, path, body, headers)
                    response = connection.getresponse()
                    response.read()
                    if response.status in (429, 503):
                        self.count("refused")
                        time.sleep(min(2, int(response.headers.get("retry-after") or 1)))
                    else:
                        self.count("broken" if response.status >= 500 else "answered")
                    if response.will_close or self.stopping.wait(choose.random() / 20):
                        break
            except (OSError, http.client.HTTPException):
                self.count("broken")
            finally:
                connection.close()

    def leave(self, number):
        """Hangs up while its paste is worked on."""
        choose = random.Random(number)
        body = gateway_log(512 * 1024)
        head = f"POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        while not self.stopping.wait(choose.random() / 2):
            try:
                with socket.create_connection((self.server.host, self.server.port), 10, (source(), 0)) as connection:
                    connection.sendall(head.encode() + body)
                    time.sleep(choose.random() / 50)
                self.count("left")
            except OSError:
                continue

    def dawdle(self, number):
        """Sends half of a body and waits until it is cut off."""
        head = b"POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2000000\r\n\r\n"
        held = []
        while not self.stopping.wait(1):
            try:
                one = socket.create_connection((self.server.host, self.server.port), 10, (source(), 0))
                one.setblocking(False)
                one.send(head + b"a" * 100_000)
                held.append(one)
            except OSError:
                continue
            while len(held) > 20:
                held.pop(0).close()

    def edit(self, number):
        """Changes the knowledge folder; every third edit is broken."""
        while not self.stopping.wait(20):
            number += 1
            self.entry.write_text("title = " if number % 3 == 0 else ENTRY.format(number))
            if self.server.process:
                self.server.signal(signal.SIGHUP)

    def end(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(35)


ENTRY = """title = "Made up {0}"
severity = "error"
summary = "It is made up."
[[signal]]
id = "words"
shows = "the made-up words"
strength = "proof"
literal = "made-up failure {0}"
[[example]]
name = "plain"
expect = "first"
text = "made-up failure {0}"
"""


def main():
    options = arguments()
    minutes = float(os.environ.get("MINUTES", "30"))
    results = Results()
    with tempfile.TemporaryDirectory() as folder:
        entry = pathlib.Path(folder) / "test" / "made-up.toml"
        entry.parent.mkdir()
        entry.write_text(ENTRY.format(0))
        with Server(["--knowledge", folder], address=options.address) as server:
            soak = Soak(server, entry)
            start = time.monotonic()
            readings = []
            longest = 0.0
            print("| minute | resident MiB | answered | refused | /healthz ms |\n|---|---|---|---|---|")
            while time.monotonic() - start < minutes * 60:
                time.sleep(EVERY)
                waited = server.seconds_to_answer(peer="127.0.0.1")
                longest = max(longest, waited)
                readings.append(server.memory())
                minute = (time.monotonic() - start) / 60
                if len(readings) % max(1, int(minutes / 30 * 12)) == 0:
                    counts = soak.counts
                    print(f"| {minute:.1f} | {readings[-1]:.1f} | {counts['answered']} | {counts['refused']} | {waited * 1e3:.1f} |", flush=True)
            soak.end()
            quarter = max(1, len(readings) // 4)
            third, last = readings[-2 * quarter : -quarter] or readings, readings[-quarter:]
            name = f"soak of {minutes:g} minutes"
            note(f"{soak.counts}")
            results.at_most(f"{name}: resident", max(readings), LIMIT, " MiB")
            results.at_most(f"{name}: growth of the last quarter's median", sorted(last)[len(last) // 2] - sorted(third)[len(third) // 2], GROWTH, " MiB")
            results.at_most(f"{name}: /healthz", longest, 1, " s")
            results.at_most(f"{name}: broken answers", soak.counts["broken"], 0)
            results.at_least(f"{name}: answered", soak.counts["answered"], minutes * 300)
            time.sleep(1)
            results.at_most(f"{name}: a line afterwards", server.seconds_to_diagnose(), 1, " s")
            results.at_most(f"{name}: threads at work afterwards", server.busy_threads(), 0)
            if server.process:
                server.signal(signal.SIGTERM)
                code = server.wait(15)
                results.check(f"{name}: exit status", code == 0, code, 0)
    results.end()


if __name__ == "__main__":
    main()
