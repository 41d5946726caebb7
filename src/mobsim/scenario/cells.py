"""One cell of a table as a number: which marks it bears, and what it says under a convention of decimal and thousands marks."""

import math
import re
from dataclasses import dataclass
from functools import cache

DECIMALS = (".", ",")
MARKS = (".", ",", " ", "'")
"""Marks that stand within numbers: for decimals the first two, for thousands all four."""
NAMES = {".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe"}
_LONGEST = 100
_ALIKE = str.maketrans(
    {"\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u2019": "'", "\u02bc": "'", "\u2212": "-"}
)
"""No-break, figure, thin and narrow no-break spaces, typographic apostrophes and the minus sign."""
_SHAPE = re.compile(r"(?P<sign>[-+–]?) ?(?P<body>[0-9.,' ]+?)(?P<exponent>[eE][-+]?[0-9]{1,4})? ?(?P<percent>%?)")


@dataclass(frozen=True, slots=True)
class Convention:
    """A way to write numbers: the mark before decimals, and that between thousands (empty for none)."""

    decimal: str
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that may be a number: digits and marks, still without a meaning."""

    sign: str
    body: str
    exponent: str
    percent: bool

    def value(self, convention: Convention) -> float | None:
        """Return what the cell says under a convention, or ``None`` where nobody writes a number so."""
        grouped = self.is_grouped(convention)
        if not _pattern(convention).fullmatch(self.body) or (grouped and self.exponent):
            return None
        digits = self.body.replace(convention.thousands, "") if grouped else self.body
        number = float(f"{self.sign}{digits.replace(convention.decimal, '.')}{self.exponent}")
        return number + 0.0 if math.isfinite(number) else None

    def is_grouped(self, convention: Convention) -> bool:
        """Whether the cell bears the thousands mark of a convention."""
        return bool(convention.thousands) and convention.thousands in self.body

    @property
    def marks(self) -> set[str]:
        """The marks within the number."""
        return {mark for mark in MARKS if mark in self.body}


def parse_cell(text: str) -> Cell | None:
    """Take a text apart, or return ``None`` where it cannot be a number under any convention."""
    stripped = text.strip()
    found = _SHAPE.fullmatch(stripped.translate(_ALIKE)) if len(stripped) <= _LONGEST else None
    if found is None:
        return None
    sign = "-" if found["sign"] in ("-", "–") else ""
    return Cell(sign, found["body"], found["exponent"] or "", bool(found["percent"]))


@cache
def _pattern(convention: Convention) -> re.Pattern[str]:
    """Match plain numbers, and numbers grouped by thousands or, with commas, as in India (12,34,567)."""
    decimal, thousands = re.escape(convention.decimal), re.escape(convention.thousands)
    forms = ["[0-9]+", f"(?=[{decimal}][0-9])"]
    if thousands:
        forms.append(f"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+")
    if convention.thousands == ",":
        forms.append("[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
    return re.compile(f"(?:{'|'.join(forms)})(?:{decimal}[0-9]*)?")
