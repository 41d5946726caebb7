"""Review: compare results with forecasts, end what does not work, learn what does, and pass it on."""

from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk, mean_over_community
from mobsim.scenario.initiatives import Measure, Reach, Status
from mobsim.scenario.planning import ReviewParameters
from mobsim.world.table import Float

EVEN = 0.5  # incidents' weight added so that small numbers give no wild ratios


class Ended(NamedTuple):
    """The record of an initiative that ended."""

    slot: int
    day: int
    result: float
    met: bool
    early: bool
    unspent: float
    officer_hours: float
    volunteer_hours: float
    agency_hours: float
    work: float


class Reviewed(NamedTuple):
    """What a review found.

    ``ended``, whose slots are empty and whose unspent money is back; ``renewed``, the slots of initiatives at half time whose
    measure reaches places, which take new targets; ``met``, the share of those ended in each neighbourhood that met their
    forecast (NaN where none ended).
    """

    ended: list[Ended]
    renewed: list[int]
    met: Float


def review(briefing: Briefing, desk: Desk, parameters: ReviewParameters) -> Reviewed:
    """Review the initiatives that are due: at their end, and once at half time."""
    initiatives, tomorrow = desk.initiatives, briefing.day + 1
    running = np.flatnonzero((initiatives.status == Status.RUNNING) & (initiatives.reserved == 0))
    over = initiatives.end_day[running] <= tomorrow
    halfway = 2 * tomorrow >= initiatives.start_day[running] + initiatives.end_day[running]
    ended, renewed = [], []
    for slot in running[over | (halfway & (initiatives.reviewed[running] == 0))].tolist():
        result = _result(briefing, desk, slot)
        due = bool(initiatives.end_day[slot] <= tomorrow)
        initiatives.reviewed[slot] = 1
        if due or result < parameters.end_below:
            met = due and bool(result >= parameters.met_share * initiatives.forecast[slot])
            ended.append(_record(desk, slot, tomorrow, result, met=met, early=not due))
        elif Measure(initiatives.measure[slot]).reaches == Reach.PLACES:
            renewed.append(slot)
    return Reviewed(ended, renewed, _close(ended, desk, parameters))


def _record(desk: Desk, slot: int, day: int, result: float, *, met: bool, early: bool) -> Ended:
    initiatives = desk.initiatives
    spent = (initiatives.police_hours, initiatives.volunteer_hours, initiatives.agency_hours, initiatives.work)
    done = (float(column[slot]) for column in spent)
    return Ended(slot, day, result, met, early, float(initiatives.money[slot]), *done)


def _result(briefing: Briefing, desk: Desk, slot: int) -> float:
    """Return by how much assessed severity fell against the rest of town since planning."""
    initiatives = desk.initiatives
    here, rest = here_and_rest(briefing, desk, slot, int(initiatives.problem[slot]))
    return float(
        1.0 - (here + EVEN) / (initiatives.here[slot] + EVEN) / ((rest + EVEN) / (initiatives.rest[slot] + EVEN))
    )


def here_and_rest(briefing: Briefing, desk: Desk, slot: int, problem: int) -> tuple[float, float]:
    """Return assessed severity of a problem in a slot's neighbourhood and in the rest of its community."""
    neighbourhood, community = desk.neighbourhood_of(slot), desk.neighbourhoods.community
    severity = desk.beliefs.severity[:, problem]
    others = community == community[neighbourhood]
    others[neighbourhood] = False
    here = float(severity[neighbourhood])
    if not others.any():
        return here, here
    return here, float(np.average(severity[others], weights=briefing.population[others]))


def _close(ended: list[Ended], desk: Desk, parameters: ReviewParameters) -> Float:
    """Empty the slots, return unspent money, move beliefs; return each neighbourhood's share met."""
    initiatives, community = desk.initiatives, desk.neighbourhoods.community
    met, count = np.zeros(community.size), np.zeros(community.size)
    for record in ended:
        slot, neighbourhood = record.slot, desk.neighbourhood_of(record.slot)
        belief = desk.beliefs.belief[neighbourhood, initiatives.problem[slot], initiatives.measure[slot]]
        lead = initiatives.lead[slot]
        belief[lead] += parameters.learning * (float(record.met) - belief[lead])
        desk.account[community[neighbourhood], initiatives.measure[slot]] += initiatives.money[slot]
        desk.claim[neighbourhood, initiatives.measure[slot]] += initiatives.money[slot]
        initiatives.money[slot] = 0.0
        initiatives.status[slot] = Status.EMPTY
        met[neighbourhood] += record.met
        count[neighbourhood] += 1.0
    return np.divide(met, count, out=np.full_like(met, np.nan), where=count > 0)


def pass_on(briefing: Briefing, desk: Desk, parameters: ReviewParameters) -> None:
    """Pass best practice to other neighbourhoods and, at the provincial table, to other communities."""
    community, belief = desk.neighbourhoods.community, desk.beliefs.belief
    collaboration = desk.policies.collaboration[community][:, None, None, None]
    means = mean_over_community(belief, briefing.population, community)
    belief += parameters.spread * collaboration * (means - belief)
    count = int(community.max()) + 1
    if count > 1:
        means = mean_over_community(belief, briefing.population, community)
        first = np.array([np.flatnonzero(community == number)[0] for number in range(count)])
        belief += parameters.province_spread * collaboration * (means[first].mean(0) - belief)
