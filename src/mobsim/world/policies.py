"""The levers of every community's strategy, as columns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mobsim.scenario.strategy import Levers
from mobsim.world.table import Float, Int


class Policies(NamedTuple):
    """The levers of each community's strategy; shapes ``(communities,)``."""

    leadership: Float
    collaboration: Float
    risk_focus: Float
    information_sharing: Float
    lead: Int  # LeadPolicy
    social_share: Float
    programme_share: Float
    patrol_share: Float
    engagement_share: Float
    follow_up: Float
    qualitative_weight: Float
    crisis_teams: Float
    situation_table: Float


def in_force(policies: Policies, paid: Float) -> Policies:
    """Return policies as far as components, crisis teams and situation table are paid for: nothing acts on an empty purse."""
    return policies._replace(
        leadership=policies.leadership * paid,
        collaboration=policies.collaboration * paid,
        risk_focus=policies.risk_focus * paid,
        information_sharing=policies.information_sharing * paid,
        crisis_teams=policies.crisis_teams * paid,
        situation_table=policies.situation_table * paid,
    )


def policies_of(levers: Sequence[Levers]) -> Policies:
    """Gather the levers of several communities."""
    columns = zip(*levers, strict=True)
    return Policies(*(np.array(column, np.int64 if isinstance(column[0], int) else float) for column in columns))
