"""The rules by which outlines make neighbours, and what a reader is told of the edges that they made."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from mobsim.scenario.names import first_few

if TYPE_CHECKING:
    from mobsim.scenario.borders import Contacts

Rule = Literal["corner", "border"]
"""``corner``: areas that touch at all (queen contiguity); ``border``: areas that share a stretch of border (rook)."""


def notes_on(contacts: "Contacts", ids: Sequence[str], rule: Rule) -> list[str]:
    """Say which rule made which edge, how far apart outlines lay that do not quite meet, and which overlap."""
    between = [f"{ids[a]} and {ids[b]}" for a, b in zip(contacts.a, contacts.b, strict=True)]
    corners = [pair for pair, border in zip(between, contacts.border, strict=True) if not border]
    notes = [_note_on_rule(len(between) - len(corners), corners, rule)]
    counts = contacts.border | (rule == "corner")
    snapped = [
        f"{pair} ({gap:.2g} apart)"
        for pair, gap, counted in zip(between, contacts.gap, counts, strict=True)
        if counted and gap > 0
    ]
    if snapped:
        notes.append(
            f"{_outlines(len(snapped))} do not quite meet, by less than the map can tell, and count as neighbours: "
            f"{first_few(snapped)}."
        )
    overlapping = [pair for pair, overlap in zip(between, contacts.overlap, strict=True) if overlap]
    if overlapping:
        notes.append(
            f"{_outlines(len(overlapping))} overlap and count as neighbours: {first_few(overlapping)}. Check the map."
        )
    return notes


def _note_on_rule(borders: int, corners: list[str], rule: Rule) -> str:
    share = f"{borders:,} {'pair shares' if borders == 1 else 'pairs share'} a stretch of border"
    made = f'No edges were given, so the outlines make them (neighbours = "{rule}"): {share}'
    if not corners:
        return f"{made}."
    meet = f"{len(corners):,} that meet only in a corner"
    if rule == "corner":
        other = 'neighbours = "border" leaves those out'
        return f"{made}, and {meet} count as well: {first_few(corners)}; {other}."
    return f"{made}; {meet} do not count: {first_few(corners)}."


def _outlines(count: int) -> str:
    return "The outlines of one pair" if count == 1 else f"The outlines of {count:,} pairs"
