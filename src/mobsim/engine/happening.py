"""Dated events happen: misconduct made public, closures, cuts, waves, leaders who leave, a change of strategy."""

from collections.abc import Sequence

import numpy as np

from mobsim.rules.events import close_plant, make_misconduct_public, open_centre, start_wave
from mobsim.rules.leadership import leave, set_example
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import Event
from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import World

OUT_OF_TURN = 100_000  # sets the draws of a leader who leaves by an event apart from those of cycles


def happen(town: Scenario, world: World, events: Sequence[tuple[int, Event]], keys: np.ndarray, day: int) -> None:
    """Let the events of a day happen, in the order of the scenario; each comes with its number there.

    A change of strategy is not among them: the model sets its levers itself.
    """
    for number, event in events:
        first, end = _area(town, world, event)
        _strike_residents(town, world, event, number, first, end, keys, day)
        if event.kind == "crime_wave":
            start_wave(world.neighbourhoods, first, end, event.severity, day + town.parameters.shocks.wave_days)
        elif event.kind == "budget_cut":
            _cut(town, world, event)
        elif event.kind == "budget_set" and event.budget is not None:
            _set_budget(town, world, event, event.budget)
        elif event.kind == "leader_leaves":
            _unseat(town, world, event, keys, day)


def communities_of(town: Scenario, event: Event) -> list[int]:
    """Return the numbers of the communities that an event concerns: where it names a neighbourhood, the one it lies in."""
    named = [row for row, each in enumerate(town.communities) if event.community in (None, each.name)]
    if event.neighbourhood is None:
        return named
    return [row for row in named if event.neighbourhood in town.communities[row].neighbourhoods.ids][:1]


def _area(town: Scenario, world: World, event: Event) -> tuple[int, int]:
    """Return the range of neighbourhoods that an event strikes."""
    concerned = communities_of(town, event)
    if event.neighbourhood is not None:
        ids = town.communities[concerned[0]].neighbourhoods.ids
        at = int(world.communities.first_neighbourhood[concerned[0]]) + ids.index(event.neighbourhood)
        return at, at + 1
    return (
        int(world.communities.first_neighbourhood[concerned[0]]),
        int(world.communities.end_neighbourhood[concerned[-1]]),
    )


def _strike_residents(
    town: Scenario, world: World, event: Event, number: int, first: int, end: int, keys: np.ndarray, day: int
) -> None:
    neighbourhoods, residents, p = world.neighbourhoods, world.residents, town.parameters
    rows = int(neighbourhoods.first_resident[first]), int(neighbourhoods.end_resident[end - 1])
    if event.kind == "police_misconduct":
        reach = p.shocks.news_reach
        make_misconduct_public(residents, p.trust, reach, *rows, event.severity, keys, day, number)
    elif event.kind == "plant_closure":
        close_plant(residents, p.shocks.closure_need * event.severity, *rows)
    elif event.kind == "community_centre":
        relief, cohesion = p.shocks.centre_need * event.severity, p.shocks.centre_cohesion * event.severity
        open_centre(residents, relief, cohesion, *rows)


def _cut(town: Scenario, world: World, event: Event) -> None:
    factor = 1.0 - town.parameters.shocks.cut_share * event.severity
    for row in communities_of(town, event):
        world.communities.purse_factor[row] *= factor
        world.communities.overtime[row] *= factor


def _set_budget(town: Scenario, world: World, event: Event, budget: float) -> None:
    communities = world.communities
    for row in communities_of(town, event):
        before = communities.purse_factor[row]
        communities.overtime[row] = communities.overtime[row] * budget / before if before > 0 else budget
        communities.purse_factor[row] = budget


def _unseat(town: Scenario, world: World, event: Event, keys: np.ndarray, day: int) -> None:
    leaders = world.leaders
    for row in communities_of(town, event):
        here = np.flatnonzero((leaders.community == row) & (leaders.role == Role.of(event.role or Role.MAYOR.key)))
        if here.size:
            leave(world, int(here[0]), town.parameters.table, keys, OUT_OF_TURN + day)
    set_example(world)
