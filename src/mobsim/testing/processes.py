"""Check that other processes find functions of a user's own, and give the same rows."""

from collections.abc import Sequence
from typing import Any

from mobsim.experiment.sweep.running import sweep
from mobsim.testing.conformance import STRATEGY, require, told, towns


def check_processes(outcomes: Sequence[Any] = (), planner: Any = None, cluster: str | None = None) -> None:
    """Sweep a village here and with two workers, or on a Dask cluster, and require the same rows.

    Parameters
    ----------
    outcomes
        Outcomes that are measured.
    planner
        Who plans.
    cluster
        Address of a Dask scheduler, or its scheduler file.

    Raises
    ------
    ConformanceError
        If a run fails, or a row differs.
    """
    experiment = {
        "schema": 1,
        "title": "Two levels of leadership",
        "scenario": towns()[0],
        "design": "grid",
        "strategy": STRATEGY,
        "factors": {"strategy.leadership": [0.2, 0.8]},
        "replicates": {"seeds": 2},
    }
    own: dict[str, Any] = {"outcomes": outcomes, "planners": {} if planner is None else {STRATEGY: planner}}
    with told():
        here = sweep(experiment, workers=1, **own)
        there = sweep(experiment, workers=2, cluster=cluster, **own)
    for found in (here, there):
        require(found.failures.empty, f"a run failed: {_first(found.failures)}")
    require(here.runs.equals(there.runs), "other processes give other rows")


def _first(failures: Any) -> str:
    return "" if failures.empty else str(failures.iloc[0]["message"])
