"""The baselines of a year (evidence A), and the patterns of what people feel (B7, B10, C5, C6)."""

import numpy as np
from numpy.typing import NDArray

from mobsim.scenario.enumerations import Age
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.validation.patterns.observed import Incidents, Observed
from mobsim.validation.patterns.regression import coefficients, standardised

Float = NDArray[np.float64]
BY_REPORTING = ("vehicle_theft", "break_in", "robbery", "assault", "sexual_assault")
"""Kinds in the published order of the share reported (evidence A4)."""


def baselines(seen: Observed) -> dict[str, float]:
    """Measure A1 to A11 on the first year."""
    year, people = seen.first_year, seen.after
    confident = people.trust >= seen.scenario.parameters.trust.great_deal
    reported = smallest_step_down(shares_by_kind(_of_first_year(seen), seen.kinds, "reported"), BY_REPORTING)
    return {
        "A1": year["victim_crime"],
        "A2": year["victimised_share"],
        "A3": year["reported_share"],
        "A4": reported,
        "A5": year["recorded_share"],
        "A6": 100.0 * year["recorded_crime"],
        "A7.calls": year["calls"],
        "A7.no_crime": 1.0 - year["reported_crime"] / 1000.0 / year["calls"],
        "A8": seen.officers_per_100k,
        "A9": year["clearance_weighted"],
        "A10.all": year["confident_share"],
        "A10.older": float(confident[people.age == Age.OLDER].mean()),
        "A10.young": float(confident[people.age == Age.YOUNG].mean()),
        "A11": 1.0 - year["insecure_share"],
    }


def by_kind(seen: Observed) -> dict[str, float]:
    """Measure C6: the published order of clearance (break-in, robbery, assault) and of reporting."""
    year = _of_first_year(seen)
    cleared = shares_by_kind(year.only(year.recorded), seen.kinds, "cleared")
    return {
        "C6.clearance": smallest_step_down(cleared, ("assault", "robbery", "break_in")),
        "C6.reporting": smallest_step_down(shares_by_kind(year, seen.kinds, "reported"), BY_REPORTING),
    }


def insecurity(seen: Observed) -> dict[str, float]:
    """Measure C5: how many are insecure for one who is a victim, and whether insecurity moves with crime."""
    quiet = [year for year, sums in enumerate(seen.years) if (year + 1) * DAYS_IN_YEAR <= _first_event(seen)]
    crimes = [problem.name for problem in seen.problems if problem.crime]
    rate = np.array([
        sum(seen.years[year][f"true_{name}"] for name in crimes) / seen.years[year]["person_weeks"] for year in quiet
    ])  # fmt: skip
    worry = np.array([seen.years[year]["insecurity"] / seen.years[year]["adult_weeks"] for year in quiet])
    victims = seen.first_year["victimised_share"]
    return {
        "C5.more_insecure": seen.first_year["insecure_share"] / victims if victims else float("nan"),
        "C5.moves_apart": correlation_of_changes(rate, worry),
    }


def reporting_over_years(seen: Observed) -> dict[str, float]:
    """Measure by how much the share of incidents reported changed from the first year to the second, relatively."""
    if len(seen.years) < 2:
        return {"reported.second_year": float("nan")}
    names = [problem.name for problem in seen.problems if problem.crime and problem.victim]
    first, second = (
        sum(year[f"reported_{name}"].sum() for name in names) / sum(year[f"true_{name}"].sum() for name in names)
        for year in seen.years[:2]
    )
    return {"reported.second_year": float(second / first) - 1.0}


def contacts(seen: Observed) -> dict[str, float]:
    """Measure B7 as a panel survey would: trust after a year on good and bad contacts in it, and on trust before.

    ``B7.panel`` is their ratio; ``B7.panel_good`` and ``B7.panel_bad`` the two effects, of which studies over several
    seeds take the ratio.
    """
    before, after = seen.before, seen.after
    stayed = (before.age != Age.CHILD) & (after.age != Age.CHILD) & (after.arrived == before.arrived)
    good, bad = (after.good - before.good)[stayed] > 0, (after.bad - before.bad)[stayed] > 0
    controls = [before.trust[stayed], *(1.0 * (after.age[stayed] == band) for band in (Age.YOUNG, Age.OLDER))]
    change = coefficients(after.trust[stayed], [1.0 * good, 1.0 * bad, *controls])
    good, bad = float(change[0]), float(-change[1])
    return {"B7.panel": bad / good, "B7.panel_good": good, "B7.panel_bad": bad}


def efficacy(seen: Observed) -> dict[str, float]:
    """Measure B10: violence across neighbourhoods on cohesion, mean need held constant, in standard deviations."""
    sums = seen.years[0]
    if "true_violence" not in sums:
        return {"B10": float("nan")}
    violence = sums["true_violence"] / sums["person_weeks"]
    cohesion = sums["cohesion"] / sums["adult_weeks"]
    people = seen.after
    adult = people.age != Age.CHILD
    area, count = people.neighbourhood[adult], len(violence)
    need = np.bincount(area, people.need[adult], count) / np.maximum(1, np.bincount(area, minlength=count))
    return {"B10": float(standardised(violence, [cohesion, need])[0])}


def shares_by_kind(incidents: Incidents, kinds: dict[str, int], column: str) -> dict[str, float]:
    """Return by kind the share of incidents that were reported, recorded or cleared; NaN for a kind without any."""
    marked, count = getattr(incidents, column), len(kinds)
    all_of_it = np.bincount(incidents.kind, minlength=count)
    part = np.bincount(incidents.kind, marked, count)
    shares = np.divide(part, all_of_it, out=np.full(count, np.nan), where=all_of_it > 0)
    return {name: float(shares[number]) for name, number in kinds.items()}


def smallest_step_down(values: dict[str, float], order: tuple[str, ...]) -> float:
    """Return the smallest fall from one value to the next in an order: above 0 where the order holds throughout."""
    if not set(order) <= set(values):
        return float("nan")
    return float(-np.diff([values[name] for name in order]).max())


def correlation_of_changes(first: Float, second: Float) -> float:
    """Correlate the changes from row to row (years) of two tables, over all columns (neighbourhoods)."""
    if len(first) < 2:
        return float("nan")
    return float(np.corrcoef(np.diff(first, axis=0).ravel(), np.diff(second, axis=0).ravel())[0, 1])


def _of_first_year(seen: Observed) -> Incidents:
    return seen.incidents.only(seen.incidents.day < DAYS_IN_YEAR)


def _first_event(seen: Observed) -> int:
    return min((event.day for event in seen.scenario.events), default=10**9)
