"""What the files of this folder ask of one another, so that each can be read, and imported, before those that use it."""

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import World

if TYPE_CHECKING:
    from mobsim.views.space import Streets

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
    def grid(self) -> "Streets":
        """Neighbourhoods as cells of a network."""
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
