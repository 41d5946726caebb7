"""Hold the model against the published evidence: run the town and the trials, measure every part, judge it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

import mobsim
from mobsim.experiment.choosing import prepare
from mobsim.experiment.engine import Progress, choose_workers
from mobsim.scenario.scenario import Scenario
from mobsim.store.provenance import hash_sources
from mobsim.validation.comparing import effects_of_studies
from mobsim.validation.judging import (
    JudgedPart,
    JudgedTarget,
    as_plain,
    estimate_parts,
    judge_parts,
    judge_targets,
    part_from_plain,
)
from mobsim.validation.study import AS_IT_IS, TownStudy, open_town, prepare_town, run_study, years_for
from mobsim.validation.targets import Part, Target, choose_targets, town
from mobsim.validation.trials import SEEDS, SEEDS_FULL, effects_of_trials

Report = Callable[[str], None]
KIND = "validate"


@dataclass(frozen=True)
class Validation:
    """Hold what a validation found: every part and target judged, and ``runs``, one row a run of the untreated town."""

    parts: Sequence[JudgedPart]
    targets: Sequence[JudgedTarget]
    runs: pd.DataFrame
    seeds: int
    full: bool
    folder: Path | None

    @property
    def rows(self) -> pd.DataFrame:
        """One row a part: model value, interval, band, verdict, source."""
        return pd.DataFrame(self.parts, columns=list(JudgedPart._fields))

    @property
    def met(self) -> int:
        """How many targets are met."""
        return sum(target.met for target in self.targets)

    @property
    def ok(self) -> bool:
        """Whether every target is met."""
        return self.met == len(self.targets)

    def summary(self) -> dict[str, Any]:
        """Return the whole as plain data (what ``validation.json`` holds and ``--json`` prints)."""
        counts = {"targets": len(self.targets), "met": self.met, "seeds": self.seeds, "full": self.full}
        made = {"mobsim": mobsim.__version__, "model_hash": hash_sources(model_only=True)}
        return {**made, **counts, "by_target": as_plain(self.targets), "parts": as_plain(self.parts)}


def validation_from(summary: Mapping[str, Any]) -> Validation:
    """Return a validation from the content of its ``validation.json``, without its runs."""
    parts = [part_from_plain(row) for row in summary["parts"]]
    judged = [JudgedTarget(**row) for row in summary["by_target"]]
    return Validation(parts, judged, pd.DataFrame(), summary["seeds"], summary["full"], None)


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
    chosen, workers = choose_targets(only), choose_workers(workers)
    place = TemporaryDirectory(prefix="mobsim-") if out is None else nullcontext(str(out))
    with place as path:
        found = _validate_in(Path(path), chosen, full, scenario, seeds, workers, progress, say or _silent)
        if out is not None:
            from mobsim.validation.writing import write

            write(found, Path(path))
    return found if out is not None else replace(found, folder=None)


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
    full: bool,
    scenario: Scenario | str | Path | None,
    seeds: int | None,
    workers: int,
    progress: Progress | None,
    report: Report,
) -> Validation:
    parts = parts_of(chosen)
    patterns = [part for part in parts if part.is_pattern]
    seeds = seeds or (town().seeds_full if full else town().seeds)
    study, runs = study_of(patterns, scenario), pd.DataFrame()
    if patterns:
        report(f"the untreated town: {seeds} runs of {study.years} years after burn-in")
        with open_town(path / "town", KIND, study) as folder:
            runs = run_study(folder, study, seeds, workers, progress)
    trials = SEEDS_FULL if full else SEEDS
    effects = effects_of_trials(
        parts, seeds=trials, workers=workers, path=path / "trials", report=report, progress=progress
    )
    compared = effects_of_studies(
        parts, seeds=lambda each: each.seeds_full if full else each.seeds, workers=workers, path=path / "studies",
        report=report, progress=progress,
    )  # fmt: skip
    estimates = estimate_parts(parts, runs, {**effects, **compared})
    judged = judge_parts([part for target in chosen for part in target.parts], estimates)
    return Validation(judged, judge_targets(chosen, judged), runs, seeds, full, path)


def _silent(_: str) -> None:
    pass
