"""Phase 5: officers answer calls; some incidents are cleared."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import logistic, logit, lowered, raised
from twin.draws import Purpose, exponential
from twin.happenings import Call
from twin.people import Officer

PRIORITIES = (0, 1, 2)
BY_WAITING = 64  # where ties' hearing of a call given up comes from


def respond(town: Any) -> None:
    served = set()
    for priority in PRIORITIES:
        for number, call in enumerate(town.calls):
            if call.priority == priority and (officer := find_officer(town, call)):
                serve(town, call, officer)
                served.add(number)
    town.calls = [call for number, call in enumerate(town.calls) if number not in served]
    give_up(town)


def find_officer(town: Any, call: Call) -> Officer | None:
    """Find an officer with hours in reserve: of the beat first, then ever farther from it."""
    for slot in slots_tried(town, call):
        officer = call.neighbourhood.community.officer_in(slot)
        if officer.reserve > 0:
            return officer
    return None


def slots_tried(town: Any, call: Call) -> list[int]:
    officers = len(call.neighbourhood.community.officers)
    if officers == 0:
        return []
    first, last = call.neighbourhood.covering()
    beat = list(range(first, last + 1))
    begin = town.draws.below(len(beat), Purpose.DISPATCH, call.day, call.caller.number, call.nth)
    outwards = [slot for step in range(1, officers + 1) for slot in (first - step, last + step)]
    return beat[begin:] + beat[:begin] + [slot for slot in outwards if 0 <= slot < officers]


def serve(town: Any, call: Call, officer: Officer) -> None:
    contacts, tally, delay = town.rules.contacts, call.neighbourhood.counts, town.day - call.day
    officer.owed += max(0.0, call.hours - officer.reserve)
    officer.reserve = max(0.0, officer.reserve - call.hours)
    tally.calls_answered += 1
    tally.delay += delay
    tally.apprehensions += call.apprehended
    chance = officer.handles_well(call.neighbourhood, -contacts.delay_penalty * delay, contacts)
    good = town.uniform(Purpose.OUTCOME, call.day, call.caller.number, call.nth) < chance
    call.caller.meet_police(good, call.nth)
    if call.recorded and is_cleared(town, call, officer, delay):
        clear(town, call)


def is_cleared(town: Any, call: Call, officer: Officer, delay: int) -> bool:
    rules = town.rules.response
    familiarity = officer.familiarity[call.neighbourhood.local]
    helped = (
        rules.by_tip * call.neighbourhood.use * call.tip + rules.by_familiarity * familiarity - rules.by_delay * delay
    )
    u = town.uniform(Purpose.OUTCOME, call.day, call.caller.number, 64 + call.nth)
    return u < logistic(logit(call.kind.cleared) + helped)


def clear(town: Any, call: Call) -> None:
    """Take the offender out for a time; those around take note."""
    rules, offender, tally = town.rules.offending, call.offender, call.neighbourhood.counts
    tally.cleared[call.problem.number] += 1
    tally.cleared_severity += call.kind.severity
    u = town.uniform(Purpose.OUTCOME, call.day, call.caller.number, 128 + call.nth)
    offender.free_from = town.day + 1 + math.floor(call.kind.days_out * exponential(u))
    offender.known_to_police += 1
    offender.risk = raised(offender.risk, rules.risk_from_clearance)
    for tie in offender.ties:
        if tie.prone:
            tie.risk = raised(tie.risk, rules.risk_from_tie_cleared)
    refer(town, call)


def refer(town: Any, call: Call) -> None:
    """Refer who is cleared to the agency best placed, as far as police work with it and it has hours."""
    rules, offender, agency = town.rules.delivery, call.offender, call.problem.right
    home = offender.neighbourhood.community
    chance = rules.referral * home.acting.collaboration * home.agency_tie[agency]
    u = town.uniform(Purpose.OUTCOME, call.day, call.caller.number, 192 + call.nth)
    if u >= chance or home.crisis_hours[agency] <= 0:
        return
    home.crisis_hours[agency] -= rules.referral_hours
    offender.need = lowered(offender.need, town.rules.response.handover_relief)
    offender.propensity = lowered(offender.propensity, rules.referral_effect)
    offender.neighbourhood.counts.referrals += 1
    offender.neighbourhood.counts.referral_hours += rules.referral_hours


def give_up(town: Any) -> None:
    """Drop calls that waited too long: a bad contact each."""
    waiting = []
    for call in town.calls:
        if town.day - call.day < town.rules.response.give_up_days:
            waiting.append(call)
            continue
        call.neighbourhood.counts.calls_given_up += 1
        call.caller.meet_police(False, BY_WAITING, town.rules.trust.unanswered_weight)
    town.calls = waiting
