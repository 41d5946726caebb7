"""Run a town with each step of the learning loop switched off, all from one ignorant start."""

import time
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from benchmarks.kept import as_row
from mobsim.engine.model import Model, begin
from mobsim.experiment.identity import identity_of
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.scenario import Scenario
from mobsim.store import PlannedRun
from mobsim.store.provenance import describe_computing, hash_inputs, hash_sources, resolve
from mobsim.tools.calendar import DAYS_IN_YEAR

COMMAND = "python -m benchmarks.loop"
STRATEGY = "full_model"
OUTCOMES = {"harm": "harm", "insecurity": "insecurity", "trust": "trust in police"}


class Arm(NamedTuple):
    """A loop with something switched off: mechanisms by name, and whether officers follow up what residents tell.

    ``dud`` is the parameter that a planted town sets to nothing, so that one measure does nothing; ``against`` is the arm that
    this one is compared with, nothing for the arms that others are compared with.
    """

    label: str
    without: tuple[str, ...]
    follow_up: bool = True
    dud: str = ""
    against: str = "whole"


ARMS = {
    "whole": Arm("the whole loop", (), against=""),
    "assessment": Arm("without assessment: need is last year's total over all problems", ("assessment",)),
    "planning": Arm("without planning: money is shared out evenly", ("planning",)),
    "review": Arm("without review: beliefs stay what they were at first", ("review",)),
    "action": Arm("without action: no follow-up, no change of plan at half time", ("follow_through",), follow_up=False),
    "none": Arm("without any of the four", ("assessment", "planning", "review", "follow_through"), follow_up=False),
    "hardening": Arm("hardening is a dud", (), dud="delivery.hardening_per_hour", against=""),
    "hardening, review": Arm(
        "without review, where hardening is a dud", ("review",), dud="delivery.hardening_per_hour", against="hardening"
    ),
    "relief": Arm("social work is a dud", (), dud="delivery.need_per_hour", against=""),
    "relief, review": Arm(
        "without review, where social work is a dud", ("review",), dud="delivery.need_per_hour", against="relief"
    ),
}


@dataclass(frozen=True)
class LoopStudy:
    """Run one town with each step switched off, all from one ignorant start, for the experiment engine."""

    scenario: Scenario
    years: int

    def begin(self, planned: PlannedRun) -> None:
        """Share nothing: a run is one seed with all arms."""

    def run(self, begun: None, planned: PlannedRun) -> dict[str, pd.DataFrame]:
        """Run every arm of one seed."""
        began = time.process_time()
        start = begin(self.scenario, planned.seed)
        start.forget()
        found = {name: run_arm(start, arm, self.years) for name, arm in ARMS.items()}
        return as_row({"arms": found}, began)

    def replay(self, planned: PlannedRun) -> str:
        """Return the command that runs the seed again."""
        return COMMAND

    @property
    def inputs(self) -> str:
        """Hash all that decides what a seed finds."""
        scenario = identity_of(self.scenario)
        arms = {name: [*arm] for name, arm in ARMS.items()}
        return hash_inputs([hash_sources(model_only=True), describe_computing(), resolve(scenario), self.years, arms])


def run_arm(start: Model, arm: Arm, years: int) -> dict[str, float]:
    """Run one branch of a town under the full model without what an arm leaves out; return its outcomes."""
    branch = start.fork(STRATEGY)
    changed = neutral_values(arm.without) | ({arm.dud: 0.0} if arm.dud else {})
    branch.scenario = replace(branch.scenario.with_parameters(changed), days=years * DAYS_IN_YEAR)
    if not arm.follow_up:
        levers = branch.scenario.strategy(STRATEGY).levers
        branch.set_levers([levers._replace(follow_up=0.0)] * len(branch.levers))
    branch.run_days(branch.scenario.days)
    totals = branch.results().totals
    return {name: float(totals[name]) for name in OUTCOMES}
