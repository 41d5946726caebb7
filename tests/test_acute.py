"""Acute risk: episodes begin by need and end by themselves; while one lasts calls and crises come far more often."""

from dataclasses import replace

import numpy as np
import pytest
from stories import higher, lower

from mobsim.engine.model import Model, begin
from mobsim.engine.repeats import Repeats, most_frequent
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.world.lists import acute_residents, incidents_today

CRISES_ONLY = tuple(replace(each, ceiling=0.0) if each.crime else each for each in DEFAULT_PROBLEMS)
OFTEN = {"acute.onset": 2.0}
YEAR = 364


def acute(model):
    """Those in an episode on the morning of the day that comes next."""
    return model.world.residents.acute_until > model.day


def lived(scenario, days, seed=1):
    model = Model(scenario, seed=seed)
    model.run_days(days)
    return model


class TestEpisodes:
    def test_the_share_of_the_acute_is_the_same_at_birth_and_a_year_after(self):
        """Ended and begun balance from the first day, at each level of need."""
        shares = []
        for seed in range(6):
            model = Model(village(3, 4000, burn_in_days=0, parameters=OFTEN), seed=seed)
            at_birth = acute(model).mean()
            model.run_days(YEAR)
            shares.append((at_birth, acute(model).mean()))
        born, later = np.array(shares).T
        assert born.mean() == pytest.approx(later.mean(), rel=0.06)
        assert born.mean() > 0.02

    def test_they_come_to_those_in_need_by_the_square_of_it(self):
        model = Model(village(2, 8000, burn_in_days=0, parameters={"acute.onset": 0.5}))
        need = model.world.residents.need.astype(float)
        chance = 0.5 * need**2 * 70.0 / YEAR  # odds; the share falls short of it by no more than itself
        for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.8)):
            group = (need > low) & (need < high)
            expected = (chance[group] / (1.0 + chance[group])).mean()
            assert acute(model)[group].mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / group.sum()))

    def test_an_episode_lasts_as_long_as_declared_and_as_long_still_wherever_one_looks(self):
        model = Model(village(4, 20_000, burn_in_days=0, parameters=OFTEN))
        model.run_days(1)
        left = (model.world.residents.acute_until - model.day)[acute(model)]
        assert left.mean() == pytest.approx(70.0, rel=0.06)
        assert (left > 70).mean() == pytest.approx(np.exp(-1.0), abs=0.03)

    def test_the_list_names_the_acute_in_order_whatever_happens(self):
        model = Model(village(3, 1500, burn_in_days=0, parameters=OFTEN))
        for _ in range(70):
            model.run_days(1)
            listed = acute_residents(model.world)
            last = model.day if model.day % 28 == 0 else model.day - 1  # a cycle's end looks ahead to the next morning
            assert np.array_equal(listed, np.flatnonzero(model.world.residents.acute_until > last))
        assert listed.size > 50

    def test_who_is_in_one_enters_no_other(self):
        model = Model(
            village(
                2,
                500,
                burn_in_days=0,
                parameters={"acute.onset": 5.0, "acute.days": 728.0, "response.agency_hours": 0.0},
            )
        )
        until = model.world.residents.acute_until.copy()
        model.run_days(27)
        still = until > model.day
        assert still.sum() > 20
        assert np.array_equal(model.world.residents.acute_until[still], until[still])

    def test_rates_do_not_depend_on_how_neighbourhoods_are_cut(self):
        parameters = {"acute.onset": 1.0}
        shares = [
            np.mean([acute(lived(village(count, size, burn_in_days=0, parameters=parameters), 182, seed)).mean()
                     for seed in range(4)])
            for count, size in ((2, 4000), (16, 500))
        ]  # fmt: skip
        assert shares[0] == pytest.approx(shares[1], rel=0.15)


