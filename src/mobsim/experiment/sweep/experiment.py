"""An experiment, read from its file and checked whole: factors, design, towns and strategies, ready to be planned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mobsim.errors import InputError, InputErrors, ScenarioError
from mobsim.experiment.sweep.consistency import FIRST_SAMPLES, problem_with
from mobsim.experiment.sweep.design import Design, lay_out
from mobsim.experiment.sweep.factors import Factor, Value, kind_of, plain_value, read_factor
from mobsim.experiment.sweep.study import SweepStudy, levers_at
from mobsim.experiment.sweep.towns import Settings, TownReader, read_towns, settings_of
from mobsim.measures import outcomes_for
from mobsim.scenario.experiment_schema import ExperimentFile, ReplicatesTable, check_experiment
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import find_shipped_experiment, shipped_experiments


@dataclass(frozen=True)
class Experiment:
    """An experiment that can be lived.

    ``scenario`` is the town without any factor set; ``towns`` holds one for each combination of scenario settings.
    """

    file: Path
    table: ExperimentFile
    scenario: Scenario
    towns: Mapping[Settings, Scenario]
    factors: tuple[Factor, ...]
    fixed: Mapping[str, Value]
    design: Design
    seed: int

    @property
    def name(self) -> str:
        """Name of the file, without its ending."""
        return self.file.stem

    @property
    def replicates(self) -> ReplicatesTable:
        """How often each point is lived."""
        return self.table.replicates

    @property
    def strategies(self) -> list[str]:
        """Strategies that are compared at every point; empty where the design does not name any."""
        return list(dict.fromkeys(str(point["strategy"]) for point in self.design.points if "strategy" in point))

    def study(self) -> SweepStudy:
        """Return how a run of the experiment is lived."""
        kept = self.table.outcomes
        tables = {
            name for name in ("weekly", "neighbourhoods", "initiatives", "events", "residents") if getattr(kept, name)
        }
        return SweepStudy(
            towns=dict(self.towns),
            fixed=dict(self.fixed),
            strategy=self.table.strategy,
            keep=tuple(kept.keep or ()),
            tables=frozenset(tables),
            replay_words=("mobsim", "sweep", str(self.file), "--replay"),
        )


def find_experiment(path_or_name: str | Path) -> Path:
    """Find an experiment file by path, or by the name of one that ships (a trial with or without ``trials/``)."""
    path, name = Path(path_or_name), str(path_or_name)
    found = path if path.is_file() else find_shipped_experiment(name)
    if found is None:
        remedy = did_you_mean(name, shipped_experiments())
        raise InputError("there is no such experiment", field="EXPERIMENT", value=name, remedy=remedy)
    return found


def read_experiment(path_or_name: str | Path) -> Experiment:
    """Read an experiment, check all of it, and lay out its design.

    Raises
    ------
    MobsimError
        Everything that is wrong, at once as far as that can be seen.
    """
    file = find_experiment(path_or_name)
    table = check_experiment(file)
    if table.design == "trial":
        raise ScenarioError(
            "is a trial, not a sweep",
            file=file,
            field="design",
            value="trial",
            remedy="live it with mobsim sweep, or from Python with mobsim.experiment.trial.run_trial",
        )
    problem = problem_with(table)
    if problem is not None:
        raise ScenarioError(problem[1], file=file, field=problem[0], remedy=problem[2])
    factors = tuple(read_factor(name, given) for name, given in table.factors.items())
    fixed = {name.removeprefix("parameters."): plain_value(name.removeprefix("parameters."), value)
             for name, value in table.fixed.items()}  # fmt: skip
    if table.days is not None:
        fixed.setdefault("scenario.days", table.days)
    reader = TownReader(file, table.scenario)
    scenario = reader.read(settings_of(fixed))
    seed = scenario.seed if table.seed is None else table.seed
    design = lay_out(
        table.design,
        factors,
        table.strategies or (),
        samples_wanted=table.samples or FIRST_SAMPLES,
        resolution=table.resolution,
        points=_listed(table),
        seed=seed,
    )
    towns = read_towns(reader, ({**fixed, **point} for point in design.points), file)
    experiment = Experiment(file, table, scenario, towns, _all_factors(table, factors), fixed, design, seed)
    _check_points(experiment)
    return experiment


def _listed(table: ExperimentFile) -> list[dict[str, Value]]:
    names = [(name, name.removeprefix("parameters.")) for name in (table.points[0] if table.points else ())]
    return [{full: plain_value(full, point[name]) for name, full in names} for point in table.points]


def _all_factors(table: ExperimentFile, factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return the factors of the file, those of its list of points, and the strategies compared."""
    listed = _listed(table)
    found = [
        Factor(name, kind_of(name), tuple(dict.fromkeys(point[name] for point in listed)))
        for name in (listed[0] if listed else ())
    ]
    named = [Factor("strategy", "strategy", tuple(table.strategies))] if table.strategies else []
    return (*factors, *found, *named)


