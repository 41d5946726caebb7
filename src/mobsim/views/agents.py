"""Residents, officers and leaders as Mesa agents: what a row of each kind of table is seen as."""

import math
from typing import Self

import numpy as np
from mesa.discrete_space import Cell

from mobsim.scenario.enumerations import Activity, Age, Role
from mobsim.views.agent_sets import ColumnAgentSet
from mobsim.views.fields import Maybe, Number, Whole, Worded
from mobsim.views.rows import ColumnAgent
from mobsim.world.people import list_all_prone

UNBOUNDED = math.inf
MOST = 2**16 - 1  # of a count held in two bytes
LAST_DAY = 2**31 - 1
BY_PLACE = "rows are ordered by neighbourhood and place; residents move by the rule of turnover"
BY_SEAT = "seats belong to tables, and leaders come and go by their rule"
BY_RULE = "the rules of participation set it"


TIE = Number("Tie of collaboration, 0 to 1.")
TIE.name = "tie"


class Resident(ColumnAgent):
    """One resident. Feelings run from 0 to 1; days count from the start of burn-in."""

    table_name, number = "residents", 1

    neighbourhood = Whole("Neighbourhood lived in, by number.", upper=LAST_DAY, fixed=BY_PLACE)
    place = Whole("Street block lived in, by number.", upper=LAST_DAY, fixed=BY_PLACE)
    age_band = Worded("Age: child, young (15-24), middle (25-64) or older.", Age.labels(), column="age")
    need = Number("Unmet need: social risk factors, 0 to 1.")
    need_ground = Number("Need that stays when help and shocks have passed, 0 to 1.")
    propensity = Number(
        "Propensity to offend: 0 for most, mean 1 among the prone.", upper=UNBOUNDED, after=list_all_prone
    )
    trust = Number("Trust in police, 0 to 1.")
    trust_ground = Number("Trust that remains one's own among those of ties, 0 to 1.")
    grievance = Number("What bad experience with police has left behind, 0 to 1.")
    cohesion = Number("Trust in neighbours and readiness to step in, 0 to 1.")
    cohesion_ground = Number("Cohesion that remains one's own among that of ties, 0 to 1.")
    insecurity = Number("Worry about crime, 0 to 1.")
    insecurity_ground = Number("Insecurity that remains one's own among that of ties, 0 to 1.")
    risk = Number("Perceived risk of being apprehended, 0 to 1.")
    threshold = Number(
        "Score from which one becomes a member of the residents' group.", lower=-UNBOUNDED, upper=UNBOUNDED
    )
    zeal = Number("How often one turns out as a member, relative to the mean.", upper=UNBOUNDED)
    member = Whole("1 who belongs to the residents' group, else 0.", upper=1)
    fatigue = Number("Weariness from active weeks, 0 to 1.")
    initiative = Maybe("Number of the initiative one works in this week, or None.", column="active", fixed=BY_RULE)
    arrived = Whole("Day of moving in; long before day 0 for first residents.", lower=-LAST_DAY, upper=LAST_DAY)
    free_from = Whole("Day from which a cleared offender is back.", upper=LAST_DAY)
    last_victimised = Maybe("Day of the last victimization, or None.", upper=LAST_DAY)
    offences = Whole("Offences so far.", upper=MOST)
    victimisations = Whole("Victimizations so far.", upper=MOST)
    contacts_good = Whole("Contacts with police that went well, so far.", upper=MOST)
    contacts_bad = Whole("Contacts with police that went badly, so far.", upper=MOST)
    volunteer_hours = Number("Hours volunteered so far.", upper=UNBOUNDED)
    calls_made = Whole("Calls to police so far.", upper=MOST)
    acute_until = Whole("Day on which an episode of acute risk is over.", upper=LAST_DAY, fixed=BY_RULE)

    @property
    def cell(self) -> Cell:
        """The neighbourhood lived in, as a cell of ``model.grid``."""
        return self.model.grid.cell_of(self.neighbourhood)

    @property
    def ties(self) -> ColumnAgentSet[Self]:
        """The residents one is tied to, each once."""
        ties = self.model.world.ties
        return ColumnAgentSet(self.rows, np.unique(ties.to[ties.start[self.row] : ties.start[self.row + 1]]))


