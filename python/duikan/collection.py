"""An index: made, opened, asked."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from . import _duikan
from .answers import Copies, Hits
from .collations import Assembled, Collation, Comparison, Story
from .errors import Argument, SkippedWarning
from .passages import Among, Copy, Document, Cluster, Hit, Link, Passage, Placed, Sentence, Similar
from .records import Records
from .reports import Report, Stats
from .shape import shape

T = TypeVar("T")

Sort = Literal["relevance", "date", "document"]
Class = Literal["script", "punctuation", "character", "wording", "gap"]
PathLike = str | os.PathLike[str]
#: Hears how a build goes: the name of a step (`recutting`, `reading`, `comparing`, `writing`), how much of it is done,
#: and of how much.
Progress = Callable[[str, int, int], object]


def index(
    *folders: PathLike,
    path: PathLike | None = None,
    encoding: str | None = None,
    user_words: Iterable[str] | None = None,
    threads: int | None = None,
    memory: int | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> Index:
    """Adds folders of texts (or single files) to an index, or refreshes them, and opens it.

    Only what is new or changed is read. What cannot be read is left out, warned of, and listed in `Index.report`.

    `path` is the folder of the index: `$DUIKAN_INDEX`, else `.duikan`, without it. `encoding` holds for all files
    (utf-8, utf-16le, utf-16be, gb18030, big5); without it, it is told from each. `user_words` are lines of a user
    dictionary, in a list or an open file: `word [frequency [part of speech]]`; they stay with the index until others
    are given. `threads`: all cores without it; `memory`: bytes to work in, more or less, 1 GiB without it. `prune`
    takes out the documents of a folder that is empty or not there; without it they stay. `progress` is called in this
    thread; what it raises stops the build, as Ctrl-C does, and leaves the index as it was.
    """
    if not folders:
        raise Argument("say which folders to index")
    _check(threads=threads, memory=memory)
    wanted: _duikan.Wanted = {
        "path": _folder(path),
        "folders": [os.fspath(folder) for folder in folders],
        "encoding": encoding,
        "user_words": None if user_words is None else _lines("user_words", user_words),
        "threads": threads,
        "memory": memory,
        "prune": prune,
    }
    report = _value(Report, _duikan.build(wanted, progress))
    for skipped in report.skipped:
        warnings.warn(f"skipped {skipped}", SkippedWarning, stacklevel=2)
    for damaged in report.damaged:
        warnings.warn(str(damaged), SkippedWarning, stacklevel=2)
    for unsupported in report.unsupported:
        if unsupported.kind == "document":
            warnings.warn(str(unsupported), SkippedWarning, stacklevel=2)
    if report.documents == 0:
        warnings.warn("there is nothing in there that can be read", SkippedWarning, stacklevel=2)
    return Index(wanted["path"], report)


def open(path: PathLike | None = None) -> Index:
    """Opens the index in a folder: `$DUIKAN_INDEX`, else `.duikan`, when none is named."""
    return Index(path)


def merge(*shards: PathLike, path: PathLike | None = None) -> Index:
    """Makes the shards that `duikan.spark.write_index` wrote, or folders of them, into one index, and opens it.

    `path` is the folder of the index, as for `duikan.index`; there must be none in it yet.
    """
    if not shards:
        raise Argument("say which shards to merge")
    folder = _folder(path)
    report = _value(Report, _duikan.merge([os.fspath(shard) for shard in shards], folder))
    return Index(folder, report)


class Index:
    """An index of documents that exist in several copies, as of one commit.

    It may be asked from any number of threads, and in processes that were forked. Pickled, it is its path.

    A place is named `DOC:PARAGRAPH`, `DOC:FROM-TO`, `DOC@BEGIN-END` or `DOC` for a whole document, where `DOC` is any
    part of a document's name that no other has; or by whatever has a `place`: a hit, a copy, a passage.
    """

    def __init__(self, path: PathLike | None = None, report: Report | None = None) -> None:
        #: The folder it lies in.
        self.path: str = _folder(path)
        #: What the build did, when it comes from `duikan.index` or `duikan.merge`.
        self.report: Report | None = report
        self._native = _duikan.Index(self.path)

    def __repr__(self) -> str:
        return f"<index {self.path}, commit {self.commit}>"

    def __reduce__(self) -> tuple[type[Index], tuple[str, Report | None]]:
        return Index, (self.path, self.report)

    @property
    def commit(self) -> int:
        """The number of the commit it answers from; each later one has a higher."""
        return self._native.commit

    def refresh(self) -> bool:
        """Goes on to the last commit; says whether it is another one."""
        newer = self._native.newer()
        self._native = newer or self._native
        return newer is not None

    def remove(self, *documents: str) -> Report:
        """Takes documents out, in one commit, and goes on to it. Their files are left alone."""
        report = _value(Report, _duikan.remove(self.path, list(documents)))
        self.refresh()
        return report

    def search(
        self,
        query: str,
        *,
        limit: int | None = 10,
        offset: int = 0,
        flat: bool = False,
        first: bool = False,
        copies: int | None = 5,
        similar: Similar = "normal",
        among: Among | None = None,
        sort: Sort = "relevance",
        paragraphs: int = 0,
        min_copies: int = 0,
        only_in: str | None = None,
        variants: Class | Iterable[Class] = (),
        doc: str | None = None,
        series: str | None = None,
        title: str | None = None,
        date: str | None = None,
        synonyms: Iterable[str] = (),
    ) -> Hits:
        """Finds paragraphs, each with its copies. All words have to be there.

        `"quoted"` is found literally, `OR` is for either of two, `-word` for none, `( )` groups, `"甲 乙"~10` finds
        both near each other; `doc:`, `series:`, `title:` and `date:2031-03..2031-04` choose documents, as the keywords
        of the same names do. Script, width, punctuation and line ends never matter.

        `limit` hits (`None`: all) after the first `offset`; `copies` listed under each (`None`: all), as `similar` as
        said, or as `among` says; `paragraphs` of context. Copies among each other are one hit, the best, or the `first` that was printed,
        unless it is `flat`. `min_copies`, `only_in` and `variants` ask for hits by their copies: in so many places, in
        such series only, with such differences. `synonyms` are lines, `渡口, 码头` or `渡口 => 码头`.
        """
        _check(limit=limit, offset=offset, copies=copies, paragraphs=paragraphs, min_copies=min_copies)
        if flat and first:
            raise Argument("`flat` makes each paragraph a hit, `first` one for all copies: say one of them")
        fields = {"doc": doc, "series": series, "title": title, "date": date}
        asked: _duikan.Search = {
            "query": query,
            "offset": offset,
            "limit": limit,
            "entries": "flat" if flat else "earliest" if first else "clusters",
            "copies": copies,
            "paragraphs": paragraphs,
            "among": _among(similar, among),
            "sort": sort,
            "min_copies": min_copies,
            "only_in": only_in,
            "variants": [variants] if isinstance(variants, str) else list(variants),
            "conditions": [(name, value) for name, value in fields.items() if value is not None],
            "synonyms": _lines("synonyms", synonyms),
        }
        answer = json.loads(self._native.search(asked))
        return Hits(query, map(shape(Hit).read, answer["hits"]), answer["paragraphs"], answer["documents"])

    def copies(
        self, place: str | Placed, similar: Similar = "normal", *, among: Among | None = None
    ) -> Copies:
        """Every other place of a passage, what has the most of it first, with its differences.

        As `similar` as said; `among` says more: how much of the passage, which documents, in which order.
        """
        passage = json.loads(self._native.copies(_name(place), _among(similar, among)))
        copies = map(shape(Copy).read, passage.pop("copies"))
        return Copies(shape(Passage).read(passage), copies)

    def compare(self, a: str | Placed, b: str | Placed) -> Comparison:
        """Two documents, or parts of them, side by side."""
        return _value(Comparison, self._native.compare(_name(a), _name(b)))

    def collate(
        self,
        place: str | Placed,
        base: str | None = None,
        similar: Similar = "normal",
        *,
        among: Among | None = None,
    ) -> Collation:
        """All copies of a passage in one table, the one of the document `base` first, and what most of them say."""
        return _value(Collation, self._native.collate(_name(place), base, _among(similar, among)))

    def stories(self, *, among: Among | None = None) -> Records[Story]:
        """What whole texts the documents consist of, the longest first.

        `among`: only these copies, and stories that have some; the passage of a story is its most complete copy.
        """
        return _records(Story, self._native.stories(_among("normal", among)))

    def story(self, number: int) -> Assembled:
        """A story, by its number in `stories`, put together from all its copies."""
        _check(number=number)
        return _records(Assembled, self._native.assemble(number))[0]

    def blame(self, place: str | Placed, *, among: Among | None = None) -> Records[Sentence]:
        """The sentences of a document, each with its copies and the earliest that has seven tenths of it."""
        return _records(Sentence, self._native.blame(_name(place), _among("normal", among)))

    def documents(self) -> Records[Document]:
        """All documents, in the order of their names."""
        return _records(Document, self._native.documents())

    def document(self, name: str) -> Document:
        """A document, by any part of its name that no other has."""
        return _value(Document, self._native.document(name))

    def show(self, place: str | Placed) -> Records[Passage]:
        """The paragraphs of a document, or those that a place lies in."""
        return _records(Passage, self._native.show(_name(place)))

    def text(self, place: str | Placed) -> str:
        """The source text of a place; a document's from its first paragraph on."""
        return self._native.text(_name(place))

    def links(self, *, star: bool = False, among: Among | None = None) -> Records[Link]:
        """Every pair of passages that are the same, but for formulae.

        `star`: only the stored ones, as many as there are copies. `among`: only these; with `formulae`, as many
        as the square of their places. A link covers as much as it has of the paragraph it has most of.
        """
        if star and among is not None:
            raise Argument("`star` gives the links as they are stored, `among` chooses: say one of them")
        answer = self._native.stored_links() if star else self._native.links(_among("normal", among))
        return _records(Link, answer)

    def clusters(self) -> Records[Cluster]:
        """The clusters of places that links tie together, formulae included."""
        return _records(Cluster, self._native.clusters())

    def stats(self) -> Stats:
        """What the index holds, in numbers."""
        return _value(Stats, self._native.stats())


