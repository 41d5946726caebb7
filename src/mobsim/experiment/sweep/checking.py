"""Check an experiment against its towns: that they can be read, and that strategies and outcomes are theirs."""

from collections.abc import Collection, Mapping
from typing import Any

from mobsim.errors import InputError, InputErrors
from mobsim.experiment.sweep.towns import TownReader, settings_of
from mobsim.measures import outcomes_for
from mobsim.scenario.experiment_schema import ExperimentFile, RangeTable, is_setting
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.scenario import Scenario

STRATEGY = "strategy"


def check_town(
    table: ExperimentFile, reader: TownReader, findings: Findings, measured: Collection[str] = ()
) -> Scenario | None:
    """Read the town without any factor set and check what is named against it; ``None`` where it cannot be read.

    ``measured`` are the outcomes of a user's own.
    """
    if not findings.sound("scenario"):
        return None
    settings = settings_of(fixed_settings(table))
    try:
        town = reader.draft(settings)
        scenario = None if town.findings.is_wrong() else reader.read(settings)
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None
    findings.include(town.findings)
    if town.strategies is not None:
        _check_strategies(table, town.strategies, findings)
    if town.problems is not None:
        _check_outcomes(table, [*outcomes_for(town.problems), *measured], findings)
    return scenario


def check_settings(table: ExperimentFile, reader: TownReader, findings: Findings) -> None:
    """Read the town with each level of each setting by itself, recording what is wrong with any."""
    fixed = fixed_settings(table)
    if not findings.sound("scenario") or _read(reader, fixed, Findings(findings.file)) is None:
        return
    for name, given in table.factors.items():
        if is_setting(name) and name != STRATEGY and findings.sound(f"factors.{name}"):
            levels = (given.low, given.high) if isinstance(given, RangeTable) else given
            for level in levels:
                _read(reader, {**fixed, name: level}, findings)


def fixed_settings(table: ExperimentFile) -> dict[str, Any]:
    """Return what an experiment sets in every one of its towns."""
    days = {} if table.days is None else {"scenario.days": table.days}
    return {**{name: value for name, value in table.fixed.items() if is_setting(name)}, **days}


def _read(reader: TownReader, settings: dict[str, Any], findings: Findings) -> Scenario | None:
    try:
        return reader.read(settings_of(settings))
    except (InputError, InputErrors) as error:
        findings.add(error)
        return None


def _check_strategies(table: ExperimentFile, known: Mapping[str, Any], findings: Findings) -> None:
    """Look up strategies that are named, unless a factor changes which strategies there are."""
    if any(name == "scenario" or name.startswith("scenario.strategies") for name in table.factors):
        return
    levels = table.factors.get(STRATEGY, [])
    named = {"strategy": table.strategy} | {
        f"{key}[{number}]": name
        for key, names in (("strategies", table.strategies or []), ("factors.strategy", levels))
        if isinstance(names, list)
        for number, name in enumerate(names, start=1)
    }
    for field, name in named.items():
        if isinstance(name, str) and name not in known and findings.sound(field):
            findings.wrong("is not a known strategy", field, did_you_mean(name, known), value=name)


def _check_outcomes(table: ExperimentFile, known: Collection[str], findings: Findings) -> None:
    asked = {f"outcomes.keep[{number}]": name for number, name in enumerate(table.outcomes.keep or (), start=1)}
    if table.replicates.outcome is not None:
        asked["replicates.outcome"] = table.replicates.outcome
    for field, name in asked.items():
        if name not in known:
            findings.wrong("is not a known outcome", field, did_you_mean(name, known), value=name)
