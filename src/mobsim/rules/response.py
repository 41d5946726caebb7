"""Answer calls: dispatch, how the response goes, and clearance."""

import math

import numpy as np

from mobsim.rules.contacts import Contact, chance_of_good, meet
from mobsim.rules.referral import refer
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.places import OffendingParameters
from mobsim.scenario.police import ResponseParameters
from mobsim.tools.change import logistic, raised
from mobsim.tools.draws import Day, below, draw, exponential
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import OutcomeDraw, Purpose, Source, of_call
from mobsim.world.columns import World
from mobsim.world.entries import add_clearance
from mobsim.world.occurrences import LEAST_URGENT
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import local

OUTCOME = Purpose.OUTCOME


@kernel(inner=True)
def respond(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Serve the queue by priority and age with the hours reserved for calls."""
    calls, lists = world.calls, world.lists[community]
    for priority in range(LEAST_URGENT + 1):
        for row in range(lists.first_call, lists.end_call):
            if calls.waiting[row] and calls.priority[row] == priority:
                # What is drawn for a call is drawn for the day on which it came in.
                called = Day(today.keys, calls.day[row])
                officer = _officer_for(world, called, calls[row])
                if officer != NONE:
                    _serve(world, rules, today, called, calls[row], officer)
    _give_up(world, lists, rules, today)


@kernel
def _officer_for(world: World, called: Day, call: Row) -> int:
    """Return an officer with hours left, of those who cover the neighbourhood or else the nearest on the roster; or NONE."""
    reserve, at_slot = world.officers.reserve, world.officers.at_slot
    here = world.neighbourhoods[call.neighbourhood]
    count = here.cover_last - here.cover_first + 1
    if count == 0:
        return NONE
    start = below(count, draw(called, Purpose.DISPATCH, call.caller, of_call(call.problem)))
    for step in range(count):
        officer = at_slot[here.cover_first + (start + step) % count]
        if reserve[officer] > 0.0:
            return officer
    community = world.communities[here.community]
    lower, upper = here.cover_first, here.cover_last
    while lower > community.first_officer or upper < community.end_officer - 1:
        lower -= 1
        upper += 1
        if lower >= community.first_officer and reserve[at_slot[lower]] > 0.0:
            return at_slot[lower]
        if upper < community.end_officer and reserve[at_slot[upper]] > 0.0:
            return at_slot[upper]
    return NONE


@kernel
def _serve(world: World, rules: Parameters, today: Day, called: Day, call: Row, officer: int) -> None:
    """Answer a call: the caller has a contact with the officer, and a recorded crime may be cleared."""
    tally, neighbourhood = world.tally, call.neighbourhood
    delay = today.day - call.day
    call.waiting = 0
    _take_hours(world.officers[officer], call.hours)
    tally.response_hours[neighbourhood] += call.hours
    tally.answered[neighbourhood] += 1.0
    tally.apprehensions[neighbourhood] += call.apprehended
    tally.delay[neighbourhood] += delay
    shift = -rules.contacts.delay_penalty * delay
    chance = chance_of_good(world, rules.contacts, officer, neighbourhood, shift)
    good = draw(called, OUTCOME, call.caller, of_call(call.problem, OutcomeDraw.GOES_WELL)) < chance
    meet(world, rules.trust, today, call.caller, Contact(good, of_call(call.problem), 1.0))
    if not call.recorded:
        return
    chance = logistic(_logit_of_clearance(world, rules.response, call, officer, delay))
    if draw(called, OUTCOME, call.caller, of_call(call.problem, OutcomeDraw.CLEARED)) < chance:
        wait = exponential(draw(called, OUTCOME, call.caller, of_call(call.problem, OutcomeDraw.DAYS_OUT)))
        _clear(world, rules.offending, today, call, math.floor(world.kinds.days_out[call.kind] * wait))
        refer(world, rules, called, call)


@kernel
def _take_hours(officer: Row, hours: float) -> None:
    """Take a call's hours from an officer's reserve; what goes beyond it is owed by the days to come."""
    officer.reserve -= hours
    if officer.reserve < 0.0:
        officer.owed -= officer.reserve
        officer.reserve = 0.0


@kernel
def _logit_of_clearance(world: World, response: ResponseParameters, call: Row, officer: int, delay: int) -> float:
    familiarity = world.familiarity[officer, local(call.neighbourhood, world.neighbourhoods, world.communities)]
    return (
        world.kinds.cleared[call.kind]
        + response.by_tip * world.neighbourhoods.use[call.neighbourhood] * call.tip
        + response.by_familiarity * familiarity
        - response.by_delay * delay
    )


@kernel
def _clear(world: World, offending: OffendingParameters, today: Day, call: Row, days_out: int) -> None:
    """Take the offender out for a time, and let offender and prone ties feel the risk (Nagin 2013)."""
    residents, ties = world.residents, world.ties
    world.series.cleared[call.neighbourhood, call.problem] += 1.0
    world.tally.cleared_severity[call.neighbourhood] += world.kinds.severity[call.kind]
    add_clearance(world.cleared, world.lists[world.neighbourhoods.community[call.neighbourhood]], call.incident)
    offender = residents[call.offender]
    offender.free_from = today.day + 1 + days_out
    offender.known_to_police += 1
    offender.risk = raised(np.float64(offender.risk), offending.risk_from_clearance)
    for row in range(ties.start[call.offender], ties.start[call.offender + 1]):
        tie = residents[ties.to[row]]
        if tie.propensity > 0.0:
            tie.risk = raised(np.float64(tie.risk), offending.risk_from_tie_cleared)


@kernel
def _give_up(world: World, lists: Row, rules: Parameters, today: Day) -> None:
    """Drop calls that waited too long, a bad contact each, and close the gaps in the queue."""
    calls, end = world.calls, lists.first_call
    for row in range(lists.first_call, lists.end_call):
        if not calls.waiting[row]:
            continue
        if today.day - calls.day[row] >= rules.response.give_up_days:
            world.tally.unanswered[calls.neighbourhood[row]] += 1.0
            unanswered = Contact(False, Source.UNANSWERED, rules.trust.unanswered_weight)
            meet(world, rules.trust, today, calls.caller[row], unanswered)
            continue
        calls[end] = calls[row]
        end += 1
    lists.end_call = end
