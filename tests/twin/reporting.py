"""Phase 4: what residents tell police, and what police make of it."""

from __future__ import annotations

import math
from typing import Any

from twin.acute import who_call_once_more
from twin.arithmetic import logistic, plain_sum
from twin.crisis_teams import Answer, answer_crisis, is_held_of_acute, make_ready
from twin.draws import Purpose, poisson
from twin.happenings import Call, Incident
from twin.people import Resident
from twin.silence import departure, usual_logit


def report(town: Any, incidents: list[Incident]) -> None:
    for community in town.communities:
        make_ready(town, community)
    calls = [call for incident in incidents if (call := report_incident(town, incident))]
    calls += routine_calls(town)
    for call in calls:
        call.neighbourhood.counts.calls += 1
        call.caller.calls_made += 1
    for_police = [call for call in calls if not call.held]
    town.calls += for_police
    for community in town.communities:
        hours = plain_sum(call.hours for call in for_police if call.neighbourhood.community is community)
        community.call_load += town.rules.response.load_memory * (hours - community.call_load)


def who_of(town: Any, incident: Incident) -> int:
    if incident.offender is not None:
        return incident.offender.number
    return incident.victim.number + len(town.residents)


def report_incident(town: Any, incident: Incident) -> Call | None:
    who = who_of(town, incident)
    caller = find_caller(town, incident, who)
    tip = incident.problem.crime and pass_tip(town, incident, who)
    incident.reported = caller is not None
    if caller is None:
        discover(town, incident, who)
        return None
    recorded, problem = record(town, incident, who), incident.problem
    answer = Answer(town.rules.response.hours_crime) if problem.crime else answer_crisis(town, incident, who)
    call = Call(
        town.day,
        incident.place.neighbourhood,
        problem,
        incident.kind,
        caller,
        incident.offender,
        recorded,
        tip,
        answer.hours,
    )
    call.held, call.apprehended = answer.held, answer.apprehended
    return call


def find_caller(town: Any, incident: Incident, who: int) -> Resident | None:
    """Find who reports: the speaker, else a witness, else nobody."""
    rules, day, here = town.rules.reporting, town.day, incident.place.residents
    speaker = incident.victim or town.pick(here, Purpose.REPORT, day, who, 3)
    drawn_to = usual_logit(town.rules, incident.kind)
    drawn_to += rules.by_trust * (speaker.trust - rules.trust_reference)
    drawn_to += departure(rules, speaker) + incident.place.reporting_shift
    if town.uniform(Purpose.REPORT, day, who, 0) < logistic(drawn_to):
        return speaker
    witness = town.pick(here, Purpose.REPORT, day, who, 4)
    if town.uniform(Purpose.REPORT, day, who, 1) < rules.by_witness * witness.trust * witness.cohesion:
        return witness
    return None


def record(town: Any, incident: Incident, who: int) -> bool:
    """Count an incident as reported, and record it where police find it founded."""
    neighbourhood, q = incident.place.neighbourhood, incident.problem.number
    tallies = (neighbourhood.counts, neighbourhood.cycle)
    for tally in tallies:
        tally.reported[q] += 1
    founded = town.uniform(Purpose.REPORT, town.day, who, 2) < town.rules.reporting.founded
    if not (incident.problem.crime and founded):
        return False
    for tally in tallies:
        tally.recorded[q] += 1
    incident.place.cycle_recorded[q] += 1
    neighbourhood.counts.recorded_severity += incident.kind.severity
    incident.place.known[q] += 1
    return True


def discover(town: Any, incident: Incident, who: int) -> None:
    """Let patrol come upon what is done in the open and nobody reports, where it is."""
    place, q = incident.place, incident.problem.number
    chance = 1 - math.exp(-town.rules.patrol.discovery * place.neighbourhood.diligence * place.hours)
    if not incident.problem.discovered or town.uniform(Purpose.REPORT, town.day, who, 7) >= chance:
        return
    incident.discovered = True
    for tally in (place.neighbourhood.counts, place.neighbourhood.cycle):
        tally.discovered[q] += 1
    even = place.neighbourhood.patrol_hours / len(place.neighbourhood.places)
    place.known[q] += min(1.0, even / place.hours) ** town.rules.assessment.by_exposure


def pass_tip(town: Any, incident: Incident, who: int) -> bool:
    neighbourhood = incident.place.neighbourhood
    witness = town.pick(incident.place.residents, Purpose.REPORT, town.day, who, 5)
    chance = town.rules.reporting.tip_chance * witness.trust * neighbourhood.community.acting.information_sharing
    if town.uniform(Purpose.REPORT, town.day, who, 6) >= chance:
        return False
    incident.place.known[incident.problem.number] += neighbourhood.use * town.rules.reporting.tip_known
    neighbourhood.counts.tips += 1
    return True


def routine_calls(town: Any) -> list[Call]:
    """Calls about no crime, from anybody, and then from those at acute risk once more."""
    rules, day, callers = town.rules.response, town.day, []
    for neighbourhood in town.neighbourhoods:
        n = neighbourhood.number
        expected = rules.routine_calls / 364 * neighbourhood.population
        count = poisson(expected, town.uniform(Purpose.ROUTINE, day, n, 0))
        count = min(count, neighbourhood.population)
        callers += [town.pick(neighbourhood.residents, Purpose.ROUTINE, day, n, 1 + h) for h in range(count)]
    callers += who_call_once_more(town)
    return [routine_call(town, caller) for caller in callers]


def routine_call(town: Any, caller: Resident) -> Call:
    hours = town.rules.response.hours_routine
    call = Call(town.day, caller.neighbourhood, None, None, caller, None, False, False, hours)
    call.held = is_held_of_acute(town, caller)
    return call
