"""Workers: a process that dies is replaced, whatever it was at, and nobody waits for what it did not say."""

import os
import signal
from concurrent.futures import BrokenExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from mobsim.errors import UsageError
from mobsim.experiment.workers import STARTS, LocalCrew

PATIENCE = 15.0
PIPE = 4_000_000
"""Bytes that no pipe takes at once."""


class DiesAtItsStart:
    """Something to share that kills the first processes that are given it, each before it can do anything."""

    def __init__(self, folder: Path, times: int):
        self.folder, self.times = folder, times

    def __setstate__(self, state):
        self.__dict__.update(state)
        started = len(list(self.folder.iterdir()))
        (self.folder / str(started)).touch()
        if started < self.times:
            os.kill(os.getpid(), signal.SIGKILL)


def answer(shared):
    return "here"


def die(shared):
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_it_is_sent(shared):
    """Return what is sent by halves, the second never."""

    def send(connection, buffer):
        os.write(connection.fileno(), memoryview(buffer)[: len(buffer) // 2][:4096])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = send
    return bytes(PIPE)


def test_a_worker_that_dies_at_its_start_again_and_again_is_started_again(tmp_path):
    crew = LocalCrew(1, DiesAtItsStart(tmp_path, STARTS))
    try:
        assert crew.joined()[0].submit(answer).result(PATIENCE) == "here"
    finally:
        crew.stop()
    assert len(list(tmp_path.iterdir())) == STARTS + 1


def test_a_worker_that_never_starts_is_given_up(tmp_path):
    with pytest.raises(UsageError, match="workers = 2: worker processes cannot be started"):
        LocalCrew(2, DiesAtItsStart(tmp_path, 10_000))
    assert STARTS < len(list(tmp_path.iterdir())) <= STARTS + 2


def test_one_that_dies_at_work_and_then_while_it_is_started_again_goes_on(tmp_path):
    crew = LocalCrew(1, DiesAtItsStart(tmp_path, 0))
    (worker,) = crew.joined()
    try:
        with pytest.raises(BrokenExecutor):
            worker.submit(die).result(PATIENCE)
        worker._given.times = 1 + 3
        assert worker.renew()
        assert worker.submit(answer).result(PATIENCE) == "here"
    finally:
        crew.stop()
    assert len(list(tmp_path.iterdir())) == 1 + 4


def test_a_result_that_breaks_off_while_it_is_sent_is_not_waited_for(tmp_path):
    crew = LocalCrew(1, tmp_path)
    (worker,) = crew.joined()
    try:
        with pytest.raises(BrokenExecutor):
            worker.submit(die_while_it_is_sent).result(PATIENCE)
        assert worker.renew()
        assert worker.submit(answer).result(PATIENCE) == "here"
    finally:
        crew.stop()
