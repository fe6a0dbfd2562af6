"""Runs scenarios against real OpenClaw gateways: provoke a symptom, take the fix that Error Doctor
answers, execute it as a reader would, and see whether the error is gone.

A cell is one scenario on one version. Each cell has mount, network, PID and host-name namespaces of
its own (util-linux `unshare`, root), so the default port is free, HOME is /home/sam and nothing is left
running.

usage: lab.py run [SCENARIO…] [--versions V,V | --every-version] [--minutes N] [--jobs N] [--record] [--keep DIR]
       lab.py install [VERSION…]
       lab.py record KEPT_FOLDER…            (records what earlier runs proved)
       lab.py table                          (writes docs/lab.md anew)
       lab.py gaps                           (fixes and advice that are neither tried nor say why)
       lab.py cell SCENARIO VERSION OUT      (inside the namespaces; called by run)
"""
import argparse
import concurrent.futures
import contextlib
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import cell
import entries
import record
import scenario as scenarios
from versions import CACHE, VERSIONS, Failure, cache_package, fits, install, install_node

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
DOCTOR = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPO / "target")) / "release/error-doctor"
CELL_SECONDS = 8 * cell.COMMAND_SECONDS
running = set()
installing = threading.Lock()
stopped = threading.Event()


def run_cell(name, version, keep):
    out = keep / f"{name}@{version}"
    told = {"scenario": name, "version": version, "result": "failed"}
    if stopped.is_set():
        return None
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    try:
        with installing:
            install(version)
            if node := scenarios.load(name).get("node"):
                install_node(node)
            for package, bounds in scenarios.load(name).get("npm", {}).items():
                if fits(version, bounds):
                    cache_package(package, version)
    except Failure as failure:
        return told | {"why": str(failure)}
    with slot():
        return run_in_namespaces(name, version, keep, told)


@contextlib.contextmanager
def slot():
    """One of two places per core, shared by all runs on this machine: with more cells at once each takes many times longer, and 2026.9 gives up starts that take too long."""
    folder = CACHE / "slots"
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(2 * (os.cpu_count() or 1)):
            with (folder / str(number)).open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if stopped.is_set():
            yield
            return
        time.sleep(1)


