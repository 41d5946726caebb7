"""A problem that is followed is one that happened, and what is said of it is what the towns' own records say."""

import numpy as np
import pytest
from page_town import write_town

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.scenario.reading import load_scenario
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.web.actions import BranchOff
from mobsim.web.following import DAYS_WAITED, Follower
from mobsim.web.messages import Follow
from mobsim.web.pair import Pair

SEED = 3
STRATEGIES = ("status_quo", "full_model")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return load_scenario(write_town(tmp_path_factory.mktemp("town")))


def settled(town):
    pair = Pair(town, STRATEGIES, SEED)
    list(pair.settle())
    return pair


def run(pair, follower, days):
    """Run as a session does: by day while a crime is waited for, else in larger steps; a third town as far as the others."""
    end = pair.front + days
    while pair.front < end:
        both = not pair.behind
        pair.advance(follower.at_once(min(end - pair.front, pair.days_to_week_end), both=both))
        follower.after_days(both=both)


def branch(pair, follower, **wish):
    """Let a third town branch off as a session does."""
    steps = pair.begin_branch(BranchOff(do="branch", **wish))
    follower.discarded()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            pair.take_in(end.value)
            follower.branched()
            return


def incidents_of(town, strategy, days):
    """Run the same town anew and keep every incident: what a user gets by ``mobsim run --events``."""
    model = Model(town, strategy, SEED, events=True)
    model.run_days(town.burn_in_days + days)
    names = model.history.days[0].keys()
    table = {name: np.concatenate([day[name] for day in model.history.days]) for name in names}
    return table | {"cleared": np.isin(table["number"], np.concatenate(model.history.cleared))}, model


@pytest.fixture(scope="module")
def records(town):
    return [incidents_of(town, strategy, 112) for strategy in STRATEGIES]


@pytest.mark.parametrize("wanted", [{}, {"area": 4}, {"problem": 1}, {"told": True}])
def test_what_is_followed_happened_in_both_towns_and_went_as_told(town, records, wanted):
    pair = settled(town)
    follower = Follower(pair)
    follower.begin(Follow(do="follow", **wanted))
    assert follower.news().waiting
    run(pair, follower, 112)
    found = follower.news()
    assert not found.waiting
    subject = found.subject
    assert subject["area"] == wanted.get("area", subject["area"])
    neighbourhoods = pair.models[0].world.neighbourhoods
    place = int(neighbourhoods.first_place[subject["area"]]) + subject["block"] - 1
    problem = [each.name for each in town.problems].index(subject["problem"])
    assert problem == wanted.get("problem", problem)
    victims = []
    for (table, model), side in zip(records, found.sides, strict=True):
        # A day of the history is the number of the day run; what is told counts days that are over.
        here = (table["day"] == subject["day"] - 1) & (table["place"] == place) & (table["problem"] == problem)
        facts = [
            tuple(bool(table[name][row]) for name in ("reported", "recorded", "discovered", "pooled", "cleared"))
            for row in np.flatnonzero(here)
        ]
        told = tuple(side[name] for name in ("reported", "recorded", "discovered", "pooled"))
        assert (*told, side["call"].get("cleared", False)) in facts
        victims.append({int(table["victim"][row]) for row in np.flatnonzero(here)})
        area = town.communities[0].neighbourhoods.ids[subject["area"]]
        rows = [
            row
            for row in model.history.rows(model.world)
            if (row["neighbourhood"], row["problem"]) == (area, subject["problem"])
        ]
        dates = {(row["planned_day"], row["start_day"], row["agency"], row["matched"]) for row in rows}
        for each in side["initiatives"]:
            assert (each["planned_day"], each["start_day"], each["agency"], each["matched"]) in dates
        later = [row for row in rows if row["planned_day"] > subject["day"]]
        assert sum(not each["already"] for each in side["initiatives"]) == min(4, len(later))
        assert side["table"]["day"] % DAYS_IN_CYCLE == 0
        assert 1 <= side["table"]["believed"] <= side["table"]["of"] == 9
    assert victims[0] & victims[1], "the same person"
    assert any(side["reported"] for side in found.sides) or "told" not in wanted


def test_following_changes_nothing(town):
    plain, followed = settled(town), settled(town)
    follower = Follower(followed)
    follower.begin(Follow(do="follow"))
    plain.advance(112)
    run(followed, follower, 112)
    for a, b in zip(plain.models, followed.models, strict=True):
        assert np.array_equal(a.ledger.total, b.ledger.total)
        assert np.array_equal(a.world.residents.trust, b.world.residents.trust)


@pytest.mark.parametrize("week", [1, 15], ids=["before it happens", "after"])
def test_a_third_town_with_the_same_decisions_has_what_became_of_it_in_its_own(town, week):
    pair = settled(town)
    follower = Follower(pair)
    run(pair, follower, 49)
    follower.begin(Follow(do="follow", told=True))
    run(pair, follower, 112)
    found = follower.news()
    assert found.third is None
    assert 49 < found.subject["day"] < 7 * 15
    branch(pair, follower, town="b", week=week, along=True)
    third = follower.news().third
    assert third == {"missing": "to_come"} if week == 1 else third["table"] is not None
    run(pair, follower, pair.day - pair.front)
    assert follower.news().third == found.sides[1]
    run(pair, follower, 28)
    found = follower.news()
    assert found.third == found.sides[1], "side by side from there on"
    follower.discarded()
    pair.discard()
    follower.discarded()
    assert follower.news().third is None


def test_where_a_third_town_went_another_way_the_crime_need_not_happen(town):
    pair = settled(town)
    follower = Follower(pair)
    run(pair, follower, 28)
    follower.begin(Follow(do="follow"))
    run(pair, follower, 56)
    subject = follower.news().subject
    branch(pair, follower, town="a", week=0)
    pair.branch.model.world.problems.ceiling[:] = 0.0
    pair.branch.model.world.counts.offender_ceiling[0] = 0.0
    run(pair, follower, subject["day"] - 1)
    assert follower.at_once(7, both=False) == 1, "it stops on the day"
    run(pair, follower, 1)
    assert follower.news().third == {"missing": "never"}


def test_what_both_towns_do_not_have_is_not_made_up(town):
    """Where no crime of a kind comes in time, the wait ends, and says so."""
    pair = settled(town)
    follower = Follower(pair)
    follower.begin(Follow(do="follow", area=0, problem=3))
    for model in pair.models:
        model.world.problems.ceiling[:] = 0.0
        model.world.counts.offender_ceiling[0] = 0.0
    run(pair, follower, DAYS_WAITED + 7)
    found = follower.news()
    assert (found.waiting, found.subject, found.sides) == (False, None, [])


@pytest.mark.parametrize(("wanted", "named"), [({"area": 9}, "area"), ({"problem": 4}, "problem")])
def test_what_is_not_there_is_refused_by_name(town, wanted, named):
    pair = settled(town)
    with pytest.raises(UsageError, match=named):
        Follower(pair).begin(Follow(do="follow", **wanted))
