#!/usr/bin/env python3
"""SIGTERM and SIGHUP under load: what was accepted is answered, and the service goes on or ends in order."""

import http.client
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import SMALL, Results, Server, arguments, gateway_log, source

CLIENTS = 16
PASTE = gateway_log(64 * 1024)
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


class Load:
    """Clients that post one paste after another."""

    def __init__(self, server):
        self.server = server
        self.stopping = threading.Event()
        self.answered = 0
        self.refused = 0
        self.lost = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def work(self):
        peer = source()
        while not self.stopping.is_set():
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=20, source_address=(peer, 0))
            sent = False
            try:
                connection.connect()
                # From here on the server has the connection, if not yet the request.
                connection.request("POST", "/api/v1/diagnose", PASTE, {"content-type": "text/plain"})
                sent = True
                response = connection.getresponse()
                body = response.read()
                with self.lock:
                    if response.status == 200 and body.endswith(b"}"):
                        self.answered += 1
                    elif response.status in (429, 503):
                        self.refused += 1
                    else:
                        self.lost.append(f"status {response.status}")
                if response.status in (429, 503):
                    time.sleep(0.2)
            except (OSError, http.client.HTTPException) as error:
                # A connection that the listener's queue still held when it closed was never accepted: it
                # ends with a reset before a byte of an answer. A cut answer is a loss.
                is_cut = isinstance(error, http.client.IncompleteRead)
                with self.lock:
                    if is_cut or (sent and not self.stopping.is_set() and not self.ending):
                        self.lost.append(f"{type(error).__name__} {error}")
                if self.ending:
                    return
            finally:
                connection.close()

    ending = False

    def end(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(25)


def terminate(results):
    """Requests whose body was sent before the signal get their answer."""
    with Server() as server:
        load = Load(server)
        time.sleep(1.5)
        # A request that is open for sure: half of its body is sent, the rest comes after the signal.
        body = SMALL * 100
        half = http.client.HTTPConnection(server.host, server.port, timeout=20, source_address=("127.0.0.9", 0))
        half.putrequest("POST", "/api/v1/diagnose")
        half.putheader("content-type", "text/plain")
        half.putheader("content-length", str(len(body)))
        half.endheaders(body[:1000])
        time.sleep(0.2)
        load.ending = True
        server.signal(signal.SIGTERM)
        time.sleep(0.5)
        half.send(body[1000:])
        status = 0
        try:
            status = half.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        results.check("SIGTERM: a request that was half sent", status == 200, status, 200)
        code = server.wait(15)
        results.check("SIGTERM under load: exit status", code == 0, code, 0)
        load.end()
        results.at_least("SIGTERM under load: answered", load.answered, 20)
        results.check("SIGTERM under load: cut answers", not load.lost, "; ".join(load.lost[:3]) or "0", "0")


def terminate_a_queue(results):
    """Pastes that wait for a worker when the signal comes are answered, too."""
    paste = gateway_log(512 * 1024)
    waiting = 40
    with Server() as server:
        server.diagnose(paste)
        statuses = []

        def post():
            try:
                headers = {"content-type": "text/plain"}
                statuses.append(server.ask("POST", "/api/v1/diagnose", paste, headers, 20).status)
            except (OSError, http.client.HTTPException) as error:
                statuses.append(type(error).__name__)

        threads = [threading.Thread(target=post) for _ in range(waiting)]
        for thread in threads:
            thread.start()
        # All are connected and sent: the last one's body takes longest.
        time.sleep(0.25)
        server.signal(signal.SIGTERM)
        for thread in threads:
            thread.join(25)
        lost = [status for status in statuses if status not in (200, 429, 503)]
        results.check(f"SIGTERM: {waiting} pastes that were sent before it", not lost, lost or f"{statuses.count(200)} answered", "none lost")
        code = server.wait(15)
        results.check("SIGTERM with a queue: exit status", code == 0, code, 0)


def hang_up(results):
    """300 reloads in a row, with a folder that changes meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        entry = pathlib.Path(folder) / "test" / "made-up.toml"
        entry.parent.mkdir()
        entry.write_text(ENTRY.format(0))
        with Server(["--knowledge", folder]) as server:
            load = Load(server)
            for number in range(300):
                if number % 30 == 0:
                    # Half of the edits are broken: the old knowledge stays.
                    entry.write_text(ENTRY.format(number) if number % 60 == 0 else "title = ")
                server.signal(signal.SIGHUP)
                time.sleep(0.01)
            time.sleep(0.5)
            entry.write_text(ENTRY.format("last"))
            server.signal(signal.SIGHUP)
            found = None
            for _ in range(50):
                found = server.diagnose(b"made-up failure last").body
                if b'"made-up"' in found:
                    break
                time.sleep(0.1)
            load.end()
            results.check("300 SIGHUPs: the last edit is used", b'"made-up"' in found, found[:60], "made-up")
            results.check("300 SIGHUPs under load: lost requests", not load.lost, "; ".join(load.lost[:3]) or "0", "0")
            results.at_least("300 SIGHUPs under load: answered", load.answered, 20)
            results.at_most("a line after 300 SIGHUPs", server.seconds_to_diagnose(), 1, " s")
            server.signal(signal.SIGTERM)
            code = server.wait(15)
            results.check("SIGTERM after 300 SIGHUPs: exit status", code == 0, code, 0)


def main():
    options = arguments()
    if options.address:
        print("FAILED signals: needs a server of its own (limit: no --address)")
        sys.exit(1)
    results = Results()
    terminate(results)
    terminate_a_queue(results)
    hang_up(results)
    results.end()


if __name__ == "__main__":
    main()
