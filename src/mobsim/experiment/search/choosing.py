"""Choose among what was tried: the best, those about as good, the most different of them, and the simplest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.decision import not_dominated
from mobsim.experiment.search.declared import Search
from mobsim.experiment.search.space import Point, Space
from mobsim.experiment.search.trying import REFERENCE, Told

Array = NDArray[np.float64]
Numbers = list[int]

TOLERANCE = 0.02
"""Share of the best within which a strategy is about as good."""
MOST_ON_FRONT, MOST_DIFFERENT = 5, 3
APART = 0.1
"""Strategies that lie nearer to one another than this share of the space are taken for variants of one."""
BEST, FRONT, SIMPLEST, DIFFERENT, SHIPPED = "best", "front", "simplest", "different", "shipped"
"""What a strategy is shown as."""


class Chosen(NamedTuple):
    """A strategy that is to be run on fresh seeds: its number among what was tried, and what it is shown as."""

    number: int
    role: str


def front_of(told: Told) -> Numbers:
    """List the strategies that no other is at least as good as in every goal, and better in one; the reference apart."""
    known = np.flatnonzero(told.known)
    known = known[known != REFERENCE]
    if not known.size:
        return []
    lower = np.ones(told.signed.shape[1], bool)
    return known[not_dominated(told.signed[known], lower)].tolist()


def best_of(told: Told, last: int | None = None) -> int:
    """Return the number of the best: of several on a front, the one that gives up least, each goal by its range there.

    The reference, where nothing else is known. ``last`` leaves out what was tried after so many.
    """
    told = told if last is None else Told(*(part[:last] for part in told))
    front = front_of(told)
    if not front:
        return REFERENCE
    values = told.signed[front]
    least, width = values.min(0), np.ptp(values, axis=0)
    given_up = np.divide(values - least, width, out=np.zeros_like(values), where=width > 0).sum(1)
    return front[int(given_up.argmin())]


def near_best(told: Told, tolerance: float = TOLERANCE) -> Numbers:
    """List the strategies that no other betters in every goal by more than a share of the other's own value."""
    known = np.flatnonzero(told.known)
    others = known[known != REFERENCE]
    values, best = told.signed[known], told.signed[others]
    if not len(best):
        return known.tolist()
    worse = values[:, None, :] > (best + tolerance * np.abs(best))[None, :, :]
    beaten = np.any(np.all(worse, axis=2), axis=1)
    return known[~beaten].tolist()


def losses(told: Told, best: int, numbers: Sequence[int]) -> Array:
    """Return what strategies lose against the best, in shares of its value, all goals together."""
    values = told.signed[best]
    scale = np.where(values != 0, np.abs(values), 1.0)
    return ((told.signed[list(numbers)] - values) / scale).sum(1)


def in_order_of_loss(search: Search, points: Sequence[Point], told: Told, best: Point) -> list[str]:
    """Order the levers that the best has moved, those first that lose least when they are put back alone.

    Those that cannot be put back alone come last.
    """
    own = points.index(best)
    moved, lost = search.space.moved(best), {}
    for name in moved:
        back = search.space.with_reference(best, name)
        if back is not None and back in points:
            loss = float(losses(told, own, [points.index(back)])[0])
            lost[name] = loss if np.isfinite(loss) else np.inf
    return sorted(moved, key=lambda name: (lost.get(name, np.inf), moved.index(name)))


def choose(search: Search, points: Sequence[Point], told: Told, shipped: Sequence[int]) -> list[Chosen]:
    """Choose what is run again before it is shown.

    Parameters
    ----------
    search
        What is looked for.
    points, told
        What was tried, and what the runs tell of it.
    shipped
        Numbers of the scenario's own policies.
    """
    best, near = best_of(told), near_best(told)
    front = _thinned(told, front_of(told), MOST_ON_FRONT)
    found = [Chosen(number, FRONT) for number in front] if len(search.goals) > 1 else [Chosen(best, BEST)]
    simplest = simplest_of(search.space, points, told, near)
    taken = [each.number for each in found]
    if simplest not in (REFERENCE, *taken):
        found.append(Chosen(simplest, SIMPLEST))
        taken.append(simplest)
    found += [Chosen(number, DIFFERENT) for number in _most_different(search.space, points, near, taken)]
    known = [number for number in shipped if told.known[number]]
    if known:
        number = known[int(losses(told, best, known).argmin())]
        if number not in [each.number for each in found]:
            found.append(Chosen(number, SHIPPED))
    return [each for each in found if each.number != REFERENCE]


def simplest_of(space: Space, points: Sequence[Point], told: Told, near: Sequence[int]) -> int:
    """Return the number of the strategy with fewest levers moved; of several, the one that loses least."""
    lost = dict(zip(near, losses(told, best_of(told), near).tolist(), strict=True))
    return min(near, key=lambda number: (len(space.moved(points[number])), lost[number], number))


def _thinned(told: Told, front: Numbers, most: int) -> Numbers:
    """Keep the ends of a front, and those between that lie farthest from what is kept; in the order of the first goal."""
    order = sorted(front, key=lambda number: tuple(told.signed[number]))
    if len(order) <= most:
        return order
    values = told.signed[order]
    width = np.ptp(values, axis=0)
    shares = (values - values.min(0)) / np.where(width > 0, width, 1.0)
    kept = [0, len(order) - 1]
    while len(kept) < most:
        apart = np.abs(shares[:, None, :] - shares[kept][None, :, :]).sum(2).min(1)
        if not apart.max() > 0:
            break
        kept.append(int(apart.argmax()))
    return [order[place] for place in sorted(kept)]


def _most_different(space: Space, points: Sequence[Point], near: Sequence[int], taken: Sequence[int]) -> Numbers:
    """List those of the near best that lie farthest from all that is taken already."""
    found: Numbers = []
    waiting = [number for number in near if number not in (REFERENCE, *taken)]
    while waiting and len(found) < MOST_DIFFERENT:
        apart = {
            number: min((space.distance(points[number], points[other]) for other in (*taken, *found)), default=1.0)
            for number in waiting
        }
        farthest = max(waiting, key=lambda number: (apart[number], -number))
        if apart[farthest] < APART:
            break
        found.append(farthest)
        waiting.remove(farthest)
    return found
