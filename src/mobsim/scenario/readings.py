"""The ways in which a column of cells can be read: conventions of marks under which all its numbers have a value."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.cells import DECIMALS, MARKS, Convention, Shape, parse_shape, shape_of, value_of

Values = NDArray[np.float64]
Proof = tuple[Literal["decimal", "thousands"], str]
"""What a mark was shown to stand for."""
NO_NUMBER = "is not a number"
_ANY = [Convention(decimal, mark) for decimal in DECIMALS for mark in ("", *MARKS) if mark != decimal]


@dataclass(frozen=True, slots=True)
class Notation:
    """What is known of how a file writes numbers.

    Marks declared beside the file's name, its separator (``None`` in JSON), and the ``place`` where its author can declare
    marks, by keys that begin with ``prefix``.
    """

    decimal: str | None = None
    thousands: str | None = None
    separator: str | None = None
    place: str = "where the file is named"
    prefix: str = ""

    @property
    def declared(self) -> str:
        """The marks that are declared, as its author wrote them."""
        marks = {"decimal": self.decimal, "thousands": self.thousands}
        return " and ".join(f'{self.prefix}{name} = "{mark}"' for name, mark in marks.items() if mark is not None)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a column says under a convention: NaN where a cell is no number; ``proven`` holds for the marks that it bears."""

    convention: Convention
    values: Values
    proven: frozenset[Proof]

    @property
    def is_grouped(self) -> bool:
        """Whether any cell bears a thousands mark."""
        return ("thousands", self.convention.thousands) in self.proven

    @property
    def key(self) -> str:
        """The key that chooses this reading, ready to be pasted."""
        name = "thousands" if self.is_grouped else "decimal"
        return f'{name} = "{getattr(self.convention, name)}"'


class Column:
    """The cells of a column, and the conventions under which all of them can be read.

    ``shapes`` are those of its numbers, each with the first cell of that shape; ``problems`` say what is wrong with others.
    """

    def __init__(self, cells: Sequence[Any], notation: Notation) -> None:
        self._cells, self._notation = cells, notation
        self.first: dict[str, str] = {}
        self._shared_names: dict[str, str] = {}
        self._names = [self._name(cell) if isinstance(cell, str) else None for cell in cells]
        parsed = {shape: parse_shape(shape) for shape in self.first}
        self.shapes: dict[str, Shape] = {name: shape for name, shape in parsed.items() if shape is not None}
        self.problems: dict[str, str] = {name: NO_NUMBER for name, shape in parsed.items() if shape is None}
        self._conventions = self._shared(self._possible())

    def _name(self, cell: str) -> str:
        """Return the shape of a cell, as the one text that all cells of that shape share."""
        name = self._shared_names.setdefault(shape := shape_of(cell), shape)
        self.first.setdefault(name, cell)
        return name

    def refuse(self, names: Sequence[str], problem: str) -> None:
        """Set shapes apart for what is wrong with them."""
        self.problems.update(dict.fromkeys(names, problem))
        for name in names:
            del self.shapes[name]

    def readings(self) -> list[Reading]:
        """Return what the column says under each convention, each content once."""
        found: list[Reading] = []
        for convention in self._conventions:
            pairs = zip(self._cells, self._names, strict=True)
            numbers = (self._value(cell, name, convention) for cell, name in pairs)
            values = np.fromiter(numbers, np.float64, len(self._cells))
            if not any(np.array_equal(values, other.values, equal_nan=True) for other in found):
                found.append(Reading(convention, values, self._proven(convention)))
        return found

    def shown(self) -> frozenset[Proof]:
        """Return what the cells show of the marks, whichever convention they keep to."""
        return frozenset.intersection(*(self._proven(convention) for convention in self._conventions))

    def wrong(self, values: Values) -> dict[str, list[int]]:
        """Return the rows without a value, by problem, in the order of the column."""
        found: dict[str, list[int]] = {}
        for row in np.flatnonzero(np.isnan(values)).tolist():
            found.setdefault(self.problems.get(self._names[row] or "", NO_NUMBER), []).append(row)
        return found

    def _possible(self) -> list[Convention]:
        """Return the conventions of the marks that the cells bear, as far as what is declared allows them."""
        marks = set().union(*(shape.marks for shape in self.shapes.values()))
        declared = self._notation.thousands
        groupings = sorted(marks if declared is None else {declared} - {""})
        decimals = (
            [self._notation.decimal] if self._notation.decimal else [each for each in DECIMALS if each != declared]
        )
        return [Convention(decimal, mark) for decimal in decimals for mark in ("", *groupings) if mark != decimal]

    def _shared(self, conventions: list[Convention]) -> list[Convention]:
        """Keep the conventions under which all numbers of the column can be read; set apart what none can read."""
        first: dict[Convention, str] = {}
        for name, shape in list(self.shapes.items()):
            able = [each for each in conventions if shape.fits(each)]
            if not able:
                self.refuse([name], self._problem_with(shape, first))
                continue
            for each in set(conventions) - set(able):
                first.setdefault(each, name)
            conventions = able
        return conventions

    def _problem_with(self, shape: Shape, first: Mapping[Convention, str]) -> str:
        """Say why a cell cannot be read: beside the cells before it, for what was declared, or by itself."""
        others = [other for each, other in first.items() if shape.fits(each)]
        if others:
            return f"bears other marks than {self.first[others[0]]!r} does"
        readable = any(shape.fits(each) for each in _ANY)
        return f"{NO_NUMBER} where {self._notation.declared}" if readable and self._notation.declared else NO_NUMBER

    def _value(self, cell: Any, name: str | None, convention: Convention) -> float:
        if name is None:
            return plain_number(cell)
        value = value_of(cell, convention) if name in self.shapes else math.nan
        return value if math.isfinite(value) else math.nan

    def _proven(self, convention: Convention) -> frozenset[Proof]:
        shapes = self.shapes.values()
        found: set[Proof] = set()
        if any(shape.is_grouped(convention) for shape in shapes):
            found.add(("thousands", convention.thousands))
        if any(convention.decimal in shape.body for shape in shapes):
            found.add(("decimal", convention.decimal))
        return frozenset(found)


def plain_number(cell: Any) -> float:
    """Return a number that the file holds as a number, NaN for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return math.nan
    try:
        value = float(cell)
    except OverflowError:
        return math.nan
    return value if math.isfinite(value) else math.nan
