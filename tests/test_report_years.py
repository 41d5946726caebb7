"""Changes year by year: those of the weeks, paired, and only of whole years."""

import numpy as np
import pandas as pd
import pytest
from test_report_numbers import results_with

from mobsim.report.years import MOST_YEARS, changes_by_year

NAMES = ["usual", "other"]


def weekly(years, seeds=4, seed=1, communities=1):
    """Make up weeks of two strategies, the burn-in before them, by seed and community."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [NAMES, range(seeds), range(-26, int(52 * years)), [f"c{number}" for number in range(communities)]],
        names=["strategy", "seed", "week", "community"],
    )
    table = index.to_frame(index=False)
    return table.assign(harm=rng.gamma(5, 20, len(table)))


def test_a_year_is_the_mean_of_its_weeks_against_the_reference():
    table = weekly(3)
    found = changes_by_year(results_with(weekly=table), "harm", NAMES, "usual")
    counted = table[table["week"] >= 0].assign(year=lambda rows: rows["week"] // 52)
    means = counted.groupby(["strategy", "year"])["harm"].mean()
    for year in range(3):
        expected = means["other", year] / means["usual", year] - 1
        assert found["other"][year].mean == pytest.approx(expected)
        assert found["other"][year].low < expected < found["other"][year].high
        assert found["usual"][year] == (0, 0, 0)


@pytest.mark.parametrize(("years", "told"), [(1, 0), (1.9, 0), (2, 2), (2.5, 2), (14, MOST_YEARS)])
def test_only_whole_years_are_told_and_one_alone_is_not(years, told):
    found = changes_by_year(results_with(weekly=weekly(years)), "harm", NAMES, "usual")
    assert len(found.get("other", [])) == told


def test_runs_of_a_draw_are_one_unit():
    table = weekly(2, seeds=6)
    runs = pd.DataFrame({"strategy": ["usual"] * 6, "seed": range(6), "draw": [0, 0, 0, 1, 1, 2]})
    found = changes_by_year(results_with(weekly=table, runs=runs), "harm", NAMES, "usual")
    yearly = table[table["week"].between(0, 51)].groupby(["strategy", "seed"])["harm"].mean().unstack("strategy")
    by_draw = yearly.groupby(runs["draw"].to_numpy()).mean()
    assert found["other"][0].mean == pytest.approx(
        (by_draw["other"] - by_draw["usual"]).mean() / by_draw["usual"].mean()
    )


def test_a_seed_that_one_strategy_lacks_is_left_out():
    table = weekly(2, seeds=5)
    lacking = table[~((table["strategy"] == "other") & (table["seed"] == 4))]
    whole = changes_by_year(results_with(weekly=table[table["seed"] < 4]), "harm", NAMES, "usual")
    assert changes_by_year(results_with(weekly=lacking), "harm", NAMES, "usual") == whole


def test_nothing_is_told_without_weeks_or_seeds():
    assert changes_by_year(results_with(), "harm", NAMES, "usual") == {}
    assert changes_by_year(results_with(weekly=weekly(2)), "absent", NAMES, "usual") == {}
    assert changes_by_year(results_with(weekly=weekly(2, seeds=1)), "harm", NAMES, "usual") == {}
