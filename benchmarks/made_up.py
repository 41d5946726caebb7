"""Made-up studies whose truths are known: factorials, Latin hypercubes and pairs, laid out as the results of a sweep."""

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from mobsim.analysis.results import SweepResults
from mobsim.experiment.sweep.factors import Factor

Luck = Callable[[np.random.Generator, Any], Any]

LEVERS = tuple(Factor(f"strategy.{name}", "lever", (0.0, 1.0)) for name in ("leadership", "collaboration"))
RANGES = tuple(Factor(name, "parameter", (), 0.0, 1.0) for name in ("trust.stubbornness", "trust.misconduct"))
CONDITION = Factor("trust.stubbornness", "parameter", (0.0, 1.0))
GAINS = {"status_quo": 0.0, "full_model": -2.0, "hot_spots": -1.0, "engagement_only": 0.0}
"""What each strategy does to harm, on average."""

FIRST, SECOND, TOGETHER = -2.0, -1.0, -1.0
"""What each of two levers does to harm with the other low, and what they do beyond that together."""
SHARED, ANSWER, OWN = 3.0, 1.5, 2.0
"""Standard deviations of what a seed brings to all its runs, of how it answers to what is raised, and of a run's own luck."""
SLOPES, TWIST = (-3.0, 1.0), 4.0
"""What two ranges do to harm from end to end, and how far a strategy's gain depends on both."""


def even(random: np.random.Generator, size: Any = None) -> Any:
    """Draw luck of mean nought and deviation 1 that is as often good as bad."""
    return random.normal(size=size)


def skewed(random: np.random.Generator, size: Any = None) -> Any:
    """Draw luck of mean nought and deviation 1 with a long tail: a gamma of shape 4."""
    return (random.gamma(4.0, size=size) - 4.0) / 2.0


def results_of(
    design: str, factors: Sequence[Factor], runs: pd.DataFrame, strategies: Sequence[str] = ()
) -> SweepResults:
    """Lay runs out as a sweep's."""
    experiment = {
        "design": design, "strategies": list(strategies), "reference": strategies[0] if strategies else None, "arms": [],
        "resolution": None, "points": int(runs["point"].max()) + 1,
    }  # fmt: skip
    return SweepResults(Path(), {}, experiment, runs, pd.DataFrame(), tuple(factors))


def as_runs(rows: Sequence[Sequence[Any]], factors: Sequence[Factor]) -> pd.DataFrame:
    """Put rows of point, replicate, the factors and harm into a table of runs."""
    names = ["point", "replicate", *(factor.name for factor in factors), "harm"]
    runs = pd.DataFrame(rows, columns=names)
    return runs.assign(seed=runs["replicate"])


def factorial(seeds: int, random: np.random.Generator, luck: Luck = even) -> SweepResults:
    """Make up a factorial of two levers on common seeds, which answer differently to the first."""
    rows = []
    for replicate in range(seeds):
        shared, answer = SHARED * luck(random), ANSWER * luck(random)
        for point, (one, other) in enumerate(product((0.0, 1.0), repeat=2)):
            effect = (FIRST + answer) * one + SECOND * other + TOGETHER * one * other
            rows.append((point, replicate, one, other, 100 + shared + effect + OWN * luck(random)))
    return results_of("factorial", LEVERS, as_runs(rows, LEVERS))


def paired(seeds: int, random: np.random.Generator, luck: Luck = even, missing: float = 0.0) -> SweepResults:
    """Make up four strategies at two conditions on common seeds; a share of the runs is missing."""
    names, rows = list(GAINS), []
    for replicate in range(seeds):
        shared, answers = 10 * SHARED * luck(random), ANSWER * luck(random, len(names))
        for point, (level, nth) in enumerate(product((0.0, 1.0), range(len(names)))):
            harm = 100 + shared + GAINS[names[nth]] + (answers[nth] if nth else 0.0) + OWN * luck(random)
            rows.append((point, replicate, level, names[nth], harm))
    factors = (CONDITION, Factor("strategy", "strategy", tuple(names)))
    runs = as_runs(rows, factors)
    return results_of("grid", factors, runs[random.random(len(runs)) >= missing], names)


def hypercube(
    samples: int, seeds: int | Sequence[int], random: np.random.Generator, luck: Luck = even, *, compared: bool = True
) -> SweepResults:
    """Make up a Latin hypercube over two ranges, of two strategies or of none.

    Parameters
    ----------
    samples
        How many.
    seeds
        Of each sample: a number, or the fewest and the most, among which each draws its own.
    random
        Draws everything.
    luck
        Its shape.
    compared
        Whether two strategies are run, of which the second's gain depends on both ranges.
    """
    names = list(GAINS)[:2] if compared else [""]
    shares = qmc.LatinHypercube(2, rng=random).random(samples)
    rows = []
    for sample, (one, other) in enumerate(shares):
        number = seeds if isinstance(seeds, int) else int(random.integers(seeds[0], seeds[1] + 1))
        for replicate in range(number):
            shared = SHARED * luck(random)
            for nth, name in enumerate(names):
                gain = nth * (GAINS["full_model"] + TWIST * (2 * one - 1) * (2 * other - 1))
                harm = 100 + shared + SLOPES[0] * one + SLOPES[1] * other + gain + OWN * luck(random)
                rows.append((len(names) * sample + nth, replicate, one, other, name, harm))
    factors = (*RANGES, Factor("strategy", "strategy", tuple(names)))
    runs = as_runs(rows, factors)
    if compared:
        return results_of("latin_hypercube", factors, runs, names)
    return results_of("latin_hypercube", RANGES, runs.drop(columns="strategy"))
