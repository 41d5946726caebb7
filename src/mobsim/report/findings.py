"""Take from a comparison what can be said, and what cannot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from mobsim.experiment.fairness import Shift
from mobsim.experiment.thresholds import HARDLY
from mobsim.experiment.unequal import has_own_means
from mobsim.report.folder import Results
from mobsim.report.numbers import NOTHING, ranks_in_words
from mobsim.report.strategies import about_strategy, terms_in_words
from mobsim.report.vocabulary import outcome, strategy, strategy_named
from mobsim.scenario.strategy import StrategyKind

MISSING = math.nan


class Estimate(NamedTuple):
    """An outcome of one strategy: its mean, and its paired difference from the reference with the interval that decides.

    Under an ensemble ``range_low`` to ``range_high`` holds the difference in nine of ten plausible models.
    """

    mean: float = MISSING
    low: float = MISSING
    high: float = MISSING
    difference: float = MISSING
    difference_low: float = MISSING
    difference_high: float = MISSING
    range_low: float = MISSING
    range_high: float = MISSING

    @property
    def distinguishable(self) -> bool:
        """Whether the interval of the difference, which holds for all pairs of strategies at once, leaves out zero."""
        return self.difference_low > 0 or self.difference_high < 0

    @property
    def hardly(self) -> bool:
        """Whether the difference, however surely it is told, is too small to matter: under half a per cent."""
        return abs(self.relative()) < HARDLY

    @property
    def alike(self) -> bool:
        """Whether the whole interval lies within half a per cent: the runs tell that there is hardly a difference."""
        return all(abs(self.relative(end)) < HARDLY for end in (self.difference_low, self.difference_high))

    @property
    def holds_over_models(self) -> bool:
        """Whether nine of ten plausible models agree on the side of the difference."""
        return self.range_low > 0 or self.range_high < 0

    @property
    def known(self) -> bool:
        """Whether there is a finite mean."""
        return math.isfinite(self.mean)

    @property
    def shift(self) -> Shift | None:
        """The outcome before and after; ``None`` where it is not known."""
        if not (self.known and math.isfinite(self.difference)):
            return None
        return Shift(self.reference_mean, self.mean, self.difference_low, self.difference_high)

    @property
    def reference_mean(self) -> float:
        """Mean of the reference strategy over the same runs."""
        return self.mean - self.difference

    def relative(self, value: float | None = None) -> float:
        """Express a difference (its own by default) as a share of the reference's mean."""
        value = self.difference if value is None else value
        return value / abs(self.reference_mean) if self.reference_mean else MISSING


class Models(NamedTuple):
    """How a strategy stands over plausible models: in which share it is best, its ranks, and what choosing it loses.

    ``better_by`` says in which share of models it is better than the reference by a share.
    """

    best: float
    rank_low: float
    rank_high: float
    regret: float
    worst_regret: float
    better_by: Mapping[float, float]


@dataclass(frozen=True)
class Standing:
    """One strategy among those compared.

    ``terms`` say on what terms it was followed where these are its own; ``own_means`` whether officers or purse are among them.
    """

    name: str
    about: str
    levers: Mapping[str, object]
    cost: float
    probability_best: float
    expected_regret: float
    outcomes: Mapping[str, Estimate]
    is_policy: bool = True
    rank: int | None = None
    rank_to: int | None = None
    models: Models | None = None
    terms: tuple[str, ...] = ()
    own_means: bool = False

    @property
    def ranks(self) -> str:
        """Return the ranks that it may have in words; a dash for an arm of an experiment."""
        return NOTHING if self.rank is None or self.rank_to is None else ranks_in_words(self.rank, self.rank_to)

    @property
    def label(self) -> str:
        """Return the strategy's name as headings and tables have it."""
        return strategy(self.name)

    @property
    def named(self) -> str:
        """Return the strategy's name as sentences have it."""
        return strategy_named(self.name)

    def __getitem__(self, name: str) -> Estimate:
        return self.outcomes.get(name, Estimate())


