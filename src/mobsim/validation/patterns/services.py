"""What services deliver, who calls them most, and how supervisors differ (evidence D4, D7, D14)."""

from collections.abc import Sequence

from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.validation.patterns.observed import Observed


def delivered(seen: Observed) -> dict[str, float]:
    """Measure D4 on the initiatives that ended in the first year.

    ``D4.work`` is the share of those with an effective dose after which there was less than leaders expected from like
    places or residents, as their review has it; ``D4.better`` by how much it exceeds that of the others, of which records
    that swing by chance show many falls too.
    """
    ended = [row for row in seen.initiatives if 0 <= row["ended_day"] < DAYS_IN_YEAR]
    fell = {
        effective: [row["result"] > 0 for row in ended if row["effective"] == effective] for effective in (True, False)
    }
    work, rest = (_share(fell[effective]) for effective in (True, False))
    return {"D4.delivered": _share([row["effective"] for row in ended]), "D4.work": work, "D4.better": work - rest}


def _share(marked: Sequence[bool]) -> float:
    return sum(marked) / len(marked) if marked else float("nan")


def frequent_callers(seen: Observed) -> dict[str, float]:
    """Measure D7 on the quarters of the first year."""
    return {"D7": seen.first_year["frequent_callers"]}


def supervisors(seen: Observed) -> dict[str, float]:
    """Measure D14 as the mean over the weeks of the first year."""
    return {"D14": seen.first_year["activity_spread"]}
