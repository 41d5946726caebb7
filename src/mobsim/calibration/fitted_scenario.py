"""Write the fitted town as a scenario folder of its own: the user's file with the fitted numbers in it, and its data."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from mobsim.calibration.figures import TownFigures
from mobsim.calibration.town_ensemble import NAME
from mobsim.scenario.overrides import flattened
from mobsim.scenario.problem_numbers import numbers_in
from mobsim.store.atomic import write_folder

DIGITS = 6


def write_fitted_scenario(figures: TownFigures, point: Mapping[str, float], ensemble: str, folder: Path) -> Path:
    """Write the scenario at a point, comments kept, with the ensemble of what the figures leave open; return its folder.

    Everything else of the user's file stays: length, scale and strategies are those of the scenario, not of the fit.
    """
    document = tomlkit.parse(figures.file.read_text(encoding="utf-8-sig"))
    of_problems = numbers_in(point)
    _set_parameters(document, {name: value for name, value in point.items() if name not in of_problems})
    _set_problems(document, of_problems)
    document["ensemble"] = NAME
    header = (
        f"Fitted by mobsim calibrate to: {figures.title}. Fitted numbers stand under [parameters] and [[problems]]."
    )
    text = f"# {header}\n{tomlkit.dumps(document)}"

    def fill(unfinished: Path) -> None:
        for name in _data_files(figures.content):
            (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(figures.file.parent / name, unfinished / name)
        (unfinished / "scenario.toml").write_text(text, encoding="utf-8")
        (unfinished / NAME).write_text(ensemble, encoding="utf-8")

    shutil.rmtree(folder, ignore_errors=True)
    write_folder(folder, fill)
    return folder


def _data_files(content: Mapping[str, Any]) -> list[str]:
    """Return the names of the data files that a scenario file names."""
    communities = content.get("communities") or [content.get("community", {})]
    named = [each.get(key) for each in communities for key in ("areas", "edges", "places")]
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def _set_parameters(document: Any, values: Mapping[str, float]) -> None:
    if not values:
        return
    written = {**flattened(_plain(document.get("parameters", {}))), **{n: _rounded(v) for n, v in values.items()}}
    table = tomlkit.table()
    for name, value in written.items():
        table.add(name, value)
    document["parameters"] = table


def _set_problems(document: Any, values: Mapping[str, float]) -> None:
    if not values:
        return
    tables = document.get("problems")
    if tables is None:
        tables = tomlkit.aot()
        document["problems"] = tables
    for name, value in values.items():
        _, problem, field = name.split(".")
        table = next((each for each in tables if each["name"] == problem), None)
        if table is None:
            table = tomlkit.table()
            table.add("name", problem)
            tables.append(table)
            table = tables[-1]
        table[field] = _rounded(value)


def _plain(table: Any) -> dict[str, Any]:
    return table.unwrap() if hasattr(table, "unwrap") else dict(table)


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}")
