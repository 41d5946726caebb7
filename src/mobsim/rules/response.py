"""Answer calls: dispatch, how the response goes, and clearance."""

import math

import numpy as np

from mobsim.rules.contacts import GOSSIP, UNANSWERED, chance_of_good, meet
from mobsim.scenario.places import OffendingParameters
from mobsim.scenario.police import ContactsParameters, ResponseParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import logistic, raised
from mobsim.tools.draws import Purpose, below, exponential, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Calls, World

DISPATCH, OUTCOME = int(Purpose.DISPATCH), int(Purpose.OUTCOME)
PRIORITIES = 3
CLEARED, DAYS_OUT = 64, 128  # offsets of the numbers of draws


@kernel(inner=True)
def respond(
    world: World,
    response: ResponseParameters,
    contacts: ContactsParameters,
    trust: TrustParameters,
    offending: OffendingParameters,
    keys: np.ndarray,
    day: int,
) -> None:
    """Serve the queue by priority and age with the hours reserved for calls."""
    calls = world.calls
    for priority in range(PRIORITIES):
        for call in range(world.counts.calls[0]):
            if calls.waiting[call] and calls.priority[call] == priority:
                officer = _officer_for(world, keys[DISPATCH], call)
                if officer >= 0:
                    _serve(world, response, contacts, trust, offending, keys, day, call, officer)
    _give_up(world, response, trust, keys[GOSSIP], day)


@kernel
def _officer_for(world: World, key: np.uint64, call: int) -> int:
    """Return an officer with hours left: one who covers the neighbourhood, else the nearest on the roster; or -1."""
    calls, officers, neighbourhoods = world.calls, world.officers, world.neighbourhoods
    neighbourhood = calls.neighbourhood[call]
    community = neighbourhoods.community[neighbourhood]
    lower, upper = neighbourhoods.cover_first[neighbourhood], neighbourhoods.cover_last[neighbourhood]
    count = upper - lower + 1
    start = below(count, uniform(key, calls.day[call], calls.caller[call], calls.problem[call] + 1))
    for step in range(count):
        officer = officers.at_slot[lower + (start + step) % count]
        if officers.reserve[officer] > 0.0:
            return officer
    first, end = world.communities.first_officer[community], world.communities.end_officer[community]
    while lower > first or upper < end - 1:
        lower -= 1
        upper += 1
        if lower >= first and officers.reserve[officers.at_slot[lower]] > 0.0:
            return officers.at_slot[lower]
        if upper < end and officers.reserve[officers.at_slot[upper]] > 0.0:
            return officers.at_slot[upper]
    return -1


@kernel
def _serve(
    world: World,
    response: ResponseParameters,
    contacts: ContactsParameters,
    trust: TrustParameters,
    offending: OffendingParameters,
    keys: np.ndarray,
    day: int,
    call: int,
    officer: int,
) -> None:
    key = keys[OUTCOME]
    calls, officers, tally = world.calls, world.officers, world.tally
    neighbourhood, caller, nth = calls.neighbourhood[call], calls.caller[call], calls.problem[call] + 1
    called = calls.day[call]
    delay = day - called
    local = neighbourhood - world.communities.first_neighbourhood[world.neighbourhoods.community[neighbourhood]]
    calls.waiting[call] = 0
    officers.reserve[officer] -= calls.hours[call]
    tally.response_hours[neighbourhood] += calls.hours[call]
    tally.answered[neighbourhood] += 1.0
    tally.delay[neighbourhood] += delay
    chance = chance_of_good(world, contacts, officer, local, -contacts.delay_penalty * delay)
    meet(world, trust, keys[GOSSIP], day, nth, caller, uniform(key, called, caller, nth) < chance)
    if not calls.recorded[call]:
        return
    logit = (
        world.kinds.cleared[calls.kind[call]]
        + response.by_tip * calls.tip[call]
        + response.by_familiarity * world.familiarity[officer, local]
        - response.by_delay * delay
    )
    if uniform(key, called, caller, CLEARED + nth) < logistic(logit):
        days_out = world.kinds.days_out[calls.kind[call]] * exponential(uniform(key, called, caller, DAYS_OUT + nth))
        _clear(world, offending, day, call, math.floor(days_out))


@kernel
def _clear(world: World, offending: OffendingParameters, day: int, call: int, days_out: int) -> None:
    """Take the offender out for a time, and let him and those around him feel the risk (Nagin 2013)."""
    calls, residents, ties, tally = world.calls, world.residents, world.ties, world.tally
    neighbourhood, offender = calls.neighbourhood[call], calls.offender[call]
    world.series.cleared[neighbourhood, calls.problem[call]] += 1.0
    tally.cleared_severity[neighbourhood] += world.kinds.severity[calls.kind[call]]
    if world.counts.cleared[0] < world.cleared.size:
        world.cleared[world.counts.cleared[0]] = calls.incident[call]
        world.counts.cleared[0] += 1
    residents.free_from[offender] = day + 1 + days_out
    residents.risk[offender] = raised(np.float64(residents.risk[offender]), offending.risk_from_clearance)
    for row in range(ties.start[offender], ties.start[offender + 1]):
        tie = ties.to[row]
        if residents.propensity[tie] > 0.0:
            residents.risk[tie] = raised(np.float64(residents.risk[tie]), offending.risk_from_tie_cleared)


@kernel
def _give_up(world: World, response: ResponseParameters, trust: TrustParameters, key: np.uint64, day: int) -> None:
    """Drop calls that waited too long, a bad contact each, and close the gaps in the queue."""
    calls = world.calls
    kept = 0
    for call in range(world.counts.calls[0]):
        if not calls.waiting[call]:
            continue
        if day - calls.day[call] >= response.give_up_days:
            world.tally.unanswered[calls.neighbourhood[call]] += 1.0
            meet(world, trust, key, day, UNANSWERED, calls.caller[call], False)
            continue
        _move_call(calls, call, kept)
        kept += 1
    world.counts.calls[0] = kept


@kernel
def _move_call(calls: Calls, source: int, target: int) -> None:
    calls.day[target] = calls.day[source]
    calls.neighbourhood[target] = calls.neighbourhood[source]
    calls.problem[target] = calls.problem[source]
    calls.kind[target] = calls.kind[source]
    calls.caller[target] = calls.caller[source]
    calls.offender[target] = calls.offender[source]
    calls.recorded[target] = calls.recorded[source]
    calls.tip[target] = calls.tip[source]
    calls.waiting[target] = 1
    calls.priority[target] = calls.priority[source]
    calls.hours[target] = calls.hours[source]
    calls.incident[target] = calls.incident[source]
