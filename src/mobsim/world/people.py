"""Who a person is: traits drawn into a row, at birth and for each newcomer; who would offend at all."""

import math

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.feelings import CohesionParameters, InsecurityParameters
from mobsim.scenario.residents import PeopleParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import clipped
from mobsim.tools.draws import normal, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Residents, World


@kernel(inner=True)
def settle(
    residents: Residents,
    resident: int,
    deprivation: float,
    turnover: float,
    cohesion_shift: float,
    people: PeopleParameters,
    trust: TrustParameters,
    cohesion: CohesionParameters,
    insecurity: InsecurityParameters,
    key: np.uint64,
    when: int,
) -> None:
    """Draw a person's traits into a row: age, need, propensity to offend, grounds of feelings, threshold."""
    age = _age(people, uniform(key, when, resident, 0))
    need = clipped(
        people.need_floor
        + people.need_by_deprivation * deprivation
        + people.need_spread * normal(uniform(key, when, resident, 1))
    )
    residents.age[resident] = age
    residents.need[resident] = need
    residents.need_ground[resident] = need
    residents.propensity[resident] = _propensity(people, age, need, key, when, resident)
    more_deprived = deprivation - people.usual_deprivation
    ground = (
        trust.ground_older if age == Age.OLDER else (trust.ground_middle if age == Age.MIDDLE else trust.ground_young)
    )
    residents.trust_ground[resident] = clipped(
        ground
        + trust.ground_by_deprivation * more_deprived
        + trust.ground_spread * normal(uniform(key, when, resident, 4))
    )
    residents.cohesion_ground[resident] = clipped(
        cohesion.ground_mean
        + cohesion.ground_by_deprivation * deprivation
        + cohesion.ground_by_turnover * turnover
        + cohesion_shift
        + cohesion.ground_spread * normal(uniform(key, when, resident, 5))
    )
    residents.insecurity_ground[resident] = clipped(
        insecurity.ground_mean
        + insecurity.ground_by_deprivation * more_deprived
        + insecurity.ground_spread * normal(uniform(key, when, resident, 6))
    )
    residents.threshold[resident] = people.threshold_mean + people.threshold_spread * normal(
        uniform(key, when, resident, 7)
    )
    _start_afresh(residents, resident)


@kernel
def _age(people: PeopleParameters, u: float) -> int:
    if u < people.share_child:
        return Age.CHILD
    if u < people.share_child + people.share_young:
        return Age.YOUNG
    if u < 1.0 - people.share_older:
        return Age.MIDDLE
    return Age.OLDER


@kernel
def _propensity(people: PeopleParameters, age: int, need: float, key: np.uint64, when: int, resident: int) -> float:
    if age == Age.CHILD:
        return 0.0
    factor = people.prone_young if age == Age.YOUNG else (people.prone_older if age == Age.OLDER else 1.0)
    prone = people.prone_share * factor * math.exp(people.prone_by_need * (need - people.usual_need))
    if uniform(key, when, resident, 2) >= prone:
        return 0.0
    spread = people.propensity_spread
    return math.exp(spread * normal(uniform(key, when, resident, 3)) - spread * spread / 2.0)


@kernel
def _start_afresh(residents: Residents, resident: int) -> None:
    residents.trust[resident] = residents.trust_ground[resident]
    residents.cohesion[resident] = residents.cohesion_ground[resident]
    residents.insecurity[resident] = residents.insecurity_ground[resident]
    residents.grievance[resident] = 0.0
    residents.risk[resident] = 0.0
    residents.fatigue[resident] = 0.0
    residents.joined[resident] = -1
    residents.free_from[resident] = 0
    residents.last_victimised[resident] = -1
    residents.offences[resident] = 0
    residents.victimisations[resident] = 0
    residents.contacts_good[resident] = 0
    residents.contacts_bad[resident] = 0
    residents.volunteer_hours[resident] = 0.0


@kernel
def list_prone(world: World) -> None:
    """List the residents who would offend at all, in order."""
    count = 0
    for resident in range(world.residents.propensity.size):
        if world.residents.propensity[resident] > 0.0 and count < world.prone.size:
            world.prone[count] = resident
            count += 1
    world.counts.prone[0] = count
