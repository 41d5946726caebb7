"""Benefits beside costs, from runs whose worth is known by hand."""

import numpy as np
import pandas as pd
import pytest

from mobsim.errors import UsageError
from mobsim.experiment.benefits import cost_of_harm, money_of, priced
from mobsim.experiment.buying import best_buy
from mobsim.experiment.layout import Layout
from mobsim.experiment.repricing import price_anew
from mobsim.scenario.prices import prices_of

PROBLEMS = [
    {
        "name": "violence",
        "crime": True,
        "kinds": [
            {"name": "assault", "share": 0.75, "reported": 0.5},
            {"name": "robbery", "share": 0.25, "reported": 0.5},
        ],
    },
    {"name": "social_crisis", "crime": False, "kinds": [{"name": "crisis", "share": 1.0, "reported": 0.6}]},
]
PRICES = {
    "schema": 1,
    "title": "By hand",
    "currency": "CAD",
    "price_year": 2024,
    "prices": [
        {"kind": "assault", "who": "tangible", "amount": 100.0, "year": 2024},
        {"kind": "robbery", "who": "tangible", "amount": 500.0, "year": 2024},
        {"kind": "assault", "who": "justice", "amount": 1000.0, "per": "recorded", "year": 2024},
        {"kind": "robbery", "who": "justice", "amount": 3000.0, "per": "recorded", "year": 2024},
        {"kind": "crisis", "who": "health", "amount": 40.0, "year": 2024},
    ],
}
NAMES = ["status_quo", "hot_spots", "full_model"]


def prices(**changes):
    return prices_of(PRICES | changes)


def made_runs(violence=(20.0, 20.0, 10.0), cost=(300.0, 300.0, 300.0), recorded=(4.0, 4.0, 4.0), seeds=8, noise=0.0):
    random = np.random.default_rng(5)
    rows = []
    for seed in range(seeds):
        luck = random.normal(0, 3)
        for place, name in enumerate(NAMES):
            true = violence[place] + luck + random.normal(0, noise) if noise else violence[place] + luck
            row = {"true_violence": true, "recorded_violence": recorded[place], "harm": 5 * true, "cost": cost[place]}
            crises = {"social_crisis": 30.0, "reported_social_crisis": 20.0, "volunteer_worth": 2.0 * place}
            rows.append({"run_id": len(rows), "strategy": name, "seed": seed} | row | crises)
    return pd.DataFrame(rows)


def layout(seeds=8, draws=(), policies=(True, True, True)):
    return Layout(NAMES, np.array(policies), 0, range(seeds), draws)


def by_name(money):
    return {entry["name"]: entry for entry in money["strategies"]}


def test_an_incident_costs_what_its_kinds_cost_by_their_shares():
    assert priced(PROBLEMS[0], "tangible", prices()) == (0.75 * 100 + 0.25 * 500, 0.0)
    assert priced(PROBLEMS[0], "justice", prices()) == (0.0, 0.75 * 1000 + 0.25 * 3000)


def test_what_is_recorded_is_weighted_by_what_is_reported():
    told = {
        **PROBLEMS[0],
        "kinds": [
            {"name": "assault", "share": 0.75, "reported": 0.2},
            {"name": "robbery", "share": 0.25, "reported": 0.6},
        ],
    }
    assert priced(told, "justice", prices())[1] == pytest.approx((0.15 * 1000 + 0.15 * 3000) / 0.3)
    nobody = {**told, "kinds": [{**kind, "reported": 0.0} for kind in told["kinds"]]}
    assert priced(nobody, "justice", prices())[1] == 0.0


def test_harm_costs_counts_times_prices_for_each_resident():
    runs = made_runs(seeds=1)
    costs = cost_of_harm(runs, PROBLEMS, prices())
    true = runs["true_violence"].to_numpy()
    assert costs["tangible"].to_numpy() == pytest.approx(true * 200 / 1000)
    assert costs["justice"].to_numpy() == pytest.approx([4 * 1500 / 1000] * 3)
    assert costs["health"].to_numpy() == pytest.approx([30 * 40 / 1000] * 3)
    assert (costs[["intangible", "others"]] == 0).all(axis=None)


