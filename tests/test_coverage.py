"""Intervals of made-up studies hold known truths as often as they say, as far as a quick look can tell."""

import numpy as np
import pytest
from batteries import at_length

from benchmarks import coverage, made_up

KEYS = {cell.key: cell for cell in coverage.cells()}
QUICK = [
    ("factorial", "effects", "5 seeds", 120),
    ("latin hypercube", "strategies", "10 samples, 1 seed each", 60),
    ("paired", "pairing", "12 seeds", 30),
    *at_length(("factorial", "shapley: share", "12 seeds", 120), ("factorial", "variance: seeds", "6 seeds", 60)),
]
SURELY_FEWER = 0.001
"""Chance below which an interval of 95 % that holds so seldom is none."""


@pytest.mark.parametrize(("design", "table", "study", "studies"), QUICK)
def test_intervals_hold_about_as_often_as_they_say(design, table, study, studies):
    from scipy.stats import binom

    found = coverage.measure(KEYS[design, table, study], studies)
    assert binom.cdf(round(found.share * studies), studies, 0.95) > SURELY_FEWER


def test_an_interval_that_is_too_narrow_is_found_out():
    cell = KEYS["factorial", "effects", "12 seeds"]
    narrow = coverage.Cell("factorial", "too narrow", "12 seeds", cell.make, lambda results: _narrow(results))
    found = coverage.measure(narrow, 60)
    assert not found.passes
    assert found.high < coverage.LOWEST


def _narrow(results):
    table = coverage.main_effects(results, "harm")
    half = (table["high"] - table["low"]) / 6
    squeezed = table.assign(low=table["estimate"] - half, high=table["estimate"] + half)
    mean = made_up.TOGETHER / 2
    return coverage.inside(squeezed, [made_up.FIRST + mean, made_up.SECOND + mean])


def test_the_made_up_truths_are_those_of_a_very_large_study():
    shares = coverage.factorial_shares()
    table = coverage.variance_components(made_up.factorial(3_000, np.random.default_rng(1)), "harm")
    for source, share in zip(table["source"], table["share"], strict=True):
        assert share == pytest.approx(shares[source], abs=0.02)
    drawn = made_up.hypercube(1_500, 2, np.random.default_rng(2), compared=False)
    found = coverage.variance_components(drawn, "harm").set_index("source").loc["settings", "share"]
    assert found == pytest.approx(coverage.settings_share(), abs=0.05)


def test_what_the_page_shows_is_what_was_measured():
    there = coverage.kept(coverage.OUT)
    shown = coverage.as_table(list(there.values())) if there else "Not measured yet for this version."
    assert shown in coverage.PAGE.read_text(encoding="utf-8")
    assert set(there) <= set(KEYS)
