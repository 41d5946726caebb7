"""The shape of a virtual randomized trial: units, allocation, treatments, dates, and whom the survey asks."""

from typing import Annotated, Literal

from pydantic import Field

from mobsim.scenario.enumerations import Age
from mobsim.scenario.file_table import FileTable, KeyOf, Share, Text, described
from mobsim.scenario.initiatives import Lead, Measure
from mobsim.scenario.trial_changes import (
    CrimeLevelTable,
    Day,
    EventTable,
    Kind,
    LeversTable,
    ParametersTable,
    TreatmentTable,
)

Units = Literal["places", "neighbourhoods", "residents"]
Allocation = Literal["random", "matched_pairs", "worst", "neediest"]
Hours = Annotated[float, Field(gt=0.0, le=1_000.0)]
Money = Annotated[float, Field(ge=0.0, le=1_000_000.0)]
Many = Annotated[int, Field(ge=1, le=100_000)]
WORST, EVERY, ALL = "worst", "every", "all"
ADULTS = tuple(age for age in Age if age != Age.CHILD)


class PatrolTable(TreatmentTable):
    """Officers on patrol, on top of those the town has."""

    kind: Annotated[Literal["patrol"], Kind]
    hours: Annotated[
        Hours, described("Patrol at each unit; a neighbourhood's is spread over its places.", "hours a day")
    ]


class EngagementTable(TreatmentTable):
    """Officers who visit residents, on top of those the town has; a share of their hours follows up concerns."""

    kind: Annotated[Literal["engagement"], Kind]
    hours: Annotated[
        Hours, described("Engagement at each unit; a neighbourhood's is spread over its places.", "hours a day")
    ]
    follow_up: Annotated[
        Share, described("Part of these hours kept for concerns raised at forums.", "share of hours")
    ] = 0.0


class ForumsTable(TreatmentTable):
    """Forums to which more residents are invited, on top of what the strategy invites."""

    kind: Annotated[Literal["forums"], Kind]
    invited_per_1000: Annotated[
        float,
        Field(gt=0.0, le=500.0),
        described("Further invitations in each neighbourhood.", "per 1,000 residents and 28 days"),
    ]


class TrainingTable(TreatmentTable):
    """Officers who work at the units, trained in procedural justice: stops and visits there go well more often."""

    kind: Annotated[Literal["training"], Kind]
    skill: Annotated[
        float,
        Field(gt=0.0, le=1.0),
        described("Added to the chance that a stop or visit there goes well.", "probability"),
    ]


class RotationTable(TreatmentTable):
    """A rule how often officers whose beats cover the units move to another beat."""

    kind: Annotated[Literal["rotation"], Kind]
    moves_per_year: Annotated[
        float,
        Field(ge=0.0, le=13.0),
        described(
            "Moves of each officer there, instead of the town's own; 0 keeps officers on their beats.", "per year"
        ),
    ]


class InitiativeTable(TreatmentTable):
    """An initiative at each unit, delivered like any other, with means of its own; residents may join it."""

    kind: Annotated[Literal["initiative"], Kind]
    measure: Annotated[
        str, KeyOf(Measure), described(" ".join(f"{each.key.capitalize()}: {each.about}." for each in Measure))
    ]
    lead: Annotated[
        str,
        KeyOf(Lead),
        described(
            "Who leads, which decides what the work does; a community-led one is open to residents, see `joined`."
        ),
    ] = Lead.POLICE_ASSISTED.key
    joined: Annotated[
        bool | None,
        described(
            "Whether residents may join by the model's own rule and give their hours; if left out, only a community-led one."
        ),
    ] = None
    problem: Annotated[
        Text,
        described(
            'A type of crime; "worst", of those recorded there before day 0; or, if situational, "every". '
            "Community-led and social work acts on every type in any case."
        ),
    ] = WORST
    staff_hours: Annotated[
        float, Field(ge=0.0, le=1_000.0), described("Officers' work for each unit.", "hours a day")
    ] = 0.0
    money: Annotated[Money, described("Bought work of the agency best placed, for each unit.", "CAD a day")] = 0.0
    targets: Annotated[
        Many,
        described("Situational, neighbourhoods: places treated in each, those of which police know most.", "places"),
    ] = 6
    reached: Annotated[
        Many,
        described("Social, places or neighbourhoods: adults who live there reached at each, at most.", "residents"),
    ] = 24
    screened: Annotated[
        int,
        Field(ge=1, le=32),
        described(
            "Social, places or neighbourhoods: those among whom the neediest is picked, for each reached.", "residents"
        ),
    ] = 4

    @property
    def is_open(self) -> bool:
        """Whether residents may join."""
        return self.lead == Lead.COMMUNITY_LED.key if self.joined is None else self.joined


