"""Regression and variance components find what made-up runs were made of."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from mobsim.analysis.regression import partial_correlations, regression, slopes
from mobsim.analysis.results import SweepResults
from mobsim.analysis.variance import crossed, nested, variance_components
from mobsim.errors import UsageError
from mobsim.experiment.sweep.factors import Factor

SET, COMMON, OWN = 4.0, 9.0, 1.0


def swept(design, factors, rows, strategies=()):
    """Lay rows of point, replicate, factors and harm out as the results of a sweep."""
    names = [factor.name for factor in factors]
    runs = pd.DataFrame(rows, columns=["point", "replicate", *names, "harm"])
    experiment = {"design": design, "strategies": list(strategies), "reference": strategies[0] if strategies else None}
    return SweepResults(Path(), {}, experiment, runs.assign(seed=runs["replicate"]), pd.DataFrame(), tuple(factors))


def factorial(seeds, random, levels=(0.0, 1.0)):
    """Make up a factorial whose first factor makes a variance of 4, its second none, seeds 9 together and 1 apart."""
    factors = [Factor(f"strategy.{name}", "lever", levels) for name in ("leadership", "collaboration")]
    high = 2 * np.sqrt(SET)
    rows = []
    for replicate in range(seeds):
        luck = random.normal(0, np.sqrt(COMMON))
        for point, (one, other) in enumerate(product(levels, repeat=2)):
            rows.append((point, replicate, one, other, 100 + high * one + luck + random.normal(0, np.sqrt(OWN))))
    return swept("factorial", factors, rows)


def drawn(samples, seeds, random, strategies=()):
    """Make up a Latin hypercube: three parts of the first factor, one of the second less, none of the third, and luck."""
    factors = [Factor(f"trust.{name}", "parameter", (), 0.0, 1.0) for name in ("one", "two", "three")]
    rows = []
    for sample, shares in enumerate(qmc.LatinHypercube(3, rng=random).random(samples)):
        for replicate in range(seeds):
            common = random.normal(0, 30)
            for number, name in enumerate(strategies or [None]):
                effect = 3 * shares[0] - shares[1]
                harm = 100 + common * bool(strategies) + effect * (number if strategies else 1) + random.normal(0, 0.5)
                point = sample * max(1, len(strategies)) + number
                rows.append((point, replicate, *shares, *([name] if strategies else []), harm))
    compared = [Factor("strategy", "strategy", tuple(strategies))] if strategies else []
    return swept("latin_hypercube", [*factors, *compared], rows, strategies)


def test_the_variance_of_a_factorial_is_shared_among_what_made_it():
    found = variance_components(factorial(400, np.random.default_rng(1)), "harm").set_index("source")
    whole = SET + COMMON + OWN
    made = {"strategy.leadership": SET, "strategy.collaboration": 0.0, "interactions": 0.0, "seeds": COMMON}
    for source, variance in {**made, "seeds by point": OWN}.items():
        assert found.loc[source, "share"] == pytest.approx(variance / whole, abs=0.06), source
        assert found.loc[source, "low"] <= variance / whole + 0.01
        assert found.loc[source, "high"] >= variance / whole - 0.01
    assert found["share"].sum() == pytest.approx(1.0)
    assert found.loc["seeds by point", "deviation"] == pytest.approx(1.0, abs=0.1)


def test_estimates_of_variances_are_right_on_average():
    random, groups = np.random.default_rng(2), [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    shape, set_at = (3_000, 5, 4), 2 * np.sqrt(SET) * np.array([0.0, 0.0, 1.0, 1.0])
    luck = random.normal(0, np.sqrt(COMMON), (*shape[:2], 1))
    made = set_at + luck + random.normal(0, np.sqrt(OWN), shape)
    mean = np.mean([crossed(values[:, None], groups) for values in made], axis=0)
    assert mean == pytest.approx([SET, 0.0, 0.0, COMMON, OWN], abs=0.4)


DOUBT, DOUBT_OWN = 16.0, 2.0


def test_doubt_is_told_from_luck_where_seeds_share_draws():
    random, groups = np.random.default_rng(8), [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    shape, set_at = (2_000, 6, 3, 4), 2 * np.sqrt(SET) * np.array([0.0, 0.0, 1.0, 1.0])

    def luck(variance, *lacking):
        return random.normal(0, np.sqrt(variance), [1 if axis in lacking else size for axis, size in enumerate(shape)])

    made = set_at + luck(DOUBT, 2, 3) + luck(DOUBT_OWN, 2) + luck(COMMON, 3) + luck(OWN)
    mean = np.mean([crossed(values, groups) for values in made], axis=0)
    assert mean == pytest.approx([SET, 0.0, 0.0, DOUBT, DOUBT_OWN, COMMON, OWN], abs=0.5)


def test_draws_and_seeds_are_told_with_intervals_that_hold():
    random, factors = np.random.default_rng(9), [Factor("strategy.leadership", "lever", (0.0, 1.0))]
    whole = DOUBT + COMMON + SET + OWN + DOUBT_OWN
    true = {"draws": DOUBT / whole, "seeds": COMMON / whole, "draws by point": DOUBT_OWN / whole}
    held = dict.fromkeys(true, 0)
    for _ in range(60):
        rows = []
        for draw in range(15):
            doubt, own = random.normal(0, np.sqrt(DOUBT)), random.normal(0, np.sqrt(DOUBT_OWN), 2)
            for seed in range(2):
                luck = random.normal(0, np.sqrt(COMMON))
                noise = random.normal(0, np.sqrt(OWN), 2)
                rows += [
                    (point, 2 * draw + seed, float(point), 4 * point + doubt + own[point] + luck + noise[point])
                    for point in range(2)
                ]
        results = swept("factorial", factors, rows)
        results.experiment["replicates"] = {"seeds_per_draw": 2}
        found = variance_components(results, "harm").set_index("source")
        assert list(found.index) == [
            "strategy.leadership", "interactions", "draws", "draws by point", "seeds", "seeds by point",
        ]  # fmt: skip
        for name, share in true.items():
            held[name] += found.loc[name, "low"] <= share <= found.loc[name, "high"]
    assert all(count >= 52 for count in held.values()), held


def test_luck_and_doubt_are_one_row_where_each_seed_has_its_own_draw():
    results = factorial(8, np.random.default_rng(11))
    results.experiment["replicates"] = {"ensemble": "evidence", "seeds_per_draw": 1}
    assert variance_components(results, "harm")["source"].tolist()[-2:] == [
        "seeds and draws",
        "seeds and draws by point",
    ]


def test_shares_lie_between_nought_and_one_whatever_the_luck():
    for seed in range(10):
        random = np.random.default_rng(seed)
        for found in (
            variance_components(factorial(2, random), "harm"),
            variance_components(drawn(4, 2, random), "harm"),
        ):
            assert found[["share", "low", "high"]].to_numpy().min() >= 0.0
            assert found[["share", "low", "high"]].to_numpy().max() <= 1.0
            assert found["share"].sum() == pytest.approx(1.0)


def test_what_a_list_cannot_tell_apart_is_told_as_points():
    factors = [Factor("trust.one", "parameter", (0.0, 1.0, 2.0)), Factor("trust.two", "parameter", (0.0, 1.0, 2.0))]
    random = np.random.default_rng(3)
    rows = [(point, seed, point, point, 5 * point + random.normal()) for seed in range(9) for point in range(3)]
    found = variance_components(swept("list", factors, rows), "harm").set_index("source")
    assert list(found.index) == ["points", "seeds", "seeds by point"]
    assert found.loc["points", "share"] > 0.9


def test_doubt_is_told_from_luck_in_a_difference():
    results = drawn(80, 6, np.random.default_rng(4), ("status_quo", "full_model"))
    found = variance_components(results, "harm").set_index("source")
    doubt, luck = (9 + 1) / 12, 2 * 0.5**2
    assert set(found["strategy"]) == {"full_model"}
    assert found.loc["settings", "share"] == pytest.approx(doubt / (doubt + luck), abs=0.1)
    assert found.loc["settings", "deviation"] == pytest.approx(np.sqrt(doubt), rel=0.15)


def test_one_seed_tells_no_luck():
    with pytest.raises(UsageError, match="two seeds"):
        variance_components(drawn(20, 1, np.random.default_rng(5)), "harm")


@pytest.mark.parametrize("strategies", [(), ("status_quo", "full_model")])
def test_regression_finds_the_slopes_and_their_order(strategies):
    found = regression(drawn(300, 2, np.random.default_rng(6), strategies), "harm").set_index("factor")
    noise = (2 if strategies else 1) * 0.25 / 2
    whole = np.sqrt((9 + 1) / 12 + noise)
    for factor, slope in {"trust.one": 3.0, "trust.two": -1.0, "trust.three": 0.0}.items():
        true = slope / np.sqrt(12) / whole
        assert found.loc[factor, "src_low"] - 0.02 <= true <= found.loc[factor, "src_high"] + 0.02
        assert np.sign(found.loc[factor, "prcc"]) == np.sign(slope) or abs(found.loc[factor, "prcc"]) < 0.15
    assert found["prcc"].abs().sort_values().index.tolist() == ["trust.three", "trust.two", "trust.one"]
    assert found["explained"].iloc[0] == pytest.approx(1 - noise / whole**2, abs=0.05)
    assert found["samples"].tolist() == [300] * 3


def test_coefficients_beyond_one_of_factors_that_go_together_have_intervals_too():
    random = np.random.default_rng(12)
    one = random.random(40)
    other = one + 0.05 * random.normal(size=40)
    rows = [(k, 0, a, b, 10 * a - 9 * b + random.normal()) for k, (a, b) in enumerate(zip(one, other, strict=True))]
    factors = [Factor(name, "parameter", (), -1.0, 2.0) for name in ("trust.one", "trust.two")]
    found = regression(swept("latin_hypercube", factors, rows), "harm").set_index("factor")
    assert found.loc["trust.one", "src"] > 1 > -1 > found.loc["trust.two", "src"]
    assert (found["src_low"] < found["src"]).all()
    assert (found["src"] < found["src_high"]).all()
    assert found["prcc"].abs().max() < 1


def test_partial_correlations_are_those_of_residuals():
    random = np.random.default_rng(7)
    factors = random.normal(size=(60, 3))
    values = factors @ [1.0, -2.0, 0.2] + random.normal(size=60)
    ranks = np.column_stack([factors, values]).argsort(axis=0).argsort(axis=0).astype(float)
    for place in range(3):
        others = np.column_stack([np.ones(60), np.delete(ranks[:, :3], place, axis=1)])
        one, other = (each - others @ np.linalg.lstsq(others, each)[0] for each in (ranks[:, place], ranks[:, 3]))
        assert partial_correlations(factors, values)[place] == pytest.approx(np.corrcoef(one, other)[0, 1])


def test_a_line_without_noise_is_explained_whole_and_a_curve_is_not():
    random = np.random.default_rng(8)
    factors = random.random((40, 2))
    assert slopes(factors, factors @ [2.0, 1.0])[1] == pytest.approx(1.0)
    assert slopes(factors, (factors[:, 0] - 0.5) ** 2)[1] < 0.3


def test_too_few_samples_for_so_many_factors_are_refused():
    with pytest.raises(UsageError, match="too few samples"):
        regression(drawn(6, 1, np.random.default_rng(9)), "harm")


def test_factors_that_end_alike_keep_their_group_in_figures():
    from mobsim.analysis.analyse import Analysis
    from mobsim.report.figures.sweeps import names_in

    names = ("people.usual_need", "offending.usual_need", "strategy.risk_focus", "scenario.community.officers")
    factors = [Factor(name, "parameter", (0.0, 1.0)) for name in names]
    rows = [(0, 0, *(0.0 for _ in names), 1.0)]
    short = names_in(Analysis(swept("list", factors, rows), "harm", {}, ()))
    assert [short(name) for name in names] == ["people: usual need", "offending: usual need", "risk focus", "officers"]
    assert short("people.usual_need x strategy.risk_focus = strategy.risk_focus") == "people: usual need x risk focus"
    assert short("interactions") == "interactions"
    assert short("strategy.risk_focus") == "risk focus"


@pytest.mark.parametrize(("settings_sd", "seeds_sd"), [(2.0, 1.0), (0.0, 1.0), (1.0, 3.0)])
def test_settings_with_unequal_numbers_of_seeds_are_told_from_luck_without_bias(settings_sd, seeds_sd):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(400):
        values = settings_sd * rng.standard_normal((30, 1)) + seeds_sd * rng.standard_normal((30, 3))
        values[rng.random((30, 3)) < 0.5] = np.nan
        values = values[np.isfinite(values).any(1)]
        found.append(nested(values))
    assert np.mean(found, axis=0) == pytest.approx([settings_sd**2, seeds_sd**2], abs=0.15 * seeds_sd**2 + 0.05)
