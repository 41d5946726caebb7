"""A search as it is asked for: in a town, over the levers that are free, for one or two outcomes, with so many runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mobsim.errors import UsageError
from mobsim.experiment.choosing import choose_draws, prepare
from mobsim.experiment.search.goals import Goal, read_goals
from mobsim.experiment.search.space import Space, prices_of
from mobsim.experiment.sweep.factors import Factor, Value, read_factor
from mobsim.experiment.sweep.study import levers_at
from mobsim.measures import outcomes_for
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.experiment_schema import RangeTable, SearchTable
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import wrong_value
from mobsim.scenario.parameters import LEVERS
from mobsim.scenario.scenario import Scenario
from mobsim.scenario.strategy import LeadPolicy

SEEDS = 6
"""Runs of each strategy that is tried, unless told otherwise."""
LEAST_SEEDS, MOST_SEEDS = 2, 1_000
LEAST_BUDGET, MOST_BUDGET = 4, 5_000
LEAST_FRESH = 5
"""Fresh runs below which nothing is told of chances."""


@dataclass(frozen=True)
class Search:
    """A search that can be run.

    Parameters
    ----------
    scenario
        The town; its reference is what every strategy is compared with.
    goals
        What strategies are to better.
    space
        The strategies that may be tried.
    budget
        How many are tried, besides those that show what each lever of the best is worth.
    seeds
        Runs of each.
    fresh
        Runs of each strategy that is shown, on seeds and draws of their own.
    ensemble
        What the parameters in doubt are drawn from; none where all runs have the scenario's.
    fixed
        Levers that have one value in every strategy that is tried.
    file
        The experiment file that declares it, if one does.
    """

    scenario: Scenario
    goals: tuple[Goal, ...]
    space: Space
    budget: int
    seeds: int
    fresh: int
    ensemble: Ensemble | None = None
    fixed: Mapping[str, Value] = field(default_factory=dict)
    file: Path | None = None

    @property
    def name(self) -> str:
        """Name of the file that declares it, or of the town."""
        return self.scenario.name if self.file is None else self.file.stem

    @property
    def seed(self) -> int:
        """Seed of its draws and runs."""
        return self.scenario.seed


def ask(
    scenario: Scenario | str | Path,
    outcomes: Sequence[str] = ("harm",),
    *,
    budget: int | None = None,
    seeds: int | None = None,
    fresh: int | None = None,
    free: Mapping[str, Any] | Iterable[str] | None = None,
    days: int | None = None,
    seed: int | None = None,
    ensemble: Ensemble | str | Path | None = None,
    point: bool = False,
) -> Search:
    """Ask for a search in a town.

    Parameters
    ----------
    scenario
        A scenario, its path, or the name of one that ships.
    outcomes
        One outcome or two; ``"lower NAME"`` or ``"higher NAME"`` where an outcome does not say which way is better.
    budget
        Strategies that are tried.
    seeds
        Runs of each.
    fresh
        Runs of each strategy that is shown, on fresh seeds and draws.
    free
        Names of the levers that are free, or a mapping from names to ranges or lists of values; all when left out.
    days, seed
        Instead of the scenario's own.
    ensemble
        An ensemble, its path or name; the scenario's own, or else that of the evidence, when left out.
    point
        Give all runs the scenario's own parameters instead.

    Raises
    ------
    MobsimError
        Everything that is wrong.
    """
    town = prepare(scenario, days=days, seed=seed)
    drawn = choose_draws(town, ensemble, point=point)
    findings = Findings(None)
    goals = read_goals(outcomes, outcomes_for(town.problems), findings)
    factors = tuple(_free_factors(free, findings))
    findings.stop_if_wrong()
    table = SearchTable()
    numbers = {
        "budget": checked("budget", table.budget if budget is None else budget, LEAST_BUDGET, MOST_BUDGET),
        "seeds": checked("seeds", SEEDS if seeds is None else seeds, LEAST_SEEDS, MOST_SEEDS),
        "fresh": checked("fresh", table.fresh if fresh is None else fresh, LEAST_FRESH, MOST_SEEDS),
    }
    search = build(town, goals, factors, {}, drawn, numbers, findings)
    findings.stop_if_wrong()
    return search


def build(
    town: Scenario,
    goals: tuple[Goal, ...],
    factors: tuple[Factor, ...],
    fixed: Mapping[str, Value],
    ensemble: Ensemble | None,
    numbers: Mapping[str, int],
    findings: Findings,
) -> Search:
    """Build a search from what was read, recording what does not fit together."""
    start = town.strategies[town.reference].levers
    space = Space(factors, levers_at(start, fixed), start, prices_of(town, ensemble))
    _check_room(space, findings)
    budget, seeds, fresh = (numbers[name] for name in ("budget", "seeds", "fresh"))
    return Search(town, goals, space, budget, seeds, fresh, ensemble=ensemble, fixed=dict(fixed))


def all_factors() -> tuple[Factor, ...]:
    """Return every lever over the range that it declares."""
    return tuple(read_factor(name, RangeTable()) for name in LEVERS)


def checked(name: str, number: int, least: int, most: int) -> int:
    """Return a number, or raise a UsageError."""
    if not least <= number <= most:
        raise UsageError(f"must be from {least} to {most:,}", field=name, value=number)
    return number


def _free_factors(free: Mapping[str, Any] | Iterable[str] | None, findings: Findings) -> Iterable[Factor]:
    if free is None:
        yield from all_factors()
        return
    given = free if isinstance(free, Mapping) else dict.fromkeys(free)
    if not given:
        findings.wrong("names no lever", "free", f"name one of {', '.join(_short(LEVERS))}")
    for name, levels in given.items():
        full = name if name in LEVERS else f"strategy.{name}"
        if full not in LEVERS:
            findings.wrong("is not a known lever", "free", did_you_mean(name, _short(LEVERS)), value=name)
            continue
        read = _levels(full, levels, findings)
        if read is not None:
            yield read_factor(full, read)


def _levels(name: str, given: Any, findings: Findings) -> Any:
    """Return a range or a list of values that a lever may have; None, recording what is wrong with it, where it may not."""
    if given is None:
        return RangeTable()
    leads = LeadPolicy.keys()
    before, field = findings.count, f"free.{name.removeprefix('strategy.')}"
    for level in given:
        wrong = None if name == "strategy.lead" and level in leads else wrong_value(name, level)
        if wrong is not None:
            findings.wrong(wrong[0], field, wrong[1], value=level)
    if findings.count > before or not isinstance(given, tuple):
        return None if findings.count > before else list(given)
    if len(given) != 2 or not given[0] < given[1]:
        findings.wrong("must be a range with low below high", field, "write (0.2, 0.6)", value=list(given))
        return None
    return RangeTable(low=float(given[0]), high=float(given[1]))


def _short(names: Iterable[str]) -> list[str]:
    return [name.removeprefix("strategy.") for name in names]


def _check_room(space: Space, findings: Findings) -> None:
    """Record where even the cheapest strategy of a search does not fit into the purse, or none into the hours."""
    least = {factor.name: min(factor.levels) if factor.levels else factor.low for factor in space.factors}
    least |= {factor.name: factor.levels[0] for factor in space.factors if isinstance(least[factor.name], str)}
    levers = space.levers(least)
    if levers.patrol_share + levers.engagement_share > 1 + 1e-9:
        problem = "patrol_share and engagement_share exceed all free hours together, however low they may be"
        findings.wrong(problem, "factors", "lower their least values until they sum to at most 1")
    if max(price.share_of_purse(levers) for price in space.prices) > 1 + 1e-9:
        problem = "the levers cost more than the purse, however low they may be"
        findings.wrong(problem, "factors", "lower their least values, or raise money.purse in the scenario")
