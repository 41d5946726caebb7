"""What installed packages add by name, by entry points: outcomes, planners, scenarios and ensembles.

They are looked up when a name is asked for that does not ship, or when all are listed, and never before.
"""

import sys
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mobsim.errors import UsageError
from mobsim.extensions.references import load

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

KINDS = ("outcomes", "planners", "scenarios", "ensembles")
"""What a package may add; the group of its entry points is ``mobsim.KIND``."""


class Installed(NamedTuple):
    """What a package adds: its name, the reference of the object, and the package."""

    name: str
    reference: str
    package: str


def installed(kind: str, shipped: Collection[str] = ()) -> dict[str, Installed]:
    """Map the names that installed packages add of a kind to where they lie.

    Raises
    ------
    UsageError
        If two packages add one name, or one adds a name that ships.
    """
    found: dict[str, Installed] = {}
    for point in _points(f"mobsim.{kind}", tuple(sys.path)):
        package = point.dist.name if point.dist is not None else point.module
        if point.name in shipped or point.name in found:
            other = f"and by {found[point.name].package}" if point.name in found else "and ships with mobsim"
            raise UsageError(
                f"is added by the package {package}, {other}",
                field=f"mobsim.{kind}",
                value=point.name,
                remedy=f"uninstall {package}, or ask its author for another name",
            )
        found[point.name] = Installed(point.name, point.value, package)
    return found


def installed_file(each: Installed, kind: str, inside: str = "") -> Path:
    """Return the file that a package adds; ``inside`` is its name where the package names the folder.

    Raises
    ------
    UsageError
        If what the package names is no path, or nothing lies there.
    """
    path = load(each.reference, f"mobsim.{kind}")
    if isinstance(path, str | Path):
        file = Path(path)
        file = file / inside if inside and file.is_dir() else file
        if file.is_file():
            return file
    problem = f"of the package {each.package} names no file"
    remedy = "let the entry point name a pathlib.Path of the package"
    raise UsageError(problem, field=f"mobsim.{kind}", value=each.name, remedy=remedy)


def installed_files(kind: str, shipped: Mapping[str, Path], inside: str = "") -> dict[str, Path]:
    """Map the names of the files that installed packages add to where they lie."""
    return {name: installed_file(each, kind, inside) for name, each in installed(kind, shipped).items()}


@cache
def _points(group: str, path: tuple[str, ...]) -> "list[EntryPoint]":
    """Look entry points up once for each state of the path on which packages lie."""
    from importlib.metadata import entry_points

    del path
    return sorted(entry_points(group=group), key=lambda point: (point.name, point.value))
