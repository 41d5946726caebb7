"""Put one run on one screen."""

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table

from mobsim.cli.tables import number
from mobsim.measures import Outcome, outcomes_of
from mobsim.scenario.enumerations import COUNTED_SERIES, CrimeSeries

if TYPE_CHECKING:
    import pandas as pd

    from mobsim.scenario.scenario import Scenario

SECTIONS = {
    "Harm and clearance": ("harm", "clearance", "response_delay", "victimised_share"),
    "How residents feel": ("insecurity", "trust", "cohesion", "need_for_assistance"),
    "Who takes part": ("participation", "representativeness", "collaboration_ties", "commitment"),
    "People at risk": ("repeat_victims", "acute_share", "frequent_callers", "injuries_treated", "apprehensions"),
    "What was done for them": ("handovers", "team_calls", "table_cases", "table_ended", "initiatives_effective"),
    "Officers' hours (per 1,000 residents a year)": (
        "hours_response",
        "hours_patrol",
        "hours_engagement",
        "hours_initiatives",
        "hours_overhead",
        "hours_standby",
    ),
    "Other means": ("volunteer_hours", "agency_hours", "programme_money", "cost"),
    "Who bears it": ("ratio_harm", "ratio_insecurity", "ratio_stops", "gini_harm"),
}


def overview(
    scenario: "Scenario", strategy: str, tables: "Mapping[str, pd.DataFrame]", own: Mapping[str, Outcome] | None = None
) -> "Iterator[str | Table]":
    """Describe a run: the town, the crime series by type, feelings, participation, initiatives, hours, cost, equity.

    ``own`` are the outcomes of a user's own.
    """
    outcomes = {**outcomes_of(scenario), **(own or {})}
    totals = totals_of(outcomes, tables)
    town = f"{scenario.population:,} residents in {_count_neighbourhoods(scenario)} neighbourhoods"
    yield f"[bold]{scenario.title or scenario.name}[/bold] ({town}), {scenario.days} days under [bold]{strategy}[/bold]"
    yield _crime_table(scenario, totals)
    yield _outcome_table(outcomes, totals, {**SECTIONS, **({"Your own": tuple(own)} if own else {})})
    yield _count_initiatives(tables["initiatives"])


def totals_of(outcomes: Mapping[str, Outcome], tables: "Mapping[str, pd.DataFrame]") -> dict[str, Any]:
    """Return the outcomes of the one run of a results folder, those of the scenario's own problem types among them."""
    row = tables["runs"].iloc[0].to_dict()
    return {name: value for name, value in row.items() if name in outcomes}


def _crime_table(scenario: "Scenario", totals: Mapping[str, Any]) -> Table:
    table = Table(title="Incidents per 1,000 residents a year", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for series in COUNTED_SERIES:
        table.add_column(series.label, justify="right")
    for name in [problem.name for problem in scenario.problems]:
        columns = [
            _first(totals, f"{series.key}_{name}", name if series == CrimeSeries.TRUE else "")
            for series in COUNTED_SERIES
        ]
        table.add_row(name.replace("_", " "), *columns)
    table.add_row("all crime", *(_first(totals, f"{series.key}_crime") for series in COUNTED_SERIES), style="bold")
    return table


def _first(totals: Mapping[str, Any], *names: str) -> str:
    return next((number(totals[name]) for name in names if name in totals), "")


def _told(value: Any) -> str:
    """Write a number, and a dash where there is none: no ratio of rich to poor where all are deprived alike."""
    return "–" if isinstance(value, float) and math.isnan(value) else number(value)


def _outcome_table(
    outcomes: Mapping[str, Outcome], totals: Mapping[str, Any], sections: Mapping[str, tuple[str, ...]]
) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("")
    for section, names in sections.items():
        table.add_row(f"[bold]{section}[/bold]")
        for name in (name for name in names if name in totals):
            table.add_row(f"  {outcomes[name].label}", _told(totals[name]), outcomes[name].unit)
    return table


def _count_initiatives(initiatives: "pd.DataFrame") -> str:
    if initiatives.empty:
        return "Initiatives: none was planned."
    planned = initiatives[initiatives["planned_day"] > 0]
    kinds = planned.groupby(["lead", "measure"], observed=True).size()
    sorts = ", ".join(f"{count} {lead} {measure}" for (lead, measure), count in kinds.items())
    met = int(planned["met"].fillna(False).astype(bool).sum())
    return f"Initiatives planned after the burn-in: {len(planned)} ({sorts or 'none'}); {met} met their objective."


def _count_neighbourhoods(scenario: "Scenario") -> int:
    return sum(len(community.neighbourhoods) for community in scenario.communities)
