"""What a page sends to the server: one schema for all messages, each refused with one sentence if it does not fit.

The first message of a line is an :data:`OPENING`; every later one is a :data:`WISH`. The page checks what it sends against
the same schema (:func:`describe_messages`), as it checks what it gets (:mod:`mobsim.web.news`).
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from mobsim.errors import UsageError
from mobsim.scenario.file_table import FileTable
from mobsim.web.actions import Action, BranchDiscard, BranchOff
from mobsim.web.shown import Curve, Measure

Accepted = TypeVar("Accepted")
Name = Annotated[str, Field(min_length=1, max_length=300)]
Count = Annotated[int, Field(ge=0, le=2**53)]
"""A number of things: every whole number up to here is exact in a browser."""
LARGEST_MESSAGE = 300_000
"""Bytes; the longest is a saved session that is run again (:file:`begin.js` knows it, too)."""
LONGEST_PLACE = 60
"""Characters that a refusal says of where it was: the sender chose them."""
MOST_DECISIONS = 3_000
"""Of one session."""


class Have(FileTable):
    """How many weeks, leaders' tables and entries of the account a page holds; those of the third town are sent again."""

    weeks: Count = 0
    tables: Count = 0
    story: Count = 0


class End(FileTable):
    """The day on which a session was saved, and that of the third town, if there is one."""

    do: Literal["end"]
    third: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class Decision(FileTable):
    """One line of a saved session: what was decided, and on which day."""

    day: Annotated[int, Field(ge=0, le=1_000_000)]
    action: Annotated[Action | BranchOff | End, Field(discriminator="do")]


def _apart(line: Any) -> Any:
    """Take the day of a line apart from what was decided; they are saved side by side."""
    if not isinstance(line, Mapping) or "day" not in line:
        return line
    return {"day": line["day"], "action": {name: value for name, value in line.items() if name != "day"}}


class Begin(FileTable):
    """Begin a session, perhaps instead of another, perhaps with the decisions of one that was saved.

    At a ``point``, other pairs of towns differ in luck alone, whatever the server was started with.
    """

    do: Literal["begin"]
    scenario: Name
    a: Name
    b: Name
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    log: Annotated[tuple[Annotated[Decision, BeforeValidator(_apart)], ...], Field(max_length=MOST_DECISIONS)] = ()
    point: bool = False
    instead: Name | None = None


class Resume(FileTable):
    """Take up a session again."""

    do: Literal["resume"]
    session: Name
    have: Have = Have()


class Acknowledge(FileTable):
    """Confirm that a frame has come."""

    do: Literal["ack"]
    frame: Count


class Play(FileTable):
    """Run until the end of the scenario."""

    do: Literal["play"]


class Pause(FileTable):
    """Stop running."""

    do: Literal["pause"]


class Step(FileTable):
    """Run so many days."""

    do: Literal["step"]
    days: Annotated[int, Field(ge=1, le=1_000_000)]


class Speed(FileTable):
    """Run so many days a second."""

    do: Literal["speed"]
    days: Annotated[float, Field(gt=0.0, le=1_000_000.0)]


class Watch(FileTable):
    """Ask for the residents of a neighbourhood with each frame, now or as they were in a week; of none, to end it."""

    do: Literal["watch"]
    area: Count | None = None
    week: Count | None = None


Between = Literal["ab", "ac", "bc"]
"""Which towns are compared: the second against the first."""


class Compare(FileTable):
    """Ask what the background towns say of each neighbourhood's difference in a measure; of none, to end it.

    ``week`` is the week looked at, or ``None`` for the last; counts are averaged over ``weeks`` up to it.
    """

    do: Literal["compare"]
    measure: Measure | None = None
    week: Count | None = None
    weeks: Annotated[int, Field(ge=1, le=520)] = 4
    towns: Between = "ab"


class Describe(FileTable):
    """Ask for one resident, officer or leader."""

    do: Literal["describe"]
    kind: Literal["resident", "officer", "leader"]
    town: Literal["a", "b", "c"]
    row: Count


class Explain(FileTable):
    """Ask why a curve moved: over so many weeks up to one, or to the last, against the weeks before and the other town."""

    do: Literal["explain"]
    outcome: Curve
    week: Count | None = None
    weeks: Annotated[int, Field(ge=1, le=520)] = 13
    towns: Between = "ab"


class Follow(FileTable):
    """Follow the next crime through both towns: in a neighbourhood, or of a type, or one that is ``told`` in a town at least."""

    do: Literal["follow"]
    area: Count | None = None
    problem: Count | None = None
    told: bool = False


Opening = Annotated[Begin | Resume, Field(discriminator="do")]
Wish = Annotated[
    Acknowledge
    | Play
    | Pause
    | Step
    | Speed
    | Watch
    | Compare
    | Describe
    | Explain
    | Follow
    | BranchOff
    | BranchDiscard
    | Action,
    Field(discriminator="do"),
]
OPENING: TypeAdapter[Begin | Resume] = TypeAdapter(Opening)
WISH: TypeAdapter[Any] = TypeAdapter(Wish)


def describe_messages() -> dict[str, dict[str, list[str]]]:
    """List what a page may send: by kind the fields that it may have, and those that it must have."""
    kinds: list[type[FileTable]] = [*get_args(get_args(Opening)[0]), *get_args(get_args(Wish)[0])]
    return {_kind_of(kind): _fields_of(kind) for kind in kinds}


def _kind_of(kind: type[FileTable]) -> str:
    return get_args(kind.model_fields["do"].annotation)[0]


def _fields_of(kind: type[FileTable]) -> dict[str, list[str]]:
    fields = kind.model_fields
    return {"may": sorted(fields), "must": sorted(name for name, field in fields.items() if field.is_required())}


def read_message(kind: TypeAdapter[Accepted], text: str | bytes) -> Accepted:
    """Parse a message of a page.

    Raises
    ------
    mobsim.errors.UsageError
        The first thing that does not fit the schema.
    """
    try:
        return kind.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"].startswith("union_tag") and not first["loc"]:
        raise UsageError("names no message that is sent here", field="do", remedy="reload the page")
    raise UsageError(
        f"cannot be read ({first['msg']})",
        # The first step of a place only repeats which message it is.
        field=".".join(str(step) for step in first["loc"][1:])[:LONGEST_PLACE] or "message",
        remedy="reload the page",
    )
