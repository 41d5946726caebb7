"""How crime gathers at few places, and whether they stay the same."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Counts = NDArray[np.float64]


def share_holding(counts: Counts, part: float) -> float:
    """Return the smallest share of places that holds a part of all crimes.

    Parameters
    ----------
    counts
        Crimes by place, places without crime among them.
    part
        Part of the crimes, 0 to 1. The last place counts as far as it is needed.
    """
    ordered = np.sort(np.asarray(counts, float))[::-1]
    held = np.concatenate([[0.0], np.cumsum(ordered)])
    if held[-1] <= 0.0:
        return float("nan")
    last = int(np.searchsorted(held, part * held[-1]))
    below = held[last - 1]
    return float((last - 1 + (part * held[-1] - below) / (held[last] - below)) / ordered.size)


def share_of_worst(counts: Counts, worst: float) -> float:
    """Return the part of all crimes that the worst share of places holds (a point of the Lorenz curve)."""
    ordered = np.sort(np.asarray(counts, float))[::-1]
    held = np.concatenate([[0.0], np.cumsum(ordered)])
    if held[-1] <= 0.0:
        return float("nan")
    return float(np.interp(worst * ordered.size, np.arange(held.size), held) / held[-1])


def generalised_gini(counts: Counts) -> float:
    """Return the Gini coefficient that is 0 where crimes are spread as evenly as their number allows, and near 1 at one place.

    Source: Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33, 451-467: with fewer crimes than
    places, some places are without crime by arithmetic alone.
    """
    ordered = np.sort(np.asarray(counts, float))
    places, crimes = ordered.size, ordered.sum()
    if crimes <= 0.0:
        return float("nan")
    gini = (2.0 * (np.arange(1, places + 1) * ordered).sum() / crimes - places - 1) / places
    return float(max(places / crimes, 1.0) * (gini - 1.0) + 1.0)


def even_chance(places: int, crimes: int) -> Counts:
    """Return the counts that are expected where every place is equally at risk (Poisson), most crimes first.

    Counts are those of ``places`` evenly spaced quantiles, so that statistics of them are those of the null model
    without the luck of a draw.
    """
    quantiles = (np.arange(places) + 0.5) / places
    return stats.poisson.ppf(quantiles, crimes / places)[::-1].astype(float)


def rank_correlation(before: Counts, after: Counts) -> float:
    """Return Spearman's correlation of places' counts in two periods."""
    if np.ptp(before) == 0.0 or np.ptp(after) == 0.0:
        return float("nan")
    return float(stats.spearmanr(before, after).statistic)


def overlap_of_worst(before: Counts, after: Counts, worst: float) -> float:
    """Return the share of the worst places of one period that are among the worst of another; by chance it is ``worst``.

    Places that tie at the edge of the worst count in part, as if drawn by lot.
    """
    size = max(1, round(worst * len(before)))
    return float((_membership(before, size) * _membership(after, size)).sum() / size)


def _membership(counts: Counts, size: int) -> Counts:
    """Return by place the chance to be among the ``size`` worst, where ties are broken by lot."""
    edge = np.sort(counts)[::-1][size - 1]
    above, tied = counts > edge, counts == edge
    return above + tied * (size - above.sum()) / tied.sum()
