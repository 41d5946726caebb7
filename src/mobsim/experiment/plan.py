"""The plan of a study: its points and their seeds, replicate by replicate, so that it grows without changing what it has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from mobsim.errors import UsageError
from mobsim.experiment.replicates import seed_of
from mobsim.store import PlannedRun

Point = Mapping[str, str | float | int]
DRAW = "draw"
"""What sets replicates apart under an ensemble: the number of their draw."""


@dataclass(frozen=True)
class Plan:
    """What is run in every replicate.

    Runs are numbered replicate by replicate, so that what is finished is balanced at any time, and later replicates change
    no number given before.

    Parameters
    ----------
    points
        What sets the runs of a replicate apart, in an order that lets neighbours share a town.
    seed
        Seed of the study, from which those of its runs are derived.
    blocks
        Number of the block that each point belongs to; points of one block share a seed, and with no blocks all points of a
        replicate share one.
    stride
        Distance between the numbers of two replicates, where points may be added to each; else there are just enough.
    draw_of
        Draw that a replicate has, by its number, where parameters are drawn from an ensemble; with blocks, each block of each
        replicate has its own.
    """

    points: Sequence[Point]
    seed: int
    blocks: Sequence[int] = ()
    stride: int = 0
    draw_of: Callable[[int], int] | None = None

    @property
    def width(self) -> int:
        """Distance between the numbers of two replicates."""
        return self.stride or len(self.points)

    def runs(self, first: int, end: int) -> list[PlannedRun]:
        """Plan replicates ``first`` to ``end - 1``."""
        planned = []
        for replicate in range(first, end):
            common = seed_of(self.seed, replicate)
            for place, point in enumerate(self.points):
                own = seed_of(self.seed, replicate, self.blocks[place]) if self.blocks else common
                planned.append(
                    PlannedRun(replicate * self.width + place, {**point, **self._drawn(replicate, place)}, own)
                )
        return planned

    def _drawn(self, replicate: int, place: int) -> Point:
        if self.draw_of is None:
            return {}
        number = replicate * (max(self.blocks) + 1) + self.blocks[place] if self.blocks else replicate
        return {DRAW: self.draw_of(number)}

    def run(self, run_id: int) -> PlannedRun:
        """Return the run of a number, however many replicates have been run.

        Raises
        ------
        UsageError
            If no run has it.
        """
        replicate, place = divmod(run_id, self.width)
        if run_id < 0 or place >= len(self.points):
            raise UsageError(
                "there is no such run", field="--replay", value=run_id, remedy="take a run_id from a table"
            )
        return self.runs(replicate, replicate + 1)[place]

    def seeds(self, replicates: int) -> list[int]:
        """List the seeds of the first replicates, each once."""
        return list(dict.fromkeys(run.seed for run in self.runs(0, replicates)))

    def replicates_in(self, run_ids: Collection[int]) -> int:
        """Return how many replicates the runs with these numbers belong to."""
        return max(run_ids) // self.width + 1 if run_ids else 0
