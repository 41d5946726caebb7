"""Check all of a scenario file and its data files, and build what a run needs where nothing is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import InputError, InputErrors
from mobsim.scenario import season
from mobsim.scenario.communities import Standing
from mobsim.scenario.community_tables import resolve_communities
from mobsim.scenario.cost_tables import resolve_costs
from mobsim.scenario.ensemble import Ensemble, read_hashed
from mobsim.scenario.event_tables import resolve_events
from mobsim.scenario.findings import Findings
from mobsim.scenario.length import check_length
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.problem_numbers import numbers_in, with_numbers
from mobsim.scenario.problem_tables import resolve_problems
from mobsim.scenario.problems import ProblemType
from mobsim.scenario.scenario import Scenario, Strategy
from mobsim.scenario.severity_tables import weigh
from mobsim.scenario.strategy_tables import resolve_strategies
from mobsim.scenario.structure_tables import resolve_structure
from mobsim.scenario.term_tables import check_terms
from mobsim.scenario.text_files import beside
from mobsim.tools.sums import add_up

if TYPE_CHECKING:
    from mobsim.scenario.schema import ScenarioFile

_ANY_TOWN = frozenset(("scenario", "calibrated", "fitted"))
"""Names of folders that say nothing of their town."""
_FITS = "calibrate-"
"""What folders of fits are called, before the name of the town."""


@dataclass(frozen=True)
class Draft:
    """A scenario file as read: the scenario, or what is wrong with it and what can be told all the same.

    ``scenario`` is None where ``findings`` hold errors; ``ids`` of its neighbourhoods are None where any is not known.
    """

    findings: Findings
    scenario: Scenario | None = None
    strategies: Mapping[str, Strategy] | None = None
    problems: tuple[ProblemType, ...] | None = None
    standings: Sequence[Standing] = ()

    @property
    def ids(self) -> list[str] | None:
        """Identifiers of all neighbourhoods, in the order of results if the scenario could be built."""
        if self.scenario is not None:
            return [each for community in self.scenario.communities for each in community.neighbourhoods.ids]
        if not self.standings or any(standing.ids is None for standing in self.standings):
            return None
        return [each for standing in self.standings for each in standing.ids or ()]

    def whole(self) -> Scenario:
        """Return the scenario, or raise all that is wrong with it."""
        if self.scenario is None:
            self.findings.stop()
        return self.scenario


def draft_given(content: Mapping[str, Any]) -> Draft:
    """Check what a caller gives as the content of a scenario file; its data files lie in the current folder."""
    draft = draft_scenario(content, Path("scenario.toml"), findings=Findings(None))
    if draft.scenario is None:
        return draft
    name = re.sub(r"[^a-z0-9]+", "_", draft.scenario.title.lower()).strip("_") or "scenario"
    return replace(draft, scenario=replace(draft.scenario, name=name, folder=None))


def draft_scenario(
    content: Mapping[str, Any], file: Path, inputs: dict[str, str] | None = None, findings: Findings | None = None
) -> Draft:
    """Check all of a scenario file and its data, and build the scenario where nothing is wrong."""
    from mobsim.scenario.schema import ScenarioFile
    from mobsim.scenario.shape import check_shape

    findings = Findings(file) if findings is None else findings
    table = check_shape(ScenarioFile, content, findings)
    parameters = content.get("parameters", {})
    values = check_overrides(parameters, findings) if isinstance(parameters, dict) else {}
    return Draft(findings) if table is None else _drafted(table, values, file, dict(inputs or {}), findings)


def _drafted(
    table: "ScenarioFile", values: dict[str, float], file: Path, inputs: dict[str, str], findings: Findings
) -> Draft:
    strategies = resolve_strategies(table.strategies, findings)
    problems = resolve_problems(table.problems, findings)
    if table.reference not in strategies and findings.sound(f"strategies.{table.reference}"):
        findings.wrong(
            "is not a known strategy", "reference", did_you_mean(table.reference, strategies), value=table.reference
        )
    values = {**values, **resolve_structure(table, values, findings)}
    problems, severity = weigh(table.severity, problems, findings)
    standings = resolve_communities(table, problems, file, inputs, findings)
    priced, costs = resolve_costs(table.costs, values, _residents_of(standings), findings)
    values = {**values, **priced}
    ensemble = _own_ensemble(table, file, problems, inputs, findings)
    check_terms(table, standings, findings)
    events = resolve_events(table.events, table.days, standings, strategies, findings)
    check_length(table.burn_in_days, table.days, findings)
    if findings.is_wrong():
        return Draft(findings, None, strategies, problems, standings)
    _note_what_it_costs(table, findings)
    scenario = Scenario(
        name=_name_of(file),
        title=table.title,
        about=table.about,
        folder=file.parent,
        days=table.days,
        burn_in_days=table.burn_in_days,
        seed=table.seed,
        communities=tuple(each.community for each in standings if each.community is not None),
        parameters=build_parameters(values),
        overrides=values,
        problems=problems,
        strategies=strategies,
        reference=table.reference,
        events=events,
        weekday=season.profile(table.calendar.weekday, season.WEEKDAY),
        month=season.profile(table.calendar.month, season.MONTH),
        scale=table.scale,
        inputs=inputs,
        notes=tuple(findings.notes),
        ensemble=ensemble,
        costs=costs,
        severity=severity,
    )
    return Draft(findings, scenario, strategies, problems, standings)


def _residents_of(standings: Sequence[Standing]) -> float | None:
    """Return the real residents of a community, their mean where there are several; None where any is not known."""
    known = [each.community for each in standings if each.community is not None]
    if not known or len(known) < len(standings):
        return None
    return add_up(float(each.neighbourhoods.people.sum()) for each in known) / len(known)


def _own_ensemble(
    table: "ScenarioFile", file: Path, problems: Sequence[ProblemType], inputs: dict[str, str], findings: Findings
) -> Ensemble | None:
    """Read what the town's own figures leave open, and remember its fingerprint."""
    if table.ensemble is None:
        return None
    try:
        path = beside(file, table.ensemble, "ensemble")
        ensemble, inputs[table.ensemble] = read_hashed(path, str(file.parent / table.ensemble))
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None
    within = Findings(path)
    with_numbers(problems, numbers_in(ensemble.values(0)), within)
    findings.include(within)
    return ensemble


def _name_of(file: Path) -> str:
    """Return the name of a scenario: of the folder whose ``scenario.toml`` it is, or of the file itself.

    A folder that is called as any town's could be takes the name of the one above: two fitted towns are not one.
    """
    if file.name != "scenario.toml":
        return file.stem
    folder = file.parent if file.parent.name not in ("", "..") else file.resolve().parent  # reached from within
    if folder.name not in _ANY_TOWN:
        return folder.name or file.stem
    town = folder.resolve().parent.name
    fitted = town.startswith(_FITS)
    return f"{town.removeprefix(_FITS)}-{'fitted' if fitted else folder.name}" if town else folder.name


def _note_what_it_costs(table: "ScenarioFile", findings: Findings) -> None:
    if table.scale < 1:
        findings.note(
            f"One simulated resident stands for {1 / table.scale:.3g} real ones: rates keep their meaning, "
            f"but chance differences between runs are about {table.scale**-0.5:.2g} times as large."
        )
    for key in ("burn_in_days", "days"):
        days = getattr(table, key)
        if days % 7:
            findings.note(f"{key} = {days} is not whole weeks; figures by week are cleaner with {days + 7 - days % 7}.")
