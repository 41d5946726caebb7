"""Resolve the terms of strategies in a scenario file, and check them against its days, neighbourhoods and reference."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mobsim.scenario.communities import Standing
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.terms import USUAL, Terms, Wave

if TYPE_CHECKING:
    from mobsim.scenario.schema import ScenarioFile, StrategyTable

KEYS = ("officers_share", "purse_share", "start_day", "neighbourhoods", "waves")


def resolve_terms(name: str, tables: "Mapping[str, StrategyTable]", findings: Findings) -> Terms:
    """Build the terms of a strategy: what it does not give comes from what it extends."""
    given: dict[str, Any] = {}
    seen: list[str] = []
    while name in tables and name not in seen:
        table = tables[name]
        own = {key: getattr(table, key) for key in KEYS if getattr(table, key) is not None}
        if not seen:
            _check_itself(name, own, findings)
        if {"neighbourhoods", "waves"} & given.keys():
            own = {key: value for key, value in own.items() if key not in ("neighbourhoods", "waves", "start_day")}
        given = {**own, **given}
        seen.append(name)
        name = table.extends or ""
    waves = tuple(Wave(each.day, tuple(each.neighbourhoods)) for each in given.pop("waves", None) or ())
    targets = tuple(given.pop("neighbourhoods", None) or ())
    if waves:
        given["start_day"] = min(wave.day for wave in waves)
    elif targets:
        waves = (Wave(given.get("start_day", 0), targets),)
    return Terms(**given, waves=tuple(sorted(waves))) if given or waves else USUAL


def _check_itself(name: str, own: Mapping[str, Any], findings: Findings) -> None:
    field = f"strategies.{name}."
    if "waves" not in own:
        return
    for key in ("neighbourhoods", "start_day"):
        if key in own:
            remedy = "leave it out: each of the waves has a day and neighbourhoods of its own"
            findings.wrong("and waves are both there", f"{field}{key}", remedy, value=own[key])
    seen: dict[str, int] = {}
    for number, wave in enumerate(own["waves"], start=1):
        for each in wave.neighbourhoods:
            if seen.setdefault(each, number) != number:
                remedy = "let each neighbourhood join once"
                findings.wrong(
                    f"joins in waves[{seen[each]}] already",
                    f"{field}waves[{number}].neighbourhoods",
                    remedy,
                    value=each,
                )


def check_terms(table: "ScenarioFile", standings: Sequence[Standing], findings: Findings) -> None:
    """Refuse terms that cannot be kept: of the reference, after the last day, or in no neighbourhood of the town."""
    known = None if any(each.ids is None for each in standings) else [each for at in standings for each in at.ids or ()]
    for name, each in table.strategies.items():
        given = [key for key in KEYS if getattr(each, key) is not None]
        if given and name == table.reference and findings.sound("reference"):
            remedy = "change the town itself ([community], money.purse), or give the terms to another strategy"
            findings.wrong(
                "is not for the reference, which the town follows from the first day",
                f"strategies.{name}.{given[0]}",
                remedy,
            )
            continue
        _check_days(name, each, table.days, findings)
        if known is not None and standings:
            _check_ids(name, each, known, findings)


def _check_days(name: str, table: "StrategyTable", days: int, findings: Findings) -> None:
    dated = {"start_day": table.start_day}
    dated |= {f"waves[{number}].day": wave.day for number, wave in enumerate(table.waves or (), start=1)}
    for key, day in dated.items():
        if day is not None and day >= days and findings.sound("days"):
            remedy = f"use a day before {days}, or raise days"
            findings.wrong(f"lies after the last day ({days - 1})", f"strategies.{name}.{key}", remedy, value=day)


def _check_ids(name: str, table: "StrategyTable", known: Sequence[str], findings: Findings) -> None:
    named = {"neighbourhoods": table.neighbourhoods or ()}
    named |= {f"waves[{n}].neighbourhoods": wave.neighbourhoods for n, wave in enumerate(table.waves or (), start=1)}
    for key, ids in named.items():
        for each in ids:
            if each not in known:
                remedy = did_you_mean(each, known)
                findings.wrong("is not the id of a neighbourhood", f"strategies.{name}.{key}", remedy, value=each)
