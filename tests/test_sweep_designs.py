"""Designs: what a sweep lives, and that more of it changes nothing that was there."""

import re
import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sweep_files import TWO_BY_TWO, sweep_formula, write_experiment

from mobsim.analysis.analyse import TABLES, analyse
from mobsim.errors import MobsimError
from mobsim.experiment.plan import Plan
from mobsim.experiment.sweep import laying_out, limits
from mobsim.experiment.sweep.consistency import UNUSED
from mobsim.experiment.sweep.designs import DESIGNS
from mobsim.experiment.sweep.designs.design import REPLICATE_STRIDE, Asked, Design, Sample
from mobsim.experiment.sweep.designs.walsh import walsh_columns, walsh_matrix
from mobsim.experiment.sweep.factors import Factor
from mobsim.experiment.sweep.laying_out import towns_first
from mobsim.experiment.sweep.reading import read_experiment

LEVER = Factor("strategy.leadership", "lever", (0.2, 0.8))
NUMBER = Factor("trust.misconduct", "parameter", low=0.1, high=0.4)
WHOLE = Factor("places.residents_each", "parameter", low=2, high=5, whole=True)
SETTING = Factor("scenario.community.officers", "setting", (5, 9))


def lay_out(name, factors, strategies=(), **asked) -> Plan:
    return laying_out.lay_out(DESIGNS[name], Asked(factors, **asked), strategies)


@settings(max_examples=30)
@given(st.integers(2, 9), st.integers(3, 5))
def test_no_small_set_of_columns_of_a_fraction_is_confounded(count, resolution):
    signs = walsh_matrix(walsh_columns(count, resolution))
    assert (signs.sum(axis=0) == 0).all()
    for size in range(2, resolution):
        for chosen in combinations(range(count), size):
            assert abs(signs[:, chosen].prod(axis=1).sum()) < len(signs)


def test_fractions_of_resolution_five_are_the_published_ones():
    # Sanchez and Sanchez (2005), table III.
    assert walsh_columns(12, 5) == [1, 2, 4, 8, 15, 16, 32, 51, 64, 85, 106, 128]


def test_a_fraction_is_a_part_of_the_whole_factorial():
    factors = [Factor(f"strategy.{name}", "lever", (0.0, 1.0)) for name in "abcde"]
    whole = lay_out("factorial", factors).points
    part = lay_out("factorial", factors, resolution=5).points
    assert (len(whole), len(part)) == (32, 16)
    assert all(point in whole for point in part)


def test_neighbours_share_a_town_because_levers_vary_fastest():
    design = lay_out("factorial", [LEVER, NUMBER], ["status_quo", "full_model"])
    assert [point["trust.misconduct"] for point in design.points] == [0.1] * 4 + [0.4] * 4
    assert [factor.name for factor in towns_first([LEVER, SETTING])][-1] == LEVER.name


def test_a_grid_lays_steps_over_ranges_and_takes_levels_as_they_are():
    points = lay_out("grid", [NUMBER, LEVER]).points
    assert sorted({point["trust.misconduct"] for point in points}) == pytest.approx([0.1, 0.175, 0.25, 0.325, 0.4])
    assert len(points) == 10
    assert {point[WHOLE.name] for point in lay_out("grid", [WHOLE]).points} == {2, 3, 4, 5}


def test_a_latin_hypercube_meets_every_slice_of_every_range_once():
    points = lay_out("latin_hypercube", [NUMBER, LEVER], samples=20, seed=3).points
    slices = [int((point["trust.misconduct"] - 0.1) / 0.3 * 20) for point in points]
    assert sorted(slices) == list(range(20))
    assert sum(point[LEVER.name] == 0.2 for point in points) == 10


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_more_samples_add_points_and_change_neither_numbers_nor_seeds(kind):
    few = lay_out(kind, [NUMBER, WHOLE], samples=8, seed=5)
    many = lay_out(kind, [NUMBER, WHOLE], samples=16, seed=5)
    assert many.points[: len(few.points)] == few.points
    later = {run.run_id: run for run in many.runs(0, 2)}
    assert all(later[run.run_id] == run for run in few.runs(0, 2))
    assert len(later) == 2 * len(many.points)


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_a_block_shares_a_seed_and_no_two_blocks_do(kind):
    design = lay_out(kind, [NUMBER, WHOLE], samples=8, seed=5)
    seeds = {}
    for run, block in zip(design.runs(0, 1), design.blocks, strict=True):
        seeds.setdefault(block, set()).add(run.seed)
    assert all(len(each) == 1 for each in seeds.values())
    assert len(set.union(*seeds.values())) == 8


def test_a_morris_step_changes_one_factor():
    points = lay_out("morris", [NUMBER, WHOLE], samples=4, seed=1).points
    for first in range(0, len(points), 4):
        for one, next_ in zip(points[first : first + 3], points[first + 1 : first + 4], strict=True):
            assert sum(one[name] != next_[name] for name in one) == 1


def test_strategies_at_a_point_share_its_seed():
    design = lay_out("latin_hypercube", [NUMBER], ["a", "b"], samples=4)
    runs = design.runs(0, 1)
    assert [runs[place].seed == runs[place + 1].seed for place in (0, 2, 4, 6)] == [True] * 4
    assert len({run.seed for run in runs}) == 4


def test_more_replicates_change_no_number_given_before():
    design = lay_out("factorial", [LEVER, NUMBER])
    few, many = design.runs(0, 2), design.runs(0, 5)
    assert many[: len(few)] == few
    assert design.replicates_in({0, 7}) == 2