def _check_points(experiment: Experiment) -> None:
    """Refuse what cannot be lived: unknown strategies or outcomes, shares above one, hours above all hours."""
    errors: list[InputError] = []
    _check_outcomes(experiment, errors)
    for point in experiment.design.points:
        whole = {**experiment.fixed, **point}
        _check_point(experiment, whole, errors)
        if errors:
            break
    InputErrors.raise_if_any(errors)


def _check_point(experiment: Experiment, point: Mapping[str, Value], errors: list[InputError]) -> None:
    town, file = experiment.towns[settings_of(point)], experiment.file
    name = str(point.get("strategy", experiment.table.strategy))
    if name not in town.strategies:
        remedy = did_you_mean(name, town.strategies)
        errors.append(ScenarioError("is not a known strategy", file=file, field="strategy", value=name, remedy=remedy))
        return
    levers = levers_at(town.strategy(name).levers, point)
    if levers.patrol_share + levers.engagement_share > 1 + 1e-9:
        said = f"{levers.patrol_share:g} and {levers.engagement_share:g} of {name}"
        problem = f"and patrol_share exceed all free hours together ({said})"
        errors.append(ScenarioError(problem, file=file, field="strategy.engagement_share", remedy="lower one of them"))
    numbers = {factor: value for factor, value in point.items() if kind_of(factor) == "parameter" and factor != "dummy"}
    errors.extend(check_overrides({**town.overrides, **numbers}, file)[1])


def _check_outcomes(experiment: Experiment, errors: list[InputError]) -> None:
    known = outcomes_for(experiment.scenario.problems)
    asked = [*(experiment.table.outcomes.keep or ()), *filter(None, [experiment.replicates.outcome])]
    errors.extend(
        ScenarioError(
            "is not a known outcome",
            file=experiment.file,
            field="outcomes",
            value=name,
            remedy=did_you_mean(name, known),
        )
        for name in asked
        if name not in known
    )


def inputs_of(experiment: Experiment) -> dict[str, Any]:
    """Return all that decides the rows of a sweep; not how many there are, where more change none."""
    table = experiment.table
    plain = {
        "scenario": replace(experiment.scenario, notes=(), folder=None),
        "scenarios": _other_scenarios(experiment),
        "design": table.design,
        "strategy": table.strategy,
        "strategies": table.strategies,
        "fixed": dict(experiment.fixed),
        "factors": [factor.__dict__ for factor in experiment.factors],
        "points": _listed(table),
        "resolution": table.resolution,
        "samples": len(experiment.design.points) if table.design == "latin_hypercube" else None,
        "seed": experiment.seed,
        "outcomes": table.outcomes.model_dump(),
    }
    return {name: value for name, value in plain.items() if value not in (None, [], {})}


def _other_scenarios(experiment: Experiment) -> list[Scenario]:
    """Return the towns of a sweep over several scenario files."""
    if not any(factor.name == "scenario" for factor in experiment.factors):
        return []
    return [replace(town, notes=(), folder=None) for town in experiment.towns.values()]
