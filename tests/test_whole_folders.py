"""Results folders are whole: they go on and are repeated from themselves, wherever they lie."""

import json
import shutil
from pathlib import Path

import pytest
from batteries import at_length
from sweep_files import write_experiment
from typer.testing import CliRunner

import mobsim
from mobsim.cli.app import build_app
from mobsim.errors import MobsimError
from mobsim.experiment.asked import town_copies
from mobsim.experiment.choosing import prepare
from mobsim.experiment.sweep.copies import copies_of, experiment_in
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.scenario import village
from mobsim.scenario.reading import load_scenario
from mobsim.store import read_table

EXPERIMENT = """
schema = 1
title = "Who leads"
scenario = "{scenario}"
design = "grid"
days = 28
[factors]
"strategy.leadership" = [0.1, 0.9]
{factor}
[replicates]
seeds = {seeds}
{more}
[outcomes]
keep = ["harm", "cost"]
"""
TRIAL = """
schema = 1
title = "Patrol"
scenario = "hamlet.toml"
design = "trial"
days = 28
[trial]
units = "places"
treated = 1
pool = 4
allocation = "worst"
apart = 1
before = 28
start = 0
end = 28
waves = [28]
[[trial.treatments]]
kind = "patrol"
hours = 1.5
"""
PLAIN = {"scenario": "hamlet.toml", "factor": "", "seeds": 1, "more": ""}


def experiment(file, scenario, factor="", more=""):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(EXPERIMENT.format(scenario=scenario, factor=factor, seeds=1, more=more))
    return file


def write_own_town(folder):
    """Write a town with data files of its own."""
    shutil.copytree(Path(load_scenario("south_simcoe").folder), folder)
    text = (folder / "scenario.toml").read_text()
    shorter = text.replace("burn_in_days = 364", "burn_in_days = 28").replace(
        "seed = 1\n", "seed = 1\nscale = 0.02\n", 1
    )
    assert shorter.count("scale = 0.02") == shorter.count("burn_in_days = 28") == 1
    (folder / "scenario.toml").write_text(shorter)
    return folder


def invoke(*arguments):
    return CliRunner().invoke(build_app(), [str(argument) for argument in arguments])


LAYOUTS = {
    "beside": ("plans/own town", "plans/beside.toml", "own town"),
    "above": ("towns/own", "plans/deep/above.toml", "../../towns/own"),
    "a file": ("plans/own", "plans/file.toml", "own/scenario.toml"),
}
"""Where a town lies, where the experiment does, and what it calls the town."""


@pytest.mark.parametrize("layout", ["above", *at_length("beside", "a file")])
def test_it_goes_on_elsewhere_when_the_files_it_was_made_from_are_gone(tmp_path, layout):
    town, name, scenario = LAYOUTS[layout]
    write_own_town(tmp_path / "files" / town)
    file = experiment(tmp_path / "files" / name, scenario)
    mobsim.sweep(file, workers=1, out=tmp_path / "swept")
    moved = shutil.move(tmp_path / "swept", tmp_path / "moved elsewhere")
    expected = mobsim.sweep(file, workers=1, seeds=2).runs
    shutil.rmtree(tmp_path / "files")
    went_on = invoke("sweep", moved, "--seeds", 2, "--workers", 1)
    assert went_on.exit_code == 0, went_on.output
    rows = mobsim.analyse(moved).results.runs
    assert rows["harm"].tolist() == expected["harm"].tolist()
    replayed = invoke("sweep", moved, "--replay", 3)
    assert replayed.exit_code == 0, replayed.output
    assert "to the last digit" in replayed.output


def test_what_ships_and_an_ensemble_lie_in_it_too(tmp_path):
    town = "south_simcoe"
    file = experiment(tmp_path / "plans" / "shipped.toml", town, more='ensemble = "evidence"')
    copies = copies_of(read_experiment(file))
    assert set(copies) >= {
        "inputs/shipped.toml", "inputs/evidence", f"inputs/{town}/scenario.toml", f"inputs/{town}/areas.geojson",
    }  # fmt: skip
    for name, source in copies.items():
        target = tmp_path / "folder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    own, copied = read_experiment(file), read_experiment(tmp_path / "folder" / "inputs" / "shipped.toml")
    assert copied.scenario.folder == tmp_path / "folder" / "inputs" / town
    assert copied.scenario.inputs == own.scenario.inputs
    assert copied.ensemble.identity == own.ensemble.identity


def test_another_number_of_seeds_leaves_an_ensemble_and_its_copy_where_they_are(tmp_path):
    town = write_own_town(tmp_path / "plans" / "town")
    more = 'ensemble = "evidence"\nseeds_per_draw = 2'
    file = experiment(tmp_path / "plans" / "asked.toml", town.name, more=more)
    swept = mobsim.sweep(file, workers=1, seeds=4, out=tmp_path / "swept")
    nth = read_experiment(file).ensemble.nth_draw
    assert swept.runs.sort_values("run_id")["draw"].tolist()[:: len(swept.experiment.plan.points)] == [
        nth(0), nth(0), nth(1), nth(1),
    ]  # fmt: skip
    assert (tmp_path / "swept" / "inputs" / "evidence").is_file()
    assert "draws" in mobsim.analyse(tmp_path / "swept").tables["variance"]["source"].tolist()
    again = invoke("sweep", file, "--seeds", 4, "--out", tmp_path / "swept")
    assert again.exit_code == 0, again.output


