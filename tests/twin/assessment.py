"""Statistics, estimates, and the need for police assistance that follows from them."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import logistic, plain_sum, shares
from twin.draws import Purpose, normal
from twin.forums import Told
from twin.happenings import Problem
from twin.places import Community, Neighbourhood

REFERENCE_CYCLES, DAYS_OF_CYCLE = 13, 28


def assess(town: Any, cycle: int, told: list[Told | None]) -> None:
    for neighbourhood in town.neighbourhoods:
        smooth_sources(town, cycle, neighbourhood, told[neighbourhood.number])
        estimates = [estimate(town, neighbourhood, problem) for problem in town.problems]
        neighbourhood.estimates = estimates
        neighbourhood.severity = [
            problem.mean_severity * estimates[problem.number] / neighbourhood.population * 1000
            for problem in town.problems
        ]
    for community in town.communities:
        community.assessment_error = error_of(town, community)


def smoothed(before: list[float], now: list[float], memory: float, first: bool) -> list[float]:
    """Mix what was known with what is new; the first time there is nothing to mix with."""
    if first:
        return list(now)
    return [memory * old + (1 - memory) * new for old, new in zip(before, now, strict=True)]


def smooth_sources(town: Any, cycle: int, neighbourhood: Neighbourhood, told: Told | None) -> None:
    memory = town.rules.assessment.memory
    first = cycle == 0
    true = [float(count) for count in neighbourhood.cycle.true]
    counted = [statistic(town, neighbourhood, problem) for problem in town.problems]
    seen = [agency_data(town, cycle, neighbourhood, problem) for problem in town.problems]
    neighbourhood.stat = smoothed(neighbourhood.stat, counted, memory, first)
    neighbourhood.agency = smoothed(neighbourhood.agency, seen, memory, first)
    neighbourhood.truth = smoothed(neighbourhood.truth, true, memory, first)
    if told is not None:
        neighbourhood.word = smoothed(neighbourhood.word, told.counts, memory, not neighbourhood.attended)
        neighbourhood.heard_trust = memory * neighbourhood.heard_trust + (1 - memory) * told.trust
        neighbourhood.heard_cohesion = memory * neighbourhood.heard_cohesion + (1 - memory) * told.cohesion
        neighbourhood.heard_members = memory * neighbourhood.heard_members + (1 - memory) * told.members
        neighbourhood.attended = True


def statistic(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> float:
    """Scale what police counted by what they typically miss."""
    tally, q = neighbourhood.cycle, problem.number
    usual = problem.typical_reported * (town.rules.reporting.founded if problem.crime else 1.0)
    counted = tally.recorded[q] if problem.crime else tally.reported[q]
    return counted / usual if usual > 0 else 0.0


def agency_data(town: Any, cycle: int, neighbourhood: Neighbourhood, problem: Problem) -> float:
    u = town.uniform(Purpose.AGENCY, cycle, neighbourhood.number, problem.number)
    return neighbourhood.cycle.true[problem.number] * math.exp(town.rules.assessment.agency_noise * normal(u))


def estimate(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> float:
    community, q = neighbourhood.community, problem.number
    levers = community.acting
    a = town.rules.assessment.agency_weight * levers.information_sharing * community.handover[problem.right]
    v = levers.qualitative_weight if neighbourhood.attended else 0.0
    own = (1 - v) * neighbourhood.stat[q] + v * neighbourhood.word[q]
    return (1 - a) * own + a * neighbourhood.agency[q]


def error_of(town: Any, community: Community) -> float:
    """Half the sum of differences between estimated and true shares of severity: 0 right, 1 wholly wrong."""
    cells = [(n, problem) for n in community.neighbourhoods for problem in town.problems]
    thought = [n.estimates[problem.number] * problem.mean_severity for n, problem in cells]
    true = [n.truth[problem.number] * problem.mean_severity for n, problem in cells]
    if plain_sum(thought) <= 0 or plain_sum(true) <= 0:
        return 0.0
    pairs = zip(shares(thought, thought), shares(true, true), strict=True)
    return plain_sum(abs(one - other) for one, other in pairs) / 2


def find_need(town: Any) -> None:
    for community in town.communities:
        move_reference(town, community)
        for neighbourhood in community.neighbourhoods:
            feel_need(town.rules.assessment, neighbourhood)
            move_zone(town.rules.assessment, neighbourhood)


def move_reference(town: Any, community: Community) -> None:
    """Keep the mean of the last cycles' severity until so many after burn-in; then let it stand."""
    if town.day + 1 > town.burn_in_days + REFERENCE_CYCLES * DAYS_OF_CYCLE:
        return
    now = plain_sum(plain_sum(n.severity) * n.population_share for n in community.neighbourhoods)
    community.reference_cycles = min(REFERENCE_CYCLES, community.reference_cycles + 1)
    community.reference += (now - community.reference) / community.reference_cycles


def feel_need(rules: Any, neighbourhood: Neighbourhood) -> None:
    severity, reference = plain_sum(neighbourhood.severity), neighbourhood.community.reference
    members = min(1.0, rules.capacity_by_members * neighbourhood.heard_members)
    capacity = (neighbourhood.heard_trust + neighbourhood.heard_cohesion + members) / 3
    pressure = rules.need_by_severity * math.log((severity + 0.01) / (reference + 0.01))
    now = logistic(pressure - rules.need_by_capacity * (capacity - rules.capacity_centre))
    neighbourhood.need = rules.need_memory * neighbourhood.need + (1 - rules.need_memory) * now


def move_zone(rules: Any, neighbourhood: Neighbourhood) -> None:
    thresholds = (rules.zone_enforcement, rules.zone_mobilization, rules.zone_engagement)
    need, margin = neighbourhood.need, rules.zone_hysteresis
    at_least = sum(need < threshold - margin for threshold in thresholds)
    at_most = sum(need < threshold + margin for threshold in thresholds)
    neighbourhood.zone = min(max(neighbourhood.zone, at_least), at_most)
