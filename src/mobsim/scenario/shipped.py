"""Find the scenarios, experiments and pages that ship: in the wheel, or in the repository of an editable install."""

from pathlib import Path

TRIALS = "trials/"
"""What stands before the names of trials."""
TARGETS = "calibration"
"""Folder of the targets files that ship, which are no experiments."""
_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_folder(kind: str) -> Path:
    """Locate the folder ``"scenarios"`` or ``"experiments"``."""
    inside = _PACKAGE / "_shipped" / kind
    return inside if inside.is_dir() else _PACKAGE.parents[1] / kind


def shipped_file(name: str) -> Path:
    """Locate a single file that ships, by its path in the repository: ``LICENSE``, ``docs/odd.md``."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_file() else _PACKAGE.parents[1] / name


def shipped_scenarios() -> dict[str, Path]:
    """Map the names of the scenarios that ship to their files."""
    return {file.parent.name: file for file in sorted(shipped_folder("scenarios").glob("*/scenario.toml"))}


def shipped_experiments() -> dict[str, Path]:
    """Map the names of the experiments that ship to their files; trials are named ``trials/NAME``."""
    folder = shipped_folder("experiments")
    files = [file for file in sorted(folder.rglob("*.toml")) if file.parent.name != TARGETS]
    return {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}


def find_shipped_experiment(name: str) -> Path | None:
    """Find an experiment that ships by its name; a trial also without ``trials/`` before it."""
    known = shipped_experiments()
    return known.get(name, known.get(f"{TRIALS}{name}"))
