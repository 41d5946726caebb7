"""Leaving office: which leaders leave in a cycle, and who takes their seats."""

import numpy as np
from numpy.typing import NDArray

from mobsim.rules.institutions import succeed
from mobsim.scenario.leaders import TableParameters
from mobsim.tools.change import clipped
from mobsim.tools.draws import normal, uniform
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import LeaveDraw, Purpose
from mobsim.world.columns import World

Flags = NDArray[np.bool_]

LEAVE = int(Purpose.LEAVE)
LEAVES = int(LeaveDraw.LEAVES)


@kernel(allocates=True)
def who_leaves(keys: NDArray[np.uint64], first: int, cycles: int, leaders: int, chance: float) -> Flags:
    """Say of each cycle from the ``first`` which leaders leave office in it, ``(cycles, leaders)``."""
    leaving = np.zeros((cycles, leaders), np.bool_)
    for cycle in range(cycles):
        for row in range(leaders):
            leaving[cycle, row] = uniform(keys[Purpose.LEAVE], first + cycle, row, LEAVES) < chance
    return leaving


def take_leave(world: World, leaving: Flags, table: TableParameters, keys: np.ndarray, cycle: int) -> None:
    """Let leaders leave office who do in this cycle."""
    for row in leaving.nonzero()[0].tolist():
        leave(world, row, table, keys, cycle)


def leave(world: World, row: int, table: TableParameters, keys: np.ndarray, when: int) -> None:
    """Let a leader leave office; a new one takes the seat, with the ties that institutions hold."""
    leaders = world.leaders
    u_commitment = uniform(keys[LEAVE], when, row, int(LeaveDraw.COMMITMENT))
    u_brought = uniform(keys[LEAVE], when, row, int(LeaveDraw.REPRESENTATIVENESS))
    leaders.commitment[row] = clipped(table.commitment_mean + table.commitment_spread * normal(u_commitment))
    brought = clipped(table.representativeness_mean + table.representativeness_spread * normal(u_brought))
    leaders.brought[row] = leaders.representativeness[row] = brought
    leaders.credibility[row] = table.credibility_new
    succeed(world, row, table)
