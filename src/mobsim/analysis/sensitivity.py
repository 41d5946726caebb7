"""Sobol' indices and Morris effects, by SALib, with a factor that changes nothing as the floor of noise."""

from typing import Any

import numpy as np
import pandas as pd

from mobsim.analysis.intervals import percentiles
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
SEEDS = "seeds"
"""The row of luck, among factors."""
_SEED = 20_240_103
"""Seed of SALib's bootstrap, so that one table of runs always gives one answer."""


def sobol_indices(results: SweepResults, outcome: str, blocks: int | None = None) -> pd.DataFrame:
    """Estimate which share of the outcome's variance each factor makes, alone and with the others.

    Runs of a block share a seed, which is averaged over where points were run on several; a block with a missing run is left
    out whole. Then a row ``seeds`` has what luck makes, and the dummy stands for a factor that only deals luck anew: the part
    of luck that common seeds do not cancel. On a single seed the dummy is nought.

    Parameters
    ----------
    blocks
        Only the first so many.

    Returns
    -------
    DataFrame
        ``factor``; ``first`` and ``total`` order index with 95 % bootstrap intervals, all between nought and one;
        ``above_noise``: whether the total index lies above the interval of the dummy's, which is pure noise.
    """
    require_salib()
    from SALib.analyze import sobol

    factors = _factors(results)
    seeds = complete(_blocks(results, outcome, len(factors) + 2))[:blocks]
    if not len(seeds):
        raise not_measured(outcome)
    whole = seeds.mean(axis=1)
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
    if seeds.shape[1] > 1:
        table = _with_rows(table, shares_of_luck(seeds))
    bounded = [column for column in table if column != "factor"]
    table[bounded] = table[bounded].clip(0.0, 1.0)
    return _against_noise(table, "total").assign(blocks=len(whole), seeds=seeds.shape[1])


