"""The shape of an experiment file: what is varied, over which values, how often, and what is kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.errors import InputError, ScenarioError
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.parameters import LEVERS, SETTABLE
from mobsim.scenario.regular_files import is_there
from mobsim.scenario.schema import FileName, FileTable, Text
from mobsim.scenario.shape import check_shape
from mobsim.scenario.strategy import LeadPolicy
from mobsim.scenario.text_files import read_toml
from mobsim.scenario.trial_tables import TrialTable

SETTING = "scenario."
WHOLES = ("strategy", "scenario")
"""Factors whose levels are names: of strategies, and of whole scenarios."""

Number = Annotated[int, Field()] | Annotated[float, Field(allow_inf_nan=False)]
Scalar = str | bool | Number
Levels = list[Scalar]


class RangeTable(FileTable):
    """A range of a factor; the declared sweep range where low and high are left out."""

    low: Number | None = None
    high: Number | None = None
    steps: Annotated[int, Field(ge=2, le=1_000)] | None = None


class ReplicatesTable(FileTable):
    """How many seeds; either a number, or as many as the precision of an outcome needs."""

    seeds: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    precision: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    outcome: Text | None = None
    max: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class OutcomesTable(FileTable):
    """What is kept of each run."""

    keep: list[Text] | None = None
    weekly: bool = False
    neighbourhoods: bool = False
    initiatives: bool = False
    events: bool = False
    residents: bool = False


class ExperimentFile(FileTable):
    """An experiment of mobsim."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Text
    about: Annotated[str, Field(max_length=4000)] = ""
    scenario: FileName
    design: Literal["factorial", "grid", "latin_hypercube", "sobol", "morris", "list", "trial"]
    strategy: Text = "status_quo"
    strategies: list[Text] | None = None
    days: Annotated[int, Field(ge=1, le=36_400)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    samples: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    resolution: Annotated[int, Field(ge=3, le=7)] | None = None
    fixed: dict[str, Scalar] = Field(default_factory=dict)
    factors: dict[str, Levels | RangeTable] = Field(default_factory=dict)
    points: list[dict[str, Scalar]] = Field(default_factory=list)
    replicates: ReplicatesTable = ReplicatesTable(seeds=20)
    outcomes: OutcomesTable = OutcomesTable()
    trial: TrialTable | None = None


def experiment_json_schema() -> dict[str, Any]:
    """Build the JSON Schema of an experiment file."""
    found = ExperimentFile.model_json_schema(by_alias=True)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return found


def check_experiment(path: Path) -> ExperimentFile:
    """Check an experiment file: shape, factor names, values within bounds, and that its scenario can be found."""
    content, _ = read_toml(path)
    return check_experiment_content(content, path)


def check_experiment_content(content: Mapping[str, Any], path: Path) -> ExperimentFile:
    """Check the parsed content of an experiment file; ``path`` tells where its scenario is looked for."""
    table, errors = check_shape(ExperimentFile, content, path)
    findings = Findings(path)
    findings.errors.extend(errors)
    if table is not None:
        for name, levels in table.factors.items():
            _check_factor(name, levels, findings)
        _check_fixed(table, findings)
        _check_scenario(table, path, findings)
        _check_design(table, findings)
    findings.stop_if_wrong()
    return table


def is_setting(name: str) -> bool:
    """Whether a factor is a key of the scenario file, or the strategy or scenario itself, rather than a declared number."""
    return name in WHOLES or name.startswith(SETTING)


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


def _check_fixed(table: ExperimentFile, findings: Findings) -> None:
    for name, value in table.fixed.items():
        if _is_known(name, f"fixed.{name}", findings):
            _check_level(name, value, f"fixed.{name}", findings)
        if name in table.factors:
            findings.wrong("is a factor too", f"fixed.{name}", "leave it out of one of the two", value=value)
    for number, point in enumerate(table.points, start=1):
        for name, value in point.items():
            if _is_known(name, f"points[{number}].{name}", findings):
                _check_level(name, value, f"points[{number}].{name}", findings)


def _is_known(name: str, field: str, findings: Findings) -> bool:
    if is_setting(name) or name.removeprefix("parameters.") in SETTABLE or name in LEVERS:
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
    wrong = wrong_value(name.removeprefix("parameters."), level)
    if wrong is not None:
        findings.wrong(wrong[0], field, wrong[1], value=level)


def scenario_beside(name: str, path: Path) -> Path | str:
    """Return where the scenario that an experiment names lies: beside the experiment, or one that ships."""
    beside = path.parent / name
    return beside if is_there(beside) else name


def _check_design(table: ExperimentFile, findings: Findings) -> None:
    if (table.design == "trial") != (table.trial is not None):
        remedy = "add a [trial] table, or name another design" if table.design == "trial" else 'set design = "trial"'
        findings.wrong("and the [trial] table do not go together", "design", remedy, value=table.design)


def _check_scenario(table: ExperimentFile, path: Path, findings: Findings) -> None:
    from mobsim.scenario.reading import find_scenario

    try:
        find_scenario(scenario_beside(table.scenario, path))
    except InputError as error:
        findings.add(
            ScenarioError(error.problem, file=path, field="scenario", value=table.scenario, remedy=error.remedy)
        )
