"""Seeds of runs, derived by key: no two studies of other seeds share a run."""

import numpy as np

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
