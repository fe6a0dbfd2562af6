#!/usr/bin/env python3
"""Pastes that are made to be dear: none costs much more than an ordinary log of its size."""

import http.client
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from harness import ROOT, Results, Server, arguments, gateway_log, note

KIB = 1024
SIZES = (64, 256, 512)
# Short pastes are searched and mended besides.
SMALL_SIZES = (1, 4)
TIMES_ORDINARY = 12
PER_KIB = 25e-6
SLOWEST = 2.0
GROWTH = 5.5
# Below this a growth is noise.
GROWTH_FROM = 0.004
TRIES = 4


def repeated(unit, size):
    """A unit as often as it fits."""
    if isinstance(unit, str):
        unit = unit.encode()
    return (unit * (size // len(unit) + 1))[:size]


def numbered(form, size):
    """Units that are all different."""
    parts = []
    length = 0
    number = 0
    while length < size:
        part = form.format(number).encode()
        parts.append(part)
        length += len(part)
        number += 1
    return b"".join(parts)[:size]


def json_array(item, size):
    """One log line whose second field is an array of equal items."""
    head, tail = b'{"0":["a"],"1":[', b"]}"
    count = (size - len(head) - len(tail)) // (len(item) + 1)
    return head + b",".join([item] * count) + tail


def literals():
    """All literals of the knowledge."""
    found = []
    for file in sorted((ROOT / "knowledge").rglob("*.toml")):
        found += re.findall(r"""^\s*literal\s*=\s*(?:"([^"\n]+)"|'([^'\n]+)')""", file.read_text(), re.M)
    return [one or other for one, other in found]


def triggers():
    """Words that make redaction look closer."""
    return ["token", "secret", "password", "passwd", "key", "credential", "bearer ", "basic ", "sk-", "ghp_", "eyJ", "xox",
            "AIza", "hf_", "AKIA", "://", "@", "+", "/home/", "--token ", "cookie", "authorization", "telegram", ":AA", "/bot",
            "hooks.slack.com/", "PRIVATE KEY-----", "密码", "令牌", "пароль", "パスワード", "비밀번호", "contraseña", "senha", "كلمة"]


def near_words(size):
    """Words one letter away from known ones."""
    words = []
    for literal in literals():
        for word in re.findall(r"[a-z]{5,}", literal.lower()):
            at = len(words) % len(word)
            words.append(word[:at] + "x" + word[at + 1 :])
    return repeated(" ".join(words) + " ", size)


def hard_wrapped(size):
    """A log that a terminal broke, so that every line end is a seam."""
    text = gateway_log(size).decode(errors="ignore").replace("\n", " ")
    rows = [text[at : at + 79] for at in range(0, len(text), 79)]
    return "\n".join(rows).encode()[:size]


SHAPES = {
    "json array of escapes on one line": lambda size: json_array(b'"\\b\\n"', size),
    "json array of line ends on one line": lambda size: json_array(b'"\\n\\n"', size),
    "json array of letters": lambda size: json_array(b'"a"', size),
    "json array of numbers": lambda size: json_array(b"1", size),
    "json array of empty texts": lambda size: json_array(b'""', size),
    "json object with different keys": lambda size: b'{"0":{' + numbered('"k{0:06}":1,', size - 20) + b'"z":1}}',
    "json object with equal keys": lambda size: b'{"0":{' + repeated('"k":"v",', size - 20) + b'"z":1}}',
    "json lines": lambda size: numbered('{{"0":"a{0}","1":{{"b":["c",{0}]}}}}\n', size),
    "deep json": lambda size: b'{"0":' + b"[" * (size // 2) + b"]" * (size // 2 - 10) + b"}",
    "deep json objects": lambda size: b'{"0":' * (size // 5),
    "json in json in json": lambda size: repeated('{"0":"{\\"1\\":\\"{\\\\\\"2\\\\\\":', size),
    "unicode escapes": lambda size: b'{"0":"' + repeated("\\u0041", size - 10) + b'"}',
    "half surrogates": lambda size: b'{"0":"' + repeated("\\ud83e", size - 10) + b'"}',
    "public addresses on one line": lambda size: repeated("8.8.8.8 ", size),
    "different public addresses": lambda size: numbered("8.{0}.4.4 ", size),
    "ipv6 on one line": lambda size: repeated("2001:db8::1 ", size),
    "colons": lambda size: repeated("a:", size),
    "e-mail addresses on one line": lambda size: repeated("a@b.co ", size),
    "at signs": lambda size: repeated("@a.b", size),
    "home folders on one line": lambda size: repeated("/home/b ", size),
    "home folders of different people": lambda size: numbered("/home/u{0}/ ", size),
    "tokens on one line": lambda size: numbered("token={0:048x} ", size),
    "keys on one line": lambda size: numbered("sk-ant-api03-a{0:040} ", size),
    "bearer on one line": lambda size: numbered("Bearer a{0:030} ", size),
    "passwords without a value": lambda size: repeated("password: ", size),
    "key keys": lambda size: repeated("key", size),
    "token_token": lambda size: repeated("token_", size),
    "telephone numbers": lambda size: repeated("+49 170 1234567 ", size),
    "digits and blanks": lambda size: repeated("+1 2 3 4 5 6 ", size),
    "private keys without an end": lambda size: repeated("-----BEGIN PRIVATE KEY-----", size),
    "urls with passwords": lambda size: repeated("http://a:b@c ", size),
    "schemes": lambda size: repeated("a://", size),
    "cookies": lambda size: b"Cookie: " + numbered("a{0}=b{0}; ", size - 8),
    "old masks": lambda size: numbered("[gateway-token-{0}] ", size),
    "base64 lines": lambda size: repeated("A1b2C3d4" * 8 + "\n", size),
    "one base64 line": lambda size: repeated("A1b2C3d4", size),
    "all trigger words": lambda size: repeated(" ".join(triggers()), size),
    "all trigger words, a line each": lambda size: repeated("\n".join(triggers()) + "\n", size),
    "all trigger words with a value": lambda size: repeated(" ".join(f"{word}=a1b2c3d4e5f6" for word in triggers()), size),
    "words one letter away": near_words,
    "words one letter away, a line each": lambda size: near_words(size).replace(b" ", b"\n"),
    "words without blanks": lambda size: near_words(size).replace(b" ", b""),
    "all literals on one line": lambda size: repeated(" ".join(literals()) + " ", size),
    "all literals, a line each": lambda size: repeated("\n".join(literals()) + "\n", size),
    "one literal": lambda size: repeated("gateway token mismatch ", size),
    "one message, many lines": lambda size: repeated("unauthorized conn=1 client=cli reason=token_mismatch\n", size),
    "fields": lambda size: numbered("k{0}=v{0} ", size),
    "fields without values": lambda size: repeated("reason=", size),
    "versions": lambda size: numbered("openclaw 2026.9.{0} ", size),
    "brackets": lambda size: repeated("((((", size),
    "square brackets": lambda size: repeated("[", size),
    "tags in brackets": lambda size: repeated("[gateway] ", size),
    "quotes": lambda size: repeated('"', size),
    "quote marks": lambda size: repeated("> ", size),
    "back slashes": lambda size: repeated("\\", size),
    "one letter": lambda size: repeated("a", size),
    "blanks": lambda size: b"x" + repeated(" ", size - 2) + b"x",
    "tabs": lambda size: b"x" + repeated("\t", size - 2) + b"x",
    "short lines": lambda size: repeated("a\n", size),
    "empty lines": lambda size: b"x" + repeated("\n", size - 2) + b"x",
    "windows line ends": lambda size: repeated("ab\r\n", size),
    "carriage returns": lambda size: repeated("a\r", size),
    "seams of a terminal": hard_wrapped,
    "seams of 20 columns": lambda size: repeated("a" * 20 + "\n", size),
    "boxes": lambda size: repeated("│ unauthorized: gateway token │\n├────────────────╯\n", size),
    "box edges": lambda size: repeated("─", size),
    "bars": lambda size: repeated("│ ", size),
    "banners": lambda size: repeated("OpenClaw 2026.9.6 (abc1234) — a joke that nobody needs\n", size),
    "prefixes": lambda size: repeated("gateway-1  | 2026-11-20T14:18:42.583+00:00 [ws] ", size),
    "timestamps": lambda size: repeated("2026-11-20T14:18:42.583+00:00 ", size),
    "colours": lambda size: repeated("\x1b[33m", size - 4) + b"word",
    "coloured letters": lambda size: repeated("\x1b[33ma\x1b[39m", size),
    "open escape": lambda size: b"word \x1b]0;" + repeated("a", size),
    "many open escapes": lambda size: repeated("\x1b]", size),
    "escape and brackets": lambda size: repeated("\x1b[[", size),
    "back spaces": lambda size: b"a" * (size // 2) + b"\x08" * (size // 2 - 4) + b"word",
    "entities": lambda size: repeated("&quot;", size),
    "ampersands": lambda size: repeated("&", size),
    "numeric entities": lambda size: repeated("&#x41;", size),
    "full-width": lambda size: repeated("ｕｎａｕｔｈｏｒｉｚｅｄ：", size),
    "chinese": lambda size: repeated("网关令牌不匹配，请检查。", size),
    "japanese": lambda size: repeated("ゲートウェイのトークンが一致しません。", size),
    "arabic": lambda size: repeated("رمز البوابة غير متطابق ", size),
    "right to left marks": lambda size: repeated("\u202ea\u202c", size),
    "zero width": lambda size: repeated("a\u200b", size),
    "combining": lambda size: b"e" + repeated("\u0301", size),
    "emoji": lambda size: repeated("👩‍👩‍👧🦞", size),
    "typographic": lambda size: repeated("“a”—‘b’… ", size),
    "replacement characters": lambda size: repeated("ab\ufffdcdefgh ", size),
    "fences": lambda size: repeated("```\n", size),
    "stack": lambda size: repeated("    at Object.<anonymous> (/app/dist/index.js:1:1)\n", size),
    "errors, a line each": lambda size: numbered("Error: something number {0} failed\n", size),
    "question marks": lambda size: repeated("why? ", size),
    "one word after another": lambda size: numbered("word{0} ", size),
    "markdown": lambda size: repeated("[a](b)`c`*d*_e_|", size),
    "markup": lambda size: repeated("<b>&lt;</b>", size),
    "yaml": lambda size: repeated("- a: b\n  c:\n", size),
    "upper case": lambda size: repeated("UNAUTHORIZED TOKEN MISMATCH ", size),
}


# Sentences and scraps without a known message.
QUESTIONS = {
    "words one letter away, short": near_words,
    "words one letter away, short, a line each": lambda size: near_words(size).replace(b" ", b"\n"),
    "words without blanks, short": lambda size: near_words(size).replace(b" ", b""),
    "all literals without their last letters": lambda size: repeated(" ".join(text[:-2] for text in literals()), size),
    "all literals letter by letter": lambda size: " ".join("".join(literals()))[:size].encode()[:size],
    "a question again and again": lambda size: repeated("why does the gateway not start after the update? ", size),
    "a question in chinese": lambda size: repeated("更新后网关为什么启动不了？", size),
    "words that nobody knows": lambda size: numbered("wrd{0}q ", size),
}


class Costs:
    """A server whose work for one paste is measured."""

    def __init__(self, address):
        self.address = address
        self.server = Server(address=address)
        self.warm_up()

    def warm_up(self):
        """What is built for the first paste of a kind is no cost of the next one."""
        for paste in (gateway_log(64 * KIB), b"the gateway does not start any more, what now?", near_words(600)):
            self.server.diagnose(paste)
        for line in literals():
            self.server.diagnose(line.encode())

    def of(self, paste):
        """CPU seconds, seconds until the answer, status."""
        before = self.server.cpu()
        try:
            answer = self.server.diagnose(paste, timeout=12)
        except (OSError, http.client.HTTPException):
            self.again()
            return 12.0, 12.0, 0
        return max(0.0, self.server.cpu() - before), answer.seconds, answer.status

    def again(self):
        """A new server: the old one still works on the paste that it did not answer."""
        if self.address:
            raise SystemExit("the server does not answer any more")
        self.server.stop()
        self.server = Server()
        self.warm_up()


def small_pastes(costs, results):
    """Short pastes, and those that once were too dear for a fuzzer."""
    pastes = [(f"{name}, {size} KiB", shape(size * KIB)) for name, shape in QUESTIONS.items() for size in SMALL_SIZES]
    pastes += [(file.name, file.read_bytes()) for file in sorted((ROOT / "fuzz/regressions/diagnose").glob("*"))]
    for name, paste in pastes:
        ordinary = min(costs.of(gateway_log(max(len(paste), KIB)))[0] for _ in range(TRIES))
        limit = max(TIMES_ORDINARY * ordinary, PER_KIB * len(paste) / KIB)
        cpu = min(costs.of(paste)[0] for _ in range(TRIES))
        results.check(f"small {name}", cpu <= limit, f"{cpu * 1e3:.2f} ms of CPU", f"{limit * 1e3:.2f} ms, {TIMES_ORDINARY} times a log")


def main():
    options = arguments()
    results = Results()
    costs = Costs(options.address)
    ordinary = {size: min(costs.of(gateway_log(size * KIB))[0] for _ in range(5)) for size in SIZES}
    for size in SIZES:
        note(f"an ordinary log of {size} KiB costs {ordinary[size] * 1e3:.2f} ms of CPU")
    worst = []
    for name, shape in SHAPES.items():
        spent = {}
        trouble = []
        for size in SIZES:
            paste = shape(size * KIB)
            limit = max(TIMES_ORDINARY * ordinary[size], PER_KIB * size)
            cpu, seconds = float("inf"), float("inf")
            for _ in range(TRIES):
                measured, waited, status = costs.of(paste)
                cpu, seconds = min(cpu, measured), min(seconds, waited)
                if status not in (200, 422):
                    trouble.append(f"{size} KiB: status {status}")
                if status == 0 or (cpu <= limit and seconds <= SLOWEST):
                    break
            spent[size] = cpu
            if cpu > limit:
                trouble.append(f"{size} KiB: {cpu * 1e3:.1f} ms of CPU, {limit * 1e3:.1f} allowed")
            if seconds > SLOWEST:
                trouble.append(f"{size} KiB: answered after {seconds:.1f} s")
            if seconds > 5:
                break  # The larger ones only take longer.
        if 256 in spent and len(spent) > 1 and spent[256] > GROWTH_FROM:
            small = spent[64]
            if spent[256] > GROWTH * small:  # Once more: the small one may have been lucky.
                small = max(small, costs.of(shape(64 * KIB))[0])
                spent[256] = min(spent[256], costs.of(shape(256 * KIB))[0])
            growth = spent[256] / max(small, 1e-4)
            if growth > GROWTH:
                trouble.append(f"64 to 256 KiB costs {growth:.1f} times as much")
        last = max(spent)
        worst.append((spent[last] / ordinary[last], name))
        figures = ", ".join(f"{size} KiB {spent[size] * 1e3:.1f} ms" for size in spent)
        limit = f"{TIMES_ORDINARY} times a log, {SLOWEST:g} s, growth {GROWTH}"
        results.check(f"shape {name}", not trouble, "; ".join(trouble) or figures, limit)
    small_pastes(costs, results)
    worst.sort(reverse=True)
    for times, name in worst[:5]:
        note(f"{times:.1f} times an ordinary log: {name}")
    costs.server.stop()
    results.end()


if __name__ == "__main__":
    main()
