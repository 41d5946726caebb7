"""Write the folder of a town: scenario, copies of the data that it needs, sources, targets, report. Whole or not at all."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mobsim.errors import InputError, InputErrors, MobsimError, UsageError
from mobsim.intake.choices import Account
from mobsim.intake.fitted_types import fitted_types
from mobsim.intake.risks import TypeRow, doubts_about, meanings, risks_of, type_rows
from mobsim.intake.scenario_text import scenario_text, unique_name
from mobsim.intake.shapes import simplified
from mobsim.intake.targets_text import crime_rows, targets_text
from mobsim.intake.telling import Problem, tell
from mobsim.intake.town import Town
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.regular_files import is_there, names_in
from mobsim.scenario.scenario import Scenario
from mobsim.store.atomic import OURS, write_folder

FILES = (
    "scenario.toml",
    "areas.geojson",
    "areas.csv",
    "edges.csv",
    "crime.csv",
    "targets.toml",
    "SOURCE.md",
    "data-report.html",
    "data-report-fr.html",
)
"""All that is ever written."""
_MOST_GROUPS, _AREAS_A_GROUP = 5, 3
_FEWEST_CRIMES = 50
"""Below which there is nothing to fit to."""


@dataclass
class Folder:
    """What the files of a town hold, by name, and what was made of its crimes."""

    files: dict[str, str] = field(default_factory=dict)
    types: list[TypeRow] = field(default_factory=list)
    rates: dict[str, Any] = field(default_factory=dict)
    scenario: Scenario | None = None

    @property
    def report(self) -> str:
        """The file of the data report."""
        return next(name for name in self.files if name.startswith("data-report"))

    def next_commands(self, path: str) -> list[str]:
        """Return what to run next, of a town that lies at ``path``: the fit, and what it leads to, where there are figures."""
        if "targets.toml" not in self.files:
            return [f"mobsim compare {path}"]
        fitted = Path("results") / f"calibrate-{Path(path).name}" / "scenario"
        return [f"mobsim calibrate {path} --targets {path}/targets.toml", f"mobsim compare {fitted.as_posix()}"]


def contents_of(town: Town, title: str, types: list[tuple[str, str]], account: Account) -> Folder:
    """Write the texts of scenario, areas, neighbours and crimes."""
    folder = Folder()
    if town.crimes is not None:
        folder.types = type_rows(town.crimes, types)
        account.warnings += doubts_about(town.crimes, folder.types)
        account.assumed += [tell("fitted_whole", problem=Problem(problem)) for problem in fitted_types(folder.types)[1]]
        folder.rates = risks_of(town.crimes, folder.types, town.people, account)
    if town.survey and (town.crimes is None or not meanings(folder.types)):
        account.warnings.append(tell("survey_not_used"))
    name, text, columns = _areas(town, folder.rates, account)
    folder.files[name] = text
    folder.files["edges.csv"] = _csv(["a", "b"], [[town.ids[a], town.ids[b]] for a, b in sorted(town.pairs)])
    folder.files["scenario.toml"] = scenario_text(town, title, name, columns, account)
    if town.crimes is not None:
        folder.files["crime.csv"] = _csv(*crime_rows(town.crimes, town.ids, town.people))
    return folder


def _areas(town: Town, rates: dict[str, Any], account: Account) -> tuple[str, str, dict[str, str]]:
    """Return name and text of the file of areas, and the columns of rates by problem type."""
    columns: dict[str, Any] = {"id": town.ids, "name": town.names, "population": [int(each) for each in town.people]}
    if town.deprivation is not None:
        name = unique_name(town.deprivation.column, ["id", "name", "population", "x", "y"])
        object.__setattr__(town.deprivation, "column", name)
        columns[name] = [round(float(each), 6) for each in town.deprivation.values]
    named = {problem: unique_name(f"rate_{problem}", list(columns)) for problem in rates}
    columns |= {named[problem]: [round(float(each), 4) for each in values] for problem, values in rates.items()}
    ground = town.ground
    if ground is None or not ground.has_outlines:
        if ground is not None:
            columns |= dict(zip("xy", np.round(ground.centres, 6).T.tolist(), strict=True))
        return "areas.csv", _csv(list(columns), [list(row) for row in zip(*columns.values(), strict=True)]), named
    shapes, tolerance = simplified(ground)
    if tolerance:
        account.assumed.append(tell("simplified", metres=tolerance))
    return "areas.geojson", _geojson(columns, shapes), named


def _geojson(columns: dict[str, Any], shapes: Any) -> str:
    import shapely

    lines = []
    for row, shape in enumerate(shapes):
        geometry = json.loads(shapely.to_geojson(shape))
        properties = {name: values[row] for name, values in columns.items()}
        lines.append(
            json.dumps(
                {"type": "Feature", "properties": properties, "geometry": geometry},
                ensure_ascii=False,
                separators=(",", ":"),
            )
        )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _csv(header: list[str], rows: list[list[Any]]) -> str:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerows([header, *rows])
    return held.getvalue()


def write_town(
    path: Path, town: Town, title: str, folder: Folder, finish: Callable[[Folder], None], *, replace: bool
) -> None:
    """Write the folder, once mobsim itself has read the scenario in it and found it good.

    Parameters
    ----------
    finish
        Adds the report and the sources, which tell of all that was found before.

    Raises
    ------
    MobsimError
        If the folder is there already, or the scenario is refused.
    """
    old = _room_at(path, replace=replace)

    def fill(unfinished: Path) -> None:
        _write(unfinished, folder.files)
        folder.scenario = _read(unfinished, path)
        folder.files |= _targets(unfinished, town, title, folder.types)
        finish(folder)
        _write(unfinished, folder.files)

    path.parent.mkdir(parents=True, exist_ok=True)
    _swap(path, fill, old=old)


def _read(unfinished: Path, path: Path) -> Scenario:
    """Read the scenario as `mobsim check` does, naming its files where they will lie in whatever is refused."""
    try:
        return load_scenario(unfinished / "scenario.toml")
    except (InputError, InputErrors) as error:
        for each in error.errors if isinstance(error, InputErrors) else (error,):
            each.file = None if each.file is None else each.file.replace(str(unfinished), str(path))
        raise


def _write(path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8", newline="\n")


def check_room(path: Path, *, replace: bool) -> None:
    """Refuse a folder that holds something, before any file is read."""
    _room_at(path, replace=replace)


def _room_at(path: Path, *, replace: bool) -> bool:
    """Say whether something has to give way; refuse where it may not."""
    if not is_there(path):
        return False
    there = names_in(path)
    if not path.is_dir() or (there and not replace):
        raise UsageError(
            "is there already",
            field="NAME",
            value=str(path),
            remedy="choose another name, or add --replace to make it anew",
        )
    foreign = [name for name in there if name not in FILES]
    if foreign:
        shown = ", ".join(foreign[:5])
        raise UsageError(
            f"holds files that `mobsim new` did not write ({shown})",
            field="NAME",
            value=str(path),
            remedy="move them elsewhere, or choose another name",
        )
    return True


def _swap(path: Path, fill: Callable[[Path], None], *, old: bool) -> None:
    """Put the new folder in place of an old one, which stays until the new one is whole."""
    if not old:
        write_folder(path, fill)
        return
    aside = path.with_name(f"{OURS}{path.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    path.rename(aside)
    try:
        write_folder(path, fill)
    except BaseException:
        aside.rename(path)
        raise
    shutil.rmtree(aside)


def _targets(path: Path, town: Town, title: str, types: list[TypeRow]) -> dict[str, str]:
    """Write a targets file with as many groups of areas as the crimes allow; nothing where there is too little to fit."""
    from mobsim.calibration.figures import read_figures

    if (
        town.crimes is None
        or not meanings(types)
        or (town.crimes.figures == "counts" and town.crimes.counts.sum() < _FEWEST_CRIMES)
    ):
        return {}
    most = max(1, min(_MOST_GROUPS, len(town.ids) // _AREAS_A_GROUP))
    for groups in range(most, 0, -1):
        text = targets_text(town, title, types, groups)
        (path / "targets.toml").write_text(text, encoding="utf-8", newline="\n")
        try:
            read_figures(None, path / "targets.toml")
        except (MobsimError, InputErrors):
            continue
        return {"targets.toml": text}
    (path / "targets.toml").unlink()
    return {}
