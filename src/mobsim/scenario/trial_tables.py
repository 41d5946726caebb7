"""The shape of a virtual randomized trial: units, allocation, treatments, dates, and whom the survey asks."""

from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.scenario.enumerations import Age
from mobsim.scenario.initiatives import Lead, Measure
from mobsim.scenario.schema import FileTable, KeyOf, Share, Text

Units = Literal["places", "neighbourhoods", "residents"]
Allocation = Literal["random", "matched_pairs", "worst", "neediest"]
Day = Annotated[int, Field(ge=0, le=36_400)]
Hours = Annotated[float, Field(gt=0.0, le=1_000.0)]
Money = Annotated[float, Field(ge=0.0, le=1_000_000.0)]
Many = Annotated[int, Field(ge=1, le=100_000)]
WORST, EVERY = "worst", "every"
ADULTS = tuple(age for age in Age if age != Age.CHILD)


def _says(about: str, unit: str = "") -> Any:
    """Describe a key, and its unit, for the schema and the documentation."""
    return Field(description=about, json_schema_extra={"unit": unit})


class PatrolTable(FileTable):
    """Officers on patrol, on top of those the town has."""

    kind: Literal["patrol"]
    hours: Annotated[Hours, _says("Patrol at each unit; a neighbourhood's is spread over its places.", "hours a day")]


class EngagementTable(FileTable):
    """Officers who visit residents, on top of those the town has; a share of their hours follows up concerns."""

    kind: Literal["engagement"]
    hours: Annotated[
        Hours, _says("Engagement at each unit; a neighbourhood's is spread over its places.", "hours a day")
    ]
    follow_up: Annotated[Share, _says("Part of these hours kept for concerns raised at forums.", "share of hours")] = (
        0.0
    )


class ForumsTable(FileTable):
    """Forums to which more residents are invited, on top of what the strategy invites."""

    kind: Literal["forums"]
    invited_per_1000: Annotated[
        float,
        Field(gt=0.0, le=500.0),
        _says("Further invitations in each neighbourhood.", "per 1,000 residents and 28 days"),
    ]


class TrainingTable(FileTable):
    """Officers who work at the units, trained in procedural justice: stops and visits there go well more often."""

    kind: Literal["training"]
    skill: Annotated[
        float,
        Field(gt=0.0, le=1.0),
        _says("Added to the chance that a stop or visit there goes well.", "probability"),
    ]


class RotationTable(FileTable):
    """A rule how often officers whose beats cover the units move to another beat."""

    kind: Literal["rotation"]
    moves_per_year: Annotated[
        float,
        Field(ge=0.0, le=13.0),
        _says("Moves of each officer there, instead of the town's own; 0 keeps officers on their beats.", "per year"),
    ]


class InitiativeTable(FileTable):
    """An initiative at each unit, delivered like any other, with means of its own; residents join a community-led one."""

    kind: Literal["initiative"]
    measure: Annotated[
        str, KeyOf(Measure), _says(" ".join(f"{each.key.capitalize()}: {each.about}." for each in Measure))
    ]
    lead: Annotated[
        str,
        KeyOf(Lead),
        _says("Police: nobody can join. Community: residents join by the model's own rule and give their hours."),
    ] = Lead.POLICE_ASSISTED.key
    problem: Annotated[
        Text,
        _says(
            'A type of crime; "worst", of those recorded there before day 0; or, if situational, "every". '
            "Community-led and social work acts on every type in any case."
        ),
    ] = WORST
    staff_hours: Annotated[float, Field(ge=0.0, le=1_000.0), _says("Officers' work for each unit.", "hours a day")] = (
        0.0
    )
    money: Annotated[Money, _says("Bought work of the agency best placed, for each unit.", "CAD a day")] = 0.0
    targets: Annotated[
        Many, _says("Situational, neighbourhoods: places treated in each, those of which police know most.", "places")
    ] = 6
    reached: Annotated[Many, _says("Social, neighbourhoods: residents reached in each, at most.", "residents")] = 24
    screened: Annotated[
        int,
        Field(ge=1, le=32),
        _says("Social, neighbourhoods: residents among whom the neediest is picked, for each reached.", "residents"),
    ] = 4


class ContactTable(FileTable):
    """One contact with an officer for each sampled resident, on the day the treatment starts."""

    kind: Literal["contact"]
    went: Annotated[Literal["good", "bad"], _says("How the contact goes.")] = "good"


Treatment = Annotated[
    PatrolTable | EngagementTable | ForumsTable | TrainingTable | RotationTable | InitiativeTable | ContactTable,
    Field(discriminator="kind"),
]


class TrialTable(FileTable):
    """The ``[trial]`` of an experiment file."""

    units: Annotated[Units, _says("What is allocated: street blocks, neighbourhoods, or adults.")]
    treated: Annotated[Many, _says("Units that get the treatments.", "units")]
    controls: Annotated[
        Many | None, _says("Units that are compared with them; as many as treated if left out.", "units")
    ] = None
    allocation: Annotated[
        Allocation,
        _says(
            "How units come into the trial; which arm is drawn by lot in any case. `random`: drawn from all. "
            "`matched_pairs`: drawn from all, then paired by recorded crime (residents: by need), one of each pair treated. "
            "`worst`: drawn from those with most recorded crime before day 0. `neediest`: drawn from residents of most need."
        ),
    ] = "random"
    pool: Annotated[
        Many | None,
        _says(
            "How many of the worst or neediest both arms are drawn from; just as many as both arms if left out.",
            "units",
        ),
    ] = None
    by: Annotated[
        Text | None, _says("The type of crime by which places and neighbourhoods are worst or alike; all if left out.")
    ] = None
    ages: Annotated[
        list[Annotated[str, KeyOf(ADULTS)]], Field(min_length=1), _says("Residents: the age groups that may be chosen.")
    ] = Field(default_factory=lambda: [age.key for age in ADULTS])
    start: Annotated[
        Day, _says("Day on whose morning treatments start; day 0 is the first after the burn-in.", "day")
    ] = 0
    end: Annotated[Day, _says("Day whose morning finds all that was brought withdrawn.", "day")] = 364
    before: Annotated[
        int,
        Field(ge=28, le=3640),
        _says("Length of the period before day 0 by which units are ranked and arms are compared.", "days"),
    ] = 364
    apart: Annotated[
        int, Field(ge=0, le=1000), _says("Places: none of the trial lies so near to another, by number.", "places")
    ] = 0
    buffer: Annotated[
        int,
        Field(ge=0, le=20),
        _says(
            "How far around each unit crime is counted as moved or as spared: places by number, neighbourhoods by steps "
            "on the network.",
            "places or steps",
        ),
    ] = 0
    waves: Annotated[
        list[Day], _says("Days on whose morning the survey asks, besides `end`; counts are split there too.", "day")
    ] = Field(default_factory=list)
    asked: Annotated[int, Field(ge=10, le=1_000_000), _says("Adults asked in each arm and wave.", "residents")] = 400
    treatments: Annotated[
        list[Treatment], Field(min_length=1, max_length=10), _says("What the treated arm gets: `[[trial.treatments]]`.")
    ]
    both_arms: Annotated[
        list[Treatment],
        Field(max_length=10),
        _says("What both arms and the untreated twin get: `[[trial.both_arms]]`."),
    ] = Field(default_factory=list)

    @property
    def units_needed(self) -> int:
        """How many units both arms hold."""
        return self.treated + (self.treated if self.controls is None else self.controls)
