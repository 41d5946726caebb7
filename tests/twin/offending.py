"""Phase 2: prone residents meet occasions, weigh places and decide; needy residents meet crises."""

from __future__ import annotations

import math
from typing import Any

from twin.acute import in_crisis
from twin.arithmetic import cumulated, first_exceeding, logistic, plain_sum
from twin.draws import Purpose, below, poisson
from twin.happenings import Incident, Problem
from twin.people import Resident
from twin.places import Neighbourhood, Place
from twin.pull import drawn_to

MOST_STEPS = 6


def offences(town: Any) -> list[Incident]:
    ceiling = plain_sum(problem.ceiling for problem in town.offences)
    met = []
    for resident in town.residents:
        if not resident.prone or resident.free_from > town.day:
            continue
        chance = 1 - math.exp(-ceiling * resident.propensity * town.season)
        if town.uniform(Purpose.OCCASION, town.day, resident.number, 0) < chance:
            met.append(take_occasion(town, resident, ceiling))
    return [incident for incident in met if incident]


def take_occasion(town: Any, offender: Resident, ceiling: float) -> Incident | None:
    day, i = town.day, offender.number
    bounds = [bound / ceiling for bound in cumulated(problem.ceiling for problem in town.offences)]
    problem = town.offences[first_exceeding(bounds, town.uniform(Purpose.OCCASION, day, i, 1))]
    kind = problem.kinds[first_exceeding(problem.kind_bounds, town.uniform(Purpose.OCCASION, day, i, 2))]
    place = settle_place(town, offender, problem, kind)
    if place is None or is_spared(town, offender, place):
        return None
    victim = find_victim(town, offender, problem, kind, place) if problem.has_victim else None
    return Incident(problem, kind, place, offender, victim)


def is_spared(town: Any, offender: Resident, place: Place) -> bool:
    """A programme's lower level of crime lets a share of the offences at a place not happen."""
    return town.uniform(Purpose.CHOICE, town.day, offender.number, 7) < place.programme.spared


def settle_place(town: Any, offender: Resident, problem: Problem, kind: Any) -> Place | None:
    """Weigh places, choose one, and go ahead there, elsewhere, or nowhere."""
    rules, day, i = town.rules.offending, town.day, offender.number
    what = (problem, kind)
    weighed = [look_for_place(town, offender, kind, candidate) for candidate in range(rules.places_weighed)]
    bounds = cumulated(1 + rules.boost_choice * pull_of_repeats(town, kind, place) for place in weighed)
    chosen = first_exceeding(bounds, town.uniform(Purpose.CHOICE, day, i, 0) * bounds[-1])
    resolve, other = town.uniform(Purpose.CHOICE, day, i, 1), weighed[(chosen + 1) % rules.places_weighed]
    if resolve < go_ahead_chance(town, offender, what, weighed[chosen]):
        return weighed[chosen]
    if is_moved(town, offender, what, weighed[chosen], resolve):
        return other if resolve < go_ahead_chance(town, offender, what, other) else None
    if town.uniform(Purpose.CHOICE, day, i, 2) >= rules.displacement:
        return None
    return other if town.uniform(Purpose.CHOICE, day, i, 3) < go_ahead_chance(town, offender, what, other) else None


def is_moved(town: Any, offender: Resident, what: tuple[Problem, Any], place: Place, resolve: float) -> bool:
    """Whether nothing but shallow work has blocked an offender, whom it moves to the next place."""
    shallow = place.shallow[what[0].number]
    if shallow <= 0:
        return False
    without = logit_of_going_ahead(town, offender, what, place) + town.rules.offending.by_hardening * shallow
    if resolve >= logistic(without):
        return False
    place.neighbourhood.counts.moved += 1
    return True


def look_for_place(town: Any, offender: Resident, kind: Any, candidate: int) -> Place:
    """See a place in one of the community's centres, or some steps from home; for some kinds any place will do."""
    day, i, nth = town.day, offender.number, 10 * candidate
    if town.uniform(Purpose.JOURNEY, day, i, nth + 9) < kind.at_homes:
        here = walk(town, offender, nth)
        return town.pick(here.places, Purpose.JOURNEY, day, i, nth + 8)
    here = centre_for(town, offender, nth) or walk(town, offender, nth)
    bounds = [place.attractiveness_upper for place in here.places]
    return here.places[first_exceeding(bounds, town.uniform(Purpose.JOURNEY, day, i, nth + 8))]


def centre_for(town: Any, offender: Resident, nth: int) -> Neighbourhood | None:
    """The centre of the community that an offender goes to, or none where they look around home."""
    v, share = town.uniform(Purpose.JOURNEY, town.day, offender.number, nth + 7), town.rules.offending.at_centres
    if v >= share:
        return None
    everywhere = offender.neighbourhood.community.neighbourhoods
    return everywhere[first_exceeding(cumulated(drawn_to(n) for n in everywhere), v / share)]


