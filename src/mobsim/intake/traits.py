"""What the cells of a column are: numbers, dates, words, all different or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"^[-+$€£]?[\d\s.,'’\u00a0\u202f]*\d[\d\s.,'’\u00a0\u202f]*[%$€£]?$")


_BROKEN = re.compile(r"^-?\d+[.,]\d*[1-9]$")


_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]+\d{2,4}|^\d{8}$|^1\d{12}$|^[A-Za-z]{3,9} \d{1,2},? \d{4}"
)


_NOTHING = frozenset(
    ("", "x", "..", "...", "f", "n/a", "na", "nan", "null", "none", "-", "–", "—", "*", "#n/a", "s", "nd", "n.d.")
)
"""How offices write that a figure is not known, or not to be told."""


def is_nothing(cell: Any) -> bool:
    """Whether a cell stands for no figure."""
    return cell is None or cell != cell or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)


@dataclass(frozen=True)
class Traits:
    """What a column's cells are: shares of the filled ones that are numbers, dates or broken numbers; how many differ."""

    filled: int
    numbers: float
    dates: float
    broken: float
    different: int

    @property
    def is_number(self) -> bool:
        """Whether nearly all are numbers."""
        return self.numbers > 0.9

    @property
    def is_unique(self) -> bool:
        """Whether no two are the same."""
        return self.filled > 0 and self.different == self.filled


def traits_of(cells: Sequence[Any]) -> Traits:
    """Look at the cells of a column."""
    filled = [cell for cell in cells if not is_nothing(cell)]
    texts = [str(cell).strip() for cell in filled]
    numbers = sum(
        isinstance(cell, int | float) or bool(_NUMBER.match(text)) for cell, text in zip(filled, texts, strict=True)
    )
    dates = sum(bool(_DATE.search(text)) for text in texts)
    broken = sum(
        (isinstance(cell, float) and not cell.is_integer()) or bool(_BROKEN.match(text))
        for cell, text in zip(filled, texts, strict=True)
    )
    count = len(filled) or 1
    return Traits(len(filled), numbers / count, dates / count, broken / count, len(set(texts)))
