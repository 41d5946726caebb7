"""What checks have in common: small towns, the state of a model as one text, and the error that says what is wrong."""

import hashlib
import pickle
import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mobsim.errors import MobsimError
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.synthetic import village

if TYPE_CHECKING:
    from mobsim.engine.model import Model
    from mobsim.engine.results import Run

DAYS, BURN_IN = 56, 28
STRATEGY = "full_model"
SEEDS = (1, 2)
EVEN = 1e-6
"""Share by which the two sides of a book may differ: rounding of sums."""


class ConformanceError(AssertionError):
    """Report in what a function is not as it must be."""


def require(holds: Any, problem: str) -> None:
    """Raise a ConformanceError unless something holds."""
    if not holds:
        raise ConformanceError(problem)


@contextmanager
def told() -> Generator[None]:
    """Raise what users' mistakes are told by as a ConformanceError."""
    try:
        yield
    except MobsimError as error:
        raise ConformanceError(str(error)) from error


def towns() -> list[Scenario]:
    """Return two small towns: a village, and two communities under one province."""
    one = village(3, 120, days=DAYS, burn_in_days=BURN_IN)
    other = replace(village(2, 100, seed=2).communities[0], name="other village")
    return [one, replace(one, communities=(*one.communities, other))]


def check_pickles(thing: Any) -> None:
    """Require that a process to which a function is sent finds the same function."""
    try:
        there = pickle.loads(pickle.dumps(thing))
    except Exception as error:
        raise ConformanceError(f"cannot be sent to another process: {error}") from error
    require(there is thing, "is another object in the process to which it is sent: import it from one place")


def fingerprint_of(model: "Model") -> str:
    """Hash all that a model holds of its town, its leaders' beliefs, its books and its levers."""
    digest = hashlib.sha256()
    for part in (model.world, model.beliefs, model.counted, model.policies, model.ledger.total, *model.ledger.weeks):
        _add(digest, part)
    plain = (model.day, model.levers, model.planners, model.scenario.events, model.strategy, model.random.getstate())
    digest.update(repr(plain).encode())
    return digest.hexdigest()


def _add(digest: Any, part: Any) -> None:
    if isinstance(part, np.ndarray):
        # Cell by cell: between the cells of a record lie bytes that mean nothing.
        for name in part.dtype.names or ():
            digest.update(np.ascontiguousarray(part[name]).tobytes())
        if part.dtype.names is None:
            digest.update(np.ascontiguousarray(part).tobytes())
    elif isinstance(part, tuple):
        for each in part:
            _add(digest, each)
    else:
        digest.update(repr(part).encode())


def state_of_luck() -> tuple[Any, ...]:
    """Return the state of the generators that all of a process shares."""
    shared = np.random.get_state(legacy=True)  # noqa: NPY002 (that nobody draws from it is what is checked)
    return random.getstate(), *(each.tobytes() if isinstance(each, np.ndarray) else each for each in shared)


def check_luck(before: tuple[Any, ...]) -> None:
    """Require that nothing was drawn from the generators that all of a process shares."""
    require(
        state_of_luck() == before,
        "draws from random or numpy.random, whose state no run owns: draw from "
        "numpy.random.default_rng((model.run_seed, model.day, NUMBER))",
    )


def same_number(one: Any, other: Any) -> bool:
    """Whether numbers or rows of them are the same to the last digit; what is not a number is like itself."""
    return np.array_equal(np.asarray(one, float), np.asarray(other, float), equal_nan=True)


def check_same_totals(one: "Run", other: "Run", problem: str) -> None:
    """Require that two runs have the same totals."""
    apart = [
        name
        for name, value in one.totals.items()
        if name in other.totals and not same_number(value, other.totals[name])
    ]
    require(not apart, f"{problem}: {', '.join(apart[:5])}")


def check_books(run: "Run") -> None:
    """Require that what was given in a run is what became of it."""
    sides = run.books.groupby(["resource", "side"])["amount"].sum().unstack()
    apart = (sides["given"] - sides["became"]).abs() > EVEN * sides.abs().max(axis=1).clip(lower=1.0)
    require(not apart.any(), f"the books do not close: {', '.join(sides.index[apart])}")
