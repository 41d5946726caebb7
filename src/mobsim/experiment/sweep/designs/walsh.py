"""Regular fractions of two-level factorials, from columns with Walsh indices."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import ScenarioError
from mobsim.experiment.sweep.factors import Factor, Value
from mobsim.experiment.sweep.limits import MOST_POINTS, MOST_VALUES


def fraction(factors: Sequence[Factor], resolution: int) -> list[dict[str, Value]]:
    """Return the smallest regular fraction of a two-level factorial that :func:`walsh_columns` finds.

    Parameters
    ----------
    factors
        Factors with two levels each.
    resolution
        3: main effects clear of each other; 4: also of interactions of two; 5: those clear of each other too.
    """
    signs = walsh_matrix(walsh_columns(len(factors), resolution))
    return [
        {factor.name: factor.ends[int(sign > 0)] for factor, sign in zip(factors, row, strict=True)} for row in signs
    ]


def walsh_columns(count: int, resolution: int) -> list[int]:
    """Choose columns of a two-level design by their Walsh indices, each the smallest that keeps the resolution.

    A set of columns is confounded when their indices sum to zero in binary without carry. Choosing greedily so that
    no set smaller than the resolution does gives the designs of Sanchez and Sanchez (2005), ACM Transactions on Modeling
    and Computer Simulation 15, 362-377, for resolution 5.
    """
    chosen: list[int] = []
    most = min(MOST_POINTS, MOST_VALUES // max(1, count))  # points: up to twice the greatest index
    sums = [{0}, *(set[int]() for _ in range(resolution - 2))]  # of so many chosen indices, bit by bit without carry
    while len(chosen) < count:
        barred = set[int]().union(*sums)
        index = next((number for number in range(1, most // 2) if number not in barred), None)
        if index is None:
            raise ScenarioError(
                f"needs more than {most:,} points for {count} factors",
                field="resolution",
                value=resolution,
                remedy="write a lower one, or leave factors out",
            )
        chosen.append(index)
        for more, fewer in zip(reversed(sums[1:]), reversed(sums[:-1]), strict=True):
            more.update([total ^ index for total in fewer])
    return chosen


def walsh_matrix(columns: Sequence[int]) -> NDArray[np.int64]:
    """Return the rows of the design, -1 and 1, of the columns with these Walsh indices."""
    runs = 2 ** max(index.bit_length() for index in columns)
    bits = np.bitwise_count(np.arange(runs)[:, None] & np.array(columns)) & 1
    return 2 * bits.astype(np.int64) - 1
