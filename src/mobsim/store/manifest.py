"""The manifest: what a results folder's rows come from, and whether new rows belong with them."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mobsim
from mobsim.errors import DataError
from mobsim.store.atomic import write_json
from mobsim.store.checksums import is_intact, sealed
from mobsim.store.provenance import (
    describe_computing,
    describe_platform,
    hash_inputs,
    hash_sources,
    package_versions,
    resolve,
)

NAME = "manifest.json"
FORMAT = "mobsim results"
SCHEMA = 1
SHOWN = 5
REMEDY = "take the folder from a copy, or give the command that wrote it with another folder for --out"
FOR_READERS: dict[str, type] = {"kind": str, "state": str}
FOR_RESUMING: dict[str, type] = {
    "mobsim": str, "model_hash": str, "inputs_hash": str, "inputs": dict, "computing": dict, "sessions": list, "files": dict,
}  # fmt: skip
"""What a manifest must hold, and of which kind, for readers and beyond that for whoever resumes."""


def new_manifest(kind: str, inputs: Mapping[str, Any], model_hash: str | None = None) -> dict[str, Any]:
    """Describe results that are about to be made, of ``kind`` such as "compare", from ``inputs``.

    ``model_hash`` stands for the code that decides the rows, where that is less than all that could change a run.
    """
    plain = resolve(inputs)
    return {
        "format": FORMAT,
        "schema": SCHEMA,
        "kind": kind,
        "state": "running",
        "mobsim": mobsim.__version__,
        "source_hash": hash_sources(),
        "model_hash": model_hash or hash_sources(model_only=True),
        "packages": package_versions(),
        "computing": describe_computing(),
        "platform": describe_platform(),
        "inputs_hash": hash_inputs(plain),
        "inputs": plain,
        "seeds": [],
        "sessions": [],
        "files": {},
    }


def new_session() -> dict[str, Any]:
    """Note the command that is at work on a folder, and when it began (UTC)."""
    return {"command": [_called(sys.argv[0]), *sys.argv[1:]], "started": now(), "ended": None, "state": "running"}


def _called(program: str) -> str:
    """Return what a program is called by; where a module lies does not belong into results that go from hand to hand."""
    path = Path(program)
    return f"python -m {path.parent.parent.name}.{path.parent.name}" if path.name == "__main__.py" else program


def now() -> str:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def is_results_folder(folder: Path) -> bool:
    """Whether a folder is one that mobsim has written results to, whatever they are."""
    try:
        return (folder / NAME).is_file()
    except (OSError, ValueError):  # no path at all
        return False


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a results folder.

    Raises
    ------
    DataError
        If the folder holds none, or one that is damaged or that this version cannot read.
    """
    path = folder / NAME
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            "not a results folder: it has no manifest.json", file=folder, remedy="name a folder that mobsim wrote"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"is damaged ({error})", file=path, remedy=REMEDY) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DataError("is not a manifest of mobsim", file=path, remedy="name a folder that mobsim wrote")
    if manifest.get("schema") != SCHEMA:
        raise DataError(
            "was written by another version of mobsim", file=path, field="schema", value=manifest.get("schema")
        )
    if not is_intact(manifest):
        raise DataError("is damaged: it is not as it was written", file=path, remedy=REMEDY)
    require(manifest, FOR_READERS, path)
    return manifest


def require(manifest: Mapping[str, Any], wanted: Mapping[str, type], path: Path) -> None:
    """Raise a DataError for the first thing that a manifest lacks or that is of the wrong kind."""
    for name, kind in wanted.items():
        if name not in manifest:
            raise DataError("is missing", file=path, field=name, remedy=REMEDY)
        if not isinstance(manifest[name], kind):
            raise DataError("is of the wrong kind", file=path, field=name, value=manifest[name], remedy=REMEDY)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest with its own checksum, whole or not at all."""
    write_json(folder / NAME, sealed(manifest))


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Say what keeps the rows of two manifests apart; empty when they belong together."""
    if there["kind"] != here["kind"]:
        return [f"it holds the results of mobsim {there['kind']}, not of mobsim {here['kind']}"]
    found = []
    if there["model_hash"] != here["model_hash"]:
        found.append(
            f"it was made by mobsim {there['mobsim']} with other program code "
            f"({there['model_hash'][:8]}; this is {here['mobsim']}, {here['model_hash'][:8]})"
        )
    if there["inputs_hash"] != here["inputs_hash"]:
        inputs = list(_differing(there["inputs"], here["inputs"], ""))
        more = [f"{len(inputs) - SHOWN} more"] if len(inputs) > SHOWN else []
        found.extend([*inputs[:SHOWN], *more])
    found.extend(compare_computing(there["computing"], here["computing"]))
    return found


def compare_computing(there: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """Say which parts of the machinery differ (see :func:`mobsim.store.provenance.describe_computing`)."""
    return [
        f"{name} is {there.get(name, 'not known')} there and {here.get(name, 'not known')} here"
        for name in sorted({*there, *here})
        if there.get(name) != here.get(name)
    ]


def _differing(there: Any, here: Any, path: str) -> Iterator[str]:
    if isinstance(there, dict) and isinstance(here, dict):
        for key in sorted({*there, *here}):
            inner = f"{path}.{key}" if path else key
            if key not in there or key not in here:
                yield f"{inner} is only {'here' if key in here else 'there'}"
            else:
                yield from _differing(there[key], here[key], inner)
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        for place, (old, new) in enumerate(zip(there, here, strict=True)):
            yield from _differing(old, new, f"{path}[{place}]")
    elif there != here:
        yield f"{path} is {_shorten(there)} there and {_shorten(here)} here"


def _shorten(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
