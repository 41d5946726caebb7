"""How far money is from concerns: what all residents would raise, against what initiatives cost that are begun."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from twin.arithmetic import plain_sum, weighted_mean
from twin.assessment import half_apart
from twin.forums import tells
from twin.happenings import Initiative
from twin.places import Community, Neighbourhood

Table = Sequence[Sequence[float]]


def ask_all(town: Any) -> None:
    """Add what every adult would tell at a forum of this cycle; it moves nothing."""
    for neighbourhood in town.neighbourhoods:
        for problem in town.problems:
            q = problem.number
            neighbourhood.coming.concerns[q] += plain_sum(tells(town, adult, q) for adult in neighbourhood.adults)


def note_cost(neighbourhood: Neighbourhood, initiative: Initiative) -> None:
    """Add what an initiative costs that begins."""
    neighbourhood.coming.meant[initiative.problem.number] += initiative.granted


def money_apart(communities: list[Community], raised: Table, meant: Table) -> float:
    """How far shares of money are from shares of concerns: the mean of the communities that have both, by residents.

    Both tables are sums over some time, by neighbourhood and problem.
    """
    both = [(community, cells_of(community, raised), cells_of(community, meant)) for community in communities]
    both = [(community, *cells) for community, *cells in both if all(plain_sum(each) > 0 for each in cells)]
    if not both:
        return math.nan
    apart = [half_apart(some, others) for _, some, others in both]
    return weighted_mean(apart, [community.population for community, _, _ in both])


def cells_of(community: Community, table: Table) -> list[float]:
    return [value for neighbourhood in community.neighbourhoods for value in table[neighbourhood.number]]
