"""Check planners: plans that can be carried out, made of what is handed over and of nothing else."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from mobsim.engine.model import Model, begin
from mobsim.experiment.own import Own
from mobsim.extensions.finding import find_planner
from mobsim.mobilization.briefing import Briefing
from mobsim.mobilization.own_planners import ask, handed_over
from mobsim.mobilization.planning import Budget, Plan, plan_by_need
from mobsim.scenario.scenario import Scenario
from mobsim.testing.conformance import (
    BURN_IN,
    DAYS,
    SEEDS,
    STRATEGY,
    check_books,
    check_luck,
    check_pickles,
    check_same_totals,
    require,
    same_number,
    state_of_luck,
    told,
    towns,
)

TRUTH = (
    "mobsim.engine",
    "mobsim.rules",
    "mobsim.views",
    "mobsim.measures",
    "mobsim.world.columns",
    "mobsim.world.entries",
)
"""Where the truth lies: what decides does not import it."""
ROUND_ABOUT = ("gc", "ctypes")
"""Ways to what was not handed over."""


def check_planner(planner: Any) -> None:
    """Check a planner: a function of a briefing and a budget, its reference, or an installed name.

    Raises
    ------
    ConformanceError
        If no other process finds it, it writes to what it is handed, proposes what cannot be, remembers or draws by itself, or
        its module imports what holds the truth.
    """
    with told():
        reference = find_planner(planner, "planner")
        require(reference, "is the planner that ships")
        _check_imports(reference)
        for town in towns():
            _check_answers(reference, town)
            _check_runs(reference, town)
    if not isinstance(planner, str):
        check_pickles(planner)


def _check_imports(reference: str) -> None:
    module = import_module(reference.partition(":")[0])
    for name in _imported(ast.parse(inspect.getsource(module))):
        if name in ROUND_ABOUT or any(name == each or name.startswith(f"{each}.") for each in TRUTH):
            require(False, f"its module imports {name}: keep planners in a module that knows what leaders can know")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _check_answers(reference: str, town: Scenario) -> None:
    """Require valid answers that depend on what is asked alone, not on what was asked before."""
    asked = _questions(town)
    luck = state_of_luck()
    first = [ask(reference, *question) for question in asked]
    again = [ask(reference, *question) for question in reversed(asked)][::-1]
    check_luck(luck)
    for one, other in zip(first, again, strict=True):
        require(
            all(same_number(*pair) for pair in zip(one, other, strict=True)),
            "answers the same question otherwise when it is asked again: it remembers, or draws by itself",
        )


def _questions(town: Scenario) -> list[tuple[Briefing, Budget]]:
    """Return what planners are asked in the cycles of a town's run."""
    asked: list[tuple[Briefing, Budget]] = []

    def overheard(briefing: Briefing, budget: Budget) -> Plan:
        asked.append(handed_over(briefing, budget))
        return plan_by_need(briefing, budget)

    for seed in SEEDS:
        Model(town, STRATEGY, seed, plan=overheard).run_days(BURN_IN + DAYS)
    return asked


def _check_runs(reference: str, town: Scenario) -> None:
    """Require that a run under it is whole, the same when it is run again."""
    planned = town.with_planners({STRATEGY: reference})
    start = begin(planned, SEEDS[0])
    run = Own().live(start.fork(STRATEGY), DAYS)
    check_same_totals(run, Own().live(start.fork(STRATEGY), DAYS), "a run under it is another when it is run again")
    check_books(run)
