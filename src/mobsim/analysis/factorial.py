"""Factorials and grids: what each factor does on average, what pairs do together, and how each of them shares the whole."""

from collections.abc import Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from mobsim.analysis.intervals import estimates, fieller
from mobsim.analysis.results import Array, SweepResults
from mobsim.errors import UsageError
from mobsim.experiment.effects import p_values
from mobsim.experiment.sweep.factors import Factor

MOST_FOR_SHARES = 8


def main_effects(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what each factor with two levels does, averaged over all others.

    Returns
    -------
    DataFrame
        ``factor``, ``from``, ``to``, ``estimate`` (mean at the second level less mean at the first), its interval over
        replicates, which holds for all factors at once in 95 of 100 sweeps, ``relative`` (to the mean of all runs), ``p``
        (Student's, with the same adjustment: below .05 where, and only where, the interval leaves nought out).
    """
    values, signs = _contrasts(results, outcome)
    effects = 2 * values @ signs / signs.shape[0]
    names = [
        {"factor": factor.name, "from": results.levels(factor)[0], "to": results.levels(factor)[1]}
        for factor in results.two_level
    ]
    table = estimates(effects, pd.DataFrame(names, columns=["factor", "from", "to"]), effects.shape[1])
    return table.assign(relative=table["estimate"] / abs(values.mean()), p=_adjusted(effects))


def interactions(results: SweepResults, outcome: str, order: int = 2) -> pd.DataFrame:
    """Estimate how far factors of two levels need each other: what their effects together differ from their sum.

    An interaction of two is half the difference between the effect of one at the second and at the first level of the
    other. In a fraction several share one estimate; they are named together in ``factors``, joined by " = ". Intervals and
    probabilities hold for all rows at once, as those of :func:`main_effects` do.
    """
    values, signs = _contrasts(results, outcome)
    names = [factor.name for factor in results.two_level]
    columns: dict[bytes, tuple[Array, list[str]]] = {}
    mains = {signs[:, place].tobytes(): name for place, name in enumerate(names)}
    for chosen in combinations(range(len(names)), order):
        column = signs[:, list(chosen)].prod(axis=1)
        product = " x ".join(names[place] for place in chosen)
        key = min(column.tobytes(), (-column).tobytes())
        columns.setdefault(key, (column, []))[1].append(product)
    for key, (column, products) in columns.items():
        products += [mains[each] for each in (key, column.tobytes(), (-column).tobytes()) if each in mains][:1]
    effects = np.column_stack([2 * values @ column / len(column) for column, _ in columns.values()] or [values[:, :0]])
    names_of_pairs = pd.DataFrame({"factors": [" = ".join(products) for _, products in columns.values()]})
    table = estimates(effects, names_of_pairs, effects.shape[1])
    return table.assign(relative=table["estimate"] / abs(values.mean()), p=_adjusted(effects))


def level_means(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate the mean at each level of each factor, and its difference to the mean of all, within replicates."""
    values, points = results.values(outcome)
    rows, means, differences = [], [], []
    for factor in results.factors:
        for level in results.levels(factor):
            chosen = (points[factor.name] == level).to_numpy()
            rows.append({"factor": factor.name, "level": level})
            means.append(values[:, chosen].mean(axis=1))
            differences.append(means[-1] - values.mean(axis=1))
    table = estimates(np.column_stack(means), pd.DataFrame(rows))
    apart = estimates(np.column_stack(differences), pd.DataFrame(rows))
    return table.assign(**{f"difference{end}": apart[name] for end, name in _ENDS.items()})


_ENDS = {"": "estimate", "_low": "low", "_high": "high"}


def cell_means(results: SweepResults, outcome: str, factors: Sequence[str]) -> pd.DataFrame:
    """Estimate the mean at each combination of the levels of some factors."""
    values, points = results.values(outcome)
    cells = points.groupby(list(factors), sort=False, observed=True).indices
    means = np.column_stack([values[:, places].mean(axis=1) for places in cells.values()])
    keys = [key if isinstance(key, tuple) else (key,) for key in cells]
    return estimates(means, pd.DataFrame(keys, columns=list(factors)))


def shapley_shares(results: SweepResults, outcome: str, factors: Sequence[str] | None = None) -> pd.DataFrame:
    """Share out the difference between all factors at their second level and all at their first.

    A factor's value is what it adds, averaged over every order in which factors may be raised. ``share`` is its part of the
    whole difference, with Fieller's interval of a ratio; NaN where the whole may be nothing.

    Raises
    ------
    UsageError
        If the factors do not have two levels, all combinations of which were run.
    """
    chosen = [factor for factor in results.two_level if factors is None or factor.name in factors]
    corners = _corners(results, outcome, chosen)
    count = len(chosen)
    added = _added(corners, count)
    whole = corners[:, -1] - corners[:, 0]
    table = estimates(added, pd.DataFrame({"factor": [factor.name for factor in chosen]}))
    return table.assign(**_shares(added, whole))


def _corners(results: SweepResults, outcome: str, factors: Sequence[Factor]) -> Array:
    """Return means by replicate and subset of raised factors, subsets numbered in binary."""
    if not 2 <= len(factors) <= MOST_FOR_SHARES:
        raise UsageError(
            f"shares need 2 to {MOST_FOR_SHARES} factors of two levels", field="factors", value=len(factors)
        )
    values, points = results.values(outcome)
    raised = sum(
        (points[factor.name] == results.levels(factor)[1]).to_numpy().astype(int) << place
        for place, factor in enumerate(factors)
    )
    if len(np.unique(raised)) < 2 ** len(factors):
        raise UsageError("shares need every combination of the factors", remedy="run the whole factorial")
    return np.column_stack([values[:, raised == subset].mean(axis=1) for subset in range(2 ** len(factors))])


def _added(corners: Array, count: int) -> Array:
    """Return what each factor adds to the subsets without it, each weighed by the orders that it stands for."""
    added = np.zeros((corners.shape[0], count))
    for place in range(count):
        for subset in range(2**count):
            if not subset >> place & 1:
                size = subset.bit_count()
                weight = factorial(size) * factorial(count - size - 1) / factorial(count)
                added[:, place] += weight * (corners[:, subset | 1 << place] - corners[:, subset])
    return added


def _shares(added: Array, whole: Array) -> dict[str, Array]:
    low, high = fieller(added, whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.isfinite(low), added.mean(axis=0) / whole.mean(), np.nan)
    return {"share": share, "share_low": low, "share_high": high}


def _contrasts(results: SweepResults, outcome: str) -> tuple[Array, Array]:
    """Return complete replicates by points, and the signs of the factors with two levels at each point."""
    values, points = results.values(outcome)
    signs = [np.where(points[f.name] == results.levels(f)[1], 1.0, -1.0) for f in results.two_level]
    return values, np.column_stack(signs) if signs else np.zeros((len(points), 0))


def _adjusted(effects: Array) -> Array:
    if len(effects) < 2 or not effects.shape[1]:
        return np.full(effects.shape[1], np.nan)
    return np.minimum(1.0, p_values(effects) * effects.shape[1])
