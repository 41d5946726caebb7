"""Corroboration: what the rest of the evidence expects of a target that was kept from it.

Each target is left out in turn; the posterior is drawn from the others under emulators of the runs that are there, and
says what the target's parts would be. Beside it stands what the ranges alone would have said, before any evidence.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration import Fit
from mobsim.calibration.emulator import Emulator, train
from mobsim.calibration.matching import Goal, Region
from mobsim.calibration.posterior import sample_posterior
from mobsim.calibration.sampling import spread_evenly
from mobsim.calibration.table import statistics_of
from mobsim.validation.targets import Part

Values = NDArray[np.float64]
DRAWS = 512


class HeldOut(NamedTuple):
    """A part that was kept out: the mean and 90 % interval of its expected value, and its chance to lie in the band.

    ``in_band`` is the chance by the other targets, ``in_band_before`` by the ranges alone.
    """

    target: str
    part: str
    mean: float
    low: float
    high: float
    band_low: float
    band_high: float
    in_band: float
    in_band_before: float


def hold_out(found: Fit, parts: Sequence[Part]) -> list[HeldOut]:
    """Leave out each target of a fit in turn, and predict its parts from the others.

    Parameters
    ----------
    found
        A fit to ``parts``, whose runs are used; none is run anew.
    parts
        What was fitted, in the order of the fit's targets.
    """
    rows, statistics = statistics_of(found.reference, [target.name for target in found.targets], fill=True)
    unit = found.space.unit(rows[list(found.space.names)].to_numpy(float))
    whole, start = train(unit, statistics), spread_evenly(DRAWS, len(found.space), seed=1)
    held = []
    for name in dict.fromkeys(part.target for part in parts):
        own = np.array([part.target == name for part in parts])
        others = [target for target, left_out in zip(found.targets, own, strict=True) if not left_out]
        rng = np.random.default_rng([DRAWS, int(np.flatnonzero(own)[0])])
        drawn = sample_posterior(train(unit, statistics[:, ~own]), Goal.of(others), Region(), start, rng)
        for column in np.flatnonzero(own):
            part = parts[column]
            after, before = (_expected(whole, points, column, rng) for points in (drawn, start))
            low, high = (float(each) for each in np.quantile(after, (0.05, 0.95)))
            within = [float(((part.low <= values) & (values <= part.high)).mean()) for values in (after, before)]
            held.append(HeldOut(name, part.id, float(after.mean()), low, high, part.low, part.high, *within))
    return held


def _expected(emulator: Emulator, points: Values, column: int, rng: np.random.Generator) -> Values:
    """Draw the expected value of one statistic at points, with what the emulator does not know."""
    mean, variance = emulator.predict(points)
    return mean[:, column] + np.sqrt(variance[:, column]) * rng.standard_normal(len(points))
