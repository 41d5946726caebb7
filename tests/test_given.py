"""Levers and parameters that a caller gives are checked as those of a file are, and do what those of a file do."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mobsim
from mobsim.errors import MobsimError
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.strategy import LeadPolicy
from mobsim.scenario.synthetic import village

TOWN = village(3, 60, burn_in_days=28, strategies={"status_quo": PRESETS["status_quo"]}, reference="status_quo")


def end_of(model):
    model.run_days(112)
    return {name: repr(value) for name, value in model.results().totals.items()}, model.world.residents.trust


def test_levers_of_a_call_are_those_of_a_strategy():
    levers = PRESETS["status_quo"].levers._replace(leadership=0.9, lead=int(LeadPolicy.COMMUNITY))
    own = replace(TOWN, strategies={**TOWN.strategies, "own": Strategy("own", "", levers)})
    declared = end_of(mobsim.Model(own, "own", seed=3))
    called = end_of(mobsim.Model(TOWN, seed=3, levers={"leadership": 0.9, "lead": "community"}))
    assert declared[0] == called[0]
    assert np.array_equal(declared[1], called[1])
    usual = end_of(mobsim.Model(TOWN, seed=3))
    assert usual[0] != called[0]


def test_parameters_of_a_call_are_those_of_a_scenario():
    values = {"trust.bad_contact_weight": 9.0, "offending": {"by_presence": 0.7}}
    called = TOWN.with_parameters(values)
    assert called.parameters.trust.bad_contact_weight == 9.0
    assert called.parameters.offending.by_presence == 0.7
    assert TOWN.parameters.offending.by_presence != 0.7


def test_levers_are_changed_while_it_runs_and_the_others_stay():
    model = mobsim.Model(TOWN, seed=1)
    model.run_days(28)
    before = model.levers[0]
    model.set_levers(collaboration=0.9, lead="community")
    assert model.levers[0] == before._replace(collaboration=0.9, lead=int(LeadPolicy.COMMUNITY))
    assert model.policies.collaboration.tolist() == [0.9]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"leadershp": 0.9}, "leadershp = 0.9: is not a lever. Did you mean 'leadership'"),
        ({"leadership": 1.5}, "leadership = 1.5: must lie between 0 and 1"),
        ({"leadership": "high"}, "leadership = 'high': must be a number"),
        ({"leadership": True}, "leadership = True: must be a number"),
        ({"lead": 1}, "lead = 1: must say who leads. Choose from police, community"),
        ({"patrol_share": 0.9, "engagement_share": 0.9}, "patrol_share = 0.9.*exceed all free hours"),
    ],
)
def test_what_is_no_lever_is_refused_and_nothing_changes(changes, said):
    model = mobsim.Model(TOWN, seed=1)
    before = list(model.levers)
    with pytest.raises(MobsimError, match=said):
        model.set_levers(**changes)
    assert model.levers == before
    with pytest.raises(MobsimError, match=said):
        mobsim.Model(TOWN, seed=1, levers=changes)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"trust.bad_contact_wait": 1.0}, "trust.bad_contact_wait.*is not a known parameter. Did you mean"),
        ({"trust.bad_contact_weight": -1.0}, "trust.bad_contact_weight = -1.0: must lie between"),
        ({"trust": {"bad_contact_weight": "9"}}, "trust.bad_contact_weight = '9': must be a number"),
        ({"strategy.leadership": 0.9}, "is a lever of a strategy, not a parameter"),
        ({"ties.same_place": 0.9, "ties.next_places": 0.9}, "exceeds the whole together with the others"),
    ],
)
def test_what_is_no_parameter_is_refused(values, said):
    with pytest.raises(MobsimError, match=said):
        TOWN.with_parameters(values)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(MobsimError) as caught:
        mobsim.Model(TOWN, seed=1, levers={"leadershp": 1, "collaboration": 2, "lead": "mayor"})
    assert all(name in str(caught.value) for name in ("leadershp", "collaboration", "lead"))


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["leadership", "collaboration", "risk_focus"]), st.floats(0, 1)))
def test_any_levers_within_bounds_are_taken(changes):
    model = mobsim.Model(TOWN, seed=1)
    model.set_levers(**changes)
    assert all(getattr(model.levers[0], name) == value for name, value in changes.items())
