"""Functions of a user's own in the runs of a study: outcomes that measure, interventions on given days, rules after each day.

They are called from outside of the model, between its days. Without any the model is run as ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import MobsimError, UsageError
from mobsim.extensions.declared import Declared, Intervention, OwnOutcome, Rule
from mobsim.extensions.finding import find_declared
from mobsim.extensions.installed import installed
from mobsim.extensions.references import identity_of_source, reference_of
from mobsim.measures import OUTCOMES, Outcome, outcomes_for
from mobsim.measures.outcome import not_from_sums
from mobsim.scenario.scenario import Scenario
from mobsim.store.columns import LABELS
from mobsim.tools.calendar import DAYS_IN_WEEK

if TYPE_CHECKING:
    from mobsim.engine.model import Model
    from mobsim.engine.results import Run

Values = Mapping[str, Sequence[NDArray[np.float64]]]


class OwnFunctionError(MobsimError):
    """Report that a function of a user's own failed, or gave back what it must not."""


@dataclass(frozen=True)
class Own:
    """What is called in the runs of a study beside the model."""

    outcomes: tuple[OwnOutcome, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.outcomes or self.interventions or self.rules)

    @property
    def measured(self) -> dict[str, Outcome]:
        """What its outcomes are, by name, in the form of those that ship."""
        return {
            each.name: Outcome(each.name, each.label, each.unit, each.about, each.better, not_from_sums, "mean")
            for each in self.outcomes
        }

    @property
    def references(self) -> list[str]:
        """What names its functions in every process."""
        return [each.reference for each in (*self.outcomes, *self.interventions, *self.rules)]

    @property
    def named(self) -> dict[str, list[str]]:
        """What names its functions, by kind: what :func:`own_of` takes."""
        return {kind: [each.reference for each in these] for kind, these in vars(self).items() if these}

    @property
    def identity(self) -> dict[str, dict[str, str]]:
        """What decides the rows that it has a part in: the source of each function, by kind and name."""
        kinds = {"outcomes": self.outcomes, "interventions": self.interventions, "rules": self.rules}
        told = {
            kind: {each.name: identity_of_source(each.reference) for each in sorted(these, key=lambda each: each.name)}
            for kind, these in kinds.items()
        }
        return {kind: these for kind, these in told.items() if these}

    def checked(self, scenario: Scenario, factors: Collection[str] = ()) -> "Own":
        """Return it, unless an outcome has the name of one that ships, or of another column.

        Raises
        ------
        UsageError
            If one has.
        """
        taken = {
            **dict.fromkeys([*LABELS, *factors], "column"),
            **dict.fromkeys(outcomes_for(scenario.problems), "outcome"),
        }
        for name in self.measured:
            if name in taken:
                problem = f"is the name of another {taken[name]} of the results"
                raise UsageError(problem, field="outcomes", value=name, remedy="give the outcome another name")
        return self

    def advance(self, model: "Model", days: int) -> None:
        """Run so many days, with what acts on the model before and after them."""
        end = model.day + days
        while model.day < end and (self.interventions or self.rules):
            today = model.day - model.scenario.burn_in_days
            for each in self.interventions:
                if each.is_due(today):
                    call(each, model)
            model.run_days(self._stop(today, end - model.scenario.burn_in_days) - today)
            for each in self.rules:
                call(each, model)
        model.run_days(end - model.day)

    def _stop(self, today: int, end: int) -> int:
        """Return the next day on which something acts, at most ``end``."""
        if self.rules:
            return today + 1
        following = [each.next_after(today) for each in self.interventions]
        return min([end, *(day for day in following if day is not None)])

    def live(self, model: "Model", days: int, *, residents: bool = False) -> "Run":
        """Run so many days from the end of the burn-in on, and return the results with the outcomes that are its own."""
        weekly = [each for each in self.outcomes if each.each == "week"]
        values: dict[str, list[NDArray[np.float64]]] = {each.name: [] for each in weekly}
        end = model.day + days
        while model.day < end and weekly:
            self.advance(model, min(end - model.day, DAYS_IN_WEEK - model.day % DAYS_IN_WEEK))
            if model.day % DAYS_IN_WEEK == 0:
                for each in weekly:
                    values[each.name].append(measure(each, model))
        self.advance(model, end - model.day)
        run = model.results(residents=residents)
        return self._added(run, model, values) if self.outcomes else run

    def _added(self, run: "Run", model: "Model", values: Values) -> "Run":
        """Add totals, and the columns of weeks; weeks of the burn-in were not measured."""
        totals = {
            each.name: _mean(values[each.name]) if each.each == "week" else float(measure(each, model).mean())
            for each in self.outcomes
        }
        communities, rows = len(model.scenario.communities), len(run.weekly)
        columns = {}
        for name, weeks in values.items():
            column = np.full(rows, np.nan)
            if weeks:
                column[rows - len(weeks) * communities :] = np.concatenate(weeks)
            columns[name] = column
        return replace(run, totals={**run.totals, **totals}, weekly=run.weekly.assign(**columns))


