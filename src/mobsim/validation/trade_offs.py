"""What cannot be met together: for each part that a fit misses, which parts it would cost to meet it.

The emulators of all runs say what is expected at each point that the fit holds for plausible, and at points drawn from there
towards what would meet the missed part. Among those that would meet it, the one that loses least is taken; what it loses is
the price.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration import Fit
from mobsim.calibration.emulator import Emulator, train
from mobsim.calibration.matching import Goal, implausibilities
from mobsim.calibration.sampling import raise_density
from mobsim.calibration.table import statistics_of
from mobsim.calibration.targets import Target

Values = NDArray[np.float64]
WALKERS = 256
INSISTENCE = 30.0
"""Times as much as its own distance that the missed part counts for when points are drawn towards it."""
FARTHEST = 100.0
"""Standard deviations beyond which a part is not farther off: one that nothing moves must not drown all others."""


class TradeOff(NamedTuple):
    """One price of a missed part: a part that is met at the fitted point and would not be.

    ``expected`` is the missed part at the fitted point, ``then`` where it is met; ``reached`` the share of plausible points at
    which it is met; ``cost`` the part that is lost (empty if none is, or if no point meets the missed part), expected as
    ``cost_expected`` now and ``cost_then`` there, between ``cost_low`` and ``cost_high``.
    """

    missed: str
    expected: float
    low: float | None
    high: float | None
    reached: float
    then: float | None
    cost: str
    cost_expected: float | None
    cost_then: float | None
    cost_low: float | None
    cost_high: float | None


def trade_offs(found: Fit, seed: int = 1) -> list[TradeOff]:
    """List for each missed part of a fit what meeting it would cost; one row a part that is lost.

    Parameters
    ----------
    found
        A fit; its runs are used, and none is run anew.
    seed
        Of the draws.
    """
    names, goal = [target.name for target in found.targets], Goal.of(found.targets)
    rows, statistics = statistics_of(found.reference, names, fill=True)
    emulator = train(found.space.unit(rows[list(found.space.names)].to_numpy(float)), statistics)
    plausible = found.space.unit(found.plausible.to_numpy(float))
    fitted = found.space.unit(np.array([[found.fitted[name] for name in found.space.names]]))
    now = emulator.predict(fitted).mean[0]
    meets = met_at(found.targets, goal, emulator, now[None, :])[0]
    rng = np.random.default_rng([seed, len(names)])
    prices = []
    for column in np.flatnonzero(~meets):
        points = np.vstack([plausible, _towards(emulator, goal, plausible, int(column), rng)])
        prices += _prices(found.targets, goal, emulator, (plausible, points), (now, meets), int(column))
    return prices


def met_at(targets: Sequence[Target], goal: Goal, emulator: Emulator, mean: Values) -> NDArray[np.bool_]:
    """Return whether expected statistics meet their targets, shape (points, targets)."""
    sd = np.sqrt(np.asarray(goal.chance) * emulator.chance)
    columns = [
        np.array([target.is_met(float(value), float(own)) for value in mean[:, number]])
        for number, (target, own) in enumerate(zip(targets, sd, strict=True))
    ]
    return np.stack(columns, axis=1)


def _towards(emulator: Emulator, goal: Goal, plausible: Values, column: int, rng: np.random.Generator) -> Values:
    """Draw points from the plausible ones towards what meets one target, the others held as well as may be."""
    weight = np.ones(len(goal.aim))
    weight[column] = INSISTENCE**2

    def log_density(unit: Values) -> Values:
        return -0.5 * (weight * _distances(emulator, goal, unit) ** 2).sum(1)

    start = plausible[rng.choice(len(plausible), WALKERS, replace=len(plausible) < WALKERS)]
    # Walkers that start at one point could not move: they are shaken a little.
    return raise_density(np.clip(start + 0.01 * rng.standard_normal(start.shape), 0.0, 1.0), log_density, rng)


def _distances(emulator: Emulator, goal: Goal, unit: Values) -> Values:
    return np.minimum(implausibilities(emulator, goal, unit), FARTHEST)


def _prices(
    targets: Sequence[Target],
    goal: Goal,
    emulator: Emulator,
    points: tuple[Values, Values],
    now: tuple[Values, NDArray[np.bool_]],
    column: int,
) -> list[TradeOff]:
    """Find the point that meets one target and loses least of what is met now; a row a loss."""
    (plausible, tried), (expected, meets) = points, now
    missed, mean = targets[column], emulator.predict(tried).mean
    met = met_at(targets, goal, emulator, mean)
    reached = float(met[: len(plausible), column].mean())
    first = (missed.name, float(expected[column]), missed.low, missed.high, reached)
    if not met[:, column].any():
        return [TradeOff(*first, None, "", None, None, None, None)]
    away = (_distances(emulator, goal, tried) ** 2).sum(1)
    lost = (meets & ~met).sum(1) + away / (1.0 + away.max())
    best = int(np.where(met[:, column], lost, np.inf).argmin())
    there = float(mean[best, column])
    losses = [
        TradeOff(
            *first, there, targets[each].name, float(expected[each]), float(mean[best, each]),
            targets[each].low, targets[each].high,
        )
        for each in np.flatnonzero(meets & ~met[best])
    ]  # fmt: skip
    return losses or [TradeOff(*first, there, "", None, None, None, None)]
