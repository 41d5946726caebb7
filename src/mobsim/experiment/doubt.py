"""Luck and doubt apart: what of a difference varies from seed to seed, and what from one plausible model to another.

Under an ensemble each seed has a draw of the parameters in doubt. Means over the runs of a draw are what is independent of one
another; where a draw was run on two seeds, what differs between them is luck.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mobsim.experiment.effects import LEAST_PAIRS

Array = NDArray[np.float64]

SHARE = 0.90
"""Of plausible models, the share that a range of effects holds."""
SURELY = 0.90
"""How surely luck is at least as large as what is taken out of a range."""


class Draws(NamedTuple):
    """Hold seeds by strategies, laid out by their draws.

    ``means`` are of each draw, ``(draws, strategies)``, rows that are independent of one another; ``within`` what each seed
    differs by from the mean of its draw; ``averaged`` the part of luck that is left in a mean, over draws; ``free`` how many
    seeds there are beside one a draw.
    """

    means: Array
    within: Array
    averaged: float
    free: int

    @classmethod
    def of(cls, values: Array, draws: Sequence[int]) -> "Draws":
        """Lay out seeds by strategies by the number of each seed's draw."""
        _, of, counts = np.unique(np.asarray(draws), return_inverse=True, return_counts=True)
        means = np.zeros((len(counts), values.shape[1]))
        np.add.at(means, of, values)
        means /= counts[:, None]
        return cls(means, values - means[of], float((1.0 / counts).mean()), len(values) - len(counts))

    @property
    def luck(self) -> Array:
        """The covariance of luck, what differs between seeds of one draw; NaN where none was run on two."""
        size = self.within.shape[1]
        return self.within.T @ self.within / self.free if self.free else np.full((size, size), np.nan)

    @property
    def between(self) -> Array:
        """The covariance of means by draw: doubt, and the luck that is left in them; NaN with a single draw."""
        size = self.within.shape[1]
        if len(self.means) < 2:
            return np.full((size, size), np.nan)
        return np.cov(self.means, rowvar=False, ddof=1).reshape(size, size)

    @property
    def doubt(self) -> Array:
        """The covariance of doubt: that of means, without the luck in them as far as it is surely there.

        From few repeated draws little luck is surely known, and doubt is too great rather than too small.
        """
        if not self.free:
            return self.between
        surely = self.luck * self.free / stats.chi2.ppf(SURELY, self.free)
        return self.between - surely * self.averaged


def by_draw(values: Array, draws: Sequence[int]) -> Array:
    """Return rows that are independent of one another: means of the seeds of each draw, or seeds where they have no draw.

    Parameters
    ----------
    values
        Seeds, by whatever further axes there are.
    draws
        Number of each seed's draw; empty where seeds have none.
    """
    if not draws:
        return values
    means = Draws.of(values.reshape(len(values), -1), draws).means
    return means.reshape(-1, *values.shape[1:])


class Split(NamedTuple):
    """Hold what varies in the difference of one seed, an entry a strategy, in squares of the outcome's unit.

    ``luck`` is NaN where no draw was run on two seeds. ``pairs`` is how many seeds there are beside one a draw.
    """

    total: Array
    luck: Array
    pairs: int


def split(values: Array, draws: Sequence[int], reference: int) -> Split:
    """Tell luck from all that varies in the differences from a reference.

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
    found = Draws.of(values - values[:, [reference]], draws)
    luck = found.luck.diagonal()
    return Split(found.between.diagonal() + np.nan_to_num(luck) * (1.0 - found.averaged), luck, found.free)


def range_over_models(values: Array, draws: Sequence[int], reference: int) -> tuple[Array, Array]:
    """Return between which differences nine in ten plausible models lie, luck taken out as far as it is surely known.

    The range is that of a further model's expected difference (Student's t), of the mean over draws and the variance of doubt.

    Returns
    -------
    low, high
        An entry a strategy; NaN under five draws, which say of nine in ten models no more than of a chance.
    """
    found = Draws.of(values - values[:, [reference]], draws)
    models, mean = len(found.means), found.means.mean(0)
    if models < LEAST_PAIRS:
        return np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    variance = np.maximum(0.0, found.doubt.diagonal()) + found.between.diagonal() / models
    half = stats.t.ppf(0.5 + SHARE / 2, models - 1) * np.sqrt(variance)
    return mean - half, mean + half
