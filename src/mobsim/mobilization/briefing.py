"""What those who decide can know: records, what they were told, what agencies share. Never the truth.

Every function of this package takes a briefing, the leaders' own state and public facts of neighbourhoods; none takes
residents, incidents or true counts. A test holds this.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mobsim.scenario.strategy import Levers
from mobsim.world.columns import Float, Int


class Briefing(NamedTuple):
    """What a cycle brought to the leaders' tables; shapes ``(neighbourhoods,)`` or ``(neighbourhoods, problems)``."""

    day: int
    cycle: int
    population: Float
    share: Float  # of the community's population
    reported: Float
    recorded: Float
    told: Float
    attendees: Float
    told_trust: Float  # sums over attendees
    told_cohesion: Float
    kept: Float  # share of concerns followed up
    agencies_data: Float
    typical_reported: Float  # (problems,)
    severity_mean: Float  # (problems,)
    crime: Float  # (problems,) 1 or 0
    right_agency: Int  # (problems,)


class Policies(NamedTuple):
    """The levers of each community's strategy; shapes ``(communities,)``."""

    leadership: Float
    collaboration: Float
    risk_focus: Float
    information_sharing: Float
    lead: Int
    social_share: Float
    programme_share: Float
    patrol_share: Float
    engagement_share: Float
    follow_up: Float
    qualitative_weight: Float


def policies_of(levers: Sequence[Levers]) -> Policies:
    """Gather the levers of several communities."""
    columns = zip(*levers, strict=True)
    return Policies(*(np.array(column, np.int64 if isinstance(column[0], int) else float) for column in columns))


def mean_over_community(values: Float, weights: Float, community: Int) -> Float:
    """Average over the neighbourhoods of each community; returned for each neighbourhood, of the shape of ``values``."""
    flat = values.reshape(values.shape[0], -1)
    total = np.bincount(community, weights)
    means = np.stack([np.bincount(community, flat[:, column] * weights) / total for column in range(flat.shape[1])], 1)
    return means[community].reshape(values.shape)
