"""Deploy officers: hours to calls first, the rest by strategy to neighbourhoods, activities and places."""

import math

from mobsim.rules.supervision import work_under
from mobsim.scenario.enumerations import Activity
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import PatrolParameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.change import raised
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.problem_table import weight_with_police
from mobsim.world.table import Row
from mobsim.world.whereabouts import local, slots_of

SHIFTS_IN_WEEK = 3
LEAST_KNOWN = 0.01  # keeps a place nobody knows of on the patrol map


@kernel(inner=True)
def deploy(world: World, rules: Parameters, community: int) -> None:
    """Split each officer's day between calls, overhead and the neighbourhoods that their slot covers."""
    neighbourhoods, tally = world.neighbourhoods, world.tally
    first, end = world.communities.first_neighbourhood[community], world.communities.end_neighbourhood[community]
    for here in range(first, end):
        neighbourhoods.able_hours[here] = 0.0
        _split_the_day(world, here)
    _reserve_for_calls(world, rules.patrol, community)
    _send_to_neighbourhoods(world, rules.patrol, community)
    for here in range(first, end):
        able = neighbourhoods.able_hours[here]
        neighbourhoods.patrol_hours[here] = neighbourhoods.patrol_today[here] * able
        neighbourhoods.engagement_hours[here] = neighbourhoods.engagement_today[here] * able
        neighbourhoods.initiative_hours[here] = neighbourhoods.initiative_today[here] * able
        tally.patrol_hours[here] += neighbourhoods.patrol_hours[here]
        tally.engagement_hours[here] += neighbourhoods.engagement_hours[here]
        tally.initiative_hours[here] += neighbourhoods.initiative_hours[here]
        tally.standby_hours[here] += _standby(neighbourhoods[here]) * able


@kernel
def _standby(neighbourhood: Row) -> float:
    """Return the share of a neighbourhood's hours for which there is nothing to do today."""
    busy = neighbourhood.patrol_today + neighbourhood.engagement_today + neighbourhood.initiative_today
    return 0.0 if busy > 0.0 else 1.0


@kernel
def _split_the_day(world: World, neighbourhood: int) -> None:
    """Split a neighbourhood's hours by strategy; where no initiative asks for police, its hours go back to the rest.

    Where there is no rest either, officers stand by.
    """
    neighbourhoods, initiatives = world.neighbourhoods, world.initiatives
    patrol, engagement = neighbourhoods.patrol_share[neighbourhood], neighbourhoods.engagement_share[neighbourhood]
    initiative = neighbourhoods.initiative_share[neighbourhood]
    first, end = slots_of(neighbourhood, initiatives, neighbourhoods)
    asked = False
    for slot in range(first, end):
        running = initiatives.status[slot] == Status.RUNNING and initiatives.reserved[slot] == 0
        asked |= running and initiatives.lead[slot] == Lead.POLICE_ASSISTED
    rest = patrol + engagement
    if not asked:
        initiative = 0.0
        if rest > 0.0:
            patrol, engagement = patrol / rest, engagement / rest
    neighbourhoods.patrol_today[neighbourhood] = patrol
    neighbourhoods.engagement_today[neighbourhood] = engagement
    neighbourhoods.initiative_today[neighbourhood] = initiative


@kernel
def _reserve_for_calls(world: World, patrol: PatrolParameters, community: int) -> None:
    """Reserve hours for the calls to expect and those that wait; overhead takes its share of the rest."""
    officers, officer_hours, here = world.officers, world.officer_hours, world.communities[community]
    of_all = 0.0
    for officer in range(here.first_officer, here.end_officer):
        of_all += _begin_day(world, patrol, officer)
    to_calls = min(1.0, _load(world, community) / of_all) if of_all > 0.0 else 0.0
    for officer in range(here.first_officer, here.end_officer):
        hours = officers.able[officer]
        officers.reserve[officer] = to_calls * hours
        free = hours - officers.reserve[officer]
        officers.able[officer] = free * (1.0 - here.overhead)
        officer_hours[officer, Activity.RESPONSE] += officers.reserve[officer]
        officer_hours[officer, Activity.OVERHEAD] += free * here.overhead


@kernel
def _begin_day(world: World, patrol: PatrolParameters, officer: int) -> float:
    """Return, and set as able, an officer's hours of today; hours owed from calls that took longer come off first.

    The shifts of a week are spread over its days: an officer stands for the colleagues who take turns on a beat, which is
    left alone on no day, however few officers stand for the service.
    """
    here, row = world.communities[world.officers.community[officer]], world.officers[officer]
    hours = patrol.shift_hours * SHIFTS_IN_WEEK / DAYS_IN_WEEK * here.strength * here.overtime
    owing = min(hours, row.owed)
    row.owed -= owing
    row.able = hours - owing
    world.officer_hours[officer, Activity.RESPONSE] += owing
    here.hours_given += hours
    return row.able


