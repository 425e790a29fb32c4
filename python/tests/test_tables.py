"""Tables: the same results for Arrow, pandas and polars, with the same types when there are none."""

from __future__ import annotations

import builtins
import dataclasses
import importlib
import json
from collections.abc import Callable
from typing import Any

import duikan
import pandas
import polars
import pyarrow
import pytest
from conftest import Make

LISTS: dict[str, Callable[[duikan.Index], duikan.Records[Any]]] = {
    "hits": lambda index: index.search("渡口", paragraphs=1, copies=None),
    "copies": lambda index: index.copies("chenbao/0301-01:9"),
    "documents": lambda index: index.documents(),
    "paragraphs": lambda index: index.show("chenbao/0301-01"),
    "sentences": lambda index: index.blame("zhoukan-2031-10-1"),
    "links": lambda index: index.links(),
    "clusters": lambda index: index.clusters(),
    "stories": lambda index: index.stories(),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_table(sample: duikan.Index, name: str) -> None:
    records = LISTS[name](sample)
    table = records.to_arrow()
    table.validate(full=True)
    assert table.num_rows == len(records) > 1
    assert pyarrow.table(records) == table
    assert (
        len(records.to_pandas())
        == records.to_polars().height
        == polars.DataFrame(records).height
        == len(records)
    )
    fields = [field.name.rstrip("_") for field in dataclasses.fields(records[0])]
    assert table.column_names == fields == list(records.to_pandas().columns) == records.to_polars().columns


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_has_the_same_columns(sample: duikan.Index, name: str) -> None:
    records = LISTS[name](sample)
    empty = records[:0]
    assert empty.to_arrow().schema == records.to_arrow().schema
    assert empty.to_arrow().num_rows == len(empty.to_pandas()) == 0
    assert empty.to_polars().schema == records.to_polars().schema == polars.DataFrame(empty).schema
    assert pyarrow.table(empty).schema == records.to_arrow().schema


def test_nothing_found_has_the_types_of_hits(sample: duikan.Index) -> None:
    nothing = sample.search('"水獭骑车"')
    assert nothing.to_arrow().schema == sample.search("渡口").to_arrow().schema
    assert nothing.to_polars().schema["score"] == polars.Float64
    assert list(nothing.to_pandas()["document"]) == []


def test_types_follow_the_fields(sample: duikan.Index) -> None:
    schema = sample.search("渡口").to_arrow().schema
    assert schema.field("document") == pyarrow.field("document", pyarrow.string(), nullable=False)
    assert schema.field("date") == pyarrow.field("date", pyarrow.string(), nullable=True)
    assert schema.field("paragraph").type == pyarrow.int64()
    assert schema.field("score").type == pyarrow.float64()
    assert schema.field("loose").type == pyarrow.bool_()
    matches = schema.field("matches").type.value_type
    assert [matches.field(name).type for name in ("begin", "end")] == [pyarrow.int64()] * 2
    variant = schema.field("copies").type.value_type.field("variants").type.value_type
    assert [field.name for field in variant] == [
        "class",
        "a",
        "b",
        "a_text",
        "b_text",
        "a_regions",
        "b_regions",
    ]


def test_values_are_those_of_the_objects(sample: duikan.Index) -> None:
    hits = sample.search("看得见的管线")
    (row,) = hits.to_arrow().to_pylist()
    assert [(words["begin"], words["end"]) for words in row["matches"]] == [*map(tuple, hits[0].matches)]
    assert [copy["variants"][0]["class"] for copy in row["copies"]] == [
        copy.variants[0].class_ for copy in hits[0].copies
    ]
    frame = sample.documents().to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.loc[frame["document"] == "nongbao/0304-01.txt", "encoding"].item() == "GB18030"
    similarity = sample.links().to_polars()["similarity"]
    assert similarity.to_list() == [link.similarity for link in sample.links()]


def test_further_metadata_are_json_text(make: Make) -> None:
    index = make({"a.jsonl": '{"id": "a", "text": "渡口没有船。", "page": 3, "tags": ["渡", null]}\n'})
    (document,) = index.documents()
    assert document.other == {"page": 3, "tags": ["渡", None]}
    (text,) = index.documents().to_arrow()["other"].to_pylist()
    assert json.loads(text) == document.other


@pytest.mark.parametrize(
    ("package", "convert"),
    [
        ("pyarrow", lambda hits: hits.to_arrow()),
        ("pandas", lambda hits: hits.to_pandas()),
        ("polars", lambda hits: hits.to_polars()),
    ],
)
def test_a_missing_package_is_named(
    sample: duikan.Index, monkeypatch: pytest.MonkeyPatch, package: str, convert: Callable[[Any], Any]
) -> None:
    hits = sample.search("渡口")
    real = importlib.import_module

    def without(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(duikan.MissingPackage, match=rf"{package}, which is not installed") as caught:
        convert(hits)
    assert isinstance(caught.value, builtins.ImportError)
