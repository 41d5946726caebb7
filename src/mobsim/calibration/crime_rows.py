"""Check the rows of a crime file: types and years that are not used, neighbourhoods, rows that stand twice or lack."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mobsim.calibration.figures_file import CrimeTable
from mobsim.scenario.findings import Findings, likewise, listed
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import Expected, read_numbers
from mobsim.scenario.tables import Table, note_unused

_MOST_NAMED = 8


@dataclass(frozen=True)
class CrimeRows:
    """The rows of a crime file that are used: the table, and what each row is of; ``year`` is 0 where none is named.

    ``years`` are those of the whole file.
    """

    table: Table
    place: Sequence[str]
    type: Sequence[str]
    year: Sequence[int]
    years: frozenset[int]

    @property
    def keys(self) -> list[tuple[str, str, int]]:
        """Neighbourhood, type as the file writes it, and year of each row."""
        return list(zip(self.place, self.type, self.year, strict=True))


def check_spelling(table: CrimeTable, whole: Table, findings: Findings) -> set[str]:
    """Refuse types that the file does not have, and those of the file that only their spelling keeps from being used.

    Returns
    -------
    set of str
        Types of which rows may lie under another spelling.
    """
    astray: set[str] = set()
    there = list(dict.fromkeys(whole.cells(table.type)))
    spelt = {_plain(given): given for given in table.types}
    for given in table.types:
        if given not in there:
            near = did_you_mean(given, [each for each in there if each])
            findings.wrong_data(whole.path, "has no row", f"{table.type} {given}", near)
    for name in there:
        meant = spelt.get(_plain(name))
        if meant is not None and name not in table.types and meant in there:
            remedy = f'add "{name}" = "{table.types[meant]}" under [crime.types], or rename it in the file'
            findings.wrong_data(whole.path, f"is not used, though {meant!r} is", table.type, remedy, value=name)
            astray.add(meant)
    return astray


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def note_unused_rows(table: CrimeTable, whole: Table, used: set[int], findings: Findings) -> None:
    """Name the columns that nothing reads, and the types and years of the rows that are not used."""
    read = {table.neighbourhood, table.type, table.year, table.count, table.rate}
    note_unused(whole, {column for column in read if column is not None}, set(), findings)
    types, years = Counter[str](), Counter[str]()
    for row, kind in enumerate(whole.cells(table.type)):
        if kind not in table.types:
            types[kind] += 1
        elif row not in used:
            years[str(whole.rows[row].get(str(table.year)))] += 1
    parts = [
        f"{column} {listed([f'{name!r} ({count:,})' for name, count in sorted(found.items())], _MOST_NAMED)}"
        for column, found in ((table.type, types), (table.year, years))
        if found
    ]
    if parts:
        findings.note(f"{whole.path.name} has rows that are not used: {'; '.join(parts)}.")


def check_strangers(table: CrimeTable, rows: CrimeRows, ids: Sequence[str], findings: Findings) -> None:
    """Refuse rows of places that the scenario does not have."""
    known = set(ids)
    strangers = [row for row, place in enumerate(rows.place) if place not in known]
    if strangers:
        first = rows.place[strangers[0]]
        findings.wrong_data(
            rows.table.path,
            "is not the id of a neighbourhood of the scenario"
            + likewise([rows.table.ids[row] for row in strangers[1:]]),
            f"{table.neighbourhood} in {rows.table.ids[strangers[0]]}",
            did_you_mean(first, ids),
            value=first,
        )


def check_repeated(table: CrimeTable, rows: CrimeRows, findings: Findings) -> None:
    """Refuse a second row of the same neighbourhood, type and year, unless such counts are declared to be parts of one."""
    first: dict[tuple[str, str, int], int] = {}
    again = [row for row, key in enumerate(rows.keys) if first.setdefault(key, row) != row]
    if not again:
        return
    if table.repeated == "add" and table.count is not None:
        findings.note(
            f"{rows.table.path.name}: counts of the same neighbourhood, type and year are added up "
            f"({len(again):,} after the first)."
        )
        return
    row = again[0]
    place, kind, year = rows.keys[row]
    when = f" in {year}" if table.year is not None else ""
    findings.wrong_data(
        rows.table.path,
        f"gives {kind} of {place}{when} again after {rows.table.ids[first[rows.keys[row]]]}"
        + likewise([rows.table.ids[each] for each in again[1:]]),
        rows.table.ids[row],
        _remedy_of_repeated(table, rows.table),
        value=rows.table.rows[row].get(str(table.count or table.rate)),
    )


def _remedy_of_repeated(table: CrimeTable, found: Table) -> str:
    years = [
        name for name in found.columns if table.year is None and name not in found.names and _are_years(found, name)
    ]
    if years:
        return f'name the column of years: year = "{years[0]}", with fit_years, under [crime]'
    if table.count is None:
        return "keep one of the rows: rates cannot be added up"
    return 'keep one of the rows, or write repeated = "add" under [crime] where they are parts of one count'


def _are_years(found: Table, column: str) -> bool:
    values = read_numbers(found.cells(column), Expected("count", 1800.0, 2200.0), found.notation).values
    return bool(len(values) and ((values >= 1800) & (values <= 2200) & (values == np.floor(values))).all())


def check_missing(
    table: CrimeTable,
    rows: CrimeRows,
    whole: Table,
    ids: Sequence[str] | None,
    astray: set[str],
    findings: Findings,
) -> None:
    """Refuse neighbourhoods without a row for a type and year, unless such rows are declared to mean zero.

    Without ``ids`` of the scenario, the neighbourhoods are those of the file. Types of which rows were refused as
    ``astray`` are left out.
    """
    places = list(dict.fromkeys(rows.place)) if ids is None else list(ids)
    years = _years_with_rows(table, rows, whole, findings)
    seen, known = set(rows.keys), set(places)
    # A row of a neighbourhood that is not known, refused already, may be the one that lacks.
    strange = {(given, year) for place, given, year in seen if place not in known}
    gaps = {
        (given, year): missing
        for given in table.types
        if given in set(rows.type) - astray
        for year in years
        if (given, year) not in strange and (missing := [place for place in places if (place, given, year) not in seen])
    }
    if gaps:
        _report_gaps(table, whole, gaps, len(places), findings)


def _years_with_rows(table: CrimeTable, rows: CrimeRows, whole: Table, findings: Findings) -> list[int]:
    """Return the wanted years that have rows, refusing the others; the year 0 where the file names none."""
    if table.year is None:
        return [0]
    column = table.year
    wanted = [*(table.fit_years or []), *(table.check_years or [])]
    for year in wanted:
        if year not in rows.years:
            known = sorted({str(each) for each in whole.cells(column)})
            remedy = f"choose from {', '.join(known[:12])}"
            findings.wrong_data(whole.path, "is a year without rows", column, remedy, value=year)
    return [year for year in wanted if year in rows.years]


def _report_gaps(
    table: CrimeTable, whole: Table, gaps: dict[tuple[str, int], list[str]], places: int, findings: Findings
) -> None:
    parts = [_gap(table, given, year, missing, places) for (given, year), missing in gaps.items()]
    count = sum(map(len, gaps.values()))
    problem = f"has no row for {listed(parts, _MOST_NAMED)}"
    if table.missing == "zero":
        findings.note(f'{whole.path.name} {problem}: counted as 0 (missing = "zero", {count:,} rows).')
        return
    remedy = (
        'write a row with 0 where nothing was recorded, or missing = "zero" under [crime] if that is what no row means'
    )
    findings.wrong_data(whole.path, problem, str(table.neighbourhood), remedy)


def _gap(table: CrimeTable, given: str, year: int, missing: list[str], places: int) -> str:
    who = "any neighbourhood" if len(missing) == places else listed(missing)
    when = f" in {year}" if table.year is not None else ""
    return f"{given}{when} of {who}"
