"""The report's numbers: rounded honestly, and intervals that hold what they say."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.cli.answer import _with_half
from mobsim.cli.tables import number
from mobsim.experiment.intervals import mean_interval
from mobsim.measures.equity import top_to_bottom
from mobsim.report.changes import change_of
from mobsim.report.curves import curves_of, seen_in_a_town
from mobsim.report.figures.marks import REFERENCE, patterns
from mobsim.report.findings import Estimate, Standing
from mobsim.report.folder import Results
from mobsim.report.markup import Markup, tag
from mobsim.report.neighbourhoods import by_deprivation, deprivation_groups
from mobsim.report.numbers import decimals_for, dollars, in_hundred, percent, plain
from mobsim.report.sections.cost import money_by_kind
from mobsim.report.sections.making import seeds_in_words
from mobsim.report.sections.words import moved


def results_with(**tables):
    given = {
        "runs": pd.DataFrame(),
        "weekly": None,
        "neighbourhoods": None,
        "initiatives": None,
        "books": None,
        "failures": None,
    }
    return Results(folder=None, manifest={}, comparison=None, areas=None, **(given | tables))


@pytest.mark.parametrize(
    ("width", "decimals"), [(41.0, 0), (4.1, 1), (0.41, 2), (0.0041, 4), (0.0, 0), (math.nan, 0), (1e-9, 5)]
)
def test_two_figures_of_the_uncertainty_are_shown(width, decimals):
    assert decimals_for(width) == decimals


def test_numbers_are_written_for_people():
    assert plain(-1234.5, 1) == "−1,234.5"
    assert plain(0.0, 1, sign=True) == "0.0"
    assert plain(-0.01, 1, sign=True) == "0.0"
    assert plain(math.nan) == "—"
    assert percent(0.123, sign=True) == "+12%"
    assert percent(-0.0123) == "−1.2%"


def test_a_chance_is_never_called_certain_from_a_few_runs():
    assert in_hundred(1.0) == "more than 99 in 100"
    assert in_hundred(0.0) == "less than 1 in 100"
    assert in_hundred(0.714) == "71 in 100"


def test_intervals_hold_the_mean_nineteen_times_in_twenty():
    samples = np.random.default_rng(1).normal(3.0, 2.0, (6, 4000))
    _, low, high = mean_interval(samples)
    assert 0.94 < ((low <= 3.0) & (high >= 3.0)).mean() < 0.96


def test_the_interval_that_is_shown_decides_what_can_be_told_apart():
    told = Estimate(10, 9, 11, -2, -3.5, -0.5)
    assert told.distinguishable
    assert not told.hardly
    assert not told._replace(difference_low=-4.5, difference_high=0.5).distinguishable


def test_what_surely_lies_within_half_a_per_cent_is_called_alike():
    alike = Estimate(100.0, 99.0, 101.0, 0.1, -0.3, 0.4)
    assert alike.alike
    assert not alike.distinguishable
    assert moved(alike) == "hardly changed, if at all (by less than half a per cent)"
    assert not alike._replace(difference_high=0.6).alike


def neighbourhoods(count, population=100):
    return pd.DataFrame(
        {
            "key": [f"/{number}" for number in range(count)],
            "strategy": "old",
            "seed": 1,
            "deprivation": np.linspace(1, 0, count),
            "population": population,
            "harm": np.arange(count, dtype=float),
        }
    )


def test_fifths_hold_a_fifth_of_the_people_from_least_to_most_deprived():
    groups = deprivation_groups(neighbourhoods(20))
    assert groups.value_counts().tolist() == [4] * 5
    assert groups["/19"] == 0
    assert groups["/0"] == 4


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_few_neighbourhoods_make_fewer_groups_but_none_empty(count):
    groups = deprivation_groups(neighbourhoods(count))
    assert sorted(groups.unique()) == list(range(min(5, count)))


def test_one_huge_neighbourhood_leaves_no_gap_in_the_groups():
    groups = deprivation_groups(neighbourhoods(6, [1, 1, 10_000, 1, 1, 1]))
    assert sorted(groups.unique()) == list(range(groups.nunique()))


def test_neighbourhoods_that_are_equally_deprived_are_of_one_group():
    table = neighbourhoods(6).assign(deprivation=[0.1, 0.7, 0.1, 0.7, 0.1, 0.7])
    groups = deprivation_groups(table)
    assert groups.nunique() == 2
    assert {tuple(groups[table["key"][table["deprivation"] == level]].unique()) for level in (0.1, 0.7)} == {(0,), (1,)}


def test_no_fifths_are_drawn_of_equal_deprivation():
    table = neighbourhoods(6).assign(deprivation=0.4)
    assert by_deprivation(results_with(neighbourhoods=table), "harm", "old") is None
    values = np.arange(6.0)
    assert np.isnan(top_to_bottom(values, np.full(6, 0.4), np.ones(6)))
    assert top_to_bottom(values + 1, np.linspace(0, 1, 6), np.ones(6)) == pytest.approx(6)


def test_a_group_is_weighted_by_its_people():
    table = neighbourhoods(2, [100, 300])
    assert by_deprivation(results_with(neighbourhoods=table), "harm", "old").to_numpy().tolist() == [[1.0, 0.0]]
    assert by_deprivation(results_with(neighbourhoods=table.head(1)), "harm", "old") is None


def test_curves_put_four_weeks_together_and_weigh_communities_by_people():
    weekly = pd.DataFrame(
        [
            {"strategy": "old", "seed": seed, "week": week, "community": town, "trust": level + week // 4 + seed}
            for seed in (1, 3)
            for week in range(-4, 9)
            for town, level in (("small", 0.0), ("large", 4.0))
        ]
    )
    people = neighbourhoods(2, [100, 300]).assign(community=["small", "large"])
    (curve,) = curves_of(results_with(weekly=weekly, neighbourhoods=people), "trust", [("old", "Old", REFERENCE)])
    assert curve.weeks.tolist() == [-2, 2, 6]
    assert curve.mean.tolist() == pytest.approx([4.0, 5.0, 6.0])
    assert (curve.high - curve.mean).tolist() == pytest.approx([12.706] * 3, abs=0.001)


@pytest.mark.parametrize("count", [0, 1, 10, 11, 20])
def test_parts_of_a_bar_look_different_however_many_they_are(count):
    assert len(set(patterns(count))) == count


def test_money_of_initiatives_planned_before_the_strategies_part_is_not_theirs():
    rows = [
        ("old", -28, 900.0, "situational"),
        ("old", 0, 500.0, "situational"),
        ("old", 28, 100.0, "situational"),
        ("old", 56, 300.0, "social"),
    ]
    table = pd.DataFrame(rows, columns=["strategy", "planned_day", "money", "measure"]).assign(lead="community-led")
    shares = money_by_kind(table).loc["old"]
    assert shares.to_dict() == {"Community-led, situational": 0.25, "Community-led, social": 0.75}
    assert money_by_kind(table.head(1)) is None


def test_what_one_town_would_notice_comes_from_its_luck_and_not_from_who_lives_there():
    random = np.random.default_rng(5)
    luck = random.normal(0, 2.0, (400, 26))
    weekly = pd.DataFrame(
        [
            {"strategy": "old", "seed": seed, "week": 4 * cycle + week, "community": "town", "harm": level}
            for seed in range(400)
            for cycle in range(26)
            for level in [1000 + 50 * seed + 3 * cycle + luck[seed, cycle]]
            for week in range(4)
        ]
    )
    expected = 2.8 * 2.0 * math.sqrt(2 / 13)
    assert seen_in_a_town(results_with(weekly=weekly), "harm", "old") == pytest.approx(expected, rel=0.08)
    assert math.isnan(seen_in_a_town(results_with(), "harm", "old"))


def test_a_difference_told_for_sure_but_tiny_is_not_made_much_of():
    tiny = Estimate(100.2, 100.1, 100.3, 0.2, 0.1, 0.3)
    assert tiny.distinguishable
    assert tiny.hardly
    assert moved(tiny) == "hardly changed (+0.2%)"
    assert change_of(Standing("new", "", {}, 1.0, 0.5, 0.0, {"trust": tiny}), "trust") == ("≈ hardly any", "")
    assert percent(0.0002) == "under 0.1%"


def test_seeds_may_be_as_large_as_seeds_are():
    assert seeds_in_words([1, 2, 3]) == "1 to 3"
    assert seeds_in_words([7, 2**62, 2**63 - 1]) == f"7, {2**62}, {2**63 - 1}"
    assert seeds_in_words([10 * seed for seed in range(20)]) == "0, 10, 20, 30 and 16 more, all in runs.parquet"


def test_whatever_is_not_markup_is_escaped():
    assert tag("p", "<b>", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;</p>'
    assert tag("p", Markup("<b></b>")) == "<p><b></b></p>"
    assert tag("p", "a", class_=None, hidden=True) == "<p hidden>a</p>"


REAL = st.floats(-1e9, 1e9, allow_nan=False) | st.floats(-1e-3, 1e-3, allow_nan=False)


def read_back(shown):
    return float(shown.replace("−", "-").replace(",", "").replace("$", "").rstrip("%"))


def decimals_of(shown):
    return len(shown.rstrip("%").partition(".")[2])


def is_signed_nought(shown):
    return re.fullmatch(r"[-−+]\$?[0.,]*%?", shown) is not None


@given(REAL, st.integers(0, 5), st.booleans())
def test_a_plain_number_is_read_back_within_its_last_figure(value, decimals, sign):
    shown = plain(value, decimals, sign=sign)
    assert not is_signed_nought(shown)
    assert decimals_of(shown) == decimals
    assert read_back(shown) == pytest.approx(value, abs=0.5 * 10.0**-decimals + 1e-15 * abs(value), rel=0)


@given(REAL)
def test_a_number_of_the_command_line_has_the_figures_that_are_said(value):
    shown, size = number(value), abs(value)
    most = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3
    assert not is_signed_nought(shown)
    assert decimals_of(shown) == most
    assert read_back(shown) == pytest.approx(value, abs=0.5 * 10.0**-most + 1e-15 * size, rel=0)


@given(st.floats(-100, 100, allow_nan=False), st.booleans())
def test_a_percentage_has_one_decimal_at_most_and_is_never_a_signed_nought(share, sign):
    shown = percent(share, sign=sign)
    assert not is_signed_nought(shown)
    if shown == "under 0.1%":
        assert 0 < abs(share) < 0.0005
    else:
        assert decimals_of(shown) == (0 if abs(share) >= 0.0995 else 1)
        assert read_back(shown) == pytest.approx(100 * share, abs=0.5 * 10.0 ** -decimals_of(shown) + 1e-12, rel=0)


@given(REAL)
def test_an_amount_of_money_is_never_a_signed_nought(amount):
    shown = dollars(amount)
    assert not is_signed_nought(shown)
    assert read_back(shown) == pytest.approx(amount, abs=0.5 * 10.0 ** -decimals_of(shown) + 1e-15 * abs(amount), rel=0)


@given(st.floats(-1e6, 1e6, allow_nan=False), st.floats(1e-9, 1e6))
def test_an_estimate_has_the_decimals_that_its_interval_is_worth(middle, half):
    shown = _with_half(middle, middle + half, signed=True)
    estimate, _, width = shown.partition(" ± ")
    assert not is_signed_nought(estimate)
    assert decimals_of(estimate) == decimals_of(width) <= 4
    assert read_back(estimate) == pytest.approx(middle, abs=0.5 * 10.0 ** -decimals_of(estimate) + 1e-9, rel=0)
