"""Results folders small enough to be exported in a test, made as their users would, and the archives of them."""

import sys
import zipfile
from pathlib import Path

import pytest
from scenario_files import RAM_RAIDS
from sweep_files import HAMLET, TWO_BY_TWO
from typer.testing import CliRunner

from mobsim.cli.app import build_app

OWN = """
[alternatives]
scandals = "do_not"
[mechanisms]
without = ["near_repeats"]
[parameters]
"trust.bad_contact_weight" = 5.5
"""
ELSEWHERE = "/home/somebody/study"
"""A folder of nobody here, by whose whole path commands are given."""


def invoke(*words):
    return CliRunner().invoke(build_app(), [str(word) for word in words])


def called(*words):
    """Give a command as a shell does: what it was called is what the folder keeps."""
    given = [str(word) for word in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [f"{ELSEWHERE}/bin/mobsim", *given, "--cluster", "tcp://host.example:8786"])
        found = invoke(*given)
    assert found.exit_code == 0, found.output
    return found


def make_folders(place: Path) -> dict[str, Path]:
    """Make a sweep, a comparison and a run, and take away the files that they were read from."""
    files = place / "files"
    files.mkdir()
    town = HAMLET.replace("[community]", f"{OWN}{RAM_RAIDS}[community]")
    (files / "hamlet.toml").write_text(town, encoding="utf-8")
    (files / "two.toml").write_text(
        TWO_BY_TWO.replace("seeds = 3", 'seeds = 2\nensemble = "evidence"'), encoding="utf-8"
    )
    kinds = {
        "sweep": [files / "two.toml"],
        "compare": [files / "hamlet.toml", "--runs", 2, "--strategies", "status_quo,full_model"],
        "run": [files / "hamlet.toml", "--events", "--residents"],
    }
    workers = {"sweep": ["--workers", 1], "compare": ["--workers", 1], "run": []}
    for kind, words in kinds.items():
        called(kind, *words, "--out", place / kind, *workers[kind])
    for file in files.iterdir():
        file.unlink()
    return {kind: place / kind for kind in kinds}


def unpack(archive: Path, to: Path) -> Path:
    """Unpack an archive."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(to)
    return to
