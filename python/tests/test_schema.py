"""The contract: what the package gives is what the schema of all objects says, field by field."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

import duikan
import pytest
from conftest import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "schema" / "duikan.json").read_text("utf-8"))["$defs"]

#: What a program asks by, which is no object.
ASKED = {"Among"}

RECORDS = {
    name: record
    for name, record in vars(duikan).items()
    if dataclasses.is_dataclass(record) and name not in ASKED
}

#: Objects of the command and the server that the package does not give, or gives in another form.
ELSEWHERE = {
    "Alignment",
    "Answer",
    "Answered",
    "ApiError",
    "CommonFingerprints",
    "CopiesPage",
    "Damage",
    "DocumentMatches",
    "DocumentReading",
    "Explanation",
    "FileReading",
    "Health",
    "LinkedPassages",
    "List_Document",
    "List_Series",
    "List_Story",
    "Listening",
    "Opened",
    "OverlapRow",
    "Overlapping",
    "PassageWithCopies",
    "PassimRecord",
    "Rule",
    "Series",
    "SharedFingerprints",
    "Surveyed",
}

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def said(schema: dict[str, Any]) -> str:
    """What kind of value a schema lets be."""
    if "$ref" in schema:
        name: str = schema["$ref"].rsplit("/", 1)[1]
        return "str" if "enum" in SCHEMA[name] else name
    if "oneOf" in schema:
        (known,) = (option for option in schema["oneOf"] if option.get("type") != "null")
        return f"{said(known)} | None"
    kind = schema.get("type")
    if isinstance(kind, list):
        (known,) = (one for one in kind if one != "null")
        return f"{said({**schema, 'type': known})} | None"
    if kind == "array":
        return f"[{said(schema['items'])}]"
    if kind == "object":
        return f"{{{said(schema['additionalProperties'])}}}"
    return "Any" if kind is None else SCALARS[kind]


def known(annotation: Any) -> str:
    """What kind of value an annotation stands for."""
    arguments = typing.get_args(annotation)
    if isinstance(annotation, types.UnionType):
        (known_one,) = (known(argument) for argument in arguments if argument is not type(None))
        return f"{known_one} | None"
    if typing.get_origin(annotation) is tuple:
        return f"[{known(arguments[0])}]"
    if typing.get_origin(annotation) is Mapping:
        return f"{{{known(arguments[1])}}}"
    return "Any" if annotation is Any else str(annotation.__name__)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_the_fields_of_its_object(name: str) -> None:
    record, described = RECORDS[name], SCHEMA[name]
    hints = typing.get_type_hints(record)
    given: dict[str, tuple[str, bool]] = {}
    for field in dataclasses.fields(record):
        is_required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        kind = known(hints[field.name])
        # What an object may lack is `None` here.
        given[field.name.rstrip("_")] = (kind if is_required else kind.removesuffix(" | None"), is_required)
    required = described["required"]
    told = {
        key: (said(schema) if key in required else said(schema).removesuffix(" | None"), key in required)
        for key, schema in described["properties"].items()
    }
    assert given == told


def test_every_object_has_a_record() -> None:
    objects = {name for name, described in SCHEMA.items() if "properties" in described}
    assert objects - ELSEWHERE == RECORDS.keys() | {"Span"}
    assert ELSEWHERE < objects


def test_a_span_has_the_fields_of_its_object() -> None:
    assert set(duikan.Span._fields) == SCHEMA["Span"]["properties"].keys()


def test_what_may_be_asked_is_what_the_schema_names() -> None:
    search = typing.get_type_hints(duikan.Index.search)
    among = typing.get_type_hints(duikan.Among)
    for name, annotation in [
        ("Similar", search["similar"]),
        ("Similar", among["similar"]),
        ("CopyOrder", among["order"]),
        ("Sort", search["sort"]),
        ("Class", typing.get_args(search["variants"])[0]),
    ]:
        assert list(typing.get_args(annotation)) == SCHEMA[name]["enum"]
