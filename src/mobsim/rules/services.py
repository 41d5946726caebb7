"""Agencies' own services: hours of staff that nobody hands persons over for go to clients of their own, paid by nobody here.

Where there are more such organizations there is less violence (Sharkey, Torrats-Espinosa and Takyar 2017). They need no ties for
it: drop-ins, youth work and counselling go on whoever meets at the leaders' table.
"""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.tools.change import lowered
from mobsim.tools.draws import Cycle, Day, draw, moment, nth_draw, subject, within
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import AcuteDraw, MoveDraw, PersonDraw, Purpose, of_client
from mobsim.tools.sharing import side_by_side
from mobsim.world.columns import Residents, World
from mobsim.world.people import acute_chance, prone_chance
from mobsim.world.table import NONE, Bytes, Float32, Row
from mobsim.world.whereabouts import largest_first, people_of, residents_of


class Service(NamedTuple):
    """An agency's cycle in a community: the rows of those who may come to it, and what the names of its draws begin with."""

    first: int
    end: int
    begun: np.uint64


@kernel
def serve_clients(world: World, rules: Parameters, cycle: Cycle, community: int) -> None:
    """Let agencies give the cycle's hours that nobody asked for to clients of their own, as far as these can be reached."""
    first, end = residents_of(world.communities[community], world.neighbourhoods)
    for agency in range(world.crisis_hours.shape[1]):
        left = max(0.0, world.crisis_hours[community, agency])
        hours = rules.delivery.client_share * left
        _serve_and_count(world, rules, Service(first, end, _begun(world, cycle, community, agency)), hours)
        world.crisis_hours[community, agency] -= hours


class Clients(NamedTuple):
    """What agencies look at in those of a community who might come to them, side by side. Shapes ``(residents,)``."""

    need: Float32
    need_ground: Float32
    age: Bytes


def serve_before_birth(world: World, rules: Parameters, birth: Day, threads: int = 1) -> None:
    """Live the years before the first day, in which agencies served as they do now and people came and went.

    So the need that they keep down is down from the first day on, and with it the share of the prone and the acute.
    Communities share nobody: each lives its years by itself, on a thread that is free.
    """
    live_years = partial(_live_years, world, rules, birth)
    side_by_side(threads, live_years, largest_first(world.communities, world.neighbourhoods))


def _live_years(world: World, rules: Parameters, birth: Day, community: int) -> None:
    first, end = residents_of(world.communities[community], world.neighbourhoods)
    count = int(end - first)
    clients = Clients(np.empty(count, np.float32), np.empty(count, np.float32), np.empty(count, np.uint8))
    live_before(world, clients, rules, birth, community)


