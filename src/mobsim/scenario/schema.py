"""The shape of a scenario file as pydantic models: what keys there are, of what type, within what bounds.

Bounds of levers come from their declarations. What needs more than one key, or a data file, is checked in reading.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import CoreSchema, core_schema

from mobsim.scenario.enumerations import Enumeration, Role
from mobsim.scenario.events import BUDGET_HIGH, BUDGET_LOW, EventKind
from mobsim.scenario.neighbour_rules import Rule
from mobsim.scenario.parameters import LEVERS, SETTABLE
from mobsim.scenario.strategy import LeadPolicy

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Factor = Annotated[float, Field(gt=0.0, le=20.0)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
FileName = Annotated[str, Field(min_length=1, max_length=500)]
Logit = Annotated[float, Field(ge=-20.0, le=20.0)]
Budget = Annotated[float, Field(ge=BUDGET_LOW, le=BUDGET_HIGH)]


class KeyOf:
    """Let a text be the key of a member of an enumeration, or of one of some members: ``Annotated[str, KeyOf(Role)]``."""

    def __init__(self, members: Iterable[Enumeration]) -> None:
        self._keys = [member.key for member in members]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        """Tell pydantic what may stand here."""
        del source, handler
        return core_schema.literal_schema(self._keys)


class FileTable(BaseModel):
    """A table of the file: strict types, no unknown keys, no infinities."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, protected_namespaces=())


Decimal = Annotated[
    Literal[".", ","] | None, Field(description="The mark before decimals in the data file named here.")
]
Thousands = Annotated[
    Literal[".", ",", " ", "'", ""] | None,
    Field(description="The mark between thousands in the data file named here; empty for none."),
]


class DeprivationTable(FileTable):
    """A column of the areas that tells deprivation, and how it becomes 0-1."""

    column: Text
    direction: Literal["higher_is_more_deprived", "lower_is_more_deprived"] = "higher_is_more_deprived"
    transform: Literal["none", "minmax", "rank"] = "minmax"
    basis: Annotated[
        Text | None, Field(description="What the column measures, where it is something else than deprivation.")
    ] = None


class RiskTable(FileTable):
    """A column of the areas that tells how often a problem type happens there, and whether it counts or rates."""

    column: Text
    figures: Annotated[
        Literal["counts", "rates"],
        Field(description="Counts of incidents, to be divided by residents, or rates per resident."),
    ]


class SyntheticTable(FileTable):
    """A made-up community on a grid of neighbourhoods."""

    neighbourhoods: Annotated[int, Field(ge=1, le=20_000)]
    residents_per_neighbourhood: Annotated[int, Field(ge=10, le=200_000)] = 2500
    deprivation_range: Annotated[list[Share], Field(min_length=2, max_length=2)] = [0.1, 0.7]
    turnover: Share = 0.12
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1


class LeadersTable(FileTable):
    """Who sits at the table beside mayor and chief."""

    councillors: Count = 5
    agencies: Annotated[list[Text], Field(max_length=30)] | None = None
    associations: Count | Literal["each neighbourhood"] = 0


class CommunityTable(FileTable):
    """One municipality."""

    title: Text | None = None
    areas: FileName | None = None
    id: Text = "id"
    name: Text = "name"
    edges: FileName | None = None
    neighbours: Rule = "corner"
    residents_per_area: Annotated[int, Field(ge=1, le=1_000_000)] | Text | None = None
    population: Text | None = None
    deprivation: Share | Text | DeprivationTable | None = None
    turnover: Share | Text = 0.12
    officers: Annotated[int, Field(ge=1, le=100_000)] | None = None
    officers_per_100k: Annotated[float, Field(gt=0.0, le=2000.0)] | None = None
    risks: dict[str, Text | RiskTable] = {}
    places: FileName | None = None
    decimal: Decimal = None
    thousands: Thousands = None
    places_decimal: Decimal = None
    places_thousands: Thousands = None
    synthetic: SyntheticTable | None = None
    leaders: LeadersTable | None = None


class CalendarTable(FileTable):
    """Factors of the week (from Monday) and of the year (from January)."""

    weekday: Annotated[list[Factor], Field(min_length=7, max_length=7)] | None = None
    month: Annotated[list[Factor], Field(min_length=12, max_length=12)] | None = None


