"""The core as a bare numba kernel: one loop over agents, one over their ties, one thread."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numba
import numpy as np

from benchmarks.peers import shared
from benchmarks.peers.shared import CORE, State, born

_AGENT, _WEEK, _SEED = np.uint64(shared.AGENT_STEP), np.uint64(shared.WEEK_STEP), np.uint64(shared.SEED_STEP)
_FIRST, _SECOND = np.uint64(shared.MIX_FIRST), np.uint64(shared.MIX_SECOND)
_11, _27, _30, _31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
UNIT = shared.UNIT


@numba.njit
def draw(agent, begun):
    word = np.uint64(agent) * _AGENT ^ begun
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return ((word ^ (word >> _31)) >> _11) * UNIT


@numba.njit
def live_week(start, to, ground, threshold, trust, member, next_trust, next_member, begun):
    for agent in range(ground.size):
        own, first, end = trust[agent], start[agent], start[agent + 1]
        heard, near, members = 0.0, 0, 0
        for row in range(first, end):
            tie = to[row]
            if abs(trust[tie] - own) < CORE.bound:
                heard += trust[tie]
                near += 1
            members += member[tie]
        mean = heard / near if near > 0 else ground[agent]
        target = ground[agent] + (1.0 - CORE.stubbornness) * (mean - ground[agent])
        moved = min(1.0, max(0.0, own + CORE.rate * (target - own)))
        next_trust[agent] = moved
        next_member[agent] = member[agent]
        if draw(agent, begun) < CORE.attention:
            share = members / (end - first) if end > first else 0.0
            score = CORE.by_ties * share + CORE.by_trust * (moved - CORE.usual_trust) - CORE.cost
            if member[agent]:
                next_member[agent] = score >= threshold[agent] - CORE.hysteresis
            else:
                next_member[agent] = score > threshold[agent]


@numba.njit
def live_weeks(start, to, ground, threshold, trust, member, next_trust, next_member, seed, first, end):
    """Live the weeks ``first`` to ``end - 1``; after an odd number of them the state stands in the second pair."""
    for week in range(first, end):
        begun = np.uint64(week) * _WEEK + np.uint64(seed) * _SEED
        live_week(start, to, ground, threshold, trust, member, next_trust, next_member, begun)
        trust, next_trust = next_trust, trust
        member, next_member = next_member, member


class Town:
    """A town as the kernel lives it."""

    def __init__(self, agents: int, seed: int) -> None:
        self.born, self.seed, self.week = born(agents, seed), seed, 0
        self.now = State(self.born.ground.copy(), self.born.member.copy())
        self.next = State(np.empty_like(self.now.trust), np.empty_like(self.now.member))

    def live(self, weeks: int) -> None:
        start, to, ground, threshold, _ = self.born
        end = self.week + weeks
        live_weeks(start, to, ground, threshold, *self.now, *self.next, self.seed, self.week, end)
        self.week = end
        if weeks % 2:
            self.now, self.next = self.next, self.now

    def state(self) -> State:
        return self.now


def members_after(agents: int, weeks: int, seed: int) -> int:
    """Live a town from its birth and count who belongs at the end."""
    town = Town(agents, seed)
    town.live(weeks)
    return int(town.now.member.sum())


def sweep(agents: int, seeds: list[int], weeks: int, processes: int) -> list[int]:
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(members_after, agents, weeks), seeds))
