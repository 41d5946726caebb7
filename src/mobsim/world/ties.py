"""Ties between residents: mostly near home, few anywhere in town, made symmetric in compressed rows.

Communities share no ties: each makes its own, on a thread that is free, and what it needs for that is as large as itself.
"""

from typing import NamedTuple

import numpy as np

from mobsim.scenario.residents import TieParameters
from mobsim.tools.births import Born, TieDraw, of_tie
from mobsim.tools.draws import moment_of, nth_draw, subject, within
from mobsim.tools.kernel import kernel
from mobsim.tools.sharing import side_by_side
from mobsim.world.columns import Communities, Int, Int32, Neighbourhoods, Places, Ties
from mobsim.world.whereabouts import largest_first, residents_of


class Naming(NamedTuple):
    """Who names whom in a community, whose residents are counted from 0 on here."""

    partners: Int32  # (made each, residents), whom each names
    named: Int32  # (residents,), how often each is named; then where the next of those who name them is written
    namers: Int32  # (made each * residents,), who name each, one resident after the other, ascending


class Reach(NamedTuple):
    """From where partners are taken, rows ``first`` to ``end - 1``: the same place, those around, the neighbourhood, the town."""

    first: tuple[int, int, int, int]
    end: tuple[int, int, int, int]


def make_ties(
    places: Places,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    made: TieParameters,
    key: np.uint64,
    threads: int = 1,
) -> Ties:
    """Make the ties of all residents; each resident makes half of their own, the other half come from others."""
    missing = np.zeros(communities.size, np.int64)
    count_missing(places, neighbourhoods, communities, made, key, missing)
    first, end = residents_of(communities, neighbourhoods)
    last_row = 2 * (made.made_each * end - np.cumsum(missing))
    start, to = np.zeros(int(end[-1]) + 1, np.int64), np.empty(int(last_row[-1]), np.int32)

    def tie(community: int) -> None:
        count = int(end[community] - first[community])
        naming = Naming(
            np.empty((made.made_each, count), np.int32),
            np.zeros(count, np.int32),
            np.empty(made.made_each * count, np.int32),
        )
        name_partners(places, neighbourhoods, communities, made, key, community, naming)
        first_row = 0 if community == 0 else last_row[community - 1]
        lay_out_ties(naming, start[first[community] + 1 : end[community] + 1], first_row, first[community], to)

    side_by_side(threads, tie, largest_first(communities, neighbourhoods))
    return Ties(start, to)


@kernel
def count_missing(
    places: Places,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    made: TieParameters,
    key: np.uint64,
    missing: Int,
) -> None:
    """Count the ties in each community that come to nothing, because nobody else is in reach: who lives alone may make such."""
    begun = moment_of(key, Born.TIES)
    for place in range(places.size):
        if places.end[place] - places.first[place] == 1:
            resident, reach = places.first[place], _reach(places, neighbourhoods, communities, made.next_reach, place)
            for nth in range(made.made_each):
                alone = _partner(reach, made, subject(begun, resident), resident, nth) == resident
                missing[neighbourhoods.community[places.neighbourhood[place]]] += alone


@kernel
def name_partners(
    places: Places,
    neighbourhoods: Neighbourhoods,
    communities: Communities,
    made: TieParameters,
    key: np.uint64,
    community: int,
    naming: Naming,
) -> None:
    """Let each resident of a community name partners: mostly near home, few anywhere in town."""
    here, begun = communities[community], moment_of(key, Born.TIES)
    first, _ = residents_of(here, neighbourhoods)
    first_place = neighbourhoods.first_place[here.first_neighbourhood]
    for place in range(first_place, neighbourhoods.end_place[here.end_neighbourhood - 1]):
        reach = _reach(places, neighbourhoods, communities, made.next_reach, place)
        living = slice(places.first[place] - first, places.end[place] - first)
        for nth in range(made.made_each):
            _name(naming.partners[nth, living], reach, made, begun, places.first[place], nth, first)
    for resident in range(naming.named.size):
        for nth in range(made.made_each):
            partner = naming.partners[nth, resident]
            naming.named[partner] += partner != resident


@kernel
def _reach(
    places: Places, neighbourhoods: Neighbourhoods, communities: Communities, next_reach: int, place: int
) -> Reach:
    home = neighbourhoods[places.neighbourhood[place]]
    lower, upper = max(home.first_place, place - next_reach), min(home.end_place - 1, place + next_reach)
    first, end = residents_of(communities[home.community], neighbourhoods)
    return Reach(
        (places.first[place], places.first[lower], home.first_resident, first),
        (places.end[place], places.end[upper], home.end_resident, end),
    )


@kernel
def _name(
    partners: Int32, reach: Reach, made: TieParameters, begun: np.uint64, resident: int, nth: int, first: int
) -> None:
    """Let those of a place name their ``nth`` partner each; ``resident`` is the first of them, ``first`` of the community."""
    for row in range(partners.size):  # from 0 on and without a branch, so that the compiler takes several rows at once
        one = resident + row
        partners[row] = _partner(reach, made, subject(begun, one), one, nth) - first


@kernel
def _partner(reach: Reach, made: TieParameters, begun: np.uint64, resident: int, nth: int) -> int:
    """Return the ``nth`` partner whom a resident names; the resident, where nobody else is in reach."""
    u, near = nth_draw(begun, of_tie(nth, TieDraw.HOW_FAR)), made.same_place + made.next_places
    first = _by_distance(u, made.same_place, near, 1.0 - made.anywhere, reach.first)
    end = _by_distance(u, made.same_place, near, 1.0 - made.anywhere, reach.end)
    partner = within(first, end, nth_draw(begun, of_tie(nth, TieDraw.PARTNER)))
    another = partner + 1 if partner + 1 < end else first
    return another if partner == resident else partner


@kernel
def _by_distance(u: float, same: float, near: float, here: float, rows: tuple[int, int, int, int]) -> int:
    return rows[0] if u < same else (rows[1] if u < near else (rows[2] if u < here else rows[3]))


@kernel
def lay_out_ties(naming: Naming, end: Int, row: int, first: int, to: Int32) -> None:
    """Write both ends of every tie of a community from a row on, each resident's in ascending order, and where they end."""
    _gather_namers(naming, end, row)
    # Whoever is tied to a resident, by naming or being named, gets the resident: taken in order, each list comes out ascending.
    namer = 0
    for resident in range(naming.named.size):
        for nth in range(naming.partners.shape[0]):
            partner = naming.partners[nth, resident]
            if partner != resident:
                to[end[partner]] = first + resident
                end[partner] += 1
        while namer < naming.named[resident]:
            partner = naming.namers[namer]
            to[end[partner]] = first + resident
            end[partner] += 1
            namer += 1


@kernel
def _gather_namers(naming: Naming, end: Int, row: int) -> None:
    """Set where the ties of each resident begin, which moves to their end as they are written, and list who named whom."""
    before = 0
    for resident in range(naming.named.size):
        end[resident] = row
        row += naming.named[resident]
        for nth in range(naming.partners.shape[0]):
            row += naming.partners[nth, resident] != resident
        naming.named[resident], before = before, before + naming.named[resident]
    for resident in range(naming.named.size):
        for nth in range(naming.partners.shape[0]):
            partner = naming.partners[nth, resident]
            if partner != resident:
                naming.namers[naming.named[partner]] = resident
                naming.named[partner] += 1
