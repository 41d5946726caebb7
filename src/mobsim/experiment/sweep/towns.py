"""The towns of a sweep: one for every combination of scenario settings, read and checked before the first run."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from mobsim.errors import InputError, InputErrors, ScenarioError
from mobsim.experiment.sweep.factors import Value
from mobsim.scenario.drafts import Draft, draft_given, draft_scenario
from mobsim.scenario.experiment_schema import SETTING, scenario_beside
from mobsim.scenario.findings import Findings
from mobsim.scenario.length import check_length
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import find_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_toml

MOST_TOWNS = 2_000
HERE = Path("experiment.toml")
"""Stands for the file of an experiment whose content a caller gives: what it names is looked up from the current folder."""
PLAIN = frozenset(f"{SETTING}{name}" for name in ("days", "burn_in_days", "seed"))
"""Settings of a scenario that a caller gives whole."""

Settings = tuple[tuple[str, Value], ...]
"""What sets a town apart: names and values of scenario settings, in the order of names."""


class TownReader:
    """Read the towns of an experiment, each once.

    Parameters
    ----------
    file
        The experiment's file; None where a caller gives its content, which then is looked up from the current folder.
    scenario
        What the experiment names: a path or name, the content of a scenario's file, or a scenario.
    planners
        Planners of a user's own, by the strategies that have them.
    """

    def __init__(
        self, file: Path | None, scenario: str | Mapping[str, Any] | Scenario, planners: Mapping[str, str] | None = None
    ) -> None:
        self._file, self._scenario, self._planners = file, scenario, dict(planners or {})
        self._contents: dict[str, tuple[Path, dict[str, Any], str]] = {}
        self._towns: dict[Settings, Scenario] = {}

    def read(self, settings: Settings) -> Scenario:
        """Read the town with these settings.

        Raises
        ------
        MobsimError
            All that is wrong with it, named as the experiment names it.
        """
        if settings not in self._towns:
            try:
                self._towns[settings] = self.draft(settings).whole().with_planners(self._planners)
            except (InputError, InputErrors) as error:
                point = ", ".join(f"{name} = {value!r}" for name, value in settings if name != "scenario")
                if not point:
                    raise
                raise ScenarioError(f"with {point}: {error}", file=self._file, field="factors") from None
        return self._towns[settings]

    def draft(self, settings: Settings) -> Draft:
        """Check the town with these settings; raise only where its file cannot be read, or lacks a key that is set."""
        given: dict[str, Any] = dict(settings)
        named: Any = given.pop("scenario", self._scenario)
        if isinstance(named, Scenario):
            return self._of_scenario(named, given)
        if isinstance(named, Mapping):
            return draft_given(self._changed(named, given))
        path, content, fingerprint = self._content(str(named))
        return draft_scenario(self._changed(content, given), path, {path.name: fingerprint})

    def _changed(self, content: Mapping[str, Any], given: Mapping[str, Value]) -> dict[str, Any]:
        """Return the content of a scenario's file with the settings that are given."""
        changed: dict[str, Any] = deepcopy({**content})
        for name, value in given.items():
            put(changed, name, value, self._file)
        return changed

    def _of_scenario(self, scenario: Scenario, given: Mapping[str, Value]) -> Draft:
        """Return a scenario that a caller gives, whose length and seed may be set."""
        wrong = [name for name in given if name not in PLAIN]
        if wrong:
            raise ScenarioError(
                "cannot be set in a Scenario, which has no file",
                file=self._file,
                field=f"factors.{wrong[0]}",
                remedy="give the scenario's path, or its content as a dictionary",
            )
        findings = Findings(self._file)
        town = replace(scenario, **{name.removeprefix(SETTING): int(value) for name, value in given.items()})
        check_length(town.burn_in_days, town.days, findings)
        return Draft(findings, None if findings.is_wrong() else town, town.strategies, town.problems)

    def _content(self, name: str) -> tuple[Path, dict[str, Any], str]:
        if name not in self._contents:
            path = find_scenario(scenario_beside(name, self._file or HERE))
            self._contents[name] = (path, *read_toml(path))
        return self._contents[name]


def settings_of(point: Mapping[str, Value]) -> Settings:
    """Return the part of a point that sets its town apart."""
    return tuple(
        sorted((name, value) for name, value in point.items() if name.startswith(SETTING) or name == "scenario")
    )


def read_towns(
    reader: TownReader, points: Iterable[Mapping[str, Value]], file: Path | None
) -> dict[Settings, Scenario]:
    """Read every town that the points need."""
    wanted = dict.fromkeys(settings_of(point) for point in points)
    if len(wanted) > MOST_TOWNS:
        raise ScenarioError(
            f"make {len(wanted):,} different towns, more than {MOST_TOWNS:,}",
            file=file,
            field="factors",
            remedy="list a few levels of each scenario setting in square brackets",
        )
    return {settings: reader.read(settings) for settings in wanted}


def put(content: dict[str, Any], name: str, value: Value, file: Path | None) -> None:
    """Set a key of a scenario file's content: ``scenario.community.officers_per_100k``.

    A step that names a list picks the entry of that ``name`` or ``title``, or of that number from 1; a key that
    follows a list without such a step is set in every entry.
    """
    steps = name.removeprefix(SETTING).split(".")
    _put(content, steps, _typed(value), name, file)


def _put(place: Any, steps: Sequence[str], value: Any, name: str, file: Path | None) -> None:
    if isinstance(place, list):
        for entry, rest in _entries(place, steps, name, file):
            _put(entry, rest, value, name, file)
    elif not isinstance(place, dict):
        raise ScenarioError(
            "is not a table of the scenario", file=file, field=f"factors.{name}", remedy="check its path"
        )
    elif len(steps) == 1:
        place[steps[0]] = value
    else:
        _put(place.setdefault(steps[0], {}), steps[1:], value, name, file)


def _entries(place: list[Any], steps: Sequence[str], name: str, file: Path | None) -> list[tuple[Any, Sequence[str]]]:
    known = {str(entry.get("name", entry.get("title", number))): entry for number, entry in enumerate(place, start=1)}
    if steps[0] in known:
        return [(known[steps[0]], steps[1:])]
    if steps[0].isdigit():
        if not 1 <= int(steps[0]) <= len(place):
            remedy = f"count from 1 to {len(place)}, or name one: {did_you_mean(steps[0], known)}"
            raise ScenarioError("names no entry of the list", file=file, field=f"factors.{name}", remedy=remedy)
        return [(place[int(steps[0]) - 1], steps[1:])]
    return [(entry, steps) for entry in place]


def _typed(value: Value) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
