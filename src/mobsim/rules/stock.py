"""Take stock: of a place on its own day of the week, of neighbourhoods and of what is seen there at the week's end."""

import math

from mobsim.rules.volunteering import show_work
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.places import PlacesParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.draws import Day, week_of
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Places, Residents, World
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import local, population


@kernel
def take_stock(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Refresh at the end of a week what a community's neighbourhoods show: residents, officers, and work to be done."""
    here = world.communities[community]
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        average_neighbourhood(world.residents, world.neighbourhoods[neighbourhood], rules)
    forget_beats(world.familiarity[here.first_officer : here.end_officer], rules.patrol)
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        show_engagement(world, rules.trust, neighbourhood)
    show_work(world, rules.planning.running_at_most, week_of(today), community)


@kernel
def take_first_stock(world: World, rules: Parameters) -> None:
    """Set what places and neighbourhoods show of their residents when the town is born."""
    for place in range(world.places.size):
        guard_place(world.residents, world.places, place, rules.places)
    for neighbourhood in range(world.neighbourhoods.size):
        average_neighbourhood(world.residents, world.neighbourhoods[neighbourhood], rules)


@kernel(inner=True)
def show_engagement(world: World, trust: TrustParameters, neighbourhood: int) -> None:
    """Let visibility of engaged officers follow the week's hours (Bradford, Jackson and Stanko 2009).

    To be seen earns little by itself: it counts as far as concerns are followed up, or officers are no strangers (Blair et
    al. 2021).
    """
    here = world.neighbourhoods[neighbourhood]
    hours = world.tally.engagement_hours[neighbourhood] / population(here) * 1000.0
    known = max(here.kept_lately, _familiar(world, neighbourhood))
    earned = trust.visibility_alone + (1.0 - trust.visibility_alone) * known
    seen = (1.0 - math.exp(-hours / trust.visibility_scale)) * earned
    here.visible += trust.visibility_rate * (seen - here.visible)


@kernel
def _familiar(world: World, neighbourhood: int) -> float:
    """Return the mean familiarity with a neighbourhood of the officers that cover it; 0 where there are none."""
    here, number = world.neighbourhoods[neighbourhood], local(neighbourhood, world.neighbourhoods, world.communities)
    total = 0.0
    for slot in range(here.cover_first, here.cover_last + 1):
        total += world.familiarity[world.officers.at_slot[slot], number]
    return total / max(1, here.cover_last - here.cover_first + 1)


@kernel(inner=True)
def guard_place(residents: Residents, places: Places, place: int, traces: PlacesParameters) -> None:
    """Set a place's informal control (mean cohesion), trust, and guardianship (who is active, who stays indoors)."""
    first, end = places.first[place], places.end[place]
    control, trust, guardianship, at_work = 0.0, 0.0, 0.0, False
    for resident in range(first, end):
        control += residents.cohesion[resident]
        trust += residents.trust[resident]
        is_active = residents.active[resident] != NONE
        watchful = traces.guardianship_member if is_active else traces.guardianship_base
        at_work |= is_active
        guardianship += watchful * (1.0 - traces.indoors * residents.insecurity[resident])
    places.control[place] = control / (end - first)
    places.trust[place] = trust / (end - first)
    places.guardianship[place] = guardianship / (end - first)
    places.at_work[place] = at_work


@kernel(inner=True)
def repaired(world: World, place: int) -> float:
    """Return how far a place is watched and hardened against crime, which those who live there see."""
    hardened, types = 0.0, 0
    for problem in range(world.problems.size):
        if world.problems.crime[problem]:
            hardened += world.hardening[place, problem]
            types += 1
    return min(1.0, world.places.watch[place] + hardened / max(1, types))


@kernel(inner=True)
def average_neighbourhood(residents: Residents, here: Row, rules: Parameters) -> None:
    """Set a neighbourhood's means over residents aged 15 and over, and how many of them feel unsafe or trust police much."""
    trust, cohesion, insecurity, active, members, adults = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    unsafe, confident = 0.0, 0.0
    for resident in range(here.first_resident, here.end_resident):
        if residents.age[resident] != Age.CHILD:
            trust += residents.trust[resident]
            cohesion += residents.cohesion[resident]
            insecurity += residents.insecurity[resident]
            active += residents.active[resident] != NONE
            members += residents.member[resident]
            unsafe += residents.insecurity[resident] >= rules.insecurity.satisfied_below
            confident += residents.trust[resident] >= rules.trust.great_deal
            adults += 1.0
    adults = max(1.0, adults)
    here.adults = adults
    here.trust = trust / adults
    here.cohesion = cohesion / adults
    here.insecurity = insecurity / adults
    here.participation = active / adults
    here.membership = members / adults
    here.unsafe, here.confident = unsafe, confident


@kernel(inner=True)
def forget_beats(familiarity: Float, patrol: PatrolParameters) -> None:
    """Let familiarity with neighbourhoods fade."""
    kept = 1.0 - patrol.familiarity_fade
    for officer in range(familiarity.shape[0]):
        for neighbourhood in range(familiarity.shape[1]):
            familiarity[officer, neighbourhood] *= kept
