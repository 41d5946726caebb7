"""Foretell how long runs take on this machine, from the size of a town and a fixed piece of work.

Costs of parts of a town were fitted to measured towns (``python -m benchmarks.costs``) and are counted in yardsticks,
not in seconds: on a machine that is twice as fast the yardstick takes half as long, and so does a run.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mobsim.scenario.scenario import Scenario
from mobsim.tools.duration import duration_in_words
from mobsim.tools.yardstick import yardstick

COSTS = Path(__file__).with_name("run_time.toml")
NEAR = 60_000
"""Residents whose rows and ties fit the caches of a processor, about; each further one costs more."""
A_WHILE = 10.0


def parts_of(scenario: Scenario) -> dict[str, float]:
    """Count what a town's birth and its days take time for."""
    residents, parameters = scenario.population, scenario.parameters
    return {
        "town": 1.0,
        "communities": len(scenario.communities),
        "neighbourhoods": sum(len(community.neighbourhoods) for community in scenario.communities),
        "residents": residents,
        "far_residents": max(0, residents - NEAR),
        "ties": residents * 2.0 * parameters.ties.made_each,
        "prone": residents * parameters.people.prone_share,
    }


def seconds_of_birth(scenario: Scenario, unit: float | None = None) -> float:
    """Return how long a town's birth takes, compiled kernels at hand; ``unit`` is the yardstick's seconds."""
    return _seconds("birth", scenario, unit)


def seconds_of_days(scenario: Scenario, days: int, unit: float | None = None) -> float:
    """Return how long so many days take."""
    return days * _seconds("day", scenario, unit)


def seconds_of_run(scenario: Scenario, unit: float | None = None) -> float:
    """Return how long a run takes on one core: birth, burn-in and the days after it."""
    whole = scenario.burn_in_days + scenario.days
    return seconds_of_birth(scenario, unit) + seconds_of_days(scenario, whole, unit)


def describe_time(scenario: Scenario) -> str:
    """Say in a sentence how long a run takes here."""
    seconds = seconds_of_run(scenario)
    length = f"{seconds:.2g} s" if seconds < A_WHILE else duration_in_words(seconds)
    return f"A run takes about {length} on a core of this machine."


def _seconds(of: str, scenario: Scenario, unit: float | None) -> float:
    parts, costs = parts_of(scenario), _costs()[of]
    return (_unit() if unit is None else unit) * sum(cost * parts[name] for name, cost in costs.items())


@cache
def _costs() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(COSTS.read_text(encoding="utf-8"))


@cache
def _unit() -> float:
    return yardstick()
