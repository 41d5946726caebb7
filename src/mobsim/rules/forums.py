"""Forums: who is invited, who comes and speaks, and whether their concerns are followed up."""

from functools import partial
from typing import NamedTuple

import numpy as np

from mobsim.scenario.assessing import AssessmentParameters
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import Parameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Cycle, draw, normal
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import ForumDraw, Purpose, of_invitation
from mobsim.tools.sharing import side_by_side
from mobsim.world.columns import Float, Int32, World
from mobsim.world.rulebook import rulebook
from mobsim.world.table import Row
from mobsim.world.whereabouts import largest_first, places_of, population, resident_of

FORUM = Purpose.FORUM


class Word(NamedTuple):
    """Residents' own word; shapes ``(neighbourhoods,)``, ``told`` ``(neighbourhoods, problems)``."""

    told: Float
    attendees: Float
    trust: Float  # sums over attendees
    cohesion: Float
    members: Float
    kept: Float  # share of concerns followed up; 0 where there were none


@kernel(allocates=True)
def hold_forums(world: World, word: Word, rules: Parameters, cycle: Cycle) -> None:
    """Invite residents at random; those who come are a self-selected sample, and insecurity colours what they tell."""
    for neighbourhood in range(world.neighbourhoods.size):
        here = world.neighbourhoods[neighbourhood]
        invited = _invited(world, rules.assessment, cycle, neighbourhood)
        came = np.empty(invited, np.int32)
        count = 0
        for nth in range(invited):
            u = draw(cycle, FORUM, neighbourhood, of_invitation(nth, ForumDraw.RESIDENT))
            resident = resident_of(here, u)
            u = draw(cycle, FORUM, neighbourhood, of_invitation(nth, ForumDraw.ATTENDS))
            if _attends(rules.assessment, world.residents[resident], u):
                _tell(world, word, rules, neighbourhood, resident)
                came[count] = resident
                count += 1
        _weigh_word(world, word, rules.assessment, neighbourhood, count)
        _keep_promises(world, word, rules, cycle, neighbourhood, came[:count])


@kernel
def _invited(world: World, assessment: AssessmentParameters, cycle: Cycle, neighbourhood: int) -> int:
    """Return how many residents of a neighbourhood are invited; what is not whole is rounded by chance."""
    here = world.neighbourhoods[neighbourhood]
    sharing = world.communities.information_sharing[here.community]
    each_1000 = sharing * assessment.invited_per_1000 + here.programme_invited
    return int(np.floor(each_1000 * population(here) / 1000.0 + draw(cycle, FORUM, neighbourhood, ForumDraw.ROUNDING)))


@kernel
def _attends(assessment: AssessmentParameters, invited: Row, u: float) -> bool:
    """Return whether an invited adult comes: the worried and the trusting do more often."""
    chance = (
        assessment.attend_base
        + assessment.attend_by_insecurity * np.float64(invited.insecurity)
        + assessment.attend_by_trust * np.float64(invited.trust)
    )
    return invited.age != Age.CHILD and u < chance


@kernel
def _tell(world: World, word: Word, rules: Parameters, neighbourhood: int, resident: int) -> None:
    """Let an attendee tell of the incidents at home in this cycle, coloured by insecurity."""
    speaker = world.residents[resident]
    colour = _colour(speaker, rules)
    for problem in range(word.told.shape[1]):
        word.told[neighbourhood, problem] += world.cycle_true[speaker.place, problem] * colour
    word.trust[neighbourhood] += speaker.trust
    word.cohesion[neighbourhood] += speaker.cohesion
    word.members[neighbourhood] += speaker.member


@kernel
def _colour(speaker: Row, rules: Parameters) -> float:
    """Return by how much insecurity makes what somebody tells more, or less, than it was."""
    worry = np.float64(speaker.insecurity) - rules.insecurity.ground_mean
    return max(0.0, 1.0 + rules.assessment.colouring * worry)


@kernel
def _weigh_word(world: World, word: Word, assessment: AssessmentParameters, neighbourhood: int, came: int) -> None:
    """Project what attendees told to all places of the neighbourhood, and see how far hours go for their concerns."""
    here = world.neighbourhoods[neighbourhood]
    word.attendees[neighbourhood] = came
    if came > 0:
        for problem in range(word.told.shape[1]):
            word.told[neighbourhood, problem] *= (here.end_place - here.first_place) / came
        word.kept[neighbourhood] = min(1.0, here.follow_up_hours / (assessment.hours_per_concern * came))
        here.kept_lately = word.kept[neighbourhood]


@kernel
def _keep_promises(world: World, word: Word, rules: Parameters, cycle: Cycle, neighbourhood: int, came: Int32) -> None:
    """Keep promises as far as hours go; what is promised and not followed up costs trust (Blair et al. 2021)."""
    for row in range(came.size):
        attendee = world.residents[came[row]]
        own = np.float64(attendee.trust)
        if draw(cycle, Purpose.PROMISE, came[row]) < word.kept[neighbourhood]:
            attendee.trust = raised(own, rules.trust.kept_promise)
        else:
            attendee.trust = lowered(own, rules.trust.broken_promise)


def concerns_of_all(world: World, p: Parameters, threads: int) -> Float:
    """Return what all adults would tell at forums of the cycle that ends, ``(neighbourhoods, problems)``.

    Each tells of what happened at home, coloured by insecurity, as those do who attend.
    """
    told = np.zeros(world.cycle_true.shape)
    ask = partial(ask_all, world, told, rulebook(p))
    side_by_side(threads, ask, largest_first(world.communities, world.neighbourhoods))
    return np.add.reduceat(told, world.neighbourhoods.first_place, axis=0)  # in NumPy's order of adding


@kernel
def ask_all(world: World, told: Float, rules: Parameters, community: int) -> None:
    """Ask all adults of each place of a community where something happened, ``(places, problems)``."""
    first, end = places_of(world.communities[community], world.neighbourhoods)
    for place in range(first, end):
        if not _something_happened(world.cycle_true, place):
            continue
        colours = 0.0
        for resident in range(world.places.first[place], world.places.end[place]):
            if world.residents.age[resident] != Age.CHILD:
                colours += _colour(world.residents[resident], rules)
        for problem in range(told.shape[1]):
            told[place, problem] = colours * world.cycle_true[place, problem]


@kernel
def _something_happened(true: Float, place: int) -> bool:
    for problem in range(true.shape[1]):  # noqa: SIM110  (any() over a generator does not compile)
        if true[place, problem] > 0.0:
            return True
    return False


@kernel(allocates=True)
def agencies_data(true: Float, noise: float, cycle: Cycle) -> Float:
    """Return what agencies know from their own work: the truth with their error; shape ``(neighbourhoods, problems)``."""
    data = np.empty_like(true)
    for neighbourhood in range(true.shape[0]):
        for problem in range(true.shape[1]):
            error = normal(draw(cycle, Purpose.AGENCY, neighbourhood, problem))
            data[neighbourhood, problem] = true[neighbourhood, problem] * np.exp(noise * error)
    return data
