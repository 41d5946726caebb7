"""The three series of crime, by type, and what becomes of them."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import RATE, Measure, Outcome, Sums, per_1000
from mobsim.scenario.problems import ProblemType
from mobsim.tools.calendar import WEEKS_IN_YEAR

SERIES = {
    "true": "crimes that happened, known to the simulation only",
    "reported": "crimes told to police",
    "recorded": "reported crimes that police recorded as founded",
}


def crime_outcomes(problems: Sequence[ProblemType]) -> list[Outcome]:
    """Return the outcomes of a table of problem types: three series in all and by type, crises, and shares."""
    crimes = [problem.name for problem in problems if problem.crime]
    victims = [problem.name for problem in problems if problem.crime and problem.victim]
    return [
        *(outcome for word in SERIES for outcome in _series(word, crimes)),
        *(outcome for problem in problems if not problem.crime for outcome in _crises(problem)),
        *_shares(crimes, victims),
    ]


def _series(word: str, crimes: Sequence[str]) -> list[Outcome]:
    """Return one of the three series: all crimes, then each type."""
    better: Literal["lower", "neither"] = "lower" if word == "true" else "neither"
    said, label = SERIES[word], word.capitalize()
    every = per_1000(*(f"{word}_{name}" for name in crimes))
    series = [Outcome(f"{word}_crime", f"{label} crime", RATE, f"All {said}.", better, every)]
    for name in crimes:
        words = name.replace("_", " ")
        about, measure = f"{words.capitalize()}: {said}.", per_1000(f"{word}_{name}")
        series.append(Outcome(f"{word}_{name}", f"{label} {words}", RATE, about, better, measure))
    return series


def _crises(problem: ProblemType) -> list[Outcome]:
    """Return the outcomes of a type without offender: how many, and how many police hear of."""
    name, label = problem.name, problem.name.replace("_", " ").capitalize()
    told = f"{label}: calls to police."
    return [
        Outcome(name, label, RATE, problem.about or label, "lower", per_1000(f"true_{name}")),
        Outcome(f"reported_{name}", f"Reported {label.lower()}", RATE, told, "neither", per_1000(f"reported_{name}")),
    ]


def _share(part: str, whole: str, names: Sequence[str]) -> Measure:
    def measure(s: Sums) -> NDArray[np.float64]:
        below = np.asarray(sum(s[f"{whole}_{name}"] for name in names), float)
        above = np.asarray(sum(s[f"{part}_{name}"] for name in names), float)
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
            _share("reported", "true", victims),
        ),
        Outcome(
            "recorded_share", "Share recorded", "share of reported", "Reported crimes that police record.", "neither",
            _share("recorded", "reported", victims),
        ),
        Outcome(
            "clearance", "Clearance", "share of recorded", "Recorded crimes that police clear.", "higher",
            _share("cleared", "recorded", crimes),
        ),
    ]  # fmt: skip
