"""The work that volunteers come upon, near home or through ties, and who works where."""

from mobsim.scenario.initiatives import REACHES_PLACES, Status
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.draws import Week, below, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import JoinDraw, Purpose
from mobsim.world.columns import World
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import places_of, slots_of


@kernel(inner=True)
def work_found(world: World, social_appeal: float, resident: int, week: Week) -> int:
    """Return the slot of the initiative that a resident comes upon: near home, near a tie's home, else social work.

    NONE where there is none: work takes those who live near it or have ties there.
    """
    person, ties = world.residents[resident], world.ties
    slot = _open_near(world, person.place)
    first, count = ties.start[resident], ties.start[resident + 1] - ties.start[resident]
    if slot == NONE and count > 0:
        tie = ties.to[first + below(count, draw(week, Purpose.JOIN, resident, JoinDraw.WHICH_TIE))]
        if world.residents.neighbourhood[tie] == person.neighbourhood:
            slot = _open_near(world, world.residents.place[tie])
    if slot == NONE and draw(week, Purpose.JOIN, resident, JoinDraw.SOCIAL_WORK) < social_appeal:
        slot = _social_work(world, person.neighbourhood, week.week)
    return slot


@kernel
def _open_near(world: World, place: int) -> int:
    """Return the situational initiative that is shown near a place, if it is still at work; else NONE."""
    slot = world.places.near[place]
    return slot if slot != NONE and _takes_volunteers(world.initiatives[slot], True) else NONE


@kernel
def _takes_volunteers(initiative: Row, at_places: bool) -> bool:
    """Return whether an initiative is at work and open to residents, and works on places (or not) as asked."""
    is_open = initiative.status == Status.RUNNING and initiative.closed == 0
    return is_open and REACHES_PLACES[initiative.measure] == at_places


@kernel
def _social_work(world: World, neighbourhood: int, turn: int) -> int:
    """Return one of a neighbourhood's open initiatives that work with residents, taken in turn; NONE where there is none."""
    initiatives = world.initiatives
    first, end = slots_of(neighbourhood, initiatives, world.neighbourhoods)
    count = 0
    for slot in range(first, end):
        count += _takes_volunteers(initiatives[slot], False)
    wanted = turn % max(1, count)
    for slot in range(first, end):
        if _takes_volunteers(initiatives[slot], False):
            if wanted == 0:
                return slot
            wanted -= 1
    return NONE


@kernel(inner=True)
def show_work(world: World, running_at_most: int, week: Week, community: int) -> None:
    """Show at each place the situational initiative at work there or next door; several take turns from week to week.

    Whose turn it is goes by the slots of the neighbourhood's own plans: room kept for programmes changes nothing.
    """
    here = world.communities[community]
    first_place, end_place = places_of(here, world.neighbourhoods)
    world.places.near[first_place:end_place] = NONE
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        first, end = slots_of(neighbourhood, world.initiatives, world.neighbourhoods)
        slots = end - first
        for step in range(slots - 1, -1, -1):  # the first in turn comes last, so that it stands
            slot = first + (week.week % running_at_most + step) % slots
            if _takes_volunteers(world.initiatives[slot], True):
                for nth in range(world.initiatives.target_count[slot]):
                    _show_around(world, world.targets[slot, nth], slot)


@kernel
def _show_around(world: World, place: int, slot: int) -> None:
    """Show an initiative at a place and at the next ones in the neighbourhood."""
    here = world.neighbourhoods[world.places.neighbourhood[place]]
    for beside in range(max(here.first_place, place - 1), min(here.end_place, place + 2)):
        world.places.near[beside] = slot


@kernel(inner=True)
def stand_down(world: World, place: int) -> None:
    """Take the residents of a place off the volunteers of initiatives, before they decide on the week to come."""
    if not world.places.at_work[place]:
        return
    for resident in range(world.places.first[place], world.places.end[place]):
        slot = world.residents.active[resident]
        if slot != NONE:
            world.initiatives.volunteers[slot] -= 1.0
            world.initiatives.turnouts[slot] -= world.residents.turnouts[resident]


@kernel(inner=True)
def sign_up(world: World, place: int) -> None:
    """Add those residents of a place who are active to the volunteers of their initiatives."""
    if not world.places.at_work[place]:
        return
    for resident in range(world.places.first[place], world.places.end[place]):
        slot = world.residents.active[resident]
        if slot != NONE:
            world.initiatives.volunteers[slot] += 1.0
            world.initiatives.turnouts[slot] += world.residents.turnouts[resident]
            world.tally.pledged_turnouts[world.places.neighbourhood[place]] += world.residents.turnouts[resident]


@kernel(inner=True)
def set_free(world: World, resident: int) -> None:
    """Let a resident who is active stop at once; what was still to come of the week is not worked."""
    person = world.residents[resident]
    if person.active != NONE:
        today = world.lists.day[world.neighbourhoods.community[person.neighbourhood]]
        worked = (today - person.place) % DAYS_IN_WEEK  # days since the resident decided
        left = (DAYS_IN_WEEK - worked) / DAYS_IN_WEEK
        world.tally.forgone_turnouts[person.neighbourhood] += person.turnouts * left
        world.initiatives.volunteers[person.active] -= 1.0
        world.initiatives.turnouts[person.active] -= person.turnouts
        person.active = NONE


@kernel
def release(world: World) -> None:
    """Let nobody be active in an initiative that has ended; its members stay members."""
    for place in range(world.places.size):
        if not world.places.at_work[place]:
            continue
        for resident in range(world.places.first[place], world.places.end[place]):
            slot = world.residents.active[resident]
            if slot != NONE and world.initiatives[slot].status == Status.EMPTY:
                set_free(world, resident)
