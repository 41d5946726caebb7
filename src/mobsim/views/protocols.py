"""What the files of this folder ask of one another, so that each can be read, and imported, before those that use it."""

from collections.abc import Mapping
from random import Random
from typing import Any, Protocol

from mesa.discrete_space import Cell

from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import World

Stored = Any  # a number of a column: int or float, as the column has it, which NumPy's memoryviews cannot say


class Inhabited(Protocol):
    """A model whose agents are rows of its world."""

    world: World
    random: Random

    @property
    def scenario(self) -> Scenario:
        """What the world was built from."""
        ...

    @property
    def grid(self) -> "Places":
        """Neighbourhoods as cells of a network."""
        ...


class Places(Protocol):
    """A space whose cells are neighbourhoods."""

    def cell_of(self, number: int) -> Cell:
        """Return the cell of the neighbourhood of a number."""
        ...


class Cells(Protocol):
    """The rows of one kind of agent, as a field sees them."""

    @property
    def model(self) -> Inhabited:
        """The model that the rows belong to."""
        ...

    @property
    def cells(self) -> "Mapping[str, memoryview[Stored]]":
        """The column of each field, by the field's name."""
        ...


class Row(Protocol):
    """A view of one row, as a field sees it."""

    row: int

    @property
    def rows(self) -> Cells:
        """All rows of its kind."""
        ...
