"""A third town is the town that it branches from, to the last digit, until something else is decided for it."""

import numpy as np
import pytest
from page_town import decision, write_town

from mobsim.errors import UsageError
from mobsim.experiment.recording import Recorder
from mobsim.scenario.reading import load_scenario
from mobsim.web.actions import BranchOff
from mobsim.web.messages import WISH, BranchDiscard, read_message
from mobsim.web.others import Others, Values
from mobsim.web.pair import Pair
from mobsim.web.saving import session_file, town_file
from mobsim.web.worker import Order

SCANDAL = {"do": "event", "towns": "ab", "kind": "police_misconduct", "severity": 1}
LEVERS = {"do": "levers", "towns": "b", "levers": {"leadership": 0.1, "risk_focus": 1.0}}
PURSE = {"do": "budget", "towns": "b", "budget": 1.5}
PRESET = {"do": "preset", "towns": "b", "name": "hot_spots"}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return load_scenario(write_town(tmp_path_factory.mktemp("town")))


def begun(town, seed=3):
    pair = Pair(town, ("status_quo", "full_model"), seed)
    for _ in pair.settle():
        pass
    return pair


def decide(pair, **content):
    pair.act(decision(content, pair.scenario))


def lived(town):
    """Live 20 weeks, with decisions before, on and after the last day of week 10."""
    pair = begun(town)
    for days, what in ((31, LEVERS), (39, PURSE), (18, SCANDAL), (24, PRESET), (28, None)):
        pair.advance(days)
        if what:
            decide(pair, **what)
    assert (pair.day, pair.log[1][0]) == (140, 70)
    return pair


def branch(pair, **wish):
    steps, shares = pair.begin_branch(BranchOff(do="branch", **wish)), []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            pair.take_in(end.value)
            break
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    return pair.branch


def same(one, two):
    assert one.day == two.day
    for ours, theirs in zip(one.ledger.weeks, two.ledger.weeks, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(one.world.residents.trust, two.world.residents.trust)
    np.testing.assert_array_equal(one.world.collaboration.in_use, two.world.collaboration.in_use)
    assert one.levers == two.levers


@pytest.mark.parametrize("side", [0, 1], ids=["a", "b"])
def test_with_all_that_was_decided_a_branch_is_its_town_to_the_last_digit(town, side):
    pair = lived(town)
    third = branch(pair, town="ab"[side], week=10, along=True)
    assert (third.day, pair.behind, pair.front) == (70, True, 70)
    while pair.behind:
        pair.advance(11)
    same(third.model, pair.models[side])
    pair.advance(25)
    same(third.model, pair.models[side])


def test_the_same_decisions_taken_again_give_the_same_town(town):
    pair = lived(town)
    third = branch(pair, town="b", week=10)
    decide(pair, **{**PURSE, "towns": "c"})
    pair.advance(42)
    assert third.day == 112
    decide(pair, **{**PRESET, "towns": "c"})
    pair.advance(400)
    assert third.day == pair.day == 140, "it stops where the others are"
    same(third.model, pair.models[1])


def test_without_what_was_decided_later_a_branch_goes_another_way_and_has_the_same_events(town):
    pair = lived(town)
    other = branch(pair, town="b", week=10)
    assert [event.kind for event in other.model.scenario.events] == ["change_of_strategy"]
    pair.advance(70)
    kinds = [event.kind for event in other.model.scenario.events]
    assert kinds == ["change_of_strategy", "police_misconduct"], "what happened, not what was decided"
    before = [one.ledger.weeks[:18] for one in (other.model, pair.models[1])]
    np.testing.assert_array_equal(*before)
    assert not np.array_equal(other.model.ledger.weeks[-1], pair.models[1].ledger.weeks[-1])


def test_the_two_towns_are_what_they_are_without_a_branch(town):
    plain, branched = lived(town), lived(town)
    branch(branched, town="a", week=3)
    decide(branched, **{**LEVERS, "towns": "c"})
    branched.advance(200)
    for pair in (plain, branched):
        pair.advance(20)
    for one, two in zip(plain.models, branched.models, strict=True):
        same(one, two)


def test_another_branch_takes_the_place_of_the_one_before_and_leaves_nothing_of_it(town):
    pair = lived(town)
    before = pair.decisions()
    assert branch(pair, town="b", week=4).number == 1
    decide(pair, **{**LEVERS, "towns": "c"})
    pair.advance(300)
    decide(pair, **{**SCANDAL, "towns": "abc"})
    assert branch(pair, town="a", week=20).number == 2
    lines = pair.decisions()
    assert lines[: len(before)] == before
    assert [(line["do"], line.get("towns")) for line in lines[len(before) :]] == [("event", "ab"), ("branch", None)]
    pair.discard()
    assert pair.branch is None
    assert len(pair.decisions()) == len(before) + 1


def test_what_cannot_be_is_refused_with_a_sentence(town):
    pair = lived(town)
    with pytest.raises(UsageError, match="no town C"):
        decide(pair, **{**LEVERS, "towns": "c"})
    with pytest.raises(UsageError, match="not been run yet"):
        pair.begin_branch(BranchOff(do="branch", town="a", week=21))
    branch(pair, town="a", week=19)
    with pytest.raises(UsageError, match="not as far"):
        decide(pair, **{**SCANDAL, "towns": "abc"})


def test_a_saved_session_holds_the_branch_and_where_it_stands(town):
    pair = lived(town)
    third = branch(pair, town="b", week=10)
    decide(pair, **{**LEVERS, "towns": "c"})
    pair.advance(30)
    saved = session_file(Order("town", "town", "status_quo", "full_model"), pair)
    assert saved["log"][-3:] == [
        {"day": 140, "do": "branch", "town": "b", "week": 10, "along": False},
        {"day": 70, **LEVERS, "towns": "c"},
        {"day": 140, "do": "end", "third": third.day},
    ]
    assert town_file(pair, "c")["name"].endswith("_c.zip")
    assert isinstance(read_message(WISH, '{"do": "discard"}'), BranchDiscard)


def test_other_pairs_of_towns_branch_as_the_rooms_own_does(town):
    room, other = lived(town), lived(town)
    weeks = kept_weeks(town)
    third = branch(room, town="b", week=10)
    decide(room, **{**LEVERS, "towns": "c"})
    recorder = Recorder(third.model)
    others = Others(third.wish, 1, room.decided_for("b"), most=1)
    others.decide(70, room.log[-1][1])
    assert not others.is_behind(0, other), "not further than the room"
    others.reach = 140
    for week in range(11, 21):
        room.advance(7)
        own = Values.of(recorder.record(third.model))
        assert others.is_behind(0, other)
        found = others.run_week(0, other, weeks)
        for ours, theirs in zip(found, own.minus(weeks[week][1]), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert not others.is_behind(0, other)
    assert not others.is_behind(1, other)


def kept_weeks(town):
    """Live the same weeks again, and keep what the background keeps of them."""
    pair = begun(town)
    recorders = [Recorder(model) for model in pair.models]
    due = [(31, LEVERS), (70, PURSE), (88, SCANDAL), (112, PRESET)]
    weeks = [tuple(Values.of(each.record(model)) for each, model in zip(recorders, pair.models, strict=True))]
    for day in range(1, 141):
        for _, what in (each for each in due if each[0] == pair.day):
            decide(pair, **what)
        pair.advance(1)
        if day % 7 == 0:
            sides = zip(recorders, pair.models, strict=True)
            weeks.append(tuple(Values.of(each.record(model)) for each, model in sides))
    return weeks
