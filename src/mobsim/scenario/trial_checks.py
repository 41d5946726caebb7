"""Check what takes more than one key of a trial: dates, units, allocation, treatments, and the town it is held in."""

from collections.abc import Sequence

from mobsim.scenario.findings import Findings
from mobsim.scenario.initiatives import Measure, Reach
from mobsim.scenario.problems import ProblemType
from mobsim.scenario.trial_tables import ALL, EVERY, WORST, Allocation, InitiativeTable, Treatment, TrialTable

SUITS: dict[str, tuple[str, ...]] = {
    "patrol": ("places", "neighbourhoods"),
    "engagement": ("places", "neighbourhoods"),
    "training": ("places", "neighbourhoods"),
    "forums": ("neighbourhoods",),
    "rotation": ("neighbourhoods",),
    "initiative": ("places", "neighbourhoods", "residents"),
    "contact": ("residents",),
    "crime_level": ("places", "neighbourhoods"),
    "levers": ("places", "neighbourhoods", "residents"),
    "parameters": ("places", "neighbourhoods", "residents"),
    "event": ("places", "neighbourhoods", "residents"),
}
"""The units that each treatment can be given to."""


ONLY_FOR: dict[str, tuple[str, ...]] = {
    "apart": ("places",),
    "buffer": ("places", "neighbourhoods"),
    "by": ("places", "neighbourhoods"),
    "ages": ("residents",),
}
"""The units for which a key of the trial says something."""

ORDERED: dict[Allocation, tuple[str, ...]] = {"worst": ("places", "neighbourhoods"), "neediest": ("residents",)}
"""Allocations that draw from the first units of an order, and the units that have it."""


CHOOSING: dict[str, tuple[Reach, tuple[str, ...]]] = {
    "targets": (Reach.PLACES, ("neighbourhoods",)),
    "reached": (Reach.RESIDENTS, ("places", "neighbourhoods")),
    "screened": (Reach.RESIDENTS, ("places", "neighbourhoods")),
}
"""Keys that say how an initiative chooses among what units hold: what a measure reaches that reads them, and of which units."""

MEETS: dict[str, tuple[Reach, ...]] = {
    "places": (Reach.PLACES, Reach.RESIDENTS),
    "neighbourhoods": (Reach.PLACES, Reach.RESIDENTS),
    "residents": (Reach.RESIDENTS,),
}
"""What initiatives at each sort of unit may reach: at places, the places themselves or those who live there."""


def check_trial(table: TrialTable, days: int, problems: Sequence[ProblemType] | None, findings: Findings) -> None:
    """Check what takes more than one key: dates against the length of the run, treatments against units, names of problems.

    Names are not looked up where ``problems`` is None.
    """
    if findings.sound("days", "trial.start", "trial.end", "trial.waves"):
        _check_dates(table, days, findings)
    if findings.sound("trial.units", "trial.allocation", "trial.treated"):
        _check_allocation(table, findings)
    known = None if problems is None else [problem.name for problem in problems if problem.crime]
    if table.by is not None and known is not None and table.by not in known:
        findings.wrong("is not a type of crime", "trial.by", f"take one of {', '.join(known)}", value=table.by)
    for key in ("treatments", "both_arms"):
        for number, treatment in enumerate(getattr(table, key), start=1):
            if findings.sound("trial.units"):
                _check_treatment(treatment, f"trial.{key}[{number}]", known, table.units, findings)


def check_all_treated(table: TrialTable, findings: Findings) -> None:
    """Check a trial that treats all units there are: nothing is left to choose, nor anybody to compare with."""
    if table.treated != ALL:
        return
    if table.units == "residents" and findings.sound("trial.units"):
        problem = "is not possible for residents, whose adults are drawn in each town"
        findings.wrong(problem, "trial.treated", "give a number, or treat all neighbourhoods", value=table.treated)
    if table.controls not in (None, 0):
        problem, remedy = "are more than are left where all are treated", "leave it out, or give trial.treated a number"
        findings.wrong(problem, "trial.controls", remedy, value=table.controls)
    for key in ("allocation", "pool", "by", "apart", "buffer"):
        if key in table.model_fields_set and findings.sound(f"trial.{key}"):
            problem = "has no effect where all are treated"
            findings.wrong(problem, f"trial.{key}", "leave it out", value=getattr(table, key))


