"""Read a search from an experiment file, and check all of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mobsim.experiment.choosing import choose_draws
from mobsim.experiment.plan import Plan
from mobsim.experiment.search.declared import SEEDS, Search, all_factors, build
from mobsim.experiment.search.goals import read_goals
from mobsim.experiment.sweep.checking import check_town
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.factors import Factor, Value, kind_of, plain_value, read_factor
from mobsim.experiment.sweep.reading import find_experiment, read_ensemble_beside
from mobsim.experiment.sweep.towns import TownReader
from mobsim.measures import outcomes_for
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.experiment_checks import canonical, check_experiment
from mobsim.scenario.experiment_schema import ExperimentFile, SearchTable
from mobsim.scenario.findings import Findings
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_toml


def read_search(path_or_name: str | Path, seeds: int | None = None) -> Search:
    """Read a search, check all of it, and make it ready to be run.

    Parameters
    ----------
    path_or_name
        Path of an experiment file whose design is a search, or the name of one that ships.
    seeds
        Runs of each strategy that is tried, instead of what the file says.

    Raises
    ------
    MobsimError
        Everything that is wrong, in the file and in its town, at once.
    """
    return search_of(read_searching(path_or_name), seeds)


def read_searching(path_or_name: str | Path) -> Experiment:
    """Read the experiment file of a search; its plan is empty, since each point follows from those before."""
    file = find_experiment(path_or_name)
    findings = Findings(file)
    table = check_experiment(file, findings)
    if table is None:
        findings.stop()
    scenario = check_town(table, TownReader(file, table.scenario), findings)
    ensemble = read_ensemble_beside(file, table, findings)
    findings.stop_if_wrong()
    if scenario is None:
        findings.stop()
    fixed = {canonical(name): plain_value(canonical(name), value) for name, value in table.fixed.items()}
    town = _town(scenario, table, fixed)
    factors, plan = _factors(table, fixed), Plan((), town.seed)
    experiment = Experiment(file, read_toml(file)[0], table, town, {(): town}, factors, fixed, plan, ensemble)
    _built(experiment, None, findings)
    findings.stop_if_wrong()
    return experiment


def search_of(experiment: Experiment, seeds: int | None = None) -> Search:
    """Return the search that an experiment declares."""
    findings = Findings(experiment.file)
    search = _built(experiment, seeds, findings)
    findings.stop_if_wrong()
    return search


def _built(experiment: Experiment, seeds: int | None, findings: Findings) -> Search:
    table = experiment.table
    wanted = table.search or SearchTable()
    goals = read_goals(wanted.outcomes, outcomes_for(experiment.scenario.problems), findings, "search.outcomes")
    given = table.replicates.seeds if "replicates" in table.model_fields_set else None
    numbers = {"budget": wanted.budget, "seeds": seeds or given or SEEDS, "fresh": wanted.fresh}
    if not 2 <= numbers["seeds"] <= 1_000:
        findings.wrong(
            "must be from 2 to 1,000 in a search", "replicates.seeds", "write seeds = 6", value=numbers["seeds"]
        )
    levers = {name: value for name, value in experiment.fixed.items() if kind_of(name) == "lever"}
    if not experiment.factors:
        findings.wrong("no lever is free", "fixed", "leave some levers out of [fixed]")
        findings.stop()
    search = build(experiment.scenario, goals, experiment.factors, levers, _drawn(experiment), numbers, findings)
    return replace(search, file=experiment.file)


def _drawn(experiment: Experiment) -> Ensemble | None:
    """Return the ensemble that a search draws from: that of a comparison, unless the file says otherwise."""
    if experiment.table.search is not None and experiment.table.search.point:
        return None
    return experiment.ensemble or choose_draws(experiment.scenario)


def _town(scenario: Scenario, table: ExperimentFile, fixed: Mapping[str, Value]) -> Scenario:
    """Return the town with the seed of the file, and with the parameters that it fixes, which hold in every draw."""
    numbers = {name: value for name, value in fixed.items() if kind_of(name) == "parameter"}
    town = scenario.with_parameters(numbers) if numbers else scenario
    return town if table.seed is None else replace(town, seed=table.seed)


def _factors(table: ExperimentFile, fixed: Mapping[str, Value]) -> tuple[Factor, ...]:
    """Return the free levers: those of the file, or else all that are not fixed."""
    if table.factors:
        return tuple(read_factor(name, given) for name, given in table.factors.items())
    return tuple(factor for factor in all_factors() if factor.name not in fixed)
