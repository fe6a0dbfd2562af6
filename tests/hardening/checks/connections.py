#!/usr/bin/env python3
"""Connections that are opened and held: others are answered, and so is the orchestrator."""

import contextlib
import os
import selectors
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import Results, Server, arguments, note

FLOOD = 3_600
PATIENCE = 1.0
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextlib.contextmanager
def connections(server, count, peers, first=b""):
    """Many connections, opened without waiting for each other; some may be refused."""
    opened = []
    try:
        for number in range(count):
            one = socket.socket()
            one.setblocking(False)
            one.bind((peers[number % len(peers)], 0))
            one.connect_ex((server.host, server.port))
            opened.append(one)
            if number % 200 == 199:
                time.sleep(0.02)  # The listener's queue is shorter than the flood.
        time.sleep(0.3)
        if first:
            for one in opened:
                with contextlib.suppress(OSError):
                    one.send(first)
        yield opened
    finally:
        for one in opened:
            one.close()


def slowest(server, seconds, tries, peer, path="/healthz"):
    """The longest time that somebody waited in several tries."""
    longest = 0.0
    for _ in range(tries):
        longest = max(longest, server.seconds_to_answer(path=path, peer=peer, timeout=5))
        if longest >= 5:
            break
        time.sleep(seconds / tries)
    return longest


def flood_from_one_peer(options, results):
    name = f"{FLOOD} connections from one peer"
    for state, first in (("idle", b""), ("half a head", b"GET / HTTP/1.1\r\nHost:"), ("keep-alive", GET)):
        with Server(address=options.address) as server:
            with connections(server, FLOOD, ["127.0.0.2"], first):
                longest = slowest(server, 3, 10, "127.0.0.1")
                results.at_most(f"{name} ({state}): /healthz of another", longest, PATIENCE, " s")
                longest = server.seconds_to_diagnose(5, "127.0.0.3")
                results.at_most(f"{name} ({state}): a paste of another", longest, PATIENCE, " s")
            time.sleep(0.3)
            results.at_most(f"{name} ({state}): the peer itself, afterwards", server.seconds_to_answer(peer="127.0.0.2"), PATIENCE, " s")


def flood_from_many_peers(options, results):
    """The cap of all connections is full; health is heard all the same."""
    peers = [f"127.2.{high}.{low}" for high in range(1, 13) for low in range(1, 101)]
    with Server(address=options.address) as server:
        with connections(server, FLOOD, peers, b"GET / HTTP/1.1\r\nHost:"):
            for path in ("/healthz", "/readyz"):
                longest = slowest(server, 2, 6, "127.0.0.1", path)
                results.at_most(f"{FLOOD} connections from {len(peers)} peers: {path}", longest, PATIENCE, " s")


def keep_alive(options, results):
    """Each sends one request in five seconds, as long as it wants."""
    seconds = 30 if options.full else 10
    with Server(address=options.address) as server, connections(server, 520, ["127.0.0.2"], GET) as opened:
        chooser = selectors.DefaultSelector()
        for one in opened:
            chooser.register(one, selectors.EVENT_READ)
        longest = 0.0
        for _ in range(seconds // 5):
            stop = time.monotonic() + 5
            while time.monotonic() < stop:
                for key, _ in chooser.select(0.2):
                    with contextlib.suppress(OSError):
                        if not key.fileobj.recv(65_536):
                            chooser.unregister(key.fileobj)
                longest = max(longest, server.seconds_to_answer(peer="127.0.0.1", timeout=5))
                time.sleep(0.3)
            for one in opened:
                with contextlib.suppress(OSError):
                    one.send(GET)
        results.at_most("520 connections with a request each 5 s: /healthz of another", longest, PATIENCE, " s")
        note(f"{len(chooser.get_map())} of 520 are still open")


def main():
    options = arguments("keeps the connections alive for 30 s instead of 10")
    results = Results()
    flood_from_one_peer(options, results)
    flood_from_many_peers(options, results)
    keep_alive(options, results)
    results.end()


if __name__ == "__main__":
    main()
