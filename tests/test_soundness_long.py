"""The untreated town is stationary: it drifts little over ten years, and no cycle stands out beyond the season."""

import numpy as np
import pytest

from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.validation.stationarity import MOST_DRIFT, drift, observe_cycles, strongest_period

YEARS, SEEDS = 10, range(1, 21)


def test_initiatives_do_not_start_and_stop_in_step():
    """A short form: in a small untreated town, no cycle of two years has fewer than half of the usual initiatives."""
    running = observe_cycles(village(96, 120, officers=20, burn_in_days=364), 1, 2)["running"]
    assert running.mean() > 16
    assert running.min() >= 0.4 * running.mean()
    assert running.max() <= 2.0 * running.mean()


@pytest.fixture(scope="module", params=["columbus", "south_simcoe"])
def untreated(request):
    """Return each watched outcome of a town over ten years: seeds by cycles."""
    runs = [observe_cycles(load_scenario(request.param), seed, YEARS) for seed in SEEDS]
    return {outcome: np.array([run[outcome] for run in runs]) for outcome in MOST_DRIFT}


@pytest.mark.long
def test_the_untreated_town_drifts_little_over_ten_years(untreated):
    drifts = {outcome: drift(runs).mean for outcome, runs in untreated.items()}
    assert {outcome: by for outcome, by in drifts.items() if abs(by) > MOST_DRIFT[outcome]} == {}


@pytest.mark.long
def test_no_period_stands_out_beyond_the_season(untreated):
    peaks = {outcome: strongest_period(runs.mean(0), np.random.default_rng(1)) for outcome, runs in untreated.items()}
    assert {outcome: peak for outcome, peak in peaks.items() if peak.ratio > 1.0} == {}
