"""The order of a day."""

from __future__ import annotations

from typing import Any

from twin.acute import begin_episodes
from twin.arithmetic import half, plain_sum
from twin.contacts import follow_up, stops, visits, visits_by_programmes
from twin.delivery import deliver
from twin.deployment import deploy
from twin.events import fire_events
from twin.happenings import Tally
from twin.harm import do_harm
from twin.health_data import treat_victims
from twin.offending import crises, offences
from twin.reporting import report
from twin.response import respond


def run_day(town: Any) -> None:
    count_last_cycle(town)
    fire_events(town)
    deploy(town)
    begin_episodes(town)
    incidents = offences(town) + crises(town)
    do_harm(town, incidents)
    report(town, incidents)
    treat_victims(town, incidents)
    respond(town)
    stops(town)
    visits(town)
    follow_up(town)
    visits_by_programmes(town)
    deliver(town)
    count_hours(town)
    fade_traces(town)


def count_last_cycle(town: Any) -> None:
    """Count in the week that follows what was done in a cycle: at situation tables, and for agencies' own clients."""
    for neighbourhood in town.neighbourhoods:
        neighbourhood.counts.add(neighbourhood.coming)
        neighbourhood.coming = Tally(len(town.problems))


def count_hours(town: Any) -> None:
    """Count the hours that neighbourhoods had today, those of programmes included."""
    for neighbourhood in town.neighbourhoods:
        tally, cycle = neighbourhood.counts, neighbourhood.cycle
        engaged = neighbourhood.engagement_hours + plain_sum(p.programme.engagement for p in neighbourhood.places)
        staff = plain_sum(initiative.staff_hours for initiative in neighbourhood.running)
        tally.patrol_hours += neighbourhood.patrol_hours
        cycle.patrol_hours += neighbourhood.patrol_hours
        tally.engagement_hours += engaged
        tally.initiative_hours += neighbourhood.initiative_hours + staff
        neighbourhood.engagement_of_week += engaged


def fade_traces(town: Any) -> None:
    rules = town.rules.places
    for place in town.places:
        place.boost *= half(rules.boost_half_life)
        place.watch *= half(rules.watch_half_life)
        place.disorder *= half(rules.disorder_half_life)
        lasts = half(rules.hardening_half_life * (1 + town.rules.delivery.powers * place.backing))
        place.hardening = [value * lasts for value in place.hardening]
        place.shallow = [value * lasts for value in place.shallow]
        place.known = [value * half(rules.known_half_life) for value in place.known]
        place.crimes = [value * half(rules.memory_half_life) for value in place.crimes]
