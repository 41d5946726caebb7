"""Rank rows: the few greatest or nearest of many, chosen in one pass and in the order that sorting all of them would give."""

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.kernel import kernel

Float = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@kernel
def greatest(values: Float, column: int, weight: Float, first: int, end: int, chosen: Rows) -> int:
    """Choose the rows of the greatest values of a column, as many as there is room for, greatest first; return how many.

    Parameters
    ----------
    values : float array, shape (rows, columns)
    column : int
    weight : float array, shape (columns,)
        Of equals that row comes first whose values, so weighed and added, are the greatest; of these the first.
    first, end : int
        Rows ``first`` to ``end - 1`` are looked at.
    chosen : int array
        Filled from its start.
    """
    count = 0
    for row in range(first, end):
        at = count
        while at > 0 and _is_before(values, column, weight, row, chosen[at - 1]):
            at -= 1
        count = _insert(chosen, count, at, row)
    return count


@kernel
def _is_before(values: Float, column: int, weight: Float, row: int, other: int) -> bool:
    """Return whether a row comes before another that was looked at earlier."""
    if values[row, column] != values[other, column]:
        return values[row, column] > values[other, column]
    return _weighed(values, weight, row) > _weighed(values, weight, other)


@kernel
def _weighed(values: Float, weight: Float, row: int) -> float:
    total = 0.0
    for column in range(weight.size):
        total += values[row, column] * weight[column]
    return total


@kernel
def _insert(chosen: Rows, count: int, at: int, row: int) -> int:
    """Put a row in its place among those chosen, of which the last may fall out; return how many there are."""
    if at >= chosen.size:
        return count
    last = min(count, chosen.size - 1)
    for place in range(last, at, -1):
        chosen[place] = chosen[place - 1]
    chosen[at] = row
    return last + 1


@kernel
def nearest(values: Float, column: int, value: float, taken: Flags, first: int, chosen: Rows) -> int:
    """Choose the rows of a column that are nearest to a value, as many as there is room for, ascending; return how many.

    Rows from ``first`` on are looked at, as many as ``taken`` has, less those taken; of equals the first are chosen.
    """
    count, farthest = 0, np.inf if chosen.size > 0 else 0.0
    for number in range(taken.size):
        away = abs(values[first + number, column] - value)
        if away < farthest and not taken[number]:
            at = count
            while at > 0 and away < abs(values[chosen[at - 1], column] - value):
                at -= 1
            count = _insert(chosen, count, at, first + number)
            if count == chosen.size:
                farthest = abs(values[chosen[count - 1], column] - value)  # who is no nearer finds no room
    _sort(chosen, count)
    return count


@kernel
def _sort(chosen: Rows, count: int) -> None:
    """Put the first few in ascending order."""
    for number in range(1, count):
        row, at = chosen[number], number
        while at > 0 and chosen[at - 1] > row:
            chosen[at] = chosen[at - 1]
            at -= 1
        chosen[at] = row


@kernel(allocates=True)
def shares_of_greatest(
    values: Float, columns: Flags, weight: Float, bounds: Rows, most: Rows, least: float, shares: Float
) -> None:
    """Write the share of some columns that the greatest rows of each group hold into ``shares``.

    Parameters
    ----------
    values : float array, shape (rows, columns)
    columns : bool array, shape (columns,)
        Those asked for.
    weight : float array, shape (columns,)
        See :func:`greatest`.
    bounds : int array, shape (groups, 2)
        First row of each group, and the one after its last.
    most : int array, shape (groups,)
        How many rows of each group are chosen.
    least : float
        Added to every value, so that a group without any has shares too.
    shares : float array, shape (groups, columns)
    """
    for group in range(most.size):
        first, end = bounds[group]
        chosen = np.empty(most[group], np.int64)
        for column in range(columns.size):
            if columns[column]:
                count, of_chosen, of_all = greatest(values, column, weight, first, end, chosen), 0.0, 0.0
                for number in range(count):
                    of_chosen += values[chosen[number], column] + least
                for row in range(first, end):
                    of_all += values[row, column] + least
                shares[group, column] = of_chosen / of_all
