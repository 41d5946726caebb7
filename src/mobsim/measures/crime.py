"""The three series of crime, by type, and what becomes of them."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import RATE, Formula, Outcome, Sums, per_1000
from mobsim.measures.unseen import is_treated, unseen_outcomes
from mobsim.scenario.enumerations import THREE_SERIES, CrimeSeries
from mobsim.scenario.problems import ProblemType
from mobsim.tools.calendar import WEEKS_IN_YEAR


def crime_outcomes(problems: Sequence[ProblemType]) -> list[Outcome]:
    """Return the outcomes of a table of problem types: the series in all and by type, crises, and shares."""
    crimes = [problem.name for problem in problems if problem.crime]
    victims = [problem.name for problem in problems if problem.crime and problem.victim]
    return [
        *(outcome for series in THREE_SERIES for outcome in _series(series, crimes)),
        *_series(CrimeSeries.DISCOVERED, [problem.name for problem in problems if problem.discovered]),
        *_series(CrimeSeries.POOLED, [problem.name for problem in problems if is_treated(problem)]),
        *unseen_outcomes(crimes, [problem.name for problem in problems if is_treated(problem)]),
        *(outcome for problem in problems if not problem.crime for outcome in _crises(problem)),
        *_shares(crimes, victims),
    ]


def _series(series: CrimeSeries, crimes: Sequence[str]) -> list[Outcome]:
    """Return one of the series: all crimes, then each type that has it."""
    better: Literal["lower", "neither"] = "lower" if series == CrimeSeries.TRUE else "neither"
    key, label = series.key, series.label.capitalize()
    every = per_1000(*(f"{key}_{name}" for name in crimes))
    outcomes = [Outcome(f"{key}_crime", f"{label} crime", RATE, f"All {series.about}.", better, every)]
    for name in crimes:
        words = name.replace("_", " ")
        about, measure = f"{words.capitalize()}: {series.about}.", per_1000(f"{key}_{name}")
        outcomes.append(Outcome(f"{key}_{name}", f"{label} {words}", RATE, about, better, measure))
    return outcomes


def _crises(problem: ProblemType) -> list[Outcome]:
    """Return the outcomes of a type without offender: how many, and how many police hear of."""
    name, label = problem.name, problem.name.replace("_", " ").capitalize()
    meaning = f"{label}: calls to police."
    return [
        Outcome(name, label, RATE, problem.about or label, "lower", per_1000(f"true_{name}")),
        Outcome(
            f"reported_{name}", f"Reported {label.lower()}", RATE, meaning, "neither", per_1000(f"reported_{name}")
        ),
    ]


def _share(part: CrimeSeries, whole: CrimeSeries, names: Sequence[str]) -> Formula:
    def measure(s: Sums) -> NDArray[np.float64]:
        below = np.asarray(sum(s[f"{whole.key}_{name}"] for name in names), float)
        above = np.asarray(sum(s[f"{part.key}_{name}"] for name in names), float)
        return np.divide(above, below, out=np.full_like(below, np.nan), where=below > 0)

    return measure


def _shares(crimes: Sequence[str], victims: Sequence[str]) -> list[Outcome]:
    """Return victims' incidents as surveys count them, and the shares from one series to the next."""

    def surveyed(s: Sums) -> NDArray[np.float64]:
        return 1000.0 * WEEKS_IN_YEAR * sum(s[f"true_{name}"] for name in victims) / s["adult_weeks"]

    return [
        Outcome(
            "victim_crime", "Crimes with a victim", "per 1,000 residents aged 15+ a year",
            "Incidents that a victimisation survey would count.", "lower", surveyed,
        ),
        Outcome(
            "reported_share", "Share reported", "share", "Crimes with a victim that are told to police.", "higher",
            _share(CrimeSeries.REPORTED, CrimeSeries.TRUE, victims),
        ),
        Outcome(
            "recorded_share", "Share recorded", "share of reported", "Reported crimes that police record.", "neither",
            _share(CrimeSeries.RECORDED, CrimeSeries.REPORTED, victims),
        ),
        Outcome(
            "clearance", "Clearance", "share of recorded", "Recorded crimes that police clear.", "higher",
            _share(CrimeSeries.CLEARED, CrimeSeries.RECORDED, crimes),
        ),
    ]  # fmt: skip
