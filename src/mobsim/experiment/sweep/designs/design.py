"""What a design is: how it draws its points, what it asks of a file, how it grows, and which analyses it allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mobsim.experiment.sweep.factors import Factor, Value
from mobsim.scenario.experiment_schema import ExperimentFile
from mobsim.scenario.findings import Findings

FIRST_SAMPLES = 64
"""Samples of a design that is drawn, unless the file says how many."""
REPLICATE_STRIDE = 10_000_000
"""In designs that samples may be added to, runs of the next replicate are numbered from the next multiple of this."""


class Asked(NamedTuple):
    """What a file asks of its design.

    ``factors`` are those of the town first; ``samples``, ``resolution`` and ``points`` are read by some designs only; ``seed``
    decides the draws.
    """

    factors: Sequence[Factor] = ()
    samples: int = FIRST_SAMPLES
    resolution: int | None = None
    points: Sequence[dict[str, Value]] = ()
    seed: int = 1


class Sample(NamedTuple):
    """Points, and the number of the block that each belongs to: points of one block share a seed. No blocks: all do."""

    points: list[dict[str, Value]]
    blocks: Sequence[int] = ()


def nothing_wrong(table: ExperimentFile, findings: Findings) -> None:
    """Find nothing wrong with a file."""


@dataclass(frozen=True)
class Design:
    """A way to lay out points over factors.

    Parameters
    ----------
    name
        What experiment files call it.
    draw
        Lays out the points of one replicate.
    size
        Says how many there would be, before any is laid out; 0 where ``draw`` itself refuses too many.
    reads
        Keys of an experiment file that it has a use for, of those that not all designs have: "samples", "resolution",
        "points", "steps". All others are refused.
    analyses
        Names of the tables that its results allow (:mod:`mobsim.analysis.analyse`).
    check
        Records what else is wrong with a file that asks for it.
    drawn
        Whether points are drawn from ranges: many, that differ in everything.
    grows
        Whether more samples add points and change none.
    compares
        Whether its points may be run under several strategies.
    """

    name: str
    draw: Callable[[Asked], Sample]
    size: Callable[[Asked], int]
    reads: frozenset[str]
    analyses: tuple[str, ...]
    check: Callable[[ExperimentFile, Findings], None] = nothing_wrong
    drawn: bool = False
    grows: bool = False
    compares: bool = True

    @property
    def stride(self) -> int:
        """Distance between the numbers of two replicates; 0 where it is the number of points."""
        return REPLICATE_STRIDE if self.grows else 0
