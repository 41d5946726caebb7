"""Where things happen: places, neighbourhoods and communities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from twin.arithmetic import mean, plain_sum
from twin.happenings import RUNNING, Initiative, Problem, Tally
from twin.people import AGENCY_HEAD, CHIEF, COUNCILLOR, MAYOR, Leader, Officer, Resident, Supervisor


@dataclass
class Programme:
    """What a programme from outside the strategy brings to a place: officer hours a day, how they are spent, less crime."""

    patrol: float
    engagement: float
    follow_up: float
    skill: float
    spared: float


class Place:
    """A street block and its traces."""

    VALUES = (
        *("attractiveness_upper", "appeal", "boost", "watch", "backing", "presence", "hours", "disorder"),
        *("control", "trust", "guardianship", "near", "reporting_shift"),
    )

    def __init__(self, number: int) -> None:
        self.number = number
        self.residents: list[Resident] = []
        self.neighbourhood: Neighbourhood
        self.programme: Programme
        self.hardening: list[float] = []
        self.shallow: list[float] = []
        self.known: list[float] = []
        self.crimes: list[float] = []
        self.cycle_true: list[int] = []
        self.cycle_recorded: list[int] = []

    @property
    def shown(self) -> float:
        """How much disorder shows."""
        return self.disorder / (1 + self.disorder)

    def known_in_all(self, crimes: list[Problem]) -> float:
        """What police know of crime here, each type as it weighs with them."""
        return plain_sum(crime.weight * self.known[crime.number] for crime in crimes)

    def repaired(self, crimes: list[int]) -> float:
        """How much is seen to be done here: a watch, and hardening against crime of every type."""
        return min(1.0, self.watch + mean(self.hardening[q] for q in crimes))

    def adult_from(self, index: int) -> Resident:
        """The resident of that index, or the next adult cyclically; the child where no adult lives here."""
        for step in range(len(self.residents)):
            resident = self.residents[(index + step) % len(self.residents)]
            if resident.adult:
                return resident
        return self.residents[index]


class Neighbourhood:
    """A neighbourhood with its places, residents, slots of initiatives and what is known of it."""

    VALUES = (
        *("deprivation", "turnover", "cohesion_shift", "wave", "wave_end", "need", "usual_severity", "zone"),
        *("programme_invited", "programme_rotation", "trust", "cohesion", "insecurity", "participation", "membership"),
        *("example", "visible", "follow_up_hours", "kept_lately", "deploy_upper"),
        *("patrol_share", "engagement_share", "initiative_share", "diligence", "use"),
        *("heard_trust", "heard_cohesion", "heard_members", "attended"),
    )

    def __init__(self, number: int, types: int, slots: int, reserved: int) -> None:
        self.number = number
        self.places: list[Place] = []
        self.residents: list[Resident] = []
        self.adjacent: list[Neighbourhood] = []
        self.adjacent_upper: list[float] = []
        self.pull = 1.0
        self.slots: list[Initiative | None] = [None] * (slots + reserved)
        self.reserved_from = slots
        self.account: list[float] = []
        self.extent: list[float] = []
        self.counts, self.cycle, self.coming = Tally(types), Tally(types), Tally(types)
        self.deploy_lower = self.able_hours = 0.0
        self.patrol_hours = self.engagement_hours = self.initiative_hours = 0.0
        self.engagement_of_week = 0.0
        self.severity = [0.0] * types
        self.year = 0.0
        self.lately_true, self.lately_known, self.lately_patrol = [0.0] * types, [0.0] * types, 0.0
        self.kept, self.attendees, self.result = 0.0, 0, None

    @property
    def population(self) -> int:
        return len(self.residents)

    @property
    def adults(self) -> list[Resident]:
        return [resident for resident in self.residents if resident.adult]

    @property
    def population_share(self) -> float:
        return self.population / self.community.population

    @property
    def size(self) -> float:
        """Size against the 2,500 residents for whom initiatives are priced."""
        return self.population / 2500

    @property
    def initiatives(self) -> list[Initiative]:
        """All that are planned or running, in order of slots."""
        return [initiative for initiative in self.slots if initiative is not None]

    @property
    def running(self) -> list[Initiative]:
        return [initiative for initiative in self.initiatives if initiative.status == RUNNING]

    @property
    def leaders_running(self) -> list[Initiative]:
        """Running initiatives that leaders planned, and not a programme."""
        return [initiative for initiative in self.running if not initiative.reserved]

    @property
    def open(self) -> list[Initiative]:
        """Initiatives that residents can be active in."""
        return [initiative for initiative in self.running if not initiative.closed]

    def volunteers(self, initiative: Initiative) -> int:
        """How many residents are active in an initiative."""
        return len(self.active_in(initiative))

    def turnouts(self, initiative: Initiative) -> int:
        """How often those active in an initiative turn out in the week."""
        return sum(resident.turnouts for resident in self.active_in(initiative))

    def active_in(self, initiative: Initiative) -> list[Resident]:
        return [resident for resident in self.residents if resident.active == initiative.slot]

    @property
    def free_slot(self) -> int | None:
        """First empty slot that leaders may plan in."""
        own = self.slots[: self.reserved_from]
        return own.index(None) if None in own else None

    def covering(self) -> tuple[int, int]:
        """First and last slot of the officers who cover the neighbourhood; its community has officers."""
        officers = len(self.community.officers)
        first = min(officers - 1, math.floor(self.deploy_lower * officers))
        return first, max(first, min(officers - 1, math.ceil(self.deploy_upper * officers) - 1))

    def covered_by(self) -> list[Officer]:
        """The officers who cover the neighbourhood, in order of their slots."""
        if not self.community.officers:
            return []
        first, last = self.covering()
        return [self.community.officer_in(slot) for slot in range(first, last + 1)]

    def leaders(self, *roles: int) -> list[Leader]:
        """Leaders in these roles who answer for the neighbourhood."""
        return [leader for leader in self.community.leaders if leader.role in roles and leader.answers_for(self)]

    def commitment(self) -> float:
        """Mean commitment of mayor, the ward's councillor and the chief."""
        return mean(leader.commitment for leader in self.leaders(MAYOR, COUNCILLOR, CHIEF))


