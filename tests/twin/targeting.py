"""Whom and what an initiative works on."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import round_half_up
from twin.draws import Purpose
from twin.people import Resident
from twin.places import Neighbourhood, Place


def choose_targets(town: Any, neighbourhood: Neighbourhood) -> list[Place]:
    """Choose the places where police know most; of equals the first."""
    count = max(1, round_half_up(town.rules.planning.targets * neighbourhood.size))
    by_known = sorted(neighbourhood.places, key=lambda place: -place.known)
    return by_known[:count]


def reach_residents(town: Any, cycle: int, neighbourhood: Neighbourhood) -> list[Resident]:
    """Reach, pick by pick, the neediest adult of a few candidates, nobody twice."""
    count = max(1, round_half_up(town.rules.planning.reached * neighbourhood.size))
    reached: list[Resident] = []
    for pick in range(count):
        resident = neediest_candidate(town, cycle, neighbourhood, pick)
        if resident is not None and resident not in reached:
            reached.append(resident)
    return reached


def neediest_candidate(town: Any, cycle: int, neighbourhood: Neighbourhood, pick: int) -> Resident | None:
    sharing = neighbourhood.community.levers.information_sharing
    candidates = max(1, round_half_up(1 + (town.rules.planning.screened - 1) * sharing))
    neediest = None
    for j in range(candidates):
        candidate = town.pick(neighbourhood.residents, Purpose.REACH, cycle, neighbourhood.number, 32 * pick + j)
        if candidate.adult and (neediest is None or candidate.need > neediest.need):
            neediest = candidate
    return neediest
