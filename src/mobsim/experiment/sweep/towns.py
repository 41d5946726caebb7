"""The towns of a sweep: one for every combination of scenario settings, read and checked before the first run."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from mobsim.errors import InputError, InputErrors, ScenarioError
from mobsim.experiment.sweep.factors import Value
from mobsim.scenario.drafts import Draft, draft_scenario
from mobsim.scenario.experiment_schema import SETTING, scenario_beside
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.reading import find_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_toml

MOST_TOWNS = 2_000

Settings = tuple[tuple[str, Value], ...]
"""What sets a town apart: names and values of scenario settings, in the order of names."""


class TownReader:
    """Read the towns of an experiment file, each once."""

    def __init__(self, file: Path, scenario: str) -> None:
        self._file, self._scenario = file, scenario
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
                self._towns[settings] = self.draft(settings).whole()
            except (InputError, InputErrors) as error:
                point = ", ".join(f"{name} = {value!r}" for name, value in settings if name != "scenario")
                if not point:
                    raise
                raise ScenarioError(f"with {point}: {error}", file=self._file, field="factors") from None
        return self._towns[settings]

    def draft(self, settings: Settings) -> Draft:
        """Check the town with these settings; raise only where its file cannot be read, or lacks a key that is set."""
        given = dict(settings)
        path, content, fingerprint = self._content(str(given.pop("scenario", self._scenario)))
        changed = deepcopy(content)
        for name, value in given.items():
            put(changed, name, value, self._file)
        return draft_scenario(changed, path, {path.name: fingerprint})

    def _content(self, name: str) -> tuple[Path, dict[str, Any], str]:
        if name not in self._contents:
            path = find_scenario(scenario_beside(name, self._file))
            self._contents[name] = (path, *read_toml(path))
        return self._contents[name]


def settings_of(point: Mapping[str, Value]) -> Settings:
    """Return the part of a point that sets its town apart."""
    return tuple(
        sorted((name, value) for name, value in point.items() if name.startswith(SETTING) or name == "scenario")
    )


def read_towns(reader: TownReader, points: Iterable[Mapping[str, Value]], file: Path) -> dict[Settings, Scenario]:
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


def put(content: dict[str, Any], name: str, value: Value, file: Path) -> None:
    """Set a key of a scenario file's content: ``scenario.community.officers_per_100k``.

    A step that names a list picks the entry of that ``name`` or ``title``, or of that number from 1; a key that
    follows a list without such a step is set in every entry.
    """
    steps = name.removeprefix(SETTING).split(".")
    _put(content, steps, _typed(value), name, file)


def _put(place: Any, steps: Sequence[str], value: Any, name: str, file: Path) -> None:
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


def _entries(place: list[Any], steps: Sequence[str], name: str, file: Path) -> list[tuple[Any, Sequence[str]]]:
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