@kernel
def live_before(world: World, clients: Clients, rules: Parameters, birth: Day, community: int) -> None:
    """Live those years in a community, over three columns of its own: a twelfth of what residents' rows take."""
    here, residents = world.communities[community], world.residents
    first, end = residents_of(here, world.neighbourhoods)
    for row in range(end - first):
        clients.need[row] = residents.need[first + row]
        clients.need_ground[row] = residents.need_ground[first + row]
        clients.age[row] = residents.age[first + row]
    cycles = math.floor(rules.delivery.client_years * CYCLES_IN_YEAR + 0.5)
    used = rules.delivery.client_share * rules.delivery.usual_left
    back = 1.0 - (1.0 - rules.need.relapse) ** (DAYS_IN_CYCLE // DAYS_IN_WEEK)
    for number in range(-cycles, 0):
        cycle = Cycle(birth.keys, number)
        for agency in range(world.crisis_hours.shape[1]):
            service = Service(0, end - first, _begun(world, cycle, community, agency))
            _serve(clients, rules, service, used * hours_of_staff(world, rules, community, agency))
        for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
            _come_and_go(clients, world.neighbourhoods[neighbourhood], first, cycle, back)
    for row in range(end - first):
        residents.need[first + row] = clients.need[row]
    _reconsider(residents, rules, birth, first, end)


@kernel
def hours_of_staff(world: World, rules: Parameters, community: int, agency: int) -> float:
    """Return the hours of its own staff that an agency has in a cycle for a community; none where it has no head there."""
    if world.collaboration.heads[community, agency] == NONE:
        return 0.0
    people = people_of(world.communities[community], world.neighbourhoods)
    return rules.response.agency_hours * people / 1000.0 / CYCLES_IN_YEAR


@kernel
def _begun(world: World, cycle: Cycle, community: int, agency: int) -> np.uint64:
    """Return what the names of all draws of an agency's clients in a cycle and community begin with."""
    return subject(moment(cycle, Purpose.CLIENT), community * world.crisis_hours.shape[1] + agency)


@kernel
def _serve_and_count(world: World, rules: Parameters, service: Service, hours: float) -> None:
    """Serve clients one after the other until the hours are used, and count them; the last has what is left."""
    nth, tally, residents = 0, world.tally, world.residents
    while hours > 0.0:
        spent = min(rules.delivery.client_hours, hours)
        client = _next_client(residents, rules, service, nth)
        _help(residents, rules, client, spent)
        tally.clients[residents.neighbourhood[client]] += spent / rules.delivery.client_hours
        tally.client_hours[residents.neighbourhood[client]] += spent
        hours -= spent
        nth += 1


@kernel
def _serve(clients: Clients, rules: Parameters, service: Service, hours: float) -> None:
    """Serve clients in the same way before the first day, from which on they are counted."""
    nth = 0
    while hours > 0.0:
        spent = min(rules.delivery.client_hours, hours)
        _help(clients, rules, _next_client(clients, rules, service, nth), spent)
        hours -= spent
        nth += 1


@kernel
def _help(people: Residents | Clients, rules: Parameters, client: int, hours: float) -> None:
    """Lower the need of a client, unless it is a child."""
    if people.age[client] != Age.CHILD:
        by = min(1.0, rules.delivery.need_per_hour * rules.delivery.client_worth * hours)
        people.need[client] = lowered(np.float64(people.need[client]), by)


@kernel
def _next_client(people: Residents | Clients, rules: Parameters, service: Service, nth: int) -> int:
    """Return an agency's ``nth`` client: the adult most in need among some who come to it."""
    client = NONE
    for candidate in range(rules.planning.screened):
        comes = within(service.first, service.end, nth_draw(service.begun, of_client(nth, candidate)))
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
def _come_and_go(clients: Clients, home: Row, first: int, cycle: Cycle, back: float) -> None:
    """Let need come back for a cycle in a neighbourhood, and newcomers bring that of their ground.

    ``first`` is the resident in the first row of the clients.
    """
    chance, begun = home.turnover / CYCLES_IN_YEAR, moment(cycle, Purpose.MOVE)
    need = clients.need[home.first_resident - first : home.end_resident - first]
    grounds = clients.need_ground[home.first_resident - first : home.end_resident - first]
    for row in range(need.size):  # from 0 on, so that the compiler takes several rows at once
        now, ground = np.float64(need[row]), np.float64(grounds[row])
        moves = nth_draw(subject(begun, home.first_resident + row), MoveDraw.MOVES) < chance
        need[row] = ground if moves else now + back * (ground - now)


@kernel
def _reconsider(residents: Residents, rules: Parameters, birth: Day, first: int, end: int) -> None:
    """Let nobody be prone or acute at birth whose need, as it is now, says otherwise to the draws that decided it."""
    for resident in range(first, end):
        person = residents[resident]
        need = np.float64(person.need)
        if person.propensity > 0.0:
            u = draw(birth, Purpose.PERSON, resident, PersonDraw.PRONE)
            if u >= prone_chance(rules.people, person.age, need):
                person.propensity = 0.0
        if person.acute_until > 0:
            u = draw(birth, Purpose.ACUTE, resident, AcuteDraw.IS_ACUTE)
            if u >= acute_chance(rules.acute, need):
                person.acute_until = 0
