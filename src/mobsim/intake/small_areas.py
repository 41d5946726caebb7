"""Drop empty areas, and merge those of too few residents with the neighbour of the longest common border."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.intake.choices import Account, Small
from mobsim.intake.shapes import Ground
from mobsim.intake.telling import few, tell

Values = NDArray[np.float64]
_MOST_NAMED = 15


@dataclass(frozen=True)
class Plan:
    """Which area each becomes part of: numbers of the new areas, -1 for those dropped; and which row names each."""

    into: NDArray[np.int64]
    keeper: NDArray[np.int64]


def plan_small(
    people: Values, crimes: Values, least: float, small: Small, beside: Callable[[int, Sequence[int]], int | None]
) -> Plan:
    """Decide what becomes of each area.

    Parameters
    ----------
    people, crimes
        Residents (NaN where not known) and crimes of each area.
    least
        Residents below which an area is too small.
    beside
        Returns which of some areas is the best neighbour of one, or ``None``.
    """
    group = np.arange(len(people))
    known = np.nan_to_num(people)
    dropped = (known <= 0) & ((crimes <= 0) | (small != "merge"))
    if small == "drop":
        dropped |= known < least
    if small == "merge":
        _merge(group, known, least, dropped, beside)
    keeper = np.array(sorted({int(each) for each in group[~dropped]}), dtype=np.int64)
    number = {row: place for place, row in enumerate(keeper.tolist())}
    into = np.array([-1 if dropped[row] else number[int(group[row])] for row in range(len(people))], dtype=np.int64)
    return Plan(into, keeper)


def _merge(
    group: NDArray[np.int64],
    people: Values,
    least: float,
    dropped: NDArray[np.bool_],
    beside: Callable[[int, Sequence[int]], int | None],
) -> None:
    """Unite the smallest group with a neighbour until none is too small; the larger gives the name."""
    stuck: set[int] = set()
    while True:
        totals = np.bincount(group, weights=np.where(dropped, 0.0, people), minlength=len(group))
        small = [each for each in set(group[~dropped].tolist()) if totals[each] < least and each not in stuck]
        if not small:
            return
        first = min(small, key=lambda each: (totals[each], each))
        members = np.flatnonzero((group == first) & ~dropped).tolist()
        others = np.flatnonzero((group != first) & ~dropped).tolist()
        other = next((found for row in members if others and (found := beside(row, others)) is not None), None)
        if other is None:
            stuck.add(first)
            continue
        target = int(group[other])
        winner = first if totals[first] > totals[target] else target
        group[(group == first) | (group == target)] = winner


def beside_on_ground(ground: Ground) -> Callable[[int, Sequence[int]], int | None]:
    """Return a rule: the area with the longest common border, else the nearest."""
    import shapely

    shapes = ground.metric

    def beside(row: int, others: Sequence[int]) -> int | None:
        apart = shapely.distance(shapes[row], shapes[others])
        near = np.flatnonzero(apart <= apart.min() * (1 + 1e-9) + 0.5)
        if len(near) == 1:
            return others[int(near[0])]
        candidates = [others[place] for place in near.tolist()]
        common = [_common(shapes[row], shapes[each]) for each in candidates]
        return candidates[int(np.argmax(common))]

    return beside


def _common(one: object, other: object) -> float:
    import shapely

    return float(shapely.length(shapely.intersection(shapely.buffer(one, 0.5), shapely.boundary(other))))


def beside_by_links(pairs: set[tuple[int, int]], people: Values) -> Callable[[int, Sequence[int]], int | None]:
    """Return a rule: the linked area of the fewest residents."""
    ties: dict[int, set[int]] = {}
    for a, b in pairs:
        ties.setdefault(a, set()).add(b)
        ties.setdefault(b, set()).add(a)

    def beside(row: int, others: Sequence[int]) -> int | None:
        near = [each for each in others if each in ties.get(row, ())]
        return min(near, key=lambda each: (np.nan_to_num(people[each]), each), default=None)

    return beside


def account_for_small(plan: Plan, names: Sequence[str], people: Values, least: float, account: Account) -> None:
    """Name what was dropped and what was merged with what."""
    dropped = [row for row in range(len(names)) if plan.into[row] < 0]
    unknown = [names[row] for row in dropped if np.isnan(people[row])]
    empty = [names[row] for row in dropped if people[row] <= 0]
    small = [_with_people(names[row], people[row]) for row in dropped if people[row] > 0]
    for some, key in (
        (unknown, "dropped_unknown"),
        (empty, "dropped_empty"),
        (small, "dropped_small"),
    ):
        if some:
            account.dropped.append(_counted(key, some, least))
        if some is unknown and unknown:
            account.warnings.append(account.dropped[-1])
    merged = [row for row in range(len(names)) if plan.into[row] >= 0 and plan.keeper[plan.into[row]] != row]
    for some, key in (
        ([row for row in merged if not np.isnan(people[row])], "merged_small"),
        ([row for row in merged if np.isnan(people[row])], "merged_unknown"),
    ):
        shown = [
            tell("into", area=_with_people(names[row], people[row]), other=names[plan.keeper[plan.into[row]]])
            for row in some
        ]
        if shown:
            account.dropped.append(_counted(key, shown, least))
        if shown and key == "merged_unknown":
            account.warnings.append(account.dropped[-1])
    kept = [
        names[row] for row in plan.keeper if people[row] < least and not np.isin(plan.into, plan.into[row]).sum() > 1
    ]
    if kept:
        account.warnings.append(tell("stay_small", areas=few(kept, _MOST_NAMED), least=round(least)))


def _with_people(name: str, people: float) -> str:
    return name if np.isnan(people) else tell("named_with", area=name, people=round(people))


def _counted(key: str, some: Sequence[str], least: float) -> str:
    """Say of some areas what became of them."""
    number = len(some)
    return tell(f"one_{key}" if number == 1 else key, number=number, areas=few(some, _MOST_NAMED), least=round(least))
