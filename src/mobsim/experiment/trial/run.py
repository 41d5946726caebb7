"""Run a virtual randomized trial from its file: paired with an untreated twin, on as many seeds as it asks for."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mobsim.experiment.areas import summarise_scenario
from mobsim.experiment.engine import Engine, Progress, choose_workers
from mobsim.experiment.replicates import plan_replicates
from mobsim.experiment.trial.effects import effects_of
from mobsim.experiment.trial.living import TREATED, UNTREATED, TrialStudy
from mobsim.scenario.trial import Trial, load_trial
from mobsim.store import ResultsFolder


@dataclass(frozen=True)
class TrialResult:
    """What a trial found: ``rows`` of effects, and the tables they were taken from."""

    trial: Trial
    rows: pd.DataFrame
    counts: pd.DataFrame
    survey: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None

    def effect(self, outcome: str, contrast: str, wave: str, measure: str) -> Mapping[str, float]:
        """Return the row of one effect as a mapping of ``effect``, ``low``, ``high`` and ``n``.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        rows = self.rows
        here = rows[
            (rows["outcome"] == outcome)
            & (rows["contrast"] == contrast)
            & (rows["wave"] == wave)
            & (rows["measure"] == measure)
        ]
        if len(here) != 1:
            raise KeyError(f"no effect {outcome}, {contrast}, {wave}, {measure}")
        return here.iloc[0][["effect", "low", "high", "n"]].to_dict()


def run_trial(
    trial: Trial | str | Path,
    seeds: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> TrialResult:
    """Run a trial.

    Parameters
    ----------
    trial
        An experiment file with ``design = "trial"``: its path, or the name of one that ships (with or without
        ``trials/``).
    seeds
        Towns in which it is held; the file's ``[replicates] seeds`` when left out.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.

    Raises
    ------
    mobsim.errors.MobsimError
        If the file, the folder or the call does not fit.
    """
    trial = trial if isinstance(trial, Trial) else load_trial(trial)
    place = TemporaryDirectory(prefix="mobsim-") if out is None else nullcontext(str(out))
    with place as path:
        result = _run_in(Path(path), trial, trial.seeds if seeds is None else seeds, choose_workers(workers), progress)
    return result if out is not None else replace(result, folder=None)


def _run_in(path: Path, trial: Trial, seeds: int, workers: int, progress: Progress | None) -> TrialResult:
    scenario = trial.scenario
    inputs = {
        "scenario": replace(scenario, notes=(), folder=None),
        "trial": trial.table.model_dump(),
        "strategy": trial.strategy,
        "days": trial.days,
    }
    study = TrialStudy(scenario, trial.table, trial.strategy, trial.days, trial.name)
    planned = plan_replicates([{"town": UNTREATED}, {"town": TREATED}], scenario.seed, 0, seeds)
    with ResultsFolder.open(path, "trial", inputs, summary=summarise_scenario(scenario)) as folder:
        done = folder.finished()
        with Engine(study, workers) as engine:
            engine.live([run for run in planned if run.run_id not in done], folder.keep, progress)
        folder.complete(sorted({run.seed for run in planned}))
        counts, survey = folder.read("counts"), folder.read("survey")
        rows = effects_of(counts, survey)
        told = {"title": trial.title, "seeds": seeds, "effects": _plain(rows)}
        folder.write_json("trial.json", told)
        return TrialResult(trial, rows, counts, survey, folder.read("failures"), path)


def _plain(rows: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
    return json.loads(rows.to_json(orient="records"))
