"""Read a scenario: find its file, check all of it, and build what a run needs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import UsageError
from mobsim.scenario import season
from mobsim.scenario.community_tables import resolve_communities
from mobsim.scenario.event_tables import resolve_events
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.problem_tables import resolve_problems
from mobsim.scenario.regular_files import is_folder, is_no_folder, is_there, names_in
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.strategy_tables import resolve_strategies
from mobsim.scenario.structure_tables import resolve_structure
from mobsim.scenario.text_files import read_toml

if TYPE_CHECKING:
    from mobsim.scenario.schema import ScenarioFile

_TOP_LEVEL = ("days", "burn_in_days", "seed", "scale", "reference")


def load_scenario(path_or_name: str | Path, *, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Load a scenario by path (file or folder) or by the name of one that ships.

    Parameters
    ----------
    path_or_name
        ``"columbus"``, ``"towns/mine/scenario.toml"`` or ``"towns/mine"``.
    overrides
        Parameters by full name (``"trust.bad_contact_weight"``, with or without ``"parameters."`` before it) and any of
        ``days``, ``burn_in_days``, ``seed``, ``scale``, ``reference``; they win over the file.

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong, at once.
    """
    file = find_scenario(path_or_name)
    content, fingerprint = read_toml(file)
    return build_scenario(_overridden(content, overrides or {}), file, {file.name: fingerprint})


def find_scenario(path_or_name: str | Path) -> Path:
    """Find the file of a scenario, or raise a UsageError that names the nearest one that ships."""
    path = Path(path_or_name)
    if is_folder(path) and is_there(path / "scenario.toml"):
        return path / "scenario.toml"
    if is_no_folder(path):
        return path
    known = shipped_scenarios()
    name = str(path_or_name)
    if name in known:
        return known[name]
    if is_folder(path):
        raise UsageError("has no scenario.toml", field=name, remedy="name a folder that has one, or the file itself")
    if len(path.parts) > 1 or path.suffix:
        raise UsageError("there is no such scenario file", field="SCENARIO", value=name, remedy=_remedy(path, known))
    raise UsageError("there is no such scenario", field="SCENARIO", value=name, remedy=did_you_mean(name, known))


def _remedy(path: Path, known: Mapping[str, Path]) -> str:
    folder = path.parent
    if is_folder(folder):
        return did_you_mean(path.name, names_in(folder))
    return f"check the path, or name one that ships: {', '.join(known)}"


def _overridden(content: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(content)
    parameters = {
        name.removeprefix("parameters."): value for name, value in overrides.items() if name not in _TOP_LEVEL
    }
    merged.update({name: value for name, value in overrides.items() if name in _TOP_LEVEL})
    if parameters and isinstance(content.get("parameters", {}), dict):
        merged["parameters"] = {**content.get("parameters", {}), **parameters}
    return merged


def build_scenario(content: Mapping[str, Any], file: Path, inputs: dict[str, str] | None = None) -> Scenario:
    """Build a scenario from the parsed content of its file; ``file`` tells where its data files lie."""
    from mobsim.scenario.schema import ScenarioFile
    from mobsim.scenario.shape import check_shape

    findings = Findings(file)
    parameters = content.get("parameters", {})
    values, wrong_parameters = check_overrides(parameters, file) if isinstance(parameters, dict) else ({}, [])
    table, wrong_shape = check_shape(ScenarioFile, content, file)
    findings.errors.extend([*wrong_shape, *wrong_parameters])
    if table is None:
        findings.stop_if_wrong()
    return _built(table, values, file, dict(inputs or {}), findings)


def _built(
    table: "ScenarioFile", values: dict[str, float], file: Path, inputs: dict[str, str], findings: Findings
) -> Scenario:
    strategies = resolve_strategies(table.strategies, findings)
    problems = resolve_problems(table.problems, findings)
    if table.reference not in strategies:
        findings.wrong(
            "is not a known strategy", "reference", did_you_mean(table.reference, strategies), value=table.reference
        )
    values = {**values, **resolve_structure(table, values, findings)}
    communities = resolve_communities(table, problems, file, inputs, findings)
    events = resolve_events(table.events, table.days, communities, strategies, findings)
    findings.stop_if_wrong()
    _note_what_it_costs(table, findings)
    return Scenario(
        name=file.parent.name if file.name == "scenario.toml" else file.stem,
        title=table.title,
        about=table.about,
        folder=file.parent,
        days=table.days,
        burn_in_days=table.burn_in_days,
        seed=table.seed,
        communities=communities,
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
    )


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
