"""Intervals of an analysis are taken over what was drawn anew, and hold the truth as often as they say."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from mobsim.analysis.discovery import discover
from mobsim.analysis.factorial import interactions, main_effects
from mobsim.analysis.pairing import pairing_gain
from mobsim.analysis.results import SweepResults
from mobsim.analysis.strategies import regret_across, strategy_differences
from mobsim.experiment.intervals import mean_interval
from mobsim.experiment.sweep.factors import Factor

STRATEGIES = ["status_quo", "full_model"]
RANGES = tuple(Factor(name, "parameter", (), 0.0, 1.0) for name in ("trust.stubbornness", "trust.misconduct"))
STRATEGY = Factor("strategy", "strategy", tuple(STRATEGIES))
GAIN, BY_CONDITION, LUCK = 2.0, 9.0, 3.0


def results_of(design, factors, runs, strategies=STRATEGIES):
    """Lay made-up runs out as a sweep's."""
    experiment = {
        "design": design, "strategies": strategies, "reference": strategies[0] if strategies else None, "arms": [],
        "resolution": None, "points": int(runs["point"].max()) + 1,
    }  # fmt: skip
    return SweepResults(Path(), {}, experiment, runs, pd.DataFrame(), tuple(factors))


def hypercube(samples, seeds, random):
    """Make up a Latin hypercube: the full model gains 2 on average, and 9 more or less as two conditions want it."""
    shares = qmc.LatinHypercube(2, rng=random).random(samples)
    rows = []
    for sample, (one, other) in enumerate(shares):
        for replicate in range(seeds):
            shared = random.normal(0, 20)
            for number, name in enumerate(STRATEGIES):
                gain = GAIN + BY_CONDITION * (2 * one - 1) * (2 * other - 1)
                harm = 100 + shared - number * gain + random.normal(0, LUCK)
                rows.append((2 * sample + number, replicate, 1_000 * sample + replicate, one, other, name, harm))
    return as_results(rows)


def as_results(rows):
    columns = ["point", "replicate", "seed", *(factor.name for factor in RANGES), "strategy", "harm"]
    return results_of("latin_hypercube", (*RANGES, STRATEGY), pd.DataFrame(rows, columns=columns))


def on_common_seeds(seeds, random, factors, row):
    """Make up runs at two levels of each of two factors: what ``row`` says is raised gains 2, and seeds answer it differently."""
    rows = []
    for replicate in range(seeds):
        shared, answer = random.normal(0, 20), random.normal(0, 4)
        for point, levels in enumerate(product((0, 1), repeat=2)):
            values, raised = row(*levels)
            harm = 100 + shared - (GAIN + answer) * raised + random.normal(0, LUCK)
            rows.append((point, replicate, replicate, *values, harm))
    return pd.DataFrame(rows, columns=["point", "replicate", "seed", *(factor.name for factor in factors), "harm"])


def factorial(seeds, random):
    """Make up a factorial of two levers, of which the first gains."""
    levers = [Factor(f"strategy.{name}", "lever", (0.0, 1.0)) for name in ("leadership", "collaboration")]
    runs = on_common_seeds(seeds, random, levers, lambda one, other: ((float(one), float(other)), one))
    return results_of("factorial", levers, runs, [])


def paired(seeds, random):
    """Make up strategies at two conditions, of which the full model gains."""
    factors = [Factor("trust.stubbornness", "parameter", (0.0, 1.0)), STRATEGY]
    runs = on_common_seeds(seeds, random, factors, lambda level, nth: ((float(level), STRATEGIES[nth]), nth))
    return results_of("grid", factors, runs)


def of_full_model(results):
    return strategy_differences(results, "harm", by=[]).set_index("strategy").loc["full_model"]


