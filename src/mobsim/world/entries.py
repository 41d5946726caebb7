"""Enter what happens into a community's lists of the day: an incident, a call, a clearance. No rule reads their numbers."""

from typing import Any, NamedTuple

from mobsim.tools.draws import Day
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Int, World
from mobsim.world.occurrences import Calls, Incidents, Lists
from mobsim.world.table import Row


class Incident(NamedTuple):
    """One incident as it happens."""

    problem: int
    kind: int
    place: int
    offender: int  # or NONE
    victim: int  # or NONE


@kernel(inner=True)
def begin_lists(world: World, today: Day, community: int) -> None:
    """Begin a community's lists of incidents and of clearances of a day."""
    lists = world.lists[community]
    lists.day = today.day
    lists.before += lists.end_incident - lists.first_incident
    lists.end_incident = lists.first_incident
    lists.end_cleared = lists.first_incident


@kernel(inner=True)
def add_incident(incidents: Incidents, lists: Row, incident: Incident) -> None:
    """Add an incident to those of the day, if there is room."""
    row = lists.end_incident
    if row == lists.incidents_full:
        return
    lists.end_incident = row + 1
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


@kernel(plain=True)
def number_of_incident(lists: Lists, community: Any, row: Any) -> Any:
    """Return the number of an incident of today: communities take turns, so that no two have the same."""
    return (lists.before[community] + row - lists.first_incident[community]) * lists.size + community


@kernel(inner=True)
def add_clearance(cleared: Int, lists: Row, incident: int) -> None:
    """Add the number of an incident to those cleared today, if there is room."""
    row = lists.end_cleared
    if row < lists.incidents_full:
        cleared[row] = incident
        lists.end_cleared = row + 1


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
def add_call(calls: Calls, lists: Row, call: Call) -> bool:
    """Add a call to the end of the queue; return whether there was room."""
    row = lists.end_call
    if row == lists.calls_full:
        return False
    lists.end_call = row + 1
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