@given(st.floats(0.0, 1.0, exclude_max=True), st.sampled_from([LEVER, NUMBER, WHOLE, SETTING]))
def test_a_share_becomes_a_value_of_the_factor(share, factor):
    value = factor.at(share)
    if factor.levels:
        assert value in factor.levels
    else:
        assert factor.low <= value <= factor.high
        assert isinstance(value, int) == factor.whole


def test_whole_numbers_are_met_equally_often():
    values = [WHOLE.at(share) for share in np.arange(0.0, 1.0, 0.001)]
    assert [values.count(number) for number in (2, 3, 4, 5)] == [250] * 4


@pytest.mark.parametrize(
    ("kind", "factors", "further", "points"),
    [
        ("latin_hypercube", [NUMBER], {"samples": 10_000_000}, "10,000,000 points of 1"),
        ("sobol", [NUMBER, WHOLE], {"samples": 65_536}, "327,680 points of 2"),
        ("morris", [NUMBER, WHOLE], {"samples": 65_536}, "262,144 points of 2"),
        ("grid", [Factor(f"a{n}", "parameter") for n in range(8)], {}, "390,625 points of 8"),
        ("factorial", [Factor(f"a{n}", "parameter") for n in range(18)], {}, "262,144 points of 18"),
        (
            "factorial",
            [Factor(f"a{n}", "parameter") for n in range(90)],
            {},
            "more than 1,000,000,000,000 points of 90",
        ),
        ("grid", [WHOLE, LEVER], {"strategies": [f"s{n}" for n in range(30_000)]}, "240,000 points of 2"),
        ("morris", [Factor(f"a{n}", "parameter") for n in range(300)], {"samples": 128}, "38,656 points of 300"),
    ],
)
def test_a_design_of_too_many_points_is_refused_before_it_is_laid_out(kind, factors, further, points):
    started = time.process_time()
    with pytest.raises(MobsimError, match=re.escape(f"make {points} factors, more than 200,000 points")):
        lay_out(kind, factors, **further)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("kind", ["factorial", "grid", "latin_hypercube", "sobol", "morris"])
def test_the_size_that_is_checked_is_the_size_that_is_laid_out(kind, monkeypatch):
    factors = [LEVER, NUMBER, WHOLE]
    count = len(lay_out(kind, factors, ["status_quo"], samples=8).points)
    monkeypatch.setattr(limits, "MOST_POINTS", count)
    assert len(lay_out(kind, factors, ["status_quo"], samples=8).points) == count
    monkeypatch.setattr(limits, "MOST_POINTS", count - 1)
    with pytest.raises(MobsimError, match=f"make {count} points"):
        lay_out(kind, factors, ["status_quo"], samples=8)


def test_a_fraction_of_too_many_points_is_refused_while_its_columns_are_chosen():
    started = time.process_time()
    with pytest.raises(MobsimError, match="resolution = 7: needs more than 111,111 points for 90 factors"):
        walsh_columns(90, 7)
    assert time.process_time() - started < 20


FACTORS = [LEVER, NUMBER, WHOLE]


@pytest.mark.parametrize("design", DESIGNS.values(), ids=list(DESIGNS))
class TestEveryDesign:
    def test_it_says_how_large_it_is_before_it_is_laid_out(self, design):
        asked = Asked(FACTORS, samples=8, points=[{LEVER.name: 0.2}, {LEVER.name: 0.8}])
        points, blocks = design.draw(asked)
        assert design.size(asked) in (len(points), 0)
        assert len(points) > 1
        assert len(blocks) in (0, len(points))

    def test_what_it_reads_and_allows_is_known(self, design):
        assert design.reads <= UNUSED.keys()
        assert set(design.analyses) <= TABLES.keys()
        assert design.stride == (REPLICATE_STRIDE if design.grows else 0)

    def test_its_points_name_every_factor_within_its_range(self, design):
        for point in design.draw(
            Asked(FACTORS, samples=8, points=[{each.name: each.ends[0] for each in FACTORS}])
        ).points:
            assert point.keys() - {"dummy"} == {factor.name for factor in FACTORS}
            assert 0.1 <= point[NUMBER.name] <= 0.4
            assert point[LEVER.name] in LEVER.levels


def _star(asked):
    middle = {factor.name: factor.at(0.5) for factor in asked.factors}
    ends = [{**middle, factor.name: end} for factor in asked.factors for end in factor.ends]
    return Sample([middle, *ends])


STAR = Design("star", _star, lambda asked: 1 + 2 * len(asked.factors), reads=frozenset(), analyses=("levels",))


def test_a_new_design_is_one_object_that_is_read_swept_and_analysed(tmp_path, monkeypatch):
    text = TWO_BY_TWO.replace('"factorial"', '"star"')
    with pytest.raises(MobsimError, match=r"design = 'star': is not a known design. Did you mean 'search'"):
        read_experiment(write_experiment(tmp_path, text))
    monkeypatch.setitem(DESIGNS, "star", STAR)
    folder = sweep_formula(tmp_path, text, lambda factors, seed: {"harm": factors["strategy.leadership"], "trust": 1.0})
    found = analyse(folder)
    assert list(found.tables) == ["levels"]
    assert found.results.runs["point"].nunique() == 5
    with pytest.raises(MobsimError, match="'star' draws no samples"):
        read_experiment(write_experiment(tmp_path, text.replace('"star"', '"star"\nsamples = 4')))
