"""Check that a town has room for the units of a trial, whatever its draws: what passes finds its units on every seed."""

import math
from collections.abc import Sequence

from mobsim.scenario.enumerations import Age
from mobsim.scenario.findings import Findings
from mobsim.scenario.residents import PeopleParameters
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial_tables import TrialTable

_DEVIATIONS = 6.0
"""Ages are drawn: a town has so many standard deviations fewer residents of some ages once in a billion."""


def check_room(table: TrialTable, scenario: Scenario, findings: Findings) -> None:
    """Record that a trial needs more units than its town is sure to have."""
    if table.units == "neighbourhoods":
        _check_neighbourhoods(table, scenario, findings)
    elif table.units == "places":
        _check_places(table, scenario, findings)
    else:
        _check_residents(table, scenario, findings)


def _check_neighbourhoods(table: TrialTable, scenario: Scenario, findings: Findings) -> None:
    there = sum(len(community.neighbourhoods) for community in scenario.communities)
    if max(table.units_needed, table.pool or 0) > there:
        field, value = ("pool", table.pool) if table.units_needed <= there else ("treated", table.treated)
        findings.wrong(
            f"takes more neighbourhoods than the {there:,} of {scenario.name}",
            f"trial.{field}",
            "take fewer, or a larger town",
            value=value,
        )


def _check_places(table: TrialTable, scenario: Scenario, findings: Findings) -> None:
    there, needed = scenario.count_places(), table.units_needed
    sure = sure_of_places(there, table.apart)
    if needed > there:
        problem, remedy = f"takes {needed:,} places of the {there:,} of {scenario.name}", "take fewer, or a larger town"
    elif needed > sure:
        problem = (
            f"takes {needed:,} places more than {table.apart} apart, of which {scenario.name} is sure to have {sure:,}"
        )
        remedy = "take fewer, let them lie nearer to each other (trial.apart), or take a larger town"
    else:
        return
    findings.wrong(problem, "trial.treated", remedy, value=table.treated)


def sure_of_places(there: int, apart: int) -> int:
    """Return how many places are found in any order, if each rules out the ``apart`` next to it on either side."""
    return -(-there // (2 * apart + 1))


def _check_residents(table: TrialTable, scenario: Scenario, findings: Findings) -> None:
    share = share_of_ages(table.ages, scenario.parameters.people)
    spread = _DEVIATIONS * math.sqrt(scenario.population * share * (1 - share))
    sure = max(0, math.floor(scenario.population * share - spread))
    if table.units_needed > sure:
        findings.wrong(
            f"takes {table.units_needed:,} residents of the chosen ages, of whom {scenario.name} is sure to have {sure:,} "
            f"({scenario.population:,} of all ages)",
            "trial.treated",
            "take fewer, more ages (trial.ages), or a larger town",
            value=table.treated,
        )


def share_of_ages(ages: Sequence[str], people: PeopleParameters) -> float:
    """Return which share of residents is of some ages; the oldest give way where declared shares exceed the whole."""
    young = people.share_young
    older = min(people.share_older, 1.0 - people.share_child - young)
    shares = {Age.YOUNG: young, Age.MIDDLE: 1.0 - people.share_child - young - older, Age.OLDER: older}
    return min(1.0, sum(shares[Age.of(age)] for age in set(ages)))
