"""What outlasts leaders: ties that institutions hold, and tables that go on meeting, or end and begin again."""

import numpy as np
import pytest

from mobsim.engine.model import Model
from mobsim.rules.institutions import convene, hold
from mobsim.rules.leadership import Session, average_areas, average_where_ended, sit
from mobsim.rules.leaving import leave
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.scenario import Seats
from mobsim.scenario.synthetic import village
from mobsim.world.policies import policies_of

SEATS = Seats(3, ("health", "housing", "youth_education", "social_services"), 3)
TABLE = build_parameters().table
OFF = neutral_values(["institutional_ties", "tables_that_end"])
CYCLES = 130


def born(seed=1, parameters=None):
    return Model(village(6, 20, leaders=SEATS, parameters=parameters), seed=seed)


def live_cycles(model, cycles, strategy="status_quo"):
    """Let the table live cycles of its own; return ends, and whether it meets, at each."""
    world, here = model.world, model.world.neighbourhoods.size
    policies = policies_of([PRESETS[strategy].levers])
    ended, meets = [], []
    for cycle in range(cycles):
        met = np.random.default_rng([model.run_seed, cycle]).random(here) < TABLE.usual_met
        session = Session(np.full(here, 0.17), met.astype(float), np.zeros(here), np.zeros(here))
        before = world.communities.tables_ended[0]
        sit(world, policies, session, model.parameters, model._keys, cycle)
        ended.append(world.communities.tables_ended[0] - before)
        meets.append(world.communities.convenor[0] >= 0)
    return np.array(ended), np.array(meets)


class TestTies:
    def test_a_successor_takes_over_what_institutions_hold_and_no_more(self):
        world = born().world
        chief, table = int(world.communities.chief[0]), world.collaboration
        others = np.arange(world.leaders.size) != chief
        before, held = table.tie.copy(), table.held.copy()
        leave(world, chief, TABLE, born()._keys, 5)
        assert np.array_equal(table.held, held)
        assert np.array_equal(table.tie[chief], held[chief])
        assert np.array_equal(table.tie[:, chief], held[:, chief])
        assert np.array_equal(table.tie[np.ix_(others, others)], before[np.ix_(others, others)])
        assert 0 < table.in_use[chief].sum() < before[chief].sum()

    def test_what_nobody_renews_erodes_by_the_year(self):
        world = born().world
        before = world.collaboration.held.copy()
        for _ in range(13):
            hold(world, 0, 0.0, TABLE)
        assert world.collaboration.held == pytest.approx(before * (1 - TABLE.held_erosion))

    def test_what_is_held_follows_personal_ties_and_never_passes_them_on_its_own(self):
        world = born().world
        for _ in range(2000):
            hold(world, 0, 1.0, TABLE)
        held, tie = world.collaboration.held, world.collaboration.tie
        assert (held <= tie).all()
        assert held.sum() > 0.8 * tie.sum()

    def test_collaboration_leaves_more_behind(self):
        left = {}
        for strategy in ("status_quo", "full_model"):
            model = born()
            live_cycles(model, 65, strategy)
            left[strategy] = model.world.collaboration.held.mean()
        assert left["full_model"] > 2 * left["status_quo"]

    def test_both_sides_hold_the_same(self):
        model = born(seed=4)
        live_cycles(model, 40)
        for part in (model.world.collaboration.tie, model.world.collaboration.held):
            assert np.array_equal(part, part.T)
            assert not np.diag(part).any()


