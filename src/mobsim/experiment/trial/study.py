"""How trials are run: one burn-in a seed, from which the towns with treatments and their untreated twin part."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.experiment.reserving import room_for
from mobsim.experiment.trial.changes import change_back, change_town, expect_events, ordinary
from mobsim.experiment.trial.counting import count, known_before, occurred
from mobsim.experiment.trial.doses import treat
from mobsim.experiment.trial.survey import Before, ask, remember
from mobsim.experiment.trial.units import Arms, allocate
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.trial import Trial
from mobsim.scenario.trial_tables import TrialTable
from mobsim.store import PlannedRun

if TYPE_CHECKING:
    from mobsim.engine.model import Model

TREATED, UNTREATED = "treated", "untreated"
EVERY_TRIAL = "all"
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class TrialsStudy:
    """Run trials of one town and strategy on the same seeds; all that treat nobody in their controls share one twin."""

    trials: tuple[Trial, ...]

    @property
    def scenario(self) -> Scenario:
        """The town that all trials are held in."""
        return self.trials[0].scenario

    @property
    def points(self) -> list[dict[str, str]]:
        """What is run on each seed: the shared twin, then each trial, with a twin of its own where both arms are treated."""
        alone = [trial for trial in self.trials if not shares_twin(trial)]
        shared = len(alone) < len(self.trials)
        return [
            *([{"lived": EVERY_TRIAL, "town": UNTREATED}] if shared else []),
            *({"lived": trial.name, "town": UNTREATED} for trial in alone),
            *({"lived": trial.name, "town": TREATED} for trial in self.trials),
        ]

    def begin(self, planned: PlannedRun) -> "Model":
        """Run the burn-in of a seed."""
        return begin_trials(self.trials, planned.seed)

    def run(self, begun: "Model", planned: PlannedRun) -> Mapping[str, Any]:
        """Run one town with its treatments, or a twin without them."""
        name, treated = planned.factors["lived"], planned.factors["town"] == TREATED
        if name == EVERY_TRIAL:
            tables = run_shared_twin(begun, [trial for trial in self.trials if shares_twin(trial)])
        else:
            trial = next(each for each in self.trials if each.name == name)
            tables = run_town(begun, trial, with_treatments=treated)
        crime = tables["counts"].query("period == 'during' and outcome == 'true_crime'")["count"].sum()
        return {"runs": pd.DataFrame([{"crimes_during": float(crime)}]), **tables}

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the run."""
        name = planned.factors["lived"]
        trial = next((each for each in self.trials if each.name == name), self.trials[0])
        return shlex.join(["mobsim", "sweep", trial.called])


def shares_twin(trial: Trial) -> bool:
    """Whether the trial's untreated twin is simply the town as it is."""
    return not trial.table.both_arms and trial.table.start == 0


def begin_trials(trials: Sequence[Trial], seed: int) -> "Model":
    """Run the burn-in of a town in which any of some trials can be held, under the trials' strategy; fork from it."""
    from mobsim.engine.model import Model

    scenario = trials[0].scenario
    room = room_for([trial.table for trial in trials], len(scenario.problems), scenario.population)
    model = Model(scenario, trials[0].strategy, seed, events=True, reserved=room)
    model.run_days(scenario.burn_in_days)
    return model


def run_town(begun: "Model", trial: Trial, *, with_treatments: bool) -> Tables:
    """Run a trial, or its own untreated twin, from the end of the burn-in; return ``counts`` and ``survey``."""
    from mobsim.engine import programme

    model, table = begun.fork(begun.strategy), trial.table
    world, first = model.world, model.scenario.burn_in_days
    known = known_before(occurred(model), world.places.size, world.problems.size, table.before)
    arms = allocate(table, world, known[:, _counting(model, table)].sum(1), model.run_seed)
    model.run_days(table.start)
    before, usual, asked = remember(model), ordinary(model), []
    expect_events(model, table, arms, with_treatments=with_treatments)
    given = [*table.both_arms, *(table.treatments if with_treatments else ())]
    starts = {each.begins(table.start) for each in given}
    for stop in sorted({table.start, *starts, *waves_of(table), trial.days}):
        model.run_days(first + stop - model.day)
        asked += _asked_at(stop, trial, model, arms, before)
        if stop == table.end:
            programme.withdraw(world)
            change_back(model, usual, given)
        _begin(model, table, arms, known, with_treatments=with_treatments)
    return _named(trial, count(table, model, arms, occurred(model), trial.days), asked)


def _begin(model: "Model", table: TrialTable, arms: Arms, known: NDArray[np.float64], *, with_treatments: bool) -> None:
    """Give what begins on the model's day: first what both arms get, then the treatments."""
    day = model.day - model.scenario.burn_in_days
    both, ours = (
        [each for each in given if each.begins(table.start) == day] for given in (table.both_arms, table.treatments)
    )
    for rows in (arms.treated, arms.control):
        treat(model, table, both, rows, known)
    change_town(model, both)
    if with_treatments:
        treat(model, table, ours, arms.treated, known)
        change_town(model, ours)


def run_shared_twin(begun: "Model", trials: Sequence[Trial]) -> Tables:
    """Run the town untreated, once for several trials, and ask and count in it what each trial would."""
    model = begun.fork(begun.strategy)
    before, first = remember(model), model.scenario.burn_in_days
    arms, asked = _arms_of(model, trials), {trial.name: [] for trial in trials}
    for stop in sorted({0, *(wave for trial in trials for wave in waves_of(trial.table)), *(t.days for t in trials)}):
        model.run_days(first + stop - model.day)
        for trial in trials:
            asked[trial.name] += _asked_at(stop, trial, model, arms[trial.name], before)
    incidents = occurred(model)
    tables = [
        _named(trial, count(trial.table, model, arms[trial.name], incidents, trial.days), asked[trial.name])
        for trial in trials
    ]
    return {name: pd.concat([each[name] for each in tables], ignore_index=True) for name in ("counts", "survey")}


def waves_of(table: TrialTable) -> list[int]:
    """Return the days on which the survey asks: the declared ones and the last day of the treatments."""
    return sorted({*table.waves, table.end})


def _asked_at(stop: int, trial: Trial, model: "Model", arms: Arms, before: Before) -> list[pd.DataFrame]:
    waves = waves_of(trial.table)
    if stop not in waves:
        return []
    number = 0 if stop == trial.table.start else 1 + waves.index(stop)
    return [ask(trial.table, model, arms, before, stop, number)]


def _arms_of(model: "Model", trials: Sequence[Trial]) -> dict[str, Arms]:
    incidents, world = occurred(model), model.world
    arms = {}
    for trial in trials:
        known = known_before(incidents, world.places.size, world.problems.size, trial.table.before)
        arms[trial.name] = allocate(trial.table, world, known[:, _counting(model, trial.table)].sum(1), model.run_seed)
    return arms


def _counting(model: "Model", table: TrialTable) -> list[int]:
    """Return the types of crime by which units are the worst."""
    return [row for row, each in enumerate(model.scenario.problems) if each.crime and table.by in (None, each.name)]


def _named(trial: Trial, counts: pd.DataFrame, asked: Sequence[pd.DataFrame]) -> Tables:
    survey = pd.concat(asked, ignore_index=True)
    return {"counts": counts.assign(trial=trial.name), "survey": survey.assign(trial=trial.name)}
