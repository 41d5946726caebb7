"""Planning: a planner gets a briefing and a budget, and gives back a plan. One page is the whole contract.

``plan(briefing, budget) -> Plan`` proposes at most one new initiative of each measure for each neighbourhood. Any function of
this form can take the place of :func:`plan_by_need`. What the account of a neighbourhood cannot pay is not begun.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mobsim.mobilization.briefing import Briefing, Desk, mean_over_community
from mobsim.mobilization.comparison import LEAST_KNOWN
from mobsim.mobilization.worth import suits, who_leads
from mobsim.scenario.initiatives import EMPTY, REACHES_PLACES, Measure
from mobsim.scenario.planning import RESIDENTS_PER_SIZE, PlanningParameters, aimed_at
from mobsim.tools.ranking import shares_of_greatest
from mobsim.world.policies import Policies
from mobsim.world.table import Float, Int

NONE = -1


class Budget(NamedTuple):
    """What a planner may spend and must heed; shapes ``(neighbourhoods,)`` unless said otherwise."""

    community: Int
    zone: Int  # Zone
    lead: Int  # Lead that the strategy wants
    severity: Float  # (neighbourhoods, problems), assessed
    belief: Float  # (neighbourhoods, problems, measures, leads), fall that is expected
    within: Float  # (neighbourhoods, problems, measures), share of the problem that an initiative would aim at
    represented: Float
    account: Float  # (neighbourhoods, measures), CAD
    cost: Float  # (neighbourhoods, measures), CAD of the next initiative, were it police-assisted
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


def budget_for(briefing: Briefing, desk: Desk, represented: Float, cost: Float, planning: PlanningParameters) -> Budget:
    """Lay out what a planner may spend; ``cost`` is that of police-assisted initiatives of usual extent."""
    neighbourhoods, initiatives, severity = desk.neighbourhoods, desk.initiatives, desk.beliefs.severity
    planned, empty = initiatives.reserved == 0, initiatives.status == EMPTY
    taken = (planned & ~empty).nonzero()[0]
    busy = np.zeros((*severity.shape, len(Measure)))
    busy[taken // desk.slots_each, initiatives.problem[taken], initiatives.measure[taken]] = 1.0
    return Budget(
        community=neighbourhoods.community,
        zone=neighbourhoods.zone,
        lead=who_leads(desk),
        severity=severity,
        belief=desk.beliefs.belief,
        within=_aimed_at(briefing, desk, planning),
        represented=represented,
        account=desk.account.copy(),
        cost=cost * desk.extent,
        free_slots=(planned & empty).reshape(-1, desk.slots_each).sum(1),
        busy=busy,
        policies=desk.policies,
        planning=planning,
    )


def _aimed_at(briefing: Briefing, desk: Desk, planning: PlanningParameters) -> Float:
    """Return the share of each problem that the targets of an initiative would hold; 1 where it reaches residents."""
    neighbourhoods = desk.neighbourhoods
    within = np.ones((*desk.beliefs.severity.shape, len(Measure)))
    most = aimed_at(planning.targets, briefing.population / RESIDENTS_PER_SIZE)
    bounds = np.array([neighbourhoods.first_place, neighbourhoods.end_place]).T.copy()
    at_places = np.ones(desk.beliefs.severity.shape)
    shares_of_greatest(desk.known, briefing.crime > 0, briefing.weight, bounds, most, LEAST_KNOWN, at_places)
    within[:, :, REACHES_PLACES] = at_places[:, :, None]
    return within


def plan_by_need(briefing: Briefing, budget: Budget) -> Plan:
    """Propose, wherever a neighbourhood's account pays, the initiative that would prevent most harm for its money."""
    shared = budget.planning.share_of_cost(budget.lead)
    lead, cost = budget.lead[:, None].repeat(len(Measure), 1), budget.cost * shared[:, None]
    best = _best_problems(briefing, budget)
    affordable = (best != NONE) & (budget.account >= cost)
    plan = Plan(np.full(best.shape, NONE), lead, cost)
    free = budget.free_slots.copy()
    for measure in Measure:
        begins = (free > 0) & affordable[:, measure]
        plan.problem[begins, measure] = best[begins, measure]
        free -= begins
    return plan


def _best_problems(briefing: Briefing, budget: Budget) -> Int:
    """Return the problem of which most could be prevented, ``(neighbourhoods, measures)``; NONE where all are taken.

    Of equals it is the first in an order that begins with another problem in each neighbourhood and cycle.
    """
    rows, types = np.arange(budget.community.size), budget.severity.shape[1]
    in_town = mean_over_community(budget.severity, np.ones(rows.size), budget.community)
    represented = budget.represented[:, None]
    wanted = represented * budget.severity + (1.0 - represented) * in_town
    value = wanted[:, :, None] * budget.belief[rows, :, :, budget.lead] * budget.within
    usual = value.sum(1, keepdims=True) / types
    by_worth = budget.planning.by_worth
    score = by_worth * np.divide(value, usual, out=np.zeros(value.shape), where=usual > 0) + 1.0 - by_worth
    score = np.where((budget.busy == 0.0) & suits(briefing), score, -1.0)
    order = (briefing.cycle + rows[:, None] + np.arange(types)) % types
    best = score[rows[:, None], order].argmax(1)  # in that order
    best = order[rows[:, None], best]
    return np.where(score.max(1) < 0.0, NONE, best)
