"""The shape of an experiment file: what is varied, over which values, how often, and what is kept."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.scenario.file_table import FileName, FileTable, Text, described
from mobsim.scenario.parameter_schema import parameter_schema
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.regular_files import is_there
from mobsim.scenario.trial_changes import ONLY_MEASURED, SETTLED_AT_BIRTH, ParametersTable
from mobsim.scenario.trial_tables import TrialTable

SETTING = "scenario."
TRIAL = "trial"
"""The design of an experiment that is a virtual trial."""
SEARCH = "search"
"""The design of an experiment that looks for strategies."""
WHOLES = ("strategy", "scenario")
"""Factors whose levels are names: of strategies, and of whole scenarios."""

Number = Annotated[int, Field()] | Annotated[float, Field(allow_inf_nan=False)]
Scalar = str | bool | Number
Levels = list[Scalar]


class RangeTable(FileTable):
    """A range of a factor; the declared sweep range where low and high are left out."""

    low: Annotated[
        Number | None, described("Lower end; the declared one if both ends are left out.", "that of the factor")
    ] = None
    high: Annotated[
        Number | None, described("Upper end; the declared one if both ends are left out.", "that of the factor")
    ] = None
    steps: Annotated[
        Annotated[int, Field(ge=2, le=1_000)] | None,
        described("Values of a grid, ends included; 2 if left out.", "values"),
    ] = None


class ReplicatesTable(FileTable):
    """How many seeds; either a number, or as many as the precision of an outcome needs."""

    seeds: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None, described("Runs of each point; or give `precision`.", "seeds")
    ] = None
    precision: Annotated[
        Annotated[float, Field(gt=0.0, lt=1.0)] | None,
        described("Seeds are added until the outcome is known so well.", "half an interval as share of the mean"),
    ] = None
    outcome: Annotated[Text | None, described("The outcome that `precision` is about; harm if left out.")] = None
    max: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        described("Seeds at most, with `precision`; 200 if left out.", "seeds"),
    ] = None
    ensemble: Annotated[
        Text | None,
        described(
            "Ensemble, by name or file beside the experiment, from which each seed draws the parameters in doubt; factors and "
            "the scenario's own parameters hold."
        ),
    ] = None
    seeds_per_draw: Annotated[
        Annotated[int, Field(ge=1, le=1_000)],
        described("Seeds in a row that share a draw of the ensemble; from two on, luck is told from doubt.", "seeds"),
    ] = 1


class OutcomesTable(FileTable):
    """What is kept of each run."""

    keep: Annotated[list[Text] | None, described("Outcomes that are kept; all if left out.")] = None
    weekly: Annotated[bool, described("Whether a row a week is kept.")] = False
    neighbourhoods: Annotated[bool, described("Whether a row a neighbourhood is kept.")] = False
    initiatives: Annotated[bool, described("Whether a row an initiative is kept.")] = False
    zones: Annotated[bool, described("Whether a row a change of a neighbourhood's zone or lead is kept.")] = False
    events: Annotated[bool, described("Whether a row a crime or crisis is kept.")] = False
    residents: Annotated[bool, described("Whether a row a resident, at the end of the run, is kept.")] = False


class SearchTable(FileTable):
    """What a search for strategies is for, and how much is tried."""

    outcomes: Annotated[
        list[Text],
        described("One outcome or two; `lower NAME` or `higher NAME` where it does not say which way is better."),
    ] = Field(default_factory=lambda: ["harm"])
    budget: Annotated[
        Annotated[int, Field(ge=4, le=5_000)],
        described(
            "Strategies that are tried, besides those that show what each lever of the best is worth.", "strategies"
        ),
    ] = 100
    fresh: Annotated[
        Annotated[int, Field(ge=5, le=1_000)],
        described("Runs of each strategy that is shown, on seeds and draws that the search has not seen.", "seeds"),
    ] = 20
    point: Annotated[
        bool, described("Whether all runs have the scenario's own parameters, rather than draws of an ensemble.")
    ] = False


class OwnTable(FileTable):
    """Functions of a user's own: installed ones by name, others as `package.module:name`."""

    outcomes: Annotated[
        list[FileName], described("Outcomes that are measured in every run, beside those that ship.")
    ] = Field(default_factory=list)
    planners: Annotated[
        dict[str, FileName], described("Who plans initiatives under a strategy, by the strategy's name.")
    ] = Field(default_factory=dict)
    interventions: Annotated[list[FileName], described("What acts on the model on given days of every run.")] = Field(
        default_factory=list
    )
    rules: Annotated[list[FileName], described("What acts on the model after every day of every run.")] = Field(
        default_factory=list
    )


