"""Statistics, estimates, and the need for police assistance that follows from them."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import logistic, plain_sum, shares
from twin.draws import Purpose, normal
from twin.forums import Told
from twin.happenings import Problem
from twin.health_data import usually_told
from twin.places import Community, Neighbourhood

CYCLES_OF_YEAR, REFERENCE_CYCLES, DAYS_OF_CYCLE = 13, 13, 28


def assess(town: Any, cycle: int, told: list[Told | None]) -> None:
    for neighbourhood in town.neighbourhoods:
        smooth_sources(town, cycle, neighbourhood, told[neighbourhood.number])
        estimates = [estimate(town, neighbourhood, problem) for problem in town.problems]
        neighbourhood.estimates = estimates
        neighbourhood.severity = [severity_of(town, neighbourhood, problem) for problem in town.problems]
        remember_lately(neighbourhood, cycle)
    for community in town.communities:
        community.assessment_error = error_of(town, community)
        community.records_error = error_of_records(town, community)
        community.patrol_error = error_of_patrol(town, community)


def severity_of(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> float:
    """Severity per 1,000 residents of a problem, or as far as problems are not told apart, last year's total of all."""
    by_problem, types = town.rules.assessment.by_problem, len(town.problems)
    own = problem.mean_severity * neighbourhood.estimates[problem.number] / neighbourhood.population * 1000
    total = neighbourhood.year / CYCLES_OF_YEAR / types / neighbourhood.population * 1000
    return by_problem * own + (1 - by_problem) * total


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
    neighbourhood.year = 12 / CYCLES_OF_YEAR * neighbourhood.year + plain_sum(counted)
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
    if problem.crime:
        usual = problem.typical_reported * town.rules.reporting.founded
        usual += town.rules.assessment.discovered_weight * usually_found(town, neighbourhood.community, problem)
        usual += usually_told(town, neighbourhood.community, problem)
        counted = tally.recorded[q] + weight_of_discovered(town, neighbourhood) * tally.discovered[q] + tally.pooled[q]
    else:
        usual, counted = problem.typical_reported, tally.reported[q]
    return counted / usual if usual > 0 else 0.0


def patrolled(neighbourhoods: list[Neighbourhood]) -> float:
    """Hours of patrol a place and day in this cycle."""
    hours = plain_sum(neighbourhood.cycle.patrol_hours for neighbourhood in neighbourhoods)
    return hours / sum(len(neighbourhood.places) for neighbourhood in neighbourhoods) / DAYS_OF_CYCLE


def usually_found(town: Any, community: Community, problem: Problem) -> float:
    """Share of a type of crime that nobody reports and patrol discovers, were it everywhere alike."""
    if not problem.discovered:
        return 0.0
    hours = town.rules.patrol.discovery * patrolled(community.neighbourhoods)
    return (1 - problem.typical_reported) * (1 - math.exp(-hours))


def weight_of_discovered(town: Any, neighbourhood: Neighbourhood) -> float:
    """What a discovered crime counts in statistics: less where patrol was more than usual, as far as that is heeded."""
    rules, hours = town.rules.assessment, patrolled([neighbourhood])
    if hours <= 0:
        return 0.0
    usual = patrolled(neighbourhood.community.neighbourhoods)
    return rules.discovered_weight * (usual / hours) ** rules.by_exposure


def agency_data(town: Any, cycle: int, neighbourhood: Neighbourhood, problem: Problem) -> float:
    u = town.uniform(Purpose.AGENCY, cycle, neighbourhood.number, problem.number)
    return neighbourhood.cycle.true[problem.number] * math.exp(town.rules.assessment.agency_noise * normal(u))


def estimate(town: Any, neighbourhood: Neighbourhood, problem: Problem) -> float:
    community, q = neighbourhood.community, problem.number
    levers = community.acting
    a = town.rules.assessment.agency_weight * levers.information_sharing * community.agency_tie[problem.right]
    v = levers.qualitative_weight if neighbourhood.attended else 0.0
    own = (1 - v) * neighbourhood.stat[q] + v * neighbourhood.word[q]
    return (1 - a) * own + a * neighbourhood.agency[q]


def error_of(town: Any, community: Community) -> float:
    """Half the sum of differences between estimated and true shares of severity: 0 right, 1 wholly wrong."""
    cells = [(n, problem) for n in community.neighbourhoods for problem in town.problems]
    thought = [n.estimates[problem.number] * problem.mean_severity for n, problem in cells]
    true = [n.truth[problem.number] * problem.mean_severity for n, problem in cells]
    return half_apart(thought, true)


