"""Merges a config fragment from standard input into a JSON file, as a reader does by hand."""
import json
import pathlib
import sys


def merge(base, fragment):
    for key, value in fragment.items():
        base[key] = merge(base.get(key, {}), value) if isinstance(value, dict) else value
    return base


path = pathlib.Path(sys.argv[1]).expanduser()
path.write_text(json.dumps(merge(json.loads(path.read_text()), json.load(sys.stdin)), indent=2))
