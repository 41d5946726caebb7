"""What a run leaves behind: totals and tables, all measured after burn-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.engine.history import CHANGE_OF_ZONE, History
from mobsim.engine.ledger import Ledger
from mobsim.measures import Outcome, measured, outcomes_for
from mobsim.measures.books import balance
from mobsim.measures.concerns import MONEY_APART, money_apart
from mobsim.measures.equity import equity
from mobsim.scenario.enumerations import Age
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK, DAYS_IN_YEAR
from mobsim.views.showing import Origin, plot_weeks, run_in_html
from mobsim.world.columns import World
from mobsim.world.whereabouts import population

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run.

    ``totals`` by outcome; ``weekly`` one row a week and community (weeks of the burn-in are negative); ``neighbourhoods``
    and ``initiatives`` one row each; ``books`` one row an entry (:func:`~mobsim.measures.books.balance`); ``zones`` one
    row a change of a neighbourhood's zone or lead; ``events`` one row an incident and ``residents`` one row a resident, where
    asked for; ``origin`` says in words what it is a run of.
    """

    totals: dict[str, float]
    weekly: pd.DataFrame
    neighbourhoods: pd.DataFrame
    initiatives: pd.DataFrame
    books: pd.DataFrame
    zones: pd.DataFrame
    events: pd.DataFrame | None = None
    residents: pd.DataFrame | None = None
    origin: Origin = field(default=Origin(), compare=False)

    def plot(self, *outcomes: str) -> "Figure":
        """Draw outcomes over weeks, a panel each: harm, true crime, trust and insecurity unless some are named.

        Returns
        -------
        Figure
            Of matplotlib, with title, units and caption; a notebook shows it, ``figure.savefig`` keeps it.
        """
        return plot_weeks(self.origin, self.weekly, outcomes)

    def __repr__(self) -> str:
        weeks = len(self.weekly["week"].unique())
        return f"<Run: {self.origin}; {len(self.totals)} outcomes, {weeks} weeks, {len(self.initiatives)} initiatives>"

    def _repr_html_(self) -> str:
        return run_in_html(self.origin, self.totals)


def results_of(
    scenario: Scenario, world: World, ledger: Ledger, history: History, day: int, *, residents: bool = False
) -> Run:
    """Measure a run as it stands."""
    outcomes = outcomes_for(scenario.problems)
    by_neighbourhood = measured(ledger.sums(ledger.total), outcomes)
    return Run(
        totals=_totals(ledger, world, outcomes, by_neighbourhood, day),
        weekly=_weekly(scenario, ledger, outcomes),
        neighbourhoods=_neighbourhoods(scenario, by_neighbourhood),
        initiatives=pd.DataFrame(history.rows(world)),
        books=balance(ledger.sums(ledger.total)),
        zones=pd.DataFrame(history.zones, columns=list(CHANGE_OF_ZONE)),
        events=_events(scenario, world, history) if history.keep_incidents else None,
        residents=_residents(scenario, world) if residents else None,
        origin=Origin(
            scenario.title,
            days=max(0, day - scenario.burn_in_days),
            labels={name: (each.label, each.unit) for name, each in outcomes.items()},
        ),
    )


def _totals(
    ledger: Ledger,
    world: World,
    outcomes: Mapping[str, Outcome],
    by_neighbourhood: Mapping[str, NDArray[np.float64]],
    day: int,
) -> dict[str, float]:
    sums = ledger.sums(ledger.total.sum(0, keepdims=True))
    totals = {name: float(value[0]) for name, value in measured(sums, outcomes).items()}
    residents, neighbourhoods = world.residents, world.neighbourhoods
    adult = residents.age != Age.CHILD
    last_year = (residents.last_victimised >= 0) & (residents.last_victimised >= day - DAYS_IN_YEAR)
    totals["victimised_share"] = float((last_year & adult).sum() / max(1, adult.sum()))
    if ledger.total.any():
        living, by_sum = population(neighbourhoods).astype(float), ledger.sums(ledger.total)
        totals |= equity(by_neighbourhood, neighbourhoods.deprivation, living)
        totals[MONEY_APART.name] = money_apart(by_sum, neighbourhoods.community, living)
    return {name: totals.get(name, float("nan")) for name in outcomes}


def _weekly(scenario: Scenario, ledger: Ledger, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    names = [community.name for community in scenario.communities]
    weeks = len(ledger.weeks)
    first = -(scenario.burn_in_days // DAYS_IN_WEEK)
    table = pd.DataFrame({
        "week": np.repeat(np.arange(first, first + weeks), len(names)),
        "community": np.tile(np.array(names, object), weeks),
    })  # fmt: skip
    if not weeks:
        return table
    columns = measured(ledger.sums(np.concatenate(ledger.weeks)), outcomes)
    return pd.concat([table, pd.DataFrame(columns)], axis=1)


def _neighbourhoods(scenario: Scenario, by_neighbourhood: Mapping[str, NDArray[np.float64]]) -> pd.DataFrame:
    declared = [community.neighbourhoods for community in scenario.communities]
    table = pd.DataFrame({
        "id": _joined([these.ids for these in declared]),
        "name": _joined([these.names for these in declared]),
        "community": _joined([[each.name] * len(each.neighbourhoods) for each in scenario.communities]),
        "population": np.concatenate([these.population for these in declared]),
        "deprivation": np.concatenate([these.deprivation for these in declared]),
        "x": np.concatenate([these.x for these in declared]),
        "y": np.concatenate([these.y for these in declared]),
    })  # fmt: skip
    return pd.concat([table, pd.DataFrame(dict(by_neighbourhood))], axis=1)


def _joined(parts: Sequence[Sequence[str]]) -> NDArray[np.object_]:
    return np.array([each for part in parts for each in part], object)


def _events(scenario: Scenario, world: World, history: History) -> pd.DataFrame:
    known = ("reported", "recorded", "discovered", "treated", "pooled")
    names = ("number", "day", "problem", "kind", "place", "offender", "victim", *known)
    columns: dict[str, Any] = {
        name: np.concatenate([day[name] for day in history.days]) if history.days else np.zeros(0, np.int64)
        for name in names
    }
    cleared = np.concatenate(history.cleared) if history.cleared else np.zeros(0, np.int64)
    kinds = np.array([kind.name for problem in scenario.problems for kind in problem.kinds], object)
    ids = _joined([community.neighbourhoods.ids for community in scenario.communities])
    return pd.DataFrame({
        "day": columns["day"],
        "type": np.array([problem.name for problem in scenario.problems], object)[columns["problem"]],
        "kind": kinds[columns["kind"]],
        "place": columns["place"],
        "neighbourhood": ids[world.places.neighbourhood[columns["place"]]],
        "offender": columns["offender"],
        "victim": columns["victim"],
        **{name: columns[name].astype(bool) for name in known},
        "cleared": np.isin(columns["number"], cleared),
    })  # fmt: skip


def _residents(scenario: Scenario, world: World) -> pd.DataFrame:
    residents = world.residents
    ids = _joined([community.neighbourhoods.ids for community in scenario.communities])
    same = (
        "place", "trust", "cohesion", "insecurity", "need", "offences", "victimisations", "volunteer_hours",
        "contacts_good", "contacts_bad",
    )  # fmt: skip
    return pd.DataFrame(
        {"neighbourhood": ids[residents.neighbourhood], "age_band": np.array(Age.keys())[residents.age]}
        | {name: np.array(getattr(residents, name)) for name in same}
    )
