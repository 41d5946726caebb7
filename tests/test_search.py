"""The search: a planted best strategy is found, within hours and purse; it resumes to the same bytes; luck is told from worth."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_files import noise, search_formula
from sweep_files import Formula, contents

from mobsim.errors import InputErrors, MobsimError
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.choosing import APART, TOLERANCE, choose, near_best, simplest_of
from mobsim.experiment.search.declared import ask
from mobsim.experiment.search.found import fresh_seed
from mobsim.experiment.search.goals import Goal
from mobsim.experiment.search.stages import PUT_BACK, SIMPLER
from mobsim.experiment.search.trying import REFERENCE, Told
from mobsim.scenario import village
from mobsim.scenario.ensemble import choose_ensemble
from mobsim.scenario.parameters import LEVERS
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.strategy import Levers

BOWL = {"strategy.leadership": 0.7, "strategy.risk_focus": 0.35, "strategy.social_share": 0.9}
FREE = ("leadership", "risk_focus", "social_share", "follow_up", "qualitative_weight", "lead")


def bowl(factors, seed):
    """Harm that is least, at 100, where three levers and the lead have set values; the others change nothing."""
    harm = 100 + 60 * sum((factors[name] - best) ** 2 for name, best in BOWL.items())
    return {"harm": harm + 8 * (factors["strategy.lead"] != "community") + 5 * noise(seed)}


def two_bowls(factors, seed):
    """Harm is least at full leadership and trust highest at none; risk_focus is bad for both away from the middle."""
    lever, both = factors["strategy.leadership"], (factors["strategy.risk_focus"] - 0.5) ** 2
    return {"harm": 100 + 20 * (1 - lever) ** 2 + 40 * both, "trust": 0.6 - 0.2 * lever**2 - 0.4 * both}


class TestAPlantedBest:
    @pytest.fixture(scope="class")
    def searched(self):
        return search_formula(bowl, budget=90, seeds=3, free=FREE)

    def test_it_is_found(self, searched):
        assert searched.best["strategy.lead"] == "community"
        assert bowl(searched.best, 1)["harm"] - 5 * noise(1) < 100 * (1 + TOLERANCE)
        status_quo = searched.told.means[REFERENCE, 0]
        assert searched.told.means[:, 0].min() < status_quo - 0.9 * (
            status_quo - 100 - 5 * np.mean([noise(seed_of(1, r)) for r in range(3)])
        )

    def test_no_more_is_tried_than_was_asked_for(self, searched):
        counted = [stage for stage in searched.stages if stage not in (PUT_BACK, SIMPLER)]
        assert len(counted) == 90 + 1
        assert len({json.dumps(point, sort_keys=True) for point in searched.points}) == len(searched.points)

    def test_the_lever_that_changes_nothing_costs_nothing_when_put_back(self, searched):
        number = searched.stages.index(PUT_BACK)
        before = searched.told.means[:number, 0]
        best = searched.points[1 + int(before[1:].argmin())]
        back = {**best, "strategy.follow_up": PRESETS["status_quo"].levers.follow_up}
        assert searched.told.means[searched.points.index(back), 0] == pytest.approx(before[1:].min())

    def test_the_simplest_moves_no_lever_without_use(self, searched):
        space, near = searched.search.space, near_best(searched.told)
        simplest = searched.points[simplest_of(space, searched.points, searched.told, near)]
        assert "strategy.follow_up" not in space.moved(simplest)
        assert {"strategy.lead", "strategy.social_share"} <= set(space.moved(simplest))
        assert len(space.moved(simplest)) <= min(len(space.moved(searched.points[each])) for each in near)

    def test_the_different_are_about_as_good_and_far_from_the_best(self, searched):
        chosen = choose(searched.search, searched.points, searched.told, [])
        different = [each.number for each in chosen if each.role == "different"]
        assert different
        for number in different:
            assert number in near_best(searched.told)
            assert searched.search.space.distance(searched.points[number], searched.best) >= APART


def test_two_goals_give_a_front_from_one_end_to_the_other():
    searched = search_formula(
        two_bowls, outcomes=("harm", "trust"), budget=80, seeds=2, free=("leadership", "risk_focus")
    )
    chosen = choose(searched.search, searched.points, searched.told, [])
    front = [searched.points[each.number] for each in chosen if each.role == "front"]
    shares = [point["strategy.leadership"] for point in front]
    assert shares == sorted(shares, reverse=True), "the first has least harm, the last most trust"
    assert len(front) == 5
    assert shares[0] > 0.85
    assert shares[-1] < 0.15
    assert all(abs(point["strategy.risk_focus"] - 0.5) < 0.2 for point in front)


class TestWithinHoursAndPurse:
    DEAR = {"money.crisis_teams_cost": 60.0, "money.purse": 20.0}  # noqa: RUF012

    @settings(max_examples=60)
    @given(st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=13, max_size=13))
    def test_every_point_is_mended_into_one_that_fits(self, shares):
        space = ask(village(parameters=self.DEAR), point=True).space
        point = {factor.name: factor.at(share) for factor, share in zip(space.factors, shares, strict=True)}
        mended = space.mended(point)
        levers = space.levers(mended)
        assert levers.patrol_share + levers.engagement_share <= 1 + 1e-9
        spent = levers.leadership * 1.0 + levers.collaboration * 2.2 + levers.risk_focus * 1.4
        spent += (
            levers.information_sharing * 2.5 + levers.crisis_teams * 60.0 + levers.situation_table * 0.42 / 1000 * 2400
        )
        assert spent <= 20.0 + 1e-6
        assert space.mended(mended) == mended
        before = space.share_of_purse({**mended, **{name: point[name] for name in point if name != "strategy.lead"}})
        if before > 1:
            assert spent > 20.0 - 0.01 * 70, "no more is taken away than rounding takes"

    def test_what_is_run_fits(self):
        searched = search_formula(bowl, budget=30, seeds=2, scenario=village(parameters=self.DEAR))
        for point in searched.points[1:]:
            assert searched.search.space.holds(point)
        dearest = max(searched.search.space.share_of_purse(point) for point in searched.points)
        assert 0.9 < dearest <= 1 + 1e-9

    def test_levers_that_cannot_be_paid_for_are_refused(self):
        with pytest.raises(MobsimError, match="cost more than the purse, however low they may be"):
            ask(village(parameters=self.DEAR), free={"crisis_teams": (0.5, 1.0)})
        with pytest.raises(MobsimError, match="exceed all free hours together"):
            ask(village(), free={"patrol_share": (0.7, 0.8), "engagement_share": (0.4, 0.5)})

    def test_the_strategies_that_ship_fit_as_they_are(self):
        space = ask(village(), free={name: (0.0, 1.0) for name in LEVERS if name != "strategy.lead"}).space
        for strategy in PRESETS.values():
            assert space.holds(space.point_of(strategy.levers)), strategy.name


class Stopped(Formula):
    """A formula that is interrupted at one of its runs, counted over all."""

    left = 0

    def run(self, begun, planned):
        Stopped.left -= 1
        if Stopped.left == 0:
            raise KeyboardInterrupt
        return super().run(begun, planned)


@pytest.mark.parametrize("after", [1, 9, 40, 77, 104])
def test_a_search_that_was_stopped_ends_as_one_that_was_not(tmp_path, after):
    asked = {"budget": 24, "seeds": 4, "free": FREE}
    whole = search_formula(bowl, tmp_path / "whole", **asked)
    Stopped.left = after
    with pytest.raises(KeyboardInterrupt):
        search_formula(bowl, tmp_path / "stopped", study=Stopped, **asked)
    resumed = search_formula(bowl, tmp_path / "stopped", **asked)
    assert resumed.points == whole.points
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")
    ledgers = [(tmp_path / name / "candidates.json").read_bytes() for name in ("whole", "stopped")]
    assert ledgers[0] == ledgers[1]


def test_a_strategy_whose_run_fails_is_left_out_and_the_search_goes_on():
    def formula(factors, seed):
        if factors["strategy.leadership"] > 0.6:
            raise ValueError("no")
        return {"harm": 100 - factors["strategy.leadership"] - factors["strategy.follow_up"]}

    searched = search_formula(formula, budget=40, seeds=2, free=("leadership", "follow_up"))
    assert not searched.told.known.all()
    assert 0.5 < searched.best["strategy.leadership"] <= 0.6


def test_what_a_search_picks_is_too_good_and_fresh_runs_are_not():
    """Where strategies hardly differ, the best of many is picked for its luck; on fresh seeds the luck is gone."""

    def formula(factors, seed):
        lever = factors["strategy.leadership"]
        return {"harm": 100 - 2 * lever + 4 * noise(seed, lever, factors["strategy.follow_up"])}

    own, true, fresh = [], [], []
    for seed in range(8):
        searched = search_formula(formula, budget=30, seeds=3, seed=seed, free=("leadership", "follow_up"))
        again = [seed_of(fresh_seed(seed), replicate) for replicate in range(30)]
        assert not {seed_of(seed, replicate) for replicate in range(3)} & set(again)
        own.append(searched.told.means[1:, 0].min())
        true.append(100 - 2 * searched.best["strategy.leadership"])
        fresh.append(np.mean([formula(searched.best, each)["harm"] for each in again]))
    error = np.std(np.subtract(fresh, true), ddof=1) / np.sqrt(8)
    assert np.mean(own) < np.mean(fresh) - 1.5, "the search's own estimate flatters what it picks"
    assert abs(np.mean(fresh) - np.mean(true)) < 4 * error


def told_of(values):
    means = np.array(values, float)
    return Told(means, means - means[0], means, (means - means[0])[:, None, :])


def test_about_as_good_means_within_two_per_cent_of_the_best_in_some_goal():
    assert near_best(told_of([[110.0], [100.0], [101.9], [102.1]])) == [1, 2]
    # In both goals: the third is beaten by more than 2 % in both by the second, the fourth in one only.
    assert near_best(told_of([[110.0, 110.0], [100.0, 100.0], [103.0, 103.0], [103.0, 99.0]])) == [1, 3]


def test_levers_are_read_and_everything_wrong_is_said():
    space = ask(village(), free={"leadership": (0.2, 0.6), "lead": ["police", "community"], "follow_up": None}).space
    assert [(factor.low, factor.high) for factor in space.factors if not factor.levels] == [(0.2, 0.6), (0.0, 1.0)]
    assert space.by_name["strategy.lead"].levels == ("police", "community")
    for wrong in ({"leadership": (0.2, 1.5)}, {"leadership": (0.6, 0.2)}, {"leed": None}, {"lead": ["mayor"]}, {}):
        with pytest.raises((MobsimError, InputErrors), match="free"):
            ask(village(), free=wrong)


def test_goals_are_read_and_everything_wrong_is_said():
    assert ask(village(), ["harm", "lower stops_fifth_5"]).goals == (Goal("harm"), Goal("stops_fifth_5"))
    assert ask(village(), ["trust"]).goals[0].better == "higher"
    for wrong, message in (
        (["harn"], "is not a known outcome. Did you mean 'harm'"),
        (["stops_fifth_5"], "does not say which way is better. Write lower stops_fifth_5"),
        (["lower trust"], "is better when it is higher"),
        (["best harm"], "must have lower or higher before its name"),
        (["harm", "harm"], "names an outcome twice"),
        (["harm", "trust", "insecurity"], "must name one outcome, or two"),
    ):
        with pytest.raises((MobsimError, InputErrors)) as found:
            ask(village(), wrong)
        assert message.lower() in str(found.value).lower()


def test_fresh_draws_follow_those_of_the_search():
    ensemble = choose_ensemble("evidence")
    searched = [ensemble.nth_draw(number) for number in range(6)]
    fresh = [ensemble.after(6).draw_of(replicate) for replicate in range(40)]
    assert not set(searched) & set(fresh)
    assert ensemble.after(6).identity != ensemble.identity
    assert ensemble.after(0).identity == ensemble.identity
    assert Levers._fields == tuple(name.removeprefix("strategy.") for name in LEVERS)
