"""The untreated town is stationary: it drifts little over ten years, and no cycle stands out beyond the season."""

from dataclasses import replace

import numpy as np
import pytest

from mobsim.engine.model import Model
from mobsim.scenario.initiatives import Status
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE

MEANS = {"trust": 0.03, "insecurity": 0.03, "cohesion": 0.10, "participation": 0.10, "membership": 0.10}
BY_COMMUNITY = {"commitment": 0.10, "collaboration_ties": 0.10}
RATES = {"harm": 0.10, "recorded": 0.10, "cost_programmes": 0.10}
LONGEST, SHUFFLES = 26, 200


def cycles_lived(town, seed, years):
    """Live an untreated town after its burn-in; return its outcomes, each of shape ``(cycles,)``."""
    model = Model(town, seed=seed)
    model.run_days(town.burn_in_days)
    found = {name: [] for name in (*MEANS, *BY_COMMUNITY, *RATES, "running")}
    for _ in range(years * CYCLES_IN_YEAR):
        before = model.ledger.total.copy()
        model.run_days(DAYS_IN_CYCLE)
        sums = {name: float(each.sum()) for name, each in model.ledger.sums(model.ledger.total - before).items()}
        sums["recorded"] = sum(sums[f"recorded_{problem.name}"] for problem in town.problems)
        for names, divisor in ((MEANS, "adult_weeks"), (BY_COMMUNITY, "community_weeks"), (RATES, "person_weeks")):
            for name in names:
                found[name].append(sums[name] / sums[divisor])
        found["running"].append(np.count_nonzero(model.world.initiatives.status == Status.RUNNING))
    return {name: np.array(values, float) for name, values in found.items()}


def power(values):
    """Return the power of each period from 2 to 26 cycles, the year's own and what divides it left out."""
    ratio = np.arange(1, values.size // 2 + 1)
    periods = values.size / ratio
    strength = np.abs(np.fft.rfft(values - values.mean()))[1 : ratio.size + 1] ** 2
    kept = (periods >= 2) & (periods <= LONGEST) & (np.abs(CYCLES_IN_YEAR / periods % 1.0) > 1e-9)
    return strength[kept]


def beyond_the_season(values, years, random):
    """Return the greatest power of a period against the 99th percentile of that of shuffled years."""
    by_year = values.reshape(years, CYCLES_IN_YEAR)
    season = by_year.mean(0)
    rest = by_year - season
    shuffled = [power(random.permutation(rest.ravel())).max() for _ in range(SHUFFLES)]
    return power(rest.ravel()).max() / np.quantile(shuffled, 0.99)


def test_initiatives_do_not_start_and_stop_in_step():
    """A short form: in a small untreated town, no cycle of two years has fewer than half of the usual initiatives."""
    running = cycles_lived(village(12, 120, officers=2.5, burn_in_days=364), 1, 2)["running"]
    assert running.mean() > 2
    assert running.min() >= 0.4 * running.mean()
    assert running.max() <= 2.0 * running.mean()


@pytest.mark.long
@pytest.mark.parametrize("name", ["columbus", "south_simcoe"])
def test_the_untreated_town_drifts_little_over_ten_years(name):
    town, years = replace(load_scenario(name), events=()), 10
    runs = [cycles_lived(town, seed, years) for seed in range(1, 21)]
    missed = {}
    for outcome, most in {**MEANS, **BY_COMMUNITY, **RATES, "running": 0.10}.items():
        by_year = np.mean([run[outcome].reshape(years, -1).mean(1) for run in runs], 0)
        drift = by_year[-3:].mean() / by_year[:3].mean() - 1.0
        if abs(drift) > most:
            missed[outcome] = drift
    assert missed == {}


@pytest.mark.long
@pytest.mark.parametrize("outcome", ["harm", "running", "cost_programmes"])
def test_no_period_stands_out_beyond_the_season(outcome):
    years = 10
    runs = [cycles_lived(load_scenario("columbus"), seed, years)[outcome] for seed in range(1, 21)]
    mean = np.mean(runs, 0)
    assert beyond_the_season(mean, years, np.random.default_rng(1)) <= 1.0
