"""Strategies on the same towns: differences within seeds, the chance of being best, regret, and what pairing gains."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mobsim.analysis.intervals import percentiles, resampled
from mobsim.analysis.results import Array, SweepResults, better
from mobsim.errors import UsageError
from mobsim.experiment import effects

LEAST_SEEDS = 2


def strategy_differences(results: SweepResults, outcome: str, by: Sequence[str] | None = None) -> pd.DataFrame:
    """Compare the strategies of a sweep with its reference, at each combination of some conditions.

    Runs are paired: only runs that share their seed and every other factor are subtracted from each other.

    Parameters
    ----------
    by
        Names of factors; all factors with levels when left out, none of those drawn from ranges.

    Returns
    -------
    DataFrame
        The conditions, ``strategy``, ``mean``, paired ``difference`` with its 95 % interval (``low``, ``high``), that which
        holds for all differences of a row's conditions at once (``joint_low``, ``joint_high``), ``p`` (Holm's),
        ``probability_best``, ``expected_regret``, ``pairs``.
    """
    names = _strategies(results)
    conditions = list(_conditions(results) if by is None else by)
    rows = []
    for condition, values in _paired(results, outcome, names, conditions):
        for row in _compared(values, names, str(results.reference), better(outcome)):
            rows.append({**condition, **row})
    return pd.DataFrame(rows)


def regret_across(results: SweepResults, outcome: str, by: Sequence[str] | None = None) -> pd.DataFrame:
    """Say how each strategy fares over all conditions: mean and greatest regret, and in which share it is the best.

    Regret is how much better the best strategy of a condition did on average than this one. Means over seeds are
    taken at their word: the fewer the seeds, the more a close second looks like a loser.
    """
    found = strategy_differences(results, outcome, by)
    conditions = [name for name in found.columns[: found.columns.get_loc("strategy")]]
    sign = -1.0 if better(outcome) == "higher" else 1.0
    cost = sign * found["mean"]
    least = cost.groupby([found[name] for name in conditions]).transform("min") if conditions else cost.min()
    table = found.assign(regret=cost - least).groupby("strategy", sort=False)["regret"]
    return pd.DataFrame({
        "mean_regret": table.mean(),
        "greatest_regret": table.max(),
        "best_in": table.agg(lambda regret: float((regret <= 0).mean())),
        "conditions": table.size(),
    }).reset_index()  # fmt: skip


def pairing_gain(results: SweepResults, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Measure what common random numbers gain: how many times fewer runs give the same interval of a difference.

    It is the variance of a difference between runs of different seeds over that between runs of the same seed, for each
    outcome and each strategy against the reference, pooled over conditions, with an interval by resampling seeds.
    """
    names, reference = _strategies(results), str(results.reference)
    rows = []
    for outcome in results.outcomes if outcomes is None else outcomes:
        groups = [values for _, values in _paired(results, outcome, names, list(_conditions(results)))]
        for place, name in enumerate(names):
            if name != reference:
                gain = _gain(groups, place, names.index(reference))
                rows.append({"outcome": outcome, "strategy": name, **gain})
    return pd.DataFrame(rows)


def _gain(groups: Sequence[Array], place: int, reference: int) -> dict[str, float]:
    apart = together = 0.0
    for values in groups:
        weights = np.vstack([np.full(len(values), 1 / len(values)), resampled(len(values))])
        one, other = values[:, place], values[:, reference]
        apart = apart + _variance(weights, one) + _variance(weights, other)
        together = together + _variance(weights, one - other)
    ratio = np.divide(apart, together, out=np.full(np.shape(apart), np.nan), where=np.asarray(together) > 0)
    low, high = percentiles(ratio[1:, None])
    return {"gain": float(ratio[0]), "low": float(low[0]), "high": float(high[0])}


def _variance(weights: Array, values: Array) -> Array:
    centred = values - values.mean()
    return weights @ centred**2 - (weights @ centred) ** 2


def _strategies(results: SweepResults) -> list[str]:
    names = [str(name) for name in results.experiment["strategies"]]
    if len(names) < 2:
        raise UsageError("this sweep compares no strategies", remedy="name two or more under strategies, and sweep again")
    return names


def _conditions(results: SweepResults) -> Iterator[str]:
    if results.design not in ("latin_hypercube", "sobol", "morris"):
        yield from (factor.name for factor in results.conditions)


def _paired(
    results: SweepResults, outcome: str, names: Sequence[str], conditions: list[str]
) -> Iterator[tuple[dict[str, Any], Array]]:
    """Yield conditions, and the outcome as pairs by strategies: one row a seed and setting of all other factors."""
    runs = results.runs
    same = [factor.name for factor in results.conditions]
    groups = runs.groupby(conditions, sort=False, observed=True) if conditions else [((), runs)]
    for key, group in groups:
        keys = key if isinstance(key, tuple) else (key,)
        table = group.pivot(index=[*same, "replicate", "seed"], columns="strategy", values=outcome)
        if not set(names) <= set(table.columns):
            continue
        values = table[list(names)].dropna().to_numpy(np.float64)
        if len(values) >= LEAST_SEEDS:
            yield dict(zip(conditions, keys, strict=True)), values


def _compared(values: Array, names: Sequence[str], reference: str, way: str) -> list[dict[str, Any]]:
    found = effects.paired_differences(values, names.index(reference))
    ranking = effects.rank(values, "higher" if way == "higher" else "lower")
    return [
        {
            "strategy": name,
            "mean": values[:, place].mean(),
            "difference": found.mean[place],
            "low": found.low[place],
            "high": found.high[place],
            "joint_low": found.joint_low[place],
            "joint_high": found.joint_high[place],
            "p": found.p[place],
            "probability_best": ranking.probability_best[place],
            "expected_regret": ranking.expected_regret[place],
            "pairs": len(values),
        }
        for place, name in enumerate(names)
    ]
