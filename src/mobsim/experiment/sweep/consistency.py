"""Say what does not go together in an experiment file."""

from mobsim.experiment.sweep.design import DRAWN
from mobsim.scenario.experiment_schema import ExperimentFile

FIRST_SAMPLES = 64
"""Samples of a design that is drawn, unless the file says how many."""


def problem_with(table: ExperimentFile) -> tuple[str, str, str] | None:
    """Say what does not go together in an experiment file: field, problem, remedy."""
    checks = (_wrong_list, _wrong_draw, _wrong_fraction, _wrong_replicates, _wrong_strategies)
    return next((found for check in checks if (found := check(table)) is not None), None)


def _wrong_list(table: ExperimentFile) -> tuple[str, str, str] | None:
    if table.design == "list":
        if not table.points:
            return "points", "a list needs points", "add tables [[points]], each with a value for every factor"
        if table.factors:
            return "factors", "a list takes its factors from its points", "remove the table [factors]"
        if any(point.keys() != table.points[0].keys() for point in table.points):
            return "points", "name different factors", "give every point a value for the same factors"
        return None
    if table.points:
        return (
            "points",
            f"a design {table.design!r} has no list of points",
            'write design = "list", or remove the points',
        )
    if not table.factors and not table.strategies:
        return "factors", "nothing varies", "add a table [factors]"
    return None


def _wrong_draw(table: ExperimentFile) -> tuple[str, str, str] | None:
    if table.design not in DRAWN:
        if table.samples is not None:
            return "samples", f"a design {table.design!r} draws no samples", "leave it out"
        return None
    if not table.factors:
        return "factors", "there is nothing to draw", "add a table [factors] with ranges"
    if table.design == "sobol" and (table.samples or FIRST_SAMPLES) & ((table.samples or FIRST_SAMPLES) - 1):
        return "samples", "must be a power of two for a Sobol' design", "write 64, 128, 256, 512, 1024, ..."
    if table.design != "latin_hypercube" and ("strategy" in table.factors or table.strategies):
        return (
            "strategies",
            f"a design {table.design!r} tells no strategies apart",
            "vary levers, or use latin_hypercube",
        )
    return None


def _wrong_fraction(table: ExperimentFile) -> tuple[str, str, str] | None:
    if table.resolution is None:
        return None
    if table.design != "factorial":
        return "resolution", "only a factorial has one", "leave it out"
    if any(isinstance(levels, list) and len(levels) != 2 for levels in table.factors.values()):
        return (
            "resolution",
            "a fraction needs two levels of every factor",
            "give each factor two levels, or leave it out",
        )
    return None


def _wrong_replicates(table: ExperimentFile) -> tuple[str, str, str] | None:
    wanted = table.replicates
    if wanted.precision is None:
        if wanted.outcome is not None or wanted.max is not None:
            return "replicates", "outcome and max belong to precision", "add precision = 0.02, or leave them out"
        return None
    if wanted.seeds is not None:
        return "replicates", "seeds and precision exclude each other", "give one of them"
    if table.design in DRAWN:
        return "replicates.precision", f"a design {table.design!r} needs a number of seeds", "write seeds = 1"
    return None


def _wrong_strategies(table: ExperimentFile) -> tuple[str, str, str] | None:
    if table.strategies is None:
        return None
    if "strategy" in table.factors or any("strategy" in point for point in table.points):
        return "strategies", "are given twice", "leave out either strategies or the factor strategy"
    if not table.strategies or len(set(table.strategies)) < len(table.strategies):
        return "strategies", "must name each strategy once", "list at least one, none twice"
    return None
