"""The columns: one table of records for each kind of thing there is.

A row is one resident, place, neighbourhood, officer, leader or initiative; ``residents.trust`` is a column,
``residents.trust[i]`` a cell, in kernels as in Python. The cells of a row lie side by side in memory, so that what a rule
needs of one resident comes in one go. Residents' feelings are held in single precision, everything else in double.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.bundle import bundle
from mobsim.world.institutions import Beliefs, Collaboration, Communities, Initiatives, Leaders, Officers, Supervisors
from mobsim.world.occurrences import Calls, Counted, Counts, Incidents, Kinds, Lists, Problems, Series, Tally
from mobsim.world.table import Bytes, Float, Float32, Int, Int32, Table

__all__ = [
    "UNCHANGING",
    "Beliefs",
    "Bytes",
    "Calls",
    "Collaboration",
    "Communities",
    "Counted",
    "Counts",
    "Float",
    "Float32",
    "Incidents",
    "Initiatives",
    "Int",
    "Int32",
    "Kinds",
    "Leaders",
    "Lists",
    "Neighbourhoods",
    "Officers",
    "Places",
    "Problems",
    "Programmes",
    "Residents",
    "Series",
    "Supervisors",
    "Table",
    "Tally",
    "Ties",
    "World",
]


class Residents(Table):
    """Residents, ordered by neighbourhood and place. Shapes ``(residents,)``; feelings run from 0 to 1."""

    place: Int32
    neighbourhood: Int32
    age: Bytes  # Age; bytes stand together, for each alone would take four
    member: Bytes  # 1 who belongs to the residents' group
    turnouts: Bytes  # of who is active, in the week
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
    active: Int32  # slot of the initiative that one works in this week, or -1
    zeal: Float32  # how often a member turns out, mean 1
    arrived: Int32  # day
    free_from: Int32  # day from which a cleared offender is back
    last_victimised: Int32  # day, or -1
    offences: NDArray[np.uint16]
    victimisations: NDArray[np.uint16]
    contacts_good: NDArray[np.uint16]
    contacts_bad: NDArray[np.uint16]
    known_to_police: NDArray[np.uint16]  # how often stopped or cleared
    volunteer_hours: Float32
    calls_made: NDArray[np.uint16]
    acute_until: Int32  # day on which an episode of acute risk is over


@bundle
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
    backing: Float  # tie of partners whose powers stand behind the hardening here, in the mean
    presence: Float  # officer hours, with what lingers
    hours: Float  # officer hours today
    control: Float
    trust: Float  # mean trust in police of those who live here
    guardianship: Float
    disorder: Float  # recent visible disorder
    reporting_shift: Float  # of the logit of reporting what happens here, against places alike
    at_work: Bytes  # 1 where somebody was active when the place last lived its week
    near: Int32  # slot of the situational initiative at work here or next door that is open to residents, or -1


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
    cohesion_shift: Float  # of the ground of cohesion, against neighbourhoods alike in deprivation and turnover
    centre_upper: Float  # cumulated share of pull within the community
    edge_first: Int  # rows edge_first .. edge_end - 1 of World.edge_to
    edge_end: Int
    wave: Float
    wave_end: Int
    need: Float  # for police assistance
    usual_severity: Float  # assessed, that it is used to
    zone: Int  # Zone
    trust: Float
    cohesion: Float
    insecurity: Float
    participation: Float  # share of adults who are active in the week
    membership: Float  # share of adults who are members
    unsafe: Float  # adults who are not satisfied with their safety
    confident: Float  # adults with a great deal of confidence in police
    example: Float
    visible: Float  # how much engaged officers are seen
    follow_up_hours: Float
    kept_lately: Float  # share of concerns followed up when some were last heard
    programme_invited: Float  # to forums, per 1,000 residents and cycle, by a programme
    programme_rotation: Float  # officers moved a year under a programme's rule; -1 where there is none
    deploy_lower: Float
    deploy_upper: Float
    patrol_share: Float
    engagement_share: Float
    initiative_share: Float
    patrol_today: Float
    engagement_today: Float
    initiative_today: Float
    able_hours: Float
    diligence: Float  # of the squads that give it hours today
    use: Float  # how far they go by what is known
    patrol_hours: Float
    engagement_hours: Float
    initiative_hours: Float
    cover_first: Int  # global officer rows that cover, inclusive
    cover_last: Int
    heard_trust: Float
    heard_cohesion: Float
    heard_members: Float
    attended: Float  # attendances at forums so far
    councillor: Int  # row of the ward's councillor, or -1
    association: Int  # row of the neighbourhood's association, or -1


class Programmes(Table):
    """What a programme from outside the strategy brings to each place. Shapes ``(places,)``."""

    patrol: Float  # officer hours a day
    engagement: Float  # officer hours a day
    follow_up: Float  # share of those hours kept for residents' concerns
    skill: Float  # added to the chance that a contact made here goes well
    spared: Float  # share of the offences here that do not happen


@bundle
class World(NamedTuple):
    """All there is, in one tuple."""

    residents: Residents
    ties: Ties
    places: Places
    programmes: Programmes
    neighbourhoods: Neighbourhoods
    officers: Officers
    supervisors: Supervisors
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
    lists: Lists
    edge_to: Int  # neighbours of each neighbourhood
    edge_upper: Float  # cumulated share of each neighbour's pull among the neighbours
    opportunity: Float  # (neighbourhoods, problems), logit
    hardening: Float  # (places, problems)
    shallow: Float  # (places, problems), of that hardening what only moves crime to other places
    known: Float  # (places, problems), recent recorded, discovered and pooled crimes, and tips
    crimes: Float  # (places, problems), recent true crimes, as those who live there could tell
    cycle_true: Float  # (places, problems), true incidents of this cycle
    cycle_recorded: Float  # (places, problems), crimes recorded in this cycle
    account: Float  # (neighbourhoods, measures), CAD for initiatives
    extent: Float  # (neighbourhoods, measures), money of the next initiative, times the usual
    crisis_hours: Float  # (communities, agencies), hours left for crises handed over in this cycle, or owed
    agency_share: Float  # (communities, agencies), share that they give today of the hours initiatives can pay
    familiarity: Float  # (officers, neighbourhoods of the largest community)
    officer_hours: Float  # (officers, activities: Activity), since the tally was last taken
    targets: Int32  # (slots, most targets), places
    compared: Int32  # (slots, most compared), places that targets are judged against
    reached: Int32  # (slots, most reached), residents
    waiting: Int32  # (slots, most reached), residents picked in the same way for whom there was no place
    cleared: Int  # numbers of the incidents cleared today, as the next three by the lists of each community
    prone: Int32  # rows of prone residents, ascending
    prone_propensity: Float32  # theirs when they were listed, which is as much as it can be until the next list
    acute: Int32  # rows of residents in an episode of acute risk, ascending
    season: Float  # (364,) factor of each day of the year
    voices: NDArray[np.uint32]  # what ties perceive of each resident, one byte a feeling
    voices_to_come: NDArray[np.uint32]  # what they will, of those who lived their week today


UNCHANGING = frozenset({"ties", "problems", "kinds", "edge_to", "edge_upper", "opportunity", "season"})
"""Fields of the world that no day changes, which a copy of a town may share."""
