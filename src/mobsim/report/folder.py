"""Read a results folder: all that a report may know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import DataError
from mobsim.report.vocabulary import town_title
from mobsim.store import read_json, read_manifest, read_table, refuse_damage

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("run_id", "strategy", "seed")


@dataclass(frozen=True)
class Results:
    """What a results folder holds.

    ``comparison`` is ``None`` where strategies were not compared, a table ``None`` where the folder has none.
    """

    folder: Path
    manifest: dict[str, Any]
    comparison: dict[str, Any] | None
    areas: dict[str, Any] | None
    runs: pd.DataFrame
    weekly: pd.DataFrame | None
    neighbourhoods: pd.DataFrame | None
    initiatives: pd.DataFrame | None
    books: pd.DataFrame | None
    failures: pd.DataFrame | None

    @property
    def scenario(self) -> dict[str, Any]:
        """What the manifest says of the scenario."""
        scenario = self.manifest.get("scenario")
        return scenario if isinstance(scenario, dict) else {"name": scenario} if scenario else {}

    @property
    def title(self) -> str:
        """The scenario's title, or its name, or the folder's."""
        return town_title(str(self.scenario.get("title") or self.scenario.get("name") or self.folder.name))

    @property
    def people(self) -> float:
        """How many people the simulated town stands for; 0 where the folder does not say."""
        return float(self.scenario.get("people") or self.scenario.get("residents") or 0)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the scenario lets happen on set days, counted from the end of the burn-in."""
        return [event for event in self.scenario.get("events") or [] if isinstance(event, dict)]

    @property
    def seeds(self) -> list[int]:
        """The seeds of the runs, ascending."""
        return sorted(int(seed) for seed in self.runs["seed"].unique())

    @property
    def failed(self) -> int:
        """How many runs did not finish."""
        return 0 if self.failures is None else len(self.failures)


def read_results(folder: Path) -> Results:
    """Read a results folder, or say what is missing or damaged in it."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    refuse_damage(folder)
    runs = _table(folder, "runs")
    if runs is None or runs.empty:
        raise DataError("holds no finished run", file=folder / "runs.parquet", remedy="run the command again")
    names = ("weekly", "neighbourhoods", "initiatives", "books", "failures")
    tables = {name: _table(folder, name) for name in names}
    areas = _object(folder / "areas.json")
    if tables["neighbourhoods"] is not None:
        tables["neighbourhoods"] = _keyed(tables["neighbourhoods"], by_community="communities" in (areas or {}))
    return Results(
        folder=folder,
        manifest=manifest,
        comparison=_object(folder / "comparison.json"),
        areas=_areas(areas),
        runs=_in_order(runs),
        **tables,
    )


def _object(file: Path) -> dict[str, Any] | None:
    content = read_json(file)
    if content is not None and not isinstance(content, dict):
        raise DataError("must hold one JSON object", file=file, remedy="run the command again")
    return content


def _keyed(table: pd.DataFrame, *, by_community: bool) -> pd.DataFrame:
    """Name each neighbourhood by its community too: two towns may use the same identifiers."""
    community = table["community"].astype(str) if by_community else ""
    return table.assign(key=community + "/" + table["id"].astype(str))


def _areas(areas: dict[str, Any] | None) -> dict[str, Any] | None:
    if areas is None:
        return None
    communities = areas.get("communities") or [""] * len(areas["ids"])
    return {**areas, "keys": [f"{community}/{each}" for community, each in zip(communities, areas["ids"], strict=True)]}


def _table(folder: Path, name: str) -> pd.DataFrame | None:
    table = read_table(folder, name)
    return table if len(table.columns) else None


def _in_order(runs: pd.DataFrame) -> pd.DataFrame:
    if "strategy" not in runs:
        runs = runs.assign(strategy="")
    if "seed" not in runs:
        runs = runs.assign(seed=range(1, len(runs) + 1))
    return runs.sort_values(["strategy", "seed"], kind="stable", ignore_index=True)
