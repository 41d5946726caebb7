"""How much violence police do not know of, and of whom and where (evidence D11)."""

import numpy as np

from mobsim.validation.patterns.observed import Float, Observed

KNOWN = ("reported_violence", "discovered_violence", "pooled_violence")


def blind_spot(seen: Observed) -> dict[str, float]:
    """Measure D11 on the violence of the first year."""
    year, sums = seen.first_year, seen.years[0]
    if "true_violence" not in sums:
        return dict.fromkeys(("D11.unseen", "D11.treated", "D11.young", "D11.places"), float("nan"))
    known = np.sum([sums[name] for name in KNOWN], axis=0)
    return {
        "D11.unseen": year["unseen_violence"],
        "D11.treated": year["injuries_unknown"],
        "D11.young": year["injuries_unknown_young"] - year["injuries_unknown"],
        "D11.places": over_dispersion(sums["true_violence"] - known, sums["true_violence"]),
    }


def over_dispersion(part: Float, whole: Float) -> float:
    """Return how much the shares of a part differ over neighbourhoods, over what chance alone would have (Pearson).

    It is 1 in the mean where every incident has the same chance to be of the part, wherever it happens.
    """
    part, whole = part[whole > 0], whole[whole > 0]
    share = part.sum() / whole.sum()
    if whole.size < 2 or not 0 < share < 1:
        return float("nan")
    return float(((part - share * whole) ** 2 / (whole * share * (1 - share))).sum() / (whole.size - 1))
