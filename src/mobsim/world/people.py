"""Who a person is: traits drawn into a row, at birth and for each newcomer; who would offend at all."""

import math
from typing import NamedTuple

from mobsim.scenario.acute import AcuteParameters
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.residents import PeopleParameters
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.change import clipped
from mobsim.tools.draws import Day, draw, exponential, fill_normals, moment, normal, nth_draw, subject
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import AcuteDraw, PersonDraw, Purpose
from mobsim.world.columns import Float, Neighbourhoods, Residents, World
from mobsim.world.table import NONE, Row
from mobsim.world.whereabouts import residents_of

PERSON = Purpose.PERSON
AGES = len(Age)
ABOVE = 1.001
"""Times the greatest chance: more than what is rounded where one is computed."""


class Traits(NamedTuple):
    """What a person's traits depart from usual by: a standard normal number each."""

    need: float
    trust: float
    cohesion: float
    insecurity: float
    threshold: float
    zeal: float


DRAWN = tuple(int(PersonDraw[name.upper()]) for name in Traits._fields)
"""The number of the draw of each trait."""


@kernel(inner=True)
def traits_of(day: Day, resident: int) -> Traits:
    """Draw the traits of a person who comes on a day."""
    begun = subject(moment(day, PERSON), resident)
    return Traits(
        normal(nth_draw(begun, PersonDraw.NEED)),
        normal(nth_draw(begun, PersonDraw.TRUST)),
        normal(nth_draw(begun, PersonDraw.COHESION)),
        normal(nth_draw(begun, PersonDraw.INSECURITY)),
        normal(nth_draw(begun, PersonDraw.THRESHOLD)),
        normal(nth_draw(begun, PersonDraw.ZEAL)),
    )


@kernel(inner=True)
def draw_traits(day: Day, first: int, end: int, room: Float) -> None:
    """Draw the traits of the residents ``first`` to ``end - 1``, several at once; see :func:`traits_in`."""
    begun, drawn = moment(day, PERSON), room[len(DRAWN), : end - first]
    for trait in range(len(DRAWN)):
        for row in range(drawn.size):  # from 0 on, so that the compiler takes several at once
            drawn[row] = nth_draw(subject(begun, first + row), DRAWN[trait])
        fill_normals(drawn, room[trait, : end - first])


@kernel(inner=True)
def traits_in(room: Float, row: int) -> Traits:
    """Return the traits of the resident in a row of those drawn at once, ``(traits and one more, residents)``."""
    return Traits(room[0, row], room[1, row], room[2, row], room[3, row], room[4, row], room[5, row])


@kernel(inner=True)
def settle(
    residents: Residents, neighbourhoods: Neighbourhoods, rules: Parameters, day: Day, resident: int, traits: Traits
) -> None:
    """Write a person into a row: age, need, propensity to offend, grounds of feelings, threshold, zeal."""
    people, person = rules.people, residents[resident]
    home = neighbourhoods[person.neighbourhood]
    age = _age(people, draw(day, PERSON, resident, PersonDraw.AGE))
    need = clipped(people.need_floor + people.need_by_deprivation * home.deprivation + people.need_spread * traits.need)
    person.age = age
    person.need = need
    person.need_ground = need
    person.propensity = 0.0
    if draw(day, PERSON, resident, PersonDraw.PRONE) < prone_chance(people, age, need):
        person.propensity = propensity_of(people, draw(day, PERSON, resident, PersonDraw.PROPENSITY))
    person.threshold = people.threshold_mean + people.threshold_spread * traits.threshold
    person.zeal = _around_one(people.zeal_spread, traits.zeal)
    _set_grounds(person, home, rules, traits)
    _start_afresh(person)
    _be_acute_by_chance(person, rules.acute, need, day, resident)


@kernel
def _age(people: PeopleParameters, u: float) -> int:
    if u < people.share_child:
        return Age.CHILD
    if u < people.share_child + people.share_young:
        return Age.YOUNG
    if u < 1.0 - people.share_older:
        return Age.MIDDLE
    return Age.OLDER


@kernel(inner=True)
def prone_chance(people: PeopleParameters, age: int, need: float) -> float:
    """Return the chance that somebody of an age, in need, would offend at all."""
    if age == Age.CHILD:
        return 0.0
    factor = people.prone_young if age == Age.YOUNG else (people.prone_older if age == Age.OLDER else 1.0)
    share = people.prone_share * factor * math.exp(people.prone_by_need * (need - people.usual_need))
    return min(people.most_prone, share)


@kernel(inner=True)
def greatest_prone_chance(people: PeopleParameters) -> float:
    """Return what the chance of being prone exceeds at no age and in no need."""
    most = 0.0
    for age in range(AGES):
        for need in (0.0, 1.0):
            most = max(most, prone_chance(people, age, need))
    return min(people.most_prone, ABOVE * most)


