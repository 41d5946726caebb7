"""Read a CSV file of recorded crime: which rows are used, what each says, and which rows lack or stand twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.crime_rows import (
    CrimeRows,
    check_missing,
    check_repeated,
    check_spelling,
    check_strangers,
    note_unused_rows,
)
from mobsim.calibration.figures_file import CrimeTable
from mobsim.errors import InputError, InputErrors
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import Expected, read_numbers
from mobsim.scenario.readings import Notation
from mobsim.scenario.regular_files import is_file, names_in, resolved
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.tables import Table
from mobsim.scenario.text_files import read_text

Values = NDArray[np.float64]
_REMEDY = "write 0 where nothing was recorded, and a number of 0 or more elsewhere"
_YEARS = Expected("count", 1800.0, 2200.0)


@dataclass(frozen=True)
class CrimeSums:
    """Figures of recorded crime by neighbourhood (rows, in the order of the ids) and type, summed over chosen years.

    ``checked`` is None where no years are kept back.
    """

    fitted: Values
    checked: Values | None


def read_crime_file(
    table: CrimeTable, ids: Sequence[str] | None, targets_file: Path, findings: Findings
) -> CrimeSums | None:
    """Read and check all that is used of the file; ``None`` where something is wrong, or ``ids`` are not known."""
    before = len(findings.errors)
    whole = _table_of(table, targets_file, findings)
    if whole is None:
        return None
    astray = check_spelling(table, whole, findings)
    rows = _used(table, whole, findings)
    figures = _figures(table, rows, findings)
    if ids is not None:
        check_strangers(table, rows, ids, findings)
    if findings.sound("crime.year", "crime.fit_years", "crime.check_years"):
        check_repeated(table, rows, findings)
        check_missing(table, rows, whole, ids, astray, findings)
    if ids is None or len(findings.errors) > before:
        return None
    fitted = _summed(table, rows, figures, table.fit_years or [0], ids)
    return CrimeSums(fitted, _summed(table, rows, figures, table.check_years, ids) if table.check_years else None)


def _table_of(table: CrimeTable, targets_file: Path, findings: Findings) -> Table | None:
    """Open the file and look for the columns that the targets file names."""
    file = resolved(targets_file.parent / table.file)
    if file is None or not is_file(file):
        near = [] if file is None else names_in(file.parent)
        remedy = (
            did_you_mean(Path(table.file).name, near) if near else "name it as seen from the folder of the targets file"
        )
        findings.wrong("is not a file", "crime.file", remedy, value=table.file)
        return None
    try:
        rows = read_rows(read_text(file))
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None
    notation = Notation(table.decimal, table.thousands, rows.separator, f"under [crime] of {targets_file.name}")
    labels = [f"line {line}" for line in rows.lines]
    found = Table(file, rows, labels, "in", notation, frozenset((table.neighbourhood, table.type)))
    return found if _has_columns(table, found, findings) else None


def _has_columns(table: CrimeTable, found: Table, findings: Findings) -> bool:
    lacking = 0
    for key in ("neighbourhood", "type", "year", "count", "rate"):
        column = getattr(table, key)
        if column is not None and column not in found.columns:
            lacking += 1
            if not findings.sound(f"crime.{key}"):
                continue
            known = found.columns
            advice = did_you_mean(column, known)
            remedy = f"set crime.{key} to a column: {advice}" if known else "give it a header and rows"
            findings.wrong_data(found.path, "is not a column", column, remedy)
    return not lacking


def _used(table: CrimeTable, whole: Table, findings: Findings) -> CrimeRows:
    """Choose the rows of types that are mapped and of years that are wanted; note the others."""
    years = _years(table, whole)
    wanted = {*(table.fit_years or []), *(table.check_years or [])} if table.year is not None else {0}
    kinds = whole.cells(table.type)
    used = [row for row, kind in enumerate(kinds) if kind in table.types and years[row] in wanted]
    chosen_rows = set(used)
    note_unused_rows(table, whole, chosen_rows, findings)
    kept = [row for number, row in enumerate(whole.rows) if number in chosen_rows]
    chosen = Table(
        whole.path, kept, [whole.ids[row] for row in used], whole.what, whole.notation,
        whole.names, no_number="write a number in every row, 0 where nothing was recorded",
    )  # fmt: skip
    places = chosen.cells(table.neighbourhood)
    there = frozenset(int(year) for year in years)
    return CrimeRows(chosen, places, [kinds[row] for row in used], [int(years[row]) for row in used], there)


def _years(table: CrimeTable, whole: Table) -> Values:
    """Return the year of each row: 0 where the file has none, -1 where the cell is no year."""
    if table.year is None:
        return np.zeros(len(whole.rows))
    found = read_numbers(whole.cells(table.year), _YEARS, whole.notation).values
    return np.where(found == np.floor(found), found, -1.0)


def _figures(table: CrimeTable, rows: CrimeRows, findings: Findings) -> Values:
    """Return the count or rate of each row; refuse rates that may be counts."""
    if not rows.keys:
        return np.zeros(0)
    if table.count is not None:
        return rows.table.numbers(table.count, findings, Expected("count", low=0.0), _REMEDY)
    column = str(table.rate)
    values = rows.table.numbers(column, findings, Expected("rate", low=0.0), _REMEDY)
    if table.per is None and len(np.unique(values)) > 1 and rows.table.is_written_whole(column, values):
        findings.wrong(
            "holds whole numbers only, which may be counts of crimes",
            "crime.rate",
            f'write count = "{column}" if they are counts, or add per = 1000 if they are crimes per 1,000 residents',
            value=column,
        )
    return values


def _summed(table: CrimeTable, rows: CrimeRows, figures: Values, years: Sequence[int], ids: Sequence[str]) -> Values:
    """Sum the figures of some years by neighbourhood and type, shape (neighbourhoods, types)."""
    places: Mapping[str, int] = {name: number for number, name in enumerate(ids)}
    types = {name: number for number, name in enumerate(dict.fromkeys(table.types.values()))}
    found = np.zeros((len(ids), len(types)))
    wanted = set(years)
    for (place, given, year), figure in zip(rows.keys, figures, strict=True):
        if year in wanted:
            found[places[place], types[table.types[given]]] += figure
    return found
