"""The situation table: agencies answer together for people in an episode of acute risk (Ontario's risk-driven tracking).

Ties and commitment bring agencies to a case, hours of their staff deliver, shared information finds who is not known to police.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.relief import relieve
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.situation_table import SituationTableParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR, DAYS_IN_CYCLE
from mobsim.tools.draws import Cycle, draw, uniforms
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, TableDraw
from mobsim.world.columns import World
from mobsim.world.policies import Policies
from mobsim.world.rulebook import rulebook
from mobsim.world.table import Float
from mobsim.world.whereabouts import people_of

TABLE = int(Purpose.TABLE)
ROUNDING, MEETS_THRESHOLD, ENDS = (
    int(each) for each in (TableDraw.ROUNDING, TableDraw.MEETS_THRESHOLD, TableDraw.ENDS)
)


class Table(NamedTuple):
    """A community's table in a cycle: who it is of, which agencies have a head there, and the chance that each comes."""

    community: int
    agencies: NDArray[np.int64]
    comes: Float


def hold_situation_tables(world: World, policies: Policies, p: Parameters, cycle: Cycle) -> None:
    """Let each community's table take up the cycle's cases, and agencies come and end episodes."""
    taken_up = cases_of_tables(world, rulebook(p), policies.situation_table, cycle)
    for community in taken_up.nonzero()[0].tolist():
        cases = int(taken_up[community])
        table = _table_of(world, community, p.situation_table)
        acute = _acute_in(world, community, cycle)
        sharing = policies.information_sharing[community]
        for resident in _candidates(world, table, acute, sharing, p.situation_table, cycle)[:cases].tolist():
            _answer(world, table, resident, p, cycle)


def _table_of(world: World, community: int, rules: SituationTableParameters) -> Table:
    """Gather the agencies at a table: who is committed and tied to the others comes, and some come by habit."""
    heads = world.collaboration.heads[community]
    agencies = np.flatnonzero(heads >= 0)
    warmth = np.sqrt(world.collaboration.agency_tie[community, agencies] * world.leaders.commitment[heads[agencies]])
    return Table(community, agencies, rules.habit + (1.0 - rules.habit) * warmth)


def _acute_in(world: World, community: int, cycle: Cycle) -> NDArray[np.int64]:
    """Return the residents of a community whose episode goes on when the next cycle begins, in order."""
    lists = world.lists[community]
    listed = world.acute[lists.first_resident : lists.end_acute].astype(np.int64)
    return listed[world.residents.acute_until[listed] > (cycle.cycle + 1) * DAYS_IN_CYCLE]


def _candidates(
    world: World, table: Table, acute: NDArray[np.int64], sharing: float, rules: SituationTableParameters, cycle: Cycle
) -> NDArray[np.int64]:
    """Return those of the acute whom police know or an agency refers, in the order in which their turn comes."""
    residents, key, when = world.residents, cycle.keys[TABLE], cycle.cycle
    ties = world.collaboration.agency_tie[table.community, table.agencies]
    refers = sharing * ties.mean() if ties.size else 0.0
    known = (residents.known_to_police[acute] > 0) | (residents.calls_made[acute] >= rules.known_calls)
    found = acute[known | (uniforms(key, when, acute, TableDraw.REFERRED) < refers)]
    return found[np.argsort(uniforms(key, when, found, TableDraw.TURN), kind="stable")]


@kernel(allocates=True)
def cases_of_tables(world: World, rules: Parameters, level: Float, cycle: Cycle) -> NDArray[np.int64]:
    """Return how many cases each community's table takes up in a cycle; what is left of a case is rounded by chance."""
    cases = np.zeros(level.size, np.int64)
    for community in range(level.size):
        people = people_of(world.communities[community], world.neighbourhoods)
        mean = level[community] * rules.situation_table.cases / CYCLES_IN_YEAR * people / 1000.0
        cases[community] = int(np.floor(mean + draw(cycle, TABLE, community, ROUNDING)))
    return cases


def _answer(world: World, table: Table, resident: int, p: Parameters, cycle: Cycle) -> None:
    """Let agencies with hours left come to a case; the more come, the likelier the episode ends."""
    rules, person = p.situation_table, world.residents[resident]
    tally = world.tally[person.neighbourhood]
    tally.table_cases += 1.0
    if draw(cycle, TABLE, resident, MEETS_THRESHOLD) >= rules.threshold:
        tally.table_turned_down += 1.0
        return
    came = 0
    for agency, chance in zip(table.agencies, table.comes, strict=True):
        if world.crisis_hours[table.community, agency] > 0.0 and (
            draw(cycle, TABLE, resident, TableDraw.COMES + int(agency)) < chance
        ):
            world.crisis_hours[table.community, agency] -= rules.case_hours
            came += 1
    tally.table_agencies += came
    tally.table_hours += came * rules.case_hours
    if draw(cycle, TABLE, resident, ENDS) < 1.0 - (1.0 - rules.per_agency) ** came:
        tally.table_ended += 1.0
        answered = (cycle.cycle + 1) * DAYS_IN_CYCLE + rules.answer_days
        person.acute_until = min(person.acute_until, answered)
        relieve(person, p.response)
