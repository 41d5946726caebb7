"""Planning: what to do next, about which problem, led by whom, with which agency."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import mean
from twin.draws import Purpose
from twin.happenings import COMMUNITY_LED, MEASURES, POLICE_ASSISTED, SITUATIONAL, SOCIAL, Initiative, Problem
from twin.money import ADAPTIVE, cost_of, representativeness
from twin.places import Community, Neighbourhood
from twin.review import severity_elsewhere
from twin.targeting import choose_targets, reach_residents


def plan(town: Any, cycle: int) -> None:
    for community in town.communities:
        for measure in MEASURES:
            plan_measure(town, cycle, community, measure)


def plan_measure(town: Any, cycle: int, community: Community, measure: int) -> None:
    """Begin initiatives of a measure, those of the greatest claims first, while the account pays for the next one."""
    waiting = list(community.neighbourhoods)
    while waiting := [n for n in waiting if may_begin(town, n, measure)]:
        first = max(waiting, key=lambda n: n.claim[measure] / cost_here(town, n, measure))
        cost = cost_here(town, first, measure)
        if community.account[measure] < cost:
            return
        community.account[measure] -= cost
        first.claim[measure] -= cost
        begin(town, cycle, first, (measure, cost))
        waiting.remove(first)


def may_begin(town: Any, neighbourhood: Neighbourhood, measure: int) -> bool:
    return neighbourhood.free_slot is not None and choose_problem(town, neighbourhood, measure) is not None


def cost_here(town: Any, neighbourhood: Neighbourhood, measure: int) -> float:
    return cost_of(town, neighbourhood, measure, choose_lead(neighbourhood))


def begin(town: Any, cycle: int, neighbourhood: Neighbourhood, choice: tuple[int, float]) -> None:
    initiative = draw_up(town, cycle, neighbourhood, choice)
    if initiative.measure == SOCIAL:
        initiative.reached = reach_residents(town, cycle, neighbourhood)
    else:
        initiative.targets = choose_targets(town, neighbourhood)
    neighbourhood.slots[neighbourhood.free_slot] = initiative


def choose_lead(neighbourhood: Neighbourhood) -> int:
    lead = neighbourhood.community.levers.lead
    if lead == ADAPTIVE:
        return COMMUNITY_LED if neighbourhood.zone >= 2 else POLICE_ASSISTED
    return lead


def choose_problem(town: Any, neighbourhood: Neighbourhood, measure: int) -> Problem | None:
    """Choose what weighs most, here or everywhere as leaders represent residents, times belief that it works."""
    r, lead = representativeness(neighbourhood), choose_lead(neighbourhood)
    own = [initiative for initiative in neighbourhood.initiatives if not initiative.reserved]
    taken = {initiative.problem for initiative in own if initiative.measure == measure}
    best, most = None, -math.inf
    for problem in town.problems:
        q = problem.number
        if problem in taken or (measure == SITUATIONAL and not problem.crime):
            continue
        everywhere = mean(other.severity[q] for other in neighbourhood.community.neighbourhoods)
        weight = r * neighbourhood.severity[q] + (1 - r) * everywhere
        weight *= neighbourhood.beliefs[q][measure][lead]
        if weight > most:
            best, most = problem, weight
    return best


def choose_agency(town: Any, cycle: int, neighbourhood: Neighbourhood, what: tuple[Problem, int]) -> tuple[int, float]:
    """Return the agency and what its hour is worth on the problem."""
    (problem, measure), n = what, neighbourhood.number
    tie = neighbourhood.community.handover[problem.right]
    habit = town.rules.planning.agency_by_habit
    if town.uniform(Purpose.PLAN, cycle, n, 2 * measure) < habit + (1 - habit) * tie:
        return problem.right, 1.0
    agency = town.draws.below(len(town.agencies), Purpose.PLAN, cycle, n, 2 * measure + 1)
    return agency, 1.0 if agency == problem.right else town.rules.delivery.mismatch


def draw_up(town: Any, cycle: int, neighbourhood: Neighbourhood, choice: tuple[int, float]) -> Initiative:
    measure, cost = choice
    problem, lead = choose_problem(town, neighbourhood, measure), choose_lead(neighbourhood)
    rules, q = town.rules.planning, problem.number
    agency, match = choose_agency(town, cycle, neighbourhood, (problem, measure))
    lukewarm, strangers = 1 - neighbourhood.commitment(), 1 - neighbourhood.community.handover[agency]
    wait = rules.lead_days_base + rules.lead_days_lukewarm * lukewarm + rules.lead_days_strangers * strangers
    start_day = town.day + 1 + math.floor(wait)
    days = rules.days_social if measure == SOCIAL else rules.days_situational
    return Initiative(
        slot=neighbourhood.number * len(neighbourhood.slots) + neighbourhood.free_slot,
        problem=problem,
        measure=measure,
        lead=lead,
        agency=agency,
        match=match,
        start_day=start_day,
        end_day=start_day + days,
        daily_money=cost / days,
        money=cost,
        forecast=town.rules.review.forecast * neighbourhood.beliefs[q][measure][lead],
        here_at_first=neighbourhood.severity[q],
        rest_at_first=severity_elsewhere(neighbourhood, q),
    )
