"""The same seed gives the same bytes: whatever the threads, the process, the cuts of a run or what else was run before."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batteries import at_length

from mobsim.engine import threads
from mobsim.engine.day import LARGE, run_days
from mobsim.engine.model import Model
from mobsim.engine.threads import THREADS_FROM
from mobsim.rules.stock import take_stock
from mobsim.scenario.events import Event
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village
from mobsim.world.rulebook import rulebook

YEAR = 364
EVENTS = (
    Event(9, "police_misconduct", 0.7),
    Event(12, "crime_wave", 0.9, neighbourhood="2"),
    Event(31, "leader_leaves", role="mayor"),
    Event(40, "plant_closure", 0.4),
    Event(45, "change_of_strategy", strategy="full_model"),
    Event(50, "budget_cut", 0.3),
    Event(60, "community_centre", 0.5),
)


def town(**further):
    further = {"parameters": {"people.prone_share": 0.1, "money.purse": 60.0}, "events": EVENTS, **further}
    return village(3, 150, **further)


def columns(group, name):
    """Every array under a table, a tuple of tables or an array, with its name."""
    if isinstance(group, np.ndarray) and group.dtype.names:
        return [(f"{name}.{column}", np.ascontiguousarray(group[column])) for column in group.dtype.names]
    if isinstance(group, np.ndarray):
        return [(name, group)]
    return [pair for field in group._fields for pair in columns(getattr(group, field), f"{name}.{field}")]


def hashes(model, *, results=True):
    """A hash of each column of the world and of the assessment, and of each frame of results."""
    arrays = [*columns(model.world, "world"), *columns(model.beliefs, "beliefs"), *columns(model.counted, "counted")]
    found = {name: hashlib.blake2b(array.tobytes(), digest_size=8).hexdigest() for name, array in arrays}
    assert len(found) > 150
    if results:
        run = model.results(residents=True)
        frames = {name: getattr(run, name) for name in ("weekly", "neighbourhoods", "initiatives", "residents")}
        text = {name: frame.to_csv(float_format="%.17g") for name, frame in frames.items()}
        text["totals"] = repr({name: float(value).hex() for name, value in run.totals.items()})
        found |= {name: hashlib.blake2b(each.encode(), digest_size=8).hexdigest() for name, each in text.items()}
    return found


def assert_same(one, other):
    assert [name for name in one if one[name] != other[name]] == []
    assert one.keys() == other.keys()


def finished(days, strategy="status_quo", seed=5, **further):
    model = Model(town(**further), strategy, seed)
    model.run_days(days)
    return model


@pytest.fixture(scope="module")
def year():
    model = finished(YEAR)
    assert len(model.history.initiatives) > 0
    assert (model.world.residents.arrived > 0).any()
    assert (model.world.residents.offences > 0).any()
    return hashes(model)


class TestSameBytes:
    def test_twice(self, year):
        assert_same(year, hashes(finished(YEAR)))

    def test_another_seed_is_another_year(self, year):
        other = hashes(finished(YEAR, seed=6))
        changed = {name for name in year if year[name] != other[name]}
        assert {"world.residents.trust", "world.residents.age", "world.known", "weekly", "totals"} <= changed

    def test_in_two_parts(self, year):
        model = finished(10)
        assert model.day == 10, "in the middle of a week"
        model.run_days(YEAR - 10)
        assert_same(year, hashes(model))

    def test_in_uneven_parts_with_looks_in_between(self, year):
        model = finished(0)
        for days in (1, 6, 21, 3, 53, YEAR - 84):
            model.run_days(days)
            if model.day >= model.scenario.burn_in_days + 7:
                model.results(residents=True)
        assert_same(year, hashes(model))

    def test_day_by_day(self, year):
        model = finished(0)
        while model.day < YEAR:
            model.step()
        assert_same(year, hashes(model))

    def test_keeping_incidents_changes_nothing(self, year):
        model = Model(town(), "status_quo", 5, events=True)
        model.run_days(YEAR)
        assert_same(year, hashes(model))
        assert len(model.results().events) > 20

    def test_by_a_fork_that_goes_on_as_before(self, year):
        first = finished(100)
        second = first.fork("status_quo")
        # The event of day 45 after burn-in has changed the levers; a fork sets them anew, as its strategy has them.
        second.set_levers(first.levers)
        first.run_days(YEAR - 100)
        assert_same(year, hashes(first))
        second.run_days(YEAR - 100)
        assert_same(year, hashes(second))

    def test_forks_do_not_touch_each_other(self, year):
        trunk = finished(35)
        left, right = trunk.fork("full_model"), trunk.fork("status_quo")
        left.run_days(100)
        right.run_days(YEAR - 35)
        trunk.run_days(YEAR - 35)
        assert_same(year, hashes(trunk))
        assert_same(year, hashes(right))

    @pytest.mark.parametrize("residents", [THREADS_FROM, *at_length(LARGE)])
    def test_on_any_number_of_threads(self, residents):
        big = village(8, residents // 8 + 50, officers=20)
        runs = []
        for by in (1, 2, 3):
            model = Model(big, "full_model", seed=3)
            model.threads = by
            assert model.world.residents.size > residents
            model.run_days(35)
            runs.append(hashes(model, results=False))
        assert_same(runs[0], runs[1])
        assert_same(runs[0], runs[2])

    def test_of_a_province_on_any_number_of_threads(self, monkeypatch):
        monkeypatch.setattr(threads, "THREADS_FROM", 1_000)
        runs = [hashes(lived(by), results=False) for by in (1, 2, 7)]
        assert_same(runs[0], runs[1])
        assert_same(runs[0], runs[2])

    def test_of_a_province_whichever_community_lives_its_week_first(self):
        ahead, behind = lived(), lived()
        rules, today = rulebook(ahead.parameters), ahead.today
        communities = range(ahead.world.communities.size)
        for model, order in ((ahead, communities), (behind, reversed(communities))):
            for community in order:
                run_days(model.world, rules, today, today.day + 7, community)
                take_stock(model.world, rules, today, community)
        assert_same(hashes(ahead, results=False), hashes(behind, results=False))


def lived(by=1):
    """A small province after two cycles, on so many threads; incidents happened, and calls wait."""
    model = Model(load_scenario("ontario", overrides={"scale": 0.0005}), "full_model", seed=4)
    model.threads = by
    model.run_days(56)
    assert model.world.communities.size > 7
    assert np.count_nonzero(model.world.lists.before) > 7
    return model


IN_A_PROCESS = """
import json, sys
sys.path.insert(0, {folder!r})
from test_determinism import hashes, finished
print(json.dumps(hashes(finished(84)), sort_keys=True))
"""


def test_same_bytes_in_a_process_that_hashes_strings_otherwise():
    script = IN_A_PROCESS.format(folder=str(Path(__file__).parent))
    here = os.environ.get("PYTHONHASHSEED")
    environment = {**os.environ, "PYTHONHASHSEED": "12345" if here == "0" else "0"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert len(found) > 150
    assert_same(found, hashes(finished(84)))


class TestNullIntervention:
    def test_a_strategy_with_the_same_levers_changes_no_byte(self):
        same = Strategy("the same by another name", "As things are.", PRESETS["status_quo"].levers)
        strategies = {**PRESETS, same.name: same}
        trunk = finished(28, strategies=strategies)
        runs = []
        for name in ("status_quo", same.name):
            model = trunk.fork(name)
            model.run_days(YEAR)
            runs.append(hashes(model))
        assert_same(*runs)

    def test_a_strategy_with_other_levers_does(self):
        trunk = finished(28)
        runs = []
        for name in ("status_quo", "full_model"):
            model = trunk.fork(name)
            model.run_days(14)
            runs.append(hashes(model))
        assert runs[0]["world.residents.trust"] != runs[1]["world.residents.trust"]


class TestCommonRandomNumbers:
    def test_would_be_offences_are_the_same_under_every_strategy(self):
        """Where everybody goes ahead and nobody is taken out, the offences are the would-be offences: who, when, what."""
        willing = tuple(
            replace(problem, go_ahead=200.0, kinds=tuple(replace(kind, reported=0.0) for kind in problem.kinds))
            for problem in DEFAULT_PROBLEMS
            if problem.crime
        )
        parameters = {"people.prone_share": 0.1, "reporting.by_witness": 0.0}
        offences = []
        for strategy in ("status_quo", "full_model", "enforcement"):
            model = Model(town(problems=willing, parameters=parameters), strategy, seed=8, events=True)
            model.run_days(YEAR)
            days = model.history.days
            offences.append(
                {name: np.concatenate([day[name] for day in days]) for name in ("day", "offender", "problem", "kind")}
            )
        assert offences[0]["day"].size > 100
        for other in offences[1:]:
            for name, column in other.items():
                assert np.array_equal(column, offences[0][name]), name

    def test_the_same_people_live_in_town_and_the_same_move_in(self):
        """But for what is done to them: agencies change the propensity of who is referred to them."""
        without = {"people.prone_share": 0.1, "money.purse": 60.0, **neutral_values(["referral_after_arrest"])}
        first, second = (finished(2 * YEAR, of, parameters=without) for of in ("status_quo", "full_model"))
        for name in ("age", "propensity", "threshold", "arrived", "insecurity_ground", "trust_ground"):
            assert np.array_equal(first.world.residents[name], second.world.residents[name]), name
        assert (first.world.residents.arrived > 0).sum() > 20
        assert not np.array_equal(first.world.residents.trust, second.world.residents.trust)

    def test_a_lever_moved_late_changes_nothing_before(self):
        """Two towns with one seed live the same days up to the day on which their strategies part."""
        part = Event(200, "change_of_strategy", strategy="hot_spots")
        without, parted = finished(0, events=()), finished(0, events=(part,))
        for model in (without, parted):
            model.run_days(200 + model.scenario.burn_in_days)
        assert_same(hashes(without), hashes(parted))
        for model in (without, parted):
            model.run_days(56)
        assert not np.array_equal(without.world.residents.trust, parted.world.residents.trust)
