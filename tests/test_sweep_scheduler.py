"""A scheduler that is lost, broken or behind TLS: the sweep works, or one sentence says what to do."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_processes import environment
from dask_cluster import cluster, tls_settings
from sweep_files import HAMLET, TWO_BY_TWO, contents, write_experiment

import mobsim
from mobsim.errors import DataError
from mobsim.experiment.scheduler import address_in

PATIENCE = 180.0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"5", b"{}", b'{"address": 5}', b'{"address": "here"}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_broken_scheduler_file_is_named(tmp_path, content):
    file = tmp_path / "scheduler.json"
    file.write_bytes(content)
    with pytest.raises(DataError) as refused:
        address_in(file)
    assert str(refused.value).startswith(f"{file}: is no scheduler file: it holds no address. Name the file that dask")


def test_what_is_no_file_is_not_waited_for(tmp_path):
    pipe = tmp_path / "scheduler.json"
    os.mkfifo(pipe)
    for path, printed in ((pipe, "is a pipe"), (tmp_path, "is a folder")):
        with pytest.raises(DataError, match=printed):
            address_in(path)


def test_a_scheduler_file_gives_its_address(tmp_path):
    (tmp_path / "scheduler.json").write_text('{"type": "Scheduler", "address": "tls://10.0.0.5:8786"}')
    assert address_in(tmp_path / "scheduler.json") == "tls://10.0.0.5:8786"


pytest.importorskip("distributed")


def sweep(file: Path, address: str, out: Path, **settings: str):
    words = [sys.executable, "-m", "mobsim", "sweep", file, "--cluster", address, "--out", out]
    return subprocess.Popen(
        list(map(str, words)), cwd=file.parent, env=environment(**settings), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def answer(process) -> tuple[int, list[str]]:
    """Return exit code and lines of standard error, but for those on progress."""
    _, printed = process.communicate(timeout=PATIENCE)
    return process.returncode, [
        line for line in printed.splitlines() if line.startswith("mobsim:") or "Traceback" in line
    ]


def address_of(scheduler_file: str) -> str:
    return json.loads(Path(scheduler_file).read_text())["address"]


@pytest.mark.long
def test_a_lost_scheduler_is_one_sentence_and_the_same_command_resumes(tmp_path):
    hamlet = HAMLET.replace("days = 28", "days = 364", 1).replace("per_neighbourhood = 60", "per_neighbourhood = 400")
    file = write_experiment(tmp_path, TWO_BY_TWO.replace("seeds = 3", "seeds = 25"), hamlet=hamlet)
    parts = tmp_path / "results" / "parts"
    with cluster(tmp_path, before_workers=((),), hosts=("127.0.0.1",)) as address:
        running = sweep(file, address, tmp_path / "results")
        wait_until(lambda: parts.is_dir() and any(parts.iterdir()))
        os.kill(process_of_scheduler(address_of(address)), signal.SIGKILL)
        code, printed = answer(running)
    assert (code, len(printed)) == (2, 1)
    assert printed[0].startswith(
        "mobsim: the Dask scheduler went away; what is finished is kept, and the same command resumes"
    )
    Path(address).unlink()
    with cluster(tmp_path, before_workers=((),), hosts=("127.0.0.1",)) as address:
        assert answer(sweep(file, address, tmp_path / "results")) == (0, [])
    whole = mobsim.sweep(file, workers=2, out=tmp_path / "whole")
    assert contents(tmp_path / "results") == contents(whole.folder)


def wait_until(met) -> None:
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def process_of_scheduler(address: str) -> int:
    """Ask the scheduler for its process."""
    from distributed import Client

    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        return client.run_on_scheduler(os.getpid)


@pytest.mark.long
def test_tls_works_and_whoever_comes_without_is_told_how(tmp_path):
    ours, foreign = tls_settings(tmp_path / "ours"), tls_settings(tmp_path / "foreign")
    file = write_experiment(tmp_path)
    with cluster(tmp_path, before_workers=((),), hosts=("127.0.0.1",), **ours) as scheduler_file:
        address = address_of(scheduler_file)
        assert address.startswith("tls://")
        assert answer(sweep(file, address, tmp_path / "there", **ours)) == (0, [])
        for given, settings, problem in (
            (
                address.replace("tls", "tcp"),
                {},
                f"speaks TLS only. Name it {address}, and set DASK_DISTRIBUTED__COMM__TLS__CA",
            ),
            (address.replace("tls", "tcp"), ours, f"speaks TLS only. Name it {address}"),
            (address, {}, "TLS needs certificates, and DASK_DISTRIBUTED__COMM__TLS__CA_FILE is not set"),
            (address, foreign, "do not trust each other's certificates"),
            (address, {**ours, "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "gone.pem"}, "CA_FILE = gone.pem is no file"),
        ):
            code, printed = answer(sweep(file, given, tmp_path / "refused", **settings))
            assert (code, len(printed)) == (2, 1), printed
            assert problem in printed[0]
    here = mobsim.sweep(file, workers=1, out=tmp_path / "here")
    assert contents(tmp_path / "there") == contents(here.folder)


@pytest.mark.long
def test_tls_to_a_scheduler_without_is_told(tmp_path):
    settings = tls_settings(tmp_path / "tls")
    file = write_experiment(tmp_path)
    with cluster(tmp_path, before_workers=(), hosts=()) as scheduler_file:
        address = address_of(scheduler_file)
        for given, problem in (
            (address.replace("tcp", "tls"), "does not speak TLS"),
            (address, "require encryption, and the scheduler there has none"),
        ):
            code, printed = answer(sweep(file, given, tmp_path / "refused", **settings))
            assert (code, len(printed)) == (2, 1), printed
            assert problem in printed[0]
