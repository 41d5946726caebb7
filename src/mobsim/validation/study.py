"""Run the untreated town many times, as it is and in variants, and measure its patterns."""

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.holding import Declaration, Means, hold
from mobsim.experiment.identity import identity_of
from mobsim.experiment.plan import Plan
from mobsim.experiment.stopping import Seeds
from mobsim.measures import Outcome
from mobsim.measures.outcome import not_from_sums
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun
from mobsim.validation.patterns import observe_town, patterns_of
from mobsim.validation.targets import Part, choose_targets, town

AS_IT_IS = "as it is"
OVER_YEARS = ("C2", "C3", "C4", "C5", "D20")
"""Targets that need more than one year."""


@dataclass(frozen=True)
class TownStudy:
    """Run a scenario under its reference and measure it; a variant overrides parameters by full name."""

    scenario: Scenario
    years: int
    variants: Mapping[str, Mapping[str, float]]

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: a variant has a burn-in of its own."""

    def run(self, begun: None, planned: PlannedRun) -> Mapping[str, Any]:
        """Do a run and return its patterns as one row."""
        changed = self.variants[str(planned.factors["variant"])]
        seen = observe_town(self.scenario.with_parameters(changed), planned.seed, self.years)
        return {"runs": pd.DataFrame([patterns_of(seen)])}

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that repeats the first of its years."""
        return shlex.join(
            ["mobsim", "run", self.scenario.called, "--seed", str(planned.seed), "--days", "364", "--events"]
        )


def prepare_town(scenario: Scenario) -> Scenario:
    """Add the events of the evidence to a scenario that has none of its own."""
    return scenario if scenario.events else replace(scenario, events=town().events)


def years_for(parts: Sequence[Part]) -> int:
    """Return how many years the patterns of some parts need."""
    return town().years if any(part.target in OVER_YEARS for part in parts) else 1


def run_town(study: TownStudy, kind: str, seeds: int, out: Path, means: Means) -> pd.DataFrame:
    """Run what a folder does not hold yet; return one row a run: variant, seed, and every pattern."""
    plan = Plan([{"variant": name} for name in study.variants], study.scenario.seed)
    with hold(declare_town(study, kind), plan, Seeds(seeds), out, means) as held:
        held.refuse_without_runs("the town")
        runs = held.read("runs")
    return runs[runs["run_id"] < seeds * plan.width]


def declare_town(study: TownStudy, kind: str) -> Declaration:
    """Declare runs of the untreated town: decided by its scenario, length and variants, and by how patterns are measured."""
    inputs = {
        "scenario": identity_of(study.scenario),
        "years": study.years,
        "variants": study.variants,
        "measured_by": _hash_of_measures(),
    }
    beside = {"areas.json": describe_areas(study.scenario)}
    return Declaration(study, kind, inputs, summarise_scenario(study.scenario), beside, _meanings())


def _hash_of_measures() -> str:
    digest = hashlib.sha256()
    for file in sorted((Path(__file__).parent / "patterns").glob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:20]


def _meanings() -> dict[str, Outcome]:
    """Describe the columns of the table of runs."""
    parts = [part for target in choose_targets(None) for part in target.parts]
    return {
        part.id: Outcome(part.id, part.what, part.unit, f"{part.target}: {part.what}.", "neither", not_from_sums)
        for part in parts
    }
