"""Hold a study: open its folder, do the runs that its plan asks for until they are enough, and fold them.

Every command that makes many runs is a declaration held here: a comparison, a sweep, a trial, a validation, a fit.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mobsim.errors import MobsimError
from mobsim.experiment.engine import Engine, Progress, choose_workers
from mobsim.experiment.plan import Plan
from mobsim.experiment.stopping import Until
from mobsim.experiment.tasks import Study
from mobsim.measures import OUTCOMES, Outcome
from mobsim.store import PlannedRun, ResultsFolder, RunRecord, new_manifest
from mobsim.store.meanings import FILE as MEANINGS
from mobsim.store.meanings import as_plain, meanings_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Declaration:
    """A study as it is held: how its runs are done, and what its folder says of them.

    Parameters
    ----------
    study
        How a run is done.
    kind
        What the runs are for: "compare", "sweep", ...
    inputs
        All that decides their rows except seeds; a folder of other inputs is refused.
    summary
        What readers should know of the scenario; plain data.
    beside
        Plain data that lie beside the tables from the start, by file name.
    outcomes
        The meaning of the tables' columns.
    model_hash
        Hash of the code that decides the rows; of all that could change a run, where left out.
    copies
        Files that lie in the folder from the start, or their text, by their paths in it.
    """

    study: Study
    kind: str
    inputs: Mapping[str, Any]
    summary: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=lambda: OUTCOMES)
    model_hash: str | None = None
    copies: Mapping[str, Path | str] = field(default_factory=dict)

    def manifest(self) -> dict[str, Any]:
        """Describe the results that are to be made, to find a folder that they may go on in."""
        return new_manifest(self.kind, self.inputs, self.model_hash)


@dataclass(frozen=True)
class Means:
    """What a study is held with.

    Parameters
    ----------
    workers
        Processes at work; one a core where left out.
    progress
        Called with the standing as runs finish.
    cluster
        Address of a Dask scheduler, or its scheduler file, whose workers are used instead.
    longest
        Seconds that a run may take; one that takes longer twice is ended and recorded as failed.
    """

    workers: int | None = None
    progress: Progress | None = None
    cluster: str | None = None
    longest: float | None = None

    def __post_init__(self) -> None:
        choose_workers(self.workers)

    def engine(self, study: Study) -> Engine:
        """Make the engine that does the runs."""
        return Engine(study, choose_workers(self.workers), cluster=self.cluster, longest=self.longest)


class Held:
    """A study with its folder open: runs are added and read, tables are folded, and plain data is written beside them."""

    def __init__(self, declared: Declaration, folder: ResultsFolder, means: Means) -> None:
        self.declared, self.folder = declared, folder
        self._progress, self._engine = means.progress, means.engine(declared.study)

    @property
    def engine_seconds(self) -> float:
        """Seconds that workers have spent in the study itself, summed over workers."""
        return self._engine.engine_seconds

    def do(self, runs: Sequence[PlannedRun], *, together: bool = False) -> None:
        """Do those runs that are not there yet, and keep them as they come, or ``together`` as one part of the folder."""
        done = self.folder.finished()
        missing = [run for run in runs if run.run_id not in done]
        if not together:
            self._engine.run(missing, self.folder.keep, self._progress)
            return
        records: list[RunRecord] = []
        try:
            self._engine.run(missing, records.extend, self._progress)
        finally:
            self.folder.keep(records)

    def run(self, plan: Plan, until: Until) -> None:
        """Run a plan until there is enough, from wherever it was stopped, and fold what there is."""
        there = plan.replicates_in(self.folder.finished())
        run, wanted = 0, until.first(there)
        while wanted > run:
            self.do(plan.runs(run, wanted))
            run = wanted
            wanted = until.then(plan, run, lambda: self.read("runs"))
        self.rest()
        self.complete(plan.seeds(max(there, run)))

    def complete(self, seeds: Sequence[int]) -> None:
        """Fold the runs into one file a table, and mark the folder as complete."""
        self.folder.complete(seeds, self.declared.outcomes)

    def read(self, name: str) -> "pd.DataFrame":
        """Read a table; empty if there is none of that name."""
        return self.folder.read(name)

    def first_failure(self) -> Mapping[str, Any]:
        """Return the row of the first run that failed."""
        return self.read("failures").iloc[0].to_dict()

    def refuse_without_runs(self, what: str) -> None:
        """Raise a MobsimError that tells the first failure, where no run finished."""
        if self.read("runs").empty:
            message = self.first_failure()["message"]
            raise MobsimError(f"no run of {what} finished; the first that failed reports {message}")

    def rest(self) -> None:
        """End the workers: nothing more is run, or a while passes until it is."""
        self._engine.close()


@contextmanager
def hold(
    declared: Declaration, plan: Plan, until: Until, out: Path | None, means: Means | None = None
) -> Generator[Held]:
    """Run a study into a results folder until it is known well enough.

    Parameters
    ----------
    declared
        The study, and what its folder says of it.
    plan
        What is run in each replicate.
    until
        How many replicates are enough.
    out
        Results folder to make or to go on with; one that is gone in the end where left out.
    means
        With how many workers.

    Yields
    ------
    Held
        The study with all its runs, folded; leaving it closes the folder.

    Raises
    ------
    UsageError
        If the folder does not fit; it is left untouched.
    """
    with opened(declared, out, means) as held:
        held.run(plan, until)
        yield held


@contextmanager
def opened(declared: Declaration, out: Path | None, means: Means | None = None) -> Generator[Held]:
    """Open the folder of a study whose runs depend on what earlier ones gave; see :func:`hold` for the others."""
    with (
        somewhere(out) as path,
        ResultsFolder.open(path, declared.kind, declared.inputs, declared.summary, declared.model_hash) as folder,
    ):
        for name, content in {**declared.beside, MEANINGS: as_plain(meanings_of(declared.outcomes))}.items():
            folder.write_json(name, content)
        for name, source in declared.copies.items():
            if isinstance(source, str):
                folder.keep_text(name, source)
            else:
                folder.keep_file(name, source)
        held = Held(declared, folder, Means() if means is None else means)
        try:
            yield held
        finally:
            held.rest()


@contextmanager
def somewhere(out: Path | None) -> Generator[Path]:
    """Give a place to write to: the user's, or one that is gone in the end."""
    if out is not None:
        yield Path(out)
        return
    with TemporaryDirectory(prefix="mobsim-") as path:
        yield Path(path)