@kernel(inner=True)
def propensity_of(people: PeopleParameters, u: float) -> float:
    """Return the propensity of somebody who is prone."""
    return _around_one(people.propensity_spread, normal(u))


@kernel
def _around_one(spread: float, departs: float) -> float:
    """Turn a normal number into one with a heavy tail and mean 1; ``spread`` is the standard deviation of its logarithm."""
    return math.exp(spread * departs - spread * spread / 2.0)


@kernel
def _set_grounds(person: Row, home: Row, rules: Parameters, traits: Traits) -> None:
    """Set the grounds that a person's feelings return to, in the neighbourhood that is home."""
    trust, cohesion, insecurity = rules.trust, rules.cohesion, rules.insecurity
    more_deprived = home.deprivation - rules.people.usual_deprivation
    at_age = trust.ground_middle if person.age == Age.MIDDLE else trust.ground_young
    person.trust_ground = clipped(
        (trust.ground_older if person.age == Age.OLDER else at_age)
        + trust.ground_by_deprivation * more_deprived
        + trust.ground_spread * traits.trust
    )
    person.cohesion_ground = clipped(
        cohesion.ground_mean
        + cohesion.ground_by_deprivation * home.deprivation
        + cohesion.ground_by_turnover * home.turnover
        + home.cohesion_shift
        + cohesion.ground_spread * traits.cohesion
    )
    person.insecurity_ground = clipped(
        insecurity.ground_mean
        + insecurity.ground_by_deprivation * more_deprived
        + insecurity.ground_spread * traits.insecurity
    )


@kernel
def _start_afresh(person: Row) -> None:
    person.trust = person.trust_ground
    person.cohesion = person.cohesion_ground
    person.insecurity = person.insecurity_ground
    person.grievance = 0.0
    person.risk = 0.0
    person.fatigue = 0.0
    person.member = 0
    person.active = NONE
    person.turnouts = 0
    person.free_from = 0
    person.last_victimised = -1
    person.offences = 0
    person.victimisations = 0
    person.contacts_good = 0
    person.contacts_bad = 0
    person.known_to_police = 0
    person.volunteer_hours = 0.0
    person.calls_made = 0


@kernel
def _be_acute_by_chance(person: Row, acute: AcuteParameters, need: float, day: Day, resident: int) -> None:
    """Let a person be in the midst of an episode with the chance that it holds where onset and end balance."""
    person.acute_until = 0
    if draw(day, Purpose.ACUTE, resident, AcuteDraw.IS_ACUTE) < acute_chance(acute, need):
        person.acute_until = over_on(acute, day.day, draw(day, Purpose.ACUTE, resident, AcuteDraw.DAYS_LEFT))


@kernel(plain=True)
def acute_chance(acute: AcuteParameters, need: float) -> float:
    """Return the chance that somebody in need is in an episode on the morning of a day, before any begins."""
    begins, goes_on = acute.onset / DAYS_IN_YEAR * need * need, math.exp(-1.0 / acute.days)
    return begins * goes_on / (1.0 - goes_on * (1.0 - begins))


@kernel(plain=True)
def over_on(acute: AcuteParameters, day: int, u: float) -> int:
    """Return the day on which an episode is over that lasts on a day: as much is to come as if it had just begun."""
    return day + 1 + math.floor(acute.days * exponential(u))


@kernel
def list_all_prone(world: World) -> None:
    """List the residents of each community who would offend at all, in order."""
    for community in range(world.lists.size):
        list_prone(world, community)


@kernel
def list_all_acute(world: World, day: int) -> None:
    """List the residents of each community whose episode of acute risk is not over on the morning of a day, in order."""
    for community in range(world.lists.size):
        list_acute(world, day, community)


@kernel(inner=True)
def list_prone(world: World, community: int) -> None:
    """List the residents of a community who would offend at all, in order."""
    lists = world.lists[community]
    row = lists.first_resident
    first, end = residents_of(world.communities[community], world.neighbourhoods)
    for resident in range(first, end):
        if world.residents.propensity[resident] > 0.0:
            world.prone[row] = resident
            world.prone_propensity[row] = world.residents.propensity[resident]
            row += 1
    lists.end_prone = row


@kernel(inner=True)
def list_acute(world: World, day: int, community: int) -> None:
    """List the residents of a community whose episode of acute risk is not over on the morning of a day, in order."""
    lists = world.lists[community]
    row = lists.first_resident
    first, end = residents_of(world.communities[community], world.neighbourhoods)
    for resident in range(first, end):
        if world.residents.acute_until[resident] > day:
            world.acute[row] = resident
            row += 1
    lists.end_acute = row
