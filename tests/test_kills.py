"""Kill -9 at random moments, of coordinators and of workers: the same command ends with the folder of one undisturbed."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from calibrated_town import write_figures
from sweep_files import TWO_BY_TWO, write_experiment

from mobsim.store import read_table

# Parts are written twice a second, so that there is something to lose and something to keep at any moment.
COMMAND = "import mobsim.experiment.engine as e; e.SECONDS_A_PART = 0.5; from mobsim.cli import main; main()"
PATIENCE = 900.0
KILLS = 50


def sweep(folder: Path) -> list[str]:
    return ["sweep", str(write_experiment(folder, TWO_BY_TWO.replace("seeds = 3", "seeds = 400")))]


def compare(folder: Path) -> list[str]:
    write_experiment(folder)
    return ["compare", str(folder / "hamlet.toml"), "--runs", "200", "--days", "56"]


def calibrate(folder: Path) -> list[str]:
    targets = write_figures(folder)
    return ["calibrate", str(folder / "scenario.toml"), "--targets", str(targets), "--runs", "240"]


def validate(folder: Path) -> list[str]:
    del folder
    return ["validate", "--only", "A8", "--only", "D15"]


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    each.__name__: each for each in (sweep, compare, calibrate, validate)
}


def start(words: list[str], out: Path) -> subprocess.Popen:
    whole = [sys.executable, "-c", COMMAND, *words, "--workers", "2", "--out", str(out)]
    return subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True)


def is_done(kind: str, code: int) -> bool:
    """Whether a command came to its end: `validate` says by its code whether a target is missed."""
    return code == 0 or (kind == "validate" and code == 1)


def workers_of(coordinator: subprocess.Popen) -> list[psutil.Process]:
    """Return the processes that do runs: those that the fork server of a coordinator has started."""
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


def run_under_fire(kind: str, words: list[str], out: Path, kills: int, chance: random.Random) -> list[str]:
    """Run a command again and again, killing so many processes on the way; return what was killed."""
    killed: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        coordinator = start(words, out)
        while coordinator.poll() is None and len(killed) < kills:
            time.sleep(chance.uniform(0.1, 3.0))
            killed += filter(None, [kill_something(coordinator, chance)])
        printed = coordinator.communicate(timeout=PATIENCE)[0]
        if is_done(kind, coordinator.returncode):
            return killed
        assert coordinator.returncode == -9, printed
    raise AssertionError(f"not done after {len(killed)} kills")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every table, and of every summary, however deep."""
    kept = (file for pattern in ("*.parquet", "comparison.json", "*.csv") for file in folder.rglob(pattern))
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(kept)}


def failed_in(out: Path) -> int:
    """Count the runs that two kills hit by chance, in the folder or in those within it."""
    return sum(len(read_table(file.parent, "failures")) for file in out.rglob("failures.parquet"))


@pytest.mark.long
@pytest.mark.parametrize("kind", COMMANDS)
def test_fifty_kills_lose_double_and_change_nothing(kind, tmp_path):
    chance, words = random.Random(20_240_105), COMMANDS[kind](tmp_path / "files")
    assert not run_under_fire(kind, words, tmp_path / "undisturbed", 0, chance)
    expected = contents(tmp_path / "undisturbed")
    assert any(name.endswith("runs.parquet") for name in expected)
    killed: list[str] = []
    while len(killed) < KILLS:
        out = tmp_path / f"round-{len(killed)}"
        killed += run_under_fire(kind, words, out, KILLS - len(killed), chance)
        # Two kills may have hit the same run by chance, which then counts as failed until the same command repeats it.
        failed = failed_in(out)
        assert failed < KILLS
        if failed:
            run_under_fire(kind, words, out, 0, chance)
        assert contents(out) == expected
    assert set(killed) == {"coordinator", "worker"}