def _check_dates(table: TrialTable, days: int, findings: Findings) -> None:
    if table.start >= table.end:
        findings.wrong("must come before trial.end", "trial.start", "swap them", value=table.start)
    last = max([table.end, *table.waves])
    if last > days:
        field = "trial.end" if table.end == last else "trial.waves"
        remedy = f"set days = {last} in the experiment"
        findings.wrong(f"lies after the last day of the run ({days})", field, remedy, value=last)
    first = min(table.waves, default=table.start)
    if first < table.start < table.end:
        findings.wrong(
            f"comes before the treatments start (day {table.start})", "trial.waves", "leave it out", value=first
        )


def _check_allocation(table: TrialTable, findings: Findings) -> None:
    allocation, needed = table.allocation, table.units_needed
    if table.units not in ORDERED.get(allocation, (table.units,)):
        other = next(name for name, units in ORDERED.items() if table.units in units)
        suited = " and ".join(ORDERED[allocation])
        findings.wrong(f"suits {suited} only", "trial.allocation", f'take "{other}"', value=allocation)
    if table.pool is not None and allocation not in ORDERED:
        remedy = 'leave it out, or take the allocation "worst" or "neediest"'
        findings.wrong(f"has no effect where allocation is {allocation}", "trial.pool", remedy, value=table.pool)
    elif table.pool is not None and table.pool < needed:
        findings.wrong(
            f"is too small for {needed} units in both arms", "trial.pool", f"give at least {needed}", value=table.pool
        )
    if allocation == "matched_pairs" and table.controls not in (None, table.treated):
        findings.wrong(
            "must equal trial.treated where units are paired", "trial.controls", "leave it out", value=table.controls
        )
    for key, units in ONLY_FOR.items():
        if key in table.model_fields_set and table.units not in units:
            suited = " and ".join(units)
            findings.wrong(f"is for {suited} only", f"trial.{key}", "leave it out", value=getattr(table, key))


def _check_treatment(treatment: Treatment, where: str, known: list[str] | None, units: str, findings: Findings) -> None:
    if units not in SUITS[treatment.kind]:
        suited = " or ".join(SUITS[treatment.kind])
        findings.wrong(f"cannot be given to {units}", f"{where}.kind", f"set units to {suited}", value=treatment.kind)
    if isinstance(treatment, InitiativeTable):
        if known is not None:
            _check_problem(treatment, where, known, findings)
        _check_initiative(treatment, where, units, findings)


def _check_problem(treatment: InitiativeTable, where: str, known: list[str], findings: Findings) -> None:
    if not findings.sound(f"{where}.measure"):
        return
    reaches = Measure.of(treatment.measure).reaches
    words = [WORST, EVERY, *known] if reaches == Reach.PLACES else [WORST, *known]
    if treatment.problem not in words:
        findings.wrong(
            f"is not a problem a {treatment.measure} initiative can meet",
            f"{where}.problem",
            f"take one of {', '.join(words)}",
            value=treatment.problem,
        )


def _check_initiative(treatment: InitiativeTable, where: str, units: str, findings: Findings) -> None:
    if not findings.sound(f"{where}.measure"):
        return
    reaches = Measure.of(treatment.measure).reaches
    if reaches not in MEETS[units]:
        other = " or ".join(f'"{each.key}"' for each in Measure if each.reaches in MEETS[units])
        findings.wrong(
            f"reaches {reaches.label}, not {units}", f"{where}.measure", f"take {other}", value=treatment.measure
        )
    for key, (wanted, suited) in CHOOSING.items():
        if key in treatment.model_fields_set and (units not in suited or reaches != wanted):
            measures = " or ".join(each.key for each in Measure if each.reaches == wanted)
            problem = f"has an effect only in {measures} initiatives of {' or '.join(suited)}"
            findings.wrong(problem, f"{where}.{key}", "leave it out", value=getattr(treatment, key))
