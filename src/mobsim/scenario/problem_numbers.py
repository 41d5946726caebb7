"""Numbers of problem types that may be fitted and drawn, by full name: ``problems.theft.ceiling``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.problems import ProblemType

START = "problems."
T = TypeVar("T")
BOUNDS = {
    "ceiling": (0.0, 50.0),
    "go_ahead": (-20.0, 20.0),
    "by_need": (-20.0, 20.0),
    "by_opportunity": (-20.0, 20.0),
    "by_acute": (-20.0, 20.0),
}
"""The numbers, with their bounds in a scenario file."""


def numbers_in(values: Mapping[str, T]) -> dict[str, T]:
    """Return those of some values that are numbers of problem types."""
    return {name: value for name, value in values.items() if name.startswith(START)}


def bounds_of(name: str) -> tuple[float, float]:
    """Return the bounds of a number of a problem type, by its full name."""
    return BOUNDS[name.removeprefix(START).partition(".")[2]]


def check_numbers(given: Mapping[str, object], findings: Findings, prefix: str = "") -> dict[str, float]:
    """Check names, types and bounds; return those that are good."""
    found: dict[str, float] = {}
    for name, value in given.items():
        _, _, number = name.removeprefix(START).partition(".")
        if number not in BOUNDS:
            findings.wrong(
                "is not a number of a problem type that may be set", f"{prefix}{name}", did_you_mean(number, BOUNDS)
            )
            continue
        low, high = BOUNDS[number]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            remedy = f"write a number from {low:g} to {high:g}"
            findings.wrong("is out of bounds", f"{prefix}{name}", remedy, value=value)
            continue
        found[name] = float(value)
    return found


def with_numbers(
    problems: Sequence[ProblemType], numbers: Mapping[str, float], findings: Findings
) -> tuple[ProblemType, ...]:
    """Return problem types with some of their numbers replaced; a type that is not there is recorded as wrong."""
    by_type = {problem.name: problem for problem in problems}
    for name, value in numbers.items():
        problem, _, number = name.removeprefix(START).partition(".")
        if problem in by_type:
            by_type[problem] = replace(by_type[problem], **{number: value})
        else:
            findings.wrong("is not a problem type of the scenario", name, did_you_mean(problem, by_type))
    return tuple(by_type.values())
