"""The knowledge of OpenClaw as the program reads it: entries with their shared parts in place and with what the lab proved."""
import functools
import pathlib
import tomllib

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = REPO / "knowledge/openclaw"


def read(path):
    return tomllib.loads(path.read_text()) if path.exists() else {}


def proofs(path):
    """The file that the lab writes beside an entry."""
    return path.with_suffix(".proof.toml")


@functools.cache
def shared():
    return read(FOLDER / "shared.toml")


def whole(kind, table):
    """A step or check: the shared one that it uses, with what the entry says otherwise."""
    return shared()[kind][table["use"]] | table if "use" in table else table


def reason(table):
    """`unproved` is a sentence or the name of a shared one."""
    told = table.get("unproved")
    return table | {"unproved": shared()["reasons"][told]} if told and " " not in told else table


def entries():
    """Every entry: its file and what stands in it."""
    for path in sorted(FOLDER.glob("*/*.toml")):
        if path.suffixes == [".toml"]:
            yield path, entry(path)


def entry(path):
    told, proved = read(path), read(proofs(path))
    for fix in told.get("fix", []):
        fix["step"] = [{"id": step.get("use")} | whole("step", step) for step in fix.get("step", [])]
        fix["check"] = whole("check", fix.get("check", {}))
        fix["proof"] = reason(fix.get("proof", {})) | proved.get("fix", {}).get(fix["id"], {})
    trials = proved.get("advice", {})
    told["does_not_help"] = [reason(one) | trials.get(" ".join(one["advice"].split()), {}) for one in told.get("does_not_help", [])]
    return told
