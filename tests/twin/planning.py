"""Planning: what to do next, about which problem, led by whom, with which agency."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.arithmetic import mean
from twin.concerns import note_cost
from twin.dose import draw_fidelity, draw_tested
from twin.draws import Purpose
from twin.happenings import MEASURES, SITUATIONAL, SOCIAL, Initiative, Problem
from twin.money import choose_lead, cost_of, days_of, extent_of, representativeness, suits
from twin.places import Neighbourhood
from twin.targeting import aim, reach_residents, share_within


@dataclass(frozen=True)
class Choice:
    """What is planned, at what cost, and when: in which cycle, at the end of which day."""

    problem: Problem
    measure: int
    cost: float
    extent: float
    cycle: int
    day: int


def plan(town: Any, cycle: int) -> None:
    """Begin an initiative of each measure wherever there is room, a problem and money for one."""
    for measure in MEASURES:
        for neighbourhood in town.neighbourhoods:
            cost, possible = cost_here(town, neighbourhood, measure), possible_problems(town, neighbourhood, measure)
            if neighbourhood.free_slot is not None and possible and neighbourhood.account[measure] >= cost:
                neighbourhood.account[measure] -= cost
                problem = choose_problem(town, cycle, neighbourhood, measure)
                choice = Choice(problem, measure, cost, neighbourhood.extent[measure], cycle, town.day)
                note_cost(neighbourhood, begin(town, neighbourhood, choice))
                neighbourhood.extent[measure] = next_extent(town, cycle, neighbourhood, measure)


def next_extent(town: Any, cycle: int, neighbourhood: Neighbourhood, measure: int) -> float:
    return extent_of(town, town.uniform(Purpose.PLAN, cycle, neighbourhood.number, 64 + measure))


def cost_here(town: Any, neighbourhood: Neighbourhood, measure: int) -> float:
    return cost_of(town, neighbourhood, measure, choose_lead(neighbourhood))


def begin(town: Any, neighbourhood: Neighbourhood, choice: Choice) -> Initiative:
    initiative = draw_up(town, neighbourhood, choice)
    if initiative.measure == SOCIAL:
        reach_residents(town, choice.cycle, neighbourhood, initiative)
    else:
        aim(town, neighbourhood, initiative)
    neighbourhood.slots[neighbourhood.free_slot] = initiative
    return initiative


def possible_problems(town: Any, neighbourhood: Neighbourhood, measure: int) -> list[Problem]:
    """Problems that suit a measure and against which leaders do nothing of it here."""
    own = [initiative for initiative in neighbourhood.initiatives if not initiative.reserved]
    taken = {initiative.problem for initiative in own if initiative.measure == measure}
    return [problem for problem in town.problems if suits(problem, measure) and problem not in taken]


def choose_problem(town: Any, cycle: int, neighbourhood: Neighbourhood, measure: int) -> Problem:
    """Choose the possible problem of the greatest score; of equals each comes first in its turn."""
    weighed, types = scores(town, neighbourhood, measure), len(town.problems)
    in_turn = [town.problems[(cycle + neighbourhood.number + step) % types] for step in range(types)]
    possible = possible_problems(town, neighbourhood, measure)
    return max((problem for problem in in_turn if problem in possible), key=lambda problem: weighed[problem.number])


def scores(town: Any, neighbourhood: Neighbourhood, measure: int) -> list[float]:
    """Score every problem by what could be prevented, against the mean of all, as far as money follows worth."""
    by_worth = town.rules.planning.by_worth
    values = [value_of(town, neighbourhood, problem, measure) for problem in town.problems]
    usual = mean(values)
    return [(by_worth * value / usual if usual > 0 else 0.0) + 1 - by_worth for value in values]


def value_of(town: Any, neighbourhood: Neighbourhood, problem: Problem, measure: int) -> float:
    """What weighs, here or everywhere as leaders represent residents, times what of it an initiative could prevent."""
    r, q = representativeness(neighbourhood), problem.number
    everywhere = mean(other.severity[q] for other in neighbourhood.community.neighbourhoods)
    wanted = r * neighbourhood.severity[q] + (1 - r) * everywhere
    within = share_within(town, neighbourhood, problem) if measure == SITUATIONAL else 1.0
    return wanted * neighbourhood.belief[q][measure][choose_lead(neighbourhood)] * within


def choose_agency(town: Any, cycle: int, neighbourhood: Neighbourhood, what: tuple[Problem, int]) -> tuple[int, float]:
    """Return the agency and what its hour is worth on the problem."""
    (problem, measure), n = what, neighbourhood.number
    tie = neighbourhood.community.agency_tie[problem.right]
    habit = town.rules.planning.agency_by_habit
    if town.uniform(Purpose.PLAN, cycle, n, 2 * measure) < habit + (1 - habit) * tie:
        return problem.right, 1.0
    agency = town.draws.below(len(town.agencies), Purpose.PLAN, cycle, n, 2 * measure + 1)
    return agency, 1.0 if agency == problem.right else town.rules.delivery.mismatch


def days_to_wait(town: Any, neighbourhood: Neighbourhood, agency: int) -> int:
    """How long it takes to begin: longer where leaders are lukewarm, and with an agency that is a stranger."""
    rules, lukewarm, strangers = (
        town.rules.planning,
        1 - neighbourhood.commitment(),
        1 - neighbourhood.community.agency_tie[agency],
    )
    return math.floor(
        rules.lead_days_base + rules.lead_days_lukewarm * lukewarm + rules.lead_days_strangers * strangers
    )


def draw_up(town: Any, neighbourhood: Neighbourhood, choice: Choice) -> Initiative:
    problem, measure, cycle = choice.problem, choice.measure, choice.cycle
    lead, days = choose_lead(neighbourhood), days_of(town, measure)
    agency, match = choose_agency(town, cycle, neighbourhood, (problem, measure))
    start_day = choice.day + 1 + days_to_wait(town, neighbourhood, agency)
    return Initiative(
        slot=neighbourhood.number * len(neighbourhood.slots) + neighbourhood.free_slot,
        problem=problem,
        measure=measure,
        lead=lead,
        begun=lead,
        agency=agency,
        match=match,
        start_day=start_day,
        end_day=start_day + days,
        daily_money=choice.cost / days,
        money=choice.cost,
        granted=choice.cost,
        extent=choice.extent,
        planned_day=choice.day + 1,
        forecast=neighbourhood.belief[problem.number][measure][lead],
        tested=draw_tested(town, cycle, neighbourhood, measure),
        fidelity=draw_fidelity(town, cycle, neighbourhood, (measure, agency)),
    )
