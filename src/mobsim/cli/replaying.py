"""Repeat one run of a results folder or an experiment, and hold it against what the folder says of it."""

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from mobsim.errors import UsageError

if TYPE_CHECKING:
    from mobsim.experiment.holding import Declaration
    from mobsim.store import PlannedRun

Row = Mapping[str, Any]


class Kept(NamedTuple):
    """What a folder says of a run: its row, and in what the folder's code and machine differ from this one's."""

    folder: Path
    row: Row
    apart: list[str]


def replay(declared: "Declaration", planned: "PlannedRun", folder: Path | None) -> None:
    """Repeat a run of a study and print its row; compare it with that of a folder, and end with code 1 where they differ."""
    from mobsim.experiment.tasks import run_task

    kept = None if folder is None else find_kept(declared, planned.run_id, folder)
    point = ", ".join(f"{name} = {value}" for name, value in planned.factors.items())
    _report(f"Run {planned.run_id}: {point}; seed {planned.seed}")
    record = next(iter(run_task(declared.study, (planned,))))
    if record.failed:
        failure = record.tables["failures"].to_pylist()[0]
        _report(failure["traceback"].rstrip())
        raise typer.Exit(1)
    row = record.tables["runs"].to_pylist()[0]
    for name, value in row.items():
        print(f"{name} = {value}")
    if kept is None:
        _report("Not compared with any results; --out DIR names those to compare with.")
    else:
        _compare(row, kept)


def find_kept(declared: "Declaration", run_id: int, folder: Path) -> Kept:
    """Find the row of a run in a folder of the same study.

    Raises
    ------
    MobsimError
        If the folder is damaged, holds another study, or no such run.
    """
    from mobsim.store import read_manifest, read_table, refuse_damage
    from mobsim.store.manifest import FOR_RESUMING, NAME, differences, require

    there, here = read_manifest(folder), declared.manifest()
    require(there, FOR_RESUMING, folder / NAME)
    found = differences(there, here)
    if (there["kind"], there["inputs_hash"]) != (here["kind"], here["inputs_hash"]):
        raise UsageError(
            f"the folder holds other results: {'; '.join(found)}",
            file=folder,
            remedy="name the folder of these very inputs",
        )
    refuse_damage(folder)
    for table in ("runs", "failures"):
        rows = read_table(folder, table)
        own = rows[rows["run_id"] == run_id] if len(rows) else rows
        if len(own):
            return Kept(folder, own.iloc[0].to_dict(), found)
    raise UsageError(
        "holds no such run", file=folder, field="--replay", value=run_id, remedy="give its command again; it resumes"
    )


def differing(row: Row, kept: Row) -> list[str]:
    """Say which figures of two rows differ, to the last digit."""
    if "traceback" in kept:
        return [f"it failed there: {kept['message']}"]
    return [
        f"{name} is {kept.get(name, 'not there')} there and {row.get(name, 'not there')} here"
        for name in dict.fromkeys([*kept, *row])
        if not _same(kept.get(name), row.get(name))
    ]


def _same(one: Any, other: Any) -> bool:
    nothing = [value is None or (isinstance(value, float) and math.isnan(value)) for value in (one, other)]
    return all(nothing) or (not any(nothing) and one == other)


def _compare(row: Row, kept: Kept) -> None:
    found = differing(row, kept.row)
    if found:
        _report(f"It is not as {kept.folder} has it:", *(f"  {each}" for each in found))
        _report(
            *(f"  {each}" for each in kept.apart or ["code, inputs and machinery are the same: please report this"])
        )
        raise typer.Exit(1)
    _report(f"It is, to the last digit, as {kept.folder} has it.")


def _report(*lines: Any) -> None:
    print(*lines, file=sys.stderr, sep="\n", flush=True)
