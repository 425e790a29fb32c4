"""Shapes: what a value is in JSON, in Python and in Arrow, all three told by one annotation.

A shape is made once for each type. `read` makes the Python value of what `json.loads` gives and refuses names it does
not know; `plain` makes of it what pyarrow takes; `arrow` is the Arrow type, made only when it is asked for.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Shape(Generic[T]):
    """What a type is in JSON, in Python and in Arrow."""

    read: Callable[[Any], T]
    plain: Callable[[Any], Any]
    arrow: Callable[[Any], Any]
    optional: bool = False


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_SCALARS: dict[Any, Shape[Any]] = {
    str: Shape(_same, _same, lambda pa: pa.string()),
    int: Shape(_same, _same, lambda pa: pa.int64()),
    float: Shape(float, _same, lambda pa: pa.float64()),
    bool: Shape(_same, _same, lambda pa: pa.bool_()),
}

#: Whatever JSON holds; in Arrow it is the JSON text.
_JSON: Shape[Any] = Shape(_same, _text, lambda pa: pa.string())


def shape(annotation: Any) -> Shape[Any]:
    """The shape of an annotation."""
    return _shape(annotation)


@functools.cache
def _shape(annotation: Any) -> Shape[Any]:
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple and arguments[1:] == (...,):
        return _tuple(shape(arguments[0]))
    if origin is typing.Union or origin is types.UnionType:
        return _optional(shape(next(argument for argument in arguments if argument is not type(None))))
    if origin is Mapping:
        return _JSON
    if isinstance(annotation, type) and issubclass(annotation, tuple):
        return _span(annotation)
    if dataclasses.is_dataclass(annotation):
        return _record(typing.cast(type, annotation))
    raise TypeError(f"{annotation} has no shape")


def _tuple(of: Shape[Any]) -> Shape[Any]:
    return Shape(
        lambda values: tuple(map(of.read, values)),
        lambda values: list(map(of.plain, values)),
        lambda pa: pa.list_(_field(pa, "item", of)),
    )


def _optional(of: Shape[Any]) -> Shape[Any]:
    return Shape(
        lambda value: None if value is None else of.read(value),
        lambda value: None if value is None else of.plain(value),
        of.arrow,
        optional=True,
    )


def _span(span: type) -> Shape[Any]:
    """A pair in JSON, two columns of numbers in Arrow."""
    names: tuple[str, ...] = getattr(span, "_fields")
    return Shape(
        lambda value: span(*(value[name] for name in names)),
        lambda pair: dict(zip(names, pair)),
        lambda pa: pa.struct([pa.field(name, pa.int64(), nullable=False) for name in names]),
    )


def fields(record: type) -> dict[str, Shape[Any]]:
    """The shapes of a dataclass' fields, by attribute."""
    hints = typing.get_type_hints(record)
    return {field.name: shape(hints[field.name]) for field in dataclasses.fields(record)}


def _name(attribute: str) -> str:
    """The name in JSON and Arrow: `class_` is `class` there, which Python keeps for itself."""
    return attribute.rstrip("_")


def _record(record: type) -> Shape[Any]:
    shapes = fields(record)
    attributes = {_name(attribute): (attribute, of) for attribute, of in shapes.items()}

    def read(value: Mapping[str, Any]) -> Any:
        parts = ((*attributes[name], part) for name, part in value.items())
        return record(**{attribute: of.read(part) for attribute, of, part in parts})

    def plain(value: Any) -> dict[str, Any]:
        return {name: of.plain(getattr(value, attribute)) for name, (attribute, of) in attributes.items()}

    return Shape(read, plain, lambda pa: pa.struct(list(schema(pa, record))))


def _field(pa: Any, name: str, of: Shape[Any]) -> Any:
    return pa.field(name, of.arrow(pa), nullable=of.optional)


def schema(pa: Any, record: type) -> Any:
    """The Arrow schema of a table with a row for each value of a dataclass."""
    return pa.schema([_field(pa, _name(attribute), of) for attribute, of in fields(record).items()])
