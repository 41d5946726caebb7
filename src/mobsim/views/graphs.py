"""The networks of a world as graphs: neighbourhoods that adjoin, leaders who work together, residents who know each other."""

from typing import TYPE_CHECKING, Any

import numpy as np

from mobsim.scenario.enumerations import Role, Zone
from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import World
from mobsim.world.seats import seats_at
from mobsim.world.whereabouts import population

if TYPE_CHECKING:
    import networkx as nx
    from scipy import sparse

FEELINGS = ("trust", "cohesion", "insecurity", "participation", "membership", "need")
"""What a neighbourhood's node says of its week, beside who lives there."""


def neighbourhood_graph(scenario: Scenario, world: World) -> "nx.Graph":
    """Return neighbourhoods as nodes, by identifier, and an edge where two adjoin.

    A node has ``name``, ``community``, ``x`` and ``y``, ``residents`` (simulated), ``deprivation``, ``zone``, and the means of
    the last week: ``trust``, ``cohesion``, ``insecurity``, ``participation``, ``membership``, ``need`` (for police assistance).
    Of several communities, whose identifiers may be alike, a node is ``"community/identifier"``. Values are plain, so that the
    graph is written as GraphML as it is.
    """
    import networkx as nx

    graph = nx.Graph(name=scenario.title or scenario.name)
    several, row = len(scenario.communities) > 1, 0
    living = population(world.neighbourhoods)
    for community in scenario.communities:
        areas = community.neighbourhoods
        keys = [f"{community.name}/{each}" if several else each for each in areas.ids]
        for place, key in enumerate(keys):
            graph.add_node(
                key,
                name=areas.names[place],
                community=community.name,
                x=float(areas.x[place]),
                y=float(areas.y[place]),
                residents=int(living[row + place]),
                deprivation=float(areas.deprivation[place]),
                zone=Zone(int(world.neighbourhoods.zone[row + place])).key,
                **{name: float(getattr(world.neighbourhoods, name)[row + place]) for name in FEELINGS},
            )
        graph.add_edges_from((keys[a], keys[b]) for a, b in areas.edges.tolist())
        row += len(areas)
    return graph


def leaders_graph(scenario: Scenario, world: World) -> "nx.Graph":
    """Return leaders as nodes, numbered as in ``model.leaders``, and an edge where two of a community have a tie.

    A node has ``role``, ``community``, ``agency`` (empty but for heads of agencies), ``commitment``, ``credibility`` and
    ``representativeness``; an edge ``weight``, the tie by which the two work together, and its parts ``personal`` and
    ``institutional``, all from 0 to 1.
    """
    import networkx as nx

    graph, leaders, ties = nx.Graph(), world.leaders, world.collaboration
    for row in range(leaders.size):
        agency = int(leaders.agency[row])
        graph.add_node(
            row,
            role=Role(int(leaders.role[row])).key,
            community=scenario.communities[int(leaders.community[row])].name,
            agency=scenario.agencies[agency] if agency >= 0 else "",
            commitment=float(leaders.commitment[row]),
            credibility=float(leaders.credibility[row]),
            representativeness=float(leaders.representativeness[row]),
        )
    for community in range(world.communities.size):
        here = seats_at(world.communities, community)
        in_use = ties.in_use_at(here)
        for one, other in np.argwhere(np.triu(in_use, 1) > 0).tolist():
            parts = {
                "personal": float(ties.tie[here.start + one, other]),
                "institutional": float(ties.held[here.start + one, other]),
            }
            graph.add_edge(here.start + one, here.start + other, weight=float(in_use[one, other]), **parts)
    return graph


def ties_between_residents(world: World) -> "sparse.csr_array":
    """Return who knows whom, residents by residents: a symmetric sparse matrix of the number of ties between two (mostly 1)."""
    from scipy import sparse

    start, to = world.ties
    size = world.residents.size
    matrix: Any = sparse.csr_array((np.ones(to.size, np.int32), to.copy(), start.copy()), shape=(size, size))
    matrix.sum_duplicates()
    return matrix
