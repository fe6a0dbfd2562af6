#!/usr/bin/env python3
"""schemathesis, all checks: the API does what its own description says. SCHEMATHESIS_FLAGS adds options."""

import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tools
from harness import Results, Server, arguments, note


def main():
    options = arguments("five minutes instead of half a one")
    seconds = 300 if options.full else 25
    command = tools.python("schemathesis") / "schemathesis"
    results = Results()
    # Its output can hold whole bodies: it goes to a file.
    with Server(address=options.address) as server, tempfile.NamedTemporaryFile("w+", suffix=".log", delete=False) as log:
        done = subprocess.run(
            [command, "--no-color", "run", f"http://{server.address}/api/v1/openapi.json", "--checks", "all", "--phases",
             "examples,coverage,fuzzing,stateful", "--max-time", str(seconds), "--seed", "1",
             *shlex.split(os.environ.get("SCHEMATHESIS_FLAGS", ""))],
            stdout=log, stderr=subprocess.STDOUT, timeout=seconds * 4 + 120, cwd=tempfile.gettempdir(), check=False,
        )
        log.flush()
        text = open(log.name, errors="replace").read()
    cases = re.search(r"(\d[\d,]*) generated", text)
    failures = re.findall(r"^- (.{1,100})", text, re.M)
    results.at_least("schemathesis: cases", int(cases[1].replace(",", "")) if cases else 0, 100)
    figure = "0" if done.returncode == 0 else "; ".join(dict.fromkeys(failures[:8])) or f"exit {done.returncode}"
    if not results.check("schemathesis: failures", done.returncode == 0, figure, "0"):
        note(f"the whole report: {log.name}")
    else:
        os.unlink(log.name)
    results.end()


if __name__ == "__main__":
    main()
