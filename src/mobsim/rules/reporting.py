"""What of the truth becomes known: reports by victims and witnesses, records, tips, what patrol discovers, calls."""

import math

import numpy as np

from mobsim.rules.blind_spot import departure
from mobsim.rules.calls import call_about_no_crime, come_in, count_call
from mobsim.rules.crisis_teams import HELD, is_apprehended, is_connected, offer_to_team
from mobsim.rules.relief import relieve
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import ReportingParameters, ResponseParameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.change import logistic
from mobsim.tools.draws import Day, draw, poisson
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, ReportDraw, RoutineDraw
from mobsim.world.columns import World
from mobsim.world.entries import Call, number_of_incident
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import population, resident_at, resident_of

REPORT, ROUTINE = Purpose.REPORT, Purpose.ROUTINE


@kernel(inner=True)
def report(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let victims and witnesses report the day's incidents; what is reported joins the queue of calls."""
    here, lists = world.communities[community], world.lists[community]
    here.call_load *= 1.0 - rules.response.load_memory
    for row in range(lists.first_incident, lists.end_incident):
        _report_incident(world, rules, today, community, row)
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        _call_for_other_reasons(world, rules, today, neighbourhood)


@kernel
def _report_incident(world: World, rules: Parameters, today: Day, community: int, row: int) -> None:
    """Let those whom an incident concerns report it, or not; police record what is founded; a call comes in."""
    incident = world.incidents[row]
    problem = world.problems[incident.problem]
    who = incident.offender if incident.offender != NONE else incident.victim + world.residents.size
    caller = _caller(world, rules.reporting, today, incident, who)
    tip = problem.crime != 0 and _passes_tip(world, rules.reporting, today, incident, who)
    if caller == NONE:
        if problem.discovered:
            _discover(world, rules, today, incident, who)
        return
    neighbourhood = world.places.neighbourhood[incident.place]
    incident.reported = 1
    world.series.reported[neighbourhood, incident.problem] += 1.0
    recorded = problem.crime != 0 and draw(today, REPORT, who, ReportDraw.RECORDED) < rules.reporting.founded
    if recorded:
        record(world, incident)
    hours, apprehended = rules.response.hours_crime, False
    if not problem.crime:
        offered = offer_to_team(world, rules, today, who, incident.victim)
        if offered == HELD:
            count_call(world, neighbourhood, caller)
            return
        hours, apprehended = _answer_to_crisis(world, rules, today, incident, who, offered)
    call = Call(
        day=today.day,
        neighbourhood=neighbourhood,
        caller=caller,
        priority=problem.priority,
        hours=hours,
        problem=incident.problem,
        kind=incident.kind,
        offender=incident.offender,
        incident=number_of_incident(world.lists, community, row),
        recorded=recorded,
        tip=tip,
        apprehended=apprehended,
    )
    come_in(world, rules.response, call)


@kernel
def _caller(world: World, reporting: ReportingParameters, today: Day, incident: Row, who: int) -> int:
    """Return who reports an incident, the victim or a witness of the place; NONE where nobody does."""
    residents, here = world.residents, world.places[incident.place]
    speaker = incident.victim
    if speaker == NONE:
        speaker = resident_at(here, draw(today, REPORT, who, ReportDraw.SPEAKER))
    logit = world.kinds.reported[incident.kind]
    logit += reporting.by_trust * (residents.trust[speaker] - reporting.trust_reference)
    logit += departure(residents[speaker], here, reporting)
    if draw(today, REPORT, who, ReportDraw.SPEAKER_REPORTS) < logistic(logit):
        return speaker
    witness = resident_at(here, draw(today, REPORT, who, ReportDraw.WITNESS))
    readiness = reporting.by_witness * np.float64(residents.trust[witness]) * np.float64(residents.cohesion[witness])
    return witness if draw(today, REPORT, who, ReportDraw.WITNESS_REPORTS) < readiness else NONE


@kernel
def _passes_tip(world: World, reporting: ReportingParameters, today: Day, incident: Row, who: int) -> bool:
    """Return whether a witness passes a tip, which police then know: that takes trust, and an open channel."""
    here = world.places[incident.place]
    witness = resident_at(here, draw(today, REPORT, who, ReportDraw.TIPSTER))
    channel = world.communities.information_sharing[world.neighbourhoods.community[here.neighbourhood]]
    chance = reporting.tip_chance * np.float64(world.residents.trust[witness]) * channel
    if draw(today, REPORT, who, ReportDraw.TIPS) >= chance:
        return False
    use = world.neighbourhoods.use[here.neighbourhood]
    world.known[incident.place, incident.problem] += use * reporting.tip_known
    world.tally.tips[here.neighbourhood] += 1.0
    return True


@kernel(inner=True)
def record(world: World, incident: Row) -> None:
    """Let police record a crime, and know of its place."""
    neighbourhood = world.places.neighbourhood[incident.place]
    incident.recorded = 1
    world.series.recorded[neighbourhood, incident.problem] += 1.0
    world.tally.recorded_severity[neighbourhood] += world.kinds.severity[incident.kind]
    world.known[incident.place, incident.problem] += 1.0
    world.cycle_recorded[incident.place, incident.problem] += 1.0


@kernel
def _discover(world: World, rules: Parameters, today: Day, incident: Row, who: int) -> None:
    """Let patrol come upon a crime that nobody reported, where and as much as patrol is (Lum and Isaac 2016).

    Police who correct for it let it count less where they are more than elsewhere (Ensign and others 2018).
    """
    hours, neighbourhood = world.places.hours[incident.place], world.places.neighbourhood[incident.place]
    here = world.neighbourhoods[neighbourhood]
    chance = 1.0 - math.exp(-rules.patrol.discovery * here.diligence * hours)
    if draw(today, REPORT, who, ReportDraw.DISCOVERED) >= chance:
        return
    even = here.patrol_hours / (here.end_place - here.first_place)
    incident.discovered = 1
    world.series.discovered[neighbourhood, incident.problem] += 1.0
    world.known[incident.place, incident.problem] += math.pow(min(1.0, even / hours), rules.assessment.by_exposure)


@kernel
def _answer_to_crisis(
    world: World, rules: Parameters, today: Day, crisis: Row, who: int, offered: int
) -> tuple[float, bool]:
    """Return an officer's hours at a social crisis, and whether it will end in an apprehension.

    Hours are fewer, the person is helped and nobody is apprehended where the right agency takes over.
    """
    response = rules.response
    if _is_handed_over(world, response, today, crisis, who):
        is_connected(world, rules, today, who, crisis.victim)
        return response.hours_crisis * (1.0 - response.handover_saving), False
    if is_apprehended(world, rules, today, who, crisis.victim, offered):
        return response.hours_crisis + rules.crisis_teams.apprehension_hours, True
    return response.hours_crisis, False


@kernel
def _is_handed_over(world: World, response: ResponseParameters, today: Day, crisis: Row, who: int) -> bool:
    """Return whether the right agency takes a social crisis over, which relieves the person's need.

    That takes hours of the agency's staff, who have so many for crises in a cycle; the last may take some of the next.
    """
    person = world.residents[crisis.victim]
    community = world.neighbourhoods.community[person.neighbourhood]
    agency = world.problems.agency[crisis.problem]
    if draw(today, Purpose.HANDOVER, who) >= world.collaboration.agency_tie[community, agency]:
        return False
    if world.crisis_hours[community, agency] <= 0.0:
        return False
    world.crisis_hours[community, agency] -= response.handover_hours
    world.tally.handovers[person.neighbourhood] += 1.0
    world.tally.handover_hours[person.neighbourhood] += response.handover_hours
    relieve(person, response)
    return True


@kernel
def _call_for_other_reasons(world: World, rules: Parameters, today: Day, neighbourhood: int) -> None:
    """Add a neighbourhood's calls that concern no crime: most calls, and they take hours all the same."""
    here = world.neighbourhoods[neighbourhood]
    mean = rules.response.routine_calls / DAYS_IN_YEAR * population(here)
    count = poisson(mean, draw(today, ROUTINE, neighbourhood, RoutineDraw.COUNT))
    for nth in range(min(count, population(here))):
        caller = resident_of(here, draw(today, ROUTINE, neighbourhood, RoutineDraw.CALLER + nth))
        call_about_no_crime(world, rules, today, caller)
