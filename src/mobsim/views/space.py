"""The neighbourhoods of a model as a space of Mesa's: cells in which residents live and officers walk."""

from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from mesa.agent import Agent, AgentSet
from mesa.discrete_space import Cell, Network

from mobsim.views.agents import Officer, Resident

if TYPE_CHECKING:
    import networkx as nx

    from mobsim.views.agent_sets import ColumnAgentSet


class Town(Protocol):
    """What a space needs of its model."""

    @property
    def residents(self) -> "ColumnAgentSet[Resident]":
        """All residents."""
        ...

    @property
    def officers(self) -> "ColumnAgentSet[Officer]":
        """All officers."""
        ...

    def neighbourhood_graph(self) -> "nx.Graph":
        """Return neighbourhoods and who adjoins whom."""
        ...


class Neighbourhood(Cell):
    """A cell: the neighbourhood of a number, with whoever lives or patrols there now."""

    __slots__ = ("town",)

    town: Town

    @property
    def agents(self) -> list[Agent]:  # ty: ignore[incompatible-property-override]  # rows are no CellAgents: they move by rules
        """Residents, then the officers on whose beat it lies."""
        here = self.coordinate
        return [
            *self.town.residents.select(neighbourhood=here),
            *(each for each in self.town.officers if each.beat == here),
        ]

    def __repr__(self) -> str:
        return f"<Neighbourhood {self.coordinate}>"


class Streets(Network):
    """Neighbourhoods by number, from 0, as cells of a network; ``G`` has what :meth:`neighbourhood_graph` says, as it was made.

    Mesa draws every agent of a space one by one, at its node. ``agents`` therefore holds the officers who have a beat; residents,
    of whom there may be millions, are found in their cell.
    """

    def __init__(self, town: Town, random: Random) -> None:
        import networkx as nx

        graph = nx.convert_node_labels_to_integers(town.neighbourhood_graph(), label_attribute="id")
        super().__init__(graph, random=random, cell_klass=Neighbourhood)
        self._officers = tuple(town.officers)  # Mesa's sets hold agents by weak references
        for cell in self.all_cells:
            cell.town = town

    def cell_of(self, number: int) -> Cell:
        """Return the cell of the neighbourhood of a number."""
        coordinate: Any = number  # Mesa declares those of a grid
        return self[coordinate]

    @property
    def agents(self) -> AgentSet:
        """Officers with a beat, as a set of Mesa's own."""
        return AgentSet([officer for officer in self._officers if officer.beat is not None], random=self.random)


def places(graph: "nx.Graph", **_: object) -> dict[int, tuple[float, float]]:
    """Lay neighbourhoods out where they lie on the map: ``layout_alg`` of Mesa's ``draw_space`` and ``make_space_component``."""
    return {node: (data["x"], data["y"]) for node, data in graph.nodes(data=True)}
