"""A town's figures as a fit needs them: read from a targets file and checked against the scenario they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mobsim.calibration.crime_figures import CrimeFigures, read_crime
from mobsim.calibration.figures_file import SurveyTable, TargetsFile
from mobsim.calibration.free_numbers import free_parameters, free_problems
from mobsim.calibration.space import Space
from mobsim.calibration.survey_figures import check_surveys, survey_target
from mobsim.calibration.targets import Target
from mobsim.errors import InputError, InputErrors
from mobsim.scenario.drafts import Draft, draft_scenario
from mobsim.scenario.experiment_schema import scenario_beside
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import flattened
from mobsim.scenario.problem_numbers import numbers_in
from mobsim.scenario.reading import find_scenario
from mobsim.scenario.regular_files import is_file
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.schema import ScenarioFile
from mobsim.scenario.shape import check_shape
from mobsim.scenario.text_files import read_toml


@dataclass(frozen=True)
class TownFigures:
    """All that a targets file says, checked.

    ``content`` is the scenario file's content with what the targets file changes of it; ``file`` where it lies; ``notes``
    what was assumed in reading both.
    """

    title: str
    source: str
    targets_file: Path
    file: Path
    content: dict[str, Any]
    scenario: Scenario
    strategy: str
    space: Space
    crime: CrimeFigures | None
    surveys: tuple[SurveyTable, ...]
    notes: tuple[str, ...] = ()

    @property
    def survey_targets(self) -> list[Target]:
        """The survey's figures as targets."""
        return [survey_target(each) for each in self.surveys]


def read_figures(scenario: str | Path | None, targets: str | Path) -> TownFigures:
    """Read a targets file and the scenario that it is meant for.

    Parameters
    ----------
    scenario
        Path or name; None for the one that the targets file names, or that lies beside it.

    Raises
    ------
    MobsimError
        Everything that is wrong, in both and in their data, at once.
    """
    path = Path(targets)
    content, _ = read_toml(path)
    findings = Findings(path)
    table = check_shape(TargetsFile, content, findings)
    if table is None:
        findings.stop()
    file = _scenario_file(scenario, table, path, findings)
    town = None if file is None else _draft_town(file, table, findings)
    figures = _checked(table, path, town, findings)
    findings.stop_if_wrong()
    if figures is None:
        findings.stop()
    return replace(figures, notes=tuple(findings.notes))


@dataclass(frozen=True)
class _Town:
    """A scenario with what the targets file changes of it: where its file lies, that file's content, what it gives."""

    file: Path
    content: dict[str, Any]
    draft: Draft


def _scenario_file(given: str | Path | None, table: TargetsFile, path: Path, findings: Findings) -> Path | None:
    """Find the scenario: the one that is given, the one that the targets file names, or the one beside it."""
    beside, named = path.parent / "scenario.toml", None
    try:
        if table.scenario is not None and findings.sound("scenario"):
            named = find_scenario(scenario_beside(table.scenario, path))
    except InputError as error:
        findings.wrong(error.problem, "scenario", error.remedy, value=table.scenario)
    if given is not None:
        return _given(given, named, path, findings)
    if table.scenario is None and not is_file(beside):
        remedy = 'add the line scenario = "...", a path beside this file or the name of one that ships'
        findings.wrong("is missing, and no scenario.toml lies beside the file", "scenario", remedy)
        return None
    return named if table.scenario is not None else beside


def _given(given: str | Path, named: Path | None, path: Path, findings: Findings) -> Path | None:
    """Find the scenario that was asked for, and note where the targets file names another."""
    try:
        file = find_scenario(given)
    except InputError as error:
        findings.add(error)
        return None
    if named is not None and named.resolve() != file.resolve():
        findings.note(f"{path.name} names the scenario {named}; its figures are held against {file}.")
    return file


def _draft_town(file: Path, table: TargetsFile, findings: Findings) -> _Town | None:
    """Check the scenario as it is run for the fit, recording what is wrong with it."""
    try:
        whole, _ = read_toml(file)
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None
    changes = {name: value for name, value in table.run if value is not None and name != "strategy"}
    town = _Town(file, {**whole, **changes}, draft_scenario({**whole, **changes}, file))
    findings.include(town.draft.findings)
    replaced = Findings(file)
    check_shape(ScenarioFile, whole, replaced)
    # The fitted scenario keeps what the fit runs without, so that must be right too.
    findings.errors.extend(error for error in replaced.errors if error.field in changes)
    return town


def _checked(table: TargetsFile, path: Path, town: _Town | None, findings: Findings) -> TownFigures | None:
    """Check all that the targets file says, as far as may be where its town is not known."""
    draft = Draft(findings) if town is None else town.draft
    free = [*free_parameters(table, findings), *free_problems(table, draft.problems, findings)]
    check_surveys(table.survey, draft.ids, findings)
    if table.crime is None and not table.survey and findings.sound("crime", "survey"):
        findings.wrong("holds no figure to fit to", "crime", "add a [crime] table or a [[survey]]")
    freed = len(table.parameters) + sum(map(len, table.problems.values()))
    if not freed and findings.sound("parameters", "problems"):
        findings.wrong("frees nothing", "parameters", 'add a line such as "people.prone_share" = {} under [parameters]')
    strategy = table.run.strategy
    if strategy is not None and draft.strategies is not None and strategy not in draft.strategies:
        remedy = did_you_mean(strategy, draft.strategies)
        findings.wrong("is not a strategy of the scenario", "run.strategy", remedy, value=strategy)
    crime = None if table.crime is None else read_crime(table.crime, draft, path, findings)
    if town is None or draft.scenario is None or findings.is_wrong():
        return None
    return TownFigures(
        table.title, table.source or "", path, town.file, town.content, draft.scenario,
        strategy or draft.scenario.reference, Space(tuple(free)), crime, tuple(table.survey),
    )  # fmt: skip


def with_point(content: Mapping[str, Any], point: Mapping[str, float]) -> dict[str, Any]:
    """Return a scenario file's content with the free numbers of a point in it."""
    of_problems = numbers_in(point)
    parameters = {name: value for name, value in point.items() if name not in of_problems}
    problems: list[dict[str, Any]] = [dict(each) for each in content.get("problems", [])]
    for name, value in of_problems.items():
        _, problem, field = name.split(".")
        table = next((each for each in problems if each["name"] == problem), None)
        if table is None:
            table = dict[str, Any](name=problem)
            problems.append(table)
        table[field] = float(value)
    return {
        **content,
        "parameters": {**flattened(content.get("parameters", {})), **parameters},
        **({"problems": problems} if problems else {}),
    }
