"""Read the results folder that is to be exported: whole, finished, and of a kind that an archive can tell of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError
from mobsim.export.private import cleaned_command
from mobsim.store import read_json, read_manifest, refuse_damage
from mobsim.store.manifest import FOR_RESUMING, NAME, require
from mobsim.store.meanings import Meaning, read_meanings

KINDS = ("run", "compare", "sweep", "trial")


@dataclass(frozen=True)
class Source:
    """A results folder, and what it says of itself.

    ``experiment`` and ``asked`` are empty where the folder has none.
    """

    folder: Path
    manifest: dict[str, Any]
    meanings: dict[str, Meaning]
    experiment: dict[str, Any]
    asked: dict[str, Any]

    @property
    def kind(self) -> str:
        """What its runs are for: run, compare, sweep or trial."""
        return self.manifest["kind"]

    @property
    def summary(self) -> Mapping[str, Any]:
        """What the manifest tells readers of the scenario."""
        return self.manifest.get("scenario") or {}

    @property
    def inputs(self) -> Mapping[str, Any]:
        """All that decides the rows, as plain data."""
        return self.manifest["inputs"]

    @property
    def town(self) -> Mapping[str, Any]:
        """The scenario with all that was read, as plain data."""
        return self.inputs["scenario"]

    @property
    def name(self) -> str:
        """What the study is called: by its experiment, or its scenario."""
        return str(self.experiment.get("name") or self.summary.get("name") or self.kind)

    @property
    def title(self) -> str:
        """The title of the experiment, or of the scenario with what was done in it."""
        told = self.experiment.get("title") or next((each["title"] for each in self.experiment.get("trials", ())), None)
        town = str(self.summary.get("title") or self.summary.get("name"))
        what = {"run": "one run", "compare": "strategies compared"}.get(self.kind, self.kind)
        return str(told) if told else f"{town}: {what}"

    @property
    def about(self) -> str:
        """What the study is about, in one paragraph; empty where nobody has said."""
        told = [self.experiment.get("about"), *(each["about"] for each in self.experiment.get("trials", ()))]
        return " ".join(" ".join(str(each).split()) for each in told if each)

    @property
    def tables(self) -> list[str]:
        """Names of its tables; a list of failures without any is none."""
        return sorted(file.removesuffix(".parquet") for file in self.manifest["files"] if file.endswith(".parquet"))

    @cached_property
    def commands(self) -> list[list[str]]:
        """The commands that wrote it, in order, each once, without what tells of the machine."""
        given = [cleaned_command(session["command"]) for session in self.manifest["sessions"]]
        return [words for place, words in enumerate(given) if words not in given[:place]]

    @property
    def date(self) -> str:
        """The day on which its last run was finished."""
        last = self.manifest["sessions"][-1]
        return str(last.get("ended") or last["started"])[:10]


def read_source(folder: Path) -> Source:
    """Read a results folder that is to be exported.

    Raises
    ------
    MobsimError
        If it is damaged, not finished, or of a kind that is not exported.
    """
    manifest = read_manifest(folder)
    if manifest["kind"] not in KINDS:
        remedy = f"name a folder of mobsim {', '.join(KINDS[:-1])}, or of a trial"
        raise UsageError(
            f"holds the results of mobsim {manifest['kind']}, which are not exported", file=folder, remedy=remedy
        )
    require(manifest, FOR_RESUMING, folder / NAME)
    if manifest["state"] != "complete":
        remedy = "give the command that wrote it again; it goes on where it was"
        raise UsageError(f"is not finished ({manifest['state']})", file=folder, remedy=remedy)
    refuse_damage(folder)
    missing = next((name for name in manifest["files"] if not (folder / name).is_file()), None)
    if missing is not None:
        remedy = "take the folder from a copy, or give the command that wrote it again"
        raise UsageError("is missing", file=folder / missing, remedy=remedy)
    experiment, asked = (read_json(folder / name) or {} for name in ("experiment.json", "asked.json"))
    return Source(folder, manifest, read_meanings(folder), experiment, asked)
