"""A set of agents held as row numbers: what any Python set and sequence can do."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Generic, Self, TypeVar, overload

import mesa.agent
import numpy as np
from numpy.typing import NDArray

from mobsim.views.rows import ColumnAgent, Rows
from mobsim.world.table import Int

ALL = slice(None)
Kind = TypeVar("Kind", bound=ColumnAgent)


class RowSet(mesa.agent.AgentSet, Generic[Kind]):
    """An ordered set of agents, held as row numbers.

    Parameters
    ----------
    rows : Rows
        The kind of agents and the model they belong to.
    numbers : array of int, optional
        Row numbers, each once, in the set's order; all rows when absent.
    random : random.Random, optional
        Where shuffles come from; the model's own when absent. Shuffles never touch the draws of a run.
    """

    def __init__(
        self, rows: Rows[Kind], numbers: NDArray[np.integer] | None = None, random: Random | None = None
    ) -> None:
        super().__init__([], random=random or rows.model.random)
        self.rows = rows
        self._numbers: Int | None = None if numbers is None else np.asarray(numbers, dtype=np.int64)

    @property
    def numbers(self) -> Int:
        """The row numbers, in the set's order."""
        return np.arange(len(self.rows)) if self._numbers is None else self._numbers

    @property
    def _selection(self) -> slice | Int:
        """What indexes a column; where the set holds all rows, no list of them."""
        return ALL if self._numbers is None else self._numbers

    def _with(self, numbers: NDArray[np.integer], inplace: bool = False) -> Self:
        """Return a set of other rows, or change this one."""
        if not inplace:
            return type(self)(self.rows, numbers, self.random)
        self._numbers = np.asarray(numbers, dtype=np.int64)
        return self

    def __len__(self) -> int:
        """Count the agents."""
        return len(self.rows) if self._numbers is None else len(self._numbers)

    def __iter__(self) -> Iterator[Kind]:
        """Make a view of each row as it is reached."""
        return map(self.rows.view, self.numbers.tolist())

    def __contains__(self, agent: object) -> bool:
        """Return whether a view's row is in the set."""
        if getattr(agent, "rows", None) is not self.rows:
            return False
        return self._numbers is None or bool((self._numbers == getattr(agent, "row", -1)).any())

    @overload
    def __getitem__(self, item: int) -> Kind: ...
    @overload
    def __getitem__(self, item: slice) -> list[Kind]: ...
    def __getitem__(  # ty: ignore[incompatible-method-override]  # Mesa's says that a slice is one agent
        self, item: int | slice
    ) -> Kind | list[Kind]:
        """Return a view, or a list of views for a slice."""
        if isinstance(item, slice):
            return [self.rows.view(row) for row in self.numbers[item].tolist()]
        return self.rows.view(int(self.numbers[item]))

    def to_list(self) -> list[Kind]:
        """Return views of all agents."""
        return list(self)

    def __repr__(self) -> str:
        """Show how many of what there are."""
        return f"<{type(self).__name__} of {len(self):,} {self.rows.kind.table_name}>"

    def add(self, agent: mesa.Agent) -> None:
        """Add an agent at the end unless it is there; raise a TypeError for one of another kind or model."""
        if agent not in self:
            self._numbers = np.append(self.numbers, self._own_row(agent))

    def discard(self, agent: mesa.Agent) -> None:
        """Take an agent out of the set, if it is there; it stays in the town."""
        if agent in self:
            self._numbers = self.numbers[self.numbers != self._own_row(agent)]

    def remove(self, agent: mesa.Agent) -> None:
        """Take an agent out of the set, or raise a KeyError; it stays in the town."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _own_row(self, agent: object) -> int:
        """Return the row of an agent of this kind and model, or raise a TypeError."""
        if isinstance(agent, ColumnAgent) and agent.rows is self.rows:
            return agent.row
        raise TypeError(f"{agent!r} is none of this model's {self.rows.kind.table_name}")

    def _rows_among(self, others: Iterable[object]) -> Int:
        """Return the row numbers of those of the others who are of this kind and model."""
        if isinstance(others, RowSet):
            return others.numbers if others.rows is self.rows else np.empty(0, np.int64)
        return np.array(
            [each.row for each in others if isinstance(each, ColumnAgent) and each.rows is self.rows], np.int64
        )

    def __eq__(self, other: object) -> bool:
        """Compare as sets do, whatever the order."""
        if not isinstance(other, RowSet):
            return NotImplemented
        return self.rows is other.rows and bool(np.array_equal(np.sort(self.numbers), np.sort(other.numbers)))

    __hash__ = None

    def __and__(self, others: Iterable[object]) -> Self:
        """Keep those who are among the others too."""
        return self._with(self.numbers[np.isin(self.numbers, self._rows_among(others))])

    def __sub__(self, others: Iterable[object]) -> Self:
        """Keep those who are not among the others."""
        return self._with(self.numbers[~np.isin(self.numbers, self._rows_among(others))])

    def __or__(self, others: Iterable[object]) -> Self:
        """Add the others at the end; raise a TypeError if one is of another kind."""
        if isinstance(others, RowSet) and others.rows is self.rows:
            further = others.numbers
        else:
            further = np.array([self._own_row(each) for each in others], np.int64)
        new = further[~np.isin(further, self.numbers)]
        return self._with(np.concatenate([self.numbers, new[np.sort(np.unique(new, return_index=True)[1])]]))

    def __xor__(self, others: Iterable[object]) -> Self:
        """Keep those who are in one of the two alone."""
        others = self._with(self._rows_among(others))
        return (self - others) | (others - self)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def isdisjoint(self, other: Iterable[object]) -> bool:
        """Return whether nobody is in both."""
        return not len(self & other)

    def __getstate__(self) -> tuple[Rows[Kind], Int | None, Random]:
        """Keep row numbers; no view is pickled."""
        return self.rows, self._numbers, self.random

    def __setstate__(self, state: tuple[Rows[Kind], Int | None, Random]) -> None:
        """Restore the row numbers."""
        rows, numbers, random = state
        super().__init__([], random=random)
        self.rows, self._numbers = rows, numbers