def test_the_benefit_is_what_harm_costs_less_and_its_parts_add_up():
    found = by_name(money_of(made_runs(noise=0.5), PROBLEMS, prices(), layout()))
    full = found["full_model"]
    assert full["benefit"]["mean"] == pytest.approx(10 * 200 / 1000, abs=0.2)
    assert full["benefit"]["low"] < full["benefit"]["mean"] < full["benefit"]["high"]
    assert sum(part["mean"] for part in full["by_who"].values()) == pytest.approx(full["benefit"]["mean"])
    assert full["net"]["mean"] == pytest.approx(full["benefit"]["mean"] - full["extra_cost"]["mean"])
    assert full["chance"] > 0.99
    assert found["status_quo"]["benefit"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert found["status_quo"]["chance"] is None


def test_more_reports_cost_the_courts_more_though_no_more_happens():
    found = by_name(money_of(made_runs((20.0, 20.0, 20.0), recorded=(4.0, 4.0, 6.0)), PROBLEMS, prices(), layout()))
    assert found["full_model"]["by_who"]["justice"]["mean"] == pytest.approx(-2 * 1500 / 1000)
    assert found["full_model"]["benefit"]["mean"] == pytest.approx(-3.0)
    assert found["full_model"]["chance"] < 0.01


def test_at_equal_cost_there_is_no_ratio_and_nobody_divides_by_nought():
    money = money_of(made_runs(noise=0.5), PROBLEMS, prices(), layout())
    assert money["equal_cost"]
    assert {entry["ratio"] for entry in money["strategies"]} == {None}
    chances = money["best_buy"]["chance"]["full_model"]
    assert chances[0] == pytest.approx(1 / 3)
    assert len(set(np.round(chances[1:], 6))) == 1


def test_a_ratio_is_given_where_a_strategy_surely_costs_more():
    money = money_of(made_runs(noise=0.5, cost=(300.0, 290.0, 310.0)), PROBLEMS, prices(), layout())
    found = by_name(money)
    assert not money["equal_cost"]
    assert found["full_model"]["ratio"] == pytest.approx(found["full_model"]["benefit"]["mean"] / 10.0)
    assert found["hot_spots"]["ratio"] is None
    assert found["full_model"]["net"]["mean"] == pytest.approx(found["full_model"]["benefit"]["mean"] - 10.0)
    assert found["full_model"]["chance"] < 0.01


def test_an_extra_cost_that_may_be_none_has_no_ratio():
    runs = made_runs(noise=0.5, cost=(300.0, 300.0, 310.0))
    runs.loc[runs["strategy"] == "full_model", "cost"] += np.tile([200.0, -200.0], 4)
    assert by_name(money_of(runs, PROBLEMS, prices(), layout()))["full_model"]["ratio"] is None


def test_twice_the_prices_are_twice_the_benefits_and_the_same_chance_at_equal_cost():
    runs = made_runs(noise=4.0)
    twice = prices(prices=[{**price, "amount": 2 * price["amount"]} for price in PRICES["prices"]])
    once, again = (by_name(money_of(runs, PROBLEMS, each, layout()))["hot_spots"] for each in (prices(), twice))
    assert again["benefit"]["high"] == pytest.approx(2 * once["benefit"]["high"])
    assert again["chance"] == once["chance"]


def test_volunteers_cost_nothing_unless_they_are_paid():
    runs = made_runs()
    unpaid, paid = (by_name(money_of(runs, PROBLEMS, prices(volunteers=each), layout())) for each in ("unpaid", "paid"))
    assert unpaid["full_model"]["extra_cost"]["mean"] == 0.0
    assert unpaid["full_model"]["volunteers"]["mean"] == pytest.approx(4.0)
    assert paid["full_model"]["extra_cost"]["mean"] == pytest.approx(4.0)
    assert paid["full_model"]["net"]["mean"] == pytest.approx(unpaid["full_model"]["net"]["mean"] - 4.0)


def test_the_best_buy_goes_from_the_cheapest_to_the_most_effective():
    """At 5 harm averted for 10 dollars a resident they change places at 2 dollars a unit: 5,000 in 1,000 residents at 2."""
    harm = np.tile([100.0, 100.0, 95.0], (8, 1)) + np.arange(8)[:, None]
    cost = np.tile([300.0, 305.0, 310.0], (8, 1))
    found = best_buy(harm / 1000, cost, layout())
    worth, chance = np.array(found["worth"]), np.array(found["chance"]["full_model"])
    assert (chance[worth < 1900] < 0.01).all()
    assert (chance[worth > 2100] > 0.99).all()
    assert np.array(list(found["chance"].values())).sum(axis=0) == pytest.approx(1.0)
    assert max(found["chance"]["hot_spots"]) < 0.01


def test_an_arm_is_no_buy_and_few_pairs_tell_no_chance():
    runs = made_runs(noise=0.5)
    without = money_of(runs, PROBLEMS, prices(), layout(policies=(True, True, False)))
    assert set(without["best_buy"]["chance"]) == {"status_quo", "hot_spots"}
    few = money_of(made_runs(seeds=4, noise=0.5), PROBLEMS, prices(), layout(4))
    assert few["best_buy"] is None
    assert {entry["chance"] for entry in few["strategies"]} == {None}


def test_runs_of_one_draw_count_as_one_and_models_are_told():
    draws = [0, 0, 1, 1, 2, 3, 4, 5]
    found = by_name(money_of(made_runs(noise=1.0), PROBLEMS, prices(), layout(draws=draws)))["full_model"]
    assert found["models"] > 0.9
    assert found["benefit"]["range_low"] <= found["benefit"]["mean"] <= found["benefit"]["range_high"]
    alone = by_name(money_of(made_runs(noise=1.0), PROBLEMS, prices(), layout()))["full_model"]
    assert found["benefit"]["mean"] != alone["benefit"]["mean"]


def test_what_has_no_price_is_named_and_what_was_not_counted_is_not_priced():
    problems = [
        *PROBLEMS,
        {"name": "fraud", "crime": True, "kinds": [{"name": "phishing", "share": 1.0, "reported": 0.1}]},
    ]
    runs = made_runs().assign(true_fraud=3.0, recorded_fraud=1.0)
    assert money_of(runs, problems, prices(), layout())["not_priced"] == ["phishing"]
    assert money_of(made_runs(), problems, prices(), layout()) is None
    assert money_of(made_runs().assign(true_violence=np.nan), PROBLEMS, prices(), layout()) is None


def test_a_comparison_is_priced_anew_from_its_folder_s_runs():
    runs = made_runs(noise=0.5)
    summary = {
        "reference": "status_quo",
        "strategies": [{"name": name, "kind": "policy"} for name in NAMES],
        "problems": PROBLEMS,
        "money": money_of(runs, PROBLEMS, prices(), layout()),
    }
    assert price_anew(summary, runs)["money"] == summary["money"]
    paid = price_anew(summary, runs, paid=True)["money"]
    assert paid["prices"]["volunteers"] == "paid"
    dearer = prices(prices=[{**price, "amount": 3 * price["amount"]} for price in PRICES["prices"]])
    assert price_anew(summary, runs, dearer)["money"]["worth_implied"] == pytest.approx(
        3 * summary["money"]["worth_implied"]
    )
    with pytest.raises(UsageError, match="Run mobsim compare again"):
        price_anew({**summary, "money": None}, runs, dearer)


def told(**benefit):
    from mobsim.cli.answer import benefits

    entry = {"name": "full_model", "kind": "policy", "rank": 1, "outcomes": {"harm": {"mean": 1.0}}}
    reference = {"name": "status_quo", "kind": "policy", "rank": 2, "outcomes": {"harm": {"mean": 2.0}}}
    gain = {"name": "full_model", "benefit": benefit, "extra_cost": {"mean": 0.0}, "chance": 0.9}
    money = {
        "prices": {"price_year": 2024},
        "equal_cost": True,
        "strategies": [gain | {"by_who": {"intangible": {"mean": 3.0}}}],
    }
    summary = {"reference": "status_quo", "headline": "harm", "strategies": [reference, entry], "money": money}
    return list(benefits(summary))


def test_the_printed_answer_tells_the_benefit_or_that_harm_costs_more():
    printed = (
        "At published prices of crime, harm under full_model costs 5.00 CAD of 2024 less per resident a year than under "
        "status_quo (saved: 1.00 to 9.00), at the same cost. Benefits exceed costs with a chance of 90%. Pain and fear are "
        "most of it, and no budget pays them."
    )
    assert told(mean=5.0, low=1.0, high=9.0) == [printed]
    assert "costs 5.00 CAD of 2024 more per resident a year" in told(mean=-5.0, low=-9.0, high=-1.0)[0]
    assert told(mean=5.0, low=None, high=None) == []
