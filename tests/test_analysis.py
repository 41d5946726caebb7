"""Analysis: what is known of a formula beforehand is what the analysis of its sweep finds."""

import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from batteries import at_length
from sweep_files import TWO_BY_TWO, open_folder, sweep_formula, write_experiment

import mobsim
from mobsim.analysis.analyse import analyse
from mobsim.analysis.convergence import convergence
from mobsim.analysis.discovery import discover
from mobsim.analysis.factorial import cell_means, interactions, level_means, main_effects, shapley_shares
from mobsim.analysis.pairing import pairing_gain
from mobsim.analysis.results import read_sweep
from mobsim.analysis.sensitivity import morris_effects, sobol_indices
from mobsim.analysis.strategies import regret_across, strategy_differences
from mobsim.cli import main
from mobsim.errors import MobsimError, UsageError
from mobsim.report.figures import Gallery
from mobsim.report.figures.sweeps import draw_analysis

HEAD = """
schema = 1
title = "A formula"
scenario = "hamlet.toml"
design = "{design}"
{further}
[factors]
{factors}
[replicates]
seeds = {seeds}
[outcomes]
keep = ["harm", "trust"]
"""
COMPONENTS = ("leadership", "collaboration", "risk_focus", "information_sharing")


def experiment(design, factors, seeds=6, further=""):
    return HEAD.format(design=design, factors="\n".join(factors), seeds=seeds, further=further)


def factorial(count=4, seeds=6, further=""):
    return experiment("factorial", [f'"strategy.{name}" = [0.0, 1.0]' for name in COMPONENTS[:count]], seeds, further)


def one_of_each_design():
    """Return an experiment of every design that mobsim analyse knows."""
    return {
        "factorial": factorial(2),
        "sobol": experiment("sobol", RANGES, seeds=1, further="samples = 16"),
        "morris": experiment("morris", RANGES, seeds=1, further="samples = 4"),
        "levels": experiment("grid", ['"strategy.lead" = ["police", "community", "adaptive"]'], seeds=4),
        "strategies": experiment("grid", ['"trust.stubbornness" = [0.0, 1.0]'], seeds=4, further=STRATEGIES),
        "discovery": experiment("latin_hypercube", RANGES, seeds=1, further=f"{STRATEGIES}samples = 40"),
    }


def luck(seed, *more):
    return float(np.random.default_rng([seed, *more]).normal())


def levers(factors):
    return [factors[f"strategy.{name}"] for name in COMPONENTS if f"strategy.{name}" in factors]


@pytest.fixture(scope="module")
def components(tmp_path_factory):
    """Harm falls by 2 and 1; the third and fourth do nothing but together, where they take 3. Seeds are lucky by 50."""

    def formula(factors, seed):
        one, two, three, four = levers(factors)
        own = 0.1 * luck(seed, *(int(each) for each in levers(factors)))
        return {"harm": 100 + 50 * luck(seed) - 2 * one - two - 3 * three * four + own, "trust": one}

    return read_sweep(sweep_formula(tmp_path_factory.mktemp("components"), factorial(seeds=12), formula))


def test_main_effects_are_those_of_the_formula_whatever_the_luck_of_seeds(components):
    found = main_effects(components, "harm").set_index("factor")
    expected = dict(zip(COMPONENTS, (-2.0, -1.0, -1.5, -1.5), strict=True))
    for name, effect in expected.items():
        row = found.loc[f"strategy.{name}"]
        assert row["estimate"] == pytest.approx(effect, abs=0.15)
        assert row["low"] < effect < row["high"]
        assert row["high"] - row["low"] < 0.3
    assert (found["p"] < 0.001).all()


def test_interactions_find_what_needs_each_other_and_nothing_else(components):
    found = interactions(components, "harm").set_index("factors")["estimate"]
    together = found["strategy.risk_focus x strategy.information_sharing"]
    assert together == pytest.approx(-1.5, abs=0.15)
    assert found.drop("strategy.risk_focus x strategy.information_sharing").abs().max() < 0.15
    assert len(interactions(components, "harm", order=3)) == 4


