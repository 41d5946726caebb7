"""The core in Starsim: states and a network, a module that steps by whole columns and over the edges of the network.

States are in double precision (``ss.Arr``), as those of the other tools: in the single precision of ``ss.FloatArr`` who
lies just within the bound differs for a few agents in a million, and with them what follows.
"""

import numpy as np
import starsim as ss

from benchmarks.peers.shared import CORE, State, born, draws

MOST_WEEKS = 5_000
"""Starsim plans every step before the first."""


class Ties(ss.Network):
    """The town's ties, each once, as Starsim keeps those that go both ways."""

    def __init__(self, town_seed: int, **kwargs: object) -> None:
        super().__init__(name="ties", **kwargs)
        self.town_seed = town_seed

    def add_pairs(self) -> None:
        start, to, *_ = born(len(self.sim.people), self.town_seed)
        who = np.repeat(np.arange(start.size - 1), np.diff(start))
        once = who < to
        self.append(p1=ss.uids(who[once]), p2=ss.uids(to[once].astype(int)), beta=np.ones(once.sum(), np.float32))

    def step(self) -> None:
        """Ties stay."""


class Mobilization(ss.Module):
    """Trust and belonging."""

    def __init__(self, town_seed: int, **kwargs: object) -> None:
        super().__init__(name="mobilization", **kwargs)
        self.town_seed = town_seed
        self.define_states(
            ss.Arr("trust", dtype=np.float64, nan=np.nan),
            ss.Arr("ground", dtype=np.float64, nan=np.nan),
            ss.Arr("threshold", dtype=np.float64, nan=np.nan),
            ss.BoolArr("member"),
        )

    def init_post(self) -> None:
        super().init_post()
        _, _, ground, threshold, member = born(len(self.sim.people), self.town_seed)
        self.trust[:], self.ground[:], self.threshold[:], self.member[:] = ground, ground, threshold, member

    def over_ties(self, to_first: np.ndarray, to_second: np.ndarray) -> np.ndarray:
        """Sum over ties what each brings to its first and to its second agent."""
        ties, size = self.sim.networks.ties, len(self.trust)
        return np.bincount(ties.p1, to_first, size) + np.bincount(ties.p2, to_second, size)

    def step(self) -> None:
        first, second = self.sim.networks.ties.p1, self.sim.networks.ties.p2
        trust, ground, was = self.trust.values, self.ground.values, self.member.values
        near = np.abs(self.trust[first] - self.trust[second]) < CORE.bound
        count = self.over_ties(near, near)
        total = self.over_ties(near * self.trust[second], near * self.trust[first])
        heard = np.where(count > 0, total / np.maximum(count, 1.0), ground)
        target = ground + (1.0 - CORE.stubbornness) * (heard - ground)
        moved = np.clip(trust + CORE.rate * (target - trust), 0.0, 1.0)

        degree = self.over_ties(np.ones(len(first)), np.ones(len(first)))
        share = self.over_ties(self.member[second], self.member[first]) / np.maximum(degree, 1.0)
        score = CORE.by_ties * share + CORE.by_trust * (moved - CORE.usual_trust) - CORE.cost
        threshold = self.threshold.values
        decided = np.where(was, score >= threshold - CORE.hysteresis, score > threshold)
        attentive = draws(len(trust), self.town_seed, self.ti) < CORE.attention
        self.trust[:], self.member[:] = moved, np.where(attentive, decided, was)


def simulation(agents: int, seed: int, weeks: int) -> ss.Sim:
    return ss.Sim(
        n_agents=agents,
        rand_seed=seed,
        dt=ss.weeks(1),
        dur=ss.weeks(weeks - 1),
        networks=Ties(seed),
        modules=Mobilization(seed),
        verbose=0,
    )


class Town:
    """A town as a simulation of Starsim that is run step by step."""

    def __init__(self, agents: int, seed: int) -> None:
        self.sim = simulation(agents, seed, MOST_WEEKS)
        self.sim.init()

    def live(self, weeks: int) -> None:
        for _ in range(weeks):
            self.sim.run_one_step()

    def state(self) -> State:
        return state(self.sim)


def state(sim: ss.Sim) -> State:
    town = sim.get_module("mobilization")
    return State(town.trust.values.copy(), town.member.values.copy())


def sweep(agents: int, seeds: list[int], weeks: int, processes: int) -> list[int]:
    sims = [simulation(agents, seed, weeks) for seed in seeds]
    finished = ss.parallel(*sims, n_cpus=processes, debug=False, shrink=False, reseed=False).sims
    return [int(state(sim).member.sum()) for sim in finished]
