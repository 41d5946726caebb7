"""A town's figures as a fit needs them: read from a targets file and checked against the scenario they speak of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.calibration.crime_figures import CrimeFigures, read_crime
from mobsim.calibration.figures_file import SHARES, SurveyTable, TargetsFile
from mobsim.calibration.space import Free, Space, natural_scale
from mobsim.calibration.targets import Target
from mobsim.errors import InputError, InputErrors
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import flattened
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.reading import build_scenario, find_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shape import check_shape
from mobsim.scenario.text_files import read_toml

Values = NDArray[np.float64]
PROBLEM_BOUNDS = {
    "ceiling": (0.0, 50.0),
    "go_ahead": (-20.0, 20.0),
    "by_need": (-20.0, 20.0),
    "by_opportunity": (-20.0, 20.0),
}
"""Numbers of a problem type that may be free, with their bounds in a scenario file."""


@dataclass(frozen=True)
class TownFigures:
    """All that a targets file says, checked.

    ``content`` is the scenario file's content with what the targets file changes of it; ``file`` where it lies.
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

    @property
    def survey_targets(self) -> list[Target]:
        """The survey's figures as targets."""
        return [_survey_target(each) for each in self.surveys]


def read_figures(scenario: str | Path, targets: str | Path) -> TownFigures:
    """Read a targets file and the scenario that it is meant for.

    Raises
    ------
    MobsimError
        Everything that is wrong, at once.
    """
    file, path = find_scenario(scenario), Path(targets)
    content, _ = read_toml(path)
    findings = Findings(path)
    table, errors = check_shape(TargetsFile, content, path)
    findings.errors.extend(errors)
    if table is None:
        findings.stop_if_wrong()
    return _checked(table, file, path, findings)


def _checked(table: TargetsFile, file: Path, path: Path, findings: Findings) -> TownFigures:
    whole, _ = read_toml(file)
    changes = {name: value for name, value in table.run if value is not None and name != "strategy"}
    content = {**whole, **changes}
    scenario = build_scenario(content, file)
    strategy = table.run.strategy or scenario.reference
    if strategy not in scenario.strategies:
        remedy = did_you_mean(strategy, scenario.strategies)
        findings.wrong("is not a strategy of the scenario", "run.strategy", remedy, value=strategy)
    free = [*_free_parameters(table, findings), *_free_problems(table, scenario, findings)]
    _check_surveys(table.survey, scenario, findings)
    if table.crime is None and not table.survey:
        findings.wrong("holds no figure to fit to", "crime", "add a [crime] table or a [[survey]]")
    if not free and not findings.errors:
        findings.wrong("frees nothing", "parameters", 'add a line such as "people.prone_share" = {} under [parameters]')
    crime = None
    if table.crime is not None:
        try:
            crime = read_crime(table.crime, scenario, path, findings)
        except (InputError, InputErrors) as error:
            findings.add(error)
    findings.stop_if_wrong()
    return TownFigures(
        table.title, table.source or "", path, file, content, scenario, strategy, Space(tuple(free)), crime,
        tuple(table.survey),
    )  # fmt: skip


def _free_parameters(table: TargetsFile, findings: Findings) -> list[Free]:
    found = []
    for name, range_ in table.parameters.items():
        field = f"parameters.{name}"
        if name not in SETTABLE:
            findings.wrong("is not a known parameter", field, did_you_mean(name, SETTABLE))
            continue
        declared = SETTABLE[name].declared
        low, high = declared.sweep_range
        low, high = (low if range_.low is None else range_.low), (high if range_.high is None else range_.high)
        bounds = (declared.low, declared.high)
        if _is_range(field, low, high, bounds, findings):
            found.append(Space.declared({name: (low, high)}).free[0])
    return found


