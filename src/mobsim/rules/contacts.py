"""Contacts between officers and residents: what a good or bad one does to trust, and who else hears of it."""

import numpy as np

from mobsim.scenario.feelings import InsecurityParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import ContactsParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Day, draw, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import MOST_HEARERS, Purpose, Source, of_hearer
from mobsim.world.columns import Int32, Residents, World
from mobsim.world.table import Row
from mobsim.world.whereabouts import local

MOST_CONTACTS = 200  # of one sort in a neighbourhood, or at a place, and day


@kernel(inner=True)
def meet(world: World, trust: TrustParameters, today: Day, resident: int, good: bool, source: int) -> None:
    """Let a contact move the resident's trust and that of the ties who hear of it (Rosenbaum et al. 2005, Brunson 2007).

    ``source`` is the number of what the contact came of (:class:`mobsim.tools.purposes.Source`).
    """
    residents, ties, tally = world.residents, world.ties, world.tally
    neighbourhood = residents.neighbourhood[resident]
    if good:
        residents.contacts_good[resident] += 1
        tally.good[neighbourhood] += 1.0
    else:
        residents.contacts_bad[resident] += 1
        tally.bad[neighbourhood] += 1.0
    feel_contact(residents[resident], trust, good, 1.0)
    first = ties.start[resident]
    for nth in range(min(MOST_HEARERS, ties.start[resident + 1] - first)):
        if draw(today, Purpose.GOSSIP, resident, of_hearer(source, nth)) < trust.hearsay_chance:
            feel_contact(residents[ties.to[first + nth]], trust, good, trust.hearsay_share)


@kernel(inner=True)
def feel_contact(person: Row, trust: TrustParameters, good: bool, weight: float) -> None:
    """Move trust after a contact: a bad one weighs several times a good one (Skogan 2006) and leaves a grievance."""
    own = np.float64(person.trust)
    if good:
        person.trust = raised(own, weight * trust.good_contact)
        return
    loss = min(own, weight * trust.good_contact * trust.bad_contact_weight * own)
    person.trust = own - loss
    person.grievance = min(1.0, np.float64(person.grievance) + trust.grievance_share * loss)


@kernel(inner=True)
def reassure(residents: Residents, insecurity: InsecurityParameters, resident: int) -> None:
    """Let a good contact that comes home to a resident lower insecurity."""
    residents.insecurity[resident] = lowered(np.float64(residents.insecurity[resident]), insecurity.reassurance)


@kernel(inner=True)
def chance_of_good(world: World, contacts: ContactsParameters, officer: int, neighbourhood: int, shift: float) -> float:
    """Return the chance that a contact with an officer goes well: by skill, familiarity, and what shifts it."""
    familiarity = world.familiarity[officer, local(neighbourhood, world.neighbourhoods, world.communities)]
    return world.officers.skill[officer] + shift + contacts.familiarity_bonus * familiarity


@kernel(inner=True)
def covering_officer(world: World, neighbourhood: int, u: float) -> int:
    """Return one of the officers whose slots cover a neighbourhood, each as likely."""
    here = world.neighbourhoods[neighbourhood]
    return world.officers.at_slot[within(here.cover_first, here.cover_last + 1, u)]


@kernel
def meet_sample(world: World, rules: Parameters, today: Day, sample: Int32, good: bool) -> None:
    """Let each resident of a sample have one contact, all good or all bad (a programme's doorstep visit)."""
    for row in range(sample.size):
        meet(world, rules.trust, today, sample[row], good, Source.SAMPLE)
        if good:
            reassure(world.residents, rules.insecurity, sample[row])
