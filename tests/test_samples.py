"""A comparison under an ensemble is analysed as a sweep whose samples are draws; a planted reversal is found."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_ensemble import written

import mobsim
from mobsim.analysis.discovery import find_rules, first_place
from mobsim.analysis.information import worth_knowing, worth_knowing_together
from mobsim.analysis.results import SweepResults, read_sweep
from mobsim.errors import MobsimError
from mobsim.experiment.sweep.factors import Factor
from mobsim.scenario.mechanisms import mechanisms
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.synthetic import village
from mobsim.store.meanings import Meaning

pytest.importorskip("sklearn")
REVERSED_ABOVE = 0.6


def results_of(runs, strategies=("usual", "one", "other"), arms=()):
    """Make up the results of samples of two parameters, compared under strategies."""
    factors = (Factor("p", "parameter"), Factor("q", "parameter"), Factor("strategy", "strategy", tuple(strategies)))
    experiment = {"design": "latin_hypercube", "strategies": list(strategies), "reference": "usual", "arms": list(arms)}
    meanings = {"harm": Meaning("harm", "Harm", "", "", "lower")}
    return SweepResults(None, {}, experiment, runs, pd.DataFrame(), factors, meanings)


def planted(samples, luck, seed=1):
    """Plant a reversal: one is better than the other up to a value of p, and worse above; q has no part in it."""
    rng, rows = np.random.default_rng(seed), []
    for sample in range(samples):
        p, q = rng.random(2)
        for replicate in range(1 + (sample % 3 == 0)):
            level = 100 + 10 * rng.standard_normal()
            for strategy, effect in (("usual", 0.0), ("one", -6.0), ("other", -8.0 if p > REVERSED_ABOVE else -4.0)):
                harm = level + effect + luck * rng.standard_normal()
                rows.append(
                    {"p": p, "q": q, "strategy": strategy, "replicate": replicate, "seed": sample, "harm": harm}
                )
    return pd.DataFrame(rows).assign(run_id=range(len(rows)), point=0)


@pytest.mark.parametrize("luck", [0.0, 0.5])
def test_where_first_place_changes_is_found(luck):
    best, found = first_place(results_of(planted(120, luck)), "harm")
    assert best == "one"
    assert found.failing == pytest.approx(1 - REVERSED_ABOVE, abs=0.12)
    worst = found.rules.iloc[0]
    assert worst["failing"] > 0.9
    assert "q" not in worst["rule"]
    assert float(re.search(r"p > ([\d.]+)", worst["rule"])[1]) == pytest.approx(REVERSED_ABOVE, abs=0.05)
    assert found.accuracy > found.always + 0.2


def test_luck_alone_makes_no_rule():
    rng = np.random.default_rng(4)
    runs = planted(120, 0.0)
    runs["harm"] = 100 + rng.standard_normal(len(runs))
    _, found = first_place(results_of(runs), "harm")
    assert found.accuracy < found.always + 0.05


@pytest.mark.parametrize("luck", [0.0, 0.5])
def test_what_is_worth_knowing_is_worth_what_it_saves(luck):
    found = worth_knowing(results_of(planted(400, luck)), "harm").set_index("factor")
    # Knowing p, the other is chosen above .6, which is 2 better there: .4 x 2. A parabola rounds the corner off.
    saved = 2 * (1 - REVERSED_ABOVE)
    assert 0.6 * saved < found.loc["p", "worth"] < 1.05 * saved
    assert found.loc["p", "told"]
    assert not found.loc["q", "told"]
    assert found.loc["q", "worth"] < 0.1
    assert (found["best"] == "one").all()


def test_luck_alone_is_worth_nothing():
    rng, told = np.random.default_rng(8), 0
    for _ in range(20):
        runs = planted(60, 0.0, seed=int(rng.integers(1_000_000)))
        runs["harm"] = 100 + rng.standard_normal(len(runs))
        told += bool(worth_knowing(results_of(runs), "harm")["told"].any())
    assert told <= 3  # one in twenty by chance


def test_numbers_that_go_together_are_known_together():
    runs = planted(120, 0.1)
    factors = (Factor("p", "parameter"), Factor("twin", "parameter"), *results_of(runs).factors[2:])
    found = worth_knowing(replace(results_of(runs.assign(twin=2 - 3 * runs["p"])), factors=factors), "harm")
    assert found["factor"].tolist() == ["p, twin"]


def of_mechanisms(samples, luck, seed):
    """Make up harm that hangs on the sum of four numbers of one mechanism, and on none of another's."""
    rng, rows = np.random.default_rng(seed), []
    one, other = (mechanisms()[name].members[:4] for name in ("collaboration", "leadership"))
    names = [*one, *other]
    for sample in range(samples):
        numbers = rng.random(8)
        away = numbers[:4].sum() - 2
        for name, harm in (("usual", 100.0), ("one", 95 + away), ("other", 95 - away)):
            rows.append((sample, 0, *numbers, name, harm + luck * rng.standard_normal()))
    runs = pd.DataFrame(rows, columns=["sample", "replicate", *names, "strategy", "harm"])
    runs = runs.assign(point=runs.groupby(["sample", "strategy"]).ngroup(), seed=runs["sample"]).drop(columns="sample")
    factors = (
        *(Factor(name, "parameter") for name in names),
        Factor("strategy", "strategy", ("usual", "one", "other")),
    )
    return replace(results_of(runs), factors=factors)


