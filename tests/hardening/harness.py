"""What the hardening checks share: a server to torment, what it costs, and how a result is told.

A check is a file in checks/ that runs alone:
    tests/hardening/checks/NAME.py                      starts a server of its own
    tests/hardening/checks/NAME.py --address HOST:PORT  asks one that runs on this machine
PROGRAM names the binary, SERVE_FLAGS further options of `serve`. Only loopback is ever asked.
"""

import argparse
import http.client
import itertools
import json
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
CACHE = FOLDER / ".cache"
MIB = 1024 * 1024

# Thousands of connections need thousands of descriptors, here and in the server.
_, HARD = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (HARD, HARD))

SMALL = b"openclaw gateway health: unauthorized: gateway token mismatch\n"

# Every request comes from another address of 127.1.0.0/16, so that no limit per peer tells about
# anything but the peer that a check is about.
_sources = (f"127.1.{high}.{low}" for high, low in itertools.cycle(itertools.product(range(1, 255), repeat=2)))


_lock = threading.Lock()


def source():
    """A peer that was not used for long."""
    with _lock:
        return next(_sources)


def arguments(full="a longer run"):
    """The options of every check."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", help="HOST:PORT of a server that runs on this machine")
    parser.add_argument("--full", action="store_true", help=full)
    return parser.parse_args()


def program():
    """The binary under test."""
    folder = os.environ.get("CARGO_TARGET_DIR", ROOT / "target")
    return os.environ.get("PROGRAM", str(pathlib.Path(folder) / "release/error-doctor"))


class Answer:
    """A whole answer."""

    def __init__(self, status, headers, body, seconds):
        self.status = status
        self.headers = headers
        self.body = body
        self.seconds = seconds


class Server:
    """A server of a check, with its costs."""

    def __init__(self, flags=(), level="warn", address=None, environment=None):
        self.process = None
        self.log = None
        if address:
            self.host, port = address.rsplit(":", 1)
            self.port = int(port)
            self.pid = listener(self.port)
            return
        self.log = tempfile.NamedTemporaryFile(prefix="hardening-", suffix=".log")
        # The line with the address is of level `info`.
        command = [program(), "serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--log-level", "info"]
        command[-1] = level if level in ("debug", "trace") else "info"
        command += list(flags) + shlex.split(os.environ.get("SERVE_FLAGS", ""))
        self.process = subprocess.Popen(command, stderr=self.log, env={**os.environ, **(environment or {})})
        self.pid = self.process.pid
        self.host = "127.0.0.1"
        self.port = self._wait()

    def _wait(self):
        for _ in range(300):
            found = re.search(r'"address":"127\.0\.0\.1:(\d+)"', self.read_log())
            if found:
                return int(found[1])
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"the server does not start:\n{self.read_log()}")

    def read_log(self):
        """All that was logged so far."""
        return pathlib.Path(self.log.name).read_text(errors="replace")

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def ask(self, method, path, body=None, headers=None, timeout=30, peer=None):
        """One request on a connection of its own."""
        start = time.monotonic()
        connection = http.client.HTTPConnection(
            self.host, self.port, timeout=timeout, source_address=(peer or source(), 0)
        )
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            content = response.read()
            return Answer(response.status, response.headers, content, time.monotonic() - start)
        finally:
            connection.close()

    def diagnose(self, paste, timeout=30, peer=None, accept="application/json"):
        """Posts a paste as text. Comes again when it is told to."""
        headers = {"content-type": "text/plain", "accept": accept}
        deadline = time.monotonic() + timeout
        while True:
            answer = self.ask("POST", "/api/v1/diagnose", paste, headers, timeout, peer)
            wait = int(answer.headers.get("retry-after") or 1)
            if answer.status not in (429, 503) or time.monotonic() + wait > deadline:
                return answer
            time.sleep(wait)

    def seconds_to_answer(self, method="GET", path="/healthz", body=None, peer=None, timeout=10):
        """How long somebody else waits for a 200; `timeout` when there is none."""
        headers = {"content-type": "text/plain"} if body else {}
        try:
            answer = self.ask(method, path, body, headers, timeout, peer)
        except (OSError, http.client.HTTPException):
            return float(timeout)
        return answer.seconds if answer.status == 200 else float(timeout)

    def seconds_to_diagnose(self, timeout=10, peer=None):
        """How long somebody else waits for the diagnosis of one line."""
        return self.seconds_to_answer("POST", "/api/v1/diagnose", SMALL, peer, timeout)

    def cpu(self):
        """CPU time of all threads since the start, in seconds."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except (OSError, ValueError):
                continue  # It ended just now.
        return total / 1e9

    def whole_cpu(self):
        """CPU time with that of threads that have ended, in steps of 10 ms."""
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def busy_threads(self, seconds=1.0):
        """How many threads spend more than a tenth of a stretch of time on a core."""

        def spent():
            found = {}
            for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
                try:
                    found[task.name] = int((task / "schedstat").read_text().split()[0])
                except (OSError, ValueError):
                    continue
            return found

        before = spent()
        time.sleep(seconds)
        after = spent()
        return sum(1 for name, value in after.items() if value - before.get(name, 0) > seconds * 1e8)

    def memory(self):
        """Resident memory in MiB."""
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def signal(self, number):
        os.kill(self.pid, number)

    def wait(self, timeout):
        """The exit status; None when it still runs."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self.log:
            self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def listener(port):
    """The process that listens on a port of this machine."""
    wanted = f"{port:04X}"
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(":" + wanted) and fields[3] == "0A":
                sockets.add(f"socket:[{fields[9]}]")
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(link) in sockets for link in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            continue
    raise SystemExit(f"nobody listens on port {port} of this machine")


class Results:
    """Lines `ok|FAILED name figure limit`, and the exit status."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, holds, figure, limit):
        """Tells one result."""
        print(f"{'ok' if holds else 'FAILED':6} {name}: {figure} (limit: {limit})", flush=True)
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        return holds

    def at_most(self, name, value, limit, unit=""):
        """A number that must not be larger."""
        return self.check(name, value <= limit, f"{value:.4g}{unit}", f"at most {limit:g}{unit}")

    def at_least(self, name, value, limit, unit=""):
        """A number that must not be smaller."""
        return self.check(name, value >= limit, f"{value:.4g}{unit}", f"at least {limit:g}{unit}")

    def end(self):
        """Ends the check."""
        if self.passed + self.failed == 0:
            print("FAILED nothing was checked: 0 results (limit: at least 1)")
            self.failed = 1
        sys.exit(1 if self.failed else 0)


