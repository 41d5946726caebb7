"""How a run of a sweep is done: its town with its parameters, the burn-in, and from there its strategy with its levers."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mobsim.experiment.own import NOTHING, Own
from mobsim.experiment.plan import DRAW
from mobsim.experiment.sweep.factors import DUMMY, Value, kind_of
from mobsim.experiment.sweep.towns import Settings, settings_of
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import LeadPolicy, Levers
from mobsim.store import PlannedRun

if TYPE_CHECKING:
    from mobsim.engine.model import Model
    from mobsim.engine.results import Run


@dataclass
class Begun:
    """Hold the burnt-in town that the last run of a seed began from; runs that differ only in strategy share it."""

    seed: int
    key: Any = None
    model: "Model | None" = None


@dataclass(frozen=True)
class ByNumber:
    """Repeat a run by its number: some words, and the number."""

    words: tuple[str, ...]

    def __call__(self, planned: PlannedRun) -> Sequence[str]:
        """Return the words of the command."""
        return [*self.words, str(planned.run_id)]


@dataclass(frozen=True)
class ByStrategy:
    """Repeat a run of a scenario that differs from others by its strategy and seed alone."""

    scenario: str
    days: int
    ensemble: str | None = None
    further: tuple[str, ...] = ()

    def __call__(self, planned: PlannedRun) -> Sequence[str]:
        """Return the words of the command."""
        words = ["mobsim", "run", self.scenario, "--strategy", str(planned.factors["strategy"])]
        words += ["--seed", str(planned.seed), "--days", str(self.days), *self.further]
        return (
            words
            if self.ensemble is None
            else [*words, "--ensemble", self.ensemble, "--draw", str(planned.factors[DRAW])]
        )


@dataclass(frozen=True)
class SweepStudy:
    """Do runs that differ in settings of the town, in parameters, in the strategy and in its levers.

    Parameters
    ----------
    towns
        The scenario of each combination of settings; one without settings has the key ``()``.
    repeat
        Gives the words of the command that repeats a run.
    fixed
        Factors that have one value in every run.
    strategy
        Strategy of points that name none.
    keep
        Outcomes that are kept; all where none are named.
    tables
        Tables of a run that are kept beside its totals.
    ensemble
        What parameters are drawn from that neither the scenario nor a point sets.
    own
        Functions of a user's own that are called in every run; their outcomes are kept.
    """

    towns: Mapping[Settings, Scenario]
    repeat: Callable[[PlannedRun], Sequence[str]]
    fixed: Mapping[str, Value] = field(default_factory=dict)
    strategy: str = "status_quo"
    keep: tuple[str, ...] = ()
    tables: frozenset[str] = frozenset()
    ensemble: Ensemble | None = None
    own: Own = NOTHING

    def begin(self, planned: PlannedRun) -> Begun:
        """Begin a seed; its burn-ins are run when they are needed."""
        return Begun(planned.seed)

    def run(self, begun: Begun, planned: PlannedRun) -> Mapping[str, Any]:
        """Do one run from the end of its burn-in, and return the tables that are kept."""
        point = {**self.fixed, **planned.factors}
        model = self._burnt_in(begun, point)
        name = str(point.get("strategy", self.strategy))
        own = model.scenario.strategy(name).levers
        levers = levers_at(own, point)
        model = model.fork(name) if levers == own else model.fork(name, levers)
        return self._tables_of(self.own.live(model, model.scenario.days, residents="residents" in self.tables))

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run."""
        return shlex.join(self.repeat(planned))

    def _burnt_in(self, begun: Begun, point: Mapping[str, Value]) -> "Model":
        from mobsim.engine.model import begin

        key = self.town_at(point)
        if begun.model is None or begun.key != key:
            begun.key, begun.model = key, None
            begun.model = begin(self._town(key[0], dict(key[1])), begun.seed, events="events" in self.tables)
        return begun.model

    def town_at(self, point: Mapping[str, Value]) -> tuple[Settings, tuple[tuple[str, float], ...]]:
        """Return settings and parameters of a point's town: neighbours in a plan that agree in them share a burn-in."""
        settings = settings_of(point)
        numbers = (
            {} if self.ensemble is None else self.ensemble.doubted(self.towns[settings].overrides, int(point[DRAW]))
        )
        for name, value in point.items():
            if name not in (DUMMY, DRAW) and kind_of(name) == "parameter":
                numbers[name] = float(value)
        return settings, tuple(sorted(numbers.items()))

    def _town(self, settings: Settings, numbers: Mapping[str, float]) -> Scenario:
        town = self.towns[settings]
        return town.with_parameters(numbers) if numbers else town

    def _tables_of(self, run: "Run") -> Mapping[str, Any]:
        import pandas as pd

        totals = {name: run.totals[name] for name in self._kept} if self.keep else run.totals
        tables = {"runs": pd.DataFrame([totals]), **{name: getattr(run, name) for name in self.tables}}
        if self.keep and "weekly" in tables:
            tables["weekly"] = tables["weekly"][["week", "community", *self._kept_weekly(tables["weekly"])]]
        return {name: table for name, table in tables.items() if table is not None}

    @property
    def _kept(self) -> list[str]:
        return list(dict.fromkeys([*self.keep, *self.own.measured]))

    def _kept_weekly(self, weekly: Any) -> list[str]:
        return [name for name in self._kept if name in weekly.columns]


def levers_at(levers: Levers, point: Mapping[str, Value]) -> Levers:
    """Return a strategy's levers with those that a point sets."""
    given: dict[str, Any] = {
        name.removeprefix("strategy."): value for name, value in point.items() if name.startswith("strategy.")
    }
    if "lead" in given:
        given["lead"] = int(LeadPolicy.of(str(given["lead"])))
    return levers._replace(**given)
