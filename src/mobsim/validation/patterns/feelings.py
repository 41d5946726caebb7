"""How worry follows victimisation, and how steady confidence is (evidence D19 and D20)."""

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.validation.patterns.observed import DAYS_IN_QUARTER, Observed
from mobsim.validation.patterns.regression import coefficients

LEAST_QUARTERS = 8


def worry(seen: Observed) -> dict[str, float]:
    """Measure D19 as a panel of two waves, a year apart, that asks for victimisation in the year before.

    Within persons, the change of worry is regressed on the change of having been a victim; between persons, mean worry on
    the mean of having been one, with age. ``D19.fades`` is by how much more worry rose from wave to wave for those who were
    a victim in the last quarter before the second wave than for those whose last time was in the first.
    """
    before, after = seen.before, seen.after
    stayed = (before.age != Age.CHILD) & (after.age != Age.CHILD) & (after.arrived == before.arrived)
    first, second = (1.0 * (each.since_victim[stayed] <= DAYS_IN_YEAR) for each in (before, after))
    was, is_ = before.insecurity[stayed], after.insecurity[stayed]
    ages = [1.0 * (after.age[stayed] == band) for band in (Age.YOUNG, Age.OLDER)]
    within = coefficients(is_ - was, [second - first])[0]
    between = coefficients((was + is_) / 2, [(first + second) / 2, *ages])[0]
    since = after.since_victim[stayed]
    lately, long_since = since <= DAYS_IN_QUARTER, (since > DAYS_IN_YEAR - DAYS_IN_QUARTER) & (since <= DAYS_IN_YEAR)
    return {
        "D19.within": float(within / between),
        "D19.fades": float((is_ - was)[lately].mean() - (is_ - was)[long_since].mean()),
    }


def confidence(seen: Observed) -> dict[str, float]:
    """Measure D20: the standard deviation over quarters of the share satisfied with police, before any event."""
    quiet = min((event.day for event in seen.scenario.events), default=len(seen.satisfied) * DAYS_IN_QUARTER)
    quarters = seen.satisfied[: quiet // DAYS_IN_QUARTER]
    return {"D20": float(np.std(quarters, ddof=1)) if len(quarters) >= LEAST_QUARTERS else float("nan")}
