#!/usr/bin/env python3
"""slowhttptest: slow heads, slow bodies, slow readers. Others are answered while it runs and afterwards."""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tools
from harness import Results, Server, arguments

CONNECTIONS = 800
MODES = {
    "slow heads": ["-H", "-i", "5", "-x", "24", "-u", "{base}/"],
    "slow bodies": ["-B", "-i", "5", "-s", "8192", "-x", "10", "-t", "POST", "-f", "text/plain", "-u", "{base}/api/v1/diagnose"],
    "slow readers": ["-X", "-w", "1", "-y", "64", "-n", "5", "-z", "16", "-k", "3", "-u", "{base}/api/v1/symptoms"],
}


def main():
    options = arguments("30 s each instead of 7")
    seconds = 30 if options.full else 7
    command = tools.debian("slowhttptest", "slowhttptest")
    results = Results()
    for name, flags in MODES.items():
        with Server(address=options.address) as server:
            base = f"http://{server.address}"
            attack = subprocess.Popen(
                [command, "-c", str(CONNECTIONS), "-r", "600", "-l", str(seconds), "-p", "3"]
                + [flag.format(base=base) for flag in flags],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            )
            longest = 0.0
            stop = time.monotonic() + seconds
            time.sleep(2.5)
            while time.monotonic() < stop and attack.poll() is None:
                longest = max(longest, server.seconds_to_answer(peer="127.0.0.5", timeout=5))
                time.sleep(0.5)
            results.at_most(f"{CONNECTIONS} {name}: /healthz of another meanwhile", longest, 1, " s")
            try:
                attack.wait(seconds + 20)
            except subprocess.TimeoutExpired:
                attack.kill()
            results.at_most(f"{CONNECTIONS} {name}: a paste of another afterwards", server.seconds_to_diagnose(peer="127.0.0.5"), 1, " s")
    results.end()


if __name__ == "__main__":
    main()
