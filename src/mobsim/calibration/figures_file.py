"""The shape of a targets file: what is free, how runs are done, and the figures that they are held against."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from mobsim.scenario.file_table import Decimal, FileName, FileTable, Share, Text, Thousands

Year = Annotated[int, Field(ge=1800, le=2200)]
Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
SHARES = ("insecure_share", "confident_share", "participation", "victimised_share", "reported_share")
MEASURES = ("trust", "insecurity", "cohesion", *SHARES)


class RangeTable(FileTable):
    """A range that may be searched; empty for the declared one."""

    low: float | None = None
    high: float | None = None


class RunTable(FileTable):
    """How a run is done to be held against the figures; what is left out is the scenario's own."""

    days: Annotated[int, Field(ge=7, le=36_400)] | None = None
    burn_in_days: Annotated[int, Field(ge=0, le=36_400)] | None = None
    scale: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    strategy: Text | None = None


class CrimeTable(FileTable):
    """Recorded crime by neighbourhood and type, in a CSV file."""

    file: FileName
    neighbourhood: Text = "id"
    type: Text = "type"
    year: Text | None = None
    count: Text | None = None
    rate: Text | None = None
    fit_years: Annotated[list[Year], Field(min_length=1)] | None = None
    check_years: Annotated[list[Year], Field(min_length=1)] | None = None
    months: Annotated[
        dict[str, Annotated[int, Field(ge=1, le=12)]] | None,
        Field(description="Months of a year that the file holds, by year; 12 if left out."),
    ] = None
    types: Annotated[dict[str, Text], Field(min_length=1)]
    level: Literal["absolute", "relative"] = "absolute"
    groups: Annotated[int, Field(ge=1, le=50)] = 5
    group_by: Literal["crime", "deprivation"] = "crime"
    discrepancy: Annotated[float, Field(ge=0.0, le=3.0)] = 0.1
    per: Annotated[Positive | None, Field(description="Residents that rates are per; 1,000 if left out.")] = None
    missing: Annotated[
        Literal["zero"] | None, Field(description="What it means that a neighbourhood, type and year has no row.")
    ] = None
    repeated: Annotated[
        Literal["add"] | None, Field(description="What it means that a neighbourhood, type and year has several rows.")
    ] = None
    decimal: Decimal = None
    thousands: Thousands = None

    def length(self, years: Sequence[int] | None) -> float:
        """Return how many years the counts of some years are of, a month being a twelfth; 1 where none is told."""
        return sum((self.months or {}).get(str(year), 12) for year in years) / 12 if years else 1.0


class SurveyTable(FileTable):
    """One mean or share that a survey found, in the town or in a neighbourhood."""

    measure: Literal[MEASURES]  # ty: ignore[invalid-type-form]
    value: Share
    neighbourhood: Text | None = None
    standard_error: Positive | None = None
    respondents: Annotated[int, Field(ge=2)] | None = None
    discrepancy: NotNegative = 0.0


class TargetsFile(FileTable):
    """Figures of a town, for ``mobsim calibrate``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Text
    scenario: Annotated[
        FileName | None,
        Field(description="The town that the figures are of: a path beside this file, or a scenario that ships."),
    ] = None
    source: Text | None = None
    run: RunTable = RunTable()
    parameters: Annotated[dict[str, RangeTable], Field(default_factory=dict)]
    problems: Annotated[dict[str, dict[str, RangeTable]], Field(default_factory=dict)]
    crime: CrimeTable | None = None
    survey: Annotated[list[SurveyTable], Field(default_factory=list)]
