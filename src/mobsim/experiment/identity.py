"""Say which scenario it is: what decides the rows of its runs."""

from dataclasses import replace

from mobsim.scenario.scenario import Scenario


def identity_of(scenario: Scenario) -> Scenario:
    """Return a scenario without what decides no row.

    Notes on how it was read decide none, nor where it lies, nor an ensemble of its own, which runs that draw from it name.
    """
    return replace(scenario, notes=(), folder=None, ensemble=None)