NOTHING = Own()


def own_of(
    outcomes: Iterable[Any] = (), interventions: Iterable[Any] = (), rules: Iterable[Any] = (), *, within: str = ""
) -> Own:
    """Return what a user gives, functions or their names, checked; ``within`` stands before the names of fields.

    Raises
    ------
    UsageError
        If one is none of its kind, or is given twice.
    """
    found = Own(
        tuple(find_declared(each, OwnOutcome, f"{within}outcomes", OUTCOMES) for each in _listed(outcomes, "outcomes")),
        tuple(
            find_declared(each, Intervention, f"{within}interventions")
            for each in _listed(interventions, "interventions")
        ),
        tuple(find_declared(each, Rule, f"{within}rules") for each in _listed(rules, "rules")),
    )
    names = [each.name for each in (*found.outcomes, *found.interventions, *found.rules)]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(
                "is given twice", field=f"{within}outcomes", value=name, remedy="give each a name of its own"
            )
    return found


def with_installed(own: Own, asked: Iterable[str], known: Collection[str]) -> Own:
    """Return it with those outcomes that are asked for by name, do not ship, and are installed."""
    missing = [name for name in dict.fromkeys(asked) if name not in known and name not in own.measured]
    there = installed("outcomes", OUTCOMES) if missing else {}
    return replace(own, outcomes=(*own.outcomes, *own_of([name for name in missing if name in there]).outcomes))


def references_of(study: Any) -> list[str]:
    """Return what names the functions of a user's own that a study calls, its planners among them."""
    own = study.own.references if isinstance(getattr(study, "own", None), Own) else []
    towns = [*getattr(study, "towns", {}).values(), *filter(None, [getattr(study, "scenario", None)])]
    planners = [each.planner for town in towns for each in town.strategies.values() if each.planner]
    return list(dict.fromkeys([*own, *planners]))


def call(each: Declared, model: "Model") -> Any:
    """Call a function with a model, which it must leave on its day.

    Raises
    ------
    OwnFunctionError
        If it fails, or runs the model.
    """
    day = model.day
    try:
        given = each.function(model)
    except Exception as error:
        raise OwnFunctionError(f"{_called(each)} raised {type(error).__name__}: {error}") from error
    if model.day != day:
        raise OwnFunctionError(f"{_called(each)} ran the model, which is not for it to do")
    return given


def measure(each: OwnOutcome, model: "Model") -> NDArray[np.float64]:
    """Measure an outcome, one number for each community; what is not a number was not measured.

    Raises
    ------
    OwnFunctionError
        If the function fails, or gives back no number, or an infinite one.
    """
    given = call(each, model)
    communities = len(model.scenario.communities)
    shapes = ((), (communities,)) if each.each == "week" else ((),)
    try:
        values = np.asarray(given)
        fits = values.shape in shapes and values.dtype.kind in "biuf"
    except ValueError:
        fits = False
    if not fits:
        wanted = "a number, or one for each community" if each.each == "week" else "a number"
        raise OwnFunctionError(f"{_called(each)} must return {wanted}, not {type(given).__name__}")
    if np.isinf(values.astype(float)).any():
        raise OwnFunctionError(f"{_called(each)} returned {given}; what cannot be measured is NaN")
    return np.broadcast_to(values.astype(float), communities).copy()


def _mean(weeks: Sequence[NDArray[np.float64]]) -> float:
    """Average over weeks and communities in which it was measured."""
    values = np.concatenate(weeks) if weeks else np.zeros(0)
    there = values[~np.isnan(values)]
    return float(there.mean()) if there.size else float("nan")


def _called(each: Declared) -> str:
    return f"the {each.kind} {each.name} ({reference_of(each, each.name)})"


def _listed(given: Iterable[Any], field: str) -> list[Any]:
    if isinstance(given, str | Declared) or callable(given):
        raise UsageError("must be a list", field=field, value=given, remedy="put it in square brackets")
    return list(given)
