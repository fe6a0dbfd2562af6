#!/usr/bin/env python3
"""A unique text on every way into the service, at the most verbose level: it is in no log line and no file."""

import http.client
import json
import os
import pathlib
import socket
import sys
import tempfile
import time
import urllib.parse
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import Results, Server, source

ROUTES = ["/", "/diagnose", "/symptoms", "/symptoms.md", "/symptoms/{}", "/symptoms/{}.md", "/symptoms?q={}", "/static/{}",
          "/llms.txt", "/robots.txt", "/healthz", "/readyz", "/api/v1/diagnose", "/api/v1/symptoms", "/api/v1/symptoms/{}",
          "/api/v1/openapi.json", "/{}", "/api/{}", "/diagnose?text={}", "/healthz?{}", "/%ff{}", "/../{}", "/static/../{}"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"]
HEADERS = ["user-agent", "referer", "cookie", "authorization", "x-request-id", "x-forwarded-for", "x-forwarded-host",
           "x-forwarded-prefix", "forwarded", "accept", "accept-language", "content-type", "content-encoding", "origin",
           "sec-fetch-site", "traceparent", "if-none-match", "range", "expect", "x-canary"]


def bodies(canary):
    """Whole and broken bodies that hold the canary."""
    form = urllib.parse.urlencode({"text": f"unauthorized: gateway token mismatch {canary}", "version": canary})
    part = f'--x\r\ncontent-disposition: form-data; name="text"; filename="{canary}"\r\n\r\n{canary}\r\n--x--\r\n'
    yield "text/plain", f"gateway token mismatch {canary}"
    yield "text/plain", f"\x00\x01\x02{canary}" + "\x00" * 200
    yield f"text/{canary}", canary
    yield "application/json", json.dumps({"text": canary})
    yield "application/json", json.dumps({"text": canary, canary: 1})
    yield "application/json", json.dumps({"text": "x", "context": {"version": canary, "platform": canary}})
    yield "application/json", '{"text": ' + canary
    yield "application/json", json.dumps([canary])
    yield "application/json", json.dumps({"text": {"a": canary}})
    yield "application/x-www-form-urlencoded", form
    yield "application/x-www-form-urlencoded", f"text=%ff%fe{canary}&platform={canary}"
    yield "multipart/form-data; boundary=x", part
    yield "multipart/form-data; boundary=x", part[:60] + canary
    yield f"multipart/form-data; boundary={canary}", canary
    yield "text/plain", canary * 20_000
    yield "text/plain", (canary + "\n") * 70_000


def send(server, method, path, headers, body):
    try:
        server.ask(method, path, body, headers, timeout=15)
        return 1
    except (OSError, http.client.HTTPException, ValueError):
        return 0


def send_raw(server, data):
    """Bytes that are no HTTP."""
    try:
        with socket.create_connection((server.host, server.port), 5, (source(), 0)) as connection:
            connection.sendall(data)
            connection.settimeout(0.3)
            while connection.recv(65_536):
                pass
    except OSError:
        pass


def main():
    results = Results()
    canary = f"CANARY{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {"TMPDIR": folder, "RUST_LOG": "trace", "RUST_BACKTRACE": "full"}
        with Server(level="trace", environment=environment) as server:
            before = {file for file in pathlib.Path("/tmp").iterdir()}
            asked = 0
            for path in ROUTES:
                for method in METHODS:
                    asked += send(server, method, path.format(canary), {}, None)
            for kind, text in bodies(canary):
                for path in ("/api/v1/diagnose", "/diagnose", "/", "/healthz"):
                    asked += send(server, "POST", path, {"content-type": kind, "accept": "text/html, */*"}, text.encode())
            for name in HEADERS:
                for path in ("/", "/api/v1/diagnose"):
                    asked += send(server, "GET", path, {name: canary}, None)
                    asked += send(server, "POST", path, {"content-type": "text/plain", name: canary}, b"x")
            raw = canary.encode()
            for data in (raw, raw + b"\r\n\r\n", b"GET / " + raw + b"\r\n\r\n", b"GET / HTTP/1.1\r\n" + raw + b"\r\n\r\n",
                         b"POST /api/v1/diagnose HTTP/1.1\r\nHost: " + raw + b"\r\nContent-Length: " + raw + b"\r\n\r\n",
                         b"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + raw,
                         b"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9999\r\n\r\n" + raw,
                         b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + raw, b"\x16\x03\x01" + raw):
                send_raw(server, data)
                asked += 1
            time.sleep(0.5)
            log = server.read_log()
            lines = [line for line in log.splitlines() if canary.lower() in line.lower()]
            results.at_least("canary: requests", asked, 250)
            results.at_least("canary: log lines at trace level", len(log.splitlines()), 200)
            results.check("canary: log lines that hold it", not lines, lines[0][:300] if lines else 0, 0)
            files = [str(file) for file in pathlib.Path(folder).rglob("*")]
            results.check("canary: files in the temp folder", not files, "; ".join(files[:3]) or 0, 0)
            mine = pathlib.Path(server.log.name)
            new = [file for file in pathlib.Path("/tmp").iterdir() if file not in before and file.is_file() and file != mine]
            held = [str(file) for file in new if raw in file.read_bytes()]
            results.check("canary: new files in /tmp that hold it", not held, "; ".join(held[:3]) or 0, 0)
    results.end()


if __name__ == "__main__":
    main()
