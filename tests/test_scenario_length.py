"""How long a scenario is: from the shortest that counts anything, without burn-in too, to a report that is whole."""

import json
import math

import pytest
from batteries import at_length
from hypothesis import given
from hypothesis import strategies as st

import mobsim
from mobsim.errors import MobsimError
from mobsim.report import build
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import weeks_that_end


def town(burn_in_days, days):
    two = {name: PRESETS[name] for name in ("status_quo", "full_model")}
    return village(2, 60, burn_in_days=burn_in_days, days=days, strategies=two, reference="status_quo")


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_weeks_that_end_are_those_whose_last_day_is_counted(after, days):
    assert weeks_that_end(after, days) == sum((day + 1) % 7 == 0 for day in range(after, after + days))


@pytest.mark.parametrize(("burn_in_days", "days"), [(0, 6), (28, 6), (3, 3)])
def test_a_run_in_which_no_week_ends_is_refused(burn_in_days, days):
    with pytest.raises(MobsimError, match=f"days = {days}: ends before a week does.*at least 7"):
        mobsim.run(town(burn_in_days, days))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(("burn_in_days", "days"), [(0, 7), (6, 1), *at_length((3, 4), (30, 20))])
def test_the_shortest_runs_are_compared_and_reported_without_gaps(tmp_path, burn_in_days, days):
    scenario = town(burn_in_days, days)
    mobsim.compare(scenario, runs=2, workers=1, out=tmp_path / "compared")
    comparison = json.loads((tmp_path / "compared" / "comparison.json").read_text())
    assert all(math.isfinite(each["outcomes"]["harm"]["mean"]) for each in comparison["strategies"])
    assert "nan" not in build(tmp_path / "compared").read_text().lower().split()
