"""Name a function so that every process finds it, and tell its source: ``package.module:name``.

Runs are done in processes and on machines of their own. What they call is therefore named, not sent: an object of a module
that can be imported there. Its source decides rows as inputs do, and stands in the identity of a results folder.
"""

import hashlib
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from mobsim.errors import UsageError

PACKAGE = "mobsim"
HASH = 12
IN_A_MODULE = "write it at the top of a module of its own, and import it from there"


def reference_of(thing: Any, field: str) -> str:
    """Return the reference of an object that can be imported.

    Raises
    ------
    UsageError
        If no other process could find it: a lambda, a function within a function, what a notebook or script defines.
    """
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        raise UsageError("is no function of a module", field=field, value=thing, remedy=IN_A_MODULE)
    if module == "__main__" or "<" in name:
        problem = "cannot be imported by other processes"
        raise UsageError(problem, field=field, value=f"{module}:{name}", remedy=IN_A_MODULE)
    reference = f"{module}:{name}"
    if load(reference, field) is not thing:
        problem = "is not what its module holds under that name"
        raise UsageError(problem, field=field, value=reference, remedy="import it anew, or give each a name of its own")
    return reference


def is_reference(text: str) -> bool:
    """Whether a text has the form of a reference, ``package.module:name``."""
    module, colon, name = text.partition(":")
    return bool(colon) and all(part.isidentifier() for part in (*module.split("."), *name.split(".")))


def load(reference: str, field: str = "") -> Any:
    """Import what a reference names.

    Raises
    ------
    UsageError
        If there is no such module, or no such name in it.
    """
    module, _, name = reference.partition(":")
    try:
        found: Any = import_module(module)
        for step in name.split("."):
            found = getattr(found, step)
    except ImportError as error:
        remedy = "install its package, or name its folder in PYTHONPATH"
        raise UsageError(f"cannot be imported ({error})", field=field, value=reference, remedy=remedy) from None
    except AttributeError:
        problem = f"is not in the module {module}"
        raise UsageError(problem, field=field, value=reference, remedy="check the name behind the colon") from None
    except Exception as error:
        problem = f"cannot be imported ({type(error).__name__}: {error})"
        raise UsageError(problem, field=field, value=reference, remedy="mend the module") from None
    return found


def identity_of_source(reference: str) -> str:
    """Return what tells the source of a referenced object: ``source 0123456789ab of package.module:name``."""
    return f"source {hash_source(reference)} of {reference}"


def hash_source(reference: str) -> str:
    """Hash all Python files of the package that an object comes from, or the file of its module where that stands alone.

    What it calls may lie in any file of its package; other packages and data files are not in the hash.
    """
    module = import_module(reference.partition(":")[0])
    digest = hashlib.sha256()
    for name, file in _files_of(module, reference):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:HASH]


def _files_of(module: ModuleType, reference: str) -> list[tuple[str, Path]]:
    """Return the files that are hashed, with their names within the package."""
    top = module.__name__.partition(".")[0]
    package = sys.modules.get(top)
    home = getattr(package, "__file__", None)
    if home is not None and hasattr(package, "__path__") and top != PACKAGE:
        folder = Path(home).parent
        return [(file.relative_to(folder).as_posix(), file) for file in sorted(folder.rglob("*.py"))]
    file = getattr(module, "__file__", None)
    if file is None or not file.endswith(".py"):
        raise UsageError("has no Python source that could be told", value=reference, remedy=IN_A_MODULE)
    return [(Path(file).name, Path(file))]
