"""Run the command line in processes of its own, with the streams, limits and mounts that a test wants."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import mobsim

SOURCES = str(Path(mobsim.__file__).parents[1])


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which the package is found and leaves no bytecode, half-written perhaps, behind."""
    return os.environ | {"PYTHONPATH": SOURCES, "PYTHONDONTWRITEBYTECODE": "1"} | more


def command(*words: object) -> str:
    """Return the command line for a shell."""
    return shlex.join([sys.executable, "-m", "mobsim", *map(str, words)])


def call(*words: object, redirect: str = "", before: str = "", cwd: Path | None = None, **settings: str):
    """Run a command through a shell, which may redirect streams and set limits before."""
    return subprocess.run(
        ["sh", "-c", f"{before} exec {command(*words)} {redirect}"],
        env=environment(**settings), cwd=cwd, capture_output=True, check=False, timeout=600,
    )  # fmt: skip


def call_mounted(mount: str, *words: object, **how):
    """Run a command after a mount of its own, which nobody else sees; skipped where the system does not permit it."""
    if not can_mount():
        pytest.skip("this system permits no mounts of one's own")
    inner = f"{mount} && exec {command(*words)}"
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", inner], env=environment(), capture_output=True, check=False, timeout=600, **how
    )


@cache
def can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def start(*words: object, cwd: Path, **settings: str) -> subprocess.Popen:
    """Start a command that interrupts reach, in a group of its own, as a shell would."""
    return subprocess.Popen(
        [sys.executable, "-m", "mobsim", *map(str, words)],
        env=environment(**settings), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def lines(output: bytes) -> list[str]:
    return output.decode("utf-8", "replace").splitlines()
