"""What a run tells of itself, also when little of it was run."""

import math
import warnings

from mobsim.engine.model import Model
from mobsim.scenario.synthetic import village


def test_a_run_of_less_than_a_measured_week_has_no_numbers_and_no_warning() -> None:
    model = Model(village(neighbourhoods=2, residents=120, burn_in_days=28))
    model.run_days(28)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = model.results()
    assert math.isnan(run.totals["harm"])
    assert list(run.weekly.week) == [-4, -3, -2, -1]
