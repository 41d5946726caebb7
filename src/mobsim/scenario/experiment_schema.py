"""The shape of an experiment file: what is varied, over which values, how often, and what is kept."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.scenario.regular_files import is_there
from mobsim.scenario.schema import FileName, FileTable, Text
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


def is_setting(name: str) -> bool:
    """Whether a factor is a key of the scenario file, or the strategy or scenario itself, rather than a declared number."""
    return name in WHOLES or name.startswith(SETTING)


def scenario_beside(name: str, path: Path) -> Path | str:
    """Return where the scenario that an experiment names lies: beside the experiment, or one that ships."""
    beside = path.parent / name
    return beside if is_there(beside) else name
