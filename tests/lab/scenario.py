"""Scenarios as data: what a file in `scenarios/` may say. docs/lab.md lists the keys for people."""
import pathlib
import tomllib

from versions import Failure

FOLDER = pathlib.Path(__file__).resolve().parent / "scenarios"

KEYS = {
    "symptom", "fix", "versions", "config", "client_config", "gateway_options", "gateway_args", "gateway_args_after", "gateway_env",
    "client_env", "start", "node", "lan", "fakes", "setup", "before", "run", "paste", "read", "read_by_a_person",
    "placeholders", "by_hand", "repeat", "port", "advice", "stopped_after", "install", "plugins",
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
    scenario["name"] = name
    return scenario


def names():
    return sorted(path.stem for path in FOLDER.glob("*.toml"))
