"""Joining and leaving initiatives by a threshold."""

from __future__ import annotations

from typing import Any

from twin.draws import Purpose
from twin.happenings import POLICE_ASSISTED, Initiative
from twin.people import NOWHERE, Resident


def consider_taking_part(town: Any, resident: Resident, share: float, week: int) -> None:
    if not resident.adult:
        return
    open_here = resident.neighbourhood.joinable
    own = next((initiative for initiative in resident.neighbourhood.open if initiative.slot == resident.joined), None)
    if own is None:
        resident.joined = NOWHERE
        consider_joining(town, resident, open_here, share, week)
    elif score(town, resident, own, share) < resident.threshold - town.rules.participation.hysteresis:
        resident.joined = NOWHERE
    else:
        resident.volunteer_hours += town.rules.participation.hours_per_week


def consider_joining(town: Any, resident: Resident, open_here: list[Initiative], share: float, week: int) -> None:
    if not open_here:
        return
    offered = open_here[(resident.number + week) % len(open_here)]
    attentive = town.uniform(Purpose.JOIN, week, resident.number, 0) < town.rules.participation.attention
    if attentive and score(town, resident, offered, share) > resident.threshold:
        resident.joined = offered.slot


def score(town: Any, resident: Resident, initiative: Initiative, share: float) -> float:
    rules = town.rules.participation
    if initiative.lead == POLICE_ASSISTED:
        in_who_leads = resident.trust - rules.usual_trust
    else:
        in_who_leads = resident.cohesion - rules.usual_cohesion
    return (
        rules.by_ties * share
        + rules.by_lead * in_who_leads
        + rules.by_problem * min(1.0, 2 * resident.insecurity)
        + rules.by_example * resident.neighbourhood.example
        - rules.cost
        - rules.by_fatigue * resident.fatigue
        - rules.by_fear * resident.fear
    )
