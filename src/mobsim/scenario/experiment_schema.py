"""The shape of an experiment file: what is varied, over which values, how often, and what is kept."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.errors import InputError, ScenarioError
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.parameters import LEVERS, SETTABLE
from mobsim.scenario.schema import FileName, Table, Text
from mobsim.scenario.shape import check_shape
from mobsim.scenario.strategy import LEADS
from mobsim.scenario.text_files import read_toml
from mobsim.scenario.trial_tables import TrialTable

Number = Annotated[float, Field(allow_inf_nan=False)]


class RangeTable(Table):
    """A range of a factor."""

    low: Number
    high: Number


class ReplicatesTable(Table):
    """How many seeds; either a number, or as many as the precision of an outcome needs."""

    seeds: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    precision: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    outcome: Text | None = None
    max: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class OutcomesTable(Table):
    """What is kept of each run."""

    keep: list[Text] | None = None
    weekly: bool = False
    events: bool = False
    residents: bool = False


class ExperimentFile(Table):
    """An experiment of mobsim."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Text
    about: Annotated[str, Field(max_length=4000)] = ""
    scenario: FileName
    design: Literal["factorial", "grid", "latin_hypercube", "sobol", "morris", "list", "trial"]
    strategy: Text = "status_quo"
    strategies: list[Text] | None = None
    days: Annotated[int, Field(ge=1, le=36_400)] | None = None
    samples: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    factors: dict[str, list[Any] | RangeTable] = Field(default_factory=dict)
    points: list[dict[str, Any]] = Field(default_factory=list)
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
    table, errors = check_shape(ExperimentFile, content, path)
    findings = Findings(path)
    findings.errors.extend(errors)
    if table is not None:
        for name, levels in table.factors.items():
            _check_factor(name, levels, findings)
        _check_scenario(table, path, findings)
        _check_design(table, findings)
    findings.stop_if_wrong()
    return table


def _check_factor(name: str, levels: "list[Any] | RangeTable", findings: Findings) -> None:
    full = name.removeprefix("parameters.")
    field = f"factors.{name}"
    if full not in SETTABLE and name not in LEVERS:
        known = [*LEVERS, *(f"parameters.{each}" for each in SETTABLE)]
        findings.wrong("is not a known factor", field, did_you_mean(name, known))
        return
    if isinstance(levels, RangeTable):
        if levels.low >= levels.high:
            findings.wrong("must have low below high", field, "swap low and high", value=[levels.low, levels.high])
        levels = [levels.low, levels.high]
    if not levels:
        findings.wrong(
            "has no levels", field, "give at least one value, or a range { low = ..., high = ... }", value=levels
        )
    for level in levels:
        if name == "strategy.lead" and level in LEADS:
            continue
        wrong = wrong_value(full, level)
        if wrong is not None:
            findings.wrong(wrong[0], field, wrong[1], value=level)


def _check_design(table: ExperimentFile, findings: Findings) -> None:
    if (table.design == "trial") != (table.trial is not None):
        remedy = "add a [trial] table, or name another design" if table.design == "trial" else 'set design = "trial"'
        findings.wrong("and the [trial] table do not go together", "design", remedy, value=table.design)


def scenario_of(table: ExperimentFile, path: Path) -> Path | str:
    """Return the scenario that an experiment names: a path beside its file, or the name of one that ships."""
    beside = path.parent / table.scenario
    return beside if beside.exists() else table.scenario


def _check_scenario(table: ExperimentFile, path: Path, findings: Findings) -> None:
    from mobsim.scenario.reading import find_scenario

    try:
        find_scenario(scenario_of(table, path))
    except InputError as error:
        findings.add(
            ScenarioError(error.problem, file=path, field="scenario", value=table.scenario, remedy=error.remedy)
        )
