"""Where the variance of an outcome comes from: what was set, the luck of seeds, and the doubt of draws."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from mobsim.analysis.intervals import chi_squares, drawn, percentiles
from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import cases, labelled
from mobsim.errors import UsageError
from mobsim.experiment.intervals import LEVEL

LEAST = 2


def variance_components(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Share out the variance that a run at a random point, on a random seed, would have.

    Where all points share their seeds: each factor by itself, the factors together beyond that (``interactions``), the
    luck that a seed brings to all points alike (``seeds``), and that which it brings to each (``seeds by point``). Where
    several seeds share each draw of an ensemble, also the doubt that a draw brings to all points (``draws``) and to each
    (``draws by point``); where each seed has its own draw, both together (``seeds and draws``). Where points are drawn:
    ``settings``, and the luck of ``seeds`` at them; of the difference to the reference where strategies are compared, so that
    it tells doubt from luck. What is estimated below nought is nought.

    Returns
    -------
    DataFrame
        ``source``; ``share`` of the variance with its 95 % interval; ``deviation``, the standard deviation that it makes, in the
        outcome's unit. Intervals are those of variances of normal luck: where points share their seeds, from the pivotal
        distributions of what each mean and variance may be (generalized intervals); where points are drawn, from that of F.

    Raises
    ------
    UsageError
        If points were not run on two seeds at least.

    References
    ----------
    Weerahandi (1993), Journal of the American Statistical Association 88, 899-905; Thomas and Hultquist (1978), The Annals
    of Statistics 6, 582-587.
    """
    parts = _over_samples(results, outcome) if results.design.drawn else _over_seeds(results, outcome)
    nothing = pd.DataFrame(columns=["source", "share", "low", "high", "deviation"])
    return pd.concat(list(parts) or [nothing], ignore_index=True)


def _over_samples(results: SweepResults, outcome: str) -> Iterator[pd.DataFrame]:
    for label, runs in cases(results, outcome):
        values = runs.unstack("replicate").dropna(how="all").to_numpy(float)
        _require(len(values), int(np.isfinite(values).sum(axis=1).max(initial=0)))
        if np.nanmax(values) > np.nanmin(values):
            low, high = nested_interval(values)
            ends = (np.array([low, 1 - high]), np.array([high, 1 - low]))
            yield labelled(_table(("settings", "seeds"), nested(values), ends), label)


def _over_seeds(results: SweepResults, outcome: str) -> Iterator[pd.DataFrame]:
    values, points = results.by_draw(outcome)
    _require(values.shape[2], values.shape[0])
    varied = [factor.name for factor in results.factors if len(results.levels(factor)) > 1]
    groups = [points.groupby(name, sort=False, observed=True).ngroup().to_numpy() for name in varied]
    if not _balanced(groups, len(points)):
        varied, groups = [], []
    names = (*varied, "interactions" if varied else "points", *_names_of_luck(results))
    if np.ptp(values) > 0:
        yield _table(names, crossed(values, groups), crossed_intervals(values, groups))


def _names_of_luck(results: SweepResults) -> tuple[str, ...]:
    """Name what is drawn anew: where each seed has a draw of its own, the luck of one and the doubt of the other are one row."""
    if results.seeds_per_draw > 1:
        return ("draws", "draws by point", "seeds", "seeds by point")
    drawn_too = bool(results.experiment.get("replicates", {}).get("ensemble"))
    return ("seeds and draws", "seeds and draws by point") if drawn_too else ("seeds", "seeds by point")


def _require(settings: int, seeds: int) -> None:
    if settings < LEAST or seeds < LEAST:
        raise UsageError(
            "luck is told from what was set by points that were run on two seeds at least",
            field="replicates.seeds", value=seeds, remedy="sweep with --seeds 2 or more",
        )  # fmt: skip


def _balanced(groups: Sequence[NDArray[np.int64]], points: int) -> bool:
    """Whether every two factors meet at all pairs of their levels equally often, so that one's effect is none of the other's."""
    for place, one in enumerate(groups):
        if len(set(np.bincount(one))) > 1:
            return False
        for other in groups[place + 1 :]:
            pairs = np.bincount(one * (other.max() + 1) + other, minlength=(one.max() + 1) * (other.max() + 1))
            if len(set(pairs)) > 1:
                return False
    return points > 1


def nested(values: Array) -> Array:
    """Return the variance of settings, and of seeds within them, from settings by seeds (a design nested one way).

    Settings need not have equally many seeds, missing ones being NaN: means of settings count alike, and what seeds make
    them vary by is taken off. NaN where no setting has two.
    """
    means, within, usual, _ = _by_setting(values)
    return np.array([means.var(ddof=1) - within / usual, within])


def nested_interval(values: Array) -> tuple[float, float]:
    """Return the 95 % interval of the share that settings make, by the distribution of F.

    Where settings have not equally many seeds, their means count alike, and the harmonic mean stands for the number.
    """
    means, within, usual, free = _by_setting(values)
    if not within > 0:
        return (1.0, 1.0) if means.var() > 0 else (float("nan"), float("nan"))
    ratio, tail = usual * means.var(ddof=1) / within, (1 - LEVEL) / 2
    low, high = (ratio / stats.f.ppf(each, len(means) - 1, free) for each in (1 - tail, tail))
    shares = [max(0.0, (each - 1) / (each - 1 + usual)) for each in (low, high)]
    return shares[0], shares[1]