def _folder(path: PathLike | None) -> str:
    named = os.environ.get("DUIKAN_INDEX") or ".duikan" if path is None else path
    return os.path.abspath(named)


def _among(similar: Similar, among: Among | None) -> _duikan.Among:
    wanted = Among(similar=similar) if among is None else among
    _check(min_length=wanted.min_length, within_days=wanted.within_days)
    if not 0 <= wanted.min_cover <= 1:
        raise Argument(f"`min_cover` is {wanted.min_cover}; it is a share, from 0 to 1")
    return {
        "similar": wanted.similar,
        "order": wanted.order,
        "min_cover": wanted.min_cover,
        "min_length": wanted.min_length,
        "within_days": wanted.within_days,
        "across_series": wanted.across_series,
        "formulae": wanted.formulae,
    }


def _name(place: str | Placed) -> str:
    return place if isinstance(place, str) else place.place


def _lines(name: str, lines: Iterable[str]) -> str:
    if isinstance(lines, str):
        raise TypeError(f"{name} takes lines: a list of them, or an open file")
    return "\n".join(line.rstrip("\r\n") for line in lines)


def _check(**numbers: int | None) -> None:
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise Argument(f"`{name}` is {number}; it counts from 0")


def _value(kind: type[T], text: str) -> T:
    value: T = shape(kind).read(json.loads(text))
    return value


def _records(kind: type[T], text: str) -> Records[T]:
    objects: list[Any] = json.loads(text)
    return Records.of(kind, objects)