def walk(town: Any, offender: Resident, nth: int) -> Neighbourhood:
    """Walk some steps from home over the network of neighbourhoods."""
    here: Neighbourhood = offender.neighbourhood
    for step in range(steps_of_journey(town, offender, nth)):
        if here.adjacent:
            u = town.uniform(Purpose.JOURNEY, town.day, offender.number, nth + 1 + step)
            here = here.adjacent[first_exceeding(here.adjacent_upper, u)]
    return here


def pull_of_repeats(town: Any, kind: Any, place: Place) -> float:
    return kind.near_repeat * min(place.boost, town.rules.offending.boost_cap)


def steps_of_journey(town: Any, offender: Resident, nth: int) -> int:
    chance = town.rules.offending.step_chance
    if chance == 0:
        return 0
    u = town.uniform(Purpose.JOURNEY, town.day, offender.number, nth)
    return min(MOST_STEPS, math.floor(math.log(1 - u) / math.log(chance)))


def go_ahead_chance(town: Any, offender: Resident, what: tuple[Problem, Any], place: Place) -> float:
    return logistic(logit_of_going_ahead(town, offender, what, place))


def logit_of_going_ahead(town: Any, offender: Resident, what: tuple[Problem, Any], place: Place) -> float:
    rules, neighbourhood = town.rules.offending, place.neighbourhood
    problem, kind = what
    return (
        problem.go_ahead
        + neighbourhood.opportunity[problem.number]
        + problem.by_need * (offender.need - rules.usual_need)
        + problem.by_acute * offender.acute
        + problem.by_opportunity * place.appeal
        + rules.by_wave * neighbourhood.wave
        + rules.by_boost * pull_of_repeats(town, kind, place)
        - rules.by_risk * offender.risk
        - rules.by_control * (place.control - rules.usual_control)
        - rules.by_local_trust * (place.trust - rules.usual_trust)
        - rules.by_legitimacy * (offender.trust - rules.usual_trust)
        - rules.by_guardianship * (place.guardianship + place.watch - rules.usual_guardianship)
        - rules.by_hardening * place.hardening[problem.number]
        - rules.by_presence * (1 - math.exp(-place.presence / town.rules.patrol.presence_scale))
    )


def find_victim(town: Any, offender: Resident, problem: Problem, kind: Any, place: Place) -> Resident:
    """Find who passes by, or else who lives there; never a child where an adult does."""
    if town.uniform(Purpose.CHOICE, town.day, offender.number, 5) < problem.passers_by * (1 - kind.at_homes):
        passer = who_passes(town, place.neighbourhood, town.uniform(Purpose.CHOICE, town.day, offender.number, 6))
        if passer.adult:
            return passer
    u = town.uniform(Purpose.CHOICE, town.day, offender.number, 4)
    return place.adult_from(below(len(place.residents), u))


def who_passes(town: Any, neighbourhood: Neighbourhood, v: float) -> Resident:
    """Find who passes in a neighbourhood: somebody from anywhere in the community, or one who lives there."""
    visitors, everybody = share_of_visitors(town, neighbourhood), neighbourhood.community.residents
    if v < visitors:
        return everybody[below(len(everybody), v / visitors)]
    return neighbourhood.residents[below(neighbourhood.population, (v - visitors) / (1 - visitors))]


def share_of_visitors(town: Any, neighbourhood: Neighbourhood) -> float:
    """Share of those who pass that come for the centre that the neighbourhood is."""
    at_centres = town.rules.offending.at_centres
    come = at_centres * drawn_to(neighbourhood) * neighbourhood.community.population
    return come / (come + (1 - at_centres) * neighbourhood.population)


def crises(town: Any) -> list[Incident]:
    """Let crises strike anybody, and then those at acute risk once more."""
    usual = [
        incident
        for problem in town.crises
        for neighbourhood in town.neighbourhoods
        for incident in crises_in(town, problem, neighbourhood)
    ]
    return usual + [crisis_of(problem, resident) for problem in town.crises for resident in in_crisis(town, problem)]


def crisis_of(problem: Problem, resident: Resident) -> Incident:
    return Incident(problem, problem.kinds[0], resident.place, None, resident)


def crises_in(town: Any, problem: Problem, neighbourhood: Neighbourhood) -> list[Incident]:
    day, n, q = town.day, neighbourhood.number, problem.number
    expected = problem.ceiling / 364 * neighbourhood.population * town.season
    would_be = poisson(expected, town.uniform(Purpose.CRISIS, day, n, -1 - q))
    happened = []
    for h in range(min(would_be, neighbourhood.population)):
        nth = 2 * (h * len(town.problems) + q)
        resident = town.pick(neighbourhood.residents, Purpose.CRISIS, day, n, nth)
        if town.uniform(Purpose.CRISIS, day, n, nth + 1) < resident.need:
            happened.append(crisis_of(problem, resident))
    return happened