def _by_setting(values: Array) -> tuple[Array, float, float, int]:
    """Return means of settings, the variance within them, the harmonic mean of their seeds, and its degrees of freedom."""
    counts = np.isfinite(values).sum(axis=1)
    means = np.nanmean(values, axis=1)
    free = int((counts - 1).sum())
    within = float(np.nansum((values - means[:, None]) ** 2)) / free if free else np.nan
    return means, within, float(1 / (1 / counts).mean()), free


def crossed(values: Array, groups: Sequence[NDArray[np.int64]]) -> Array:
    """Return the variances that a table of seeds by points is made of, without bias: below nought where there is none.

    Parameters
    ----------
    values
        Draws by the seeds of each by points; one seed a draw where seeds share none.
    groups
        For each factor, the number of the level that each point has.

    Returns
    -------
    array
        Of each factor's means over its levels; of what points differ beyond; of draws, and of draws at each point, where seeds
        share them; of seeds; of seeds at each point.
    """
    means = values.mean(axis=1)
    draws, points = means.shape
    fixed = []
    for part in _parts(means, groups):
        noise = ((part - part.mean(axis=0)) ** 2).sum() / (draws - 1)
        fixed.append(((part.mean(axis=0) ** 2).sum() - noise / draws) / points)
    noise = _noise(means)
    between = np.array([means.mean(axis=1).var(ddof=1) - noise / points, noise])
    seeds = values.shape[1]
    if seeds == 1:
        return np.array([*fixed, *between])
    within = _within(values)
    return np.array([*fixed, *(between - within / seeds), *within])


def crossed_intervals(values: Array, groups: Sequence[NDArray[np.int64]]) -> tuple[Array, Array]:
    """Return the ends of the 95 % intervals of the shares of what :func:`crossed` returns.

    Draws from the pivotal distributions of means and variances are put together as the estimates are. A mean that may lie on
    either side of nought may be nought, and so may its share.
    """
    means = values.mean(axis=1)
    number, points = means.shape
    weights, fixed, may_be_nought = drawn(number), [], []
    for part in _parts(means, groups):
        mean, apart = part.mean(axis=0), part - part.mean(axis=0)
        spread = (apart**2).sum() / (number * (number - 1))
        about = mean + weights @ apart
        fixed.append(np.maximum(0.0, (about**2).sum(axis=1) - 2 * spread * _further(apart)) / points)
        may_be_nought.append(np.mean(about @ mean <= 0) > (1 - LEVEL) / 2)
    parts = _pivots(means.mean(axis=1).var(ddof=1), _noise(means), (number - 1, points), 1)
    if values.shape[1] > 1:
        seeds = values.shape[1]
        common, own = _within(values)
        within = _pivots(common + own / points, own, (number * (seeds - 1), points), 3)
        parts = np.vstack([parts - within / seeds, within])
    shares = _shares(np.maximum(0.0, np.column_stack([*fixed, *parts])))
    low, high = percentiles(shares)
    low[: len(fixed)][may_be_nought] = 0.0
    return low, high


def _pivots(of_means: float, own: float, shape: tuple[int, int], of: int) -> Array:
    """Draw what two variances may be, common to all points and own to each, from those of means over points and of the rest.

    ``shape`` holds the degrees of freedom of the means, and the points; ``of`` tells apart what is drawn.
    """
    free, points = shape
    degrees = free * (points - 1)
    each = degrees * own / chi_squares(degrees, of)
    return np.vstack([free * of_means / chi_squares(free, of + 1) - each / points, each])


def _within(values: Array) -> Array:
    """Return the variances of seeds within their draws: common to all points, and own to each."""
    draws, seeds, points = values.shape
    apart = values - values.mean(axis=1, keepdims=True)
    common = apart.mean(axis=2, keepdims=True)
    free = draws * (seeds - 1)
    own = ((apart - common) ** 2).sum() / (free * (points - 1))
    return np.array([(common**2).sum() / free - own / points, own])


def _parts(values: Array, groups: Sequence[NDArray[np.int64]]) -> Iterator[Array]:
    """Yield, seeds by points, the part of each factor alone, and then what points differ by beyond their factors."""
    rest = values - values.mean(axis=1, keepdims=True)
    for group in groups:
        levels = np.eye(group.max() + 1)[group]
        part = rest @ (levels / levels.sum(axis=0)) @ levels.T
        yield part
        values = values - part
    yield values - values.mean(axis=1, keepdims=True)


def _further(apart: Array) -> float:
    """Return which share of the luck in squared means to take off draws of them: none in one dimension, nearly all in many.

    In one dimension the interval of a square is that of its root, squared. In many, each draw adds as much as the estimate had.
    """
    variances = np.linalg.svd(apart, compute_uv=False) ** 2
    if not variances.sum() > 0:
        return 0.0
    return 1 - min(1.0, float((variances**2).sum() / variances.sum() ** 2))


def _noise(values: Array) -> float:
    seeds, points = values.shape
    rest = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    return float((rest**2).sum() / ((seeds - 1) * (points - 1)))


def _table(names: tuple[str, ...], variances: Array, ends: tuple[Array, Array]) -> pd.DataFrame:
    found = np.maximum(variances, 0.0)
    shares = _shares(found)
    return pd.DataFrame({
        "source": names, "share": shares, "low": np.minimum(ends[0], shares), "high": np.maximum(ends[1], shares),
        "deviation": np.sqrt(found),
    })  # fmt: skip


def _shares(variances: Array) -> Array:
    whole = variances.sum(axis=-1, keepdims=True)
    return np.divide(variances, whole, out=np.full(np.shape(variances), np.nan), where=whole > 0)
