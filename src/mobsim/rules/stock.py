"""Take stock after a week: informal control and guardianship at places, means of neighbourhoods, volunteers."""

import math

from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.places import PlacesParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Initiatives, Neighbourhoods, Places, Residents, Tally, World
from mobsim.world.table import NONE
from mobsim.world.whereabouts import population


@kernel
def take_stock(world: World, rules: Parameters) -> None:
    """Refresh what places and neighbourhoods show of their residents, and what residents see of officers."""
    world.places.seen[:] = 0.0
    guard_places(world.residents, world.places, rules.places)
    average_neighbourhoods(world.residents, world.neighbourhoods)
    count_volunteers(world.residents, world.initiatives)
    forget_beats(world.familiarity, rules.patrol)
    show_engagement(world.neighbourhoods, world.tally, rules.trust)


@kernel(inner=True)
def count_volunteers(residents: Residents, initiatives: Initiatives) -> None:
    """Count the members of each initiative."""
    initiatives.volunteers[:] = 0.0
    for resident in range(residents.size):
        if residents.joined[resident] != NONE:
            initiatives.volunteers[residents.joined[resident]] += 1.0


@kernel(inner=True)
def show_engagement(neighbourhoods: Neighbourhoods, tally: Tally, trust: TrustParameters) -> None:
    """Let visibility of engaged officers follow the week's hours (Bradford, Jackson and Stanko 2009)."""
    for neighbourhood in range(neighbourhoods.visible.size):
        hours = tally.engagement_hours[neighbourhood] / population(neighbourhoods[neighbourhood]) * 1000.0
        seen = 1.0 - math.exp(-hours / trust.visibility_scale)
        neighbourhoods.visible[neighbourhood] += trust.visibility_rate * (seen - neighbourhoods.visible[neighbourhood])


@kernel(inner=True)
def guard_places(residents: Residents, places: Places, traces: PlacesParameters) -> None:
    """Set each place's informal control (mean cohesion), trust, and guardianship (who takes part, who stays indoors)."""
    for place in range(places.control.size):
        first, end = places.first[place], places.end[place]
        control, trust, guardianship = 0.0, 0.0, 0.0
        for resident in range(first, end):
            control += residents.cohesion[resident]
            trust += residents.trust[resident]
            takes_part = residents.joined[resident] != NONE
            watchful = traces.guardianship_member if takes_part else traces.guardianship_base
            guardianship += watchful * (1.0 - traces.indoors * residents.insecurity[resident])
        places.control[place] = control / (end - first)
        places.trust[place] = trust / (end - first)
        places.guardianship[place] = guardianship / (end - first)


@kernel(inner=True)
def average_neighbourhoods(residents: Residents, neighbourhoods: Neighbourhoods) -> None:
    """Set each neighbourhood's means over residents aged 15 and over."""
    for neighbourhood in range(neighbourhoods.trust.size):
        trust, cohesion, insecurity, part, adults = 0.0, 0.0, 0.0, 0.0, 0.0
        for resident in range(neighbourhoods.first_resident[neighbourhood], neighbourhoods.end_resident[neighbourhood]):
            if residents.age[resident] != Age.CHILD:
                trust += residents.trust[resident]
                cohesion += residents.cohesion[resident]
                insecurity += residents.insecurity[resident]
                part += residents.joined[resident] != NONE
                adults += 1.0
        adults = max(1.0, adults)
        neighbourhoods.adults[neighbourhood] = adults
        neighbourhoods.trust[neighbourhood] = trust / adults
        neighbourhoods.cohesion[neighbourhood] = cohesion / adults
        neighbourhoods.insecurity[neighbourhood] = insecurity / adults
        neighbourhoods.participation[neighbourhood] = part / adults


@kernel(inner=True)
def forget_beats(familiarity: Float, patrol: PatrolParameters) -> None:
    """Let familiarity with neighbourhoods fade."""
    kept = 1.0 - patrol.familiarity_fade
    for officer in range(familiarity.shape[0]):
        for neighbourhood in range(familiarity.shape[1]):
            familiarity[officer, neighbourhood] *= kept
