"""What cannot get lost: residents, calls, officers' hours, money; and what must be no more than what it comes from."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from random_villages import LIVELY, SWAMPED, in_many_villages, villages

from mobsim.engine.model import Model, begin
from mobsim.scenario.initiatives import Status
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.synthetic import village
from mobsim.world.lists import calls_waiting

some = settings(max_examples=8, derandomize=True, print_blob=False)
A_WEEK_AFTER_CYCLES = 28 * 3 + 7  # what a cycle spent stands in the ledger a week later


def finished(scenario, days=A_WEEK_AFTER_CYCLES):
    model = Model(scenario)
    model.run_days(days)
    return model


def received(model):
    """Sum what every initiative has received, from whenever it began."""
    rows = model.history.rows(model.world)
    names = ("agency_hours", "volunteer_hours", "officer_hours", "money")
    return {name: sum(row[name] for row in rows) for name in names}


def total(model, *names):
    sums = model.ledger.sums(model.ledger.total)
    return sum(sums[name].sum() for name in names)


class TestPeopleAndPlaces:
    @some
    @given(villages())
    def test_nobody_is_lost_or_made_and_everybody_has_a_home(self, scenario):
        world = Model(scenario).world
        before = world.residents.place.copy(), world.residents.neighbourhood.copy()
        model = finished(scenario)
        residents = model.world.residents
        assert residents.size == scenario.population
        assert np.array_equal(residents.place, before[0])
        assert np.array_equal(residents.neighbourhood, before[1])

    @some
    @given(villages())
    def test_places_and_neighbourhoods_part_residents_without_gap_or_overlap(self, scenario):
        world = Model(scenario).world
        residents, places, neighbourhoods = world.residents, world.places, world.neighbourhoods
        for first, end, whole in (
            (places.first, places.end, residents.size),
            (neighbourhoods.first_resident, neighbourhoods.end_resident, residents.size),
            (neighbourhoods.first_place, neighbourhoods.end_place, places.size),
        ):
            assert first[0] == 0
            assert end[-1] == whole
            assert np.array_equal(first[1:], end[:-1])
            assert np.all(end > first)
        counted = np.repeat(np.arange(places.size), places.end - places.first)
        assert np.array_equal(residents.place, counted)
        assert np.array_equal(residents.neighbourhood, places.neighbourhood[counted])

    @some
    @given(villages())
    def test_whoever_is_tied_to_somebody_has_that_tie_returned(self, scenario):
        ties = Model(scenario).world.ties
        owner = np.repeat(np.arange(ties.start.size - 1), np.diff(ties.start))
        there = Counter(zip(owner.tolist(), ties.to.tolist(), strict=True))  # a tie made from both ends counts twice
        assert there == {(b, a): times for (a, b), times in there.items()}
        assert not np.any(owner == ties.to)


class TestCrimeAndCalls:
    @some
    @given(villages())
    def test_no_more_is_reported_than_happened_nor_recorded_than_reported_nor_cleared_than_recorded(self, scenario):
        model = Model(scenario)
        for _ in range(A_WEEK_AFTER_CYCLES // 7):
            model.run_days(7)
            sums = model.ledger.sums(model.ledger.total)
            for problem in scenario.problems:
                series = [sums[f"{word}_{problem.name}"] for word in ("true", "reported", "recorded", "cleared")]
                for more, fewer in pairwise(series):
                    assert np.all(more >= fewer), problem.name

    @some
    @given(villages())
    def test_every_call_is_answered_given_up_or_still_waits(self, scenario):
        model = Model(scenario)
        for _ in range(A_WEEK_AFTER_CYCLES // 7):
            model.run_days(7)
            waiting = calls_waiting(model.world).size
            assert total(model, "calls") == total(model, "answered", "unanswered", "team_held") + waiting

    def test_calls_that_nobody_can_answer_wait_and_are_given_up(self):
        swamped = village(2, 150, officers=1, burn_in_days=0, parameters=SWAMPED)
        model = finished(swamped)
        waiting = calls_waiting(model.world).size
        assert total(model, "unanswered") > 0 < waiting
        assert total(model, "calls") == total(model, "answered", "unanswered", "team_held") + waiting


class TestHours:
    @some
    @given(villages())
    def test_officers_spend_exactly_the_hours_of_their_shifts(self, scenario):
        model = Model(scenario)
        officers = model.world.officers.size
        due = 0.0
        for day in range(A_WEEK_AFTER_CYCLES):
            before = float(model.world.communities.overtime[0])
            model.run_days(1)
            # Events fall on no cycle's last day; the cycle sets the hours of the days that follow.
            overtime = before if (day + 1) % 28 == 0 else float(model.world.communities.overtime[0])
            hired = scenario.communities[0].officers if officers else 0.0
            due += hired * scenario.parameters.patrol.shift_hours * 3 / 7 * overtime
        activities = ("response", "patrol", "engagement", "initiatives", "overhead", "standby")
        assert total(model, *(f"hours_{activity}" for activity in activities)) == pytest.approx(due, rel=1e-9)

    @some
    @given(villages())
    def test_what_went_into_initiatives_is_what_each_of_them_received(self, scenario):
        model = Model(scenario)
        before = received(model)  # by initiatives that are under way on the first day
        model.run_days(A_WEEK_AFTER_CYCLES)
        since = {name: hours - before[name] for name, hours in received(model).items()}
        for name in ("agency_hours", "volunteer_hours"):
            assert since[name] == pytest.approx(total(model, name), rel=1e-9, abs=1e-9)
        assert since["officer_hours"] <= total(model, "hours_initiatives") * (1 + 1e-9)
        assert since["money"] == pytest.approx(total(model, "cost_programmes"), rel=1e-9, abs=1e-6)


class TestMoney:
    @some
    @given(villages())
    def test_every_dollar_of_the_purse_is_spent_or_still_held(self, scenario):
        model = Model(scenario)
        model.run_days(7)
        for _ in range(3):
            model.run_days(28)
            world = model.world
            assert world.account.min() >= -1e-9
            assert world.initiatives.money.min() >= -1e-9
            held = world.account.sum() + world.initiatives.money[world.initiatives.status != Status.EMPTY].sum()
            spent = total(
                model, "cost_components", "cost_teams", "cost_table", "cost_overtime", "cost_programmes", "set_aside"
            )
            assert total(model, "granted") == pytest.approx(spent + held, rel=1e-9, abs=1e-6)

    def test_money_that_initiatives_spend_is_accounted_for(self):
        model = Model(village(3, 200, burn_in_days=0, parameters=LIVELY))
        before = received(model)["money"]
        model.run_days(A_WEEK_AFTER_CYCLES)
        spent = total(model, "cost_programmes")
        assert spent > 0
        assert spent == pytest.approx(received(model)["money"] - before)

    def test_every_preset_is_granted_the_same(self):
        town = village(4, 250, burn_in_days=28, days=364)
        after = {}
        for name in PRESETS:
            model = begin(town).fork(name)
            model.run_days(371)
            after[name] = total(model, "granted", "cost_officers")
        assert len(set(after.values())) == 1

    @pytest.mark.long
    def test_every_preset_costs_the_same_within_a_hundredth(self):
        start = begin(village(4, 1000, officers=8, burn_in_days=182))
        costs = {}
        for name in PRESETS:
            model = start.fork(name)
            model.run_days(2 * 364)
            costs[name] = model.results().totals["cost"]
        assert max(costs.values()) / min(costs.values()) < 1.01, costs


@pytest.mark.long
@pytest.mark.parametrize(
    "held",
    [
        TestPeopleAndPlaces.test_nobody_is_lost_or_made_and_everybody_has_a_home,
        TestPeopleAndPlaces.test_places_and_neighbourhoods_part_residents_without_gap_or_overlap,
        TestPeopleAndPlaces.test_whoever_is_tied_to_somebody_has_that_tie_returned,
        TestCrimeAndCalls.test_no_more_is_reported_than_happened_nor_recorded_than_reported_nor_cleared_than_recorded,
        TestCrimeAndCalls.test_every_call_is_answered_given_up_or_still_waits,
        TestHours.test_officers_spend_exactly_the_hours_of_their_shifts,
        TestHours.test_what_went_into_initiatives_is_what_each_of_them_received,
        TestMoney.test_every_dollar_of_the_purse_is_spent_or_still_held,
    ],
    ids=lambda each: each.__name__.removeprefix("test_"),
)
def test_in_many_more_villages(held):
    in_many_villages(lambda scenario: held.hypothesis.inner_test(None, scenario))
