"""Optuna, which proposes what to try next from what was found so far.

A proposal is a function of a seed and of what is known, and of nothing else: whatever stopped a search, the same rows give
the same proposals. Optuna's tree-structured Parzen estimator takes levers that are numbers and words, one goal or two, and
learns from some dozens of points, where a genetic algorithm would still be filling its first generations.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from mobsim.errors import UsageError
from mobsim.experiment.sweep.factors import Factor, Value

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

PACKAGE = "optuna"


class Tried(NamedTuple):
    """A point, and its values, the lower the better; None for one that gave none."""

    point: dict[str, Value]
    values: tuple[float, ...] | None


def require_optimizer() -> str:
    """Return name and version of the optimizer, or raise a UsageError where it is not installed."""
    try:
        import optuna  # noqa: F401
    except ImportError:
        remedy = "install it with: pip install 'mobsim[search]'"
        raise UsageError("a search for strategies needs Optuna", remedy=remedy) from None
    return f"{PACKAGE} {version(PACKAGE)}"


def propose(
    factors: Sequence[Factor], tried: Sequence[Tried], goals: int, count: int, seed: int
) -> list[dict[str, Any]]:
    """Propose points to try together, from what was found at others.

    Parameters
    ----------
    factors
        What is free.
    tried
        What is known, in the order in which it was tried.
    goals
        How many values each point has.
    count
        How many points are wanted.
    seed
        Decides what is left to chance.
    """
    import optuna

    free = {factor.name: _distribution(factor) for factor in factors}
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=1, multivariate=True, constant_liar=True)
    with _quiet(optuna):
        study = optuna.create_study(directions=["minimize"] * goals, sampler=sampler)
        study.add_trials([_told(optuna, each, free) for each in tried])
        asked = [study.ask(free) for _ in range(count)]
    return [{name: trial.params[name] for name in free} for trial in asked]


def _distribution(factor: Factor) -> "BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    return (
        CategoricalDistribution(factor.levels) if factor.levels else FloatDistribution(float(factor.low), factor.high)
    )


def _told(optuna: Any, tried: Tried, free: "dict[str, BaseDistribution]") -> Any:
    state = optuna.trial.TrialState.FAIL if tried.values is None else optuna.trial.TrialState.COMPLETE
    return optuna.trial.create_trial(state=state, values=tried.values, params=tried.point, distributions=free)


@contextmanager
def _quiet(optuna: Any) -> Generator[None]:
    """Let nothing be printed of a study that is made anew for every proposal."""
    import warnings

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            yield
    finally:
        optuna.logging.set_verbosity(before)
