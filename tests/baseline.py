#!/usr/bin/env python3
"""What a plain keyword search over OpenClaw's documentation finds for labelled pastes: the baseline.

usage: baseline.py DOCS_FOLDER CASES.jsonl…

BM25 over the documentation's pages (`docs/` of the npm package), the whole paste as the query. A page counts as right
when an entry of an accepted symptom links to it, so the search gets every page that we think helps.
"""
import collections
import json
import math
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def words(text):
    return re.findall(r"[a-z0-9_]{2,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text.lower())


def main():
    docs, cases = pathlib.Path(sys.argv[1]), sys.argv[2:]
    right = collections.defaultdict(set)
    for path in ROOT.glob("knowledge/*/*/*.toml"):
        for link in tomllib.loads(path.read_text()).get("link", []):
            if match := re.match(r"https://docs\.openclaw\.ai/([^#?]+)", link["url"]):
                right[path.stem].add(match[1].strip("/"))
    pages, lengths, frequency = {}, {}, collections.Counter()
    for path in docs.rglob("*.md"):
        name = str(path.relative_to(docs).with_suffix("")).removesuffix("/index")
        pages[name] = collections.Counter(words(path.read_text(errors="replace")))
        lengths[name] = sum(pages[name].values())
        frequency.update(pages[name].keys())
    average = sum(lengths.values()) / len(lengths)

    def search(text):
        scores = collections.Counter()
        for word in set(words(text)):
            rarity = math.log(1 + (len(pages) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            for name, counts in pages.items():
                if count := counts.get(word):
                    scores[name] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[name] / average))
        return [name for name, _ in scores.most_common(3)]

    total = first = third = 0
    for file in cases:
        for line in open(file, encoding="utf-8"):
            case = json.loads(line)
            if "symptom" not in case:
                continue
            wanted = set().union(*(right[id] for id in [case["symptom"], *(case.get("also") or [])]))
            found = search(case["paste"])
            total += 1
            first += bool(found) and found[0] in wanted
            third += any(name in wanted for name in found)
    print(f"{len(pages)} pages, {total} pastes: right page first {100 * first / total:.1f} %, among three {100 * third / total:.1f} %")


main()
