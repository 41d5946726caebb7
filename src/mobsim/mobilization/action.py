"""Action: put a plan into slots: the agency, the lead time, money, targets."""

import math

import numpy as np

from mobsim.mobilization.briefing import Briefing
from mobsim.mobilization.planning import Plan
from mobsim.mobilization.review import here_and_rest
from mobsim.mobilization.table import local_leaders, mean_of
from mobsim.scenario.initiatives import Measure, Status
from mobsim.scenario.planning import DeliveryParameters, PlanningParameters, ReviewParameters
from mobsim.tools.draws import Purpose, below, uniform
from mobsim.world.columns import (
    Assessed,
    Collaboration,
    Communities,
    Float,
    Initiatives,
    Int32,
    Leaders,
    Neighbourhoods,
)
from mobsim.world.organisations import RESIDENTS_PER_SIZE, sized

PLAN = int(Purpose.PLAN)


def act(
    briefing: Briefing,
    plan: Plan,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    collaboration: Collaboration,
    communities: Communities,
    leaders: Leaders,
    initiatives: Initiatives,
    targets: Int32,
    known: Float,
    planning: PlanningParameters,
    delivery: DeliveryParameters,
    review: ReviewParameters,
    keys: np.ndarray,
) -> list[int]:
    """Start what the plan proposes; return the slots taken, those of social development still without residents reached."""
    commitment = mean_of(leaders.commitment, local_leaders(neighbourhoods, communities, chief=True, association=False))
    per = initiatives.status.size // neighbourhoods.community.size
    taken = []
    for neighbourhood in np.flatnonzero(plan.problem >= 0):
        at = neighbourhood * per
        slot = int(at + np.flatnonzero(initiatives.status[at : at + per] == Status.EMPTY)[0])
        problem = int(plan.problem[neighbourhood])
        agency, match = _agency(
            briefing, neighbourhoods, collaboration, neighbourhood, problem, planning, delivery, keys
        )
        tie = collaboration.handover[neighbourhoods.community[neighbourhood], agency]
        wait = planning.lead_days_base + planning.lead_days_lukewarm * (1.0 - commitment[neighbourhood])
        wait += planning.lead_days_strangers * (1.0 - tie)
        _fill(initiatives, slot, plan, neighbourhood, briefing.day + 1, math.floor(wait), planning)
        initiatives.agency[slot], initiatives.match[slot] = agency, match
        here, rest = here_and_rest(briefing, assessed, neighbourhoods, initiatives, slot, problem)
        initiatives.here[slot], initiatives.rest[slot] = here, rest
        belief = assessed.belief[neighbourhood, problem, plan.measure[neighbourhood], plan.lead[neighbourhood]]
        initiatives.forecast[slot] = review.forecast * belief
        _pay(neighbourhoods, plan, neighbourhood)
        if plan.measure[neighbourhood] != Measure.SOCIAL:
            aim(neighbourhoods, initiatives, targets, known, slot, planning)
        taken.append(slot)
    return taken


def _agency(
    briefing: Briefing,
    neighbourhoods: Neighbourhoods,
    collaboration: Collaboration,
    neighbourhood: int,
    problem: int,
    planning: PlanningParameters,
    delivery: DeliveryParameters,
    keys: np.ndarray,
) -> tuple[int, float]:
    """Return the agency that takes an initiative and the worth of its hours: strangers at the table are often passed over."""
    right = int(briefing.right_agency[problem])
    ties = collaboration.handover[neighbourhoods.community[neighbourhood]]
    chance = planning.agency_by_habit + (1.0 - planning.agency_by_habit) * ties[right]
    if uniform(keys[PLAN], briefing.cycle, neighbourhood, 0) < chance:
        return right, 1.0
    agency = int(below(ties.size, uniform(keys[PLAN], briefing.cycle, neighbourhood, 1)))
    return agency, 1.0 if agency == right else delivery.mismatch


def _fill(
    initiatives: Initiatives,
    slot: int,
    plan: Plan,
    neighbourhood: int,
    day: int,
    wait: int,
    planning: PlanningParameters,
) -> None:
    social = plan.measure[neighbourhood] == Measure.SOCIAL
    days = planning.days_social if social else planning.days_situational
    for column in (
        initiatives.volunteers, initiatives.police_hours, initiatives.volunteer_hours, initiatives.agency_hours,
        initiatives.work, initiatives.reviewed, initiatives.target_count, initiatives.reached_count,
    ):  # fmt: skip
        column[slot] = 0
    initiatives.status[slot] = Status.PLANNED
    initiatives.problem[slot] = plan.problem[neighbourhood]
    initiatives.measure[slot] = plan.measure[neighbourhood]
    initiatives.lead[slot] = plan.lead[neighbourhood]
    initiatives.planned_day[slot] = day
    initiatives.start_day[slot] = day + wait
    initiatives.end_day[slot] = day + wait + days
    initiatives.cost[slot] = initiatives.money[slot] = plan.cost[neighbourhood]
    initiatives.daily_money[slot] = plan.cost[neighbourhood] / days


def _pay(neighbourhoods: Neighbourhoods, plan: Plan, neighbourhood: int) -> None:
    cost = plan.cost[neighbourhood]
    neighbourhoods.account[neighbourhood] -= cost
    neighbourhoods.programme_spent[neighbourhood] += cost
    if plan.measure[neighbourhood] == Measure.SOCIAL:
        neighbourhoods.social_spent[neighbourhood] += cost


def aim(
    neighbourhoods: Neighbourhoods,
    initiatives: Initiatives,
    targets: Int32,
    known: Float,
    slot: int,
    planning: PlanningParameters,
) -> None:
    """Aim a situational initiative at the places where police know of most crime."""
    neighbourhood = slot * neighbourhoods.community.size // initiatives.status.size
    first, end = neighbourhoods.first_place[neighbourhood], neighbourhoods.end_place[neighbourhood]
    population = neighbourhoods.end_resident[neighbourhood] - neighbourhoods.first_resident[neighbourhood]
    count = min(end - first, sized(planning.targets, population / RESIDENTS_PER_SIZE))
    chosen = first + np.argsort(-known[first:end], kind="stable")[:count]
    targets[slot, :count] = chosen
    initiatives.target_count[slot] = count
