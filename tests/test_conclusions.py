"""What holds over plausible models: shares against made-up truths, what is asked, and what the report says of it."""

import json
import re

import numpy as np
import pytest
from report_folder import STRATEGIES, write_folder
from scipy import stats

from mobsim.experiment.conclusions import NEARLY_ALL, conclusions, share_below
from mobsim.report import build


def of_draws(models):
    """Number the draw of each seed: beyond the first eight every fourth seed has that of the one before."""
    order, draw = [], -1
    for number in range(models):
        draw += not (number >= 8 and number % 4 == 3)
        order.append(draw)
    return order


def differences(random, seeds, mean, doubt, luck):
    draws = of_draws(seeds)
    effects = mean + doubt * random.standard_normal(max(draws) + 1)
    return effects[draws] + luck * random.standard_normal(seeds), draws


@pytest.mark.parametrize(
    ("seeds", "mean", "doubt", "luck"), [(20, -1.5, 1.0, 0.5), (80, -1.28, 1.0, 1.0), (80, -1.28, 1.0, 3.0)]
)
def test_the_interval_holds_the_share_of_models(seeds, mean, doubt, luck):
    random, truth = np.random.default_rng(3), stats.norm.cdf(-mean / doubt)
    found = [share_below(*differences(random, seeds, mean, doubt, luck)) for _ in range(400)]
    assert np.mean([each.low <= truth <= each.high for each in found]) >= 0.92
    assert np.mean([each.share for each in found]) == pytest.approx(truth, abs=0.05)


def test_luck_is_not_taken_for_doubt():
    random = np.random.default_rng(4)
    found = [share_below(*differences(random, 200, -1.0, 0.0, 2.0)) for _ in range(50)]
    # Seed by seed the difference lies below nought in 69 of 100; what is to be expected always does.
    assert np.median([each.share for each in found]) > 0.95


def test_more_runs_do_not_make_doubt_certain():
    random = np.random.default_rng(5)
    few, many = (share_below(*differences(random, seeds, -0.5, 1.0, 0.3)) for seeds in (40, 4_000))
    assert many.high - many.low < (few.high - few.low) / 4
    assert many.share == pytest.approx(stats.norm.cdf(0.5), abs=0.03)


def test_four_draws_say_nothing():
    assert share_below(np.arange(8.0), [0, 0, 1, 1, 2, 2, 3, 3]) is None


def comparison(random, seeds=60):
    """Make up four policies and an arm: one does surely less harm, one more, one depends on what is not known."""
    names = [
        ("status_quo", "policy"),
        ("full_model", "policy"),
        ("enforcement", "policy"),
        ("hot_spots", "policy"),
        ("x", "arm"),
    ]
    draws = of_draws(seeds)
    effects = np.array([0.0, -5.0, 4.0, 0.0, 0.0]) + random.standard_normal((max(draws) + 1, 5))
    harm = 100 + 10 * random.standard_normal((seeds, 1)) + effects[draws] + 0.5 * random.standard_normal((seeds, 5))
    by_seed = {"harm": harm, "trust": 0.01 * harm, "recorded_crime": harm}
    return [{"name": name, "kind": kind} for name, kind in names], by_seed, draws


def test_every_pair_of_policies_is_asked_and_no_arm():
    found = conclusions(*comparison(np.random.default_rng(6)), "harm", 0)
    pairs = {(each["strategy"], each["against"]) for each in found if each["outcome"] == "harm"}
    assert len(pairs) == 6
    assert not any("x" in pair for pair in pairs)
    assert {each["against"] for each in found if each["outcome"] == "trust"} == {"status_quo"}
    assert {each["outcome"] for each in found} == {"harm", "trust"}
    told = {(each["strategy"], each["against"]): each for each in found if each["outcome"] == "harm"}
    assert told["full_model", "status_quo"]["side"] == "lower"
    assert told["full_model", "status_quo"]["low"] > NEARLY_ALL
    assert told["enforcement", "status_quo"]["side"] == "higher"
    assert told["enforcement", "status_quo"]["share"] > NEARLY_ALL
    assert told["hot_spots", "status_quo"]["share"] < 0.8
    assert all(each["low"] <= each["share"] <= each["high"] for each in found)


def test_the_report_says_which_conclusions_hold_and_how_surely(tmp_path):
    folder = write_folder(tmp_path / "results")
    file = folder / "comparison.json"
    content = json.loads(file.read_text())
    content |= {
        "draws": 40,
        "ensemble": {
            "name": "made up",
            "title": "",
            "size": 40,
            "parameters": ["trust.misconduct"],
            "set_by_scenario": [],
        },
    }
    sure = {"side": "lower", "share": 0.99, "low": 0.95, "high": 1.0}
    best = next(each for each in content["strategies"] if each["rank"] == 1)["name"]
    other = next(name for name in STRATEGIES if name not in (best, "status_quo"))
    content["conclusions"] = [
        {"strategy": best, "against": "status_quo", "outcome": "harm", **sure},
        {"strategy": best, "against": "status_quo", "outcome": "insecurity", **sure, "low": 0.7, "share": 0.93},
        {"strategy": other, "against": best, "outcome": "harm", **sure, "side": "higher", "share": 0.6, "low": 0.3},
    ]
    for each in content["strategies"]:
        harm = each["outcomes"]["harm"]
        each["outcomes"]["harm"] |= {"range_low": harm["difference"] - 1.0, "range_high": harm["difference"] + 1.0}
    file.write_text(json.dumps(content))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", build(folder).read_text()))
    assert re.search(r"In nine of ten plausible versions there is \d+% to \d+% less harm\.", text)
    assert (
        "Of three conclusions, two hold in at least 90 of 100 plausible versions of the model; for one of them" in text
    )
    assert "Full model: lower harm than Status quo 99 in 100 95 in 100 to more than 99 in 100 holds " in text
    as_far = "93 in 100 70 in 100 to more than 99 in 100 likely"
    assert f"Full model: lower insecurity than Status quo {as_far}" in text
    assert "Full model: lower harm than Enforcement 60 in 100 30 in 100 to more than 99 in 100 open" in text
