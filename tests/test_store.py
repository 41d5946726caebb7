"""The store: what finished is whole, where it came from is known, and nothing foreign is touched."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from mobsim.errors import DataError, UsageError
from mobsim.store import PlannedRun, ResultsFolder, read_manifest, read_table, record_failure, record_run
from mobsim.store.manifest import write_manifest

INPUTS = {"scenario": {"name": "village", "days": 28}, "strategies": ["a", "b"]}


def planned(number: int) -> PlannedRun:
    return PlannedRun(number, {"strategy": "ab"[number % 2]}, seed=900 + number // 2)


def finished(number: int):
    weekly = pd.DataFrame({"week": [0, 1], "community": "town", "harm": [number / 7, number / 3]})
    initiatives = pd.DataFrame({"problem": ["theft"] * (number % 2), "agency": [None] * (number % 2)})
    if number == 3:
        initiatives["agency"] = "health"
    runs = pd.DataFrame({"harm": [float(number)], "cost": [5.0]})
    return record_run(planned(number), {"runs": runs, "weekly": weekly, "initiatives": initiatives})


def write(path: Path, *parts, inputs=INPUTS) -> Path:
    with ResultsFolder.open(path, "compare", inputs) as folder:
        for numbers in parts:
            folder.keep(finished(number) for number in numbers)
        folder.complete(seeds=[900, 901])
    return path


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("*.parquet")}


def test_files_are_the_same_bytes_however_the_runs_were_spread(tmp_path):
    in_order = write(tmp_path / "one", [0, 1, 2, 3])
    spread = write(tmp_path / "two", [3], [1, 0], [2])
    assert set(files(in_order)) == {"runs.parquet", "weekly.parquet", "initiatives.parquet", "failures.parquet"}
    assert files(in_order) == files(spread)
    assert read_table(spread, "runs")["run_id"].tolist() == [0, 1, 2, 3]
    assert read_table(spread, "weekly")["week"].tolist() == [0, 1] * 4


def test_a_second_session_adds_runs_and_changes_none(tmp_path):
    whole = write(tmp_path / "whole", [0, 1, 2, 3])
    write(tmp_path / "grown", [2, 0])
    with ResultsFolder.open(tmp_path / "grown", "compare", INPUTS) as folder:
        assert folder.finished() == {0, 2}
    assert files(write(tmp_path / "grown", [1, 3])) == files(whole)
    assert len(read_manifest(tmp_path / "grown")["sessions"]) == 3


def test_a_folder_that_is_not_finished_can_be_read(tmp_path):
    with ResultsFolder.open(tmp_path / "running", "compare", INPUTS) as folder:
        folder.keep([finished(1)])
        folder.keep([finished(0)])
        assert read_table(folder.path, "runs")["harm"].tolist() == [0.0, 1.0]
    assert read_manifest(tmp_path / "running")["state"] == "stopped"


def test_the_manifest_says_where_the_results_come_from(tmp_path):
    manifest = read_manifest(write(tmp_path / "results", [0, 1]))
    assert manifest["inputs"] == INPUTS
    assert manifest["state"] == "complete"
    assert manifest["seeds"] == [900, 901]
    assert {"numpy", "numba", "mesa"} <= set(manifest["packages"])
    assert manifest["sessions"][0]["started"] <= manifest["sessions"][0]["ended"]


def test_columns_carry_meaning_and_unit_and_files_their_origin(tmp_path):
    path = write(tmp_path / "results", [0, 1])
    schema = pq.read_schema(path / "runs.parquet")
    assert schema.field("harm").metadata[b"unit"]
    assert b"run" in schema.field("run_id").metadata[b"about"]
    hours = pq.read_schema(path / "initiatives.parquet").field("agency")
    assert hours.metadata[b"about"] == b"Agency that works on the initiative."
    origin = json.loads(schema.metadata[b"mobsim"])
    assert origin["inputs_hash"] == read_manifest(path)["inputs_hash"]


def test_a_failure_is_a_row_until_the_run_succeeds(tmp_path):
    path = tmp_path / "results"
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        folder.keep([finished(0), record_failure(planned(1), "ValueError: no", "trace", "mobsim run village")])
        folder.complete()
    failure = read_table(path, "failures").iloc[0]
    assert (failure["run_id"], failure["strategy"], failure["message"]) == (1, "b", "ValueError: no")
    write(path, [1])
    assert read_table(path, "failures").empty
    assert read_table(path, "runs")["run_id"].tolist() == [0, 1]
    assert files(path) == files(write(tmp_path / "clean", [0, 1]))


@pytest.mark.parametrize(
    ("inputs", "printed"),
    [
        ({**INPUTS, "scenario": {"name": "village", "days": 56}}, "scenario.days is 28 there and 56 here"),
        ({**INPUTS, "reference": "a"}, "reference is only here"),
    ],
)
def test_a_folder_of_other_inputs_is_refused_and_the_difference_named(tmp_path, inputs, printed):
    path = write(tmp_path / "results", [0, 1])
    before = {**files(path), "manifest": (path / "manifest.json").read_bytes()}
    with pytest.raises(UsageError, match=printed):
        ResultsFolder.open(path, "compare", inputs)
    assert before == {**files(path), "manifest": (path / "manifest.json").read_bytes()}


def test_a_folder_made_by_other_code_or_another_command_is_refused(tmp_path):
    path = write(tmp_path / "results", [0])
    with pytest.raises(UsageError, match="results of mobsim compare, not of mobsim sweep"):
        ResultsFolder.open(path, "sweep", INPUTS)
    manifest = read_manifest(path)
    write_manifest(path, {**manifest, "model_hash": "0" * 20})
    with pytest.raises(UsageError, match="other program code"):
        ResultsFolder.open(path, "compare", INPUTS)


def test_a_folder_of_somebody_else_is_refused_untouched(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(UsageError, match="not results of mobsim"):
        ResultsFolder.open(tmp_path, "compare", INPUTS)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.doc"]
    with pytest.raises(UsageError, match="is a file"):
        ResultsFolder.open(tmp_path / "thesis.doc", "compare", INPUTS)
    with pytest.raises(DataError, match="not a results folder"):
        read_manifest(tmp_path)


def test_two_writers_are_kept_apart(tmp_path):
    with ResultsFolder.open(tmp_path / "results", "compare", INPUTS) as folder:
        with pytest.raises(UsageError, match="another mobsim process"):
            ResultsFolder.open(folder.path, "compare", INPUTS)
        folder.keep([finished(0)])
    assert write(tmp_path / "results", [1]).exists()


def test_what_a_killed_writer_left_unfinished_is_swept_out_and_what_it_finished_is_kept(tmp_path):
    script = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_store, pyarrow.parquet as pq
from mobsim.store import ResultsFolder, parts
folder = ResultsFolder.open({str(tmp_path / "results")!r}, "compare", test_store.INPUTS)
folder.keep([test_store.finished(0)])
write = pq.write_table
def half(table, path):
    write(table, path)
    os.kill(os.getpid(), signal.SIGKILL)
parts.pq.write_table = half
folder.keep([test_store.finished(1)])
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == -9
    path = tmp_path / "results"
    assert list((path / "parts").glob(".mobsim-*.tmp"))
    with ResultsFolder.open(path, "compare", INPUTS) as folder:
        assert folder.finished() == {0}
        assert not list((path / "parts").glob(".mobsim-*.tmp"))
    assert files(write(path, [1, 2, 3])) == files(write(tmp_path / "unharmed", [0, 1, 2, 3]))


def test_a_fold_that_was_cut_short_is_done_again(tmp_path, monkeypatch):
    from mobsim.store import parts

    path, whole = tmp_path / "cut", write(tmp_path / "whole", [0, 1, 2, 3])
    fold_table = parts._fold_table

    def cut(folder, name, *rest):
        if name == "runs":
            raise KeyboardInterrupt
        fold_table(folder, name, *rest)

    monkeypatch.setattr(parts, "_fold_table", cut)
    with pytest.raises(KeyboardInterrupt):
        write(path, [0, 1], [2, 3])
    monkeypatch.undo()
    assert len(read_table(path, "weekly")) == 8
    assert files(write(path)) == files(whole)
