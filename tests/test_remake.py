"""One command makes again what quotes results: it knows every picture and page, and only files and commands that exist."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from page_town import write_town

from mobsim.scenario.shipped import shipped_experiments
from mobsim.store.provenance import hash_sources

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def remake():
    """The script."""
    spec = spec_from_file_location("remake", ROOT / "docs" / "remake.py")
    module = sys.modules["remake"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands(remake):
    return [
        shlex.split(step.format(results="results"))
        for page in remake.pages().values()
        for step in page.steps
        if isinstance(step, str)
    ]


def test_every_picture_is_made_by_one_page_and_everything_made_is_there(remake):
    made = [file for page in remake.pages().values() for file in page.writes]
    pictures = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "images").rglob("*.*")}
    assert pictures - set(made) == set()
    assert [file for file in made if not (ROOT / file).is_file()] == []
    assert sorted(file for file in made if file in pictures) == sorted(pictures), "none is made twice"


def test_every_page_whose_marks_name_a_model_is_made(remake):
    made = {file for page in remake.pages().values() for file in page.writes}
    quoting = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "docs").glob("*.md")
        if re.search(r"[Mm]odel [0-9a-f]{8}\b", path.read_text(encoding="utf-8"))
    }
    assert quoting
    assert quoting - made == set()


def test_every_command_exists(remake):
    for words in commands(remake):
        if words[0] == "mobsim":
            assert words[1] in {"compare", "sweep", "validate", "calibrate"}
            if words[1] == "sweep":
                assert words[2] in shipped_experiments()
        elif words[1] == "-m":
            module = words[2].replace(".", "/")
            places = [ROOT / module, ROOT / "src" / module]
            assert any(place.with_suffix(".py").is_file() or (place / "__main__.py").is_file() for place in places)
        else:
            assert (ROOT / words[1]).is_file()
        for word in words[3:]:
            assert word.endswith(".toml") is False or (ROOT / word).is_file()


def test_a_page_is_made_by_its_command_and_its_copy(remake, tmp_path, monkeypatch):
    monkeypatch.setattr(remake, "ROOT", tmp_path)
    (tmp_path / "town").mkdir()
    write_town(tmp_path / "town")
    shown = tmp_path / "shown.json"
    drawn = remake.Page(
        ("shown.json",),
        ("mobsim run town/scenario.toml --days 28 --out {results}/town", remake.Copy("town/areas.json", "shown.json")),
        1,
    )
    (tmp_path / "with space").mkdir()
    assert remake.make(drawn, tmp_path / "with space" / "results")
    assert len(json.loads(shown.read_text())["ids"]) == 9


def test_a_step_that_fails_ends_the_page_and_is_told(remake, tmp_path, monkeypatch):
    monkeypatch.setattr(remake, "ROOT", tmp_path)
    assert not remake.make(remake.Page((), ("mobsim compare nowhere", "mobsim --help"), 1), tmp_path / "results")
    assert remake.run("python -c pass")


def test_an_unknown_page_is_refused_with_those_that_are_known_and_all_are_listed():
    def call(*words):
        command = [sys.executable, str(ROOT / "docs" / "remake.py"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    refused, listed = call("redme"), call("--list")
    assert (refused.returncode, listed.returncode) == (2, 0)
    assert "readme, odd" in refused.stderr
    assert "about 3 minutes" in listed.stdout
    assert hash_sources(model_only=True)[:8] not in listed.stdout


@pytest.mark.parametrize("script", sorted((ROOT / "docs").glob("make_*.py")), ids=lambda path: path.stem)
def test_each_maker_of_a_page_finds_what_it_needs(script):
    alone = "import runpy, sys; sys.path[0] = sys.argv[1]; runpy.run_path(sys.argv[2], run_name='looked at')"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    words = [sys.executable, "-c", alone, str(script.parent), str(script)]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)
