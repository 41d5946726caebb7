"""Read what a fit wrote: its figures, checks, maps and what the figures tell of each number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.calibration.plain_figures import PER_1000, TIMES, PlainFigure, plain_figures
from mobsim.errors import DataError
from mobsim.report.vocabulary import town_title, unit_in_words
from mobsim.store import read_json, read_manifest

FILES = ("figures", "checks", "identified", "maps", "areas_checked", "fitted")


@dataclass(frozen=True)
class FittedTown:
    """What a folder of ``mobsim calibrate`` holds, as far as its report tells it."""

    folder: Path
    manifest: dict[str, Any]
    described: dict[str, Any]
    figures: list[PlainFigure]
    identified: list[dict[str, Any]]
    maps: list[dict[str, Any]]
    areas: list[dict[str, Any]]
    stands_on: dict[str, Any]

    @property
    def scenario(self) -> dict[str, Any]:
        """What the manifest says of the town."""
        return self.manifest.get("scenario") or {}

    @property
    def title(self) -> str:
        """What the town is called."""
        return town_title(str(self.scenario.get("title") or self.folder.name))

    @property
    def scenario_file(self) -> Path:
        """The fitted scenario."""
        return self.folder / "scenario" / "scenario.toml"

    @property
    def unit(self) -> str:
        """The unit of rates."""
        return unit_in_words(TIMES if self.described["relative"] else PER_1000)


def read_fitted(folder: Path) -> FittedTown:
    """Read a folder of ``mobsim calibrate``."""
    manifest = read_manifest(folder)
    found = {name: read_json(folder / f"{name}.json") for name in FILES}
    missing = [name for name, content in found.items() if content is None]
    if missing or manifest.get("kind") != "calibrate":
        named = f"{missing[0]}.json" if missing else "manifest.json"
        raise DataError("is not of a fit that has ended", file=folder / named, remedy="run mobsim calibrate again")
    return FittedTown(
        folder,
        manifest,
        found["figures"],
        plain_figures(found["checks"], found["figures"]),
        found["identified"],
        found["maps"],
        found["areas_checked"],
        found["fitted"]["stands_on"],
    )
