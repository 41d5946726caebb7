"""The untreated town is stationary: it drifts little over ten years, and no cycle stands out beyond the season."""

import numpy as np
import pytest

from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.validation.stationarity import MOST_DRIFT, drift, observe_cycles, strongest_period

YEARS, SEEDS = 10, range(1, 21)


def test_initiatives_do_not_start_and_stop_in_step():
    """A short form: in a small untreated town, no cycle of two years has fewer than half of the usual initiatives."""
    running = observe_cycles(village(12, 120, officers=2.5, burn_in_days=364), 1, 2)["running"]
    assert running.mean() > 2
    assert running.min() >= 0.4 * running.mean()
    assert running.max() <= 2.0 * running.mean()


@pytest.mark.long
@pytest.mark.parametrize("name", ["columbus", "south_simcoe"])
def test_the_untreated_town_drifts_little_over_ten_years(name):
    runs = [observe_cycles(load_scenario(name), seed, YEARS) for seed in SEEDS]
    drifts = {outcome: drift(np.array([run[outcome] for run in runs])).mean for outcome in MOST_DRIFT}
    assert {outcome: by for outcome, by in drifts.items() if abs(by) > MOST_DRIFT[outcome]} == {}


@pytest.mark.long
def test_no_period_stands_out_beyond_the_season():
    runs = [observe_cycles(load_scenario("columbus"), seed, YEARS) for seed in SEEDS]
    for outcome in ("harm", "running", "programme_money"):
        mean = np.mean([run[outcome] for run in runs], 0)
        assert strongest_period(mean, np.random.default_rng(1)).ratio <= 1.0, outcome
