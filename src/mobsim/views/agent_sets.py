"""Sets of agents that are rows of columns: Mesa's verbs at the speed of arrays.

Mesa's own ``AgentSet`` holds agents by weak references. Views of rows are made when somebody asks and live as long as
somebody holds them, so a plain ``AgentSet`` of views is empty at once; a :class:`ColumnAgentSet` holds row numbers.
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mobsim.views.agent_groups import ColumnGroupBy, aggregate, keys_of, runs_of
from mobsim.views.row_sets import RowSet
from mobsim.views.rows import unknown

SEVERAL = (list, tuple, set, frozenset, range, np.ndarray)


class ColumnAgentSet(RowSet):
    """An ordered set of agents that are rows of columns, with the verbs of Mesa's ``AgentSet``."""

    def select(
        self,
        filter_func: Callable[[Any], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
        *,
        n: int | None = None,
        **conditions: Any,
    ) -> Self:
        """Select agents by a predicate on views, by a mask, or by conditions on fields.

        Parameters
        ----------
        filter_func : callable or array of bool, optional
            Whether an agent is taken: a function of one agent, or an array as long as the set.
        at_most : int or float
            The first so many, or the first so large a share where it is a float up to 1.
        inplace : bool
            Change this set, and return it.
        agent_type : type, optional
            Take nobody unless the agents are of this type.
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
        if filter_func is not None:
            by = self._by_predicate if callable(filter_func) else self._by_mask
            numbers = by(filter_func, numbers, most)
        return self._with(numbers[:most].copy(), inplace)

    def _by_predicate(self, filter_func: Any, numbers: NDArray[Any], most: int) -> NDArray[Any]:
        """Ask one agent after another until there are enough."""
        found: list[int] = []
        for row in numbers.tolist() if most > 0 else []:
            if filter_func(self.rows.view(row)):
                found.append(row)
                if len(found) >= most:
                    break
        return np.array(found, dtype=np.int64)

    def _by_mask(self, mask: Any, numbers: NDArray[Any], most: int) -> NDArray[Any]:
        """Take those whom a mask over the whole set marks."""
        mask = np.asarray(mask)
        if mask.dtype != bool or mask.shape != (len(self),):
            raise ValueError(f"a mask must hold one truth value for each of the {len(self)} agents")
        marked = self.numbers[mask]
        return marked if len(numbers) == len(self) else numbers[np.isin(numbers, marked)]

    def _meets(self, name: str, condition: Any, numbers: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which rows meet a condition on one field."""
        field = self.rows.kind.fields.get(name)
        if callable(condition):
            return np.asarray(condition(self._values(name, numbers)), dtype=bool)
        choice = list(condition) if isinstance(condition, SEVERAL) else [condition]
        if field is None:
            return np.array([value in choice for value in self._values(name, numbers)], dtype=bool)
        column = field.array(self.rows)[numbers]
        met = np.zeros(len(numbers), dtype=bool)
        for value in choice:
            met |= column == field.number(value)
        return met

    def _values(self, name: str, taken: Any) -> NDArray[Any]:
        """Return the values of a field, or of any other attribute, for the rows that are taken."""
        field = self.rows.kind.fields.get(name)
        if field is not None:
            return field.all_said(field.array(self.rows)[taken])
        if not hasattr(self.rows.kind, name):
            raise AttributeError(unknown(self.rows.kind, name))
        views = map(self.rows.view, np.arange(len(self.rows))[taken].tolist())
        values = [getattr(view, name) for view in views]
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
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
        values = self._values(attr_names, self._taken)
        return values.copy() if values.base is not None else values

    def set(self, attr_name: str, value: Any) -> Self:
        """Set a field of all agents to one value, or to an array of as many; if one is refused, nothing is set."""
        field = self.rows.kind.fields.get(attr_name)
        if field is None:
            for agent in self:
                setattr(agent, attr_name, value)
            return self
        written = field.all_written(value)
        if written.ndim and len(written) != len(self):
            raise ValueError(f"{attr_name}: {len(written)} values for {len(self)} agents; give one, or one for each")
        field.array(self.rows)[self._taken] = written
        field.settle(self.rows.model)
        return self

    def agg(self, attribute: str, func: Any) -> Any:
        """Aggregate an attribute by one function or several.

        NumPy's functions, and the built-in ``sum``, ``min``, ``max``, ``any``, ``all``, run on the column as it is;
        other functions are given its values as an array of double precision.
        """
        values = self._values(attribute, self._taken)
        values.flags.writeable = values.base is None
        return aggregate(values, func) if callable(func) else [aggregate(values, each) for each in func]

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> ColumnGroupBy:
        """Group agents by an attribute, or by what a function of one agent returns, in order of first appearance."""
        keys, codes = self._keys(by)
        runs = runs_of(self.numbers, codes, len(keys))
        groups: dict[Any, Any] = {key: self._with(run) for key, run in zip(keys, runs, strict=True)}
        return ColumnGroupBy(groups if result_type == "agentset" else {k: g.to_list() for k, g in groups.items()})

    def _keys(self, by: Callable[[Any], Any] | str) -> tuple[list[Any], NDArray[Any]]:
        """Return the keys of groups, and each agent's key by number."""
        field = None if callable(by) else self.rows.kind.fields.get(by)
        if field is None:
            return keys_of(self.map(by) if callable(by) else self._values(by, self._taken))
        keys, codes = keys_of(field.array(self.rows)[self._taken])
        return [field.said(key) for key in keys], codes

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Call a method, or a function of one agent, on each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Do on each agent, in an order drawn anew."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return what a method, or a function of one agent, returns for each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def shuffle(self, inplace: bool = False) -> Self:
        """Put the agents in an order drawn by ``random``."""
        order = np.random.default_rng(self.random.getrandbits(64))
        return self._with(order.permutation(self.numbers), inplace)

    def sort(self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Sort by an attribute or by a function of one agent, the highest first unless ascending; ties keep order."""
        values = np.asarray(self.map(key) if callable(key) else self._values(key, self._taken))
        if ascending:
            order = np.argsort(values, kind="stable")
        else:
            order = (len(values) - 1 - np.argsort(values[::-1], kind="stable"))[::-1]
        return self._with(self.numbers[order], inplace)
