"""Sets of agents that are rows of columns: Mesa's verbs at the speed of arrays.

Mesa's own ``AgentSet`` holds agents by weak references. Views of rows are made when somebody asks and live as long as
somebody holds them, so a plain ``AgentSet`` of views is empty at once; a :class:`ColumnAgentSet` holds row numbers.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from mobsim.views.agent_groups import Aggregation, ColumnGroupBy, aggregate, keys_of, runs_of
from mobsim.views.fields import Column
from mobsim.views.row_sets import Kind, RowSet
from mobsim.views.rows import unknown
from mobsim.world.table import Int

SEVERAL = (list, tuple, set, frozenset, range, np.ndarray)
Returned = TypeVar("Returned")


class ColumnAgentSet(RowSet[Kind]):
    """An ordered set of agents that are rows of columns, with the verbs of Mesa's ``AgentSet``."""

    def select(
        self,
        filter_func: Callable[[Kind], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
        *,
        n: int | None = None,
        **conditions: object,
    ) -> Self:
        """Select agents by a predicate on views, by a mask, or by conditions on fields.

        Parameters
        ----------
        filter_func : callable or array of bool, optional
            Whether an agent is selected: a function of one agent, or an array as long as the set.
        at_most : int or float
            The first so many, or the first so large a share where it is a float up to 1.
        inplace : bool
            Change this set, and return it.
        agent_type : type, optional
            Select nobody unless the agents are of this type.
        n : int, optional
            The same as a whole ``at_most``.
        **conditions
            By field: a value, several values to choose from, or a function that turns the field's array into a mask.
            Conditions work on arrays and are a hundred times as fast as a predicate.

        Examples
        --------
        >>> model.residents.select(lambda resident: resident.trust < 0.2)          # doctest: +SKIP
        >>> model.residents.select(neighbourhood=3, trust=lambda trust: trust < 0.2)  # doctest: +SKIP
        """
        numbers = self.numbers
        for name, condition in conditions.items():
            numbers = numbers[self._meets(name, condition, numbers)]
        if agent_type is not None and not issubclass(self.rows.kind, agent_type):
            numbers = numbers[:0]
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        most = int(min(at_most, len(numbers) if n is None else n, len(numbers)))
        if callable(filter_func):
            numbers = self._by_predicate(filter_func, numbers, most)
        elif filter_func is not None:
            numbers = self._by_mask(filter_func, numbers)
        return self._with(numbers[:most].copy(), inplace)

    def _by_predicate(self, predicate: Callable[[Kind], object], numbers: Int, most: int) -> Int:
        """Ask one agent after another until there are enough."""
        found: list[int] = []
        for row in numbers.tolist() if most > 0 else []:
            if predicate(self.rows.view(row)):
                found.append(row)
                if len(found) >= most:
                    break
        return np.array(found, dtype=np.int64)

    def _by_mask(self, mask: NDArray[np.bool_], numbers: Int) -> Int:
        """Keep those whom a mask over the whole set marks."""
        mask = np.asarray(mask)
        if mask.dtype != bool or mask.shape != (len(self),):
            raise ValueError(f"a mask must hold one truth value for each of the {len(self)} agents")
        marked = self.numbers[mask]
        return marked if len(numbers) == len(self) else numbers[np.isin(numbers, marked)]

    def _meets(self, name: str, condition: object, numbers: Int) -> NDArray[np.bool_]:
        """Return which rows meet a condition on one field."""
        field = self.rows.kind.fields.get(name)
        if callable(condition):
            return np.asarray(condition(self._values(name, numbers)), dtype=bool)
        choice = list(condition) if isinstance(condition, SEVERAL) else [condition]
        if field is None:
            return np.array([value in choice for value in self._values(name, numbers)], dtype=bool)
        column = self.rows.column(field)[numbers]
        met = np.zeros(len(numbers), dtype=bool)
        for value in choice:
            met |= column == field.number_of(value)
        return met

    def _values(self, name: str, selection: slice | Int) -> Column:
        """Return the values of a field, or of any other attribute, for the selected rows."""
        field = self.rows.kind.fields.get(name)
        if field is not None:
            return field.decode_all(self.rows.column(field)[selection])
        if not hasattr(self.rows.kind, name):
            raise AttributeError(unknown(self.rows.kind, name))
        views = map(self.rows.view, np.arange(len(self.rows))[selection].tolist())
        values = [getattr(view, name) for view in views]
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    def get(  # ty: ignore[incompatible-method-override]  # Mesa's returns a list
        self, attr_names: str | Iterable[str], handle_missing: str = "error", default_value: object = None
    ) -> Column:
        """Return an attribute of all agents as an array, or several as an array with a row for each agent.

        Words, and what may be absent, come as an array of objects. With ``handle_missing="default"`` an unknown name
        gives the default value.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing = {handle_missing!r}: must be 'error' or 'default'")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return np.column_stack(columns) if columns else np.empty((len(self), 0))
        if handle_missing == "default" and not hasattr(self.rows.kind, attr_names):
            return np.full(len(self), default_value)
        values = self._values(attr_names, self._selection)
        return values.copy() if values.base is not None else values

    def set(self, attr_name: str, value: object) -> Self:
        """Set a field of all agents to one value, or to an array of as many; if one is refused, nothing is set."""
        field = self.rows.kind.fields.get(attr_name)
        if field is None:
            for agent in self:
                setattr(agent, attr_name, value)
            return self
        numbers = field.encode_all(value)
        if numbers.ndim and len(numbers) != len(self):
            raise ValueError(f"{attr_name}: {len(numbers)} values for {len(self)} agents; give one, or one for each")
        self.rows.column(field)[self._selection] = numbers
        field.settle(self.rows.model)
        return self

    def agg(self, attribute: str, func: Aggregation | Iterable[Aggregation]) -> Any:
        """Aggregate an attribute by one function or several.

        NumPy's functions, and the built-in ``sum``, ``min``, ``max``, ``any``, ``all``, run on the column as it is;
        other functions are given its values as an array of double precision.
        """
        values = self._values(attribute, self._selection)
        values.flags.writeable = values.base is None
        return aggregate(values, func) if callable(func) else [aggregate(values, each) for each in func]

    def groupby(self, by: Callable[[Kind], Hashable] | str, result_type: str = "agentset") -> ColumnGroupBy:
        """Group agents by an attribute, or by what a function of one agent returns, in order of first appearance."""
        keys, codes = self._keys(by)
        runs = runs_of(self.numbers, codes, len(keys))
        groups = {key: self._with(run) for key, run in zip(keys, runs, strict=True)}
        return ColumnGroupBy(groups if result_type == "agentset" else {k: g.to_list() for k, g in groups.items()})

    def _keys(self, by: Callable[[Kind], Hashable] | str) -> tuple[list[Hashable], Int]:
        """Return the keys of groups, and each agent's key by number."""
        if callable(by):
            return keys_of(self.map(by))
        field = self.rows.kind.fields.get(by)
        if field is None:
            return keys_of(self._values(by, self._selection))
        keys, codes = keys_of(self.rows.column(field)[self._selection])
        return [field.decode(key) for key in keys], codes

    def do(self, method: str | Callable[..., object], *args: object, **kwargs: object) -> Self:
        """Call a method, or a function of one agent, on each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., object], *args: object, **kwargs: object) -> Self:
        """Do on each agent, in an order drawn anew."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    @overload
    def map(self, method: str, *args: object, **kwargs: object) -> list[Any]: ...
    @overload
    def map(self, method: Callable[..., Returned], *args: object, **kwargs: object) -> list[Returned]: ...
    def map(self, method: str | Callable[..., object], *args: object, **kwargs: object) -> list[Any]:
        """Return what a method, or a function of one agent, returns for each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def shuffle(self, inplace: bool = False) -> Self:
        """Put the agents in an order drawn by ``random``."""
        order = np.random.default_rng(self.random.getrandbits(64))
        return self._with(order.permutation(self.numbers), inplace)

    def sort(self, key: Callable[[Kind], object] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Sort by an attribute or by a function of one agent, the highest first unless ascending; ties keep order."""
        values = np.asarray(self.map(key) if callable(key) else self._values(key, self._selection))
        if ascending:
            order = np.argsort(values, kind="stable")
        else:
            order = (len(values) - 1 - np.argsort(values[::-1], kind="stable"))[::-1]
        return self._with(self.numbers[order], inplace)
