"""A row as a Mesa agent, and the rows of one kind of agent in one model.

A view keeps no state of its own: whatever is read from it or written to it stands in the columns, which is where the
rules of the day look. Two views of one row are equal, though seldom the same object. Views are never registered with
the model; the sets that make them are ``model.residents``, ``model.officers`` and ``model.leaders``.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar, Generic, NoReturn, Self, TypeVar

import mesa

from mobsim.scenario.names import did_you_mean
from mobsim.views.fields import Column, Field
from mobsim.views.protocols import Inhabited, Stored
from mobsim.world.table import Table

IDS_OF_A_KIND = 10**12  # apart from those that Mesa counts up from 1
Kind = TypeVar("Kind", bound="ColumnAgent", covariant=True)


class Rows(Generic[Kind]):
    """All rows of one kind of agent in one model, with what its views share.

    Parameters
    ----------
    model : Inhabited
        The model whose ``world`` holds the columns.
    kind : type of ColumnAgent
        What a row is seen as; its ``table_name`` names the table in the world.
    """

    def __init__(self, model: Inhabited, kind: type[Kind]) -> None:
        self.model = model
        self.kind = kind

    @cached_property
    def table(self) -> Table:
        """The table of columns."""
        return getattr(self.model.world, self.kind.table_name)

    @cached_property
    def cells(self) -> "Mapping[str, memoryview[Stored]]":
        """Each field's column as a memoryview: single numbers are read from it ten times as fast as from an array."""
        return {name: self.column(field).data for name, field in self.kind.fields.items()}

    def column(self, field: Field[object]) -> Column:
        """Return a field's column itself, not a copy."""
        if field.part is None:
            return getattr(self.table, field.column)
        return getattr(self.model.world, field.column)[:, field.part]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.table)

    def __getstate__(self) -> dict[str, object]:
        """Leave the memoryviews behind: they cannot be pickled, and are made again when needed."""
        return {"model": self.model, "kind": self.kind}

    def view(self, row: int) -> Kind:
        """Make a view of one row."""
        return self.kind(self, row)


class ColumnAgent(mesa.Agent):
    """A Mesa agent that is a view of one row.

    Unknown attributes are refused, when read and when set, with the nearest field's name. Sets of agents make views;
    nobody else needs to.
    """

    __slots__ = ("row", "rows")

    table_name: ClassVar[str]
    number: ClassVar[int]
    fields: ClassVar[dict[str, Field[object]]] = {}
    row: int
    rows: "Rows[Self]"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        cls.fields = {**cls.fields, **own}

    def __init__(self, rows: "Rows[ColumnAgent]", row: int) -> None:
        # Mesa's own constructor would register the view.
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "row", row)

    @property
    def model(self) -> Inhabited:  # ty: ignore[incompatible-property-override]
        """The model the agent lives in."""
        return self.rows.model

    @property
    def unique_id(self) -> int:  # ty: ignore[incompatible-property-override]
        """A number that no other agent of the model has: the kind's range and the row."""
        return self.number * IDS_OF_A_KIND + self.row

    def __getattr__(self, name: str) -> object:
        known = getattr(type(self), name, None)
        if isinstance(known, property) and known.fget is not None:
            return known.fget(self)  # it failed for want of something else: let that be named
        raise AttributeError(unknown(type(self), name))

    def __setattr__(self, name: str, value: object) -> None:
        known = getattr(type(self), name, None)
        if isinstance(known, Field):
            known.__set__(self, value)
        elif isinstance(known, property) and known.fset is not None:
            known.fset(self, value)
        elif hasattr(type(self), name):
            raise AttributeError(f"{name} of {self!r} cannot be set")
        else:
            raise AttributeError(unknown(type(self), name))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ColumnAgent):
            return NotImplemented
        return self.row == other.row and self.rows is other.rows

    def __hash__(self) -> int:
        return hash((id(self.rows), self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.rows, self.row)

    def remove(self) -> NoReturn:
        """Refuse: who lives in the town is set by its columns."""
        raise TypeError(f"{self!r} is a row of the town and cannot be removed; take it out of a set by discard()")

    @classmethod
    def create_agents(cls, *_: object, **__: object) -> NoReturn:
        """Refuse: who lives in the town is set by the scenario."""
        raise TypeError(f"a {cls.__name__} is a row of the town; the scenario sets how many there are")


def unknown(kind: type[ColumnAgent], name: str) -> str:
    """Word the message about an attribute that a kind of agent does not have."""
    known = [*kind.fields, *(each for each in dir(kind) if not each.startswith("_"))]
    return f"a {kind.__name__} has no field {name!r}; {did_you_mean(name, known)}"
