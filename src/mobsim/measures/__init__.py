"""What is counted: every outcome with its unit and meaning, and how it follows from sums of counts.

A :class:`~mobsim.engine.ledger.Ledger` holds sums that can be added over weeks, neighbourhoods and communities; every
outcome is a ratio of such sums, so that a week, a neighbourhood and a whole run are measured by the same lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.acute import ACUTE
from mobsim.measures.concerns import MONEY_APART
from mobsim.measures.crime import crime_outcomes
from mobsim.measures.equity import DISTRIBUTION, STOPS_BY_FIFTH
from mobsim.measures.mobilizing import MOBILIZING
from mobsim.measures.outcome import RATE, Outcome, Sums, not_from_sums, per_1000
from mobsim.measures.people import PEOPLE
from mobsim.measures.policing import MONEY, POLICING
from mobsim.measures.unseen import INJURIES, UNSEEN_SPREAD
from mobsim.scenario.problems import DEFAULT_PROBLEMS, ProblemType
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY

__all__ = ["OUTCOMES", "Outcome", "Sums", "measured", "outcomes_for", "outcomes_of"]

HARM = Outcome(
    "harm",
    "Harm",
    f"severity-weighted incidents {RATE}",
    "Every true incident, weighted by how serious it is.",
    "lower",
    per_1000("harm"),
)


def outcomes_for(problems: Sequence[ProblemType]) -> dict[str, Outcome]:
    """Return the outcomes of a scenario with these problem types, by name."""
    works = (*MOBILIZING, *POLICING, *MONEY)
    every = (
        HARM,
        *crime_outcomes(problems),
        *INJURIES,
        *PEOPLE,
        *ACUTE,
        *works,
        *DISTRIBUTION,
        UNSEEN_SPREAD,
        MONEY_APART,
        *STOPS_BY_FIFTH,
    )
    return {outcome.name: outcome for outcome in every}


OUTCOMES = outcomes_for(DEFAULT_PROBLEMS)


def outcomes_of(scenario: Scenario) -> dict[str, Outcome]:
    """Return the outcomes of a scenario, money in the currency that it counts in."""
    outcomes = outcomes_for(scenario.problems)
    if scenario.currency == SHIPPED_CURRENCY:
        return outcomes
    return {name: _in_currency(each, scenario.currency) for name, each in outcomes.items()}


def _in_currency(outcome: Outcome, currency: str) -> Outcome:
    unit, about = (text.replace(SHIPPED_CURRENCY, currency) for text in (outcome.unit, outcome.about))
    return replace(outcome, unit=unit, about=about)


def measured(sums: Sums, outcomes: Mapping[str, Outcome]) -> dict[str, NDArray[np.float64]]:
    """Measure every outcome that follows from sums; what has not been run yet is not a number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: o.measure(sums) for name, o in outcomes.items() if o.measure is not not_from_sums}
