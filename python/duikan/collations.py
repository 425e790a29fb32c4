"""Copies side by side: two of them, all of them, whole stories.

Qualities, confidences and shares go from 0 to 1; offsets are those of `passages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import html
from .passages import About, Located, Span, Variant


@dataclass(frozen=True)
class Side(About, Located):
    """One of two texts side by side."""

    begin: int
    end: int
    #: Characters without punctuation and spaces.
    characters: int
    #: How many of them agree with the other text.
    agreeing: int
    #: Where its paragraphs begin in the source.
    paragraphs: tuple[int, ...]
    text: str

    @property
    def agreeing_share(self) -> float:
        """The share of its characters that agree with the other text, 0 to 1; 1 when it has none."""
        return self.agreeing / self.characters if self.characters else 1.0

    def source(self, span: Span) -> str:
        """What stands in a span of the source, clipped to this text."""
        begin, end = (max(at - self.begin, 0) for at in span)
        return self.text[begin:end]


@dataclass(frozen=True)
class Shared:
    """A stretch that both of two texts have."""

    #: `kept`, `moved`, `repeated-in-a` or `repeated-in-b`.
    order: str
    a: Span
    b: Span
    similarity: float
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Row:
    """A row of two texts side by side."""

    #: `both`, `only-a`, `only-b`, or `moved-away`: the second has here what stands elsewhere in the first.
    row: str
    #: Which stretch of `Comparison.shared`, for `both` and `moved-away`.
    index: int | None = None
    #: What only one of the two has.
    span: Span | None = None


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side."""

    a: Side
    b: Side
    #: How many variants of each class, and how many stretches of each order.
    counts: Mapping[str, int] = field(hash=False)
    shared: tuple[Shared, ...]
    only_a: tuple[Span, ...]
    only_b: tuple[Span, ...]
    #: Both texts from beginning to end, every character once.
    rows: tuple[Row, ...]

    def _repr_html_(self) -> str:
        return html.comparison(self)


@dataclass(frozen=True)
class Witness(About, Located):
    """A copy in a collation."""

    #: The letter it goes by.
    sigil: str
    paragraph: int
    begin: int
    end: int
    #: The share of columns in which it says what most say.
    quality: float
    text: str


@dataclass(frozen=True)
class Majority:
    """What most copies say; the confidence holds if they err independently of each other."""

    text: str
    confidence: float


@dataclass(frozen=True)
class ReadingPlace:
    """Where a copy has a reading."""

    sigil: str
    span: Span


@dataclass(frozen=True)
class Reading:
    """What some copies have."""

    text: str
    #: How it differs from what most say, if it does: a class of variants.
    class_: str | None
    witnesses: tuple[ReadingPlace, ...]


@dataclass(frozen=True)
class Unit:
    """Neighbouring columns of a collation."""

    text: str
    #: `same`, `form` or `differ`.
    agreement: str
    votes: int
    voters: int
    confidence: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Collation:
    """All copies of a passage in one table, and what most of them say."""

    #: The sigil of the copy that the others are shown against.
    base: str
    witnesses: tuple[Witness, ...]
    majority: Majority
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class StoryCopy(About):
    """What one document has of a story."""

    parts: tuple[Span, ...]
    #: Without punctuation and spaces.
    characters: int


@dataclass(frozen=True)
class AssembledCopy(StoryCopy):
    """What one document has of a story that was put together."""

    #: What it lacks of the first copy, in the source of that one.
    gaps: tuple[Span, ...]
    #: What stands elsewhere in its order, in its own source.
    transpositions: tuple[Span, ...]


@dataclass(frozen=True)
class Story:
    """A text that stands in several documents, as a whole."""

    #: Its number in this state of the index, from 1: the longest first.
    story: int
    #: Its incipit: the first words of its most complete copy.
    incipit: str
    copies: tuple[StoryCopy, ...]


@dataclass(frozen=True)
class Stretch(Located):
    """A stretch of a story that was put together, and the copy it is from."""

    text: str
    document: str
    begin: int
    end: int
    votes: int


@dataclass(frozen=True)
class Assembled(Story):
    """A story put together from all its copies."""

    copies: tuple[AssembledCopy, ...]
    text: str
    confidence: float
    stretches: tuple[Stretch, ...]
