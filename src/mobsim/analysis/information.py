"""What would be worth measuring before a strategy is chosen: the value of knowing a number that is in doubt, or a mechanism's.

Whoever knew a number could choose by it. What that saves on average is the expected value of partial perfect information; it is
nought where the same policy is best whatever the number is. It is estimated by regressing each policy's outcome on the number
(Strong, Oakley and Brennan 2014), here by a parabola of each number, which few samples can tell. Luck makes regressions that
mean nothing look worth something; what it does is seen by shuffling samples, and taken out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.analysis.results import Array, SweepResults
from mobsim.analysis.units import as_numbers, by_setting, side_by_side
from mobsim.errors import UsageError
from mobsim.scenario.mechanisms import mechanisms

LEAST_SAMPLES = 30
SAMPLES_A_TERM = 3
"""Samples for each term of a mechanism's regression at least: with fewer, it would fit luck."""
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
    numbers, costs = _samples(results, outcome)
    labels, columns = _distinct(numbers)
    bases = [_basis(columns[:, [place]], curved=True) for place in range(len(labels))]
    return _told(pd.DataFrame({"factor": labels}), bases, costs)


def worth_knowing_together(results: SweepResults, outcome: str) -> pd.DataFrame:
    """Estimate what knowing all drawn numbers of a mechanism would save: what a study of that mechanism could be worth.

    Returns
    -------
    DataFrame
        A row a mechanism, the worthiest first, as :func:`worth_knowing` has rows of numbers: ``mechanism``, ``numbers``, how many
        of it are in doubt, and the same columns. A number of none stands under its group. Where samples are fewer than three a
        term of the regression, numbers count by straight lines, and a mechanism of more numbers than that is left out.

    Raises
    ------
    UsageError
        If fewer than two policies are compared, or there are too few samples.
    """
    numbers, costs = _samples(results, outcome)
    labels, columns = _distinct(numbers)
    belongs = {member: each.name for each in mechanisms().values() for member in each.members}
    mechanism = np.array([belongs.get(label.split(", ")[0], label.split(".")[0]) for label in labels])
    names, counts, bases = [], [], []
    for name in dict.fromkeys(mechanism.tolist()):
        mine = columns[:, mechanism == name]
        curved = (1 + 2 * mine.shape[1]) * SAMPLES_A_TERM <= len(costs)
        if curved or (1 + mine.shape[1]) * SAMPLES_A_TERM <= len(costs):
            names.append(name)
            counts.append(mine.shape[1])
            bases.append(_basis(mine, curved=curved))
    return _told(pd.DataFrame({"mechanism": names, "numbers": counts}), bases, costs)


def _samples(results: SweepResults, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the numbers of each sample, and what each policy costs there: the outcome, the lower the better."""
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
    return as_numbers(results.conditions, table.index.to_frame(index=False)), table


def _told(rows: pd.DataFrame, bases: Sequence[Array], costs: pd.DataFrame) -> pd.DataFrame:
    """Put beside each row what knowing its numbers is worth, and order rows by it."""
    values = costs.to_numpy(float)
    worth, chance = _estimated(bases, values) if bases else (np.empty(0), np.nan)
    best = int(values.mean(0).argmin())
    found = rows.assign(worth=worth, chance=chance, told=worth > chance, share=worth / abs(values[:, best].mean()))
    found = found.assign(best=costs.columns[best], samples=len(costs))
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


def _distinct(numbers: pd.DataFrame) -> tuple[list[str], Array]:
    """Return labels and standardized columns of what varies, numbers that go together once."""
    varied = numbers.loc[:, numbers.nunique() > 1]
    scaled = ((varied - varied.mean()) / varied.std(ddof=0)).to_numpy(float)
    alike = np.abs(scaled.T @ scaled / len(scaled)) >= ALIKE
    first = [place for place, row in enumerate(alike) if not row[:place].any()]
    return [_label(varied.columns, alike[place]) for place in first], scaled[:, first]


def _basis(columns: Array, *, curved: bool) -> Array:
    """Return an orthonormal basis of straight lines, or of parabolas where a number has three values or more."""
    bends = [column**2 for column in columns.T if curved and len(np.unique(column)) > 2]
    terms = np.column_stack([np.ones(len(columns)), columns, *bends])
    return np.linalg.qr(terms)[0]


def _label(names: "pd.Index", alike: NDArray[np.bool_]) -> str:
    return ", ".join(str(name) for name in names[alike])
