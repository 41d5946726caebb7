"""A place's own week: feelings travel over ties, residents take part, stock is taken; and the week's end."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import clip, lowered, mean, raised
from twin.happenings import SITUATIONAL, Initiative
from twin.participation import take_part
from twin.people import NOWHERE, Resident, Voice
from twin.places import Neighbourhood, Place

DAYS_OF_WEEK = 7


def run_weeks(town: Any) -> None:
    """Let the places whose day it is live their week."""
    week = town.day // DAYS_OF_WEEK
    places = [place for place in town.places if place.number % DAYS_OF_WEEK == town.day % DAYS_OF_WEEK]
    for place in places:
        for resident in place.residents:
            heard = [tie.voice for tie in resident.ties]
            be_influenced(town, resident, heard)
            take_part(town, resident, mean(float(voice.member) for voice in heard), week)
    for place in places:
        take_stock(town.rules.places, place)
    for place in places:
        for resident in place.residents:
            resident.speak()


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
    if resident.is_active:
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
    seen = rules.by_visibility * resident.neighbourhood.visible - rules.by_disorder * resident.place.shown
    ground = clip(resident.trust_ground - resident.grievance + seen)
    return moved(town, resident, rules, resident.trust, ground, mean(near, where_none=ground))


def new_cohesion(town: Any, resident: Resident, heard: list[Voice]) -> float:
    rules = town.rules.cohesion
    told = mean((voice.cohesion / 255 for voice in heard), where_none=resident.cohesion_ground)
    cohesion = moved(town, resident, rules, resident.cohesion, resident.cohesion_ground, told)
    if resident.is_active:
        cohesion = raised(cohesion, rules.joint_work_gain)
    return lowered(cohesion, rules.fear_loss * resident.fear)


def new_insecurity(town: Any, resident: Resident, heard: list[Voice]) -> float:
    rules, place = town.rules.insecurity, resident.place
    repaired = place.repaired([problem.number for problem in town.offences])
    ground = clip(resident.insecurity_ground + rules.by_disorder * place.shown - rules.by_repair * repaired)
    told = mean((voice.insecurity / 255 for voice in heard), where_none=ground)
    insecurity = moved(town, resident, rules, resident.insecurity, ground, told)
    return raised(insecurity, rules.awareness_rise) if resident.is_active else insecurity


def take_stock(rules: Any, place: Place) -> None:
    place.control = mean(resident.cohesion for resident in place.residents)
    place.trust = mean(resident.trust for resident in place.residents)
    place.guardianship = mean(
        (rules.guardianship_member if resident.is_active else rules.guardianship_base)
        * (1 - rules.indoors * resident.insecurity)
        for resident in place.residents
    )


def end_week(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        take_means(neighbourhood)
    for officer in town.officers:
        fade = town.rules.patrol.familiarity_fade
        officer.familiarity = [lowered(familiarity, fade) for familiarity in officer.familiarity]
    for neighbourhood in town.neighbourhoods:
        see_officers(town.rules.trust, neighbourhood)
    for place in town.places:
        place.near = slot_near(town, place)


def take_means(neighbourhood: Neighbourhood) -> None:
    adults = neighbourhood.adults
    neighbourhood.trust = mean(resident.trust for resident in adults)
    neighbourhood.cohesion = mean(resident.cohesion for resident in adults)
    neighbourhood.insecurity = mean(resident.insecurity for resident in adults)
    neighbourhood.participation = mean(float(resident.is_active) for resident in adults)
    neighbourhood.membership = mean(float(resident.member) for resident in adults)


def see_officers(rules: Any, neighbourhood: Neighbourhood) -> None:
    """Let the visibility of engaged officers follow the week's hours, in so far as they are known or keep what is promised."""
    hours = neighbourhood.engagement_of_week / neighbourhood.population * 1000
    familiar = mean(officer.familiarity[neighbourhood.local] for officer in neighbourhood.covered_by())
    alone = rules.visibility_alone
    earned = alone + (1 - alone) * max(neighbourhood.kept_lately, familiar)
    seen = (1 - math.exp(-hours / rules.visibility_scale)) * earned
    neighbourhood.visible += rules.visibility_rate * (seen - neighbourhood.visible)
    neighbourhood.engagement_of_week = 0.0


def slot_near(town: Any, place: Place) -> int:
    """Find the slot at work near a place, turned by the week so that several take turns."""
    neighbourhood = place.neighbourhood
    first = town.day // DAYS_OF_WEEK % neighbourhood.reserved_from
    for initiative in (*neighbourhood.slots[first:], *neighbourhood.slots[:first]):
        if initiative in neighbourhood.open and is_near(place, initiative):
            return initiative.slot
    return NOWHERE


def is_near(place: Place, initiative: Initiative) -> bool:
    """Whether a situational initiative works on the place, or on that before or after it."""
    around = range(place.number - 1, place.number + 2)
    return initiative.measure == SITUATIONAL and any(target.number in around for target in initiative.targets)
