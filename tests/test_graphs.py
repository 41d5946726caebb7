"""Networks as graphs: what they say is what the world and the scenario hold."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from mobsim.engine.model import Model
from mobsim.scenario.enumerations import Role, Zone
from mobsim.scenario.scenario import Seats
from mobsim.scenario.synthetic import village
from mobsim.views.agents import Leader


@pytest.fixture(scope="module")
def model():
    seats = Seats(councillors=2, agencies=("health", "housing"), associations=1)
    model = Model(village(5, 80, leaders=seats), seed=2)
    model.run_days(56)
    return model


def test_neighbourhoods_adjoin_as_the_scenario_says(model):
    graph = model.neighbourhood_graph()
    areas = model.scenario.communities[0].neighbourhoods
    assert list(graph) == list(areas.ids)
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset((areas.ids[a], areas.ids[b])) for a, b in areas.edges
    }
    assert sum(nx.get_node_attributes(graph, "residents").values()) == model.world.residents.size


def test_a_neighbourhood_says_how_its_residents_feel(model):
    graph, here = model.neighbourhood_graph(), model.world.residents.neighbourhood
    zones = model.world.neighbourhoods.zone
    for row, (_, node) in enumerate(graph.nodes(data=True)):
        assert node["trust"] == pytest.approx(model.world.neighbourhoods.trust[row])
        assert node["residents"] == np.count_nonzero(here == row)
        assert node["zone"] == Zone(int(zones[row])).key


def test_ties_of_leaders_are_those_of_the_agents(model):
    graph = model.leaders_graph()
    assert len(graph) == len(model.leaders) == model.world.leaders.size
    ties = model.world.collaboration
    for one, other, edge in graph.edges(data=True):
        assert edge["weight"] == max(edge["personal"], edge["institutional"]) == ties.in_use[one, other]
    roles = nx.get_node_attributes(graph, "role")
    assert sum(role == Role.AGENCY_HEAD.key for role in roles.values()) == 2
    leaders = list(model.leaders)
    assert all(isinstance(each, Leader) for each in leaders)
    assert [each.commitment for each in leaders] == [node["commitment"] for _, node in graph.nodes(data=True)]


def test_whom_residents_know_is_mutual_and_counted_once_each(model):
    matrix = model.ties()
    assert (matrix != matrix.T).nnz == 0
    assert matrix.sum() == model.world.ties.to.size
    start, to = model.world.ties
    for row in (0, 17, model.world.residents.size - 1):
        own = to[start[row] : start[row + 1]]
        assert sorted(matrix[[row]].indices) == sorted(set(own.tolist()))


def test_graphs_are_snapshots(model):
    matrix = model.ties()
    matrix.data[:] = 0
    assert model.ties().data.all()


def test_graphs_are_written_and_read_as_graphml(model, tmp_path):
    for name in ("neighbourhood_graph", "leaders_graph"):
        graph = getattr(model, name)()
        nx.write_graphml(graph, tmp_path / f"{name}.graphml")
        again = nx.read_graphml(tmp_path / f"{name}.graphml")
        assert {str(node): data for node, data in graph.nodes(data=True)} == dict(again.nodes(data=True))
        assert graph.number_of_edges() == again.number_of_edges()


def test_neighbourhoods_of_several_communities_keep_apart():
    one = village(3, 40)
    twins = tuple(replace(one.communities[0], name=name) for name in ("East", "West"))
    scenario = replace(one, communities=twins)
    model = Model(scenario, seed=1)
    graph = model.neighbourhood_graph()
    assert len(graph) == sum(len(each.neighbourhoods) for each in scenario.communities)
    assert nx.number_connected_components(graph) >= len(scenario.communities)
    assert {data["community"] for _, data in graph.nodes(data=True)} == {each.name for each in scenario.communities}
