"""Outside tools, installed from package registries when a check needs them, into `.cache`. Versions are
pinned; nothing of them is part of this repository."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

from harness import CACHE, FOLDER, note

# One environment each: their dependencies exclude each other.
PYTHON = {
    "schemathesis": ["schemathesis==4.32.5"],
    "wapiti": ["wapiti3==3.2.3"],
    # A list of XSS payloads (MIT).
    "payloads": ["brs-kb==4.0.2"],
}


def python(name):
    """The `bin` folder of an environment that holds a tool."""
    folder = CACHE / name
    marker = folder / "installed.txt"
    wanted = "\n".join(PYTHON[name])
    if not marker.exists() or marker.read_text() != wanted:
        note(f"installing {', '.join(PYTHON[name])}")
        venv.create(folder, with_pip=True, clear=True)
        run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON[name]])
        marker.write_text(wanted)
    return folder / "bin"


def node():
    """The folder that holds `node_modules`."""
    folder = CACHE / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (FOLDER / "package.json").read_text()
    marker = folder / "installed.txt"
    if not marker.exists() or marker.read_text() != wanted:
        note("installing the npm packages")
        (folder / "package.json").write_text(wanted)
        run(["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"])
        marker.write_text(wanted)
    return folder


def debian(command, package):
    """A command that a Debian package brings."""
    if shutil.which(command) is None:
        note(f"installing {package}")
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run([*sudo, "apt-get", "update", "-q"], environment)
        run([*sudo, "apt-get", "install", "-y", "-q", "--no-install-recommends", package], environment)
    return shutil.which(command)


def run(command, environment=None):
    """Runs an installer; its output is shown when it fails."""
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"FAILED installing: {pathlib.Path(command[0]).name} ended with {done.returncode} (limit: 0)")


if __name__ == "__main__":
    for tool in PYTHON:
        python(tool)
    node()
    debian("slowhttptest", "slowhttptest")
    debian("chromium", "chromium")
