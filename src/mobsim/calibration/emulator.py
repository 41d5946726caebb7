"""Predict the statistics of a run from its point: Gaussian processes that share one kernel over all statistics.

The kernel adds linear effects, squares, interactions of two, and a smooth remainder; their relative weights are common
to all statistics, the amplitude and the noise are each statistic's own. One eigendecomposition of the kernel therefore
serves them all, in fitting, prediction and leaving one out (as in mixed models of genetics, Lippert et al. 2011). How
much of a statistic is noise is not chosen but averaged over: where few runs hardly tell a slope from chance, predictions
say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Values = NDArray[np.float64]
NOISE_RATIOS = np.geomspace(1e-5, 30.0, 40)
"""Noise over signal that each statistic is averaged over, equally likely before the runs.

Far above 30 a ratio would say for certain that there is no effect, which no table of a few hundred runs can tell.
"""
LEAST_LIKELY = 1e-3
"""Noise ratios less likely than this for every statistic are left out."""
FIRST_WEIGHTS = (0.3, 0.3, 0.3)
BOUNDS = (-7.0, 4.0)
TRIES = 60
SHRINKAGE = 0.05
MOST_ROWS_FOR_WEIGHTS = 250


class _Ratios(NamedTuple):
    """Ratios of noise to signal, shape (ratios,), how likely each is and the signal's variance with it, (ratios, statistics)."""

    noise: Values
    likely: Values
    amplitude: Values

    def averaged(self, values: Values) -> Values:
        """Average over ratios, the first axis; statistics are the last."""
        shape = (len(self.noise), *(1,) * (values.ndim - 2), -1)
        return (self.likely.reshape(shape) * values).sum(0)


class Predicted(NamedTuple):
    """Means and variances of the expected statistics at points, shape (points, statistics)."""

    mean: Values
    variance: Values


@dataclass(frozen=True)
class Emulator:
    """Predict statistics; made by :func:`train`.

    ``chance`` is the variance between runs of one point; ``misfit`` what the kernel cannot follow beyond that;
    ``correlation`` of what is left over between statistics; ``explained`` the share of variance that predictions of
    left-out runs explain.
    """

    weights: tuple[float, ...]
    centre: Values
    spread: Values
    rows: Values
    level: Values
    amplitude: Values
    noise: Values
    chance: Values
    misfit: Values
    correlation: Values
    explained: Values
    left_out: Values
    _vectors: Values
    _ratios: _Ratios
    _solved: Values
    _known: Values

    def predict(self, unit: Values) -> Predicted:
        """Predict the expected statistics at points in unit coordinates, shape (points, d)."""
        points = (unit - self.centre) / self.spread
        rotated = _kernel(points, self.rows, self.weights) @ self._vectors
        means = rotated @ self._solved
        mean = self._ratios.averaged(means)
        between = self._ratios.averaged((means - mean) ** 2)
        known = (rotated**2) @ self._known
        prior = np.outer(_kernel_at(points, self.weights), self.amplitude)
        within = np.maximum(prior - known, 1e-12 * self.amplitude)
        return Predicted(self.level + mean, within + between + self.misfit)


def train(unit: Values, statistics: Values, weights: tuple[float, ...] | None = None) -> Emulator:
    """Learn statistics from runs.

    Parameters
    ----------
    unit
        Points in unit coordinates, shape (runs, d); equal rows are runs of one point with other seeds.
    statistics
        Shape (runs, statistics), finite.
    weights
        Of the kernel's parts, from an emulator trained before; chosen by marginal likelihood when left out.
    """
    centre, spread = unit.mean(0), np.maximum(unit.std(0), 1e-9)
    rows = (unit - centre) / spread
    level = statistics.mean(0)
    scale = np.maximum(statistics.std(0), 1e-12 + 1e-9 * np.abs(level))
    scaled = (statistics - level) / scale
    weights = _best_weights(rows, scaled) if weights is None else weights
    roots, vectors = _decompose(rows, weights)
    turned = vectors.T @ scaled
    ratios = _weigh_ratios(roots, turned)
    noise = ratios.averaged(ratios.amplitude * ratios.noise[:, None]) * scale**2
    below = roots[:, None] + ratios.noise[:, None, None]
    solved = turned / below
    left_out = ratios.averaged((vectors @ solved) / (vectors**2 @ (1.0 / below))) * scale
    between = _between_runs(unit, statistics)
    chance = noise if between is None else np.minimum(noise, between)
    return Emulator(
        weights, centre, spread, rows, level, ratios.averaged(ratios.amplitude) * scale**2, noise, chance, noise - chance,
        _correlation(left_out / scale), 1.0 - (left_out**2).mean(0) / scale**2, left_out, vectors, ratios, solved * scale,
        ratios.averaged(ratios.amplitude[:, None, :] / below) * scale**2,
    )  # fmt: skip


