"""Run the arms of studies on the same seeds, and take from them what parts of the evidence ask for."""

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mobsim.experiment.areas import summarise_scenario
from mobsim.experiment.holding import Declaration, Means, hold
from mobsim.experiment.identity import identity_of
from mobsim.experiment.plan import Plan
from mobsim.experiment.stopping import Seeds
from mobsim.measures import outcomes_for
from mobsim.scenario import load_scenario
from mobsim.scenario.lever_fields import with_given
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun
from mobsim.store.provenance import hash_inputs, hash_sources, resolve
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.validation.arms import Arm, DeclaredStudy, studies
from mobsim.validation.expressions import EXPRESSIONS, Array
from mobsim.validation.targets import Part, StudyRow
from mobsim.validation.verdicts import Estimate, estimate
from mobsim.validation.weeks import ASKED, OF_INCIDENTS, run_weeks

if TYPE_CHECKING:
    from mobsim.engine.model import Model

KIND = "validate study"


@dataclass(frozen=True)
class ArmsStudy:
    """Run a town in arms that share the burn-in of their seed, which is run under the scenario's reference."""

    scenario: Scenario
    declared: DeclaredStudy

    def begin(self, planned: PlannedRun) -> "Model":
        """Run the burn-in of a seed."""
        from mobsim.engine.model import begin

        return begin(self.scenario, planned.seed, events=True)

    def run(self, begun: "Model", planned: PlannedRun) -> Mapping[str, Any]:
        """Run one arm from the end of the burn-in: its totals, and its weeks."""
        model = part_ways(begun, self.declared.arms[str(planned.factors["arm"])])
        totals, weekly = run_arm(model, self.declared.years)
        return {"runs": pd.DataFrame([totals]), "weekly": weekly}

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that runs the strategy of the run's arm again, without levers and world of its own."""
        arm = self.declared.arms[str(planned.factors["arm"])]
        days = str(self.declared.years * WEEKS_IN_YEAR * DAYS_IN_WEEK)
        words = ["mobsim", "run", self.scenario.called, "--strategy", arm.strategy]
        return shlex.join([*words, "--seed", str(planned.seed), "--days", days])


def run_arm(
    model: "Model", years: int, outcomes: Collection[str] | None = None
) -> tuple[dict[str, float], pd.DataFrame]:
    """Run a model for some years of weeks; return its totals, and a row a week.

    ``outcomes`` are those that will be looked at, all when left out: where no incident is asked for none is kept, which is
    faster and changes nothing else.
    """
    asked = {name: ask for name, ask in ASKED.items() if outcomes is None or name in outcomes}
    model.history.keep_incidents = bool(asked.keys() & OF_INCIDENTS)
    weekly = run_weeks(model, years * WEEKS_IN_YEAR, asked)
    return model.results().totals | {name: float(weekly[name].mean()) for name in asked}, weekly


def part_ways(begun: "Model", arm: Arm) -> "Model":
    """Copy a town at the end of its burn-in, and let it be the one of an arm from there on."""
    model = begun.fork(arm.strategy)
    levers = with_given(model.scenario.strategy(arm.strategy).levers, dict(arm.levers))
    model.set_levers([levers] * len(model.scenario.communities))
    own = model.scenario.parameters
    multiplied = {name: factor * attrgetter(name)(own) for name, factor in arm.times.items()}
    scenario = model.scenario.with_parameters({**arm.parameters, **multiplied})
    model.scenario = replace(scenario, events=(*scenario.events, *arm.events))
    return model


def effects_of_studies(
    parts: Sequence[Part],
    *,
    seeds: Callable[[DeclaredStudy], int],
    path: Path,
    means: Means,
    report: Callable[[str], None],
    changed: Mapping[str, float] | None = None,
) -> dict[StudyRow, Estimate]:
    """Run the arms that parts name, each study on its own seeds, and return what the parts ask for.

    Parameters
    ----------
    parts
        Those without a study are left out.
    seeds
        How many seeds a study is run on.
    path
        Folder in which the studies' results folders are made or gone on with.
    means
        With how many workers.
    changed
        Parameters of the towns, by full name, instead of their own.
    """
    wanted = list(dict.fromkeys(part.study for part in parts if part.study is not None))
    found: dict[StudyRow, Estimate] = {}
    for name in dict.fromkeys(row.name for row in wanted):
        rows = [row for row in wanted if row.name == name]
        declared = studies()[name].with_arms({arm for row in rows for arm in row.arms})
        scenario = load_scenario(declared.scenario)
        study = ArmsStudy(scenario.with_parameters(changed) if changed else scenario, declared)
        report(f"study {name}: {len(declared.arms)} arms of {declared.years} years; {seeds(declared)} seeds each")
        runs, weekly = _run_arms(study, seeds(declared), path / _name_of(study), means)
        found |= {row: estimate(values_of(row, runs, weekly).tolist()) for row in rows}
    return found


