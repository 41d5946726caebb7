"""Check what a trial changes in the town itself: dates, names, values, whom it reaches, and that it changes anything."""

from collections.abc import Iterator, Mapping, Sequence

from mobsim.scenario.communities import Standing
from mobsim.scenario.drafts import Draft
from mobsim.scenario.event_tables import check_seats
from mobsim.scenario.events import BY_SEVERITY, NEEDED, OWN_KEYS
from mobsim.scenario.findings import Findings
from mobsim.scenario.lever_fields import with_given
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.overrides import check_overrides, flattened
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.strategy import Levers
from mobsim.scenario.trial_changes import (
    AREA_EVENTS,
    ONLY_MEASURED,
    SETTLED_AT_BIRTH,
    EventTable,
    LeversTable,
    ParametersTable,
    levers_given,
)
from mobsim.scenario.trial_tables import Treatment, TrialTable

BOTH = "both_arms"
Placed = tuple[str, Treatment]
"""A treatment, and where it stands in the file."""


def check_changes(table: TrialTable, days: int, strategy: str, town: Draft | None, findings: Findings) -> None:
    """Check dates of all treatments, and changes of levers, parameters and events against the town.

    What depends on a town that could not be read is left out.
    """
    strategies = None if town is None else town.strategies
    for where, treatment in _in_order(table):
        if findings.sound("days", "trial.start", "trial.end", f"{where}.day"):
            _check_day(treatment, where, table, days, findings)
        if not where.startswith(f"trial.{BOTH}"):
            _check_reach(treatment, where, table, findings)
        if isinstance(treatment, EventTable) and findings.sound(f"{where}.what"):
            _check_event(treatment, where, table.units, findings)
            _check_role(treatment, where, () if town is None else town.standings, findings)
        if isinstance(treatment, EventTable | LeversTable) and strategies is not None:
            _check_strategy(treatment.strategy, f"{where}.strategy", strategies, findings)
    if strategies is not None and strategy in strategies:
        _check_levers(table, strategies, strategies[strategy].levers, findings)
    _check_parameters(table, None if town is None or town.scenario is None else town.scenario.parameters, findings)


def reaches_the_town(treatment: Treatment) -> bool:
    """Whether a treatment reaches the whole town, whatever its units."""
    if isinstance(treatment, EventTable):
        return treatment.strikes == "town"
    return isinstance(treatment, LeversTable | ParametersTable)


def _in_order(table: TrialTable) -> Iterator[Placed]:
    """Yield all treatments as they begin; on one day those of both arms come first."""
    placed = [
        (f"trial.{key}[{number}]", treatment)
        for key in (BOTH, "treatments")
        for number, treatment in enumerate(getattr(table, key), start=1)
    ]
    yield from sorted(placed, key=lambda each: each[1].begins(table.start))


def _check_day(treatment: Treatment, where: str, table: TrialTable, days: int, findings: Findings) -> None:
    day, end = treatment.day, days if isinstance(treatment, EventTable) else table.end
    if day is None or table.start >= table.end:
        return
    if day < table.start:
        problem, remedy = f"comes before the treatments start (day {table.start})", f"give at least {table.start}"
    elif day >= end:
        of = "the run" if isinstance(treatment, EventTable) else "the treatments"
        problem, remedy = f"comes after the last day of {of} ({end - 1})", f"give at most {end - 1}"
    else:
        return
    findings.wrong(problem, f"{where}.day", remedy, value=day)


def _check_reach(treatment: Treatment, where: str, table: TrialTable, findings: Findings) -> None:
    """Refuse controls that would be treated with all the others."""
    sound = findings.sound("trial.controls", f"{where}.what", f"{where}.strikes")
    if reaches_the_town(treatment) and table.has_controls and sound:
        remedy = "set controls = 0, or give it to both arms in [[trial.both_arms]]"
        if isinstance(treatment, EventTable) and table.units == "neighbourhoods" and treatment.what in AREA_EVENTS:
            remedy += ', or set strikes = "units"'
        problem = "reaches the whole town, controls too"
        findings.wrong(problem, f"{where}.kind", remedy, value=treatment.kind)


