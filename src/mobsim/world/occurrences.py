"""What happens and is counted: incidents, calls, the tally, the table of problem types."""

from typing import NamedTuple

import numpy as np

from mobsim.tools.bundle import bundle
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
    treated: Float  # victims of crime, in hospital
    treated_unknown: Float  # of those, whose case nobody told police of
    treated_young: Float  # aged 15-24
    treated_young_unknown: Float
    shared: Float  # of the unknown, what health data told
    stops: Float
    good: Float
    bad: Float
    patrol_hours: Float
    engagement_hours: Float
    initiative_hours: Float
    response_hours: Float
    standby_hours: Float  # of officers with nothing to do
    brought_hours: Float  # of officers, by programmes
    done_hours: Float  # hours of patrol and engagement as officers usually work, that theirs were worth
    agency_hours: Float  # in initiatives
    agency_hours_wanted: Float  # that initiatives could pay
    handover_hours: Float  # of agencies, on crises handed over
    handovers: Float  # crises that agencies took over from police
    team_calls: Float  # that crisis teams took on
    team_held: Float  # of these, closed without police
    team_connected: Float  # of these, with somebody connected to care
    apprehensions: Float  # at crises that police answered
    table_cases: Float  # at the situation table
    table_turned_down: Float  # of these, short of its threshold
    table_ended: Float  # of these, with an end of the episode
    table_agencies: Float  # that came to cases
    table_hours: Float  # of theirs
    referrals: Float  # to agencies, of who was cleared
    referral_hours: Float  # of agencies, on these
    clients: Float  # of agencies' own, whom nobody handed over
    client_hours: Float  # of agencies, on these
    volunteer_hours: Float  # worked
    pledged_turnouts: Float  # of volunteers, when they decide on a week
    forgone_turnouts: Float  # of those what was not worked, for the initiative ended or the volunteer moved
    money: Float
    money_brought: Float  # by programmes, less what they took back


@bundle
class Series(NamedTuple):
    """The series of crime since the tally was last taken; shapes ``(neighbourhoods, problems)``."""

    true: Float
    reported: Float
    recorded: Float
    cleared: Float
    discovered: Float  # by patrol; none of these was reported
    pooled: Float  # known from health data alone


COUNTED_BY_NEIGHBOURHOOD = ("patrol_hours", "lately_patrol")


class Counted(NamedTuple):
    """What was counted since the cycle before; shapes ``(neighbourhoods, problems)``. It holds the truth: no leader sees it."""

    true: Float
    reported: Float
    recorded: Float
    discovered: Float
    pooled: Float
    smoothed: Float  # true counts, smoothed as leaders' estimates are, to measure the error of these
    lately_true: Float  # a cycle, over the last year or so
    lately_known: Float  # recorded or discovered
    patrol_hours: Float  # (neighbourhoods,)
    lately_patrol: Float  # (neighbourhoods,)

    @classmethod
    def nothing(cls, neighbourhoods: int, problems: int) -> "Counted":
        """Return counts of nothing."""
        each, by_problem = (neighbourhoods,), (neighbourhoods, problems)
        return cls(*(np.zeros(each if name in COUNTED_BY_NEIGHBOURHOOD else by_problem) for name in cls._fields))

    def begin_cycle(self) -> None:
        """Count from nothing again; what is kept of cycles before stays."""
        for counts in (self.true, self.reported, self.recorded, self.discovered, self.pooled, self.patrol_hours):
            counts[:] = 0.0


class Incidents(Table):
    """What happened on one day; of each community the rows that its lists tell (:class:`Lists`)."""

    problem: Int32
    kind: Int32
    place: Int32
    offender: Int32
    victim: Int32
    reported: Bytes
    recorded: Bytes
    discovered: Bytes
    treated: Bytes
    pooled: Bytes


class Calls(Table):
    """The queues of calls, oldest first; of each community the rows that its lists tell (:class:`Lists`)."""

    day: Int32
    neighbourhood: Int32
    problem: Int32  # or -1
    kind: Int32
    caller: Int32
    offender: Int32
    recorded: Bytes
    tip: Bytes
    apprehended: Bytes
    waiting: Bytes
    priority: Bytes
    hours: Float
    incident: Int  # number of the incident, or -1


class Lists(Table):
    """Where the lists of each community stand in the tables that all share, and how far they are filled.

    Shapes ``(communities,)``. A list fills the rows from its first to its end, less one. Each community keeps lists of its own,
    and so can live its days whether others have lived theirs or not.
    """

    day: Int  # that was lived last
    first_incident: Int  # of today; there too begin the incidents cleared today
    end_incident: Int
    end_cleared: Int
    incidents_full: Int  # row from which there is room for no more incidents
    before: Int  # incidents of earlier days
    first_call: Int  # waiting in the queue
    end_call: Int
    calls_full: Int
    first_resident: Int  # there begin the lists of the prone, and of those in an episode of acute risk
    end_prone: Int
    end_acute: Int


class Counts(Table):
    """Numbers of which there is one each (a table of one row)."""

    programmes: Int  # places where a programme brings engagement
    offender_ceiling: Float  # would-be offences per prone resident and day


class Problems(Table):
    """The table of problem types; shapes ``(problems,)``."""

    ceiling: Float
    offender_upper: Float  # cumulated share of the ceilings of types with offender (0 width for the others)
    with_offender: Bytes
    victim: Bytes
    passers_by: Float  # share of victims who pass the place rather than live there
    crime: Bytes
    visible: Bytes  # seen by those who live at the place
    discovered: Bytes  # what nobody reports, patrol may come upon
    go_ahead: Float
    by_need: Float
    by_opportunity: Float
    by_acute: Float
    priority: Int
    agency: Int
    treated_by: Int  # agency, or -1
    first_kind: Int
    end_kind: Int
    severity_mean: Float
    severity_relative: Float  # to that of the reports of crime usually made; 0 for what is no crime
    reported_mean: Float
    unseen_treated: Float  # share of a type that is treated and usually not reported


class Kinds(Table):
    """The table of kinds of incident within problem types; shapes ``(kinds,)``."""

    upper: Float  # cumulated share within the type
    reported: Float  # logit
    severity: Float
    cleared: Float  # logit
    days_out: Float
    at_homes: Float  # share that strike every block alike
    treated: Float  # share whose victims are treated in hospital
    near_repeat: Float  # boost of the place by such an incident, and how much such an offence heeds it
