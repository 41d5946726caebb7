"""Who lives and works in the town: residents, officers and leaders, each a Mesa agent."""

from __future__ import annotations

import math
from dataclasses import dataclass

import mesa
import numpy as np

from twin.arithmetic import clip, raised
from twin.draws import Purpose

CHILD, YOUNG, MIDDLE, OLDER = range(4)
MAYOR, COUNCILLOR, CHIEF, AGENCY_HEAD, ASSOCIATION = range(5)
NOWHERE = -1
BY_SIGHT = 65  # where neighbours' hearing of a stop comes from
HEARERS = 2**20  # numbers that each source of hearing has for those who may hear


class Single:
    """A resident's value kept in single precision: rounded whenever stored, read back as a double."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, resident: Resident, owner: type) -> float:
        return resident.__dict__[self.name]

    def __set__(self, resident: Resident, value: float) -> None:
        resident.__dict__[self.name] = float(np.float32(value))


@dataclass(frozen=True)
class Voice:
    """What ties perceive of a resident: each feeling in one byte, and whether they are a member."""

    trust: int
    cohesion: int
    insecurity: int
    member: bool


class Resident(mesa.Agent):
    need = Single()
    need_ground = Single()
    propensity = Single()
    trust = Single()
    trust_ground = Single()
    grievance = Single()
    cohesion = Single()
    cohesion_ground = Single()
    insecurity = Single()
    insecurity_ground = Single()
    risk = Single()
    threshold = Single()
    zeal = Single()
    fatigue = Single()
    volunteer_hours = Single()

    SINGLE = (
        *("need", "need_ground", "propensity", "trust", "trust_ground", "grievance", "cohesion", "cohesion_ground"),
        *("insecurity", "insecurity_ground", "risk", "threshold", "zeal", "fatigue", "volunteer_hours"),
    )
    WHOLE = (
        *("age", "member", "active", "arrived", "free_from", "last_victimised", "offences", "victimisations"),
        *("contacts_good", "contacts_bad", "known_to_police", "calls_made", "acute_until"),
    )

    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number
        self.ties: list[Resident] = []
        self.turnouts = 0
        self.voice: Voice

    @property
    def adult(self) -> bool:
        return self.age != CHILD

    @property
    def prone(self) -> bool:
        return self.propensity > 0

    @property
    def acute(self) -> bool:
        """Whether the resident is in an episode of acute risk today."""
        return self.acute_until > self.model.day

    @property
    def is_active(self) -> bool:
        """Whether the resident works in an initiative this week."""
        return self.active != NOWHERE

    def be_set_free(self) -> None:
        """Work in no initiative any more; a member stays a member."""
        self.active, self.turnouts = NOWHERE, 0

    @property
    def fear(self) -> float:
        """Fear that keeps people indoors: 0 up to middling insecurity, then up to 1."""
        return 2 * max(0.0, self.insecurity - 0.5)

    def lose_trust(self, loss: float, remembered: float) -> None:
        """Lose trust; the part of the loss that is remembered stays as grievance."""
        self.trust -= loss
        self.grievance = min(1, self.grievance + remembered * loss)

    def speak(self) -> None:
        """Let ties perceive the resident as they are now."""
        feelings = (self.trust, self.cohesion, self.insecurity)
        self.voice = Voice(*(math.floor(255 * feeling + 0.5) for feeling in feelings), bool(self.member))

    def meet_police(self, good: bool, source: int, weight: float = 1.0) -> None:
        """Have a contact with police, good or bad; some ties hear how it went, which counts for nobody."""
        town, tally, trust = self.model, self.neighbourhood.counts, self.model.rules.trust
        self.feel_contact(good, trust, weight)
        if good:
            self.contacts_good += 1
            tally.good += 1
        else:
            self.contacts_bad += 1
            tally.bad += 1
        for j, tie in enumerate(self.ties):
            if town.uniform(Purpose.GOSSIP, town.day, self.number, HEARERS * source + j) < trust.hearsay_chance:
                tie.feel_contact(good, trust, weight * trust.hearsay_share)

    def is_seen_stopped(self, good: bool) -> None:
        """Let each other resident of the place see how the stop went, or not."""
        town, trust = self.model, self.model.rules.trust
        for seat, other in enumerate(self.place.residents):
            u = town.uniform(Purpose.GOSSIP, town.day, self.number, HEARERS * BY_SIGHT + seat)
            if u < trust.hearsay_chance and other is not self:
                other.feel_contact(good, trust, trust.hearsay_share)

    def feel_contact(self, good: bool, trust: object, weight: float) -> None:
        """Gain or lose trust by a contact: a bad one weighs several times a good one."""
        if good:
            self.trust = raised(self.trust, weight * trust.good_contact)
        else:
            loss = weight * trust.good_contact * trust.bad_contact_weight * self.trust
            self.lose_trust(min(self.trust, loss), trust.grievance_share)


class Officer(mesa.Agent):
    ACTIVITIES = ("response", "patrol", "engagement", "initiatives", "overhead", "standby")

    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number
        self.familiarity: list[float] = []
        self.hours = self.reserve = self.able = self.owed = 0.0
        self.worked = dict.fromkeys(self.ACTIVITIES, 0.0)

    def overlap(self, neighbourhood: object) -> float:
        """Part of the cumulated deployment shares that both the officer's slot and the neighbourhood cover."""
        officers = len(self.community.officers)
        low = max(self.slot / officers, neighbourhood.deploy_lower)
        high = min((self.slot + 1) / officers, neighbourhood.deploy_upper)
        return max(0.0, high - low)

    def hours_in(self, neighbourhood: object) -> float:
        return self.able * self.overlap(neighbourhood) * len(self.community.officers)

    def handles_well(self, neighbourhood: object, change: float, contacts: object) -> float:
        """Chance that a contact goes well."""
        known = contacts.familiarity_bonus * self.familiarity[neighbourhood.local]
        return clip(self.skill + change + known)


class Supervisor(mesa.Agent):
    """Who supervises a squad: what their officers get done in an hour, and how far they go by what is known."""

    VALUES = ("own", "diligence", "use")

    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number
        self.others_came = 0


class Leader(mesa.Agent):
    def __init__(self, town: mesa.Model, number: int) -> None:
        super().__init__(town)
        self.number = number

    @property
    def area(self) -> list:
        """Neighbourhoods that the leader answers for: a ward, an association's neighbourhood, else the community."""
        if self.role in (COUNCILLOR, ASSOCIATION):
            return self.model.neighbourhoods[self.area_first : self.area_end]
        return self.community.neighbourhoods

    def answers_for(self, neighbourhood: object) -> bool:
        return neighbourhood in self.area