def _run_arms(study: ArmsStudy, seeds: int, out: Path, means: Means) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run what a folder does not hold yet; return its runs and their weeks."""
    plan = Plan([{"arm": name} for name in study.declared.arms], study.scenario.seed)
    outcomes = outcomes_for(study.scenario.problems)
    declared = Declaration(study, KIND, _inputs(study), summarise_scenario(study.scenario), outcomes=outcomes)
    with hold(declared, plan, Seeds(seeds), out, means) as held:
        held.refuse_without_runs("the study")
        runs, weekly = (held.read(name) for name in ("runs", "weekly"))
    return tuple(table[table["run_id"] < seeds * plan.width] for table in (runs, weekly))


def _inputs(study: ArmsStudy) -> dict[str, Any]:
    """Return all that decides the rows of a study, except seeds."""
    declared = study.declared
    return {"scenario": identity_of(study.scenario), "years": declared.years, "arms": declared.arms}


def _name_of(study: ArmsStudy) -> str:
    """Name the folder of a study after all that decides its rows, so that none is refused for what another left."""
    decided = {"model": hash_sources(model_only=True), **_inputs(study)}
    return f"{study.declared.name}-{hash_inputs(resolve(decided))[:12]}"


def values_of(row: StudyRow, runs: pd.DataFrame, weekly: pd.DataFrame) -> Array:
    """Take what a part asks for from each seed in which all of its arms finished.

    Parameters
    ----------
    row
        What is asked for. Without weeks it is taken from totals, with weeks from the mean of those weeks.
    runs
        One row a run: ``arm``, ``seed`` and totals.
    weekly
        One row a run and week, counted from the end of burn-in.
    """
    asked = EXPRESSIONS[row.as_]
    if row.weeks is not None:
        first, end = row.weeks
        weekly = weekly[(weekly["week"] >= first) & (weekly["week"] < end)]
        runs = weekly.groupby(["arm", "seed"], as_index=False)[list(row.outcomes)].mean()
    return asked.of(_by_week(row, weekly) if asked.by_week else _by_arm(row, runs))


def _by_arm(row: StudyRow, runs: pd.DataFrame) -> Array:
    """Lay the outcome out as seeds by arms."""
    return _laid_out(row, runs.assign(week=0), [0])[:, :, 0]


def _by_week(row: StudyRow, weekly: pd.DataFrame) -> Array:
    """Lay the outcome out as seeds by arms by weeks."""
    return _laid_out(row, weekly, sorted(weekly["week"].unique()))


def _laid_out(row: StudyRow, table: pd.DataFrame, weeks: Sequence[int]) -> Array:
    """Lay the outcome out as seeds by arms by weeks; a seed without one of its values is left out."""
    values = table[row.outcome] - table[row.less] if row.less else table[row.outcome]
    if row.per:
        values = ratio_by_seed(values, table[row.per], [table["arm"], table["week"]])
    found = table.assign(value=values).pivot_table(index="seed", columns=["arm", "week"], values="value")
    found = found.reindex(columns=pd.MultiIndex.from_product([row.arms, weeks])).dropna()
    return found.to_numpy(float).reshape(len(found), len(row.arms), len(weeks))


def ratio_by_seed(part: pd.Series, whole: pd.Series, arm: Sequence[pd.Series]) -> pd.Series:
    """Return values by seed whose mean over an arm (and week) is the ratio of means, and whose spread is that of the ratio.

    A mean of ratios would make much of seeds in which there is little to divide by (linearisation, as surveys do).
    """
    mean = whole.groupby(arm).transform("mean")
    ratio = part.groupby(arm).transform("mean") / mean
    return ratio + (part - ratio * whole) / mean
