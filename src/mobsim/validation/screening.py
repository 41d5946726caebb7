"""Choose which numbers a fit of the defaults leaves free; run by ``python -m mobsim.validation.screening_run``.

Candidates are the assumed and fitted numbers of the mechanisms, and what is free now. In a first stage all numbers of a
mechanism move together, each to a side drawn by lot, in a design of Plackett and Burman (1946) that tells the effects of all
groups from as many runs as there are groups (group screening, Watson 1961). In a second stage each number of the groups that
matter has a column of its own. An effect counts by what it does to the verdict on a part, its size over that of the band,
if it is larger than chance makes them, which the smaller effects of the same design show (Lenth 1989). All runs are of one
seed, so that they differ by their numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.calibration import Space
from mobsim.calibration.targets import Target
from mobsim.scenario.mechanisms import mechanisms
from mobsim.scenario.parameters import SETTABLE
from mobsim.validation.defaults import MOST_FREE, aim_of, aimed_parts, settings
from mobsim.validation.one_run import EvidenceStudy, Size

Values = NDArray[np.float64]
STEP = 0.25
"""Share of a number's range by which it is moved to either side of its default."""
AROUND = 0.5
"""A number without a declared range of sweeps is tried from so much less to so much more than its default."""
MOST_FOR_ONE_PART = 9.0
"""A part counts at most so much, as three standard deviations of its band do: a number that moves one part is not all."""
BEYOND_CHANCE = 2.5
"""Times as large as chance that an effect must be to count."""
LEVELS = "levels"
LEAST_MEASURED = 0.8


@dataclass(frozen=True)
class ScreeningStudy:
    """The evidence of a small town at a point, always on the same seed."""

    evidence: EvidenceStudy
    seed: int

    @property
    def inputs(self) -> dict[str, object]:
        """All that decides the rows beside the code and what is free."""
        return {"evidence": self.evidence.inputs, "seed": self.seed}

    @property
    def model_hash(self) -> str:
        """Hash of the code that decides the rows."""
        return self.evidence.model_hash

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, float]:
        """Run the evidence at a point."""
        del seed
        return self.evidence(point, self.seed)


class Effect(NamedTuple):
    """What a group or a number does: ``score`` over all parts, and the parts that it moves most, with how many bands' sd."""

    name: str
    score: float
    moves: dict[str, float]


def screening_study() -> ScreeningStudy:
    """Return what one run of the screening is."""
    how = settings()["screening"]
    parts = tuple(part.id for part in aimed_parts() if part.id not in how["without"])
    sizes = {name: Size(**size) for name, size in how["studies"].items()}
    return ScreeningStudy(EvidenceStudy(parts, Size(**how["town"]), sizes), how["seed"])


def candidate_groups() -> dict[str, tuple[str, ...]]:
    """Return the numbers that may be freed, by mechanism; those free now that belong to none are levels.

    Left aside are numbers with a source, settings of a town, levels of reference (where they lie is a convention that
    others make up for), and those that are 0.
    """
    groups: dict[str, tuple[str, ...]] = {}
    free = settings()["free"]
    for name, mechanism in mechanisms().items():
        taken = {each for members in groups.values() for each in members}
        own = [
            each
            for each in dict.fromkeys(mechanism.members)
            if each not in taken and (each in free or _may_be_free(each))
        ]
        if own:
            groups[name] = tuple(own)
    rest = set(free) - {each for members in groups.values() for each in members}
    return {**groups, LEVELS: tuple(each for each in free if each in rest)} if rest else groups


def _may_be_free(name: str) -> bool:
    declared, field = SETTABLE[name].declared, name.partition(".")[2]
    assumed = declared.grade in ("assumed", "fitted") and declared.role == "assumption"
    return assumed and not field.startswith("usual_") and declared.default != 0


def range_of(name: str) -> tuple[float, float]:
    """Return the range over which a number is tried: that of the fit, or of sweeps, or half as much to either side."""
    if name in settings()["free"]:
        low, high = settings()["free"][name]
        return low, high
    declared = SETTABLE[name].declared
    if declared.sweep is not None:
        return declared.sweep
    ends = sorted((declared.default * (1.0 - AROUND), declared.default * (1.0 + AROUND)))
    return max(declared.low, ends[0]), min(declared.high, ends[1])


def candidate_space(groups: Mapping[str, Sequence[str]]) -> Space:
    """Return the space of all candidates."""
    return Space.declared({name: range_of(name) for members in groups.values() for name in members})