def _free_problems(table: TargetsFile, scenario: Scenario, findings: Findings) -> list[Free]:
    known = {problem.name: problem for problem in scenario.problems}
    found = []
    for name, fields in table.problems.items():
        if name not in known:
            findings.wrong("is not a problem type of the scenario", f"problems.{name}", did_you_mean(name, known))
            continue
        for field, range_ in fields.items():
            where = f"problems.{name}.{field}"
            if field not in PROBLEM_BOUNDS:
                findings.wrong("is not a number that may be free", where, did_you_mean(field, PROBLEM_BOUNDS))
            elif range_.low is None or range_.high is None:
                findings.wrong("needs both ends of its range", where, "write { low = ..., high = ... }")
            elif _is_range(where, range_.low, range_.high, PROBLEM_BOUNDS[field], findings):
                scale = natural_scale(range_.low, range_.high, PROBLEM_BOUNDS[field])
                found.append(Free(where, range_.low, range_.high, scale))
    return found


def _is_range(field: str, low: float, high: float, bounds: tuple[float, float], findings: Findings) -> bool:
    if bounds[0] <= low < high <= bounds[1]:
        return True
    remedy = f"write low below high, both from {bounds[0]:g} to {bounds[1]:g}"
    findings.wrong("is not a range within the bounds", field, remedy, value=f"{low:g} to {high:g}")
    return False


def _check_surveys(surveys: Sequence[SurveyTable], scenario: Scenario, findings: Findings) -> None:
    ids = ids_of(scenario)
    seen: set[str] = set()
    for number, survey in enumerate(surveys, start=1):
        where, name = f"survey[{number}]", survey_name(survey)
        if survey.neighbourhood is not None and survey.neighbourhood not in ids:
            remedy = did_you_mean(survey.neighbourhood, ids)
            findings.wrong(
                "is not the id of a neighbourhood", f"{where}.neighbourhood", remedy, value=survey.neighbourhood
            )
        if survey.neighbourhood is not None and survey.measure == "victimised_share":
            findings.wrong("is measured for the whole town only", f"{where}.measure", "leave the neighbourhood out")
        if name in seen:
            findings.wrong("stands twice", where, "give each measure once for a place", value=name)
        seen.add(name)
        if (survey.standard_error is None) == (survey.respondents is None):
            remedy = "give standard_error, or respondents for a share"
            findings.wrong("needs to say how surely it is known, once", f"{where}.standard_error", remedy)
        elif survey.respondents is not None and survey.measure not in SHARES:
            remedy = f"give standard_error, or measure one of {', '.join(SHARES)}"
            findings.wrong("says how surely a share is known, but this is a mean", f"{where}.respondents", remedy)


def _survey_target(survey: SurveyTable) -> Target:
    error = survey.standard_error
    if error is None:
        # As if two more had answered yes and two no (Agresti and Coull 1998), so that a share of 0 is not certain.
        answers = float(survey.respondents or 0)
        share = (survey.value * answers + 2) / (answers + 4)
        error = float(np.sqrt(share * (1 - share) / answers))
    return Target(
        survey_name(survey), survey.value, tolerance=error, discrepancy=survey.discrepancy,
        about=f"{survey.measure} that a survey found",
    )  # fmt: skip


def survey_name(survey: SurveyTable) -> str:
    """Name the statistic that a survey's figure is compared with."""
    return survey.measure if survey.neighbourhood is None else f"{survey.measure} in {survey.neighbourhood}"


def ids_of(scenario: Scenario) -> list[str]:
    """Return the identifiers of all neighbourhoods, in the order of results."""
    return [each for community in scenario.communities for each in community.neighbourhoods.ids]


def with_point(content: Mapping[str, Any], point: Mapping[str, float]) -> dict[str, Any]:
    """Return a scenario file's content with the free numbers of a point in it."""
    parameters = {name: value for name, value in point.items() if not name.startswith("problems.")}
    problems: list[dict[str, Any]] = [dict(each) for each in content.get("problems", [])]
    for name, value in point.items():
        if name.startswith("problems."):
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
