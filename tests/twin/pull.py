"""Pull: what draws offenders and others to a neighbourhood, as is declared or as its place among all has it."""

from __future__ import annotations

import math
from typing import Any

from twin.arithmetic import cumulated, mean, plain_sum
from twin.draws import Purpose, normal
from twin.places import Community, Neighbourhood

OF_NEIGHBOURHOODS = 4  # in place of a time, in draws of BIRTH
LEAST_RISK = 0.05


def be_pulled(town: Any, risks: list[list[float]]) -> None:
    """Let every neighbourhood pull: by the relative risks that are declared of it, one of each type, or by its rank."""
    for community in town.communities:
        for neighbourhood in community.neighbourhoods:
            declared = risks[neighbourhood.number]
            by_risk = mean(max(LEAST_RISK, risk) for risk in declared)
            neighbourhood.pull = by_risk if declared else pull_by_rank(town, community, neighbourhood)
    for neighbourhood in town.neighbourhoods:
        pulls = [other.pull for other in neighbourhood.adjacent]
        neighbourhood.adjacent_upper = [bound / plain_sum(pulls) for bound in cumulated(pulls)]


def pull_by_rank(town: Any, community: Community, neighbourhood: Neighbourhood) -> float:
    """Give a neighbourhood its share of a community's spread: each community has the same centres for its size."""
    by_lot = sorted(
        community.neighbourhoods, key=lambda each: town.uniform(Purpose.BIRTH, OF_NEIGHBOURHOODS, each.number, 1)
    )
    middle = (by_lot.index(neighbourhood) + 0.5) / len(by_lot)
    return math.exp(town.rules.offending.pull_spread * normal(middle))


def drawn_to(neighbourhood: Neighbourhood) -> float:
    """Share of the life in its community's centres that is lived in a neighbourhood."""
    return neighbourhood.pull / plain_sum(other.pull for other in neighbourhood.community.neighbourhoods)
