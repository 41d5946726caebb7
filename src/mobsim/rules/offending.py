"""Would-be offences: each prone resident's occasions, the places weighed, and the decision to go ahead."""

import math

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.places import OffendingParameters
from mobsim.scenario.police import PatrolParameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.change import logistic
from mobsim.tools.draws import Purpose, below, poisson, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Counts, Float, Incidents, Places, Problems, Residents, World

OCCASION, JOURNEY, CHOICE, CRISIS = (
    int(Purpose.OCCASION),
    int(Purpose.JOURNEY),
    int(Purpose.CHOICE),
    int(Purpose.CRISIS),
)
FURTHEST_STEPS = 6
MOST_CRISES = 49  # of one type in a neighbourhood and day


@kernel(inner=True)
def offend(world: World, offending: OffendingParameters, patrol: PatrolParameters, keys: np.ndarray, day: int) -> None:
    """Let each prone resident meet his occasions of the day; those who go ahead make the day's incidents."""
    residents, problems, incidents = world.residents, world.problems, world.incidents
    counts = world.counts
    counts.before[0] += counts.incidents[0]
    counts.incidents[0] = 0
    counts.cleared[0] = 0
    ceiling = counts.offender_ceiling[0] * world.season[day % DAYS_IN_YEAR]
    for row in range(counts.prone[0]):
        offender = world.prone[row]
        rate = ceiling * residents.propensity[offender]
        u = uniform(keys[OCCASION], day, offender, 0)
        if u >= rate or u >= 1.0 - math.exp(-rate) or residents.free_from[offender] > day:
            continue
        problem = first_above(
            problems.offender_upper, 0, problems.offender_upper.size, uniform(keys[OCCASION], day, offender, 1)
        )
        first_kind, end_kind = problems.first_kind[problem], problems.end_kind[problem]
        kind = first_above(world.kinds.upper, first_kind, end_kind, uniform(keys[OCCASION], day, offender, 2))
        place = _place_struck(world, offending, patrol, keys, day, offender, problem, kind)
        if place >= 0:
            victim = -1
            if problems.victim[problem]:
                passing = problems.passers_by[problem] * (1.0 - world.kinds.at_homes[kind])
                victim = _victim(world, keys[CHOICE], day, offender, place, passing)
            _happen(incidents, counts, problem, kind, place, offender, victim)


@kernel
def first_above(upper: Float, first: int, end: int, u: float) -> int:
    """Return the first row in ``first .. end - 1`` of an ascending column that exceeds ``u`` (the last if none does)."""
    end -= 1
    while first < end:
        middle = (first + end) // 2
        if upper[middle] > u:
            end = middle
        else:
            first = middle + 1
    return first


@kernel
def _place_struck(
    world: World,
    offending: OffendingParameters,
    patrol: PatrolParameters,
    keys: np.ndarray,
    day: int,
    offender: int,
    problem: int,
    kind: int,
) -> int:
    """Return the place where the offender goes ahead, or -1: blocked, he turns elsewhere now and then (displacement)."""
    places, repeats, at_homes = world.places, world.kinds.near_repeat[kind], world.kinds.at_homes[kind]
    home = world.residents.neighbourhood[offender]
    weight_of_all = 0.0
    for candidate in range(offending.places_weighed):
        place = _place_weighed(world, offending.step_chance, at_homes, keys[JOURNEY], day, offender, home, candidate)
        weight_of_all += _weight(places, offending, place, repeats)
    mark = uniform(keys[CHOICE], day, offender, 0) * weight_of_all
    chosen = 0
    weight = 0.0
    while True:
        place = _place_weighed(world, offending.step_chance, at_homes, keys[JOURNEY], day, offender, home, chosen)
        weight += _weight(places, offending, place, repeats)
        if weight > mark or chosen == offending.places_weighed - 1:
            break
        chosen += 1
    drive = _drive(world.residents, world.problems, offending, offender, problem)
    if uniform(keys[CHOICE], day, offender, 1) < logistic(
        drive + _lure(world, offending, patrol, place, problem, repeats)
    ):
        return place
    if uniform(keys[CHOICE], day, offender, 2) >= offending.displacement:
        return -1
    other = (chosen + 1) % offending.places_weighed
    place = _place_weighed(world, offending.step_chance, at_homes, keys[JOURNEY], day, offender, home, other)
    if uniform(keys[CHOICE], day, offender, 3) < logistic(
        drive + _lure(world, offending, patrol, place, problem, repeats)
    ):
        return place
    return -1


@kernel
def _place_weighed(
    world: World,
    step_chance: float,
    at_homes: float,
    key: np.uint64,
    day: int,
    offender: int,
    home: int,
    candidate: int,
) -> int:
    """Return the place of a candidate: a short journey on the network to what draws, then a block, by attractiveness or any."""
    places, neighbourhoods = world.places, world.neighbourhoods
    neighbourhood = home
    if step_chance > 0.0:
        u = uniform(key, day, offender, 10 * candidate)
        steps = min(FURTHEST_STEPS, int(math.log(1.0 - u) / math.log(step_chance)))
        for step in range(steps):
            first, end = neighbourhoods.edge_first[neighbourhood], neighbourhoods.edge_end[neighbourhood]
            if end > first:
                u = uniform(key, day, offender, 10 * candidate + 1 + step)
                neighbourhood = world.edge_to[first_above(world.edge_upper, first, end, u)]
    first, end = neighbourhoods.first_place[neighbourhood], neighbourhoods.end_place[neighbourhood]
    u = uniform(key, day, offender, 10 * candidate + 8)
    if at_homes > 0.0 and uniform(key, day, offender, 10 * candidate + 9) < at_homes:
        return first + below(end - first, u)
    return first_above(places.attractiveness_upper, first, end, u)


