"""Linear regressions, as the published studies used them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def coefficients(outcome: Float, predictors: Sequence[Float]) -> Float:
    """Return the least-squares coefficients of predictors, one each, beside an intercept; NaN where they are not identified."""
    design = np.column_stack([np.ones(len(outcome)), *predictors])
    if len(outcome) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return np.full(len(predictors), np.nan)
    return np.asarray(np.linalg.lstsq(design, outcome, rcond=None)[0][1:], np.float64)


def standardised(outcome: Float, predictors: Sequence[Float]) -> Float:
    """Return the coefficients in standard deviations of the outcome per standard deviation of the predictor."""
    spread = np.std(outcome)
    if spread == 0.0:
        return np.full(len(predictors), np.nan)
    return coefficients(outcome, predictors) * np.array([np.std(each) for each in predictors]) / spread
