"""Review: compare results with forecasts, end what does not work, learn what does, and pass it on."""

from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Policies, mean_over_community
from mobsim.scenario.initiatives import Measure, Status
from mobsim.scenario.planning import ReviewParameters
from mobsim.world.columns import Assessed, Float, Initiatives, Neighbourhoods

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


def review(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    initiatives: Initiatives,
    parameters: ReviewParameters,
) -> tuple[list[Ended], list[int], Float]:
    """Review the initiatives that are due.

    Returns
    -------
    ended : list of Ended
        Initiatives that ended; their slots are empty and their unspent money is back.
    renewed : list of int
        Slots of situational initiatives at half time, which take new targets.
    results : float array, shape (neighbourhoods,)
        Share of ended initiatives that met their forecast; NaN where none ended.
    """
    tomorrow = briefing.day + 1
    running = np.flatnonzero((initiatives.status == Status.RUNNING) & (initiatives.reserved == 0))
    over = initiatives.end_day[running] <= tomorrow
    halfway = 2 * tomorrow >= initiatives.start_day[running] + initiatives.end_day[running]
    ended, renewed = [], []
    for slot in running[over | (halfway & (initiatives.reviewed[running] == 0))]:
        result = _result(briefing, assessed, neighbourhoods, initiatives, slot)
        due = bool(initiatives.end_day[slot] <= tomorrow)
        initiatives.reviewed[slot] = 1
        if due or result < parameters.end_below:
            met = due and bool(result >= parameters.met_share * initiatives.forecast[slot])
            done = (
                initiatives.money, initiatives.police_hours, initiatives.volunteer_hours, initiatives.agency_hours,
                initiatives.work,
            )  # fmt: skip
            ended.append(Ended(int(slot), tomorrow, result, met, not due, *(float(column[slot]) for column in done)))
        elif initiatives.measure[slot] == Measure.SITUATIONAL:
            renewed.append(int(slot))
    return ended, renewed, _close(ended, assessed, neighbourhoods, initiatives, parameters)


def _result(
    briefing: Briefing, assessed: Assessed, neighbourhoods: Neighbourhoods, initiatives: Initiatives, slot: int
) -> float:
    """Return by how much assessed severity fell against the rest of town since planning."""
    here, rest = here_and_rest(briefing, assessed, neighbourhoods, initiatives, slot, int(initiatives.problem[slot]))
    return float(
        1.0 - (here + EVEN) / (initiatives.here[slot] + EVEN) / ((rest + EVEN) / (initiatives.rest[slot] + EVEN))
    )


def here_and_rest(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    initiatives: Initiatives,
    slot: int,
    problem: int,
) -> tuple[float, float]:
    """Return assessed severity of a problem in a slot's neighbourhood and in the rest of its community."""
    neighbourhood = slot * neighbourhoods.community.size // initiatives.status.size
    severity = assessed.severity[:, problem]
    others = neighbourhoods.community == neighbourhoods.community[neighbourhood]
    others[neighbourhood] = False
    here = float(severity[neighbourhood])
    if not others.any():
        return here, here
    return here, float(np.average(severity[others], weights=briefing.population[others]))


def _close(
    ended: list[Ended],
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    initiatives: Initiatives,
    parameters: ReviewParameters,
) -> Float:
    """Empty the slots, return unspent money, move beliefs; return each neighbourhood's share met."""
    met, count = np.zeros(neighbourhoods.community.size), np.zeros(neighbourhoods.community.size)
    for record in ended:
        slot = record.slot
        neighbourhood = slot * neighbourhoods.community.size // initiatives.status.size
        belief = assessed.belief[neighbourhood, initiatives.problem[slot], initiatives.measure[slot]]
        lead = initiatives.lead[slot]
        belief[lead] += parameters.learning * (float(record.met) - belief[lead])
        neighbourhoods.account[neighbourhood] += initiatives.money[slot]
        initiatives.money[slot] = 0.0
        initiatives.status[slot] = Status.EMPTY
        met[neighbourhood] += record.met
        count[neighbourhood] += 1.0
    return np.divide(met, count, out=np.full_like(met, np.nan), where=count > 0)


def pass_on(
    briefing: Briefing,
    assessed: Assessed,
    neighbourhoods: Neighbourhoods,
    policies: Policies,
    parameters: ReviewParameters,
) -> None:
    """Pass best practice to other neighbourhoods and, at the provincial table, to other communities."""
    community = neighbourhoods.community
    belief = assessed.belief
    collaboration = policies.collaboration[community][:, None, None, None]
    means = mean_over_community(belief, briefing.population, community)
    belief += parameters.spread * collaboration * (means - belief)
    count = int(community.max()) + 1
    if count > 1:
        means = mean_over_community(belief, briefing.population, community)
        first = np.array([np.flatnonzero(community == number)[0] for number in range(count)])
        belief += parameters.province_spread * collaboration * (means[first].mean(0) - belief)
