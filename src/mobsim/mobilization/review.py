"""Review: judge initiatives by those aimed at against like ones, end what does not work, and take in what was seen."""

from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk
from mobsim.mobilization.experience import by_size
from mobsim.scenario.delivering import EFFECTIVE, DeliveryParameters
from mobsim.scenario.initiatives import EMPTY, REACHES_PLACES, RUNNING
from mobsim.scenario.reviewing import ReviewParameters
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.tools.change import response_to
from mobsim.world.table import Float


class Ended(NamedTuple):
    """The record of an initiative that ended."""

    slot: int
    day: int
    expected: float
    seen: float
    result: float
    met: bool
    early: bool
    effective: bool
    unspent: float
    officer_hours: float
    volunteer_hours: float
    agency_hours: float
    work: float


class Found(NamedTuple):
    """What a review makes of an initiative."""

    expected: float
    seen: float
    result: float
    met: bool
    early: bool
    effective: bool  # whether its dose was enough to matter


class Reviewed(NamedTuple):
    """What a review found.

    ``ended``, whose slots are empty and whose unspent money is back; ``renewed``, the slots of initiatives at half time whose
    measure reaches places, which take new targets; ``met``, the share of those ended in each neighbourhood that met their
    forecast (NaN where none ended).
    """

    ended: list[Ended]
    renewed: list[int]
    met: Float


def review(briefing: Briefing, desk: Desk, parameters: ReviewParameters, delivery: DeliveryParameters) -> Reviewed:
    """Review the initiatives that are due: at their end, and once at half time."""
    initiatives, tomorrow = desk.initiatives, briefing.day + 1
    running = ((initiatives.status == RUNNING) & (initiatives.reserved == 0)).nonzero()[0]
    _watch_places(briefing, desk, running)
    over = initiatives.end_day[running] <= tomorrow
    halfway = 2 * tomorrow >= initiatives.start_day[running] + initiatives.end_day[running]
    halfway &= (initiatives.reviewed[running] == 0) & (parameters.at_half_time == 1)
    drawn = by_size(parameters.judged, desk, briefing.population)
    ended, renewed = [], []
    for slot in running[over | halfway].tolist():
        expected, seen = _expected_and_seen(briefing, desk, slot)
        weight = drawn[desk.neighbourhood_of(slot)]
        result = 1.0 - (seen + weight) / (expected + weight)
        due = bool(initiatives.end_day[slot] <= tomorrow)
        initiatives.reviewed[slot] = 1
        if due or result < parameters.end_below:
            met = due and bool(result >= parameters.met_share * initiatives.forecast[slot])
            found = Found(expected, seen, result, met, not due, _is_effective(desk, slot, delivery))
            ended.append(_record(desk, slot, tomorrow, found))
        elif REACHES_PLACES[initiatives.measure[slot]]:
            renewed.append(slot)
    return Reviewed(ended, renewed, _close(ended, desk, parameters))


def _watch_places(briefing: Briefing, desk: Desk, running: np.ndarray) -> None:
    """Count what was recorded at targets and compared places, where an initiative ran for the whole cycle."""
    initiatives = desk.initiatives
    whole = initiatives.start_day[running] <= briefing.day + 1 - DAYS_IN_CYCLE
    for slot in running[whole & REACHES_PLACES[initiatives.measure[running]]]:
        recorded = briefing.recorded_at[:, initiatives.problem[slot]]
        initiatives.seen[slot] += recorded[desk.targets[slot, : initiatives.target_count[slot]]].sum()
        initiatives.matched[slot] += recorded[desk.compared[slot, : initiatives.compared_count[slot]]].sum()


def _expected_and_seen(briefing: Briefing, desk: Desk, slot: int) -> tuple[float, float]:
    """Return what was to be expected of those aimed at, and what was seen of them: crimes, or clients' need."""
    initiatives = desk.initiatives
    if REACHES_PLACES[initiatives.measure[slot]]:
        now = initiatives.matched[slot] * initiatives.likeness[slot]
        return float(initiatives.expected[slot] + now), float(initiatives.seen[slot])
    reached, waiting = initiatives.reached_count[slot] * briefing.clients[slot]
    return float(waiting), float(reached)


def _is_effective(desk: Desk, slot: int, delivery: DeliveryParameters) -> bool:
    """Return whether an initiative has had a dose that does half of what a full one does: hours are on the books."""
    return response_to(desk.initiatives.dose[slot], delivery.dose_half, delivery.dose_steepness) >= EFFECTIVE


def _record(desk: Desk, slot: int, day: int, found: Found) -> Ended:
    initiatives = desk.initiatives
    spent = (initiatives.police_hours, initiatives.volunteer_hours, initiatives.agency_hours, initiatives.work)
    done = (float(column[slot]) for column in spent)
    return Ended(slot, day, *found, float(initiatives.money[slot]), *done)


def _close(ended: list[Ended], desk: Desk, parameters: ReviewParameters) -> Float:
    """Empty the slots, return unspent money, take in what was seen; return each neighbourhood's share met."""
    initiatives, beliefs = desk.initiatives, desk.beliefs
    met, count = np.zeros(desk.neighbourhoods.community.size), np.zeros(desk.neighbourhoods.community.size)
    for record in ended:
        slot, neighbourhood = record.slot, desk.neighbourhood_of(record.slot)
        tried = neighbourhood, initiatives.problem[slot], initiatives.measure[slot], initiatives.begun[slot]
        if record.effective:  # else delivery failed, which tells nothing of the measure
            beliefs.expected[tried] += parameters.learning * record.expected
            beliefs.seen[tried] += parameters.learning * record.seen
        desk.account[neighbourhood, initiatives.measure[slot]] += initiatives.money[slot]
        initiatives.money[slot] = 0.0
        initiatives.status[slot] = EMPTY
        met[neighbourhood] += record.met
        count[neighbourhood] += 1.0
    return np.divide(met, count, out=np.full(met.shape, np.nan), where=count > 0)
