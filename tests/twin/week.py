"""The weekly pass: feelings travel over ties, residents join and leave, stock is taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.arithmetic import clip, lowered, mean, raised, round_half_up
from twin.joining import consider_taking_part
from twin.people import Resident
from twin.places import Neighbourhood, Place


@dataclass
class Voice:
    """What ties perceive of a resident, each feeling in one byte."""

    trust: int
    cohesion: int
    insecurity: int
    takes_part: bool


def live_week(town: Any, week: int) -> None:
    voices = [voice_of(resident) for resident in town.residents]
    for resident in town.residents:
        heard = [voices[tie.number] for tie in resident.ties]
        share = mean(float(voice.takes_part) for voice in heard)
        be_influenced(town, resident, heard)
        consider_taking_part(town, resident, share, week)
    take_stock(town)


def voice_of(resident: Resident) -> Voice:
    return Voice(
        round_half_up(255 * resident.trust),
        round_half_up(255 * resident.cohesion),
        round_half_up(255 * resident.insecurity),
        resident.takes_part,
    )


def be_influenced(town: Any, resident: Resident, heard: list[Voice]) -> None:
    """Work out every feeling from the old ones; store each once, at the end."""
    trust = new_trust(town, resident, heard)
    cohesion = new_cohesion(town, resident, heard)
    insecurity = new_insecurity(town, resident, heard)
    rules = town.rules
    resident.grievance -= rules.trust.grievance_fade * resident.grievance
    resident.trust, resident.cohesion, resident.insecurity = trust, cohesion, insecurity
    resident.need += rules.need.relapse * (resident.need_ground - resident.need)
    resident.risk -= rules.offending.risk_fade * resident.risk
    rate = rules.participation.fatigue_rate
    if resident.takes_part:
        resident.fatigue = min(1.0, resident.fatigue + rate)
    else:
        resident.fatigue = max(0.0, resident.fatigue - 2 * rate)


def moved(town: Any, resident: Resident, rules: Any, now: float, ground: float, told: float) -> float:
    """Move a feeling towards its target, between the resident's own ground and what ties feel."""
    settled = min(1.0, (town.day - resident.arrived) / town.rules.cohesion.settling_days)
    target = ground + (1 - rules.stubbornness) * settled * (told - ground)
    return clip(now + rules.influence_rate * (target - now))


def new_trust(town: Any, resident: Resident, heard: list[Voice]) -> float:
    rules = town.rules.trust
    perceived = [voice.trust / 255 for voice in heard]
    near = [value for value in perceived if abs(value - resident.trust) < rules.confidence_bound]
    seen = rules.by_visibility * resident.neighbourhood.visible
    ground = clip(resident.trust_ground - resident.grievance + seen)
    return moved(town, resident, rules, resident.trust, ground, mean(near, where_none=ground))


def new_cohesion(town: Any, resident: Resident, heard: list[Voice]) -> float:
    rules = town.rules.cohesion
    told = mean((voice.cohesion / 255 for voice in heard), where_none=resident.cohesion_ground)
    cohesion = moved(town, resident, rules, resident.cohesion, resident.cohesion_ground, told)
    if resident.takes_part:
        cohesion = raised(cohesion, rules.joint_work_gain)
    return lowered(cohesion, rules.fear_loss * resident.fear)


def new_insecurity(town: Any, resident: Resident, heard: list[Voice]) -> float:
    rules = town.rules.insecurity
    told = mean((voice.insecurity / 255 for voice in heard), where_none=resident.insecurity_ground)
    insecurity = moved(town, resident, rules, resident.insecurity, resident.insecurity_ground, told)
    insecurity = raised(insecurity, min(1.0, rules.disorder_rise * resident.place.seen))
    return raised(insecurity, rules.awareness_rise) if resident.takes_part else insecurity


def take_stock(town: Any) -> None:
    for place in town.places:
        place.seen = 0
        place.control = mean(resident.cohesion for resident in place.residents)
        place.trust = mean(resident.trust for resident in place.residents)
        place.guardianship = guardianship_of(place, town.rules.places)
    for neighbourhood in town.neighbourhoods:
        take_stock_of(neighbourhood)
        see_officers(town.rules.trust, neighbourhood)
    for officer in town.officers:
        fade = town.rules.patrol.familiarity_fade
        officer.familiarity = [lowered(familiarity, fade) for familiarity in officer.familiarity]


def guardianship_of(place: Place, rules: Any) -> float:
    return mean(
        (rules.guardianship_member if resident.takes_part else rules.guardianship_base)
        * (1 - rules.indoors * resident.insecurity)
        for resident in place.residents
    )


def see_officers(rules: Any, neighbourhood: Neighbourhood) -> None:
    """Let the visibility of engaged officers follow the hours of the week."""
    hours = neighbourhood.engagement_of_week / neighbourhood.population * 1000
    seen = 1 - math.exp(-hours / rules.visibility_scale)
    neighbourhood.visible += rules.visibility_rate * (seen - neighbourhood.visible)
    neighbourhood.engagement_of_week = 0.0


def take_stock_of(neighbourhood: Neighbourhood) -> None:
    adults = [resident for resident in neighbourhood.residents if resident.adult]
    neighbourhood.trust = mean(resident.trust for resident in adults)
    neighbourhood.cohesion = mean(resident.cohesion for resident in adults)
    neighbourhood.insecurity = mean(resident.insecurity for resident in adults)
    neighbourhood.participation = mean(float(resident.takes_part) for resident in adults)
    for initiative in neighbourhood.open:
        members = [resident for resident in neighbourhood.residents if resident.joined == initiative.slot]
        initiative.volunteers = len(members)
