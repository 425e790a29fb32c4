"""How another program uses duikan; `mypy --strict` has to agree."""

from __future__ import annotations

from pathlib import Path

import duikan


def witnesses(folder: Path, word: str) -> dict[str, list[str]]:
    index: duikan.Index = duikan.index(folder, path=folder / ".duikan", progress=lambda step, done, of: None)
    hits: duikan.Hits = index.search(word, limit=None, similar="strict", sort="date", variants=["script"])
    return {hit.place: [copy.document for copy in hit.copies] for hit in hits}


def differences(index: duikan.Index, a: str, b: duikan.Hit) -> int:
    comparison = index.compare(a, b)
    return sum(len(shared.variants) for shared in comparison.shared) + comparison.counts["moved"]


def places(records: duikan.Records[duikan.Link]) -> list[str]:
    first: duikan.Link = records[0]
    some: duikan.Records[duikan.Link] = records[1:]
    return [first.a.place, *(link.b.place for link in some)]


def majority(index: duikan.Index, passage: duikan.Passage) -> str:
    try:
        return index.collate(passage).majority.text
    except (duikan.NotFound, duikan.Damaged) as error:
        return str(error)


def table(index: duikan.Index) -> list[object]:
    return list(index.documents().to_pandas()["document"])
