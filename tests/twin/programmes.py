"""What programmes bring is put into the town's columns from outside, and taken out again."""

from __future__ import annotations

from typing import Any

from twin.happenings import Initiative
from twin.places import Neighbourhood, Programme

OF_PLACES = ("patrol", "engagement", "follow_up", "skill", "spared")
OF_NEIGHBOURHOODS = ("programme_invited", "programme_rotation")


def take_up(town: Any, columns: dict[str, Any]) -> None:
    """Take over what stands in the columns: of places, neighbourhoods, officers' skill and reserved slots.

    ``reserved`` has one row for each reserved slot that is taken: the values of an `Initiative`, with ``problem``, ``targets``
    and ``reached`` as numbers. What already runs in its slot goes on; a slot without row is emptied.
    """
    for place in town.places:
        place.programme = Programme(*(float(columns[f"programmes.{name}"][place.number]) for name in OF_PLACES))
    for neighbourhood in town.neighbourhoods:
        for name in OF_NEIGHBOURHOODS:
            setattr(neighbourhood, name, float(columns[f"neighbourhoods.{name}"][neighbourhood.number]))
    for officer in town.officers:
        officer.skill = float(columns["officers.skill"][officer.number])
    rows = {row["slot"]: row for row in columns["reserved"]}
    for neighbourhood in town.neighbourhoods:
        fill_reserved(town, neighbourhood, rows)


def fill_reserved(town: Any, neighbourhood: Neighbourhood, rows: dict[int, dict[str, Any]]) -> None:
    each = len(neighbourhood.slots)
    for at in range(neighbourhood.reserved_from, each):
        row = rows.get(neighbourhood.number * each + at)
        if row is None and neighbourhood.slots[at] is not None:
            take_out(neighbourhood, at)
        elif row is not None and neighbourhood.slots[at] is None:
            neighbourhood.slots[at] = brought(town, row)


def take_out(neighbourhood: Neighbourhood, at: int) -> None:
    """Empty a slot; those active in it are free at once."""
    for resident in neighbourhood.residents:
        if resident.active == neighbourhood.slots[at].slot:
            resident.be_set_free()
    neighbourhood.slots[at] = None


def brought(town: Any, row: dict[str, Any]) -> Initiative:
    own = {
        "problem": None if row["problem"] < 0 else town.problems[row["problem"]],
        **{name: [town.places[number] for number in row[name]] for name in ("targets", "compared")},
        **{name: [town.residents[number] for number in row[name]] for name in ("reached", "waiting")},
    }
    return Initiative(**{**row, **own})
