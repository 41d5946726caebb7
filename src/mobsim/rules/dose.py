"""The dose that is delivered: how much of what was planned, and whether it is enough to matter.

Of 122 interventions against burglary 13 were delivered strongly enough to matter, and 10 of those worked (Millie and Hough
2004); with little money for each household crime moved elsewhere (Ekblom and others 1996).
"""

from mobsim.scenario.delivering import DeliveryParameters
from mobsim.scenario.initiatives import REACHES_PLACES, Status
from mobsim.tools.change import response_to
from mobsim.tools.draws import Day
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.table import Row
from mobsim.world.whereabouts import people_of, slots_in


@kernel(inner=True)
def queue_for_agencies(world: World, delivery: DeliveryParameters, community: int) -> None:
    """Set the share that agencies give of the hours for which initiatives can pay: all wait alike where staff are few.

    What a programme brings is beside an agency's own staff, and waits for nobody.
    """
    share, initiatives, here = world.agency_share[community], world.initiatives, world.communities[community]
    share[:] = 0.0
    first, end = slots_in(here, initiatives, world.neighbourhoods)
    for slot in range(first, end):
        initiative = initiatives[slot]
        if initiative.status == Status.RUNNING and initiative.reserved == 0:
            share[initiative.agency] += hours_wanted(initiative, delivery)
    capacity = delivery.agency_capacity * people_of(here, world.neighbourhoods) / 1000.0
    for agency in range(share.size):
        wanted = share[agency]
        share[agency] = capacity / wanted if wanted > capacity else 1.0


@kernel(inner=True)
def hours_wanted(initiative: Row, delivery: DeliveryParameters) -> float:
    """Return the hours of its agency that an initiative can pay today."""
    return min(initiative.daily_money, initiative.money) / delivery.agency_hour_cost


@kernel(inner=True)
def note_dose(initiative: Row, delivery: DeliveryParameters, today: Day, asked: float, delivered: float) -> None:
    """Blend the day's share of a full dose into the mean since the initiative began, or since the first day.

    A full dose puts into each place or resident the hours that are needed, all as intended: too few hours are a
    part of it, and so are hours that an agency has not got, or that are not delivered as intended or by the right agency.
    """
    at_places = REACHES_PLACES[initiative.measure]
    aimed_at = initiative.target_count if at_places else initiative.reached_count
    needed = delivery.dose_needed_places if at_places else delivery.dose_needed_residents
    share = 0.0
    if asked > 0.0 and aimed_at > 0:
        share = delivered / asked * min(1.0, asked / aimed_at / needed)
    initiative.dose += (share - initiative.dose) / (today.day - max(0, initiative.start_day) + 1)


@kernel(inner=True)
def response(initiative: Row, delivery: DeliveryParameters) -> float:
    """Return what an hour of an initiative's work does, of what it would do at a full dose."""
    return response_to(initiative.dose, delivery.dose_half, delivery.dose_steepness)