class TestWhatComesOfIt:
    def test_the_acute_make_so_many_times_the_calls_of_others(self):
        quiet = tuple(replace(each, ceiling=0.0) for each in DEFAULT_PROBLEMS)
        parameters = {"acute.onset": 1.0, "acute.calls": 30.0}
        town = village(3, 3000, problems=quiet, burn_in_days=0, parameters=parameters)
        rates = []
        for seed in range(3):
            model = Model(town, seed=seed)
            calls, days = np.zeros(2), np.zeros(2)
            for _ in range(100):
                before = model.world.residents.calls_made.astype(int)
                model.run_days(1)
                was_acute = model.world.residents.acute_until > model.day - 1
                made = model.world.residents.calls_made - before
                calls += made[was_acute].sum(), made[~was_acute].sum()
                days += was_acute.sum(), (~was_acute).sum()
            rates.append(calls / days)
        acutely, usually = np.mean(rates, 0)
        assert acutely / usually == pytest.approx(30.0, rel=0.15)

    def test_the_acute_are_struck_by_so_many_times_the_crises_of_others_in_like_need(self):
        parameters = {"acute.onset": 1.0, "acute.calls": 30.0, "response.handover_relief": 0.0}
        town = village(3, 3000, problems=CRISES_ONLY, burn_in_days=0, parameters=parameters)
        struck, exposed = np.zeros(2), np.zeros(2)
        for seed in range(3):
            model = Model(town, seed=seed, events=True)
            for _ in range(100):
                model.run_days(1)
                acutely = model.world.residents.acute_until > model.day - 1
                victims = model.world.incidents.victim[incidents_today(model.world)[0]]
                need = model.world.residents.need
                struck += acutely[victims].sum(), (~acutely[victims]).sum()
                exposed += need[acutely].sum(), need[~acutely].sum()
        acutely, usually = struck / exposed
        assert acutely / usually == pytest.approx(30.0, rel=0.15)

    @pytest.mark.long
    def test_the_most_frequent_callers_make_as_many_of_the_calls_as_published(self):
        """D7: in Brantford the one in a thousand who call most made 3 to 12 % of calls in three months."""
        model = begin(load_scenario("south_simcoe"), 5)
        model.run_days(2 * YEAR)
        totals = model.results().totals
        assert 0.03 < totals["frequent_callers"] < 0.12
        sums = model.ledger.sums(model.ledger.total)
        of_crimes = sum(sums[f"reported_{each.name}"].sum() for each in model.scenario.problems if each.crime)
        assert 1.0 - of_crimes / sums["calls"].sum() > 0.7

    @pytest.mark.long
    def test_without_episodes_nobody_calls_so_often(self):
        with_, without = (
            [lived(town, 2 * YEAR, seed).results().totals["frequent_callers"] for seed in range(4)]
            for town in (
                village(2, 5000, burn_in_days=0),
                village(2, 5000, burn_in_days=0, parameters={"acute.onset": 0.0}),
            )
        )
        lower(np.subtract(without, with_))

    def test_an_acute_offender_goes_ahead_more_readily_with_types_that_say_so(self):
        def crimes(by_acute, seed):
            problems = tuple(replace(each, by_acute=by_acute) if each.crime else each for each in DEFAULT_PROBLEMS)
            parameters = {"acute.onset": 5.0, "people.prone_share": 0.2, "acute.calls": 1.0}
            town = village(2, 1000, problems=problems, burn_in_days=0, parameters=parameters)
            return lived(town, YEAR, seed).results().totals["true_crime"]

        higher([crimes(3.0, seed) - crimes(0.0, seed) for seed in range(6)])

    def test_calls_that_residents_made_are_those_that_came_in(self):
        model = lived(village(3, 400, burn_in_days=0, parameters=OFTEN), 27)  # nobody moves before the 28th day
        model.run_days(1)  # the fourth week closes
        sums = model.ledger.sums(model.ledger.total)
        moved = model.world.residents.arrived > 0
        assert 0 <= sums["calls"].sum() - model.world.residents.calls_made.sum() <= 40 * moved.sum()
        assert model.world.residents.calls_made[moved].sum() == 0


class TestSwitch:
    def test_switched_off_nobody_is_ever_acute_and_no_number_of_theirs_matters(self):
        off = neutral_values(["acute_risk"])
        towns = [
            village(3, 300, burn_in_days=0, parameters={**off, **more})
            for more in ({}, {"acute.days": 7.0, "acute.calls": 900.0})
        ]
        one, other = (lived(town, 182) for town in towns)
        assert acute_residents(one.world).size == 0
        assert not one.world.residents.acute_until.any()
        assert np.array_equal(one.world.residents, other.world.residents)
        assert np.array_equal(one.ledger.total, other.ledger.total)


class TestRepeats:
    def test_the_most_frequent_are_found_and_equals_in_order(self):
        counts = np.array([0, 3, 1, 3, 2, 3])
        assert most_frequent(counts, 2).tolist() == [1, 3]
        assert most_frequent(counts, 4).tolist() == [1, 3, 5, 4]

    def test_a_quarter_counts_its_own_calls_and_those_of_who_moved_in_from_nothing(self):
        model = Model(village(2, 100, burn_in_days=0))
        world, repeats = model.world, Repeats()
        sums = {name: np.zeros(2) for name in ("calls_of_frequent", "calls_of_quarters")}
        world.residents.calls_made[:3] = 5, 2, 1
        repeats.close_week(world, sums, 13)
        assert (sums["calls_of_frequent"][0], sums["calls_of_quarters"][0]) == (5, 8)
        world.residents.calls_made[:3] = 6, 1, 1  # the first called once, the second moved out and who came called once
        repeats.copy().close_week(world, sums, 26)
        assert (sums["calls_of_frequent"][0], sums["calls_of_quarters"][0]) == (6, 10)

    def test_nothing_is_counted_within_a_quarter(self):
        model = lived(village(2, 300, burn_in_days=0), 84)
        assert model.ledger.sums(model.ledger.total)["calls_of_quarters"].sum() == 0
        model.run_days(7)
        assert model.ledger.sums(model.ledger.total)["calls_of_quarters"].sum() > 0
