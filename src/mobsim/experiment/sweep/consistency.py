"""Check what does not go together in an experiment file, and what its design would not use."""

from collections.abc import Iterator
from typing import Any

from mobsim.experiment.sweep.designs import DESIGNS
from mobsim.experiment.sweep.designs.design import Design
from mobsim.scenario.experiment_schema import SEARCH, TRIAL, ExperimentFile, RangeTable
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean

UNUSED = {
    "samples": "a design {design!r} draws no samples",
    "resolution": "a design {design!r} has no resolution; only a factorial has one",
    "points": "a design {design!r} has no list of points",
    "steps": "a design {design!r} takes no steps; only a grid takes steps",
}
"""What is said of a key that a design does not read."""
REMEDIES = {
    "samples": "leave it out",
    "resolution": "leave it out",
    "points": 'write design = "list", or remove the points',
    "steps": 'leave it out, or write design = "grid"',
}


def check_consistency(table: ExperimentFile, findings: Findings) -> None:
    """Record what does not go together in an experiment file, and keys that its design does not read."""
    design = _design_of(table, findings)
    if design is not None:
        _check_unused(table, design, findings)
        _check_varied(table, design, findings)
        design.check(table, findings)
        _check_precision(table, design, findings)
    _check_replicates(table, findings)
    _check_strategies(table, findings)


def _design_of(table: ExperimentFile, findings: Findings) -> Design | None:
    """Look up the design, where one can be read."""
    if not findings.sound("design"):
        return None
    if table.design not in DESIGNS:
        remedy = did_you_mean(table.design, [*DESIGNS, SEARCH, TRIAL])
        findings.wrong("is not a known design", "design", remedy, value=table.design)
    return DESIGNS.get(table.design)


def _check_unused(table: ExperimentFile, design: Design, findings: Findings) -> None:
    for key, field, value in _given(table):
        if key not in design.reads:
            findings.wrong(UNUSED[key].format(design=design.name), field, REMEDIES[key], value=value)


def _given(table: ExperimentFile) -> Iterator[tuple[str, str, Any]]:
    """Yield each key that is given of those that not all designs read, with its field and value."""
    for key in ("samples", "resolution"):
        if getattr(table, key) is not None:
            yield key, key, getattr(table, key)
    if table.points:
        yield "points", "points", None
    for name, given in table.factors.items():
        if isinstance(given, RangeTable) and given.steps is not None:
            yield "steps", f"factors.{name}.steps", given.steps


def _check_varied(table: ExperimentFile, design: Design, findings: Findings) -> None:
    if "points" in design.reads:
        return
    if design.drawn:
        if not table.factors and findings.sound("factors"):
            findings.wrong("there is nothing to draw", "factors", "add a table [factors] with ranges")
    elif not table.factors and not table.points and not table.strategies and findings.sound("factors", "strategies"):
        findings.wrong("nothing varies", "factors", "add a table [factors]")
    if not design.compares and ("strategy" in table.factors or table.strategies):
        remedy = "vary levers, or use latin_hypercube"
        findings.wrong(f"a design {design.name!r} tells no strategies apart", "strategies", remedy)


def _check_precision(table: ExperimentFile, design: Design, findings: Findings) -> None:
    wanted = table.replicates
    if design.drawn and wanted.precision is not None and wanted.seeds is None and findings.sound("replicates"):
        problem = f"a design {design.name!r} needs a number of seeds"
        findings.wrong(problem, "replicates.precision", "write seeds = 1")


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
    if wanted.ensemble is None and "seeds_per_draw" in wanted.model_fields_set:
        remedy = 'add ensemble = "evidence", or leave it out'
        findings.wrong(
            "has no effect without an ensemble", "replicates.seeds_per_draw", remedy, value=wanted.seeds_per_draw
        )


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
