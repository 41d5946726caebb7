"""Change a town in the middle of a trial: its levers and parameters, and the events that strike it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mobsim.engine.events import levers_after
from mobsim.experiment.trial.units import Arms, Rows
from mobsim.scenario.events import Event
from mobsim.scenario.lever_fields import with_given
from mobsim.scenario.overrides import flattened
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import Levers
from mobsim.scenario.trial_changes import EventTable, LeversTable, ParametersTable, levers_given
from mobsim.scenario.trial_tables import Treatment, TrialTable

if TYPE_CHECKING:
    from mobsim.engine.model import Model


@dataclass(frozen=True)
class Ordinary:
    """What is in force in a town before a trial changes it."""

    day: int
    scenario: Scenario
    levers: tuple[Levers, ...]


def ordinary(model: "Model") -> Ordinary:
    """Note what is in force when a trial begins."""
    return Ordinary(model.day, model.scenario, tuple(model.levers))


def expect_events(model: "Model", table: TrialTable, arms: Arms, *, with_treatments: bool) -> None:
    """Let the scenario tell of a trial's events from now on; those of both arms come first, alike in both towns."""
    shared = [
        event
        for each in table.both_arms
        for event in _events_of(model.scenario, each, table, (*arms.treated, *arms.control))
    ]
    own = [event for each in table.treatments for event in _events_of(model.scenario, each, table, arms.treated)]
    model.scenario = replace(
        model.scenario, events=(*model.scenario.events, *shared, *(own if with_treatments else ()))
    )


def _events_of(scenario: Scenario, given: Treatment, table: TrialTable, units: Sequence[int] | Rows) -> list[Event]:
    """Return the events that a treatment announces: one for the town, or one for each unit."""
    if not isinstance(given, EventTable):
        return []
    event = Event(
        given.begins(table.start),
        given.what,
        given.severity,
        None,
        None,
        given.role,
        given.strategy,
        given.budget,
        given.partner,
    )
    if given.strikes == "town":
        return [event]
    areas = [
        (each.name, each.neighbourhoods.ids[row])
        for each in scenario.communities
        for row in range(len(each.neighbourhoods))
    ]
    return [replace(event, community=areas[unit][0], neighbourhood=areas[unit][1]) for unit in sorted(units)]


def change_town(model: "Model", treatments: Sequence[Treatment]) -> None:
    """Bring the changes of levers and parameters among some treatments into force, on the morning of the model's day."""
    for change in treatments:
        if isinstance(change, LeversTable):
            base = model.levers
            if change.strategy is not None:
                base = [model.scenario.strategy(change.strategy).levers] * len(model.scenario.communities)
            model.set_levers([with_given(levers, levers_given(change)) for levers in base])
        elif isinstance(change, ParametersTable):
            values = {name: SETTABLE[name].kind(value) for name, value in flattened(change.values).items()}
            model.scenario = model.scenario.with_parameters(values)


def change_back(model: "Model", before: Ordinary, treatments: Sequence[Treatment]) -> None:
    """Let what was in force before a trial be in force again; events that struck have struck."""
    if any(isinstance(change, ParametersTable) for change in treatments):
        model.scenario = replace(
            model.scenario, overrides=before.scenario.overrides, parameters=before.scenario.parameters
        )
    if any(isinstance(change, LeversTable) for change in treatments):
        model.set_levers(_levers_without(model, before))


def _levers_without(model: "Model", before: Ordinary) -> list[Levers]:
    """Return the levers that would be in force without a trial's own: changes of strategy by events stand."""
    levers, burn_in = list(before.levers), model.scenario.burn_in_days
    for event in sorted(model.scenario.events, key=lambda each: each.day):
        if before.day <= event.day + burn_in < model.day:
            levers = levers_after(model.scenario, event, levers)
    return levers
