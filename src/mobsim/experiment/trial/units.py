"""The units of a trial: which are eligible, which are treated, which lie around them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.scenario.enumerations import Age
from mobsim.scenario.trial_tables import TrialTable
from mobsim.tools.draws import keys_for, uniforms
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import World

Rows = NDArray[np.int64]
TRIAL = Purpose.TRIAL
ALLOCATED, POOLED = 0, 1  # the "when" of a trial's draws; surveys take 2 and up


class Arms(NamedTuple):
    """Rows of units by arm, and of the units around them."""

    treated: Rows
    control: Rows
    around_treated: Rows
    around_control: Rows


def allocate(trial: TrialTable, world: World, known: NDArray[np.float64], seed: int) -> Arms:
    """Choose the units of both arms.

    Parameters
    ----------
    known
        Recorded crimes of the year before by place, shape ``(places,)``: all that those who choose can know.
    """
    eligible, burden = _eligible(trial, world, known, seed)
    chosen = _chosen(trial, world, eligible, trial.units_needed, seed)
    luck = uniforms(keys_for(seed)[TRIAL], ALLOCATED, chosen)
    if trial.allocation == "matched_pairs":
        alike = np.argsort(-burden[chosen], kind="stable").reshape(-1, 2)
        pairs, first, rows = chosen[alike], luck[alike].argmin(1), np.arange(len(alike))
        treated, control = pairs[rows, first], pairs[rows, 1 - first]
    else:
        order = chosen[np.argsort(luck, kind="stable")]
        treated, control = order[: trial.count_treated], order[trial.count_treated :]
    treated, control = np.sort(treated), np.sort(control)
    taken = np.concatenate([treated, control])
    return Arms(treated, control, _around(trial, world, treated, taken), _around(trial, world, control, taken))


def _eligible(
    trial: TrialTable, world: World, known: NDArray[np.float64], seed: int
) -> tuple[Rows, NDArray[np.float64]]:
    """Return the units that may be chosen, the worst first where they are chosen so, and each unit's burden."""
    if trial.units == "places":
        burden = known
    elif trial.units == "neighbourhoods":
        burden = by_neighbourhood(world, known[:, None])[:, 0]
    else:
        burden = world.residents.need.astype(np.float64)
    rows = np.arange(burden.size)
    if trial.units == "residents":
        rows = rows[
            np.isin(world.residents.age, [Age.of(age) for age in trial.ages]) & (world.residents.age != Age.CHILD)
        ]
    luck = uniforms(keys_for(seed)[TRIAL], POOLED, rows)
    if trial.allocation in ("worst", "neediest"):
        return rows[np.lexsort((luck, -burden[rows]))], burden
    return rows[np.argsort(luck, kind="stable")], burden


def _chosen(trial: TrialTable, world: World, eligible: Rows, count: int, seed: int) -> Rows:
    """Take units in order, leaving out those too near to one taken; then draw both arms from the pool."""
    pool = count if trial.pool is None else trial.pool
    if trial.apart > 0 and trial.units == "places":
        eligible = _spread_out(eligible, world.places.size, trial.apart, pool)
    pooled = eligible[:pool]
    if pooled.size < count:
        raise UsageError(
            f"a trial of {count} {trial.units} finds only {pooled.size} in this town",
            field="trial.treated",
            value=trial.treated,
            remedy="treat fewer, let them lie nearer to each other (trial.apart), or take a larger town",
        )
    luck = uniforms(keys_for(seed)[TRIAL], POOLED, pooled, 1)
    return pooled[np.argsort(luck, kind="stable")][:count]


def _spread_out(eligible: Rows, places: int, apart: int, wanted: int) -> Rows:
    """Take places in order, but none within ``apart`` places, by number, of one taken."""
    free = np.ones(places, bool)
    taken = []
    for place in eligible:
        if free[place]:
            taken.append(place)
            free[max(0, place - apart) : place + apart + 1] = False
            if len(taken) == wanted:
                break
    return np.array(taken, np.int64)


def _around(trial: TrialTable, world: World, units: Rows, taken: Rows) -> Rows:
    """Return the units next to some units, none of them in an arm: places by number, neighbourhoods on the network."""
    if trial.buffer == 0 or trial.units == "residents" or not units.size:
        return np.zeros(0, np.int64)
    near = np.zeros(world.places.size if trial.units == "places" else world.neighbourhoods.size, bool)
    if trial.units == "places":
        for step in range(1, trial.buffer + 1):
            for side in (units - step, units + step):
                inside = (side >= 0) & (side < near.size)
                same = world.places.neighbourhood[side[inside]] == world.places.neighbourhood[units[inside]]
                near[side[inside][same]] = True
    else:
        edges, reached = world.neighbourhoods, units
        for _ in range(trial.buffer):
            steps = [world.edge_to[edges.edge_first[unit] : edges.edge_end[unit]] for unit in reached]
            reached = np.unique(np.concatenate(steps))
            near[reached] = True
    near[taken] = False
    return np.flatnonzero(near)


def by_neighbourhood(world: World, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum what places have; shapes ``(places, n)`` to ``(neighbourhoods, n)``."""
    sums = np.zeros((world.neighbourhoods.size, values.shape[1]))
    np.add.at(sums, world.places.neighbourhood, values)
    return sums


def neighbourhood_of(trial: TrialTable, world: World, units: Rows) -> Rows:
    """Return the neighbourhood that each unit lies in, or is."""
    if trial.units == "neighbourhoods":
        return units
    table = world.places if trial.units == "places" else world.residents
    return table.neighbourhood[units].astype(np.int64)


def places_of(trial: TrialTable, world: World, units: Rows) -> Rows:
    """Return the places of units (their own, or all of a neighbourhood's)."""
    if trial.units == "places":
        return units
    return np.flatnonzero(np.isin(world.places.neighbourhood, units))


def residents_of(trial: TrialTable, world: World, units: Rows) -> Rows:
    """Return the adults who are units, or live at them."""
    residents = world.residents
    if trial.units == "residents":
        return units
    where = residents.place if trial.units == "places" else residents.neighbourhood
    return np.flatnonzero(np.isin(where, units) & (residents.age != Age.CHILD))
