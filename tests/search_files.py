"""Searches whose runs are formulas: the search's own code, with a stand-in for the town whose best strategy is known."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from sweep_files import Formula

from mobsim.experiment.compare import Comparison
from mobsim.experiment.holding import Means, opened
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.answer import Answer, answer
from mobsim.experiment.search.choosing import best_of
from mobsim.experiment.search.declared import Search, ask
from mobsim.experiment.search.found import scenario_with
from mobsim.experiment.search.running import declare, found_in
from mobsim.experiment.search.stages import run_stages
from mobsim.experiment.search.trying import Told, Tries
from mobsim.experiment.summary import summarise
from mobsim.measures import OUTCOMES
from mobsim.scenario import village
from mobsim.scenario.strategy import as_written


@dataclass(frozen=True)
class Searched:
    """A search that is over: what was tried, and what the runs told."""

    search: Search
    points: list[dict]
    stages: list[str]
    told: Told

    @property
    def best(self) -> dict:
        """The point that the search takes for the best."""
        return self.points[best_of(self.told)]


def search_formula(
    formula: Callable, out: Path | None = None, outcomes=("harm",), workers: int = 1, study=Formula, **asked
) -> Searched:
    """Search with a formula in the place of a town."""
    search = ask(asked.pop("scenario", None) or village(), outcomes, point=True, **asked)
    declared = replace(declare(search), study=study(formula))
    with opened(declared, out, Means(workers)) as held:
        tries = Tries(held, search)
        run_stages(search, tries)
        held.complete([])
        return Searched(search, tries.points, tries.stages, tries.told())


def noise(seed: int, *labels: float) -> float:
    """Return a normal number that belongs to a seed and to some numbers."""
    key = [int(1e6 * each) for each in labels]
    return float(np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=key)).standard_normal())


def answer_formula(searched: Searched, formula: Callable) -> Answer:
    """Answer a search whose runs are a formula, with the formula on fresh seeds in the place of the comparison."""
    search = searched.search
    tries = SimpleNamespace(points=searched.points, stages=searched.stages, told=lambda: searched.told)
    found = found_in(search, tries)
    town = scenario_with(search, found)
    names = [town.reference, *(each.name for each in found)]
    rows = [
        {"strategy": name, "seed": seed, "cost": 400.0, **formula(_factors(town.strategies[name].levers), seed)}
        for seed in (seed_of(town.seed, replicate) for replicate in range(search.fresh))
        for name in names
    ]
    runs, nothing = pd.DataFrame(rows), pd.DataFrame()
    summary = summarise(town, runs, names, town.reference, OUTCOMES)
    return answer(search, tries, found, Comparison(summary, runs, *[nothing] * 6, folder=None))


def _factors(levers) -> dict:
    return {f"strategy.{name}": value for name, value in as_written(levers).items()}
