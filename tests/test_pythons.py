"""One answer on every Python: no result hangs on how a version adds, and rows of two versions are never mixed.

Other interpreters, with mobsim's packages, are named in MOBSIM_PYTHONS, with the system's separator between them.
"""

import builtins
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweep_files import write_experiment

import mobsim
from mobsim.errors import UsageError
from mobsim.experiment.areas import summarise_scenario
from mobsim.scenario.problems import AGENCIES
from mobsim.scenario.shipped import shipped_scenarios
from mobsim.scenario.synthetic import village
from mobsim.store import ResultsFolder, read_manifest
from mobsim.store.provenance import describe_computing
from mobsim.tools.sums import add_up
from mobsim.world.problem_table import tabulate

PACKAGE = Path(mobsim.__file__).parent
OTHERS = [path for path in os.environ.get("MOBSIM_PYTHONS", "").split(os.pathsep) if path]
DIFFERENT = ("statistics", "random")
"""Modules whose arithmetic or draws a version may change; views let Mesa shuffle agents for a user who asks for it."""
PROGRAM = """
import hashlib, json, sys
import mobsim
from mobsim.experiment.single import tables_of

found = {"computing": sys.version_info[:2]}
for town, days in json.loads(sys.argv[1]):
    run = mobsim.run(town, "full_model", days=days, events=True, residents=True)
    for name, table in tables_of(run).items():
        for column in table:
            shown = repr([value if isinstance(value, str) or value is None else float(value) for value in table[column]])
            found[f"{town}: {name}.{column}"] = hashlib.sha256(shown.encode()).hexdigest()
print(json.dumps(found))
"""
TOWNS = [("columbus", 84), ("mesa_streets", 56), ("south_simcoe", 56)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32)))
def test_adding_rounds_after_each_number(numbers):
    total = 0.0
    for number in numbers:
        total += number
    assert add_up(numbers) == total


def test_adding_differs_from_what_later_versions_give():
    assert add_up([0.1] * 10) == 0.9999999999999999


@pytest.fixture
def adding_watched(monkeypatch):
    """Let the builtin ``sum`` refuse the package's fractions: versions of Python add them differently."""
    plain = builtins.sum

    def watched(values, /, start=0):
        values = list(values)
        if str(PACKAGE) in sys._getframe(1).f_code.co_filename:
            assert not any(type(value) in (float, complex) for value in values), values
        return plain(values, start)

    monkeypatch.setattr(builtins, "sum", watched)


def test_no_run_hangs_on_how_a_version_of_python_adds(adding_watched):
    town = village(neighbourhoods=3, residents=150, burn_in_days=28)
    mobsim.run(town, "full_model", days=56, events=True, residents=True)
    tabulate(mobsim.load_scenario("columbus").problems, AGENCIES)
    summarise_scenario(town)


@pytest.mark.long
def test_no_result_hangs_on_how_a_version_of_python_adds(adding_watched, tmp_path):
    for name in shipped_scenarios():
        scenario = mobsim.load_scenario(name)
        tabulate(scenario.problems, [problem.agency for problem in scenario.problems])
        if scenario.population < 200_000:
            mobsim.run(scenario, "full_model", days=56, events=True, residents=True)
    mobsim.compare("columbus", ["status_quo", "full_model"], runs=2, days=56, workers=1, out=tmp_path / "compared")
    mobsim.analyse(mobsim.sweep(write_experiment(tmp_path), workers=1, out=tmp_path / "swept").folder)


def test_no_module_uses_arithmetic_or_draws_of_the_versions_own():
    imported = re.compile(rf"^ *(import|from) ({'|'.join(DIFFERENT)})\b", re.MULTILINE)
    # Checks of plug-ins draw for no run: they look whether a plug-in has drawn from what no run owns.
    files = [file for file in PACKAGE.rglob("*.py") if not {"views", "testing"} & set(file.parts)]
    assert not [file.name for file in files if imported.search(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("name", ["python", "jit", "numba", "numpy"])
def test_a_folder_is_gone_on_with_only_by_the_same_machinery(tmp_path, monkeypatch, name):
    ResultsFolder.open(tmp_path / "results", "compare", {"town": 1}).close()
    assert read_manifest(tmp_path / "results")["computing"] == describe_computing()
    elsewhere = {**describe_computing(), name: "another"}
    monkeypatch.setattr("mobsim.store.manifest.describe_computing", lambda: elsewhere)
    with pytest.raises(UsageError, match=f"{name} is .* there and another here"):
        ResultsFolder.open(tmp_path / "results", "compare", {"town": 1})


@pytest.mark.parametrize("setting", ["MOBSIM_NO_JIT", "NUMBA_DISABLE_JIT"])
def test_what_is_written_of_the_machinery_is_what_runs(setting):
    reported = "from mobsim.store.provenance import describe_computing as d; print(d()['jit'], d()['python'])"
    done = subprocess.run(
        [sys.executable, "-c", reported], env=os.environ | {setting: "1"}, capture_output=True, text=True, check=True
    )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert done.stdout.split() == ["off", version]
    assert describe_computing()["jit"] == "on"
    assert describe_computing()["python"] == version


def call(python: str, *words: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.run([python, *words], env=environment, capture_output=True, text=True, check=False)


@cache
def columns(python: str) -> dict[str, str]:
    done = call(python, "-c", PROGRAM, json.dumps(TOWNS))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.skipif(not OTHERS, reason="MOBSIM_PYTHONS names no other Python")
@pytest.mark.parametrize("python", OTHERS)
def test_another_python_gives_the_same_numbers_to_the_last_bit(python):
    here, there = dict(columns(sys.executable)), dict(columns(python))
    assert here.pop("computing") != there.pop("computing")
    assert [name for name in here if here[name] != there.get(name)] == []
    assert len(here) > 300


@pytest.mark.long
@pytest.mark.skipif(not OTHERS, reason="MOBSIM_PYTHONS names no other Python")
@pytest.mark.parametrize("python", OTHERS)
def test_another_python_does_not_go_on_with_a_folder(python, tmp_path):
    words = ("-m", "mobsim", "run", "columbus", "--days", "28", "--out", str(tmp_path / "results"))
    assert call(sys.executable, *words).returncode == 0
    refused = call(python, *words)
    assert refused.returncode == 2
    running, refusal = refused.stderr.splitlines()
    assert running.startswith("Running ")
    assert "python is 3." in refusal
    assert "nothing was written" in refusal


def test_what_the_other_pythons_are_given_runs_on_this_one():
    done = call(sys.executable, "-c", PROGRAM, json.dumps([("columbus", 28)]))
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 50
