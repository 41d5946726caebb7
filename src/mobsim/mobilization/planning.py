"""Planning: a planner gets a briefing and a budget, and gives back a plan. One page is the whole contract.

``plan(briefing, budget) -> Plan`` proposes at most one new initiative of each measure for each neighbourhood. Any function of
this form can take the place of :func:`plan_by_need`. What the account of a measure cannot pay is not begun.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk, mean_over_community
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.initiatives import Lead, Measure, Reach, Status
from mobsim.scenario.planning import PlanningParameters, costs_of_initiatives
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
    account: Float  # (communities, measures), CAD
    claim: Float  # (neighbourhoods, measures), CAD of the account that a neighbourhood may call its own
    cost: Float  # (neighbourhoods, measures), CAD of a police-assisted initiative
    free_slots: Int
    busy: Float  # (neighbourhoods, problems, measures), 1 where such an initiative is under way
    policies: Policies
    planning: PlanningParameters


class Plan(NamedTuple):
    """A planner's proposal, shapes ``(neighbourhoods, measures)``; ``problem`` is -1 where nothing is proposed."""

    problem: Int
    lead: Int  # Lead
    cost: Float


Planner = Callable[[Briefing, Budget], Plan]


def budget_for(briefing: Briefing, desk: Desk, represented: Float, planning: PlanningParameters) -> Budget:
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
        account=desk.account.copy(),
        claim=desk.claim.copy(),
        cost=costs_of_initiatives(planning, briefing.population),
        free_slots=(planned & empty).reshape(-1, desk.slots_each).sum(1),
        busy=busy,
        policies=desk.policies,
        planning=planning,
    )


def plan_by_need(briefing: Briefing, budget: Budget) -> Plan:
    """Propose what assessed need and beliefs in what works speak for, where most is owed.

    Of each measure, as long as the community's account pays: the neighbourhood with the greatest claim against the cost.
    Neither measure waits for the other's money.
    """
    lead = np.repeat(_who_leads(budget)[:, None], len(Measure), 1)
    shared = np.where(lead == Lead.COMMUNITY_LED, budget.planning.community_cost_share, 1.0)
    worst = _worst_problems(briefing, budget, lead)
    plan = Plan(np.full_like(worst, NONE), lead, budget.cost * shared)
    free, account = budget.free_slots.copy(), budget.account.copy()
    for community, measure in in_turn(budget.account):
        wanting = (budget.community == community) & (free > 0) & (worst[:, measure] != NONE)
        for neighbourhood in owed_most(wanting, budget.claim[:, measure] / plan.cost[:, measure]):
            if account[community, measure] < plan.cost[neighbourhood, measure]:
                break
            account[community, measure] -= plan.cost[neighbourhood, measure]
            plan.problem[neighbourhood, measure] = worst[neighbourhood, measure]
            free[neighbourhood] -= 1
    return plan


def in_turn(account: Float) -> Iterator[tuple[int, int]]:
    """Yield the accounts in the order in which they are spent: by community, and within it by measure."""
    return ((community, measure) for community in range(account.shape[0]) for measure in range(account.shape[1]))


def owed_most(wanting: np.ndarray, claim: Float) -> list[int]:
    """Return the neighbourhoods that want an initiative, the greatest claim first, of equals the lower number."""
    rows = np.flatnonzero(wanting)
    return rows[np.argsort(-claim[rows], kind="stable")].tolist()


def _who_leads(budget: Budget) -> Int:
    """Return each neighbourhood's lead; an adaptive strategy leaves it to the community where need for police is low."""
    wished = budget.policies.lead[budget.community]
    by_zone = np.where(budget.zone >= Zone.ENGAGEMENT, Lead.COMMUNITY_LED, Lead.POLICE_ASSISTED)
    return np.where(wished == LeadPolicy.ADAPTIVE, by_zone, wished)


def _worst_problems(briefing: Briefing, budget: Budget, lead: Int) -> Int:
    """Return the problem that need and beliefs speak for most, ``(neighbourhoods, measures)``; NONE where all are taken.

    Only social development suits problems that are no crime.
    """
    rows = np.arange(budget.community.size)
    in_town = mean_over_community(budget.severity, np.ones(rows.size), budget.community)
    represented = budget.represented[:, None]
    wanted = represented * budget.severity + (1.0 - represented) * in_town
    score = wanted[:, :, None] * budget.belief[rows, :, :, lead[:, 0]]
    suits = (briefing.crime > 0)[:, None] | IS_SOCIAL
    score = np.where((budget.busy == 0.0) & suits, score, -1.0)
    return np.where(score.max(1) < 0.0, NONE, score.argmax(1))
