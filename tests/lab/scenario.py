"""Scenarios as data: what a file in `scenarios/` may say. docs/lab.md lists the keys for people."""
import pathlib
import tomllib

from versions import Failure, fits

FOLDER = pathlib.Path(__file__).resolve().parent / "scenarios"

# Longer transcripts are mostly start-up lines. In characters.
MAX_CASE = 4_000

KEYS = {
    "symptom", "fix", "versions", "left_out", "config", "client_config", "gateway_options", "gateway_args", "gateway_args_after", "gateway_env",
    "client_env", "start", "node", "lan", "fakes", "setup", "before", "run", "paste", "read", "read_by_a_person",
    "placeholders", "possible", "by_hand", "repeat", "port", "advice", "stopped_after", "install", "plugins", "hosts", "npm",
}


def load(name):
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise Failure(f"there is no scenario {name}: {path}")
    try:
        scenario = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise Failure(f"{path}: {error}") from error
    for key in ("symptom", "fix"):
        if key not in scenario:
            raise Failure(f"{path}: `{key}` is missing")
    if unknown := set(scenario) - KEYS:
        raise Failure(f"{path}: unknown keys {sorted(unknown)}")
    if any(set(advice) - {"versions"} != {"told", "run"} for advice in scenario.get("advice", [])):
        raise Failure(f"{path}: `[[advice]]` has `told` and `run`, and may have `versions`")
    scenario["name"] = name
    return scenario


def side(scenario):
    """Whose output is diagnosed: `client`, `console` or `file-log` of the gateway."""
    return scenario.get("paste", "client" if "run" in scenario else "console")


def left_out(scenario, version):
    """Why the scenario is not run on a version, or None."""
    return next((why for bounds, why in scenario.get("left_out", {}).items() if fits(version, bounds)), None)


def runs_on(scenario, version):
    return fits(version, scenario.get("versions")) and left_out(scenario, version) is None


def names():
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def end_of(text):
    """The last lines of a long transcript: the error ends it, start-up lines begin it."""
    lines, size = [], 0
    for line in reversed(text.splitlines()):
        size += len(line) + 1
        if size > MAX_CASE and lines:
            break
        lines.append(line)
    return "\n".join(reversed(lines)) + "\n"
