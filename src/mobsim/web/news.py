"""What the server sends to a page: one class for each message, in an envelope that says which it is.

The page refuses a message that is none of these, or lacks a field (:func:`describe_news` tells it what to expect).
"""

import json
from dataclasses import dataclass, fields
from multiprocessing.connection import Connection
from typing import Any, ClassVar, NamedTuple, TypeAlias

Table: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class News:
    """A message of the server; ``kind`` is what the page knows it by."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class Opened(News):
    """A session was opened or resumed; its key is needed to resume it."""

    kind = "session"
    session: str


@dataclass(frozen=True)
class Compiling(News):
    """The model is compiled, as on the first start of a machine; a share is done."""

    kind = "compiling"
    share: float


@dataclass(frozen=True)
class Settling(News):
    """The town runs its burn-in, of which a share is done."""

    kind = "settling"
    share: float


@dataclass(frozen=True)
class Ready(News):
    """The towns are there: what must be known before they can be drawn (:mod:`mobsim.web.picture`)."""

    kind = "ready"
    picture: Table


@dataclass(frozen=True)
class Branching(News):
    """The town that a third is to branch from runs again up to that week, of which a share is done.

    At 1 the third town is there, or was given up. What was asked for meanwhile is done then.
    """

    kind = "branching"
    share: float
    town: str
    week: int


@dataclass(frozen=True)
class Frame(News):
    """Where the towns stand, and what is new since the last frame (:mod:`mobsim.web.chronicle`)."""

    kind = "frame"
    frame: int
    day: int
    playing: bool
    over: bool
    first: int
    weeks: list[list[Table]]
    tables: list[Table]
    story: list[Table]
    levers: list[Table]
    log: Table
    speed: float
    today: list[list[list[int]]]
    people: Table | None
    branch: Table | None


@dataclass(frozen=True)
class PairsFound(News):
    """What further pairs of towns have found since the last such message: B minus A at the end of a week.

    ``seeds`` is how many pairs there may be; a row is the number of a pair, the week, and the difference in each outcome, in
    the order of the picture's ``recorded``. Rows ``of_branch`` are of the third town minus the one it branches from, after that
    week; ``branch`` is its number.
    """

    kind = "pairs"
    seeds: int
    rows: list[tuple[int, int, list[float]]]
    branch: int
    of_branch: list[tuple[int, int, list[float]]]


@dataclass(frozen=True)
class Compared(News):
    """Between which bounds nine in ten of the background's pairs differ in each neighbourhood, the second town minus the first.

    Bounds are empty until ten pairs have come to the week.
    """

    kind = "compared"
    measure: str
    week: int
    weeks: int
    seeds: int
    low: list[float]
    high: list[float]
    towns: str


@dataclass(frozen=True)
class AreaDescribed(News):
    """Who lives in a neighbourhood (:func:`mobsim.web.looking.describe_area`)."""

    kind = "area"
    area: int
    rows: list[int]
    living: int
    places: list[int]
    ages: list[int]
    ties: list[list[int]]
    officers: list[list[Table]]
    spots: list[list[float]]


@dataclass(frozen=True)
class AgentDescribed(News):
    """One resident, officer or leader (:func:`mobsim.web.looking.describe_agent`)."""

    kind = "agent"
    agent: str
    town: str
    row: int
    state: Table
    history: Table


@dataclass(frozen=True)
class Explained(News):
    """Why a curve moved over some weeks up to one (:mod:`mobsim.web.moved`).

    Of the ``first`` and the ``second`` of two towns against as many weeks before, and of the second against the first (``gap``);
    ``None`` where there is nothing to hold it against. ``asked`` is how many weeks the page wanted; fewer have been run where it
    is more than ``weeks``.
    """

    kind = "explained"
    outcome: str
    week: int
    weeks: int
    asked: int
    towns: str
    first: Table | None
    second: Table | None
    gap: Table | None


@dataclass(frozen=True)
class Followed(News):
    """What has become of the crime that is followed, in both towns (:mod:`mobsim.web.following`).

    ``third`` is the same of a third town, or why there is nothing to tell (``missing``); ``None`` where there is no such town.
    """

    kind = "followed"
    waiting: bool
    subject: Table | None
    sides: list[Table]
    third: Table | None


@dataclass(frozen=True)
class Refused(News):
    """What the page asked for cannot be done; the session goes on."""

    kind = "refused"
    message: str


@dataclass(frozen=True)
class Failed(News):
    """The run stopped."""

    kind = "failed"
    message: str
    detail: str


@dataclass(frozen=True)
class Ended(News):
    """The session's process has ended."""

    kind = "ended"


@dataclass(frozen=True)
class Gone(News):
    """There is no such session any more."""

    kind = "gone"


@dataclass(frozen=True)
class Full(News):
    """As many sessions are open as there may be."""

    kind = "full"
    most: int


@dataclass(frozen=True)
class Elsewhere(News):
    """The session is shown in another tab now."""

    kind = "elsewhere"


@dataclass(frozen=True)
class Saved(News):
    """A session's file or a town's; the server hands it to who asked, and no page gets it as a message."""

    kind = "saved"
    token: str
    content: Table


NEWS: tuple[type[News], ...] = (
    Opened, Compiling, Settling, Ready, Branching, Frame, PairsFound, Compared, AreaDescribed, AgentDescribed, Explained,
    Followed, Refused, Failed, Ended, Gone, Full, Elsewhere,
)  # fmt: skip
"""All that a page may get."""


class Envelope(NamedTuple):
    """A message as it goes over a line: its kind, by which it is routed without being read, and its text."""

    kind: str
    text: str

    @classmethod
    def of(cls, news: News) -> "Envelope":
        """Put a message into its envelope."""
        content = {"type": news.kind, **vars(news)}
        return cls(news.kind, json.dumps(content, separators=(",", ":"), allow_nan=False))

    def send(self, connection: Connection) -> None:
        """Send it to another process: kind first, text after it."""
        connection.send_bytes(self.kind.encode())
        connection.send_bytes(self.text.encode())

    @classmethod
    def receive(cls, connection: Connection) -> "Envelope":
        """Wait for the next one from another process.

        Raises
        ------
        EOFError, OSError
            If the other process has ended.
        """
        return cls(connection.recv_bytes().decode(), connection.recv_bytes().decode())


def describe_news() -> dict[str, list[str]]:
    """List the fields of each message by its kind."""
    return {each.kind: [field.name for field in fields(each)] for each in NEWS}
