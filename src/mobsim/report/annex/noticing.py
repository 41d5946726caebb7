"""How small a change a town could see in its own figures, and after how long: chance of counts and of surveys."""

from __future__ import annotations

import math
from typing import NamedTuple

from mobsim.report.curves import NOTICED, seen_in_a_town
from mobsim.report.folder import Results
from mobsim.tools.calendar import DAYS_IN_YEAR

ASKED = 1000
"""People asked in a survey, unless a town asks more."""
MOST_YEARS = 20
"""Years that nobody waits longer for."""


class Seen(NamedTuple):
    """The smallest share of change that shows between one year before and one after, for a count.

    It falls with the root of the years on either side.
    """

    after_a_year: float

    def after(self, years: float) -> float:
        """Return the share that shows between so many years before and as many after."""
        return self.after_a_year / math.sqrt(years)

    def years_to_see(self, share: float) -> float:
        """Return how many years it takes until a change by a share shows."""
        return (self.after_a_year / abs(share)) ** 2 if share else math.inf


def seen_in_counts(results: Results, name: str, reference: str, rate: float) -> Seen:
    """Return what a town of this size sees in a count of ``rate`` per 1,000 residents and year.

    At least what independent events would allow (a Poisson count), and more where simulated towns vary by more.
    """
    expected = rate * results.people / 1000.0
    chance = NOTICED * math.sqrt(2.0 / expected) if expected > 0 else math.inf
    years = float(results.scenario.get("days", 0)) / DAYS_IN_YEAR / 2
    varied = seen_in_a_town(results, name, reference)
    found = varied / rate * math.sqrt(years) if math.isfinite(varied) and rate > 0 else 0.0
    return Seen(max(chance, found))


def seen_in_a_survey(share: float, asked: int = ASKED) -> float:
    """Return the smallest difference of a share between two surveys of so many people each."""
    return NOTICED * math.sqrt(2.0 * share * (1.0 - share) / asked)


def to_be_asked(share: float, difference: float) -> float:
    """Return how many people two surveys must ask each to see a difference of a share."""
    return 2.0 * share * (1.0 - share) * (NOTICED / difference) ** 2 if difference else math.inf
