"""Tests that every function of a user's own must pass, for the author of a plug-in.

In a test of its own, ``check_outcome(my_outcome)`` and its like raise a :class:`ConformanceError`, an ``AssertionError`` that
says what is wrong. ``python -m mobsim.testing PACKAGE`` checks all that an installed package adds by entry points.
"""

from mobsim.testing.acting import check_intervention, check_rule
from mobsim.testing.conformance import ConformanceError
from mobsim.testing.files import check_ensemble, check_scenario
from mobsim.testing.measuring import check_outcome
from mobsim.testing.packages import Check, checks_of
from mobsim.testing.planners import check_planner
from mobsim.testing.processes import check_processes

__all__ = [
    "Check",
    "ConformanceError",
    "check_ensemble",
    "check_intervention",
    "check_outcome",
    "check_planner",
    "check_processes",
    "check_rule",
    "check_scenario",
    "checks_of",
]
