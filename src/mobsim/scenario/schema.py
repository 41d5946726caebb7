"""The shape of a scenario file as pydantic models: what keys there are, of what type, within what bounds.

Bounds of levers come from their declarations. What needs more than one key, or a data file, is checked in reading.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.scenario.cost_schema import CostsTable, SeverityTable
from mobsim.scenario.event_keys import Budget, Followed, Leader, Partner, Severity
from mobsim.scenario.events import EventKind
from mobsim.scenario.file_table import Decimal, FileName, FileTable, Share, Text, Thousands, described
from mobsim.scenario.neighbour_rules import Rule
from mobsim.scenario.parameter_schema import parameter_schema
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.problem_schema import ProblemTable
from mobsim.scenario.strategy_schema import StrategyTable

Count = Annotated[int, Field(ge=0, le=100_000)]
Factor = Annotated[float, Field(gt=0.0, le=20.0)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
COLUMN = "the column of `areas`"


class DeprivationTable(FileTable):
    """A column of the areas that tells deprivation, and how it becomes 0-1."""

    column: Annotated[Text, described("Name of the column.")]
    direction: Annotated[
        Literal["higher_is_more_deprived", "lower_is_more_deprived"],
        described("Which end of the column is the deprived one."),
    ] = "higher_is_more_deprived"
    transform: Annotated[
        Literal["none", "minmax", "rank"],
        described("How values become 0-1: as they are, stretched from least to most, or by their rank."),
    ] = "minmax"
    basis: Annotated[
        Text | None, described("What the column measures, where it is something else than deprivation.")
    ] = None


class RiskTable(FileTable):
    """A column of the areas that tells how often a problem type happens there, and whether it counts or rates."""

    column: Annotated[Text, described("Name of the column.")]
    figures: Annotated[
        Literal["counts", "rates"], described("Counts of incidents, to be divided by residents, or rates per resident.")
    ]


class SyntheticTable(FileTable):
    """A made-up community on a grid of neighbourhoods."""

    neighbourhoods: Annotated[
        Annotated[int, Field(ge=1, le=20_000)], described("How many there are, laid out as a square.", "neighbourhoods")
    ]
    residents_per_neighbourhood: Annotated[
        Annotated[int, Field(ge=10, le=200_000)], described("How many live in each, before `scale`.", "residents")
    ] = 2500
    deprivation_range: Annotated[
        Annotated[list[Share], Field(min_length=2, max_length=2)],
        described(
            "Deprivation of the least and the most deprived, the others evenly between; 0.1, 0.7 if left out.", "0-1"
        ),
    ] = Field(default_factory=lambda: [0.1, 0.7])
    turnover: Annotated[Share, described("Part of the residents who move in a year, everywhere.", "share per year")] = (
        0.12
    )
    seed: Annotated[Seed, described("Decides which neighbourhood has which deprivation.")] = 1


class LeadersTable(FileTable):
    """Who sits at the table beside mayor and chief."""

    councillors: Annotated[Count, described("Councillors, each with a ward of neighbourhoods.", "councillors")] = 5
    agencies: Annotated[
        Annotated[list[Text], Field(max_length=30)] | None,
        described("Agencies whose heads sit at the table; health, housing, youth and social services if left out."),
    ] = None
    associations: Annotated[
        Count | Literal["each neighbourhood"],
        described('Residents\' associations, at most one a neighbourhood; or "each neighbourhood".', "associations"),
    ] = 0


class CommunityTable(FileTable):
    """One municipality."""

    title: Annotated[
        Text | None, described("What the community is called; the scenario's title if there is only one.")
    ] = None
    areas: Annotated[
        FileName | None, described("GeoJSON or CSV of the neighbourhoods, beside the scenario; or give `synthetic`.")
    ] = None
    id: Annotated[Text, described("Column, or property, of `areas` that identifies a neighbourhood.")] = "id"
    name: Annotated[Text, described("Column, or property, of `areas` that names a neighbourhood; else its id.")] = (
        "name"
    )
    edges: Annotated[
        FileName | None, described("CSV of neighbouring pairs, columns `a` and `b`; from the outlines if left out.")
    ] = None
    neighbours: Annotated[
        Rule,
        described("Without `edges`: outlines that touch at all, or that share a stretch of border, are neighbours."),
    ] = "corner"
    residents_per_area: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | Text | None,
        described(
            f"Residents of every neighbourhood, or {COLUMN} that counts them; instead of `population`.", "residents"
        ),
    ] = None
    population: Annotated[Text | None, described(f"Name of {COLUMN} that counts residents.")] = None
    deprivation: Annotated[
        Share | Text | DeprivationTable | None,
        described(
            f"Deprivation everywhere, or {COLUMN} that tells it, or how it is made of one; 0.4 if left out.", "0-1"
        ),
    ] = None
    turnover: Annotated[
        Share | Text,
        described(f"Part of the residents who move in a year, or {COLUMN} that tells it.", "share per year"),
    ] = 0.12
    officers: Annotated[
        Annotated[int, Field(ge=0, le=100_000)] | None,
        described("Sworn officers for all residents, before `scale`; or give `officers_per_100k`.", "officers"),
    ] = None
    officers_per_100k: Annotated[
        Annotated[float, Field(ge=0.0, le=2000.0)] | None,
        described("Sworn officers by population; or give `officers`.", "per 100,000 residents"),
    ] = None
    risks: Annotated[
        dict[str, Text | RiskTable],
        described(f"By problem type, {COLUMN} with its rates or counts; they are rescaled to a mean of 1."),
    ] = Field(default_factory=dict)
    places: Annotated[
        FileName | None,
        described("CSV of street blocks with their neighbourhood; made from the population if left out."),
    ] = None
    decimal: Decimal = None
    thousands: Thousands = None
    places_decimal: Decimal = None
    places_thousands: Thousands = None
    synthetic: Annotated[SyntheticTable | None, described("A made-up grid instead of `areas`.")] = None
    leaders: Annotated[LeadersTable | None, described("Leaders of this community, instead of the scenario's.")] = None


class CalendarTable(FileTable):
    """Factors of the week (from Monday) and of the year (from January)."""

    weekday: Annotated[
        Annotated[list[Factor], Field(min_length=7, max_length=7)] | None,
        described(
            "Would-be offences by weekday from Monday, rescaled to a mean of 1; Toronto's if left out.", "factor"
        ),
    ] = None
    month: Annotated[
        Annotated[list[Factor], Field(min_length=12, max_length=12)] | None,
        described("Would-be offences by month from January, rescaled to a mean of 1; Toronto's if left out.", "factor"),
    ] = None


class MechanismsTable(FileTable):
    """Mechanisms of the model that this scenario does without: a list, or one name ("nothing" for none)."""

    without: Annotated[
        list[Text] | Text, described('Names of mechanisms that are switched off; "nothing" for none.')
    ] = Field(default_factory=list)


class EventTable(FileTable):
    """One dated event; days count from 0 after burn-in."""

    day: Annotated[
        Annotated[int, Field(ge=0, le=100_000)], described("When it happens; 0 is the first after burn-in.", "day")
    ]
    kind: Annotated[EventKind, described("What happens; `mobsim explain KIND` says what it does.")]
    severity: Severity = 0.5
    community: Annotated[Text | None, described("Title of the only community that it strikes; all if left out.")] = None
    neighbourhood: Annotated[
        Text | None, described("Id of the only neighbourhood that it strikes; all if left out.")
    ] = None
    role: Leader = None
    partner: Partner = None
    strategy: Followed = None
    budget: Budget = None


class ScenarioFile(FileTable):
    """A scenario of mobsim."""

    schema_: Annotated[Literal[1], Field(alias="schema"), described("Version of this format: 1.")]
    title: Annotated[Text, described("What the scenario is called.")]
    about: Annotated[
        Annotated[str, Field(max_length=4000)],
        described("What it is about and where its data are from, in plain words."),
    ] = ""
    days: Annotated[
        Annotated[int, Field(ge=1, le=36_400)], described("Length of a run after burn-in; a year has 364.", "days")
    ] = 1092
    burn_in_days: Annotated[
        Annotated[int, Field(ge=0, le=36_400)],
        described("Days under `reference` before a run is counted, so that the town settles.", "days"),
    ] = 364
    seed: Annotated[Seed, described("Decides every draw; runs of one seed face the same would-be events.")] = 1
    scale: Annotated[
        Annotated[float, Field(gt=0.0, le=1.0)],
        described(
            "Below 1, runs are faster and smaller, and chance differs more between them.", "residents per real one"
        ),
    ] = 1.0
    reference: Annotated[Text, described("The strategy of the burn-in, and that others are compared with.")] = (
        "status_quo"
    )
    community: Annotated[CommunityTable | None, described("The one municipality; several are `[[communities]]`.")] = (
        None
    )
    communities: Annotated[
        Annotated[list[CommunityTable], Field(min_length=1)] | None,
        described("Municipalities that share one provincial table; one alone is `[community]`."),
    ] = None
    leaders: Annotated[LeadersTable, described("Who sits at each community's table beside mayor and chief.")] = (
        LeadersTable()
    )
    calendar: Annotated[CalendarTable, described("Seasons of would-be offences.")] = CalendarTable()
    parameters: Annotated[dict[str, Any], described("Any declared parameter but levers, by full name.")] = Field(
        default_factory=dict
    )
    problems: Annotated[list[ProblemTable], described("Problem types that are changed or added.")] = Field(
        default_factory=list
    )
    costs: Annotated[CostsTable | None, described("What things cost in the town, its currency and year.")] = None
    severity: Annotated[
        SeverityTable | None, described("How grave kinds of crime are, by an index of the town's country.")
    ] = None
    mechanisms: Annotated[MechanismsTable, described("Mechanisms that are switched off.")] = MechanismsTable()
    alternatives: Annotated[
        dict[str, Text], described("By question where studies disagree, the side taken: `mobsim list alternatives`.")
    ] = Field(default_factory=dict)
    ensemble: Annotated[
        Text | None,
        described("File beside this one with what the town's own figures leave open, as `mobsim calibrate` writes it."),
    ] = None
    strategies: Annotated[
        dict[str, StrategyTable], described("Strategies by name, beside those that ship; a shipped name replaces it.")
    ] = Field(default_factory=dict)
    events: Annotated[list[EventTable], described("What strikes the town from outside, by day.")] = Field(
        default_factory=list
    )


def scenario_json_schema() -> dict[str, Any]:
    """Build the JSON Schema of a scenario file, with every key's meaning, unit, default and bounds."""
    found = ScenarioFile.model_json_schema(by_alias=True)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["properties"]["parameters"] |= {
        "additionalProperties": True,
        "properties": {name: parameter_schema(name) for name in SETTABLE},
    }
    return found
