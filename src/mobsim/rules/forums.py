"""Forums: who is invited, who comes and speaks, and whether their concerns are followed up."""

from typing import NamedTuple

import numpy as np

from mobsim.scenario.enumerations import Age
from mobsim.scenario.leaders import AssessmentParameters
from mobsim.scenario.trust import TrustParameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Purpose, below, normal, uniform
from mobsim.tools.kernel import kernel
from mobsim.world.columns import Float, Int32, World

FORUM, PROMISE, AGENCY = int(Purpose.FORUM), int(Purpose.PROMISE), int(Purpose.AGENCY)


class Word(NamedTuple):
    """Residents' own word; shapes ``(neighbourhoods,)``, ``told`` ``(neighbourhoods, problems)``."""

    told: Float
    attendees: Float
    trust: Float  # sums over attendees
    cohesion: Float
    kept: Float  # share of concerns followed up


@kernel(allocates=True)
def hold_forums(
    world: World,
    word: Word,
    assessment: AssessmentParameters,
    usual_worry: float,
    trust: TrustParameters,
    keys: np.ndarray,
    cycle: int,
) -> None:
    """Invite residents at random; those who come are a self-selected sample, and insecurity colours what they tell."""
    neighbourhoods = world.neighbourhoods
    for neighbourhood in range(neighbourhoods.community.size):
        first = neighbourhoods.first_resident[neighbourhood]
        population = neighbourhoods.end_resident[neighbourhood] - first
        sharing = world.communities.information_sharing[neighbourhoods.community[neighbourhood]]
        each_1000 = sharing * assessment.invited_per_1000 + neighbourhoods.programme_invited[neighbourhood]
        invited = int(np.floor(each_1000 * population / 1000.0 + 0.5))
        came = np.empty(invited, np.int32)
        count = 0
        for nth in range(invited):
            resident = first + below(population, uniform(keys[FORUM], cycle, neighbourhood, 2 * nth))
            if _attends(world, assessment, resident, uniform(keys[FORUM], cycle, neighbourhood, 2 * nth + 1)):
                _tell(world, word, assessment, usual_worry, neighbourhood, resident)
                came[count] = resident
                count += 1
        _follow_up(world, word, trust, assessment.hours_per_concern, keys[PROMISE], cycle, neighbourhood, came[:count])


@kernel
def _attends(world: World, assessment: AssessmentParameters, resident: int, u: float) -> bool:
    residents = world.residents
    if residents.age[resident] == Age.CHILD:
        return False
    chance = (
        assessment.attend_base
        + assessment.attend_by_insecurity * np.float64(residents.insecurity[resident])
        + assessment.attend_by_trust * np.float64(residents.trust[resident])
    )
    return u < chance


@kernel
def _tell(
    world: World, word: Word, assessment: AssessmentParameters, usual_worry: float, neighbourhood: int, resident: int
) -> None:
    residents = world.residents
    colour = max(0.0, 1.0 + assessment.colouring * (np.float64(residents.insecurity[resident]) - usual_worry))
    for problem in range(word.told.shape[1]):
        word.told[neighbourhood, problem] += world.cycle_true[residents.place[resident], problem] * colour
    word.trust[neighbourhood] += residents.trust[resident]
    word.cohesion[neighbourhood] += residents.cohesion[resident]


@kernel
def _follow_up(
    world: World,
    word: Word,
    trust: TrustParameters,
    hours_per_concern: float,
    key: np.uint64,
    cycle: int,
    neighbourhood: int,
    came: Int32,
) -> None:
    """Keep promises as far as hours go; what is promised and not followed up costs trust (Blair et al. 2021)."""
    residents, neighbourhoods = world.residents, world.neighbourhoods
    word.attendees[neighbourhood] = came.size
    word.kept[neighbourhood] = 1.0
    if came.size > 0:
        places = neighbourhoods.end_place[neighbourhood] - neighbourhoods.first_place[neighbourhood]
        for problem in range(word.told.shape[1]):
            word.told[neighbourhood, problem] *= places / came.size
        word.kept[neighbourhood] = min(
            1.0, neighbourhoods.follow_up_hours[neighbourhood] / (hours_per_concern * came.size)
        )
    for row in range(came.size):
        resident = came[row]
        own = np.float64(residents.trust[resident])
        if uniform(key, cycle, resident, 0) < word.kept[neighbourhood]:
            residents.trust[resident] = raised(own, trust.kept_promise)
        else:
            residents.trust[resident] = lowered(own, trust.broken_promise)


@kernel(allocates=True)
def agencies_data(true: Float, noise: float, keys: np.ndarray, cycle: int) -> Float:
    """Return what agencies know from their own work: the truth with their error; shape ``(neighbourhoods, problems)``."""
    data = np.empty_like(true)
    for neighbourhood in range(true.shape[0]):
        for problem in range(true.shape[1]):
            error = normal(uniform(keys[AGENCY], cycle, neighbourhood, problem))
            data[neighbourhood, problem] = true[neighbourhood, problem] * np.exp(noise * error)
    return data
