"""Put headers of several lines together: a topic over several columns, a year or a unit below it."""

import re
from collections.abc import Sequence
from typing import Any

from mobsim.intake.traits import is_nothing, traits_of

Row = Sequence[Any]
_MOST_LINES = 4
LOOKED_AT = 16
"""Rows from the header on that tell how many lines it has."""
_MOSTLY = 0.7
"""Share of the cells below that must be figures: a table of words alone has a header of one line."""
_YEAR = re.compile(r"(?:18|19|20)\d\d(?:\.0)?$")


def lines_of_header(rows: Sequence[Row]) -> int:
    """Count the lines of a header that begins a table: those whose cells, but for the first, are words or years.

    A second line counts only below a line with gaps, as merged cells leave them, and above rows of figures.
    """
    if len(rows) < 3 or not _has_gaps(rows[0]):
        return 1
    lines = 1
    while lines < min(_MOST_LINES, len(rows) - 1) and _is_heading(rows[lines]):
        lines += 1
    below = [cell for row in rows[lines : lines + LOOKED_AT] for cell in row[1:] if not is_nothing(cell)]
    return lines if lines > 1 and below and traits_of(below).numbers >= _MOSTLY else 1


def joined_header(rows: Sequence[Row]) -> list[str]:
    """Join the lines of a header column by column; what stands over a gap counts for the columns to its right."""
    width = max(map(len, rows))
    lines = [_filled_up(row, width, last=row is rows[-1]) for row in rows]
    return [" ".join(dict.fromkeys(part for part in column if part)) for column in zip(*lines, strict=True)]


def _has_gaps(row: Row) -> bool:
    """Whether a cell to the right of a filled one is empty."""
    filled = [bool(_text(cell)) for cell in row]
    return True in filled and False in filled[filled.index(True) :]


def _is_heading(row: Row) -> bool:
    cells = [_text(cell) for cell in row[1:] if _text(cell)]
    figures = [cell for cell in cells if traits_of([cell]).is_number and not _YEAR.match(cell)]
    return bool(cells) and not figures


def _filled_up(row: Row, width: int, *, last: bool) -> list[str]:
    """Fill gaps from the left, in all lines but the last, and never from the first column, which names the rows."""
    texts = [_text(cell) for cell in row] + [""] * (width - len(row))
    for place in range(2, width):
        if not texts[place] and not last:
            texts[place] = texts[place - 1]
    return texts


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split()).removesuffix(".0")
