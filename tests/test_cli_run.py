"""The commands run, compare and report: what they print, write, and refuse."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from mobsim.cli.app import build_app
from mobsim.cli.progress import Pace, show_progress
from mobsim.experiment.engine import Standing
from mobsim.store import read_manifest, read_table

VILLAGE = """
schema = 1
title = "A village"
days = 84
burn_in_days = 28
[community]
officers_per_100k = 200
[community.synthetic]
neighbourhoods = 4
residents_per_neighbourhood = 250
"""


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command line in a folder that holds village.toml."""
    (tmp_path / "village.toml").write_text(VILLAGE)
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(build_app(), [str(word) for word in words])


def names_in(folder):
    return sorted(entry.name for entry in Path(folder).iterdir())


def test_run_shows_one_screen_and_writes_a_folder(call, tmp_path):
    done = call("run", "village.toml", "--strategy", "full_model", "--seed", 5)
    assert done.exit_code == 0, done.output
    for printed in ("A village", "full_model", "theft", "social crisis", "Insecurity", "Trust", "Initiatives", "Cost"):
        assert printed in done.stdout
    assert len(done.stdout.splitlines()) < 60
    folder = tmp_path / "results" / "run-village-full_model-seed5"
    assert read_manifest(folder)["kind"] == "run"
    runs = read_table(folder, "runs")
    assert runs[["strategy", "seed"]].values.tolist() == [["full_model", 5]]
    areas = json.loads((folder / "areas.json").read_text())
    assert areas["ids"] == read_table(folder, "neighbourhoods")["id"].tolist()


def test_one_run_waits_for_nothing_that_only_others_need(call, tmp_path):
    program = (
        "import atexit, gc, sys\nfrom mobsim.cli import main\nsearched = []\n"
        "gc.callbacks.append(lambda phase, which: phase == 'stop' or searched.append(which['generation']))\n"
        "atexit.register(lambda: print('all searched:', searched.count(2)))\n"
        "names = ('mobsim.engine.model', 'scipy.stats', 'pyarrow.dataset', 'matplotlib')\n"
        "atexit.register(lambda: print('loaded:', *(name for name in names if name in sys.modules)))\n"
        "sys.argv[1:] = ['run', 'village.toml', '--days', '28']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["loaded: mobsim.engine.model", "all searched: 0"]


def test_run_prints_its_totals_as_json_and_nothing_else(call):
    done = call("run", "village.toml", "--json", "--days", 28)
    reported = json.loads(done.stdout)
    assert reported["days"] == 28
    assert reported["totals"]["harm"] == read_table(reported["folder"], "runs")["harm"][0]


def test_run_writes_events_and_residents_when_asked(call):
    done = call("run", "village.toml", "--days", 28, "--events", "--residents", "--out", "told")
    assert done.exit_code == 0, done.output
    assert len(pd.read_parquet("told/residents.parquet")) == 1_000
    assert {"run_id", "day", "type", "place"} <= set(pd.read_parquet("told/events.parquet").columns)


def test_compare_prints_ranking_answer_and_files(call):
    done = call("compare", "village.toml", "--strategies", "status_quo,full_model", "--runs", 3, "--workers", 1)
    assert done.exit_code == 0, done.output
    for printed in ("strategy harm status_quo", "chance of being", "harm", "Report:", "not what a real one will count"):
        assert printed in re.sub(r"\s+", " ", done.stdout)
    written = set(names_in("results/compare-village"))
    assert {"manifest.json", "runs.parquet", "comparison.json", "areas.json", "report.html"} <= written
    again = call("compare", "results/compare-village", "--runs", 3, "--workers", 1, "--lang", "fr")
    assert "report-fr.html" in again.stdout
    assert '<html lang="fr' in Path("results/compare-village/report-fr.html").read_text(encoding="utf-8")
    refused = call("compare", "results/compare-village", "--lang", "de")
    assert refused.exit_code == 2
    assert "is not a language of reports" in refused.stderr


def test_compare_prints_its_json_and_nothing_else(call):
    done = call(
        "compare", "village.toml", "--strategies", "hot_spots,full_model", "--runs", 2, "--workers", 1, "--json"
    )
    reported = json.loads(done.stdout)
    assert reported["reference"] == "hot_spots"
    assert reported == json.loads(Path("results/compare-village/comparison.json").read_text())
    assert "Comparing 2 strategies" in done.stderr


def test_another_run_gets_another_folder_and_the_same_one_its_own(call):
    for more in ((), ("--days", 28), ()):
        assert call("run", "village.toml", *more).exit_code == 0
    folder = "run-village-status_quo-seed1"
    assert names_in("results") == [folder, f"{folder}-2"]
    assert len(read_manifest(Path("results", folder))["sessions"]) == 2
    refused = call("run", "village.toml", "--days", 14, "--out", f"results/{folder}")
    assert refused.exit_code == 2
    assert "scenario.days is 84 there and 14 here" in refused.stderr


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("--strategies", "status_quo,full_modell"), "full_model"),
        (("--strategies", "status_quo"), "at least two"),
        (("--runs", "1"), "at least 2"),
        (("--runs", "3", "--precision", "2%"), "exclude each other"),
        (("--precision", "wide"), "--precision 2%"),
        (("--workers", "0"), "at least 1"),
        (("--days", "0"), "at least 1"),
    ],
)
def test_bad_input_gets_one_clear_message_and_leaves_nothing(call, tmp_path, words, printed):
    refused = call("compare", "village.toml", *words)
    assert refused.exit_code == 2
    assert printed in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert names_in(tmp_path) == ["village.toml"]


