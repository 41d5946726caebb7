"""The engine: every run that can finish is kept, and no bad run stops, hangs or hides the others."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.errors import UsageError
from mobsim.experiment.allotment import Allotment
from mobsim.experiment.engine import Engine, choose_workers
from mobsim.store import PlannedRun, ResultsFolder, read_table

SOURCES = Path(__file__).parents[1] / "src"


class Walk(NamedTuple):
    """A study with the shape of the real one: a random walk that strategies leave from one burnt-in state."""

    killed_by: tuple[int, ...] = ()
    failed_by: tuple[int, ...] = ()
    seconds: float = 0.0

    def begin(self, planned):
        return float(np.random.default_rng(planned.seed).normal())

    def run(self, begun, planned):
        time.sleep(self.seconds)
        if planned.run_id in self.killed_by:
            os.kill(os.getpid(), signal.SIGKILL)
        if planned.run_id in self.failed_by:
            raise ValueError(f"cannot run\nrun {planned.run_id}")
        harm = begun + planned.factors["shift"]
        return {"runs": pd.DataFrame({"harm": [harm]}), "threads": pd.DataFrame({"n": [os.environ["OMP_NUM_THREADS"]]})}

    def replay(self, planned):
        return f"mobsim run walk --seed {planned.seed}"


def planned(seeds=4, shifts=3):
    return [PlannedRun(s * shifts + k, {"shift": float(k)}, 70 + s) for s in range(seeds) for k in range(shifts)]


def finished(study, runs, workers):
    records = []
    with Engine(study, workers) as engine:
        engine.run(runs, records.extend)
    return {record.run_id: record for record in records}


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_records_do_not_depend_on_the_number_of_workers():
    alone, spread = finished(Walk(), planned(), 1), finished(Walk(), planned(), 2)
    assert set(alone) == set(range(12))
    assert all(alone[run].tables["runs"].equals(spread[run].tables["runs"]) for run in alone)


def test_workers_keep_to_one_thread_and_the_caller_keeps_his(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    record = finished(Walk(), planned(2, 1), 2)[0]
    assert record.tables["threads"]["n"].to_pylist() == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_an_exception_fails_one_run_and_says_how_to_see_it_again():
    records = finished(Walk(failed_by=(4,)), planned(), 2)
    assert [run for run, record in records.items() if record.failed] == [4]
    failure = records[4].tables["failures"].to_pylist()[0]
    assert failure["message"] == "ValueError: cannot run"
    assert failure["replay"] == "mobsim run walk --seed 71"
    assert "in run" in failure["traceback"]
    assert failure["shift"] == 1.0
    alone = finished(Walk(failed_by=(4,)), planned(), 1)
    assert alone[4].tables["failures"].equals(records[4].tables["failures"])


def test_a_run_that_kills_its_worker_is_found_and_no_other_is_lost():
    records = finished(Walk(killed_by=(7,)), planned(), 2)
    assert set(records) == set(range(12))
    assert [run for run, record in records.items() if record.failed] == [7]
    assert "died" in records[7].tables["failures"]["message"].to_pylist()[0]


def handed_out(runs, workers, seconds_a_run):
    """Let workers take turns until nothing is left; return each one's tasks."""
    allotment, tasks = Allotment(runs), [[] for _ in range(workers)]
    while allotment.left:
        for worker in range(workers):
            task = allotment.next_task(worker, workers)
            if task:
                tasks[worker].append(task)
                allotment.note(len(task), seconds_a_run * len(task))
    return tasks


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 5), st.sampled_from([0.001, 0.1, 5.0]))
def test_every_run_is_handed_out_once_whatever_the_number_of_workers(seeds, shifts, workers, seconds):
    tasks = handed_out(planned(seeds, shifts), workers, seconds)
    runs = [run.run_id for own in tasks for task in own for run in task]
    assert sorted(runs) == list(range(seeds * shifts))


def test_long_runs_are_handed_out_singly_and_a_seed_stays_with_its_worker():
    tasks = handed_out(planned(4, 3), 2, 30.0)
    assert all(len(task) == 1 for own in tasks for task in own)
    assert [len({task[0].seed for task in own}) for own in tasks] == [2, 2]


def test_short_runs_are_handed_out_many_at_once():
    tasks = handed_out(planned(300, 3), 1, 0.001)[0]
    assert len(tasks) < 100
    assert max(len(task) for task in tasks) > 100


def test_a_worker_with_nothing_left_takes_half_of_the_rest_of_another():
    allotment = Allotment(planned(1, 8))
    assert [run.run_id for run in allotment.next_task("one", 2)] == [0]
    assert [run.run_id for run in allotment.next_task("two", 2)] == [4]
    assert allotment.left == 6


def test_what_a_lost_worker_owned_goes_to_others():
    allotment = Allotment(planned(1, 3))
    allotment.next_task("one", 1)
    allotment.leave("one")
    assert [run.run_id for run in allotment.next_task("two", 1)] == [1]


def test_standing_counts_to_the_end():
    standings = []
    with Engine(Walk(failed_by=(1,)), 2) as engine:
        engine.run(planned(), lambda records: None, standings.append)
        assert standings[-1] == (12, 12, 1)
        engine.run(planned(2), lambda records: None, standings.append)
    assert standings[-1] == (18, 18, 2)


def test_an_interrupt_keeps_what_is_finished():
    kept = []

    def interrupt(standing):
        if standing.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Engine(Walk()) as engine:
        engine.run(planned(), kept.extend, interrupt)
    assert [record.run_id for record in kept] == [0, 1, 2, 3, 4]


def test_no_worker_outlives_a_parent_that_was_killed(tmp_path):
    script = f"""
import sys
sys.path[:0] = [{str(SOURCES)!r}, {str(Path(__file__).parent)!r}]
import test_compare_engine as t
from mobsim.experiment import engine
from mobsim.store import ResultsFolder
engine.SECONDS_A_PART = 0.0
with ResultsFolder.open({str(tmp_path / "results")!r}, "sweep", {{"walk": 1}}) as folder:
    engine.Engine(t.Walk(seconds=0.2), 2).run(t.planned(8, 2), folder.keep)
"""
    # No guard against being imported by its workers: a user's script has none either.
    (tmp_path / "script.py").write_text(script)
    parent = subprocess.Popen([sys.executable, tmp_path / "script.py"], start_new_session=True)
    deadline = time.monotonic() + 60
    while read_table(tmp_path / "results", "runs").empty and time.monotonic() < deadline:
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    while _alive(parent.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(parent.pid)
    with ResultsFolder.open(tmp_path / "results", "sweep", {"walk": 1}) as folder:
        done = folder.finished()
        assert 0 < len(done) < 16
        Engine(Walk()).run([run for run in planned(8, 2) if run.run_id not in done], folder.keep)
        folder.complete()
    expected = {
        run: record.tables["runs"]["harm"][0].as_py() for run, record in finished(Walk(), planned(8, 2), 1).items()
    }
    resumed = read_table(tmp_path / "results", "runs")
    assert dict(zip(resumed["run_id"], resumed["harm"], strict=True)) == expected


def _alive(session: int) -> bool:
    listed = subprocess.run(["ps", "-s", str(session), "-o", "stat="], capture_output=True, text=True, check=False)
    return any(not state.startswith("Z") for state in listed.stdout.split())


def test_no_worker_is_no_number_of_workers():
    assert choose_workers(None) >= 1
    with pytest.raises(UsageError, match="at least 1"):
        choose_workers(0)
