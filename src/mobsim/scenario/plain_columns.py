"""Read at once the columns that nobody can misread: plain numbers throughout, one of which shows the decimal mark.

This is a short way to what :mod:`mobsim.scenario.numbers` finds of such columns, for files of a million rows.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.cells import DECIMALS
from mobsim.scenario.readings import Notation

_FEWEST = 1_000
"""Cells from which the short way is worth its trouble."""
_ODD = {
    mark: re.compile(rf"^(?![-+]?[0-9]{{1,40}}(?:{re.escape(mark)}[0-9]{{1,40}})?$)", re.MULTILINE) for mark in DECIMALS
}
"""Any line that is no plain number."""
_SHOWS = {
    mark: re.compile(
        rf"^[-+]?(?:0[0-9]*{re.escape(mark)}[0-9]+|[0-9]{{4,}}{re.escape(mark)}[0-9]+"
        rf"|[0-9]+{re.escape(mark)}(?:[0-9]{{1,2}}|[0-9]{{4,}}))$",
        re.MULTILINE,
    )
    for mark in DECIMALS
}
"""A line in which the mark can only stand before decimals."""


def read_plain(cells: Sequence[Any], notation: Notation) -> tuple[NDArray[np.float64], str] | None:
    """Return a long column of plain numbers and its decimal mark (empty where no cell has decimals); ``None`` for others."""
    if len(cells) < _FEWEST or not all(isinstance(cell, str) for cell in cells):
        return None
    lines = "\n".join(cells)
    if lines.count("\n") != len(cells) - 1:
        return None
    for mark in DECIMALS:
        if _ODD[mark].search(lines) is None:
            shown = mark if mark in lines else ""
            if shown and (not _SHOWS[mark].search(lines) or mark == notation.thousands):
                return None
            if shown and notation.decimal not in (None, mark):
                return None
            values = np.fromiter(map(float, lines.replace(",", ".").split("\n")), np.float64, len(cells))
            return (values + 0.0, shown) if np.isfinite(values).all() else None
    return None
