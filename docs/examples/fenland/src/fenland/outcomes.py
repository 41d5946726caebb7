"""Outcomes of our own: what we measure of a town, truth and all."""

from typing import TYPE_CHECKING

import numpy as np

import mobsim

if TYPE_CHECKING:
    from mobsim import Model

WORRIED = 0.5


@mobsim.outcome(unit="0-1", better="lower", label="Trust gap")
def trust_gap(model: "Model") -> float:
    """How much more the best neighbourhood trusts police than the worst: not a number where there is but one."""
    residents = model.world.residents
    count = np.bincount(residents.neighbourhood)
    if count.size < 2:
        return float("nan")
    trust = np.bincount(residents.neighbourhood, residents.trust) / count
    return float(trust.max() - trust.min())


@mobsim.outcome(unit="share of residents", better="lower", each="week")
def worried_weeks(model: "Model") -> float:
    """Residents who worry about crime more than half of what they could, at the end of a week."""
    return float((model.world.residents.insecurity > WORRIED).mean())
