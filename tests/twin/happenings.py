"""What happens: incidents, calls, initiatives, and the tallies that count them; and the table of problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from twin.arithmetic import cumulated, plain_sum

PLANNED, RUNNING = 1, 2
MEASURES = SITUATIONAL, SOCIAL = 0, 1
POLICE_ASSISTED, COMMUNITY_LED = 0, 1


class Problem:
    """One problem type of the table, with its number and the number of the agency best placed."""

    def __init__(self, number: int, declared: Any, agencies: tuple[str, ...]) -> None:
        self.number = number
        self.right = agencies.index(declared.agency)
        self.treated_by = agencies.index(declared.treated_by) if declared.treated_by in agencies else None
        self.kinds = declared.kinds
        self.crime, self.priority, self.visible = declared.crime, declared.priority, declared.visible
        self.discovered = declared.discovered
        self.has_victim = declared.crime and declared.victim
        self.passers_by = declared.passers_by
        self.ceiling, self.go_ahead = declared.ceiling, declared.go_ahead
        self.by_need, self.by_opportunity = declared.by_need, declared.by_opportunity
        self.by_acute = declared.by_acute
        self.kind_bounds = cumulated(kind.share for kind in declared.kinds)
        self.typical_reported = plain_sum(kind.share * kind.reported for kind in declared.kinds)
        self.mean_severity = plain_sum(kind.share * kind.severity for kind in declared.kinds)
        self.typical_unseen = plain_sum(kind.share * kind.treated * (1 - kind.reported) for kind in declared.kinds)
        self.weight = 0.0


def weigh(problems: list[Problem], by_severity: float) -> None:
    """Say how much each type of crime weighs with police, against what they typically hear of; a crisis has no weight."""
    crimes = [problem for problem in problems if problem.crime]
    heard = plain_sum(crime.ceiling * crime.typical_reported for crime in crimes)
    severe = plain_sum(crime.ceiling * crime.typical_reported * crime.mean_severity for crime in crimes)
    typical = severe / heard if heard > 0 else 0.0
    for crime in crimes:
        relative = crime.mean_severity / typical if typical > 0 else 1.0
        crime.weight = relative**by_severity


@dataclass
class Incident:
    problem: Problem
    kind: Any
    place: Any
    offender: Any
    victim: Any
    reported: bool = False
    discovered: bool = False


@dataclass
class Call:
    day: int
    neighbourhood: Any
    problem: Problem | None
    kind: Any
    caller: Any
    offender: Any
    recorded: bool
    tip: bool
    hours: float
    held: bool = False
    apprehended: bool = False

    @property
    def priority(self) -> int:
        return self.problem.priority if self.problem else 2

    @property
    def nth(self) -> int:
        return self.problem.number + 1 if self.problem else 0


AS_PLANNED = (
    *("measure", "lead", "begun", "agency", "match", "start_day", "end_day", "planned_day"),
    *("daily_money", "money", "forecast", "tested", "fidelity", "dose"),
)
"""What every table of initiatives says of each."""


@dataclass
class Initiative:
    """One initiative in its slot: planned, then running, then gone.

    That of a programme stands in a reserved slot with officers' hours of its own; its problem may be all (None).
    """

    slot: int
    problem: Problem | None
    measure: int
    lead: int
    agency: int
    match: float
    start_day: int
    end_day: int
    daily_money: float
    money: float
    granted: float = 0.0
    extent: float = 1.0
    begun: int = POLICE_ASSISTED
    planned_day: int = 0
    forecast: float = 0.0
    targets: list = field(default_factory=list)
    compared: list = field(default_factory=list)
    reached: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    likeness: float = 0.0
    seen: float = 0.0
    matched: float = 0.0
    expected_before: float = 0.0
    status: int = PLANNED
    reviewed: bool = False
    tested: float = 1.0
    fidelity: float = 1.0
    dose: float = 0.0
    reserved: bool = False
    staff_hours: float = 0.0
    closed: bool = False
    spent: float = 0.0
    agency_hours: float = 0.0
    volunteer_hours: float = 0.0
    police_hours: float = 0.0


class Tally:
    """What was counted in one neighbourhood."""

    BY_TYPE = ("true", "reported", "recorded", "discovered", "cleared", "pooled")
    MEASURED = ("concerns", "meant")
    OF_CYCLE = ("true", "reported", "recorded", "discovered", "pooled")
    SINGLE = (
        *("harm", "recorded_severity", "cleared_severity", "calls", "calls_answered", "calls_given_up", "delay"),
        *("stops", "visits", "good", "bad", "tips", "patrol_hours", "engagement_hours", "initiative_hours"),
        *("treated", "treated_unknown", "treated_young", "treated_young_unknown", "shared"),
        *("agency_hours", "agency_hours_wanted", "referrals", "referral_hours", "moved", "side_by_side", "episodes"),
        *("team_calls", "team_held", "team_connected", "handovers", "handover_hours", "apprehensions"),
        *("table_cases", "table_turned_down", "table_ended", "table_agencies", "table_hours"),
        *("clients", "client_hours"),
    )

    def __init__(self, types: int) -> None:
        for name in self.BY_TYPE + self.MEASURED:
            setattr(self, name, [0] * types)
        for name in self.SINGLE:
            setattr(self, name, 0)

    def add(self, other: Tally) -> None:
        """Count what another tally has counted, but for what happens by type."""
        for name in self.MEASURED:
            pairs = zip(getattr(self, name), getattr(other, name), strict=True)
            setattr(self, name, [own + more for own, more in pairs])
        for name in self.SINGLE:
            setattr(self, name, getattr(self, name) + getattr(other, name))
