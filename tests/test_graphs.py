"""Networks as graphs: what they say is what the world and the scenario hold."""

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from mobsim.engine.model import Model
from mobsim.scenario.enumerations import Role, Zone
from mobsim.scenario.scenario import Seats
from mobsim.scenario.synthetic import village
from mobsim.views.agents import Leader
from mobsim.views.geojson import polygons_of


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


class TestGeoJSON:
    """Neighbourhoods are read as a map by others as they stand in the scenario's own file."""

    def test_outlines_and_what_is_true_of_them_are_there(self):
        model = Model("columbus", "status_quo", seed=1)
        found = json.loads(json.dumps(model.geojson()))
        file = json.loads((Path(model.scenario.folder) / "areas.geojson").read_text())
        graph = model.neighbourhood_graph()
        assert len(found["features"]) == len(file["features"]) == len(graph)
        for each in found["features"]:
            assert graph.nodes[each["id"]].items() <= each["properties"].items()
            assert each["geometry"]["type"] == "MultiPolygon"

    def test_areas_are_those_of_the_file(self):
        shapely = pytest.importorskip("shapely.geometry")
        model = Model("columbus", "status_quo", seed=1)
        file = json.loads((Path(model.scenario.folder) / "areas.geojson").read_text())
        given = sorted(shapely.shape(each["geometry"]).area for each in file["features"])
        found = sorted(shapely.shape(each["geometry"]).area for each in model.geojson()["features"])
        assert found == pytest.approx(given)

    def test_a_hole_and_an_island_in_it_are_told_apart(self):
        def square(half):
            return np.array([[-half, -half], [half, -half], [half, half], [-half, half]], float)

        outer, hole, island, beside = square(4), square(3), square(1), square(1) + np.array([20, 0])
        found = polygons_of([island, hole, beside, outer])
        assert sorted(len(polygon) for polygon in found) == [1, 1, 2]
        holed = next(polygon for polygon in found if len(polygon) == 2)
        assert holed[0][:-1] == outer.tolist()
        assert holed[1][:-1] == hole.tolist()
        assert all(ring[0] == ring[-1] for polygon in found for ring in polygon)

    def test_without_outlines_it_has_centres(self):
        town = village(4, 60)
        community = town.communities[0]
        bare = replace(community, neighbourhoods=replace(community.neighbourhoods, polygons=None))
        found = Model(replace(town, communities=(bare,)), "status_quo", seed=1).geojson()
        assert {each["geometry"]["type"] for each in found["features"]} == {"Point"}
