"""A ledger that was copied, or came from another process, counts for itself: what a week adds goes to its own sums."""

import pickle
from copy import deepcopy

import pytest

from mobsim.engine.model import Model
from mobsim.scenario.synthetic import village


@pytest.mark.parametrize(
    "again", [lambda ledger: ledger.copy(), deepcopy, lambda each: pickle.loads(pickle.dumps(each))]
)
def test_a_copy_of_a_ledger_goes_on_as_the_ledger_does_and_leaves_it_alone(again):
    model = Model(village(3, 60, days=28, burn_in_days=0), "full_model")
    model.run_days(14)
    other, own = model.fork("full_model"), model.ledger
    other.ledger = again(own)
    weeks, total = [week.copy() for week in own.weeks], own.total.copy()
    other.run_days(14)
    assert (own.total == total).all()
    assert all((mine == before).all() for mine, before in zip(own.weeks, weeks, strict=True))
    model.run_days(14)
    assert (other.ledger.total == own.total).all()
    assert (other.ledger.last_week == own.last_week).all()


def test_what_a_week_counts_begins_anew_when_it_is_closed():
    model = Model(village(3, 60, days=28, burn_in_days=0), "full_model")
    model.run_days(27)
    world = model.world
    counted = [*world.series, world.tally.cells, world.officer_hours]
    assert sum(counts.sum() for counts in counted) > 0
    model.ledger.close_week(world, model.parameters, measured=True)
    assert [counts.any() for counts in counted] == [False] * len(counted)
    of_communities = ("hours_given", "spent_components", "crisis_hours_given", "tables_ended", "granted", "won")
    assert [world.communities[name].any() for name in of_communities] == [False] * len(of_communities)
