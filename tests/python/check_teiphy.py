"""Reads collations in TEI with teiphy and has it write what programs for stemmata take: NEXUS, PHYLIP and CSV. In
each, a unit is a character of its own in which those witnesses have one state that have one reading, a witness that
is silent has none, and each witness keeps its date.

Arguments: a TEI document and the same collation in JSON, any number of times."""

import contextlib
import csv
import datetime
import io
import json
import pathlib
import re
import sys
import tempfile

from lxml import etree
from teiphy import Collation

MISSING = "?"
# Where a witness begins or ends.
EXTENTS = ("before", "after")


def written(collation, folder, form, **options):
    """What teiphy writes."""
    path = folder / f"collation.{form}"
    # It draws a progress bar.
    with contextlib.redirect_stderr(io.StringIO()):
        collation.to_file(path, **options)
    return path.read_text(encoding="utf-8-sig")


def states(lines):
    """The states of each witness; of copies that do not differ there are none."""
    return {line.split()[0]: "".join(line.split()[1:]) for line in lines}


def block(nexus, name):
    return re.search(rf"\t{name}\n?(.*?);\n", nexus, re.DOTALL).group(1)


def from_nexus(text):
    """The states of each witness, and the names of the characters."""
    taxa, length = map(int, re.search(r"Dimensions ntax=(\d+) nchar=(\d+);", text).groups())
    # A comma stands between two characters.
    names = [label.split()[1] for label in block(text, "CharStateLabels").split(",\n") if label]
    rows = states(block(text, "Matrix").splitlines())
    assert len(rows) == taxa and len(names) == length and len(set(names)) == length, names
    return rows, names


def from_phylip(text):
    heading, *lines = text.splitlines()
    rows = states(lines)
    assert heading == f"{len(rows)} {len(next(iter(rows.values())))}"
    return rows


def from_csv(text):
    """For each character its readings, each with the witnesses that have it."""
    heading, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    characters = {}
    for label, *cells in rows:
        name, reading = label.split(", ", 1)
        having = {witness for witness, cell in zip(heading[1:], cells, strict=True) if float(cell) == 1}
        assert all(float(cell) in (0, 1) for cell in cells) and reading not in characters.get(name, {}), label
        characters.setdefault(name, {})[reading] = having
    return characters


def shared(states):
    """The witnesses that have the same state, without those that have none."""
    alike = {}
    for witness, state in states.items():
        alike.setdefault(state, set()).add(witness)
    return {frozenset(witnesses) for state, witnesses in alike.items() if set(state) != {MISSING}}


def state(readings, sigil):
    return next((text for text, having in readings.items() if sigil in having), MISSING)


def check_characters(characters, units, sigla):
    """The characters as CSV has them say what the units do."""
    parts = {}
    for name, readings in characters.items():
        kind, number = name.split("-")
        if kind in EXTENTS:
            assert list(readings) == [""], f"{name} tells witnesses from each other"
            continue
        assert kind == "unit", name
        parts.setdefault(int(number.split(".")[0]), []).append(readings)
    for number, unit in enumerate(units, 1):
        told = {reading["text"]: {at["sigil"] for at in reading["witnesses"]} for reading in unit["readings"]}
        if number not in parts:
            assert len(told) == 1 and sigla[0] in next(iter(told.values())), f"unit {number} is missing"
            continue
        if len(parts[number]) == 1:
            readings = {text: having for text, having in parts[number][0].items() if having}
            assert readings == told, f"unit {number}: {readings}"
        # What the end of a paragraph cuts is one reading with what follows.
        row = {sigil: tuple(state(readings, sigil) for readings in parts[number]) for sigil in sigla}
        assert shared(row) == set(map(frozenset, told.values())), f"unit {number}"


def check_dates(collation, nexus, witnesses):
    """Each witness has its own date, and the work none but theirs."""
    today = datetime.date.today().year
    for witness, told in zip(collation.witnesses, witnesses, strict=True):
        year = re.match(r"\d{4}", told.get("date") or "")
        if year:
            year = int(year.group())
            assert witness.date_range == [year, year], f"{witness.id}: {witness.date_range}"
            assert f"CALIBRATE {witness.id} = fixed({today - year})" in nexus, witness.id
        else:
            assert witness.date_range == [None, today], f"{witness.id}: {witness.date_range}"
    assert collation.origin_date_range[0] is None, collation.origin_date_range


def check(path, told, folder):
    collation = Collation(etree.parse(path))
    sigla = [witness["sigil"] for witness in told["witnesses"]]
    assert [witness.id for witness in collation.witnesses] == sigla
    nexus = written(collation, folder, "nex", calibrate_dates=True)
    rows, names = from_nexus(nexus)
    assert from_phylip(written(collation, folder, "phy")) == rows and list(rows) == sigla
    characters = from_csv(written(collation, folder, "csv"))
    assert [re.sub(r"\W", "_", name) for name in characters] == names
    for nth, (name, readings) in enumerate(characters.items()):
        by_state = shared({witness: row[nth] for witness, row in rows.items()})
        assert by_state == {frozenset(having) for having in readings.values() if having}, name
    check_characters(characters, told["units"], sigla)
    check_dates(collation, nexus, told["witnesses"])


def main(paths):
    with tempfile.TemporaryDirectory() as folder:
        for path, collation in zip(paths[::2], paths[1::2], strict=True):
            told = json.loads(pathlib.Path(collation).read_text(encoding="utf-8"))
            check(path, told, pathlib.Path(folder))


main(sys.argv[1:])
