"""Strategies on the same towns: differences within seeds, the chance of being best, and regret."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.results import Array, SweepResults, not_measured
from mobsim.analysis.units import units
from mobsim.errors import UsageError
from mobsim.experiment import effects

LEAST_UNITS = 2


def strategy_differences(
    results: SweepResults,
    outcome: str,
    by: Sequence[str] | None = None,
    *,
    of: str = "strategy",
    reference: Any = None,
) -> pd.DataFrame:
    """Compare the strategies of a sweep with its reference, at each combination of some conditions.

    Runs are paired: only runs that share their seed and every other factor are subtracted from each other. The interval is one
    over what was drawn anew: seeds, or, in a design whose points are drawn, samples (:func:`units`).

    Parameters
    ----------
    by
        Names of factors; all others with levels when left out, none of those drawn from ranges.
    of
        Factor whose levels are compared, if not strategies by name: ``"strategy.lead"``.
    reference
        Its level that the others are compared with; the sweep's reference, or the first level, when left out.

    Returns
    -------
    DataFrame
        The conditions, ``strategy`` (or ``of``), ``mean``, paired ``difference`` with its 95 % interval (``low``, ``high``),
        which holds for all pairs under the same conditions at once, ``p`` (Student's, with the same adjustment: below .05 where,
        and only where, the interval leaves nought out), the first and last place (``rank``, ``rank_to``) that
        it may have by that, ``probability_best`` and ``expected_regret`` (not a number under five pairs), ``pairs`` (seeds, or
        samples), ``together`` (pairs of strategies that the intervals hold for at once). Arms of experiments have no rank,
        chance or regret.
    """
    names = levels_of(results, of)
    reference = (results.reference if of == "strategy" else names[0]) if reference is None else reference
    conditions = list(conditions_of(results, of) if by is None else by)
    rows = []
    ranked = _ranked(results, names)
    for condition, laid in _paired(results, outcome, names, conditions, of):
        values = laid.to_numpy(np.float64)
        compared = _compared(values, names, reference, results.better(outcome), of, ranked)
        rows.extend({**condition, **row} for row in compared)
    if not rows:
        raise not_measured(outcome)
    return pd.DataFrame(rows)


def regret_across(
    results: SweepResults, outcome: str, by: Sequence[str] | None = None, *, of: str = "strategy"
) -> pd.DataFrame:
    """Say how each strategy fares over all conditions: mean and greatest regret, and in which share it is the best.

    Regret is how much better the best strategy of a condition did on average than this one. Means over seeds are
    taken at their word: the fewer the seeds, the more a close second looks like a loser. In a Latin hypercube every
    sample is a condition. Arms of experiments are not ranked.
    """
    if by is None and results.design.drawn:
        return _regret_over_samples(results, outcome, of)
    found = strategy_differences(results, outcome, by, of=of)
    conditions = list(found.columns[: found.columns.get_loc(of)])
    sign = -1.0 if results.better(outcome) == "higher" else 1.0
    cost = sign * found["mean"]
    among = cost.where(_ranked(results, found[of]))
    least = among.groupby([found[name] for name in conditions]).transform("min") if conditions else among.min()
    regret = (cost - least).where(among.notna())
    table = found.assign(regret=regret).groupby(of, sort=False)["regret"]
    return pd.DataFrame({
        "mean_regret": table.mean(),
        "greatest_regret": table.max(),
        "best_in": table.agg(_share_best),
        "conditions": table.size(),
    }).reset_index()  # fmt: skip


def _regret_over_samples(results: SweepResults, outcome: str, of: str) -> pd.DataFrame:
    names, sign = levels_of(results, of), -1.0 if results.better(outcome) == "higher" else 1.0
    cost = sign * units(results, results.runs, outcome, names, of)
    if cost.empty:
        raise not_measured(outcome)
    cost = cost.mul(np.where(_ranked(results, names), 1.0, np.nan), axis=1)
    regret = cost.sub(cost.min(axis=1), axis=0)
    return pd.DataFrame({
        of: names,
        "mean_regret": regret.mean().to_numpy(),
        "greatest_regret": regret.max().to_numpy(),
        "best_in": regret.agg(_share_best).to_numpy(),
        "conditions": len(regret),
    })  # fmt: skip


def _share_best(regret: pd.Series) -> float:
    """Return in which share there is no regret; not a number for what is not ranked."""
    return float((regret <= 0).mean()) if regret.notna().any() else float("nan")


def levels_of(results: SweepResults, of: str) -> list[Any]:
    """Return the levels of a factor, of which a sweep that compares them has two at least."""
    factor = next((factor for factor in results.factors if factor.name == of), None)
    levels = [] if factor is None else results.levels(factor)
    if len(levels) < 2:
        raise UsageError(
            f"this sweep compares no levels of {of}",
            remedy="name two or more strategies in the experiment, and sweep again",
        )
    return levels


def _ranked(results: SweepResults, names: Sequence[Any]) -> NDArray[np.bool_]:
    """Tell which levels can be best: arms of experiments never are."""
    return np.array([name not in results.experiment["arms"] for name in names])


def conditions_of(results: SweepResults, of: str) -> Iterator[str]:
    """Yield the factors whose levels are conditions of a comparison: none where points are drawn."""
    if not results.design.drawn:
        yield from (factor.name for factor in results.factors if factor.name != of)


def _paired(
    results: SweepResults, outcome: str, names: Sequence[Any], conditions: list[str], of: str
) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Yield conditions, and the outcome as units by levels."""
    runs = results.runs
    groups = runs.groupby(conditions, sort=False, observed=True) if conditions else [((), runs)]
    for key, group in groups:
        keys = key if isinstance(key, tuple) else (key,)
        values = units(results, group, outcome, names, of)
        if len(values) >= LEAST_UNITS:
            yield dict(zip(conditions, keys, strict=True)), values


def _compared(
    values: Array, names: Sequence[Any], reference: Any, way: str, of: str, ranked: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    found = effects.paired_differences(values, names.index(reference))
    p = np.minimum(
        1.0, effects.p_values(values - values[:, [names.index(reference)]]) * effects.pairs_among(len(names))
    )
    side = "higher" if way == "higher" else "lower"
    ranking, ranks = effects.rank(values, side, ranked), effects.shared_ranks(values, side, ranked)
    return [
        {
            of: name,
            "mean": values[:, place].mean(),
            "difference": found.mean[place],
            "low": found.low[place],
            "high": found.high[place],
            "p": p[place],
            "rank": ranks.first[place],
            "rank_to": ranks.last[place],
            "probability_best": ranking.probability_best[place],
            "expected_regret": ranking.expected_regret[place],
            "pairs": len(values),
            "together": effects.pairs_among(len(names)),
        }
        for place, name in enumerate(names)
    ]
