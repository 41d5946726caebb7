"""Read a virtual trial: an experiment file whose design is "trial"."""

from dataclasses import dataclass
from pathlib import Path

from mobsim.errors import InputError, InputErrors, UsageError
from mobsim.scenario.drafts import Draft
from mobsim.scenario.experiment_checks import check_experiment
from mobsim.scenario.experiment_schema import ExperimentFile, scenario_beside
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import draft_named
from mobsim.scenario.regular_files import is_no_folder
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import find_shipped_experiment, shipped_experiments
from mobsim.scenario.trial_change_checks import check_changes
from mobsim.scenario.trial_checks import check_all_treated, check_trial
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
    """Load a trial by path, or by the name of one that ships (``"trials/hot_spot_patrol"`` or ``"hot_spot_patrol"``).

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong, in the trial and in its town, at once.
    """
    path = find_trial(path_or_name)
    findings = Findings(path)
    file = check_experiment(path, findings)
    if file is None:
        findings.stop()
    town, table = _draft_town(file, path, findings), file.trial
    if table is None:
        remedy = 'set design = "trial" and add a [trial] table'
        findings.wrong("is not a trial", "design", remedy, value=file.design)
        findings.stop()
    check_all_treated(table, findings)
    table = table.all_treated(_count_units(table, town))
    days = max([table.end, *table.waves]) if file.days is None else file.days
    check_trial(table, days, None if town is None else town.problems, findings)
    check_changes(table, days, file.strategy, town, findings)
    if town is not None:
        _check_town(file, table, town, findings)
    findings.stop_if_wrong()
    if town is None:
        findings.stop()
    scenario = town.whole()
    seeds = SEEDS if file.replicates.seeds is None else file.replicates.seeds
    return Trial(path.stem, file.title, file.about, scenario, file.strategy, days, seeds, table, str(path))


def _count_units(table: TrialTable, town: Draft | None) -> int:
    """Count the places or neighbourhoods of a town; 1 where it could not be read."""
    if town is None or town.scenario is None:
        return 1
    if table.units == "places":
        return town.scenario.count_places()
    return sum(len(community.neighbourhoods) for community in town.scenario.communities)


def _draft_town(file: ExperimentFile, path: Path, findings: Findings) -> Draft | None:
    """Check the scenario of an experiment, recording what is wrong with it; ``None`` where there is none."""
    if not findings.sound("scenario"):
        return None
    try:
        town = draft_named(scenario_beside(file.scenario, path), {})
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None
    findings.include(town.findings)
    return town


def _check_town(file: ExperimentFile, table: TrialTable, town: Draft, findings: Findings) -> None:
    strategies, scenario = town.strategies, town.scenario
    if strategies is not None and file.strategy not in strategies and findings.sound("strategy"):
        findings.wrong(
            "is not a strategy of the scenario",
            "strategy",
            did_you_mean(file.strategy, strategies),
            value=file.strategy,
        )
    if scenario is not None and table.before > scenario.burn_in_days:
        findings.wrong(
            f"is longer than the scenario's burn-in of {scenario.burn_in_days} days",
            "trial.before",
            f"give at most {scenario.burn_in_days}",
            value=table.before,
        )
    if scenario is not None and findings.sound("trial.units", "trial.treated", "trial.controls", "trial.pool"):
        check_room(table, scenario, findings)


def find_trial(path_or_name: str | Path) -> Path:
    """Find the file of a trial, or raise a UsageError that names the nearest one that ships."""
    path, name = Path(path_or_name), str(path_or_name)
    found = path if is_no_folder(path) else find_shipped_experiment(name)
    if found is None:
        remedy = did_you_mean(name, shipped_experiments())
        raise UsageError("there is no such trial", field="EXPERIMENT", value=name, remedy=remedy)
    return found
