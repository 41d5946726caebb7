"""What an incident does: to its victim, to those who hear of it, and to the place."""

import numpy as np

from mobsim.scenario.feelings import CohesionParameters, InsecurityParameters
from mobsim.scenario.places import PlacesParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Purpose, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Places, Residents, Ties, World

HEARSAY = int(Purpose.HEARSAY)
MOST_HEARERS = 64


@kernel(inner=True)
def suffer(
    world: World,
    place_traces: PlacesParameters,
    insecurity: InsecurityParameters,
    cohesion: CohesionParameters,
    keys: np.ndarray,
    day: int,
) -> None:
    """Let the day's incidents do their harm, in order."""
    incidents, problems = world.incidents, world.problems
    residents, places, tally = world.residents, world.places, world.tally
    for row in range(world.counts.incidents[0]):
        problem, place, offender = incidents.problem[row], incidents.place[row], incidents.offender[row]
        severity = world.kinds.severity[incidents.kind[row]]
        neighbourhood = places.neighbourhood[place]
        world.series.true[neighbourhood, problem] += 1.0
        tally.harm[neighbourhood] += severity
        world.cycle_true[place, problem] += 1.0
        if offender >= 0:
            residents.offences[offender] += 1
            boost(places, place, world.kinds.near_repeat[incidents.kind[row]], place_traces.boost_spill)
        if problems.visible[problem]:
            places.seen[place] += 1.0
        if problems.crime[problem] and problems.victim[problem]:
            victim = incidents.victim[row]
            _hurt(residents, insecurity, cohesion, victim, severity, day)
            _hear(residents, world.ties, insecurity, keys[HEARSAY], day, victim, offender, severity)


@kernel
def boost(places: Places, place: int, by: float, spill: float) -> None:
    """Make a struck place, and less so the next ones, more likely to be struck again (near repeat)."""
    places.boost[place] += by
    neighbourhood = places.neighbourhood[place]
    if place > 0 and places.neighbourhood[place - 1] == neighbourhood:
        places.boost[place - 1] += by * spill
    if place + 1 < places.boost.size and places.neighbourhood[place + 1] == neighbourhood:
        places.boost[place + 1] += by * spill


@kernel
def _hurt(
    residents: Residents,
    insecurity: InsecurityParameters,
    cohesion: CohesionParameters,
    victim: int,
    severity: float,
    day: int,
) -> None:
    residents.insecurity[victim] = raised(
        np.float64(residents.insecurity[victim]), min(1.0, insecurity.victim_rise * severity)
    )
    residents.cohesion[victim] = lowered(
        np.float64(residents.cohesion[victim]), min(1.0, cohesion.victim_loss * severity)
    )
    residents.victimisations[victim] += 1
    residents.last_victimised[victim] = day


@kernel
def _hear(
    residents: Residents,
    ties: Ties,
    insecurity: InsecurityParameters,
    key: np.uint64,
    day: int,
    victim: int,
    offender: int,
    severity: float,
) -> None:
    first = ties.start[victim]
    heard = min(MOST_HEARERS, ties.start[victim + 1] - first)
    rise = min(1.0, insecurity.hearsay_rise * severity)
    for nth in range(heard):
        if uniform(key, day, victim, MOST_HEARERS * (offender % 1024) + nth) < insecurity.hearsay_chance:
            tie = ties.to[first + nth]
            residents.insecurity[tie] = raised(np.float64(residents.insecurity[tie]), rise)
