"""Many runs: how they are planned, lived on all cores, compared and analysed."""

from mobsim.experiment.compare import Comparison, compare
from mobsim.experiment.engine import Engine, Standing, Study
from mobsim.experiment.single import run

__all__ = ["Comparison", "Engine", "Standing", "Study", "compare", "run"]
