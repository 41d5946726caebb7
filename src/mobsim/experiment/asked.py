"""What a comparison or run was asked, and the files of its town, as they lie in its results folder: it is repeated from there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobsim.errors import DataError, UsageError
from mobsim.scenario.ensemble import Ensemble, read_ensemble
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.store import read_json
from mobsim.store.checksums import checksum_of
from mobsim.store.provenance import resolve

FILE = "asked.json"
INPUTS = "inputs"
NAMES = ("scenario", "days", "seed", "parameters")


def town_copies(scenario: Scenario) -> dict[str, Path]:
    """Map names within a results folder to the files that a town is read from, the scenario's own first.

    Empty where the town was made in Python, or its files are no longer what was read: no file says what it is.
    """
    folder, own = scenario.folder, next((each for each in _own_names(scenario) if each in scenario.inputs), None)
    if folder is None or own is None:
        return {}
    home = f"{INPUTS}/{scenario.name}" if own == "scenario.toml" else INPUTS
    names = [own, *(name for name in sorted(scenario.inputs) if name != own)]
    if any(not _is_as_read(folder / name, scenario.inputs[name]) for name in names):
        return {}
    return {f"{home}/{name}": folder / name for name in names}


def _own_names(scenario: Scenario) -> tuple[str, str]:
    return f"{scenario.name}.toml", "scenario.toml"


def _is_as_read(file: Path, sha256: str) -> bool:
    return file.is_file() and checksum_of(file) == sha256


def describe_town(scenario: Scenario, copies: Mapping[str, Path]) -> dict[str, Any]:
    """Return by which of the copies, and with which length, seed and parameters, a town is had again."""
    own, parameters = next(iter(copies), None), resolve(scenario.overrides)
    planners = {name: each.planner for name, each in scenario.strategies.items() if each.planner}
    found = {"scenario": own, "days": scenario.days, "seed": scenario.seed, "parameters": parameters}
    return {**found, "planners": planners} if planners else found


def read_asked(folder: Path, command: str) -> dict[str, Any]:
    """Read what was asked of ``mobsim compare`` or ``mobsim run`` for a results folder.

    Raises
    ------
    UsageError
        If the folder does not say, or holds no copy of its town.
    """
    asked = read_json(folder / FILE)
    if asked is None:
        remedy = f"give the command that wrote it again: mobsim {command}"
        raise UsageError("does not say what was asked for", field="SCENARIO", value=str(folder), remedy=remedy)
    if not isinstance(asked, dict) or any(name not in asked for name in NAMES):
        raise DataError("does not hold what was asked as it was written", file=folder / FILE)
    if asked["scenario"] is None or not (folder / asked["scenario"]).is_file():
        remedy = "repeat it in Python, where its town was made"
        raise UsageError("holds no copy of its scenario", field="SCENARIO", value=str(folder), remedy=remedy)
    return asked


def town_in(folder: Path, asked: Mapping[str, Any]) -> Scenario:
    """Read the town of a results folder from its copy there."""
    from mobsim.experiment.choosing import prepare

    read = prepare(load_scenario(folder / asked["scenario"]), days=asked["days"], seed=asked["seed"])
    read = read if read.overrides == asked["parameters"] else read.with_parameters(asked["parameters"])
    return read.with_planners(asked.get("planners", {}))


def ensemble_in(folder: Path, asked: Mapping[str, Any]) -> Ensemble | None:
    """Read the ensemble that a comparison drew from, as it lies in its folder."""
    name = asked.get("ensemble")
    return None if name is None else read_ensemble(folder / name, str(folder / name))
