"""Supervisors differ: what their officers get done in an hour, and how far they go by what is known (Engel 2002).

Hours are the same under any supervisor. What is made of them, stops, visits, follow-up and presence, is in proportion to the
diligence of the squad; and tips and assessed risk count as far as a supervisor uses them, which leadership asks for (Garicano
and Heaton 2010).
"""

import numpy as np

from mobsim.scenario.supervision import SupervisionParameters
from mobsim.tools.calendar import CYCLES_IN_YEAR
from mobsim.tools.draws import normals, uniforms
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose, SuperviseDraw
from mobsim.world.columns import Float, World
from mobsim.world.policies import Policies
from mobsim.world.table import Row

SUPERVISE, MOVES = int(Purpose.SUPERVISE), int(SuperviseDraw.MOVES)
AT_BIRTH = -1  # the cycle in which the first supervisors take their squads


def appoint_supervisors(world: World, policies: Policies, supervision: SupervisionParameters, keys: np.ndarray) -> None:
    """Give every squad its first supervisor."""
    rows = np.arange(world.supervisors.size)
    world.supervisors.own[:] = _diligence_of(rows, supervision, keys, AT_BIRTH)
    lead_supervisors(world, policies, supervision)


def move_supervisors(world: World, supervision: SupervisionParameters, keys: np.ndarray, cycle: int) -> None:
    """Move supervisors at their rate; another takes the squad, and brings their own diligence."""
    drawn = uniforms(keys[SUPERVISE], cycle, np.arange(world.supervisors.size), MOVES)
    moves = (drawn < supervision.moves_per_year / CYCLES_IN_YEAR).nonzero()[0]
    if moves.size:
        world.supervisors.own[moves] = _diligence_of(moves, supervision, keys, cycle)


def _diligence_of(rows: np.ndarray, supervision: SupervisionParameters, keys: np.ndarray, cycle: int) -> Float:
    """Draw the diligence of supervisors who take their squads in a cycle: mean 1."""
    spread = supervision.spread
    drawn = normals(keys[SUPERVISE], cycle, rows, SuperviseDraw.DILIGENCE)
    return np.exp(spread * drawn - spread**2 / 2)


def lead_supervisors(world: World, policies: Policies, supervision: SupervisionParameters) -> None:
    """Let a committed chief's leadership lift the lax, and ask all to use what is known."""
    supervisors = world.supervisors
    asked = (policies.leadership * world.leaders.commitment[world.communities.chief])[supervisors.community]
    lax = np.maximum(0.0, 1.0 - supervisors.own)
    supervisors.diligence[:] = supervisors.own + supervision.raised * asked * lax
    usual = supervision.use_usual + supervision.use_by_leadership * asked
    supervisors.use[:] = np.minimum(1.0, np.maximum(0.0, supervisors.diligence * usual))


@kernel(inner=True)
def work_under(supervisor: Row, neighbourhood: Row, hours: float) -> None:
    """Let a squad's hours in a neighbourhood, which its able hours hold already, count in the means of today.

    Where nobody gives hours today, the means of the last day with any stay.
    """
    if hours > 0.0:
        share = hours / neighbourhood.able_hours
        neighbourhood.diligence += share * (supervisor.diligence - neighbourhood.diligence)
        neighbourhood.use += share * (supervisor.use - neighbourhood.use)