def test_shares_add_up_to_the_whole_and_split_what_is_only_done_together(components):
    found = shapley_shares(components, "harm").set_index("factor")
    assert found["estimate"].sum() == pytest.approx(-6.0, abs=0.3)
    assert found["share"].sum() == pytest.approx(1.0)
    assert found.loc["strategy.risk_focus", "share"] == pytest.approx(0.25, abs=0.03)
    assert (found["share_low"] <= found["share"]).all()
    assert (found["share"] <= found["share_high"]).all()


def test_shares_agree_with_their_definition_over_all_orders(components):
    from itertools import permutations

    values, points = components.values("harm")
    corner = {tuple(row): values[:, place].mean() for place, row in enumerate(points.to_numpy())}
    names, expected = list(points.columns), np.zeros(4)
    for order in permutations(range(4)):
        raised = [0.0] * 4
        for place in order:
            before = corner[tuple(raised)]
            raised[place] = 1.0
            expected[place] += (corner[tuple(raised)] - before) / math.factorial(4)
    found = shapley_shares(components, "harm").set_index("factor")["estimate"]
    assert found[names].to_numpy() == pytest.approx(expected)


def test_shares_of_nothing_are_not_told(tmp_path):
    results = read_sweep(
        sweep_formula(tmp_path, factorial(2), lambda f, seed: {"harm": luck(seed, *map(int, levers(f)))})
    )
    assert shapley_shares(results, "harm")["share"].isna().all()


def test_level_and_cell_means_are_means(components):
    found = level_means(components, "trust")
    first = found[found["factor"] == "strategy.leadership"]
    assert first["estimate"].tolist() == [0.0, 1.0]
    assert first["difference"].tolist() == [-0.5, 0.5]
    cells = cell_means(components, "trust", ["strategy.leadership", "strategy.risk_focus"])
    assert cells["estimate"].tolist() == [0.0, 0.0, 1.0, 1.0]


def test_a_fraction_names_what_it_cannot_tell_apart(tmp_path):
    text = factorial(4, further="resolution = 4")
    results = read_sweep(sweep_formula(tmp_path, text, lambda f, seed: {"harm": levers(f)[0] * levers(f)[1]}))
    found = interactions(results, "harm")["factors"].tolist()
    assert len(found) == 3
    assert all(" = " in printed for printed in found)
    assert main_effects(results, "harm")["estimate"].tolist()[:2] == [0.5, 0.5]


def test_a_seed_with_a_missing_run_is_left_out_whole(tmp_path):
    folder = sweep_formula(tmp_path, factorial(2), lambda f, seed: {"harm": luck(seed) + sum(levers(f))}, fails=(6,))
    found = main_effects(read_sweep(folder), "harm")
    assert found["replicates"].tolist() == [5, 5]
    assert found["estimate"].tolist() == pytest.approx([1.0, 1.0])


RANGES = [f'"parameters.{name}" = {{ low = 0.0, high = 1.0 }}' for name in
          ("trust.stubbornness", "cohesion.stubbornness", "insecurity.stubbornness")]  # fmt: skip


def ishigami(factors, seed):
    x = [math.pi * (2 * factors[f"{group}.stubbornness"] - 1) for group in ("trust", "cohesion", "insecurity")]
    return {"harm": math.sin(x[0]) + 7 * math.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * math.sin(x[0])}


def test_sobol_indices_of_ishigamis_function_are_the_published_ones(tmp_path):
    text = experiment("sobol", RANGES, seeds=1, further="samples = 512")
    results = read_sweep(sweep_formula(tmp_path, text, ishigami))
    found = sobol_indices(results, "harm").set_index("factor")
    assert found["first"].tolist()[:3] == pytest.approx([0.314, 0.442, 0.0], abs=0.09)
    assert found["total"].tolist()[:3] == pytest.approx([0.558, 0.442, 0.244], abs=0.09)
    assert found.loc["dummy", "total"] == pytest.approx(0.0, abs=1e-9)
    assert found["above_noise"].tolist() == [True, True, True, False]
    settled = convergence(results, "harm")
    assert settled["replicates"].unique().tolist() == [16, 32, 64, 128, 256, 512]