def _kernel(these: Values, those: Values, weights: Sequence[float]) -> Values:
    """Return the kernel between points, shape (these, those)."""
    d = these.shape[1]
    by_square, by_pair, smooth, reach = weights[0] / (2.0 * d), weights[1] / max(1.0, d * (d - 1.0)), *weights[2:]
    straight = these @ those.T
    # The sums over squares are (x^2 - 1)(y^2 - 1) for effects of one parameter, and x^2 y^2 is no interaction of two.
    found = (these**2 * (by_square - by_pair)) @ (those**2).T
    found -= by_square * ((these**2).sum(1)[:, None] + (those**2).sum(1)[None, :] - d)
    found += straight / d
    found += by_pair * straight**2
    straight -= ((these**2).sum(1)[:, None] + (those**2).sum(1)[None, :]) / 2.0
    straight /= d * reach**2
    np.exp(straight, out=straight)
    straight *= smooth
    found += straight
    return found


def _kernel_at(points: Values, weights: Sequence[float]) -> Values:
    """Return the kernel of each point with itself."""
    d = points.shape[1]
    square = points**2
    straight = square.sum(1)
    pairs = weights[1] * (straight**2 - (square**2).sum(1)) / max(1.0, d * (d - 1.0))
    return straight / d + weights[0] * ((square - 1.0) ** 2).sum(1) / (2.0 * d) + pairs + weights[2]


def _decompose(rows: Values, weights: Sequence[float]) -> tuple[Values, Values]:
    roots, vectors = np.linalg.eigh(_kernel(rows, rows, weights))
    return np.maximum(roots, 0.0), vectors


def _likelihoods(roots: Values, turned: Values) -> tuple[Values, Values]:
    """Return the log likelihood of each ratio of noise to signal, and the signal's variance with it, (ratios, statistics)."""
    n = len(roots)
    below = roots[None, :] + NOISE_RATIOS[:, None]
    amplitude = (1.0 / below) @ turned**2 / n
    likelihood = -0.5 * (n * np.log(np.maximum(amplitude, 1e-300)) + np.log(below).sum(1)[:, None])
    return likelihood, np.maximum(amplitude, 1e-12)


def _weigh_ratios(roots: Values, turned: Values) -> _Ratios:
    """Say how likely each ratio of noise to signal is, and leave out those that are likely for no statistic."""
    likelihood, amplitude = _likelihoods(roots, turned)
    likely = np.exp(likelihood - likelihood.max(0))
    likely /= likely.sum(0)
    kept = likely.max(1) >= LEAST_LIKELY
    return _Ratios(NOISE_RATIOS[kept], likely[kept] / likely[kept].sum(0), amplitude[kept])


def _best_weights(rows: Values, scaled: Values) -> tuple[float, ...]:
    """Choose the weights of squares, interactions and the smooth remainder, and its reach."""
    step = -(-len(rows) // MOST_ROWS_FOR_WEIGHTS)
    rows, scaled = rows[::step], scaled[::step]

    def loss(logs: Values) -> float:
        weights = tuple(np.exp(np.clip(logs, *BOUNDS)))
        roots, vectors = _decompose(rows, weights)
        beyond = ((logs - np.clip(logs, *BOUNDS)) ** 2).sum()
        return -float(_likelihoods(roots, vectors.T @ scaled)[0].max(0).sum()) + beyond + 0.02 * float((logs**2).sum())

    start = np.log([*FIRST_WEIGHTS, 1.0])
    found = minimize(loss, start, method="Nelder-Mead", options={"maxfev": TRIES, "xatol": 0.1, "fatol": 0.5})
    return tuple(float(weight) for weight in np.exp(np.clip(found.x, *BOUNDS)))


def _between_runs(unit: Values, statistics: Values) -> Values | None:
    """Return the variance between runs of one point; None where no point was run twice."""
    _, owner, repeats = np.unique(unit, axis=0, return_inverse=True, return_counts=True)
    owner = owner.ravel()
    freedom = len(unit) - len(repeats)
    if freedom < 5:
        return None
    sums = np.zeros((len(repeats), statistics.shape[1]))
    np.add.at(sums, owner, statistics)
    return ((statistics - (sums / repeats[:, None])[owner]) ** 2).sum(0) / freedom


def _correlation(left_over: Values) -> Values:
    """Return the correlation of what is left over, shrunk a little towards none."""
    centred = left_over - left_over.mean(0)
    sd = np.maximum(centred.std(0), 1e-12)
    found = (centred / sd).T @ (centred / sd) / len(centred)
    shrunk = (1.0 - SHRINKAGE) * found
    np.fill_diagonal(shrunk, 1.0)
    return shrunk
