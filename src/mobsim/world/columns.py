"""The columns: one table of records for each kind of thing there is.

A row is one resident, place, neighbourhood, officer, leader or initiative; ``residents.trust`` is a column,
``residents.trust[i]`` a cell, in kernels as in Python. The cells of a row lie side by side in memory, so that what a rule
needs of one resident comes in one go. Residents' feelings are held in single precision, everything else in double.
"""

from typing import NamedTuple, Self, get_type_hints

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int = NDArray[np.int64]
Bytes = NDArray[np.uint8]

CHILD, YOUNG, MIDDLE, OLDER = 0, 1, 2, 3
MAYOR, COUNCILLOR, CHIEF, AGENCY_HEAD, ASSOCIATION = 0, 1, 2, 3, 4
EMPTY, PLANNED, RUNNING = 0, 1, 2
SITUATIONAL, SOCIAL = 0, 1
POLICE_ASSISTED, COMMUNITY_LED = 0, 1
RESPONSE, PATROL, ENGAGEMENT, INITIATIVES, OVERHEAD = 0, 1, 2, 3, 4


class Table(np.recarray):
    """A table whose columns are annotated in its class, with a type of column each."""

    @classmethod
    def rows(cls, count: int) -> Self:
        """Make so many rows of zeros."""
        columns = get_type_hints(cls)
        fields = [(name, columns[name].__args__[1].__args__[0]) for name in cls.__annotations__]
        return np.zeros(count, np.dtype(fields, align=True)).view(cls)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.dtype.names or ()


class Residents(Table):
    """Residents, ordered by neighbourhood and place. Shapes ``(residents,)``; feelings run from 0 to 1."""

    place: Int32
    neighbourhood: Int32
    age: Bytes  # 0 child, 1 young (15-24), 2 middle (25-64), 3 older
    need: Float32
    need_ground: Float32
    propensity: Float32  # 0 for most; mean 1 among the prone
    trust: Float32
    trust_ground: Float32
    grievance: Float32
    cohesion: Float32
    cohesion_ground: Float32
    insecurity: Float32
    insecurity_ground: Float32
    risk: Float32  # perceived risk of apprehension
    threshold: Float32
    fatigue: Float32
    joined: Int32  # slot of the initiative, or -1
    arrived: Int32  # day
    free_from: Int32  # day from which a cleared offender is back
    last_victimised: Int32  # day, or -1
    offences: NDArray[np.uint16]
    victimisations: NDArray[np.uint16]
    contacts_good: NDArray[np.uint16]
    contacts_bad: NDArray[np.uint16]
    volunteer_hours: Float32


class Ties(NamedTuple):
    """Ties between residents in compressed rows: those of ``i`` are ``to[start[i]:start[i + 1]]``, ascending."""

    start: Int
    to: Int32


class Places(Table):
    """Street blocks, ordered by neighbourhood. Shapes ``(places,)`` unless said otherwise."""

    neighbourhood: Int32
    first: Int  # resident rows first .. end - 1 live here
    end: Int
    attractiveness_upper: Float  # cumulated share of attractiveness within the neighbourhood
    appeal: Float  # standardised log attractiveness
    boost: Float
    watch: Float
    presence: Float  # officer hours, with what lingers
    hours: Float  # officer hours today
    known: Float  # recent recorded crimes and tips
    control: Float
    guardianship: Float
    seen: Float  # disorder seen this week


class Neighbourhoods(Table):
    """Nodes of the neighbourhood network. Shapes ``(neighbourhoods,)`` unless said otherwise."""

    community: Int
    first_place: Int
    end_place: Int
    first_resident: Int
    end_resident: Int
    adults: Float
    deprivation: Float
    turnover: Float  # per year
    edge_first: Int  # rows edge_first .. edge_end - 1 of World.edge_to
    edge_end: Int
    wave: Float
    wave_end: Int
    need: Float  # for police assistance
    zone: Int
    account: Float  # CAD
    social_spent: Float
    programme_spent: Float
    trust: Float
    cohesion: Float
    insecurity: Float
    participation: Float
    example: Float
    follow_up_hours: Float
    deploy_lower: Float
    deploy_upper: Float
    patrol_share: Float
    engagement_share: Float
    initiative_share: Float
    able_hours: Float
    patrol_hours: Float
    engagement_hours: Float
    initiative_hours: Float
    cover_first: Int  # global officer rows that cover, inclusive
    cover_last: Int
    heard_trust: Float
    heard_cohesion: Float
    attended: Float  # attendances at forums so far
    councillor: Int  # row of the ward's councillor, or -1
    association: Int  # row of the neighbourhood's association, or -1


