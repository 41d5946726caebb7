"""Sobol' indices and Morris effects, by SALib, with a factor that changes nothing as the floor of noise."""

from typing import Any

import numpy as np
import pandas as pd

from mobsim.analysis.results import Array, SweepResults, not_measured
from mobsim.errors import UsageError
from mobsim.experiment.sweep.designs import morris as trajectories
from mobsim.experiment.sweep.designs.salib import problem_of, require_salib
from mobsim.experiment.sweep.designs.shares import with_dummy
from mobsim.experiment.sweep.factors import DUMMY, Factor
from mobsim.experiment.sweep.laying_out import towns_first

RESAMPLES = 1_000
ROUNDING = 1e-12
"""Relative differences that sums in another order make."""
_SEED = 20_240_103
"""Seed of SALib's bootstrap, so that one table of runs always gives one answer."""


def sobol_indices(results: SweepResults, outcome: str, blocks: int | None = None) -> pd.DataFrame:
    """Estimate which share of the outcome's variance each factor makes, alone and with the others.

    Runs of a block share a seed; a block with a missing run is left out whole.

    Parameters
    ----------
    blocks
        Only the first so many.

    Returns
    -------
    DataFrame
        ``factor``; ``first`` and ``total`` order index with 95 % bootstrap intervals; ``above_noise``: whether the total
        index lies above the interval of the dummy's, which is pure noise.
    """
    require_salib()
    from SALib.analyze import sobol

    factors = _factors(results)
    whole = _complete_blocks(results, outcome, len(factors) + 2)[:blocks]
    if not len(whole):
        raise not_measured(outcome)
    _check_that_it_varies(whole[:, [0, -1]], outcome)
    found: Any = sobol.analyze(
        problem_of(factors), whole.ravel(), calc_second_order=False, num_resamples=RESAMPLES, seed=_SEED
    )
    table = pd.DataFrame({"factor": [factor.name for factor in factors]})
    for name, key in (("first", "S1"), ("total", "ST")):
        table[name] = found[key]
        table[f"{name}_low"], table[f"{name}_high"] = (
            found[key] - found[f"{key}_conf"],
            found[key] + found[f"{key}_conf"],
        )
    return _against_noise(table, "total").assign(blocks=len(whole))


def morris_effects(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what a step through a factor's range does: on average, in size, and how much that varies.

    Returns
    -------
    DataFrame
        ``factor``; ``mean`` effect; ``size`` (mean of absolute effects) with 95 % bootstrap interval; ``spread`` (standard
        deviation: interactions and curvature); ``above_noise`` as for :func:`sobol_indices`.
    """
    require_salib()
    from SALib.analyze import morris

    factors = _factors(results)
    size = len(factors) + 1
    samples = int(results.experiment["samples"] or 0) or len(_blocks(results, outcome, size))
    shares = trajectories.shares(factors, samples, int(results.experiment["seed"])).reshape(samples, size, -1)
    values = _blocks(results, outcome, size)
    complete = np.isfinite(values).all(axis=1)
    if not complete.any():
        raise not_measured(outcome)
    found: Any = morris.analyze(
        problem_of(factors),
        shares[: len(values)][complete].reshape(-1, len(factors)),
        values[complete].ravel(),
        num_resamples=RESAMPLES,
        num_levels=trajectories.LEVELS,
        seed=_SEED,
    )
    table = pd.DataFrame({"factor": [factor.name for factor in factors], "mean": np.asarray(found["mu"])})
    table["size"] = np.asarray(found["mu_star"])
    half = np.asarray(found["mu_star_conf"])
    table["size_low"], table["size_high"] = table["size"] - half, table["size"] + half
    table["spread"] = np.asarray(found["sigma"])
    return _against_noise(table, "size").assign(trajectories=int(complete.sum()))


def _check_that_it_varies(values: Array, outcome: str) -> None:
    """Refuse an outcome without a variance that could be shared out; differences by rounding are none."""
    if np.ptp(values) <= ROUNDING * np.abs(values).max():
        remedy = "analyse another outcome, or widen the ranges of the factors"
        raise UsageError(
            "is the same in every run: no variance to share out", field="outcome", value=outcome, remedy=remedy
        )


def _factors(results: SweepResults) -> list[Factor]:
    return with_dummy(towns_first(results.factors))


def _complete_blocks(results: SweepResults, outcome: str, size: int) -> Array:
    values = _blocks(results, outcome, size)
    return values[np.isfinite(values).all(axis=1)]


def _blocks(results: SweepResults, outcome: str, size: int) -> Array:
    """Return blocks by places in them, averaged over replicates; NaN where a run is missing."""
    mean = results.runs.groupby("point")[outcome].agg(lambda values: values.mean(skipna=False))
    blocks = -(-int(results.experiment["points"]) // size)
    return mean.reindex(range(blocks * size)).to_numpy(np.float64).reshape(blocks, size)


def _against_noise(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Say which factors lie above the dummy, whose index is an estimate of noise alone."""
    dummy = table.loc[table["factor"] == DUMMY].iloc[0]
    return table.assign(above_noise=(table[f"{column}_low"] > dummy[f"{column}_high"]) & (table["factor"] != DUMMY))
