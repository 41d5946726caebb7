"""Resolve the strategies of a scenario file: presets, what extends what, and the levers that result."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mobsim.errors import UsageError
from mobsim.extensions.finding import find_planner
from mobsim.scenario.findings import Findings
from mobsim.scenario.lever_fields import check_hours, with_given
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.presets import PRESETS
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.strategy import Levers, StrategyKind
from mobsim.scenario.term_tables import KEYS, resolve_terms

if TYPE_CHECKING:
    from mobsim.scenario.strategy_schema import StrategyTable


def resolve_strategies(tables: "Mapping[str, StrategyTable]", findings: Findings) -> dict[str, Strategy]:
    """Build every strategy: the presets, then the file's own, which may take a preset's name.

    A strategy without ``extends`` starts from the declared defaults; one that extends its own name from the preset.
    """
    resolved = dict(PRESETS)
    for name in tables:
        about = tables[name].about or _about(name, tables)
        levers, planner = _levers(name, tables, findings, ()), _planner(name, tables, findings)
        terms = resolve_terms(name, tables, findings)
        resolved[name] = Strategy(name, about, levers, _kind(name, tables), planner, terms)
        if _sets_hours(name, tables, findings):
            check_hours(resolved[name].levers, findings, f"strategies.{name}.")
    return resolved


def _about(name: str, tables: "Mapping[str, StrategyTable]") -> str:
    if name in PRESETS:
        return PRESETS[name].about
    base = tables[name].extends
    return f"A variant of {base}." if base else ""


def _kind(name: str, tables: "Mapping[str, StrategyTable]") -> StrategyKind:
    given = tables[name].kind
    if given is None:
        return PRESETS[name].kind if name in PRESETS else StrategyKind.POLICY
    return StrategyKind.of(given)


def _planner(name: str, tables: "Mapping[str, StrategyTable]", findings: Findings) -> str:
    """Return the reference of the planner that a strategy names itself, or else the first that it extends."""
    asked: list[str] = []
    while name in tables and name not in asked:
        given = tables[name].planner
        if given is not None:
            try:
                return find_planner(given, f"strategies.{name}.planner")
            except UsageError as error:
                findings.wrong(error.problem, f"strategies.{name}.planner", error.remedy, value=given)
                return ""
        asked.append(name)
        name = tables[name].extends or ""
    return ""


def _levers(name: str, tables: "Mapping[str, StrategyTable]", findings: Findings, chain: tuple[str, ...]) -> Levers:
    table = tables[name]
    base = Levers(*(hint.__metadata__[0].default for hint in Levers.__annotations__.values()))
    if table.extends is not None:
        base = _extended(name, table.extends, tables, findings, (*chain, name))
    given = table.model_dump(exclude_none=True, exclude={"about", "extends", "kind", "planner", *KEYS})
    return with_given(base, given)


def _extended(
    name: str, base: str, tables: "Mapping[str, StrategyTable]", findings: Findings, chain: tuple[str, ...]
) -> Levers:
    if base in PRESETS and (base == name or base not in tables):
        return PRESETS[base].levers
    if base in tables and base not in chain:
        return _levers(base, tables, findings, chain)
    field = f"strategies.{name}.extends"
    if base not in tables and len(chain) == 1 and findings.sound(f"strategies.{base}"):
        known = [each for each in dict.fromkeys([*tables, *PRESETS]) if each != name]
        findings.wrong("is not a known strategy", field, did_you_mean(base, known), value=base)
    if base in tables and base == chain[0] == min(chain, key=list(tables).index):
        circle = " extends ".join((*chain, base))
        findings.wrong(f"closes a circle: {circle}", field, "let one of them extend a preset", value=base)
    return PRESETS["status_quo"].levers


def _sets_hours(name: str, tables: "Mapping[str, StrategyTable]", findings: Findings) -> bool:
    """Whether a strategy sets shares of hours itself, and those that it takes from others could be read."""
    if not {"patrol_share", "engagement_share"} & tables[name].model_fields_set:
        return False
    chain: list[str] = []
    while name in tables and name not in chain:
        chain.append(name)
        name = tables[name].extends or ""
    if name in chain[:-1] or (name in chain and name not in PRESETS):
        return False
    keys = ("extends", "patrol_share", "engagement_share")
    return all(findings.sound(f"strategies.{each}.{key}") for each in chain for key in keys)
