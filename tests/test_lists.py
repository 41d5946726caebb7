"""The lists of a day that each community keeps in tables which all share."""

import numpy as np
import pytest

from mobsim.engine.model import Model
from mobsim.scenario.reading import load_scenario
from mobsim.world.extent import room_for_occurrences
from mobsim.world.lists import acute_residents, calls_waiting, incidents_today
from mobsim.world.whereabouts import people_of


@pytest.fixture(scope="module")
def province():
    model = Model(load_scenario("ontario", overrides={"scale": 0.001}), seed=2, events=True)
    model.run_days(60)
    return model


def test_each_community_has_room_for_its_residents_and_none_of_anothers(province):
    world, lists = province.world, province.world.lists
    people = [people_of(each, world.neighbourhoods) for each in world.communities]
    room = np.array([room_for_occurrences(each) for each in people])
    assert np.array_equal(lists.incidents_full - lists.first_incident, room[:, 0])
    assert np.array_equal(lists.calls_full - lists.first_call, room[:, 1])
    assert (lists.incidents_full[-1], lists.calls_full[-1]) == (world.incidents.size, world.calls.size)
    assert np.array_equal(lists.first_incident[1:], lists.incidents_full[:-1])
    assert np.array_equal(lists.first_call[1:], lists.calls_full[:-1])
    first = world.neighbourhoods.first_resident[world.communities.first_neighbourhood]
    assert np.array_equal(lists.first_resident, first)


def test_what_is_listed_is_the_communitys_own(province):
    world, of = province.world, province.world.neighbourhoods.community
    for community, lists in enumerate(world.lists):
        places = world.incidents.place[lists.first_incident : lists.end_incident]
        callers = world.calls.caller[lists.first_call : lists.end_call]
        prone = world.prone[lists.first_resident : lists.end_prone]
        acute = world.acute[lists.first_resident : lists.end_acute]
        homes = world.residents.neighbourhood[np.concatenate([callers, prone, acute])]
        assert {*of[world.places.neighbourhood[places]].tolist(), *of[homes].tolist()} <= {community}
    assert min(each.size for each in (incidents_today(world)[0], calls_waiting(world), acute_residents(world))) > 0


def test_no_two_incidents_have_the_same_number(province):
    numbers = np.concatenate([day["number"] for day in province.history.days])
    assert numbers.size > 200
    assert np.unique(numbers).size == numbers.size
    cleared = np.concatenate(province.history.cleared)
    assert cleared.size > 0
    assert np.isin(cleared, numbers).all()


def test_a_full_list_takes_no_more_and_leaves_the_next_communitys_alone(province):
    usual, full = province.fork("status_quo"), province.fork("status_quo")
    full.world.lists.incidents_full[0] = full.world.lists.first_incident[0] + 1
    seen = []
    for _ in range(14):
        for model in (usual, full):
            model.run_days(1)
        lists = full.world.lists
        seen.append(int(lists.end_incident[0] - lists.first_incident[0]))
        assert np.array_equal(lists.end_incident[1:], usual.world.lists.end_incident[1:])
    assert max(seen) == 1
    assert full.world.lists.before[0] < usual.world.lists.before[0]
    assert np.array_equal(full.world.lists.before[1:], usual.world.lists.before[1:])
