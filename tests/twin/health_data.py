"""Health data: what hospitals know of violence that nobody reported, as far as it is shared with police."""

from __future__ import annotations

from typing import Any

from twin.draws import Purpose
from twin.happenings import Incident, Problem
from twin.people import YOUNG
from twin.places import Community


def treat_victims(town: Any, incidents: list[Incident]) -> None:
    """Treat some victims of the day's crimes; tell police of some of those cases that they do not know of."""
    for incident in incidents:
        if not incident.problem.has_victim or not happens(town, incident, 0, incident.kind.treated):
            continue
        unknown = not (incident.reported or incident.discovered)
        count_treated(incident, unknown)
        if unknown and happens(town, incident, 1, chance_to_share(town, incident)):
            share(town, incident)


def happens(town: Any, incident: Incident, nth: int, chance: float) -> bool:
    return town.uniform(Purpose.TREATMENT, town.day, incident.offender.number, nth) < chance


def count_treated(incident: Incident, unknown: bool) -> None:
    tally, young = incident.place.neighbourhood.counts, incident.victim.age == YOUNG
    tally.treated += 1
    tally.treated_young += young
    tally.treated_unknown += unknown
    tally.treated_young_unknown += young and unknown


def chance_to_share(town: Any, incident: Incident) -> float:
    return town.rules.health.complete * channel(town, incident.place.neighbourhood.community, incident.problem)


def channel(town: Any, community: Community, problem: Problem) -> float:
    """How far the agency that treats victims tells what it sees: in full where it is tied to others closely enough."""
    if problem.treated_by is None:
        return 0.0
    tied = min(1.0, community.agency_tie[problem.treated_by] / town.rules.health.tie_needed)
    return community.acting.information_sharing * tied


def share(town: Any, incident: Incident) -> None:
    """Let police record a case that was shared, or know of it without a record."""
    place, q, rules = incident.place, incident.problem.number, town.rules.health
    tallies = (place.neighbourhood.counts, place.neighbourhood.cycle)
    place.neighbourhood.counts.shared += 1
    if not happens(town, incident, 2, rules.recorded):
        for tally in tallies:
            tally.pooled[q] += 1
        place.known[q] += rules.known
        return
    for tally in tallies:
        tally.reported[q] += 1
        tally.recorded[q] += 1
    place.cycle_recorded[q] += 1
    place.neighbourhood.counts.recorded_severity += incident.kind.severity
    place.known[q] += 1


def usually_told(town: Any, community: Community, problem: Problem) -> float:
    """Share of a type of crime that health data tell of where victims are treated as they usually are."""
    return problem.typical_unseen * town.rules.health.complete * channel(town, community, problem)
