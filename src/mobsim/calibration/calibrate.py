"""Fit a town to its own figures: waves of runs, posterior, checks on figures, fitted scenario and report."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration.account import write_account
from mobsim.calibration.figures import TownFigures, read_figures
from mobsim.calibration.findings import Fit, plain_rows
from mobsim.calibration.fitted_scenario import write_fitted_scenario
from mobsim.calibration.fitting import KIND, LEAST_POINTS, Effort, fit
from mobsim.calibration.plain_figures import describe_figures
from mobsim.calibration.table import declare_points
from mobsim.calibration.town import TownStatistics, TownStudy, town_targets
from mobsim.calibration.town_checks import town_checks
from mobsim.calibration.town_ensemble import town_ensemble
from mobsim.errors import UsageError
from mobsim.experiment.areas import summarise_scenario
from mobsim.experiment.choosing import choose_draws
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Declaration, Means
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.ensemble_text import as_text
from mobsim.store import read_table
from mobsim.store.atomic import write_json

COMMAND = "mobsim calibrate"
RUNS = 450
WAVES = 3
FRESH_FROM, FRESH_TO = 10, 30
TRUTHS_FROM, TRUTHS_TO = 8, 30
RUNS_A_CHECK = 15
"""Checks grow with the runs: a fresh run (twice over) and a known truth for so many, within bounds."""


@dataclass(frozen=True)
class Calibration:
    """A fitted town: the fit, the checks on the map, and where scenario and report lie."""

    figures: TownFigures
    fit: Fit
    maps: pd.DataFrame
    by_neighbourhood: pd.DataFrame
    scenario: Path
    report: Path


def calibrate(
    scenario: str | Path,
    targets: str | Path,
    out: str | Path,
    *,
    runs: int = RUNS,
    workers: int | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    ensemble: Ensemble | str | Path | None = None,
    point: bool = False,
) -> Calibration:
    """Fit a scenario's declared parameters to a town's own figures.

    Parameters
    ----------
    scenario
        Its path, or the name of one that ships.
    targets
        A targets file: what is free, and the figures.
    out
        Results folder to make, or to go on with.
    runs
        Runs of the three waves together; fresh runs for the checks come on top.
    workers
        Processes; one a core when left out.
    seed
        Of the designs, the runs and the draws.
    progress
        Called with the standing as runs finish.
    ensemble
        An ensemble, its path or name, from which each point of the fit draws what is in doubt and neither free nor set by the
        scenario; that of the evidence when left out.
    point
        Leave what is not free as declared instead: intervals then do not hold doubt about it.

    Raises
    ------
    MobsimError
        If the files, the folder or the call do not fit; everything that is wrong, at once.
    """
    figures = read_figures(scenario, targets)
    drawn = choose_draws(replace(figures.scenario, ensemble=None), ensemble, point=point)
    return calibrate_figures(figures, Path(out), check_runs(runs), seed, Means(workers, progress), drawn)


def check_runs(runs: int) -> int:
    """Return the number of runs, or raise a UsageError."""
    if runs < WAVES * LEAST_POINTS:
        raise UsageError(f"must be at least {WAVES * LEAST_POINTS}", field="runs", value=runs)
    return runs


def calibrate_figures(
    figures: TownFigures, out: Path, runs: int, seed: int, means: Means, ensemble: Ensemble | None = None
) -> Calibration:
    """Fit a scenario to figures that were read, with what is not free drawn from an ensemble."""
    found = fit(
        TownStudy.of(figures, ensemble), figures.space, town_targets(figures), out, effort_of(runs, seed), means,
        summary=summarise_scenario(figures.scenario), derive=TownStatistics(figures),
    )  # fmt: skip
    maps, areas = _check_maps(figures, found, out)
    for name, table in (("maps", maps), ("areas_checked", areas)):
        write_json(out / f"{name}.json", plain_rows(table))
    open_still = town_ensemble(found, figures.scenario, ensemble, COMMAND)
    fitted = write_fitted_scenario(figures, found.fitted, as_text(open_still), out / "scenario")
    write_json(out / "figures.json", describe_figures(figures))
    report = write_account(figures, found, maps, areas, out, ensemble)
    return Calibration(figures, found, maps, areas, fitted, report)


def effort_of(runs: int, seed: int) -> Effort:
    """Spread runs over waves, with as many checks as they warrant."""
    checks = runs // RUNS_A_CHECK
    fresh, truths = (min(max(checks, low), high) for low, high in ((FRESH_FROM, FRESH_TO), (TRUTHS_FROM, TRUTHS_TO)))
    return Effort(runs // WAVES, WAVES, fresh, truths, seed)


def declare(figures: TownFigures, ensemble: Ensemble | None = None) -> Declaration:
    """Declare the runs of a town that is fitted."""
    return declare_points(TownStudy.of(figures, ensemble), figures.space, KIND, summarise_scenario(figures.scenario))


def _check_maps(figures: TownFigures, found: Fit, out: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    if figures.crime is None:
        return pd.DataFrame(), pd.DataFrame()
    areas = read_table(out, "neighbourhoods")
    return town_checks(figures, figures.crime, areas, _runs_of(found.predicted), _runs_of(found.at_fitted))


def _runs_of(rows: pd.DataFrame) -> NDArray[np.int64]:
    return rows["run_id"].to_numpy(np.int64)
