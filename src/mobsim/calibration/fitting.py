"""Fit any study to targets: waves of runs, the posterior, and what it is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mobsim.calibration.emulator import Emulator, train
from mobsim.calibration.findings import Basis, Fit, write_fit
from mobsim.calibration.judging import Learned, compare_with_figures, coverage, expect_figures, identify
from mobsim.calibration.matching import Goal, Region, Wave, wave_excess
from mobsim.calibration.posterior import representative, sample_posterior
from mobsim.calibration.sampling import fill_region, spread_evenly
from mobsim.calibration.space import Space
from mobsim.calibration.table import Derive, Pace, PointStudy, ReferenceTable, declare_points, statistics_of
from mobsim.calibration.targets import Target, check_targets
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.holding import Means, opened
from mobsim.store.provenance import hash_inputs, resolve

Values = NDArray[np.float64]
KIND = "calibrate"
RUN_TWICE = 8
"""One point in so many is run twice, to tell the chance of a run from what an emulator cannot follow."""
LEAST_TWICE = 8
LEAST_POINTS = 40
DRAWS = 512
MOST_TAUGHT = 800
"""Runs that an emulator is trained on at most, a wave's own first: work grows with their cube."""
NEAR = 1.5
"""Earlier runs still teach a later wave if they are at most so many times over what was let pass."""


@dataclass(frozen=True)
class Effort:
    """How much is done in a fit, and how.

    Parameters
    ----------
    points_a_wave, waves
        Runs in a wave, repeats among them, and the number of waves.
    fresh
        Runs on fresh seeds afterwards: so many over the posterior, and so many at the fitted point.
    truths
        Runs of the last wave that are fitted in turn as if they were the figures, to see whether intervals hold.
    seed
        Of the designs, the runs and the draws.
    fill
        Keep runs in which a statistic was not a number, rather than leave them out.
    batch
        Runs that are kept together as one part of the folder; 0 keeps them as they come. A killed program loses those of
        the batch that it was at.
    minutes
        Time after which no batch is begun. What is found then stands on the runs there are; the same call goes on.

    Raises
    ------
    UsageError
        If it is too little for a fit.
    """

    points_a_wave: int = 200
    waves: int = 3
    fresh: int = 20
    truths: int = 20
    seed: int = 1
    fill: bool = False
    batch: int = 0
    minutes: float | None = None

    def __post_init__(self) -> None:
        if self.points_a_wave < LEAST_POINTS or self.waves < 1 or self.fresh < 2 or self.truths < 0:
            problem = f"needs at least {LEAST_POINTS} runs a wave, one wave, and two fresh runs"
            raise UsageError(problem, field="fit", value=(self.points_a_wave, self.waves, self.fresh, self.truths))

    @property
    def decisive(self) -> dict[str, int]:
        """What decides where later waves lie."""
        return {"points_a_wave": self.points_a_wave, "waves": self.waves, "fresh": 2, "truths": 0}


def fit(
    study: PointStudy,
    space: Space,
    targets: Sequence[Target],
    folder: str | Path,
    effort: Effort | None = None,
    means: Means | None = None,
    *,
    summary: Mapping[str, Any] | None = None,
    derive: Derive | None = None,
) -> Fit:
    """Fit a study's free parameters to targets.

    Parameters
    ----------
    study
        Maps a point (values by name) and a seed to named statistics; see :class:`PointStudy`.
    space
        What is free, and between which bounds.
    targets
        What is aimed at.
    folder
        Results folder to make, or to go on with: runs that are there are not run again, whatever the targets are now.
    effort
        How much is run.
    means
        With how many workers; the results do not depend on it.
    summary
        What readers should know of the study; kept in the manifest as ``scenario``.
    derive
        How statistics are taken from the tables that a study returns, a row a run.

    Raises
    ------
    UsageError
        If the call, the study's statistics or the folder do not fit.
    MobsimError
        If more than half of a wave's runs failed.
    """
    effort, aims = effort or Effort(), check_targets(targets)
    # Matrices here are small: more threads of the algebra library only get in the way of each other and of the workers.
    with (
        threadpool_limits(1, user_api="blas"),
        opened(declare_points(study, space, KIND, summary), Path(folder), means) as held,
    ):
        table = ReferenceTable(held, space, effort.seed, derive, Pace.of(effort.batch, effort.minutes), study)
        found = _Fitting(table, space, aims, effort).fit(Path(folder))
        if found.basis.whole:
            held.complete([effort.seed])
        write_fit(held.folder, found)
    return found


