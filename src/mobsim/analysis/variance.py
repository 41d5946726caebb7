"""Where the variance of an outcome comes from: what was set, and the luck of seeds."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from mobsim.analysis.intervals import percentiles, resampling
from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import cases, labelled
from mobsim.errors import UsageError

LEAST = 2


def variance_components(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Share out the variance that a run at a random point, on a random seed, would have.

    Where all points share their seeds: each factor by itself, the factors together beyond that (``interactions``), the
    luck that a seed brings to all points alike (``seeds``), and that which it brings to each (``seeds by point``). Where
    points are drawn: ``settings``, and the luck of ``seeds`` at them; of the difference to the reference where strategies
    are compared, so that it tells doubt from luck. What is estimated below nought is nought.

    Returns
    -------
    DataFrame
        ``source``; ``share`` of the variance with its 95 % interval by resampling seeds (samples where points are drawn);
        ``deviation``, the standard deviation that it makes, in the outcome's unit.

    Raises
    ------
    UsageError
        If points were not run on two seeds at least.
    """
    parts = _over_samples(results, outcome) if results.design.drawn else _over_seeds(results, outcome)
    return pd.concat(list(parts), ignore_index=True)


def _over_samples(results: SweepResults, outcome: str) -> Iterator[pd.DataFrame]:
    for label, runs in cases(results, outcome):
        values = runs.unstack("replicate").dropna(how="all").to_numpy(float)
        _require(len(values), int(np.isfinite(values).sum(axis=1).max(initial=0)))
        yield labelled(_table(("settings", "seeds"), _nested, values), label)


def _over_seeds(results: SweepResults, outcome: str) -> Iterator[pd.DataFrame]:
    values, points = results.values(outcome)
    _require(values.shape[1], values.shape[0])
    varied = [factor.name for factor in results.factors if len(results.levels(factor)) > 1]
    groups = [points.groupby(name, sort=False, observed=True).ngroup().to_numpy() for name in varied]
    if not _balanced(groups, len(points)):
        varied, groups = [], []
    names = (*varied, "interactions" if varied else "points", "seeds", "seeds by point")
    yield _table(names, lambda seeds: crossed(seeds, groups), values)


def _require(settings: int, seeds: int) -> None:
    if settings < LEAST or seeds < LEAST:
        raise UsageError(
            "luck is told from what was set by points that were run on two seeds at least",
            field="replicates.seeds", value=seeds, remedy="sweep with --seeds 2 or more",
        )  # fmt: skip


def _balanced(groups: list[Array], points: int) -> bool:
    """Whether every two factors meet at all pairs of their levels equally often, so that one's effect is none of the other's."""
    for place, one in enumerate(groups):
        if len(set(np.bincount(one))) > 1:
            return False
        for other in groups[place + 1 :]:
            pairs = np.bincount(one * (other.max() + 1) + other, minlength=(one.max() + 1) * (other.max() + 1))
            if len(set(pairs)) > 1:
                return False
    return points > 1


def _nested(values: Array) -> Array:
    """Return the variance of settings, and of seeds within them, from settings by seeds (a design nested one way).

    Settings need not have equally many seeds, missing ones being NaN: means of settings count alike, and what seeds make
    them vary by is taken off. NaN where no setting has two.
    """
    counts = np.isfinite(values).sum(axis=1)
    means = np.nanmean(values, axis=1)
    free = int((counts - 1).sum())
    within = float(np.nansum((values - means[:, None]) ** 2)) / free if free else np.nan
    return np.array([means.var(ddof=1) - within * (1.0 / counts).mean(), within])


def crossed(values: Array, groups: list[Array]) -> Array:
    """Return the variances that a table of seeds by points is made of, without bias: below nought where there is none.

    Parameters
    ----------
    values
        Seeds by points.
    groups
        For each factor, the number of the level that each point has.

    Returns
    -------
    array
        Of each factor's means over its levels; of what points differ beyond; of seeds; of seeds at each point.
    """
    seeds, points = values.shape
    means, grand = values.mean(axis=0), values.mean()
    rest = values - means - values.mean(axis=1, keepdims=True) + grand
    noise = (rest**2).sum() / ((seeds - 1) * (points - 1))
    luck = values.mean(axis=1).var(ddof=1) - noise / points
    alone = []
    for group in groups:
        levels = np.bincount(group, means) / np.bincount(group)
        alone.append(levels.var() - noise * (len(levels) - 1) / (points * seeds))
    beyond = means.var() - noise * (points - 1) / (points * seeds) - sum(alone)
    return np.array([*alone, beyond, luck, noise])


def _table(names: tuple[str, ...], components: Callable[[Array], Array], values: Array) -> pd.DataFrame:
    if np.nanmax(values) == np.nanmin(values):  # nothing to share out
        return pd.DataFrame(columns=["source", "share", "low", "high", "deviation"])
    found = np.maximum(components(values), 0.0)
    again = np.maximum([components(values[rows]) for rows in resampling(len(values))], 0.0)
    again = again[np.isfinite(again).all(axis=1)]  # some draws of few settings have no two seeds of one
    shares, draws = _shares(found), _shares(again)
    low, high = percentiles(draws)
    return pd.DataFrame({
        "source": names, "share": shares, "low": np.minimum(low, shares), "high": np.maximum(high, shares),
        "deviation": np.sqrt(found),
    })  # fmt: skip


def _shares(variances: Array) -> Array:
    whole = variances.sum(axis=-1, keepdims=True)
    return np.divide(variances, whole, out=np.full(np.shape(variances), np.nan), where=whole > 0)
