"""Compile the inner loops: the one place that names numba.

A kernel takes arrays and numbers and knows no file, clock or object. It is compiled once per machine and kept on disk.
Numba's own disk cache looks only at the file that defines a kernel, and so misses an edit to a kernel it calls from
another file. The folder of the cache therefore carries a hash of everything that the machine code depends on. What
cannot be kept, or read again, is compiled: that costs time, and nothing else.
"""

import hashlib
import inspect
import logging
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np

from mobsim.tools.bundle import Bundle
from mobsim.tools.compiling import compiling
from mobsim.tools.private_folder import PrivateFolder, find_private_folder

_Function = TypeVar("_Function", bound=Callable[..., Any])

PACKAGE = Path(__file__).resolve().parents[1]
COMPILED = all(os.environ.get(name, "") in ("", "0") for name in ("MOBSIM_NO_JIT", "NUMBA_DISABLE_JIT"))
LOG = logging.getLogger("mobsim")
WITHOUT_KERNELS = frozenset(
    {
        "cli",
        "report",
        "experiment",
        "extensions",
        "store",
        "testing",
        "web",
        "screen",
        "views",
        "mobilization",
        "calibration",
        "validation",
        "analysis",
        "intake",
    }
)

if COMPILED:
    import numba
    from llvmlite.binding import get_host_cpu_name
    from numba import prange, types
    from numba.core.caching import FunctionCache
    from numba.core.typing.templates import infer_global

    from mobsim.tools.bundle_types import handle_of
    from mobsim.tools.linking import InnerCompiler, OuterCompiler, take_whole_numbers_alike
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
    inline: bool = False,
    plain: bool = False,
    signature: str | None = None,
) -> Callable[[_Function], _Function]: ...


def kernel(
    function: Any = None,
    *,
    parallel: bool = False,
    allocates: bool = False,
    inner: bool = False,
    inline: bool = False,
    plain: bool = False,
    signature: str | None = None,
) -> Any:
    """Compile a function over arrays and numbers to machine code, when it is first called.

    Kernels release the interpreter's lock, divide as NumPy does, and keep the order of floating-point operations, so
    that the same input gives the same bytes on any number of threads. With ``MOBSIM_NO_JIT=1`` in the environment, or
    numba's own ``NUMBA_DISABLE_JIT=1``, they stay plain Python, for a debugger.

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
    inline : bool
        Only one kernel calls it, and it is compiled as a part of that one, which is quicker where it calls many others.
    plain : bool
        Only kernels call it compiled; from Python it is called as it stands, on a row, on numbers or on a whole table.
        For a small fact that both need.
    signature : str, optional
        The one combination of types to compile for, at once; what is given is converted. For a small kernel that many
        others call with this or that kind of whole number: each would be compiled anew.
    """
    given = {"parallel": parallel, "allocates": allocates, "within": inner or inline, "inline": inline, "plain": plain}
    if function is None:
        return lambda function: _compile(function, **given, signature=signature)
    return _compile(function, **given, signature=signature)


def _compile(
    function: Any, *, parallel: bool, allocates: bool, within: bool, inline: bool, plain: bool, signature: str | None
) -> Any:
    if not COMPILED:
        # Compiled integers wrap silently; NumPy's scalars would warn.
        return np.errstate(over="ignore", divide="ignore", invalid="ignore")(function)
    compiling.declare()
    options: dict[str, Any] = {"fastmath": False, "error_model": "numpy", "parallel": parallel, "nogil": True}
    options |= {"_nrt": allocates or parallel, "inline": "always" if inline else "never", "no_cfunc_wrapper": True}
    if signature is not None:
        return _compile_at_once(function, signature, options)
    for_kernels = numba.njit(**options, no_cpython_wrapper=True, pipeline_class=InnerCompiler)(function)
    take_whole_numbers_alike(for_kernels)
    if plain:
        return _stands_for(function, for_kernels)
    if within or function.__name__.startswith("_"):
        return for_kernels
    compiled: Any = numba.njit(**options, pipeline_class=OuterCompiler)(function)
    _keep_on_disk(compiled)
    # What kernels ask of it, the one for kernels answers: it is compiled with those that call it, not for itself.
    compiled.get_call_template, compiled.get_overload = for_kernels.get_call_template, for_kernels.get_overload
    return _stands_for(_launcher(compiled), compiled) if _takes_bundle_first(function) else compiled


def _stands_for(function: Any, compiled: Any) -> Any:
    """Let kernels that name a function call a compiled one."""
    infer_global(function, types.Dispatcher(compiled))
    function.compiled = compiled  # the compiler refers to it weakly
    return function


def _takes_bundle_first(function: Any) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and isinstance(first.annotation, type) and issubclass(first.annotation, Bundle)


def _launcher(compiled: Any) -> Any:
    """Return what Python calls in place of a kernel that takes a bundle first: the handle is handed over (see there)."""

    @wraps(compiled.py_func)
    def launch(bundle: Any, *others: Any, **named: Any) -> Any:
        return compiled(handle_of(bundle), *others, **named)

    return launch


def _compile_at_once(function: Any, signature: str, options: dict[str, Any]) -> Any:
    compiled = numba.njit(**options, pipeline_class=OuterCompiler)(function)
    _keep_on_disk(compiled)
    compiled.compile(signature)
    compiled.disable_compile()
    return compiled


def _keep_on_disk(compiled: Any) -> None:
    folder = cache_folder().path
    if folder is None:
        return
    settings: Any = numba.config
    # Numba chooses the folder when a cache is made; other users of numba in this process keep theirs.
    others, settings.CACHE_DIR = settings.CACHE_DIR, str(folder)
    try:
        cache = FunctionCache(compiled.py_func)
    except (OSError, RuntimeError) as error:
        report_not_kept(error)
        return
    finally:
        settings.CACHE_DIR = others
    # Where the folder cannot be written numba takes another, which says nothing of the other sources.
    if Path(cache.cache_path).is_relative_to(folder):
        compiled._cache = ForgivingCache(cache)
    else:
        report_not_kept(OSError("the folder cannot be written"))


class ForgivingCache:
    """Numba's cache of one kernel: what cannot be read or kept is compiled again, and stops nobody."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return the machine code for a signature, or None if it is not there or cannot be read."""
        try:
            return self._cache.load_overload(signature, target)
        except Exception:  # cut short or overwritten, it may raise anything
            with suppress(OSError):
                self._cache.flush()
            return None

    def save_overload(self, signature: Any, code: Any) -> None:
        """Keep the machine code for a signature."""
        try:
            self._cache.save_overload(signature, code)
        except OSError as error:
            report_not_kept(error)


@cache
def _report_once(text: str) -> None:
    LOG.warning("mobsim: %s", text)


def report_not_kept(error: Exception) -> None:
    """Warn, once, that the machine code cannot be kept; workers are silent, for there are many."""
    if multiprocessing.parent_process() is None:
        reason = getattr(error, "strerror", None) or error
        _report_once(f"compiled code cannot be kept in {cache_folder().path} ({reason}); each start compiles again")


@cache
def cache_folder() -> PrivateFolder:
    """Return the folder of this version's machine code (see :mod:`mobsim.tools.private_folder`)."""
    return find_private_folder(f"kernels-{fingerprint()}")


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


def _sources(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                found.append(entry.path)
            elif entry.is_dir() and entry.name not in WITHOUT_KERNELS and not entry.name.startswith("_"):
                found.extend(_sources(entry.path))
    return found