@kernel
def _load(world: World, community: int) -> float:
    """Return the hours of calls that a community expects today, and of those that wait in the queue."""
    load = world.communities.call_load[community]
    for call in range(world.lists.first_call[community], world.lists.end_call[community]):
        load += world.calls.hours[call]
    return load


@kernel
def _send_to_neighbourhoods(world: World, patrol: PatrolParameters, community: int) -> None:
    """Let each slot spend its officer's hours in the neighbourhoods that it covers of the line of deployment shares."""
    neighbourhoods, officers, communities = world.neighbourhoods, world.officers, world.communities
    first, end = communities.first_officer[community], communities.end_officer[community]
    last_neighbourhood = communities.end_neighbourhood[community] - 1
    slots = end - first
    neighbourhood = communities.first_neighbourhood[community]
    for slot in range(slots):
        officer = officers.at_slot[first + slot]
        lower, upper = slot / slots, (slot + 1) / slots
        while neighbourhood < last_neighbourhood and neighbourhoods.deploy_upper[neighbourhood] <= lower:
            neighbourhood += 1
        here = neighbourhood
        while here <= last_neighbourhood and neighbourhoods.deploy_lower[here] < upper:
            overlap = min(upper, neighbourhoods.deploy_upper[here]) - max(lower, neighbourhoods.deploy_lower[here])
            if overlap > 0.0:
                hours = officers.able[officer] * overlap * slots
                _spend(world, patrol, officer, here, hours)
                work_under(world.supervisors[officers.squad[first + slot]], neighbourhoods[here], hours)
            here += 1


@kernel
def _spend(world: World, patrol: PatrolParameters, officer: int, neighbourhood: int, hours: float) -> None:
    neighbourhoods, officer_hours, familiarity = world.neighbourhoods, world.officer_hours, world.familiarity
    neighbourhoods.able_hours[neighbourhood] += hours
    officer_hours[officer, Activity.PATROL] += hours * neighbourhoods.patrol_today[neighbourhood]
    officer_hours[officer, Activity.ENGAGEMENT] += hours * neighbourhoods.engagement_today[neighbourhood]
    officer_hours[officer, Activity.INITIATIVES] += hours * neighbourhoods.initiative_today[neighbourhood]
    officer_hours[officer, Activity.STANDBY] += hours * _standby(neighbourhoods[neighbourhood])
    number = local(neighbourhood, neighbourhoods, world.communities)
    familiarity[officer, number] = raised(familiarity[officer, number], min(1.0, patrol.familiarity_rate * hours))


@kernel(inner=True)
def patrol_places(world: World, rules: Parameters, community: int) -> None:
    """Send patrol hours to places: a share by estimated risk, the rest evenly; presence lingers a little (Koper 1995).

    Risk counts as far as supervisors use it, and hours make as much presence as they are diligent. What programmes bring
    comes on top, at their places.
    """
    here = world.communities[community]
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        _weigh_places_of(world, rules.patrol, neighbourhood)
        _patrol_places_of(world, rules.patrol, neighbourhood)


@kernel
def _weigh_places_of(world: World, patrol: PatrolParameters, neighbourhood: int) -> None:
    """Set a neighbourhood's patrol hours to what police know of each place, weighted by severity, until hours are sent."""
    hours, here = world.places.hours, world.neighbourhoods[neighbourhood]
    for place in range(here.first_place, here.end_place):
        hours[place] = 0.0
    for problem in range(world.problems.size):
        weight = weight_with_police(world.problems[problem], patrol.by_severity)
        for place in range(here.first_place, here.end_place):
            hours[place] += weight * world.known[place, problem]


@kernel
def _patrol_places_of(world: World, patrol: PatrolParameters, neighbourhood: int) -> None:
    """Send a neighbourhood's patrol hours to its places, by what is known of each."""
    places, here = world.places, world.neighbourhoods[neighbourhood]
    hours, focus = here.patrol_hours, world.communities.risk_focus[here.community] * here.use
    evenly = (1.0 - focus) / (here.end_place - here.first_place)
    estimated = 0.0
    for place in range(here.first_place, here.end_place):
        places.hours[place] = math.pow(places.hours[place] + LEAST_KNOWN, patrol.focus_exponent)
        estimated += places.hours[place]
    for place in range(here.first_place, here.end_place):
        brought = world.programmes.patrol[place]
        places.hours[place] = hours * (evenly + focus * places.hours[place] / estimated) + brought
        here.patrol_hours += brought
        world.tally.patrol_hours[neighbourhood] += brought
        world.tally.brought_hours[neighbourhood] += brought
        places.presence[place] = places.presence[place] * patrol.linger + here.diligence * places.hours[place]
    world.tally.done_hours[neighbourhood] += here.diligence * (here.patrol_hours + here.engagement_hours)
