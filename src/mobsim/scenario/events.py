"""Dated events: what may happen to a community from outside, and what each kind must name."""

from dataclasses import dataclass
from typing import Literal

EventKind = Literal[
    "police_misconduct",
    "plant_closure",
    "community_centre",
    "crime_wave",
    "budget_cut",
    "budget_set",
    "leader_leaves",
    "joint_work",
    "change_of_strategy",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a scenario.

    ``day`` counts from 0 on the first day after burn-in; ``severity`` is 0-1; ``community`` and ``neighbourhood`` (an
    id) narrow the area, ``None`` means the whole; ``role`` names who leaves, or with ``partner`` who is
    brought to work together; ``strategy`` the one changed to; ``budget`` the share of the ordinary purse and hours from then on.
    """

    day: int
    kind: str
    severity: float = 0.5
    community: str | None = None
    neighbourhood: str | None = None
    role: str | None = None
    strategy: str | None = None
    budget: float | None = None
    partner: str | None = None


KINDS: dict[EventKind, str] = {
    "police_misconduct": (
        "Police misconduct is made public: trust falls among those who hear of it, and what they expect of police for many "
        "months. Severity 0.5 is the published case (Toronto 2016: those who trust police fell from 78 to 63 % within days), "
        "1 one that costs twice as much."
    ),
    "plant_closure": "An employer closes: residents' need rises and stays.",
    "community_centre": "A community centre opens: need falls and cohesion has firmer ground.",
    "crime_wave": "For some weeks offenders of the area go ahead more readily.",
    "budget_cut": "The purse and the officers' hours are cut from then on.",
    "budget_set": "From then on the purse and the officers' hours are a given share of the ordinary ones.",
    "leader_leaves": "A leader leaves office; what the leader had built up goes too.",
    "joint_work": (
        "Two leaders are brought to work together (a secondment, shared work): their tie rises at once and may fade later. It is "
        "paid once from what the community has kept for initiatives; what is kept too little for brings them together in part."
    ),
    "change_of_strategy": "From then on the community follows another strategy.",
}

BUDGET_LOW, BUDGET_HIGH = 0.1, 2.0
"""Bounds of a budget that is set, as a share of the ordinary one."""

NEEDED: dict[str, tuple[str, ...]] = {
    "leader_leaves": ("role",),
    "joint_work": ("role", "partner"),
    "change_of_strategy": ("strategy",),
    "budget_set": ("budget",),
}
"""The keys that a kind of event cannot do without, and that other kinds do not read."""

OWN_KEYS = frozenset(key for keys in NEEDED.values() for key in keys)
"""Keys that only some kinds of event read."""

BY_SEVERITY = frozenset({"police_misconduct", "plant_closure", "community_centre", "crime_wave", "budget_cut"})
"""Kinds of event that are stronger the more severe they are."""
