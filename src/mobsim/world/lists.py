"""The lists that each community keeps of its day: where they stand, and what they hold for those who look on."""

import numpy as np
from numpy.typing import NDArray

from mobsim.world.columns import Communities, Lists, Neighbourhoods, World
from mobsim.world.entries import number_of_incident
from mobsim.world.extent import room_for_occurrences
from mobsim.world.whereabouts import people_of

Rows = NDArray[np.int64]


def lay_out_lists(communities: Communities, neighbourhoods: Neighbourhoods) -> Lists:
    """Give each community its stretch of the tables of incidents, calls and residents; nothing is listed yet."""
    lists = Lists.rows(communities.size)
    residents = [int(people_of(each, neighbourhoods)) for each in communities]
    incidents, calls = np.array([room_for_occurrences(each) for each in residents]).T.cumsum(1)
    lists.incidents_full, lists.calls_full = incidents, calls
    for first, filled, full in (
        ("first_incident", ("end_incident", "end_cleared"), incidents),
        ("first_call", ("end_call",), calls),
        ("first_resident", ("end_prone", "end_acute"), np.cumsum(residents)),
    ):
        for name in (first, *filled):
            getattr(lists, name)[1:] = full[:-1]
    return lists


def incidents_today(world: World) -> tuple[Rows, Rows]:
    """Return the rows of today's incidents, community by community, and the number of each."""
    lists = world.lists
    rows = _rows(lists.first_incident, lists.end_incident)
    communities = np.repeat(np.arange(lists.size), lists.end_incident - lists.first_incident)
    return rows, number_of_incident(lists, communities, rows)


def cleared_today(world: World) -> Rows:
    """Return the numbers of the incidents that were cleared today."""
    return world.cleared[_rows(world.lists.first_incident, world.lists.end_cleared)]


def calls_waiting(world: World) -> Rows:
    """Return the rows of the calls that wait, community by community, oldest first."""
    return _rows(world.lists.first_call, world.lists.end_call)


def acute_residents(world: World) -> Rows:
    """Return the rows of the residents who are listed as in an episode of acute risk, ascending."""
    return world.acute[_rows(world.lists.first_resident, world.lists.end_acute)].astype(np.int64)


def _rows(first: Rows, end: Rows) -> Rows:
    return np.concatenate([np.arange(*stretch) for stretch in zip(first, end, strict=True)])