def test_the_dummy_tells_noise_and_one_seed_a_block_keeps_it_small(tmp_path):
    def noisy(factors, seed):
        return {"harm": factors["trust.stubbornness"] + 3 * luck(seed), "trust": 0.0}

    text = experiment("sobol", RANGES, seeds=1, further="samples = 128")
    found = sobol_indices(read_sweep(sweep_formula(tmp_path, text, noisy)), "harm").set_index("factor")
    assert found.loc["dummy", "total"] == pytest.approx(0.0, abs=1e-9)
    assert found["above_noise"].tolist() == [True, False, False, False]


def test_a_block_with_a_missing_run_is_left_out_whole(tmp_path):
    text = experiment("sobol", RANGES, seeds=1, further="samples = 64")
    folder = sweep_formula(tmp_path, text, ishigami, fails=(3, 7, 100))
    found = sobol_indices(read_sweep(folder), "harm")
    assert set(found["blocks"]) == {61}


def test_morris_ranks_a_linear_formula_and_sees_no_spread_in_it(tmp_path):
    def linear(factors, seed):
        return {"harm": luck(seed) + 5 * factors["trust.stubbornness"] - 2 * factors["cohesion.stubbornness"]}

    text = experiment("morris", RANGES, seeds=1, further="samples = 12")
    found = morris_effects(read_sweep(sweep_formula(tmp_path, text, linear)), "harm").set_index("factor")
    assert found["mean"].tolist() == pytest.approx([5.0, -2.0, 0.0, 0.0], abs=1e-9)
    assert found["size"].tolist() == pytest.approx([5.0, 2.0, 0.0, 0.0], abs=1e-9)
    assert found["spread"].max() < 1e-6
    assert found["above_noise"].tolist() == [True, True, False, False]


def dealt_anew(factors, seed):
    """Harm follows trust; cohesion only deals luck anew; seeds bring luck to all points alike."""
    trust, cohesion = factors["trust.stubbornness"], factors["cohesion.stubbornness"]
    own = luck(seed, round(1e6 * trust), round(1e6 * cohesion))
    return {"harm": 3 * trust + luck(seed) + 0.5 * own, "trust": 0.0}


def test_on_two_seeds_the_floor_of_noise_is_what_luck_dealt_anew_makes(tmp_path):
    text = experiment("sobol", RANGES, seeds=2, further="samples = 128")
    found = sobol_indices(read_sweep(sweep_formula(tmp_path, text, dealt_anew)), "harm").set_index("factor")
    whole = 9 / 12 + (1 + 0.25) / 2
    assert found["above_noise"].to_dict() == {
        "trust.stubbornness": True, "cohesion.stubbornness": False, "insecurity.stubbornness": False, "dummy": False,
        "seeds": False,
    }  # fmt: skip
    assert found.loc["dummy", "total"] == pytest.approx(0.125 / whole, abs=0.03)
    assert found.loc["cohesion.stubbornness", "total"] == pytest.approx(0.125 / whole, abs=0.03)
    assert found.loc["seeds", ["first", "total"]].tolist() == pytest.approx([0.5 / whole, 0.625 / whole], abs=0.12)
    bounded = found.filter(regex="first|total").to_numpy()
    assert ((bounded >= 0) & (bounded <= 1)).all()


def test_steps_that_only_deal_luck_anew_are_not_above_the_noise_of_morris(tmp_path):
    text = experiment("morris", RANGES, seeds=2, further="samples = 30")
    found = morris_effects(read_sweep(sweep_formula(tmp_path, text, dealt_anew)), "harm").set_index("factor")
    assert found["above_noise"].tolist() == [True, False, False, False, False]
    assert found.loc["dummy", "size"] == pytest.approx(found.loc["cohesion.stubbornness", "size"], rel=0.25)
    assert found.loc["seeds", "size"] > found.loc["dummy", "size"]


STRATEGIES = 'strategies = ["status_quo", "full_model", "hot_spots"]\n'
BETTER = {"status_quo": 0.0, "full_model": -3.0, "hot_spots": 0.0}


