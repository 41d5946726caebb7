"""Who leads where: the rows of the leaders of each neighbourhood, and what they are like on average."""

import numpy as np

from mobsim.world.institutions import Communities
from mobsim.world.public import PublicCommunities, PublicNeighbourhoods
from mobsim.world.table import Float, Int


def seats_at(communities: Communities, community: int) -> slice:
    """Return the rows of a community's leaders."""
    return slice(int(communities.first_leader[community]), int(communities.end_leader[community]))


def local_leaders(
    neighbourhoods: PublicNeighbourhoods, communities: PublicCommunities, *, chief: bool, association: bool
) -> Int:
    """Return the rows of each neighbourhood's leaders: mayor, councillor, chief or association if asked; -1 where none."""
    rows = [communities.mayor[neighbourhoods.community], neighbourhoods.councillor]
    if chief:
        rows.append(communities.chief[neighbourhoods.community])
    if association:
        rows.append(neighbourhoods.association)
    return np.array(rows).T


def mean_of(values: Float, rows: Int) -> Float:
    """Average a column of leaders over the rows given for each neighbourhood (-1 is nobody)."""
    seated = rows >= 0
    return np.where(seated, values[rows], 0.0).sum(1) / seated.sum(1)
