"""The search on a hamlet: any number of workers, equal cost, fresh seeds, and strategies that a scenario file takes in."""

import json
import random
import shutil
import subprocess
import sys
import time

import pytest
from sweep_files import HAMLET, contents

import mobsim
from mobsim.cli import main
from mobsim.errors import InputErrors, MobsimError
from mobsim.experiment.search.answer import Answer
from mobsim.experiment.search.reading import read_search
from mobsim.experiment.search.trying import STRIDE
from mobsim.scenario.findings import Findings
from mobsim.store import read_json, read_table

SEARCH = """
schema = 1
title = "Least harm, most trust"
scenario = "hamlet.toml"
design = "search"
seed = 4
[search]
outcomes = ["harm", "trust"]
budget = 12
fresh = 6
[fixed]
"strategy.crisis_teams" = 0.0
"parameters.money.purse" = 12.0
[factors]
"strategy.lead" = ["police", "community"]
"strategy.leadership" = {}
"strategy.collaboration" = { low = 0.1, high = 1.0 }
"strategy.patrol_share" = { low = 0.3, high = 0.9 }
"strategy.programme_share" = {}
[replicates]
seeds = 2
"""


def written(folder, text=SEARCH):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hamlet.toml").write_text(HAMLET, encoding="utf-8")
    (folder / "look.toml").write_text(text, encoding="utf-8")
    return folder / "look.toml"


