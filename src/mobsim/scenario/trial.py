"""Read a virtual trial: an experiment file whose design is "trial"."""

from dataclasses import dataclass
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.scenario.experiment_schema import check_experiment, scenario_beside
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import shipped_experiments
from mobsim.scenario.trial_tables import TrialTable, check_trial

SEEDS = 10


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


def load_trial(path_or_name: str | Path) -> Trial:
    """Load a trial by path, or by the name of one that ships (``"trials/hot_spots"`` or ``"hot_spots"``).

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong, at once.
    """
    path = find_trial(path_or_name)
    file = check_experiment(path)
    findings = Findings(path)
    if file.trial is None:
        findings.wrong("is not a trial", "design", 'set design = "trial" and add a [trial] table', value=file.design)
        findings.stop_if_wrong()
    scenario = load_scenario(scenario_beside(file.scenario, path))
    days = max([file.trial.end, *file.trial.waves]) if file.days is None else file.days
    check_trial(file.trial, days, scenario.problems, findings)
    if file.strategy not in scenario.strategies:
        findings.wrong(
            "is not a strategy of the scenario",
            "strategy",
            did_you_mean(file.strategy, scenario.strategies),
            value=file.strategy,
        )
    if file.trial.before > scenario.burn_in_days:
        findings.wrong(
            f"is longer than the scenario's burn-in of {scenario.burn_in_days} days",
            "trial.before",
            f"give at most {scenario.burn_in_days}",
            value=file.trial.before,
        )
    findings.stop_if_wrong()
    seeds = SEEDS if file.replicates.seeds is None else file.replicates.seeds
    return Trial(path.stem, file.title, file.about, scenario, file.strategy, days, seeds, file.trial)


def find_trial(path_or_name: str | Path) -> Path:
    """Find the file of a trial, or raise a UsageError that names the nearest one that ships."""
    path = Path(path_or_name)
    if path.is_file():
        return path
    known, name = shipped_experiments(), str(path_or_name)
    for each in (name, f"trials/{name}"):
        if each in known:
            return known[each]
    raise UsageError("there is no such trial", field="EXPERIMENT", value=name, remedy=did_you_mean(name, known))