class Community:
    """A municipality with one police service and one leaders' table."""

    VALUES = (
        *("call_load", "overtime", "overhead", "reference", "reference_cycles", "purse_factor", "paid", "strength"),
        *("team_credit", "team_load", "team_chance"),
    )
    LISTS = ("agency_tie", "crisis_hours", "agency_share")

    def __init__(self, number: int) -> None:
        self.number = number
        self.neighbourhoods: list[Neighbourhood] = []
        self.officers: list[Officer] = []
        self.supervisors: list[Supervisor] = []
        self.leaders: list[Leader] = []
        self.ties: list[list[float]] = []
        self.held: list[list[float]] = []
        self.convenor: Leader | None = None
        self.tables_ended = self.tables_begun = 0
        self.agency_tie: list[float] = []
        self.crisis_hours: list[float] = []
        self.agency_share: list[float] = []
        self.set_aside = self.assessment_error = self.records_error = self.patrol_error = 0.0
        self.team_given = self.team_lapsed = 0.0
        self.levers: Any = None

    @property
    def population(self) -> int:
        return sum(neighbourhood.population for neighbourhood in self.neighbourhoods)

    @property
    def residents(self) -> list[Resident]:
        return [resident for neighbourhood in self.neighbourhoods for resident in neighbourhood.residents]

    @property
    def acting(self) -> Any:
        """The levers as they act: of the levels that cost money, what is paid."""
        levers, paid = self.levers, self.paid
        return levers._replace(
            leadership=levers.leadership * paid,
            collaboration=levers.collaboration * paid,
            risk_focus=levers.risk_focus * paid,
            information_sharing=levers.information_sharing * paid,
            crisis_teams=levers.crisis_teams * paid,
            situation_table=levers.situation_table * paid,
        )

    def officer_in(self, slot: int) -> Officer:
        return next(officer for officer in self.officers if officer.slot == slot)

    def supervisor_of(self, slot: int) -> Supervisor:
        """Who supervises a slot: squads are of neighbouring slots, and about as large."""
        return self.supervisors[slot * len(self.supervisors) // len(self.officers)]

    def leaders_as(self, *roles: int) -> list[Leader]:
        return [leader for leader in self.leaders if leader.role in roles]

    @property
    def officials(self) -> list[Leader]:
        return self.leaders_as(MAYOR, CHIEF, AGENCY_HEAD)

    def held_between(self, one: Leader, other: Leader) -> float:
        """What the institutions of both hold of a tie."""
        return self.held[self.leaders.index(one)][self.leaders.index(other)]

    def used(self, one: Leader, other: Leader) -> float:
        """The tie by which two work together: their own, or what institutions hold of it."""
        return max(self.ties[self.leaders.index(one)][self.leaders.index(other)], self.held_between(one, other))
