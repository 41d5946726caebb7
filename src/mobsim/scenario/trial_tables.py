"""The shape of a virtual randomized trial: units, allocation, treatments, dates, and whom the survey asks."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from mobsim.scenario.findings import Findings
from mobsim.scenario.problems import ProblemType
from mobsim.scenario.schema import Share, Table, Text

Units = Literal["places", "neighbourhoods", "residents"]
Allocation = Literal["random", "matched_pairs", "worst", "neediest"]
Day = Annotated[int, Field(ge=0, le=36_400)]
Hours = Annotated[float, Field(gt=0.0, le=1_000.0)]
Money = Annotated[float, Field(ge=0.0, le=1_000_000.0)]
Many = Annotated[int, Field(ge=1, le=100_000)]
WORST, EVERY = "worst", "every"


class PatrolTable(Table):
    """Officers on patrol, on top of those the town has."""

    kind: Literal["patrol"]
    hours: Hours


class EngagementTable(Table):
    """Officers who visit residents, on top of those the town has; a share of their hours follows up concerns."""

    kind: Literal["engagement"]
    hours: Hours
    follow_up: Share = 0.0


class ForumsTable(Table):
    """Forums to which more residents are invited, on top of what the strategy invites."""

    kind: Literal["forums"]
    invited_per_1000: Annotated[float, Field(gt=0.0, le=500.0)]


class TrainingTable(Table):
    """Officers who work at the units, trained in procedural justice: stops and visits there go well more often."""

    kind: Literal["training"]
    skill: Annotated[float, Field(gt=0.0, le=1.0)]


class RotationTable(Table):
    """A rule how often officers whose beats cover the units move to another beat."""

    kind: Literal["rotation"]
    moves_per_year: Annotated[float, Field(ge=0.0, le=13.0)]


class InitiativeTable(Table):
    """An initiative at each unit, delivered like any other, with means of its own; residents join a community-led one."""

    kind: Literal["initiative"]
    measure: Literal["situational", "social"]
    lead: Literal["police", "community"] = "police"
    problem: Text = WORST
    staff_hours: Annotated[float, Field(ge=0.0, le=1_000.0)] = 0.0
    money: Money = 0.0
    targets: Many = 6
    reached: Many = 24
    screened: Annotated[int, Field(ge=1, le=32)] = 4


class ContactTable(Table):
    """One contact with an officer for each sampled resident, on the day the treatment starts."""

    kind: Literal["contact"]
    went: Literal["good", "bad"] = "good"


Treatment = Annotated[
    PatrolTable | EngagementTable | ForumsTable | TrainingTable | RotationTable | InitiativeTable | ContactTable,
    Field(discriminator="kind"),
]

SUITS: dict[str, tuple[str, ...]] = {
    "patrol": ("places", "neighbourhoods"),
    "engagement": ("places", "neighbourhoods"),
    "training": ("places", "neighbourhoods"),
    "forums": ("neighbourhoods",),
    "rotation": ("neighbourhoods",),
    "initiative": ("places", "neighbourhoods", "residents"),
    "contact": ("residents",),
}
"""The units that each treatment can be given to."""


class TrialTable(Table):
    """The ``[trial]`` of an experiment file."""

    units: Units
    treated: Many
    controls: Many | None = None
    allocation: Allocation = "random"
    pool: Many | None = None
    by: Text | None = None
    ages: list[Literal["15-24", "25-64", "65+"]] = Field(default_factory=lambda: ["15-24", "25-64", "65+"])
    start: Day = 0
    end: Day = 364
    before: Annotated[int, Field(ge=28, le=3640)] = 364
    apart: Annotated[int, Field(ge=0, le=1000)] = 0
    buffer: Annotated[int, Field(ge=0, le=20)] = 0
    waves: list[Day] = Field(default_factory=list)
    asked: Annotated[int, Field(ge=10, le=1_000_000)] = 400
    treatments: Annotated[list[Treatment], Field(min_length=1, max_length=10)]
    both_arms: list[Treatment] = Field(default_factory=list)


def check_trial(table: TrialTable, days: int, problems: tuple[ProblemType, ...], findings: Findings) -> None:
    """Check what takes more than one key: dates against the length of the run, treatments against units, names of problems."""
    if table.start >= table.end:
        findings.wrong("must come before trial.end", "trial.start", "swap them", value=table.start)
    if max([table.end, *table.waves]) > days:
        findings.wrong(
            f"lies after the last day of the run ({days})",
            "trial.end" if table.end > days else "trial.waves",
            f"add days = {max([table.end, *table.waves])} to the experiment",
            value=max([table.end, *table.waves]),
        )
    if table.allocation == "neediest" and table.units != "residents":
        findings.wrong("suits residents only", "trial.allocation", 'take "worst"', value="neediest")
    if table.allocation == "worst" and table.units == "residents":
        findings.wrong("suits places and neighbourhoods only", "trial.allocation", 'take "neediest"', value="worst")
    least = table.treated + (table.treated if table.controls is None else table.controls)
    if table.pool is not None and table.pool < least:
        findings.wrong(
            f"is too small for {least} units in both arms", "trial.pool", f"give at least {least}", value=table.pool
        )
    if table.allocation == "matched_pairs" and table.controls not in (None, table.treated):
        findings.wrong(
            "must equal trial.treated where units are paired", "trial.controls", "leave it out", value=table.controls
        )
    _check_treatments(table, problems, findings)


def _check_treatments(table: TrialTable, problems: tuple[ProblemType, ...], findings: Findings) -> None:
    known = [problem.name for problem in problems if problem.crime]
    if table.by is not None and table.by not in known:
        findings.wrong("is not a type of crime", "trial.by", f"take one of {', '.join(known)}", value=table.by)
    for number, treatment in enumerate([*table.treatments, *table.both_arms], start=1):
        where = f"trial.treatments[{number}]"
        if table.units not in SUITS[treatment.kind]:
            suited = " or ".join(SUITS[treatment.kind])
            findings.wrong(
                f"cannot be given to {table.units}", f"{where}.kind", f"set units to {suited}", value=treatment.kind
            )
        if isinstance(treatment, InitiativeTable):
            _check_initiative(treatment, where, known, table.units, findings)


def _check_initiative(treatment: InitiativeTable, where: str, known: list[str], units: str, findings: Findings) -> None:
    words = [WORST, EVERY, *known] if treatment.measure == "situational" else [WORST, *known]
    if treatment.problem not in words:
        findings.wrong(
            f"is not a problem a {treatment.measure} initiative can meet",
            f"{where}.problem",
            f"take one of {', '.join(words)}",
            value=treatment.problem,
        )
    if units == "residents" and treatment.measure != "social":
        findings.wrong("reaches places, not residents", f"{where}.measure", 'take "social"', value=treatment.measure)
    if units == "places" and treatment.measure != "situational":
        findings.wrong("reaches residents, not places", f"{where}.measure", 'take "situational"', value="social")


assert set(SUITS) == {
    table.model_fields["kind"].annotation.__args__[0] for table in get_args(get_args(Treatment)[0])
}, "each treatment says which units it suits"
