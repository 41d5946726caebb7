"""A Sobol' design in Saltelli's blocks: a base point, each of its factors replaced in turn, and the other point."""

import numpy as np

from mobsim.experiment.sweep.designs.design import FIRST_SAMPLES, Asked, Design, Sample
from mobsim.experiment.sweep.designs.salib import number_for, problem_of, require_salib
from mobsim.experiment.sweep.designs.shares import points_at, with_dummy
from mobsim.scenario.experiment_schema import ExperimentFile
from mobsim.scenario.findings import Findings


def draw(asked: Asked) -> Sample:
    """Draw the blocks, each with a seed of its own; more samples add blocks and change none."""
    require_salib()
    from SALib.sample import sobol

    factors = with_dummy(asked.factors)
    shares = sobol.sample(problem_of(factors), asked.samples, calc_second_order=False, seed=number_for(asked.seed, 2))
    block = len(factors) + 2
    inside = np.clip(shares, 0.0, np.nextafter(1.0, 0.0))
    return Sample(points_at(factors, inside), [row // block for row in range(len(shares))])


def size(asked: Asked) -> int:
    """Count two points more a block than there are factors, the dummy among them."""
    return asked.samples * (len(asked.factors) + 3)


def check(table: ExperimentFile, findings: Findings) -> None:
    """Ask for a number of samples at which the sequence is balanced."""
    samples = table.samples or FIRST_SAMPLES
    if samples & (samples - 1):
        remedy = "write 64, 128, 256, 512, 1024, ..."
        findings.wrong("must be a power of two for a Sobol' design", "samples", remedy, value=samples)


DESIGN = Design(
    "sobol",
    draw,
    size,
    reads=frozenset({"samples"}),
    analyses=("sobol", "convergence"),
    check=check,
    drawn=True,
    grows=True,
    compares=False,
)
