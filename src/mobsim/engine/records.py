"""What a run keeps beside its town, in bytes: its ledger, its history, its results. Nothing here needs a compiler."""

from mobsim.engine.sums import KEPT, names_of_sums
from mobsim.measures import outcomes_for
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK, DAYS_IN_YEAR

NUMBER = 8
LEDGERS = 2
"""That of the burn-in, and that of the run which parts from it."""
TABLES_OF_SUMS = 3
"""The week that was closed, what is noted for the next, the total."""
INITIATIVE, CHANGE_OF_ZONE, INCIDENT = 1_400, 400, 160
"""Bytes of a row of the history with its cells, and of the row of results that is made from it: as measured."""
INITIATIVES_A_YEAR, CHANGES_A_YEAR = 3.0, 4.0
"""In a neighbourhood, as measured in the towns that ship: 0.7 to 5.6 initiatives, by strategy."""
HAPPENING = 0.6
"""Share of would-be incidents that happen, as measured in the towns that ship."""


def bytes_of_records(scenario: Scenario, *, incidents: bool = False) -> int:
    """Return what a run keeps of its weeks, initiatives and zones, of its incidents where asked, and its results of them."""
    years = (scenario.burn_in_days + scenario.days) / DAYS_IN_YEAR
    rows = INITIATIVES_A_YEAR * INITIATIVE + CHANGES_A_YEAR * CHANGE_OF_ZONE
    history = _neighbourhoods(scenario) * years * rows
    happened = years * _incidents_a_year(scenario) * INCIDENT if incidents else 0.0
    return _bytes_of_sums(scenario) + int(history + happened)


def bytes_of_ledger(scenario: Scenario) -> int:
    """Return what one ledger takes before the first week is closed."""
    sums = TABLES_OF_SUMS * len(names_of_sums(scenario.problems)) + len(KEPT)
    return NUMBER * _neighbourhoods(scenario) * sums


def _bytes_of_sums(scenario: Scenario) -> int:
    """Return what sums take, and outcomes by week and by neighbourhood, which are held twice while a table is made of them."""
    sums, outcomes = len(names_of_sums(scenario.problems)), len(outcomes_for(scenario.problems))
    weeks = (scenario.burn_in_days + scenario.days) // DAYS_IN_WEEK * len(scenario.communities)
    by_week, by_neighbourhood = 2 * weeks * (sums + outcomes), 2 * _neighbourhoods(scenario) * outcomes
    return LEDGERS * bytes_of_ledger(scenario) + NUMBER * (by_week + by_neighbourhood)


def _neighbourhoods(scenario: Scenario) -> int:
    return sum(len(community.neighbourhoods) for community in scenario.communities)


def _incidents_a_year(scenario: Scenario) -> float:
    offences = DAYS_IN_YEAR * sum(problem.ceiling for problem in scenario.problems if problem.crime)
    crises = sum(problem.ceiling for problem in scenario.problems if not problem.crime)
    would_be = scenario.parameters.people.prone_share * offences + crises
    return HAPPENING * would_be * scenario.population
