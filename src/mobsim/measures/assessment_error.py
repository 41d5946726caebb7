"""How far leaders' assessment, records and patrol are from the truth."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def assessment_error(
    estimate: NDArray[np.float64],
    truth: NDArray[np.float64],
    severity_mean: NDArray[np.float64],
    first: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return each community's error of assessment: how far the assessed distribution of harm is from the true one (0-1).

    Parameters
    ----------
    estimate, truth : float arrays, shape (neighbourhoods, problems)
        Incidents as assessed, and as they happened.
    severity_mean : float array, shape (problems,)
    first : int array, shape (communities,)
        The first neighbourhood of each community.
    """
    return distance(estimate * severity_mean, truth * severity_mean, first)


def distance(shown: NDArray[np.float64], truth: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each community how far a distribution over neighbourhoods is from the true one: the share that is misplaced.

    0 where there is nothing to share out. Neighbourhoods are the first axis; ``first`` is that of each community.
    """
    ends = [*first.tolist(), len(shown)]
    error = np.zeros(first.size)
    for number, (start, end) in enumerate(pairwise(ends)):
        put, true = shown[start:end], truth[start:end]
        all_put, all_true = put.sum(), true.sum()
        if all_put > 0 and all_true > 0:
            error[number] = 0.5 * np.abs(put / all_put - true / all_true).sum()
    return error
