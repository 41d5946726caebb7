"""How far those who do the same work differ: squads in what their officers get done, leaders in commitment."""

import numpy as np
from numpy.typing import NDArray

OUTER_TENTHS = (10.0, 90.0)


def percentile_ratio(values: NDArray[np.float64], owner: NDArray[np.int64], owners: int) -> NDArray[np.float64]:
    """Return the 90th over the 10th percentile of the values of each owner; 1 where there are fewer than two."""
    ratios = np.ones(owners)
    for number in np.flatnonzero(np.bincount(owner, minlength=owners) > 1):
        low, high = np.percentile(values[owner == number], OUTER_TENTHS)
        ratios[number] = high / low
    return ratios
