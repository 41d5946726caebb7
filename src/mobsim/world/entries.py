"""Enter what happens into the tables of the day: an incident, a call."""

from typing import NamedTuple

from mobsim.tools.kernel import kernel
from mobsim.world.occurrences import Calls, Counts, Incidents


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
    new.discovered = 0
    new.treated = 0
    new.pooled = 0


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
    apprehended: bool


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
    new.apprehended = call.apprehended
    new.waiting = 1
    return True
