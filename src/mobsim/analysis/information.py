"""What would be worth measuring before a strategy is chosen: the value of knowing a number that is in doubt.

Whoever knew a number could choose by it. What that saves on average is the expected value of partial perfect information; it is
nought where the same policy is best whatever the number is. It is estimated by regressing each policy's outcome on the number
(Strong, Oakley and Brennan 2014), here by a parabola, which few samples can tell. Luck makes regressions that mean nothing look
worth something; what it does is seen by shuffling samples, and taken out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import as_numbers, by_setting, side_by_side
from mobsim.errors import UsageError

LEAST_SAMPLES = 30
SHUFFLES = 400
CERTAIN = 0.95
ALIKE = 1.0 - 1e-9
"""Numbers whose correlation reaches this go together, and can but be known together."""
_ENTROPY = 20_261_130


def worth_knowing(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what knowing each drawn number would save, by choosing the policy that is then best.

    A sample counts once, with the mean of its seeds.

    Returns
    -------
    DataFrame
        A row a number, or numbers that always go together, the worthiest first: ``factor``; ``worth``, in the outcome's unit,
        what luck makes of it taken out; ``chance``, what luck alone reaches in one shuffle of twenty for the greatest of all;
        ``told``, whether it is beyond that; ``share``, worth over the outcome's mean under the policy that is best on average;
        ``best``, that policy; ``samples``.

    Raises
    ------
    UsageError
        If fewer than two policies are compared, or there are too few samples.

    References
    ----------
    Strong, Oakley and Brennan (2014), Estimating multiparameter partial expected value of perfect information from a
    probabilistic sensitivity analysis sample, Medical Decision Making 34(3), 311-326.
    """
    policies = [name for name in results.experiment["strategies"] if name not in results.experiment["arms"]]
    if results.reference is None or len(policies) < 2:
        raise UsageError("compares no policies", field="strategies", value=", ".join(policies))
    sign = -1.0 if results.better(outcome) == "higher" else 1.0
    table = sign * by_setting(side_by_side(results, results.runs, outcome, "strategy")[policies].dropna())
    if len(table) < LEAST_SAMPLES:
        remedy = "run more samples"
        raise UsageError(
            "has too few samples to say what is worth knowing", field="samples", value=len(table), remedy=remedy
        )
    numbers = as_numbers(results.conditions, table.index.to_frame(index=False))
    labels, bases = _bases(numbers)
    values = table.to_numpy(float)
    worth, chance = _estimated(bases, values)
    best = int(values.mean(0).argmin())
    found = pd.DataFrame({"factor": labels, "worth": worth, "chance": chance, "told": worth > chance})
    found["share"] = found["worth"] / abs(values[:, best].mean())
    found = found.assign(best=policies[best], samples=len(table))
    return found.sort_values("worth", ascending=False, ignore_index=True)


def _estimated(bases: Sequence[Array], values: Array) -> tuple[Array, float]:
    """Return what each number is worth beyond luck, and what luck alone reaches."""
    rng = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    found = np.array([saved(basis, values) for basis in bases])
    shuffled = np.empty((SHUFFLES, len(bases)))
    for turn in range(SHUFFLES):
        mixed = values[rng.permutation(len(values))]
        shuffled[turn] = [saved(basis, mixed) for basis in bases]
    usual = shuffled.mean(0)
    return np.maximum(0.0, found - usual), float(np.quantile((shuffled - usual).max(1), CERTAIN))


def saved(basis: Array, values: Array) -> float:
    """Return what choosing by the fitted outcomes saves, against the policy that is best on average.

    Parameters
    ----------
    basis
        Orthonormal columns that span the regression, shape (samples, terms).
    values
        The lower the better, shape (samples, policies).
    """
    fitted = basis @ (basis.T @ values)
    return float(values.mean(0).min() - fitted.min(1).mean())


def _bases(numbers: pd.DataFrame) -> tuple[list[str], list[Array]]:
    """Return labels, and an orthonormal basis of each number's parabola, those that go together once."""
    varied = numbers.loc[:, numbers.nunique() > 1]
    scaled = ((varied - varied.mean()) / varied.std(ddof=0)).to_numpy(float)
    alike = np.abs(scaled.T @ scaled / len(scaled)) >= ALIKE
    labels, bases = [], []
    for place, row in enumerate(alike):
        if row[:place].any():
            continue
        labels.append(_label(varied.columns, row))
        x = scaled[:, place]
        terms = np.column_stack([np.ones_like(x), x, x**2][: min(3, len(np.unique(x)))])
        bases.append(np.linalg.qr(terms)[0])
    return labels, bases


def _label(names: "pd.Index", alike: NDArray[np.bool_]) -> str:
    return ", ".join(str(name) for name in names[alike])
