"""Where things are: who lives in a neighbourhood, its number within its community, the slots of its initiatives.

Each serves kernels on one row and Python on a row or a whole table.
"""

from typing import Any

import numpy as np

from mobsim.tools.draws import within
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Communities, Initiatives, Neighbourhoods
from mobsim.world.table import Row


@kernel(plain=True)
def population(neighbourhood: Row) -> Any:
    """Return how many live in a neighbourhood (a row of the table), or in each (the table)."""
    return neighbourhood.end_resident - neighbourhood.first_resident


@kernel(plain=True)
def residents_of(community: Any, neighbourhoods: Neighbourhoods) -> tuple[Any, Any]:
    """Return the first resident of a community, whose neighbourhoods stand in a row, and the one after its last."""
    first, last = community.first_neighbourhood, community.end_neighbourhood - 1
    return neighbourhoods.first_resident[first], neighbourhoods.end_resident[last]


@kernel(plain=True)
def people_of(community: Any, neighbourhoods: Neighbourhoods) -> Any:
    """Return how many live in a community."""
    first, end = residents_of(community, neighbourhoods)
    return end - first


def largest_first(communities: Communities, neighbourhoods: Neighbourhoods) -> list[int]:
    """Return the numbers of communities, those where more live before those where fewer do."""
    return np.argsort(-people_of(communities, neighbourhoods), kind="stable").tolist()


@kernel(plain=True)
def places_of(community: Row, neighbourhoods: Neighbourhoods) -> tuple[int, int]:
    """Return the first place of a community, and the one after its last."""
    last = community.end_neighbourhood - 1
    return neighbourhoods.first_place[community.first_neighbourhood], neighbourhoods.end_place[last]


@kernel(inner=True)
def resident_of(neighbourhood: Row, u: float) -> int:
    """Return one of the residents of a neighbourhood, each as likely."""
    return within(neighbourhood.first_resident, neighbourhood.end_resident, u)


@kernel(inner=True)
def resident_in(community: Row, neighbourhoods: Neighbourhoods, u: float) -> int:
    """Return one of the residents of a community, each as likely."""
    first, end = residents_of(community, neighbourhoods)
    return within(first, end, u)


@kernel(inner=True)
def resident_at(place: Row, u: float) -> int:
    """Return one of the residents of a place, each as likely."""
    return within(place.first, place.end, u)


@kernel(plain=True)
def local(neighbourhood: Any, neighbourhoods: Neighbourhoods, communities: Communities) -> Any:
    """Return the number of a neighbourhood within its community."""
    return neighbourhood - communities.first_neighbourhood[neighbourhoods.community[neighbourhood]]


@kernel(plain=True)
def slots_each(initiatives: Initiatives, neighbourhoods: Neighbourhoods) -> int:
    """Return how many slots for initiatives each neighbourhood has."""
    return initiatives.size // neighbourhoods.community.size


@kernel(plain=True)
def slots_of(neighbourhood: int, initiatives: Initiatives, neighbourhoods: Neighbourhoods) -> tuple[int, int]:
    """Return the first slot of a neighbourhood, and the one after its last."""
    each = slots_each(initiatives, neighbourhoods)
    return neighbourhood * each, (neighbourhood + 1) * each


@kernel(plain=True)
def slots_in(community: Row, initiatives: Initiatives, neighbourhoods: Neighbourhoods) -> tuple[int, int]:
    """Return the first slot of a community, and the one after its last."""
    each = slots_each(initiatives, neighbourhoods)
    return community.first_neighbourhood * each, community.end_neighbourhood * each


@kernel(plain=True)
def neighbourhood_of(slot: Any, initiatives: Initiatives, neighbourhoods: Neighbourhoods) -> Any:
    """Return the neighbourhood that owns a slot, or those that own several."""
    return slot // slots_each(initiatives, neighbourhoods)
