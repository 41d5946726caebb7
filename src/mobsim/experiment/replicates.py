"""Seeds and numbers of runs: replicate by replicate, so that a study grows without changing what it has."""

from collections.abc import Mapping, Sequence

import numpy as np

from mobsim.store import PlannedRun

LARGEST_SEED_BITS = 53
"""Seeds stay exact in tables that other programs read as floating-point numbers."""


def seed_of(seed: int, replicate: int, *further: int) -> int:
    """Derive the seed of a replicate from that of the study, by key: no two studies of other seeds share a run.

    Parameters
    ----------
    seed
        Seed of the study.
    replicate
        Number of the replicate, from 0.
    further
        Number of the block within the replicate, where blocks of a design have seeds of their own.
    """
    words = np.random.SeedSequence(entropy=seed, spawn_key=(replicate, *further)).generate_state(1, np.uint64)
    return int(words[0]) >> (64 - LARGEST_SEED_BITS)


def plan_replicates(
    points: Sequence[Mapping[str, str | float | int]], seed: int, first: int, end: int
) -> list[PlannedRun]:
    """Plan replicates ``first`` to ``end - 1`` of every point of a design.

    Runs are numbered replicate by replicate, so that what is finished is balanced at any time, and later replicates
    change no number given before.
    """
    return [
        PlannedRun(replicate * len(points) + place, point, seed_of(seed, replicate))
        for replicate in range(first, end)
        for place, point in enumerate(points)
    ]
