"""Treatments that change the town itself from a day on: levers, parameters, events, the level of crime."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model

from mobsim.scenario.event_keys import Budget, Followed, Leader, Partner, Severity
from mobsim.scenario.events import EventKind
from mobsim.scenario.file_table import FileTable, Text, described
from mobsim.scenario.lever_fields import lever_fields
from mobsim.scenario.strategy import Levers

Day = Annotated[int, Field(ge=0, le=36_400)]
Kind = described("What is given; the other keys of the table depend on it.")

AREA_EVENTS: tuple[EventKind, ...] = ("police_misconduct", "plant_closure", "community_centre", "crime_wave")
"""Kinds of event that may strike some neighbourhoods and not others; all others concern a whole community."""


class TreatmentTable(FileTable):
    """What every treatment may say."""

    day: Annotated[
        Day | None, described("Day on whose morning it begins; that of the trial's `start` if left out.", "day")
    ] = None

    def begins(self, start: int) -> int:
        """Return the day on whose morning the treatment begins, in a trial that starts on a day."""
        return start if self.day is None else self.day


class _LeversTable(TreatmentTable):
    kind: Annotated[Literal["levers"], Kind]
    strategy: Annotated[
        Text | None, described("A strategy of the scenario whose levers come into force; else those in force are kept.")
    ] = None


if TYPE_CHECKING:

    class LeversTable(_LeversTable):
        """Other levers; the keys of the levers are made from their declarations."""

else:
    LeversTable = create_model(
        "LeversTable",
        __base__=_LeversTable,
        __doc__="Other levers in the whole town from a day on: those of a strategy, some levers, or both.",
        **lever_fields(),
    )


def levers_given(table: LeversTable) -> dict[str, Any]:
    """Return the levers that a change of levers names, by name, as the file writes them."""
    return table.model_dump(exclude_none=True, include=set(Levers._fields))


class ParametersTable(TreatmentTable):
    """Other values of parameters in the whole town from a day on: a world that works otherwise."""

    kind: Annotated[Literal["parameters"], Kind]
    values: Annotated[
        dict[str, Any],
        Field(min_length=1),
        described("Values by full name: any declared parameter that a later change of has an effect."),
    ]


class EventTable(TreatmentTable):
    """A dated event, which strikes once and is not withdrawn."""

    kind: Annotated[Literal["event"], Kind]
    what: Annotated[EventKind, described("What happens; `mobsim explain KIND` says what it does.")]
    strikes: Annotated[
        Literal["town", "units"],
        described(
            'The whole "town", or only the "units" that get it, if they are neighbourhoods and the event is one of '
            f"{', '.join(AREA_EVENTS)}."
        ),
    ] = "town"
    severity: Severity = 0.5
    role: Leader = None
    partner: Partner = None
    strategy: Followed = None
    budget: Budget = None


class CrimeLevelTable(TreatmentTable):
    """A lower level of crime at the units from a day on, whatever it comes from: it asks what follows from less crime."""

    kind: Annotated[Literal["crime_level"], Kind]
    level: Annotated[
        float,
        Field(ge=0.0, lt=1.0),
        described(
            "Part of the offences at the units that still happens; the others never do.", "share of the ordinary"
        ),
    ]


SETTLED_AT_BIRTH = frozenset(
    {
        *(
            f"people.{name}"
            for name in (
                "share_child", "share_young", "share_older", "need_floor", "need_by_deprivation", "need_spread",
                "prone_share", "prone_by_need", "usual_need", "usual_deprivation", "prone_young", "prone_older",
                "most_prone", "propensity_spread", "threshold_mean", "threshold_spread", "zeal_spread",
            )
        ),
        *(f"trust.ground_{name}" for name in ("young", "middle", "older", "by_deprivation", "spread")),
        *(f"insecurity.ground_{name}" for name in ("by_deprivation", "spread")),
        *(f"cohesion.ground_{name}" for name in ("mean", "by_deprivation", "by_turnover", "spread")),
        *("reporting.place_spread", "reporting.neighbourhood_spread", "supervision.span"),
        *("cohesion.neighbourhood_spread", "places.residents_per_place", "places.attractiveness_spread"),
        *("places.most_attractive", "offending.pull_spread", "contacts.skill_mean", "contacts.skill_spread"),
        *("table.tie_at_birth", "planning.running_at_most", "planning.targets", "planning.reached"),
        "review.compared",
        *(f"ties.{name}" for name in ("made_each", "same_place", "next_places", "next_reach", "anywhere")),
    }
)  # fmt: skip
"""Parameters that decide who and what a town is born with, or how much room its tables have."""

ONLY_MEASURED = frozenset(
    {"trust.great_deal", "insecurity.satisfied_below", "money.officer_year", "money.volunteer_hour"}
)
"""Parameters that decide only how answers are read and what is priced: nobody lives otherwise for them."""
