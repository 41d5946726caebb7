"""What categories of crime are fitted as: kinds of crime, or whole problem types where the model's kinds have other shares."""

from collections.abc import Sequence

from mobsim.intake.risks import PROBLEM_OF, TypeRow, meanings
from mobsim.scenario.problems import DEFAULT_PROBLEMS, ProblemType

_MOST_APART = 1.5
"""Recorded over expected share of one kind, over that of another: beyond it, no fit can meet both."""
_MOST_OF_IT = 0.8
"""Share of what the model records of a problem type, which the kinds that a file tells apart must make up to stand for it."""
_TRAINING_TOWN = {"theft": 15.9, "violence": 5.2, "disorder": 3.3, "drugs": 1.0}
"""Crimes a year per 1,000 residents that the defaults record in south_simcoe."""


def fitted_types(rows: Sequence[TypeRow]) -> tuple[dict[str, str], list[str]]:
    """Say what each category is fitted as, and which problem types as a whole.

    Shares of kinds are fixed in the model. Where recorded crime has other shares, or a category stands for a whole problem
    type already, all categories of that type are counted together.
    """
    found = dict(meanings(rows))
    whole = []
    for problem in DEFAULT_PROBLEMS:
        told: dict[str, float] = {}
        for row in rows:
            if found.get(row.category) is not None and PROBLEM_OF[found[row.category]] == problem.name:
                told[found[row.category]] = told.get(found[row.category], 0.0) + row.count
        if len(told) > 1 and (problem.name in told or _differ(problem, told)):
            whole.append(problem.name)
            found |= {name: problem.name for name, kind in found.items() if PROBLEM_OF[kind] == problem.name}
    return found, whole


def _differ(problem: ProblemType, told: dict[str, float]) -> bool:
    """Whether kinds are recorded in other shares than the model's, and together stand for the problem type."""
    usual = {kind.name: kind.share * kind.reported for kind in problem.kinds}
    ratios = [count / usual[kind] for kind, count in told.items()]
    there = sum(usual[kind] for kind in told) / sum(usual.values())
    return max(ratios) > _MOST_APART * min(ratios) and there >= _MOST_OF_IT


def times_as_much(problem: str, rate: float) -> float:
    """Return how many times as much of a problem type is recorded, a year per 1,000 residents, as the defaults record."""
    return rate / _TRAINING_TOWN[problem] if rate > 0 and problem in _TRAINING_TOWN else 1.0
