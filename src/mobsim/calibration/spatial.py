"""How crime lies over a map: likeness of neighbours, concentration, and likeness of two maps."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

Values = NDArray[np.float64]


def morans_i(values: Values, edges: NDArray[np.int64]) -> float:
    """Return Moran's I with row-standardised weights; neighbourhoods without neighbours are left out.

    Parameters
    ----------
    values
        One number a neighbourhood.
    edges
        Pairs of neighbours, each pair once, shape (pairs, 2).
    """
    count = np.bincount(edges.ravel(), minlength=len(values))
    connected = count > 0
    away = values - values[connected].mean()
    sums = np.zeros(len(values))
    np.add.at(sums, edges[:, 0], away[edges[:, 1]])
    np.add.at(sums, edges[:, 1], away[edges[:, 0]])
    spread = (away[connected] ** 2).sum()
    return float((away[connected] * sums[connected] / count[connected]).sum() / spread) if spread > 0 else float("nan")


def share_in_worst(counts: Values, share: float = 0.2) -> float:
    """Return the share of all crime in the worst neighbourhoods, as many as make up a share of them all."""
    worst = max(1, round(share * len(counts)))
    return float(np.sort(counts)[-worst:].sum() / counts.sum())


def rank_correlation(these: Values, those: Values) -> float:
    """Return Spearman's rank correlation; not a number where either is the same everywhere."""
    if np.ptp(these) == 0 or np.ptp(those) == 0:
        return float("nan")
    return float(spearmanr(these, those).statistic)
