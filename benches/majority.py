#!/usr/bin/env python3
"""How right is the majority reading? Measured on a synthetic collection whose truth is known.

    python3 benches/majority.py --collection DIR --maker make_collection.py [--base CORPUS] [--duikan PATH]

DIR holds docs/, truth.jsonl and params.json as the maker wrote them; the maker is imported for the articles
themselves. Of each article with enough copies the first whole copy is collated, and the character errors of
its majority reading are set against those of its copies: Levenshtein distances of the folded letters, digits
and Han to the article. Needs numpy, rapidfuzz and opencc. Prints the sums, and whether they are within a
fifth (4 copies and more) and a twentieth (6 and more) of the median copy's.
"""
from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from opencc import OpenCC
from rapidfuzz.distance import Levenshtein

WHOLE, ABRIDGED, SPLIT = range(3)
SIMPLIFIED = OpenCC("t2s")
# Runs of one copy that lie so near to each other, in the document and in the article, are one piece.
NEAR = 12


@dataclass
class Copy:
    doc: str
    runs: list[list[int]]  # begin, end, article, place in the article, kind

    @property
    def span(self) -> tuple[int, int]:
        return min(run[0] for run in self.runs), max(run[1] for run in self.runs)

    def pieces(self) -> list[list[int]]:
        """[begin, end, place, end of the place] of what stands together."""
        pieces: list[list[int]] = []
        for begin, end, _, place, _ in sorted(self.runs):
            last = pieces[-1] if pieces else None
            if last and 0 <= place - last[3] <= NEAR and begin - last[1] <= NEAR:
                last[1], last[3] = end, place + end - begin
            else:
                pieces.append([begin, end, place, place + end - begin])
        return pieces


def letters(text: str) -> str:
    folded = SIMPLIFIED.convert(text)
    return "".join(c for c in folded if "\u4e00" <= c <= "\u9fff" or (c.isascii() and c.isalnum()))


def load(maker: Path, base: Path | None, collection: Path) -> tuple[list[str], dict[str, str], dict[int, list[Copy]]]:
    spec = importlib.util.spec_from_file_location("maker", maker)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["maker"] = module
    spec.loader.exec_module(module)
    params = json.loads((collection / "params.json").read_text(encoding="utf-8"))
    articles = module.load_base(base or Path(params["base"]))
    rng = np.random.default_rng(params["seed"])
    articles = [articles[i] for i in rng.permutation(len(articles))]
    texts, copies = {}, defaultdict(list)
    with (collection / "truth.jsonl").open(encoding="utf-8") as truth:
        for record in map(json.loads, truth):
            texts[record["doc"]] = (collection / "docs" / record["doc"]).read_bytes().decode("utf-8")
            runs = defaultdict(list)
            for run in record["runs"]:
                if run[4] in (WHOLE, ABRIDGED, SPLIT):
                    runs[run[2]].append(run)
            for article, own in runs.items():
                copies[article].append(Copy(record["doc"], own))
    return articles, texts, copies


def errors(copy: Copy, text: str, article: str) -> float:
    """Character errors of a copy in what it has, scaled to the whole article."""
    wrong = length = 0
    for begin, end, place, until in copy.pieces():
        true = letters(article[place:until])
        wrong += Levenshtein.distance(letters(text[begin:end]), true)
        length += len(true)
    return wrong / max(1, length) * len(letters(article))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collection", type=Path, required=True)
    parser.add_argument("--maker", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="the corpus, when it has moved since the collection was made")
    parser.add_argument("--duikan", default="duikan")
    args = parser.parse_args()
    articles, texts, copies = load(args.maker, args.base, args.collection)
    rows: list[tuple[int, float, int]] = []
    with tempfile.TemporaryDirectory() as index:
        command = [args.duikan, "--index", index]
        subprocess.run([*command, "index", str(args.collection / "docs")], check=True, capture_output=True)
        for number, own in sorted(copies.items()):
            whole = next((copy for copy in own if copy.runs[0][4] == WHOLE), None)
            if len(own) < 4 or whole is None:
                continue
            begin, end = whole.span
            place = f"{whole.doc}@{begin}-{end}"
            collation = json.loads(subprocess.check_output([*command, "collate", place, "--json"]))
            wrong = Levenshtein.distance(letters(collation["majority"]["text"]), letters(articles[number]))
            median = statistics.median(errors(copy, texts[copy.doc], articles[number]) for copy in own)
            rows.append((len(own), median, wrong))
    for least, share in [(4, 5), (6, 20)]:
        chosen = [row for row in rows if row[0] >= least]
        median, wrong = sum(row[1] for row in chosen), sum(row[2] for row in chosen)
        verdict = "within" if wrong <= median / share else "MISSES"
        print(f"{len(chosen)} articles with {least} copies and more: {median:.0f} errors in their median copies, "
              f"{wrong} in the majority readings: {wrong / max(1e-9, median):.4f}, {verdict} 1/{share}")


if __name__ == "__main__":
    main()
