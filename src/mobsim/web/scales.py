"""The scales of the maps: fixed before the two towns part, for the whole session and for both, so that colours can be compared.

They are chosen from the town as it is when the towns part, so that neighbourhoods differ to the eye from the first week on,
with room for what decisions do. Feelings and need are shown in steps of equal width. What is counted is many times as
frequent in some neighbourhoods as in most: each of its classes reaches higher than the one before by the same factor, but for
rounding, and the last is open. Whatever lies beyond a scale has the colour of its end.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.measures import measured, outcomes_for
from mobsim.web.pair import Pair

COUNTED = ("true_crime", "recorded_crime", "harm")
SHARES = ("membership",)
"""Shares of residents: as skewed as counts."""
ROOM = {"insecurity": 0.03, "trust": 0.05, "cohesion": 0.05, "need": 1.0}
"""By how much a feeling, or need, may leave the span in which neighbourhoods lie when the towns part.

Under any strategy that ships, insecurity and cohesion of Columbus stay within 0.02 of that span for two years, trust within 0.02
unless an event strikes it; need moves over its whole range.
"""
MOST_OF = 0.98
"""Share of neighbourhoods that a scale of feelings has to hold at the start."""
FEW, MANY = 0.15, 0.95
"""Shares of neighbourhoods below the first limit of counts, and below the last."""
HEADROOM = 1.15
"""How much further the last limit reaches."""
LEAST_SPAN = 8.0
"""By what factor the last limit exceeds the first at least, where it can be; of equals there is little to tell."""
CLASSES = 7
STEP = 0.01
"""To which the ends of a scale of 0 to 1 are rounded."""
ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)
"""What limits begin with."""
DIFFERS_BY = 0.25
"""The share of a scale of feelings that differences are shown over, on either side."""


class Scale(NamedTuple):
    """The limits of seven classes, both ends included, whether the last is open, and how far differences are shown."""

    limits: list[float]
    open: bool
    reach: float


def scales_of(pair: Pair) -> dict[str, dict[str, Any]]:
    """Choose the scale of each measure."""
    model = pair.models[0]
    known = outcomes_for(model.scenario.problems)
    settled = measured(model.ledger.sums(pair.settled), {name: known[name] for name in (*COUNTED, *SHARES)})
    neighbourhoods = model.world.neighbourhoods
    scales = {name: _by_factors(settled[name]) for name in (*COUNTED, *SHARES)}
    scales |= {name: _in_steps(getattr(neighbourhoods, name), room) for name, room in ROOM.items()}
    return {name: scale._asdict() for name, scale in scales.items()}


def _in_steps(values: NDArray[Any], room: float) -> Scale:
    """Return classes of equal width around most values."""
    low, high = np.quantile(values, [1 - MOST_OF, MOST_OF])
    ends = STEP * np.floor((low - room) / STEP), STEP * np.ceil((high + room) / STEP)
    low, high = np.clip(ends, 0.0, 1.0)
    limits = np.linspace(low, high, CLASSES + 1)
    return Scale(np.round(limits, 6).tolist(), bool(high < 1.0), round(DIFFERS_BY * float(high - low), 6))


def _by_factors(values: NDArray[Any]) -> Scale:
    """Return classes from nought of which each reaches higher than the one before by the same factor, rounded."""
    known = values[~np.isnan(values)]
    few, usual, many = np.quantile(known, [FEW, 0.5, MANY]).tolist() if known.size else (0.0, 0.0, 0.0)
    last = HEADROOM * many
    if last <= 0.0:
        return _in_steps(np.array([0.0, 1.0]), 0.0)
    first = min(max(few, last / 1000), last / LEAST_SPAN)
    inner = [_rounded(limit) for limit in np.geomspace(first, last, CLASSES - 1)]
    return Scale([0.0, *inner, _rounded(inner[-1] * inner[-1] / inner[-2])], True, _rounded(usual / 2 or last / 4))


def _rounded(value: float) -> float:
    """Round to the nearest of round numbers."""
    power = 10.0 ** np.floor(np.log10(value))
    nearest = min(ROUND, key=lambda each: abs(np.log(each * power / value)))
    return round(float(nearest * power), 9)