def note(text):
    """Progress, for people."""
    print(f"  {text}", file=sys.stderr, flush=True)


def gateway_log(size):
    """An ordinary gateway log of a size, as the benchmark of the program has it."""
    lines = []
    length = 0
    number = 0
    while length < size:
        number += 1
        second, port = number % 60, 30_000 + number % 30_000
        rest = number % 50
        if rest == 7:
            line = (
                f"14:18:{second:02} [ws] unauthorized conn=b6068684-e83c-43ac-826d-{number:012} "
                f"peer=127.0.0.1:{port}->127.0.0.1:18789 remote=127.0.0.1 client=cli cli v2026.9.6 role=operator "
                "scopes=0 auth=token device=no reason=token_mismatch guidance=unauthorized: gateway token mismatch "
                "(use this gateway's gateway.auth.token or pair the device)\n"
            )
        elif rest % 2 == 0:
            line = (
                '{"0":"{\\"subsystem\\":\\"gateway/ws\\"}","1":"\x1b[36mres\x1b[39m ok health '
                f'{number}ms conn=b6068684-e83c-43ac-826d-{number:012} id={number}","_meta":{{"runtime":"node",'
                '"runtimeVersion":"24.21.0","hostname":"homeserver","logLevelName":"INFO","path":{"filePath":'
                '".npm-global/lib/node_modules/openclaw/dist/console.mjs:184"}},'
                f'"time":"2026-11-20T14:18:{second:02}.583+00:00"}}\n'
            )
        elif rest % 3 == 0:
            line = (
                f"2026-11-20T14:18:{second:02}.654+00:00 [gateway] loading configuration… session "
                f"agent:main:{number} refreshed in {second}ms\n"
            )
        else:
            line = f"14:18:{second:02} [diagnostic] heap used={number}MB rss={port}MB sockets={second} queue=0 lanes=main:0,cron:0\n"
        lines.append(line)
        length += len(line.encode())
    return "".join(lines).encode()[:size].decode(errors="ignore").encode()


def texts():
    """Pastes of our own: messages and recorded logs."""
    found = []
    for file in sorted((ROOT / "tests/messages").glob("*.txt")):
        for line in file.read_text().splitlines():
            if line and not line.startswith("#"):
                found.append(line.split("\t", 1)[-1].replace("⏎", "\n"))
    for file in sorted((ROOT / "tests/cases").glob("*.jsonl")):
        found += [json.loads(line)["paste"] for line in file.read_text().splitlines()]
    return [text.encode() for text in found]
