"""What those who decide can know and hold: a briefing on the cycle, and a desk of their own books. Never the truth.

Every function of this package takes a briefing, a desk, what comes of them, and parameters. No type among these holds
residents, incidents or true counts, in any depth, and none can be imported here: a test and the import contracts hold this.
"""

from typing import NamedTuple

import numpy as np

from mobsim.tools.groups import add_up_groups, share_out
from mobsim.world.institutions import Beliefs, Collaboration, Initiatives, Leaders
from mobsim.world.policies import Policies
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods, PublicOfficers
from mobsim.world.table import Float, Int, Int32


class Briefing(NamedTuple):
    """What a cycle brought to the leaders' tables; shapes ``(neighbourhoods,)`` or ``(neighbourhoods, problems)``."""

    day: int
    cycle: int
    reference_open: bool  # the reference of need still follows what is assessed
    population: Float
    share: Float  # of the community's population
    reported: Float
    recorded: Float
    discovered: Float
    pooled: Float  # known from health data alone
    patrol_hours: Float  # (neighbourhoods,), of the cycle
    places: Float  # (neighbourhoods,), how many
    told: Float
    attendees: Float
    told_trust: Float  # sums over attendees
    told_cohesion: Float
    told_members: Float
    kept: Float  # share of concerns followed up
    agencies_data: Float
    recorded_at: Float  # (places, problems), crimes recorded
    clients: Float  # (slots, 2), mean need, as agencies find it, of those reached and of those who wait
    typical_reported: Float  # (problems,)
    severity_mean: Float  # (problems,)
    crime: Float  # (problems,) 1 or 0
    may_discover: Float  # (problems,) 1 where patrol may come upon it, or 0
    weight: Float  # (problems,) with police
    right_agency: Int  # (problems,)
    unseen_treated: Float  # (problems,) share of a type that is treated in hospital and usually not reported
    treated_by: Int  # (problems,) agency, or -1


class Desk(NamedTuple):
    """What those who decide keep and command: their beliefs, their books and their people. What they set, they set here."""

    beliefs: Beliefs
    policies: Policies
    neighbourhoods: PublicNeighbourhoods
    communities: PublicCommunities
    leaders: Leaders
    officers: PublicOfficers
    collaboration: Collaboration
    initiatives: Initiatives
    targets: Int32  # (slots, most targets), places
    compared: Int32  # (slots, most compared), places that targets are judged against
    known: Float  # (places, problems), recent recorded, discovered and pooled crimes, and tips
    account: Float  # (neighbourhoods, measures), CAD for initiatives
    extent: Float  # (neighbourhoods, measures), money of the next initiative, times the usual
    usual_records: dict[
        tuple[int, int], float
    ]  # crimes known at a place in the mean, by community and problem, once asked

    @property
    def slots_each(self) -> int:
        """How many slots for initiatives each neighbourhood has."""
        return self.initiatives.size // self.neighbourhoods.community.size

    def places_of(self, neighbourhood: int) -> slice:
        """Return the rows of a neighbourhood's places."""
        return slice(self.neighbourhoods.first_place[neighbourhood], self.neighbourhoods.end_place[neighbourhood])

    def slots_of(self, neighbourhood: int) -> slice:
        """Return the slots of a neighbourhood."""
        return slice(neighbourhood * self.slots_each, (neighbourhood + 1) * self.slots_each)

    def neighbourhood_of(self, slot: int) -> int:
        """Return the neighbourhood that owns a slot."""
        return slot // self.slots_each


def mean_over_community(values: Float, weights: Float, community: Int) -> Float:
    """Average over the neighbourhoods of each community; returned for each neighbourhood, of the shape of ``values``."""
    flat = values.reshape(values.shape[0], -1)
    means = sums_over_community(flat * weights[:, None], community) / np.bincount(community, weights)[:, None]
    return means[community].reshape(values.shape)


def sums_over_community(values: Float, community: Int) -> Float:
    """Add up each column over the neighbourhoods of a community, in their order, ``(communities, columns)``."""
    sums = np.zeros((int(community[-1]) + 1, values.shape[1]))  # communities stand in order
    add_up_groups(values, community, sums)
    return sums


def shares_of_community(values: Float, community: Int, otherwise: Float) -> Float:
    """Return each neighbourhood's share of each column in its community; what it is ``otherwise`` where there is nothing."""
    shares = otherwise.copy()
    share_out(values, community, sums_over_community(values, community), shares)
    return shares
