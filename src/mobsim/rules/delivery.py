"""Deliver initiatives: a day's work with the volunteers, officer hours and agency money they really have; traces fade."""

import numpy as np

from mobsim.scenario.initiatives import Lead, Measure, Status, Work
from mobsim.scenario.places import PlacesParameters
from mobsim.scenario.planning import DeliveryParameters
from mobsim.scenario.residents import ParticipationParameters
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.tools.change import lowered, raised
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Places, World

EVERY_PROBLEM = -1
WORK = np.array([measure.work for measure in Measure])  # (measures, leads): Work


@kernel(inner=True)
def deliver(world: World, delivery: DeliveryParameters, participation: ParticipationParameters, day: int) -> None:
    """Start what is due and do a day's work in each running initiative."""
    initiatives = world.initiatives
    slots = initiatives.status.size // world.neighbourhoods.community.size
    for neighbourhood in range(world.neighbourhoods.community.size):
        assisted = 0
        for slot in range(neighbourhood * slots, (neighbourhood + 1) * slots):
            if initiatives.status[slot] == Status.PLANNED and initiatives.start_day[slot] <= day:
                initiatives.status[slot] = Status.RUNNING
            if initiatives.status[slot] == Status.RUNNING and initiatives.reserved[slot] == 0:
                assisted += initiatives.lead[slot] == Lead.POLICE_ASSISTED
        for slot in range(neighbourhood * slots, (neighbourhood + 1) * slots):
            if initiatives.status[slot] == Status.RUNNING:
                _work(world, delivery, participation, neighbourhood, slot, assisted)


@kernel
def _work(
    world: World,
    delivery: DeliveryParameters,
    participation: ParticipationParameters,
    neighbourhood: int,
    slot: int,
    assisted: int,
) -> None:
    initiatives, tally = world.initiatives, world.tally
    paid = min(initiatives.daily_money[slot], initiatives.money[slot])
    initiatives.money[slot] -= paid
    agency = paid / delivery.agency_hour_cost
    volunteer = initiatives.volunteers[slot] * participation.hours_per_week / DAYS_IN_WEEK
    police = initiatives.staff_hours[slot]
    tally.initiative_hours[neighbourhood] += police
    if initiatives.lead[slot] == Lead.POLICE_ASSISTED and initiatives.reserved[slot] == 0:
        police = world.neighbourhoods.initiative_hours[neighbourhood] / assisted
    work = initiatives.match[slot] * agency + delivery.volunteer_efficiency * volunteer + police
    initiatives.agency_hours[slot] += agency
    initiatives.volunteer_hours[slot] += volunteer
    initiatives.police_hours[slot] += police
    initiatives.work[slot] += work
    tally.money[neighbourhood] += paid
    tally.agency_hours[neighbourhood] += agency
    tally.volunteer_hours[neighbourhood] += volunteer
    _take_effect(world, delivery, slot, work)


@kernel
def _take_effect(world: World, delivery: DeliveryParameters, slot: int, work: float) -> None:
    """Let a day's work do what the initiative's measure does under its lead."""
    does = WORK[world.initiatives.measure[slot], world.initiatives.lead[slot]]
    if does == Work.SUPPORT:
        _support(world, delivery, slot, work)
    elif does == Work.WATCH:
        _watch(world, delivery, slot, work)
    elif does == Work.HARDEN:
        _harden(world, delivery, slot, work)


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
def _harden(world: World, delivery: DeliveryParameters, slot: int, work: float) -> None:
    """Police-assisted situational work hardens its places against its problem (Hinkle et al. 2020)."""
    targets, problem = world.initiatives.target_count[slot], world.initiatives.problem[slot]
    by = min(1.0, delivery.hardening_per_hour * work / targets)
    for nth in range(targets):
        place = world.targets[slot, nth]
        for kind in range(world.hardening.shape[1]):
            if problem in (kind, EVERY_PROBLEM):
                world.hardening[place, kind] = raised(world.hardening[place, kind], by)


@kernel(inner=True)
def fade(places: Places, hardening: Float, traces: PlacesParameters) -> None:
    """Let the traces at places fade by a day: boosts, hardening, watch, and what police know."""
    boost, watch = 0.5 ** (1.0 / traces.boost_half_life), 0.5 ** (1.0 / traces.watch_half_life)
    known, hard = 0.5 ** (1.0 / traces.known_half_life), 0.5 ** (1.0 / traces.hardening_half_life)
    for row in range(places.size):
        place = places[row]
        place.boost *= boost
        place.watch *= watch
        place.known *= known
        for problem in range(hardening.shape[1]):
            hardening[row, problem] *= hard
