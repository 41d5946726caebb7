"""Who acts for the community: officers, leaders, initiatives, communities, and what leaders believe. Nothing here is hidden."""

from typing import NamedTuple

import numpy as np

from mobsim.scenario.initiatives import Lead, Measure
from mobsim.tools.bundle import bundle
from mobsim.world.table import Float, Int, Table


class Officers(Table):
    """Officers, ordered by community. ``at_slot`` gives the row that holds a community's slot."""

    community: Int
    slot: Int
    at_slot: Int
    skill: Float  # procedural justice
    base_skill: Float
    reserve: Float
    able: Float
    owed: Float  # hours of calls beyond the reserve, to be taken from the days to come
    squad: Int  # row of the supervisor of this slot


class Supervisors(Table):
    """Supervisors of officers, one to a squad of neighbouring slots, ordered by community."""

    community: Int
    own: Float  # diligence that they bring: what their officers get done in an hour, mean 1
    diligence: Float  # the same under the chief's leadership
    use: Float  # how far they go by what is known


class Leaders(Table):
    """Leaders, ordered by community."""

    community: Int
    role: Int  # Role
    agency: Int  # of an agency head, else -1
    area_first: Int  # neighbourhoods area_first .. area_end - 1
    area_end: Int
    commitment: Float
    credibility: Float
    representativeness: Float
    brought: Float


@bundle
class Collaboration(NamedTuple):
    """Ties of collaboration between leaders, and what follows from them."""

    tie: Float  # (leaders, leaders of the largest community), the personal part
    held: Float  # of the same shape, the part that institutions hold
    heads: Int  # (communities, agencies), rows of agency heads, or -1
    agency_tie: Float  # (communities, agencies): how well each agency is tied to its table

    @property
    def in_use(self) -> Float:
        """The ties by which leaders work together: the personal or the institutional part, whichever is stronger."""
        return np.maximum(self.tie, self.held)

    def in_use_at(self, seats: slice) -> Float:
        """Return the ties by which the leaders of one community work together, ``(leaders, leaders)``."""
        others = seats.stop - seats.start
        return np.maximum(self.tie[seats, :others], self.held[seats, :others])


class Initiatives(Table):
    """Slots of initiatives: ``running_at_most`` for each neighbourhood, and those reserved for programmes."""

    status: Int  # Status, of the first three
    problem: Int  # -1 for every problem (programmes only)
    measure: Int  # Measure
    lead: Int  # Lead
    begun: Int  # Lead under which it was planned
    agency: Int
    match: Float
    tested: Float  # what its measure does of what one tested on its problem does
    fidelity: Float  # share of its work that is delivered as intended
    dose: Float  # mean share of a full dose since it began
    planned_day: Int
    start_day: Int
    end_day: Int
    reviewed: Int
    cost: Float  # CAD given to it in all
    money: Float
    daily_money: Float
    extent: Float  # money of the whole of it, times the usual
    volunteers: Float
    turnouts: Float  # of its volunteers, in their weeks
    police_hours: Float
    volunteer_hours: Float
    agency_hours: Float
    work: Float
    forecast: Float  # fall that leaders expected when it was planned
    seen: Float  # crimes recorded at its targets, whole cycles,
    expected: Float  # and to expect there, as places compared with earlier targets showed
    matched: Float  # crimes recorded at the places that the targets of now are compared with
    likeness: Float  # crimes to expect at the targets for each at the compared places, were there no initiative
    target_count: Int
    compared_count: Int
    reached_count: Int
    waiting_count: Int
    reserved: Int  # 1 where the slot is kept for programmes, which no leader plans, reviews or staffs
    closed: Int  # 1 where residents cannot join
    staff_hours: Float  # officer hours a day that a programme brings


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
    convenor: Int  # row of the leader who convenes the table, or -1 where it does not meet
    call_load: Float  # hours a day
    overtime: Float  # factor of hours
    overhead: Float
    reference: Float
    reference_cycles: Int
    purse_factor: Float
    strength: Float  # officers wanted over officers hired
    paid: Float  # share of the components' cost that the purse paid in this cycle
    information_sharing: Float  # levers that the day needs
    collaboration: Float
    risk_focus: Float
    follow_up: Float
    crisis_teams: Float
    team_credit: Float  # calls that crisis teams can take on, or took beyond it
    team_load: Float  # calls a day that they could be offered, as dispatch knows it
    team_chance: Float  # that such a call of today is offered
    team_calls_given: Float  # since the week before
    team_calls_lapsed: Float
    granted: Float  # CAD of the purse since the week before
    won: Float  # of it, what programmes got because committed leaders won it
    spent_components: Float
    spent_teams: Float
    spent_table: Float
    spent_overtime: Float
    overtime_hours: Float
    tables_ended: Float
    set_aside: Float  # CAD that bought nothing, for want of officers
    hours_given: Float  # of officers on duty
    crisis_hours_given: Float  # of agencies' staff, for crises
    crisis_hours_lapsed: Float
    assessment_error: Float  # against the truth, as the next two; no leader sees them
    records_error: Float
    patrol_error: Float


class Beliefs(NamedTuple):
    """What leaders have made of what they heard and tried; shapes ``(neighbourhoods, problems)`` unless said otherwise."""

    stat: Float  # estimates of what happened: from statistics,
    word: Float  # residents' word,
    agency: Float  # and agencies' own data
    severity: Float  # assessed, per 1,000 residents
    year: Float  # (neighbourhoods,), what statistics count in a year, all problems
    expected: Float  # (neighbourhoods, problems, measures, leads), what initiatives tried would have seen had they done nothing,
    seen: Float  # and what they saw
    belief: Float  # (neighbourhoods, problems, measures, leads), the fall that leaders expect of such an initiative
    cycles: Int  # (1,), cycles held so far

    @classmethod
    def at_first(cls, neighbourhoods: int, problems: int, usual: Float) -> "Beliefs":
        """Return beliefs before the first cycle: nothing is known or tried; each measure is thought to do what is ``usual``."""
        shape = (neighbourhoods, problems)
        stat, word, agency, severity = (np.zeros(shape) for _ in range(4))
        expected, seen = (np.zeros((*shape, len(Measure), len(Lead))) for _ in range(2))
        belief = np.zeros_like(seen) + usual[:, None]
        year = np.zeros(neighbourhoods)
        return cls(stat, word, agency, severity, year, expected, seen, belief, np.zeros(1, np.int64))
