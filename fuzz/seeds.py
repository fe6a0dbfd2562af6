#!/usr/bin/env python3
"""Makes the corpora of the fuzz targets from the texts of this repository: seeds.py FOLDER [EVERY]

Of the pastes each EVERYth is taken: a short run must not spend its time on reading seeds.
"""

import hashlib
import json
import pathlib
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 4096  # `-max_len` of the run
# Bytes at the end of an input that choose the planted secrets.
CHOICES = [bytes((37 * number + step) % 256 for step in range(32)) for number in range(3)]


def pastes():
    """Every text of ours that a user could paste, as a whole and as its first lines."""
    texts = []
    for file in sorted((ROOT / "tests/transcripts").glob("*.txt")):
        texts.append(file.read_text())
    for file in sorted((ROOT / "tests/messages").glob("*.txt")):
        for line in file.read_text().splitlines():
            if line and not line.startswith("#"):
                texts.append(line.split("\t", 1)[-1].replace("⏎", "\n"))
    for file in sorted((ROOT / "tests/cases").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            texts.append(json.loads(line)["paste"])
    for file in sorted((ROOT / "knowledge").rglob("*.toml")):
        for example in tomllib.loads(file.read_text()).get("example", []):
            texts.append(example.get("text", ""))
    return [cut(text) for text in texts if text.strip()]


def cut(text):
    """The beginning of a text, as whole characters."""
    return text.encode()[:LIMIT].decode(errors="ignore").encode()


def requests(texts):
    """Requests of every kind."""
    for path in ["/", "/symptoms", "/symptoms.md", "/symptoms?q=token&severity=error", "/symptoms/gateway-token-mismatch",
                 "/symptoms/gateway-token-mismatch.md", "/symptoms/nowhere", "/symptoms/%ff", "/static/site.css", "/static/%ff",
                 "/llms.txt", "/robots.txt", "/healthz", "/readyz", "/diagnose", "/api", "/api/v1/symptoms",
                 "/api/v1/symptoms/gateway-token-mismatch", "/api/v1/symptoms/%ff", "/api/v1/nowhere", "/api/v1/openapi.json"]:
        for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE"]:
            yield f"{method} {path}\naccept: */*\n\n".encode()
    for number, text in enumerate(texts[::40]):
        text = text[:1500].decode(errors="ignore")
        accept = ["application/json", "text/markdown", "text/plain", "*/*", "image/png"][number % 5]
        body = json.dumps({"text": text, "context": {"version": "2026.9.6", "platform": "linux"}, "detail": "short"})
        yield f"POST /api/v1/diagnose\ncontent-type: application/json\naccept: {accept}\n\n{body}".encode()
        yield f"POST /api/v1/diagnose\ncontent-type: text/plain\naccept: {accept}\n\n{text}".encode()
        yield ("POST /diagnose\ncontent-type: multipart/form-data; boundary=x\n\n--x\r\n"
               f'content-disposition: form-data; name="text"\r\n\r\n{text}\r\n--x--\r\n').encode()
        yield f"POST /diagnose\ncontent-type: application/x-www-form-urlencoded\n\ntext={text[:300]}&version=2026.9.6".encode()
    for body in ["", "{", "[]", '{"text":1}', '{"text":"x","y":1}', '{"text":"x","context":{"version":"x"}}', "null"]:
        yield f"POST /api/v1/diagnose\ncontent-type: application/json\n\n{body}".encode()
    for header in ["content-encoding: gzip", "sec-fetch-site: cross-site", "content-type: image/png", "host: evil.example",
                   "x-forwarded-for: 1.2.3.4", "transfer-encoding: chunked", "expect: 100-continue", "range: bytes=0-1"]:
        yield f"POST /api/v1/diagnose\n{header}\ncontent-type: text/plain\n\nx".encode()
        yield f"POST /diagnose\n{header}\ncontent-type: application/x-www-form-urlencoded\n\ntext=x".encode()


def write(folder, inputs):
    folder.mkdir(parents=True, exist_ok=True)
    for data in inputs:
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def main():
    folder = pathlib.Path(sys.argv[1])
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    texts = pastes()[::every]
    files = [file.read_bytes() for file in sorted((ROOT / "knowledge").rglob("*.toml"))]
    files = [data for data in files if len(data) <= 4 * LIMIT]
    seeds = {
        "diagnose": texts,
        "redact": [text[: LIMIT - 32] + choices for text in texts[::3] for choices in CHOICES],
        # The input is a row of choices: any bytes make a log.
        "log_reading": [text[:600] for text in texts[::4]],
        "knowledge": files + [files[at] + b"\n#### next file\n" + files[at + 1] for at in range(0, len(files) - 1, 20)],
        "api": list(requests(texts)),
    }
    for target, inputs in seeds.items():
        old = sorted((ROOT / "fuzz/regressions" / target).glob("*"))
        write(folder / target, inputs + [file.read_bytes() for file in old])
        print(f"{target}: {len(inputs)} seeds, {len(old)} regressions")


if __name__ == "__main__":
    main()
