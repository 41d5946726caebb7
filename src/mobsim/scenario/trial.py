"""Read a virtual trial: an experiment file whose design is "trial"."""

from dataclasses import dataclass
from pathlib import Path

from mobsim.errors import ScenarioError, UsageError
from mobsim.scenario.experiment_schema import ExperimentFile, check_experiment, scenario_beside
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import find_shipped_experiment, shipped_experiments
from mobsim.scenario.trial_checks import check_trial
from mobsim.scenario.trial_room import check_room
from mobsim.scenario.trial_tables import TrialTable

SEEDS = 20


@dataclass(frozen=True)
class Trial:
    """A trial as declared, with the town it is held in."""

    name: str
    title: str
    about: str
    scenario: Scenario
    strategy: str
    days: int
    seeds: int
    table: TrialTable
    file: str = ""

    @property
    def called(self) -> str:
        """What a command calls the trial by: its file, or its name where it has none."""
        return self.file or self.name


def load_trial(path_or_name: str | Path) -> Trial:
    """Load a trial by path, or by the name of one that ships (``"trials/hot_spots"`` or ``"hot_spots"``).

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong, at once.
    """
    path = find_trial(path_or_name)
    file, findings = check_experiment(path), Findings(path)
    table = file.trial
    if table is None:
        remedy = 'set design = "trial" and add a [trial] table'
        raise ScenarioError("is not a trial", file=path, field="design", value=file.design, remedy=remedy)
    scenario = load_scenario(scenario_beside(file.scenario, path))
    days = max([table.end, *table.waves]) if file.days is None else file.days
    check_trial(table, days, scenario.problems, findings)
    _check_town(table, scenario, findings)
    _check_file(file, scenario, findings)
    findings.stop_if_wrong()
    seeds = SEEDS if file.replicates.seeds is None else file.replicates.seeds
    return Trial(path.stem, file.title, file.about, scenario, file.strategy, days, seeds, table, str(path))


def _check_town(table: TrialTable, scenario: Scenario, findings: Findings) -> None:
    if table.before > scenario.burn_in_days:
        findings.wrong(
            f"is longer than the scenario's burn-in of {scenario.burn_in_days} days",
            "trial.before",
            f"give at most {scenario.burn_in_days}",
            value=table.before,
        )
    check_room(table, scenario, findings)


IDLE = ("strategies", "samples", "factors", "points", "outcomes")
"""Keys of an experiment that say nothing where the design is a trial."""


def _check_file(file: ExperimentFile, scenario: Scenario, findings: Findings) -> None:
    if file.strategy not in scenario.strategies:
        findings.wrong(
            "is not a strategy of the scenario",
            "strategy",
            did_you_mean(file.strategy, scenario.strategies),
            value=file.strategy,
        )
    for key in IDLE:
        if key in file.model_fields_set:
            findings.wrong("says nothing in a trial", key, "leave it out, or choose another design")
    for key in ("precision", "outcome", "max"):
        if key in file.replicates.model_fields_set:
            value = getattr(file.replicates, key)
            findings.wrong("says nothing in a trial", f"replicates.{key}", "give the number of seeds", value=value)


def find_trial(path_or_name: str | Path) -> Path:
    """Find the file of a trial, or raise a UsageError that names the nearest one that ships."""
    path, name = Path(path_or_name), str(path_or_name)
    found = path if path.is_file() else find_shipped_experiment(name)
    if found is None:
        remedy = did_you_mean(name, shipped_experiments())
        raise UsageError("there is no such trial", field="EXPERIMENT", value=name, remedy=remedy)
    return found
