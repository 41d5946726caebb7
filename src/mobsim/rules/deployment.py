"""Deploy officers: hours to calls first, the rest by strategy to neighbourhoods, activities and places."""

import math

from mobsim.scenario.enumerations import Activity
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.police import PatrolParameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World

LEAST_KNOWN = 0.01  # keeps a place nobody knows of on the patrol map


@kernel(inner=True)
def deploy(world: World, patrol: PatrolParameters, day: int) -> None:
    """Split each officer's day between calls, overhead and the neighbourhoods his slot covers."""
    neighbourhoods, tally = world.neighbourhoods, world.tally
    neighbourhoods.able_hours[:] = 0.0
    for here in range(neighbourhoods.able_hours.size):
        _split_the_day(world, here)
    for community in range(world.communities.call_load.size):
        _reserve_for_calls(world, patrol, community, day)
        _send_to_neighbourhoods(world, patrol, community)
    for here in range(neighbourhoods.able_hours.size):
        able = neighbourhoods.able_hours[here]
        neighbourhoods.patrol_hours[here] = neighbourhoods.patrol_today[here] * able
        neighbourhoods.engagement_hours[here] = neighbourhoods.engagement_today[here] * able
        neighbourhoods.initiative_hours[here] = neighbourhoods.initiative_today[here] * able
        tally.patrol_hours[here] += neighbourhoods.patrol_hours[here]
        tally.engagement_hours[here] += neighbourhoods.engagement_hours[here]
        tally.initiative_hours[here] += neighbourhoods.initiative_hours[here]


@kernel
def _split_the_day(world: World, neighbourhood: int) -> None:
    """Split a neighbourhood's hours by strategy; where no initiative asks for police, its hours go back to the rest."""
    neighbourhoods, initiatives = world.neighbourhoods, world.initiatives
    patrol, engagement = neighbourhoods.patrol_share[neighbourhood], neighbourhoods.engagement_share[neighbourhood]
    initiative = neighbourhoods.initiative_share[neighbourhood]
    slots = initiatives.size // neighbourhoods.size
    asked = False
    for slot in range(neighbourhood * slots, (neighbourhood + 1) * slots):
        running = initiatives.status[slot] == Status.RUNNING and initiatives.reserved[slot] == 0
        asked |= running and initiatives.lead[slot] == Lead.POLICE_ASSISTED
    rest = patrol + engagement
    if not asked and rest > 0.0:
        patrol, engagement, initiative = patrol / rest, engagement / rest, 0.0
    neighbourhoods.patrol_today[neighbourhood] = patrol
    neighbourhoods.engagement_today[neighbourhood] = engagement
    neighbourhoods.initiative_today[neighbourhood] = initiative


@kernel
def _reserve_for_calls(world: World, patrol: PatrolParameters, community: int, day: int) -> None:
    communities, officers, calls, officer_hours = world.communities, world.officers, world.calls, world.officer_hours
    first, end = communities.first_officer[community], communities.end_officer[community]
    shift = patrol.shift_hours * communities.overtime[community]
    on_duty = 0
    for officer in range(first, end):
        on_duty += (day + 3 * officer) % DAYS_IN_WEEK < 3
    load = communities.call_load[community]
    for call in range(world.counts.calls[0]):
        if world.neighbourhoods.community[calls.neighbourhood[call]] == community:
            load += calls.hours[call]
    to_calls = min(1.0, load / (on_duty * shift)) if on_duty * shift > 0.0 else 0.0
    overhead = communities.overhead[community]
    for officer in range(first, end):
        hours = shift if (day + 3 * officer) % DAYS_IN_WEEK < 3 else 0.0
        officers.reserve[officer] = to_calls * hours
        free = hours - officers.reserve[officer]
        officers.able[officer] = free * (1.0 - overhead)
        officer_hours[officer, Activity.RESPONSE] += officers.reserve[officer]
        officer_hours[officer, Activity.OVERHEAD] += free * overhead


@kernel
def _send_to_neighbourhoods(world: World, patrol: PatrolParameters, community: int) -> None:
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
                _spend(world, patrol, officer, here, officers.able[officer] * overlap * slots)
            here += 1


@kernel
def _spend(world: World, patrol: PatrolParameters, officer: int, neighbourhood: int, hours: float) -> None:
    neighbourhoods, officer_hours, familiarity = world.neighbourhoods, world.officer_hours, world.familiarity
    neighbourhoods.able_hours[neighbourhood] += hours
    officer_hours[officer, Activity.PATROL] += hours * neighbourhoods.patrol_today[neighbourhood]
    officer_hours[officer, Activity.ENGAGEMENT] += hours * neighbourhoods.engagement_today[neighbourhood]
    officer_hours[officer, Activity.INITIATIVES] += hours * neighbourhoods.initiative_today[neighbourhood]
    local = neighbourhood - world.communities.first_neighbourhood[neighbourhoods.community[neighbourhood]]
    known = familiarity[officer, local]
    familiarity[officer, local] = known + min(1.0, patrol.familiarity_rate * hours) * (1.0 - known)


@kernel(inner=True)
def patrol_places(world: World, patrol: PatrolParameters) -> None:
    """Send patrol hours to places: a share by estimated risk, the rest evenly; presence lingers a little (Koper 1995).

    What programmes bring comes on top, at their places.
    """
    places, neighbourhoods, communities = world.places, world.neighbourhoods, world.communities
    for neighbourhood in range(neighbourhoods.community.size):
        hours = neighbourhoods.patrol_hours[neighbourhood]
        focus = communities.risk_focus[neighbourhoods.community[neighbourhood]]
        first, end = neighbourhoods.first_place[neighbourhood], neighbourhoods.end_place[neighbourhood]
        evenly = (1.0 - focus) / (end - first)
        estimated = 0.0
        for place in range(first, end):
            risk = math.pow(places.known[place] + LEAST_KNOWN, patrol.focus_exponent)
            places.hours[place] = risk
            estimated += risk
        for place in range(first, end):
            brought = world.programmes.patrol[place]
            places.hours[place] = hours * (evenly + focus * places.hours[place] / estimated) + brought
            neighbourhoods.patrol_hours[neighbourhood] += brought
            world.tally.patrol_hours[neighbourhood] += brought
            places.presence[place] = places.presence[place] * patrol.linger + places.hours[place]
