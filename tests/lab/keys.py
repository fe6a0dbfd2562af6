"""Asks the real OpenClaw whether every config key that a fix writes exists.

For each `openclaw config set …` and each fragment of openclaw.json in a fix, on every version that it claims, the key is
put into a config and the config is given to the program: a key that it does not recognise is a failure. So is one that
it takes although the knowledge says that there is no such key. Values are not judged, and keys of channels whose plugin
is not installed are not either: the program does not look at them.

usage: keys.py [VERSION…]      (default: every version of the lab)
"""
import collections
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import record
from versions import CACHE, NODE, VERSIONS, Failure, fits_all, install

SECONDS = 120 * float(os.environ.get("LAB_PATIENCE", "1"))
KEY = re.compile(r"[a-z]\w*(?:\.[\w<>-]+|\[\d+\])+")
COMPLAINT = re.compile(
    r"^\s*[-×]? ?(?:\S+:\d+ — )?(?P<path>[\w.<>\[\]-]+): "
    r"(?P<what>Unrecognized keys?: (?P<keys>.*)|.*(?:is ignored; use|was moved|moved to).*|(?P<below>Invalid input))$", re.M,
)


# Put into every config: a program that complains of nothing has not looked at it.
SENTINEL = ("logging", "noSuchKeyOfTheLab")


def path_of(key):
    """`models.providers.<provider>.models[0].id` as a list; what stands for a name becomes that name."""
    return [int(part) if part.isdigit() else part.strip("<>") for part in re.split(r"[.\[\]]+", key) if part]


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key.strip("<>")))
    else:
        yield list(path), value


def written(text):
    """Keys and values that the `config set` commands of a script write."""
    for line in re.findall(r"openclaw (?:--\w+ \S+ )?config set ([^\n]*)", text):
        try:
            words = [word for word in shlex.split(line, comments=True) if not word.startswith("--")]
        except ValueError:
            continue
        if len(words) < 2 or not KEY.fullmatch(words[0]):
            continue
        try:
            value = json.loads(words[1])
        except ValueError:
            value = words[1]
        if isinstance(value, dict):
            for rest, inner in leaves(value):
                yield path_of(words[0]) + rest, inner
        else:
            yield path_of(words[0]), value


def claims():
    """Every key that a fix writes: where it stands, a value, and the symptoms and ranges of versions that claim it."""
    found = collections.defaultdict(set)
    values = {}
    for symptom, step, bounds in record.steps():
        pairs = list(written(step.get("run", "")))
        if step.get("path", "").endswith("openclaw.json"):
            try:
                pairs += leaves(json.loads(step.get("file", "")))
            except ValueError:
                pass
        for where, value in pairs:
            found[tuple(where)].add((symptom, bounds))
            values[tuple(where)] = value
    return found, values


def denials():
    """Keys of which `[[does_not_help]]` says that there is no such one, with their symptoms."""
    found = collections.defaultdict(set)
    for symptom, advice in record.advice():
        if record.says_no_key(advice) and (key := KEY.search(advice["advice"])):
            found[tuple(path_of(key[0]))].add(symptom)
    return found


def put(config, path, value):
    """Writes a value into a config; False when something else stands in its way."""
    for part, following in zip(path, path[1:]):
        empty = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            if not isinstance(config, list):
                return False
            if not config:
                config.append(empty)
            config = config[0]
        elif isinstance(config, dict):
            config = config.setdefault(part, empty)
        else:
            return False
    if isinstance(config, dict) and isinstance(path[-1], str) and not isinstance(config.get(path[-1]), (dict, list)):
        config[path[-1]] = value
        return True
    return False


def unknown(version, config):
    """The keys of a config that a version does not take, with its words."""
    config = config | {SENTINEL[0]: {SENTINEL[1]: True}}
    program = [NODE / "node", CACHE / version / "node_modules/openclaw/openclaw.mjs", "config", "get", "gateway.port"]
    with tempfile.TemporaryDirectory() as home:
        file = pathlib.Path(home) / ".openclaw/openclaw.json"
        file.parent.mkdir()
        file.write_text(json.dumps(config))
        environment = {"HOME": home, "PATH": f"{NODE}:/usr/bin:/bin", "NO_COLOR": "1", "NODE_COMPILE_CACHE": str(CACHE / "compiled/help")}
        try:
            done = subprocess.run(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Failure(f"{version}: no answer about a config in {SECONDS:.0f} s (LAB_PATIENCE=3 waits longer)") from error
    found = {}
    # 2026.6 and 2026.7 name only the section that holds an unknown key.
    for match in COMPLAINT.finditer(done.stdout.replace("\\n", "\n")):
        places = re.findall(r'"([^"]+)"', match["keys"]) if match["keys"] else [None]
        for place in places:
            where = path_of(match["path"]) if match["path"] not in ("", "<root>") else []
            found[tuple(where + ([place] if place else [])), bool(match["below"])] = match["what"]
    if not found:
        raise Failure(f"{version}: it does not judge the config, but says {done.stdout.strip().splitlines()[-1:]}")
    return found


def complaint(found, path):
    return next((what for (where, below), what in found.items() if path[: len(where)] == where and not (below and len(path) == len(where))), None)


def main():
    versions = sys.argv[1:] or VERSIONS
    found, values = claims()
    denied = denials()
    asked = failed = 0
    for version in versions:
        install(version)
        configs = []
        claimed = [path for path, uses in sorted(found.items(), key=str) if any(fits_all(version, bounds) for _, bounds in uses)]
        for path in claimed:
            if not any(put(config, list(path), values[path]) for config in configs):
                configs.append({})
                put(configs[-1], list(path), values[path])
        complaints = {where: what for config in configs for where, what in unknown(version, config).items()}
        for path in claimed:
            asked += 1
            what = complaint(complaints, path)
            if what:
                failed += 1
                symptoms = ", ".join(sorted({symptom for symptom, bounds in found[path] if fits_all(version, bounds)}))
                print(f"not ok - {version} - {'.'.join(map(str, path))} - {what} (in {symptoms})")
        for path, symptoms in denied.items():
            asked += 1
            config = {}
            put(config, list(path), True)
            if not complaint(unknown(version, config), path):
                failed += 1
                print(f"not ok - {version} - {'.'.join(map(str, path))} - is taken, though {', '.join(sorted(symptoms))} says that there is no such key")
    print(f"{len(found)} keys; {asked - failed} passed, {failed} failed")
    return 1 if failed or not asked else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"lab: {failure}")
