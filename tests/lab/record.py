"""Writes what was proved: into <id>.proof.toml beside the entries, the table of docs/lab.md, and what was printed into tests/cases."""
import datetime
import json
import pathlib

import entries
import scenario as scenarios
from versions import REQUIRED, VERSIONS, Failure, fits_all, number

# The side that is diagnosed is kept whole up to here, in characters.
MAX_PROVOKING = 12_000
REPO = pathlib.Path(__file__).resolve().parent.parent.parent


def record(results):
    """Writes what was proved beside the entries, and the table of docs/lab.md."""
    today = datetime.date.today().isoformat()
    for name in sorted({result["scenario"] for result in results}):
        scenario = scenarios.load(name)
        path = next(entries.FOLDER.glob(f"*/{scenario['symptom']}.toml"))
        told, proofs = entries.entry(path), entries.read(entries.proofs(path))
        own = [result for result in results if result["scenario"] == name]
        proved = {r["version"] for r in own if r["result"] == "proved"}
        failed = {r["version"] for r in own if r["result"] != "proved"}
        failed |= {version for version in VERSIONS if not scenarios.runs_on(scenario, version)}
        fix = next((fix for fix in told["fix"] if fix["id"] == scenario["fix"]), None)
        if fix is None or fix["proof"].get("scenario") != name:
            raise Failure(f"{path}: no fix {scenario['fix']} with scenario = {name!r} in its [fix.proof]")
        known = (set(fix["proof"].get("proved_on", [])) | proved) - failed
        fixes = proofs.setdefault("fix", {})
        fixes.pop(fix["id"], None)
        if known:
            fixes[fix["id"]] = {"proved_on": known, "date": today}
        trials = proofs.setdefault("advice", {})
        followed = {advice["told"] for advice in scenario.get("advice", [])}
        for told_advice in sorted(followed & {told for r in own for told in r.get("failed_advice", [])}):
            vain = {r["version"] for r in own if told_advice in r.get("failed_advice", [])}
            trials[told_advice] = {"failed_on": vain | set(trials.get(told_advice, {}).get("failed_on", []))}
        write(entries.proofs(path), proofs, told)
    table()


def write(path, proofs, entry):
    """Writes a file of proofs in the order of the entry."""
    lines = ["# Written by tests/lab/lab.py: what it executed, and on which versions."]
    for fix in entry["fix"]:
        if told := proofs.get("fix", {}).get(fix["id"]):
            lines += ["", f"[fix.{fix['id']}]", f"proved_on = {versions_list(told['proved_on'])}", f'date      = "{told["date"]}"']
    for one in entry["does_not_help"]:
        advice = " ".join(one["advice"].split())
        if told := proofs.get("advice", {}).get(advice):
            lines += ["", f"[advice.{json.dumps(advice, ensure_ascii=False)}]", f"failed_on = {versions_list(told['failed_on'])}"]
    if len(lines) > 1:
        path.write_text("\n".join(lines) + "\n")
    else:
        path.unlink(missing_ok=True)


def versions_list(versions):
    return "[" + ", ".join(f'"{version}"' for version in sorted(versions, key=number)) + "]"


def keep(folders):
    """Writes what each side of each proved cell printed into tests/cases, one line of JSON per cell and side."""
    for side in ("client", "console", "file-log"):
        path = REPO / f"tests/cases/{side}.jsonl"
        cases = {}
        if path.exists():
            for line in path.read_text().splitlines():
                case = json.loads(line)
                cases[case["scenario"], case["version"]] = case
        for folder in folders:
            for told in folder.glob("*/result.json"):
                result = json.loads(told.read_text())
                text = told.parent / f"provoked.{side}.txt"
                if result["result"] != "proved" or result["scenario"] not in scenarios.names() or not text.exists():
                    continue
                provoking = side == scenarios.side(scenarios.load(result["scenario"]))
                if not provoking and result["symptom"] not in result["sides"].get(side, []):
                    continue
                paste = text.read_text()
                if not provoking:
                    paste = scenarios.end_of(paste)
                elif len(paste) > MAX_PROVOKING:
                    continue
                cases[result["scenario"], result["version"]] = {
                    "scenario": result["scenario"], "version": result["version"], "symptom": result["symptom"],
                    "expect": "first" if provoking else "found", "paste": paste,
                }
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(cases[key], ensure_ascii=False) + "\n" for key in sorted(cases)))


