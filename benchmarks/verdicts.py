"""Judge whether an effect is the same in every cell: close to the reference cell, and known well enough to say so."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.cells import Cell
from mobsim.experiment.effects import paired_differences

MOST_APART = 1.5
"""Points of harm by which a cell's mean may lie from that of the reference cell."""
MOST_HALF_WIDTH = 0.7
"""Points of harm: half of the 95 % interval of an effect."""
PASSES, FAILS, UNDECIDED = "passes", "fails", "not decided yet"


class Effect(NamedTuple):
    """An effect on harm in per cent of the reference strategy's, half of its 95 % interval (NaN below two seeds), seeds."""

    mean: float
    half: float
    seeds: int

    @property
    def narrow(self):
        return self.half <= MOST_HALF_WIDTH


UNKNOWN = Effect(float("nan"), float("nan"), 0)


class Verdict(NamedTuple):
    """A word, and by label the cells because of which it is not ``passes``.

    ``apart`` holds distances from the reference cell, ``wide`` half-widths, ``few`` seeds run and seeds needed.
    """

    word: str
    apart: dict[str, float]
    wide: dict[str, float]
    few: dict[str, tuple[int, int]]


def effects(harms: Sequence[Mapping[str, float]]) -> dict[str, Effect]:
    """Return the effect of each strategy against the first, paired within seeds.

    Parameters
    ----------
    harms
        Harm by strategy, a mapping a seed.
    """
    names = list(harms[0])
    values = np.array([[harm[name] for name in names] for harm in harms])
    found, base = paired_differences(values, 0, together=1), values[:, 0].mean() / 100.0
    means, halves = found.mean / base, (found.high - found.mean) / base
    return {name: Effect(float(means[at]), float(halves[at]), len(values)) for at, name in enumerate(names) if at}


def judge(cells: Sequence[Cell], found: Mapping[str, Effect]) -> Verdict:
    """Judge one strategy from its effects by cell; the first cell is the reference."""
    own, judged = (
        found.get(cells[0].name, UNKNOWN),
        {cell: found.get(cell.name, UNKNOWN) for cell in cells if cell.judged},
    )
    # An interval of a few seeds is narrow by luck now and then, and would then decide too early.
    few = {cell.label: (effect.seeds, cell.seeds) for cell, effect in judged.items() if effect.seeds < cell.seeds}
    wide = {cell.label: effect.half for cell, effect in judged.items() if cell.label not in few and not effect.narrow}
    apart = {cell.label: effect.mean - own.mean for cell, effect in judged.items() if _apart(effect, own)}
    return Verdict(FAILS if apart else UNDECIDED if wide or few else PASSES, apart, wide, few)


def _apart(effect: Effect, own: Effect) -> bool:
    """Whether two effects lie too far apart, and it is not for want of seeds that they seem to."""
    distance = abs(effect.mean - own.mean)
    sure = (effect.narrow and own.narrow) or distance - np.hypot(effect.half, own.half) > MOST_APART
    return bool(distance > MOST_APART and sure)
