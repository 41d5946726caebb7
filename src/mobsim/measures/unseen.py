"""What police do not know: the share of crime that is unseen, and what hospitals see of it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.outcome import RATE, Formula, Outcome, Sums, not_from_sums, over, per_1000
from mobsim.scenario.enumerations import CrimeSeries
from mobsim.scenario.problems import ProblemType

KNOWN = (CrimeSeries.REPORTED, CrimeSeries.DISCOVERED, CrimeSeries.POOLED)  # each crime in at most one of them
ON_RECORD = (CrimeSeries.RECORDED, CrimeSeries.POOLED)  # each crime in at most one of them

INJURIES = (
    Outcome(
        "injuries_treated",
        "Injuries treated",
        RATE,
        "Victims of crime treated in hospital.",
        "lower",
        per_1000("treated"),
    ),
    Outcome(
        "injuries_unknown",
        "Injuries unknown to police",
        "share of treated",
        "Injuries by crime treated in hospital of which nobody told police, before health data are shared.",
        "lower",
        over("treated_unknown", "treated"),
    ),
    Outcome(
        "injuries_unknown_young",
        "Injuries of the young unknown to police",
        "share of treated aged 15-24",
        "The same of victims aged 15-24.",
        "lower",
        over("treated_young_unknown", "treated_young"),
    ),
    Outcome(
        "injuries_shared",
        "Injuries told by health data",
        RATE,
        "Injuries unknown to police that health data told of, whether police then recorded them or not.",
        "neither",
        per_1000("shared"),
    ),
)

UNSEEN_SPREAD = Outcome(
    "unseen_spread",
    "Spread of the blind spot",
    "standard deviation, 0-1",
    "How much the unseen share of crime differs over neighbourhoods, weighted by residents.",
    "neither",
    not_from_sums,
    "distribution",
)


def is_treated(problem: ProblemType) -> bool:
    """Return whether some victims of a type are treated in hospital."""
    return any(kind.treated > 0 for kind in problem.kinds)


def unseen_outcomes(crimes: Sequence[str], treated: Sequence[str]) -> list[Outcome]:
    """Return the unseen share of all crime; of each type whose victims are treated, that share and what is on record."""
    about = "that police never know of: not reported, not discovered, not told by health data."
    every = Outcome("unseen_share", "Share unseen", "share", f"Crimes {about}", "lower", _unseen(crimes))
    return [every, *(_unseen_outcome(name, about) for name in treated), *map(_on_record, treated)]


def _on_record(name: str) -> Outcome:
    """Return the outcome that studies compare who put health data beside what police recorded (Sutherland and others 2021)."""
    words = name.replace("_", " ").capitalize()
    about = f"{words}: recorded by police, or known from health data alone."
    both = per_1000(*(f"{series.key}_{name}" for series in ON_RECORD))
    return Outcome(f"on_record_{name}", f"{words} on record", RATE, about, "neither", both)


def _unseen_outcome(name: str, about: str) -> Outcome:
    words = name.replace("_", " ")
    return Outcome(
        f"unseen_{name}", f"Unseen {words}", "share", f"{words.capitalize()} {about}", "lower", _unseen([name])
    )


def _unseen(names: Sequence[str]) -> Formula:
    """Measure the share of true incidents of some types that no series of what is known counts."""

    def measure(s: Sums) -> NDArray[np.float64]:
        true = np.asarray(sum(s[f"true_{name}"] for name in names), float)
        known = np.asarray(sum(s[f"{series.key}_{name}"] for name in names for series in KNOWN), float)
        return np.divide(true - known, true, out=np.full_like(true, np.nan), where=true > 0)

    return measure


def spread(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the weighted standard deviation of a share over neighbourhoods that have one."""
    known = np.isfinite(values)
    if not known.any():
        return float("nan")
    values, weights = values[known], weights[known]
    mean = np.average(values, weights=weights)
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))
