"""Read the results of a sweep, finished or running, laid out by point and replicate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.samples import ENSEMBLE, as_samples
from mobsim.errors import DataError, UsageError
from mobsim.experiment.plan import DRAW
from mobsim.experiment.sweep.designs import DESIGNS
from mobsim.experiment.sweep.designs.design import Design
from mobsim.experiment.sweep.factors import Factor
from mobsim.scenario.names import did_you_mean
from mobsim.store import read_json, read_manifest, read_table, refuse_damage
from mobsim.store.meanings import Meaning, read_meanings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SweepResults:
    """The results of a sweep.

    ``runs`` has a row a finished run with its ``point`` and ``replicate``; ``experiment`` is what the sweep declared;
    ``meanings`` tells what its outcomes are, own problem types among them.
    """

    folder: Path
    manifest: dict[str, Any]
    experiment: dict[str, Any]
    runs: pd.DataFrame
    failures: pd.DataFrame
    factors: tuple[Factor, ...] = field(default=())
    meanings: Mapping[str, Meaning] = field(default_factory=dict)

    @property
    def design(self) -> Design:
        """How the points were laid out."""
        return design_of(self.experiment)

    @property
    def reference(self) -> str | None:
        """The strategy that others are compared with; None where none are."""
        return self.experiment["reference"]

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes kept."""
        labels = {"run_id", "seed", DRAW, "point", "replicate", "dummy", *(factor.name for factor in self.factors)}
        return [name for name in self.runs.columns if name not in labels]

    @property
    def conditions(self) -> list[Factor]:
        """Factors other than the strategy that is compared."""
        return [factor for factor in self.factors if factor.name != "strategy"]

    @property
    def two_level(self) -> list[Factor]:
        """Factors with two values."""
        if self.design.drawn:
            return []
        return [factor for factor in self.factors if len(self._values(factor)) == 2]

    def better(self, outcome: str) -> str:
        """Return which way an outcome is better: lower, higher or neither."""
        return self.meanings[outcome].better if outcome in self.meanings else "neither"

    def unit(self, outcome: str) -> str:
        """Return the unit of an outcome."""
        return self.meanings[outcome].unit if outcome in self.meanings else ""

    def label(self, outcome: str) -> str:
        """Return the name of an outcome in words."""
        return self.meanings[outcome].label if outcome in self.meanings else outcome.replace("_", " ")

    def headline(self, outcome: str | None = None) -> str:
        """Return the outcome asked for, or harm, or else the first that is kept."""
        if outcome is not None and outcome not in self.outcomes:
            remedy = did_you_mean(outcome, self.outcomes)
            raise UsageError("was not kept by this sweep", field="outcome", value=outcome, remedy=remedy)
        return outcome or ("harm" if "harm" in self.outcomes else self.outcomes[0])

    @property
    def seeds_per_draw(self) -> int:
        """How many seeds in a row share a draw of an ensemble; 1 where each has its own, or none."""
        return self.experiment.get("replicates", {}).get("seeds_per_draw", 1)

    def units_of(self, replicates: Any) -> Any:
        """Return the number of the seed, or of the draw that several seeds share, that each replicate belongs to."""
        return replicates // self.seeds_per_draw

    def values(self, outcome: str) -> tuple[Array, pd.DataFrame]:
        """Lay an outcome out as replicates by points, with the points' factors in the same order.

        Seeds that share a draw are one replicate, their mean. Replicates that lack a run are left out.
        """
        values, points = self.by_draw(outcome)
        return values.mean(axis=1), points

    def by_draw(self, outcome: str) -> tuple[Array, pd.DataFrame]:
        """Lay an outcome out as draws by the seeds of each by points; where seeds share no draw, as seeds by 1 by points."""
        points = self.runs.drop_duplicates("point").set_index("point").sort_index()
        points = points[[factor.name for factor in self.factors]]
        table = self.runs.pivot(index="replicate", columns="point", values=outcome).reindex(columns=points.index)
        values = table.dropna()
        draws = self.units_of(values.index)
        values = values[draws.map(draws.value_counts()) == self.seeds_per_draw]
        if values.empty:
            raise not_measured(outcome)
        return values.to_numpy(np.float64).reshape(-1, self.seeds_per_draw, len(points)), points

    def levels(self, factor: Factor) -> list[Any]:
        """Return the values of a factor in their order."""
        return self._values(factor)

    def _values(self, factor: Factor) -> list[Any]:
        there = list(dict.fromkeys(self.runs[factor.name]))
        return [value for value in factor.levels if value in there] if factor.levels else sorted(there)


def read_sweep(folder: str | Path) -> SweepResults:
    """Read the results of a sweep, or of a comparison under an ensemble, whose draws are its samples.

    Raises
    ------
    DataError
        If the folder holds neither, no finished run yet, or anything that is damaged.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    drawn = manifest["kind"] == "compare" and (folder / ENSEMBLE).exists()
    if manifest["kind"] != "sweep" and not drawn:
        problem = f"holds the results of mobsim {manifest['kind']}, not of a sweep"
        raise DataError(problem, file=folder, remedy="use mobsim report")
    refuse_damage(folder)
    runs, failures = read_table(folder, "runs"), read_table(folder, "failures")
    if runs.empty:
        raise DataError("holds no finished run yet", file=folder, remedy="run the sweep again; it resumes from there")
    if drawn:
        experiment, runs = as_samples(folder, manifest, runs)
    else:
        experiment = read_json(folder / "experiment.json")
        if experiment is None:
            remedy = "run the sweep again; it writes the file"
            raise DataError("is missing", file=folder / "experiment.json", remedy=remedy)
        stride = design_of(experiment).stride or experiment["points"]
        runs = runs.assign(point=runs["run_id"] % stride, replicate=runs["run_id"] // stride)
    factors, meanings = _factors(experiment["factors"]), read_meanings(folder)
    return SweepResults(folder, manifest, experiment, runs, failures, factors, meanings)


def design_of(experiment: Mapping[str, Any]) -> Design:
    """Return the design of an experiment as its folder describes it."""
    return DESIGNS[experiment["design"]]


def not_measured(outcome: str) -> UsageError:
    """Make the error that an outcome was not measured often enough: a share of nothing, or too few runs finished."""
    return UsageError("was not measured in enough runs that belong together", field="outcome", value=outcome)


def _factors(declared: Sequence[dict[str, Any]]) -> tuple[Factor, ...]:
    return tuple(
        Factor(
            each["name"], each["kind"], tuple(each["levels"]), each["low"], each["high"], each["whole"], each["steps"]
        )
        for each in declared
    )
