"""Reads collations as comma-separated values with Python's csv: a row is a unit, a column of a witness has its reading,
nothing where it goes on without the text, and [silent] where it says nothing.

Arguments: a collation as CSV and the same in JSON, any number of times."""

import csv
import json
import pathlib
import sys

FIXED = ["unit", "agreement", "majority", "votes", "voters", "confidence"]


def visible(text):
    return "".join(text.split())


def check(rows, told):
    names = [f"{witness['sigil']} {witness['document']}" for witness in told["witnesses"]]
    heading, *rows = rows
    assert heading == FIXED + names, heading
    for number, (row, unit) in enumerate(zip(rows, told["units"], strict=True), 1):
        having = {at["sigil"]: reading["text"] for reading in unit["readings"] for at in reading["witnesses"]}
        assert any(having.values()), f"nobody says anything in unit {number}"
        assert row[:2] == [str(number), unit["agreement"]], row
        assert visible(row[2]) == visible(unit["text"]), row
        assert list(map(float, row[3:6])) == [unit["votes"], unit["voters"], unit["confidence"]], row
        assert row[6:] == [having.get(witness["sigil"], "[silent]") for witness in told["witnesses"]], row


def main(paths):
    for path, collation in zip(paths[::2], paths[1::2], strict=True):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        check(rows, json.loads(pathlib.Path(collation).read_text(encoding="utf-8")))


main(sys.argv[1:])
