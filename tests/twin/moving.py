"""Who is prone changes with need; and moving house: a newcomer takes the home, and is drawn as at birth."""

from __future__ import annotations

import math
from typing import Any

from twin.acute import acute_from
from twin.arithmetic import clip, cumulated, first_exceeding
from twin.draws import Purpose, lognormal, normal
from twin.money import CYCLES_OF_YEAR
from twin.people import CHILD, MIDDLE, NOWHERE, OLDER, YOUNG, Resident


def chance_to_be_prone(people: Any, age: int, need: float) -> float:
    factor = {CHILD: 0.0, YOUNG: people.prone_young, MIDDLE: 1.0, OLDER: people.prone_older}[age]
    share = people.prone_share * factor * math.exp(people.prone_by_need * (need - people.usual_need))
    return min(people.most_prone, share)


def change_propensity(town: Any, cycle: int) -> None:
    """Let some who are prone cease to be, and as many become prone as keep the share where need has it."""
    people = town.rules.people
    rate = people.desistance / CYCLES_OF_YEAR
    for resident in town.residents:
        if not resident.adult:
            continue
        u = town.uniform(Purpose.MOVE, cycle, resident.number, 1)
        p = chance_to_be_prone(people, resident.age, resident.need)
        if resident.prone and u < rate:
            resident.propensity = 0.0
        elif not resident.prone and u < rate * p / (1 - p):
            drawn = town.uniform(Purpose.MOVE, cycle, resident.number, 2)
            resident.propensity = lognormal(people.propensity_spread, drawn)


def move_house(town: Any, cycle: int) -> None:
    for resident in town.residents:
        if town.uniform(Purpose.MOVE, cycle, resident.number, 0) < resident.neighbourhood.turnover / CYCLES_OF_YEAR:
            Newcomer(town, resident, when=town.day + 1).take_home()


class Newcomer:
    """The draws of one new person in a resident's home."""

    def __init__(self, town: Any, resident: Resident, when: int) -> None:
        self.town, self.rules, self.resident, self.today = town, town.rules, resident, when
        self.deprivation = resident.neighbourhood.deprivation
        self.drawn = [town.uniform(Purpose.PERSON, self.today, resident.number, nth) for nth in range(9)]

    def normal(self, nth: int) -> float:
        return normal(self.drawn[nth])

    def take_home(self) -> None:
        self.draw_traits()
        self.draw_grounds()
        self.start_anew()

    def draw_traits(self) -> None:
        people, resident = self.rules.people, self.resident
        middle = 1 - people.share_child - people.share_young - people.share_older
        bands = cumulated([people.share_child, people.share_young, middle, people.share_older])
        resident.age = first_exceeding(bands, self.drawn[0])
        mean_need = people.need_floor + people.need_by_deprivation * self.deprivation
        need = clip(mean_need + people.need_spread * self.normal(1))
        resident.need = resident.need_ground = need
        resident.acute_until = acute_from(self.town, resident, self.today, need)
        resident.propensity = self.propensity(resident.age, need)
        resident.threshold = people.threshold_mean + people.threshold_spread * self.normal(7)
        resident.zeal = lognormal(people.zeal_spread, self.drawn[8])

    def propensity(self, age: int, need: float) -> float:
        people = self.rules.people
        prone = self.drawn[2] < chance_to_be_prone(people, age, need)
        return lognormal(people.propensity_spread, self.drawn[3]) if prone else 0.0

    def draw_grounds(self) -> None:
        trust, cohesion, insecurity = self.rules.trust, self.rules.cohesion, self.rules.insecurity
        resident, deprivation = self.resident, self.deprivation
        by_age = {MIDDLE: trust.ground_middle, OLDER: trust.ground_older}.get(resident.age, trust.ground_young)
        resident.trust_ground = clip(
            by_age
            + trust.ground_by_deprivation * (deprivation - self.rules.people.usual_deprivation)
            + trust.ground_spread * self.normal(4)
        )
        resident.cohesion_ground = clip(
            cohesion.ground_mean
            + cohesion.ground_by_deprivation * deprivation
            + cohesion.ground_by_turnover * resident.neighbourhood.turnover
            + resident.neighbourhood.cohesion_shift
            + cohesion.ground_spread * self.normal(5)
        )
        resident.insecurity_ground = clip(
            insecurity.ground_mean
            + insecurity.ground_by_deprivation * (deprivation - self.rules.people.usual_deprivation)
            + insecurity.ground_spread * self.normal(6)
        )

    def start_anew(self) -> None:
        resident = self.resident
        resident.trust, resident.cohesion = resident.trust_ground, resident.cohesion_ground
        resident.insecurity = resident.insecurity_ground
        resident.grievance = resident.risk = resident.fatigue = resident.volunteer_hours = 0.0
        resident.offences = resident.victimisations = resident.contacts_good = resident.contacts_bad = 0
        resident.known_to_police = resident.calls_made = 0
        resident.member, resident.active, resident.last_victimised = 0, NOWHERE, -1
        resident.arrived, resident.free_from = self.today, 0
