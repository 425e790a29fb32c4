"""Passages: hits, their copies, and the documents they stand in.

These, like all results, are what the command prints with `--json` and the server sends: the same names, the same
values. Offsets are Unicode scalar values of the decoded source, half-open: indices of a Python string. Where `source`
is the text of a document as it was read, `source[hit.begin : hit.end] == hit.text`. Paragraphs count from 1;
similarities go from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

Similar = Literal["strict", "normal", "loose"]


class Span(NamedTuple):
    """A half-open stretch of a source, in Unicode scalar values."""

    begin: int
    end: int


class Placed(Protocol):
    """What can say where it stands: hits, copies, passages, witnesses, and whatever else has a `place`."""

    @property
    def place(self) -> str:
        """Its name: `DOC@BEGIN-END`."""
        ...


@dataclass(frozen=True)
class Among:
    """Which copies of a passage are wanted, and in which order."""

    #: How similar: `strict` (nine of ten characters agree), `normal` (seven), `loose` (five).
    similar: Similar = "normal"
    #: `coverage`: what has the most of the passage first; `different`: the least similar.
    order: Literal["coverage", "different"] = "coverage"
    #: At least this share of the passage, 0 to 1.
    min_cover: float = 0.0
    #: At least so many agreeing characters.
    min_length: int = 0
    #: In documents dated at most so many days before or after the passage's.
    within_days: int | None = None
    #: In documents of another series than the passage's.
    across_series: bool = False
    #: All places of boilerplate in it too.
    formulae: bool = False


class Located:
    """What stands in a document, from `begin` up to `end` in its source."""

    document: str
    begin: int
    end: int

    @property
    def place(self) -> str:
        """Its name, for methods that take a place: `DOC@BEGIN-END`."""
        return f"{self.document}@{self.begin}-{self.end}"


@dataclass(frozen=True)
class About:
    """What a document is called, and what its source says of it."""

    document: str
    title: str | None
    #: As its source writes it.
    date: str | None
    #: The date as 2031, 2031-05 or 2031-05-02, where it is understood.
    day: str | None
    series: str | None


@dataclass(frozen=True)
class LayerSpan:
    """A stretch of a document that is not its text itself."""

    #: `note`, `furniture` (a running head, a page number) or `sign` (the mark of a footnote, a gloss).
    layer: str
    begin: int
    end: int


@dataclass(frozen=True)
class Locus:
    """A place as the source itself counts, such as a page or an article."""

    #: Where it begins.
    at: int
    #: `page`, `line`, `division` or `time`.
    kind: str
    #: Such as `001-1a`.
    name: str
    #: Which of the places of this name in its document it is, from 1.
    nth: int = 1


@dataclass(frozen=True)
class ApparatusReading:
    """What other witnesses have instead of a lemma, as the apparatus of an edition says."""

    #: The lemma; an empty stretch where the text lacks it.
    begin: int
    end: int
    #: Empty where the witnesses omit the lemma.
    text: str
    #: Their sigla.
    witnesses: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A box on the picture of a page: where all of a stretch stands that is on one line."""

    begin: int
    end: int
    #: The file of the picture, as the source names it.
    picture: str | None
    #: Which page of its source it shows, from 1.
    page: int
    #: How large the picture is, in the unit of its boxes, mostly pixels; 0 where nobody says.
    page_width: int
    page_height: int
    x: int
    y: int
    width: int
    height: int
    #: How sure the source is that it was read well, 0 to 1; none where it does not say.
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a passage stands in its source's own terms, and what of it is what."""

    #: The place of its source in which it begins, as it is cited: `f"{document}:{locus}"` is a place.
    locus: str | None = None
    #: What of it is not the text itself.
    layers: tuple[LayerSpan, ...] = ()
    #: The places of its source that begin in it, and of each kind the one it begins in.
    loci: tuple[Locus, ...] = ()
    #: What other witnesses have instead of stretches of it, as the apparatus of its edition says.
    readings: tuple[ApparatusReading, ...] = ()
    #: Where it stands on the pictures of its pages, line by line.
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Variant:
    """A place where a copy (`b`) differs from the passage shown (`a`)."""

    #: `script`, `punctuation`, `character`, `wording` or `gap`.
    class_: str
    a: Span
    b: Span
    a_text: str
    b_text: str
    #: Where it stands on pictures of pages.
    a_regions: tuple[Region, ...] = ()
    b_regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Passage(Located, Origin):
    """A paragraph, or a passage that begins in it."""

    document: str
    paragraph: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True)
