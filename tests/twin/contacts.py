"""Phase 6: patrol stops residents, engagement visits them, concerns are followed up."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import cumulated, first_exceeding, lowered, raised
from twin.draws import Purpose, poisson
from twin.people import YOUNG, Officer, Resident
from twin.places import Neighbourhood

MOST_CONTACTS = 200


def stops(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        expected = town.rules.patrol.stops_per_hour * neighbourhood.patrol_hours
        count = poisson(expected, town.uniform(Purpose.STOP, town.day, neighbourhood.number, 0))
        for h in range(min(count, MOST_CONTACTS)):
            stop(town, neighbourhood, 8 * h)


def stop(town: Any, neighbourhood: Neighbourhood, nth: int) -> None:
    rules, day, n = town.rules, town.day, neighbourhood.number
    stopped = whom_to_stop(town, neighbourhood, nth)
    if not stopped.adult:
        return
    officer = officer_of_beat(town, neighbourhood, Purpose.STOP, 4 + nth)
    chance = officer.handles_well(neighbourhood, -rules.contacts.stop_penalty, rules.contacts)
    stopped.meet_police(town.uniform(Purpose.STOP, day, n, 5 + nth) < chance, rules.trust)
    neighbourhood.counts.stops += 1
    if stopped.prone:
        stopped.risk = raised(stopped.risk, rules.offending.risk_from_stop)


def whom_to_stop(town: Any, neighbourhood: Neighbourhood, nth: int) -> Resident:
    """Choose between two residents of a patrolled place: the young one is stopped."""
    day, n = town.day, neighbourhood.number
    bounds = cumulated(place.hours for place in neighbourhood.places)
    place = neighbourhood.places[first_exceeding(bounds, town.uniform(Purpose.STOP, day, n, 1 + nth) * bounds[-1])]
    first = town.pick(place.residents, Purpose.STOP, day, n, 2 + nth)
    second = town.pick(place.residents, Purpose.STOP, day, n, 3 + nth)
    return second if second.age == YOUNG and first.age != YOUNG else first


def officer_of_beat(town: Any, neighbourhood: Neighbourhood, purpose: Purpose, nth: int) -> Officer:
    first, last = neighbourhood.covering()
    slot = first + town.draws.below(last - first + 1, purpose, town.day, neighbourhood.number, nth)
    return neighbourhood.community.officer_in(slot)


def visits(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        hours = neighbourhood.engagement_hours * (1 - neighbourhood.community.levers.follow_up)
        expected = town.rules.patrol.visits_per_hour * hours
        count = poisson(expected, town.uniform(Purpose.VISIT, town.day, neighbourhood.number, 0))
        for h in range(min(count, MOST_CONTACTS)):
            visit(town, neighbourhood, 8 * h)


def visit(town: Any, neighbourhood: Neighbourhood, nth: int) -> None:
    rules, day, n = town.rules, town.day, neighbourhood.number
    visited = town.pick(neighbourhood.residents, Purpose.VISIT, day, n, 1 + nth)
    if not visited.adult:
        return
    officer = officer_of_beat(town, neighbourhood, Purpose.VISIT, 2 + nth)
    chance = officer.handles_well(neighbourhood, rules.contacts.visit_bonus, rules.contacts)
    good = town.uniform(Purpose.VISIT, day, n, 3 + nth) < chance
    visited.meet_police(good, rules.trust)
    neighbourhood.counts.visits += 1
    if good:
        visited.insecurity = lowered(visited.insecurity, rules.insecurity.reassurance)
    tells = town.uniform(Purpose.VISIT, day, n, 4 + nth) < rules.reporting.tip_chance * visited.trust
    if tells and any(visited.place.cycle_true[problem.number] for problem in town.offences):
        visited.place.known += rules.reporting.tip_known
        neighbourhood.counts.tips += 1


def follow_up(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        share = neighbourhood.community.levers.follow_up
        neighbourhood.follow_up_hours += neighbourhood.engagement_hours * share