def run_in_namespaces(name, version, keep, told):
    out = keep / f"{name}@{version}"
    if stopped.is_set():
        return None
    command = ["unshare", "-mnpuf", "--mount-proc", "--kill-child", sys.executable, str(keep / "lab/lab.py"), "cell", name, version, str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    running.add(process)
    try:
        _, words = process.communicate(timeout=CELL_SECONDS)
        why = (words.strip().splitlines() or [f"exit status {process.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        why = f"took longer than {CELL_SECONDS} s"
    running.discard(process)
    result = out / "result.json"
    if result.exists():
        return json.loads(result.read_text())
    return told | {"why": f"interrupted: {why}"}


def copy_into(folder):
    """Copies what a cell needs: edits during a long run change nothing, and the checkout may lie where a cell sees nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pathlib.Path(__file__).resolve().parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(DOCTOR, folder / "error-doctor")
    # What the program was built with need not be loaded again, and its examples need not run.
    built = DOCTOR.stat().st_mtime
    for path in entries.FOLDER.rglob("*.toml"):
        if path.stat().st_mtime > built:
            copy = folder / "knowledge" / path.relative_to(entries.FOLDER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def interrupt(_signal, _frame):
    # The kernel ends everything in a cell's PID namespace with its first process.
    stopped.set()
    for process in list(running):
        process.kill()


def run_all(arguments):
    wanted = arguments.scenarios or scenarios.names()
    versions = arguments.versions.split(",") if arguments.versions else VERSIONS
    cells = [(name, version) for name in wanted for version in versions if scenarios.runs_on(scenarios.load(name), version)]
    is_full = not (arguments.scenarios or arguments.versions or arguments.every_version or arguments.missing)
    if is_full:
        # The versions stand in their order, so that the newest one of a scenario stays.
        cells = list({name: (name, version) for name, version in cells}.values())
    # When each cell that is proved was recorded. What was never proved comes first, then what was proved long ago.
    dates = {(fix["proof"].get("scenario"), version): fix["proof"].get("date", "")
             for _, _, fix, _ in record.fixes() for version in fix.get("proof", {}).get("proved_on", [])}
    if arguments.missing:
        cells = [pair for pair in cells if pair not in dates]
    if arguments.minutes is None:
        arguments.minutes = 60 if is_full else 0
    cells.sort(key=lambda pair: dates.get(pair, ""))
    if not cells:
        raise Failure("no cell: none of these scenarios is for these versions")
    keep = pathlib.Path(arguments.keep or tempfile.mkdtemp(prefix="error-doctor-lab-", dir="/var/tmp")).resolve()
    if keep.is_relative_to("/tmp") or keep.is_relative_to("/home"):
        raise Failure(f"{keep}: a cell has a /tmp and a /home of its own; keep transcripts elsewhere, such as under /var/tmp")
    copy_into(keep / "lab")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    results = []
    began = time.monotonic()

    def begin(pair):
        is_late = arguments.minutes and time.monotonic() - began > 60 * arguments.minutes
        return None if is_late else run_cell(*pair, keep)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for result in pool.map(begin, cells):
            if result is None:
                continue
            results.append(result)
            good = result["result"] == "proved"
            vain = len(result.get("failed_advice", []))
            tail = f"fix {result.get('rank')} of {len(result.get('fixes', []))}" + (f", {vain} wrong advice fails as told" if vain else "")
            if not good:
                tail = f"{result['why']} ({keep}/{result['scenario']}@{result['version']})"
            print(f"{'ok' if good else 'not ok'} - {result['scenario']} - {result['version']} - {tail}", flush=True)
    proved = sum(result["result"] == "proved" for result in results)
    if arguments.record and not stopped.is_set():
        record.record(results)
        record.keep([keep])
    left = len(cells) - len(results)
    minutes = (time.monotonic() - began) / 60
    print(f"{proved} passed, {len(results) - proved} failed{f', {left} not begun' if left else ''}, in {minutes:.0f} minutes; transcripts in {keep}")
    # Cells for which the time was too short are no failure; once the others are recorded, the next run begins with them.
    return 0 if proved and proved == len(results) and not stopped.is_set() else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    all_cells = commands.add_parser("run", help="run scenarios on versions")
    all_cells.add_argument("scenarios", nargs="*")
    all_cells.add_argument("--versions", help="comma-separated; default: all of a scenario that is named, else the newest that each scenario is for")
    all_cells.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="cells at once; default: two per core")
    all_cells.add_argument("--minutes", type=int, help="begin no cell after so many minutes; default: 60 for all scenarios, else 0, which is no limit")
    all_cells.add_argument("--every-version", action="store_true", help="all scenarios on all versions, not only on the newest that each is for")
    all_cells.add_argument("--missing", action="store_true", help="only cells that the knowledge does not record as proved")
    all_cells.add_argument("--record", action="store_true", help="write the proofs into the knowledge")
    all_cells.add_argument("--keep", help="folder for transcripts")
    installs = commands.add_parser("install", help="install versions into the cache")
    installs.add_argument("versions", nargs="*")
    commands.add_parser("table", help="write the table of docs/lab.md")
    commands.add_parser("gaps", help="name the fixes and advice that are neither tried nor say why")
    kept = commands.add_parser("record", help="write the proofs of kept runs into the knowledge")
    kept.add_argument("folders", nargs="+", type=pathlib.Path)
    one = commands.add_parser("cell")
    one.add_argument("name")
    one.add_argument("version")
    one.add_argument("out")
    arguments = parser.parse_args()
    if arguments.command == "cell":
        cell.main(arguments.name, arguments.version, arguments.out)
        return 0
    if arguments.command == "record":
        # Of the same cell the later run counts.
        found = sorted((path for folder in arguments.folders for path in folder.glob("*/result.json")), key=lambda path: path.stat().st_mtime)
        results = {(r["scenario"], r["version"]): r for r in (json.loads(path.read_text()) for path in found)}
        record.record([r for r in results.values() if r["scenario"] in scenarios.names()])
        record.keep(arguments.folders)
        return 0
    if arguments.command == "gaps":
        lines = list(record.gaps())
        print("\n".join([*lines, f"{len(lines)} gaps"]))
        return 1 if lines else 0
    if arguments.command == "table":
        record.table()
        return 0
    if arguments.command == "install":
        failed = 0
        for version in arguments.versions or VERSIONS:
            try:
                install(version)
                print(f"{version} is in {CACHE}")
            except Failure as failure:
                failed = 1
                print(f"not ok - {version} - {failure}")
        return failed
    if os.geteuid() != 0:
        raise Failure("run it as root: a cell needs namespaces of its own")
    if not DOCTOR.exists():
        raise Failure("build first: cargo build --release")
    return run_all(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"lab: {failure}")
