"""A planner of our own. It sees what leaders believe, and imports nothing that holds the truth."""

import numpy as np

from mobsim.mobilization.briefing import Briefing
from mobsim.mobilization.planning import NONE, Budget, Plan, plan_by_need


def where_heard(briefing: Briefing, budget: Budget) -> Plan:
    """Plan by need, but only where residents came to the forum."""
    plan = plan_by_need(briefing, budget)
    return plan._replace(problem=np.where(briefing.attendees[:, None] > 0, plan.problem, NONE))
