"""Results in a notebook: fragments of HTML, the text of documents escaped, no style but their own.

Colours are those of whoever shows them; marks are half transparent, so that they are seen on light and on dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from .passages import Copy, Hit, Passage, Span, Variant
from .words import say

if TYPE_CHECKING:
    from .answers import Copies, Hits
    from .collations import Comparison, Row, Shared, Side

#: A span of a text, and how what stands there is written.
Mark = tuple[Span, Callable[[str], str]]

_BOX = "max-width: 48em; line-height: 1.6; text-align: left; white-space: normal"
_FAINT = "opacity: .65"
_MARK = "background: rgba(255, 200, 0, .4); color: inherit"
_STRUCK = "background: rgba(230, 60, 60, .25)"
#: Beside its counterpart; in one line with it, it has to be struck out.
_LOST = _STRUCK + "; text-decoration: none"
_GAINED = "background: rgba(40, 170, 80, .25); text-decoration: none"
_CELL = "width: 50%; vertical-align: top; text-align: left; padding: .2em .6em; overflow-wrap: anywhere"
_WRAP = re.compile(r"(?<![\x00-\x7f])[ \t\u3000]*[\r\n]+[ \t\u3000]*(?![\x00-\x7f])")
#: Characters shown beside a variant.
_BESIDE = 4
#: Characters of a variant that are shown.
_LONGEST = 24


def hits(hits: Hits) -> str:
    """The hits of a search, each with its copies."""
    count = say(
        "{paragraphs} {paragraphs|paragraph|paragraphs} in {documents} {documents|document|documents}, copies counted",
        paragraphs=hits.total,
        documents=hits.documents,
    )
    if not hits.total:
        near = say("no paragraph holds all of it; these hold most of its words")
        count = near if hits else say("nothing found")
    return _box([f'<div style="{_FAINT}">{count}</div>', *map(_hit, hits)])


def copies(copies: Copies) -> str:
    """A passage and its copies."""
    passage = copies.passage
    head = _head(passage.document, passage.paragraph, [])
    return _box(
        [
            head,
            f"<div>{_line(passage.text)}</div>",
            _list(copies, passage, sum(copy.kind == "copy" for copy in copies)),
        ]
    )


def comparison(comparison: Comparison) -> str:
    """Two texts side by side."""
    counted = [f"{count} {say(name)}" for name, count in comparison.counts.items() if count]
    rows = [f"<tr>{_heading(comparison.a)}{_heading(comparison.b)}</tr>"]
    rows += [_row(comparison, row) for row in comparison.rows]
    table = f'<table style="width: 100%; table-layout: fixed">{"".join(rows)}</table>'
    return f'<div style="line-height: 1.6"><div style="{_FAINT}">{" · ".join(counted)}</div>{table}</div>'


def _box(parts: Iterable[str]) -> str:
    return f'<div style="{_BOX}">{"".join(parts)}</div>'


def _line(text: str) -> str:
    """Text in one line: a line end between Chinese characters is no space."""
    return escape(_WRAP.sub("", text))


def _head(document: str, paragraph: int, about: Iterable[str | None]) -> str:
    about = escape(" ".join(part for part in about if part))
    return (
        f'<div style="margin-top: 1em"><b>{escape(document)}</b> ¶{paragraph}'
        f' <span style="{_FAINT}">{about}</span></div>'
    )


def _hit(hit: Hit) -> str:
    flags = [say(sign) for sign, is_so in (("near", hit.loose), ("formula", hit.formula)) if is_so]
    return "".join(
        (
            _head(hit.document, hit.paragraph, [*flags, hit.series, hit.date, hit.title]),
            *(f'<div style="{_FAINT}">{_line(passage.text)}</div>' for passage in hit.before),
            f"<div>{_marked(hit)}</div>",
            *(f'<div style="{_FAINT}">{_line(passage.text)}</div>' for passage in hit.after),
            _list(hit.copies, hit, hit.copies_total) if hit.copies_total or hit.copies else "",
        )
    )


def _marked(hit: Hit) -> str:
    """The text of a hit, the words of the query marked."""
    return _woven(hit.text, hit.begin, ((Span(*words), _mark) for words in hit.matches))


def _mark(words: str) -> str:
    return f'<mark style="{_MARK}">{_line(words)}</mark>'


def _woven(text: str, begin: int, marks: Iterable[Mark]) -> str:
    """A text that begins at `begin`, escaped, some spans of it marked; where they overlap the first has it."""
    parts, at = [], begin
    for span, mark in marks:
        parts.append(_line(text[at - begin : max(span.begin, at) - begin]))
        at, end = max(span.begin, at), max(span.end, at)
        parts.append(mark(text[at - begin : end - begin]))
        at = end
    parts.append(_line(text[at - begin :]))
    return "".join(parts)


def _list(copies: Iterable[Copy], of: Hit | Passage, total: int) -> str:
    listed = list(copies)
    full = [copy for copy in listed if copy.kind == "copy"]
    items = [_copy(copy, of) for copy in full]
    if total > len(full):
        more = say("… {n} more", n=total - len(full))
        items.append(f'<li style="{_FAINT}">{more}</li>')
    if len(listed) > len(full):
        parts = say("+ {n} {n|part|parts}", n=len(listed) - len(full))
        items.append(f'<li style="{_FAINT}">{parts}</li>')
    return f'<ul style="margin: .3em 0; font-size: .9em">{"".join(items)}</ul>'


def _copy(copy: Copy, of: Hit | Passage) -> str:
    sign = say("via") if copy.via else "="
    about = escape(" ".join(part for part in (copy.series, copy.date) if part))
    variants = "　".join(_variant(variant, of) for variant in copy.variants)
    return (
        f"<li>{sign} {int(min(copy.coverage, copy.similarity) * 100)} % {escape(copy.document)} ¶{copy.paragraph}"
        f' <span style="{_FAINT}">{about}</span><br>{variants}</li>'
    )


def _variant(variant: Variant, of: Hit | Passage) -> str:
    """A variant between a few characters of the passage it stands in."""
    begin, end = (max(at - of.begin, 0) for at in variant.a)
    before, after = of.text[max(begin - _BESIDE, 0) : begin], of.text[end : end + _BESIDE]
    lost = _lost(_short(variant.a_text), variant.class_, _STRUCK)
    return _line(before) + lost + _gained(_short(variant.b_text), variant.class_) + _line(after)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _lost(text: str, class_: str, style: str = _LOST) -> str:
    return f'<del style="{style}" title="{escape(class_)}">{_line(text)}</del>' if text else ""


def _gained(text: str, class_: str) -> str:
    return f'<ins style="{_GAINED}" title="{escape(class_)}">{_line(text)}</ins>' if text else ""


def _heading(side: Side) -> str:
    about = escape(" ".join(part for part in (side.series, side.date, side.title) if part))
    share = say(
        "{n} {n|character|characters}, {share} in both",
        n=side.characters,
        share=f"{side.agreeing_share:.1%}",
    )
    return (
        f'<th style="{_CELL}"><b>{escape(side.document)}</b> {about}'
        f'<br><span style="{_FAINT}">{share}</span></th>'
    )


def _row(comparison: Comparison, row: Row) -> str:
    left = right = ""
    if row.row == "only-a" and row.span is not None:
        left = "<br>".join(_lost(part, row.row) for part in _paragraphs(comparison.a, row.span))
    elif row.row == "only-b" and row.span is not None:
        right = "<br>".join(_gained(part, row.row) for part in _paragraphs(comparison.b, row.span))
    elif row.index is not None:
        shared = comparison.shared[row.index]
        if row.row == "both":
            left, right = _shared(comparison, shared)
        else:
            right = f'<span style="{_FAINT}">⇅ {_line(_short(comparison.b.source(shared.b)))}</span>'
    return f'<tr><td style="{_CELL}">{left}</td><td style="{_CELL}">{right}</td></tr>'


def _shared(comparison: Comparison, shared: Shared) -> tuple[str, str]:
    """A stretch that both have, each with its own words, the differences marked."""
    sign = {"moved": "⇅ ", "repeated-in-a": "↻ ", "repeated-in-b": "↻ "}.get(shared.order, "")
    left = [(variant.a, partial(_lost, class_=variant.class_)) for variant in shared.variants]
    right = [(variant.b, partial(_gained, class_=variant.class_)) for variant in shared.variants]
    return sign + _column(comparison.a, shared.a, left), sign + _column(comparison.b, shared.b, right)


def _column(side: Side, span: Span, marks: Iterable[Mark]) -> str:
    """A stretch of one text, each paragraph on a line of its own."""
    breaks: list[Mark] = [(Span(at, at), lambda _: "<br>") for at in _beginnings(side, span)]
    return _woven(side.source(span), span.begin, sorted([*breaks, *marks], key=lambda mark: mark[0]))


def _paragraphs(side: Side, span: Span) -> list[str]:
    """The paragraphs of a stretch."""
    ends = [span.begin, *_beginnings(side, span), span.end]
    return [side.source(Span(*ends)) for ends in pairwise(ends)]


def _beginnings(side: Side, span: Span) -> list[int]:
    """Where paragraphs begin inside a stretch."""
    return [at for at in side.paragraphs if span.begin < at < span.end]
