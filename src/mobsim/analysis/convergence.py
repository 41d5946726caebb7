"""How estimates settle as replicates are added: whether there were enough."""

import numpy as np
import pandas as pd

from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.sensitivity import sobol_indices
from mobsim.experiment.intervals import mean_interval

LEAST = 2
LEAST_BLOCKS = 16


def convergence(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what the sweep is about from its first 2, 3, ... replicates.

    Of a Sobol' design these are the total indices from 16, 32, ... blocks; where strategies are compared, their paired
    differences; of factors with two levels, their effects; else the mean of all points.

    Returns
    -------
    DataFrame
        ``of``, ``replicates``, ``estimate``, ``low``, ``high``.
    """
    if "sobol" in results.design.analyses:
        return _of_indices(results, outcome)
    values, points = results.values(outcome)
    rows = []
    for name, contrast in _contrasts(results, points).items():
        rows += _running(name, values @ contrast)
    return pd.DataFrame(rows)


def _contrasts(results: SweepResults, points: pd.DataFrame) -> dict[str, Array]:
    """Return weights of points whose sums are the estimates."""
    if results.reference is not None:
        reference = _share((points["strategy"] == results.reference).to_numpy(float))
        others = [name for name in results.experiment["strategies"] if name != results.reference]
        return {name: _share((points["strategy"] == name).to_numpy(float)) - reference for name in others}
    if results.two_level:
        levels = {factor.name: results.levels(factor) for factor in results.two_level}
        return {
            name: _share((points[name] == high).to_numpy(float)) - _share((points[name] == low).to_numpy(float))
            for name, (low, high) in levels.items()
        }
    return {"mean": np.full(len(points), 1 / len(points))}


def _share(chosen: Array) -> Array:
    return chosen / chosen.sum()


def _running(name: str, estimates: Array) -> list[dict[str, object]]:
    rows = []
    for replicates in range(LEAST, len(estimates) + 1):
        found = mean_interval(estimates[:replicates, None])
        rows.append(
            {
                "of": name,
                "replicates": replicates,
                "estimate": found.mean[0],
                "low": found.low[0],
                "high": found.high[0],
            }
        )
    return rows


def _of_indices(results: SweepResults, outcome: str) -> pd.DataFrame:
    most = len(set(results.runs["point"])) // (len(results.factors) + 3)
    steps = [2**power for power in range(LEAST_BLOCKS.bit_length() - 1, most.bit_length()) if 2**power <= most]
    tables = [
        sobol_indices(results, outcome, blocks)
        .rename(columns={"factor": "of", "total": "estimate", "total_low": "low", "total_high": "high"})
        .assign(replicates=blocks)
        for blocks in steps
    ]
    columns = ["of", "replicates", "estimate", "low", "high"]
    return (
        pd.concat([table[columns] for table in tables], ignore_index=True) if tables else pd.DataFrame(columns=columns)
    )
