"""A package of the same name with the real kernel module, one kernel, and a caller outside of it, in a folder of its own."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numba

from mobsim.tools import bundle, bundle_types, compiling, interrupts, kernel, linking, passes, private_folder

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from mobsim.tools import kernel
from caller import answer
print(kernel.cache_folder().path, flush=True)
sys.stdin.readline()
print(answer(20), sum(answer.stats.cache_hits.values()))
"""
CALLER = """
from mobsim.tools.kernel import kernel
from mobsim.callee import step
@kernel
def answer(x):
    return step(x) + 1
"""
CALLEE = """
from mobsim.tools.kernel import kernel
@kernel
def step(x):
    return x * {factor}
"""


def lay_out(folder: Path) -> Path:
    package = folder / "mobsim"
    (package / "tools").mkdir(parents=True)
    for name in ("__init__.py", "tools/__init__.py"):
        (package / name).touch()
    for module in (bundle, bundle_types, compiling, interrupts, kernel, linking, passes, private_folder):
        source = Path(module.__file__)
        (package / "tools" / source.name).write_bytes(source.read_bytes())
    (package / "callee.py").write_text(CALLEE.format(factor=2))
    (folder / "caller.py").write_text(CALLER)
    return package


def start(package: Path, before: str = "", **environment: str) -> subprocess.Popen:
    """Start a process that imports the kernels, says where their machine code lies, and calls one when sent a line."""
    names = ("PATH", "HOME", "SYSTEMROOT", "LD_LIBRARY_PATH")
    clean = {name: os.environ[name] for name in names if name in os.environ}
    cache = {"XDG_CACHE_HOME": str(package.parent / "cache")}
    command = [sys.executable, "-c", before + PROGRAM, str(package.parent)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=clean | cache | environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=package.parent
    )


def answer(package: Path, before: str = "", **environment: str) -> tuple[int, Path, int]:
    """Run the package in a fresh process; return its answer, its cache folder and its cache hits."""
    value, folder, hits, _ = answer_and_words(package, before, **environment)
    return value, folder, hits


def answer_and_words(package: Path, before: str = "", **environment: str) -> tuple[int, Path, int, str]:
    """Run the package in a fresh process; return its answer, its cache folder, its cache hits, and what it warned of."""
    process = start(package, before, **environment)
    printed, warned = process.communicate("\n", timeout=120)
    assert process.returncode == 0, warned
    folder, value, hits = printed.split()
    return int(value), Path(folder), int(hits), warned


class Payload:
    """What makes a file when it is unpickled, wherever that happens."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return (open, (str(self.marker), "w"))


def plant(folder: Path, marker: Path) -> None:
    """Put a program of one's own into every index of a folder of machine code."""
    for index in folder.rglob("*.nbi"):
        index.write_bytes(pickle.dumps(numba.__version__) + pickle.dumps(Payload(marker)))
