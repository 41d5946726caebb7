"""Agencies' own services: hours of staff that nobody hands persons over for go to clients of their own, paid by nobody here.

Where there are more such organizations there is less violence (Sharkey, Torrats-Espinosa and Takyar 2017). They need no ties for
it: drop-ins, youth work and counselling go on whoever meets at the leaders' table.
"""

import math
from typing import NamedTuple

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.tools.change import lowered
from mobsim.tools.draws import Cycle, Day, draw, moment, nth_draw, subject, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import AcuteDraw, MoveDraw, PersonDraw, Purpose, of_client
from mobsim.world.columns import Residents, World
from mobsim.world.people import acute_chance, prone_chance
from mobsim.world.table import NONE, Bytes, Float32, Int32, Table
from mobsim.world.whereabouts import people_of

CLIENT = Purpose.CLIENT


class Agency(NamedTuple):
    """An agency by its number, and the community that it serves."""

    community: int
    number: int


@kernel
def serve_clients(world: World, rules: Parameters, cycle: Cycle) -> None:
    """Let agencies give the cycle's hours that nobody asked for to clients of their own, as far as these can be reached."""
    for community in range(world.crisis_hours.shape[0]):
        for agency in range(world.crisis_hours.shape[1]):
            left = max(0.0, world.crisis_hours[community, agency])
            hours = rules.delivery.client_share * left
            _serve_with(world, world.residents, rules, cycle, Agency(community, agency), hours)
            world.crisis_hours[community, agency] -= hours


class Clients(Table):
    """What agencies look at in those who might come to them. Shapes ``(residents,)``."""

    neighbourhood: Int32
    need: Float32
    need_ground: Float32
    age: Bytes


def serve_before_birth(world: World, rules: Parameters, birth: Day) -> None:
    """Live the years before the first day, in which agencies served as they do now and people came and went.

    So the need that they keep down is down from the first day on, and with it the share of the prone and the acute. What these
    years touch lies side by side while they are lived: a fifth of what residents' rows take.
    """
    residents, clients = world.residents, Clients.rows(world.residents.size)
    for name in clients.columns:
        getattr(clients, name)[:] = getattr(residents, name)
    live_before(world, clients, rules, birth)
    residents.need[:] = clients.need
    world.tally.clients[:] = 0.0  # counted from the first day
    world.tally.client_hours[:] = 0.0
    reconsider(world, rules, birth)


@kernel
def live_before(world: World, clients: Clients, rules: Parameters, birth: Day) -> None:
    """Live those years, one community after the other: they share nobody."""
    cycles = math.floor(rules.delivery.client_years * CYCLES_IN_YEAR + 0.5)
    back = 1.0 - (1.0 - rules.need.relapse) ** (DAYS_IN_CYCLE // DAYS_IN_WEEK)
    used = rules.delivery.client_share * rules.delivery.usual_left
    for community in range(world.crisis_hours.shape[0]):
        for number in range(-cycles, 0):
            cycle = Cycle(birth.keys, number)
            for agency in range(world.crisis_hours.shape[1]):
                hours = used * hours_of_staff(world, rules, community, agency)
                _serve_with(world, clients, rules, cycle, Agency(community, agency), hours)
            _come_and_go(world, clients, community, cycle, back)


@kernel
def hours_of_staff(world: World, rules: Parameters, community: int, agency: int) -> float:
    """Return the hours of its own staff that an agency has in a cycle for a community; none where it has no head there."""
    if world.collaboration.heads[community, agency] == NONE:
        return 0.0
    people = people_of(world.communities[community], world.neighbourhoods)
    return rules.response.agency_hours * people / 1000.0 / CYCLES_IN_YEAR


@kernel
def _serve_with(
    world: World, people: Residents | Clients, rules: Parameters, cycle: Cycle, agency: Agency, hours: float
) -> None:
    """Serve clients one after the other until the hours are used; the last has what is left."""
    nth, tally = 0, world.tally
    while hours > 0.0:
        spent = min(rules.delivery.client_hours, hours)
        client = _next_client(world, people, rules, cycle, agency, nth)
        person = people[client]
        if person.age != Age.CHILD:
            by = min(1.0, rules.delivery.need_per_hour * rules.delivery.client_worth * spent)
            person.need = lowered(np.float64(person.need), by)
        tally.clients[person.neighbourhood] += spent / rules.delivery.client_hours
        tally.client_hours[person.neighbourhood] += spent
        hours -= spent
        nth += 1


@kernel
def _next_client(
    world: World, people: Residents | Clients, rules: Parameters, cycle: Cycle, agency: Agency, nth: int
) -> int:
    """Return an agency's ``nth`` client: the adult most in need among some who come to it."""
    here = world.communities[agency.community]
    first = world.neighbourhoods.first_resident[here.first_neighbourhood]
    end, client = first + people_of(here, world.neighbourhoods), NONE
    who = agency.community * world.crisis_hours.shape[1] + agency.number
    for candidate in range(rules.planning.screened):
        comes = within(first, end, draw(cycle, CLIENT, who, of_client(nth, candidate)))
        if client == NONE or _goes_first(people, comes, client):
            client = comes
    return client


@kernel
def _goes_first(people: Residents | Clients, one: int, other: int) -> bool:
    """Return whether one resident is served before another: an adult before a child, then who is more in need."""
    if (people.age[one] == Age.CHILD) != (people.age[other] == Age.CHILD):
        return people.age[other] == Age.CHILD
    return people.need[one] > people.need[other]


@kernel
def _come_and_go(world: World, clients: Clients, community: int, cycle: Cycle, back: float) -> None:
    """Let need come back for a cycle in a community, and newcomers bring that of their ground."""
    here, begun = world.communities[community], moment(cycle, Purpose.MOVE)
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        home = world.neighbourhoods[neighbourhood]
        chance = home.turnover / CYCLES_IN_YEAR
        for resident in range(home.first_resident, home.end_resident):
            need, ground = np.float64(clients.need[resident]), np.float64(clients.need_ground[resident])
            moves = nth_draw(subject(begun, resident), MoveDraw.MOVES) < chance
            clients.need[resident] = ground if moves else need + back * (ground - need)


@kernel
def reconsider(world: World, rules: Parameters, birth: Day) -> None:
    """Let nobody be prone or acute at birth whose need, as it is now, says otherwise to the draws that decided it."""
    for resident in range(world.residents.size):
        person = world.residents[resident]
        need = np.float64(person.need)
        if draw(birth, Purpose.PERSON, resident, PersonDraw.PRONE) >= prone_chance(rules.people, person.age, need):
            person.propensity = 0.0
        if draw(birth, Purpose.ACUTE, resident, AcuteDraw.IS_ACUTE) >= acute_chance(rules.acute, need):
            person.acute_until = 0
