"""The data dictionary: name, type, unit and meaning of every column of every table, from what the folder itself says."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from mobsim.export.markdown import as_csv, table
from mobsim.export.source import Source
from mobsim.scenario.parameters import ALL
from mobsim.store.columns import meanings

TABLES = {
    "runs": "One row a run: its number, what sets it apart, its seed, and its outcomes over all weeks after the burn-in.",
    "weekly": "One row a run, week and community.",
    "neighbourhoods": "One row a run and neighbourhood, over all weeks after the burn-in.",
    "initiatives": "One row an initiative.",
    "books": "Hours and money of each run: what was given, and what became of it.",
    "zones": "One row a change of a neighbourhood's zone of need, or of who leads there.",
    "events": "One row a crime or crisis.",
    "residents": "One row a resident at the end of a run.",
    "failures": "One row a run that gave no results; empty where all did.",
    "counts": "What happened at the units of a trial, by arm, period and outcome.",
    "survey": "What residents answered in a trial, by arm, wave and item.",
}
SETTINGS = {
    "scenario": ("Scenario that was run.", ""),
    "scenario.days": ("Days after the burn-in.", "days"),
    "scenario.burn_in_days": ("Days of burn-in.", "days"),
    "scenario.scale": ("Simulated residents per real one.", "share"),
    "dummy": ("A factor that changes nothing: what it shows is noise.", ""),
}
HEAD = ("table", "column", "type", "unit", "meaning", "better")


class Described(NamedTuple):
    """One column: its table, name, type, unit and meaning, and which way is better where it is an outcome."""

    table: str
    column: str
    type: str
    unit: str
    meaning: str
    better: str


def describe_columns(source: Source) -> list[Described]:
    """Describe every column of every table of a folder."""
    return [each for name in source.tables for each in _of_table(source, name)]


def dictionary_csv(columns: list[Described]) -> str:
    """Write the dictionary as a table."""
    return as_csv(HEAD, columns)


def dictionary_page(source: Source, columns: list[Described], rows: Mapping[str, int]) -> str:
    """Write the dictionary as a page, table by table."""
    parts = [
        "# Data dictionary\n",
        "Every table lies in `data` as CSV and in `results` as Parquet, with the same rows, columns and names; the Parquet files "
        "hold units and meanings too. In CSV, numbers have all their digits, text is quoted, what is missing or not a number is "
        "empty, and yes and no are `true` and `false`. The same dictionary as a table: `data-dictionary.csv`.\n",
    ]
    for name in source.tables:
        own = [(each.column, each.type, each.unit, each.meaning) for each in columns if each.table == name]
        parts.append(f"## {name}\n\n{TABLES.get(name, '')} {rows[name]:,} rows.\n")
        parts.append(table(("column", "type", "unit", "meaning"), own))
    return "\n".join(parts)


def _of_table(source: Source, name: str) -> Iterator[Described]:
    known = meanings({}, name)
    measured = source.meanings if name in ("runs", "weekly", "neighbourhoods") else {}
    for field in pq.read_schema(source.folder / f"{name}.parquet"):
        within = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
        outcome = measured.get(field.name)
        about, unit = _factor(field.name) if field.name not in known else known[field.name]
        if outcome is not None:
            about, unit = outcome.about, outcome.unit
        about, unit = within.get("about", about), within.get("unit", unit)
        better = "" if outcome is None else outcome.better
        yield Described(name, field.name, _type(field.type), unit, about, better)


def _factor(name: str) -> tuple[str, str]:
    """Return meaning and unit of what sets runs apart: a parameter, a lever or a setting of the scenario."""
    if name in ALL:
        declared = ALL[name].declared
        lever = "Lever of the strategy" if declared.role == "lever" else "Parameter of the model"
        return f"{lever}: {declared.about}", declared.unit
    if name in SETTINGS:
        return SETTINGS[name]
    key = name.removeprefix("scenario.")
    return (f"Key {key} of the scenario's file.", "") if key != name else ("", "")


def _type(kind: Any) -> str:
    """Return the type of a column in words."""
    if pa.types.is_boolean(kind):
        return "yes or no"
    if pa.types.is_integer(kind):
        return "whole number"
    if pa.types.is_floating(kind):
        return "number"
    return "text" if pa.types.is_string(kind) or pa.types.is_null(kind) else str(kind)
