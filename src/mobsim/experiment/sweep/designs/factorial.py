"""All combinations of levels, or a regular fraction of those of two levels."""

import math

from mobsim.experiment.sweep.designs.combining import all_combinations
from mobsim.experiment.sweep.designs.design import Asked, Design, Sample
from mobsim.experiment.sweep.designs.walsh import fraction
from mobsim.scenario.experiment_schema import ExperimentFile
from mobsim.scenario.findings import Findings


def draw(asked: Asked) -> Sample:
    """Combine all levels, or both ends of a range; of a fraction, what its resolution needs."""
    if asked.resolution is not None:
        return Sample(fraction(asked.factors, asked.resolution))
    return Sample(all_combinations([(factor.name, factor.ends) for factor in asked.factors]))


def size(asked: Asked) -> int:
    """Multiply the levels; a fraction is refused while its columns are chosen."""
    return 0 if asked.resolution is not None else math.prod(len(factor.ends) for factor in asked.factors)


def check(table: ExperimentFile, findings: Findings) -> None:
    """Ask for two levels of every factor of a fraction."""
    several = any(isinstance(levels, list) and len(levels) != 2 for levels in table.factors.values())
    if table.resolution is not None and several:
        remedy = "give each factor two levels, or leave it out"
        findings.wrong("a fraction needs two levels of every factor", "resolution", remedy, value=table.resolution)


DESIGN = Design(
    "factorial",
    draw,
    size,
    reads=frozenset({"resolution"}),
    analyses=("levels", "effects", "interactions", "shapley", "variance", "convergence"),
    check=check,
)
