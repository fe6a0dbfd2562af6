"""Asks the real command line of OpenClaw whether every command of the knowledge exists.

For each `openclaw …` in a fix, a check or a question, on every installed version that it claims, the
help of the command is read: an unknown command or option is a failure. So is a known one of which the
knowledge says that there is no such command.

usage: commands.py [VERSION…]      (default: every version of the lab)
"""
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

import entries
import record
from versions import CACHE, NODE, VERSIONS, Failure, fits_all, install

COMMAND = re.compile(r"(?:^|[;&|(`]\s*|=\S+ )(openclaw (?:[^`|;&>\n]|<[^>]*>)+)")
SECONDS = 120 * float(os.environ.get("LAB_PATIENCE", "1"))
GLOBAL_OPTIONS = {"--profile": 1, "--dev": 0, "--no-color": 0}


def bounds_in_words(line, match):
    """A sentence may bound a command itself: `new` (before 2026.2.26: `old`), or `new` (from 2026.2.26 on)."""
    if after := re.match(r">?`? \((?:before (20[\d.]+\d): `|from (20[\d.]+\d) on)", line[match.end():]):
        return f">={after[1] or after[2]}"
    if before := re.search(r"\(before (20[\d.]+\d): $", line[: match.start()]):
        return f"<{before[1]}"
    return None


def claims():
    """Every command with the symptoms and the ranges of versions that claim it."""
    found = collections.defaultdict(set)

    def add(symptom, text, bounds):
        for line in text.splitlines():
            for match in COMMAND.finditer(line.strip()):
                found[match[1].strip().rstrip("`.,:)")].add((symptom, (*bounds, bounds_in_words(line.strip(), match))))

    for symptom, step, bounds in record.steps():
        for key in ("run", "text", "expect", "undo"):
            add(symptom, step.get(key, ""), bounds)
    for path, entry in entries.entries():
        for asking in [entry, *entry.get("signal", [])]:
            add(path.stem, asking.get("next_question", {}).get("command", ""), ())
        for meaning in entry.get("placeholders", {}).values():
            add(path.stem, meaning, ())
    for meaning in entries.shared()["placeholders"].values():
        add("shared", meaning, ())
    return found


def denials():
    """Commands of which `[[does_not_help]]` says that there is no such one, with their symptoms."""
    found = collections.defaultdict(set)
    for symptom, advice in record.advice():
        if record.says_no_command(advice):
            found[advice["advice"]].add(symptom)
    return found


def parts(command):
    """The words that name a command, and the options behind them."""
    words = command.split()[1:]
    while words and words[0] in GLOBAL_OPTIONS:
        words = words[1 + GLOBAL_OPTIONS[words[0]]:]
    path = []
    for word in words:
        if not re.fullmatch(r"[a-z][a-z-]*", word) or len(path) == 3:
            break
        path.append(word)
    return tuple(path), tuple(word.split("=")[0] for word in words if re.match(r"--[a-z]", word))


HELP = {}


def help_of(version, path):
    key = (version, path)
    if key not in HELP:
        program = [NODE / "node", CACHE / version / "node_modules/openclaw/openclaw.mjs", *path, "--help"]
        with tempfile.TemporaryDirectory() as home:
            environment = {"HOME": home, "PATH": f"{NODE}:/usr/bin:/bin", "NO_COLOR": "1", "NODE_COMPILE_CACHE": str(CACHE / "compiled/help")}
            try:
                done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=SECONDS)
            except subprocess.TimeoutExpired as error:
                raise Failure(f"{version}: no help for `openclaw {' '.join(path)}` in {SECONDS:.0f} s (LAB_PATIENCE=3 waits longer)") from error
        HELP[key] = done.stdout + done.stderr
    return HELP[key]


def listed(text, name):
    """Whether a help lists a command. Some versions show its own help only when its plugin runs."""
    return re.search(rf"^  {re.escape(name)}\b", text.partition("\nCommands:")[2], re.M)


def problem(version, command):
    path, options = parts(command)
    if not path:
        return None
    for length in range(len(path), 0, -1):
        text = help_of(version, path[:length])
        usage = re.search(r"Usage: openclaw ([a-z -]*)(.*)", text)
        if usage and tuple(usage[1].split()[:length]) == path[:length]:
            break
    else:
        return None if listed(help_of(version, ()), path[0]) else f"there is no command `openclaw {path[0]}`"
    takes_words = re.search(r"[\[<][a-z.]+[\]>]", usage[2].replace("[options]", "").replace("[command]", ""))
    if length < len(path) and listed(text, path[length]):
        return None
    if length < len(path) and re.search(r"^Commands:", text, re.M) and not takes_words:
        return f"`openclaw {' '.join(path[:length])}` has no command `{path[length]}`"
    missing = [option for option in options if option not in text]
    return f"`openclaw {' '.join(path[:length])}` has no option {', '.join(missing)}" if missing else None


def main():
    versions = sys.argv[1:] or VERSIONS
    for version in versions:
        install(version)
    found = claims()
    pairs = [
        (version, command)
        for command, uses in sorted(found.items())
        for version in versions
        if any(fits_all(version, bounds) for _, bounds in uses)
    ]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (version, command), why in zip(pairs, pool.map(lambda pair: problem(*pair), pairs)):
            if why:
                failed += 1
                symptoms = ", ".join(sorted({symptom for symptom, bounds in found[command] if fits_all(version, bounds)}))
                print(f"not ok - {version} - {command} - {why} (in {symptoms})")
        denied = denials()
        pairs_denied = [(version, command) for command in sorted(denied) for version in versions]
        for (version, command), why in zip(pairs_denied, pool.map(lambda pair: problem(*pair), pairs_denied)):
            if not why:
                failed += 1
                print(f"not ok - {version} - {command} - exists, though {', '.join(sorted(denied[command]))} says that it does not")
    pairs += pairs_denied
    print(f"{len(found)} commands; {len(pairs) - failed} passed, {failed} failed")
    return 1 if failed or not pairs else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"lab: {failure}")
