"""Records: a sequence of results that is also a table, for Arrow, pandas and polars."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from .errors import MissingPackage
from .shape import schema, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas
    import polars
    import pyarrow
else:
    # Records are all that a sequence is, but not by name: of what calls itself one, polars makes a table in its own
    # way, and never asks for the columns that stand here.
    from collections.abc import Collection as Sequence

T = TypeVar("T")


class Records(Sequence[T], Generic[T]):
    """A sequence of results that does not change.

    It is a table too: a row for each of them, a column for each of their fields, with the same types even when there
    are none. `pyarrow.table(records)` and `polars.DataFrame(records)` take it as it is.
    """

    __slots__ = ("_rows", "_type")

    def __init__(self, row: type[T], rows: Iterable[T]) -> None:
        self._type = row
        self._rows = tuple(rows)

    @classmethod
    def of(cls, row: type[T], objects: Iterable[Any]) -> Records[T]:
        """The records of JSON objects."""
        return Records(row, map(shape(row).read, objects))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Records[T]: ...
    def __getitem__(self, at: int | slice) -> T | Records[T]:
        if isinstance(at, slice):
            return Records(self._type, self._rows[at])
        return self._rows[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[T]:
        return reversed(self._rows)

    def __contains__(self, value: object) -> bool:
        return value in self._rows

    def index(self, value: Any, *ends: int) -> int:
        """Where a value stands first."""
        return self._rows.index(value, *ends)

    def count(self, value: Any) -> int:
        """How often a value stands there."""
        return self._rows.count(value)

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return self._type is other._type and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} × {self._type.__name__}>"

    def to_arrow(self) -> pyarrow.Table:
        """A `pyarrow.Table`; what has parts of its own becomes a struct or a list."""
        pa = _package("pyarrow", "arrow")
        plain = shape(self._type).plain
        return pa.Table.from_pylist(list(map(plain, self._rows)), schema=schema(pa, self._type))

    def to_pandas(self) -> pandas.DataFrame:
        """A `pandas.DataFrame`."""
        _package("pandas", "pandas")
        frame: pandas.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> polars.DataFrame:
        """A `polars.DataFrame`."""
        pl = _package("polars", "polars")
        frame: polars.DataFrame = pl.from_arrow(self.to_arrow())
        return frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table for whoever speaks Arrow's PyCapsule interface."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def _package(name: str, extra: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        what = f"this needs {name}, which is not installed (pip install 'duikan[{extra}]')"
        raise MissingPackage(what) from missing
