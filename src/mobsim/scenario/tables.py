"""A table of a user's file: its rows, how messages name them, and its columns as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.findings import Findings, likewise, listed
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import ANYTHING, UNDECLARED, Expected, NumberColumn, proven_by, read_numbers
from mobsim.scenario.readings import NO_NUMBER, Notation, Proof
from mobsim.scenario.text_rows import TextRows

Values = NDArray[np.float64]
_REMEDIES = {
    "has a percent sign": "write the number without it",
    "bears other marks": "write all numbers of the column alike",
    "must be a whole number": "write whole numbers; where a tool made 12.48 of 12.480, write 12480",
}


@dataclass
class Table:
    """Rows of a file.

    ``ids`` name the rows in messages, after ``what``: ``people of area b``, ``count in line 7``. ``names`` are columns
    that hold no numbers, whatever they look like; ``no_number`` is the remedy for cells that are none; ``proven`` is what
    each column showed of the file's marks.
    """

    path: Path
    rows: Sequence[Mapping[str, Any]]
    ids: Sequence[str]
    what: str
    notation: Notation = UNDECLARED
    names: frozenset[str] = frozenset()
    no_number: str = "write a number in every row"
    proven: dict[str, frozenset[Proof]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns, in the order of their first appearance."""
        if isinstance(self.rows, TextRows):
            return list(self.rows.columns)
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column as the file holds them; ``None`` where a row has none."""
        if isinstance(self.rows, TextRows):
            return self.rows.column(column) if column in self.columns else [None] * len(self.rows)
        return [row.get(column) for row in self.rows]

    def numbers(self, column: str, findings: Findings, expected: Expected = ANYTHING, remedy: str = "") -> Values:
        """Take a column as numbers, recording what is no number or is not as expected; NaN where there is none.

        ``remedy`` is for values beyond the bounds.
        """
        if column not in self.columns:
            findings.wrong_data(self.path, "is not a column", column, did_you_mean(column, self.columns))
            return np.full(len(self.rows), np.nan)
        found = read_numbers(self.cells(column), expected, self.notation, lambda: self._proven_beside(column))
        self.proven[column] = found.proven
        if found.question is not None:
            self._ask(column, found, findings)
        if found.note:
            findings.note(f"{self.path.name}: in column {column}, {found.note}.")
        wrong = {**found.wrong, **_unexpected(found.values, expected)}
        for problem, rows in wrong.items():
            self._report(column, problem, rows, remedy, findings)
        return found.values

    def note_readings(self, findings: Findings) -> None:
        """Note how columns of numbers are read, and where that is left to what is known of them, when nothing else is."""
        for column in self.columns:
            found = read_numbers(
                self.cells(column), ANYTHING, self.notation, lambda name=column: self._proven_beside(name)
            )
            if column in self.names or NO_NUMBER in found.wrong:
                continue
            if found.question is not None:
                values = " or ".join(f"{value:.15g}" for value, _ in found.question.answers)
                doubt = f"{self.cells(column)[found.question.row]} can be {values}: what the column holds decides"
                findings.note(f"In column {column}, {doubt}, or decimal and thousands beside the file's name.")
            elif found.note:
                findings.note(f"In column {column}, {found.note}.")

    def is_written_whole(self, column: str, values: Values) -> bool:
        """Whether a column that was read holds whole numbers only, none of them written with decimals."""
        decimals = any(role == "decimal" for role, _ in self.proven.get(column, ()))
        floats = any(isinstance(cell, float) for cell in self.cells(column))
        return not decimals and not floats and bool((values == np.floor(values)).all())

    def _proven_beside(self, column: str) -> frozenset[Proof]:
        """Return what the other columns prove of the file's marks, those read as numbers already for certain."""
        for name in self.columns:
            if name != column and name not in self.names and name not in self.proven:
                self.proven[name] = proven_by(self.cells(name), self.notation)
        return frozenset().union(*(proofs for name, proofs in self.proven.items() if name != column))

    def _ask(self, column: str, found: NumberColumn, findings: Findings) -> None:
        assert found.question is not None
        row, answers = found.question.row, found.question.answers
        values = " or ".join(f"{value:.15g}" for value, _ in answers)
        keys = ", or ".join(f"{self.notation.prefix}{key} for {value:.15g}" for value, key in answers)
        findings.wrong_data(
            self.path,
            f"can be read as {values}",
            f"{column} {self.what} {self.ids[row]}",
            f"write {self.notation.place} {keys}",
            value=self.rows[row].get(column),
        )

    def _report(self, column: str, problem: str, rows: list[int], remedy: str, findings: Findings) -> None:
        """Say of the first row what is wrong, and which others share it."""
        remedies = {NO_NUMBER: self.no_number, **_REMEDIES}
        known = (advice for start, advice in remedies.items() if problem.startswith(start))
        findings.wrong_data(
            self.path,
            problem + likewise([self.ids[row] for row in rows[1:]]),
            f"{column} {self.what} {self.ids[rows[0]]}",
            next(known, remedy or "correct the value, or remove the row"),
            value=self.rows[rows[0]].get(column),
        )


def _unexpected(values: Values, expected: Expected) -> dict[str, list[int]]:
    """Return the rows of numbers that are not as expected, by problem."""
    found: dict[str, list[int]] = {}
    with np.errstate(invalid="ignore"):
        below, above = values < expected.low, values > expected.high
        within = (values >= expected.low) & (values <= expected.high)
    broken = within & (values != np.floor(values)) if expected.quantity == "count" else np.zeros(len(values), bool)
    for problem, rows in (
        (f"must be at least {expected.low:g}", below),
        (f"must be at most {expected.high:g}", above),
        ("must be a whole number", broken),
    ):
        if rows.any():
            found[problem] = np.flatnonzero(rows).tolist()
    return found


def note_unused(table: Table, used: set[str], optional: set[str], findings: Findings) -> None:
    """Note the columns of a file that nothing reads; refuse one that only its spelling keeps from being an optional one."""
    unused = [name for name in table.columns if name and name not in used | optional]
    for name in unused:
        meant = next((each for each in optional if each == name.casefold().strip(" _-.")), None)
        if meant is not None and meant not in table.columns:
            remedy = f"name the column {meant} if it should be read, otherwise give it another name"
            findings.wrong_data(table.path, "is a column that is not read", name, remedy)
    if unused:
        findings.note(f"{table.path.name} has columns that are not used: {listed(unused, 8)}.")
