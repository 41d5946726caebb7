"""Numbers as they are kept: five figures, and nothing for what is not a number."""

import math
from collections.abc import Mapping, Sequence
from typing import Any


def rounded(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, float | None]:
    """Keep some numbers of a row, to five figures."""
    return {name: round_to(float(row[name])) for name in names}


def round_to(value: float, figures: int = 5) -> float | None:
    """Round a number to a few figures; None for what is not a number."""
    return float(f"{value:.{figures}g}") if math.isfinite(value) else None


def estimate(values: Any) -> dict[str, float | None]:
    """Estimate a mean over seeds with its 95 % interval; None where there is nothing to tell."""
    import numpy as np

    from mobsim.experiment.intervals import mean_interval

    kept = np.asarray(values, float)
    kept = kept[np.isfinite(kept)]
    if not kept.size:
        return dict.fromkeys(("estimate", "low", "high"))
    middle, low, high = mean_interval(kept[:, None])
    return rounded({"estimate": middle[0], "low": low[0], "high": high[0]}, ("estimate", "low", "high"))
