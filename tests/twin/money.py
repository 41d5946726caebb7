"""Hours and money: overhead, skill, rotation, the purse, and where both go."""

from __future__ import annotations

from typing import Any

from twin.arithmetic import cumulated, mean, plain_sum, shares
from twin.draws import Purpose
from twin.people import ASSOCIATION, CHIEF, COUNCILLOR, MAYOR, Officer
from twin.places import Community, Neighbourhood

CYCLES_OF_YEAR = 13
SHIFTS_OF_CYCLE = 12
ADAPTIVE = 2


def share_hours_and_money(town: Any, cycle: int) -> None:
    for community in town.communities:
        train(town, community)
        rotate(town, community, cycle)
        weights = weights_of(town, community)
        share_money(town, community, weights)
        share_hours(town, community, weights)


def train(town: Any, community: Community) -> None:
    levers, contacts = community.levers, town.rules.contacts
    four = levers.leadership + levers.collaboration + levers.risk_focus + levers.information_sharing
    community.overhead = town.rules.money.component_hours * four
    chief = mean(leader.commitment for leader in community.leaders_as(CHIEF))
    for officer in community.officers:
        goal = min(1.0, officer.base_skill + contacts.training_gain * levers.leadership * chief)
        officer.skill += contacts.training_rate * (goal - officer.skill)


def rotate(town: Any, community: Community, cycle: int) -> None:
    rules = [rotation_of(town, officer) for officer in community.officers]
    for officer, a_year in zip(community.officers, rules, strict=True):
        if town.uniform(Purpose.ROTATE, cycle, officer.number, 0) < a_year / CYCLES_OF_YEAR:
            slot = town.draws.below(len(community.officers), Purpose.ROTATE, cycle, officer.number, 1)
            other = community.officer_in(slot)
            officer.slot, other.slot = other.slot, officer.slot


def rotation_of(town: Any, officer: Officer) -> float:
    """Moves a year: by a programme's rule where the middle of the officer's slot lies under one."""
    middle = (officer.slot + 0.5) / len(officer.community.officers)
    here = next((n for n in officer.community.neighbourhoods if n.deploy_upper > middle), None)
    ruled = here is not None and here.programme_rotation >= 0
    return here.programme_rotation if ruled else town.rules.patrol.rotation_per_year


def representativeness(neighbourhood: Neighbourhood) -> float:
    return mean(leader.representativeness for leader in neighbourhood.leaders(MAYOR, COUNCILLOR, ASSOCIATION))


def weights_of(town: Any, community: Community) -> list[float]:
    """Mix even shares with priorities, by risk focus."""
    neighbourhoods, focus = community.neighbourhoods, community.levers.risk_focus
    even = [n.population_share for n in neighbourhoods]
    assessed = shares([plain_sum(n.severity) * n.population for n in neighbourhoods], even)
    floor = town.rules.table.voice_floor
    loud = shares([n.population * (n.participation + floor) * (1 - n.deprivation) for n in neighbourhoods], even)
    heard = []
    for n, neighbourhood in enumerate(neighbourhoods):
        r = representativeness(neighbourhood)
        heard.append(r * assessed[n] + (1 - r) * loud[n])
    return [(1 - focus) * here + focus * priority for here, priority in zip(even, shares(heard, even), strict=True)]


def share_money(town: Any, community: Community, weights: list[float]) -> None:
    rules, levers = town.rules.money, community.levers
    purse = rules.purse * community.population / CYCLES_OF_YEAR * community.purse_factor
    left = purse - min(purse, cost_of_components(rules, community))
    won = mean(leader.commitment for leader in community.leaders_as(MAYOR, COUNCILLOR, CHIEF))
    programme = max(0.0, levers.programme_share * left * (1 - rules.advocacy_share * (1 - won)))
    for neighbourhood, weight in zip(community.neighbourhoods, weights, strict=True):
        neighbourhood.account += programme * weight
    returned = plain_sum(hand_back(town, neighbourhood) for neighbourhood in community.neighbourhoods)
    set_overtime(town, community, left - programme + returned)


def cost_of_components(rules: Any, community: Community) -> float:
    levers = community.levers
    a_year = (
        levers.leadership * rules.leadership_cost
        + levers.collaboration * rules.collaboration_cost
        + levers.risk_focus * rules.risk_focus_cost
        + levers.information_sharing * rules.information_cost
    )
    return a_year * community.population / CYCLES_OF_YEAR


def hand_back(town: Any, neighbourhood: Neighbourhood) -> float:
    """Give back what an account holds above twice the dearest initiative."""
    planning = town.rules.planning
    dearest = neighbourhood.size * max(planning.cost_situational, planning.cost_social)
    above = max(0.0, neighbourhood.account - 2 * dearest)
    neighbourhood.account -= above
    return above


def set_overtime(town: Any, community: Community, money: float) -> None:
    hours = len(community.officers) * town.rules.patrol.shift_hours * SHIFTS_OF_CYCLE
    bought = money / town.rules.money.officer_hour / hours if hours > 0 else 0.0
    community.overtime = community.purse_factor + bought


def share_hours(town: Any, community: Community, weights: list[float]) -> None:
    if community.levers.lead == ADAPTIVE:
        rules = town.rules.planning
        zones = [neighbourhood.zone for neighbourhood in community.neighbourhoods]
        factors = [rules.zone_hours_top - rules.zone_hours_step * zone for zone in zones]
        weights = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
    lower = 0.0
    uppers = [*cumulated(shares(weights, weights))[:-1], 1.0]
    for neighbourhood, upper in zip(community.neighbourhoods, uppers, strict=True):
        neighbourhood.deploy_lower, neighbourhood.deploy_upper = lower, upper
        lower = upper
        share_activities(town.rules.planning, neighbourhood)


def share_activities(rules: Any, neighbourhood: Neighbourhood) -> None:
    """Scale patrol by zone where the lead is adaptive, and the rest so that all sum to 1."""
    levers = neighbourhood.community.levers
    patrol, rest = levers.patrol_share, 1 - levers.patrol_share
    if levers.lead == ADAPTIVE:
        patrol = min(1.0, patrol * (rules.zone_patrol_top - rules.zone_patrol_step * neighbourhood.zone))
    neighbourhood.patrol_share = patrol
    if rest <= 0:
        neighbourhood.engagement_share, neighbourhood.initiative_share = 1 - patrol, 0.0
        return
    scale = (1 - patrol) / rest
    neighbourhood.engagement_share = levers.engagement_share * scale
    neighbourhood.initiative_share = (1 - levers.patrol_share - levers.engagement_share) * scale
