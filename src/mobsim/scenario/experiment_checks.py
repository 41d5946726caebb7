"""Check an experiment file: names of factors, values within bounds, keys that have no effect, and that its scenario is there."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mobsim.errors import InputError, ScenarioError
from mobsim.scenario.experiment_schema import (
    SEARCH,
    TRIAL,
    WHOLES,
    ExperimentFile,
    Levels,
    RangeTable,
    is_setting,
    scenario_beside,
)
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.parameters import LEVERS, SETTABLE
from mobsim.scenario.shape import check_shape
from mobsim.scenario.strategy import LeadPolicy
from mobsim.scenario.text_files import read_toml

IN_TRIALS = {"schema_", "title", "about", "scenario", "design", "strategy", "days", "replicates", "trial"}
"""Keys of an experiment that have an effect where the design is a trial."""


IN_SEARCHES = {
    "schema_",
    "title",
    "about",
    "scenario",
    "design",
    "days",
    "seed",
    "fixed",
    "factors",
    "replicates",
    "search",
}
"""Keys of an experiment that have an effect where the design is a search."""


def declares_search(path: Path) -> bool:
    """Whether an experiment file declares a search for strategies, be it otherwise right or wrong."""
    content, _ = read_toml(path)
    return content.get("design") == SEARCH or "search" in content


def declares_trial(path: Path) -> bool:
    """Whether an experiment file declares a virtual randomized trial, be it otherwise right or wrong."""
    content, _ = read_toml(path)
    return content.get("design") == TRIAL or "trial" in content


def check_experiment(path: Path, findings: Findings) -> ExperimentFile | None:
    """Check what an experiment file says by itself; ``None`` where nothing can be made of it.

    ``findings`` records what is wrong. What depends on the scenario's content is left to those who read the scenario.
    """
    content, _ = read_toml(path)
    return check_experiment_content(content, path, findings)


def check_experiment_content(
    content: Mapping[str, Any], path: Path, findings: Findings, *, finds_scenario: bool = True
) -> ExperimentFile | None:
    """Check the parsed content of an experiment file; ``path`` tells where its scenario is looked for, if it is."""
    table = check_shape(ExperimentFile, content, findings)
    if table is None:
        return None
    for name, levels in table.factors.items():
        _check_factor(name, levels, findings)
    _check_values(table, findings)
    _check_names(table, findings)
    if finds_scenario:
        _check_scenario(table, path, findings)
    _check_design(table, findings)
    _check_search(table, findings)
    _check_own(table, findings)
    return table


def canonical(name: str) -> str:
    """Return the one name of a factor that may be written with or without ``parameters.``."""
    return name.removeprefix("parameters.")


def _check_factor(name: str, levels: "Levels | RangeTable", findings: Findings) -> None:
    field = f"factors.{name}"
    if not _is_known(name, field, findings):
        return
    if isinstance(levels, RangeTable):
        levels = _check_range(name, levels, findings)
    elif not levels:
        remedy = "give at least one value, or a range { low = ..., high = ... }"
        findings.wrong("has no levels", field, remedy, value=levels)
    elif len(set(map(repr, levels))) < len(levels):
        findings.wrong("names a level twice", field, "name each level once", value=levels)
    for level in levels:
        _check_level(name, level, field, findings)


def _check_values(table: ExperimentFile, findings: Findings) -> None:
    for field, name, value in _written_values(table):
        if _is_known(name, field, findings):
            _check_level(name, value, field, findings)


def _written_values(table: ExperimentFile) -> Iterator[tuple[str, str, Any]]:
    """Yield field, name and value of everything that is fixed or stands in a list of points."""
    for name, value in table.fixed.items():
        yield f"fixed.{name}", name, value
    for number, point in enumerate(table.points, start=1):
        for name, value in point.items():
            yield f"points[{number}].{name}", name, value


def _check_names(table: ExperimentFile, findings: Findings) -> None:
    """Refuse what is set in two places, so that one of them would have no effect."""
    varied = {canonical(name) for name in table.factors}
    for name, value in table.fixed.items():
        if canonical(name) in varied:
            findings.wrong("is a factor too", f"fixed.{name}", "leave it out of one of the two", value=value)
    tables = {"factors": table.factors, "fixed": table.fixed}
    tables |= {f"points[{number}]": point for number, point in enumerate(table.points, start=1)}
    for where, names in tables.items():
        for name in names:
            if name != canonical(name) and canonical(name) in names:
                findings.wrong("stands twice", f"{where}.{name}", f"leave out one of {name} and {canonical(name)}")
    set_elsewhere = {
        *varied,
        *map(canonical, table.fixed),
        *(canonical(name) for point in table.points for name in point),
    }
    for key, name in (("days", "scenario.days"), ("strategy", "strategy")):
        if key in table.model_fields_set and name in set_elsewhere:
            remedy = f"leave out either {key} or {name}"
            findings.wrong(f"has no effect where {name} is set", key, remedy, value=getattr(table, key))


def _check_own(table: ExperimentFile, findings: Findings) -> None:
    if table.design in (TRIAL, SEARCH) and "own" in table.model_fields_set:
        findings.wrong("is not for trials and searches", "own", "leave it out, or sweep a plan")


def _is_known(name: str, field: str, findings: Findings) -> bool:
    if is_setting(name) or canonical(name) in SETTABLE or name in LEVERS:
        return True
    known = [*LEVERS, *(f"parameters.{each}" for each in SETTABLE), *WHOLES]
    findings.wrong("is not a known factor", field, did_you_mean(name, known))
    return False


def _check_range(name: str, given: RangeTable, findings: Findings) -> list[Any]:
    """Return the ends of a range that are given, or record what is wrong with it."""
    field, ends = f"factors.{name}", [end for end in (given.low, given.high) if end is not None]
    if name in WHOLES:
        findings.wrong("has names, not a range", field, "list the names in square brackets")
        return []
    if len(ends) < 2 and is_setting(name):
        findings.wrong("has no declared sweep range", field, "give low and high")
    elif len(ends) == 1:
        findings.wrong("has only one end", field, "give low and high, or neither", value=ends[0])
    elif len(ends) == 2 and ends[0] >= ends[1]:
        findings.wrong("must have low below high", field, "swap low and high", value=ends)
    return ends


def _check_level(name: str, level: Any, field: str, findings: Findings) -> None:
    if name in WHOLES and not isinstance(level, str):
        findings.wrong("must be a name", field, "put it in quotation marks", value=level)
    leads = LeadPolicy.keys()
    if is_setting(name) or (name == "strategy.lead" and level in leads):
        return
    wrong = wrong_value(canonical(name), level)
    if wrong is not None:
        findings.wrong(wrong[0], field, wrong[1], value=level)


def _check_design(table: ExperimentFile, findings: Findings) -> None:
    known = findings.sound("design") and (table.trial is not None or findings.sound("trial"))
    if (table.design == TRIAL) != (table.trial is not None) and known:
        remedy = "add a [trial] table, or name another design" if table.design == TRIAL else 'set design = "trial"'
        findings.wrong("and the [trial] table do not go together", "design", remedy, value=table.design)
    if table.trial is None or (table.design != TRIAL and findings.sound("design")):
        return
    for key in sorted(table.model_fields_set - IN_TRIALS):
        findings.wrong("has no effect in a trial", key, "leave it out, or choose another design")
    for key in sorted(table.replicates.model_fields_set - {"seeds"}):
        value = getattr(table.replicates, key)
        findings.wrong("has no effect in a trial", f"replicates.{key}", "give the number of seeds", value=value)


def _check_search(table: ExperimentFile, findings: Findings) -> None:
    """Refuse a table [search] where the design is another, and what a search has no use for."""
    if not findings.sound("design"):
        return
    if table.design != SEARCH:
        if table.search is not None:
            findings.wrong("is not for this design", "search", 'write design = "search", or leave the table out')
        return
    _check_unused_in_search(table, findings)
    for name in table.factors:
        if name not in LEVERS and findings.sound(f"factors.{name}"):
            findings.wrong("is no lever of a strategy", f"factors.{name}", did_you_mean(name, LEVERS))
    if table.search is not None and table.search.point and table.replicates.ensemble is not None:
        findings.wrong(
            "has no effect where an ensemble is named", "search.point", "leave out one of the two", value=True
        )


def _check_unused_in_search(table: ExperimentFile, findings: Findings) -> None:
    unused = "has no effect in a search"
    for key in sorted(table.model_fields_set - IN_SEARCHES):
        findings.wrong(unused, key, "leave it out, or choose another design")
    for key in sorted(table.replicates.model_fields_set - {"seeds", "ensemble"}):
        value = getattr(table.replicates, key)
        findings.wrong(unused, f"replicates.{key}", "give the number of seeds", value=value)
    for name in WHOLES:
        if name in table.fixed:
            findings.wrong(unused, f"fixed.{name}", "leave it out")


def _check_scenario(table: ExperimentFile, path: Path, findings: Findings) -> None:
    from mobsim.scenario.reading import find_scenario

    if not findings.sound("scenario"):
        return
    try:
        find_scenario(scenario_beside(table.scenario, path))
    except InputError as error:
        findings.add(
            ScenarioError(
                error.problem, file=findings.file, field="scenario", value=table.scenario, remedy=error.remedy
            )
        )
        findings.unread("scenario")