def compared(factors, seed):
    number = list(BETTER).index(factors["strategy"])
    gain = BETTER[factors["strategy"]] * (1 - 2 * factors.get("trust.stubbornness", 0.0))
    return {"harm": 100 + 20 * luck(seed) + gain + luck(seed, number), "trust": gain}


def test_strategies_are_compared_within_seeds_at_each_condition(tmp_path):
    text = experiment("grid", ['"trust.stubbornness" = [0.0, 1.0]'], seeds=30, further=STRATEGIES)
    results = read_sweep(sweep_formula(tmp_path, text, compared))
    found = strategy_differences(results, "harm").set_index(["trust.stubbornness", "strategy"])
    assert found.loc[(0.0, "full_model"), "difference"] == pytest.approx(-3.0, abs=1.0)
    assert found.loc[(1.0, "full_model"), "difference"] == pytest.approx(3.0, abs=1.0)
    assert found.loc[(0.0, "full_model"), "probability_best"] > 0.99
    assert found.loc[(0.0, "status_quo"), ["difference", "low", "high"]].tolist() == [0.0, 0.0, 0.0]
    assert found.loc[(0.0, "full_model"), "rank"] == 1
    pooled = strategy_differences(results, "harm", by=[])
    assert pooled["pairs"].tolist() == [30] * 3, "seeds are independent, points that share them are not"
    regret = regret_across(results, "harm").set_index("strategy")
    assert regret["best_in"].sum() == pytest.approx(1.0)
    assert regret.loc["full_model", "best_in"] == 0.5
    assert regret.loc["full_model", "greatest_regret"] == pytest.approx(3.0, abs=1.0)


@pytest.mark.parametrize("design", ["grid", "latin_hypercube"])
def test_an_arm_of_an_experiment_is_compared_and_never_ranked(tmp_path, design):
    arm, further = "full_model_without_leadership", "samples = 12\n" if design == "latin_hypercube" else ""
    names = f'strategies = ["status_quo", "hot_spots", "{arm}"]\n'
    gains = {"status_quo": 0.0, "hot_spots": -1.0, arm: -9.0}
    factor = '"trust.stubbornness" = ' + ("{ low = 0.1, high = 0.9 }" if further else "[0.1, 0.9]")
    text = experiment(design, [factor], seeds=6, further=names + further)
    results = read_sweep(
        sweep_formula(tmp_path, text, lambda f, seed: {"harm": 100 + luck(seed) + gains[f["strategy"]], "trust": 0.0})
    )
    found = strategy_differences(results, "harm", by=[]).set_index("strategy")
    assert found.loc[arm, "difference"] == pytest.approx(-9.0)
    assert found["probability_best"].isna().to_dict() == {"status_quo": False, "hot_spots": False, arm: True}
    assert found.loc["hot_spots", ["probability_best", "expected_regret"]].tolist() == pytest.approx([1.0, 0.0])
    regret = regret_across(results, "harm").set_index("strategy")
    assert regret["best_in"].isna().to_dict() == {"status_quo": False, "hot_spots": False, arm: True}
    assert regret.loc[["status_quo", "hot_spots"], "mean_regret"].tolist() == pytest.approx([1.0, 0.0])


def test_levels_of_a_lever_are_compared_like_strategies(tmp_path):
    text = experiment("grid", ['"strategy.lead" = ["police", "community", "adaptive"]'], seeds=10)
    results = read_sweep(sweep_formula(tmp_path, text, lambda f, seed: {"harm": luck(seed) + len(f["strategy.lead"])}))
    found = strategy_differences(results, "harm", of="strategy.lead", reference="police")
    assert found["difference"].tolist() == pytest.approx([0.0, 3.0, 2.0])
    with pytest.raises(UsageError, match="compares no levels"):
        strategy_differences(results, "harm")


def test_the_gain_of_pairing_is_the_ratio_of_variances(tmp_path):
    # Differences within seeds have variance 2, between seeds 2 x (400 + 1): a gain of about 401.
    text = experiment("grid", ['"trust.stubbornness" = [0.0]'], seeds=400, further=STRATEGIES)
    results = read_sweep(sweep_formula(tmp_path, text, compared))
    gain = pairing_gain(results, ["harm"]).iloc[0]
    assert gain["low"] < 401 < gain["high"]
    assert gain["high"] / gain["low"] < 2


