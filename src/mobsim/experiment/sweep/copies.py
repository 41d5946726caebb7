"""The files that an experiment is read from, as they lie in its results folder, so that it goes on from there on any machine.

They keep their places to one another: what the experiment names is found where it says, beside the copy of the experiment. What
ships with mobsim lies beside it too, as it was.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import tomlkit

from mobsim.errors import UsageError
from mobsim.experiment.sweep.experiment import Experiment
from mobsim.experiment.sweep.towns import HERE
from mobsim.scenario.ensemble import find_ensemble
from mobsim.scenario.experiment_schema import scenario_beside
from mobsim.scenario.reading import find_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.text_files import read_toml
from mobsim.scenario.trial import Trial
from mobsim.store import read_json

INPUTS = "inputs"
UP = "up"
"""Stands for a folder above that of the experiment, whatever its name."""


def copies_of(experiment: Experiment) -> dict[str, Path | str]:
    """Map names within a results folder to the files that they copy, or to their text, the experiment's own first.

    Empty where a caller gave the scenario itself, or the experiment names a file by its whole path, which a copy would not find.
    """
    if not isinstance(experiment.content.get("scenario"), str):
        return {}
    file = experiment.file or HERE
    text = file if experiment.is_as_written else tomlkit.dumps(dict(experiment.content))
    return _copies(file, text, dict(_named(experiment)))


def trial_copies(trial: Trial) -> dict[str, Path | str]:
    """Map names within a results folder to the files of a trial, its own first; empty as for experiments, or without a file."""
    if not trial.file:
        return {}
    file = Path(trial.file)
    name = str(read_toml(file)[0].get("scenario", trial.scenario.name))
    return _copies(file, file, dict(_town(name, file, [trial.scenario])))


def _copies(file: Path, own: Path | str, named: Mapping[PurePosixPath, Path]) -> dict[str, Path | str]:
    """Map names to files, and that of the experiment itself to what it holds: its file, or a text."""
    if any(place.is_absolute() for place in named):
        return {}
    home = PurePosixPath(INPUTS, *[UP] * max(map(_steps_up, named)))
    found: dict[str, Path | str] = {(home / file.name).as_posix(): own}
    return found | {os.path.normpath(home / place): each for place, each in named.items()}


def experiment_in(folder: Path) -> Path:
    """Return the experiment file that lies in the results folder of a sweep.

    Raises
    ------
    UsageError
        If none does.
    """
    described = read_json(folder / "experiment.json") or {}
    inside = described.get("file")
    if not inside or not (folder / inside).is_file():
        remedy = "give the experiment file, and --out with this folder"
        raise UsageError("holds no copy of its experiment", field="EXPERIMENT", value=str(folder), remedy=remedy)
    return folder / inside


def _named(experiment: Experiment) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield the files that an experiment names, and those that they name: where they lie beside it, and where they are."""
    towns = [experiment.scenario, *experiment.towns.values()]
    for name in _scenarios(experiment):
        yield from _town(name, experiment.file or HERE, towns)
    ensemble = experiment.table.replicates.ensemble
    if ensemble is not None:
        beside = (experiment.file or HERE).parent / ensemble
        yield PurePosixPath(ensemble), beside if beside.is_file() else find_ensemble(ensemble)


def _town(name: str, experiment: Path, towns: Iterable[Scenario]) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield the files of the town that an experiment's file calls by a name."""
    file = find_scenario(scenario_beside(name, experiment))
    place = PurePosixPath(name)
    place = place if place.name == file.name else place / file.name
    yield place, file
    yield from ((place.parent / each, file.parent / each) for each in _data_of(towns, file))


def _scenarios(experiment: Experiment) -> list[str]:
    levels = [str(level) for factor in experiment.factors if factor.name == "scenario" for level in factor.levels]
    return list(dict.fromkeys([experiment.table.scenario, *levels]))


def _data_of(towns: Iterable[Scenario], file: Path) -> list[str]:
    """Return the data files of the towns that a scenario file describes, by their paths below its folder."""
    here = file.parent.resolve()
    names = set()
    for town in towns:
        if town.folder is not None and town.folder.resolve() == here:
            names |= {each for each in town.inputs if not each.endswith(".toml")}
    return sorted(names)


def _steps_up(place: PurePosixPath) -> int:
    """Return how many folders above that of the experiment a file lies."""
    return PurePosixPath(os.path.normpath(place)).parts.count("..")
