"""mobsim beside the core: its whole weekly pass, which does much more, and its whole model."""

import tempfile
from pathlib import Path

import mobsim
from benchmarks.towns import OFFICERS_PER_100K, RESIDENTS_PER_NEIGHBOURHOOD, STRATEGY, town
from benchmarks.weekly import WARM_UP_DAYS, weekly_pass
from mobsim.engine.model import Model
from mobsim.tools.calendar import DAYS_IN_WEEK

TOWN = """
schema = 1
title = "A town of {agents}"
days = {days}
burn_in_days = 0
[community]
officers = {officers}
[community.synthetic]
neighbourhoods = {neighbourhoods}
residents_per_neighbourhood = {residents}
"""
SWEEP = """
schema = 1
title = "Seeds of one town"
scenario = "town.toml"
design = "list"
strategies = ["{strategy}"]
[[points]]
[replicates]
seeds = {seeds}
"""


class Pass:
    """The weekly pass alone: trust, cohesion and insecurity over ties, need, risk, fatigue, belonging, turning out."""

    def __init__(self, agents: int, seed: int) -> None:
        self.model = Model(town(agents), STRATEGY, seed)
        self.model.run_days(WARM_UP_DAYS)
        self.week = weekly_pass(self.model)

    def live(self, weeks: int) -> None:
        for _ in range(weeks):
            self.week()


class Town(Pass):
    """The whole model on one thread: days, offences, police, leaders and initiatives beside the weekly pass."""

    def live(self, weeks: int) -> None:
        self.model.run_days(DAYS_IN_WEEK * weeks)


def sweep(agents: int, seeds: list[int], weeks: int, processes: int) -> list[float]:
    neighbourhoods = max(1, round(agents / RESIDENTS_PER_NEIGHBOURHOOD))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario = TOWN.format(
            agents=agents,
            days=DAYS_IN_WEEK * weeks,
            officers=max(1, round(agents * OFFICERS_PER_100K / 100_000)),
            neighbourhoods=neighbourhoods,
            residents=agents // neighbourhoods,
        )
        (folder / "town.toml").write_text(scenario, encoding="utf-8")
        experiment = folder / "seeds.toml"
        experiment.write_text(SWEEP.format(strategy=STRATEGY, seeds=len(seeds)), encoding="utf-8")
        return list(mobsim.sweep(experiment, workers=processes, out=folder / "results").runs["trust"])
