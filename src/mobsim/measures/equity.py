"""How harm, insecurity and stops fall on neighbourhoods."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import Outcome, not_from_sums

DISTRIBUTION = (
    Outcome(
        "victimised_share",
        "Victimised in 12 months",
        "share of residents aged 15+",
        "Residents who were victim of a crime in the last year of the run.",
        "lower",
        not_from_sums,
        "end",
    ),
    Outcome(
        "gini_harm",
        "Inequality of harm",
        "Gini, 0-1",
        "How unequally harm per resident falls on neighbourhoods.",
        "lower",
        not_from_sums,
        "distribution",
    ),
    Outcome(
        "gini_insecurity",
        "Inequality of insecurity",
        "Gini, 0-1",
        "How unequally insecurity falls on neighbourhoods.",
        "lower",
        not_from_sums,
        "distribution",
    ),
    Outcome(
        "gini_stops",
        "Inequality of stops",
        "Gini, 0-1",
        "How unequally stops per resident fall on neighbourhoods.",
        "lower",
        not_from_sums,
        "distribution",
    ),
    Outcome(
        "ratio_harm",
        "Harm, most to least deprived",
        "ratio",
        "Harm per resident in the most deprived fifth of neighbourhoods over the least deprived.",
        "lower",
        not_from_sums,
        "distribution",
    ),
    Outcome(
        "ratio_insecurity",
        "Insecurity, most to least deprived",
        "ratio",
        "Insecurity in the most deprived fifth of neighbourhoods over the least deprived.",
        "lower",
        not_from_sums,
        "distribution",
    ),
    Outcome(
        "ratio_stops",
        "Stops, most to least deprived",
        "ratio",
        "Stops per resident in the most deprived fifth of neighbourhoods over the least deprived.",
        "lower",
        not_from_sums,
        "distribution",
    ),
)


def gini(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the Gini coefficient of a rate over neighbourhoods weighted by residents (0 where nothing is shared out)."""
    order = np.argsort(values, kind="stable")
    weight = weights[order] / weights.sum()
    amount = values[order] * weight
    if amount.sum() <= 0:
        return 0.0
    lorenz = np.concatenate([[0.0], np.cumsum(amount) / amount.sum()])
    return float(1.0 - np.sum(weight * (lorenz[1:] + lorenz[:-1])))


def top_to_bottom(values: NDArray[np.float64], deprivation: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the rate in the most deprived fifth of neighbourhoods over that in the least deprived fifth.

    It is not a number where all are equally deprived: no fifth is then the most deprived.
    """
    if np.ptp(deprivation) == 0:
        return float("nan")
    fifth = max(1, round(values.size / 5))
    order = np.argsort(deprivation, kind="stable")
    least, most = order[:fifth], order[-fifth:]
    bottom = np.average(values[least], weights=weights[least])
    return float(np.average(values[most], weights=weights[most]) / bottom) if bottom > 0 else float("nan")


def equity(
    by_neighbourhood: Mapping[str, NDArray[np.float64]], deprivation: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Measure how harm, insecurity and stops fall on neighbourhoods."""
    shares = {}
    for name in ("harm", "insecurity", "stops"):
        shares[f"gini_{name}"] = gini(by_neighbourhood[name], weights)
        shares[f"ratio_{name}"] = top_to_bottom(by_neighbourhood[name], deprivation, weights)
    return shares
