"""Action: put a plan into slots: the agency, the lead time, money, targets."""

import math

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.planning import Plan
from mobsim.mobilization.review import here_and_rest
from mobsim.scenario.initiatives import Measure, Reach, Status
from mobsim.scenario.planning import (
    RESIDENTS_PER_SIZE,
    DeliveryParameters,
    PlanningParameters,
    ReviewParameters,
    sized,
)
from mobsim.tools.draws import below, uniform
from mobsim.tools.purposes import Purpose
from mobsim.world.seats import local_leaders, mean_of

AGENCY_TAKES = int(Purpose.PLAN)


def act(
    briefing: Briefing,
    plan: Plan,
    desk: Desk,
    planning: PlanningParameters,
    delivery: DeliveryParameters,
    review: ReviewParameters,
    keys: np.ndarray,
) -> list[int]:
    """Start what the plan proposes; return the slots taken. Residents whom a measure reaches are still to be found."""
    rows = local_leaders(desk.neighbourhoods, desk.communities, chief=True, association=False)
    commitment = mean_of(desk.leaders.commitment, rows)
    taken = []
    for neighbourhood in np.flatnonzero(plan.problem >= 0).tolist():
        slot = _first_empty_slot(desk, neighbourhood)
        _plan_slot(desk, slot, plan, neighbourhood, planning)
        _give_to_agency(briefing, desk, slot, planning, delivery, keys)
        _date(briefing, desk, slot, commitment[neighbourhood], planning)
        _forecast(briefing, desk, slot, review)
        _pay(desk, slot)
        if Measure(desk.initiatives.measure[slot]).reaches == Reach.PLACES:
            aim(briefing, desk, slot, planning)
        taken.append(slot)
    return taken


def _first_empty_slot(desk: Desk, neighbourhood: int) -> int:
    first = neighbourhood * desk.slots_each
    status = desk.initiatives.status[first : first + desk.slots_each]
    return int(first + np.flatnonzero(status == Status.EMPTY)[0])


def _plan_slot(desk: Desk, slot: int, plan: Plan, neighbourhood: int, planning: PlanningParameters) -> None:
    """Fill a slot with what is planned, nothing done yet."""
    initiatives, cost = desk.initiatives, plan.cost[neighbourhood]
    for column in (
        initiatives.volunteers, initiatives.police_hours, initiatives.volunteer_hours, initiatives.agency_hours,
        initiatives.work, initiatives.reviewed, initiatives.target_count, initiatives.reached_count,
    ):  # fmt: skip
        column[slot] = 0
    initiatives.status[slot] = Status.PLANNED
    initiatives.problem[slot] = plan.problem[neighbourhood]
    initiatives.measure[slot] = plan.measure[neighbourhood]
    initiatives.lead[slot] = plan.lead[neighbourhood]
    initiatives.cost[slot] = initiatives.money[slot] = cost
    initiatives.daily_money[slot] = cost / planning.days_of(plan.measure[neighbourhood])


def _give_to_agency(
    briefing: Briefing,
    desk: Desk,
    slot: int,
    planning: PlanningParameters,
    delivery: DeliveryParameters,
    keys: np.ndarray,
) -> None:
    """Give an initiative to an agency, whose hours are worth less where it is not the right one.

    Strangers at the table are often passed over.
    """
    initiatives, neighbourhood, key = desk.initiatives, desk.neighbourhood_of(slot), keys[AGENCY_TAKES]
    ties = desk.collaboration.handover[desk.neighbourhoods.community[neighbourhood]]
    agency = right = int(briefing.right_agency[initiatives.problem[slot]])
    chance = planning.agency_by_habit + (1.0 - planning.agency_by_habit) * ties[right]
    if uniform(key, briefing.cycle, neighbourhood, 0) >= chance:
        agency = int(below(ties.size, uniform(key, briefing.cycle, neighbourhood, 1)))
    initiatives.agency[slot] = agency
    initiatives.match[slot] = 1.0 if agency == right else delivery.mismatch


def _date(briefing: Briefing, desk: Desk, slot: int, commitment: float, planning: PlanningParameters) -> None:
    """Set when an initiative begins and ends: lead time is long where leaders are lukewarm and the agency is a stranger."""
    initiatives, community = desk.initiatives, desk.neighbourhoods.community[desk.neighbourhood_of(slot)]
    tie = desk.collaboration.handover[community, initiatives.agency[slot]]
    wait = planning.lead_days_base + planning.lead_days_lukewarm * (1.0 - commitment)
    wait += planning.lead_days_strangers * (1.0 - tie)
    initiatives.planned_day[slot] = briefing.day + 1
    initiatives.start_day[slot] = briefing.day + 1 + math.floor(wait)
    initiatives.end_day[slot] = initiatives.start_day[slot] + planning.days_of(initiatives.measure[slot])


def _forecast(briefing: Briefing, desk: Desk, slot: int, review: ReviewParameters) -> None:
    """Note how severe the problem is here and elsewhere, and the fall that leaders expect."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    problem, measure, lead = initiatives.problem[slot], initiatives.measure[slot], initiatives.lead[slot]
    initiatives.here[slot], initiatives.rest[slot] = here_and_rest(briefing, desk, slot, int(problem))
    initiatives.forecast[slot] = review.forecast * desk.beliefs.belief[neighbourhood, problem, measure, lead]


def _pay(desk: Desk, slot: int) -> None:
    neighbourhoods, neighbourhood = desk.neighbourhoods, desk.neighbourhood_of(slot)
    cost = desk.initiatives.cost[slot]
    neighbourhoods.account[neighbourhood] -= cost
    neighbourhoods.programme_spent[neighbourhood] += cost
    if Measure(desk.initiatives.measure[slot]).reaches == Reach.RESIDENTS:
        neighbourhoods.social_spent[neighbourhood] += cost


def aim(briefing: Briefing, desk: Desk, slot: int, planning: PlanningParameters) -> None:
    """Aim an initiative at the places where police know of most crime."""
    neighbourhood = desk.neighbourhood_of(slot)
    first, end = desk.neighbourhoods.first_place[neighbourhood], desk.neighbourhoods.end_place[neighbourhood]
    wanted = sized(planning.targets, briefing.population[neighbourhood] / RESIDENTS_PER_SIZE)
    count = min(end - first, wanted)
    desk.targets[slot, :count] = first + np.argsort(-desk.known[first:end], kind="stable")[:count]
    desk.initiatives.target_count[slot] = count