def test_discovery_finds_the_condition_under_which_a_strategy_fails(tmp_path):
    text = experiment("latin_hypercube", RANGES, seeds=1, further=f"{STRATEGIES}samples = 200")
    results = read_sweep(sweep_formula(tmp_path, text, compared))
    found = discover(results, "full_model", "harm")
    worst = found.rules.iloc[0]
    assert worst["rule"].startswith("trust.stubbornness > ")
    assert float(worst["rule"].split()[2]) == pytest.approx(0.5, abs=0.35)
    assert worst["failing"] > 0.9
    assert found.accuracy > found.always + 0.1
    assert found.rules["cases"].sum() == 200
    assert found.rules["coverage"].sum() == pytest.approx(1.0)


def test_discovery_says_when_rules_are_no_better_than_none(tmp_path):
    text = experiment("latin_hypercube", RANGES, seeds=1, further=f"{STRATEGIES}samples = 80")
    results = read_sweep(sweep_formula(tmp_path, text, lambda f, seed: {"harm": luck(seed, len(f["strategy"]))}))
    found = discover(results, "full_model", "harm")
    assert found.accuracy < found.always + 0.08
    notes = " ".join(mobsim.analyse(results.folder).notes)
    assert (found.accuracy <= found.always) == ("about full_model predict no better" in notes)


def test_every_table_says_what_its_intervals_are_and_every_figure_has_its_numbers_beside_it(components, tmp_path):
    found = analyse(components.folder)
    assert found.basis("effects") == (
        "95 % intervals and p: Student's t over 12 replicates, 11 degrees of freedom, Bonferroni for the 4 rows together."
    )
    assert all(found.basis(name).endswith(".") for name in found.tables)
    panels = draw_analysis(found, Gallery(tmp_path / "figures"))
    for panel in panels:
        drawn = (tmp_path / "figures" / f"{panel.key}.svg").read_text(encoding="utf-8")
        assert "Student" in drawn or "leaving out" in drawn or "generalized" in drawn or "by itself" in drawn
        numbers = pd.read_csv(tmp_path / "figures" / f"{panel.key}.csv")
        assert len(numbers) == len(found.table(panel.key))


def test_the_probability_of_a_strategy_says_what_its_interval_says(tmp_path):
    text = experiment("grid", ['"trust.stubbornness" = [0.0, 1.0]'], seeds=5, further=STRATEGIES)
    table = strategy_differences(read_sweep(sweep_formula(tmp_path, text, compared)), "harm")
    others = table[table["strategy"] != "status_quo"]
    assert ((others["p"] < 0.05) == ((others["low"] > 0) | (others["high"] < 0))).all()
    assert (table["together"] == 3).all()


def test_estimates_settle_as_replicates_are_added(components):
    found = convergence(components, "harm")
    first = found[found["of"] == "strategy.leadership"]
    widths = (first["high"] - first["low"]).to_numpy()
    assert first["replicates"].tolist() == list(range(2, 13))
    assert widths[-1] < widths[1]
    assert first["estimate"].iloc[-1] == pytest.approx(main_effects(components, "harm")["estimate"][0])


def test_everything_that_a_design_allows_is_analysed_and_kept(components, capsys):
    found = mobsim.analyse(components.folder)
    assert set(found.tables) == {"levels", "effects", "interactions", "shapley", "variance", "convergence"}
    assert set(found.tables["effects"]["outcome"]) == {"harm", "trust"}
    assert found.notes == ()
    with pytest.raises(SystemExit) as ended:
        main(["analyse", str(components.folder), "--outcome", "trust"])
    assert not ended.value.code
    assert "strategy.leadership" in capsys.readouterr().out
    names = {file.name for file in (components.folder / "figures").iterdir()}
    assert {"effects.svg", "interactions.png", "shapley.svg", "convergence.svg"} <= names
    assert (components.folder / "analysis" / "shapley.csv").read_text().startswith("outcome,factor")


