"""Groups of agents by an attribute, and functions of an attribute, on arrays."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from mobsim.views.fields import Column
from mobsim.world.table import Int

try:
    from mesa.agentset import GroupBy  # ty: ignore[import-not-found]
except ImportError:  # before Mesa 3.4, sets and groups lie beside the agent
    from mesa.agent import GroupBy

FEW_GROUPS = 2**15  # up to here group numbers fit in two bytes, which NumPy sorts by radix
Key = TypeVar("Key", bound=Hashable)
Aggregation = Callable[[Any], Any]  # of the values of one attribute; what it returns is for its author to decide


def _sum(values: Column) -> np.generic:
    return np.sum(values, dtype=np.float64 if values.dtype.kind == "f" else None)


ON_ARRAYS: dict[Hashable, Aggregation] = {sum: _sum, min: np.min, max: np.max, any: np.any, all: np.all}


def aggregate(values: Column, func: Aggregation) -> Any:
    """Apply a function to an agents' attribute; the built-in ones by way of NumPy's.

    NumPy's functions are given the values as they are; any other is given fractions in double precision, since adding
    up single precision one by one loses digits.
    """
    of_numpy = str(getattr(func, "__module__", "")).partition(".")[0] == "numpy"
    if isinstance(func, Hashable) and func in ON_ARRAYS:
        result = ON_ARRAYS[func](values)
    else:
        result = func(values if of_numpy or values.dtype != np.float32 else values.astype(np.float64))
    return result.item() if isinstance(result, np.generic) else result


def keys_of(values: Iterable[Key]) -> tuple[list[Key], Int]:
    """Return the different values in order of first appearance, and for each value the number of its like."""
    if isinstance(values, np.ndarray) and values.dtype != object:
        codes, keys = pd.factorize(values, use_na_sentinel=False)
        return keys.tolist(), codes
    numbers: dict[Key, int] = {}
    codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
    return list(numbers), codes


def runs_of(members: Int, codes: Int, count: int) -> list[Int]:
    """Cut members into groups by their codes, in each group in the order they come."""
    short = codes.astype(np.int16) if count <= FEW_GROUPS else codes
    ordered = members[np.argsort(short, kind="stable")]
    return np.split(ordered, np.cumsum(np.bincount(codes, minlength=count))[:-1]) if count else []


class ColumnGroupBy(GroupBy):
    """Groups of agents that are rows of columns, with the verbs of Mesa's ``GroupBy``: map, do, count, agg."""

    def agg(self, attr_name: str, func: Aggregation) -> dict[Hashable, Any]:
        """Aggregate an attribute in each group."""
        return {
            key: func([getattr(agent, attr_name) for agent in group])
            if isinstance(group, list)
            else group.agg(attr_name, func)
            for key, group in self.groups.items()
        }

    def get(self, attr_names: str | Iterable[str]) -> dict[Hashable, Column]:
        """Return an attribute, or several, of the agents of each group, as ``ColumnAgentSet.get`` does."""
        return self.map("get", attr_names)
