"""The columns of results tables: what each means, in which unit, written into the files themselves."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from mobsim.measures import Outcome
from mobsim.scenario.initiatives import Lead, Measure, Status


class Column(NamedTuple):
    """Say what a column holds, and in which unit."""

    about: str
    unit: str = ""


MEASURED = frozenset({"runs", "weekly", "neighbourhoods"})

LABELS: dict[str, Column] = {
    "run_id": Column("Number of the run; runs are numbered replicate by replicate."),
    "seed": Column("Seed of the run; runs of one seed face the same would-be events."),
    "strategy": Column("Name of the strategy."),
    "draw": Column("Number of the run's draw of parameters from the ensemble."),
    "week": Column("Week, from 0 at the end of the burn-in; weeks of the burn-in are negative.", "weeks"),
    "community": Column("Name of the community."),
    "neighbourhood": Column("Identifier of the neighbourhood."),
    "id": Column("Identifier of the neighbourhood."),
    "name": Column("Name of the neighbourhood."),
    "population": Column("Simulated residents.", "persons"),
    "deprivation": Column("Deprivation of the neighbourhood.", "0-1"),
    "x": Column("Easting of the centre, in the units of the areas' file."),
    "y": Column("Northing of the centre, in the units of the areas' file."),
    "problem": Column("Type of problem that the initiative is meant for."),
    "measure": Column(" or ".join(Measure.labels()).capitalize() + "."),
    "lead": Column(f"Who leads the initiative when it is planned: {' or '.join(Lead.labels())}."),
    "passed_day": Column("Day on which its lead passed on last; -1 if it never did.", "days"),
    "passed_to": Column("Who leads it since then; empty if it never passed on."),
    "agency": Column("Agency that works on the initiative."),
    "matched": Column("Whether that agency is the one best placed to act on the problem."),
    "tested": Column("Whether its measure was tested on the problem."),
    "planned_day": Column("Day on which it was planned, from 0 at the end of the burn-in.", "days"),
    "start_day": Column("Day on which it begins, from 0 at the end of the burn-in.", "days"),
    "end_day": Column("Day on which it is to end.", "days"),
    "ended_day": Column("Day on which it ended; -1 while it goes on.", "days"),
    "day": Column("Day, from 0 at the end of the burn-in.", "days"),
    "status": Column(f"How the initiative stands or ended: {', '.join(filter(None, Status.keys()))}."),
    "cost": Column("Money set aside for it, with what was given back or added as its lead passed on.", "CAD"),
    "money": Column("Money spent on it.", "CAD"),
    "officer_hours": Column("Officers' hours worked on it.", "hours"),
    "volunteer_hours": Column("Volunteers' hours.", "hours"),
    "agency_hours": Column("Agencies' hours.", "hours"),
    "work": Column("Effective work done.", "hours"),
    "forecast": Column(
        "Fall of the problem's assessed severity, against the rest of town, that leaders expect of it.", "share"
    ),
    "result": Column("That fall as assessed at its review; not a number while it goes on.", "share"),
    "met": Column("Whether the result met the forecast."),
    "effective": Column("Whether its dose did at least half of what a full dose does; false while it goes on."),
    "from_zone": Column("Zone of need for police assistance until then."),
    "to_zone": Column("Zone from then on."),
    "assessed_need": Column("Need for police assistance then.", "0-1"),
    "from_lead": Column("Who led there until then."),
    "to_lead": Column("Who leads there from then on."),
    "passed": Column("Initiatives under way there whose lead passed on that day."),
    "type": Column("Type of crime or crisis."),
    "kind": Column("Kind within its type."),
    "place": Column("Number of the place."),
    "offender": Column("Number of the resident who offended; -1 for none."),
    "victim": Column("Number of the resident who was the victim; -1 for none."),
    "reported": Column("Whether police were told."),
    "recorded": Column("Whether police recorded it as a crime."),
    "discovered": Column("Whether patrol came upon it, where nobody told police."),
    "treated": Column("Whether the victim was treated in hospital."),
    "pooled": Column("Whether it is known from health data alone: nobody told police, and police did not record it."),
    "cleared": Column("Whether police cleared it."),
    "resource": Column("Whose hours or money an entry of the books counts."),
    "unit": Column("Unit of the amount."),
    "side": Column("Whether the amount was given, or is what became of what was given; both sum to the same."),
    "entry": Column("What it was given for, or what became of it."),
    "amount": Column("Hours or money, in the unit of the row."),
    "message": Column("What stopped the run, in one line."),
    "traceback": Column("Where in the program the run stopped."),
    "replay": Column("The command that repeats this run."),
}

BY_TABLE: dict[str, dict[str, Column]] = {
    "residents": {
        "age_band": Column("Age group at the end of the run."),
        "trust": Column("Trust in police at the end of the run.", "0-1"),
        "cohesion": Column("Trust in neighbours and readiness to step in, at the end of the run.", "0-1"),
        "insecurity": Column("Worry about crime at the end of the run.", "0-1"),
        "need": Column("Unmet social needs at the end of the run.", "0-1"),
        "offences": Column("Offences of the resident so far, those of the burn-in among them.", "offences"),
        "victimisations": Column("Times that the resident was a victim so far.", "times"),
        "contacts_good": Column("Contacts with police so far that went well.", "contacts"),
        "contacts_bad": Column("Contacts with police so far that went badly.", "contacts"),
    },
    "runs": {
        "lived": Column("Trial that the run belongs to; that of all where trials share an untreated town."),
        "town": Column("Whether the town was treated, or is the untreated twin."),
    },
    "counts": {
        "trial": Column("Name of the trial."),
        "arm": Column("Where it was counted: at treated or control units, around either, or elsewhere in town."),
        "period": Column("Period of the trial: before, during, after, or from one wave's day to another's."),
        "days": Column("Length of the period.", "days"),
        "outcome": Column(
            "What was counted: the series (true, reported or recorded), and the type of problem or all crime."
        ),
        "count": Column("How many there were.", "incidents"),
    },
    "survey": {
        "trial": Column("Name of the trial."),
        "arm": Column("Arm in which residents were asked."),
        "wave": Column("Day on which they were asked, from 0 at the end of the burn-in.", "days"),
        "item": Column("What they were asked."),
        "n": Column("How many answered.", "persons"),
        "sum": Column("Sum of their answers; of yes or no, how many said yes."),
        "squares": Column("Sum of the squares of their answers."),
    },
}
"""Columns that mean something of their own in one table."""


def meanings(outcomes: Mapping[str, Outcome], table: str) -> dict[str, Column]:
    """Return the meaning and unit of every column of a table that has one.

    Outcomes are columns of runs, weeks and neighbourhoods; elsewhere a column of the same name is what its row counted or felt.
    """
    measured = {name: Column(outcome.about, outcome.unit) for name, outcome in outcomes.items()}
    return {**LABELS, **BY_TABLE.get(table, {}), **(measured if table in MEASURED else {})}


def to_arrow(table: pd.DataFrame | pa.Table) -> pa.Table:
    """Convert a table to Arrow, all text as one kind of text whatever version of pandas holds it."""
    if isinstance(table, pd.DataFrame):
        # Column by column: half the time of Table.from_pandas, which writes down what pandas would need to read it back.
        table = pa.table({str(name): pa.array(column, from_pandas=True) for name, column in table.items()})
    if not len(table):
        # The kind of a column without rows is a guess, and must not stand against what other runs say.
        return pa.schema([pa.field(name, pa.null()) for name in table.column_names]).empty_table()
    kinds = [pa.field(field.name, _plain_kind(field.type)) for field in table.schema]
    return table.replace_schema_metadata(None).cast(pa.schema(kinds))


def describe(schema: pa.Schema, meanings: Mapping[str, Column], origin: Mapping[str, Any]) -> pa.Schema:
    """Add to a schema what its columns mean, and which code and inputs its rows come from."""
    described = [_describe_field(field, meanings.get(field.name)) for field in schema]
    return pa.schema(described, metadata={"mobsim": json.dumps(dict(origin), sort_keys=True)})


def _describe_field(field: pa.Field, meaning: Column | None) -> pa.Field:
    if meaning is None:
        return pa.field(field.name, field.type)
    described = {"about": meaning.about, "unit": meaning.unit}
    return pa.field(field.name, field.type, metadata={key: text for key, text in described.items() if text})


def _plain_kind(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_kind(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind
