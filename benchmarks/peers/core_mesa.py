"""The core in plain Mesa: agents are objects, and a week is two rounds of ``AgentSet.do``, as all act at once.

Ties are a list that each agent holds, which is leaner and quicker than a cell of a ``Network`` for every agent; a week's
draws are made at once by NumPy, which costs an agent less than a call of ``random.random``.
"""

import mesa
import numpy as np
from mesa.batchrunner import batch_run

from benchmarks.peers.shared import CORE, State, born, draws


class Resident(mesa.Agent):
    """An agent of the core."""

    def __init__(self, model: "Town", number: int, ground: float, threshold: float, member: bool) -> None:
        super().__init__(model)
        self.number, self.ground, self.threshold = number, ground, threshold
        self.trust, self.member = ground, member
        self.next_trust, self.next_member = ground, member
        self.ties: list[Resident] = []

    def listen(self) -> None:
        """Hear what ties say, and make up one's mind."""
        near = [tie.trust for tie in self.ties if abs(tie.trust - self.trust) < CORE.bound]
        heard = sum(near) / len(near) if near else self.ground
        target = self.ground + (1.0 - CORE.stubbornness) * (heard - self.ground)
        self.next_trust = min(1.0, max(0.0, self.trust + CORE.rate * (target - self.trust)))
        if self.model.draws[self.number] < CORE.attention:
            self.next_member = self.decide()

    def decide(self) -> bool:
        """Return whether one belongs from now on."""
        share = sum(tie.member for tie in self.ties) / len(self.ties) if self.ties else 0.0
        score = CORE.by_ties * share + CORE.by_trust * (self.next_trust - CORE.usual_trust) - CORE.cost
        return score >= self.threshold - CORE.hysteresis if self.member else score > self.threshold

    def change(self) -> None:
        """Become what one has made up one's mind to be."""
        self.trust, self.member = self.next_trust, self.next_member


class Town(mesa.Model):
    """A town of Mesa agents; it stops after so many weeks, if told to."""

    def __init__(
        self, agents: int, town_seed: int, weeks: int = 0, seed: int | None = None, rng: int | None = None
    ) -> None:
        super().__init__(seed=seed)
        self.size, self.town_seed, self.weeks, self.draws = agents, town_seed, weeks, [0.0]
        start, to, ground, threshold, member = born(agents, town_seed)
        columns = {"ground": ground.tolist(), "threshold": threshold.tolist(), "member": member.tolist()}
        people = list(Resident.create_agents(self, agents, list(range(agents)), **columns))
        first, ties = start.tolist(), to.tolist()
        for person in people:
            person.ties = [people[tie] for tie in ties[first[person.number] : first[person.number + 1]]]
        self.datacollector = mesa.DataCollector(model_reporters={"members": "members"})

    @property
    def members(self) -> int:
        return sum(person.member for person in self.agents)

    def step(self) -> None:
        """Live a week; Mesa has counted it already."""
        self.draws = draws(self.size, self.town_seed, self.steps - 1).tolist()
        self.agents.do("listen")
        self.agents.do("change")
        if self.steps == self.weeks:
            self.datacollector.collect(self)
            self.running = False

    def live(self, weeks: int) -> None:
        for _ in range(weeks):
            self.step()

    def state(self) -> State:
        return State(np.array(self.agents.get("trust")), np.array(self.agents.get("member")))


def sweep(agents: int, seeds: list[int], weeks: int, processes: int) -> list[int]:
    varied = {"agents": [agents], "town_seed": seeds, "weeks": [weeks]}
    rows = batch_run(Town, varied, number_processes=processes, display_progress=False)
    return [row["members"] for row in sorted(rows, key=lambda row: row["town_seed"])]
