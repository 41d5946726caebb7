"""Read a column of cells as numbers: which mark stands for decimals and which for thousands is decided for the whole column.

A cell such as ``12,480`` can be read in two ways. The column decides, from all its cells, from what is known of it (counts
are whole, shares lie from 0 to 1), from what its file's author declared, and last from the file's separator. Where two
readings remain, the column is not read: the caller asks, with both readings and the key that answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.cells import DECIMALS, NAMES, Cell, Convention, parse_cell

Quantity = Literal["count", "share", "rate", "number"]
Values = NDArray[np.float64]
Proof = tuple[Literal["decimal", "thousands"], str]
"""What a mark was proven to stand for."""
NO_NUMBER = "is not a number"


@dataclass(frozen=True, slots=True)
class Notation:
    """What is known of how a file writes numbers.

    Marks declared beside the file's name, its separator (``None`` in JSON), and the place where its author can declare.
    """

    decimal: str | None = None
    thousands: str | None = None
    separator: str | None = None
    place: str = "where the file is named"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a column: the quantity that it holds, and its bounds (inclusive)."""

    quantity: Quantity = "number"
    low: float = -np.inf
    high: float = np.inf


UNDECLARED, ANYTHING = Notation(), Expected()


@dataclass(frozen=True, slots=True)
class Question:
    """A column that can be read in two ways: a row in which they differ, and each value with the key that chooses it."""

    row: int
    answers: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column as numbers, NaN where there is none.

    ``wrong`` lists the rows of each problem; ``question`` is set where two readings remain; ``note`` says what was
    decided; ``proven`` which mark stands for what, where cells bear it.
    """

    values: Values
    wrong: Mapping[str, list[int]] = field(default_factory=dict)
    question: Question | None = None
    note: str = ""
    proven: frozenset[Proof] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a column says under a convention."""

    convention: Convention
    values: Values
    proven: frozenset[Proof]

    @property
    def key(self) -> str:
        """The key that chooses this reading, ready to be pasted."""
        name = "thousands" if self.is_grouped else "decimal"
        return f'{name} = "{getattr(self.convention, name)}"'

    @property
    def is_grouped(self) -> bool:
        return ("thousands", self.convention.thousands) in self.proven

    def suits(self, expected: Expected) -> bool:
        """Whether all values are what the column should hold."""
        known = self.values[~np.isnan(self.values)]
        whole = expected.quantity != "count" or bool((known == np.floor(known)).all())
        return whole and bool(((known >= expected.low) & (known <= expected.high)).all())


def read_numbers(
    cells: Sequence[Any],
    expected: Expected = ANYTHING,
    notation: Notation = UNDECLARED,
    elsewhere: Callable[[], frozenset[Proof]] = frozenset,
) -> NumberColumn:
    """Read a column.

    Parameters
    ----------
    cells
        Texts, or numbers where the file holds numbers (JSON).
    expected
        Quantity and bounds. Bounds tell readings apart; cells beyond them are left to the caller.
    notation
        Declared marks and the file's separator.
    elsewhere
        Called where the column itself leaves two readings: what other columns of the file prove of its marks.
    """
    column = _Column(cells, notation)
    column.drop_percent(expected.quantity)
    readings = column.readings()
    left = _suiting(readings, expected)
    if len(left) > 1:
        chosen = column.choose(left, expected.quantity, elsewhere)
        left = left if chosen is None else [chosen]
    if len(left) > 1:
        return NumberColumn(np.full(len(cells), np.nan), column.wrong(), _question(left))
    note = column.note(left[0], readings, expected.quantity)
    return NumberColumn(column.scaled(left[0].values), column.wrong(), None, note, left[0].proven)


def proven_by(cells: Sequence[Any], notation: Notation) -> frozenset[Proof]:
    """Return what a column proves of the marks of its file; nothing where not all its cells are numbers."""
    column = _Column(cells, notation)
    readings = column.readings()
    if column.wrong():
        return frozenset()
    return frozenset.intersection(*(reading.proven for reading in readings))


