"""Action: put a plan into slots: the agency, the lead time, money, targets."""

import math

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.comparison import aim
from mobsim.mobilization.planning import NONE, Plan
from mobsim.scenario.delivering import DeliveryParameters
from mobsim.scenario.initiatives import EMPTY, Measure, Reach, Status
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import PlanningParameters, extent_from
from mobsim.tools.change import logistic
from mobsim.tools.draws import below, normal, uniform
from mobsim.tools.purposes import DeliveryDraw, PlanDraw, Purpose, of_plan
from mobsim.world.seats import local_leaders, mean_of
from mobsim.world.table import Float

PLAN, DELIVERY = int(Purpose.PLAN), int(Purpose.DELIVERY)


def act(briefing: Briefing, plan: Plan, desk: Desk, p: Parameters, keys: np.ndarray) -> list[int]:
    """Start what the plan proposes and the accounts pay; return the slots taken.

    Residents whom a measure reaches are still to be found.
    """
    proposed, taken = plan.problem != NONE, []
    if not proposed.any():
        return taken
    commitment = commitments(desk)
    for measure in Measure:
        for neighbourhood in proposed[:, measure].nonzero()[0].tolist():
            slot = first_empty_slot(desk, neighbourhood)
            if slot == NONE or not _pay(desk, neighbourhood, measure, plan.cost[neighbourhood, measure]):
                continue
            begin(briefing, desk, slot, plan, measure, commitment[neighbourhood], p, keys)
            if measure.reaches == Reach.PLACES:
                aim(briefing, desk, slot, p.planning, p.review)
            desk.extent[neighbourhood, measure] = next_extent(briefing, neighbourhood, measure, p.planning, keys)
            taken.append(slot)
    return sorted(taken)


def commitments(desk: Desk) -> Float:
    """Return the mean commitment of mayor, chief and the ward's councillor, for each neighbourhood."""
    rows = local_leaders(desk.neighbourhoods, desk.communities, chief=True, association=False)
    return mean_of(desk.leaders.commitment, rows)


def begin(
    briefing: Briefing,
    desk: Desk,
    slot: int,
    plan: Plan,
    measure: int,
    commitment: float,
    p: Parameters,
    keys: np.ndarray,
) -> None:
    """Begin an initiative in an empty slot, all but its targets or those it reaches; ``commitment`` is that of its leaders."""
    _plan_slot(desk, slot, plan, measure, p.planning)
    _give_to_agency(briefing, desk, slot, p.planning, p.delivery, keys)
    _date(briefing, desk, slot, commitment, p.planning)
    _choose_measure(briefing, desk, slot, p.planning, p.delivery, keys)
    _draw_fidelity(briefing, desk, slot, commitment, p.delivery, keys)
    _forecast(desk, slot)


def first_empty_slot(desk: Desk, neighbourhood: int) -> int:
    """Return a neighbourhood's first empty slot that is not kept for programmes; NONE where there is none."""
    here, initiatives = desk.slots_of(neighbourhood), desk.initiatives
    empty = ((initiatives.status[here] == EMPTY) & (initiatives.reserved[here] == 0)).nonzero()[0]
    return here.start + int(empty[0]) if empty.size else NONE


def _pay(desk: Desk, neighbourhood: int, measure: int, cost: float) -> bool:
    """Take a cost from a neighbourhood's account; return whether the account held it."""
    if desk.account[neighbourhood, measure] < cost:
        return False
    desk.account[neighbourhood, measure] -= cost
    return True


