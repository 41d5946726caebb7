"""What a fit is worth: coverage on runs whose truth is known, what the figures tell of each parameter, and misses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration.emulator import Emulator, train
from mobsim.calibration.matching import Goal, Region
from mobsim.calibration.posterior import sample_posterior
from mobsim.calibration.space import Space
from mobsim.calibration.targets import Target

Values = NDArray[np.float64]
PRIOR_SD = 12.0**-0.5
FOLDS = 5
WALKERS = 250
LEVELS = (0.5, 0.9)
INFORMING = 3
COVERED = ("truth", "parameter", "rank", "sd_ratio", "error")
STEP = 0.02
FAR_WITHIN = 3.0
"""Standard deviations from the edge of an open interval beyond which a figure has no say."""


@dataclass(frozen=True)
class Learned:
    """Runs that an emulator is trained on; ``candidates`` says which of them may play the truth."""

    unit: Values
    statistics: Values
    candidates: NDArray[np.int64]


def coverage(
    learned: Learned,
    emulator: Emulator,
    goal: Goal,
    region: Region,
    start: Values,
    truths: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Fit to runs as if they were the figures, each left out of training; say how intervals hold.

    ``start`` are points spread evenly over the region.

    Returns
    -------
    DataFrame
        A row a truth and parameter: ``truth``, ``parameter`` (its column), ``rank`` of the truth within the posterior
        (0 to 1), ``sd_ratio`` of the posterior over the prior, ``error`` of the posterior's mean (unit coordinates).
    """
    chosen = rng.permutation(learned.candidates)[:truths]
    start = start[rng.permutation(len(start))[:WALKERS]]
    rows = []
    for held_out in np.array_split(chosen, FOLDS):
        if not len(held_out):
            continue
        others = ~(learned.unit[:, None, :] == learned.unit[held_out][None, :, :]).all(2).any(1)
        taught = train(learned.unit[others], learned.statistics[others], emulator.weights)
        for row in held_out:
            noise = rng.standard_normal(len(goal.aim)) * np.sqrt(goal.variance)
            figures = Goal(learned.statistics[row] + noise, goal.variance, np.ones_like(goal.aim))
            drawn = sample_posterior(taught, figures, region, start, rng)
            rows.append(_judge(drawn, learned.unit[row], int(row)))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COVERED)


def _judge(drawn: Values, truth: Values, row: int) -> pd.DataFrame:
    return pd.DataFrame({
        "truth": row,
        "parameter": np.arange(len(truth)),
        "rank": (drawn < truth).mean(0),
        "sd_ratio": drawn.std(0) / PRIOR_SD,
        "error": drawn.mean(0) - truth,
    })  # fmt: skip


def share_within(ranks: Values, level: float) -> float:
    """Return the share of truths that lie within the central interval of a level."""
    return float((np.abs(np.asarray(ranks) - 0.5) <= level / 2).mean())


def identify(space: Space, emulator: Emulator, goal: Goal, drawn: Values, targets: Sequence[Target]) -> pd.DataFrame:
    """Say what the figures tell of each parameter, and which of them.

    Returns
    -------
    DataFrame
        A row a parameter: values of the posterior, ``sd_ratio`` of posterior over prior on the parameter's scale,
        ``told`` in words, ``informed_by`` the figures that speak of it most with their shares of the information.
    """
    values = space.values(drawn)
    ratio = drawn.std(0) / PRIOR_SD
    shares = _information(emulator, goal, drawn.mean(0))
    return pd.DataFrame({
        "parameter": space.names,
        "unit": [free.unit for free in space.free],
        "prior_low": [free.low for free in space.free],
        "prior_high": [free.high for free in space.free],
        "mean": values.mean(0),
        "sd": values.std(0),
        "low": np.quantile(values, 0.05, axis=0),
        "median": np.median(values, axis=0),
        "high": np.quantile(values, 0.95, axis=0),
        "sd_ratio": ratio,
        "told": [how_well(each) for each in ratio],
        "informed_by": [_strongest(row, targets) for row in shares],
    })  # fmt: skip


