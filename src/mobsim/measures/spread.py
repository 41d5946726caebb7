"""How far those who do the same work differ: squads in what their officers get done."""

import numpy as np
from numpy.typing import NDArray

OUTER_TENTHS = 2 * 1.2815515655446004  # standard deviations between the 10th and the 90th percentile of a normal number


def percentile_ratio(values: NDArray[np.float64], owner: NDArray[np.int64], owners: int) -> NDArray[np.float64]:
    """Return the 90th over the 10th percentile of the values of each owner; 1 where there are fewer than two.

    It is that of a log-normal with the spread of the values: percentiles of a few values would lie the nearer together the
    fewer there are, and so depend on the scale of a town.
    """
    ratios = np.ones(owners)
    for number in np.flatnonzero(np.bincount(owner, minlength=owners) > 1):
        ratios[number] = np.exp(OUTER_TENTHS * np.log(values[owner == number]).std(ddof=1))
    return ratios
