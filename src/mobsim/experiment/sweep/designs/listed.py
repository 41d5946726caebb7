"""The points that a file lists, one by one."""

from mobsim.experiment.sweep.designs.design import Asked, Design, Sample
from mobsim.scenario.experiment_schema import ExperimentFile
from mobsim.scenario.findings import Findings


def draw(asked: Asked) -> Sample:
    """Take the points as they are."""
    return Sample([dict(point) for point in asked.points])


def size(asked: Asked) -> int:
    """Say nothing against points that somebody wrote down."""
    del asked
    return 0


def check(table: ExperimentFile, findings: Findings) -> None:
    """Ask for points that all name the same factors, and for no factors beside them."""
    if not table.points and findings.sound("points"):
        findings.wrong("a list needs points", "points", "add tables [[points]], each with a value for every factor")
    if table.factors:
        findings.wrong("a list takes its factors from its points", "factors", "remove the table [factors]")
    if any(point.keys() != table.points[0].keys() for point in table.points):
        findings.wrong("name different factors", "points", "give every point a value for the same factors")


DESIGN = Design(
    "list", draw, size, reads=frozenset({"points"}), analyses=("levels", "variance", "convergence"), check=check
)