class KindTable(FileTable):
    """One kind of incident; a kind that ships may be named with only what changes."""

    name: Text
    share: Share | None = None
    reported: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    severity: Annotated[float, Field(ge=0.0, le=1000.0)] | None = None
    cleared: Share | None = None
    days_out: Annotated[float, Field(ge=0.0, le=36_400.0)] | None = None
    source: Text | None = None
    near_repeat: Share | None = None
    at_homes: Share | None = None


class ProblemTable(FileTable):
    """One problem type; a type that ships may be named with only what changes."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    about: Text | None = None
    ceiling: Annotated[float, Field(ge=0.0, le=50.0)] | None = None
    go_ahead: Logit | None = None
    by_need: Logit | None = None
    by_opportunity: Logit | None = None
    agency: Text | None = None
    crime: bool | None = None
    victim: bool | None = None
    passers_by: Share | None = None
    priority: Annotated[int, Field(ge=0, le=2)] | None = None
    kinds: Annotated[list[KindTable], Field(min_length=1, max_length=30)] | None = None


class MechanismsTable(FileTable):
    """Mechanisms of the model that this scenario does without: a list, or one name ("nothing" for none)."""

    without: list[Text] | Text = []


class EventTable(FileTable):
    """One dated event; days count from 0 after burn-in."""

    day: Annotated[int, Field(ge=0, le=100_000)]
    kind: EventKind
    severity: Share = 0.5
    community: Text | None = None
    neighbourhood: Text | None = None
    role: Annotated[str, KeyOf(Role)] | None = None
    strategy: Text | None = None
    budget: Budget | None = None


def _lever_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {"about": (Text | None, None), "extends": (Text | None, None)}
    for full_name, (_, _, declared) in LEVERS.items():
        name = full_name.removeprefix("strategy.")
        if name == "lead":
            fields[name] = (Annotated[str, KeyOf(LeadPolicy)] | None, Field(None, description=declared.about))
        else:
            bounded = Annotated[float, Field(ge=declared.low, le=declared.high)]
            fields[name] = (bounded | None, Field(None, description=f"{declared.about} [{declared.unit}]"))
    return fields


if TYPE_CHECKING:

    class StrategyTable(FileTable):
        """The levers of a strategy; the fields of the levers are made from their declarations."""

        about: str | None
        extends: str | None

else:
    StrategyTable = create_model(
        "StrategyTable",
        __base__=FileTable,
        __doc__="The levers of a strategy; those not given come from `extends`.",
        **_lever_fields(),
    )


class ScenarioFile(FileTable):
    """A scenario of mobsim."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Text
    about: Annotated[str, Field(max_length=4000)] = ""
    days: Annotated[int, Field(ge=1, le=36_400)] = 1092
    burn_in_days: Annotated[int, Field(ge=0, le=36_400)] = 364
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    scale: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    reference: Text = "status_quo"
    community: CommunityTable | None = None
    communities: Annotated[list[CommunityTable], Field(min_length=1)] | None = None
    leaders: LeadersTable = LeadersTable()
    calendar: CalendarTable = CalendarTable()
    parameters: dict[str, Any] = {}
    problems: list[ProblemTable] = []
    mechanisms: MechanismsTable = MechanismsTable()
    alternatives: dict[str, Text] = {}
    strategies: dict[str, StrategyTable] = {}
    events: list[EventTable] = []


def scenario_json_schema() -> dict[str, Any]:
    """Build the JSON Schema of a scenario file, with every parameter's meaning, unit, default and bounds."""
    found = ScenarioFile.model_json_schema(by_alias=True)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["properties"]["parameters"] = {
        "type": "object",
        "description": "Any declared parameter, by full name.",
        "additionalProperties": True,
        "properties": {name: _parameter_schema(name) for name in SETTABLE},
    }
    return found


def _parameter_schema(name: str) -> dict[str, Any]:
    _, kind, declared = SETTABLE[name]
    return {
        "type": "integer" if kind is int else "number",
        "description": f"{declared.about} [{declared.unit}; source: {declared.source}]",
        "default": declared.default,
        "minimum": declared.low,
        "maximum": declared.high,
    }
