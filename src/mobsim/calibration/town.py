"""A town as a study to be fitted: a point is a set of declared parameters, a run gives what police and surveys would see."""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration.crime_figures import CrimeFigures, ids_of
from mobsim.calibration.figures import TownFigures, with_point
from mobsim.calibration.figures_file import MEASURES
from mobsim.calibration.grouping import grouped_log_rates, statistic_name
from mobsim.calibration.survey_figures import survey_name
from mobsim.calibration.table import AS_DECLARED, Read
from mobsim.calibration.targets import Target
from mobsim.experiment.identity import identity_of
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.reading import build_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_YEAR

if TYPE_CHECKING:
    from mobsim.engine.model import Run

Values = NDArray[np.float64]
LEAST_COUNTED = 0.5
"""Crimes that a group without any is taken to have, so that it has a logarithm."""


@dataclass(frozen=True)
class TownStudy:
    """Run a town at a point; a run's tables are its totals and, a row a neighbourhood, recorded crime and residents' means.

    What is neither free nor set by the town is drawn from the ``ensemble``, if there is one: the study of a ``draw`` has it.
    """

    content: Mapping[str, Any]
    file: str
    strategy: str
    base: Scenario
    ensemble: Ensemble | None = None
    draw: int | None = None

    @classmethod
    def of(cls, figures: TownFigures, ensemble: Ensemble | None = None) -> "TownStudy":
        """Make a study of the scenario that figures are held against."""
        return cls(figures.content, str(figures.file), figures.strategy, figures.scenario, ensemble)

    @property
    def inputs(self) -> dict[str, Any]:
        """What decides a run beside its point, draw and seed."""
        drawn = {} if self.ensemble is None else {"ensemble": self.ensemble.identity}
        return {"scenario": replace(identity_of(self.base), seed=0), "strategy": self.strategy, **drawn}

    def draw_of(self, point: Mapping[str, float]) -> int:
        """Return the number of a point's draw, decided by the point itself."""
        if self.ensemble is None:
            return AS_DECLARED
        written = json.dumps(sorted(point.items())).encode()
        return self.ensemble.nth_draw(int.from_bytes(hashlib.sha256(written).digest()[:6]))

    def with_draw(self, draw: int) -> "TownStudy":
        """Return the study whose runs have a draw."""
        return replace(self, draw=draw)

    def scenario_at(self, point: Mapping[str, float]) -> Scenario:
        """Build the scenario with the parameters of a point."""
        from pathlib import Path

        scenario = build_scenario(with_point(self.content, point), Path(self.file))
        drawn = self.ensemble is not None and self.draw is not None
        return scenario.drawn(self.ensemble, self.draw) if drawn else scenario

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, pd.DataFrame]:
        """Do one run."""
        from mobsim.engine.model import run

        scenario = self.scenario_at(point)
        finished = run(scenario, self.strategy, seed, events=True)
        totals = {name: finished.totals[name] for name in MEASURES if name in finished.totals}
        return {"runs": pd.DataFrame([totals]), "neighbourhoods": _neighbourhoods(finished, scenario)}

    def replay(self, point: Mapping[str, float], seed: int) -> str:
        """Return the command that repeats the run, once the point stands in a scenario file."""
        values = ", ".join(f"{name} = {value:.17g}" for name, value in point.items())
        return (
            shlex.join(["mobsim", "run", self.file, "--strategy", self.strategy, "--seed", str(seed)])
            + f" with {values}"
        )


def _neighbourhoods(finished: "Run", scenario: Scenario) -> pd.DataFrame:
    """Keep recorded crime by type and kind, a year per 1,000 residents, and the means of surveys."""
    table = finished.neighbourhoods
    crimes = [problem for problem in scenario.problems if problem.crime]
    kept = ["id", "population", *(f"recorded_{problem.name}" for problem in crimes)]
    found = table[[*kept, *(name for name in MEASURES if name in table)]].copy()
    events = finished.events
    assert events is not None
    recorded = events[events["recorded"] & (events["day"] >= 0)]
    kinds = [kind.name for problem in crimes for kind in problem.kinds]
    rows = pd.Index(table["id"]).get_indexer(recorded["neighbourhood"])
    counts = np.zeros((len(table), len(kinds)))
    np.add.at(counts, (rows, pd.Index(kinds).get_indexer(recorded["kind"])), 1.0)
    per_1000 = 1000.0 * counts / table["population"].to_numpy(float)[:, None] * (DAYS_IN_YEAR / scenario.days)
    return pd.concat([found, pd.DataFrame(per_1000, columns=[f"recorded_{kind}" for kind in kinds])], axis=1)


def town_targets(figures: TownFigures) -> list[Target]:
    """Return all figures of a town as targets."""
    crime = figures.crime.targets if figures.crime is not None else []
    return [*crime, *figures.survey_targets]


@dataclass(frozen=True)
class TownStatistics:
    """Take from kept tables the statistics that a town's figures are compared with."""

    figures: TownFigures

    def __call__(self, read: Read) -> pd.DataFrame:
        """Return a row a run."""
        runs, areas = read("runs"), read("neighbourhoods")
        found: dict[str, Any] = {"run_id": runs["run_id"].to_numpy()}
        if self.figures.crime is not None:
            found |= crime_statistics(self.figures.crime, areas)
        ids = ids_of(self.figures.scenario)
        for survey in self.figures.surveys:
            if survey.neighbourhood is None:
                found[survey_name(survey)] = runs[survey.measure].to_numpy()
            else:
                by_run = by_neighbourhood(areas, survey.measure, len(ids))
                found[survey_name(survey)] = by_run[:, ids.index(survey.neighbourhood)]
        return pd.DataFrame(found)


def crime_statistics(crime: CrimeFigures, areas: pd.DataFrame) -> dict[str, Values]:
    """Return the logarithms of recorded rates by type and group of neighbourhoods, each of a run's length."""
    found = {}
    count = len(crime.people)
    population = by_neighbourhood(areas, "population", count)[0]
    for column, name in enumerate(crime.types):
        group = crime.group[:, column]
        least = min(population[group == number].sum() for number in range(crime.groups))
        floor = 1000.0 * LEAST_COUNTED / (least * crime.simulated_years)
        rate = by_neighbourhood(areas, f"recorded_{name}", count)
        logs = grouped_log_rates(rate, population, group, crime.groups, crime.relative, floor)
        for number in range(crime.groups):
            found[statistic_name(name, number + 1, crime.groups)] = logs[:, number]
    return found


def by_neighbourhood(areas: pd.DataFrame, column: str, count: int) -> Values:
    """Return a column of the neighbourhoods' table, shape (runs, neighbourhoods)."""
    return areas[column].to_numpy(float).reshape(-1, count)
