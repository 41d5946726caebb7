"""Choose where a command writes when the user names no folder."""

import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.errors import DataError, MobsimError, UsageError

if TYPE_CHECKING:
    from mobsim.experiment.holding import Declaration

RESULTS = Path("results")


def choose_folder(out: Path | None, name: str, declared: "Declaration", within: str = "") -> Path:
    """Return the user's folder, or the first of ``results/name``, ``results/name-2``, ... that is free or fits.

    A folder that fits holds results of the same kind, code and inputs, and is gone on with. A folder that the user
    names is taken as it is, and refused later if it does not fit. ``within`` names the part of the folder in which the
    study lies, where the folder holds several.
    """
    if out is not None:
        return out
    from mobsim.store import check_folder

    wanted = declared.manifest()
    for number in count(1):
        folder = RESULTS / (name if number == 1 else f"{name}-{number}")
        try:
            check_folder(folder / within, wanted)
        except DataError as error:  # damaged, where another town or version is nothing to tell
            print(f"mobsim: left as it is: {error}", file=sys.stderr, flush=True)
        except MobsimError:
            continue
        else:
            return folder
    raise AssertionError("unreachable")


def refuse_beside(folder: Path, kind: str, given: Mapping[str, Any]) -> None:
    """Refuse a results folder of another kind in the place of a scenario, and options that it has answered already."""
    from mobsim.store import read_manifest

    there = read_manifest(folder)["kind"]
    if there != kind:
        remedy = "name a scenario, or a folder that this command wrote"
        raise UsageError(f"holds the results of mobsim {there}, not of mobsim {kind}", file=folder, remedy=remedy)
    for option, value in given.items():
        if value is not None:
            remedy = "leave it out, or name a scenario"
            raise UsageError("is settled by the results folder", field=option, value=value, remedy=remedy)
