"""How the runs of a comparison are laid out: strategies and seeds in order, and which of them belong together."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Layout(NamedTuple):
    """Hold strategies, which of them are ranked, the reference's column, seeds, and each seed's draw where it has one."""

    strategies: Sequence[str]
    policies: NDArray[np.bool_]
    reference: int
    seeds: Sequence[int]
    draws: Sequence[int] = ()
