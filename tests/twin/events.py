"""Dated events of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twin.arithmetic import lowered, plain_sum, raised
from twin.draws import Purpose
from twin.people import Leader
from twin.places import Community, Neighbourhood
from twin.table import replace, set_examples

LEFT_BY_EVENT = 100_000

Event = dict[str, Any]


def fire_events(town: Any) -> None:
    for neighbourhood in town.neighbourhoods:
        if town.day >= neighbourhood.wave_end:
            neighbourhood.wave = 0.0
    for number, event in enumerate(town.coming_events):
        if event["day"] == town.day:
            EVENTS[event["kind"]](town, number, event)


def communities_of(town: Any, event: Event) -> list[Community]:
    if event.get("neighbourhood") is not None:
        return [town.neighbourhoods[event["neighbourhood"]].community]
    return town.communities if event.get("community") is None else [town.communities[event["community"]]]


def area_of(town: Any, event: Event) -> list[Neighbourhood]:
    if event.get("neighbourhood") is not None:
        return [town.neighbourhoods[event["neighbourhood"]]]
    return [neighbourhood for community in communities_of(town, event) for neighbourhood in community.neighbourhoods]


def misconduct(town: Any, number: int, event: Event) -> None:
    rules, severity, reach = town.rules.trust, event["severity"], town.rules.shocks.news_reach
    for resident in residents_of(town, event):
        hears = town.uniform(Purpose.EVENT, town.day, resident.number, number) < reach
        if resident.adult and hears:
            resident.lose_trust(rules.misconduct * severity * resident.trust, rules.public_memory)


def residents_of(town: Any, event: Event) -> list:
    return [resident for neighbourhood in area_of(town, event) for resident in neighbourhood.residents]


def plant_closure(town: Any, number: int, event: Event) -> None:
    rise = town.rules.shocks.closure_need * event["severity"]
    for resident in residents_of(town, event):
        resident.need = raised(resident.need, rise)
        resident.need_ground = raised(resident.need_ground, rise)


def community_centre(town: Any, number: int, event: Event) -> None:
    shocks, severity = town.rules.shocks, event["severity"]
    for resident in residents_of(town, event):
        resident.need = lowered(resident.need, shocks.centre_need * severity)
        resident.need_ground = lowered(resident.need_ground, shocks.centre_need * severity)
        resident.cohesion_ground = raised(resident.cohesion_ground, shocks.centre_cohesion * severity)


def crime_wave(town: Any, number: int, event: Event) -> None:
    for neighbourhood in area_of(town, event):
        neighbourhood.wave, neighbourhood.wave_end = event["severity"], town.day + town.rules.shocks.wave_days


def budget_cut(town: Any, number: int, event: Event) -> None:
    for community in communities_of(town, event):
        left = 1 - town.rules.shocks.cut_share * event["severity"]
        community.purse_factor *= left
        community.overtime *= left


def budget_set(town: Any, number: int, event: Event) -> None:
    for community in communities_of(town, event):
        given = event["budget"]
        community.overtime = given * (community.overtime / community.purse_factor if community.purse_factor else 1)
        community.purse_factor = given


def leader_leaves(town: Any, number: int, event: Event) -> None:
    for community in communities_of(town, event):
        for leader in community.leaders_as(event["role"])[:1]:
            replace(town, leader, LEFT_BY_EVENT + town.day)
        set_examples(community)


def joint_work(town: Any, number: int, event: Event) -> None:
    for community in communities_of(town, event):
        one = community.leaders_as(event["role"])[:1]
        other = [leader for leader in community.leaders_as(event["partner"]) if leader not in one][:1]
        if one and other:
            bring_together(town.rules.shocks, community, one[0], other[0])


def bring_together(rules: Any, community: Community, one: Leader, other: Leader) -> None:
    """Pay for a tie between two leaders from what is kept for initiatives, and raise it as far as that pays."""
    a, b, used = community.leaders.index(one), community.leaders.index(other), community.used(one, other)
    kept = plain_sum(plain_sum(neighbourhood.account) for neighbourhood in community.neighbourhoods)
    if used >= rules.joint_tie or (kept <= 0 and rules.joint_cost > 0):
        return
    bought = min(1.0, kept / rules.joint_cost) if rules.joint_cost > 0 else 1.0
    left = max(0.0, 1 - rules.joint_cost / kept) if kept > 0 else 1.0
    for neighbourhood in community.neighbourhoods:
        neighbourhood.account = [left * money for money in neighbourhood.account]
    community.ties[a][b] = community.ties[b][a] = used + bought * (rules.joint_tie - used)


def change_of_strategy(town: Any, number: int, event: Event) -> None:
    for community in communities_of(town, event):
        community.levers = town.strategies[event["strategy"]]


EVENTS: dict[str, Callable[[Any, int, Event], None]] = {
    "police_misconduct": misconduct,
    "plant_closure": plant_closure,
    "community_centre": community_centre,
    "crime_wave": crime_wave,
    "budget_cut": budget_cut,
    "budget_set": budget_set,
    "leader_leaves": leader_leaves,
    "joint_work": joint_work,
    "change_of_strategy": change_of_strategy,
}