@kernel
def _weight(places: Places, offending: OffendingParameters, place: int, repeats: float) -> float:
    return 1.0 + offending.boost_choice * repeats * min(places.boost[place], offending.boost_cap)


@kernel
def _drive(
    residents: Residents, problems: Problems, offending: OffendingParameters, offender: int, problem: int
) -> float:
    """Return what the offender brings to the decision: need, perceived risk, how legitimate police are to him (logit)."""
    return (
        problems.go_ahead[problem]
        + problems.by_need[problem] * (residents.need[offender] - offending.usual_need)
        - offending.by_risk * residents.risk[offender]
        - offending.by_legitimacy * (residents.trust[offender] - offending.usual_trust)
    )


@kernel
def _lure(
    world: World,
    offending: OffendingParameters,
    patrol: PatrolParameters,
    place: int,
    problem: int,
    repeats: float,
) -> float:
    """Return what the place says to the offender: opportunity against control, guardianship, hardening, police (logit)."""
    places, neighbourhoods = world.places, world.neighbourhoods
    neighbourhood = places.neighbourhood[place]
    return (
        world.opportunity[neighbourhood, problem]
        + world.problems.by_opportunity[problem] * places.appeal[place]
        + offending.by_wave * neighbourhoods.wave[neighbourhood]
        + offending.by_boost * repeats * min(places.boost[place], offending.boost_cap)
        - offending.by_control * (places.control[place] - offending.usual_control)
        - offending.by_local_trust * (places.trust[place] - offending.usual_trust)
        - offending.by_guardianship * (places.guardianship[place] + places.watch[place] - offending.usual_guardianship)
        - offending.by_hardening * world.hardening[place, problem]
        - offending.by_presence * (1.0 - math.exp(-places.presence[place] / patrol.presence_scale))
    )


@kernel
def _victim(world: World, key: np.uint64, day: int, offender: int, place: int, passers_by: float) -> int:
    """Return whom the offence strikes: somebody of the neighbourhood who passes, or an adult who lives at the place."""
    residents, places, neighbourhoods = world.residents, world.places, world.neighbourhoods
    if uniform(key, day, offender, 5) < passers_by:
        neighbourhood = places.neighbourhood[place]
        first = neighbourhoods.first_resident[neighbourhood]
        population = neighbourhoods.end_resident[neighbourhood] - first
        passing = first + below(population, uniform(key, day, offender, 6))
        if residents.age[passing] != Age.CHILD:
            return passing
    return _victim_at(residents, places, place, uniform(key, day, offender, 4))


@kernel
def _victim_at(residents: Residents, places: Places, place: int, u: float) -> int:
    """Return the resident who meets the offence: a child passes it on to the next adult of the place."""
    first, end = places.first[place], places.end[place]
    chosen = first + below(end - first, u)
    victim = chosen
    for _ in range(end - first):
        if residents.age[victim] != Age.CHILD:
            return victim
        victim = victim + 1 if victim + 1 < end else first
    return chosen


@kernel
def _happen(
    incidents: Incidents, counts: Counts, problem: int, kind: int, place: int, offender: int, victim: int
) -> None:
    row = counts.incidents[0]
    if row == incidents.problem.size:
        return
    incidents.problem[row] = problem
    incidents.kind[row] = kind
    incidents.place[row] = place
    incidents.offender[row] = offender
    incidents.victim[row] = victim
    incidents.reported[row] = 0
    incidents.recorded[row] = 0
    counts.incidents[0] = row + 1


@kernel(inner=True)
def fall_into_crisis(world: World, keys: np.ndarray, day: int) -> None:
    """Let social crises happen: would-be crises meet residents at random, and strike in proportion to need."""
    residents, neighbourhoods, problems = world.residents, world.neighbourhoods, world.problems
    for problem in range(problems.ceiling.size):
        if problems.with_offender[problem]:
            continue
        daily = problems.ceiling[problem] / DAYS_IN_YEAR
        for neighbourhood in range(neighbourhoods.community.size):
            first = neighbourhoods.first_resident[neighbourhood]
            population = neighbourhoods.end_resident[neighbourhood] - first
            mean = daily * population * world.season[day % DAYS_IN_YEAR]
            would_be = poisson(mean, uniform(keys[CRISIS], day, neighbourhood, 100 * problem))
            for nth in range(min(would_be, MOST_CRISES)):
                resident = first + below(
                    population, uniform(keys[CRISIS], day, neighbourhood, 100 * problem + 1 + 2 * nth)
                )
                if uniform(keys[CRISIS], day, neighbourhood, 100 * problem + 2 + 2 * nth) < residents.need[resident]:
                    _happen(
                        world.incidents,
                        world.counts,
                        problem,
                        problems.first_kind[problem],
                        residents.place[resident],
                        -1,
                        resident,
                    )
