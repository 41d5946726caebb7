"""How far leaders' assessment is from the truth."""

import numpy as np
from numpy.typing import NDArray


def assessment_error(
    estimate: NDArray[np.float64],
    truth: NDArray[np.float64],
    severity_mean: NDArray[np.float64],
    community: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return each community's error of assessment: how far the assessed distribution of harm is from the true one (0-1).

    Parameters
    ----------
    estimate, truth : float arrays, shape (neighbourhoods, problems)
        Incidents as assessed, and as they happened.
    severity_mean : float array, shape (problems,)
    community : int array, shape (neighbourhoods,)
    """
    count = int(community.max()) + 1
    error = np.zeros(count)
    for number in range(count):
        here = community == number
        assessed, true = estimate[here] * severity_mean, truth[here] * severity_mean
        if assessed.sum() > 0 and true.sum() > 0:
            error[number] = 0.5 * np.abs(assessed / assessed.sum() - true / true.sum()).sum()
    return error
