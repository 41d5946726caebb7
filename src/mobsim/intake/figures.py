"""Take a column as numbers by the reader that scenarios have, where a cell may also say that a figure is not known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.intake import roles
from mobsim.intake.choices import FileChoices
from mobsim.intake.layers import Layer
from mobsim.intake.traits import is_nothing
from mobsim.intake.words import is_private
from mobsim.scenario.findings import likewise
from mobsim.scenario.numbers import ANYTHING, Expected, read_numbers
from mobsim.scenario.readings import Notation

Values = NDArray[np.float64]
_SENTINELS = (-9.0, -99.0, -999.0, -9999.0, -99999.0, -999999999.0)
"""What some offices write for a figure that is not known."""


def numbers_of(
    layer: Layer, column: str, marks: FileChoices, expected: Expected = ANYTHING, *, private: bool = False
) -> Values:
    """Read a column; NaN where a cell stands for no figure.

    Parameters
    ----------
    private
        Whether cells are positions or the like, which no message may show.

    Raises
    ------
    DataError
        If a cell is no number, or the column can be read in two ways.
    """
    cells = [cell.item() if isinstance(cell, np.generic) else cell for cell in layer.cells(column)]
    there = [place for place, cell in enumerate(cells) if not is_nothing(cell)]
    notation = replace(layer.notation, decimal=marks.decimal, thousands=marks.thousands)
    kept = [_without_currency(cells[place]) for place in there]
    if kept and all(isinstance(cell, str) and cell.rstrip().endswith("%") for cell in kept):
        expected = replace(expected, quantity="share")
    found = read_numbers(kept, expected, notation)
    if found.question is not None:
        found = read_numbers(kept, expected, _as_residents_show(layer, column, notation))
    if found.question is not None:
        (one, first), (other, second) = found.question.answers[:2]
        raise DataError(
            f"can be read as {one:.15g} or {other:.15g}", file=layer.label, field=column,
            value=kept[found.question.row],
            remedy=f"add {_as_option(first)} for {one:.15g}, or {_as_option(second)} for {other:.15g}",
        )  # fmt: skip
    _refuse_words(layer, column, kept, found.wrong, private)
    values = np.full(len(cells), np.nan)
    values[there] = found.values
    if expected.low >= 0:
        values[np.isin(values, _SENTINELS)] = np.nan
    return values


def _as_residents_show(layer: Layer, column: str, notation: Notation) -> Notation:
    """Take the marks of the column of residents, which counts people and so shows what parts thousands."""
    residents = roles.best(layer, roles.POPULATION)
    if residents is None or residents == column:
        return notation
    cells = [cell for cell in layer.sample(residents) if not is_nothing(cell)]
    proven = dict(read_numbers(cells, Expected("count", low=0.0), notation).proven)
    return replace(notation, thousands=notation.thousands or proven.get("thousands"))


def _without_currency(cell: Any) -> Any:
    return cell.strip(" $€£\u00a0\u202f") if isinstance(cell, str) else cell


def _as_option(key: str) -> str:
    """Turn ``decimal = ","`` into the option that says it."""
    name, _, mark = key.partition(" = ")
    return f"--{name} '{mark.strip(chr(34))}'"


def _refuse_words(layer: Layer, column: str, cells: Sequence[Any], wrong: Any, private: bool) -> None:
    for problem, rows in wrong.items():
        shown = [str(cells[row]) for row in rows]
        if private or any(map(is_private, shown[:1])):
            raise DataError(
                f"{problem} in {len(rows):,} rows",
                file=layer.label,
                field=column,
                remedy="correct the column, or leave those cells empty",
            )
        raise DataError(
            problem + likewise(shown[1:]), file=layer.label, field=column, value=cells[rows[0]],
            remedy="correct it, leave the cell empty where nothing is known, or name another column by its option",
        )  # fmt: skip
