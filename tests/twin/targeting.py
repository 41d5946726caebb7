"""Whom and what an initiative works on, and whom and what it is judged against."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import mean, plain_sum
from twin.draws import Purpose
from twin.happenings import SITUATIONAL, Initiative, Problem
from twin.people import Resident
from twin.places import Community, Neighbourhood, Place

LITTLE = 0.01  # as if so much were known of every place


def sized(declared: int, neighbourhood: Neighbourhood) -> int:
    """How many places or residents an initiative is for, of those declared for 2,500 residents."""
    return max(1, math.floor(declared * neighbourhood.size + 0.5))


def choose_targets(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> list[Place]:
    """Choose the places where police know most of the problem; of equals most of all crime, then the first."""
    by_known = sorted(
        neighbourhood.places,
        key=lambda place: (-place.known[problem.number], -place.known_in_all(town.offences)),
    )
    return by_known[: sized(town.rules.planning.targets, neighbourhood)]


def known_at(places: list[Place], q: int) -> float:
    return plain_sum(place.known[q] for place in places)


def aim(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> None:
    """Give a situational initiative its targets and the places that they are judged against, from now on."""
    initiative.expected_before += initiative.matched * initiative.likeness
    initiative.matched = 0.0
    initiative.targets = choose_targets(town, neighbourhood, initiative.problem)
    initiative.compared = choose_compared(town, neighbourhood, initiative)
    initiative.likeness = likeness_of(town, neighbourhood.community, initiative)


def choose_compared(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> list[Place]:
    """Choose places of the community of which police know about as much, where nothing is done about the problem.

    They are listed in the order of places.
    """
    q, community = initiative.problem.number, neighbourhood.community
    worked_on = [initiative, *(other for n in community.neighbourhoods for other in against(n, initiative.problem))]
    targets = [target for other in worked_on for target in other.targets]
    others = [place for n in community.neighbourhoods for place in n.places if place not in targets]
    usual = mean(place.known[q] for place in initiative.targets)
    by_nearness = sorted(others, key=lambda place: abs(place.known[q] - usual))
    nearest = by_nearness[: town.rules.review.compared * sized(town.rules.planning.targets, neighbourhood)]
    return sorted(nearest, key=lambda place: place.number)


def against(neighbourhood: Neighbourhood, problem: Problem) -> list[Initiative]:
    """Leaders' situational initiatives against a problem, planned or running."""
    own = [initiative for initiative in neighbourhood.initiatives if not initiative.reserved]
    return [initiative for initiative in own if initiative.measure == SITUATIONAL and initiative.problem is problem]


def likeness_of(town: Any, community: Community, initiative: Initiative) -> float:
    """How much more is to be expected at the targets than at the places compared, were nothing done."""
    if not initiative.compared:
        return 0.0
    q, everywhere = initiative.problem.number, [place for n in community.neighbourhoods for place in n.places]
    usual = town.rules.review.like_usual * (mean(place.known[q] for place in everywhere) + LITTLE)
    here = known_at(initiative.targets, q) + usual * len(initiative.targets)
    there = known_at(initiative.compared, q) + usual * len(initiative.compared)
    return here / there if there > 0 else len(initiative.targets) / len(initiative.compared)


def share_within(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> float:
    """Share of what is known of a problem in the neighbourhood that its targets would hold."""
    targets, q = choose_targets(town, neighbourhood, problem), problem.number
    of_targets = known_at(targets, q) + LITTLE * len(targets)
    return of_targets / (known_at(neighbourhood.places, q) + LITTLE * len(neighbourhood.places))


def reach_residents(town: Any, cycle: int, neighbourhood: Neighbourhood, initiative: Initiative) -> None:
    """Pick, time after time, the neediest adult of a few candidates, nobody twice: in turn one is reached, one waits."""
    lists = (initiative.reached, initiative.waiting)
    for pick in range(2 * sized(town.rules.planning.reached, neighbourhood)):
        resident = neediest_candidate(town, cycle, neighbourhood, pick)
        if resident is not None and not any(resident in listed for listed in lists):
            lists[pick % 2].append(resident)


def neediest_candidate(town: Any, cycle: int, neighbourhood: Neighbourhood, pick: int) -> Resident | None:
    sharing = neighbourhood.community.acting.information_sharing
    candidates = max(1, math.floor(1 + (town.rules.planning.screened - 1) * sharing + 0.5))
    neediest = None
    for j in range(candidates):
        candidate = town.pick(neighbourhood.residents, Purpose.REACH, cycle, neighbourhood.number, 32 * pick + j)
        if candidate.adult and (neediest is None or candidate.need > neediest.need):
            neediest = candidate
    return neediest
