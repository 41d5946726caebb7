"""The profile of a town times the days that the town lives, every step of them."""

from collections import defaultdict

import pandas as pd
import pytest

from benchmarks.parts import Timed, steps, table
from benchmarks.towns import STRATEGY, town
from mobsim.engine.model import Model


def test_the_table_names_what_takes_time_and_adds_up_the_rest():
    named = steps_named(2.0)
    shown = table({1_000: named, 10_000: {name: 10 * taken for name, taken in named.items()}})
    assert "| all | 100 | 1,000 |" in shown
    assert "| `offend` | 2.0 | 20 |" in shown


def steps_named(taken: float) -> dict[str, float]:
    """Return as many steps of the day, of equal length, as make a hundred with the rest."""
    names = list(steps())
    return {**dict.fromkeys(names, taken), "cycle": 100.0 - taken * len(names)}


@pytest.mark.long
def test_a_town_of_which_each_step_is_timed_lives_the_same_days():
    usual, timed = Model(town(1_000), STRATEGY), Timed(town(1_000), STRATEGY)
    timed.steps_of_day, timed.taken = steps(), defaultdict(float)
    usual.run_days(84)
    timed._run_to(84)
    pd.testing.assert_frame_equal(usual.results().weekly, timed.results().weekly)
    assert usual.world.residents.tobytes() == timed.world.residents.tobytes()
    assert timed.taken.keys() == {*steps(), "run_weeks", "end_weeks", "end of week and ledger", "cycle"}
    assert all(taken > 0 for taken in timed.taken.values())
