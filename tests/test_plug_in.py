"""The worked example of a package: installed by pip with real entry points, listed, checked, and swept by other processes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from dask_cluster import FOUND, cluster

from mobsim.store import read_table

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "fenland"
KEPT = ["harm", "trust", "trust_gap", "worried_weeks"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder into which the package is installed, with its sources left alone."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(EXAMPLE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--target", str(folder / "site"), str(source)], check=True)
    return folder / "site"


def environment(place):
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(place), FOUND))}


def command(place, *words, folder, code=0):
    """Run mobsim where the package is installed, and return what it prints."""
    words = [sys.executable, "-m", *words]
    done = subprocess.run(words, env=environment(place), cwd=folder, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_what_a_package_adds_is_listed_and_explained(place, tmp_path):
    for what, name, about in (
        ("outcomes", "trust_gap", "How much more the best neighbourhood trusts"),
        ("planners", "where_heard", "Plan by need, but only where residents came"),
        ("scenarios", "fenland", "Fenland, a made-up town"),
    ):
        line = next(
            each for each in command(place, "mobsim", "list", what, folder=tmp_path).splitlines() if name in each
        )
        assert about[:20] in line
    assert "share of residents" in command(place, "mobsim", "explain", "worried_weeks", folder=tmp_path)
    assert "Fenland" in command(place, "mobsim", "check", "fenland", folder=tmp_path)


def test_a_name_of_two_packages_is_refused_with_one_message(place, tmp_path):
    other = tmp_path / "site" / "other_town-1.0.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other-town\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text("[mobsim.outcomes]\ntrust_gap = nowhere:gap\n")
    both = Path(os.pathsep.join((str(place), str(tmp_path / "site"))))
    said = command(both, "mobsim", "list", "outcomes", folder=tmp_path, code=2)
    assert said.count("\n") == 1
    assert re.search(r"mobsim\.outcomes = 'trust_gap': is added by the package .*, and by .*\. Uninstall", said)
    (other / "entry_points.txt").write_text("[mobsim.outcomes]\nharm = nowhere:gap\n")
    assert "is added by the package other-town, and ships with mobsim" in command(
        both, "mobsim", "list", "outcomes", folder=tmp_path, code=2
    )
    assert "Usage" in command(both, "mobsim", "--help", folder=tmp_path)


def test_a_sweep_by_name_on_two_workers_needs_nothing_of_mobsim_changed(place, tmp_path):
    experiment = place / "fenland" / "fenland" / "planners.toml"
    command(place, "mobsim", "sweep", str(experiment), "--workers", "2", "--out", "two", folder=tmp_path)
    found = read_table(tmp_path / "two", "runs")
    assert list(found.columns)[-4:] == KEPT
    assert len(found) == 12
    assert found[KEPT].notna().all().all()
    assert "worried_weeks" in read_table(tmp_path / "two", "weekly")
    said = command(place, "mobsim", "analyse", "two", "--outcome", "trust_gap", folder=tmp_path)
    assert "Trust gap: 0-1" in said
    again = command(place, "mobsim", "sweep", "two", "--replay", "5", folder=tmp_path)
    assert "to the last digit" in again


@pytest.mark.long
def test_a_cluster_sweeps_what_a_package_adds(place, tmp_path):
    pytest.importorskip("distributed")
    experiment = place / "fenland" / "fenland" / "planners.toml"
    (tmp_path / "cluster").mkdir()
    command(place, "mobsim", "sweep", str(experiment), "--workers", "1", "--out", "here", folder=tmp_path)
    with cluster(tmp_path / "cluster", found=environment(place)["PYTHONPATH"]) as address:
        command(place, "mobsim", "sweep", str(experiment), "--cluster", address, "--out", "there", folder=tmp_path)
    pd.testing.assert_frame_equal(read_table(tmp_path / "there", "runs"), read_table(tmp_path / "here", "runs"))


@pytest.mark.long
def test_a_worker_of_a_cluster_that_lacks_the_package_is_named(place, tmp_path):
    pytest.importorskip("distributed")
    experiment = place / "fenland" / "fenland" / "planners.toml"
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as address:
        words = ("mobsim", "sweep", str(experiment), "--cluster", address, "--out", "there")
        said = command(place, *words, folder=tmp_path, code=2)
    assert re.search(r"worker .* runs other code: fenland\.outcomes:trust_gap is not installed there and source", said)


@pytest.mark.long
def test_the_example_passes_its_own_test_and_the_command(place, tmp_path):
    tests = str(EXAMPLE / "tests" / "test_fenland.py")
    said = command(place, "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), tests, folder=tmp_path)
    assert "5 passed" in said
    said = command(place, "mobsim.testing", "fenland", folder=tmp_path)
    assert said.count(": good") == 5
    assert "adds nothing to mobsim" in command(place, "mobsim.testing", "no-such-package", folder=tmp_path, code=2)
