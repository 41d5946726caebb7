"""Planning: a planner gets a briefing and a budget, and gives back a plan. One page is the whole contract.

``plan(briefing, budget) -> Plan`` proposes at most one new initiative for each neighbourhood. Any function of this form can
take the place of :func:`plan_by_need`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk, mean_over_community
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.initiatives import Lead, Measure, Reach, Status
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, PlanningParameters
from mobsim.scenario.strategy import LeadPolicy
from mobsim.world.policies import Policies
from mobsim.world.table import Float, Int

NONE = -1
IS_SOCIAL = np.array([measure.reaches == Reach.RESIDENTS for measure in Measure])  # social development, by measure


class Budget(NamedTuple):
    """What a planner may spend and must heed; shapes ``(neighbourhoods,)`` unless said otherwise."""

    community: Int
    zone: Int  # Zone
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
    """A planner's proposal, shapes ``(neighbourhoods,)``; ``problem`` is -1 where nothing is proposed."""

    problem: Int
    measure: Int  # Measure
    lead: Int  # Lead
    cost: Float


Planner = Callable[[Briefing, Budget], Plan]


def budget_for(desk: Desk, represented: Float, planning: PlanningParameters) -> Budget:
    """Lay out what a planner may spend."""
    neighbourhoods, initiatives, severity = desk.neighbourhoods, desk.initiatives, desk.beliefs.severity
    planned, empty = initiatives.reserved == 0, initiatives.status == Status.EMPTY
    taken = np.flatnonzero(planned & ~empty)
    busy = np.zeros((*severity.shape, len(Measure)))
    busy[taken // desk.slots_each, initiatives.problem[taken], initiatives.measure[taken]] = 1.0
    return Budget(
        community=neighbourhoods.community,
        zone=neighbourhoods.zone,
        severity=severity,
        belief=desk.beliefs.belief,
        represented=represented,
        account=neighbourhoods.account,
        social_spent=neighbourhoods.social_spent,
        programme_spent=neighbourhoods.programme_spent,
        free_slots=(planned & empty).reshape(-1, desk.slots_each).sum(1),
        busy=busy,
        policies=desk.policies,
        planning=planning,
    )


def plan_by_need(briefing: Briefing, budget: Budget) -> Plan:
    """Propose the initiative that assessed need, beliefs in what works, and the strategy's shares speak for."""
    rows = np.arange(budget.community.size)
    lead = _who_leads(budget)
    cost = _cost(briefing, budget.planning, lead)
    in_town = mean_over_community(budget.severity, np.ones(rows.size), budget.community)
    represented = budget.represented[:, None]
    wanted = represented * budget.severity + (1.0 - represented) * in_town
    score = wanted[:, :, None] * budget.belief[rows, :, :, lead]
    score = np.where(_possible(briefing, budget, cost), score, -1.0)
    problem, measure = np.unravel_index(score.reshape(rows.size, -1).argmax(1), score.shape[1:])
    cost = cost[rows, measure]
    refused = (score[rows, problem, measure] < 0) | (budget.account < cost) | (budget.free_slots == 0)
    return Plan(np.where(refused, NONE, problem), measure, lead, cost)


def _who_leads(budget: Budget) -> Int:
    """Return each neighbourhood's lead; an adaptive strategy leaves it to the community where need for police is low."""
    wished = budget.policies.lead[budget.community]
    by_zone = np.where(budget.zone >= Zone.ENGAGEMENT, Lead.COMMUNITY_LED, Lead.POLICE_ASSISTED)
    return np.where(wished == LeadPolicy.ADAPTIVE, by_zone, wished)


def _cost(briefing: Briefing, planning: PlanningParameters, lead: Int) -> Float:
    """Return what an initiative of each measure would cost; shape ``(neighbourhoods, measures)``."""
    size = briefing.population / RESIDENTS_PER_SIZE
    size = size * np.where(lead == Lead.COMMUNITY_LED, planning.community_cost_share, 1.0)
    return size[:, None] * np.array([planning.cost_of(measure) for measure in Measure])


def _possible(briefing: Briefing, budget: Budget, cost: Float) -> np.ndarray:
    """Return which initiatives are possible; shape ``(neighbourhoods, problems, measures)``.

    Social development is in turn while it has had less than its share of the money, else what is situational. Only social
    development suits problems that are no crime.
    """
    share = budget.policies.social_share[budget.community][:, None]
    due = share * (budget.programme_spent[:, None] + cost)
    behind = IS_SOCIAL & (budget.social_spent[:, None] + cost / 2.0 < due)
    in_turn = np.where(behind.any(1)[:, None], behind, ~IS_SOCIAL)
    suits = (briefing.crime > 0)[:, None] | IS_SOCIAL
    return (budget.busy == 0.0) & suits & in_turn[:, None, :]
