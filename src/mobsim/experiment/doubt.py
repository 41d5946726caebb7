"""Luck and doubt apart: what of a difference varies from seed to seed, and what from one plausible model to another.

Under an ensemble each seed has a draw of the parameters in doubt. Means over the runs of a draw are what is independent of one
another; where a draw was run on two seeds, what differs between them is luck.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

SHARE = 0.90
"""Of plausible models, the share that a range of effects holds."""
SURELY = 0.90
"""How surely luck is at least as large as what is taken out of a range."""


class Split(NamedTuple):
    """Hold what varies in the difference of one seed, an entry a strategy, in squares of the outcome's unit.

    ``luck`` is NaN where no draw was run on two seeds. ``pairs`` is how many were.
    """

    total: Array
    luck: Array
    pairs: int

    @property
    def doubt(self) -> Array:
        """What is not luck; at least 0."""
        return np.maximum(0.0, self.total - np.where(np.isfinite(self.luck), self.luck, 0.0))


def by_draw(values: Array, draws: Sequence[int]) -> Array:
    """Average the rows of each draw: rows that are independent of one another.

    Parameters
    ----------
    values
        Seeds by strategies.
    draws
        Number of each seed's draw.
    """
    _, of = np.unique(np.asarray(draws), return_inverse=True)
    sums = np.zeros((of.max() + 1, values.shape[1]))
    np.add.at(sums, of, values)
    return sums / np.bincount(of)[:, None]


def split(values: Array, draws: Sequence[int], reference: int) -> Split:
    """Tell luck from doubt in the differences from a reference.

    Luck is what varies between seeds of one draw, by analysis of variance; the whole is what varies between seeds of different
    draws: the variance of means by draw, and what averaging took from it.

    Parameters
    ----------
    values
        Seeds by strategies.
    draws
        Number of each seed's draw.
    reference
        Column of the reference.
    """
    differences = values - values[:, [reference]]
    _, of, counts = np.unique(np.asarray(draws), return_inverse=True, return_counts=True)
    means = by_draw(differences, draws)
    free = len(values) - len(counts)
    luck = np.full(values.shape[1], np.nan)
    if free:
        luck = ((differences - means[of]) ** 2).sum(0) / free
    if len(counts) < 2:
        return Split(np.full(values.shape[1], np.nan), luck, free)
    between = means.var(0, ddof=1)
    averaged = np.where(np.isfinite(luck), luck, 0.0) * (1.0 - (1.0 / counts).mean())
    return Split(between + averaged, luck, free)


def range_over_models(values: Array, draws: Sequence[int], reference: int) -> tuple[Array, Array]:
    """Return between which differences nine in ten plausible models lie, luck taken out as far as it is surely known.

    The range is that of a further model's expected difference (Student's t), of the mean over draws and the variance of doubt.
    From few repeated draws little luck is surely known, and the range is too wide rather than too narrow.

    Returns
    -------
    low, high
        An entry a strategy; NaN with a single draw.
    """
    means = by_draw(values - values[:, [reference]], draws)
    found = split(values, draws, reference)
    surely = np.zeros_like(found.total)
    if found.pairs:
        surely = found.luck * found.pairs / stats.chi2.ppf(SURELY, found.pairs)
    models = len(means)
    if models < 2:
        return np.full_like(found.total, np.nan), np.full_like(found.total, np.nan)
    doubt = np.maximum(0.0, found.total - surely)
    error = means.var(0, ddof=1) / models
    half = stats.t.ppf(0.5 + SHARE / 2, models - 1) * np.sqrt(doubt + error)
    return means.mean(0) - half, means.mean(0) + half
