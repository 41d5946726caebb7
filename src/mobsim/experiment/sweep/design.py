"""A design: the points of a sweep, in an order that lets neighbours share a town, and the seeds that they are run with."""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.experiment.replicates import seed_of
from mobsim.experiment.sweep import lattices, samples
from mobsim.experiment.sweep.factors import DUMMY, Factor, Value
from mobsim.experiment.sweep.size import check_size
from mobsim.store import PlannedRun

DRAWN = ("latin_hypercube", "sobol", "morris")
"""Designs drawn from ranges, whose points are many and differ in everything."""
EXTENDED = ("sobol", "morris")
"""Designs to which more samples add points without changing any."""
REPLICATE_STRIDE = 10_000_000
"""In designs that samples may be added to, runs of the next replicate are numbered from the next multiple of this."""


@dataclass(frozen=True)
class Design:
    """The points of one replicate.

    Points of one number in ``blocks`` share the seed of their block; with no blocks, all points of a replicate share one.
    """

    points: tuple[dict[str, Value], ...]
    blocks: tuple[int, ...] = ()
    stride: int = 0

    def plan(self, seed: int, first: int, end: int) -> list[PlannedRun]:
        """Plan replicates ``first`` to ``end - 1``, numbered so that later replicates change no number given before."""
        stride = self.stride or len(self.points)
        runs = []
        for replicate in range(first, end):
            common = seed_of(seed, replicate)
            for place, point in enumerate(self.points):
                own = seed_of(seed, replicate, self.blocks[place]) if self.blocks else common
                runs.append(PlannedRun(replicate * stride + place, point, own))
        return runs

    def replicates_in(self, run_ids: "set[int]") -> int:
        """Return how many replicates the runs with these numbers belong to."""
        return max(run_ids) // (self.stride or len(self.points)) + 1 if run_ids else 0


def lay_out(
    kind: str,
    factors: Sequence[Factor],
    strategies: Sequence[str] = (),
    *,
    samples_wanted: int = 1,
    resolution: int | None = None,
    points: Sequence[dict[str, Value]] = (),
    seed: int = 1,
) -> Design:
    """Lay out the points of a design of one kind.

    Parameters
    ----------
    kind
        "factorial", "grid", "latin_hypercube", "sobol", "morris" or "list".
    factors
        What varies.
    strategies
        Names; every point is run under each, with the same seed.
    samples_wanted
        Samples of a Latin hypercube, blocks of a Sobol' design, trajectories of a Morris design.
    resolution
        Of a fraction of a two-level factorial; the whole factorial if None.
    points
        Of a list.
    seed
        Of the draws of a design that is drawn.

    Raises
    ------
    ScenarioError
        If there would be too many points.
    """
    check_size(kind, factors, max(1, len(strategies)), samples_wanted, resolution)
    ordered = towns_first(factors)
    if kind in DRAWN:
        drawn, blocks = _draw(kind, ordered, samples_wanted, seed)
    elif kind == "list":
        drawn, blocks = [dict(point) for point in points], []
    elif kind == "grid":
        drawn, blocks = lattices.all_combinations([(factor.name, factor.ladder) for factor in ordered]), []
    elif resolution is not None:
        drawn, blocks = lattices.fraction(ordered, resolution), []
    else:
        drawn, blocks = lattices.all_combinations([(factor.name, factor.ends) for factor in ordered]), []
    if strategies:
        drawn = [{**point, "strategy": name} for point in drawn for name in strategies]
        blocks = [block for block in blocks for _ in strategies]
    return Design(tuple(drawn), tuple(blocks), REPLICATE_STRIDE if kind in EXTENDED else 0)


def towns_first(factors: Sequence[Factor]) -> list[Factor]:
    """Order factors so that those that only change a strategy vary fastest: runs of one town share its burn-in."""
    return sorted(factors, key=lambda factor: factor.kind in ("lever", "strategy"))


def with_dummy(factors: Sequence[Factor]) -> list[Factor]:
    """Add a factor that changes nothing: what a design finds of it is noise."""
    return [*factors, Factor(DUMMY, "dummy")]


def _draw(kind: str, factors: Sequence[Factor], wanted: int, seed: int) -> samples.Sample:
    if kind == "latin_hypercube":
        return samples.latin_hypercube(factors, wanted, seed)
    draw = samples.sobol if kind == "sobol" else samples.morris
    return draw(with_dummy(factors), wanted, seed)