def plackett_burman(columns: int) -> Values:
    """Return a design of -1 and 1 whose columns are orthogonal to each other and sum to 0, shape (runs, at least columns).

    Paley's construction: a prime one below a multiple of four gives as many columns, and one run more.
    """
    q = next(
        each
        for each in range(3, 10_000, 4)
        if each >= columns and all(each % by for by in range(2, int(each**0.5) + 1))
    )
    squares = {(each * each) % q for each in range(1, q)}
    row = np.array([1.0 if place == 0 or place in squares else -1.0 for place in range(q)])
    return np.vstack([*(np.roll(row, shift) for shift in range(q)), -np.ones(q)])


def design(space: Space, columns: Sequence[Sequence[str]], rng: np.random.Generator) -> tuple[Values, Values]:
    """Lay out the runs of a stage: points in unit coordinates, and their design, a column a group and the rest for chance.

    All numbers of a group move together, each up or down as drawn by lot; all others keep their defaults.
    """
    signs = plackett_burman(len(columns))
    points = np.repeat(default_point(space), len(signs), axis=0)
    for column, members in zip(signs.T, columns, strict=False):
        for name in members:
            side = rng.choice([-1.0, 1.0])
            points[:, space.names.index(name)] += side * STEP * column
    return np.clip(points, 0.0, 1.0), signs


def default_point(space: Space) -> Values:
    """Return the defaults in unit coordinates, shape (1, d)."""
    return np.clip(space.unit(np.array([[SETTABLE[name].declared.default for name in space.names]], float)), 0.0, 1.0)


def effects_of_stage(
    names: Sequence[str], signs: Values, rows: pd.DataFrame, targets: Sequence[Target]
) -> list[Effect]:
    """Say what each column of a design does to the parts, the greatest first; columns without a name show chance.

    Parameters
    ----------
    names
        Of the columns, in order.
    signs
        The design of those runs that are in ``rows``, shape (runs, columns).
    rows
        A row a run, with the parts as columns.
    targets
        What the parts are held against.
    """
    measured = [target for target in targets if rows[target.name].notna().mean() >= LEAST_MEASURED]
    values = rows[[target.name for target in measured]].to_numpy(float)
    level = np.nanmean(values, axis=0)
    filled = np.where(np.isnan(values), level, values) - level
    effects = 2.0 * np.linalg.lstsq(np.column_stack([np.ones(len(signs)), signs]), filled, rcond=None)[0][1:]
    chance = pseudo_error(effects)
    scale = np.hypot(_scales(measured, level), chance)
    bands = np.divide(effects, scale, out=np.zeros_like(effects), where=scale > 0)
    told = np.abs(effects) > BEYOND_CHANCE * chance
    counted = np.where(told, np.minimum(bands**2, MOST_FOR_ONE_PART), 0.0)
    found = [
        Effect(name, float(row.sum()), _strongest(measured, size, row))
        for name, row, size in zip(names, counted, bands, strict=False)
    ]
    return sorted(found, key=lambda each: -each.score)


def pseudo_error(effects: Values) -> Values:
    """Return how large effects are that are but chance (Lenth 1989), shape (parts,); effects are columns by parts."""
    size = np.abs(effects)
    first = 1.5 * np.median(size, axis=0)
    small = np.where(size <= 2.5 * first, size, np.nan)
    return 1.5 * np.nanmedian(small, axis=0)


def _scales(targets: Sequence[Target], level: Values) -> Values:
    """Return the size that an effect is held against: the band's sd, or half the way to the edge of an open one."""
    return np.array([
        abs(mean - target.aim) / 2 if target.side else target.sd for target, mean in zip(targets, level, strict=True)
    ])  # fmt: skip


def _strongest(targets: Sequence[Target], sizes: Values, counted: Values) -> dict[str, float]:
    order = [int(each) for each in np.argsort(-counted)[:4] if counted[each] > 0]
    return {targets[each].name: round(float(sizes[each]), 2) for each in order}


def members_to_split(groups: Mapping[str, Sequence[str]], effects: Sequence[Effect], most: int) -> list[str]:
    """List the numbers of the groups that matter most, as long as there are columns for all of a group."""
    chosen: list[str] = []
    for effect in effects:
        own = groups[effect.name]
        if effect.score > 0 and len(chosen) + len(own) <= most:
            chosen += own
    return chosen


def choose(effects: Sequence[Effect], most: int = MOST_FREE) -> list[Effect]:
    """Choose the numbers to be freed: those that do most, and more than nothing."""
    return [effect for effect in effects if effect.score > 0][:most]


def aims() -> list[Target]:
    """Return what the parts of the screening are held against."""
    asked = screening_study().evidence.parts
    return [aim_of(part) for part in aimed_parts() if part.id in asked]
