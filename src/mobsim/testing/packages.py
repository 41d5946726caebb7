"""Find all that an installed package adds by entry points, with the check of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mobsim.errors import UsageError
from mobsim.extensions.finding import BY_NEED
from mobsim.extensions.installed import KINDS, Installed, installed
from mobsim.measures import OUTCOMES
from mobsim.scenario.ensemble import shipped_ensembles
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.testing.files import check_ensemble, check_scenario
from mobsim.testing.measuring import check_outcome
from mobsim.testing.planners import check_planner
from mobsim.testing.processes import check_processes

CHECKS: dict[str, Callable[[str], None]] = {
    "outcomes": check_outcome,
    "planners": check_planner,
    "scenarios": check_scenario,
    "ensembles": check_ensemble,
}


@dataclass(frozen=True)
class Check:
    """A check of one thing that a package adds; calling it raises a ConformanceError where it fails."""

    kind: str
    name: str
    check: Callable[[], None]

    def __call__(self) -> None:
        """Check it."""
        self.check()

    def __str__(self) -> str:
        """Name what is checked: ``outcome calls_gap``."""
        return f"{self.kind.removesuffix('s')} {self.name}"


def checks_of(package: str) -> list[Check]:
    """Return a check for each thing that an installed package adds, and one of all its functions in other processes.

    Raises
    ------
    UsageError
        If no such package adds anything, or one of its names is taken.
    """
    shipped = {
        "outcomes": OUTCOMES,
        "planners": (BY_NEED,),
        "scenarios": shipped_scenarios(),
        "ensembles": shipped_ensembles(),
    }
    added = [
        (kind, each) for kind in KINDS for each in installed(kind, shipped[kind]).values() if _is_of(each, package)
    ]
    if not added:
        remedy = "install it, and declare entry points in the groups mobsim.outcomes, mobsim.planners, ..."
        raise UsageError("adds nothing to mobsim", field="PACKAGE", value=package, remedy=remedy)
    checks = [Check(kind, each.name, _bound(CHECKS[kind], each.name)) for kind, each in added]
    outcomes = [each.name for kind, each in added if kind == "outcomes"]
    planners = [each.name for kind, each in added if kind == "planners"]
    for planner in planners or ([None] if outcomes else []):
        name = ", ".join([*outcomes, *([planner] if planner else [])])
        checks.append(Check("processes", f"with {name}", _of_processes(outcomes, planner)))
    return checks


def _bound(check: Callable[[str], None], name: str) -> Callable[[], None]:
    return lambda: check(name)


def _of_processes(outcomes: list[str], planner: str | None) -> Callable[[], None]:
    return lambda: check_processes(outcomes, planner)


def _is_of(each: Installed, package: str) -> bool:
    return _plain(each.package) == _plain(package)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
