"""Read a column of cells as numbers: which mark stands for decimals and which for thousands is decided for the whole column.

A cell such as ``12,480`` can be read in two ways. The column decides, from all its cells, from what is known of it (counts
are whole, shares lie from 0 to 1), from what its file's author declared, and last from the file's separator. Where two
readings remain, the column is not read: the caller asks, with both readings and the key that answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from mobsim.scenario.cells import DECIMALS, NAMES, value_of
from mobsim.scenario.plain_columns import read_plain
from mobsim.scenario.readings import Column, Notation, Proof, Reading, Values

Quantity = Literal["count", "share", "rate", "number"]
_DIGITS, _UNGROUPED = 3, 4
"""Digits between thousands marks; and those of a whole number that some who group longer ones write without a mark."""


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
        Called where the column itself leaves two readings: what other columns of the file show of its marks.
    """
    plain = read_plain(cells, notation)
    if plain is not None:
        proven = frozenset[Proof]({("decimal", plain[1])} if plain[1] else ())
        return NumberColumn(plain[0], proven=proven)
    column = Column(cells, notation)
    in_percent = _accept_percent(column, expected.quantity)
    readings = column.readings()
    left = _suiting(readings, expected)
    if len(left) > 1:
        chosen = _choose_count(left, column) if expected.quantity == "count" else None
        if expected.quantity != "count":
            chosen = _choose_decimal(left, column, notation, elsewhere)
        left = left if chosen is None else [chosen]
    if len(left) > 1:
        return NumberColumn(np.full(len(cells), np.nan), column.wrong(left[0].values), _question(left))
    notes = [*_decided(left[0], readings, column), *_doubtful(column, expected.quantity)]
    values = left[0].values / 100 if in_percent else left[0].values
    if in_percent:
        notes.append("percentages are read as shares (20 % is 0.2)")
    return NumberColumn(values, column.wrong(values), None, "; ".join(notes), left[0].proven)


def proven_by(cells: Sequence[Any], notation: Notation) -> frozenset[Proof]:
    """Return what a column shows of the marks of its file; nothing where not all its cells are numbers."""
    column = Column(cells, notation)
    if column.problems or any(cell is None for cell in cells):
        return frozenset()
    return column.shown()


def _accept_percent(column: Column, quantity: Quantity) -> bool:
    """Whether every cell of a share has a percent sign; such signs are refused in any other column."""
    signed = [name for name, shape in column.shapes.items() if shape.has_percent]
    if not signed or (quantity == "share" and len(signed) == len(column.shapes)):
        return bool(signed)
    why = "where others have none" if quantity == "share" else "where a plain number is wanted"
    column.refuse(signed, f"has a percent sign {why}")
    return False


def _suiting(readings: Sequence[Reading], expected: Expected) -> list[Reading]:
    """Keep the readings that are what the column should hold; failing all, those of the right quantity; failing all, all."""
    for known in (expected, replace(expected, low=-np.inf, high=np.inf)):
        suiting = [reading for reading in readings if _suits(reading.values, known)]
        if suiting:
            return suiting
    return list(readings)


def _suits(values: Values, expected: Expected) -> bool:
    known = values[~np.isnan(values)]
    whole = expected.quantity != "count" or bool((known == np.floor(known)).all())
    return whole and bool(((known >= expected.low) & (known <= expected.high)).all())


def _choose_count(readings: Sequence[Reading], column: Column) -> Reading | None:
    """Choose thousands where a small count stands without a mark: who writes 1,000 for one writes 3,000 for three."""
    unmarked = [len(shape.body) for shape in column.shapes.values() if shape.body.isdigit()]
    grouped = [reading for reading in readings if reading.is_grouped]
    return grouped[0] if len(grouped) == 1 and unmarked and max(unmarked) <= _DIGITS else None


def _choose_decimal(
    readings: Sequence[Reading], column: Column, notation: Notation, elsewhere: Callable[[], frozenset[Proof]]
) -> Reading | None:
    """Choose the decimal mark that goes with the separator or that other columns bear, unless something speaks against it.

    Against it speak other columns in which the mark parts thousands, or another mark parts decimals; and, in the column,
    short whole numbers beside numbers that all have three decimals, as long as no long one shows that nothing is grouped.
    """
    plain = [reading for reading in readings if not reading.is_grouped]
    lengths = [len(shape.body) for shape in column.shapes.values() if shape.body.isdigit() and shape.body != "0"]
    if len(plain) != 1 or (lengths and max(lengths) <= _UNGROUPED):
        return None
    mark, proven = plain[0].convention.decimal, elsewhere()
    against = ("thousands", mark) in proven or any(("decimal", each) in proven for each in DECIMALS if each != mark)
    usual = mark == ("," if notation.separator == ";" else ".")
    return plain[0] if not against and (usual or ("decimal", mark) in proven) else None


def _question(readings: Sequence[Reading]) -> Question:
    one, other = readings[:2]
    row = int(np.flatnonzero((one.values != other.values) & ~np.isnan(one.values))[0])
    return Question(row, tuple((float(reading.values[row]), reading.key) for reading in readings))


def _decided(chosen: Reading, readings: Sequence[Reading], column: Column) -> list[str]:
    """Say which mark stands for what, where thousands are marked or another reading was possible."""
    if not chosen.is_grouped and len(readings) == 1:
        return []
    role, noun = ("thousands", "thousands") if chosen.is_grouped else ("decimal", "decimals")
    mark = getattr(chosen.convention, role)
    text = next(column.first[name] for name, shape in column.shapes.items() if mark in shape.body)
    return [f"{NAMES[mark]} marks {noun} ({text.strip()} is {value_of(text, chosen.convention):.15g})"]


def _doubtful(column: Column, quantity: Quantity) -> list[str]:
    """Name counts that a tool may have rounded by writing them with an exponent."""
    rounded = [column.first[name] for name, shape in column.shapes.items() if shape.has_exponent]
    if quantity != "count" or not rounded:
        return []
    return [f"counts with an exponent ({rounded[0].strip()}) may have lost their last digits"]
