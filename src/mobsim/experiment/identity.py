"""Say which scenario it is: what decides the rows of its runs."""

from dataclasses import replace

from mobsim.scenario.scenario import Scenario


def identity_of(scenario: Scenario) -> Scenario:
    """Return a scenario without what decides no row: notes on how it was read, and the folder where it lies."""
    return replace(scenario, notes=(), folder=None)
