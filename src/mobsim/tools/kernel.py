"""Compile the inner loops: the one place that names numba.

A kernel takes arrays and numbers and knows no file, clock or object. It is compiled once per machine and kept on disk.
Numba's own disk cache looks only at the file that defines a kernel, and so misses an edit to a kernel it calls from
another file. The folder of the cache therefore carries a hash of everything that the machine code depends on.
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np

_Function = TypeVar("_Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parents[1]
COMPILED = os.environ.get("MOBSIM_NO_JIT", "") in ("", "0")
DAYS_KEPT = 30
WITHOUT_KERNELS = frozenset(
    {"cli", "report", "experiment", "store", "web", "views", "mobilization", "calibration", "validation", "analysis"}
)
_FOLDER_NAME = re.compile(r"kernels-[0-9a-f]{20}")

if COMPILED:
    import numba
    from llvmlite.binding import get_host_cpu_name
    from numba import prange
    from numba.extending import register_jitable
else:
    prange = range

__all__ = ["COMPILED", "cache_folder", "kernel", "prange"]


@overload
def kernel(function: _Function) -> _Function: ...


@overload
def kernel(
    *,
    parallel: bool = False,
    allocates: bool = False,
    inner: bool = False,
    plain: bool = False,
    signature: str | None = None,
) -> Callable[[_Function], _Function]: ...


def kernel(
    function: Callable[..., Any] | None = None,
    *,
    parallel: bool = False,
    allocates: bool = False,
    inner: bool = False,
    plain: bool = False,
    signature: str | None = None,
) -> Any:
    """Compile a function over arrays and numbers to machine code, when it is first called.

    Kernels release the interpreter's lock, divide as NumPy does, and keep the order of floating-point operations, so
    that the same input gives the same bytes on any number of threads. With ``MOBSIM_NO_JIT=1`` in the environment they
    stay plain Python, for a debugger.

    Parameters
    ----------
    function : callable
        What to compile. Kernels it calls are inlined by the compiler where that pays.
    parallel : bool
        Spread ``prange`` loops over threads. Only for loops whose rows are each computed on their own.
    allocates : bool
        The kernel makes arrays of its own. Others count no references to arrays, whose callers hold them: counting
        took a third of the time of the rules.
    inner : bool
        Only kernels call it, as they do every kernel whose name begins with an underscore: without a way in from Python
        the first start of a machine is a fifth shorter. Python cannot call it, unless uncompiled.
    plain : bool
        Only kernels call it compiled; from Python it is called as it stands, on a row, on numbers or on a whole table.
        For a small fact that both need.
    signature : str, optional
        The one combination of types to compile for, at once; what is given is converted. For a small kernel that many
        others call with this or that kind of whole number: each would be compiled anew.
    """
    if plain:
        return _compile_in_kernels(function) if function is not None else _compile_in_kernels
    if function is None:
        return lambda given: _compile(given, parallel, allocates, inner, signature)
    return _compile(function, parallel, allocates, inner, signature)


def _compile(function: Any, parallel: bool, allocates: bool, inner: bool, signature: str | None) -> Callable[..., Any]:
    if not COMPILED:
        # Compiled integers wrap silently; NumPy's scalars would warn.
        return np.errstate(over="ignore", divide="ignore", invalid="ignore")(function)
    options: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": False, "error_model": "numpy"}
    options |= {"parallel": parallel, "_nrt": allocates or parallel}
    options |= {"no_cfunc_wrapper": True, "no_cpython_wrapper": inner or function.__name__.startswith("_")}
    jit = numba.njit(signature, **options)
    # Numba chooses the folder here, at decoration; other users of numba in this process keep theirs.
    settings: Any = numba.config
    others, settings.CACHE_DIR = settings.CACHE_DIR, str(cache_folder())
    try:
        return jit(function)
    finally:
        settings.CACHE_DIR = others


def _compile_in_kernels(function: Any) -> Callable[..., Any]:
    if not COMPILED:
        return function
    # On disk it lies within the kernels that call it, not by itself.
    return register_jitable(fastmath=False, error_model="numpy", _nrt=False)(function)


@cache
def cache_folder() -> Path:
    """Return the folder of this version's machine code, made if need be; older unused ones are removed.

    It lies in ``NUMBA_CACHE_DIR`` if the user set one, else in ``$XDG_CACHE_HOME/mobsim`` or ``~/.cache/mobsim``, else
    in the system's folder for temporary files.
    """
    name = f"kernels-{fingerprint()}"
    for parent in _parents():
        folder = parent / name
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.utime(folder)
        except OSError:
            continue
        if os.access(folder, os.W_OK | os.X_OK) and _is_ours(folder):
            remove_stale(parent, keep=name)
            return folder
    return Path(tempfile.mkdtemp(prefix="mobsim-"))


def fingerprint(package: Path = PACKAGE) -> str:
    """Hash the sources that kernels may depend on with the compiler's version, NumPy's version and the kind of processor."""
    digest = hashlib.blake2b(digest_size=10)
    for path in sorted(_sources(str(package))):
        digest.update(path[len(str(package)) :].encode())
        with open(path, "rb", buffering=0) as source:  # noqa: PTH123  (twice as fast as Path.read_bytes here)
            digest.update(hashlib.blake2b(source.read()).digest())
    compiler = (numba.__version__, get_host_cpu_name()) if COMPILED else ()
    digest.update(repr((np.__version__, *compiler)).encode())
    return digest.hexdigest()


def remove_stale(parent: Path, keep: str, days: float = DAYS_KEPT) -> None:
    """Remove cache folders beside ``keep`` that nobody used for some days; a folder in use is touched at each start."""
    oldest = time.time() - days * 86_400
    for folder in parent.glob("kernels-*"):
        if folder.name != keep and _FOLDER_NAME.fullmatch(folder.name) and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _sources(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found.append(entry.path)
            elif entry.is_dir() and entry.name not in WITHOUT_KERNELS and not entry.name.startswith("_"):
                found.extend(_sources(entry.path))
    return found


def _parents() -> list[Path]:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    shared = Path(tempfile.gettempdir()) / f"mobsim-{owner}"
    own = Path(home).expanduser() / "mobsim"
    return [Path(chosen), own, shared] if chosen else [own, shared]


def _is_ours(folder: Path) -> bool:
    # Cached machine code is run as it is found: never from a folder that somebody else made.
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
