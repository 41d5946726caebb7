"""Supervisors differ, hours do not: what is done in an hour, and with what is known, goes by who supervises."""

import numpy as np
import pytest
from stories import town

from mobsim.engine.model import Model
from mobsim.measures.spread import percentile_ratio
from mobsim.rules.supervision import appoint_supervisors, lead_supervisors, move_supervisors
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.synthetic import village
from mobsim.world.policies import policies_of

OFF = neutral_values(["supervision"])


def born(parameters=None, officers=20, strategy="status_quo", seed=3):
    return Model(village(4, 250, officers=officers, burn_in_days=0, parameters=parameters), strategy, seed)


def supervise(model, leadership, **values):
    """Appoint supervisors under the chief's leadership by parameters of one's own."""
    supervision = build_parameters({f"supervision.{name}": value for name, value in values.items()}).supervision
    policies = policies_of([STATUS_QUO._replace(leadership=leadership)])
    model.world.leaders.commitment[:] = 1.0
    appoint_supervisors(model.world, policies, supervision, model._keys)
    return supervision, policies


class TestSquads:
    @pytest.mark.parametrize(("officers", "squads"), [(0, 0), (1, 1), (8, 1), (9, 2), (16, 2), (37, 5)])
    def test_every_slot_has_one_supervisor_over_neighbouring_slots(self, officers, squads):
        world = born(officers=officers).world
        assert world.supervisors.size == squads
        assert (np.diff(world.officers.squad) >= 0).all()
        sizes = np.bincount(world.officers.squad, minlength=squads)
        assert sizes.max(initial=0) <= 8
        assert np.ptp(sizes) <= 1 if squads else not sizes.size

    def test_squads_of_the_next_community_follow(self):
        first, second = village(2, 60, officers=9).communities[0], village(2, 60, officers=3).communities[0]
        world = Model(village(2, 60, communities=(first, second), burn_in_days=0)).world
        assert world.supervisors.community.tolist() == [0, 0, 1]
        assert world.officers.squad[-3:].tolist() == [2, 2, 2]


class TestDiligence:
    def test_it_has_mean_one_and_the_spread_that_is_declared(self):
        model = born({"supervision.span": 1}, officers=600)
        supervise(model, 0.0)
        drawn = model.world.supervisors.own
        assert drawn.mean() == pytest.approx(1.0, abs=3 * 0.137 / np.sqrt(600))
        low, high = np.percentile(drawn, [10, 90])
        community = np.zeros(drawn.size, int)
        assert percentile_ratio(drawn, community, 1)[0] == pytest.approx(high / low, rel=0.05)
        assert high / low == pytest.approx(1.42, abs=0.06)

    def test_the_spread_that_is_measured_does_not_hang_on_how_many_squads_there_are(self):
        drawn, squads = np.exp(0.137 * np.random.default_rng(1).normal(size=4000)), np.arange(4000) // 4
        assert percentile_ratio(drawn, squads, 1000).mean() == pytest.approx(1.42, abs=0.05)

    def test_leadership_lifts_the_lax_and_leaves_the_others(self):
        model = born(officers=200)
        supervise(model, 1.0, raised=0.5)
        supervisors = model.world.supervisors
        lax = supervisors.own < 1.0
        assert supervisors.diligence[~lax] == pytest.approx(supervisors.own[~lax])
        assert supervisors.diligence[lax] == pytest.approx(0.5 + 0.5 * supervisors.own[lax])
        assert 0 < lax.sum() < lax.size

    def test_supervisors_move_at_their_rate_and_those_who_come_differ(self):
        model = born({"supervision.span": 1}, officers=400)
        supervision, policies = supervise(model, 0.0, moves_per_year=0.5)
        own, moved = model.world.supervisors.own.copy(), []
        for cycle in range(13):
            move_supervisors(model.world, supervision, model._keys, cycle)
            moved.append((model.world.supervisors.own != own).sum())
            own = model.world.supervisors.own.copy()
        lead_supervisors(model.world, policies, supervision)
        assert sum(moved) == pytest.approx(200, abs=45)
        assert own.mean() == pytest.approx(1.0, abs=0.03)

    def test_no_spread_where_there_is_one_squad_or_none(self):
        assert percentile_ratio(np.array([1.2]), np.array([1]), 3).tolist() == [1.0, 1.0, 1.0]


