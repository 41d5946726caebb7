"""Analyse a sweep: every table and figure that its design allows, for the outcomes that it kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from mobsim.analysis.basis import basis_of
from mobsim.analysis.convergence import convergence
from mobsim.analysis.discovery import discover
from mobsim.analysis.factorial import MOST_FOR_SHARES, interactions, level_means, main_effects, shapley_shares
from mobsim.analysis.information import worth_knowing, worth_knowing_together
from mobsim.analysis.pairing import pairing_gain
from mobsim.analysis.regression import regression
from mobsim.analysis.results import SweepResults, read_sweep
from mobsim.analysis.scoring import feature_scores
from mobsim.analysis.sensitivity import morris_effects, sobol_indices
from mobsim.analysis.showing import analysis_in_html
from mobsim.analysis.strategies import regret_across, strategy_differences
from mobsim.analysis.variance import variance_components
from mobsim.errors import MobsimError
from mobsim.store.atomic import write_file

FOLDER = "analysis"
COMPONENTS = ("strategy.leadership", "strategy.collaboration", "strategy.risk_focus", "strategy.information_sharing")


@dataclass(frozen=True, repr=False)
class Analysis:
    """What was found: ``tables`` by name, each with a column ``outcome``; ``notes`` on what could not be told, and why."""

    results: SweepResults
    headline: str
    tables: dict[str, pd.DataFrame]
    notes: tuple[str, ...]

    def table(self, name: str, outcome: str | None = None) -> pd.DataFrame:
        """Return a table for one outcome, the headline unless told otherwise."""
        found = self.tables[name]
        return found[found["outcome"] == (outcome or self.headline)].drop(columns="outcome").reset_index(drop=True)

    def basis(self, name: str) -> str:
        """Say what the intervals and probabilities of a table are: by which test, on how much, adjusted for how many."""
        return basis_of(name, self.table(name))

    def __repr__(self) -> str:
        return f"<Analysis: {self.results.experiment['title']}, tables {', '.join(self.tables)}>"

    def _repr_html_(self) -> str:
        shown = {name: self.table(name) for name in self.tables if name != "convergence"}
        title = f"{self.results.experiment['title']}: {self.results.label(self.headline).lower()}"
        return analysis_in_html(title, shown, {name: self.basis(name) for name in shown})

    def write(self, place: Path | None = None) -> list[Path]:
        """Write the tables as CSV into ``analysis`` within the results folder, or within another."""
        folder = (place or self.results.folder) / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for name, table in self.tables.items():
            files.append(folder / f"{name}.csv")
            write_file(files[-1], lambda file, table=table: table.to_csv(file, index=False))
        return files


def analyse(folder: str | Path, outcome: str | None = None, *, outcomes: Sequence[str] | None = None) -> Analysis:
    """Analyse the results of a sweep, finished or still running.

    Parameters
    ----------
    folder
        Results folder of ``mobsim sweep``.
    outcome
        The outcome that figures show; harm when left out.
    outcomes
        Outcomes that the tables hold; all that were kept when left out.

    Raises
    ------
    MobsimError
        If the folder holds no sweep, or no finished run, or not this outcome.
    """
    results = read_sweep(folder)
    headline = results.headline(outcome)
    chosen = [results.headline(name) for name in (results.outcomes if outcomes is None else outcomes)]
    chosen = list(dict.fromkeys([headline, *chosen]))
    tables: dict[str, list[pd.DataFrame]] = {}
    notes: list[str] = []
    for name, make in _analyses(results):
        for each in chosen if name not in ONLY_HEADLINE else [headline]:
            try:
                tables.setdefault(name, []).append(make(results, each).assign(outcome=each))
            except MobsimError as error:
                notes.append(f"{name}: {error}")
    if results.failures.shape[0]:
        notes.append(f"{len(results.failures)} runs failed; whatever is paired with them is left out")
    notes += _constants(results, chosen)
    notes += [f"failing: {rule}" for rule in _vain_rules(tables.get("failing", []))]
    joined = {name: _joined(parts) for name, parts in tables.items() if any(len(part) for part in parts)}
    return Analysis(results, headline, joined, tuple(dict.fromkeys(notes)))


ONLY_HEADLINE = ("convergence", "scores", "failing", "information", "mechanisms")
Make = Callable[[SweepResults, str], pd.DataFrame]


def _has_two_levels(results: SweepResults) -> bool:
    return bool(results.two_level)


def _has_pairs(results: SweepResults) -> bool:
    return len(results.two_level) > 1


def _has_shares(results: SweepResults) -> bool:
    whole = results.experiment["resolution"] is None
    return whole and 2 <= len(_shared(results)) <= MOST_FOR_SHARES


def _compares(results: SweepResults) -> bool:
    return results.reference is not None


def _compares_policies(results: SweepResults) -> bool:
    return _compares(results) and len(set(results.experiment["strategies"]) - set(results.experiment["arms"])) > 1


def _has_luck(results: SweepResults) -> bool:
    return results.runs["replicate"].nunique() > 1


class _Table(NamedTuple):
    """How a table is made for an outcome, and of which results: those whose design names it, or else of any."""

    make: Make
    fits: Callable[[SweepResults], bool] = lambda _: True
    of_any_design: bool = False


def _analyses(results: SweepResults) -> Iterator[tuple[str, Make]]:
    """Yield what the design and the results allow: the name of a table, and what makes it for an outcome."""
    for name, table in TABLES.items():
        if (table.of_any_design or name in results.design.analyses) and table.fits(results):
            yield name, table.make


def _shared(results: SweepResults) -> list[str]:
    """Return the factors that shares are told of: the components where they vary, else all of two levels."""
    names = [factor.name for factor in results.two_level]
    components = [name for name in names if name in COMPONENTS]
    return components if len(components) > 1 else names


def _failing(results: SweepResults, outcome: str) -> pd.DataFrame:
    tables = []
    names = [name for name in results.experiment["strategies"] if name != results.reference] or [""]
    for name in names:
        found = discover(results, name, outcome)
        tables.append(
            found.rules.assign(strategy=name, accuracy=found.accuracy, always=found.always, all=found.failing)
        )
    return pd.concat(tables, ignore_index=True)


def _constants(results: SweepResults, outcomes: Sequence[str]) -> Iterator[str]:
    """Report the outcomes that nothing moved: their effects of nought come from no comparison."""
    for name in outcomes:
        values = results.runs[name].dropna()
        if len(values) > 1 and (values == values.iloc[0]).all():
            yield f"{name} is the same in all {len(values):,} runs, so there is nothing to explain"


def _vain_rules(tables: Sequence[pd.DataFrame]) -> Iterator[str]:
    """Report for which strategies the rules of failure predict no better than the commoner answer does."""
    for table in tables:
        for strategy, rules in table.groupby("strategy", sort=False):
            if (rules["accuracy"] <= rules["always"]).all():
                about = strategy or "the worst quarter"
                yield f"the rules about {about} predict no better than always giving the commoner answer"


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return table[["outcome", *(name for name in table.columns if name != "outcome")]]


TABLES = {
    "sobol": _Table(sobol_indices),
    "morris": _Table(morris_effects),
    "levels": _Table(level_means),
    "effects": _Table(main_effects, _has_two_levels),
    "interactions": _Table(interactions, _has_pairs),
    "shapley": _Table(lambda results, outcome: shapley_shares(results, outcome, _shared(results)), _has_shares),
    "strategies": _Table(strategy_differences, _compares, of_any_design=True),
    "regret": _Table(regret_across, _compares, of_any_design=True),
    "pairing": _Table(lambda results, outcome: pairing_gain(results, [outcome]), _compares, of_any_design=True),
    "regression": _Table(regression),
    "scores": _Table(feature_scores),
    "variance": _Table(variance_components, _has_luck),
    "failing": _Table(_failing),
    "information": _Table(worth_knowing, _compares_policies),
    "mechanisms": _Table(worth_knowing_together, _compares_policies),
    "convergence": _Table(convergence),
}
