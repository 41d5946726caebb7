"""Ensembles: read and checked, drawn from in proportion, run in pairs, and told apart from luck."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_town import write_town
from report_page import sections_of

import mobsim
from mobsim.cli import main
from mobsim.errors import MobsimError
from mobsim.experiment.doubt import by_draw, range_over_models, split
from mobsim.report.sections.answer import short_answer
from mobsim.report.sections.deciding import deciding
from mobsim.report.sections.for_analysts import for_analysts
from mobsim.scenario.ensemble import Ensemble, choose_ensemble, shipped_ensembles
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village

DRAWS = [[0.5, 3], [1.5, 8], [0.7, 5], [1.2, 4]]
CONTENT = {
    "schema": 1,
    "title": "Two numbers",
    "about": "for a test",
    "made": {"command": "by hand"},
    "parameters": ["offending.by_presence", "offending.places_weighed"],
    "draws": DRAWS,
}


def written(folder, **changes):
    file = folder / "ensemble.json"
    file.write_text(json.dumps({key: value for key, value in {**CONTENT, **changes}.items() if value is not None}))
    return file


def answer(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return ended.value.code or 0, said.out, said.err


def made_up(weights):
    draws = tuple((float(number),) for number in range(len(weights)))
    return Ensemble("made up", "", "", ("offending.by_presence",), draws, tuple(weights), {})


@pytest.mark.parametrize("name", shipped_ensembles())
def test_what_ships_is_good_and_says_what_made_it(name, capsys):
    ensemble = choose_ensemble(name)
    assert len(ensemble) >= 50
    assert {"command", "model", "runs", "waves"} <= ensemble.made.keys()
    spread = np.std(ensemble.draws, axis=0)
    assert (spread > 0).all()
    code, out, _ = answer(capsys, "list", "ensembles")
    assert code == 0
    assert name in out


@given(
    st.lists(st.floats(0, 10), min_size=2, max_size=12).filter(lambda weights: sum(weights) > 0.1), st.integers(1, 256)
)
def test_draws_come_in_proportion_to_their_weights(weights, replicates):
    ensemble = made_up(weights)
    chosen = [ensemble.draw_of(each) for each in range(replicates) if each < 8 or each % 4 != 3]
    expected = np.array(weights) / sum(weights) * len(chosen)
    found = np.bincount(chosen, minlength=len(weights))
    # A van der Corput sequence is never further from even than by its discrepancy, at either end of an interval.
    assert np.abs(found - expected).max() <= 2 + np.log2(len(chosen))
    assert not found[np.array(weights) == 0].any()


def test_the_first_eight_replicates_differ_and_then_the_last_of_four_repeats_the_draw_before():
    ensemble = made_up([1.0] * 64)
    drawn = [ensemble.draw_of(replicate) for replicate in range(40)]
    assert len(set(drawn[:8])) == 8
    assert all((drawn[n] == drawn[n - 1]) == (n > 8 and n % 4 == 3) for n in range(1, 40))
    assert len(set(drawn)) == 32


def test_what_a_scenario_sets_itself_holds_in_every_draw(tmp_path):
    ensemble = choose_ensemble(written(tmp_path))
    town = village(2, 60, parameters={"offending.by_presence": 0.9})
    for draw in range(len(ensemble)):
        applied = town.drawn(ensemble, draw)
        assert applied.parameters.offending.by_presence == 0.9
        assert applied.parameters.offending.places_weighed == DRAWS[draw][1]


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"schema": 7}, "schema = 7", "write 1"),
        ({"drawz": 1}, "drawz", "Did you mean 'draws'"),
        ({"parameters": ["offending.by_presence", "offending.places_wayed"]}, "places_wayed", "Did you mean"),
        ({"parameters": ["offending.by_presence"] * 2}, "parameters", "name each once"),
        ({"parameters": "all"}, "parameters = 'all'", r"\[\"GROUP.NAME\""),
        ({"draws": DRAWS[:1]}, "draws", "at least 2"),
        ({"draws": [[0.5, 3], [0.5]]}, r"draws\[1\]", "2 values"),
        ({"draws": [[0.5, 3], [99, 3]]}, r"draws\[1\].offending.by_presence = 99", "write a value from"),
        ({"draws": [[0.5, 3], [0.5, 3.5]]}, r"draws\[1\].offending.places_weighed = 3.5", "whole number"),
        ({"draws": [[0.5, 3], ["0.5", 3]]}, "must be a number", "without quotation marks"),
        ({"weights": [1, 1]}, "weights", "write 4 numbers"),
        ({"weights": [0, 0, 0, 0]}, "weights", "not only noughts"),
        ({"weights": [1, 1, 1, float("nan")]}, "weights", "at least 0"),
        ({"made": "me"}, "made", "table of words"),
        ({"fitted": ["trust.misconduct"]}, "fitted", "some of the parameters"),
        ({"parameters": ["offending.by_presence", "problems.theft.celing"]}, "celing", "Did you mean 'ceiling'"),
        (
            {"parameters": ["offending.by_presence", "problems.theft.by_need"], "draws": [[0.5, 3], [0.5, 99]]},
            r"draws\[1\].problems.theft.by_need = 99",
            "write a number from -20 to 20",
        ),
    ],
)
def test_a_bad_file_is_refused_with_file_field_and_remedy(tmp_path, capsys, changes, field, remedy):
    file = written(tmp_path, **changes)
    code, _, said = answer(capsys, "compare", "south_simcoe", "--ensemble", file)
    assert code == 2
    assert str(file) in said
    assert re.search(field, said), said
    assert re.search(remedy, said, re.IGNORECASE), said
    assert "Traceback" not in said


@pytest.mark.parametrize("text", ["", "[1, 2]", '"draws"', "{" * 5000])
def test_what_is_no_ensemble_at_all_is_refused(tmp_path, text):
    file = tmp_path / "ensemble.json"
    file.write_text(text)
    with pytest.raises(MobsimError, match=re.escape(str(file))):
        choose_ensemble(file)


def test_an_unknown_name_and_half_an_answer_are_refused(capsys):
    code, _, said = answer(capsys, "compare", "south_simcoe", "--ensemble", "evidense")
    assert (code, "evidense" in said) == (2, True)
    code, _, said = answer(capsys, "run", "south_simcoe", "--ensemble", "evidence")
    assert (code, "Give the number of a draw" in said) == (2, True)
    code, _, said = answer(capsys, "run", "south_simcoe", "--draw", "3000")
    assert (code, "from 0 to 199" in said) == (2, True)
    code, _, said = answer(capsys, "compare", "south_simcoe", "--ensemble", "evidence", "--point")
    assert (code, "Give one of them" in said) == (2, True)


def test_numbers_of_draws_are_checked(tmp_path):
    with pytest.raises(MobsimError, match=r"draw = 4: there is no such draw.*0 to 3"):
        mobsim.run(village(2, 60), ensemble=written(tmp_path), draw=4)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("under doubt")
    town, file = load_scenario(write_town(folder)), written(folder)
    found = mobsim.compare(
        town, ["status_quo", "full_model"], runs=8, workers=1, days=84, out=folder / "out", ensemble=file
    )
    return town, file, found


class TestComparison:
    """A comparison under an ensemble."""

    def test_a_seed_has_one_draw_under_all_strategies(self, compared):
        _, file, found = compared
        by_seed = found.runs.groupby("seed")["draw"].agg(["nunique", "first"])
        assert (by_seed["nunique"] == 1).all()
        ensemble = choose_ensemble(file)
        drawn = found.runs[found.runs["strategy"] == "status_quo"].sort_values("run_id")["draw"]
        assert drawn.tolist() == [ensemble.draw_of(replicate) for replicate in range(8)]

    def test_each_run_is_that_of_its_draw(self, compared):
        town, file, found = compared
        row = found.runs.iloc[5]
        alone = mobsim.run(town, row["strategy"], int(row["seed"]), 84, ensemble=file, draw=int(row["draw"]))
        assert alone.totals["harm"] == row["harm"]
        own = mobsim.run(town, row["strategy"], int(row["seed"]), 84)
        assert own.totals["harm"] != row["harm"], "the draw changes the run"

    def test_the_folder_goes_on_only_with_its_ensemble(self, compared):
        town, file, found = compared
        names = ["status_quo", "full_model"]
        again = mobsim.compare(town, names, runs=8, workers=1, days=84, out=found.folder, ensemble=file)
        assert again.runs.equals(found.runs)
        with pytest.raises(MobsimError, match=r"ensemble|inputs"):
            mobsim.compare(town, names, runs=8, workers=1, days=84, out=found.folder)

    def test_the_summary_is_of_means_by_draw(self, compared):
        _, _, found = compared
        wide = found.runs.pivot(index="seed", columns="strategy", values="harm")
        draws = found.runs.drop_duplicates("seed").set_index("seed")["draw"].loc[wide.index]
        means = (wide["full_model"] - wide["status_quo"]).groupby(draws).mean()
        full = next(each for each in found.summary["strategies"] if each["name"] == "full_model")["outcomes"]["harm"]
        assert full["difference"] == pytest.approx(means.mean())
        assert found.summary["draws"] == len(means)
        assert full["range_low"] is full["range_high"] is None, "four draws say nothing of nine in ten models"
        assert found.summary["ensemble"]["parameters"] == CONTENT["parameters"]

    def test_the_report_says_what_the_intervals_hold(self, compared):
        page = sections_of(
            compared[2].folder, lambda found, _: [short_answer(found), deciding(found), for_analysts(found)]
        )
        text = " ".join(page.text.split())
        assert "nine of ten plausible versions" not in text
        assert "Each run takes its own values for two numbers of the model" in text
        assert "ensemble “Two numbers”" in text
        assert "This is a simulation of A town for" in text
        assert "hold no doubt" not in text
        assert "What plausible models say, against Status quo" in text
        assert "Of plausible versions of the model" not in text, "four draws say nothing of shares of models"
        assert "nan" not in text


def drawn_truth(rng, models, luck, doubt, mean=-1.0):
    """Make up differences of one strategy from the reference, every fourth seed of the model before."""
    of = [number - (number + 1) // 4 for number in range(models)]
    effect = mean + doubt * rng.standard_normal(max(of) + 1)
    difference = effect[of] + luck * rng.standard_normal(models)
    base = 10 + 5 * rng.standard_normal(models)
    return np.stack([base, base + difference], 1), of


@pytest.mark.parametrize(("luck", "doubt"), [(1.0, 0.0), (1.0, 1.0), (0.3, 1.0), (2.0, 1.0)])
def test_luck_and_doubt_are_told_apart_without_bias(luck, doubt):
    rng = np.random.default_rng(7)
    found = [split(*drawn_truth(rng, 40, luck, doubt), 0) for _ in range(600)]
    assert np.mean([each.luck[1] for each in found]) == pytest.approx(luck**2, rel=0.1)
    assert np.mean([each.total[1] for each in found]) == pytest.approx(luck**2 + doubt**2, rel=0.1)


@pytest.mark.parametrize("seeds", [8, 20, 60])
@pytest.mark.parametrize(("luck", "doubt"), [(1.0, 0.3), (1.0, 1.0), (0.3, 1.0)])
def test_the_range_holds_nine_in_ten_models_at_least(seeds, luck, doubt):
    rng = np.random.default_rng(11)
    inside = []
    for _ in range(400):
        values, of = drawn_truth(rng, seeds, luck, doubt)
        low, high = range_over_models(values, of, 0)
        further = -1.0 + doubt * rng.standard_normal(50)
        inside.append(((low[1] <= further) & (further <= high[1])).mean())
    assert np.mean(inside) >= 0.88


@pytest.mark.parametrize(("draws", "told"), [(1, False), (4, False), (5, True)])
def test_fewer_than_five_draws_tell_no_range(draws, told):
    values = np.random.default_rng(3).normal(size=(8, 2))
    ends = range_over_models(values, [min(seed, draws - 1) for seed in range(8)], 0)
    assert np.isfinite(ends).all() == told


@settings(max_examples=50)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=30), st.integers(1, 4))
def test_means_by_draw_are_those_of_its_rows(draws, strategies):
    values = np.random.default_rng(1).normal(size=(len(draws), strategies))
    rows = by_draw(values, draws)
    for place, draw in enumerate(sorted(set(draws))):
        np.testing.assert_allclose(rows[place], values[np.array(draws) == draw].mean(0))


EXPERIMENT = """
schema = 1
title = "Doubt in a sweep"
scenario = "{town}"
design = "{design}"
days = 28
strategies = ["status_quo", "full_model"]
{more}
[factors]
"offending.by_presence" = {{ low = 0.6, high = 1.2 }}
[replicates]
seeds = {seeds}
ensemble = "{ensemble}"
[outcomes]
keep = ["harm", "cost"]
"""


@pytest.mark.parametrize(("design", "more", "seeds"), [("grid", "", 3), ("latin_hypercube", "samples = 4", 1)])
def test_a_sweep_draws_anew_where_seeds_are_drawn_anew(tmp_path, design, more, seeds):
    written(tmp_path)
    town = write_town(tmp_path)
    file = tmp_path / "experiment.toml"
    file.write_text(EXPERIMENT.format(town=town, design=design, more=more, seeds=seeds, ensemble="ensemble.json"))
    found = mobsim.sweep(file, workers=1)
    by_seed = found.runs.groupby("seed")["draw"].nunique()
    assert (by_seed == 1).all()
    assert found.runs["draw"].nunique() == min(len(by_seed), len(DRAWS))
    row = found.runs.iloc[-1]
    own = {
        "offending.by_presence": row["offending.by_presence"],
        "offending.places_weighed": DRAWS[int(row["draw"])][1],
    }
    alone = mobsim.run(load_scenario(town).with_parameters(own), row["strategy"], int(row["seed"]), 28)
    assert alone.totals["harm"] == row["harm"], "a factor holds in every draw, and the rest is the draw's"


def test_an_experiment_that_names_no_ensemble_that_is_there_is_refused(tmp_path, capsys):
    town = write_town(tmp_path)
    file = tmp_path / "experiment.toml"
    file.write_text(EXPERIMENT.format(town=town, design="grid", more="", seeds=2, ensemble="evidenz"))
    code, _, said = answer(capsys, "check", file)
    assert code == 2
    assert str(file) in said
    assert "evidenz" in said
    assert "evidence" in said
