"""Reads exports as tables with the programs they are for: Parquet with pyarrow and DuckDB, comma-separated values with
Python's csv. Each has the rows of JSON Lines, in their order, and the same values.

Arguments: what is exported, then the export as JSON Lines, CSV and Parquet; any number of times."""

import csv
import json
import struct
import sys

import duckdb
import pyarrow
import pyarrow.parquet

# The type of a column for pyarrow and for DuckDB, and how a cell of CSV is read.
TEXT = (pyarrow.string(), "VARCHAR", str)
NUMBER = (pyarrow.int64(), "BIGINT", int)
SHARE = (pyarrow.float32(), "FLOAT", float)
COLUMNS = {
    "links": {
        "a_document": TEXT,
        "a_begin": NUMBER,
        "a_end": NUMBER,
        "b_document": TEXT,
        "b_begin": NUMBER,
        "b_end": NUMBER,
        "similarity": SHARE,
    },
    "clusters": {"cluster": NUMBER, "size": NUMBER, "document": TEXT, "begin": NUMBER, "end": NUMBER},
}


def place(told):
    return told["document"], told["begin"], told["end"]


def rows(what, line):
    """What a line of JSON says, as rows."""
    if what == "links":
        return [(*place(line["a"]), *place(line["b"]), line["similarity"])]
    return [(line["cluster"], line["size"], *place(told)) for told in line["places"]]


def single(value):
    """A number as Parquet holds a share: in single precision."""
    return struct.unpack("f", struct.pack("f", value))[0] if isinstance(value, float) else value


def check_csv(path, columns, told):
    with open(path, encoding="utf-8", newline="") as file:
        heading, *found = csv.reader(file, strict=True)
    assert heading == list(columns), heading
    kinds = [read for _, _, read in columns.values()]
    found = [tuple(read(cell) for read, cell in zip(kinds, row, strict=True)) for row in found]
    assert found == told, path


def check_arrow(path, columns, told):
    table = pyarrow.parquet.read_table(path)
    fields = [pyarrow.field(name, kind, nullable=False) for name, (kind, _, _) in columns.items()]
    assert table.schema.equals(pyarrow.schema(fields)), table.schema
    assert [tuple(row.values()) for row in table.to_pylist()] == told, path


def check_duckdb(path, columns, told):
    database = duckdb.connect()
    described = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    assert [row[:2] for row in described] == [(name, kind) for name, (_, kind, _) in columns.items()], described
    assert database.execute("SELECT * FROM read_parquet(?)", [path]).fetchall() == told, path


def main(arguments):
    for what, lines, table, parquet in zip(*[iter(arguments)] * 4, strict=True):
        with open(lines, encoding="utf-8") as file:
            told = [row for line in file for row in rows(what, json.loads(line))]
        columns = COLUMNS[what]
        check_csv(table, columns, told)
        told = [tuple(map(single, row)) for row in told]
        check_arrow(parquet, columns, told)
        check_duckdb(parquet, columns, told)


main(sys.argv[1:])
