"""Dated events happen: misconduct made public, closures, cuts, waves, leaders who leave or join, a change of strategy."""

from collections.abc import Sequence

import numpy as np

from mobsim.rules.events import Shock, close_plant, make_misconduct_public, open_centre, start_wave
from mobsim.rules.joint_work import bring_together
from mobsim.rules.leadership import set_example
from mobsim.rules.leaving import leave
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import Event
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import Levers
from mobsim.tools.draws import Day
from mobsim.world.columns import World
from mobsim.world.rulebook import rulebook

OUT_OF_TURN = 100_000  # sets the draws of a leader who leaves by an event apart from those of cycles


def apply_event(
    scenario: Scenario, world: World, number: int, event: Event, today: Day, following: Sequence[str]
) -> None:
    """Let an event happen, which has a number in the scenario.

    ``following`` names the strategy of each community. Of a change of strategy nothing happens here: the model sets its levers
    itself.
    """
    _strike_residents(scenario, world, event, number, today)
    if event.kind == "crime_wave":
        first, end = _area(scenario, world, event)
        last_day = today.day + scenario.parameters.shocks.wave_days
        start_wave(world.neighbourhoods, first, end, event.severity, last_day)
    elif event.kind == "budget_cut":
        _cut(scenario, world, event)
    elif event.kind == "budget_set" and event.budget is not None:
        _set_budget(scenario, world, event, event.budget, following)
    elif event.kind == "leader_leaves":
        _unseat(scenario, world, event, today)
    elif event.kind == "joint_work" and event.role is not None and event.partner is not None:
        for row in communities_of(scenario, event):
            bring_together(world, row, Role.of(event.role), Role.of(event.partner), scenario.parameters.shocks)


def communities_of(scenario: Scenario, event: Event) -> list[int]:
    """Return the numbers of the communities that an event concerns: where it names a neighbourhood, the one it lies in."""
    named = [row for row, each in enumerate(scenario.communities) if event.community in (None, each.name)]
    if event.neighbourhood is None:
        return named
    return [row for row in named if event.neighbourhood in scenario.communities[row].neighbourhoods.ids][:1]


def levers_after(scenario: Scenario, event: Event, levers: Sequence[Levers]) -> list[Levers]:
    """Return the levers of each community once an event has struck: those that it concerns follow the strategy it names."""
    if event.kind != "change_of_strategy" or not event.strategy:
        return list(levers)
    own, concerned = scenario.strategy(event.strategy).levers, communities_of(scenario, event)
    return [own if row in concerned else each for row, each in enumerate(levers)]


def following_after(scenario: Scenario, event: Event, following: Sequence[str]) -> tuple[str, ...]:
    """Return the strategy that each community follows once an event has struck, by name."""
    if event.kind != "change_of_strategy" or not event.strategy:
        return tuple(following)
    concerned = communities_of(scenario, event)
    return tuple(event.strategy if row in concerned else each for row, each in enumerate(following))


def _area(scenario: Scenario, world: World, event: Event) -> tuple[int, int]:
    """Return the range of neighbourhoods that an event strikes."""
    concerned = communities_of(scenario, event)
    if event.neighbourhood is not None:
        ids = scenario.communities[concerned[0]].neighbourhoods.ids
        at = int(world.communities.first_neighbourhood[concerned[0]]) + ids.index(event.neighbourhood)
        return at, at + 1
    return (
        int(world.communities.first_neighbourhood[concerned[0]]),
        int(world.communities.end_neighbourhood[concerned[-1]]),
    )


def _strike_residents(scenario: Scenario, world: World, event: Event, number: int, today: Day) -> None:
    """Let an event strike those who live in its area, if it is one that does."""
    neighbourhoods, residents, rules = world.neighbourhoods, world.residents, rulebook(scenario.parameters)
    first, end = _area(scenario, world, event)
    rows = int(neighbourhoods.first_resident[first]), int(neighbourhoods.end_resident[end - 1])
    shock = Shock(number, event.severity, *rows)
    if event.kind == "police_misconduct":
        make_misconduct_public(residents, rules, today, shock)
    elif event.kind == "plant_closure":
        close_plant(residents, rules, shock)
    elif event.kind == "community_centre":
        open_centre(residents, rules, shock)


def _cut(scenario: Scenario, world: World, event: Event) -> None:
    factor = 1.0 - scenario.parameters.shocks.cut_share * event.severity
    for row in communities_of(scenario, event):
        world.communities.purse_factor[row] *= factor
        world.communities.overtime[row] *= factor


def _set_budget(scenario: Scenario, world: World, event: Event, share: float, following: Sequence[str]) -> None:
    communities = world.communities
    for row in communities_of(scenario, event):
        budget = share * scenario.strategy(following[row]).terms.purse_share
        before = communities.purse_factor[row]
        communities.overtime[row] = communities.overtime[row] * budget / before if before > 0 else budget
        communities.purse_factor[row] = budget


def _unseat(scenario: Scenario, world: World, event: Event, today: Day) -> None:
    leaders = world.leaders
    for row in communities_of(scenario, event):
        here = np.flatnonzero((leaders.community == row) & (leaders.role == Role.of(event.role or Role.MAYOR.key)))
        if here.size:
            leave(world, int(here[0]), scenario.parameters.table, today.keys, OUT_OF_TURN + today.day)
    set_example(world)
