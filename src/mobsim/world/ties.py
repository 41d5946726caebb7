"""Ties between residents: mostly near home, few anywhere in town, made symmetric in compressed rows."""

import numpy as np

from mobsim.scenario.residents import TieParameters
from mobsim.tools.births import Born, TieDraw, of_tie
from mobsim.tools.draws import uniform, within
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Int, Int32, Neighbourhoods, Places, Residents, Ties


def make_ties(
    residents: Residents, places: Places, neighbourhoods: Neighbourhoods, made: TieParameters, key: np.uint64
) -> Ties:
    """Make the ties of all residents; each resident makes half of their own, the other half come from others."""
    count = residents.place.size
    partners = np.empty((count, made.made_each), np.int32)
    pick_partners(residents, places, neighbourhoods, made, key, partners)
    start = np.zeros(count + 1, np.int64)
    count_ties(partners, start)
    to = np.empty(int(start[-1]), np.int32)
    fill_ties(partners, start, to)
    return Ties(start, to)


@kernel
def pick_partners(
    residents: Residents,
    places: Places,
    neighbourhoods: Neighbourhoods,
    made: TieParameters,
    key: np.uint64,
    partners: Int32,
) -> None:
    """Let each resident name partners: mostly near home, few anywhere in town."""
    for resident in range(residents.place.size):
        for nth in range(made.made_each):
            u = uniform(key, Born.TIES, resident, of_tie(nth, TieDraw.HOW_FAR))
            place = residents.place[resident]
            neighbourhood = residents.neighbourhood[resident]
            if u < made.same_place:
                first, end = places.first[place], places.end[place]
            elif u < made.same_place + made.next_places:
                first, end = _around(places, neighbourhoods, place, neighbourhood, made.next_reach)
            elif u < 1.0 - made.anywhere:
                first, end = neighbourhoods.first_resident[neighbourhood], neighbourhoods.end_resident[neighbourhood]
            else:
                first, end = _in_town(neighbourhoods, neighbourhood)
            partner = within(first, end, uniform(key, Born.TIES, resident, of_tie(nth, TieDraw.PARTNER)))
            if partner == resident:
                partner = partner + 1 if partner + 1 < end else first
            partners[resident, nth] = partner


@kernel
def _around(
    places: Places, neighbourhoods: Neighbourhoods, place: int, neighbourhood: int, reach: int
) -> tuple[int, int]:
    lower = max(neighbourhoods.first_place[neighbourhood], place - reach)
    upper = min(neighbourhoods.end_place[neighbourhood] - 1, place + reach)
    return places.first[lower], places.end[upper]


@kernel
def _in_town(neighbourhoods: Neighbourhoods, neighbourhood: int) -> tuple[int, int]:
    community = neighbourhoods.community[neighbourhood]
    lower, upper = neighbourhood, neighbourhood
    while lower > 0 and neighbourhoods.community[lower - 1] == community:
        lower -= 1
    while upper + 1 < neighbourhoods.community.size and neighbourhoods.community[upper + 1] == community:
        upper += 1
    return neighbourhoods.first_resident[lower], neighbourhoods.end_resident[upper]


@kernel
def count_ties(partners: Int32, start: Int) -> None:
    """Set where the ties of each resident start, counting those named and those who named."""
    for resident in range(partners.shape[0]):
        for nth in range(partners.shape[1]):
            if partners[resident, nth] != resident:
                start[resident + 1] += 1
                start[partners[resident, nth] + 1] += 1
    for resident in range(partners.shape[0]):
        start[resident + 1] += start[resident]


@kernel(allocates=True)
def fill_ties(partners: Int32, start: Int, to: Int32) -> None:
    """Write both ends of every tie, each resident's in ascending order."""
    # Twice transposed, each row comes out ascending without a sort: first by who is named, then by who names.
    count = partners.shape[0]
    filled = start[:-1].copy()
    rows = np.empty_like(to)
    for resident in range(count):
        for nth in range(partners.shape[1]):
            partner = partners[resident, nth]
            if partner != resident:
                rows[filled[resident]] = partner
                filled[resident] += 1
                rows[filled[partner]] = resident
                filled[partner] += 1
    filled = start[:-1].copy()
    for resident in range(count):
        for row in range(start[resident], start[resident + 1]):
            other = rows[row]
            to[filled[other]] = resident
            filled[other] += 1
