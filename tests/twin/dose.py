"""How much of what was planned is delivered, what a dose of it does, and what agencies can give."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import logistic, mean, plain_sum
from twin.draws import Purpose, normal
from twin.happenings import SITUATIONAL, Initiative
from twin.people import AGENCY_HEAD
from twin.places import Community, Neighbourhood

EFFECTIVE = 0.5


def response(rules: Any, dose: float) -> float:
    """What a dose does, of what a full one does."""
    half, steepness = rules.dose_half, rules.dose_steepness
    return dose**steepness * (1 + half**steepness) / (dose**steepness + half**steepness)


def is_effective(rules: Any, initiative: Initiative) -> bool:
    return response(rules, initiative.dose) >= EFFECTIVE


def share_agencies(town: Any, community: Community) -> None:
    """Let each agency give as many hours as it has, to all who can pay the same share."""
    rules = town.rules.delivery
    capacity = rules.agency_capacity * community.population / 1000
    running = [initiative for n in community.neighbourhoods for initiative in n.leaders_running]
    for agency in range(len(town.agencies)):
        asked_of = plain_sum(can_pay(rules, initiative) for initiative in running if initiative.agency == agency)
        community.agency_share[agency] = capacity / asked_of if asked_of > capacity else 1.0


def can_pay(rules: Any, initiative: Initiative) -> float:
    """Hours of its agency that an initiative can pay today."""
    return min(initiative.daily_money, initiative.money) / rules.agency_hour_cost


def take_dose(town: Any, initiative: Initiative, work: float, asked: float) -> None:
    """Keep the mean share of a full dose since the initiative began, or since the first day if it began before."""
    share = share_of_full_dose(town.rules.delivery, initiative, work, asked)
    initiative.dose += (share - initiative.dose) / (town.day - max(0, initiative.start_day) + 1)


def share_of_full_dose(rules: Any, initiative: Initiative, work: float, asked: float) -> float:
    """How much of the hours that are needed goes into each place or resident, as intended and by the right agency."""
    situational = initiative.measure == SITUATIONAL
    needed = rules.dose_needed_places if situational else rules.dose_needed_residents
    aimed_at = len(initiative.targets if situational else initiative.reached)
    if asked <= 0 or aimed_at == 0:
        return 0.0
    return initiative.fidelity * work / asked * min(1.0, asked / aimed_at / needed)


def draw_fidelity(town: Any, cycle: int, neighbourhood: Neighbourhood, what: tuple[int, int]) -> float:
    """Share of an initiative's work that is delivered as intended: more with ties and commitment, and by chance."""
    rules, (measure, agency) = town.rules.delivery, what
    drawn = normal(town.uniform(Purpose.DELIVERY, cycle, neighbourhood.number, measure))
    return logistic(
        rules.fidelity_usual
        + rules.fidelity_by_tie * neighbourhood.community.agency_tie[agency]
        + rules.fidelity_by_commitment * neighbourhood.commitment()
        + rules.fidelity_spread * drawn
    )


def draw_tested(town: Any, cycle: int, neighbourhood: Neighbourhood, measure: int) -> float:
    """What a measure does of what one tested on its problem does: tables that work together take tested ones more often."""
    usual = town.rules.planning.tested_usual
    together = neighbourhood.community.acting.collaboration * mean_tie(neighbourhood.community)
    u = town.uniform(Purpose.DELIVERY, cycle, neighbourhood.number, 64 + measure)
    return 1.0 if u < usual + (1 - usual) * together else town.rules.delivery.untested


def mean_tie(community: Community) -> float:
    """How well the agencies at a table are tied to it."""
    return mean(community.agency_tie[head.agency] for head in community.leaders_as(AGENCY_HEAD))


def reinforced(town: Any, neighbourhood: Neighbourhood, initiative: Initiative) -> float:
    """How much more work does beside that of the other measure against the same problem, where both take effect."""
    alike = [
        other
        for other in neighbourhood.leaders_running
        if other.problem is initiative.problem
        and other.measure != initiative.measure
        and is_effective(town.rules.delivery, other)
    ]
    if initiative.reserved or not alike or not is_effective(town.rules.delivery, initiative):
        return 1.0
    tie = neighbourhood.community.agency_tie
    neighbourhood.counts.side_by_side += 1
    return 1 + town.rules.delivery.reinforcement * (tie[initiative.agency] + tie[alike[0].agency]) / 2