def morris_effects(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what a step through a factor's range does: on average, in size, and how much that varies.

    Returns
    -------
    DataFrame
        ``factor``; ``mean`` effect; ``size`` (mean of absolute effects) with 95 % bootstrap interval; ``spread`` (standard
        deviation: interactions and curvature); ``above_noise``, dummy and ``seeds`` as for :func:`sobol_indices`: what a step
        does that only deals luck anew, and how far apart points lie that were run again on other seeds.
    """
    require_salib()
    from SALib.analyze import morris

    factors = _factors(results)
    size = len(factors) + 1
    seeds = _blocks(results, outcome, size)
    samples = int(results.experiment["samples"] or 0) or len(seeds)
    shares = trajectories.shares(factors, samples, int(results.experiment["seed"])).reshape(samples, size, -1)
    whole = np.isfinite(seeds).all(axis=(1, 2))
    if not whole.any():
        raise not_measured(outcome)
    found: Any = morris.analyze(
        problem_of(factors),
        shares[: len(seeds)][whole].reshape(-1, len(factors)),
        seeds[whole].mean(axis=1).ravel(),
        num_resamples=RESAMPLES,
        num_levels=trajectories.LEVELS,
        seed=_SEED,
    )
    table = pd.DataFrame({"factor": [factor.name for factor in factors], "mean": np.asarray(found["mu"])})
    table["size"] = np.asarray(found["mu_star"])
    half = np.asarray(found["mu_star_conf"])
    table["size_low"], table["size_high"] = table["size"] - half, table["size"] + half
    table["spread"] = np.asarray(found["sigma"])
    if seeds.shape[1] > 1:
        table = _with_rows(table, steps_of_luck(seeds[whole]))
    return _against_noise(table, "size").assign(trajectories=int(whole.sum()), seeds=seeds.shape[1])


def _check_that_it_varies(values: Array, outcome: str) -> None:
    """Refuse an outcome without a variance that could be shared out; differences by rounding are none."""
    if np.ptp(values) <= ROUNDING * np.abs(values).max():
        remedy = "analyse another outcome, or widen the ranges of the factors"
        raise UsageError(
            "is the same in every run: no variance to share out", field="outcome", value=outcome, remedy=remedy
        )


def _factors(results: SweepResults) -> list[Factor]:
    return with_dummy(towns_first(results.factors))


def complete(blocks: Array) -> Array:
    """Return the blocks without a missing run."""
    return blocks[np.isfinite(blocks).all(axis=(1, 2))]


def _blocks(results: SweepResults, outcome: str, size: int) -> Array:
    """Return blocks by seeds by places in them; NaN where a run is missing. Seeds that were run nowhere whole are left out."""
    table = results.runs.pivot(index="replicate", columns="point", values=outcome)
    blocks = -(-int(results.experiment["points"]) // size)
    values = table.reindex(columns=range(blocks * size)).to_numpy(np.float64).reshape(len(table), blocks, size)
    started = np.isfinite(values).any(axis=2).sum(axis=1)
    return values[started == started.max()].transpose(1, 0, 2)


def shares_of_luck(seeds: Array) -> pd.DataFrame:
    """Estimate the shares of variance that luck makes in means over seeds, from blocks that were run on several.

    ``seeds``: alone, what a seed brings to both ends of a block alike; in all, what a point that is run again differs by.
    The dummy has the part of it that is not alike, which no common seed cancels.

    Parameters
    ----------
    seeds
        Blocks by seeds by places; the first and the last place are independent points.
    """
    ends = seeds[:, :, [0, -1]]
    number = ends.shape[1]
    within = ends.var(axis=1, ddof=1).mean(axis=1) / number
    apart = (ends[:, :, 0] - ends[:, :, 1]).var(axis=1, ddof=1) / 2 / number
    means = ends.mean(axis=1)

    def shares(weights: Array) -> Array:
        centre = weights @ means.mean(axis=1)
        whole = weights @ (means**2).mean(axis=1) - centre**2
        parts = np.column_stack([weights @ each for each in (within - apart, within, apart)])
        return parts / whole[:, None]

    random = np.random.default_rng(_SEED)
    again = random.multinomial(len(seeds), np.full(len(seeds), 1 / len(seeds)), RESAMPLES) / len(seeds)
    (alone, total, dealt), (low, high) = shares(np.full((1, len(seeds)), 1 / len(seeds)))[0], percentiles(shares(again))
    return pd.DataFrame([
        {"factor": DUMMY, "first": 0.0, "first_low": 0.0, "first_high": 0.0,
         "total": dealt, "total_low": low[2], "total_high": high[2]},
        {"factor": SEEDS, "first": alone, "first_low": low[0], "first_high": high[0],
         "total": total, "total_low": low[1], "total_high": high[1]},
    ])  # fmt: skip


def steps_of_luck(seeds: Array) -> pd.DataFrame:
    """Estimate what luck alone does to means over seeds, from trajectories that were run on several.

    Parameters
    ----------
    seeds
        Trajectories by seeds by places.
    """
    number, one, other = seeds.shape[1], *np.triu_indices(seeds.shape[1], 1)
    apart = np.abs(seeds[:, one] - seeds[:, other]).mean(axis=1) / np.sqrt(number)
    ends = seeds[:, :, 0] - seeds[:, :, -1]  # which differ in every factor, so that all their luck is dealt anew
    dealt = np.abs(ends[:, one] - ends[:, other]).mean(axis=1) / np.sqrt(2 * number) / trajectories.STEP
    again = np.random.default_rng(_SEED).integers(len(seeds), size=(RESAMPLES, len(seeds)))
    rows = []
    for name, sizes in ((DUMMY, dealt), (SEEDS, apart.mean(axis=1))):
        low, high = percentiles(sizes[again].mean(axis=1))
        rows.append({"factor": name, "mean": 0.0, "size": sizes.mean(), "size_low": low, "size_high": high})
    return pd.DataFrame(rows).assign(spread=np.nan)


def _with_rows(table: pd.DataFrame, luck: pd.DataFrame) -> pd.DataFrame:
    """Put what luck does in the place of the dummy's row, which is nought on common seeds."""
    return pd.concat([table[table["factor"] != DUMMY], luck], ignore_index=True)


def _against_noise(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Say which factors lie above the dummy, whose index is an estimate of noise alone."""
    dummy = table.loc[table["factor"] == DUMMY].iloc[0]
    return table.assign(
        above_noise=(table[f"{column}_low"] > dummy[f"{column}_high"]) & ~table["factor"].isin([DUMMY, SEEDS])
    )
