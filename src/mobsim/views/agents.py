"""Residents, officers and leaders as Mesa agents: views of a row, made when somebody asks for agents.

A view keeps no state of its own: whatever is read from it or written to it stands in the columns, which is where the
rules of the day look. Two views of one row are equal, though seldom the same object. Views are never registered with
the model; the sets that make them are ``model.residents``, ``model.officers`` and ``model.leaders``.
"""

import math
from typing import Any, ClassVar, NoReturn

import mesa
import numpy as np

from mobsim.scenario.enumerations import Activity, Age, Role
from mobsim.views.agent_sets import ColumnAgentSet
from mobsim.views.fields import Field, Maybe, Whole, Worded
from mobsim.views.rows import Rows, unknown
from mobsim.world.people import list_prone

ANY = math.inf
MOST = 2**16 - 1  # of a count held in two bytes
LAST_DAY = 2**31 - 1
IDS_OF_A_KIND = 10**12  # apart from those that Mesa counts up from 1
BY_PLACE = "rows are ordered by neighbourhood and place; residents move by the rule of turnover"
BY_SEAT = "seats belong to tables, and leaders come and go by their rule"
BY_RULE = "the rules of participation set it"


TIE = Field("Tie of collaboration, 0 to 1.")
TIE.name = "tie"


