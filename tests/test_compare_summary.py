"""The answer of a comparison, from runs whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from mobsim.cli.answer import answer, costs, ranking
from mobsim.cli.tables import number
from mobsim.errors import UsageError
from mobsim.experiment.choosing import choose_strategies, prepare, reference_of
from mobsim.experiment.plan import Plan
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.summary import complete_seeds, summarise, to_table
from mobsim.measures import OUTCOMES
from mobsim.scenario import village
from mobsim.scenario.presets import PRESETS

STRATEGIES = ["status_quo", "hot_spots", "full_model"]


def made_runs(shifts=(0.0, 0.1, -5.0), seeds=10):
    """Make runs of three strategies that differ in harm by what we say, whatever the luck of the seed."""
    random = np.random.default_rng(1)
    rows = []
    for seed in range(seeds):
        luck = random.normal(60, 8)
        for name, shift in zip(STRATEGIES, shifts, strict=True):
            others = dict.fromkeys(OUTCOMES, 1.0)
            harm = luck + shift + random.normal(0, 1.0)
            rows.append({"run_id": len(rows), "strategy": name, "seed": seed, **others, "harm": harm})
    return pd.DataFrame(rows)


def summary_of(runs):
    return summarise(village(), runs, STRATEGIES, "status_quo", OUTCOMES)


def by_name(summary):
    return {strategy["name"]: strategy for strategy in summary["strategies"]}


@pytest.mark.parametrize(("probability", "said"), [(1.0, "over 99%"), (0.0, "under 1%"), (0.714, "71%"), (0.006, "1%")])
def test_a_chance_is_never_called_certain(probability, said):
    summary = summary_of(made_runs())
    for strategy in summary["strategies"]:
        strategy["probability_best"] = probability
    assert f"Its chance of being the best of those compared is {said}" in answer(summary)
    assert list(ranking(summary).columns[-1].cells) == [said] * len(STRATEGIES)


def test_the_better_strategy_is_found_with_its_interval():
    summary = summary_of(made_runs())
    found = by_name(summary)["full_model"]
    assert found["probability_best"] > 0.99
    assert found["outcomes"]["harm"]["difference_low"] < -5 < found["outcomes"]["harm"]["difference_high"] < 0
    assert sum(strategy["probability_best"] for strategy in summary["strategies"]) == pytest.approx(1)
    assert summary["runs"] == 10
    assert summary["smallest_detectable"]["harm"] > 0
    assert found["levers"]["lead"] == "adaptive"


def test_the_sentence_says_what_is_sure_and_what_is_not():
    printed = answer(summary_of(made_runs()))
    assert printed.startswith("full_model did the least harm:")
    assert "less than status_quo (95 % interval of all pairs at once:" in printed
    assert "may be luck" in answer(summary_of(made_runs(shifts=(0.0, -0.5, 0.1))))
    assert answer(summary_of(made_runs(shifts=(0.0, 9.0, 9.0)))).startswith("No strategy did less harm than status_quo")


def test_what_cannot_be_told_apart_shares_a_rank_and_is_named():
    summary = summary_of(made_runs(shifts=(0.0, -5.0, -5.2)))
    ranks = {each["name"]: (each["rank"], each["rank_to"]) for each in summary["strategies"]}
    assert ranks == {"status_quo": (3, 3), "hot_spots": (1, 2), "full_model": (1, 2)}
    assert "It cannot be told apart from" in answer(summary)


def test_few_pairs_tell_no_chance_and_no_regret():
    few, enough = summary_of(made_runs(seeds=4)), summary_of(made_runs(seeds=5))
    assert {(each["probability_best"], each["expected_regret"]) for each in few["strategies"]} == {(None, None)}
    assert "Fewer than 5 pairs tell no chance" in answer(few)
    assert sum(each["probability_best"] for each in enough["strategies"]) == pytest.approx(1)


def test_a_difference_that_is_sure_and_tiny_is_called_so():
    runs = made_runs(shifts=(0.0, 0.0, 0.0))
    base = runs[runs["strategy"] == "status_quo"].set_index("seed")["harm"]
    for name, shift in (("hot_spots", 0.0), ("full_model", -0.1)):
        own = runs["strategy"] == name
        runs.loc[own, "harm"] = runs.loc[own, "seed"].map(base) + shift + 0.001 * (runs.loc[own, "seed"] % 3)
    assert "hardly less, " in answer(summary_of(runs))


def test_equal_cost_says_what_it_counts_and_what_it_does_not():
    printed = costs(summary_of(made_runs()))
    assert printed.startswith("The strategies cost the same (1.00 CAD per resident a year).")
    assert "set aside for programmes and not yet spent counts too (1.00 CAD)" in printed
    assert "does not count volunteers' hours (1 per 1,000 residents a year)" in printed


@pytest.mark.parametrize(
    ("aside", "told"),
    [
        ((0.0, 0.0, 0.001), []),
        ((0.0, 1.5, 3.0), ["counts too (up to 3.00 CAD)."]),
        ((1.0, 1.5, 3.0), ["counts too (1.00 to 3.00 CAD)."]),
        ((-0.81, 0.0, 0.0), ["draw on savings (by up to 0.81 CAD)."]),
        ((-1.13, 0.0, 2.62), ["counts too (up to 2.62 CAD).", "draw on savings (by up to 1.13 CAD)."]),
    ],
)
def test_costs_that_are_nought_are_not_told_as_amounts(aside, told):
    runs = made_runs()
    runs["money_set_aside"] = runs["strategy"].map(dict(zip(STRATEGIES, aside, strict=True)))
    runs["volunteer_hours"] = 0.0
    printed = costs(summary_of(runs))
    assert "0.00" not in printed.replace("1.00 CAD", "").replace("3.00 CAD", "")
    assert [word in printed for word in ("counts too", "savings")] == [
        any(word in each for each in told) for word in ("counts too", "savings")
    ]
    assert all(each in printed for each in told)
    assert printed.endswith("It does not count volunteers' hours (nobody gave any).")
    runs["cost"] = 0.0
    assert costs(summary_of(runs)).startswith("The strategies cost the same (nothing that is paid for).")


def test_the_ranking_puts_the_least_harm_first():
    table = ranking(summary_of(made_runs()))
    assert list(table.columns[1].cells) == ["full_model", "status_quo", "hot_spots"]
    assert list(table.columns[0].cells) == ["1", "2 to 3", "2 to 3"]


ARM = "full_model_without_leadership"


def with_an_arm(shifts, strategies):
    """Make runs of some strategies and of an arm that does least harm by far."""
    runs = made_runs(shifts)
    runs["strategy"] = runs["strategy"].replace("hot_spots", ARM)
    runs = runs[runs["strategy"].isin(strategies)]
    return summarise(village(), runs, strategies, strategies[0], OUTCOMES)


def test_an_arm_of_an_experiment_is_shown_and_never_wins():
    summary = with_an_arm((0.0, -20.0, -5.0), ["status_quo", ARM, "full_model"])
    found = by_name(summary)
    assert found[ARM]["probability_best"] is found[ARM]["expected_regret"] is None
    assert found[ARM]["outcomes"]["harm"]["difference"] == pytest.approx(-20.0, abs=1.0)
    assert found["full_model"]["probability_best"] > 0.99
    assert answer(summary).startswith("full_model did the least harm:")
    table = ranking(summary)
    assert list(table.columns[1].cells) == ["full_model", "status_quo", ARM]
    assert list(table.columns[0].cells) == ["1", "2", "-"]
    assert list(table.columns[-1].cells)[-1] == "-"


def test_a_policy_with_arms_alone_is_not_ranked():
    summary = with_an_arm((0.0, -20.0, -5.0), ["full_model", ARM])
    assert [each["probability_best"] for each in summary["strategies"]] == [None, None]
    assert answer(summary).startswith("full_model alone of those compared is a policy")
    assert list(ranking(summary).columns[1].cells) == ["full_model", ARM]


def test_a_comparison_takes_policies_unless_arms_are_named():
    town = village()
    assert set(choose_strategies(town, None)) == set(town.policies) == {n for n in PRESETS if "without" not in n}
    assert choose_strategies(town, [ARM, "full_model"]) == [ARM, "full_model"]
    assert reference_of(town, [ARM, "full_model"]) == "full_model"
    with pytest.raises(UsageError, match="arms of experiments alone"):
        choose_strategies(town, [ARM, "full_model_without_risk_focus"])


def test_a_seed_that_one_strategy_did_not_finish_is_left_out_for_all():
    runs = made_runs()
    runs = runs[~((runs["strategy"] == "hot_spots") & (runs["seed"] == 4))]
    assert complete_seeds(runs, STRATEGIES) == (STRATEGIES, [0, 1, 2, 3, 5, 6, 7, 8, 9])
    assert summary_of(runs)["runs"] == 9


def test_a_strategy_that_hardly_ever_finishes_does_not_cost_the_others_their_seeds():
    runs = made_runs()
    runs = runs[(runs["strategy"] != "hot_spots") | (runs["seed"] > 7)]
    summary = summary_of(runs)
    assert summary["left_out"] == ["hot_spots"]
    assert summary["runs"] == 10


def test_what_could_not_be_measured_is_null_and_spoils_nothing():
    runs = made_runs()
    runs.loc[runs["strategy"] == "hot_spots", "initiatives_met"] = np.nan
    found = by_name(summary_of(runs))
    assert found["hot_spots"]["outcomes"]["initiatives_met"]["mean"] is None
    assert found["full_model"]["outcomes"]["initiatives_met"]["mean"] == 1.0


def test_the_table_has_a_row_a_strategy_and_outcome():
    table = to_table(summary_of(made_runs()))
    assert len(table) == 3 * len(OUTCOMES)
    assert {"strategy", "outcome", "mean", "low", "high", "difference"} <= set(table.columns)


def test_replicates_keep_seed_and_number_when_a_study_grows():
    plan = Plan([{"strategy": name} for name in STRATEGIES], 7)
    assert plan.runs(0, 5)[:9] == plan.runs(0, 3)
    assert plan.runs(3, 5) == plan.runs(0, 5)[9:]
    seeds = {seed_of(study, replicate) for study in range(20) for replicate in range(100)}
    assert len(seeds) == 2_000
    assert all(0 <= seed < 2**53 for seed in seeds)


def test_what_cannot_be_compared_is_refused_in_words():
    town = village()
    with pytest.raises(UsageError, match="full_model"):
        choose_strategies(town, ["status_quo", "ful_model"])
    with pytest.raises(UsageError, match="named twice"):
        choose_strategies(town, ["status_quo", "status_quo"])
    with pytest.raises(UsageError, match="at least two"):
        choose_strategies(town, ["status_quo"])
    with pytest.raises(UsageError, match="days = 0"):
        prepare(town, days=0)
    assert reference_of(town, ["hot_spots", "full_model"]) == "hot_spots"
    assert reference_of(town, ["hot_spots", "status_quo"]) == "status_quo"


def test_numbers_are_written_with_three_figures():
    assert [number(value) for value in (0.12345, 1.2345, 61.234, 12_345.6)] == ["0.123", "1.23", "61.2", "12,346"]
