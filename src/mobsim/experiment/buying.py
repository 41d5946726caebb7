"""The best buy: which strategy is worth most, as a function of what a unit of harm averted is worth."""

from typing import Any

import numpy as np

from mobsim.experiment.decision import plausible_models
from mobsim.experiment.doubt import by_draw
from mobsim.experiment.effects import LEAST_PAIRS, Array, posterior_means
from mobsim.experiment.layout import Layout
from mobsim.experiment.plain import plain

WORTHS = (0.0, *np.round(np.geomspace(10.0, 100_000.0, 41), 2).tolist())
"""Dollars for each severity-weighted incident averted, at which the best buy is asked for."""


def best_buy(harm: Array, cost: Array, layout: Layout) -> dict[str, Any] | None:
    """Return how probably each policy is the best buy at each worth of a unit of harm averted.

    The best buy is the policy with the greatest worth of harm averted less its cost: the acceptability curve of health economics
    (Van Hout and others 1994). Harm and cost are drawn together: over plausible models under an ensemble, else over what luck
    leaves open of the means. Policies with equal values share what they win. ``None`` from fewer than five pairs or two policies.

    Parameters
    ----------
    harm, cost
        Seeds by strategies: severity-weighted incidents, and dollars, a resident and year.
    layout
        How runs are laid out.
    """
    ranked = np.flatnonzero(layout.policies)
    together = np.hstack([harm[:, ranked], cost[:, ranked]])
    models = plausible_models(together, list(layout.draws)) if layout.draws else None
    means = models
    if means is None:
        apart = by_draw(together, layout.draws)
        if len(apart) < LEAST_PAIRS:
            return None
        means = posterior_means(apart)
    if ranked.size < 2:
        return None
    chances = np.array([_chances(means, worth) for worth in WORTHS])
    names = [layout.strategies[column] for column in ranked]
    return {
        "worth": list(WORTHS),
        "chance": {name: [plain(each) for each in chances[:, place]] for place, name in enumerate(names)},
        "over_models": models is not None,
    }


def _chances(means: Array, worth: float) -> Array:
    """Return the share of draws in which each policy loses least: its harm at that worth, and its cost."""
    half = means.shape[1] // 2
    loss = worth * means[:, :half] + means[:, half:]
    winners = np.isclose(loss, loss.min(axis=1, keepdims=True), rtol=1e-12, atol=0.0)
    return (winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)
