"""Answers: records that also say what they answer."""

from __future__ import annotations

from collections.abc import Iterable

from . import html
from .passages import Copy, Hit, Passage
from .records import Records


class Hits(Records[Hit]):
    """The hits of a search."""

    __slots__ = ("documents", "query", "total")

    #: What was asked.
    query: str
    #: How many paragraphs hold all of it, copies among each other counted; 0 when all hits are loose.
    total: int
    #: How many documents these stand in.
    documents: int

    def __init__(self, query: str, hits: Iterable[Hit], total: int, documents: int) -> None:
        super().__init__(Hit, hits)
        self.query, self.total, self.documents = query, total, documents

    def __repr__(self) -> str:
        return (
            f"<{len(self)} hits of {self.total} paragraphs in {self.documents} documents for {self.query!r}>"
        )

    def _repr_html_(self) -> str:
        return html.hits(self)


class Copies(Records[Copy]):
    """Every other place of a passage."""

    __slots__ = ("passage",)

    #: The passage itself.
    passage: Passage

    def __init__(self, passage: Passage, copies: Iterable[Copy]) -> None:
        super().__init__(Copy, copies)
        self.passage = passage

    def __repr__(self) -> str:
        return f"<{len(self)} copies of {self.passage.place}>"

    def _repr_html_(self) -> str:
        return html.copies(self)
