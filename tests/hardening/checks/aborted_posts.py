#!/usr/bin/env python3
"""Clients that hang up: each leaves nothing behind."""

import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import Results, Server, arguments, note, source

BODY = "\n".join(f"line {number} of a long log, nothing of note" for number in range(11_000)).encode()
# One line on which reading once took minutes.
HEAVY = b'{"0":["a"],"1":[' + b",".join([b'"\\n\\n"'] * 60_000) + b"]}"


def post_and_hang_up(server, body, wait):
    """Sends a whole request and closes without waiting for the answer."""
    head = (
        "POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    try:
        with socket.create_connection((server.host, server.port), 10, (source(), 0)) as connection:
            connection.sendall(head.encode() + body)
            time.sleep(wait)
    except OSError:
        pass  # The server may shed it.


def main():
    options = arguments("1,000 clients instead of 300")
    count = 1_000 if options.full else 300
    results = Results()
    with Server(address=options.address) as server:
        for number in range(count):
            post_and_hang_up(server, BODY, 0.004 if number % 3 else 0)
        results.at_most(f"a line after {count} aborted posts", server.seconds_to_diagnose(), 1, " s")
        results.at_most(f"/readyz after {count} aborted posts", server.seconds_to_answer(path="/readyz"), 1, " s")
        results.at_most(f"threads that still work after {count} aborted posts", server.busy_threads(), 0)
    with Server(address=options.address) as server:
        note("heavy pastes, one after another, each left while it is worked on")
        for _ in range(12):
            post_and_hang_up(server, HEAVY, 0.15)
        cores = os.cpu_count() or 1
        results.at_most("threads at work for 12 clients that left", server.busy_threads(), cores)
        results.at_most("a line after heavy aborted posts", server.seconds_to_diagnose(), 1, " s")
        time.sleep(2)
        results.at_most("threads that still work 3 s later", server.busy_threads(), 0)
    results.end()


if __name__ == "__main__":
    main()
