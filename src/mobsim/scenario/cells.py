"""Cells of a table as numbers: the shape of a cell says under which conventions of marks it can be read, its digits what it says.

A column may have millions of cells and has few shapes: ``12,480`` and ``19,105`` are of one, ``0,250`` is of another.
"""

import re
from dataclasses import dataclass
from functools import cache

DECIMALS = (".", ",")
MARKS = (".", ",", " ", "'")
"""Marks that stand within numbers: for decimals the first two, for thousands all four."""
NAMES = {".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe"}
_LONGEST = 100
_ALIKE = {0xA0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0x2019: "'", 0x2BC: "'", 0x2212: "-", 0x2013: "-"}
"""No-break, figure, thin and narrow no-break spaces, typographic apostrophes, the minus sign and the dash for it."""
_TO_SHAPE = {**_ALIKE, **{ord(digit): "9" for digit in "012345678"}}
_FIRST_ZERO = re.compile(r"[^0-9]*0")
_PARTS = re.compile(r"(?P<sign>[-+]?) ?(?P<body>[0-9.,' ]+?)(?P<exponent>[eE][-+]?[0-9]{1,4})? ?(?P<percent>%?)")


@dataclass(frozen=True, slots=True)
class Convention:
    """A way to write numbers: the mark before decimals, and that between thousands (empty for none)."""

    decimal: str
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What cells of one shape have in common: ``body`` has 9 for any digit, but keeps a 0 that it begins with."""

    body: str
    has_exponent: bool
    has_percent: bool

    def fits(self, convention: Convention) -> bool:
        """Whether somebody who keeps to a convention may write such a cell."""
        plain = not (self.has_exponent and self.is_grouped(convention))
        return plain and _pattern(convention).fullmatch(self.body) is not None

    def is_grouped(self, convention: Convention) -> bool:
        """Whether such cells bear the thousands mark of a convention."""
        return bool(convention.thousands) and convention.thousands in self.body

    @property
    def marks(self) -> set[str]:
        """The marks within the number."""
        return {mark for mark in MARKS if mark in self.body}


def shape_of(text: str) -> str:
    """Write 9 for every digit of a cell but a zero that it begins with, and marks that look alike as one."""
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return ""
    shape = stripped.translate(_TO_SHAPE)
    first = _FIRST_ZERO.match(stripped)
    return shape if first is None else f"{shape[: first.end() - 1]}0{shape[first.end() :]}"


def parse_shape(shape: str) -> Shape | None:
    """Take the shape of a cell apart, or return ``None`` where it is a number under no convention."""
    found = _PARTS.fullmatch(shape)
    if found is None or not any(mark in found["body"] for mark in "09"):
        return None
    return Shape(found["body"], found["exponent"] is not None, bool(found["percent"]))


def value_of(text: str, convention: Convention) -> float:
    """Return the value of a cell whose shape fits a convention."""
    try:
        return _digits_of(text, convention) + 0.0
    except ValueError:
        plain = text.translate(_ALIKE).replace("%", "").replace(" ", "")
        return _digits_of(plain, convention) + 0.0


def _digits_of(text: str, convention: Convention) -> float:
    digits = text.replace(convention.thousands, "") if convention.thousands else text
    return float(digits.replace(convention.decimal, ".") if convention.decimal != "." else digits)


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
