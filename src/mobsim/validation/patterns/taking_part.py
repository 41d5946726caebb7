"""Who belongs, who turns out, and how unequally hours are given (evidence D17 and D18)."""

import numpy as np

from mobsim.measures.equity import top_to_bottom
from mobsim.scenario.enumerations import Age
from mobsim.validation.patterns.concentration import share_of_worst
from mobsim.validation.patterns.observed import Float, Observed

TOP_QUARTER = 0.25


def taking_part(seen: Observed) -> dict[str, float]:
    """Measure D17 and D18 on the first year."""
    adults, hours = seen.after.age != Age.CHILD, hours_in_year(seen)
    given = hours[hours > 0]
    return {
        "D17.members": seen.first_year["membership"],
        "D17.least_deprived": members_by_deprivation(seen),
        "D17.active": seen.first_year["participation"],
        "D17.ever": float((hours[adults] > 0).mean()),
        "D18": share_of_worst(given, TOP_QUARTER),
    }


def members_by_deprivation(seen: Observed) -> float:
    """Return the share of members in the least deprived fifth of neighbourhoods over that in the most deprived."""
    sums = seen.years[0]
    deprivation = np.concatenate([each.neighbourhoods.deprivation for each in seen.scenario.communities])
    share = sums["membership"] / sums["adult_weeks"]
    return 1.0 / top_to_bottom(share, deprivation, sums["adult_weeks"])


def hours_in_year(seen: Observed) -> Float:
    """Return the hours that each of those who live in the town at the end of the first year volunteered in it."""
    stayed = seen.after.arrived == seen.before.arrived
    return seen.after.hours - np.where(stayed, seen.before.hours, 0.0)
