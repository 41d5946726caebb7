"""The rows of one kind of agent in one model."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mobsim.scenario.names import did_you_mean

if TYPE_CHECKING:
    from mobsim.views.agents import ColumnAgent
    from mobsim.views.inhabited import InhabitedModel


class Rows:
    """All rows of one kind of agent in one model, with what its views share.

    Parameters
    ----------
    model : InhabitedModel
        The model whose ``world`` holds the columns.
    kind : type of ColumnAgent
        What a row is seen as; its ``table_name`` names the table in the world.
    """

    def __init__(self, model: "InhabitedModel", kind: "type[ColumnAgent]") -> None:
        self.model = model
        self.kind = kind

    @cached_property
    def table(self) -> Any:
        """The table of columns."""
        return getattr(self.model.world, self.kind.table_name)

    @cached_property
    def cells(self) -> Mapping[str, memoryview]:
        """Each field's column as a memoryview: single numbers are read from it ten times as fast as from an array."""
        return {name: field.array(self).data for name, field in self.kind.fields.items()}

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.table)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the memoryviews behind: they cannot be pickled, and are made again when needed."""
        return {"model": self.model, "kind": self.kind}

    def view(self, row: int) -> "ColumnAgent":
        """Make a view of one row."""
        return self.kind(self, row)


def unknown(kind: "type[ColumnAgent]", name: str) -> str:
    """Word the message about an attribute that a kind of agent does not have."""
    known = [*kind.fields, *(each for each in dir(kind) if not each.startswith("_"))]
    return f"a {kind.__name__} has no field {name!r}; {did_you_mean(name, known)}"