def _suiting(readings: Sequence[_Reading], expected: Expected) -> list[_Reading]:
    """Keep the readings that are what the column should hold, the whole ones before all; all where none is."""
    for known in (expected, replace(expected, low=-np.inf, high=np.inf)):
        suiting = [reading for reading in readings if reading.suits(known)]
        if suiting:
            return suiting
    return list(readings)


def _question(readings: Sequence[_Reading]) -> Question:
    one, other = readings[:2]
    row = int(np.flatnonzero(one.values != other.values)[0])
    return Question(row, tuple((float(reading.values[row]), reading.key) for reading in readings))


class _Column:
    """The cells of a column, taken apart, and the conventions under which all of them can be read."""

    def __init__(self, cells: Sequence[Any], notation: Notation) -> None:
        self._cells, self._notation = cells, notation
        texts = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
        parsed = {text: parse_cell(text) for text in texts}
        self._texts: dict[str, Cell] = {text: cell for text, cell in parsed.items() if cell is not None}
        self._problems: dict[str, str] = {text: NO_NUMBER for text, cell in parsed.items() if cell is None}
        self._percent = False
        self._conventions = self._shared(self._possible())

    def drop_percent(self, quantity: Quantity) -> None:
        """Take percent signs as hundredths where every cell of a share has one; refuse them elsewhere."""
        signed = [text for text, cell in self._texts.items() if cell.percent]
        self._percent = bool(signed) and quantity == "share" and len(signed) == len(self._texts)
        if signed and not self._percent:
            why = "where others have none" if quantity == "share" else "where a plain number is wanted"
            self._problems.update(dict.fromkeys(signed, f"has a percent sign {why}"))
            self._texts = {text: cell for text, cell in self._texts.items() if not cell.percent}

    def scaled(self, values: Values) -> Values:
        """Return values as shares where they are percentages."""
        return values / 100 if self._percent else values

    def _possible(self) -> list[Convention]:
        marks = set().union(*(cell.marks for cell in self._texts.values())) if self._texts else set()
        declared = self._notation.thousands
        found = []
        for decimal in [self._notation.decimal] if self._notation.decimal else DECIMALS:
            groupings = marks if declared is None else {declared}
            found.append(Convention(decimal))
            found.extend(Convention(decimal, mark) for mark in sorted(groupings) if mark not in ("", decimal))
        return [each for each in found if declared is None or each.decimal != declared]

    def _shared(self, conventions: list[Convention]) -> list[Convention]:
        """Keep the conventions under which all numbers of the column can be read; set apart what none can read."""
        first: dict[Convention, str] = {}
        for text, cell in list(self._texts.items()):
            able = [each for each in conventions if cell.value(each) is not None]
            if not able:
                self._set_apart(text, cell, first, conventions)
                continue
            for each in set(conventions) - set(able):
                first.setdefault(each, text)
            conventions = able
        return conventions

    def _set_apart(self, text: str, cell: Cell, first: Mapping[Convention, str], left: Sequence[Convention]) -> None:
        """Say why a cell cannot be read: by itself, for what was declared, or beside the cells before it."""
        others = [other for each, other in first.items() if cell.value(each) is not None]
        anyhow = [Convention(one, other) for one in DECIMALS for other in ("", ".", ",", " ", "'") if one != other]
        if others:
            self._problems[text] = f"bears other marks than {others[0]!r} does"
        elif left and any(cell.value(each) is not None for each in anyhow):
            self._problems[text] = f"is not a number {self._declared()}"
        else:
            self._problems[text] = NO_NUMBER
        del self._texts[text]

    def _declared(self) -> str:
        given = [f'{name} = "{mark}"' for name in ("decimal", "thousands") if (mark := getattr(self._notation, name))]
        return f"where {' and '.join(given)}" if given else "as the others are written"

    def readings(self) -> list[_Reading]:
        """Return what the column says under each convention, each content once."""
        found: list[_Reading] = []
        for convention in self._conventions:
            values = np.array([self._value(cell, convention) for cell in self._cells], dtype=np.float64)
            if not any(np.array_equal(values, other.values, equal_nan=True) for other in found):
                found.append(_Reading(convention, values, self._proven(convention)))
        return found

    def _value(self, cell: Any, convention: Convention) -> float:
        if isinstance(cell, str):
            value = self._texts[cell].value(convention) if cell in self._texts else None
            return np.nan if value is None else value
        return _plain_number(cell)

    def _proven(self, convention: Convention) -> frozenset[Proof]:
        cells = self._texts.values()
        found: set[Proof] = set()
        if any(cell.is_grouped(convention) for cell in cells):
            found.add(("thousands", convention.thousands))
        if any(convention.decimal in cell.body for cell in cells):
            found.add(("decimal", convention.decimal))
        return frozenset(found)

    def wrong(self) -> dict[str, list[int]]:
        """Return the rows of each problem, in the order of the column."""
        found: dict[str, list[int]] = {}
        for row, cell in enumerate(self._cells):
            problem = self._problems.get(cell) if isinstance(cell, str) else None
            if problem is None and not isinstance(cell, str) and np.isnan(_plain_number(cell)):
                problem = NO_NUMBER
            if problem is not None:
                found.setdefault(problem, []).append(row)
        return found

    def choose(
        self, readings: Sequence[_Reading], quantity: Quantity, elsewhere: Callable[[], frozenset[Proof]]
    ) -> _Reading | None:
        """Choose between readings by how the cells without marks are written, the separator and other columns."""
        unmarked = [abs(float(cell.body)) for cell in self._texts.values() if cell.body.isdigit()]
        small = [value for value in unmarked if value < 1000 and (value or quantity == "count")]
        grouped = [reading for reading in readings if reading.is_grouped]
        plain = [reading for reading in readings if not reading.is_grouped]
        if quantity == "count":
            # Whoever writes 1,000 for one writes 3,000 for three: a 3 beside it leaves thousands alone.
            sure = len(grouped) == 1 and small and max(unmarked) < 1000
            return grouped[0] if sure else None
        if len(plain) != 1 or small:
            return None
        mark = plain[0].convention.decimal
        proven = elsewhere()
        against = ("thousands", mark) in proven or any(
            ("decimal", other) in proven for other in DECIMALS if other != mark
        )
        usual = mark == ("," if self._notation.separator == ";" else ".")
        return plain[0] if not against and (usual or ("decimal", mark) in proven) else None

    def note(self, chosen: _Reading, readings: Sequence[_Reading], quantity: Quantity) -> str:
        """Say what was decided, where something was: marks for thousands, one of two readings, or a loss of digits."""
        said = []
        role = "thousands" if chosen.is_grouped else "decimal"
        if chosen.is_grouped or len(readings) > 1:
            mark = getattr(chosen.convention, role)
            cell = next(text for text, cell in self._texts.items() if mark in cell.body)
            value = self._texts[cell].value(chosen.convention)
            stands = "thousands" if chosen.is_grouped else "decimals"
            said.append(f"{NAMES[mark]} marks {stands} ({cell.strip()} is {value:.15g})")
        if self._percent:
            cell, parsed = next(iter(self._texts.items()))
            said.append(
                f"percent signs are read ({cell.strip()} is {(parsed.value(chosen.convention) or 0) / 100:.15g})"
            )
        rounded = [text for text, cell in self._texts.items() if cell.exponent]
        if rounded and quantity == "count":
            said.append(f"counts with an exponent ({rounded[0].strip()}) may have lost their last digits")
        return "; ".join(said)


def _plain_number(cell: Any) -> float:
    """Return a number that the file holds as a number, NaN for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return np.nan
    try:
        value = float(cell)
    except OverflowError:
        return np.nan
    return value if np.isfinite(value) else np.nan
