"""What common random numbers gain where strategies are compared: in all, in luck, and in doubt."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.intervals import jackknife
from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.strategies import LEAST_UNITS, conditions_of, levels_of
from mobsim.analysis.units import side_by_side
from mobsim.experiment.doubt import Draws
from mobsim.experiment.intervals import student

ALL, LUCK, DOUBT = "all", "luck", "doubt"
NOT_KNOWN = {"gain": float("nan"), "low": float("nan"), "high": float("nan")}


def pairing_gain(results: SweepResults, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Measure what common random numbers gain: how many times fewer runs give the same interval of a difference.

    It is the variance of a difference between runs of different seeds over that between runs of the same seed, for each
    outcome and each strategy against the reference, pooled over conditions, with a 95 % interval by leaving out one unit after
    the other, on the scale of logarithms. Units are seeds, or the draws or samples that several seeds share.

    Returns
    -------
    DataFrame
        ``outcome``, ``strategy``; ``of``: what varies, ``all``, and where some units have two seeds or more, the ``luck`` of
        seeds and the ``doubt`` of draws alone; ``gain``, ``low``, ``high``: NaN from fewer than four units, or where nothing
        of that sort is seen to vary.
    """
    names, reference = levels_of(results, "strategy"), str(results.reference)
    rows, conditions = [], list(conditions_of(results, "strategy"))
    for outcome in results.outcomes if outcomes is None else outcomes:
        groups = list(_laid_out(results, outcome, names, conditions))
        if not groups:
            continue
        sorts = [ALL, LUCK, DOUBT] if any(group.seeds_again for group in groups) else [ALL]
        for place, name in enumerate(names):
            if name != reference:
                pair = [place, names.index(reference)]
                rows += [{"outcome": outcome, "strategy": name, "of": of, **_gain(groups, pair, of)} for of in sorts]
    return pd.DataFrame(rows)


class _Group(NamedTuple):
    """Hold runs under one condition: the unit of each seed, and seeds by strategies."""

    units: NDArray[np.int64]
    values: Array

    @property
    def seeds_again(self) -> bool:
        return len(np.unique(self.units)) < len(self.units)


def _laid_out(results: SweepResults, outcome: str, names: Sequence[str], conditions: list[str]) -> Iterator[_Group]:
    runs = results.runs
    groups = [group for _, group in runs.groupby(conditions, sort=False, observed=True)] if conditions else [runs]
    for group in groups:
        table = side_by_side(results, group, outcome, "strategy")
        if not set(names) <= set(table.columns):
            continue
        whole = table[list(names)].dropna()
        if results.design.drawn:
            units = pd.factorize(whole.index.droplevel("replicate"))[0]
        else:
            units = np.asarray(results.units_of(whole.index.get_level_values("replicate")))
        if len(np.unique(units)) >= LEAST_UNITS:
            yield _Group(units, whole.to_numpy(np.float64))


def _gain(groups: Sequence[_Group], pair: list[int], of: str) -> dict[str, float]:
    units = np.unique(np.concatenate([group.units for group in groups]))
    if len(units) <= LEAST_UNITS or any(len(np.unique(group.units)) <= LEAST_UNITS for group in groups):
        return NOT_KNOWN
    covariance = COVARIANCES[of]

    def logarithm(kept: NDArray[np.bool_]) -> Array:
        pooled = np.zeros((2, 2))
        for group in groups:
            there = kept[np.searchsorted(units, group.units)]
            pooled += covariance(Draws.of(group.values[there][:, pair], group.units[there].tolist()))
        apart = pooled.trace()
        return np.log(np.float64(apart) / np.float64(apart - 2 * pooled[0, 1]))

    with np.errstate(divide="ignore", invalid="ignore"):
        middle, error = jackknife(logarithm, len(units))
    half = student(len(units) - 1) * error
    if not np.isfinite(middle) or np.isnan(half):
        return NOT_KNOWN
    return {"gain": float(np.exp(middle)), "low": float(np.exp(middle - half)), "high": float(np.exp(middle + half))}


def _of_all(found: Draws) -> Array:
    """Return the squares and products of means by unit, each group weighing by its degrees of freedom."""
    return found.between * max(1, len(found.means) - 1)


def _of_luck(found: Draws) -> Array:
    return np.nan_to_num(found.luck) * found.free


def _of_doubt(found: Draws) -> Array:
    return (found.between - np.nan_to_num(found.luck) * found.averaged) * max(1, len(found.means) - 1)


COVARIANCES: dict[str, Callable[[Draws], Array]] = {ALL: _of_all, LUCK: _of_luck, DOUBT: _of_doubt}
