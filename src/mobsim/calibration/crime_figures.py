"""Recorded crime by neighbourhood and type, from a CSV file, as rates and as groups of neighbourhoods to be fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.crime_file import CrimeSums, read_crime_file
from mobsim.calibration.crime_keys import check_keys, check_types
from mobsim.calibration.figures_file import CrimeTable
from mobsim.calibration.grouping import grouped_log_rates, groups_by, statistic_name
from mobsim.calibration.targets import Target
from mobsim.scenario.drafts import Draft
from mobsim.scenario.findings import Findings, listed
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_YEAR

Values = NDArray[np.float64]
RESIDENTS = 1000.0
"""Residents that rates are per."""


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
    grouping: str

    def chance_over(self, years: float) -> float:
        """Variance by chance of figures of so many years over that of a run, from how many residents and years each counts.

        It passes 1 only for figures of less than a year.
        """
        return min(max(1.0, 1.0 / years), self.share_simulated * self.simulated_years / years)

    @property
    def targets(self) -> list[Target]:
        """The logarithms of the groups' rates as targets."""
        found, chance = [], self.chance_over(self.years)
        for column, name in enumerate(self.types):
            logs = grouped_log_rates(
                self.rate[:, column], self.people, self.group[:, column], self.groups, self.relative
            )
            for number, log in enumerate(logs, start=1):
                about = f"log of the recorded rate of {name}, group {number} of {self.groups}"
                label = statistic_name(name, number, self.groups)
                found.append(Target(label, float(log), 0.0, None, None, self.discrepancy, chance, about))
        return found


def read_crime(table: CrimeTable, town: Draft, targets_file: Path, findings: Findings) -> CrimeFigures | None:
    """Read recorded crime; what is wrong is added to ``findings``. What is not known of the town is not looked up."""
    before, ids = len(findings.errors), town.ids
    check_keys(table, findings)
    if town.problems is not None:
        check_types(table, town.problems, findings)
    if ids is not None and table.groups > len(ids):
        remedy = f"write at most {len(ids)}"
        findings.wrong("is more than there are neighbourhoods", "crime.groups", remedy, value=table.groups)
    sums = None
    one = (table.count is None) != (table.rate is None)
    if one and not findings.lost("crime.file") and not findings.lost("crime.types"):
        sums = read_crime_file(table, ids, targets_file, findings)
    if town.scenario is None or sums is None or len(findings.errors) > before:
        return None
    return _figures(table, town.scenario, sums, findings)


def ids_of(scenario: Scenario) -> list[str]:
    """Return the identifiers of all neighbourhoods, in the order of results."""
    return [each for community in scenario.communities for each in community.neighbourhoods.ids]


def _figures(table: CrimeTable, scenario: Scenario, sums: CrimeSums, findings: Findings) -> CrimeFigures | None:
    maps = [community.neighbourhoods for community in scenario.communities]
    people = np.concatenate([each.people for each in maps]).astype(float)
    simulated = np.concatenate([each.population for each in maps]).astype(float)
    deprivation = np.concatenate([each.deprivation for each in maps])
    years, check_years = table.length(table.fit_years), table.length(table.check_years)
    rate = _rates(table, sums.fitted, people, years)
    types = tuple(dict.fromkeys(table.types.values()))
    ordered = np.column_stack([rate[:, n] if table.group_by == "crime" else deprivation for n in range(len(types))])
    group = np.column_stack([groups_by(column, people, table.groups) for column in ordered.T])
    if not (_are_plausible(table, types, rate, people, findings) and _can_group(table, types, ordered, findings)
            and _are_all_recorded(table, types, rate, group, findings)):  # fmt: skip
        return None
    grouping = (
        f"{table.groups} groups of neighbourhoods by {'recorded crime' if table.group_by == 'crime' else 'deprivation'}"
    )
    return CrimeFigures(
        types, rate, None if sums.checked is None else _rates(table, sums.checked, people, check_years), group,
        table.groups, people, years, check_years, table.level == "relative", table.discrepancy,
        float(simulated.sum() / people.sum()), scenario.days / DAYS_IN_YEAR, grouping,
    )  # fmt: skip


def _are_plausible(table: CrimeTable, types: Sequence[str], rate: Values, people: Values, findings: Findings) -> bool:
    """Refuse more recorded crimes of a type than residents in a year: counts taken for rates, or residents misread."""
    of_town = (rate * people[:, None]).sum(0) / people.sum()
    many = [name for name, each in zip(types, of_town, strict=True) if each > RESIDENTS]
    if many and table.level == "absolute":
        key = "count" if table.count is not None else "rate"
        problem = f"makes more crimes in a year ({listed(many)}) than the town has residents"
        remedy = "check whether it holds counts or rates, and the residents of the scenario"
        findings.wrong(problem, f"crime.{key}", remedy, value=getattr(table, key))
    return not many or table.level != "absolute"


def _can_group(table: CrimeTable, types: Sequence[str], ordered: Values, findings: Findings) -> bool:
    """Refuse groups that no order of the neighbourhoods tells apart."""
    for column, name in enumerate(types):
        different = len(np.unique(ordered[:, column]))
        if different < table.groups:
            by_crime = table.group_by == "crime"
            what = f"recorded {name}" if by_crime else "deprivation of the scenario"
            values = "is the same everywhere" if different == 1 else f"takes {different} values only"
            remedy = f"write at most {different} groups" if different > 1 else "leave the type out"
            if not by_crime and different == 1:
                remedy = 'write group_by = "crime", or give the scenario a column of deprivation'
            findings.wrong(
                f"cannot be made: {what} {values}",
                "crime.groups" if by_crime or different > 1 else "crime.group_by",
                remedy,
                value=table.groups if by_crime or different > 1 else table.group_by,
            )
            return False
    return True


def _are_all_recorded(
    table: CrimeTable, types: Sequence[str], rate: Values, group: NDArray[np.int64], findings: Findings
) -> bool:
    """Refuse a group of neighbourhoods without any crime: its rate has no logarithm."""
    for column, name in enumerate(types):
        for number in range(table.groups):
            if not rate[group[:, column] == number, column].sum() > 0:
                problem = f"has no recorded {name} in one of {table.groups} groups of neighbourhoods"
                findings.wrong(problem, "crime.groups", "write fewer groups, or leave the type out", value=table.groups)
                return False
    return True


def _rates(table: CrimeTable, summed: Values, people: Values, years: float) -> Values:
    """Return crimes a year per 1,000 residents."""
    if table.rate is not None:
        return summed * (RESIDENTS / (table.per or RESIDENTS)) / years
    return RESIDENTS * summed / people[:, None] / years
