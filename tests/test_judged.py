"""What a review finds of a single initiative tells something of it: neither all succeed nor all fail, and work shows."""

import numpy as np
import pytest

from mobsim.engine.model import begin
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import DAYS_IN_YEAR


@pytest.fixture(scope="module")
def ended():
    """Initiatives that ended in two towns over four years under the full model."""
    scenario = village(12, 1_000, officers=20, burn_in_days=DAYS_IN_YEAR)
    rows = []
    for seed in (1, 2):
        model = begin(scenario, seed).fork("full_model")
        model.run_days(4 * DAYS_IN_YEAR)
        rows += [row for row in model.history.initiatives if row["status"] == "ended"]
    return rows


def share_met(rows):
    return float(np.mean([row["met"] for row in rows]))


@pytest.mark.parametrize("measure", Measure)
def test_some_meet_their_objective_and_some_do_not(ended, measure):
    rows = [row for row in ended if row["measure"] == measure.key]
    assert len(rows) > 30
    assert 0.1 < share_met(rows) < 0.9


def test_where_a_dose_was_delivered_clients_objectives_are_met_more_often(ended):
    social = [row for row in ended if row["measure"] == Measure.SOCIAL.key]
    effective = [row for row in social if row["effective"]]
    others = [row for row in social if not row["effective"]]
    assert min(len(effective), len(others)) > 10
    assert share_met(effective) > share_met(others) + 0.1
