"""Compare strategies at equal cost on the same towns: a sweep over strategies alone, with common random numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.areas import describe_areas, summarise_scenario
from mobsim.experiment.asked import FILE as ASKED
from mobsim.experiment.asked import describe_town, ensemble_in, read_asked, town_copies, town_in
from mobsim.experiment.choosing import (
    LEAST_RUNS,
    check_precision,
    check_runs,
    choose_draws,
    choose_strategies,
    prepare,
    reference_of,
)
from mobsim.experiment.engine import Progress
from mobsim.experiment.holding import Declaration, Held, Means, hold
from mobsim.experiment.identity import identity_of
from mobsim.experiment.own import NOTHING, Own, own_of
from mobsim.experiment.plan import Plan
from mobsim.experiment.replaying import record_replay
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.showing import comparison_in_html, plot_comparison
from mobsim.experiment.single import options_of
from mobsim.experiment.stopping import HEADLINE, Precision, Seeds
from mobsim.experiment.summary import by_rank, complete_seeds, summarise, to_table
from mobsim.experiment.sweep.study import ByStrategy, SweepStudy
from mobsim.measures import OUTCOMES, Outcome, outcomes_of
from mobsim.scenario.ensemble import Ensemble
from mobsim.scenario.prices import PriceList, load_prices
from mobsim.scenario.scenario import Scenario
from mobsim.store import ResultsFolder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KEPT = ("weekly", "neighbourhoods", "initiatives", "books", "zones")
TABLES = ("runs", *KEPT, "failures")
RUNS = 20


@dataclass(frozen=True, repr=False)
class Comparison:
    """Hold what a comparison found: the answer, and the tables it was taken from."""

    summary: dict[str, Any]
    runs: pd.DataFrame
    weekly: pd.DataFrame
    neighbourhoods: pd.DataFrame
    initiatives: pd.DataFrame
    books: pd.DataFrame
    zones: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None
    meanings: Mapping[str, Outcome] = field(default_factory=lambda: OUTCOMES, compare=False)

    @property
    def table(self) -> pd.DataFrame:
        """One row a strategy and outcome: mean, interval, paired difference to the reference and its interval."""
        return to_table(self.summary)

    def plot(self, outcome: str | None = None) -> "Figure":
        """Draw each strategy's difference to the reference with the interval that decides: in harm, unless another is named.

        Returns
        -------
        Figure
            Of matplotlib, with title, units and caption; a notebook shows it, ``figure.savefig`` keeps it.
        """
        return plot_comparison(self.summary, outcome, self.meanings)

    def __repr__(self) -> str:
        strategies, runs = len(self.summary["strategies"]), self.summary["runs"]
        return f"<Comparison: {self.summary['title']}, {strategies} strategies on {runs} seeds>"

    def _repr_html_(self) -> str:
        return comparison_in_html(self.summary, self.meanings)


def compare(
    scenario: Scenario | str | Path | Mapping[str, Any],
    strategies: Sequence[str] | None = None,
    runs: int = RUNS,
    precision: float | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    *,
    days: int | None = None,
    seed: int | None = None,
    ensemble: Ensemble | str | Path | None = None,
    point: bool = False,
    prices: PriceList | str | Path | None = None,
    planners: Mapping[str, Any] | None = None,
    outcomes: Iterable[Any] = (),
    interventions: Iterable[Any] = (),
    rules: Iterable[Any] = (),
) -> Comparison:
    """Compare strategies on the same seeds.

    Parameters
    ----------
    scenario
        A scenario, its path, the name of one that ships or is installed, or the content of a file as a dictionary.
    strategies
        Names; all policies of the scenario when left out. Arms of experiments that are named are shown and not ranked. The
        scenario's reference is the reference, or else the first policy named.
    runs
        Runs of each strategy. A folder that already holds more keeps them, and all are used.
    precision
        Instead of a number of runs: go on until the 95 % interval of every paired difference in harm is at most this
        share of the reference's harm to either side (0.02 is 2 %), at most 200 runs.
    workers
        Processes; one a core when left out.
    out
        Results folder to make or to go on with; nothing is kept when left out.
    progress
        Called with the standing as runs finish.
    days, seed
        Instead of the scenario's own.
    ensemble
        An ensemble, its path, or the name of one that ships: each seed has a draw of the parameters that are in doubt, the
        same under all strategies. Left out it is the scenario's own, or else that of the evidence.
    point
        Give all runs the scenario's parameters instead: intervals then hold luck alone.
    prices
        What harm costs, or the file that says so, to set benefits beside costs; those that ship when left out.
    planners
        Planners of your own, by the name of the strategy that has it: functions that can be imported, their references, or
        installed names.
    outcomes, interventions, rules
        Functions of your own, declared by :func:`mobsim.outcome`, :func:`mobsim.intervention` and :func:`mobsim.rule`; the
        same in every run.

    Raises
    ------
    UsageError
        If the call or the folder does not fit.
    MobsimError
        If too few runs finished for a comparison.
    """
    scenario = prepare(scenario, days=days, seed=seed).with_planners(planners or {})
    drawn, own = choose_draws(scenario, ensemble, point=point), own_of(outcomes, interventions, rules)
    priced = prices_for(scenario, prices)
    names = choose_strategies(scenario, strategies)
    reference, enough = reference_of(scenario, names), Seeds(check_runs(runs))
    until = enough if check_precision(precision) is None else Precision(precision or 0.0, HEADLINE, reference)
    plan = plan_of(scenario, names, drawn)
    kept = None if out is None else Path(out)
    with hold(declare(scenario, names, drawn, own), plan, until, kept, Means(workers, progress)) as held:
        _refuse_too_few(held, names, reference)
        summary = summarise(
            scenario,
            held.read("runs"),
            names,
            reference,
            held.declared.outcomes,
            drawn,
            neighbourhoods=held.read("neighbourhoods"),
            prices=priced,
        )
        held.folder.write_json("comparison.json", summary)
        if kept is not None:
            first = scenario if drawn is None else scenario.drawn(drawn, drawn.draw_of(0))
            _keep_replay(held.folder, first, summary, own)
        tables = {name: held.read(name) for name in TABLES}
    return Comparison(summary=summary, folder=kept, meanings=held.declared.outcomes, **tables)


def prices_for(scenario: Scenario, prices: PriceList | str | Path | None) -> PriceList | None:
    """Return prices of harm in the currency of the scenario; ``None`` where none are named and those that ship are in another.

    Raises
    ------
    UsageError
        If prices that are named are in another currency.
    """
    found = prices if isinstance(prices, PriceList) else load_prices(prices)
    if found.currency == scenario.currency:
        return found
    if prices is None:
        return None
    raise UsageError(
        f"are in {found.currency}, and the scenario counts in {scenario.currency}",
        field="prices",
        remedy="give prices in the currency of the scenario's [costs]",
    )


def plan_of(scenario: Scenario, strategies: Sequence[str], ensemble: Ensemble | None = None) -> Plan:
    """Plan what is run on each seed: every strategy, with the draw of the seed."""
    draw_of = None if ensemble is None else ensemble.draw_of
    return Plan([{"strategy": name} for name in strategies], scenario.seed, draw_of=draw_of)


class Asked(NamedTuple):
    """What is compared: the town, the strategies, what is drawn from, and a user's own functions."""

    scenario: Scenario
    strategies: list[str]
    ensemble: Ensemble | None
    own: Own = NOTHING


