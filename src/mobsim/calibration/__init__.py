"""Fitting: declared parameters chosen so that runs look like given figures, with what the figures leave open."""

from mobsim.calibration.findings import Fit
from mobsim.calibration.fitting import fit
from mobsim.calibration.space import Free, Space
from mobsim.calibration.table import PointStudy
from mobsim.calibration.targets import Target

__all__ = ["Fit", "Free", "PointStudy", "Space", "Target", "fit"]
