"""What is said beside texts, in Chinese or English as the locale says: the sentences of the program's own table."""

from __future__ import annotations

import re

from . import _duikan

#: `{name}` is a place for a value, `{name|one|many}` a word that goes by a number.
_PLACE = re.compile(r"\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}")


def say(english: str, **values: object) -> str:
    """A sentence of the table, with the values that stand in it."""
    sentence = _duikan.said(english)

    def filled(place: re.Match[str]) -> str:
        value, one, many = values[place[1]], place[2], place[3]
        return str(value) if one is None else one if value == 1 else many

    return _PLACE.sub(filled, sentence)
