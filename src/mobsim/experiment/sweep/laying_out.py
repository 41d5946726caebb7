"""Lay out the plan of a sweep: the points of its design, under each strategy, in an order that lets neighbours share a town."""

from collections.abc import Sequence

from mobsim.errors import ScenarioError
from mobsim.experiment.plan import Plan
from mobsim.experiment.sweep import limits
from mobsim.experiment.sweep.designs.design import Asked, Design
from mobsim.experiment.sweep.factors import Factor


def lay_out(design: Design, asked: Asked, strategies: Sequence[str] = ()) -> Plan:
    """Lay out the points of a design.

    Parameters
    ----------
    design
        How they are laid out.
    asked
        The factors, and how much is asked for.
    strategies
        Names; every point is run under each, with the same seed.

    Raises
    ------
    ScenarioError
        If there would be too many points.
    """
    asked = asked._replace(factors=towns_first(asked.factors))
    check_size(design, asked, max(1, len(strategies)))
    points, blocks = design.draw(asked)
    if strategies:
        points = [{**point, "strategy": name} for point in points for name in strategies]
        blocks = [block for block in blocks for _ in strategies]
    return Plan(tuple(points), asked.seed, tuple(blocks), design.stride)


def towns_first(factors: Sequence[Factor]) -> list[Factor]:
    """Order factors so that those that only change a strategy vary fastest: runs of one town share its burn-in."""
    return sorted(factors, key=lambda factor: factor.kind in ("lever", "strategy"))


def check_size(design: Design, asked: Asked, strategies: int) -> None:
    """Refuse a design of more points than can be laid out, told before they are."""
    points, count = strategies * design.size(asked), len(asked.factors)
    if points > limits.MOST_POINTS or points * count > limits.MOST_VALUES:
        problem = f"make {points:,} points of {count} factors"
        if points > 10**12:
            problem = f"make more than 1,000,000,000,000 points of {count} factors"
        raise ScenarioError(
            f"{problem}, more than {limits.MOST_POINTS:,} points or {limits.MOST_VALUES:,} values",
            field="factors",
            remedy="take fewer samples, levels or factors, or a design of fewer points",
        )
