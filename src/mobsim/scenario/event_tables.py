"""Check the dated events of a scenario file against its communities and strategies."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mobsim.scenario.communities import Standing
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import BY_SEVERITY, NEEDED, OWN_KEYS, Event
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean

if TYPE_CHECKING:
    from mobsim.scenario.scenario import Seats
    from mobsim.scenario.schema import EventTable

_USUAL_SEVERITY = Event(0, "crime_wave").severity


def resolve_events(
    tables: "Sequence[EventTable]",
    days: int,
    communities: Sequence[Standing],
    strategies: Collection[str],
    findings: Findings,
) -> tuple[Event, ...]:
    """Build the events in the order of the file, recording what they name that does not exist or does nothing."""
    for number, table in enumerate(tables, start=1):
        where = f"events[{number}]"
        _check_itself(table, where, days, strategies, findings)
        _check_idle(table, where, findings)
        if communities:
            _check_area(table, where, communities, findings)
            _check_role(table, where, communities, findings)
    return tuple(Event(**dict(table)) for table in tables)


def _check_itself(table: "EventTable", where: str, days: int, strategies: Collection[str], findings: Findings) -> None:
    if table.day >= days and findings.sound("days"):
        remedy = f"use a day before {days}, or raise days"
        findings.wrong(f"lies after the last day ({days - 1})", f"{where}.day", remedy, value=table.day)
    for needed in NEEDED.get(table.kind, ()):
        if getattr(table, needed) is None and findings.sound(f"{where}.{needed}"):
            findings.wrong(f"needs a {needed}", f"{where}.kind", f'add {needed} = "..."', value=table.kind)
    unknown = table.strategy is not None and table.strategy not in strategies
    if table.strategy is not None and unknown and findings.sound(f"strategies.{table.strategy}"):
        remedy = did_you_mean(table.strategy, strategies)
        findings.wrong("is not a known strategy", f"{where}.strategy", remedy, value=table.strategy)


def _check_idle(table: "EventTable", where: str, findings: Findings) -> None:
    """Refuse keys that have no effect on an event of this kind."""
    for key in sorted(table.model_fields_set & OWN_KEYS - set(NEEDED.get(table.kind, ()))):
        kinds = [kind for kind, needed in NEEDED.items() if key in needed]
        if findings.sound(f"{where}.kind"):
            findings.wrong(
                f"has no effect on {table.kind}",
                f"{where}.{key}",
                f"leave it out, or take the kind {' or '.join(kinds)}",
                value=getattr(table, key),
            )
    if "severity" in table.model_fields_set and table.kind not in BY_SEVERITY and table.severity != _USUAL_SEVERITY:
        findings.note(f"{where}.severity = {table.severity:g} has no effect: {table.kind} has no severity.")


def _check_area(table: "EventTable", where: str, communities: Sequence[Standing], findings: Findings) -> None:
    names = [community.name for community in communities if community.name is not None]
    if table.community is not None and table.community not in names:
        if len(names) == len(communities):
            remedy = did_you_mean(table.community, names)
            findings.wrong("is not a community", f"{where}.community", remedy, value=table.community)
        return
    within = [community for community in communities if table.community in (None, community.name)]
    if table.neighbourhood is None or any(community.ids is None for community in within):
        return
    ids = [identifier for community in within for identifier in community.ids or ()]
    if table.neighbourhood not in ids:
        findings.wrong(
            "is not the id of a neighbourhood",
            f"{where}.neighbourhood",
            did_you_mean(table.neighbourhood, ids),
            value=table.neighbourhood,
        )


def _check_role(table: "EventTable", where: str, communities: Sequence[Standing], findings: Findings) -> None:
    within = [community for community in communities if table.community in (None, community.name)]
    if not within or any(community.ids is None for community in within) or not findings.sound("leaders"):
        return
    check_seats([community.leaders for community in within], table.role, table.partner, where, findings)


def check_seats(
    tables: "Sequence[Seats]", role: str | None, partner: str | None, where: str, findings: Findings
) -> None:
    """Refuse roles that hold no seat at any of the ``tables``, and two seats that none of them has."""
    named = {key: Role.of(each) for key, each in (("role", role), ("partner", partner)) if each is not None}
    remedy = "name another role, or add such leaders in [leaders]"
    absent = {key: each for key, each in named.items() if not any(seats.held_by(each) for seats in tables)}
    for key, each in absent.items():
        findings.wrong("holds no seat at the table", f"{where}.{key}", remedy, value=each.key)
    if partner is None or len(named) < 2 or absent:
        return
    wanted = Counter(named.values())
    if not any(all(seats.held_by(each) >= count for each, count in wanted.items()) for seats in tables):
        findings.wrong("sits at no table beside the role", f"{where}.partner", remedy, value=partner)