@dataclass(frozen=True)
class Findings:
    """A comparison, ranked by its headline outcome, best first; arms of experiments stand after the policies."""

    results: Results
    headline: str
    reference_name: str
    standings: tuple[Standing, ...]
    smallest_detectable: Mapping[str, float]

    @property
    def best(self) -> Standing:
        """The policy with the best mean of the headline outcome."""
        return self.standings[0]

    @cached_property
    def policies(self) -> tuple[Standing, ...]:
        """The strategies that are ranked, best first: all but arms of experiments."""
        return tuple(standing for standing in self.standings if standing.is_policy)

    @cached_property
    def reference(self) -> Standing:
        """The strategy all others are compared with."""
        return next(standing for standing in self.standings if standing.name == self.reference_name)

    @cached_property
    def others(self) -> tuple[Standing, ...]:
        """All strategies but the reference, policies first, best first."""
        return tuple(standing for standing in self.standings if standing is not self.reference)

    @property
    def chosen(self) -> Standing:
        """The strategy that maps and curves show against the reference: the best that is not the reference."""
        return self.others[0] if self.others else self.reference

    @property
    def shown(self) -> tuple[Standing, ...]:
        """Reference, chosen strategy and, as a contrast, the policy that ranks last."""
        names = dict.fromkeys([self.reference.name, self.chosen.name])
        last = [standing for standing in self.others[1:] if standing.is_policy][-1:]
        return (*(self.find(name) for name in names), *last)

    @property
    def runs(self) -> int:
        """How many paired runs each strategy had."""
        return int((self.results.comparison or {}).get("runs", len(self.results.seeds)))

    @property
    def money(self) -> Mapping[str, Any] | None:
        """Benefits beside costs; ``None`` where the comparison does not price harm."""
        return (self.results.comparison or {}).get("money") if self.results is not None else None

    @property
    def fairness(self) -> Mapping[str, Any] | None:
        """What falls on each fifth of residents by deprivation; ``None`` where all are equally deprived."""
        return (self.results.comparison or {}).get("fairness") if self.results is not None else None

    @property
    def ensemble(self) -> Mapping[str, Any] | None:
        """What the parameters of each seed were drawn from; ``None`` where all runs have the scenario's."""
        return (self.results.comparison or {}).get("ensemble")

    @property
    def draws(self) -> int:
        """How many draws of the ensemble were run."""
        return int((self.results.comparison or {}).get("draws", 0))

    @property
    def conclusions(self) -> tuple[Mapping[str, Any], ...]:
        """Which policy does better than which, and in what share of plausible models; none without an ensemble."""
        return tuple((self.results.comparison or {}).get("conclusions") or ())

    @property
    def luck_share(self) -> float:
        """Which share of a difference's variance between seeds is luck; not a number where it cannot be told."""
        return _float(((self.results.comparison or {}).get("doubt") or {}).get("luck_share"))

    def find(self, name: str) -> Standing:
        """Return a strategy's standing by its name."""
        return next(standing for standing in self.standings if standing.name == name)

    @cached_property
    def tied(self) -> tuple[Standing, ...]:
        """Policies that share the first rank with the best: the runs tell nothing to be better."""
        return tuple(standing for standing in self.policies[1:] if standing.rank == self.best.rank)

    @property
    def contrasts(self) -> tuple[str, ...]:
        """Outcomes that the comparison holds for its best strategy."""
        return tuple(self.best.outcomes)


def find_out(results: Results) -> Findings:
    """Rank the strategies of a comparison."""
    comparison = results.comparison or {}
    headline = str(comparison.get("headline", "harm"))
    standings = [_standing(entry) for entry in comparison["strategies"]]
    downwards = outcome(headline).better == "higher"
    standings.sort(
        key=lambda each: (not each.is_policy, each.rank or 0, _rank(each[headline].mean, downwards), each.name)
    )
    detectable = {name: _float(value) for name, value in (comparison.get("smallest_detectable") or {}).items()}
    return Findings(results, headline, str(comparison["reference"]), tuple(standings), detectable)


def _standing(entry: Mapping[str, Any]) -> Standing:
    outcomes = {
        name: Estimate(*(_float(values.get(field)) for field in Estimate._fields))
        for name, values in entry["outcomes"].items()
    }
    return Standing(
        name=str(entry["name"]),
        about=about_strategy(str(entry["name"]), str(entry.get("about") or "")),
        levers=entry.get("levers") or {},
        cost=_float(entry.get("cost")),
        probability_best=_float(entry.get("probability_best")),
        expected_regret=_float(entry.get("expected_regret")),
        outcomes={name: estimate for name, estimate in outcomes.items() if estimate.known},
        is_policy=entry.get("kind") != StrategyKind.ARM.key,
        rank=entry.get("rank"),
        rank_to=entry.get("rank_to"),
        models=_models(entry.get("models")),
        terms=tuple(terms_in_words(entry)),
        own_means=has_own_means(entry),
    )


def _models(entry: Mapping[str, Any] | None) -> Models | None:
    if entry is None:
        return None
    better = {_float(each["share"]): _float(each["models"]) for each in entry["better_by"]}
    return Models(*(_float(entry.get(field)) for field in Models._fields[:-1]), better)


def _rank(mean: float, downwards: bool) -> float:
    return math.inf if not math.isfinite(mean) else -mean if downwards else mean


def _float(value: Any) -> float:
    return MISSING if value is None else float(value)
