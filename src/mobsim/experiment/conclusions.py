"""Which conclusions of a comparison hold over plausible models: of each, in which share of them, and how surely that is known."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from mobsim.experiment.doubt import Array, Draws
from mobsim.experiment.effects import LEAST_PAIRS
from mobsim.experiment.intervals import LEVEL
from mobsim.experiment.plain import plain
from mobsim.scenario.strategy import StrategyKind

NEARLY_ALL = 0.90
"""Share of plausible models from which on a conclusion holds in nearly all of them."""
BESIDE = ("insecurity", "trust", "stops")
"""Outcomes that are asked of each strategy beside the headline, against the reference."""
_PIVOTS = 4_000
_ENTROPY = 20_261_201
"""Seed of what is drawn, so that one table of runs always gives one answer."""


class Held(NamedTuple):
    """Hold the share of plausible models whose expected difference lies below nought, with its 95 % interval."""

    share: float
    low: float
    high: float


def share_below(differences: Array, draws: Sequence[int]) -> Held | None:
    """Estimate in which share of plausible models the expected difference lies below nought; None from fewer than five draws.

    Expected differences of models are taken as normal: their mean, and the variance of doubt, are those of means by draw, less
    the luck in them, which is known where draws were run on two seeds. Where none was, luck counts as doubt, and the share lies
    nearer to a half than it should. The interval is generalized: from the pivotal distributions of the mean and both variances.

    Parameters
    ----------
    differences
        One a seed.
    draws
        Number of each seed's draw.

    References
    ----------
    Weerahandi (1993), Journal of the American Statistical Association 88, 899-905.
    """
    found = Draws.of(differences[:, None], draws)
    models = len(found.means)
    if models < LEAST_PAIRS or not np.isfinite(differences).all():
        return None
    mean, between = float(found.means.mean()), float(found.between[0, 0])
    luck = float(found.luck[0, 0]) if found.free else 0.0
    random = np.random.default_rng(np.random.SeedSequence(_ENTROPY))
    of_means = between * (models - 1) / random.chisquare(models - 1, _PIVOTS)
    of_luck = luck * found.free / random.chisquare(found.free, _PIVOTS) if found.free else np.zeros(_PIVOTS)
    about = mean + random.standard_normal(_PIVOTS) * np.sqrt(of_means / models)
    shares = _below(about, of_means - of_luck * found.averaged)
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    share = float(_below(np.array([mean]), np.array([between - luck * found.averaged]))[0])
    return Held(share, min(float(low), share), max(float(high), share))


def _below(mean: Array, variance: Array) -> Array:
    """Return the share of a normal distribution that lies below nought; one without width lies on one side."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = -mean / np.sqrt(np.maximum(0.0, variance))
    return stats.norm.cdf(np.where(np.isnan(reach), 0.0, reach))


def conclusions(
    strategies: Sequence[Mapping[str, Any]],
    by_seed: Mapping[str, Array],
    draws: list[int],
    headline: str,
    reference: int,
) -> list[dict[str, Any]]:
    """Ask of each pair of policies which does less of the headline, and of each what it moves beside, against the reference.

    Parameters
    ----------
    strategies
        Their summaries, with ``name`` and ``kind``.
    by_seed
        Outcomes, seeds by strategies.
    draws
        Number of each seed's draw.
    headline
        Name of the outcome by which strategies are ranked.
    reference
        Number of the reference.

    Returns
    -------
    list of dict
        ``strategy``, ``against``, ``outcome``, the ``side`` that the more models say (``lower``, ``higher``), and their ``share``
        with its 95 % interval (``low``, ``high``).
    """
    policies = [number for number, each in enumerate(strategies) if each["kind"] == StrategyKind.POLICY.key]
    found = []
    for outcome, one, other in _questions(policies, by_seed, headline, reference):
        values = by_seed[outcome]
        held = share_below(values[:, one] - values[:, other], draws)
        if held is None or np.ptp(values[:, one] - values[:, other]) == 0:
            continue
        lower = held.share >= 0.5
        share, low, high = held if lower else (1 - held.share, 1 - held.high, 1 - held.low)
        found.append({
            "strategy": strategies[one]["name"], "against": strategies[other]["name"], "outcome": outcome,
            "side": "lower" if lower else "higher", "share": plain(share), "low": plain(low), "high": plain(high),
        })  # fmt: skip
    return found


def _questions(
    policies: Sequence[int], by_seed: Mapping[str, Array], headline: str, reference: int
) -> Iterator[tuple[str, int, int]]:
    """Yield an outcome and two policies each: those against the reference first, then the other pairs."""
    others = [number for number in policies if number != reference]
    for outcome in (headline, *BESIDE):
        if outcome in by_seed:
            yield from ((outcome, one, reference) for one in others)
    yield from ((headline, one, other) for one, other in combinations(others, 2))