class Officers(Table):
    """Officers, ordered by community. ``at_slot`` gives the row that holds a community's slot."""

    community: Int
    slot: Int
    at_slot: Int
    skill: Float  # procedural justice
    base_skill: Float
    reserve: Float
    able: Float


class Leaders(Table):
    """Leaders, ordered by community."""

    community: Int
    role: Int
    agency: Int  # of an agency head, else -1
    area_first: Int  # neighbourhoods area_first .. area_end - 1
    area_end: Int
    commitment: Float
    credibility: Float
    representativeness: Float
    brought: Float


class Collaboration(NamedTuple):
    """Ties of collaboration between leaders, and what follows from them."""

    tie: Float  # (leaders, leaders of the largest community)
    heads: Int  # (communities, agencies), rows of agency heads, or -1
    handover: Float  # (communities, agencies): how well each agency is tied to its table


class Initiatives(Table):
    """Slots of initiatives: ``running_at_most`` for each neighbourhood."""

    status: Int
    problem: Int
    measure: Int
    lead: Int
    agency: Int
    match: Float
    planned_day: Int
    start_day: Int
    end_day: Int
    reviewed: Int
    cost: Float
    money: Float
    daily_money: Float
    volunteers: Float
    police_hours: Float
    volunteer_hours: Float
    agency_hours: Float
    work: Float
    here: Float  # assessed severity at planning
    rest: Float
    forecast: Float
    target_count: Int
    reached_count: Int


class Communities(Table):
    """Municipalities. Shapes ``(communities,)`` unless said otherwise."""

    first_neighbourhood: Int
    end_neighbourhood: Int
    first_officer: Int
    end_officer: Int
    first_leader: Int
    end_leader: Int
    mayor: Int
    chief: Int
    call_load: Float  # hours a day
    overtime: Float  # factor of hours
    overhead: Float
    reference: Float
    reference_cycles: Int
    purse_factor: Float
    information_sharing: Float  # levers that the day needs
    risk_focus: Float
    follow_up: Float
    granted: Float  # CAD of the purse since the week before
    spent_components: Float
    spent_overtime: Float
    overtime_hours: Float
    assessment_error: Float


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
    agency_hours: Float
    volunteer_hours: Float
    money: Float


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


class Problems(Table):
    """The table of problem types; shapes ``(problems,)``."""

    ceiling: Float
    offender_upper: Float  # cumulated share of the ceilings of types with offender (0 width for the others)
    with_offender: Bytes
    victim: Bytes
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


class Counts(Table):
    """Numbers of which there is one each (a table of one row)."""

    incidents: Int  # today
    before: Int  # incidents of earlier days: an incident's number is before + row
    cleared: Int  # incidents cleared today
    calls: Int  # waiting in the queue
    prone: Int  # residents who would offend at all
    offender_ceiling: Float  # would-be offences per prone resident and day


class Series(NamedTuple):
    """The three series, and clearances, since the tally was last taken; shapes ``(neighbourhoods, problems)``."""

    true: Float
    reported: Float
    recorded: Float
    cleared: Float


class World(NamedTuple):
    """All there is, in one tuple."""

    residents: Residents
    ties: Ties
    places: Places
    neighbourhoods: Neighbourhoods
    officers: Officers
    leaders: Leaders
    initiatives: Initiatives
    communities: Communities
    collaboration: Collaboration
    tally: Tally
    series: Series
    incidents: Incidents
    calls: Calls
    problems: Problems
    kinds: Kinds
    counts: Counts
    edge_to: Int  # neighbours of each neighbourhood
    opportunity: Float  # (neighbourhoods, problems), logit
    hardening: Float  # (places, problems)
    cycle_true: Float  # (places, problems), true incidents of this cycle
    familiarity: Float  # (officers, neighbourhoods of the largest community)
    officer_hours: Float  # (officers, activities), since the tally was last taken
    targets: Int32  # (slots, most targets), places
    reached: Int32  # (slots, most reached), residents
    cleared: Int  # numbers of the incidents cleared today
    prone: Int32  # rows of prone residents, ascending
    season: Float  # (364,) factor of each day of the year
    voices: NDArray[np.uint32]  # what ties perceive of each resident, one byte a feeling


class Assessed(NamedTuple):
    """What leaders have made of what they were told; shapes ``(neighbourhoods, problems)`` unless said otherwise."""

    stat: Float
    word: Float
    agency: Float
    truth: Float  # kept only to measure the error of assessment
    severity: Float
    belief: Float  # (neighbourhoods, problems, measures, leads)
    true: Float  # counts since the cycle before
    reported: Float
    recorded: Float
    cycles: Int  # (1,)
