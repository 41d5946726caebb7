"""A Dask cluster gives the rows that local processes give, and survives what they survive."""

import gc
import logging
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack

import pytest
from dask_cluster import FOUND, cluster, end_process
from sweep_files import Formula, contents, open_folder, tables, write_experiment

import mobsim
from mobsim.errors import UsageError
from mobsim.experiment.engine import NO_WORKER, Engine
from mobsim.experiment.sweep.reading import read_experiment

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


def test_a_cluster_gives_the_rows_that_local_processes_give(address, tmp_path):
    file = write_experiment(tmp_path)
    here = mobsim.sweep(file, workers=1, out=tmp_path / "here")
    there = mobsim.sweep(file, cluster=address, out=tmp_path / "there")
    assert contents(there.folder) == contents(here.folder)
    assert there.engine_seconds > 0


def by_seed(factors, seed):
    return {"harm": factors["strategy.leadership"] + seed % 7, "trust": 0.0}


@pytest.mark.long
def test_runs_that_fail_or_kill_their_worker_cost_nobody_else_anything(address, tmp_path):
    experiment = read_experiment(write_experiment(tmp_path))
    study = Formula(by_seed, kills=(5,), fails=(2,))
    with open_folder(experiment, tmp_path / "results") as folder, Engine(study, cluster=address) as engine:
        engine.run(experiment.plan.runs(0, 3), folder.keep)
        folder.complete()
    found = tables(tmp_path / "results")
    assert found["failures"]["run_id"].tolist() == [2, 5]
    assert found["failures"]["message"].tolist()[0] == "ValueError: no"
    assert sorted(found["runs"]["run_id"]) == [run for run in range(12) if run not in (2, 5)]


@pytest.mark.long
def test_a_run_that_hangs_is_ended_and_its_worker_replaced(address, tmp_path):
    experiment = read_experiment(write_experiment(tmp_path))
    study = Formula(by_seed, hangs=(4,))
    with open_folder(experiment, tmp_path / "results") as folder:
        with Engine(study, cluster=address, longest=3.0) as engine:
            engine.run(experiment.plan.runs(0, 3), folder.keep)
        folder.complete()
    found = tables(tmp_path / "results")
    assert found["failures"]["run_id"].tolist() == [4]
    assert found["failures"]["message"].tolist() == ["the run took longer than 3 s twice, and was ended"]
    assert sorted(found["runs"]["run_id"]) == [run for run in range(12) if run != 4]


class OnWord(logging.Handler):
    """Do something when it is told that there is no worker."""

    def __init__(self, do):
        super().__init__()
        self.do, self.heard = do, 0

    def emit(self, record):
        if record.getMessage() == NO_WORKER:
            self.heard += 1
            self.do()


@pytest.mark.long
def test_a_cluster_without_workers_is_told_and_goes_on_when_one_joins(tmp_path):
    with cluster(tmp_path, before_workers=(), hosts=()) as address, ExitStack() as ending:
        experiment = read_experiment(write_experiment(tmp_path))
        ear = OnWord(lambda: ending.callback(end_process, _join(address)))
        logging.getLogger("mobsim").addHandler(ear)
        ending.callback(logging.getLogger("mobsim").removeHandler, ear)
        with (
            open_folder(experiment, tmp_path / "results") as folder,
            Engine(Formula(by_seed), cluster=address) as engine,
        ):
            engine.run(experiment.plan.runs(0, 2), folder.keep)
            folder.complete()
    assert ear.heard == 1
    assert sorted(tables(tmp_path / "results")["runs"]["run_id"]) == [*range(8)]


def _join(address: str) -> subprocess.Popen:
    words = (sys.executable, "-m", "dask", "worker", "--scheduler-file", address, "--nthreads", "1", "--no-dashboard")
    environment = {**os.environ, "PYTHONPATH": FOUND}
    return subprocess.Popen(words, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)


def test_a_scheduler_that_is_not_there_is_told(tmp_path, monkeypatch):
    from mobsim.experiment import scheduler as module

    monkeypatch.setattr(module, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        mobsim.sweep(write_experiment(tmp_path), cluster="tcp://127.0.0.1:9", out=tmp_path / "results")
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        mobsim.sweep(write_experiment(tmp_path), cluster="nonsense://", out=tmp_path / "results")
    assert open_clients() == [], "the garbage collector would close them at a bad moment"


def open_clients():
    from distributed import Client

    # by its type: to ask a weak proxy for its class fails where what it stood for has gone
    clients = [each for each in gc.get_objects() if issubclass(type(each), Client)]
    return [each for each in clients if each.status not in ("closed", "newly-created")]


def test_workers_with_other_code_are_refused(address, tmp_path, monkeypatch):
    from mobsim.experiment import cluster as module

    here = module.fingerprint
    monkeypatch.setattr(module, "hash_sources", lambda **_: "0" * 20)
    assert module.fingerprint() != here
    with pytest.raises(UsageError, match="runs other code: mobsim is"):
        mobsim.sweep(write_experiment(tmp_path), cluster=address, out=tmp_path / "results")


NAMESPACES = ("mobsim-a", "mobsim-b")


@pytest.fixture
def namespaces():
    """Two network namespaces joined to this one by a bridge; skipped where the machine does not permit them."""
    if shutil.which("ip") is None or os.geteuid() != 0:
        pytest.skip("network namespaces need ip and root")
    commands = [
        "ip link add mobsim-br type bridge",
        "ip addr add 10.199.7.1/24 dev mobsim-br",
        "ip link set mobsim-br up",
    ]
    for number, name in enumerate(NAMESPACES, start=2):
        commands += [
            f"ip netns add {name}",
            f"ip link add mobsim-v{number} type veth peer name eth0 netns {name}",
            f"ip link set mobsim-v{number} master mobsim-br up",
            f"ip -n {name} addr add 10.199.7.{number}/24 dev eth0",
            f"ip -n {name} link set eth0 up",
            f"ip -n {name} link set lo up",
        ]
    try:
        for command in commands:
            if subprocess.run(command.split(), capture_output=True, check=False).returncode:
                pytest.skip(f"this machine does not permit: {command}")
        yield NAMESPACES
    finally:
        for name in NAMESPACES:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", "mobsim-br"], capture_output=True, check=False)


@pytest.mark.long
def test_workers_on_machines_of_their_own_give_the_same_rows(namespaces, tmp_path):
    file = write_experiment(tmp_path)
    here = mobsim.sweep(file, workers=1, out=tmp_path / "here")
    before = [("ip", "netns", "exec", name) for name in namespaces]
    with cluster(tmp_path, (), before, "10.199.7.1", ("10.199.7.2", "10.199.7.3")) as address:
        there = mobsim.sweep(file, cluster=address, out=tmp_path / "there")
    assert contents(there.folder) == contents(here.folder)
