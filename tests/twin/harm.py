"""Phase 3: what an incident does to places, victims and those who hear of it."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import lowered, raised
from twin.draws import Purpose
from twin.happenings import Incident
from twin.people import HEARERS
from twin.places import Place


def do_harm(town: Any, incidents: list[Incident]) -> None:
    for incident in incidents:
        count_true(incident)
        if incident.offender is not None:
            incident.offender.offences += 1
            boost_around(incident.place, incident.kind.near_repeat, town.rules.places.boost_spill)
        if incident.problem.visible:
            incident.place.disorder += 1
        if incident.problem.crime:
            incident.place.crimes[incident.problem.number] += 1
        if incident.problem.has_victim:
            harm_victim(town, incident)
            spread_word(town, incident)


def count_true(incident: Incident) -> None:
    neighbourhood, q = incident.place.neighbourhood, incident.problem.number
    neighbourhood.counts.true[q] += 1
    neighbourhood.cycle.true[q] += 1
    neighbourhood.counts.harm += incident.kind.severity
    incident.place.cycle_true[q] += 1


def boost_around(place: Place, boost: float, spill: float) -> None:
    places = place.neighbourhood.places
    where = places.index(place)
    place.boost += boost
    if where > 0:
        places[where - 1].boost += boost * spill
    if where + 1 < len(places):
        places[where + 1].boost += boost * spill


def harm_victim(town: Any, incident: Incident) -> None:
    rules, victim, severity = town.rules, incident.victim, incident.kind.severity
    victim.insecurity = raised(victim.insecurity, min(1.0, rules.insecurity.victim_rise * severity))
    victim.cohesion = lowered(victim.cohesion, min(1.0, rules.cohesion.victim_loss * severity))
    victim.trust = lowered(victim.trust, min(1.0, rules.trust.victim_loss * severity))
    victim.victimisations += 1
    victim.last_victimised = town.day


def spread_word(town: Any, incident: Incident) -> None:
    rules, victim = town.rules.insecurity, incident.victim
    rise = min(1.0, rules.hearsay_rise * incident.kind.severity)
    for j, tie in enumerate(victim.ties):
        nth = HEARERS * incident.offender.number + j
        if town.uniform(Purpose.HEARSAY, town.day, victim.number, nth) < rules.hearsay_chance:
            tie.insecurity = raised(tie.insecurity, rise)