def half_apart(some: list[float], others: list[float]) -> float:
    """Half the sum of differences between shares: 0 where they are the same, or where there is nothing to share."""
    if plain_sum(some) <= 0 or plain_sum(others) <= 0:
        return 0.0
    pairs = zip(shares(some, some), shares(others, others), strict=True)
    return plain_sum(abs(one - other) for one, other in pairs) / 2


def remember_lately(neighbourhood: Neighbourhood, cycle: int) -> None:
    """Keep the mean of the last cycles of what happened, what police came to know, and their hours of patrol."""
    part, tally = 1 / min(CYCLES_OF_YEAR, cycle + 1), neighbourhood.cycle
    known = [recorded + discovered for recorded, discovered in zip(tally.recorded, tally.discovered, strict=True)]
    for lately, now in ((neighbourhood.lately_true, tally.true), (neighbourhood.lately_known, known)):
        for q in range(len(lately)):
            lately[q] += (now[q] - lately[q]) * part
    neighbourhood.lately_patrol += (tally.patrol_hours - neighbourhood.lately_patrol) * part


def error_of_records(town: Any, community: Community) -> float:
    """How far police's records are from what happened, over neighbourhoods, of the types that patrol discovers."""
    discovered = [problem.number for problem in town.problems if problem.discovered]
    return half_apart(
        [plain_sum(n.lately_known[q] for q in discovered) for n in community.neighbourhoods],
        [plain_sum(n.lately_true[q] for q in discovered) for n in community.neighbourhoods],
    )


def error_of_patrol(town: Any, community: Community) -> float:
    """How far patrol is from crime, each type by its severity, over neighbourhoods."""
    return half_apart(
        [n.lately_patrol for n in community.neighbourhoods],
        [
            plain_sum(crime.mean_severity * n.lately_true[crime.number] for crime in town.offences)
            for n in community.neighbourhoods
        ],
    )


def find_need(town: Any, cycle: int) -> None:
    for community in town.communities:
        move_reference(town, community)
        for neighbourhood in community.neighbourhoods:
            become_used(neighbourhood, cycle)
            feel_need(town.rules.assessment, neighbourhood)
            move_zone(town.rules.assessment, neighbourhood)


def move_reference(town: Any, community: Community) -> None:
    """Keep the mean of the last cycles' severity until so many after burn-in; then let it stand."""
    if town.day + 1 > town.burn_in_days + REFERENCE_CYCLES * DAYS_OF_CYCLE:
        return
    now = plain_sum(plain_sum(n.severity) * n.population_share for n in community.neighbourhoods)
    community.reference_cycles = min(REFERENCE_CYCLES, community.reference_cycles + 1)
    community.reference += (now - community.reference) / community.reference_cycles


def become_used(neighbourhood: Neighbourhood, cycle: int) -> None:
    """Let the neighbourhood be used to the mean of its last cycles' severity, this one among them."""
    now = plain_sum(neighbourhood.severity)
    neighbourhood.usual_severity += (now - neighbourhood.usual_severity) / min(CYCLES_OF_YEAR, cycle + 1)


def feel_need(rules: Any, neighbourhood: Neighbourhood) -> None:
    severity, reference = plain_sum(neighbourhood.severity), neighbourhood.community.reference
    members = min(1.0, rules.capacity_by_members * neighbourhood.heard_members)
    capacity = (neighbourhood.heard_trust + neighbourhood.heard_cohesion + members) / 3
    pressure = rules.need_by_severity * math.log((severity + 0.01) / (reference + 0.01))
    pressure += rules.need_by_surge * math.log((severity + 0.01) / (neighbourhood.usual_severity + 0.01))
    now = logistic(pressure - rules.need_by_capacity * (capacity - rules.capacity_centre))
    if now >= neighbourhood.need:
        neighbourhood.need = now
    else:
        neighbourhood.need = rules.need_memory * neighbourhood.need + (1 - rules.need_memory) * now


def move_zone(rules: Any, neighbourhood: Neighbourhood) -> None:
    thresholds = (rules.zone_enforcement, rules.zone_mobilization, rules.zone_engagement)
    need, margin = neighbourhood.need, rules.zone_hysteresis
    at_least = sum(need < threshold - margin for threshold in thresholds)
    at_most = sum(need < threshold + margin for threshold in thresholds)
    neighbourhood.zone = min(max(neighbourhood.zone, at_least), at_most)
