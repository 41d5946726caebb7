"""Merge and drop small areas, then find neighbours among those that are left and fill what is not known."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import small_areas
from mobsim.intake.choices import Account, Choices
from mobsim.intake.crimes import Crimes
from mobsim.intake.neighbours import Pairs, neighbours_of
from mobsim.intake.shapes import merged
from mobsim.intake.sizing import least_residents
from mobsim.intake.telling import tell
from mobsim.intake.town import Deprivation, Town, Values


def cleaned(town: Town, links: Pairs | None, choices: Choices, account: Account) -> Town:
    """Drop and merge small areas, then find neighbours among those that are left."""
    least = choices.area.min_residents or least_residents(town.size.scale)
    crimes = np.zeros(len(town.ids)) if town.crimes is None else town.crimes.by_area
    beside = _beside(town, links)
    plan = small_areas.plan_small(town.people, crimes, least, choices.area.small, beside)
    if len(plan.keeper) < 2:
        raise UsageError(
            f"{'is' if len(plan.keeper) == 1 else 'are'} left of {len(town.ids)} areas once those with fewer than {least:,} "
            "residents are merged or dropped, and a town needs two",
            field="areas", value=len(plan.keeper), remedy="raise --scale, or lower --min-residents",
        )  # fmt: skip
    small_areas.account_for_small(plan, town.names, town.people, least, account)
    left = _regrouped(town, plan)
    pairs = None if links is None else _links_left(links, plan.into)
    found = neighbours_of(left.ground, pairs, len(left.ids), choices, account)
    return replace(left, pairs=found, deprivation=_filled(left, found, account))


def _links_left(links: Pairs, into: NDArray[np.int64]) -> Pairs:
    """Return the links between areas that are left, of those that were merged once."""
    pairs = ((int(into[a]), int(into[b])) for a, b in links)
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1] and min(pair) >= 0}


def _beside(town: Town, links: Pairs | None) -> Callable[[int, Sequence[int]], int | None]:
    if town.ground is not None:
        return small_areas.beside_on_ground(town.ground)
    return small_areas.beside_by_links(links or set(), town.people)


def _regrouped(town: Town, plan: small_areas.Plan) -> Town:
    kept, into, number = plan.into >= 0, plan.into, len(plan.keeper)
    people = np.bincount(into[kept], weights=np.nan_to_num(town.people)[kept], minlength=number)

    def weighted(values: Values) -> Values:
        known = kept & ~np.isnan(values)
        weight = np.maximum(np.nan_to_num(town.people), 1e-9)
        with np.errstate(invalid="ignore"):
            return np.bincount(into[known], weights=(values * weight)[known], minlength=number) / np.bincount(
                into[known], weights=weight[known], minlength=number
            )

    deprivation, crimes, ground = town.deprivation, town.crimes, town.ground
    if deprivation is not None:
        deprivation = replace(deprivation, values=weighted(deprivation.values))
    if crimes is not None:
        crimes = replace(crimes, counts=_regrouped_counts(crimes, kept, into, number, weighted))
    if ground is not None:
        shapes = merged(ground.shapes[kept], into[kept])
        ground = replace(ground, shapes=shapes, metric=merged(ground.metric[kept], into[kept]))
    keeper = plan.keeper.tolist()
    return replace(
        town, ids=[town.ids[row] for row in keeper], names=[town.names[row] for row in keeper], ground=ground, people=people,
        deprivation=deprivation, crimes=crimes,
    )  # fmt: skip


def _regrouped_counts(
    crimes: Crimes, kept: NDArray[np.bool_], into: NDArray[np.int64], number: int, weighted: Callable[[Values], Values]
) -> Values:
    counts = np.zeros((number, *crimes.counts.shape[1:]))
    if crimes.figures == "counts":
        np.add.at(counts, into[kept], crimes.counts[kept])
        return counts
    for column in np.ndindex(crimes.counts.shape[1:]):
        counts[(slice(None), *column)] = np.nan_to_num(weighted(crimes.counts[(slice(None), *column)]))
    return counts


def _filled(town: Town, pairs: Pairs, account: Account) -> Deprivation | None:
    """Estimate deprivation where it is not known, from neighbours where theirs is."""
    if town.deprivation is None:
        return None
    values = town.deprivation.values.copy()
    lacking = np.flatnonzero(np.isnan(values)).tolist()
    if not lacking:
        return town.deprivation
    if len(lacking) == len(values):
        raise UsageError(
            "holds no figure",
            field="--deprivation",
            value=town.deprivation.column,
            remedy="name another column, or none",
        )
    for row in lacking:
        near = [b if a == row else a for a, b in pairs if row in (a, b)]
        known = town.deprivation.values[near]
        known = known[~np.isnan(known)]
        values[row] = known.mean() if len(known) else np.nanmedian(town.deprivation.values)
    names = [town.names[row] for row in lacking[:12]]
    column = town.deprivation.column
    account.estimated.append(tell("from_neighbours", column=column, number=len(lacking), areas=names))
    return replace(town.deprivation, values=values)
