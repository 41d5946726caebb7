"""Whom and what an initiative works on."""

from __future__ import annotations

import math
from typing import Any

from twin.draws import Purpose
from twin.people import Resident
from twin.places import Neighbourhood, Place


def sized(declared: int, neighbourhood: Neighbourhood) -> int:
    """How many places or residents an initiative is for, of those declared for 2,500 residents."""
    return max(1, math.floor(declared * neighbourhood.size + 0.5))


def choose_targets(town: Any, neighbourhood: Neighbourhood) -> list[Place]:
    """Choose the places where police know most; of equals the first."""
    by_known = sorted(neighbourhood.places, key=lambda place: -place.known)
    return by_known[: sized(town.rules.planning.targets, neighbourhood)]


def reach_residents(town: Any, cycle: int, neighbourhood: Neighbourhood) -> list[Resident]:
    """Reach, pick by pick, the neediest adult of a few candidates, nobody twice."""
    reached: list[Resident] = []
    for pick in range(sized(town.rules.planning.reached, neighbourhood)):
        resident = neediest_candidate(town, cycle, neighbourhood, pick)
        if resident is not None and resident not in reached:
            reached.append(resident)
    return reached


def neediest_candidate(town: Any, cycle: int, neighbourhood: Neighbourhood, pick: int) -> Resident | None:
    sharing = neighbourhood.community.acting.information_sharing
    candidates = max(1, math.floor(1 + (town.rules.planning.screened - 1) * sharing + 0.5))
    neediest = None
    for j in range(candidates):
        candidate = town.pick(neighbourhood.residents, Purpose.REACH, cycle, neighbourhood.number, 32 * pick + j)
        if candidate.adult and (neediest is None or candidate.need > neediest.need):
            neediest = candidate
    return neediest
