"""Say where results come from: the code, the packages, the machine, and every input as plain data."""

import hashlib
import json
import math
import platform
import sys
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

import mobsim

PACKAGE = Path(mobsim.__file__).resolve().parent
PACKAGES = ("mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
COMPUTING = ("numba", "numpy")
"""Packages whose version may change the last bits of a run."""
FACES = frozenset(
    {"cli", "web", "screen", "report", "export", "validation", "calibration", "analysis", "testing", "_shipped"}
)
"""Parts of the package that show or use runs, and cannot change one."""
LONGEST_ARRAY = 2_000


@cache
def hash_sources(package: Path = PACKAGE, *, model_only: bool = False) -> str:
    """Hash the package's source files and names; ``model_only`` leaves out what cannot change a run."""
    digest = hashlib.sha256()
    for parts, source in _sources(package):
        if not (model_only and parts[0] in FACES):
            digest.update("/".join(parts).encode() + b"\0" + source)
    return digest.hexdigest()[:20]


@cache
def _sources(package: Path) -> list[tuple[tuple[str, ...], bytes]]:
    """Return the names of each source file and its hash: every run tells both hashes, of the model and of all."""
    return [
        (path.relative_to(package).parts, hashlib.sha256(path.read_bytes()).digest())
        for path in sorted(package.rglob("*.py"))
    ]


def package_versions(names: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Return the versions of the packages that a run depends on, or of those of these names that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def describe_computing() -> dict[str, str]:
    """Return what may change the last bits of a run beside its code: rows are mixed only where all of it is the same."""
    from mobsim.tools.kernel import COMPILED

    python, jit = "{}.{}".format(*sys.version_info[:2]), "on" if COMPILED else "off"
    return {"python": python, "jit": jit, **package_versions(COMPUTING)}


def describe_platform() -> dict[str, str]:
    """Return the interpreter, the system and the kind of processor."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
    }


def resolve(value: Any) -> Any:
    """Turn declared input into plain data: dictionaries, lists, text, numbers.

    Arrays of more than 2,000 numbers become their shape and hash, so that a manifest stays readable; paths are left
    out, because where a file lies does not change what it says.
    """
    if isinstance(value, np.ndarray):
        return _resolve_array(value)
    if isinstance(value, np.generic):
        return resolve(value.item())
    if isinstance(value, Enum):
        return resolve(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    return _resolve_collection(value)


def hash_inputs(plain: Any) -> str:
    """Hash plain data, whatever the order of its keys."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _resolve_collection(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _resolve_mapping(
            {field.name: getattr(value, field.name) for field in fields(value) if _is_told(value, field)}
        )
    if isinstance(value, Mapping):
        return _resolve_mapping(value)
    if hasattr(value, "_asdict"):
        return _resolve_mapping(value._asdict())
    if isinstance(value, (set, frozenset)):
        return sorted(resolve(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [resolve(item) for item in value]
    raise TypeError(f"cannot write {type(value).__name__} into a manifest")


def _is_told(value: Any, field: Field[Any]) -> bool:
    """Whether a field is told: one that is marked ``unless_default`` only where it departs from its default."""
    return not (field.metadata.get("unless_default") and getattr(value, field.name) == field.default)


def _resolve_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): resolve(item) for key, item in value.items() if not isinstance(item, Path)}


def _resolve_array(value: np.ndarray) -> Any:
    if value.size <= LONGEST_ARRAY:
        return resolve(value.tolist())
    digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()[:20]
    return {"shape": list(value.shape), "type": str(value.dtype), "hash": digest}