def how_well(sd_ratio: float) -> str:
    """Say in words what is left of a parameter's spread."""
    if sd_ratio < 0.4:
        return "well"
    return "partly" if sd_ratio < 0.8 else "not"


def _information(emulator: Emulator, goal: Goal, centre: Values) -> Values:
    """Return the share of each figure in what is told of each parameter near a point, shape (d, targets)."""
    steps = STEP * np.eye(len(centre))
    ahead, behind = emulator.predict(centre + steps), emulator.predict(centre - steps)
    slope = (ahead.mean - behind.mean) / (2 * STEP)
    variance = ahead.variance + goal.chance * emulator.chance + goal.variance + 1e-18
    within = -goal.side * (emulator.predict(centre[None, :]).mean[0] - goal.aim) / np.sqrt(variance[0])
    # What lies far within an open interval tells nothing.
    information = slope**2 / variance * (within < FAR_WITHIN)
    return information / np.maximum(information.sum(1, keepdims=True), 1e-300)


def _strongest(shares: Values, targets: Sequence[Target]) -> str:
    order = [int(each) for each in np.argsort(-shares)[:INFORMING] if shares[each] >= 0.1]
    return ", ".join(f"{targets[each].name} ({shares[each]:.0%})" for each in order)


def compare_with_figures(targets: Sequence[Target], drawn: Values, fitted: Values, run_sd: Values) -> pd.DataFrame:
    """Hold runs on fresh seeds against the figures.

    Parameters
    ----------
    targets
        What was aimed at; columns of the others are in their order.
    drawn
        One run at each of several points of the posterior, shape (runs, statistics).
    fitted
        Runs at the fitted point, shape (runs, statistics).
    run_sd
        Standard deviation between runs of one point, by statistic.
    """
    rows = []
    for target, at_posterior, at_fitted, sd in zip(targets, drawn.T, fitted.T, run_sd, strict=True):
        mean = float(at_fitted.mean())
        uncertain = float(sd) * np.sqrt(target.chance + 1.0 / len(at_fitted))
        whole = float(np.hypot(target.sd, uncertain))
        rows.append({
            **_asked(target),
            "fitted": mean,
            "run_sd": sd,
            "low": np.quantile(at_posterior, 0.05),
            "high": np.quantile(at_posterior, 0.95),
            "distance": (mean - target.aim) / whole if whole > 0 else np.nan,
            "met": target.is_met(mean, uncertain),
        })  # fmt: skip
    return pd.DataFrame(rows)


def expect_figures(
    targets: Sequence[Target], emulator: Emulator, goal: Goal, drawn: Values, fitted: Values
) -> pd.DataFrame:
    """Hold what the emulator expects against the figures, where no run on fresh seeds was made.

    ``drawn`` are points of the posterior, ``fitted`` is the point that stands for it; the table is as that of
    :func:`compare_with_figures`.
    """
    over, (mean, variance) = emulator.predict(drawn).mean, emulator.predict(fitted[None, :])
    rows = []
    for column, target in enumerate(targets):
        sd = float(np.sqrt(variance[0, column] + goal.chance[column] * emulator.chance[column]))
        whole = float(np.hypot(target.sd, sd))
        expected = float(mean[0, column])
        low, high = np.quantile(over[:, column], (0.05, 0.95))
        rows.append({
            **_asked(target), "fitted": expected, "run_sd": float(np.sqrt(emulator.chance[column])),
            "low": low, "high": high, "distance": (expected - target.aim) / whole if whole > 0 else np.nan,
            "met": target.is_met(expected, sd),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _asked(target: Target) -> dict[str, object]:
    return {
        "target": target.name,
        "value": target.aim,
        "tolerance": target.sd,
        "target_low": np.nan if target.low is None else target.low,
        "target_high": np.nan if target.high is None else target.high,
    }
