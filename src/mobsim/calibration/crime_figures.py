"""Recorded crime by neighbourhood and type, from a CSV file, as rates and as groups of neighbourhoods to be fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.figures_file import CrimeTable
from mobsim.calibration.grouping import grouped_log_rates, groups_by, statistic_name
from mobsim.calibration.targets import Target
from mobsim.errors import DataError
from mobsim.scenario.areas import as_number
from mobsim.scenario.findings import Findings, likewise
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.regular_files import is_file, names_in, resolved
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_text
from mobsim.scenario.text_rows import TextRows
from mobsim.tools.calendar import DAYS_IN_YEAR

Values = NDArray[np.float64]


@dataclass(frozen=True)
class CrimeFigures:
    """Recorded crime a year, by neighbourhood (rows, in the order of results) and type (columns).

    ``rate`` is per 1,000 residents, or relative to the town's where ``relative``; ``check_rate`` that of the years kept
    back; ``group`` the number of each neighbourhood's group, the one with the least crime (or deprivation) first; ``people``
    real residents; ``years`` and ``check_years`` how many years the rates stand for.
    """

    types: tuple[str, ...]
    rate: Values
    check_rate: Values | None
    group: NDArray[np.int64]
    groups: int
    people: Values
    years: float
    check_years: float
    relative: bool
    discrepancy: float
    share_simulated: float
    simulated_years: float
    told: str

    @property
    def chance(self) -> float:
        """Variance by chance of the figures over that of a run, from how many residents and years each counts."""
        return min(1.0, self.share_simulated * self.simulated_years / self.years)

    @property
    def targets(self) -> list[Target]:
        """The logarithms of the groups' rates as targets."""
        found = []
        for column, name in enumerate(self.types):
            logs = grouped_log_rates(
                self.rate[:, column], self.people, self.group[:, column], self.groups, self.relative
            )
            for number, log in enumerate(logs, start=1):
                about = f"log of the recorded rate of {name}, group {number} of {self.groups}"
                label = statistic_name(name, number, self.groups)
                found.append(Target(label, float(log), 0.0, None, None, self.discrepancy, self.chance, about))
        return found


def read_crime(table: CrimeTable, scenario: Scenario, targets_file: Path, findings: Findings) -> CrimeFigures | None:
    """Read recorded crime; what is wrong is added to ``findings``."""
    file = resolved(targets_file.parent / table.file)
    if file is None or not is_file(file):
        near = [] if file is None else names_in(file.parent)
        remedy = (
            did_you_mean(Path(table.file).name, near) if near else "name it as seen from the folder of the targets file"
        )
        findings.wrong("is not a file", "crime.file", remedy, value=table.file)
        return None
    before = len(findings.errors)
    _check_keys(table, scenario, findings)
    rows = read_rows(read_text(file))
    _check_columns(table, rows, file)
    if len(findings.errors) > before:
        return None
    there = sorted(set(rows.column(table.type)))
    for given in set(table.types) - set(there):
        findings.wrong_data(file, "has no row", f"{table.type} {given}", did_you_mean(given, there))
    tables = [_summed(table, scenario, rows, years, file, findings) for years in (table.fit_years, table.check_years)]
    if len(findings.errors) > before:
        return None
    return _figures(table, scenario, tables[0], tables[1] if table.check_years else None, findings)


def _check_keys(table: CrimeTable, scenario: Scenario, findings: Findings) -> None:
    known = [*(problem.name for problem in scenario.problems if problem.crime)]
    known += [kind.name for problem in scenario.problems if problem.crime for kind in problem.kinds]
    for given, name in table.types.items():
        if name not in known:
            remedy = f"{did_you_mean(name, known)} A problem type or a kind of crime may stand here"
            findings.wrong("is not a type or kind of crime", f"crime.types.{given}", remedy, value=name)
    if (table.count is None) == (table.rate is None):
        findings.wrong("needs one column of figures", "crime.count", 'write count = "..." or rate = "..."')
    if table.year is None and (table.fit_years or table.check_years):
        findings.wrong("is missing, though years are chosen", "crime.year", 'name the column: year = "year"')
    if table.year is not None and table.fit_years is None:
        findings.wrong("is missing, though the file has years", "crime.fit_years", "write fit_years = [2016, 2017]")
    both = sorted(set(table.fit_years or []) & set(table.check_years or []))
    if both:
        findings.wrong("is fitted to and checked on", "crime.check_years", "keep it out of one of them", value=both[0])
    count = sum(len(community.neighbourhoods) for community in scenario.communities)
    if table.groups > count:
        findings.wrong(
            "is more than there are neighbourhoods", "crime.groups", f"write at most {count}", value=table.groups
        )


def _check_columns(table: CrimeTable, rows: TextRows, file: Path) -> None:
    known = list(rows.columns) if rows else []
    for key in ("neighbourhood", "type", "year", "count", "rate"):
        column = getattr(table, key)
        if column is not None and column not in known:
            remedy = (
                f"set crime.{key} to a column: {did_you_mean(column, known)}" if known else "give it a header and rows"
            )
            raise DataError("is not a column", file=file, field=column, remedy=remedy)


