"""Reads an alignment table with CollateX: it is one that CollateX itself would write, and its tokens can be
collated again.

Arguments: the table, and the same collation in JSON."""

import copy
import json
import pathlib
import sys

from collatex import Collation, collate
from collatex.core_classes import AlignmentTable, Column, Row
from collatex.core_functions import export_alignment_table_as_json


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def tokens(row):
    return [token for cell in row if cell for token in cell]


def visible(text):
    return "".join(text.split())


def said(row):
    """What a row of an AlignmentTable says."""
    return visible("".join(text for text in row.to_list_of_strings() if text))


def as_collatex_has_it(ours, collation):
    """Our table as an object of CollateX."""
    table = AlignmentTable(collation)
    table.columns = [Column() for _ in ours["table"][0]]
    for witness, cells in zip(collation.witnesses, ours["table"]):
        rest = iter(witness.tokens())
        row = Row(witness.sigil)
        table.rows.append(row)
        for column, cell in zip(table.columns, cells):
            row.append([next(rest) for _ in cell] if cell else None)
            if cell:
                column.put(witness.sigil, row.cells[-1])
    return table


def main(ours, told):
    given = {
        "witnesses": [
            {"id": sigil, "tokens": tokens(row)} for sigil, row in zip(ours["witnesses"], ours["table"])
        ]
    }
    texts = {witness["sigil"]: visible(witness["text"]) for witness in told["witnesses"]}
    assert list(texts) == ours["witnesses"]

    table = as_collatex_has_it(ours, Collation.create_from_dict(copy.deepcopy(given)))
    assert json.loads(export_alignment_table_as_json(table)) == ours
    assert {row.header: said(row) for row in table.rows} == texts

    again = collate(copy.deepcopy(given), segmentation=False)
    assert {row.header: said(row) for row in again.rows} == texts
    # What all witnesses say in a unit, CollateX lays into one column too.
    column_of = {
        (row.header, token.token_data["begin"]): at
        for row in again.rows
        for at, cell in enumerate(row.cells)
        for token in cell or []
    }
    units = [
        [(sigil, cell[0]) for sigil, cell in zip(ours["witnesses"], cells) if cell] for cells in zip(*ours["table"])
    ]
    agreed = [unit for unit in units if len(unit) == len(texts) and len({token["n"] for _, token in unit}) == 1]
    assert agreed, "no unit in which all agree"
    for unit in agreed:
        assert len({column_of[sigil, token["begin"]] for sigil, token in unit}) == 1, unit


main(*map(load, sys.argv[1:]))
