"""Read an experiment from its file, check all of it, and lay out its design."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mobsim.errors import InputError, InputErrors, ScenarioError, UsageError
from mobsim.experiment.own import NOTHING, Own, own_of, with_installed
from mobsim.experiment.plan import Plan
from mobsim.experiment.sweep.checking import check_settings, check_town
from mobsim.experiment.sweep.consistency import check_consistency
from mobsim.experiment.sweep.designs import DESIGNS
from mobsim.experiment.sweep.designs.design import FIRST_SAMPLES, Asked
from mobsim.experiment.sweep.experiment import Experiment, listed_points
from mobsim.experiment.sweep.factors import Factor, Value, kind_of, plain_value, read_factor
from mobsim.experiment.sweep.laying_out import lay_out
from mobsim.experiment.sweep.study import levers_at
from mobsim.experiment.sweep.towns import HERE, Settings, TownReader, read_towns, settings_of
from mobsim.extensions.finding import BY_NEED, find_planner
from mobsim.measures import OUTCOMES
from mobsim.scenario.ensemble import Ensemble, choose_ensemble
from mobsim.scenario.experiment_checks import canonical, check_experiment_content
from mobsim.scenario.experiment_schema import SEARCH, TRIAL, ExperimentFile
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.regular_files import is_no_folder
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import find_shipped_experiment, shipped_experiments
from mobsim.scenario.text_files import read_toml

GIVEN = "given"
"""Stands for a scenario that a caller gives whole."""


def find_experiment(path_or_name: str | Path) -> Path:
    """Find an experiment file by path, or by the name of one that ships (a trial with or without ``trials/``)."""
    path, name = Path(path_or_name), str(path_or_name)
    found = path if is_no_folder(path) else find_shipped_experiment(name)
    if found is None:
        remedy = did_you_mean(name, shipped_experiments())
        raise InputError("there is no such experiment", field="EXPERIMENT", value=name, remedy=remedy)
    return found


def read_experiment(given: str | Path | Mapping[str, Any]) -> Experiment:
    """Read an experiment, check all of it, and lay out its design.

    Parameters
    ----------
    given
        Its path, the name of one that ships, or the content of a file as a dictionary, whose ``scenario`` may be a
        :class:`~mobsim.scenario.scenario.Scenario` or a dictionary too.

    Raises
    ------
    MobsimError
        Everything that is wrong, in the experiment and in its towns, at once.
    """
    if isinstance(given, Mapping):
        return _read(given, None, is_as_written=False)
    file = find_experiment(given)
    return _read(read_toml(file)[0], file, is_as_written=True)


def with_own(experiment: Experiment, planners: Mapping[str, Any], own: Own) -> Experiment:
    """Return an experiment with further planners, by strategy, and functions of a user's own, as if it named them itself.

    Raises
    ------
    MobsimError
        If a planner is none, or what is added does not fit.
    """
    if not planners and not own:
        return experiment
    table = dict(experiment.content.get("own", {}))
    for kind in ("outcomes", "interventions", "rules"):
        further = [each.reference for each in getattr(own, kind)]
        table |= {kind: [*table.get(kind, []), *further]} if further else {}
    found = {name: find_planner(each, f"planners.{name}") or BY_NEED for name, each in planners.items()}
    table |= {"planners": {**table.get("planners", {}), **found}} if found else {}
    return _read({**experiment.content, "own": table}, experiment.file, is_as_written=False)


def _read(content: Mapping[str, Any], file: Path | None, *, is_as_written: bool) -> Experiment:
    findings, scenario = Findings(file), content.get("scenario")
    given = isinstance(scenario, Scenario | Mapping)
    named = {**content, "scenario": GIVEN} if given else content
    table = check_experiment_content(named, file or HERE, findings, finds_scenario=not given)
    if table is None:
        findings.stop()
    _refuse_other_designs(table, file, findings)
    check_consistency(table, findings)
    own = _read_own(table, findings)
    reader = TownReader(file, scenario if given else table.scenario, _read_planners(table, findings))
    scenario = check_town(table, reader, findings, own.measured)
    ensemble = read_ensemble_beside(file, table, findings)
    if findings.is_wrong():
        check_settings(table, reader, findings)
    findings.stop_if_wrong()
    if scenario is None:
        findings.stop()
    experiment = replace(_laid_out(file, table, reader, scenario), content=content, is_as_written=is_as_written)
    experiment = replace(experiment, own=_checked_own(own, experiment, findings))
    if ensemble is not None:
        seeds = table.replicates.seeds_per_draw
        drawn = replace(experiment.plan, draw_of=lambda replicate: ensemble.nth_draw(replicate // seeds))
        experiment = replace(experiment, plan=drawn, ensemble=ensemble)
    _check_points(experiment, findings)
    return experiment


def _refuse_other_designs(table: ExperimentFile, file: Path | None, findings: Findings) -> None:
    """Refuse what is no sweep of a plan, and say how it is run."""
    others = {
        TRIAL: ("is a trial, not a sweep", "mobsim.experiment.trial.run_trial"),
        SEARCH: ("is a search, not a sweep of a plan", "mobsim.search(read_search(FILE))"),
    }
    if table.design in others and findings.sound("design"):
        problem, call = others[table.design]
        remedy = f"run it with mobsim sweep, or from Python with {call}"
        raise ScenarioError(problem, file=file, field="design", value=table.design, remedy=remedy)


def _read_own(table: ExperimentFile, findings: Findings) -> Own:
    """Find the functions that an experiment names, and installed outcomes that it keeps or that decide when it ends."""
    own, asked = (
        NOTHING,
        [*(table.outcomes.keep or ()), *([table.replicates.outcome] if table.replicates.outcome else [])],
    )
    try:
        own = own_of(table.own.outcomes, table.own.interventions, table.own.rules, within="own.")
        own = with_installed(own, asked, OUTCOMES)
    except UsageError as error:
        _add(error, findings)
    return own


def _checked_own(own: Own, experiment: Experiment, findings: Findings) -> Own:
    """Refuse outcomes whose names are those of other columns."""
    try:
        return own.checked(experiment.scenario, [factor.name for factor in experiment.factors])
    except UsageError as error:
        _add(error, findings)
        findings.stop()


def _read_planners(table: ExperimentFile, findings: Findings) -> dict[str, str]:
    """Find the planners that an experiment names, by strategy."""
    found = {}
    for name, planner in table.own.planners.items():
        try:
            found[name] = find_planner(planner, f"own.planners.{name}")
        except UsageError as error:
            _add(error, findings)
    return found


def _add(error: UsageError, findings: Findings) -> None:
    findings.add(error if findings.file is None else error.located(findings.file))


def read_ensemble_beside(file: Path | None, table: ExperimentFile, findings: Findings) -> Ensemble | None:
    """Read the ensemble that each seed draws from: one that ships, or a file beside the experiment."""
    name = table.replicates.ensemble if findings.sound("replicates") else None
    if name is None:
        return None
    try:
        beside = (file or HERE).parent / name
        return choose_ensemble(beside if beside.is_file() else name)
    except (InputError, InputErrors) as error:
        findings.add(error.located(file) if isinstance(error, InputError) and file is not None else error)
        return None


def _laid_out(file: Path | None, table: ExperimentFile, reader: TownReader, scenario: Scenario) -> Experiment:
    factors = tuple(read_factor(name, given) for name, given in table.factors.items())
    fixed = {canonical(name): plain_value(canonical(name), value) for name, value in table.fixed.items()}
    if table.days is not None:
        fixed["scenario.days"] = table.days
    seed = scenario.seed if table.seed is None else table.seed
    try:
        asked = Asked(factors, table.samples or FIRST_SAMPLES, table.resolution, listed_points(table), seed)
        plan = lay_out(DESIGNS[table.design], asked, table.strategies or ())
    except InputError as error:
        raise (error if file is None else error.located(file)) from None
    towns = _towns(table, reader, fixed, plan, file)
    return Experiment(file, {}, table, scenario, towns, _all_factors(table, factors), fixed, plan)


def _towns(
    table: ExperimentFile, reader: TownReader, fixed: Mapping[str, Value], plan: Plan, file: Path | None
) -> dict[Settings, Scenario]:
    """Read every town; where one cannot be, report what is wrong with any level of any setting."""
    try:
        return read_towns(reader, ({**fixed, **point} for point in plan.points), file)
    except (InputError, InputErrors):
        findings = Findings(file)
        check_settings(table, reader, findings)
        findings.stop_if_wrong()
        raise


def _all_factors(table: ExperimentFile, factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return the factors of the file, those of its list of points, and the strategies compared."""
    listed = listed_points(table)
    found = [
        Factor(name, kind_of(name), tuple(dict.fromkeys(point[name] for point in listed)))
        for name in (listed[0] if listed else ())
    ]
    named = [Factor("strategy", "strategy", tuple(table.strategies))] if table.strategies else []
    return (*factors, *found, *named)


def _check_points(experiment: Experiment, findings: Findings) -> None:
    """Refuse the first point that cannot be run: unknown strategies, shares above one, hours above all hours."""
    for point in experiment.plan.points:
        _check_point(experiment, {**experiment.fixed, **point}, findings)
        if findings.is_wrong():
            break
    findings.stop_if_wrong()


def _check_point(experiment: Experiment, point: Mapping[str, Value], findings: Findings) -> None:
    town = experiment.towns[settings_of(point)]
    name = str(point.get("strategy", experiment.table.strategy))
    if name not in town.strategies:
        remedy = did_you_mean(name, town.strategies)
        findings.wrong("is not a known strategy", "strategy", remedy, value=name)
        return
    levers = levers_at(town.strategy(name).levers, point)
    if levers.patrol_share + levers.engagement_share > 1 + 1e-9:
        shares = f"{levers.patrol_share:g} and {levers.engagement_share:g} of {name}"
        problem = f"and patrol_share exceed all free hours together ({shares})"
        findings.wrong(problem, "strategy.engagement_share", "lower one of them")
    numbers = {factor: value for factor, value in point.items() if kind_of(factor) == "parameter" and factor != "dummy"}
    check_overrides({**town.overrides, **numbers}, findings)
