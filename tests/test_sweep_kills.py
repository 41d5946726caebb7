"""Kill -9 at random moments, of coordinators and of workers: the same command ends with the folder of an undisturbed sweep."""

import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sweep_files import TWO_BY_TWO, contents, write_experiment

import mobsim
from mobsim.store import read_table

# Parts are written twice a second, so that there is something to lose and something to keep at any moment.
COMMAND = "import mobsim.experiment.engine as e; e.SECONDS_A_PART = 0.5; from mobsim.cli import main; main()"
PATIENCE = 900.0


def start(file: Path, out: Path) -> subprocess.Popen:
    words = [sys.executable, "-c", COMMAND, "sweep", str(file), "--workers", "2", "--out", str(out)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True)


def workers_of(coordinator: subprocess.Popen) -> list[psutil.Process]:
    """Return the processes that live runs: those that the fork server of a coordinator has started."""
    try:
        servers = psutil.Process(coordinator.pid).children()
        return [worker for server in servers for worker in server.children()]
    except psutil.NoSuchProcess:
        return []


def kill_something(coordinator: subprocess.Popen, chance: random.Random) -> str:
    """Kill the coordinator or one of its workers; return which, or nothing if there was nothing to kill."""
    workers = workers_of(coordinator)
    if coordinator.poll() is not None or not workers:
        return ""
    victim = chance.choice([coordinator, coordinator, *workers])
    try:
        victim.kill()
    except psutil.NoSuchProcess:
        return ""
    return "coordinator" if victim is coordinator else "worker"


def sweep_under_fire(file: Path, out: Path, kills: int, chance: random.Random) -> list[str]:
    """Sweep, killing so many processes on the way; return what was killed."""
    killed: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        coordinator = start(file, out)
        while coordinator.poll() is None and len(killed) < kills:
            time.sleep(chance.uniform(0.1, 3.0))
            killed += filter(None, [kill_something(coordinator, chance)])
        printed = coordinator.communicate(timeout=PATIENCE)[0]
        if coordinator.returncode == 0:
            return killed
        assert coordinator.returncode == -9, printed
    raise AssertionError(f"not done after {len(killed)} kills")


def assert_survives(folder: Path, seeds: int, kills: int) -> None:
    chance = random.Random(20_240_105)
    file = write_experiment(folder, TWO_BY_TWO.replace("seeds = 3", f"seeds = {seeds}"))
    undisturbed = mobsim.sweep(file, workers=2, out=folder / "undisturbed")
    killed: list[str] = []
    while len(killed) < kills:
        out = folder / f"round-{len(killed)}"
        killed += sweep_under_fire(file, out, kills - len(killed), chance)
        # Two kills may have hit the same run by chance, which then counts as failed until the same command lives it.
        failed = len(read_table(out, "failures"))
        assert failed < kills
        if failed:
            sweep_under_fire(file, out, 0, chance)
        assert contents(out) == contents(undisturbed.folder)
    assert set(killed) == {"coordinator", "worker"}


@pytest.mark.long
def test_fifty_kills_lose_double_and_change_nothing(tmp_path):
    assert_survives(tmp_path, seeds=1_500, kills=50)
