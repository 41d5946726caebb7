"""What happens and is counted: incidents, calls, the tally, the table of problem types."""

from typing import NamedTuple

import numpy as np

from mobsim.tools.kernel import kernel
from mobsim.world.table import Bytes, Float, Int, Int32, Table

LEAST_URGENT = 2  # the last priority of calls; 0 comes first


class Tally(Table):
    """Counts since they were last taken (weekly); shapes ``(neighbourhoods,)``."""

    harm: Float
    recorded_severity: Float
    cleared_severity: Float
    calls: Float
    answered: Float
    unanswered: Float
    delay: Float
    tips: Float
    stops: Float
    good: Float
    bad: Float
    patrol_hours: Float
    engagement_hours: Float
    initiative_hours: Float
    response_hours: Float
    standby_hours: Float  # of officers with nothing to do
    brought_hours: Float  # of officers, by programmes
    agency_hours: Float  # in initiatives
    handover_hours: Float  # of agencies, on crises handed over
    volunteer_hours: Float  # worked
    pledged_weeks: Float  # of volunteers, when they decide on one
    forgone_weeks: Float  # of those what was not worked, for the initiative ended or the volunteer moved
    money: Float
    money_brought: Float  # by programmes, less what they took back


class Series(NamedTuple):
    """The three series, and clearances, since the tally was last taken; shapes ``(neighbourhoods, problems)``."""

    true: Float
    reported: Float
    recorded: Float
    cleared: Float


class Counted(NamedTuple):
    """What was counted since the cycle before; shapes ``(neighbourhoods, problems)``. It holds the truth: no leader sees it."""

    true: Float
    reported: Float
    recorded: Float
    smoothed: Float  # true counts, smoothed as leaders' estimates are, to measure the error of these

    @classmethod
    def nothing(cls, neighbourhoods: int, problems: int) -> "Counted":
        """Return counts of nothing."""
        return cls(*(np.zeros((neighbourhoods, problems)) for _ in cls._fields))


class Incidents(Table):
    """What happened on one day; the first ``counts.incidents`` rows are filled."""

    problem: Int32
    kind: Int32
    place: Int32
    offender: Int32
    victim: Int32
    reported: Bytes
    recorded: Bytes


class Calls(Table):
    """The queue of calls; the first ``counts.calls`` rows are filled, oldest first."""

    day: Int32
    neighbourhood: Int32
    problem: Int32  # or -1
    kind: Int32
    caller: Int32
    offender: Int32
    recorded: Bytes
    tip: Bytes
    waiting: Bytes
    priority: Bytes
    hours: Float
    incident: Int  # number of the incident, or -1


class Counts(Table):
    """Numbers of which there is one each (a table of one row)."""

    incidents: Int  # today
    before: Int  # incidents of earlier days: an incident's number is before + row
    cleared: Int  # incidents cleared today
    day: Int  # that was lived last
    calls: Int  # waiting in the queue
    prone: Int  # residents who would offend at all
    programmes: Int  # places where a programme brings engagement
    offender_ceiling: Float  # would-be offences per prone resident and day


class Incident(NamedTuple):
    """One incident as it happens."""

    problem: int
    kind: int
    place: int
    offender: int  # or NONE
    victim: int  # or NONE


@kernel(inner=True)
def add_incident(incidents: Incidents, counts: Counts, incident: Incident) -> None:
    """Add an incident to those of the day, if there is room."""
    row = counts.incidents[0]
    if row == incidents.size:
        return
    counts.incidents[0] = row + 1
    new = incidents[row]
    new.problem = incident.problem
    new.kind = incident.kind
    new.place = incident.place
    new.offender = incident.offender
    new.victim = incident.victim
    new.reported = 0
    new.recorded = 0


class Call(NamedTuple):
    """One call as it comes in."""

    day: int
    neighbourhood: int
    caller: int
    priority: int
    hours: float
    problem: int  # or NONE, as what follows, for a call that concerns no incident
    kind: int
    offender: int
    incident: int
    recorded: bool
    tip: bool


@kernel(inner=True)
def add_call(calls: Calls, counts: Counts, call: Call) -> bool:
    """Add a call to the end of the queue; return whether there was room."""
    row = counts.calls[0]
    if row == calls.size:
        return False
    counts.calls[0] = row + 1
    new = calls[row]
    new.day = call.day
    new.neighbourhood = call.neighbourhood
    new.caller = call.caller
    new.priority = call.priority
    new.hours = call.hours
    new.problem = call.problem
    new.kind = call.kind
    new.offender = call.offender
    new.incident = call.incident
    new.recorded = call.recorded
    new.tip = call.tip
    new.waiting = 1
    return True


class Problems(Table):
    """The table of problem types; shapes ``(problems,)``."""

    ceiling: Float
    offender_upper: Float  # cumulated share of the ceilings of types with offender (0 width for the others)
    with_offender: Bytes
    victim: Bytes
    passers_by: Float  # share of victims who pass the place rather than live there
    crime: Bytes
    visible: Bytes  # seen by those who live at the place
    go_ahead: Float
    by_need: Float
    by_opportunity: Float
    priority: Int
    agency: Int
    first_kind: Int
    end_kind: Int
    severity_mean: Float
    reported_mean: Float


class Kinds(Table):
    """The table of kinds of incident within problem types; shapes ``(kinds,)``."""

    upper: Float  # cumulated share within the type
    reported: Float  # logit
    severity: Float
    cleared: Float  # logit
    days_out: Float
    at_homes: Float  # share that strike every block alike
    near_repeat: Float  # boost of the place by such an incident, and how much such an offence heeds it
