"""Rows in groups: add them up, and share out among them, one row after the other."""

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.kernel import kernel

Float = NDArray[np.float64]
Rows = NDArray[np.int64]


@kernel
def add_up_groups(values: Float, group: Rows, sums: Float) -> None:
    """Add the rows of values to the sums of their groups, column by column."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            sums[group[row], column] += values[row, column]


@kernel
def share_out(values: Float, group: Rows, sums: Float, shares: Float) -> None:
    """Write each row's share of the sums of its group into ``shares``; where there is nothing, what stands there stays."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            total = sums[group[row], column]
            if total > 0.0:
                shares[row, column] = values[row, column] / total
