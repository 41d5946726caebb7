"""Under way: initiatives that were begun before the first day, each somewhere on its way.

A neighbourhood saves for an initiative, begins it and saves again: a renewal process, in which how far an account is on its
way to the next initiative also tells how long ago the last one was begun. What agencies have not got hours for comes back and
begins further initiatives, so that more are begun than the income alone would pay. A town that began with empty slots would
deliver less for two or three years, until as much comes back as in the years after.
"""

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from mobsim.mobilization.action import begin, commitments, first_empty_slot, next_extent
from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.comparison import aim
from mobsim.mobilization.planning import NONE, Plan
from mobsim.mobilization.worth import suits, who_leads
from mobsim.scenario.delivering import DeliveryParameters
from mobsim.scenario.initiatives import Measure, Reach, Status
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.planning import PlanningParameters
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.world.table import Float, Int


class Pace(NamedTuple):
    """How fast neighbourhoods begin initiatives, and how much of what these pay for is done."""

    cycles: Float  # (neighbourhoods, measures), from one beginning to the next; infinite where there is no income
    given: Float  # (communities, agencies), share of the hours asked that an agency has


def chances_of_agencies(desk: Desk, right: int, planning: PlanningParameters) -> Float:
    """Return the chance that each agency is given an initiative that ``right`` is best placed for, by community."""
    ties = desk.collaboration.agency_tie
    by_right = planning.agency_by_habit + (1.0 - planning.agency_by_habit) * ties[:, right]
    chances = np.repeat((1.0 - by_right)[:, None] / ties.shape[1], ties.shape[1], 1)
    chances[:, right] += by_right
    return chances


def pace(
    briefing: Briefing, desk: Desk, income: Float, costs: Float, chances: Float, delivery: DeliveryParameters
) -> Pace:
    """Return the pace at which as much is spent as comes in, hours of agencies being what they are.

    Parameters
    ----------
    income
        Programme money of a cycle, ``(communities, measures)``, CAD.
    costs
        Of initiatives of usual extent, ``(neighbourhoods, measures)``, CAD.
    chances
        See :func:`chances_of_agencies`.
    """
    community = desk.neighbourhoods.community
    residents = np.bincount(community, briefing.population)
    capacity = delivery.agency_capacity * residents / 1000.0 * delivery.agency_hour_cost * DAYS_IN_CYCLE
    coming, most = income.sum(1), np.zeros(residents.size)
    np.add.at(most, community, np.where(income[community] > 0.0, costs, 0.0).sum(1))
    begun = np.array([_begun(*each) for each in zip(coming, capacity, chances, most, strict=True)])
    asked = begun[:, None] * chances
    given = np.minimum(1.0, np.divide(capacity[:, None], asked, out=np.ones_like(asked), where=asked > 0.0))
    spent = np.divide(coming, begun, out=np.ones_like(coming), where=begun > 0.0)
    each = income[community] * briefing.share[:, None]
    cycles = np.divide(costs * spent[community][:, None], each, out=np.full_like(costs, np.inf), where=each > 0.0)
    return Pace(np.maximum(1.0, cycles), given)


def _begun(coming: float, capacity: float, chances: Float, most: float) -> float:
    """Return the money of initiatives begun in a cycle of which agencies can work off what comes in; at most ``most``.

    Each agency works off its share of them up to its capacity, those that are asked most being the first to be full.
    """
    greatest_first = np.sort(chances)[::-1]
    for full, chance in enumerate(greatest_first):
        if chance <= 0.0:
            break
        begun = (coming - full * capacity) / greatest_first[full:].sum()
        if begun * chance <= capacity:
            return min(begun, most)
    return most


def begin_before(
    briefing: Briefing,
    desk: Desk,
    usual: Int,
    found: Pace,
    costs: Float,
    on_the_way: Float,
    p: Parameters,
    keys: np.ndarray,
) -> list[tuple[int, int]]:
    """Begin the initiatives that are still open on the first day; return their slots, and the cycle of each plan.

    Parameters
    ----------
    usual
        Problems in the order in which they are taken on, ``(problems,)``.
    costs
        Of initiatives of usual extent under the lead of the reference strategy, ``(neighbourhoods, measures)``, CAD.
    on_the_way
        How far accounts are on their way to the next initiative, ``(neighbourhoods, measures)``, from 0 to 1.
    """
    leads = np.repeat(who_leads(desk)[:, None], len(Measure), 1)
    plan = Plan(np.full(costs.shape, NONE), leads, costs.copy())
    commitment, taken = commitments(desk), []
    longest = [p.planning.longest_days(measure) / DAYS_IN_CYCLE + 1.0 for measure in Measure]
    for neighbourhood, measure in product(range(costs.shape[0]), Measure):
        passed = on_the_way[neighbourhood, measure] * found.cycles[neighbourhood, measure]
        while passed < longest[measure]:  # what was planned earlier is over
            slot, problem = (
                first_empty_slot(desk, neighbourhood),
                _possible(briefing, desk, usual, neighbourhood, measure),
            )
            if NONE in (slot, problem):
                break
            ago = math.floor(passed)
            then = briefing._replace(cycle=-1 - ago, day=-ago * DAYS_IN_CYCLE - 1)
            extent = next_extent(then, neighbourhood, measure, p.planning, keys)
            plan.problem[neighbourhood, measure] = problem
            plan.cost[neighbourhood, measure] = costs[neighbourhood, measure] * extent
            begin(then, desk, slot, plan, measure, commitment[neighbourhood], p, keys)
            desk.initiatives.extent[slot] = extent
            if desk.initiatives.end_day[slot] <= 0:
                desk.initiatives.status[slot], desk.initiatives.money[slot] = Status.EMPTY, 0.0
                break
            if measure.reaches == Reach.PLACES:
                aim(then, desk, slot, p.planning, p.review)
            _work_until_first_day(desk, slot, found.given, p.delivery)
            taken.append((slot, then.cycle))
            passed += found.cycles[neighbourhood, measure]
    return taken


def _possible(briefing: Briefing, desk: Desk, usual: Int, neighbourhood: int, measure: int) -> int:
    """Return the first usual problem that suits a measure and has no such initiative there; NONE where there is none."""
    initiatives, here = desk.initiatives, desk.slots_of(neighbourhood)
    same = (initiatives.status[here] != Status.EMPTY) & (initiatives.measure[here] == measure)
    taken = initiatives.problem[here][same & (initiatives.reserved[here] == 0)]
    for problem in usual:
        if suits(briefing)[problem, measure] and problem not in taken:
            return int(problem)
    return NONE


def _work_until_first_day(desk: Desk, slot: int, given: Float, delivery: DeliveryParameters) -> None:
    """Take what an initiative has paid for by the first day off its money; half time that has passed brings no review."""
    initiatives, community = desk.initiatives, desk.neighbourhoods.community[desk.neighbourhood_of(slot)]
    start_day = int(initiatives.start_day[slot])
    if start_day + initiatives.end_day[slot] <= 0:
        initiatives.reviewed[slot] = 1
    if start_day < 0:
        paid = -start_day * initiatives.daily_money[slot] * given[community, initiatives.agency[slot]]
        initiatives.status[slot] = Status.RUNNING
        initiatives.money[slot] -= paid
        initiatives.agency_hours[slot] = paid / delivery.agency_hour_cost
