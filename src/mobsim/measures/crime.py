"""The three series of crime, by type, and what becomes of them."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mobsim.measures.outcome import RATE, WEEKS_IN_YEAR, Measure, Outcome, per_1000
from mobsim.scenario.problems import ProblemType


def crime_outcomes(problems: Sequence[ProblemType]) -> list[Outcome]:
    """Return the outcomes of a table of problem types: three series in all and by type, crises, and shares."""
    crimes = [problem.name for problem in problems if problem.crime]
    victims = [problem.name for problem in problems if problem.crime and problem.victim]
    series = []
    for word, said in (
        ("true", "crimes that happened, known to the simulation only"),
        ("reported", "crimes told to police"),
        ("recorded", "reported crimes that police recorded as founded"),
    ):
        better: Literal["lower", "neither"] = "lower" if word == "true" else "neither"
        all_types = [f"{word}_{name}" for name in crimes]
        series.append(
            Outcome(f"{word}_crime", f"{word.capitalize()} crime", RATE, f"All {said}.", better, per_1000(*all_types))
        )
        for name in crimes:
            about = f"{name.replace('_', ' ').capitalize()}: {said}."
            series.append(
                Outcome(
                    f"{word}_{name}",
                    f"{word.capitalize()} {name.replace('_', ' ')}",
                    RATE,
                    about,
                    better,
                    per_1000(f"{word}_{name}"),
                )
            )
    for problem in problems:
        if not problem.crime:
            label = problem.name.replace("_", " ").capitalize()
            series.append(
                Outcome(problem.name, label, RATE, problem.about or label, "lower", per_1000(f"true_{problem.name}"))
            )
            series.append(
                Outcome(
                    f"reported_{problem.name}",
                    f"Reported {label.lower()}",
                    RATE,
                    f"{label}: calls to police.",
                    "neither",
                    per_1000(f"reported_{problem.name}"),
                )
            )

    def summed(word: str) -> Measure:
        return lambda s: np.asarray(sum(s[f"{word}_{name}"] for name in victims))

    series += [
        Outcome(
            "victim_crime",
            "Crimes with a victim",
            "per 1,000 residents aged 15+ a year",
            "Incidents that a victimisation survey would count.",
            "lower",
            lambda s: 1000.0 * WEEKS_IN_YEAR * summed("true")(s) / s["adult_weeks"],
        ),
        Outcome(
            "reported_share",
            "Share reported",
            "share",
            "Crimes with a victim that are told to police.",
            "higher",
            lambda s: summed("reported")(s) / np.maximum(summed("true")(s), 1e-9),
        ),
        Outcome(
            "recorded_share",
            "Share recorded",
            "share of reported",
            "Reported crimes that police record.",
            "neither",
            lambda s: summed("recorded")(s) / np.maximum(summed("reported")(s), 1e-9),
        ),
        Outcome(
            "clearance",
            "Clearance",
            "share of recorded",
            "Recorded crimes that police clear.",
            "higher",
            lambda s: (
                sum(s[f"cleared_{name}"] for name in crimes)
                / np.maximum(sum(s[f"recorded_{name}"] for name in crimes), 1e-9)
            ),
        ),
    ]
    return series
