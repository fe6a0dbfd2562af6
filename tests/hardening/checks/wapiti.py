#!/usr/bin/env python3
"""wapiti: a scanner of web weaknesses. What it may say is in wapiti-baseline.json, with the reason."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tools
from harness import FOLDER, Results, Server, arguments

MODULES = "xss,permanentxss,http_headers,csp,cookieflags,exec,file,crlf,redirect,csrf,methods,ssrf,sql,xxe,backup"


def main():
    options = arguments("ten minutes at most, all pages, instead of a few")
    seconds = 600 if options.full else 20
    command = tools.python("wapiti") / "wapiti"
    baseline = json.loads((FOLDER / "wapiti-baseline.json").read_text())
    results = Results()
    with Server(address=options.address) as server, tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done = subprocess.run(
            [command, "-u", f"http://{server.address}/", "--scope", "folder", "-m", MODULES, "--max-scan-time", str(seconds),
             "--max-attack-time", str(max(10, seconds // 6)), *([] if options.full else ["--depth", "1", "--max-links-per-page", "12"]), "--flush-session", "--no-bugreport", "--store-session",
             f"{folder}/session", "--store-config", f"{folder}/config", "-f", "json", "-o", str(report)],
            capture_output=True, text=True, timeout=seconds * 3 + 120, cwd=folder, check=False,
        )
        if not report.exists():
            results.check("wapiti: report", False, (done.stdout + done.stderr)[-300:], "a report")
            results.end()
        found = json.loads(report.read_text())
    results.at_least("wapiti: pages crawled", found["infos"].get("crawled_pages_nbr", 0), 100 if options.full else 5)
    unknown, met = [], set()
    for category, entries in {**found["vulnerabilities"], **found["anomalies"]}.items():
        for entry in entries:
            for number, known in enumerate(baseline):
                if known["category"] == category and known["path"] in (entry["path"], "*") and known["holds"] in entry["info"]:
                    met.add(number)
                    break
            else:
                unknown.append(f"{category} {entry['method']} {entry['path']}: {entry['info'][:120]}")
    results.check("wapiti: findings without a reason", not unknown, "; ".join(unknown[:5]) or "0", "0")
    stale = [known["category"] for number, known in enumerate(baseline) if number not in met]
    results.check("wapiti: reasons without a finding", not stale, ", ".join(stale) or "0", "0")
    results.end()


if __name__ == "__main__":
    main()
