"""Phase 6: patrol stops residents, engagement visits them, concerns are followed up; programmes visit at their places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from twin.arithmetic import cumulated, first_exceeding, lowered, plain_sum, raised
from twin.draws import Purpose, below, poisson
from twin.people import YOUNG, Officer, Resident
from twin.places import Neighbourhood, Place

BY_STOP, BY_VISIT, BY_PROGRAMME, BY_SAMPLE = 60, 61, 62, 63  # where ties' hearing of a contact comes from


def policed(town: Any) -> list[Neighbourhood]:
    """Neighbourhoods whose community has officers; elsewhere nobody stops or visits anybody."""
    return [neighbourhood for neighbourhood in town.neighbourhoods if neighbourhood.community.officers]


def stops(town: Any) -> None:
    for neighbourhood in policed(town):
        expected = town.rules.patrol.stops_per_hour * neighbourhood.diligence * neighbourhood.patrol_hours
        count = poisson(expected, town.uniform(Purpose.STOP, town.day, neighbourhood.number, 0))
        for h in range(min(count, neighbourhood.population)):
            stop(town, neighbourhood, 8 * h)


def stop(town: Any, neighbourhood: Neighbourhood, nth: int) -> None:
    rules, day, n = town.rules, town.day, neighbourhood.number
    stopped = whom_to_stop(town, neighbourhood, nth)
    if not stopped.adult:
        return
    officer = officer_of_beat(neighbourhood, town.uniform(Purpose.STOP, day, n, 4 + nth))
    change = stopped.place.programme.skill - rules.contacts.stop_penalty
    chance = officer.handles_well(neighbourhood, change, rules.contacts)
    good = town.uniform(Purpose.STOP, day, n, 5 + nth) < chance
    stopped.meet_police(good, BY_STOP)
    stopped.is_seen_stopped(good)
    neighbourhood.counts.stops += 1
    stopped.known_to_police += 1
    if stopped.prone:
        stopped.risk = raised(stopped.risk, rules.offending.risk_from_stop)


def whom_to_stop(town: Any, neighbourhood: Neighbourhood, nth: int) -> Resident:
    """Choose between two residents of a patrolled place: the one whom officers suspect more, else the first."""
    day, n = town.day, neighbourhood.number
    bounds = cumulated(place.hours for place in neighbourhood.places)
    place = neighbourhood.places[first_exceeding(bounds, town.uniform(Purpose.STOP, day, n, 1 + nth) * bounds[-1])]
    first = town.pick(place.residents, Purpose.STOP, day, n, 2 + nth)
    second = town.pick(place.residents, Purpose.STOP, day, n, 3 + nth)
    return second if suspicion(town.rules.patrol, second) > suspicion(town.rules.patrol, first) else first


def suspicion(patrol: Any, resident: Resident) -> float:
    """How much officers suspect a resident: by age, and by how often police have stopped or cleared them."""
    times = resident.known_to_police
    return patrol.suspect_young * (resident.age == YOUNG) + patrol.suspect_known * times / (patrol.suspect_half + times)


def officer_of_beat(neighbourhood: Neighbourhood, u: float) -> Officer:
    first, last = neighbourhood.covering()
    return neighbourhood.community.officer_in(first + below(last - first + 1, u))


def visits(town: Any) -> None:
    for neighbourhood in policed(town):
        hours = done_by_visitors(neighbourhood) * (1 - neighbourhood.community.levers.follow_up)
        expected = town.rules.patrol.visits_per_hour * hours
        count = poisson(expected, town.uniform(Purpose.VISIT, town.day, neighbourhood.number, 0))
        for h in range(min(count, neighbourhood.population)):
            drawn = partial(nth_draw, town, Purpose.VISIT, neighbourhood.number, 8 * h)
            visit(town, neighbourhood.residents, drawn, BY_VISIT)


def done_by_visitors(neighbourhood: Neighbourhood) -> float:
    """Hours of engagement, at what their supervisors make of them."""
    return neighbourhood.diligence * neighbourhood.engagement_hours


def visits_by_programmes(town: Any) -> None:
    for place in town.places:
        if place.programme.engagement > 0:
            visit_place(town, place)


def visit_place(town: Any, place: Place) -> None:
    brought, neighbourhood = place.programme, place.neighbourhood
    done = neighbourhood.diligence * brought.engagement
    neighbourhood.follow_up_hours += done * brought.follow_up
    if not neighbourhood.community.officers:
        return
    expected = town.rules.patrol.visits_per_hour * done * (1 - brought.follow_up)
    count = poisson(expected, town.uniform(Purpose.PROGRAMME, town.day, place.number, 0))
    for h in range(min(count, neighbourhood.population)):
        drawn = partial(nth_draw, town, Purpose.PROGRAMME, place.number, 8 * h)
        visit(town, place.residents, drawn, BY_PROGRAMME)


def nth_draw(town: Any, purpose: Purpose, who: int, first: int, nth: int) -> float:
    return town.uniform(purpose, town.day, who, first + nth)


def visit(town: Any, among: list[Resident], drawn: Callable[[int], float], source: int) -> None:
    """Call on one of some residents: talk, reassure, and perhaps be told what happened."""
    rules = town.rules
    visited = among[below(len(among), drawn(1))]
    if not visited.adult:
        return
    neighbourhood = visited.neighbourhood
    officer = officer_of_beat(neighbourhood, drawn(2))
    change = rules.contacts.visit_bonus + visited.place.programme.skill
    good = drawn(3) < officer.handles_well(neighbourhood, change, rules.contacts)
    neighbourhood.counts.visits += 1
    talk(town, visited, good, source)
    tells = drawn(4) < rules.reporting.tip_chance * visited.trust
    remembered = [visited.place.crimes[problem.number] for problem in town.offences]
    if tells and plain_sum(remembered) >= rules.reporting.tip_trace and plain_sum(remembered) > 0:
        visited.place.known[told_of(town, remembered, drawn(5))] += neighbourhood.use * rules.reporting.tip_known
        neighbourhood.counts.tips += 1


def told_of(town: Any, remembered: list[float], u: float) -> int:
    """Draw the type of crime that a tip concerns, by how much of each type is remembered."""
    with_any = [(problem, amount) for problem, amount in zip(town.offences, remembered, strict=True) if amount > 0]
    bounds = cumulated(amount for _, amount in with_any)
    problem, _ = with_any[first_exceeding(bounds, u * plain_sum(remembered))]
    return problem.number


def talk(town: Any, resident: Resident, good: bool, source: int) -> None:
    """Have a contact that was sought for its own sake: a good one reassures."""
    resident.meet_police(good, source)
    if good:
        resident.insecurity = lowered(resident.insecurity, town.rules.insecurity.reassurance)


def meet_sample(town: Any, residents: list[Resident], good: bool) -> None:
    """Let each of a programme's sample have one contact, all good or all bad."""
    for resident in residents:
        talk(town, resident, good, BY_SAMPLE)


def follow_up(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        share = neighbourhood.community.levers.follow_up
        neighbourhood.follow_up_hours += done_by_visitors(neighbourhood) * share
