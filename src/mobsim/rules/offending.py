"""Would-be offences: each prone resident's occasions, the places weighed, and the decision to go ahead."""

import math

from mobsim.rules.journeys import Occasion, place_weighed, visitors
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.places import OffendingParameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.change import logistic
from mobsim.tools.draws import Day, draw, first_above, moment, nth_draw, subject
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import ChoiceDraw, OccasionDraw, Purpose
from mobsim.world.columns import Residents, World
from mobsim.world.entries import Incident, add_incident
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import resident_at, resident_in, resident_of

OCCASION, CHOICE = Purpose.OCCASION, Purpose.CHOICE


@kernel(inner=True)
def offend(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let prone residents meet their occasions of the day; those who go ahead make the first of the day's incidents."""
    lists = world.lists[community]
    ceiling = world.counts.offender_ceiling[0] * world.season[today.day % DAYS_IN_YEAR]
    begun = moment(today, OCCASION)
    for row in range(lists.first_resident, lists.end_prone):
        offender = world.prone[row]
        u = nth_draw(subject(begun, offender), OccasionDraw.MEETS)
        # Most meet none, by what their propensity is at most: of these no row is looked up.
        if u < ceiling * world.prone_propensity[row] and _meets_occasion(world.residents, today, offender, ceiling, u):
            _decide(world, lists, rules, today, _occasion(world, today, offender))


@kernel
def _meets_occasion(residents: Residents, today: Day, offender: int, ceiling: float, u: float) -> bool:
    rate = ceiling * residents.propensity[offender]
    # The chance is below the rate: most residents need no exponential.
    return u < rate and u < 1.0 - math.exp(-rate) and residents.free_from[offender] <= today.day


@kernel
def _occasion(world: World, today: Day, offender: int) -> Occasion:
    """Return the occasion that a prone resident meets."""
    problems = world.problems
    u = draw(today, OCCASION, offender, OccasionDraw.TYPE)
    problem = first_above(problems.offender_upper, 0, problems.size, u)
    u = draw(today, OCCASION, offender, OccasionDraw.KIND)
    kind = first_above(world.kinds.upper, problems.first_kind[problem], problems.end_kind[problem], u)
    return Occasion(offender, problem, kind)


@kernel
def _decide(world: World, lists: Row, rules: Parameters, today: Day, occasion: Occasion) -> None:
    """Let an offender weigh places and go ahead or not; an offence strikes a victim where its type has one."""
    place = _place_struck(world, rules, today, occasion)
    offender, problem, kind = occasion
    if place == NONE or _is_spared(world, today, offender, place):
        return
    victim = _victim(world, rules.offending, today, occasion, place) if world.problems.victim[problem] else NONE
    offence = Incident(problem=problem, kind=kind, place=place, offender=offender, victim=victim)
    add_incident(world.incidents, lists, offence)


@kernel
def _is_spared(world: World, today: Day, offender: int, place: int) -> bool:
    """Return whether an offence does not happen because a programme sets a lower level of crime at its place."""
    spared = world.programmes.spared[place]
    return spared > 0.0 and draw(today, CHOICE, offender, ChoiceDraw.SPARED) < spared


@kernel
def _place_struck(world: World, rules: Parameters, today: Day, occasion: Occasion) -> int:
    """Return the place where the offender goes ahead; NONE who is blocked, and turns elsewhere only now and then."""
    offending, offender = rules.offending, occasion.offender
    chosen, place = _choose(world, offending, today, occasion)
    if _goes_ahead(world, rules, today, occasion, place, ChoiceDraw.GOES_AHEAD):
        return place
    number = ChoiceDraw.GOES_AHEAD_ELSEWHERE
    if _is_moved(world, rules, today, occasion, place):
        number = ChoiceDraw.GOES_AHEAD  # as set on it as before
    elif draw(today, CHOICE, offender, ChoiceDraw.TURNS_ELSEWHERE) >= offending.displacement:
        return NONE
    place = place_weighed(world, offending, today, occasion, (chosen + 1) % offending.places_weighed)
    return place if _goes_ahead(world, rules, today, occasion, place, number) else NONE


@kernel
def _is_moved(world: World, rules: Parameters, today: Day, occasion: Occasion, place: int) -> bool:
    """Return whether a blocked offender would have gone ahead but for shallow work, which moves crime and ends none."""
    shallow = world.shallow[place, occasion.problem]
    if shallow <= 0.0:
        return False
    drive = _drive(world, rules.offending, today, occasion)
    lure = _lure(world, rules, occasion, place) + rules.offending.by_hardening * shallow
    return draw(today, CHOICE, occasion.offender, ChoiceDraw.GOES_AHEAD) < logistic(drive + lure)


@kernel
def _choose(world: World, offending: OffendingParameters, today: Day, occasion: Occasion) -> tuple[int, int]:
    """Return the number of the candidate that an offender chooses, by weight, and its place."""
    weight_of_all = 0.0
    for candidate in range(offending.places_weighed):
        place = place_weighed(world, offending, today, occasion, candidate)
        weight_of_all += _weight(world, offending, occasion, place)
    mark = draw(today, CHOICE, occasion.offender, ChoiceDraw.PLACE) * weight_of_all
    weight, last = 0.0, offending.places_weighed - 1
    for candidate in range(last):
        place = place_weighed(world, offending, today, occasion, candidate)
        weight += _weight(world, offending, occasion, place)
        if weight > mark:
            return candidate, place
    return last, place_weighed(world, offending, today, occasion, last)


@kernel
def _weight(world: World, offending: OffendingParameters, occasion: Occasion, place: int) -> float:
    """Return the weight of a place: more where such incidents happened lately (near repeat)."""
    near_repeat = world.kinds.near_repeat[occasion.kind]
    return 1.0 + offending.boost_choice * near_repeat * min(world.places.boost[place], offending.boost_cap)


@kernel
def _goes_ahead(world: World, rules: Parameters, today: Day, occasion: Occasion, place: int, number: int) -> bool:
    """Return whether an offender goes ahead at a place."""
    drive = _drive(world, rules.offending, today, occasion)
    lure = _lure(world, rules, occasion, place)
    return draw(today, CHOICE, occasion.offender, number) < logistic(drive + lure)


@kernel
def _drive(world: World, offending: OffendingParameters, today: Day, occasion: Occasion) -> float:
    """Return what the offender brings to the decision: need, perceived risk, legitimacy of police, acute risk (logit)."""
    offender, problem = world.residents[occasion.offender], world.problems[occasion.problem]
    return (
        problem.go_ahead
        + problem.by_need * (offender.need - offending.usual_need)
        - offending.by_risk * offender.risk
        - offending.by_legitimacy * (offender.trust - offending.usual_trust)
        + (problem.by_acute if offender.acute_until > today.day else 0.0)
    )


@kernel
def _lure(world: World, rules: Parameters, occasion: Occasion, place: int) -> float:
    """Return what the place says to the offender: opportunity against control, guardianship, hardening, police (logit)."""
    offending, here, problem = rules.offending, world.places[place], occasion.problem
    near_repeat = world.kinds.near_repeat[occasion.kind]
    return (
        world.opportunity[here.neighbourhood, problem]
        + world.problems.by_opportunity[problem] * here.appeal
        + offending.by_wave * world.neighbourhoods.wave[here.neighbourhood]
        + offending.by_boost * near_repeat * min(here.boost, offending.boost_cap)
        - offending.by_control * (here.control - offending.usual_control)
        - offending.by_local_trust * (here.trust - offending.usual_trust)
        - offending.by_guardianship * (here.guardianship + here.watch - offending.usual_guardianship)
        - offending.by_hardening * world.hardening[place, problem]
        - offending.by_presence * (1.0 - math.exp(-here.presence / rules.patrol.presence_scale))
    )


@kernel
def _victim(world: World, offending: OffendingParameters, today: Day, occasion: Occasion, place: int) -> int:
    """Return whom the offence strikes: somebody who passes in the neighbourhood, or an adult who lives at the place."""
    passers_by = world.problems.passers_by[occasion.problem] * (1.0 - world.kinds.at_homes[occasion.kind])
    if draw(today, CHOICE, occasion.offender, ChoiceDraw.PASSES_BY) < passers_by:
        u = draw(today, CHOICE, occasion.offender, ChoiceDraw.PASSER_BY)
        passing = _who_passes(world, world.places.neighbourhood[place], offending.at_centres, u)
        if world.residents.age[passing] != Age.CHILD:
            return passing
    u = draw(today, CHOICE, occasion.offender, ChoiceDraw.VICTIM_AT_PLACE)
    return _adult_at(world.residents, world.places[place], u)


@kernel
def _who_passes(world: World, neighbourhood: int, at_centres: float, u: float) -> int:
    """Return one of those who pass in a neighbourhood: a visitor from anywhere in the community, or who lives there."""
    share, here = visitors(world, neighbourhood, at_centres), world.neighbourhoods[neighbourhood]
    if u >= share:
        return resident_of(here, (u - share) / (1.0 - share))
    return resident_in(world.communities[here.community], world.neighbourhoods, u / share)


@kernel
def _adult_at(residents: Residents, place: Row, u: float) -> int:
    """Return who of a place meets the offence: a child passes it on to the next adult, if there is one."""
    chosen = resident_at(place, u)
    victim = chosen
    for _ in range(place.end - place.first):
        if residents.age[victim] != Age.CHILD:
            return victim
        victim = victim + 1 if victim + 1 < place.end else place.first
    return chosen
