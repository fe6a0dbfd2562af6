#!/usr/bin/env python3
"""Memory: bodies that never end share a budget, and many pastes leave nothing behind."""

import concurrent.futures
import http.client
import os
import random
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import MIB, Results, Server, arguments, gateway_log, note, source, texts

BODIES = 256
BODIES_LIMIT = 200
PASTES_LIMIT = 96
# The last quarter of all pastes may add so much: what an allocator still rounds up.
GROWTH_LIMIT = 4


def half_sent_bodies(options, results, peers, name):
    """Every body is sent but for its last KiB."""
    size = 2 * MIB
    head = (
        f"POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n"
    ).encode()
    chunk = b"a line of a log that does not end\n" * 1024
    with Server(address=options.address) as server:
        start = server.memory()
        opened, left = [], {}
        highest = start
        for number in range(BODIES):
            one = socket.socket()
            one.bind((peers[number % len(peers)], 0))
            one.settimeout(2)
            try:
                one.connect((server.host, server.port))
                one.sendall(head)
            except OSError:
                one.close()
                continue
            one.setblocking(False)
            opened.append(one)
            left[one] = size - 1024
        deadline = time.monotonic() + 15
        while left and time.monotonic() < deadline:
            moved = False
            for one in list(left):
                try:
                    left[one] -= one.send(chunk[: left[one]])
                    moved = True
                except BlockingIOError:
                    continue
                except OSError:
                    del left[one]  # The server has had enough.
                    continue
                if left[one] <= 0:
                    del left[one]
            highest = max(highest, server.memory())
            if not moved:
                time.sleep(0.05)
        for _ in range(10):
            highest = max(highest, server.memory())
            time.sleep(0.1)
        results.at_most(f"resident with {BODIES} half-sent bodies from {name}", highest, BODIES_LIMIT, " MiB")
        results.at_most(f"/healthz with {BODIES} half-sent bodies from {name}", server.seconds_to_answer(peer="127.0.0.1"), 1, " s")
        for one in opened:
            one.close()


def mixed_paste(choose, ours):
    """A paste as people send them: most are short, some are long, a few are odd."""
    kind = choose.random()
    if kind < 0.6:
        return choose.choice(ours)
    if kind < 0.85:
        return gateway_log(choose.choice([2, 4, 8, 16, 32]) * 1024)
    if kind < 0.93:
        return b" ".join(choose.choice(ours).split()[:8])
    if kind < 0.97:
        return gateway_log(choose.choice([64, 128, 256, 512]) * 1024)
    return bytes(choose.randrange(32, 127) for _ in range(choose.randrange(20, 4000)))


def many_pastes(options, results):
    """Several clients, one request after another on connections that are kept and replaced."""
    count = 20_000 if options.full else 3_000
    workers = 8
    ours = texts()
    with Server(address=options.address) as server:

        def work(number):
            choose = random.Random(number)
            peer = source()
            accepts = ["application/json", "text/markdown", "text/plain"]
            connection = None
            bad = 0
            for at in range(count // 4 // workers):
                if connection is None:
                    connection = http.client.HTTPConnection(server.host, server.port, timeout=30, source_address=(peer, 0))
                try:
                    connection.request(
                        "POST", "/api/v1/diagnose", mixed_paste(choose, ours),
                        {"content-type": "text/plain", "accept": choose.choice(accepts)},
                    )
                    response = connection.getresponse()
                    response.read()
                    if response.status in (429, 503):
                        time.sleep(int(response.headers.get("retry-after") or 1))
                    elif response.status not in (200, 422):
                        bad += 1
                    if response.will_close:
                        connection = None
                except (OSError, http.client.HTTPException):
                    connection = None
                    bad += 1
                if at % 50 == 49 and connection:
                    connection.close()
                    connection = None
            return bad

        readings = [server.memory()]
        failures = 0
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for quarter in range(4):
                failures += sum(pool.map(work, range(quarter * workers, (quarter + 1) * workers)))
                readings.append(server.memory())
                note(f"resident after {(quarter + 1) * count // 4} pastes: {readings[-1]:.1f} MiB")
        results.at_most(f"resident after {count} mixed pastes", max(readings), PASTES_LIMIT, " MiB")
        # Of a short run the last quarter is no plateau yet: it may still meet the largest pastes.
        limit = GROWTH_LIMIT if options.full else 2 * GROWTH_LIMIT
        results.at_most("growth in the last quarter", readings[-1] - readings[-2], limit, " MiB")
        results.at_most(f"unanswered of {count} mixed pastes", failures, 0)


def main():
    options = arguments("20,000 pastes instead of 3,000")
    results = Results()
    half_sent_bodies(options, results, ["127.0.0.2"], "one peer")
    half_sent_bodies(options, results, [f"127.3.0.{number}" for number in range(1, 65)], "64 peers")
    many_pastes(options, results)
    results.end()


if __name__ == "__main__":
    main()
