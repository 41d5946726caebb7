"""Check scenarios and ensembles that a package adds: that they are good, and that their towns run."""

from dataclasses import replace
from pathlib import Path

from mobsim.engine.model import Model
from mobsim.scenario.ensemble import choose_ensemble
from mobsim.scenario.reading import load_scenario
from mobsim.testing.conformance import require, told, towns
from mobsim.tools.calendar import DAYS_IN_WEEK


def check_scenario(path_or_name: str | Path) -> None:
    """Check a scenario: its files are good, and its town runs a week under each of its policies.

    Raises
    ------
    ConformanceError
        Everything that is wrong with it.
    """
    with told():
        scenario = load_scenario(path_or_name)
        require(scenario.policies, "has no strategy that is a policy")
        start = Model(replace(scenario, burn_in_days=0), scenario.reference)
        for name in scenario.policies:
            model = start.fork(name)
            model.run_days(DAYS_IN_WEEK)
            require(model.ledger.total.any(), f"nothing is counted in a week under {name}")


def check_ensemble(path_or_name: str | Path) -> None:
    """Check an ensemble: its file is good, and each of its draws holds parameters that a town can have.

    Raises
    ------
    ConformanceError
        Everything that is wrong with it.
    """
    with told():
        ensemble = choose_ensemble(path_or_name)
        if ensemble is not None:
            for draw in range(len(ensemble)):
                towns()[0].drawn(ensemble, draw)
