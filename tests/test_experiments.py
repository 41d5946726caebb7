"""Experiments that ship compare what they say they compare."""

import tomllib
from pathlib import Path

import pytest

from mobsim.experiment.sweep.reading import read_experiment
from mobsim.scenario.parameters import SETTABLE, build_parameters
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.shipped import shipped_experiments

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def experiment():
    return read_experiment("situation_table_dose")


class TestDoseOfASituationTable:
    def left_and_meant(self, experiment, point):
        """Return what is left of the purse after levels and cases, and what of it is meant for programmes."""
        money = build_parameters().money
        levers = PRESETS["status_quo"].levers
        levels = (
            levers.leadership * money.leadership_cost
            + levers.collaboration * money.collaboration_cost
            + levers.risk_focus * money.risk_focus_cost
            + levers.information_sharing * money.information_cost
        )
        cases = point["strategy.situation_table"] * experiment.fixed["situation_table.cases"] / 1000.0
        left = money.purse - levels - cases * point["money.situation_case_cost"]
        return left, left * point["strategy.programme_share"]

    def test_the_doses_are_so_many_times_todays(self, experiment):
        today = SETTABLE["situation_table.cases"].declared.default
        doses = {
            point["strategy.situation_table"] * experiment.fixed["situation_table.cases"] / today
            for point in experiment.plan.points
        }
        assert sorted(doses) == pytest.approx([0, 1, 5, 10, 25, 50])

    def test_a_case_costs_what_is_declared_or_is_paid_by_others(self, experiment):
        costs = {point["money.situation_case_cost"] for point in experiment.plan.points}
        assert costs == {0.0, SETTABLE["money.situation_case_cost"].declared.default}

    def test_programmes_keep_the_money_of_the_status_quo_as_long_as_the_purse_holds_it(self, experiment):
        points = experiment.plan.points
        _, usual = self.left_and_meant(experiment, points[0])
        for point in points:
            left, meant = self.left_and_meant(experiment, point)
            if left >= usual:
                assert meant == pytest.approx(usual, rel=1e-4), "set programme_share anew for the prices of today"
            else:
                assert point["strategy.programme_share"] == 1.0, "nothing is meant for overtime while programmes lose"


def test_the_town_whose_chief_leaves_is_columbus_but_for_that():
    folder = ROOT / "scenarios" / "columbus"
    usual, struck = (
        tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in ("scenario.toml", "chief_leaves.toml")
    )
    (event,) = struck.pop("events")
    assert (event["kind"], event["role"]) == ("leader_leaves", "chief")
    differ = {key for key in usual.keys() | struck.keys() if usual.get(key) != struck.get(key)}
    assert differ == {"title", "about", "days"}
    assert read_experiment("chief_leaves").fixed["scenario.days"] == struck["days"] > event["day"]


@pytest.mark.parametrize("name", [name for name in shipped_experiments() if "/" not in name])
def test_the_first_line_of_each_says_how_long_it_takes(name):
    first = (ROOT / "experiments" / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert "minutes" in first
    points = len(read_experiment(name).plan.points)
    assert first.startswith((f"# {points} points x", "# 71 points x 2 strategies", "# 4 points x 2 strategies"))