def _summed(
    table: CrimeTable,
    scenario: Scenario,
    rows: TextRows,
    years: Sequence[int] | None,
    file: Path,
    findings: Findings,
) -> Values:
    """Sum the file's figures of some years by neighbourhood and type, shape (neighbourhoods, types)."""
    ids = [each for community in scenario.communities for each in community.neighbourhoods.ids]
    place, types = {name: number for number, name in enumerate(ids)}, list(dict.fromkeys(table.types.values()))
    found, seen, strangers = np.zeros((len(ids), len(types))), np.zeros((len(ids), len(types)), bool), []
    wanted = None if years is None else {str(year) for year in years}
    for line, row in zip(rows.lines, rows, strict=True):
        if wanted is not None and row[str(table.year)] not in wanted:
            continue
        if row[table.type] not in table.types:
            continue
        if row[table.neighbourhood] not in place:
            strangers.append((line, row[table.neighbourhood]))
            continue
        where = place[row[table.neighbourhood]], types.index(table.types[row[table.type]])
        found[where] += _figure(table, row, line, file, findings)
        seen[where] = True
    _tell_strangers(strangers, ids, table, file, findings)
    _tell_unseen(table, rows, types, seen, years, file, findings)
    return found


def _figure(table: CrimeTable, row: Mapping[str, str], line: int, file: Path, findings: Findings) -> float:
    column = str(table.count or table.rate)
    number = as_number(row[column])
    if number is None or not np.isfinite(number) or number < 0:
        remedy = "write 0 where nothing was recorded, and a number of 0 or more elsewhere"
        findings.wrong_data(file, "is not a count or rate", f"{column} in line {line}", remedy, value=row[column])
        return 0.0
    return float(number)


def _tell_strangers(
    strangers: Sequence[tuple[int, str]], ids: Sequence[str], table: CrimeTable, file: Path, findings: Findings
) -> None:
    if strangers:
        line, name = strangers[0]
        others = likewise([f"in line {each}" for each, _ in strangers[1:]])
        field, remedy = f"{table.neighbourhood} in line {line}", did_you_mean(name, ids)
        findings.wrong_data(
            file, f"is not the id of a neighbourhood of the scenario{others}", field, remedy, value=name
        )


def _tell_unseen(
    table: CrimeTable,
    rows: TextRows,
    types: Sequence[str],
    seen: NDArray[np.bool_],
    years: Sequence[int] | None,
    file: Path,
    findings: Findings,
) -> None:
    there = set(rows.column(table.type))
    for given, name in table.types.items():
        if given in there and years is not None and not seen[:, types.index(name)].any():
            remedy = "choose other years, or leave the type out"
            findings.wrong_data(file, f"has no row in {years[0]}-{years[-1]}", f"{table.type} {given}", remedy)
    if table.year is not None and years is not None:
        there = set(rows.column(table.year))
        for year in years:
            if str(year) not in there:
                remedy = f"choose from {', '.join(sorted(there)[:12])}"
                findings.wrong_data(file, "is a year without rows", table.year, remedy, value=year)


def _figures(
    table: CrimeTable, scenario: Scenario, fitted: Values, checked: Values | None, findings: Findings
) -> CrimeFigures | None:
    maps = [community.neighbourhoods for community in scenario.communities]
    people = np.concatenate([each.people for each in maps]).astype(float)
    simulated = np.concatenate([each.population for each in maps]).astype(float)
    deprivation = np.concatenate([each.deprivation for each in maps])
    years, check_years = float(len(table.fit_years or [0])), float(len(table.check_years or [0]))
    rate = _rates(table, fitted, people, years)
    types = tuple(dict.fromkeys(table.types.values()))
    ordered = np.column_stack([rate[:, n] if table.group_by == "crime" else deprivation for n in range(len(types))])
    group = np.column_stack([groups_by(column, people, table.groups) for column in ordered.T])
    for column, name in enumerate(types):
        for number in range(table.groups):
            if not rate[group[:, column] == number, column].sum() > 0:
                problem = f"has no recorded {name} in one of {table.groups} groups of neighbourhoods"
                findings.wrong(problem, "crime.groups", "write fewer groups, or leave the type out", value=table.groups)
                return None
    told = (
        f"{table.groups} groups of neighbourhoods by {'recorded crime' if table.group_by == 'crime' else 'deprivation'}"
    )
    return CrimeFigures(
        types, rate, None if checked is None else _rates(table, checked, people, check_years), group, table.groups,
        people, years, check_years, table.level == "relative", table.discrepancy,
        float(simulated.sum() / people.sum()), scenario.days / DAYS_IN_YEAR, told,
    )  # fmt: skip


def _rates(table: CrimeTable, summed: Values, people: Values, years: float) -> Values:
    return summed / years if table.rate is not None else 1000.0 * summed / people[:, None] / years
