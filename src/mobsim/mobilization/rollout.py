"""Roll-out: in which neighbourhoods a strategy's programmes go, and where they have begun.

A neighbourhood that has not joined lives on as under the reference, as far as a neighbourhood can: officers split their hours as
they did, and no initiative begins. What a town shares, its table, forums and purse, cannot begin in one of its parts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.mobilization.briefing import shares_of_community
from mobsim.mobilization.planning import NONE, Plan
from mobsim.world.policies import Policies
from mobsim.world.table import Float, Int


def leads_in_force(policies: Policies, community: Int, rollout: "Rollout | None") -> Int:
    """Return the policy of lead of each neighbourhood: that before the strategy where it has not joined."""
    own = policies.lead[community]
    return own if rollout is None else np.where(rollout.joined, own, rollout.before.lead[community])


class Rollout(NamedTuple):
    """Where a strategy goes; shapes ``(neighbourhoods,)``."""

    community: Int
    meant: NDArray[np.bool_]  # to join at some time
    joined: NDArray[np.bool_]
    before: Policies  # of each community, where a neighbourhood has not joined

    def placed(self, placed: Float) -> Float:
        """Place programme money where programmes are meant to go, in the proportions that it would have there anyway.

        ``placed`` are shares of each community by measure. One that has joined waits for nobody; what is placed where a
        neighbourhood still waits is saved in its account, as far as an account holds, and buys overtime beyond that.
        """
        kept = np.where(self.meant[:, None], placed, 0.0)
        return shares_of_community(kept, self.community, placed)

    def begun(self, plan: Plan) -> Plan:
        """Return a plan with nothing in neighbourhoods that have not joined."""
        return plan._replace(problem=np.where(self.joined[:, None], plan.problem, NONE))
