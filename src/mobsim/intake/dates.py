"""Read the year, and where it is told the month, of dates in whatever way a column writes them."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.intake.traits import is_nothing

Whole = NDArray[np.int64]
_YEAR_FIRST = re.compile(r"^\D{0,4}((?:19|20)\d\d)[-/.](\d{1,2})(?:\D|$)")
_PACKED = re.compile(r"^((?:19|20)\d\d)(\d\d)\d\d(?:\D|$)")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ]((?:19|20)?\d\d)(?:\D|$)")
_NAMED_MONTH = re.compile(r"(?:^|[\s,-])([a-zéû]{3,9})\b", re.IGNORECASE)
_NAMED_YEAR = re.compile(r"\b(?:19|20)\d\d\b"), re.compile(r"(?<=[\s,'-])\d\d(?=$|\s)")
_ONLY_YEAR = re.compile(r"^((?:18|19|20)\d\d)(?:\.0*)?$")
_MILLISECONDS = re.compile(r"^\d{12,13}(?:\.0*)?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan", "feb fév fev", "mar", "apr avr abr", "may mai", "jun juin", "jul juil", "aug aoû aou ago", "sep",
            "oct okt", "nov", "dec déc dez dic",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
_CENTURY_TURNS = 50


def years_and_months(cells: Sequence[Any]) -> tuple[Whole, Whole]:
    """Return year and month of each cell, 0 where it is not told.

    Of ``03/04/2019`` the month is told where other cells of the column show which comes first. Times of day and zones are
    left aside: the date is taken as it is written.
    """
    texts = ["" if is_nothing(cell) else str(cell).strip() for cell in cells]
    month_first = _is_month_first(texts)
    known = {text: _year_and_month(text, month_first) for text in set(texts)}
    pairs = np.array([known[text] for text in texts], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _is_month_first(texts: Sequence[str]) -> bool | None:
    """Tell month/day from day/month by a number above 12; ``None`` where none is, or both are."""
    found = [match for text in set(texts) if (match := _YEAR_LAST.match(text))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    return None if day_first == month_first else month_first


def _year_and_month(text: str, month_first: bool | None) -> tuple[int, int]:
    for pattern in (_YEAR_FIRST, _PACKED):
        if match := pattern.match(text):
            return int(match[1]), _as_month(int(match[2]))
    if match := _ONLY_YEAR.match(text):
        return int(match[1]), 0
    if match := _YEAR_LAST.match(text):
        month = 0 if month_first is None else int(match[1] if month_first else match[2])
        return _whole_year(match[3]), _as_month(month)
    if _MILLISECONDS.match(text):
        moment = datetime.datetime.fromtimestamp(float(text) / 1000, datetime.UTC)
        return moment.year, moment.month
    return _with_named_month(text)


def _with_named_month(text: str) -> tuple[int, int]:
    """Read a date such as ``5-Jan-19`` or ``12 février 2020``."""
    words = [word.casefold() for word in _NAMED_MONTH.findall(text)]
    month = next((found for word in words if (found := _MONTHS.get(word[:4], _MONTHS.get(word[:3], 0)))), 0)
    year = next((match for pattern in _NAMED_YEAR if (match := pattern.search(text)) is not None), None)
    return (0, 0) if not month or year is None else (_whole_year(year[0]), month)


def _whole_year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= _CENTURY_TURNS else 2000)


def _as_month(month: int) -> int:
    return month if 1 <= month <= 12 else 0
