"""An interrupt at any moment ends a command with 130, without a traceback, and with nothing half-written."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_processes import SOURCES, environment, start
from sweep_files import contents, write_experiment

import mobsim
from mobsim.store import read_manifest
from mobsim.tools.interrupts import Interrupts, undisturbed

SEED = 20_240_611
PATIENCE = 600.0
INTERRUPTS = 8
TOWN = """
schema = 1
title = "Hamlet"
days = 56
burn_in_days = 28
[community]
officers = 2
[community.synthetic]
neighbourhoods = 3
residents_per_neighbourhood = 200
"""
AIMS = """
schema = 1
title = "Aims"
[parameters]
"people.prone_share" = {}
[run]
days = 28
burn_in_days = 28
[[survey]]
measure = "trust"
value = 0.5
standard_error = 0.02
"""
SPOKEN = """
import os
from mobsim.cli import main  # which imports nothing more
os.write(1, b"begun\\n")
main()
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are of another kind there")


def begin(words, cwd: Path) -> subprocess.Popen:
    """Start a command in a group of its own, and wait until it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", SPOKEN, *map(str, words)],
        env=environment(), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout.read(6) == b"begun\n"
    return process


def interrupt(words, cwd: Path, seconds: float, *, whole_group: bool, twice: bool = False) -> tuple[int, str, bool]:
    """Interrupt a command so long after it began; return its exit code, what it said, and whether it was still at work."""
    process = begin(words, cwd)
    time.sleep(seconds)
    at_work = is_running(process.pid) and not ignores_interrupts(process.pid)
    for _ in range(1 + twice):
        try:
            (os.killpg if whole_group else os.kill)(process.pid, signal.SIGINT)
        except ProcessLookupError:
            break
        time.sleep(0.01)
    printed = process.communicate(timeout=PATIENCE)[1].decode()
    if printed.count("File ") == 1 and 'File "<string>"' in printed:  # before the command began: in the program above
        return interrupt(words, cwd, seconds, whole_group=whole_group, twice=twice)
    return process.returncode, printed, at_work


def is_running(process: int) -> bool:
    """Whether a child still runs. It is not waited for, so that its number stays its own and nobody else gets its signal."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def ignores_interrupts(process: int) -> bool:
    """Whether a process has nothing left to be interrupted, as it tells the system once its work is over."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False
    ignored = next(line.split()[1] for line in status.splitlines() if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) & 1 << (signal.SIGINT - 1))


def duration(words, cwd: Path) -> float:
    began = time.monotonic()
    process = begin(words, cwd)
    printed = process.communicate(timeout=10 * PATIENCE)[1].decode()
    assert process.returncode in (0, 1), printed
    return time.monotonic() - began


def assert_clean(code: int, printed: str, cwd: Path, done: tuple[int, ...] = (0,)) -> None:
    assert code == 130 or code in done, (code, printed)
    for word in ("Traceback", "Exception ignored", "Error", "Warning", "leaked"):
        assert word not in printed, printed
    assert not list(cwd.rglob(".mobsim-*.tmp")), printed


@pytest.fixture
def folder(tmp_path):
    write_experiment(tmp_path, hamlet=TOWN)
    (tmp_path / "town.toml").write_text(TOWN)
    (tmp_path / "aims.toml").write_text(AIMS)
    return tmp_path


COMMANDS = {
    "check": ["check", "town.toml", "columbus"],
    "run": ["run", "town.toml", "--out", "{out}"],
    "compare": [
        *("compare", "town.toml", "--runs", "3", "--strategies", "status_quo,full_model"), "--workers", "2", "--out", "{out}",
    ],
    "compare here": [
        *("compare", "town.toml", "--runs", "2", "--strategies", "status_quo,full_model"), "--workers", "1", "--out", "{out}",
    ],
    "sweep": ["sweep", "two.toml", "--workers", "2", "--seeds", "4", "--out", "{out}"],
    "sweep here": ["sweep", "two.toml", "--workers", "1", "--seeds", "3", "--out", "{out}"],
    "validate": ["validate", "--only", "C6", "--workers", "2", "--out", "{out}"],
    "report": ["report", "compared"],
    "analyse": ["analyse", "swept"],
    "calibrate": ["calibrate", "town.toml", "--targets", "aims.toml", "--runs", "120", "--workers", "2", "--out", "{out}"],
    "list": ["list"],
    "explain": ["explain", "day"],
    "schema": ["schema", "scenario"],
}  # fmt: skip


def words_for(name: str, out: str) -> list[str]:
    return [word.format(out=out) for word in COMMANDS[name]]


@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
def test_interrupts_spread_over_the_life_of_a_command(folder, name):
    """One in each eighth of its life, at a random moment; whatever is interrupted before its end says so by its exit code."""
    chance = random.Random(f"{SEED} {name}")
    prepare(folder, name)
    whole = duration(words_for(name, "whole"), folder)
    hit = 0
    for number in range(INTERRUPTS):
        seconds, out = 0.95 * whole * (number + chance.random()) / INTERRUPTS, f"out-{number}"
        how = {"whole_group": chance.random() < 0.5, "twice": chance.random() < 0.25}
        code, printed, at_work = interrupt(words_for(name, out), folder, seconds, **how)
        where = f"seed {SEED}, {name}, {seconds:.3f} of {whole:.3f} s, {how}: {printed}"
        assert_clean(code, where, folder, () if at_work else (0, 1))
        hit += at_work
        if "{out}" in COMMANDS[name] and name != "validate" and number == INTERRUPTS // 2:
            assert_resumes(folder, name, out)
    assert hit >= INTERRUPTS // 2, f"{hit} of {INTERRUPTS} came before the end of {name}: the machine's speed changed"


def prepare(folder: Path, name: str) -> None:
    """Write the results that a command reads."""
    if name == "report":
        mobsim.compare(
            folder / "town.toml", ["status_quo", "full_model"], runs=2, days=28, workers=1, out=folder / "compared"
        )
    elif name == "analyse":
        mobsim.sweep(folder / "two.toml", workers=1, out=folder / "swept")
    mobsim.run(folder / "town.toml", days=7)  # what is compiled once would make the first command the longest


@pytest.mark.long
def test_the_first_moment_is_python_s_own(folder):
    """Until our first lines run, Python may show a traceback, and end with 1 or by the signal; none is of later code of ours."""
    chance = random.Random(SEED)
    for _ in range(24):
        seconds = chance.uniform(0.0, 0.12)
        process = start("check", "columbus", cwd=folder)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        printed = process.communicate(timeout=PATIENCE)[1].decode()
        assert process.returncode in (130, 1, -signal.SIGINT), (seconds, process.returncode, printed)
        if process.returncode == 130:
            assert_clean(130, printed, folder, ())
        ours = [file for file in re.findall(r'File "([^"]+)"', printed) if file.startswith(SOURCES)]
        files = {Path(file).relative_to(SOURCES).as_posix() for file in ours}
        assert files <= {"mobsim/__init__.py", "mobsim/__main__.py", "mobsim/cli/__init__.py"}, printed


def assert_resumes(folder: Path, name: str, out: str) -> None:
    process = begin(words_for(name, out), folder)
    printed = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == 0, printed
    assert contents(folder / out) == contents(folder / "whole")


@pytest.mark.parametrize("milliseconds", [1, 20, 100])
def test_an_interrupt_while_modules_are_imported_ends_with_130(folder, milliseconds):
    code, printed, _ = interrupt(["check", "columbus", "toronto"], folder, milliseconds / 1000, whole_group=True)
    assert code == 130
    assert printed in ("mobsim: interrupted\n", "mobsim: interrupted; what was finished is kept\n")


def test_an_interrupted_sweep_says_what_is_kept_and_goes_on(folder):
    process = start("sweep", "two.toml", "--workers", 2, "--seeds", 400, "--out", "out", cwd=folder)
    deadline = time.monotonic() + PATIENCE
    while not list((folder / "out").glob("parts/*/runs.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    printed = process.communicate(timeout=PATIENCE)[1].decode()
    assert process.returncode == 130
    assert "Interrupted. What was finished is kept in out" in printed
    assert_clean(process.returncode, printed, folder, ())
    assert read_manifest(folder / "out")["state"] == "interrupted"


def test_a_process_that_ends_at_once_leaves_no_warning_of_what_is_tidied_up():
    program = "import os; from mobsim.experiment.workers import LocalCrew; LocalCrew(1, 'study'); os._exit(130)"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.long
def test_the_page_is_closed_by_an_interrupt_as_it_is_meant_to_be(folder):
    pytest.importorskip("uvicorn")
    process = start("app", "town.toml", "--port", 0, "--no-browser", "--seeds", 0, cwd=folder)
    printed = process.stderr.readline()
    while b"The page is at" not in printed and process.poll() is None:
        printed = process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    rest = process.communicate(timeout=PATIENCE)[1].decode()
    assert "the page is closed" in rest
    assert_clean(process.returncode, rest, folder)
    assert process.returncode == 0


def test_an_interrupt_waits_until_what_must_not_be_disturbed_is_over():
    reported = []
    before = signal.signal(signal.SIGINT, lambda *_: reported.append("interrupted"))
    try:
        with undisturbed(), undisturbed():
            signal.raise_signal(signal.SIGINT)
            reported.append("written")
    finally:
        signal.signal(signal.SIGINT, before)
    assert reported == ["written", "interrupted"]


@pytest.fixture
def installed():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)], sys.unraisablehook
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts = Interrupts()
    interrupts.install()
    yield interrupts
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in zip((signal.SIGINT, signal.SIGALRM), before[0], strict=True):
        signal.signal(number, handler)
    sys.unraisablehook = before[1]


class Finalized:
    """Interrupts itself where what is raised gets lost: in a finalizer."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_in_a_finalizer_is_raised_a_little_later(installed):
    with installed.at_stake():
        thing = Finalized()
        del thing
        with pytest.raises(KeyboardInterrupt):
            time.sleep(PATIENCE)


def test_an_interrupt_in_an_import_is_raised_a_little_later(installed, tmp_path, monkeypatch):
    (tmp_path / "interrupting_module.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\ndone = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with installed.at_stake():
        import interrupting_module

        assert interrupting_module.done
        with pytest.raises(KeyboardInterrupt):
            time.sleep(PATIENCE)


def test_an_interrupt_that_a_callback_swallowed_is_raised_again(installed, capsys):
    import ctypes

    callback = ctypes.CFUNCTYPE(None)(lambda: signal.raise_signal(signal.SIGINT))
    with installed.at_stake():
        callback()
        with pytest.raises(KeyboardInterrupt):
            time.sleep(PATIENCE)
    assert capsys.readouterr().err == ""
