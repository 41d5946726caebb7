"""Contacts between officers and residents: what a good or bad one does to trust, and who else hears of it."""

from typing import NamedTuple

import numpy as np

from mobsim.scenario.feelings import InsecurityParameters
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.police import ContactsParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Day, draw, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, Source, of_hearer
from mobsim.world.columns import Int32, Residents, World
from mobsim.world.table import Row
from mobsim.world.whereabouts import local, population


class Contact(NamedTuple):
    """A contact with police: how it went, what it came of, and how much it weighs."""

    good: bool
    source: int  # :class:`mobsim.tools.purposes.Source`, or the number of a call
    weight: float  # over an ordinary contact


@kernel(inner=True)
def meet(world: World, trust: TrustParameters, today: Day, resident: int, contact: Contact) -> None:
    """Let a contact move the resident's trust and that of the ties who hear of it (Rosenbaum et al. 2005, Brunson 2007)."""
    residents, ties, tally = world.residents, world.ties, world.tally
    neighbourhood = residents.neighbourhood[resident]
    if contact.good:
        residents.contacts_good[resident] += 1
        tally.good[neighbourhood] += 1.0
    else:
        residents.contacts_bad[resident] += 1
        tally.bad[neighbourhood] += 1.0
    feel_contact(residents[resident], trust, contact.good, contact.weight)
    first, share = ties.start[resident], contact.weight * trust.hearsay_share
    for nth in range(ties.start[resident + 1] - first):
        if draw(today, Purpose.GOSSIP, resident, of_hearer(contact.source, nth)) < trust.hearsay_chance:
            feel_contact(residents[ties.to[first + nth]], trust, contact.good, share)


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
def most_contacts(world: World, neighbourhood: int) -> int:
    """Return how many contacts of one sort a day can bring in a neighbourhood: none where no officer covers it."""
    here = world.neighbourhoods[neighbourhood]
    return population(here) if here.cover_last >= here.cover_first else 0


@kernel(inner=True)
def covering_officer(world: World, neighbourhood: int, u: float) -> int:
    """Return one of the officers whose slots cover a neighbourhood, each as likely."""
    here = world.neighbourhoods[neighbourhood]
    return world.officers.at_slot[within(here.cover_first, here.cover_last + 1, u)]


@kernel
def meet_sample(world: World, rules: Parameters, today: Day, sample: Int32, good: bool) -> None:
    """Let each resident of a sample have one contact, all good or all bad (a programme's doorstep visit)."""
    for row in range(sample.size):
        meet(world, rules.trust, today, sample[row], Contact(good, Source.SAMPLE, 1.0))
        if good:
            reassure(world.residents, rules.insecurity, sample[row])