class Piece:
    """A piece of a copy that stands in several."""

    paragraph: int
    begin: int
    end: int
    #: What it has of the passage.
    passage: Span
    #: Whether it stands in another order than in the passage.
    moved: bool
    #: Where it stands on the pictures of its pages.
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True)
class MatchedWords:
    """Where words of a query stand."""

    begin: int
    end: int
    #: Where on the pictures of its pages.
    regions: tuple[Region, ...] = ()

    def __iter__(self) -> Iterator[int]:
        """Where they begin and end, as of a span."""
        return iter((self.begin, self.end))


@dataclass(frozen=True)
class Copy(Origin, About, Located):
    """Another place of a passage."""

    paragraph: int
    begin: int
    end: int
    #: `copy`: it has at least half of the passage; `part`: less; `echo`: fewer than 14 characters of it.
    kind: str
    #: How much of the passage it has, 0 to 1; a hit's passage is its paragraph.
    coverage: float
    #: Twice the characters that agree over the characters of both, of what is aligned.
    similarity: float
    text: str
    #: Whether its own text lacks what was searched for (经由): it was found through its sister.
    via: bool
    variants: tuple[Variant, ...]
    #: The pieces it stands in, in the order of the passage; none when it stands in one.
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Hit(Origin, About, Located):
    """A paragraph that matches, up to the end of the last match where that lies beyond."""

    paragraph: int
    begin: int
    end: int
    #: Only good for comparing hits of one answer.
    score: float
    text: str
    #: Where the words of the query stand in the source.
    matches: tuple[MatchedWords, ...]
    #: Whether it holds most words of the query only.
    loose: bool
    #: Whether it is boilerplate (套语), or has some in it: a short text with very many places.
    formula: bool
    copies: tuple[Copy, ...]
    #: How many places have at least half of it, listed or not.
    copies_total: int
    #: How many have less, where the words stand.
    parts_total: int
    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Sentence(About, Located):
    """A sentence of a document and where it was printed first."""

    paragraph: int
    begin: int
    end: int
    text: str
    copies: tuple[Copy, ...]
    #: How many other places have at least seven tenths of it.
    printings: int
    #: The earliest of these that is dated; none when the sentence itself is not known to be later.
    earliest: Copy | None


@dataclass(frozen=True)
class Document(About):
    """A document of the index."""

    paragraphs: int
    #: Unicode scalar values of its source.
    characters: int
    encoding: str
    #: How well it was read, 0 to 1: `confidence`, else how much of it the dictionary can place.
    quality: float | None = None
    #: How sure its source is on the average that it was read well, 0 to 1.
    confidence: float | None = None
    #: Further metadata; in a table their JSON text.
    other: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Place:
    """A place of a cluster or a link."""

    document: str
    begin: int
    end: int

    @property
    def place(self) -> str:
        """Its name, for methods that take a place: `DOC@BEGIN-END`."""
        return f"{self.document}@{self.begin}-{self.end}"


@dataclass(frozen=True)
class Link:
    """Two passages that are the same."""

    a: Place
    b: Place
    similarity: float


@dataclass(frozen=True)
class Cluster:
    """Places that links connect."""

    #: Its number in this state of the index, from 1.
    cluster: int
    size: int
    places: tuple[Place, ...]