def called(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code or 0


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The folder of a search that the command has run, with the town beside it."""
    place = tmp_path_factory.mktemp("search")
    assert called("sweep", written(place), "--out", place / "out", "--workers", 1) == 0
    return place


@pytest.fixture(scope="module")
def summary(swept):
    return json.loads((swept / "out" / "search.json").read_text(encoding="utf-8"))


def test_the_folder_holds_answer_tables_figures_and_the_report_of_fresh_runs(swept):
    there = {file.relative_to(swept / "out").as_posix() for file in (swept / "out").rglob("*")}
    assert {"search.json", "strategies.toml", "candidates.json", "fresh/report.html", "fresh/comparison.json"} <= there
    assert {f"analysis/{name}.csv" for name in ("strategies", "candidates", "levers", "simplicity")} <= there
    assert {"figures/search.svg", "figures/levers.png"} <= there
    assert read_json(swept / "out" / "manifest.json")["kind"] == "search"


def test_all_cost_the_same_on_every_fresh_seed(swept, summary):
    assert summary["cost_gap"] < 1e-9
    costs = read_table(swept / "out" / "fresh", "runs").pivot(index="seed", columns="strategy", values="cost")
    assert costs.to_numpy() == pytest.approx(costs[["status_quo"]].to_numpy().repeat(costs.shape[1], 1), rel=1e-9)
    assert summary["most_of_purse"] <= 1 + 1e-9


def test_what_is_shown_is_of_seeds_and_draws_that_the_search_has_not_seen(swept):
    tried, fresh = read_table(swept / "out", "runs"), read_table(swept / "out" / "fresh", "runs")
    assert tried.groupby("seed")["draw"].nunique().eq(1).all()
    assert tried["seed"].nunique() == 2
    assert not set(tried["seed"]) & set(fresh["seed"])
    assert not set(tried["draw"]) & set(fresh["draw"])


def test_only_what_is_free_is_moved(swept, summary):
    reference = mobsim.load_scenario(swept / "hamlet.toml").strategies["status_quo"].levers
    for each in summary["strategies"]:
        if each["role"] == "shipped":
            continue
        levers = each["levers"]
        assert levers["crisis_teams"] == 0.0
        assert levers["information_sharing"] == reference.information_sharing
        assert levers["lead"] in ("police", "community")
        assert levers["patrol_share"] + reference.engagement_share <= 1 + 1e-9


def test_a_scenario_file_takes_in_what_was_found(swept, summary, tmp_path, capsys):
    town = tmp_path / "town.toml"
    text = HAMLET + (swept / "out" / "strategies.toml").read_text(encoding="utf-8")
    town.write_text(text + '[parameters]\n"money.purse" = 12.0\n', encoding="utf-8")
    assert called("check", town) == 0
    scenario = mobsim.load_scenario(town)
    found = [each for each in summary["strategies"] if each["role"] != "shipped"]
    assert found
    for each in found:
        levers = scenario.strategies[each["name"]].levers._asdict()
        assert {name: value for name, value in levers.items() if name != "lead"} == {
            name: value for name, value in each["levers"].items() if name != "lead"
        }
    name = found[0]["name"]
    # The very run of the search, from the scenario file alone.
    run = read_table(swept / "out", "runs").set_index("run_id").loc[found[0]["number"] * STRIDE + 1]
    again = tmp_path / "again"
    words = ["--strategy", name, "--seed", int(run["seed"]), "--ensemble", "evidence", "--draw", int(run["draw"])]
    assert called("run", town, *words, "--out", again) == 0
    assert read_table(again, "runs")["harm"][0] == run["harm"]
    compared = mobsim.compare(scenario, ["status_quo", name], runs=2, workers=1, point=True)
    assert [each["name"] for each in compared.summary["strategies"]] == ["status_quo", name]
    capsys.readouterr()


def test_a_run_is_repeated_to_the_last_digit(swept, capsys):
    run = int(read_table(swept / "out", "runs")["run_id"].iloc[-1])
    assert called("sweep", swept / "look.toml", "--out", swept / "out", "--replay", run) == 0
    assert "to the last digit" in capsys.readouterr().err


def test_the_same_command_changes_nothing_and_the_folder_alone_goes_on(swept, tmp_path):
    before = contents(swept / "out") | contents(swept / "out" / "fresh")
    copy = tmp_path / "elsewhere"
    shutil.copytree(swept / "out", copy)
    shutil.rmtree(copy / "fresh")
    assert called("sweep", copy, "--workers", 1) == 0
    assert contents(copy) | contents(copy / "fresh") == before
    assert (copy / "search.json").read_bytes() == (swept / "out" / "search.json").read_bytes()


def test_two_workers_find_the_same(swept, tmp_path):
    found = mobsim.search(read_search(swept / "look.toml"), workers=2, out=tmp_path / "two")
    assert isinstance(found.answer, Answer)
    assert contents(tmp_path / "two") == contents(swept / "out")
    assert (tmp_path / "two" / "search.json").read_bytes() == (swept / "out" / "search.json").read_bytes()


def test_the_answer_is_printed_again(swept, capsys):
    assert called("analyse", swept / "out") == 0
    printed = capsys.readouterr().out
    assert "fresh seeds" in printed
    assert "to the last cent" in printed


@pytest.mark.long
def test_the_report_is_written_again(swept):
    assert called("report", swept / "out", "--out", swept / "page.html") == 0
    assert (swept / "page.html").read_bytes() == (swept / "out" / "fresh" / "report.html").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('["harm", "trust"]', '["harn"]', "search.outcomes[1] = 'harn': is not a known outcome"),
        ("budget = 12", "budget = 1", "search.budget"),
        ("seeds = 2", "seeds = 1", "replicates.seeds = 1: must be from 2 to 1,000 in a search"),
        ("seeds = 2", "seeds = 2\nmax = 9", "replicates.max = 9: has no effect in a search"),
        ("seed = 4", "samples = 4", "samples: has no effect in a search"),
        ("fresh = 6", "point = true", None),
        ("design", 'strategy = "full_model"\ndesign', "strategy: has no effect in a search"),
        ('"strategy.leadership" = {}', '"parameters.trust.misconduct" = {}', "is no lever of a strategy"),
        ('money.purse" = 12.0', 'money.purse" = 0.1', "cost more than the purse, however low they may be"),
        ('"search"\n', '"grid"\n', "search: is not for this design"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path, capsys, old, new, message):
    assert old in SEARCH
    file = written(tmp_path, SEARCH.replace(old, new))
    code = called("check", file)
    assert code == (0 if message is None else 2)
    captured = capsys.readouterr()
    assert (message or "a search for lower harm and higher trust over 5 levers") in captured.err + captured.out


def test_a_search_is_no_sweep(tmp_path):
    with pytest.raises((MobsimError, InputErrors), match="is a search, not a sweep of a plan"):
        mobsim.sweep(written(tmp_path))
    assert Findings(None).errors == []


@pytest.mark.long
def test_a_search_that_is_killed_again_and_again_ends_as_one_that_was_not(swept, tmp_path):
    file, out, chance = written(tmp_path), tmp_path / "out", random.Random(20_261_130)
    command = "import mobsim.experiment.keeping as k; k.SECONDS_AT_LEAST = 0.1; from mobsim.cli import main; main()"
    words = [sys.executable, "-c", command, "sweep", str(file), "--workers", "1", "--out", str(out)]
    kills = 0
    while True:
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun = time.monotonic()
        while process.poll() is None and kills < 12 and time.monotonic() - begun < 60:
            time.sleep(chance.uniform(0.5, 6.0))
            if process.poll() is None:
                process.kill()
                kills += 1
        if process.wait(timeout=900) == 0:
            break
    assert kills == 12
    for name in ("", "fresh"):
        assert contents(out / name) == contents(swept / "out" / name)
    assert (out / "search.json").read_bytes() == (swept / "out" / "search.json").read_bytes()
