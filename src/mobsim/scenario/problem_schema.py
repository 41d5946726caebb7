"""The shape of problem types, and of the kinds of incident within them, in a scenario file."""

from typing import Annotated

from pydantic import Field

from mobsim.scenario.file_table import FileTable, Share, Text, described

Logit = Annotated[float, Field(ge=-20.0, le=20.0)]


class KindTable(FileTable):
    """One kind of incident; a kind that ships may be named with only what changes."""

    name: Annotated[Text, described("Its name; that of a kind that ships changes it, another adds one.")]
    share: Annotated[Share | None, described("Part of its type's incidents; those of a type sum to 1.", "share")] = None
    reported: Annotated[
        Annotated[float, Field(gt=0.0, lt=1.0)] | None,
        described("Part that is told to police where trust is at its reference.", "share of incidents"),
    ] = None
    severity: Annotated[
        Annotated[float, Field(ge=0.0, le=1000.0)] | None,
        described("Weight of one incident in harm.", "weight of harm"),
    ] = None
    cleared: Annotated[
        Share | None,
        described("Part that is cleared without tips, familiarity or delay.", "share of recorded incidents"),
    ] = None
    days_out: Annotated[
        Annotated[float, Field(ge=0.0, le=36_400.0)] | None,
        described("How long, on average, an offender is taken out once the incident is cleared.", "days"),
    ] = None
    source: Annotated[
        Text | None,
        described("Where the shares reported and cleared are from: a key of the sources, or your own words."),
    ] = None
    near_repeat: Annotated[
        Share | None,
        described(
            "How much an incident draws more of those that repeat to its place and the next: 1 as a break-in.", "0-1"
        ),
    ] = None
    at_homes: Annotated[
        Share | None,
        described(
            "Part that strikes where people live, every block alike, not where attraction draws.", "share of incidents"
        ),
    ] = None
    treated: Annotated[
        Share | None,
        described("Part whose victims are treated in hospital; 0 for a new kind.", "share of incidents"),
    ] = None


class ProblemTable(FileTable):
    """One problem type; a type that ships may be named with only what changes."""

    name: Annotated[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")],
        described("Its name, in small letters; that of a type that ships changes it, another adds one."),
    ]
    about: Annotated[Text | None, described("What it is, in a sentence for readers of the report.")] = None
    ceiling: Annotated[
        Annotated[float, Field(ge=0.0, le=50.0)] | None,
        described("Rate of would-be incidents.", "per prone resident and day; without offender, per resident and year"),
    ] = None
    go_ahead: Annotated[Logit | None, described("Going ahead where nothing speaks for or against it.", "logit")] = None
    by_need: Annotated[
        Logit | None, described("How the offender's need moves going ahead.", "logit per unit of need")
    ] = None
    by_opportunity: Annotated[
        Logit | None,
        described("How a place's attraction moves going ahead.", "logit per standard deviation of log attractiveness"),
    ] = None
    agency: Annotated[Text | None, described("The agency that is best placed to act.")] = None
    crime: Annotated[
        bool | None, described("Whether it is a crime, with an offender; true if a new type says nothing.")
    ] = None
    victim: Annotated[bool | None, described("Whether an incident has a victim; true if a new type says nothing.")] = (
        None
    )
    passers_by: Annotated[
        Share | None,
        described(
            "Part of the victims who pass the place rather than live there; 0 for a new type.", "share of victims"
        ),
    ] = None
    priority: Annotated[
        Annotated[int, Field(ge=0, le=2)] | None,
        described("Order in which its calls are answered, 0 first; 1 for a new type.", "rank"),
    ] = None
    visible: Annotated[
        bool | None, described("Whether those who live at the place see it, as they see disorder; no, for a new type.")
    ] = None
    discovered: Annotated[
        bool | None,
        described("Whether patrol may come upon what nobody reports, a crime done in the open; no, for a new type."),
    ] = None
    treated_by: Annotated[
        Text | None, described("The agency that treats its victims, and may share what it sees; none for a new type.")
    ] = None
    by_acute: Annotated[
        Logit | None,
        described("What an episode of acute risk adds to an offender's going ahead; 0 for a new type.", "logit"),
    ] = None
    kinds: Annotated[
        Annotated[list[KindTable], Field(min_length=1, max_length=30)] | None,
        described("Kinds of incident within it, `[[problems.kinds]]`."),
    ] = None
