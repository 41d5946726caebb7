"""The core that every tool is given to live: a town of ties, how trust travels over them, and who belongs.

Each week, all at once: hear the mean trust of those ties whose trust lies within a bound of one's own, move trust towards
one's own ground and what was heard, and, if the week's draw calls attention to it, decide to belong or not by the share of
ties who are members and by one's own trust. The draw is a hash of who and when, so that every tool draws the same.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Core(NamedTuple):
    """The numbers of the core; a kernel takes them as constants."""

    bound: float = 0.3
    stubbornness: float = 0.6
    rate: float = 0.14
    attention: float = 0.1
    by_ties: float = 0.5
    by_trust: float = 1.6
    usual_trust: float = 0.56
    cost: float = 0.26
    hysteresis: float = 0.12


CORE = Core()
TIES_MADE = 5
"""Ties that each agent makes; with those that others make to them they come to about ten."""
REACHES = ((0.75, 100), (0.23, 1250))
"""Shares of ties by how far they reach in the order of agents, much as in a town of mobsim; the rest reach anywhere."""

AGENT_STEP, WEEK_STEP, SEED_STEP = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
MIX_FIRST, MIX_SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WORD = 2**64
UNIT = 2.0**-53


class Born(NamedTuple):
    """A town before its first week: the ties of agent ``i`` are ``to[start[i]:start[i + 1]]``, in order."""

    start: NDArray[np.int64]
    to: NDArray[np.int32]
    ground: NDArray[np.float64]
    threshold: NDArray[np.float64]
    member: NDArray[np.bool_]


class State(NamedTuple):
    """What tools must agree on."""

    trust: NDArray[np.float64]
    member: NDArray[np.bool_]


@lru_cache(maxsize=1)
def born(agents: int, seed: int) -> Born:
    """Make a town; trust begins at its ground."""
    random = np.random.default_rng((seed, agents))
    start, to = _ties(agents, random)
    ground = np.clip(random.normal(CORE.usual_trust, 0.2, agents), 0.0, 1.0)
    made = Born(start, to, ground, random.normal(0.05, 0.25, agents), random.random(agents) < 0.2)
    for column in made:
        column.flags.writeable = False
    return made


def _ties(agents: int, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    who = np.repeat(np.arange(agents), TIES_MADE)
    kind, reach = random.random(who.size), np.full(who.size, agents)
    below = 0.0
    for share, far in REACHES:
        reach[(kind >= below) & (kind < below + share)] = min(far, agents)
        below += share
    other = (who + random.choice((-1, 1), who.size) * random.integers(1, reach + 1)) % agents
    low, high = np.minimum(who, other), np.maximum(who, other)
    once = np.unique((low * agents + high)[low != high])
    low, high = np.divmod(once, agents)
    both = np.sort(np.concatenate((once, high * agents + low)))
    who, other = np.divmod(both, agents)
    return np.concatenate(([0], np.cumsum(np.bincount(who, minlength=agents)))), other.astype(np.int32)


def draws(agents: int, seed: int, week: int) -> NDArray[np.float64]:
    """Return the draw of each agent in a week, from 0 to 1."""
    begun = np.uint64((week * WEEK_STEP + seed * SEED_STEP) % WORD)
    word = np.arange(agents, dtype=np.uint64) * np.uint64(AGENT_STEP) ^ begun
    word = (word ^ (word >> np.uint64(30))) * np.uint64(MIX_FIRST)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(MIX_SECOND)
    return ((word ^ (word >> np.uint64(31))) >> np.uint64(11)) * UNIT
