"""The stages of a search: what ships, points spread over the space, proposals, and what each lever of the best is worth."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from mobsim.experiment.replicates import seed_of
from mobsim.experiment.search.choosing import best_of, in_order_of_loss
from mobsim.experiment.search.declared import Search
from mobsim.experiment.search.optimizer import Tried, propose
from mobsim.experiment.search.space import Point
from mobsim.experiment.search.trying import Tries
from mobsim.experiment.sweep.designs.shares import key_of, points_at
from mobsim.experiment.sweep.factors import Value
from mobsim.scenario.strategy import as_written

BATCH = 8
"""Strategies that are proposed together: the same whatever the number of workers."""
SHIPPED, SPREAD, PROPOSED, PUT_BACK, SIMPLER = "shipped", "spread", "proposed", "put back", "simpler"
_DRAWS, _PROPOSALS = 7, 8
"""Keys of what is drawn, apart from those of designs."""
_OVER = 4
"""Proposals asked for beside those that are needed, since some may have been tried before."""


def run_stages(search: Search, tries: Tries) -> None:
    """Try strategies, stage by stage, from wherever the search was stopped."""
    tries.finish()
    tries.run(SHIPPED, lambda: _shipped(search))
    tries.run(SPREAD, lambda: _spread(search, tries))
    batch = 1 + len({stage for stage in tries.stages if stage.startswith(PROPOSED)})
    while left_of(search, tries) and tries.run(f"{PROPOSED} {batch}", partial(_proposed, search, tries, batch)):
        batch += 1
    tries.run(PUT_BACK, lambda: _put_back(search, tries))
    tries.run(SIMPLER, lambda: _simpler(search, tries))


def left_of(search: Search, tries: Tries) -> int:
    """Return how many strategies of the budget are left; the reference, and what shows the worth of levers, are not of it."""
    return search.budget + 1 - sum(stage not in (PUT_BACK, SIMPLER) for stage in tries.stages)


def policies_in(search: Search) -> dict[str, dict[str, Value]]:
    """Return the policies of the scenario that the search could have found, the reference apart, as points."""
    found = {}
    for name in search.scenario.policies:
        levers = search.scenario.strategies[name].levers
        point = search.space.point_of(levers)
        if name != search.scenario.reference and search.space.levers(point) == levers and search.space.holds(point):
            found[name] = point
    return found


def _shipped(search: Search) -> list[Point]:
    """Begin with the reference, and with the policies of the scenario as near as the space allows."""
    strategies = search.scenario.strategies
    written = as_written(search.space.start)
    names = [*(factor.name for factor in search.space.factors), *search.fixed]
    reference = {name: _plain(written[name.removeprefix("strategy.")]) for name in names}
    near = (search.space.mended(search.space.point_of(strategies[name].levers)) for name in search.scenario.policies)
    exact = policies_in(search)
    starts = [*exact.values(), *(point for point in near if point is not None)]
    return [reference, *list(_new(search, starts, [reference]))[: max(1, search.budget // 3)]]


def _spread(search: Search, tries: Tries) -> list[Point]:
    """Spread points over the whole space, by a Latin hypercube: two a lever, at most half of what is left."""
    from scipy.stats import qmc

    count = min(max(2 * len(search.space.factors), BATCH), left_of(search, tries) // 2)
    if count < 1:
        return []
    rng = np.random.default_rng(np.random.SeedSequence(entropy=search.seed, spawn_key=key_of(_DRAWS)))
    shares = qmc.LatinHypercube(len(search.space.factors), rng=rng).random(count)
    points = (search.space.mended(point) for point in points_at(search.space.factors, shares))
    return list(_new(search, (point for point in points if point is not None), tries.points))


def _proposed(search: Search, tries: Tries, batch: int) -> Sequence[Point]:
    """Ask the optimizer for points that have not been tried."""
    told, count = tries.told(), min(BATCH, left_of(search, tries))
    known = [
        Tried(_free(search, point), tuple(map(float, row)) if np.isfinite(row).all() else None)
        for point, row in zip(tries.points, told.signed, strict=True)
        if search.space.holds(point)
    ]
    seed = seed_of(search.seed, 0, *key_of(_PROPOSALS, batch)) % 2**32
    asked = propose(search.space.factors, known, len(search.goals), count + _OVER, seed)
    mended = (search.space.mended(point) for point in asked)
    return list(_new(search, (point for point in mended if point is not None), tries.points))[:count]


def _put_back(search: Search, tries: Tries) -> list[Point]:
    """Put each lever of the best back to where the reference has it, one at a time."""
    best = tries.points[best_of(tries.told())]
    points = (search.space.with_reference(best, name) for name in search.space.moved(best))
    return list(_new(search, (point for point in points if point is not None), tries.points))


def _simpler(search: Search, tries: Tries) -> list[Point]:
    """Put levers of the best back one after the other, those first that lose least."""
    first = tries.stages.index(PUT_BACK) if PUT_BACK in tries.stages else len(tries.points)
    told = tries.told()
    best = tries.points[best_of(told, first)]
    chain, point, waiting = [], best, in_order_of_loss(search, tries.points, told, best)
    while waiting:
        fits = next((name for name in waiting if search.space.with_reference(point, name) is not None), None)
        if fits is None:
            break
        waiting.remove(fits)
        point = {**point, **(search.space.with_reference(point, fits) or {})}
        chain.append(point)
    return list(_new(search, chain, tries.points))


def _new(search: Search, points: Iterable[Point], known: Sequence[Point]) -> Iterator[dict[str, Value]]:
    """Yield points that are not known yet, each once, with the levers that are fixed."""
    seen = {_key(point) for point in known}
    for point in points:
        whole = {**{factor.name: point[factor.name] for factor in search.space.factors}, **search.fixed}
        whole = {name: _plain(value) for name, value in whole.items()}
        if _key(whole) not in seen:
            seen.add(_key(whole))
            yield whole


def _key(point: Point) -> tuple:
    return tuple(sorted((name, value if isinstance(value, str) else round(value, 9)) for name, value in point.items()))


def _plain(value: Value) -> str | float:
    """Give a lever the one type that it has in every row."""
    return value if isinstance(value, str) else float(value)


def _free(search: Search, point: Point) -> dict[str, Value]:
    return {factor.name: point[factor.name] for factor in search.space.factors}
