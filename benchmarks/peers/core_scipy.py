"""The core in whole columns: NumPy for what each agent does, a SciPy sparse matrix for what is heard over ties."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from scipy.sparse import csr_array

from benchmarks.peers.shared import CORE, State, born, draws


class Town:
    """A town as a matrix of ties and columns of agents."""

    def __init__(self, agents: int, seed: int) -> None:
        self.agents, self.seed, self.week = agents, seed, 0
        start, self.to, self.ground, self.threshold, member = born(agents, seed)
        self.start, self.degree = start.astype(np.int32), np.diff(start)
        self.who = np.repeat(np.arange(agents, dtype=np.int32), self.degree)
        self.ties = self.matrix(np.ones(self.to.size))
        self.trust, self.member = self.ground.copy(), member.copy()

    def matrix(self, weights: np.ndarray) -> csr_array:
        return csr_array((weights, self.to, self.start), shape=(self.agents, self.agents))

    def live(self, weeks: int) -> None:
        for _ in range(weeks):
            self.step()

    def step(self) -> None:
        trust = self.trust
        near = self.matrix((np.abs(trust[self.to] - trust[self.who]) < CORE.bound).astype(float))
        count = near @ np.ones(self.agents)
        heard = np.where(count > 0, near @ trust / np.maximum(count, 1.0), self.ground)
        target = self.ground + (1.0 - CORE.stubbornness) * (heard - self.ground)
        self.trust = np.clip(trust + CORE.rate * (target - trust), 0.0, 1.0)
        share = self.ties @ self.member.astype(float) / np.maximum(self.degree, 1)
        score = CORE.by_ties * share + CORE.by_trust * (self.trust - CORE.usual_trust) - CORE.cost
        decided = np.where(self.member, score >= self.threshold - CORE.hysteresis, score > self.threshold)
        self.member = np.where(draws(self.agents, self.seed, self.week) < CORE.attention, decided, self.member)
        self.week += 1

    def state(self) -> State:
        return State(self.trust, self.member)


def members_after(agents: int, weeks: int, seed: int) -> int:
    """Live a town from its birth and count who belongs at the end."""
    town = Town(agents, seed)
    town.live(weeks)
    return int(town.member.sum())


def sweep(agents: int, seeds: list[int], weeks: int, processes: int) -> list[int]:
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(partial(members_after, agents, weeks), seeds))