class TestTables:
    def test_only_the_convenor_ends_a_table_by_leaving(self):
        strict = TABLE._replace(convene_above=1.0)
        for seed in range(1, 4):
            model = born(seed)
            world = model.world
            world.communities.convenor[0] = convenor = int(world.communities.mayor[0])
            for row in range(world.leaders.size):
                if row != convenor:
                    leave(world, row, strict, model._keys, 7)
            assert world.communities.convenor[0] == convenor
            leave(world, convenor, strict, model._keys, 7)
            assert world.communities.convenor[0] == -1
            assert world.communities.tables_ended[0] == 1

    def test_a_table_that_institutions_hold_together_takes_less_commitment(self):
        ends = {}
        for held in (0.0, 0.9):
            ends[held] = 0
            model = born()
            for when in range(200):
                world = model.world
                world.collaboration.held[:] = held * (1 - np.eye(world.leaders.size))
                world.communities.convenor[0] = world.communities.mayor[0]
                leave(world, int(world.communities.mayor[0]), TABLE, model._keys, when)
                ends[held] += world.communities.convenor[0] == -1
        assert ends[0.9] < 0.3 * ends[0.0]
        assert 50 < ends[0.0] < 130

    def test_an_official_who_is_committed_enough_begins_again(self):
        world = born().world
        world.communities.convenor[0] = -1
        world.leaders.commitment[:] = TABLE.begin_above - 0.01
        councillors = np.flatnonzero(world.leaders.role == 1)
        world.leaders.commitment[councillors] = 1.0
        assert not convene(world, 0, TABLE)
        world.leaders.commitment[world.communities.chief[0]] = TABLE.begin_above
        assert convene(world, 0, TABLE)
        assert world.communities.convenor[0] == world.communities.chief[0]

    def test_where_nobody_convenes_ties_fade(self):
        model = born(parameters={"table.begin_above": 1.0, "table.leaving_per_year": 0.0})
        model.world.communities.convenor[0] = -1
        before = model.world.collaboration.tie.sum(), model.world.collaboration.held.sum()
        live_cycles(model, 13, "full_model")
        assert model.world.collaboration.tie.sum() < 0.6 * before[0]
        assert model.world.collaboration.held.sum() == pytest.approx(before[1] * (1 - TABLE.held_erosion))

    @pytest.mark.long
    def test_tables_end_as_seldom_as_coalitions_have_and_as_many_meet_as_at_birth(self):
        runs = [live_cycles(born(seed), CYCLES) for seed in range(100)]
        ended, meets = (np.array(part) for part in zip(*runs, strict=True))
        assert 0.8 <= (ended[:, :39].sum(1) == 0).mean() <= 0.95
        assert 0.03 <= ended.sum() / (meets.sum() / 13) <= 0.08
        assert meets[:, -52:].mean() == pytest.approx(meets[:, :52].mean(), abs=0.1)


def test_switched_off_nothing_is_held_and_every_table_meets_for_ever():
    model = born(parameters={**OFF, "table.leaving_per_year": 1.0})
    ended, meets = live_cycles(model, 65)
    assert not model.world.collaboration.held.any()
    assert not ended.any()
    assert meets.all()
    other = born(parameters={**OFF, "table.leaving_per_year": 1.0, "table.held_erosion": 0.5, "table.begin_above": 0.9})
    live_cycles(other, 65)
    assert np.array_equal(model.world.collaboration.tie, other.world.collaboration.tie)


class TestWhatACycleBrings:
    def test_leaders_hear_the_mean_of_the_neighbourhoods_that_they_lead(self):
        world, values = born().world, np.random.default_rng(1).random(6)
        led = [values[first:end].mean() for first, end in zip(*areas(world), strict=True)]
        assert average_areas(world, values) == pytest.approx(led)

    def test_only_where_initiatives_ended_can_they_have_met_their_forecast(self):
        world, met = born().world, np.array([1.0, np.nan, 0.0, np.nan, np.nan, np.nan])
        ended = [met[first:end][~np.isnan(met[first:end])] for first, end in zip(*areas(world), strict=True)]
        assert any(each.size == 0 for each in ended)
        assert average_where_ended(world, met) == pytest.approx([each.mean() if each.size else 0.0 for each in ended])

    def test_credibility_moves_where_somebody_was_asked_and_nowhere_else(self):
        model = born()
        world, before = model.world, model.world.leaders.credibility.copy()
        none, asked = np.zeros(6), np.array([5.0, 0.0, 0.0, 0.0, 0.0, 0.0])
        policies = policies_of([PRESETS["status_quo"].levers])
        sit(world, policies, Session(none, none, none, none), model.parameters, model._keys, 200)
        assert np.array_equal(world.leaders.credibility, before)
        sit(world, policies, Session(none, none, asked, none), model.parameters, model._keys, 201)
        concerned = world.leaders.area_first == 0
        assert (world.leaders.credibility[concerned] != before[concerned]).all()
        assert np.array_equal(world.leaders.credibility[~concerned], before[~concerned])


def areas(world):
    return world.leaders.area_first, world.leaders.area_end
