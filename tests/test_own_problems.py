"""A problem type that a scenario adds is whole wherever results are shown: with its name, its unit, and which way is better."""

import json
import re

import pytest
from report_page import sections_of
from scenario_files import RAM_RAIDS
from sweep_files import HAMLET, write_experiment
from typer.testing import CliRunner

import mobsim
from mobsim.cli.app import build_app
from mobsim.errors import DataError
from mobsim.report.sections.reasons import reasons
from mobsim.store.meanings import read_meanings

SWEEP = """
schema = 1
title = "Who stops ram raids?"
scenario = "hamlet.toml"
design = "grid"
strategies = ["status_quo", "full_model"]
[factors]
"strategy.leadership" = [0.1, 0.9]
[replicates]
seeds = 6
[outcomes]
keep = ["true_ram_raid", "recorded_ram_raid"]
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    write_experiment(folder, SWEEP, hamlet=HAMLET + RAM_RAIDS)
    return folder


def test_the_screen_and_the_totals_of_a_run_have_it(place, monkeypatch):
    monkeypatch.chdir(place)
    shown = CliRunner().invoke(build_app(), ["run", "hamlet.toml"]).stdout
    row = next(line for line in shown.splitlines() if line.startswith("ram raid"))
    assert len(row.split()) == 5, "true, reported and recorded stand beside the name"
    totals = json.loads(CliRunner().invoke(build_app(), ["run", "hamlet.toml", "--json"]).stdout)["totals"]
    assert totals["true_ram_raid"] >= totals["reported_ram_raid"] >= 0


def test_an_analysis_knows_its_name_its_unit_and_which_way_is_better(place):
    mobsim.sweep(place / "two.toml", workers=1, out=place / "swept")
    found = mobsim.analyse(place / "swept")
    assert found.headline == "true_ram_raid"
    assert found.results.label("true_ram_raid") == "True ram raid"
    assert found.results.unit("true_ram_raid") == "per 1,000 residents a year"
    assert found.results.better("true_ram_raid") == "lower"
    assert found.results.better("recorded_ram_raid") == "neither"
    table = found.table("strategies").set_index("strategy")
    best = table["mean"].groupby(level=0).mean().idxmin()
    assert table.loc[best, "expected_regret"].mean() == table["expected_regret"].groupby(level=0).mean().min()
    printed = CliRunner().invoke(build_app(), ["analyse", str(place / "swept")]).stdout
    assert "True ram raid: per 1,000 residents a year" in " ".join(printed.split())


def test_a_comparison_and_its_report_have_it(place, monkeypatch):
    monkeypatch.chdir(place)
    found = mobsim.compare(
        "hamlet.toml", ["status_quo", "full_model"], runs=3, workers=1, days=364, out=place / "compared"
    )
    assert "true_ram_raid" in found.summary["strategies"][0]["outcomes"]
    means = {each["name"]: each["outcomes"]["true_ram_raid"]["mean"] for each in found.summary["strategies"]}
    page = sections_of(found.folder, lambda findings, gallery: [reasons(findings, gallery)])
    text = " ".join(re.sub(r"<[^>]+>", " ", page.source).split())
    row = text[text.index("What is counted of each problem type, per 1,000 residents a year") :]
    row = row[row.index("Ram raid") :].split()[2:6]
    assert [float(row[place].replace(",", "")) for place in (0, 2)] == pytest.approx(
        [means["status_quo"], means["full_model"]], rel=0.05
    )


def test_a_folder_says_itself_what_its_outcomes_mean(place):
    words = read_meanings(place / "compared")
    assert words["true_ram_raid"].label == "True ram raid"
    assert words["true_ram_raid"].better == "lower"
    assert words["harm"].unit
    (place / "compared" / "outcomes.json").unlink()
    with pytest.raises(DataError, match=r"outcomes.json"):
        read_meanings(place / "compared")
