"""A town at birth: ties join two who live in one community, and no number of threads changes anybody."""

import numpy as np
import pytest

from mobsim.engine import threads
from mobsim.engine.model import Model
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.tools.sharing import count_cores, on_threads


def ties_of(world):
    """Give both ends of each tie, as its two residents list it."""
    listing = np.repeat(np.arange(world.residents.size), np.diff(world.ties.start))
    return listing, world.ties.to.astype(np.int64)


@pytest.fixture(scope="module")
def province():
    return load_scenario("ontario", overrides={"scale": 0.002})


@pytest.fixture(scope="module", params=["province", "many alone", "one alone"])
def world(request, province):
    alone = village(3, 40, parameters={"places.residents_per_place": 1.0, "ties.next_reach": 0})
    towns = {"province": province, "many alone": alone, "one alone": village(1, 1)}
    return Model(towns[request.param]).world


class TestTies:
    def test_both_list_a_tie_in_ascending_order(self, world):
        one, other = ties_of(world)
        assert np.array_equal(np.lexsort((other, one)), np.arange(one.size))
        turned = np.lexsort((one, other))
        assert np.array_equal(one, other[turned])
        assert np.array_equal(other, one[turned])

    def test_nobody_is_tied_to_themself_or_to_another_community(self, world):
        one, other = ties_of(world)
        community = world.neighbourhoods.community[world.residents.neighbourhood]
        assert not np.any(one == other)
        assert np.array_equal(community[one], community[other])

    def test_the_rows_hold_the_ties_that_came_about_and_no_more(self, world):
        made = 2 * load_scenario("ontario").parameters.ties.made_each * world.residents.size
        some_live_alone = np.any(world.places.end - world.places.first == 1)
        assert world.ties.start[-1] == world.ties.to.size
        assert (world.ties.to.size < made) == some_live_alone


def test_no_number_of_threads_changes_who_is_born(province, monkeypatch):
    alone = Model(province).world
    monkeypatch.setattr(threads, "THREADS_FROM", 0)
    with on_threads(3):
        shared = Model(province).world
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(flat(alone), flat(shared), strict=True))


def flat(world):
    return [column for columns in world for column in (columns if isinstance(columns, tuple) else (columns,))]


def test_a_model_keeps_the_threads_that_it_was_made_on(province):
    with on_threads(3):
        model = Model(province)
        with on_threads():
            assert Model(village(1, 30)).threads == count_cores()
        fork = model.fork("full_model")
    assert (model.threads, fork.threads, Model(village(1, 30)).threads) == (3, 3, 1)