def bounded_fixes():
    """Every fix: the entry's file, the fix as it stands there, and the ranges of versions that bound it."""
    for path, entry in entries.entries():
        ranges = {cause["id"]: cause.get("when", {}).get("versions") for cause in entry.get("cause", [])}
        for fix in entry.get("fix", []):
            yield path, fix, (fix.get("when", {}).get("versions"), ranges.get(fix.get("cause")))


def fixes():
    """Every fix of the knowledge: category, symptom, the fix as the program reads it, and the lab's versions that it claims."""
    for path, fix, bounds in bounded_fixes():
        yield path.parent.name, path.stem, fix, [v for v in VERSIONS if fits_all(v, bounds)]


def steps():
    """Every step and check of a fix: symptom, the step as the program reads it, and the ranges of versions that bound it."""
    for path, fix, bounds in bounded_fixes():
        for step in [*fix.get("step", []), fix.get("check", {})]:
            yield path.stem, step, (*bounds, step.get("versions"))


def advice():
    """Every advice that does not help: symptom, and the advice as the program reads it."""
    for path, entry in entries.entries():
        for told in entry.get("does_not_help", []):
            yield path.stem, told


def says_no_command(told):
    """Whether an advice is a command that does not exist; commands.py asks."""
    return told["advice"].startswith("openclaw ") and "no such command" in told["why"]


def says_no_key(told):
    """Whether an advice is a key that does not exist; keys.py asks."""
    return "There is no such key" in told["why"]


def gaps():
    """Lines that name fixes of the gateway's own entries that are neither proved on a version they claim nor say why, and advice
    that nobody followed without a reason."""
    for symptom, told in advice():
        if not told.get("source"):
            yield f"{symptom}: the advice “{told['advice']}” does not say what the claim rests on"
        if not (told.get("failed_on") or told.get("unproved") or says_no_command(told) or says_no_key(told)):
            yield f"{symptom}: the advice “{told['advice']}” was not followed in vain, and nothing says why"
    for category, symptom, fix, claimed in fixes():
        told = fix.get("proof", {})
        name = told.get("scenario")
        if name and name not in scenarios.names():
            yield f"{symptom}: the fix {fix['id']} names the scenario {name}, which is not there"
            continue
        scenario = scenarios.load(name) if name else {}
        if name and (scenario["symptom"], scenario["fix"]) != (symptom, fix["id"]):
            yield f"{symptom}: the fix {fix['id']} names the scenario {name}, which executes {scenario['symptom']}/{scenario['fix']}"
        if not category.startswith("gateway-") or told.get("unproved"):
            continue
        left = [v for v in claimed if v in REQUIRED and v not in told.get("proved_on", []) and not scenarios.left_out(scenario, v)]
        if left:
            yield f"{symptom}: the fix {fix['id']} is not proved on {', '.join(left)}, and nothing says why"


def table():
    """Writes into docs/lab.md what the knowledge says is proved, what the scenarios leave out, and which advice failed."""
    proved, left = [], []
    for _, symptom, fix, _ in fixes():
        told = fix.get("proof", {})
        if versions := told.get("proved_on"):
            marks = ["✓" if version in versions else "" for version in VERSIONS]
            proved.append(f"| {symptom} | {fix['id']} | " + " | ".join(marks) + " |")
        if told.get("scenario") in scenarios.names():
            for bounds, why in scenarios.load(told["scenario"]).get("left_out", {}).items():
                left.append(f"| {symptom} | {fix['id']} | {bounds} | {why} |")
        if told.get("unproved"):
            left.append(f"| {symptom} | {fix['id']} | all | {told['unproved']} |")
    vain = []
    for symptom, told in advice():
        if versions := told.get("failed_on"):
            vain.append(f"| {symptom} | {told['advice']} | {', '.join(versions)} |")
    page = REPO / "docs/lab.md"
    text = page.read_text()
    text = generated(text, "proved", ["| symptom | fix | " + " | ".join(VERSIONS) + " |", "|---|---|" + "---|" * len(VERSIONS), *proved])
    text = generated(text, "left out", ["| symptom | fix | versions | why |", "|---|---|---|---|", *left])
    text = generated(text, "advice", ["| symptom | advice | tried in vain on |", "|---|---|---|", *vain])
    page.write_text(text)


def generated(text, name, lines):
    begin, end = (f"<!-- {name}, generated by tests/lab/lab.py: {side} -->" for side in ("begin", "end"))
    before, rest = text.split(begin)
    return before + "\n".join([begin, *lines, end]) + rest.split(end)[1]
