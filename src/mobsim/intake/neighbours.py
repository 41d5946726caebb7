"""Say which areas are neighbours: by a file of links, by shared border or corner, by distance, or all of all."""

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError, UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.joining import Frame
from mobsim.intake.layers import Layer
from mobsim.intake.shapes import Ground, rings_of
from mobsim.intake.telling import tell
from mobsim.intake.words import matched
from mobsim.scenario.borders import contacts_of

Pairs = set[tuple[int, int]]
_MOST_ALL = 60
"""Areas of which each may be every other's neighbour where nothing is known."""
_ALONE = 0.2
"""Share of areas that touch no other, above which outlines are taken to lie apart (rivers, roads) and distance decides."""
_STEPS = (25.0, 50.0, 100.0, 250.0, 500.0, 1000.0)
"""Metres between outlines that are tried."""
_NEAREST, _MOST_NEAR = 3, 0.9


def links_of_layer(layer: Layer, frame: Frame, account: Account) -> Pairs:
    """Read pairs of neighbours from a graph, or from a table with two columns of ids or names."""
    if layer.links is not None:
        ends = ([a for a, _ in layer.links], [b for _, b in layer.links])
        names = ("from", "to")
    else:
        names = (
            roles.best(layer, roles.LINK_FROM) or layer.columns[0],
            roles.best(layer, roles.LINK_TO) or layer.columns[1],
        )
        ends = layer.texts(names[0]), layer.texts(names[1])
    tables = [{matched(key): number for number, key in enumerate(keys)} for keys in frame.keys]
    best = max(tables, key=lambda table: sum(matched(end) in table for end in ends[0]))
    numbers = [[best.get(matched(end), -1) for end in column] for column in ends]
    lost = sorted(
        {
            end
            for column, found in zip(ends, numbers, strict=True)
            for end, number in zip(column, found, strict=True)
            if number < 0
        }
    )
    if lost:
        shown = ", ".join(lost[:8]) + (f" and {len(lost) - 8} more" if len(lost) > 8 else "")
        account.unmatched.append(
            f"{layer.label}: {shown} {'is' if len(lost) == 1 else 'are'} no area; those links are left out."
        )
    pairs = {(min(a, b), max(a, b)) for a, b in zip(*numbers, strict=True) if a >= 0 and b >= 0 and a != b}
    if not pairs:
        raise DataError(
            "links no two areas",
            file=layer.label,
            field=f"{names[0]}, {names[1]}",
            remedy="name areas by their id or name",
        )
    return pairs


def neighbours_of(ground: Ground | None, links: Pairs | None, areas: int, choices: Choices, account: Account) -> Pairs:
    """Find the pairs of neighbours, and say by which rule."""
    rule, distance = choices.town.neighbours, choices.town.distance
    if links is not None and rule is None:
        account.guess(Guess(tell("neighbours"), tell("links"), "--neighbours"))
        return links
    if rule == "all" or (ground is None and rule is None):
        return _all(areas, account, given=rule == "all")
    if ground is None:
        raise UsageError(
            "needs a map of areas", field="--neighbours", value=rule, remedy="add one, or a file of links by --edges"
        )
    has_outlines = ground.has_outlines
    if rule in ("corner", "border") and not has_outlines:
        raise UsageError(
            "needs outlines, not points", field="--neighbours", value=rule, remedy="write --neighbours distance"
        )
    if rule == "distance" or distance is not None or not has_outlines:
        return _by_distance(ground, distance, has_outlines, account, given=rule == "distance")
    contacts = contacts_of(rings_of(ground.shapes))
    pairs = contacts.pairs(corners=rule != "border")
    if rule is None and _share_alone(pairs, areas) > _ALONE:
        account.warnings.append(tell("apart"))
        return _by_distance(ground, None, has_outlines, account, given=False)
    said = tell("border" if rule == "border" else "border_or_corner")
    account.guess(
        Guess(tell("neighbours"), said, "--neighbours", "", rule is not None, ("border", "corner", "distance"))
    )
    return pairs


def _share_alone(pairs: Pairs, areas: int) -> float:
    return 1 - len({end for pair in pairs for end in pair}) / max(areas, 1)


def _all(areas: int, account: Account, *, given: bool) -> Pairs:
    """Make everybody everybody's neighbour: what assumes least where nothing is known of the ground."""
    if areas > _MOST_ALL and not given:
        raise UsageError(
            f"is not known of {areas} areas", field="who is next to whom",
            remedy="add a map of the areas, a table with the columns a and b (--edges FILE), or write --neighbours all",
        )  # fmt: skip
    account.guess(Guess(tell("neighbours"), tell("everybody"), "--edges", tell("no_map"), given))
    if not given:
        account.warnings.append(tell("nothing_of_neighbours"))
    return {(a, b) for a in range(areas) for b in range(a + 1, areas)}


def _by_distance(ground: Ground, distance: float | None, has_outlines: bool, account: Account, *, given: bool) -> Pairs:
    reach = distance if distance is not None else _usual_reach(ground, has_outlines)
    key = "outlines_within" if has_outlines else "points_within"
    unit = tell("metres" if ground.known else "units_of_map")
    account.guess(
        Guess(
            tell("neighbours"),
            tell(key, reach=reach, unit=unit),
            "--distance",
            "",
            given or distance is not None,
        )
    )
    return _within(ground, reach)


def _within(ground: Ground, reach: float) -> Pairs:
    import shapely

    tree = shapely.STRtree(ground.metric)
    a, b = tree.query(ground.metric, predicate="dwithin", distance=reach)
    return {(one, other) for one, other in zip(a.tolist(), b.tolist(), strict=True) if one < other}


def _usual_reach(ground: Ground, has_outlines: bool) -> float:
    """Choose a reach: the least of usual gaps that leaves few alone; for points, what finds most of them three others."""
    if has_outlines and ground.known:
        return next(
            (step for step in _STEPS if _share_alone(_within(ground, step), len(ground.metric)) <= 0.05), _STEPS[-1]
        )
    centres = _points(ground)
    if len(centres) < 2:
        return 0.0
    apart = np.sort(np.hypot(*(centres[:, None] - centres[None]).T), axis=1)
    return float(np.quantile(apart[:, min(_NEAREST, len(centres) - 1)], _MOST_NEAR))


def _points(ground: Ground) -> NDArray[np.float64]:
    import shapely

    return shapely.get_coordinates(shapely.centroid(ground.metric))