class ExperimentFile(FileTable):
    """An experiment of mobsim."""

    schema_: Annotated[Literal[1], Field(alias="schema"), described("Version of this format: 1.")]
    title: Annotated[Text, described("What the experiment is called.")]
    about: Annotated[
        Annotated[str, Field(max_length=4000)], described("The question that it asks, in plain words.")
    ] = ""
    scenario: Annotated[FileName, described("Path of the scenario, from this file, or the name of one that ships.")]
    design: Annotated[Text, described("How points are laid out over the factors.")]
    strategy: Annotated[Text, described("Strategy of every run, unless strategies are compared.")] = "status_quo"
    strategies: Annotated[
        list[Text] | None, described("Strategies that are compared at every point, the reference among them.")
    ] = None
    days: Annotated[
        Annotated[int, Field(ge=1, le=36_400)] | None,
        described("Length of a run after burn-in, instead of the scenario's.", "days"),
    ] = None
    seed: Annotated[
        Annotated[int, Field(ge=0, le=2**63 - 1)] | None,
        described("Decides seeds and draws, instead of the scenario's."),
    ] = None
    samples: Annotated[
        Annotated[int, Field(ge=1, le=10_000_000)] | None,
        described(
            "Points of a Latin hypercube, blocks of a Sobol' design, trajectories of a Morris design.", "samples"
        ),
    ] = None
    resolution: Annotated[
        Annotated[int, Field(ge=3, le=7)] | None,
        described("Of a fraction of a factorial; the whole of it if left out.", "resolution III to VII"),
    ] = None
    fixed: Annotated[dict[str, Scalar], described("Factors that have one value in every run, by full name.")] = Field(
        default_factory=dict
    )
    factors: Annotated[
        dict[str, Levels | RangeTable], described("What varies, by full name: a list of values, or a range.")
    ] = Field(default_factory=dict)
    points: Annotated[list[dict[str, Scalar]], described("The points of a list, one table each.")] = Field(
        default_factory=list
    )
    replicates: Annotated[ReplicatesTable, described("How often each point is run.")] = ReplicatesTable(seeds=20)
    outcomes: Annotated[OutcomesTable, described("Which outcomes and tables are kept of each run.")] = OutcomesTable()
    own: Annotated[OwnTable, described("Functions of your own that have a part in every run.")] = OwnTable()
    trial: Annotated[TrialTable | None, described('The virtual trial, with `design = "trial"`.')] = None
    search: Annotated[
        SearchTable | None, described('What a search for strategies is for, with `design = "search"`.')
    ] = None


def experiment_json_schema(designs: Sequence[str]) -> dict[str, Any]:
    """Build the JSON Schema of an experiment file, whose design is one of these, a search or a trial."""
    found = ExperimentFile.model_json_schema(by_alias=True)
    found["properties"]["design"]["enum"] = [*designs, SEARCH, TRIAL]
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    changing = SETTABLE.keys() - SETTLED_AT_BIRTH - ONLY_MEASURED
    values = found["$defs"][ParametersTable.__name__]["properties"]["values"]
    values["properties"] = {name: parameter_schema(name) for name in SETTABLE if name in changing}
    return found


def is_setting(name: str) -> bool:
    """Whether a factor is a key of the scenario file, or the strategy or scenario itself, rather than a declared number."""
    return name in WHOLES or name.startswith(SETTING)


def scenario_beside(name: str, path: Path) -> Path | str:
    """Return where the scenario that an experiment names lies: beside the experiment, or one that ships."""
    beside = path.parent / name
    return beside if is_there(beside) else name
