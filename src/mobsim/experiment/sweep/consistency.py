"""Check what does not go together in an experiment file, and what its design would not use."""

from mobsim.experiment.sweep.design import DRAWN
from mobsim.scenario.experiment_schema import ExperimentFile, RangeTable
from mobsim.scenario.findings import Findings

FIRST_SAMPLES = 64
"""Samples of a design that is drawn, unless the file says how many."""


def check_consistency(table: ExperimentFile, findings: Findings) -> None:
    """Record what does not go together in an experiment file, and keys that its design does not read."""
    if findings.sound("design"):
        _check_points(table, findings)
        _check_draw(table, findings)
        _check_fraction(table, findings)
        _check_steps(table, findings)
    _check_replicates(table, findings)
    _check_strategies(table, findings)


def _check_points(table: ExperimentFile, findings: Findings) -> None:
    if table.design == "list":
        _check_list(table, findings)
    elif table.points:
        remedy = 'write design = "list", or remove the points'
        findings.wrong(f"a design {table.design!r} has no list of points", "points", remedy)
    elif not table.factors and not table.strategies and findings.sound("factors", "strategies"):
        findings.wrong("nothing varies", "factors", "add a table [factors]")


def _check_list(table: ExperimentFile, findings: Findings) -> None:
    if not table.points and findings.sound("points"):
        findings.wrong("a list needs points", "points", "add tables [[points]], each with a value for every factor")
    if table.factors:
        findings.wrong("a list takes its factors from its points", "factors", "remove the table [factors]")
    if any(point.keys() != table.points[0].keys() for point in table.points):
        findings.wrong("name different factors", "points", "give every point a value for the same factors")


def _check_draw(table: ExperimentFile, findings: Findings) -> None:
    if table.design not in DRAWN:
        if table.samples is not None:
            remedy = "leave it out"
            findings.wrong(f"a design {table.design!r} draws no samples", "samples", remedy, value=table.samples)
        return
    if not table.factors and findings.sound("factors"):
        findings.wrong("there is nothing to draw", "factors", "add a table [factors] with ranges")
    samples = table.samples or FIRST_SAMPLES
    if table.design == "sobol" and samples & (samples - 1):
        remedy = "write 64, 128, 256, 512, 1024, ..."
        findings.wrong("must be a power of two for a Sobol' design", "samples", remedy, value=samples)
    if table.design != "latin_hypercube" and ("strategy" in table.factors or table.strategies):
        remedy = "vary levers, or use latin_hypercube"
        findings.wrong(f"a design {table.design!r} tells no strategies apart", "strategies", remedy)


def _check_fraction(table: ExperimentFile, findings: Findings) -> None:
    if table.resolution is None:
        return
    if table.design != "factorial":
        findings.wrong("only a factorial has one", "resolution", "leave it out", value=table.resolution)
    elif any(isinstance(levels, list) and len(levels) != 2 for levels in table.factors.values()):
        remedy = "give each factor two levels, or leave it out"
        findings.wrong("a fraction needs two levels of every factor", "resolution", remedy, value=table.resolution)


def _check_steps(table: ExperimentFile, findings: Findings) -> None:
    for name, given in table.factors.items():
        if isinstance(given, RangeTable) and given.steps is not None and table.design != "grid":
            remedy = 'leave it out, or write design = "grid"'
            findings.wrong("only a grid takes steps", f"factors.{name}.steps", remedy, value=given.steps)


def _check_replicates(table: ExperimentFile, findings: Findings) -> None:
    wanted = table.replicates
    if not findings.sound("replicates"):
        return
    if wanted.precision is None:
        if wanted.outcome is not None or wanted.max is not None:
            remedy = "add precision = 0.02, or leave them out"
            findings.wrong("outcome and max belong to precision", "replicates", remedy)
    elif wanted.seeds is not None:
        findings.wrong("seeds and precision exclude each other", "replicates", "give one of them")
    elif table.design in DRAWN:
        findings.wrong(f"a design {table.design!r} needs a number of seeds", "replicates.precision", "write seeds = 1")


def _check_strategies(table: ExperimentFile, findings: Findings) -> None:
    if table.strategies is None:
        return
    if "strategy" in table.factors or any("strategy" in point for point in table.points):
        findings.wrong("are given twice", "strategies", "leave out either strategies or the factor strategy")
    elif not table.strategies or len(set(table.strategies)) < len(table.strategies):
        findings.wrong("must name each strategy once", "strategies", "list at least one, none twice")
    if "strategy" in table.model_fields_set:
        remedy = "leave out either strategy or strategies"
        findings.wrong("has no effect beside strategies", "strategy", remedy, value=table.strategy)
