"""Who is heard: what residents would raise, were all of them asked, against what programme money goes to."""

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import Outcome, Sums, not_from_sums

CONCERNS, MEANT = "concerns", "meant"
"""Sums by neighbourhood and problem: what residents would raise, and the money of the initiatives that were begun."""

MONEY_APART = Outcome(
    "money_apart",
    "Money apart from concerns",
    "0-1",
    "Share of the money of initiatives begun that goes to other neighbourhoods and problems than residents would raise, were "
    "all adults asked what happens where they live (total variation).",
    "lower",
    not_from_sums,
    "distribution",
)


def money_apart(sums: Sums, community: NDArray[np.int64], residents: NDArray[np.float64]) -> float:
    """Return how far programme money is from residents' concerns (0-1), the mean of communities by their residents.

    Parameters
    ----------
    sums : mapping of float arrays, shape (neighbourhoods,)
        Those of a ledger, with two for each problem type.
    community : int array, shape (neighbourhoods,)
    residents : float array, shape (neighbourhoods,)

    Returns
    -------
    float
        Not a number where no community both began an initiative and had a concern.
    """
    raised, meant = (
        np.stack([sums[name] for name in sums if name.startswith(f"{what}_")], 1) for what in (CONCERNS, MEANT)
    )
    apart, weight = [], []
    for number in range(int(community.max()) + 1):
        here = community == number
        own, money = raised[here].sum(), meant[here].sum()
        if own > 0 and money > 0:
            apart.append(0.5 * np.abs(meant[here] / money - raised[here] / own).sum())
            weight.append(residents[here].sum())
    return float(np.average(apart, weights=weight)) if apart else float("nan")
