"""Turn the table of problem types into columns."""

import math
from collections.abc import Sequence

from mobsim.scenario.problems import ProblemType
from mobsim.tools.sums import add_up
from mobsim.world.columns import Kinds, Problems

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
        types.go_ahead[row] = problem.go_ahead
        types.by_need[row] = problem.by_need
        types.by_opportunity[row] = problem.by_opportunity
        types.priority[row] = problem.priority
        types.agency[row] = agencies.index(problem.agency)
        types.first_kind[row], types.end_kind[row] = first, first + len(problem.kinds)
        types.severity_mean[row] = add_up(kind.share * kind.severity for kind in problem.kinds)
        types.reported_mean[row] = add_up(kind.share * kind.reported for kind in problem.kinds)
        _fill_kinds(kinds, first, problem)
        first += len(problem.kinds)
    return types, kinds, ceiling


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
        kinds.at_homes[row] = kind.at_homes


def _logit(share: float) -> float:
    share = min(max(share, NEVER), 1.0 - NEVER)
    return math.log(share / (1.0 - share))
