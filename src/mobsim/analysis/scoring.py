"""Feature scoring: which factors an outcome hangs on, however it does, by forests of randomized trees.

A regression sees straight lines or ranks; trees see thresholds, bends and factors that act together. What luck makes of a score
is seen beside it: each forest also gets a shuffled copy of every factor, which moves nothing.
"""

import numpy as np
import pandas as pd

from mobsim.analysis.optional import sklearn
from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import as_numbers, by_setting, cases, labelled
from mobsim.errors import UsageError

FORESTS, TREES = 20, 40
LEAST_SAMPLES = 30
CERTAIN = 0.95
_ENTROPY = 20_261_130


def feature_scores(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Score the factors of a drawn sample by extremely randomized trees.

    A sample counts once, with the mean of its seeds. Where strategies are compared it is each one's difference to the reference.

    Returns
    -------
    DataFrame
        A row a factor, the highest first: ``factor``; ``score``, its share of what the trees explain; ``floor``, what the
        greatest of all shuffled copies reaches in one forest of twenty; ``told``, whether the score is beyond that;
        ``explained``, the share of the variance of samples told right by trees that were not grown on them, below nought where
        they tell less than the mean does; ``samples``.

    Raises
    ------
    UsageError
        If scikit-learn is missing, or there are fewer than 30 samples.

    References
    ----------
    Geurts, Ernst and Wehenkel (2006), Extremely randomized trees, Machine Learning 63, 3-42; Jaxa-Rozen and Kwakkel (2018),
    Tree-based ensemble methods for sensitivity analysis of environmental models, Environmental Modelling and Software 107,
    245-266.
    """
    tables = []
    for label, runs in cases(results, outcome):
        values = by_setting(runs)
        if len(values) < LEAST_SAMPLES:
            raise UsageError(
                "has too few samples to score factors", field="samples", value=len(values), remedy="run more samples"
            )
        numbers = as_numbers(results.conditions, values.index.to_frame(index=False))
        tables.append(labelled(_scored(numbers, values.to_numpy(float)), label))
    return pd.concat(tables, ignore_index=True)


def _scored(numbers: pd.DataFrame, values: Array) -> pd.DataFrame:
    factors = numbers.to_numpy(float)
    shares, floors, explained = zip(*(_forest(factors, values, number) for number in range(FORESTS)), strict=True)
    score, floor = np.mean(shares, axis=0), float(np.quantile(floors, CERTAIN))
    found = pd.DataFrame({"factor": numbers.columns, "score": score, "floor": floor, "told": score > floor})
    found = found.assign(explained=float(np.mean(explained)), samples=len(values))
    return found.sort_values("score", ascending=False, ignore_index=True)


def _forest(factors: Array, values: Array, number: int) -> tuple[Array, float, float]:
    """Grow a forest; return each factor's share, the greatest share of a shuffled copy, and what is explained out of the bag."""
    rng = np.random.default_rng(np.random.SeedSequence(_ENTROPY, spawn_key=(number,)))
    both = np.hstack([factors, rng.permuted(factors, axis=0)])
    forest = sklearn("ensemble").ExtraTreesRegressor(
        TREES, max_features=1 / 3, min_samples_leaf=2, bootstrap=True, oob_score=True, random_state=number
    )
    forest.fit(both, values)
    shares = forest.feature_importances_
    return shares[: factors.shape[1]], float(shares[factors.shape[1] :].max()), float(forest.oob_score_)