class ColumnAgent(mesa.Agent):
    """A Mesa agent that is a view of one row.

    Unknown attributes are refused, when read and when set, with the nearest field's name. Sets of agents make views;
    nobody else needs to.
    """

    __slots__ = ("row", "rows")

    table_name: ClassVar[str]
    number: ClassVar[int]
    fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls, **further: Any) -> None:
        super().__init_subclass__(**further)
        own = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        cls.fields = {**cls.fields, **own}

    def __init__(self, rows: Rows, row: int) -> None:
        # Mesa's own constructor would register the view.
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "row", row)

    @property
    def model(self) -> Any:  # ty: ignore[incompatible-property-override]
        """The model the agent lives in."""
        return self.rows.model

    @property
    def unique_id(self) -> int:  # ty: ignore[incompatible-property-override]
        """A number that no other agent of the model has: the kind's range and the row."""
        return self.number * IDS_OF_A_KIND + self.row

    def __getattr__(self, name: str) -> Any:
        known = getattr(type(self), name, None)
        if isinstance(known, property) and known.fget is not None:
            return known.fget(self)  # it failed for want of something else: let that be named
        raise AttributeError(unknown(type(self), name))

    def __setattr__(self, name: str, value: Any) -> None:
        known = getattr(type(self), name, None)
        if isinstance(known, Field):
            known.__set__(self, value)
        elif isinstance(known, property) and known.fset is not None:
            known.fset(self, value)
        elif hasattr(type(self), name):
            raise AttributeError(f"{name} of {self!r} cannot be set")
        else:
            raise AttributeError(unknown(type(self), name))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ColumnAgent):
            return NotImplemented
        return self.row == other.row and self.rows is other.rows

    def __hash__(self) -> int:
        return hash((id(self.rows), self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.rows, self.row)

    def remove(self) -> NoReturn:
        """Refuse: who lives in the town is set by its columns."""
        raise TypeError(f"{self!r} is a row of the town and cannot be removed; take it out of a set by discard()")

    @classmethod
    def create_agents(cls, *_: Any, **__: Any) -> NoReturn:
        """Refuse: who lives in the town is set by the scenario."""
        raise TypeError(f"a {cls.__name__} is a row of the town; the scenario sets how many there are")


class Resident(ColumnAgent):
    """One resident. Feelings run from 0 to 1; days count from the start of burn-in."""

    table_name, number = "residents", 1

    neighbourhood = Whole("Neighbourhood lived in, by number.", upper=LAST_DAY, fixed=BY_PLACE)
    place = Whole("Street block lived in, by number.", upper=LAST_DAY, fixed=BY_PLACE)
    age_band = Worded("Age: child, young (15-24), middle (25-64) or older.", Age.labels(), column="age")
    need = Field("Unmet need: social risk factors, 0 to 1.")
    need_ground = Field("Need that stays when help and shocks have passed, 0 to 1.")
    propensity = Field("Propensity to offend: 0 for most, mean 1 among the prone.", upper=ANY, after=list_prone)
    trust = Field("Trust in police, 0 to 1.")
    trust_ground = Field("Trust that remains one's own among those of ties, 0 to 1.")
    grievance = Field("What bad experience with police has left behind, 0 to 1.")
    cohesion = Field("Trust in neighbours and readiness to step in, 0 to 1.")
    cohesion_ground = Field("Cohesion that remains one's own among that of ties, 0 to 1.")
    insecurity = Field("Worry about crime, 0 to 1.")
    insecurity_ground = Field("Insecurity that remains one's own among that of ties, 0 to 1.")
    risk = Field("Perceived risk of being apprehended, 0 to 1.")
    threshold = Field("Score from which one joins an initiative.", lower=-ANY, upper=ANY)
    fatigue = Field("Weariness from taking part, 0 to 1.")
    initiative = Maybe("Number of the initiative one takes part in, or None.", column="joined", fixed=BY_RULE)
    arrived = Whole("Day of moving in; long before day 0 for first residents.", lower=-LAST_DAY, upper=LAST_DAY)
    free_from = Whole("Day from which a cleared offender is back.", upper=LAST_DAY)
    last_victimised = Maybe("Day of the last victimisation, or None.", upper=LAST_DAY)
    offences = Whole("Offences so far.", upper=MOST)
    victimisations = Whole("Victimisations so far.", upper=MOST)
    contacts_good = Whole("Contacts with police that went well, so far.", upper=MOST)
    contacts_bad = Whole("Contacts with police that went badly, so far.", upper=MOST)
    volunteer_hours = Field("Hours volunteered so far.", upper=ANY)

    @property
    def ties(self) -> ColumnAgentSet:
        """The residents one is tied to, each once."""
        ties = self.model.world.ties
        return ColumnAgentSet(self.rows, np.unique(ties.to[ties.start[self.row] : ties.start[self.row + 1]]))


class Officer(ColumnAgent):
    """One police officer."""

    table_name, number = "officers", 2

    community = Whole("Community served, by number.", upper=LAST_DAY, fixed="officers stay with their service")
    slot = Whole(
        "Part of the service's day that he or she fills.", upper=LAST_DAY, fixed="the rule of rotation sets it"
    )
    skill = Field("Procedural-justice skill, 0 to 1.")
    base_skill = Field("Skill without training, 0 to 1.")
    reserve = Field("Hours kept for calls today.", upper=ANY)
    able = Field("Hours left today for patrol, engagement and initiatives.", upper=ANY)
    response_hours = Field(
        "Hours on calls so far this week.", upper=ANY, column="officer_hours", part=Activity.RESPONSE
    )
    patrol_hours = Field("Hours on patrol so far this week.", upper=ANY, column="officer_hours", part=Activity.PATROL)
    engagement_hours = Field(
        "Hours on engagement so far this week.", upper=ANY, column="officer_hours", part=Activity.ENGAGEMENT
    )
    initiative_hours = Field(
        "Hours on initiatives so far this week.", upper=ANY, column="officer_hours", part=Activity.INITIATIVES
    )
    overhead_hours = Field(
        "Hours on everything else so far this week.", upper=ANY, column="officer_hours", part=Activity.OVERHEAD
    )

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
    def hours(self) -> dict[str, float]:
        """Hours so far this week, by activity."""
        activities = ("response", "patrol", "engagement", "initiative", "overhead")
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
    commitment = Field("Commitment to mobilization, 0 to 1.")
    credibility = Field("Credibility with residents, 0 to 1.")
    representativeness = Field("How well priorities reflect residents', 0 to 1.")
    brought = Field("Representativeness brought into office, 0 to 1.")

    @property
    def agency(self) -> str | None:
        """The agency headed, by name, or None."""
        number = int(self.rows.table.agency[self.row])
        return None if number < 0 else self.model.town.agencies[number]

    @property
    def neighbourhoods(self) -> range:
        """The neighbourhoods led, by number."""
        return range(int(self.rows.table.area_first[self.row]), int(self.rows.table.area_end[self.row]))

    @property
    def ties(self) -> dict["Leader", float]:
        """Ties of collaboration to the others at the table, 0 to 1, by leader."""
        first, end = self._table()
        strengths = self.model.world.collaboration.tie[self.row, : end - first].tolist()
        return {Leader(self.rows, first + at): tie for at, tie in enumerate(strengths) if first + at != self.row}

    def set_tie(self, other: "Leader", strength: float) -> None:
        """Set the tie with another leader of the same table, on both sides."""
        first, end = self._table()
        if other == self or other.rows is not self.rows or not first <= other.row < end:
            raise ValueError(f"{other!r} is not another leader at the table of {self!r}")
        strength = TIE.written(strength, self)
        tie = self.model.world.collaboration.tie
        tie[self.row, other.row - first] = tie[other.row, self.row - first] = strength

    def _table(self) -> tuple[int, int]:
        communities = self.model.world.communities
        return int(communities.first_leader[self.community]), int(communities.end_leader[self.community])
