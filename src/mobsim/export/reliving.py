"""Whether the runs of a results folder can be had again from the folder alone, and by which commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mobsim.errors import MobsimError
from mobsim.export.private import without_folders
from mobsim.export.source import Source
from mobsim.store.manifest import differences

if TYPE_CHECKING:
    from mobsim.experiment.holding import Declaration

RESULTS = "results"
"""Where the results folder lies in an archive."""


@dataclass(frozen=True)
class Reliving:
    """By which command one run is had again, by which all are; or why they are not, where ``why_not`` says something.

    ``N`` stands for the number of a run.
    """

    one: Sequence[str] = ()
    all: Sequence[str] = ()
    why_not: str = ""


COMMANDS = {
    "sweep": Reliving(("mobsim", "sweep", RESULTS, "--replay", "N"), ("mobsim", "sweep", "FILE", "--out", "again")),
    "compare": Reliving(("mobsim", "compare", RESULTS, "--replay", "N")),
    "run": Reliving(("mobsim", "run", RESULTS)),
    "trial": Reliving((), ("mobsim", "sweep", "FILE", "--out", "again")),
}


def reliving_of(source: Source) -> Reliving:
    """Read the inputs that lie in a folder, and say whether they are those that its rows come from."""
    try:
        declared = declared_in(source)
    except MobsimError as error:
        return Reliving(why_not=without_folders(str(error)))
    here = declared.manifest()
    if here["inputs_hash"] != source.manifest["inputs_hash"]:
        # Only what the inputs say: another version or machine is told when a run is repeated there.
        there = {**source.manifest, **{key: here[key] for key in ("model_hash", "computing")}}
        return Reliving(why_not=without_folders("; ".join(differences(there, here))))
    known = COMMANDS[source.kind]
    file = f"{RESULTS}/{source.experiment.get('file', '')}"
    return Reliving(known.one, [file if word == "FILE" else word for word in known.all])


def declared_in(source: Source) -> "Declaration":
    """Declare the study of a folder from the inputs that lie in it."""
    if source.kind == "compare":
        from mobsim.experiment.compare import comparison_in, declare

        return declare(*comparison_in(source.folder))
    if source.kind == "run":
        from mobsim.experiment.single import declare as declare_run
        from mobsim.experiment.single import run_in

        return declare_run(run_in(source.folder))
    from mobsim.experiment.sweep.copies import experiment_in

    file = experiment_in(source.folder)
    if source.kind == "trial":
        from mobsim.experiment.trial.run import declare as declare_trials
        from mobsim.scenario.trial import load_trial

        return declare_trials([load_trial(file)])
    from mobsim.experiment.sweep.reading import read_experiment
    from mobsim.experiment.sweep.running import declare as declare_sweep

    return declare_sweep(read_experiment(file))
