"""Silence: some people and places report less than others, and by how much less the town as a whole does not."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import logit, mean
from twin.draws import Purpose, normal
from twin.people import OLDER, YOUNG, Resident

OF_PLACES, OF_NEIGHBOURHOODS = 1, 4  # in place of a time, in draws of BIRTH


def draw_silence(town: Any) -> None:
    """Let reporting depart at each place, for good; not in the town as a whole."""
    rules, shifts = town.rules.reporting, []
    for place in town.places:
        own = normal(town.uniform(Purpose.BIRTH, OF_PLACES, place.number, 1))
        around = normal(town.uniform(Purpose.BIRTH, OF_NEIGHBOURHOODS, place.neighbourhood.number, 2))
        shifts.append(rules.place_spread * own + rules.neighbourhood_spread * around)
    usual = mean(shifts)
    for place, shift in zip(town.places, shifts, strict=True):
        place.reporting_shift = shift - usual


def departure(reporting: Any, speaker: Resident) -> float:
    """How far the age of who speaks makes them report less, or more."""
    return {YOUNG: reporting.by_young, OLDER: reporting.by_older}.get(speaker.age, 0.0)


def usual_logit(rules: Any, kind: Any) -> float:
    """The logit of reporting that gives the share declared for a kind, in a town where people and places differ."""
    reporting, people = rules.reporting, rules.people
    young, older = (share / (1 - people.share_child) for share in (people.share_young, people.share_older))
    usual = reporting.by_young * young + reporting.by_older * older
    variance = reporting.place_spread**2 + reporting.neighbourhood_spread**2
    variance += reporting.by_young**2 * young + reporting.by_older**2 * older - usual**2
    share = min(max(kind.reported, 1e-9), 1 - 1e-9)
    return logit(share) - (usual + variance / 2 * (1 - 2 * share))