def test_a_sample_counts_once_however_many_seeds_it_had():
    results = hypercube(20, 10, np.random.default_rng(1))
    found, table = of_full_model(results), results.runs.assign(sample=results.runs["point"] // 2)
    means = table.pivot_table("harm", index="sample", columns="strategy")
    gains = (means["full_model"] - means["status_quo"]).to_numpy()
    interval = mean_interval(gains)
    assert found["pairs"] == 20
    assert found[["difference", "low", "high"]].tolist() == pytest.approx([interval.mean, interval.low, interval.high])
    regret = regret_across(results, "harm").set_index("strategy")
    assert regret["conditions"].tolist() == [20, 20]
    assert regret.loc["status_quo", "best_in"] == pytest.approx((gains > 0).mean())


def test_seeds_that_bring_no_news_narrow_no_interval():
    results = hypercube(40, 1, np.random.default_rng(2))
    again = [results.runs.assign(replicate=number, seed=results.runs["seed"] + number) for number in range(12)]
    copied = results_of("latin_hypercube", results.factors, pd.concat(again, ignore_index=True))
    columns = ["difference", "low", "high", "probability_best", "pairs"]
    assert of_full_model(copied)[columns].tolist() == pytest.approx(of_full_model(results)[columns].tolist())
    rules, same = discover(results, "full_model", "harm"), discover(copied, "full_model", "harm")
    pd.testing.assert_frame_equal(rules.rules, same.rules)
    assert rules.accuracy == same.accuracy, "no fold may know a case by another seed of it"


def test_a_seed_that_lacks_a_point_is_left_out_of_what_is_averaged_over_points():
    results = paired(12, np.random.default_rng(3))
    lacking = results.runs.drop(results.runs.index[:1])
    one = results_of("grid", results.factors, lacking)
    other = results_of("grid", results.factors, results.runs[results.runs["replicate"] > 0])
    assert of_full_model(one).tolist() == of_full_model(other).tolist()


def under_doubt(draws, seeds, random):
    """Make up a factorial of draws that answer the first lever differently, each on a few seeds that bring their own luck."""
    results = factorial(draws, random)
    harm = results.runs["harm"].to_numpy()
    again = [
        results.runs.assign(
            replicate=results.runs["replicate"] * seeds + number, harm=harm + random.normal(0, 1, len(harm))
        )
        for number in range(seeds)
    ]
    found = results_of("factorial", results.factors, pd.concat(again, ignore_index=True), [])
    found.experiment["replicates"] = {"ensemble": "evidence", "seeds_per_draw": seeds}
    return found


def test_a_draw_counts_once_however_many_seeds_it_had():
    results = under_doubt(9, 4, np.random.default_rng(7))
    means = (
        results.runs.assign(replicate=results.runs["replicate"] // 4)
        .groupby(["point", "replicate"], as_index=False)
        .mean()
    )
    alone = results_of("factorial", results.factors, means, [])
    pd.testing.assert_frame_equal(main_effects(results, "harm"), main_effects(alone, "harm"))
    assert main_effects(results, "harm")["replicates"].tolist() == [9, 9]
    lacking = results_of("factorial", results.factors, results.runs.drop(results.runs.index[5]), [])
    lacking.experiment["replicates"] = results.experiment["replicates"]
    assert main_effects(lacking, "harm")["replicates"].tolist() == [8, 8], "a draw without one of its seeds is left out"


def test_pairing_is_told_in_luck_and_in_doubt():
    random, rows = np.random.default_rng(10), []
    shared_luck, own_luck, shared_doubt, own_doubt = 3.0, 1.0, 2.0, 2.0
    for draw in range(600):
        doubt, mine = random.normal(0, shared_doubt), random.normal(0, own_doubt, 2)
        for seed in range(2):
            luck = random.normal(0, shared_luck)
            rows += [
                (place, 2 * draw + seed, draw, name, 100 + doubt + mine[place] + luck + random.normal(0, own_luck))
                for place, name in enumerate(STRATEGIES)
            ]
    results = results_of(
        "grid", (STRATEGY,), pd.DataFrame(rows, columns=["point", "replicate", "seed", "strategy", "harm"])
    )
    results.experiment["replicates"] = {"seeds_per_draw": 2}
    found = pairing_gain(results).set_index("of")
    luck, doubt = 1 + (shared_luck / own_luck) ** 2, 1 + (shared_doubt / own_doubt) ** 2
    together = (shared_doubt**2 + shared_luck**2 / 2) / (own_doubt**2 + own_luck**2 / 2)
    for of, gain in {"luck": luck, "doubt": doubt, "all": 1 + together}.items():
        assert found.loc[of, "low"] < gain < found.loc[of, "high"], of
        assert found.loc[of, "gain"] == pytest.approx(gain, rel=0.15), of


def covered(made, sweeps, holds):
    """Return in which share of made-up sweeps the intervals hold the truth."""
    random = np.random.default_rng(20_261_129)
    return np.mean([holds(made(random)) for _ in range(sweeps)])


def holds_both_levers(results):
    found = main_effects(results, "harm")
    return bool(((found["low"] <= [-GAIN, 0.0]) & (found["high"] >= [-GAIN, 0.0])).all())


def holds_model(results):
    found = of_full_model(results)
    return found["low"] <= -GAIN <= found["high"]


MADE = {
    "latin hypercube, six seeds a sample": (lambda random: hypercube(64, 6, random), holds_model),
    "latin hypercube, one seed a sample": (lambda random: hypercube(64, 1, random), holds_model),
    "factorial, both levers at once": (lambda random: factorial(12, random), holds_both_levers),
    "paired, over conditions": (lambda random: paired(12, random), holds_model),
}


@pytest.mark.long
@pytest.mark.parametrize("name", MADE)
def test_intervals_of_95_percent_hold_the_truth_in_93_to_97_of_100_made_up_sweeps(name):
    made, holds = MADE[name]
    share = covered(made, 1_200, holds)
    print(f"{name}: {share:.1%} of 1,200")
    assert 0.93 <= share <= 0.97


def test_a_probability_is_below_5_percent_where_and_only_where_the_interval_leaves_nought_out():
    random = np.random.default_rng(4)
    for _ in range(60):
        results = factorial(5, random)
        for table in (main_effects(results, "harm"), interactions(results, "harm")):
            outside = (table["low"] > 0) | (table["high"] < 0)
            assert ((table["p"] < 0.05) == outside).all()