class TestWhatIsDone:
    def test_hours_are_the_same_and_presence_goes_by_diligence(self):
        usual, other = born(OFF), born({"supervision.spread": 0.4, "supervision.use_usual": 1.0})
        for model in (usual, other):
            model.run_days(1)
        here, there = usual.world.neighbourhoods, other.world.neighbourhoods
        for name in ("patrol_hours", "engagement_hours", "initiative_hours"):
            assert here[name] == pytest.approx(there[name])
        assert np.ptp(there.diligence) > 0.05
        done = there.diligence[other.world.places.neighbourhood] * other.world.places.hours
        assert other.world.places.presence == pytest.approx(done)
        assert (here.diligence == 1.0).all()

    def test_diligence_of_a_neighbourhood_is_the_mean_over_the_hours_given_there(self):
        model = born({"supervision.spread": 0.4}, officers=16)
        model.run_days(1)
        world = model.world
        weighted = (world.neighbourhoods.diligence * world.neighbourhoods.able_hours).sum()
        able = world.officers.able[world.officers.at_slot]
        assert weighted == pytest.approx((able * world.supervisors.diligence[world.officers.squad]).sum())

    def test_patrol_goes_round_evenly_where_nobody_uses_what_is_known(self):
        nobody = {"supervision.use_usual": 0.0, "supervision.use_by_leadership": 0.0}
        for parameters, spread in ((nobody, False), (OFF, True)):
            model = born(parameters, strategy="full_model")
            model.run_days(30)
            hours, here = model.world.places.hours, model.world.neighbourhoods
            areas = zip(here.first_place, here.end_place, strict=True)
            assert any(np.ptp(hours[first:end]) > 1e-9 for first, end in areas) == spread

    def test_tips_that_nobody_uses_are_neither_on_the_map_nor_in_the_investigation(self):
        nobody = {"supervision.use_usual": 0.0, "supervision.use_by_leadership": 0.0}
        silent, told = (
            born({**nobody, "reporting.tip_chance": chance, "people.prone_share": 0.2}) for chance in (0.0, 1.0)
        )
        for model in (silent, told):
            model.run_days(56)
        assert told.ledger.sums(told.ledger.total)["tips"].sum() > 10
        assert np.array_equal(silent.world.known, told.world.known)
        assert np.array_equal(silent.world.residents.free_from, told.world.residents.free_from)

    def test_activity_is_an_outcome_of_neighbourhoods_with_the_mean_of_the_town(self):
        model = born({"supervision.spread": 0.4})
        model.run_days(56)
        sums = model.ledger.sums(model.ledger.total)
        there = sums["hours_done"] / (sums["hours_patrol"] + sums["hours_engagement"])
        totals = model.results().totals
        assert np.ptp(there) > 0.02
        assert there.min() < totals["activity"] < there.max()
        assert totals["activity_spread"] > 1.1


def test_switched_off_nothing_else_about_supervisors_matters():
    other = {"supervision.span": 2, "supervision.moves_per_year": 5.0, "supervision.raised": 1.0}
    runs = [born({**OFF, **more}, strategy="full_model") for more in ({}, other)]
    for model in runs:
        model.run_days(84)
    ours, theirs = (model.ledger.total for model in runs)
    assert np.array_equal(ours, theirs)
    assert (runs[0].world.neighbourhoods.use == 1.0).all()


def test_who_supervises_matters_little_for_the_mean_of_the_town():
    """The mean of activity is that of the usual over many squads, so that base levels do not hang on the spread."""
    found = []
    for seed in range(1, 6):
        model = Model(town(4, 500, officers=80, burn_in_days=0, parameters={"supervision.raised": 0.0}), seed=seed)
        model.run_days(56)
        found.append(model.results().totals["activity"])
    assert np.mean(found) == pytest.approx(1.0, abs=0.05)
