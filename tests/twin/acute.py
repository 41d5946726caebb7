"""Acute risk: episodes that begin in need, in which crises and calls come far more often."""

from __future__ import annotations

import math
from typing import Any

from twin.draws import Purpose, exponential, poisson
from twin.happenings import Problem
from twin.people import Resident
from twin.places import Neighbourhood

DAYS_OF_YEAR = 364
IS_ACUTE, DAYS_LEFT, ONE_MORE_CALL, ONE_MORE_CRISIS = -1, -2, -3, -4


def begin_episodes(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        onset = town.rules.acute.onset / DAYS_OF_YEAR
        drawn = town.uniform(Purpose.ACUTE, town.day, neighbourhood.number, 0)
        would_be = poisson(onset * neighbourhood.population, drawn)
        for h in range(min(would_be, neighbourhood.population)):
            begin_episode(town, neighbourhood, 3 * h)


def begin_episode(town: Any, neighbourhood: Neighbourhood, nth: int) -> None:
    """Let a would-be episode meet a resident, and begin as their need has it; who is acute goes on."""
    day, n = town.day, neighbourhood.number
    resident = town.pick(neighbourhood.residents, Purpose.ACUTE, day, n, 1 + nth)
    begins = town.uniform(Purpose.ACUTE, day, n, 2 + nth) < resident.need * resident.need
    if begins and not resident.acute:
        resident.acute_until = over_on(town, day, town.uniform(Purpose.ACUTE, day, n, 3 + nth))
        neighbourhood.counts.episodes += 1


def over_on(town: Any, day: int, u: float) -> int:
    """The day on which an episode is over of which that day is the first that is known."""
    return day + 1 + math.floor(town.rules.acute.days * exponential(u))


def acute_from(town: Any, resident: Resident, when: int, need: float) -> int:
    """Until when somebody who comes is acute."""
    if town.uniform(Purpose.ACUTE, when, resident.number, IS_ACUTE) >= chance_to_be_acute(town.rules.acute, need):
        return 0
    return over_on(town, when, town.uniform(Purpose.ACUTE, when, resident.number, DAYS_LEFT))


def chance_to_be_acute(acute: Any, need: float) -> float:
    """The share of people in such need who are acute on any day, as onset and end keep it."""
    begins = acute.onset / DAYS_OF_YEAR * need**2
    goes_on = math.exp(-1 / acute.days)
    return begins * goes_on / (1 - goes_on * (1 - begins))


def comes_once_more(town: Any, resident: Resident, nth: int, usual: float) -> bool:
    """Whether what comes to anybody with a usual rate comes to an acute resident once more today."""
    chance = 1 - math.exp(-(town.rules.acute.calls - 1) * usual)
    return town.uniform(Purpose.ACUTE, town.day, resident.number, nth) < chance


def in_crisis(town: Any, problem: Problem) -> list[Resident]:
    """Acute residents whom a crisis strikes once more."""
    usual = problem.ceiling / DAYS_OF_YEAR * town.season
    return [
        resident
        for resident in town.acute
        if comes_once_more(town, resident, ONE_MORE_CRISIS - problem.number, usual * resident.need)
    ]


def who_call_once_more(town: Any) -> list[Resident]:
    usual = town.rules.response.routine_calls / DAYS_OF_YEAR
    return [resident for resident in town.acute if comes_once_more(town, resident, ONE_MORE_CALL, usual)]