def test_several_scenarios_lie_in_it(tmp_path):
    for name in ("one", "two"):
        write_own_town(tmp_path / "files" / "towns" / name)
    levels = 'scenario = ["../towns/one", "../towns/two"]'
    file = experiment(tmp_path / "files" / "plans" / "two.toml", "../towns/one", levels)
    mobsim.sweep(file, workers=1, out=tmp_path / "swept")
    shutil.rmtree(tmp_path / "files")
    assert len(read_experiment(experiment_in(tmp_path / "swept")).towns) == 2
    assert invoke("sweep", tmp_path / "swept", "--workers", 1).exit_code == 0


def test_a_changed_copy_is_damage_and_is_said(tmp_path):
    file = write_experiment(tmp_path / "files", EXPERIMENT.format(**PLAIN), "own.toml")
    mobsim.sweep(file, workers=1, out=tmp_path / "swept")
    copy = experiment_in(tmp_path / "swept")
    copy.write_text(copy.read_text().replace("0.9", "0.8"))
    with pytest.raises(MobsimError, match=r"damaged: inputs/own.toml is not as it was written"):
        mobsim.analyse(tmp_path / "swept")


def test_a_whole_path_is_kept_as_it_is_and_said_to_be_no_copy(tmp_path):
    whole = EXPERIMENT.format(**PLAIN | {"scenario": tmp_path / "files" / "hamlet.toml"})
    file = write_experiment(tmp_path / "files", whole)
    mobsim.sweep(file, workers=1, out=tmp_path / "swept")
    assert json.loads((tmp_path / "swept" / "experiment.json").read_text())["file"] is None
    with pytest.raises(MobsimError, match="holds no copy of its experiment"):
        experiment_in(tmp_path / "swept")
    assert invoke("sweep", file, "--out", tmp_path / "swept", "--workers", 1).exit_code == 0


def moved_away(tmp_path, *words):
    """Give a command whose files then go, and return its results folder elsewhere."""
    write_own_town(tmp_path / "files" / "own")
    made = invoke(*(word.replace("OWN", str(tmp_path / "files" / "own")) for word in words), "--out", tmp_path / "made")
    assert made.exit_code == 0, made.output
    return put_away(tmp_path)


def put_away(tmp_path):
    """Remove the files that results were made from, and return the results folder elsewhere."""
    shutil.rmtree(tmp_path / "files")
    return Path(shutil.move(tmp_path / "made", tmp_path / "moved elsewhere"))


def test_a_comparison_goes_on_and_is_repeated_from_its_folder_alone(tmp_path):
    town = prepare(write_own_town(tmp_path / "files" / "own"), days=28, seed=7)
    mobsim.compare(town, ["status_quo", "full_model"], 2, workers=1, out=tmp_path / "made")
    folder = put_away(tmp_path)
    assert json.loads((folder / "asked.json").read_text())["scenario"] == "inputs/own/scenario.toml"
    replayed = invoke("compare", folder, "--replay", 3)
    assert replayed.exit_code == 0, replayed.output
    assert "to the last digit" in replayed.output
    went_on = invoke("compare", folder, "--runs", 3, "--workers", 1)
    assert went_on.exit_code == 0, went_on.output
    assert len(read_table(folder, "runs")) == 6
    assert invoke("compare", folder, "--replay", 5).exit_code == 0


def test_a_run_is_repeated_from_its_folder_alone_with_the_draw_that_it_had(tmp_path):
    words = ("run", "OWN", "--days", "28", "--ensemble", "evidence", "--draw", "3", "--strategy", "full_model")
    folder = moved_away(tmp_path, *words)
    repeated = invoke("run", folder)
    assert repeated.exit_code == 0, repeated.output
    assert "to the last digit" in repeated.output


def test_parameters_that_were_changed_in_python_are_in_the_folder(tmp_path):
    town = load_scenario(write_own_town(tmp_path / "own")).with_parameters({"trust.bad_contact_weight": 3.25})
    mobsim.compare(town, ["status_quo", "full_model"], 2, workers=1, out=tmp_path / "made", days=28, ensemble=None)
    assert invoke("compare", tmp_path / "made", "--replay", 1).exit_code == 0


def test_a_town_without_files_is_said_to_have_none(tmp_path):
    mobsim.compare(village(2, 60, days=28), ["status_quo", "full_model"], 2, workers=1, out=tmp_path / "made")
    refused = invoke("compare", tmp_path / "made", "--replay", 1)
    assert refused.exit_code == 2
    assert "holds no copy of its scenario" in refused.output


def test_a_file_that_was_changed_since_it_was_read_is_not_taken_for_it(tmp_path):
    town = load_scenario(write_own_town(tmp_path / "own"))
    assert set(town_copies(town)) == {f"inputs/own/{name}" for name in town.inputs}
    with (tmp_path / "own" / "scenario.toml").open("a") as file:
        file.write("# later\n")
    assert town_copies(town) == {}


def test_a_trial_goes_on_from_its_folder_alone(tmp_path):
    file = tmp_path / "files" / "patrol.toml"
    write_experiment(file.parent, TRIAL, file.name)
    first = invoke("sweep", file, "--seeds", 1, "--workers", 1, "--out", tmp_path / "made")
    assert first.exit_code == 0, first.output
    shutil.rmtree(file.parent)
    before = read_table(tmp_path / "made", "counts")
    assert invoke("sweep", tmp_path / "made", "--seeds", 2, "--workers", 1).exit_code == 0
    after = read_table(tmp_path / "made", "counts")
    assert len(after) == 2 * len(before)
    assert after.iloc[: len(before)].equals(before)
