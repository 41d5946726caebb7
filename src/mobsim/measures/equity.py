"""How harm, insecurity and stops fall on neighbourhoods."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import RATE, Outcome, not_from_sums
from mobsim.measures.unseen import UNSEEN_SPREAD, spread

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

FIFTHS = ("least deprived", "second", "third", "fourth", "most deprived")
STOPS_BY_FIFTH = tuple(
    Outcome(
        f"stops_fifth_{number}",
        f"Stops, {fifth} fifth",
        RATE,
        f"Residents stopped in the {fifth} fifth of the population, by how deprived their neighbourhood is.",
        "neither",
        not_from_sums,
        "distribution",
    )
    for number, fifth in enumerate(FIFTHS, start=1)
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


def deprivation_groups(
    deprivation: NDArray[np.float64], weights: NDArray[np.float64], most: int = len(FIFTHS)
) -> NDArray[np.int64]:
    """Sort neighbourhoods into fifths of the population, 0 the least deprived; fewer groups where they differ less.

    Neighbourhoods that are equally deprived are of one group.
    """
    levels, level = np.unique(deprivation, return_inverse=True)
    weight = np.bincount(level, weights)
    groups = min(most, levels.size)
    middle = (weight.cumsum() - weight / 2) / weight.sum()
    group = np.minimum((middle * groups).astype(np.int64), groups - 1)
    return np.unique(group, return_inverse=True)[1][level]


def by_fifth(
    values: NDArray[np.float64], deprivation: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the rate in each fifth of the population by deprivation; not numbers where there are no five to tell apart."""
    group = deprivation_groups(deprivation, weights)
    if group.max() + 1 < len(FIFTHS):
        return np.full(len(FIFTHS), np.nan)
    return np.bincount(group, values * weights) / np.bincount(group, weights)


def equity(
    by_neighbourhood: Mapping[str, NDArray[np.float64]], deprivation: NDArray[np.float64], weights: NDArray[np.float64]
) -> dict[str, float]:
    """Measure how harm, insecurity, stops and the blind spot fall on neighbourhoods."""
    shares = {}
    for name in ("harm", "insecurity", "stops"):
        shares[f"gini_{name}"] = gini(by_neighbourhood[name], weights)
        shares[f"ratio_{name}"] = top_to_bottom(by_neighbourhood[name], deprivation, weights)
    shares[UNSEEN_SPREAD.name] = spread(by_neighbourhood["unseen_share"], weights)
    stops = by_fifth(by_neighbourhood["stops"], deprivation, weights)
    return shares | {outcome.name: float(rate) for outcome, rate in zip(STOPS_BY_FIFTH, stops, strict=True)}
