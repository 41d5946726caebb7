"""Deliver initiatives: a day's work with the volunteers, officer and agency hours they really have; traces fade."""

import numpy as np

from mobsim.rules.dose import hours_wanted, note_dose, queue_for_agencies, response
from mobsim.rules.reinforcement import reinforced
from mobsim.scenario.delivering import DeliveryParameters
from mobsim.scenario.initiatives import Lead, Measure, Status, Work
from mobsim.scenario.parameters import Parameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.change import lowered, raised, raised_towards
from mobsim.tools.draws import Day
from mobsim.tools.kernel import kernel
from mobsim.world.columns import World
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import neighbourhood_of, places_of, slots_in, slots_of

WORK = np.array([measure.work for measure in Measure])  # (measures, leads): Work
EVERY_PROBLEM = NONE  # a programme's initiative may be against all


@kernel(inner=True)
def deliver(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Start what is due and do a day's work in each running initiative."""
    initiatives, neighbourhoods, here = world.initiatives, world.neighbourhoods, world.communities[community]
    first_slot, end_slot = slots_in(here, initiatives, neighbourhoods)
    for slot in range(first_slot, end_slot):
        if initiatives.status[slot] == Status.PLANNED and initiatives.start_day[slot] <= today.day:
            initiatives.status[slot] = Status.RUNNING
    queue_for_agencies(world, rules.delivery, community)
    for neighbourhood in range(here.first_neighbourhood, here.end_neighbourhood):
        first, end = slots_of(neighbourhood, initiatives, neighbourhoods)
        assisted = 0
        for slot in range(first, end):
            assisted += initiatives.status[slot] == Status.RUNNING and _asks_for_police(initiatives[slot])
        for slot in range(first, end):
            if initiatives.status[slot] == Status.RUNNING:
                _work(world, rules, today, slot, assisted)


@kernel
def _asks_for_police(initiative: Row) -> bool:
    """Return whether an initiative takes a share of the neighbourhood's police hours."""
    return initiative.lead == Lead.POLICE_ASSISTED and initiative.reserved == 0


@kernel
def _work(world: World, rules: Parameters, today: Day, slot: int, assisted: int) -> None:
    """Do an initiative's work of the day; ``assisted`` initiatives share the neighbourhood's police hours."""
    delivery, initiative, tally = rules.delivery, world.initiatives[slot], world.tally
    neighbourhood = neighbourhood_of(slot, world.initiatives, world.neighbourhoods)
    wanted = hours_wanted(initiative, delivery)
    paid = min(initiative.daily_money, initiative.money) * _share_given(world, neighbourhood, initiative)
    agency = paid / delivery.agency_hour_cost
    volunteer = initiative.turnouts * rules.participation.hours_per_week / DAYS_IN_WEEK
    police = initiative.staff_hours
    tally.initiative_hours[neighbourhood] += police
    tally.brought_hours[neighbourhood] += police
    if _asks_for_police(initiative):
        police = world.neighbourhoods.initiative_hours[neighbourhood] / assisted
    work = initiative.match * agency + delivery.volunteer_efficiency * volunteer + police
    asked = wanted + delivery.volunteer_efficiency * volunteer + police
    note_dose(initiative, delivery, today, asked, initiative.fidelity * work)
    initiative.money -= paid
    initiative.agency_hours += agency
    initiative.volunteer_hours += volunteer
    initiative.police_hours += police
    initiative.work += work
    tally.money[neighbourhood] += paid
    tally.agency_hours[neighbourhood] += agency
    tally.agency_hours_wanted[neighbourhood] += wanted
    tally.volunteer_hours[neighbourhood] += volunteer
    _take_effect(world, delivery, slot, work)


@kernel
def _share_given(world: World, neighbourhood: int, initiative: Row) -> float:
    """Return the share of the hours it can pay that an initiative gets of its agency."""
    if initiative.reserved:
        return 1.0
    return world.agency_share[world.neighbourhoods.community[neighbourhood], initiative.agency]


@kernel
def _take_effect(world: World, delivery: DeliveryParameters, slot: int, work: float) -> None:
    """Let a day's work do what the initiative's measure does under its lead, at the dose that it has reached."""
    initiative = world.initiatives[slot]
    does, works = WORK[initiative.measure, initiative.lead], response(initiative, delivery)
    work *= initiative.tested * reinforced(world, delivery, slot)
    if does == Work.SUPPORT:
        _support(world, delivery, slot, works * work)
    elif does == Work.WATCH:
        _watch(world, delivery, slot, works * work)
    elif does == Work.HARDEN:
        _harden(world, delivery, slot, work, works)


@kernel
def _support(world: World, delivery: DeliveryParameters, slot: int, work: float) -> None:
    """Social development: lower the need of those reached, slowly and for long (Heller 2014)."""
    reached = world.initiatives.reached_count[slot]
    by = min(1.0, delivery.need_per_hour * work / reached) if reached > 0 else 0.0
    for nth in range(reached):
        resident = world.reached[slot, nth]
        world.residents.need[resident] = lowered(np.float64(world.residents.need[resident]), by)


@kernel
def _watch(world: World, delivery: DeliveryParameters, slot: int, work: float) -> None:
    """Community-led situational work leaves guardianship at its places (neighbourhood watch; Bennett et al. 2006)."""
    targets = world.initiatives.target_count[slot]
    by = min(1.0, delivery.watch_per_hour * work / targets)
    for nth in range(targets):
        place = world.targets[slot, nth]
        world.places.watch[place] = raised(world.places.watch[place], by)


@kernel
def _harden(world: World, delivery: DeliveryParameters, slot: int, work: float, works: float) -> None:
    """Police-assisted situational work hardens its places against its problem (Hinkle et al. 2020).

    A part of what a low dose fails to achieve is shallow: it keeps offenders from the place, and sends them to another.
    """
    targets, problem = world.initiatives.target_count[slot], world.initiatives.problem[slot]
    moves = delivery.moved_at_low_dose * (1.0 - works)
    backing = _backing(world, slot)
    ceiling = 1.0 + delivery.powers * backing
    against = world.problems.crime.sum() if problem == EVERY_PROBLEM else 1.0  # every type gets its share of the work
    by = min(1.0, delivery.hardening_per_hour * work / max(1.0, against) * (works + moves) / targets)
    for nth in range(targets):
        place = world.targets[slot, nth]
        had, gained = world.hardening[place].sum(), 0.0
        for kind in range(world.hardening.shape[1]):
            if problem in (kind, EVERY_PROBLEM):
                before = world.hardening[place, kind]
                world.hardening[place, kind] = raised_towards(before, by, ceiling)
                more = world.hardening[place, kind] - before
                gained += more
                if moves > 0.0:
                    world.shallow[place, kind] += more * moves / (works + moves)
        if gained > 0.0:
            behind = world.places.backing[place]
            world.places.backing[place] = behind + (backing - behind) * gained / (had + gained)


@kernel
def _backing(world: World, slot: int) -> float:
    """Return how well the partner is tied whose powers (landlord, licence, by-law) an initiative can use: the right agency's.

    Programmes bring what they are designed with.
    """
    initiative = world.initiatives[slot]
    if initiative.reserved or initiative.match < 1.0:
        return 0.0
    owner = neighbourhood_of(slot, world.initiatives, world.neighbourhoods)
    return world.collaboration.agency_tie[world.neighbourhoods.community[owner], initiative.agency]


@kernel(inner=True)
def fade(world: World, rules: Parameters, community: int) -> None:
    """Let the traces at places fade by a day: boosts, hardening, watch, disorder, what residents recall and police know."""
    boost, watch = _half(rules.places.boost_half_life), _half(rules.places.watch_half_life)
    known, hard = _half(rules.places.known_half_life), _half(rules.places.hardening_half_life)
    disorder, crimes = _half(rules.places.disorder_half_life), _half(rules.places.memory_half_life)
    first, end = places_of(world.communities[community], world.neighbourhoods)
    for row in range(first, end):
        place = world.places[row]
        place.boost *= boost
        place.watch *= watch
        place.disorder *= disorder
        kept = hard
        if place.backing > 0.0:
            kept = _half(rules.places.hardening_half_life * (1.0 + rules.delivery.powers * place.backing))
        for problem in range(world.hardening.shape[1]):
            world.hardening[row, problem] *= kept
            world.shallow[row, problem] *= kept
            world.known[row, problem] *= known
            world.crimes[row, problem] *= crimes


@kernel
def _half(days: float) -> float:
    """Return the factor by which what halves in so many days fades in one."""
    return 0.5 ** (1.0 / days)