class _Narrowed(NamedTuple):
    """What the waves have left: the region before the last wave, points spread evenly over it, and the last wave.

    ``plausible`` are those points that the last wave leaves, or if it leaves none the quarter that it finds nearest.
    """

    region: Region
    start: Values
    emulator: Emulator
    learned: Learned
    plausible: Values


@dataclass
class _Fitting:
    """One fit under way."""

    table: ReferenceTable
    space: Space
    targets: tuple[Target, ...]
    effort: Effort

    def __post_init__(self) -> None:
        self.seed = self.effort.seed
        self.goal = Goal.of(self.targets)
        self.names = [target.name for target in self.targets]
        asked = {"targets": self.targets, "extent": self.effort.decisive, "seed": self.seed}
        self.asked = hash_inputs(resolve(asked))[:8]
        self.reported: list[dict[str, Any]] = []
        self.whole_waves = 0

    def fit(self, folder: Path) -> Fit:
        """Run the waves, draw the posterior, and judge it."""
        region, start, emulator, learned, plausible = self._narrow()
        rng = np.random.default_rng([self.seed, 0])
        drawn = sample_posterior(emulator, self.goal, region, start, rng)
        fitted = self.space.values(representative(emulator, self.goal, drawn)[None, :])
        predicted, at_fitted, checks = self._run_afresh(emulator, drawn, fitted, rng)
        held = coverage(learned, emulator, self.goal, region, start, self.effort.truths, rng)
        if len(held):
            held["parameter"] = np.array(self.space.names, object)[held["parameter"]]
        reference = self.table.known_by(self._afresh()[1])
        return Fit(
            self.space, self.targets, self.space.point(fitted[0]),
            pd.DataFrame(self.space.values(drawn), columns=list(self.space.names)), pd.DataFrame(self.reported),
            self._quality(emulator), identify(self.space, emulator, self.goal, drawn, self.targets),
            checks, held, predicted, at_fitted, reference,
            pd.DataFrame(self.space.values(plausible), columns=list(self.space.names)),
            Basis(len(reference), self.whole_waves, self.effort.waves, len(predicted) + len(at_fitted),
                  not self.table.stopped), folder,
        )  # fmt: skip

    def _narrow(self) -> _Narrowed:
        """Run wave after wave, each in what the waves before have left."""
        region, start, share, last = Region(), spread_evenly(DRAWS, len(self.space), self.seed), 1.0, None
        for number in range(1, self.effort.waves + 1):
            name = self._run_wave(number, start)
            learned = self._learn(name, last)
            emulator = train(learned.unit, learned.statistics)
            last = Wave.of(emulator, self.goal, learned.unit)
            self.whole_waves += not self.table.stopped
            if number == self.effort.waves or self.table.stopped:
                left = share * float((wave_excess(last, start) <= 1.0).mean())
                self._report(number, last, left, 1.0, learned)
                break
            rng = np.random.default_rng([self.seed, number])
            filled = fill_region(region.narrowed(last, 1.0).excess, 1.0, DRAWS, len(self.space), rng)
            start, share, over = filled.points, filled.share, max(1.0, filled.level)
            region = region.narrowed(last, 1.0).widened(over)
            self._report(number, last, share, over, learned)
        excess = np.zeros(len(start)) if last is None else wave_excess(last, start)
        return _Narrowed(region, start, emulator, learned, start[excess <= max(1.0, float(np.quantile(excess, 0.25)))])

    def _run_wave(self, number: int, start: Values) -> str:
        """Run a wave, of the points it was given when it was first begun; return the name of its design."""
        points, d = self.effort.points_a_wave, len(self.space)
        apart = points - max(LEAST_TWICE, points // RUN_TWICE)
        if number == 1:
            name, unit = f"wave 1 ({points} runs, seed {self.seed})", spread_evenly(apart, d, self.seed)
        else:
            chosen = np.random.default_rng([self.seed, 100 + number]).permutation(max(DRAWS, apart))[:apart]
            name, unit = f"wave {number} ({self.asked})", start[chosen % len(start)]
        # The first points once more, on other seeds.
        self.table.run(name, lambda: np.vstack([unit, unit[: points - apart]]))
        self.table.refuse_if_most_failed(name)
        return name

    def _learn(self, name: str, last: Wave | None) -> Learned:
        """Take all runs for a first wave, and those near enough to what is left for a later one."""
        known = self.table.known_by(name)
        if len(known) < LEAST_POINTS and self.table.stopped:
            problem = f"the time was over after {len(known)} runs, and a posterior needs {LEAST_POINTS}"
            raise MobsimError(f"{problem}; they are kept, and the same command goes on from them")
        rows, statistics = self._statistics(known)
        unit = self.space.unit(rows[list(self.space.names)].to_numpy(float))
        own = rows["run_id"].isin(self.table.rows(name)["run_id"]).to_numpy()
        others = np.flatnonzero(~own if last is None else ~own & (wave_excess(last, unit) <= NEAR))
        room = max(0, MOST_TAUGHT - int(own.sum()))
        chosen = np.random.default_rng([self.seed, 200]).permutation(others)[:room]
        taught = np.sort(np.concatenate([np.flatnonzero(own), chosen]))
        return Learned(unit[taught], statistics[taught], np.flatnonzero(own[taught]))

    def _statistics(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, Values]:
        return statistics_of(rows, self.names, fill=self.effort.fill)

    def _report(self, number: int, wave: Wave, share: float, level: float, learned: Learned) -> None:
        lost = [name for name, lost in zip(self.names, wave.out_of_reach, strict=True) if lost]
        self.reported.append({
            "wave": number,
            "runs_used": len(learned.unit),
            "share_left": share,
            "over_cut": level,
            "out_of_reach": ", ".join(lost),
            "explained": float(np.mean(wave.emulator.explained)),
        })  # fmt: skip

    def _run_afresh(
        self, emulator: Emulator, drawn: Values, fitted: Values, rng: np.random.Generator
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Run the posterior and the fitted point on fresh seeds, and hold them against the figures.

        Where time is over, the emulator says what is expected of them.
        """
        fresh, (over, at) = self.effort.fresh, self._afresh()
        chosen = drawn[rng.choice(len(drawn), fresh, replace=False)]
        if self.table.stopped:
            nothing = self.table.rows("").iloc[:0]
            return (
                nothing,
                nothing,
                expect_figures(self.targets, emulator, self.goal, drawn, self.space.unit(fitted)[0]),
            )
        predicted, over_rows = self._statistics(self.table.run(over, lambda: chosen))
        repeated = np.repeat(self.space.unit(fitted), fresh, axis=0)
        at_fitted, at_rows = self._statistics(self.table.run(at, lambda: repeated, as_declared=True))
        if self.table.stopped:
            expected = expect_figures(self.targets, emulator, self.goal, drawn, self.space.unit(fitted)[0])
            return predicted, at_fitted, expected
        checks = compare_with_figures(self.targets, over_rows, at_rows, np.sqrt(emulator.chance))
        return predicted, at_fitted, checks

    def _afresh(self) -> tuple[str, str]:
        """Name the designs of fresh runs, over the posterior and at the fitted point."""
        return f"posterior ({self.asked}, {self.effort.fresh})", f"fitted ({self.asked}, {self.effort.fresh})"

    def _quality(self, emulator: Emulator) -> pd.DataFrame:
        sd = np.sqrt(emulator.noise)
        return pd.DataFrame({
            "statistic": self.names,
            "explained": emulator.explained,
            "chance_sd": np.sqrt(emulator.chance),
            "misfit_sd": np.sqrt(emulator.misfit),
            "within_2_sd": (np.abs(emulator.left_out) <= 2.2 * sd).mean(0),
        })  # fmt: skip
