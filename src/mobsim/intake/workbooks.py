"""Read the sheets of a workbook (.xlsx): each that holds a table, below whatever title stands above it."""

import datetime
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mobsim.errors import DataError
from mobsim.intake.extra import part
from mobsim.intake.headers import LOOKED_AT, joined_header, lines_of_header
from mobsim.intake.layers import Layer
from mobsim.intake.telling import tell
from mobsim.scenario.regular_files import read_regular
from mobsim.scenario.row_files import MOST_COLUMNS, MOST_ROWS, numbered
from mobsim.scenario.text_files import LARGEST_DATA

_MOST_TITLES = 40
_WIDE = 0.6
"""Of the widest of the first rows: so many cells filled make a header."""
_NO_WORKBOOK = "save it as a workbook (.xlsx), or as CSV"

Row = Sequence[Any]


def read_workbook(path: Path) -> list[Layer]:
    """Read every sheet with a table.

    Raises
    ------
    DataError
        If the file is no workbook, or no sheet holds a table.
    """
    openpyxl = part("openpyxl", path)
    sha256 = hashlib.sha256(read_regular(path, LARGEST_DATA, "leave out sheets and columns")).hexdigest()
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        found = [_table_of(path, sheet.title, list(_rows(path, sheet)), sha256) for sheet in book.worksheets]
        book.close()
    except DataError:
        raise
    except Exception as error:  # whatever a damaged archive makes of a library
        raise DataError(f"is not a workbook that can be read ({error})", file=path, remedy=_NO_WORKBOOK) from None
    layers = [layer for layer in found if layer is not None]
    if not layers:
        raise DataError("has no sheet with a table", file=path, remedy="write a header and rows below it")
    if len(layers) == 1:
        layers[0].name = ""
    return layers


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number > MOST_ROWS:
            raise DataError(f"has more than {MOST_ROWS:,} rows", file=path, remedy="leave out rows, or sum them up")
        yield [_plain(cell) for cell in row[:MOST_COLUMNS]]


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return cell.strip() if isinstance(cell, str) else cell


def _filled(row: Row) -> int:
    return sum(cell is not None and cell != "" for cell in row)


def _table_of(path: Path, sheet: str, rows: list[Row], sha256: str) -> Layer | None:
    """Take the table of a sheet: its header is the first of the first rows that is nearly as wide as the widest."""
    widths = [_filled(row) for row in rows[:_MOST_TITLES]]
    if not widths or max(widths) < 2:
        return None
    head = next(n for n, width in enumerate(widths) if width >= max(2, _WIDE * max(widths)))
    while head and _filled(rows[head - 1]) > 1 and lines_of_header(rows[head - 1 : head + LOOKED_AT]) > 1:
        head -= 1
    lines = lines_of_header(rows[head : head + LOOKED_AT])
    names = _names(joined_header(rows[head : head + lines]) if lines > 1 else rows[head])
    body = [row for row in rows[head + lines :] if _filled(row)]
    while body and _filled(body[-1]) == 1 < len(names):  # a footnote
        body.pop()
    if not body:
        return None
    columns = {name: [row[place] if place < len(row) else None for row in body] for place, name in names}
    above = sum(bool(_filled(row)) for row in rows[:head])
    notes = [f"what stands above the header was left out (rows: {above})"] if above else []
    notes += [f"its header has {lines} lines, which were joined"] if lines > 1 else []
    return Layer(path, sheet, tell("workbook"), columns, sha256, notes=notes)


def _names(header: Row) -> list[tuple[int, str]]:
    """Name the columns by the header; a name that stands twice is numbered."""
    names = numbered(["" if cell is None else " ".join(str(cell).split()) for cell in header])
    return [(place, name) for place, name in enumerate(names) if name]
