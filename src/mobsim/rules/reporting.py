"""What of the truth becomes known: reports by victims and witnesses, records, tips, calls."""

import numpy as np

from mobsim.scenario.police import ReportingParameters, ResponseParameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.change import logistic, lowered
from mobsim.tools.draws import Purpose, below, poisson, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Calls, World

REPORT, HANDOVER, ROUTINE = int(Purpose.REPORT), int(Purpose.HANDOVER), int(Purpose.ROUTINE)
MOST_ROUTINE = 500  # calls from a neighbourhood in a day
LEAST_URGENT = 2


@kernel(inner=True)
def report(
    world: World, reporting: ReportingParameters, response: ResponseParameters, keys: np.ndarray, day: int
) -> None:
    """Let victims and witnesses report the day's incidents; what is reported joins the queue of calls."""
    for community in range(world.communities.call_load.size):
        world.communities.call_load[community] *= 1.0 - response.load_memory
    for row in range(world.counts.incidents[0]):
        _report_incident(world, reporting, response, keys, day, row)
    _call_for_other_reasons(world, response, keys[ROUTINE], day)


@kernel
def _report_incident(
    world: World, reporting: ReportingParameters, response: ResponseParameters, keys: np.ndarray, day: int, row: int
) -> None:
    incidents, problems, residents = world.incidents, world.problems, world.residents
    problem, kind, place = incidents.problem[row], incidents.kind[row], incidents.place[row]
    offender = incidents.offender[row]
    who = offender if offender >= 0 else incidents.victim[row] + residents.size
    neighbourhood = world.places.neighbourhood[place]
    caller = _caller(world, reporting, keys[REPORT], day, who, row)
    tip = problems.crime[problem] and _tip(world, reporting, keys[REPORT], day, who, place)
    if caller < 0:
        return
    incidents.reported[row] = 1
    world.series.reported[neighbourhood, problem] += 1.0
    recorded = problems.crime[problem] and uniform(keys[REPORT], day, who, 2) < reporting.founded
    if recorded:
        incidents.recorded[row] = 1
        world.series.recorded[neighbourhood, problem] += 1.0
        world.tally.recorded_severity[neighbourhood] += world.kinds.severity[kind]
        world.places.known[place] += 1.0
    hours = response.hours_crime
    if not problems.crime[problem]:
        hours = _hours_of_crisis(world, response, keys[HANDOVER], day, who, row)
    _call(
        world, response, day, neighbourhood, problem, kind, caller, offender, recorded, tip,
        problems.priority[problem], hours, world.counts.before[0] + row,
    )  # fmt: skip


@kernel
def _caller(world: World, reporting: ReportingParameters, key: np.uint64, day: int, who: int, row: int) -> int:
    """Return who reports an incident, the victim or a witness of the place; -1 where nobody does."""
    incidents, residents, place = world.incidents, world.residents, world.incidents.place[row]
    first, count = world.places.first[place], world.places.end[place] - world.places.first[place]
    speaker = incidents.victim[row] if incidents.victim[row] >= 0 else first + below(count, uniform(key, day, who, 3))
    logit = world.kinds.reported[incidents.kind[row]]
    logit += reporting.by_trust * (residents.trust[speaker] - reporting.trust_reference)
    if uniform(key, day, who, 0) < logistic(logit):
        return speaker
    witness = first + below(count, uniform(key, day, who, 4))
    readiness = reporting.by_witness * np.float64(residents.trust[witness]) * np.float64(residents.cohesion[witness])
    return witness if uniform(key, day, who, 1) < readiness else -1


@kernel
def _tip(world: World, reporting: ReportingParameters, key: np.uint64, day: int, who: int, place: int) -> bool:
    """Return whether a witness passes a tip: that takes trust, and an open channel."""
    first, count = world.places.first[place], world.places.end[place] - world.places.first[place]
    neighbourhood = world.places.neighbourhood[place]
    witness = first + below(count, uniform(key, day, who, 5))
    channel = world.communities.information_sharing[world.neighbourhoods.community[neighbourhood]]
    if uniform(key, day, who, 6) >= reporting.tip_chance * np.float64(world.residents.trust[witness]) * channel:
        return False
    world.places.known[place] += reporting.tip_known
    world.tally.tips[neighbourhood] += 1.0
    return True


@kernel
def _hours_of_crisis(world: World, response: ResponseParameters, key: np.uint64, day: int, who: int, row: int) -> float:
    """Return an officer's hours at a social crisis: fewer, and the person is helped, if the right agency takes over."""
    problem, victim = world.incidents.problem[row], world.incidents.victim[row]
    community = world.neighbourhoods.community[world.residents.neighbourhood[victim]]
    if uniform(key, day, who, 0) >= world.collaboration.handover[community, world.problems.agency[problem]]:
        return response.hours_crisis
    world.residents.need[victim] = lowered(np.float64(world.residents.need[victim]), response.handover_relief)
    return response.hours_crisis * (1.0 - response.handover_saving)


@kernel
def _call_for_other_reasons(world: World, response: ResponseParameters, key: np.uint64, day: int) -> None:
    """Add the calls that concern no crime: most calls, and they take hours all the same."""
    neighbourhoods = world.neighbourhoods
    for neighbourhood in range(neighbourhoods.community.size):
        first = neighbourhoods.first_resident[neighbourhood]
        population = neighbourhoods.end_resident[neighbourhood] - first
        count = poisson(response.routine_calls / DAYS_IN_YEAR * population, uniform(key, day, neighbourhood, 0))
        for nth in range(min(count, MOST_ROUTINE)):
            caller = first + below(population, uniform(key, day, neighbourhood, 1 + nth))
            _call(
                world,
                response,
                day,
                neighbourhood,
                -1,
                -1,
                caller,
                -1,
                False,
                False,
                LEAST_URGENT,
                response.hours_routine,
                -1,
            )


@kernel
def _call(
    world: World,
    response: ResponseParameters,
    day: int,
    neighbourhood: int,
    problem: int,
    kind: int,
    caller: int,
    offender: int,
    recorded: bool,
    tip: bool,
    priority: int,
    hours: float,
    incident: int,
) -> None:
    calls: Calls = world.calls
    community = world.neighbourhoods.community[neighbourhood]
    world.communities.call_load[community] += response.load_memory * hours
    world.tally.calls[neighbourhood] += 1.0
    row = world.counts.calls[0]
    if row == calls.day.size:
        world.tally.unanswered[neighbourhood] += 1.0
        return
    world.counts.calls[0] = row + 1
    calls.day[row] = day
    calls.neighbourhood[row] = neighbourhood
    calls.problem[row] = problem
    calls.kind[row] = kind
    calls.caller[row] = caller
    calls.offender[row] = offender
    calls.recorded[row] = recorded
    calls.tip[row] = tip
    calls.waiting[row] = 1
    calls.priority[row] = priority
    calls.hours[row] = hours
    calls.incident[row] = incident
