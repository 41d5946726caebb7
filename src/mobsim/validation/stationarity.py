"""Is the untreated town stationary? What it shows cycle by cycle, how far it drifts, and whether a period stands out.

A town under its reference strategy should neither drift nor swing of its own accord: an effect would otherwise depend on
when it is measured. Bounds are those of the long tests of soundness.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model
from mobsim.experiment.effects import paired_differences
from mobsim.measures import Outcome, measured, outcomes_for
from mobsim.measures.outcome import not_from_sums
from mobsim.scenario.initiatives import Status
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE

Array = NDArray[np.float64]

RUNNING = Outcome(
    "running",
    "Initiatives running",
    "number",
    "Initiatives that run on the last day of a cycle.",
    "neither",
    not_from_sums,
    "end",
)
MOST_DRIFT: Mapping[str, float] = {
    "trust": 0.03,
    "insecurity": 0.03,
    "harm": 0.10,
    "recorded_crime": 0.10,
    "cohesion": 0.10,
    "participation": 0.10,
    "membership": 0.10,
    "commitment": 0.10,
    "collaboration_ties": 0.10,
    "programme_money": 0.10,
    RUNNING.name: 0.10,
}
"""What is watched, and the share by which it may drift over ten years."""
YEARS_AT_EACH_END = 3
SHORTEST, LONGEST = 2, 26
"""Periods looked at, in cycles."""
SHUFFLES, SHARE_BELOW = 1_000, 0.99
ROUNDING = 1e-12
"""Of the mean: what moves by no more does not move."""


class Drift(NamedTuple):
    """Hold the change from the first years to the last as a share of the first, with its 95 % interval over seeds."""

    mean: float
    low: float
    high: float


class Peak(NamedTuple):
    """Hold the strongest period beside the season: its length in cycles, and its power over what chance would give."""

    period: float
    ratio: float


def watched_outcomes(scenario: Scenario) -> dict[str, Outcome]:
    """Return what is watched in a town, by name."""
    known = {**outcomes_for(scenario.problems), RUNNING.name: RUNNING}
    return {name: known[name] for name in MOST_DRIFT}


def observe_cycles(scenario: Scenario, seed: int, years: int) -> dict[str, Array]:
    """Run an untreated town without events after its burn-in.

    Returns
    -------
    dict of ndarray
        Each watched outcome, ``(cycles,)``.
    """
    scenario = replace(scenario, events=())
    model = Model(scenario, seed=seed)
    model.run_days(scenario.burn_in_days)
    outcomes = watched_outcomes(scenario)
    found: dict[str, list[float]] = {name: [] for name in outcomes}
    for _ in range(years * CYCLES_IN_YEAR):
        before = model.ledger.total.copy()
        model.run_days(DAYS_IN_CYCLE)
        change = (model.ledger.total - before).sum(0, keepdims=True)
        for name, value in measured(model.ledger.sums(change), outcomes).items():
            found[name].append(float(value[0]))
        found[RUNNING.name].append(float(np.count_nonzero(model.world.initiatives.status == Status.RUNNING)))
    return {name: np.array(values) for name, values in found.items()}


def by_year(runs: Array) -> Array:
    """Average whole years: runs by cycles in, runs by years out."""
    return runs.reshape(len(runs), -1, CYCLES_IN_YEAR).mean(2)


def drift(runs: Array) -> Drift:
    """Measure the change from the first three years to the last three, paired within seeds.

    Parameters
    ----------
    runs
        One outcome, seeds by cycles of whole years. With a single seed the interval is unknown (NaN).
    """
    years = by_year(runs)
    ends = np.stack([years[:, :YEARS_AT_EACH_END].mean(1), years[:, -YEARS_AT_EACH_END:].mean(1)], 1)
    change, first = paired_differences(ends, 0), ends[:, 0].mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        return Drift(*(float(value[1] / first) for value in (change.mean, change.low, change.high)))


def strongest_period(values: Array, random: np.random.Generator) -> Peak:
    """Find the strongest period from 2 to 26 cycles, drift and season taken out, against years in shuffled order.

    Shuffled years are each begun anywhere in the year, so that no period goes on from one to the next, while luck that
    lasts from cycle to cycle stays in them.

    Parameters
    ----------
    values
        One outcome, ``(cycles,)``, whole years.

    Returns
    -------
    Peak
        The ratio is to the 99th percentile of the greatest power of shuffled years; above 1 the period stands out.
    """
    years = values.reshape(-1, CYCLES_IN_YEAR)
    yearly = np.polyfit(np.arange(len(years)), years.mean(1), 1)[0]  # of whole years: the season is no drift
    level = years - yearly / CYCLES_IN_YEAR * np.arange(values.size).reshape(years.shape)
    rest = level - level.mean(0)
    if np.abs(rest).max() <= ROUNDING * np.abs(values).max():
        rest = np.zeros_like(rest)
    periods, power = periodogram(rest.ravel())
    chance = periodogram(_shuffled(rest, random))[1].max(-1)
    strongest, limit = int(power.argmax()), np.quantile(chance, SHARE_BELOW)
    return Peak(float(periods[strongest]), float(power[strongest] / limit) if limit > 0 else 0.0)


def _shuffled(years: Array, random: np.random.Generator) -> Array:
    """Put years in shuffled order, each begun anywhere: years by cycles in, shuffles by all cycles out."""
    count = len(years)
    order = random.permuted(np.tile(np.arange(count), (SHUFFLES, 1)), axis=1)
    start = random.integers(CYCLES_IN_YEAR, size=(SHUFFLES, count, 1))
    at = (start + np.arange(CYCLES_IN_YEAR)) % CYCLES_IN_YEAR
    return years[order[..., None], at].reshape(SHUFFLES, -1)


def periodogram(values: Array) -> tuple[Array, Array]:
    """Return the periods from 2 to 26 cycles and the power of each; the year and what divides it are left out.

    Parameters
    ----------
    values
        Series of cycles, along the last axis.
    """
    cycles = values.shape[-1]
    ratio = np.arange(1, cycles // 2 + 1)
    periods = cycles / ratio
    power = np.abs(np.fft.rfft(values - values.mean(-1, keepdims=True)))[..., 1 : ratio.size + 1] ** 2
    in_season = np.abs(CYCLES_IN_YEAR / periods % 1.0) < 1e-9
    kept = (periods >= SHORTEST) & (periods <= LONGEST) & ~in_season
    return periods[kept], power[..., kept]
