"""Turn the table of problem types into columns."""

import math
from collections.abc import Sequence

import numpy as np

from mobsim.scenario.problems import Kind, ProblemType
from mobsim.tools.kernel import kernel
from mobsim.tools.sums import add_up
from mobsim.world.columns import Float, Kinds, Problems
from mobsim.world.table import NONE, Row

NEVER = 1e-9  # a share of 0 or 1 has no logit


def tabulate(problems: Sequence[ProblemType], agencies: Sequence[str]) -> tuple[Problems, Kinds, float]:
    """Build the tables of problem types and of kinds, and the ceiling of all types with offender (per prone resident-day)."""
    types, kinds = Problems.rows(len(problems)), Kinds.rows(sum(len(problem.kinds) for problem in problems))
    ceiling = add_up(problem.ceiling for problem in problems if problem.crime)
    upper, first = 0.0, 0
    for row, problem in enumerate(problems):
        upper += problem.ceiling / max(ceiling, NEVER) if problem.crime else 0.0
        types.ceiling[row] = problem.ceiling
        types.offender_upper[row] = upper
        types.with_offender[row] = types.crime[row] = problem.crime
        types.victim[row] = problem.victim
        types.passers_by[row] = problem.passers_by
        types.visible[row] = problem.visible
        types.discovered[row] = problem.discovered
        types.go_ahead[row] = problem.go_ahead
        types.by_need[row] = problem.by_need
        types.by_opportunity[row], types.by_acute[row] = problem.by_opportunity, problem.by_acute
        types.priority[row] = problem.priority
        types.agency[row] = agencies.index(problem.agency)
        types.treated_by[row] = _number(problem.treated_by, agencies)
        types.first_kind[row], types.end_kind[row] = first, first + len(problem.kinds)
        types.severity_mean[row] = add_up(kind.share * kind.severity for kind in problem.kinds)
        types.reported_mean[row] = add_up(kind.share * kind.reported for kind in problem.kinds)
        types.unseen_treated[row] = _unseen_treated(problem)
        _fill_kinds(kinds, first, problem)
        first += len(problem.kinds)
    types.severity_relative[:] = _relative_severity(types)
    return types, kinds, ceiling


def _relative_severity(types: Problems) -> Float:
    """Return the severity of each crime type, relative to the mean of what is usually reported of crimes."""
    weights = np.where(types.crime > 0, types.ceiling * types.reported_mean, 0.0)
    typical = add_up(weights * types.severity_mean) / max(add_up(weights), NEVER)
    relative = types.severity_mean / typical if typical > 0 else np.ones(types.size)
    return np.where(types.crime > 0, relative, 0.0)


@kernel(inner=True)
def weight_with_police(problem: Row, by_severity: float) -> float:
    """Return how much a crime of a type weighs with police, who go where the worst of what they know happens."""
    return weight_by_severity(problem.severity_relative, problem.crime, by_severity)


def weights_with_police(problems: Problems, by_severity: float) -> Float:
    """Return how much crimes of each type weigh with police."""
    types = zip(problems.severity_relative.tolist(), problems.crime.tolist(), strict=True)
    return np.array([weight_by_severity(severity, crime, by_severity) for severity, crime in types])


@kernel(plain=True)
def weight_by_severity(severity_relative: float, crime: int, by_severity: float) -> float:
    """Return the same from what the table tells of a type."""
    return math.pow(severity_relative, by_severity) if crime else 0.0


def _fill_kinds(kinds: Kinds, first: int, problem: ProblemType) -> None:
    upper = 0.0
    for row, kind in enumerate(problem.kinds, first):
        upper += kind.share
        kinds.upper[row] = upper
        kinds.reported[row] = _logit(kind.reported)
        kinds.severity[row] = kind.severity
        kinds.cleared[row] = _logit(kind.cleared)
        kinds.days_out[row] = kind.days_out
        kinds.near_repeat[row] = kind.near_repeat
        kinds.treated[row] = _treated(kind, problem)
        kinds.at_homes[row] = kind.at_homes


def _number(agency: str, agencies: Sequence[str]) -> int:
    """Return the number of an agency; NONE where no table and no problem knows it."""
    return agencies.index(agency) if agency in agencies else NONE


def _unseen_treated(problem: ProblemType) -> float:
    """Return the share of a type that is treated in hospital and usually not reported."""
    return add_up(kind.share * _treated(kind, problem) * (1.0 - kind.reported) for kind in problem.kinds)


def _treated(kind: Kind, problem: ProblemType) -> float:
    """Return the share of a kind whose victims are treated: of crimes that have victims."""
    return kind.treated if problem.crime and problem.victim else 0.0


def _logit(share: float) -> float:
    share = min(max(share, NEVER), 1.0 - NEVER)
    return math.log(share / (1.0 - share))