class ContactTable(TreatmentTable):
    """One contact with an officer for each sampled resident, on the day the treatment starts."""

    kind: Annotated[Literal["contact"], Kind]
    went: Annotated[Literal["good", "bad"], described("How the contact goes.")] = "good"


Treatment = Annotated[
    PatrolTable
    | EngagementTable
    | ForumsTable
    | TrainingTable
    | RotationTable
    | InitiativeTable
    | ContactTable
    | CrimeLevelTable
    | LeversTable
    | ParametersTable
    | EventTable,
    Field(discriminator="kind"),
]


class TrialTable(FileTable):
    """The ``[trial]`` of an experiment file."""

    units: Annotated[Units, described("What is allocated: street blocks, neighbourhoods, or adults.")]
    treated: Annotated[
        Many | Literal["all"],
        described(
            'Units that get the treatments; or "all" places or neighbourhoods of the town, which leaves no controls.',
            "units",
        ),
    ]
    controls: Annotated[
        Annotated[int, Field(ge=0, le=100_000)] | None,
        described("Units that are compared with them, 0 for none; as many as treated if left out.", "units"),
    ] = None
    allocation: Annotated[
        Allocation,
        described(
            "How units come into the trial; which arm is drawn by lot in any case. `random`: drawn from all. "
            "`matched_pairs`: drawn from all, then paired by recorded crime (residents: by need), one of each pair treated. "
            "`worst`: drawn from those with most recorded crime before day 0. `neediest`: drawn from residents of most need."
        ),
    ] = "random"
    pool: Annotated[
        Many | None,
        described(
            "How many of the worst or neediest both arms are drawn from; just as many as both arms if left out.",
            "units",
        ),
    ] = None
    by: Annotated[
        Text | None,
        described("The type of crime by which places and neighbourhoods are worst or alike; all if left out."),
    ] = None
    ages: Annotated[
        list[Annotated[str, KeyOf(ADULTS)]],
        Field(min_length=1),
        described("Residents: the age groups that may be chosen."),
    ] = Field(default_factory=lambda: [age.key for age in ADULTS])
    start: Annotated[
        Day, described("Day on whose morning treatments start; day 0 is the first after the burn-in.", "day")
    ] = 0
    end: Annotated[Day, described("Day whose morning finds all that was brought withdrawn.", "day")] = 364
    before: Annotated[
        int,
        Field(ge=28, le=3640),
        described("Length of the period before day 0 by which units are ranked and arms are compared.", "days"),
    ] = 364
    apart: Annotated[
        int, Field(ge=0, le=1000), described("Places: none of the trial lies so near to another, by number.", "places")
    ] = 0
    buffer: Annotated[
        int,
        Field(ge=0, le=20),
        described(
            "How far around each unit crime is counted as moved or as spared: places by number, neighbourhoods by steps "
            "on the network.",
            "places or steps",
        ),
    ] = 0
    waves: Annotated[
        list[Day], described("Days on whose morning the survey asks, besides `end`; counts are split there too.", "day")
    ] = Field(default_factory=list)
    asked: Annotated[int, Field(ge=10, le=1_000_000), described("Adults asked in each arm and wave.", "residents")] = (
        400
    )
    treatments: Annotated[
        list[Treatment],
        Field(min_length=1, max_length=10),
        described("What the treated arm gets: `[[trial.treatments]]`."),
    ]
    both_arms: Annotated[
        list[Treatment],
        Field(max_length=10),
        described("What both arms and the untreated twin get: `[[trial.both_arms]]`."),
    ] = Field(default_factory=list)

    @property
    def count_treated(self) -> int:
        """How many units the treated arm holds; known once a town is."""
        if not isinstance(self.treated, int):
            raise TypeError("all units of which town? see all_treated")
        return self.treated

    def all_treated(self, there: int) -> "TrialTable":
        """Return the trial in a town of so many units, if all of them are treated, with that number; else as it is."""
        return self.model_copy(update={"treated": there, "controls": 0}) if self.treated == ALL else self

    @property
    def has_controls(self) -> bool:
        """Whether there is a control arm to compare with."""
        return self.controls != 0

    @property
    def units_needed(self) -> int:
        """How many units both arms hold."""
        return self.count_treated + (self.count_treated if self.controls is None else self.controls)
