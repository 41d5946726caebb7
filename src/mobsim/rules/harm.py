"""What an incident does: to its victim, to those who hear of it, and to the place."""

import numpy as np

from mobsim.scenario.feelings import InsecurityParameters
from mobsim.scenario.parameters import Parameters
from mobsim.tools.change import lowered, raised
from mobsim.tools.draws import Day, draw
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, of_hearer
from mobsim.world.columns import Places, World
from mobsim.world.table import NONE, Row


@kernel(inner=True)
def suffer(world: World, rules: Parameters, today: Day, community: int) -> None:
    """Let the day's incidents do their harm, in order."""
    problems, places, lists = world.problems, world.places, world.lists[community]
    for row in range(lists.first_incident, lists.end_incident):
        incident = world.incidents[row]
        severity = world.kinds.severity[incident.kind]
        neighbourhood = places.neighbourhood[incident.place]
        world.series.true[neighbourhood, incident.problem] += 1.0
        world.tally.harm[neighbourhood] += severity
        world.cycle_true[incident.place, incident.problem] += 1.0
        if incident.offender != NONE:
            world.residents.offences[incident.offender] += 1
            boost(places, incident.place, world.kinds.near_repeat[incident.kind], rules.places.boost_spill)
        world.crimes[incident.place, incident.problem] += problems.crime[incident.problem]
        places.disorder[incident.place] += problems.visible[incident.problem]
        if problems.crime[incident.problem] and problems.victim[incident.problem]:
            _hurt(world.residents[incident.victim], rules, today, severity)
            _hear(world, rules.insecurity, today, incident, severity)


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
def _hurt(victim: Row, rules: Parameters, today: Day, severity: float) -> None:
    """Lower the victim's trust in police and cohesion, and raise insecurity, by the severity of the incident."""
    distrust = min(1.0, rules.trust.victim_loss * severity)
    rise = min(1.0, rules.insecurity.victim_rise * severity)
    loss = min(1.0, rules.cohesion.victim_loss * severity)
    victim.trust = lowered(np.float64(victim.trust), distrust)
    victim.insecurity = raised(np.float64(victim.insecurity), rise)
    victim.cohesion = lowered(np.float64(victim.cohesion), loss)
    victim.victimisations += 1
    victim.last_victimised = today.day


@kernel
def _hear(world: World, insecurity: InsecurityParameters, today: Day, incident: Row, severity: float) -> None:
    """Let ties of the victim hear of the incident, which raises their insecurity."""
    residents, ties, victim = world.residents, world.ties, incident.victim
    first = ties.start[victim]
    rise = min(1.0, insecurity.hearsay_rise * severity)
    for nth in range(ties.start[victim + 1] - first):
        number = of_hearer(incident.offender, nth)
        if draw(today, Purpose.HEARSAY, victim, number) < insecurity.hearsay_chance:
            tie = ties.to[first + nth]
            residents.insecurity[tie] = raised(np.float64(residents.insecurity[tie]), rise)