def test_report_refuses_what_is_no_results_folder(call):
    refused = call("report", ".")
    assert refused.exit_code == 2
    assert "manifest.json" in refused.stderr


def test_progress_is_a_plain_line_now_and_then_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr("mobsim.cli.progress.SECONDS_A_LINE", 0.0)
    with show_progress("runs") as show:
        show(Standing(5, 20, 1))
    assert capsys.readouterr().err == "5 of 20 runs, 1 failed\n"


def test_time_left_is_told_in_words():
    pace = Pace(100.0)
    assert pace.in_words(Standing(0, 20, 0)) == ""
    pace.note(10, 120.0)
    assert pace.in_words(Standing(10, 110, 0)) == ""
    pace.note(20, 140.0)
    assert pace.in_words(Standing(20, 120, 0)) == "30 a minute, about 3 min left"
    assert pace.in_words(Standing(20, 20, 0)) == "30 a minute"


def test_the_pace_begins_anew_with_every_study():
    pace = Pace(0.0)
    for done in range(1, 61):
        pace.note(done, float(done))
    assert pace.rate == pytest.approx(1.0)
    for done in range(1, 31):
        pace.note(done, 60.0 + 10 * done)
    assert pace.rate == pytest.approx(0.1)
    assert pace.in_words(Standing(30, 36, 0)) == "6 a minute, about 60 s left"


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("startup", [0.0, 5.0, 90.0])
@pytest.mark.parametrize("each", [0.2, 3.0, 40.0])
def test_time_left_is_never_far_from_the_truth(workers, startup, each):
    """Workers that compile or read first, then take about as long for every run, each ending at a moment of its own."""
    random, runs = np.random.default_rng(workers), 60 * workers
    ends = np.sort((startup + each * random.uniform(0.9, 1.1, (workers, 60)).cumsum(axis=1)).ravel())
    pace, reported = Pace(0.0), 0
    for done, now in enumerate(ends, start=1):
        pace.note(done, now)
        if pace.rate is not None and done <= 0.9 * runs:
            reported += 1
            assert 0.5 < (runs - done) / pace.rate / (ends[-1] - now) < 2.0
    assert reported > runs / 4 or ends[-1] < 2 * startup
