"""Combine levels of factors."""

from collections.abc import Sequence
from itertools import product

from mobsim.experiment.sweep.factors import Value


def all_combinations(levels: Sequence[tuple[str, Sequence[Value]]]) -> list[dict[str, Value]]:
    """Return every combination of levels, the last factor varying fastest."""
    names = [name for name, _ in levels]
    return [dict(zip(names, values, strict=True)) for values in product(*(values for _, values in levels))]