def _check_event(table: EventTable, where: str, units: str, findings: Findings) -> None:
    own = NEEDED.get(table.what, ())
    for needed in own:
        if getattr(table, needed) is None and findings.sound(f"{where}.{needed}"):
            findings.wrong(f"needs a {needed}", f"{where}.what", f"add {needed} = ...", value=table.what)
    idle = OWN_KEYS - set(own) | (set() if table.what in BY_SEVERITY else {"severity"})
    for key in sorted(table.model_fields_set & idle):
        problem = f"has no effect on {table.what}"
        findings.wrong(problem, f"{where}.{key}", "leave it out, or take another event", value=getattr(table, key))
    if table.strikes == "units" and units != "neighbourhoods":
        findings.wrong(f"cannot tell {units} apart", f"{where}.strikes", 'take "town"', value=table.strikes)
    elif table.strikes == "units" and table.what not in AREA_EVENTS:
        problem = f"has no meaning for {table.what}, which concerns the whole town"
        findings.wrong(problem, f"{where}.strikes", 'take "town"', value=table.strikes)


def _check_role(table: EventTable, where: str, standings: Sequence[Standing], findings: Findings) -> None:
    if standings and "role" in NEEDED.get(table.what, ()):
        partner = table.partner if "partner" in NEEDED[table.what] else None
        check_seats([community.leaders for community in standings], table.role, partner, where, findings)


def _check_strategy(name: str | None, field: str, strategies: Mapping[str, Strategy], findings: Findings) -> None:
    if name is not None and name not in strategies:
        findings.wrong("is not a strategy of the scenario", field, did_you_mean(name, strategies), value=name)


def _check_levers(table: TrialTable, strategies: Mapping[str, Strategy], levers: Levers, findings: Findings) -> None:
    """Follow the levers through the trial: refuse a change that changes none, and shares of more hours than there are."""
    for where, change in _in_order(table):
        if not isinstance(change, LeversTable) or (change.strategy is not None and change.strategy not in strategies):
            continue
        before, base = levers, levers if change.strategy is None else strategies[change.strategy].levers
        levers = with_given(base, levers_given(change))
        if levers == before and findings.sound(where):
            remedy = "name a lever or a strategy that differs from what is in force"
            findings.wrong("changes no lever", f"{where}.kind", remedy, value=change.kind)
        if levers.patrol_share + levers.engagement_share > 1 + 1e-9 >= before.patrol_share + before.engagement_share:
            key = "patrol_share" if "patrol_share" in levers_given(change) else "engagement_share"
            other = "engagement_share" if key == "patrol_share" else "patrol_share"
            problem = f"and {other} = {getattr(levers, other):g} exceed all free hours together"
            remedy = "lower one of them until they sum to at most 1"
            findings.wrong(problem, f"{where}.{key}", remedy, value=getattr(levers, key))


def _check_parameters(table: TrialTable, parameters: Parameters | None, findings: Findings) -> None:
    """Follow the parameters through the trial: names, bounds, and that each value is another than before."""
    known: dict[str, float] = {}
    for where, change in _in_order(table):
        if not isinstance(change, ParametersTable):
            continue
        given = flattened(change.values)
        for name in sorted(given.keys() & (SETTLED_AT_BIRTH | ONLY_MEASURED)):
            problem = "is settled when a town is born, so that a later change has no effect"
            if name in ONLY_MEASURED:
                problem = "decides only how a run is measured, so that a change has no effect in a trial"
            remedy = "leave it out, or set it in [parameters] of the scenario"
            findings.wrong(problem, f"{where}.values.{name}", remedy, value=given.pop(name))
        for name, value in check_overrides(given, findings, f"{where}.values.").items():
            group, field = name.split(".")
            now = known.get(name, None if parameters is None else getattr(getattr(parameters, group), field))
            if value == now:
                problem = "is the value that it has already"
                findings.wrong(problem, f"{where}.values.{name}", "leave it out, or give another", value=value)
            known[name] = value
