"""The scales of the maps: fixed before the two towns part, for the whole session and for both, so that colours can be compared.

What has a declared range is shown over a part of it that is chosen from the town as it is when the towns part, with room for
what decisions do. What is counted is shown from nought. Whatever lies beyond a scale has the colour of its end.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.measures import measured, outcomes_for
from mobsim.web.pair import Pair

COUNTED = ("true_crime", "recorded_crime", "harm")
SHARES = ("membership",)
"""Shares of residents: shown from nought."""
ROOM = {"insecurity": 0.05, "trust": 0.1, "cohesion": 0.05, "need": 1.0}
"""By how much a feeling, or need, may leave the span in which neighbourhoods lie when the towns part.

Under any strategy that ships, insecurity and cohesion of Columbus stay within 0.02 of that span for two years, trust within 0.02
unless an event strikes it; need moves over its whole range.
"""
MOST_OF = 0.98
"""Share of neighbourhoods that a scale has to hold at the start."""
HEADROOM = 1.5
"""How much further counts of four weeks reach than those of the quarter before the towns part, from which scales are chosen."""
GROWTH = 1.25
"""How much further shares reach."""
STEP = 0.05
"""To which the ends of a scale of 0 to 1 are rounded."""


def scales_of(pair: Pair) -> dict[str, list[float]]:
    """Choose lowest and highest value of each measure's scale."""
    model = pair.models[0]
    known = outcomes_for(model.scenario.problems)
    settled = measured(model.ledger.sums(pair.settled), {name: known[name] for name in (*COUNTED, *SHARES)})
    neighbourhoods = model.world.neighbourhoods
    scales = {name: [0.0, _round_up(HEADROOM * _most(settled[name]))] for name in COUNTED}
    scales |= {name: [0.0, min(1.0, _round_up(GROWTH * _most(settled[name])))] for name in SHARES}
    return scales | {name: _around(getattr(neighbourhoods, name), room) for name, room in ROOM.items()}


def _around(values: NDArray[Any], room: float) -> list[float]:
    low, high = np.quantile(values, [1 - MOST_OF, MOST_OF])
    ends = STEP * np.floor((low - room) / STEP), STEP * np.ceil((high + room) / STEP)
    return np.round(np.clip(ends, 0.0, 1.0), 2).tolist()


def _most(values: NDArray[Any]) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, MOST_OF)) if known.size else 0.0


def _round_up(value: float) -> float:
    """Round up to one or two significant digits."""
    if value <= 0.0:
        return 1.0
    step = 10.0 ** np.floor(np.log10(value)) / 4
    return round(float(np.ceil(value / step) * step), 6)
