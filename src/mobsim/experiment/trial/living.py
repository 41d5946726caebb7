"""How a trial is lived: one burn-in a seed, from which the town with the treatments and its untreated twin part."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobsim.experiment.trial.counting import count, known_before, occurred
from mobsim.experiment.trial.doses import room_for, treat
from mobsim.experiment.trial.survey import ask, remember
from mobsim.experiment.trial.units import allocate
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial_tables import TrialTable
from mobsim.store import PlannedRun

if TYPE_CHECKING:
    from mobsim.model import Model

TREATED, UNTREATED = "treated", "untreated"


def begin_trials(scenario: Scenario, trials: Sequence[TrialTable], seed: int) -> "Model":
    """Live the burn-in of a town in which any of some trials can be held; their forks part from it."""
    from mobsim.model import Model

    room = room_for(trials, len(scenario.problems))
    model = Model(scenario, scenario.reference, seed, events=True, reserved=room)
    model.run_days(scenario.burn_in_days)
    return model


def live_trial(
    begun: "Model", trial: TrialTable, strategy: str, days: int, *, with_treatments: bool
) -> dict[str, pd.DataFrame]:
    """Live a trial, or its untreated twin, from the end of the burn-in; return its tables ``counts`` and ``survey``."""
    from mobsim import programme

    model = begun.fork(strategy)
    world, first = model.world, model.town.burn_in_days
    known = known_before(occurred(model), world.places.size, world.problems.size, trial.before)
    arms = allocate(trial, world, known[:, _counting(begun, trial)].sum(1), model.run_seed)
    model.run_days(trial.start)
    before = remember(world.residents)
    waves = sorted({*trial.waves, trial.end})
    asked = [ask(trial, model, arms, before, trial.start, 0)] if trial.start in waves else []
    for rows in (arms.treated, arms.control):
        treat(model, trial, trial.both_arms, rows, known)
    if with_treatments:
        treat(model, trial, trial.treatments, arms.treated, known)
    for stop in sorted({each for each in waves if each > trial.start} | {days}):
        model.run_days(first + stop - model.day)
        if stop in waves:
            asked.append(ask(trial, model, arms, before, stop, 1 + waves.index(stop)))
        if stop == trial.end:
            programme.withdraw(world)
    counts = count(trial, model, arms, occurred(model), days)
    return {"counts": counts, "survey": pd.concat(asked, ignore_index=True)}


def _counting(model: "Model", trial: TrialTable) -> list[int]:
    """Return the types of crime by which units are the worst."""
    problems = model.town.problems
    return [row for row, each in enumerate(problems) if each.crime and trial.by in (None, each.name)]


@dataclass(frozen=True)
class TrialStudy:
    """Live a trial and its untreated twin on the same seeds."""

    scenario: Scenario
    trial: TrialTable
    strategy: str
    days: int
    path: str

    def begin(self, planned: PlannedRun) -> "Model":
        """Live the burn-in of a seed."""
        return begin_trials(self.scenario, [self.trial], planned.seed)

    def live(self, begun: "Model", planned: PlannedRun) -> Mapping[str, Any]:
        """Live the town with the treatments, or without them."""
        with_treatments = planned.factors["town"] == TREATED
        tables = live_trial(begun, self.trial, self.strategy, self.days, with_treatments=with_treatments)
        crime = tables["counts"].query("period == 'during' and outcome == 'true_crime'")["count"].sum()
        return {"runs": pd.DataFrame([{"crimes_during": float(crime)}]), **tables}

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that lives the run again."""
        return shlex.join(["mobsim", "sweep", self.path, "--seeds", str(planned.seed)])
