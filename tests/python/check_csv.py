"""Reads files of comma-separated values as Python and spreadsheets do.

No cell is a formula: LibreOffice and Excel take one for it that begins with =, + , - or @, in either width, after a tab
or a line end too, unless it is a number. What is said to be a number is one.
"""

import csv
import sys

NUMBERS = {"unit", "votes", "voters", "confidence", "family", "size", "begin", "end", "a_begin", "a_end", "b_begin", "b_end", "similarity"}
FORMULA = tuple("=+-@＝＋－＠\t\r\n")

for path in sys.argv[1:]:
    marked = "marked" in path.rsplit("/", 1)[-1]
    with open(path, encoding="utf-8-sig" if marked else "utf-8", newline="") as file:
        text = file.read()
    assert text.count("\r") == 0 and "\ufeff" not in text, path
    heading, *rows = csv.reader(text.splitlines(keepends=True), strict=True)
    assert rows and all(len(row) == len(heading) for row in rows), path
    assert len(rows) + 1 == text.count("\n"), f"{path}: a row a line"
    for row in [heading, *rows]:
        for name, cell in zip(heading, row):
            assert not cell.startswith(FORMULA), f"{path}: {name} {cell!r}"
            assert cell.isprintable(), f"{path}: {name} {cell!r}"
            if name in NUMBERS and row is not heading:
                float(cell)