def test_a_mechanism_is_worth_what_its_numbers_save_together():
    results = of_mechanisms(300, 0.05, seed=3)
    together = worth_knowing_together(results, "harm").set_index("mechanism")
    alone = worth_knowing(results, "harm")["worth"]
    # The mean of what is chosen by the sum: its deviation is that of four uniform numbers, times .8 for a normal's mean distance.
    saved = np.sqrt(4 / 12) * np.sqrt(2 / np.pi)
    assert together.loc["collaboration", "worth"] == pytest.approx(saved, rel=0.15)
    assert together.loc["collaboration", "told"]
    assert not together.loc["leadership", "told"]
    assert together["numbers"].tolist() == [4, 4]
    assert alone.max() < 0.7 * together.loc["collaboration", "worth"]


def test_a_mechanism_of_more_numbers_than_samples_tell_is_left_out():
    assert len(worth_knowing_together(of_mechanisms(30, 0.05, seed=4), "harm")) == 2
    few = of_mechanisms(30, 0.05, seed=4)
    rest = [name for name in mechanisms()["collaboration"].members if name not in few.runs]
    rng = np.random.default_rng(5)
    more = {name: np.repeat(rng.random(30), 3) for name in rest[:7]}
    runs = few.runs.assign(**more)
    factors = (*(Factor(name, "parameter") for name in more), *few.factors)
    assert len(more) == 7
    assert worth_knowing_together(replace(few, runs=runs, factors=factors), "harm")["mechanism"].tolist() == [
        "leadership"
    ]


def test_luck_is_worth_nothing_to_a_mechanism():
    told = 0
    for seed in range(15):
        results = of_mechanisms(60, 0.0, seed)
        harm = 100 + np.random.default_rng(seed).standard_normal(len(results.runs))
        told += bool(
            worth_knowing_together(replace(results, runs=results.runs.assign(harm=harm)), "harm")["told"].any()
        )
    assert told <= 3


def test_too_few_samples_say_nothing_of_what_is_worth_knowing():
    with pytest.raises(MobsimError, match=r"samples = 20: has too few samples"):
        worth_knowing(results_of(planted(20, 0.1)), "harm")


def test_an_arm_of_an_experiment_is_never_first():
    best, _ = first_place(results_of(planted(60, 0.1), arms=("one",)), "harm")
    assert best == "other"


def test_one_case_alone_is_no_ground_for_a_share():
    columns = pd.DataFrame({"p": np.arange(40.0)})
    found = find_rules(columns, np.arange(40) == 3)
    assert found.accuracy == found.always == 39 / 40


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    two = {name: PRESETS[name] for name in ("status_quo", "full_model")}
    town = village(4, 150, burn_in_days=28, days=182, strategies=two, reference="status_quo")
    mobsim.compare(town, runs=12, workers=1, out=folder / "out", ensemble=written(folder))
    mobsim.compare(town, runs=2, workers=1, out=folder / "plain", point=True)
    return folder


def test_draws_are_samples_with_their_parameters(compared):
    results = read_sweep(compared / "out")
    written_draws = json.loads((compared / "out" / "ensemble.json").read_text())["draws"]
    for row in results.runs.to_dict("records"):
        assert [row["offending.by_presence"], row["offending.places_weighed"]] == written_draws[row["draw"]]
    counts = results.runs.groupby(["draw", "strategy"])["replicate"].agg(["count", "max"])
    assert (counts["max"] == counts["count"] - 1).all()
    assert "draw" not in results.outcomes
    assert "offending.by_presence" not in results.outcomes


def test_it_is_analysed_luck_and_doubt_apart(compared):
    found = mobsim.analyse(compared / "out")
    table = found.table("variance").set_index("source")
    assert set(table.index) == {"settings", "seeds"}
    assert table["share"].sum() == pytest.approx(1.0)
    differences = found.table("strategies").set_index("strategy").loc["full_model"]
    summary = json.loads((compared / "out" / "comparison.json").read_text())
    full = next(each for each in summary["strategies"] if each["name"] == "full_model")["outcomes"]["harm"]
    assert differences["difference"] == pytest.approx(full["difference"])
    assert (differences["low"], differences["high"]) == pytest.approx((full["difference_low"], full["difference_high"]))


def test_a_comparison_without_an_ensemble_is_no_sweep(compared):
    with pytest.raises(MobsimError, match="holds the results of mobsim compare, not of a sweep"):
        mobsim.analyse(compared / "plain")
