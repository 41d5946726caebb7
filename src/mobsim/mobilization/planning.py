"""Planning: a planner gets a briefing and a budget, and gives back a plan. One page is the whole contract.

``plan(briefing, budget) -> Plan`` proposes at most one new initiative for each neighbourhood. Any function of this form can
take the place of :func:`plan_by_need`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Policies, mean_over_community
from mobsim.scenario.initiatives import Lead, Measure, Status
from mobsim.scenario.planning import PlanningParameters
from mobsim.world.columns import Float, Initiatives, Int, Neighbourhoods
from mobsim.world.organisations import RESIDENTS_PER_SIZE

ADAPTIVE = 2
COMMUNITY_ZONE = 2  # from this zone on an adaptive strategy leaves the lead to the community
NONE = -1


class Budget(NamedTuple):
    """What a planner may spend and must heed; shapes ``(neighbourhoods,)`` unless said otherwise."""

    community: Int
    zone: Int
    severity: Float  # (neighbourhoods, problems), assessed
    belief: Float  # (neighbourhoods, problems, measures, leads)
    represented: Float
    account: Float
    social_spent: Float
    programme_spent: Float
    free_slots: Int
    busy: Float  # (neighbourhoods, problems, measures), 1 where such an initiative is under way
    policies: Policies
    planning: PlanningParameters


class Plan(NamedTuple):
    """A planner's proposal; ``problem`` is -1 where nothing is proposed."""

    problem: Int
    measure: Int
    lead: Int
    cost: Float


Planner = Callable[[Briefing, Budget], Plan]


def budget_for(
    neighbourhoods: Neighbourhoods,
    initiatives: Initiatives,
    severity: Float,
    belief: Float,
    represented: Float,
    policies: Policies,
    planning: PlanningParameters,
) -> Budget:
    """Lay out what a planner may spend."""
    count = neighbourhoods.community.size
    planned = initiatives.reserved == 0
    taken, free = planned & (initiatives.status != Status.EMPTY), planned & (initiatives.status == Status.EMPTY)
    busy = np.zeros((count, severity.shape[1], 2))
    neighbourhood, _ = np.nonzero(taken.reshape(count, -1))
    busy[neighbourhood, initiatives.problem[taken], initiatives.measure[taken]] = 1.0
    return Budget(
        neighbourhoods.community, neighbourhoods.zone, severity, belief, represented, neighbourhoods.account,
        neighbourhoods.social_spent, neighbourhoods.programme_spent, free.reshape(count, -1).sum(1), busy, policies, planning,
    )  # fmt: skip


def plan_by_need(briefing: Briefing, budget: Budget) -> Plan:
    """Propose the initiative that assessed need, beliefs in what works, and the strategy's shares speak for."""
    rows = np.arange(budget.community.size)
    policies, planning = budget.policies, budget.planning
    wished = policies.lead[budget.community]
    by_zone = np.where(budget.zone >= COMMUNITY_ZONE, Lead.COMMUNITY_LED, 0)
    lead = np.where(wished == ADAPTIVE, by_zone, wished)
    size = briefing.population / RESIDENTS_PER_SIZE
    size = size * np.where(lead == Lead.COMMUNITY_LED, planning.community_cost_share, 1.0)
    social_cost = size * planning.cost_social
    due = policies.social_share[budget.community] * (budget.programme_spent + social_cost)
    measure = np.where(budget.social_spent + social_cost / 2.0 < due, Measure.SOCIAL, Measure.SITUATIONAL)
    cost = np.where(measure == Measure.SOCIAL, social_cost, size * planning.cost_situational)
    in_town = mean_over_community(budget.severity, np.ones(rows.size), budget.community)
    represented = budget.represented[:, None]
    wanted = represented * budget.severity + (1.0 - represented) * in_town
    score = wanted * budget.belief[rows, :, measure, lead]
    possible = budget.busy[rows, :, measure] == 0.0
    possible &= (briefing.crime > 0)[None, :] | (measure == Measure.SOCIAL)[:, None]
    score = np.where(possible, score, -1.0)
    problem = np.argmax(score, 1)
    refused = (score[rows, problem] < 0) | (budget.account < cost) | (budget.free_slots == 0)
    return Plan(np.where(refused, NONE, problem), measure, lead, cost)