def comparison_in(folder: Path) -> Asked:
    """Read what a comparison is of from its results folder, to go on with it or to repeat a run.

    Raises
    ------
    UsageError
        If the folder does not hold them.
    """
    asked = read_asked(folder, "compare")
    scenario = town_in(folder, asked)
    names = choose_strategies(scenario, asked["strategies"])
    return Asked(scenario, names, ensemble_in(folder, asked), own_of(**asked.get("own", {})))


def declare(
    scenario: Scenario, strategies: Sequence[str], ensemble: Ensemble | None = None, own: Own = NOTHING
) -> Declaration:
    """Declare a comparison of strategies: one town, whose runs differ by their strategy, and by the draw of their seed."""
    own = own.checked(scenario)
    reference = reference_of(scenario, strategies)
    repeat = ByStrategy(
        scenario.called,
        scenario.days,
        None if ensemble is None else ensemble.name,
        tuple(options_of(own, scenario, strategies)),
    )
    copies = town_copies(scenario)
    asked: dict[str, Any] = {**describe_town(scenario, copies), "strategies": list(strategies), "ensemble": None}
    asked |= {"own": own.named} if own else {}
    beside: dict[str, Any] = {"areas.json": describe_areas(scenario), ASKED: asked}
    inputs: dict[str, Any] = {"scenario": identity_of(scenario), "strategies": list(strategies), "reference": reference}
    if ensemble is not None:
        inputs["ensemble"] = ensemble.identity
        beside["ensemble.json"] = ensemble.described()
        asked["ensemble"] = "ensemble.json"
    inputs |= {"own": own.identity} if own else {}
    return Declaration(
        SweepStudy({(): scenario}, repeat, strategy=reference, tables=frozenset(KEPT), ensemble=ensemble, own=own),
        "compare",
        inputs,
        summarise_scenario(scenario),
        beside,
        {**outcomes_of(scenario), **own.measured},
        copies=copies,
    )


def _keep_replay(folder: ResultsFolder, scenario: Scenario, summary: Mapping[str, Any], own: Own) -> None:
    """Record the reference and the best of the others, a policy if there is one, week by week, for the report to replay."""
    best = next(each for each in by_rank(summary) if each["name"] != summary["reference"])
    chosen = [summary["reference"], best["name"]]
    there = folder.read_json("replay.json")
    if there is None or there["strategies"] != chosen:
        folder.write_json("replay.json", record_replay(scenario, chosen, seed_of(scenario.seed, 0), own))


def _refuse_too_few(held: Held, names: Sequence[str], reference: str) -> None:
    kept, seeds = complete_seeds(held.read("runs"), names)
    if reference in kept and len(kept) >= 2 and len(seeds) >= LEAST_RUNS:
        return
    failure = held.first_failure()
    raise MobsimError(
        f"too few runs finished to compare strategies; the first that failed reports {failure['message']}; "
        f"see it again with: {failure['replay']}"
    )