def test_a_latin_hypercube_of_strategies_is_analysed_and_reported_whole(tmp_path):
    text = experiment("latin_hypercube", RANGES, seeds=1, further=f"{STRATEGIES}samples = 40")
    folder = sweep_formula(tmp_path, text, compared)
    found = mobsim.analyse(folder)
    assert set(found.tables) == {
        "strategies", "regret", "pairing", "regression", "scores", "failing", "information", "mechanisms",
    }  # fmt: skip
    regret = found.table("regret").set_index("strategy")
    assert regret["conditions"].tolist() == [40] * 3
    assert regret["best_in"].sum() == pytest.approx(1.0)
    with pytest.raises(SystemExit) as ended:
        main(["report", str(folder)])
    assert not ended.value.code
    page = (folder / "report.html").read_text(encoding="utf-8")
    for printed in ("A formula", "STRESS-ABS", "trust.stubbornness", "Conditions of failure", "5.2 Random sampling"):
        assert printed in page
    assert page.count("<img") == 5
    assert "http" not in page.replace("http://www.w3.org", "")
    assert {"failing.svg", "regret.svg", "pairing.svg", "regression.svg", "strategies.svg"} <= {
        file.name for file in (folder / "figures").iterdir()
    }


def test_an_outcome_that_was_never_measured_costs_only_itself(tmp_path):
    def partly(factors, seed):
        return compared(factors, seed) | {"trust": float("nan")}

    text = experiment("grid", ['"trust.stubbornness" = [0.0, 1.0]'], seeds=4, further=STRATEGIES)
    found = mobsim.analyse(sweep_formula(tmp_path, text, partly))
    assert set(found.tables["strategies"]["outcome"]) == {"harm"}
    assert any("'trust': was not measured" in note for note in found.notes)


def test_a_running_sweep_can_be_analysed(tmp_path):
    from sweep_files import Formula

    from mobsim.experiment.engine import Engine
    from mobsim.experiment.sweep.reading import read_experiment

    read = read_experiment(write_experiment(tmp_path, factorial(2)))
    with open_folder(read, tmp_path / "results") as folder, Engine(Formula(compared_levers)) as engine:
        engine.run(read.plan.runs(0, 3)[:-1], folder.keep)
        found = mobsim.analyse(tmp_path / "results")
    assert found.table("effects")["replicates"].tolist() == [2, 2]


def compared_levers(factors, seed):
    return {"harm": sum(levers(factors)) + luck(seed)}


def test_what_cannot_be_analysed_is_told(tmp_path, components):
    with pytest.raises(MobsimError, match="not a results folder"):
        mobsim.analyse(tmp_path)
    with pytest.raises(UsageError, match="was not kept"):
        mobsim.analyse(components.folder, "hram")
    scenario = mobsim.sweep(write_experiment(tmp_path, TWO_BY_TWO), workers=1, out=tmp_path / "one", seeds=1)
    assert "effects" in mobsim.analyse(scenario.folder).tables


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("design", ["factorial", "discovery", *at_length("sobol", "morris", "levels", "strategies")])
def test_an_outcome_that_nothing_moves_is_called_so_and_warns_of_nothing(tmp_path, design):
    folder = sweep_formula(tmp_path, one_of_each_design()[design], lambda factors, seed: {"harm": 0.1, "trust": 0.3})
    found = analyse(folder)
    runs = len(found.results.runs)
    assert f"harm is the same in all {runs:,} runs, so there is nothing to explain" in found.notes
    draw_analysis(found, Gallery(tmp_path / "figures"))
    for table in found.tables.values():
        effects = table.filter(["estimate", "difference", "low", "high", "mu", "mu_star"])
        assert np.nan_to_num(effects.to_numpy(dtype=float)).max(initial=0.0) <= 0.3 + 1e-12


@pytest.mark.long
def test_a_constant_outcome_leaks_no_warning_from_the_command(tmp_path):
    folder = sweep_formula(tmp_path / "a town", factorial(2), lambda factors, seed: {"harm": 3.0, "trust": seed})
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "mobsim", "analyse", folder], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Note: harm is the same in all 24 runs" in done.stdout
    assert "-0 " not in done.stdout
