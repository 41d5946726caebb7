"""Hold the model against the published evidence: run the town and the trials, measure every part, judge it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from mobsim.experiment.choosing import prepare
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Means, somewhere
from mobsim.scenario.scenario import Scenario
from mobsim.validation.comparing import effects_of_studies
from mobsim.validation.found import Validation
from mobsim.validation.judging import estimate_parts, judge_parts, judge_targets
from mobsim.validation.study import AS_IT_IS, TownStudy, prepare_town, run_town, years_for
from mobsim.validation.targets import Part, Target, choose_targets, town
from mobsim.validation.trials import SEEDS, SEEDS_FULL, effects_of_trials
from mobsim.validation.writing import write

Report = Callable[[str], None]
KIND = "validate"


def validate(
    only: Sequence[str] | None = None,
    *,
    full: bool = False,
    scenario: Scenario | str | Path | None = None,
    seeds: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    say: Report | None = None,
) -> Validation:
    """Hold the model against the published evidence.

    Parameters
    ----------
    only
        Ids of targets ("C3") or groups ("A" to "D"); all when left out.
    full
        The long form: more seeds, narrower intervals.
    scenario
        Another town than the one of the evidence, for patterns of the untreated town.
    seeds
        Runs of the untreated town, instead of those of the form.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.
    progress
        Called with the standing of the untreated town's runs.
    say
        Called with a line on what begins.

    Raises
    ------
    UsageError
        If a target is not known or the folder does not fit.
    """
    chosen, means = choose_targets(only), Means(workers, progress)
    kept = None if out is None else Path(out)
    with somewhere(kept) as path:
        found = _validate_in(path, chosen, _Form.of(full, seeds), scenario, means, say or _silent)
        if kept is not None:
            write(found, kept)
    return replace(found, folder=kept)


@dataclass(frozen=True)
class _Form:
    """The quick or the long form: on how many seeds the town, the trials and the studies are run."""

    full: bool
    town: int
    trials: int

    @classmethod
    def of(cls, full: bool, seeds: int | None) -> "_Form":
        return cls(full, seeds or (town().seeds_full if full else town().seeds), SEEDS_FULL if full else SEEDS)


def study_of(parts: Sequence[Part], scenario: Scenario | str | Path | None = None) -> TownStudy:
    """Return how the untreated town is run for some parts."""
    prepared = prepare_town(prepare(town().scenario if scenario is None else scenario))
    return TownStudy(prepared, years_for(parts), {AS_IT_IS: {}})


def parts_of(chosen: Sequence[Target]) -> list[Part]:
    """List the parts of some targets, those that a difference is taken of among them."""
    named = [part for target in chosen for part in target.parts]
    wanted = {name for part in named for name in part.of}
    every = [part for target in choose_targets(None) for part in target.parts]
    return [part for part in every if part in named or part.id in wanted]


def _validate_in(
    path: Path,
    chosen: Sequence[Target],
    form: _Form,
    scenario: Scenario | str | Path | None,
    means: Means,
    report: Report,
) -> Validation:
    parts = parts_of(chosen)
    patterns = [part for part in parts if part.is_pattern]
    study, runs = study_of(patterns, scenario), pd.DataFrame()
    if patterns:
        report(f"the untreated town: {form.town} runs of {study.years} years after burn-in")
        runs = run_town(study, KIND, form.town, path / "town", means)
    effects = effects_of_trials(parts, seeds=form.trials, path=path / "trials", means=means, report=report)
    compared = effects_of_studies(
        parts, seeds=lambda each: each.seeds_full if form.full else each.seeds, path=path / "studies", means=means,
        report=report,
    )  # fmt: skip
    estimates = estimate_parts(parts, runs, {**effects, **compared})
    judged = judge_parts([part for target in chosen for part in target.parts], estimates)
    return Validation(judged, judge_targets(chosen, judged), runs, form.town, form.full, path)


def _silent(_: str) -> None:
    pass
