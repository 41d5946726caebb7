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
    """An effect on harm in per cent of the reference strategy's, with half of its 95 % interval (NaN below two seeds)."""

    mean: float
    half: float

    @property
    def narrow(self):
        return self.half <= MOST_HALF_WIDTH


UNKNOWN = Effect(float("nan"), float("nan"))


class Verdict(NamedTuple):
    """A word, and the cells because of which it is not ``passes``, each with its figure."""

    word: str
    apart: dict[str, float]
    wide: dict[str, float]


def effects(harms: Sequence[Mapping[str, float]]) -> dict[str, Effect]:
    """Return the effect of each strategy against the first, paired within seeds.

    Parameters
    ----------
    harms
        Harm by strategy, a mapping a seed.
    """
    names = list(harms[0])
    values = np.array([[harm[name] for name in names] for harm in harms])
    found, base = paired_differences(values, 0), values[:, 0].mean() / 100.0
    means, halves = found.mean / base, (found.high - found.mean) / base
    return {name: Effect(float(means[at]), float(halves[at])) for at, name in enumerate(names) if at}


def judge(cells: Sequence[Cell], found: Mapping[str, Effect]) -> Verdict:
    """Judge one strategy from its effects by cell; the first cell is the reference."""
    own, judged = found.get(cells[0].name, UNKNOWN), [cell for cell in cells if cell.judged]
    wide, apart = {}, {}
    for cell in judged:
        effect = found.get(cell.name, UNKNOWN)
        if not effect.narrow:
            wide[cell.label] = effect.half
        if _apart(effect, own):
            apart[cell.label] = effect.mean - own.mean
    return Verdict(FAILS if apart else UNDECIDED if wide else PASSES, apart, wide)


def _apart(effect: Effect, own: Effect) -> bool:
    """Whether two effects lie too far apart, and it is not for want of seeds that they seem to."""
    distance = abs(effect.mean - own.mean)
    sure = (effect.narrow and own.narrow) or distance - np.hypot(effect.half, own.half) > MOST_APART
    return bool(distance > MOST_APART and sure)
