"""Accounts and initiatives before the first day: each neighbourhood has begun others before, and saves for its next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.arithmetic import mean, plain_sum
from twin.draws import Purpose
from twin.happenings import MEASURES, RUNNING, Initiative, Problem
from twin.money import CYCLES_OF_YEAR, cost_of_levels, purse_of, usual_cost
from twin.people import CHIEF, COUNCILLOR, MAYOR
from twin.places import Community, Neighbourhood
from twin.planning import Choice, begin, choose_agency, days_of, days_to_wait, next_extent, possible_problems

DAYS_OF_CYCLE = 28
OF_NEIGHBOURHOODS = 4  # in place of a time, in draws of BIRTH
NEXT_TO_NOTHING = 1e-9


@dataclass
class Pace:
    """How often a community begins an initiative of each measure, and how much of what it pays agencies can give."""

    income: list[float]
    usual_share: float
    given: list[float]


def way_gone(town: Any, neighbourhood: Neighbourhood, measure: int) -> float:
    """How far a neighbourhood is on its way to its next initiative."""
    return town.uniform(Purpose.BIRTH, OF_NEIGHBOURHOODS, neighbourhood.number, 16 + measure)


def usual(town: Any, neighbourhood: Neighbourhood, measure: int) -> float:
    """What an initiative of the usual extent costs under the reference strategy."""
    return usual_cost(town, neighbourhood, measure, neighbourhood.community.levers.lead)


def incomes_of(town: Any, community: Community) -> list[float]:
    """Money for each measure in a usual cycle, as far as officials are committed enough to win it."""
    rules, levers = town.rules.money, community.levers
    left = purse_of(rules, community) - community.paid * cost_of_levels(town, community)
    commitment = mean(leader.commitment for leader in community.leaders_as(MAYOR, COUNCILLOR, CHIEF))
    won = 1 - rules.advocacy_share * (1 - commitment)
    parts = [levers.programme_share * left * part for part in (1 - levers.social_share, levers.social_share)]
    least = NEXT_TO_NOTHING * community.population / CYCLES_OF_YEAR
    return [part * won if part > least else 0.0 for part in parts]


def fill_accounts(town: Any, community: Community) -> None:
    """Let each neighbourhood hold what it has saved on its way, of each measure that has an income."""
    for measure, income in zip(MEASURES, incomes_of(town, community), strict=True):
        for neighbourhood in community.neighbourhoods:
            cost = usual(town, neighbourhood, measure) * neighbourhood.extent[measure]
            neighbourhood.account[measure] = way_gone(town, neighbourhood, measure) * cost if income > 0 else 0.0


def have_begun_before(town: Any) -> None:
    """Let every neighbourhood have under way what it has begun before and what is not over."""
    for neighbourhood in town.neighbourhoods:
        neighbourhood.slots[: neighbourhood.reserved_from] = [None] * neighbourhood.reserved_from
    if town.rules.planning.under_way != 1:
        return
    for community in town.communities:
        pace = pace_of(town, community)
        for neighbourhood in community.neighbourhoods:
            for measure in MEASURES:
                if pace.income[measure] > 0:
                    begin_one_after_another(town, neighbourhood, measure, pace)


def in_usual_order(town: Any) -> list[Problem]:
    """Problems in the order in which they are taken on: crime first, and what weighs most with police."""
    return sorted(
        town.problems,
        key=lambda problem: (not problem.crime, -problem.ceiling * problem.typical_reported * problem.mean_severity),
    )


def chances_of_agencies(town: Any, community: Community) -> list[float]:
    """Chance that an initiative falls to each agency, were all against the problem that is taken on first."""
    right, habit, agencies = in_usual_order(town)[0].right, town.rules.planning.agency_by_habit, len(town.agencies)
    by_right = habit + (1 - habit) * community.agency_tie[right]
    return [(1 - by_right) / agencies + by_right * (agency == right) for agency in range(agencies)]


def pace_of(town: Any, community: Community) -> Pace:
    """Find how much is begun in a cycle: returned money begins more, up to what all could cost at once."""
    rules, income = town.rules.delivery, incomes_of(town, community)
    capacity = rules.agency_capacity * community.population / 1000 * rules.agency_hour_cost * DAYS_OF_CYCLE
    chances = chances_of_agencies(town, community)
    most = plain_sum(
        usual(town, n, measure) for n in community.neighbourhoods for measure in MEASURES if income[measure] > 0
    )
    begun = min(money_begun(plain_sum(income), capacity, chances), most)
    given = [min(1.0, capacity / (begun * chance)) if begun * chance > 0 else 1.0 for chance in chances]
    return Pace(income, plain_sum(income) / begun if begun > 0 else 0.0, given)


def money_begun(income: float, capacity: float, chances: list[float]) -> float:
    """Money of what is begun in a cycle, where agencies work off what they can and the rest returns and begins more."""
    falling = sorted(chances, reverse=True)
    for j, chance in enumerate(falling):
        if chance > 0:
            begun = (income - j * capacity) / plain_sum(falling[j:])
            if begun * chance <= capacity:
                return begun
    return math.inf


def begin_one_after_another(town: Any, neighbourhood: Neighbourhood, measure: int, pace: Pace) -> None:
    """Begin the last, the one before, and so on, until one would be over."""
    income = pace.income[measure] * neighbourhood.population_share
    every = max(1.0, usual(town, neighbourhood, measure) * pace.usual_share / income)
    gone, k = way_gone(town, neighbourhood, measure), 0
    while begin_ago(town, neighbourhood, measure, math.floor((gone + k) * every), pace):
        k += 1


def begin_ago(town: Any, neighbourhood: Neighbourhood, measure: int, ago: int, pace: Pace) -> bool:
    """Begin an initiative so many cycles ago; say whether there was one to begin that is not over."""
    cycle, day = -1 - ago, -DAYS_OF_CYCLE * ago - 1
    possible = possible_problems(town, neighbourhood, measure)
    problem = next((each for each in in_usual_order(town) if each in possible), None)
    if neighbourhood.free_slot is None or problem is None:
        return False
    agency, _ = choose_agency(town, cycle, neighbourhood, (problem, measure))
    if day + 1 + days_to_wait(town, neighbourhood, agency) + days_of(town, measure) <= 0:
        return False
    extent = next_extent(town, cycle, neighbourhood, measure)
    cost = usual(town, neighbourhood, measure) * extent
    initiative = begin(town, neighbourhood, Choice(problem, measure, cost, extent, cycle, day))
    have_run(town, initiative, pace.given[initiative.agency])
    return True


def have_run(town: Any, initiative: Initiative, given: float) -> None:
    """Let an initiative that began before the first day have paid its agency until then, and be reviewed if it is due."""
    if initiative.start_day >= 0:
        return
    initiative.status = RUNNING
    initiative.spent = -initiative.start_day * initiative.daily_money * given
    initiative.money -= initiative.spent
    initiative.agency_hours = initiative.spent / town.rules.delivery.agency_hour_cost
    initiative.reviewed = initiative.start_day + initiative.end_day <= 0
