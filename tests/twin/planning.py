"""Planning: what to do next, about which problem, led by whom, with which agency."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import mean
from twin.draws import Purpose
from twin.happenings import COMMUNITY_LED, POLICE_ASSISTED, SITUATIONAL, SOCIAL, Initiative, Problem
from twin.money import ADAPTIVE, representativeness
from twin.places import Neighbourhood
from twin.review import severity_elsewhere
from twin.targeting import choose_targets, reach_residents


def plan(town: Any, cycle: int) -> None:
    for neighbourhood in town.neighbourhoods:
        if neighbourhood.free_slot is not None:
            plan_one(town, cycle, neighbourhood)


def plan_one(town: Any, cycle: int, neighbourhood: Neighbourhood) -> None:
    lead = choose_lead(neighbourhood)
    measure = choose_measure(town, neighbourhood, lead)
    cost = cost_of(town, neighbourhood, measure, lead)
    if neighbourhood.account < cost:
        return
    problem = choose_problem(town, neighbourhood, measure, lead)
    if problem is None:
        return
    neighbourhood.account -= cost
    neighbourhood.programme_spent += cost
    if measure == SOCIAL:
        neighbourhood.social_spent += cost
    initiative = draw_up(town, cycle, neighbourhood, (problem, measure, lead, cost))
    if measure == SOCIAL:
        initiative.reached = reach_residents(town, cycle, neighbourhood)
    else:
        initiative.targets = choose_targets(town, neighbourhood)
    neighbourhood.slots[neighbourhood.free_slot] = initiative


def choose_lead(neighbourhood: Neighbourhood) -> int:
    lead = neighbourhood.community.levers.lead
    if lead == ADAPTIVE:
        return COMMUNITY_LED if neighbourhood.zone >= 2 else POLICE_ASSISTED
    return lead


def cost_of(town: Any, neighbourhood: Neighbourhood, measure: int, lead: int) -> float:
    rules = town.rules.planning
    cost = neighbourhood.size * (rules.cost_social if measure == SOCIAL else rules.cost_situational)
    return cost * rules.community_cost_share if lead == COMMUNITY_LED else cost


def choose_measure(town: Any, neighbourhood: Neighbourhood, lead: int) -> int:
    cost = cost_of(town, neighbourhood, SOCIAL, lead)
    due = neighbourhood.community.levers.social_share * (neighbourhood.programme_spent + cost)
    behind = neighbourhood.social_spent + cost / 2 < due
    return SOCIAL if behind else SITUATIONAL


def choose_problem(town: Any, neighbourhood: Neighbourhood, measure: int, lead: int) -> Problem | None:
    """Choose what weighs most, here or everywhere as leaders represent residents, times belief that it works."""
    r = representativeness(neighbourhood)
    own = [initiative for initiative in neighbourhood.open if not initiative.reserved]
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


def choose_agency(town: Any, cycle: int, neighbourhood: Neighbourhood, problem: Problem) -> tuple[int, float]:
    """Return the agency and what its hour is worth on the problem."""
    n = neighbourhood.number
    tie = neighbourhood.community.handover[problem.right]
    habit = town.rules.planning.agency_by_habit
    if town.uniform(Purpose.PLAN, cycle, n, 0) < habit + (1 - habit) * tie:
        return problem.right, 1.0
    agency = town.draws.below(len(town.agencies), Purpose.PLAN, cycle, n, 1)
    return agency, 1.0 if agency == problem.right else town.rules.delivery.mismatch


def draw_up(town: Any, cycle: int, neighbourhood: Neighbourhood, choice: tuple[Problem, int, int, float]) -> Initiative:
    problem, measure, lead, cost = choice
    rules, q = town.rules.planning, problem.number
    agency, match = choose_agency(town, cycle, neighbourhood, problem)
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
