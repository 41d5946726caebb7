"""Say which scenario it is: what decides the rows of its runs."""

from collections.abc import Mapping
from dataclasses import replace

from mobsim.extensions.references import identity_of_source
from mobsim.scenario.scenario import Scenario, Strategy


def identity_of(scenario: Scenario) -> Scenario:
    """Return a scenario without what decides no row.

    Notes on how it was read decide none, nor the words of its costs and weights, nor where it lies, nor an ensemble of its own,
    which runs that draw from it name.
    Planners of users' own are told by their source.
    """
    told = _told_by_source(scenario.strategies)
    return replace(scenario, notes=(), folder=None, ensemble=None, costs=None, severity=None, strategies=told)


def _told_by_source(strategies: Mapping[str, Strategy]) -> dict[str, Strategy]:
    return {
        name: replace(each, planner=identity_of_source(each.planner)) if each.planner else each
        for name, each in strategies.items()
    }
