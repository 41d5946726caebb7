"""What a room can decide while the towns live: levers, budget, events; checked at the door, logged, replayable.

Every decision becomes an event of the scenario, so that a session saved as a scenario gives the same run again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from mobsim.errors import InputError, InputErrors, UsageError
from mobsim.scenario.communities import Standing
from mobsim.scenario.event_tables import resolve_events
from mobsim.scenario.events import Event
from mobsim.scenario.file_table import FileTable
from mobsim.scenario.findings import Findings
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.scenario import Scenario, Strategy
from mobsim.scenario.schema import Budget, EventTable
from mobsim.scenario.strategy import Levers

if TYPE_CHECKING:  # the server reads decisions without loading the model
    from mobsim.engine.model import Model

THIRD = "c"
"""The town that branches from one of the two."""
Towns = Literal["a", "b", "ab", "c", "abc"]
"""Which towns a decision is for."""
OFFERED = (
    "leadership", "collaboration", "risk_focus", "information_sharing", "lead", "social_share", "crisis_teams",
    "situation_table",
)  # fmt: skip


class LeverChange(FileTable):
    """Set some levers; the others stay."""

    do: Literal["levers"]
    towns: Towns
    levers: dict[str, float]

    def overrides(self, earlier: Any) -> bool:
        """Whether an earlier decision of the same day has no effect beside this one."""
        return (
            isinstance(earlier, LeverChange) and earlier.towns == self.towns and set(earlier.levers) <= set(self.levers)
        )


class PresetChange(FileTable):
    """Follow a named strategy from now on."""

    do: Literal["preset"]
    towns: Towns
    name: str

    def overrides(self, earlier: Any) -> bool:
        """Whether an earlier decision of the same day has no effect beside this one."""
        return isinstance(earlier, LeverChange | PresetChange) and earlier.towns == self.towns


class BudgetChange(FileTable):
    """Set purse and hours to a share of the ordinary ones."""

    do: Literal["budget"]
    towns: Towns
    budget: Budget

    def overrides(self, earlier: Any) -> bool:
        """Whether an earlier decision of the same day has no effect beside this one."""
        return isinstance(earlier, BudgetChange) and earlier.towns == self.towns


class EventFired(FileTable):
    """Let one of the scenario's kinds of event happen now."""

    do: Literal["event"]
    towns: Towns
    kind: str
    severity: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    community: str | None = None
    neighbourhood: str | None = None
    role: str | None = None
    partner: str | None = None

    def overrides(self, earlier: Any) -> bool:
        """Events always happen."""
        del earlier
        return False


Action = LeverChange | PresetChange | BudgetChange | EventFired


class BranchOff(FileTable):
    """Let a third town branch from one of the two, at the end of a week that was run.

    What the room let happen to that town later happens to the branch as well; what it decided later does so only with
    ``along``.
    """

    do: Literal["branch"]
    town: Literal["a", "b"]
    week: Annotated[int, Field(ge=0, le=1_000_000)]
    along: bool = False


class BranchDiscard(FileTable):
    """Give the third town up."""

    do: Literal["discard"]


NOT_FIRED = ("change_of_strategy", "budget_set")


def check_action(action: Action, scenario: Scenario) -> Action:
    """Check a decision against the scenario, and return it.

    Raises
    ------
    mobsim.errors.MobsimError
        What is wrong with it.
    """
    if isinstance(action, LeverChange):
        _check_levers(action.levers)
    elif isinstance(action, PresetChange):
        scenario.strategy(action.name)
    elif isinstance(action, EventFired):
        _check_event(action, scenario)
    return action


def _check_levers(levers: Mapping[str, float]) -> None:
    errors: list[InputError] = []
    for name, value in levers.items():
        if name not in OFFERED:
            errors.append(UsageError("is not a lever of the page", field=name, remedy=f"use {', '.join(OFFERED)}"))
            continue
        wrong = wrong_value(f"strategy.{name}", value)
        if wrong is not None:
            errors.append(UsageError(wrong[0], field=name, value=value, remedy=wrong[1]))
    InputErrors.raise_if_any(errors)


def _check_event(action: EventFired, scenario: Scenario) -> None:
    if action.kind in NOT_FIRED:
        raise UsageError("is decided by levers and budget", field="kind", value=action.kind, remedy="move the slider")
    findings = Findings("event")
    content = {"day": 0, **action.model_dump(exclude={"do", "towns"}, exclude_none=True)}
    try:
        table = EventTable.model_validate(content)
    except ValidationError as error:
        raise UsageError(error.errors()[0]["msg"], field="kind", value=action.kind) from None
    standings = [Standing.of(community) for community in scenario.communities]
    resolve_events([table], 1, standings, scenario.strategies, findings)
    findings.stop_if_wrong()


def carry_out(action: Action, model: "Model", *, amends: bool = False) -> None:
    """Let a decision count from the day that the model runs next; it may take the place of the last one of that day."""
    if amends:
        model.scenario = replace(model.scenario, events=model.scenario.events[:-1])
    if isinstance(action, LeverChange):
        coming = _strategy_to_come(model)
        _follow(model, replace(coming, levers=_changed(levers_to_come(model), action.levers)))
    elif isinstance(action, PresetChange):
        _follow(model, model.scenario.strategy(action.name))
    elif isinstance(action, BudgetChange):
        model.announce(Event(0, "budget_set", budget=action.budget))
    else:
        model.announce(Event(0, **action.model_dump(exclude={"do", "towns"})))


def levers_to_come(model: "Model") -> Levers:
    """Return the levers that will be in force on the next day."""
    for event in events_to_come(model):
        if event.kind == "change_of_strategy" and event.strategy is not None:
            return model.scenario.strategy(event.strategy).levers
    return model.levers[0]


def _strategy_to_come(model: "Model") -> Strategy:
    """Return the strategy that will be followed on the next day; its levers may have been set since."""
    for event in events_to_come(model):
        if event.kind == "change_of_strategy" and event.strategy is not None:
            return model.scenario.strategy(event.strategy)
    return model.scenario.strategy(model.following[0])


def events_to_come(model: "Model") -> list[Event]:
    """Return the events of the day that is run next, the last one first."""
    today = model.day - model.scenario.burn_in_days
    return [event for event in reversed(model.scenario.events) if event.day == today]


def _changed(levers: Levers, changes: Mapping[str, float]) -> Levers:
    kinds = {name: type(value) for name, value in levers._asdict().items()}
    return levers._replace(**{name: kinds[name](value) for name, value in changes.items()})


def _follow(model: "Model", chosen: Strategy) -> None:
    name = f"live_{len(model.scenario.events) + 1}"
    about = f"As decided in a session on day {model.day - model.scenario.burn_in_days}."
    own = Strategy(name, about, chosen.levers, planner=chosen.planner, terms=chosen.terms)
    model.announce(Event(0, "change_of_strategy", strategy=name), own)
