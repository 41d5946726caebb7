"""A Mesa model whose agents are the rows of a world."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import mesa
from mesa.agent import AgentSet

from mobsim.scenario.scenario import Scenario
from mobsim.views.agent_sets import ColumnAgentSet
from mobsim.views.agents import Leader, Officer, Resident
from mobsim.views.geojson import neighbourhoods_geojson
from mobsim.views.graphs import leaders_graph, neighbourhood_graph, ties_between_residents
from mobsim.views.rows import ColumnAgent, Rows
from mobsim.world.columns import World

if TYPE_CHECKING:
    import networkx as nx
    from scipy import sparse

    from mobsim.views.space import Streets


class InhabitedModel(mesa.Model):
    """A Mesa model that shows the residents, officers and leaders of its ``world`` as agents.

    Nothing is made before somebody asks for agents. ``agents`` holds leaders, officers and whatever agents a user has
    registered, not residents: there may be millions, and who means them says ``residents``.
    """

    world: World
    _scenario: Scenario

    @property
    def scenario(self) -> Scenario:
        """What the world was built from."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: object) -> None:
        """Keep a scenario of mobsim's; leave Mesa's own aside: since 3.4 it gives each model an empty one."""
        if isinstance(scenario, Scenario):
            self._scenario = scenario

    @cached_property
    def _residents(self) -> Rows[Resident]:
        return Rows(self, Resident)

    @cached_property
    def _officers(self) -> Rows[Officer]:
        return Rows(self, Officer)

    @cached_property
    def _leaders(self) -> Rows[Leader]:
        return Rows(self, Leader)

    @cached_property
    def _few(self) -> tuple[ColumnAgent, ...]:
        """Leaders and officers, held here since Mesa's sets hold agents by weak references."""
        return (*self.leaders, *self.officers)

    @property
    def residents(self) -> ColumnAgentSet[Resident]:
        """All residents; each time a new set, which may be changed at will."""
        return ColumnAgentSet(self._residents)

    @property
    def officers(self) -> ColumnAgentSet[Officer]:
        """All officers."""
        return ColumnAgentSet(self._officers)

    @property
    def leaders(self) -> ColumnAgentSet[Leader]:
        """All leaders."""
        return ColumnAgentSet(self._leaders)

    @property
    def agents(self) -> AgentSet:  # ty: ignore[incompatible-property-override]
        """Leaders, officers and registered agents, as a set of Mesa's own."""
        return AgentSet([*super().agents, *self._few], random=self.random)

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:  # ty: ignore[incompatible-property-override]
        """Sets of agents by type: residents, officers, leaders, and what is registered."""
        return {
            Resident: self.residents,
            Officer: self.officers,
            Leader: self.leaders,
            **super().agents_by_type,
        }

    @property
    def agent_types(self) -> list[type]:
        """Types of agents there are."""
        return list(self.agents_by_type)

    @cached_property
    def grid(self) -> "Streets":
        """Neighbourhoods as cells of a network, a space that Mesa's tools know: see :class:`mobsim.views.space.Streets`."""
        from mobsim.views.space import Streets

        return Streets(self, self.random)

    def neighbourhood_graph(self) -> "nx.Graph":
        """Return neighbourhoods and who adjoins whom, as they are now: see :func:`mobsim.views.graphs.neighbourhood_graph`."""
        return neighbourhood_graph(self.scenario, self.world)

    def geojson(self) -> dict[str, Any]:
        """Return neighbourhoods as GeoJSON, as they are now: see :func:`mobsim.views.geojson.neighbourhoods_geojson`."""
        return neighbourhoods_geojson(self.scenario, self.world)

    def leaders_graph(self) -> "nx.Graph":
        """Return leaders and their ties of collaboration, as they are now: see :func:`mobsim.views.graphs.leaders_graph`."""
        return leaders_graph(self.scenario, self.world)

    def ties(self) -> "sparse.csr_array":
        """Return which residents know each other: see :func:`mobsim.views.graphs.ties_between_residents`."""
        return ties_between_residents(self.world)

    def release(self) -> None:
        """Let Mesa forget the model, so that its memory is freed; the model itself stays usable.

        Mesa 3.3.1 numbers a model's registered agents in a table on the class of agents, which keeps the model alive
        for good once an agent is registered. mobsim registers none; release a model with agents of your own.
        """
        numbers = getattr(mesa.Agent, "_ids", None)  # the one private name of Mesa's that is used; gone since 3.4
        if numbers is not None:
            numbers.pop(self, None)
