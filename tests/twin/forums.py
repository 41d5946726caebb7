"""Forums: residents tell what happened, and are promised that somebody will see to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.arithmetic import lowered, mean, raised
from twin.draws import Purpose
from twin.people import Resident
from twin.places import Neighbourhood


@dataclass
class Told:
    """What a neighbourhood's forum heard."""

    counts: list[float]
    trust: float
    cohesion: float
    members: float


def hold_forums(town: Any, cycle: int) -> list[Told | None]:
    return [hold_forum(town, cycle, neighbourhood) for neighbourhood in town.neighbourhoods]


def hold_forum(town: Any, cycle: int, neighbourhood: Neighbourhood) -> Told | None:
    attendees = invite(town, cycle, neighbourhood)
    neighbourhood.attendees, neighbourhood.kept = len(attendees), 0.0
    if not attendees:
        return None
    wanted = town.rules.assessment.hours_per_concern * len(attendees)
    neighbourhood.kept = min(1.0, neighbourhood.follow_up_hours / wanted)
    neighbourhood.kept_lately = neighbourhood.kept
    told = hear(town, neighbourhood, attendees)
    for attendee in attendees:
        keep_or_break_promise(town, cycle, attendee)
    return told


def invite(town: Any, cycle: int, neighbourhood: Neighbourhood) -> list[Resident]:
    rules, n = town.rules.assessment, neighbourhood.number
    sharing = neighbourhood.community.acting.information_sharing
    attendees = []
    invited_per_1000 = sharing * rules.invited_per_1000 + neighbourhood.programme_invited
    expected = invited_per_1000 * neighbourhood.population / 1000
    for h in range(math.floor(expected + town.uniform(Purpose.FORUM, cycle, n, -1))):
        invited = town.pick(neighbourhood.residents, Purpose.FORUM, cycle, n, 2 * h)
        drawn = rules.attend_by_insecurity * invited.insecurity + rules.attend_by_trust * invited.trust
        comes = town.uniform(Purpose.FORUM, cycle, n, 2 * h + 1) < rules.attend_base + drawn
        if invited.adult and comes:
            attendees.append(invited)
    return attendees


def hear(town: Any, neighbourhood: Neighbourhood, attendees: list[Resident]) -> Told:
    """Take means of what attendees tell of their own places, as if of all places."""
    counts = [
        mean(tells(town, attendee, problem.number) for attendee in attendees) * len(neighbourhood.places)
        for problem in town.problems
    ]
    feelings = [mean(getattr(a, name) for a in attendees) for name in ("trust", "cohesion", "member")]
    return Told(counts, *feelings)


def tells(town: Any, attendee: Resident, q: int) -> float:
    colour = town.rules.assessment.colouring * (attendee.insecurity - town.rules.insecurity.ground_mean)
    return attendee.place.cycle_true[q] * max(0.0, 1 + colour)


def keep_or_break_promise(town: Any, cycle: int, attendee: Resident) -> None:
    rules = town.rules.trust
    if town.uniform(Purpose.PROMISE, cycle, attendee.number, 0) < attendee.neighbourhood.kept:
        attendee.trust = raised(attendee.trust, rules.kept_promise)
    else:
        attendee.trust = lowered(attendee.trust, rules.broken_promise)