def _plan_slot(desk: Desk, slot: int, plan: Plan, measure: int, planning: PlanningParameters) -> None:
    """Fill a slot with what is planned, nothing done yet."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    cost = plan.cost[neighbourhood, measure]
    for column in (
        initiatives.volunteers, initiatives.turnouts, initiatives.police_hours, initiatives.volunteer_hours,
        initiatives.agency_hours, initiatives.work, initiatives.reviewed, initiatives.target_count, initiatives.compared_count,
        initiatives.reached_count, initiatives.waiting_count, initiatives.seen, initiatives.expected,
        initiatives.matched, initiatives.likeness, initiatives.dose,
    ):  # fmt: skip
        column[slot] = 0
    initiatives.status[slot] = Status.PLANNED
    initiatives.problem[slot] = plan.problem[neighbourhood, measure]
    initiatives.measure[slot] = measure
    initiatives.lead[slot] = initiatives.begun[slot] = plan.lead[neighbourhood, measure]
    initiatives.extent[slot] = desk.extent[neighbourhood, measure]
    initiatives.cost[slot] = initiatives.money[slot] = cost
    initiatives.daily_money[slot] = cost / planning.days_of(measure)


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
    initiatives, neighbourhood, key = desk.initiatives, desk.neighbourhood_of(slot), keys[PLAN]
    measure = int(initiatives.measure[slot])
    ties = desk.collaboration.agency_tie[desk.neighbourhoods.community[neighbourhood]]
    agency = right = int(briefing.right_agency[initiatives.problem[slot]])
    chance = planning.agency_by_habit + (1.0 - planning.agency_by_habit) * ties[right]
    if uniform(key, briefing.cycle, neighbourhood, of_plan(measure, PlanDraw.RIGHT_AGENCY)) >= chance:
        u = uniform(key, briefing.cycle, neighbourhood, of_plan(measure, PlanDraw.OTHER_AGENCY))
        agency = int(below(ties.size, u))
    initiatives.agency[slot] = agency
    initiatives.match[slot] = 1.0 if agency == right else delivery.mismatch


def _date(briefing: Briefing, desk: Desk, slot: int, commitment: float, planning: PlanningParameters) -> None:
    """Set when an initiative begins and ends: lead time is long where leaders are lukewarm and the agency is a stranger."""
    initiatives, community = desk.initiatives, desk.neighbourhoods.community[desk.neighbourhood_of(slot)]
    tie = desk.collaboration.agency_tie[community, initiatives.agency[slot]]
    wait = planning.lead_days_base + planning.lead_days_lukewarm * (1.0 - commitment)
    wait += planning.lead_days_strangers * (1.0 - tie)
    initiatives.planned_day[slot] = briefing.day + 1
    initiatives.start_day[slot] = briefing.day + 1 + math.floor(wait)
    initiatives.end_day[slot] = initiatives.start_day[slot] + planning.days_of(initiatives.measure[slot])


def _choose_measure(
    briefing: Briefing,
    desk: Desk,
    slot: int,
    planning: PlanningParameters,
    delivery: DeliveryParameters,
    keys: np.ndarray,
) -> None:
    """Take a measure that was tested on the problem, or not: a table that works together looks for one (Brown et al. 2014)."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    community = desk.neighbourhoods.community[neighbourhood]
    seated = desk.collaboration.heads[community] != NONE
    tie = desk.collaboration.agency_tie[community, seated].mean() if seated.any() else 0.0
    together = desk.policies.collaboration[community] * tie
    chance = planning.tested_usual + (1.0 - planning.tested_usual) * together
    number = DeliveryDraw.TESTED + int(initiatives.measure[slot])
    is_tested = uniform(keys[DELIVERY], briefing.cycle, neighbourhood, number) < chance
    initiatives.tested[slot] = 1.0 if is_tested else delivery.untested


def _draw_fidelity(
    briefing: Briefing, desk: Desk, slot: int, commitment: float, delivery: DeliveryParameters, keys: np.ndarray
) -> None:
    """Draw how much of an initiative's work will be as intended: more where its agency is tied in and leaders are committed."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    tie = desk.collaboration.agency_tie[desk.neighbourhoods.community[neighbourhood], initiatives.agency[slot]]
    drawn = uniform(
        keys[DELIVERY], briefing.cycle, neighbourhood, DeliveryDraw.FIDELITY + int(initiatives.measure[slot])
    )
    logit = delivery.fidelity_usual + delivery.fidelity_by_tie * tie + delivery.fidelity_by_commitment * commitment
    initiatives.fidelity[slot] = logistic(logit + delivery.fidelity_spread * normal(drawn))


def next_extent(
    briefing: Briefing, neighbourhood: int, measure: int, planning: PlanningParameters, keys: np.ndarray
) -> float:
    """Draw how dear an initiative will be, times the usual."""
    drawn = normal(uniform(keys[PLAN], briefing.cycle, neighbourhood, PlanDraw.NEXT_EXTENT + measure))
    return float(extent_from(drawn, planning.extent_spread))


def _forecast(desk: Desk, slot: int) -> None:
    """Note the fall that leaders expect."""
    initiatives, neighbourhood = desk.initiatives, desk.neighbourhood_of(slot)
    problem, measure, lead = initiatives.problem[slot], initiatives.measure[slot], initiatives.lead[slot]
    initiatives.forecast[slot] = desk.beliefs.belief[neighbourhood, problem, measure, lead]