class Officer(ColumnAgent):
    """One police officer."""

    table_name, number = "officers", 2

    community = Whole("Community served, by number.", upper=LAST_DAY, fixed="officers stay with their service")
    slot = Whole(
        "Part of the service's day that the officer fills.", upper=LAST_DAY, fixed="the rule of rotation sets it"
    )
    skill = Number("Procedural-justice skill, 0 to 1.")
    base_skill = Number("Skill without training, 0 to 1.")
    reserve = Number("Hours kept for calls today.", upper=UNBOUNDED)
    able = Number("Hours left today for patrol, engagement and initiatives.", upper=UNBOUNDED)
    response_hours = Number(
        "Hours on calls so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.RESPONSE
    )
    patrol_hours = Number(
        "Hours on patrol so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.PATROL
    )
    engagement_hours = Number(
        "Hours on engagement so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.ENGAGEMENT
    )
    initiative_hours = Number(
        "Hours on initiatives so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.INITIATIVES
    )
    overhead_hours = Number(
        "Hours on everything else so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.OVERHEAD
    )
    standby_hours = Number(
        "Hours with nothing to do so far this week.", upper=UNBOUNDED, column="officer_hours", part=Activity.STANDBY
    )
    owed = Number("Hours of calls beyond the reserve, to be taken from the days to come.", upper=UNBOUNDED)

    @property
    def beat(self) -> int | None:
        """The neighbourhood, by number, where most of the officer's slot lies; None before officers are directed."""
        world = self.model.world
        communities, community = world.communities, self.community
        first, end = int(communities.first_neighbourhood[community]), int(communities.end_neighbourhood[community])
        slots = communities.end_officer[community] - communities.first_officer[community]
        lower, upper = self.slot / slots, (self.slot + 1) / slots
        near, far = world.neighbourhoods.deploy_lower[first:end], world.neighbourhoods.deploy_upper[first:end]
        overlap = np.minimum(upper, far) - np.maximum(lower, near)
        return first + int(overlap.argmax()) if overlap.max() > 0.0 else None

    @property
    def cell(self) -> Cell | None:
        """The beat, as a cell of ``model.grid``; None before officers are directed."""
        beat = self.beat
        return None if beat is None else self.model.grid.cell_of(beat)

    @property
    def hours(self) -> dict[str, float]:
        """Hours so far this week, by activity."""
        activities = ("response", "patrol", "engagement", "initiative", "overhead", "standby")
        return {activity: getattr(self, f"{activity}_hours") for activity in activities}

    @property
    def familiarity(self) -> dict[int, float]:
        """Familiarity with each neighbourhood of the community, 0 to 1, by the neighbourhood's number."""
        communities, community = self.model.world.communities, self.community
        here = range(communities.first_neighbourhood[community], communities.end_neighbourhood[community])
        return dict(zip(here, self.model.world.familiarity[self.row].tolist(), strict=False))


class Leader(ColumnAgent):
    """One leader at a community's table."""

    table_name, number = "leaders", 3

    community = Whole("Community led, by number.", upper=LAST_DAY, fixed=BY_SEAT)
    role = Worded("Role: mayor, councillor, chief of police, agency head or association.", Role.labels(), fixed=BY_SEAT)
    commitment = Number("Commitment to mobilization, 0 to 1.")
    credibility = Number("Credibility with residents, 0 to 1.")
    representativeness = Number("How well priorities reflect residents', 0 to 1.")
    brought = Number("Representativeness brought into office, 0 to 1.")

    @property
    def agency(self) -> str | None:
        """The agency headed, by name, or None."""
        number = int(self.model.world.leaders.agency[self.row])
        return None if number < 0 else self.model.scenario.agencies[number]

    @property
    def neighbourhoods(self) -> range:
        """The neighbourhoods led, by number."""
        leaders = self.model.world.leaders
        return range(int(leaders.area_first[self.row]), int(leaders.area_end[self.row]))

    @property
    def ties(self) -> dict["Leader", float]:
        """Personal ties of collaboration to the others at the table, 0 to 1, by leader."""
        first, end = self._table()
        strengths = self.model.world.collaboration.tie[self.row, : end - first].tolist()
        return {Leader(self.rows, first + at): tie for at, tie in enumerate(strengths) if first + at != self.row}

    def set_tie(self, other: "Leader", strength: float) -> None:
        """Set the personal tie with another leader of the same table, on both sides."""
        first, end = self._table()
        if other == self or other.rows is not self.rows or not first <= other.row < end:
            raise ValueError(f"{other!r} is not another leader at the table of {self!r}")
        strength = TIE.encode(strength, self)
        tie = self.model.world.collaboration.tie
        tie[self.row, other.row - first] = tie[other.row, self.row - first] = strength

    def _table(self) -> tuple[int, int]:
        communities = self.model.world.communities
        return int(communities.first_leader[self.community]), int(communities.end_leader[self.community])
