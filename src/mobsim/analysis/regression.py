"""How a drawn sample's outcome follows its factors: standardized regression, and partial correlations of ranks."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from mobsim.analysis.intervals import jackknife
from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import as_numbers, by_setting, cases, labelled
from mobsim.errors import UsageError
from mobsim.experiment.intervals import LEVEL

REACH = float(stats.norm.ppf((1 + LEVEL) / 2))
"""Standard errors to either end: the normal distribution's, for these errors are too great where samples are few."""
SPARE = 5
"""Samples that there must be beyond one a factor: with fewer, any noise is explained."""


def regression(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate how an outcome follows each factor, all others held.

    A sample counts once, with the mean of its seeds. Where strategies are compared, the outcome is the difference of each to
    the reference.

    Returns
    -------
    DataFrame
        ``factor``; ``src``, the standardized regression coefficient: standard deviations of the outcome for one of the
        factor; ``prcc``, the partial correlation of ranks, which asks only that the outcome rises or falls steadily; both
        with 95 % intervals by leaving out one sample after the other, on Fisher's scale (of ``src`` on its own where it
        reaches one, as that of factors that go together may); ``explained``, the share of the variance between samples that
        the straight lines explain (of those that say little, say little); ``samples``.

    Raises
    ------
    UsageError
        If there are too few samples for so many factors.

    References
    ----------
    Saltelli, Chan and Scott (2000), Sensitivity Analysis, Wiley; Marino and others (2008), Journal of Theoretical Biology
    254, 178-196.
    """
    tables = []
    for label, runs in cases(results, outcome):
        means = by_setting(runs)
        settings = as_numbers(results.conditions, means.index.to_frame(index=False))
        settings = settings.loc[:, settings.nunique() > 1]
        if len(means) < settings.shape[1] + SPARE:
            remedy = "sweep more samples"
            raise UsageError(
                f"has too few samples to tell {settings.shape[1]} factors apart",
                field="samples", value=len(means), remedy=remedy,
            )  # fmt: skip
        if np.ptp(means) > 0:
            tables.append(labelled(_estimated(settings, means.to_numpy(float)), label))
    if not tables:
        return pd.DataFrame(columns=["factor"])
    return pd.concat(tables, ignore_index=True)


def _estimated(settings: pd.DataFrame, values: Array) -> pd.DataFrame:
    factors = settings.to_numpy(float)

    def all_three(kept: NDArray[np.bool_]) -> Array:
        x, y = factors[kept], values[kept]
        coefficients = slopes(x, y)[0]
        return np.concatenate([np.arctanh(coefficients), np.arctanh(partial_correlations(x, y)), coefficients])

    with np.errstate(divide="ignore", invalid="ignore"):
        middle, error = jackknife(all_three, len(values))
        half = REACH * error
        src, prcc, as_they_are = np.split(np.stack([middle, middle - half, middle + half]), 3, axis=1)
    src = np.where(np.isfinite(src).all(axis=0), np.tanh(src), as_they_are)
    table = pd.DataFrame({"factor": settings.columns})
    for name, (found, low, high) in (("src", src), ("prcc", np.tanh(prcc))):
        table[name], table[f"{name}_low"], table[f"{name}_high"] = found, low, high
    return table.assign(explained=slopes(factors, values)[1], samples=len(values))


def slopes(factors: Array, values: Array) -> tuple[Array, float]:
    """Return standardized regression coefficients, and the share of the variance that they explain together.

    Parameters
    ----------
    factors
        Samples by factors.
    values
        One a sample.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        x = (factors - factors.mean(axis=0)) / factors.std(axis=0)
        y = (values - values.mean()) / values.std()
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return np.full(factors.shape[1], np.nan), np.nan
    found = np.linalg.lstsq(x, y, rcond=None)[0]
    return found, float(1 - np.mean((y - x @ found) ** 2))


def partial_correlations(factors: Array, values: Array) -> Array:
    """Return how the ranks of each factor and of the values go together, the ranks of all other factors held."""
    ranks = stats.rankdata(np.column_stack([factors, values]), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlations = np.corrcoef(ranks, rowvar=False)
    if not np.isfinite(correlations).all():
        return np.full(factors.shape[1], np.nan)
    inverse = np.linalg.pinv(correlations)
    return -inverse[:-1, -1] / np.sqrt(np.diag(inverse)[:-1] * inverse[-1, -1])
