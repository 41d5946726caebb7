"""Areas that are hardly neighbourhoods: a total among the rows, two areas with one outline."""

import re

import numpy as np

from mobsim.scenario.areas import Areas
from mobsim.scenario.columns import Values
from mobsim.scenario.findings import Findings, listed

TOTAL = re.compile(
    r"(?:(?:grand|city|overall) )?totals?|sum|gesamt|insgesamt|summe|ensemble|totale|totaal|suma|razem", re.IGNORECASE
)
"""What a row of totals is called."""
_FEWEST_OTHERS = 3
"""Of two or three areas, one may well have as many residents as the rest."""


def check_totals(areas: Areas, people: Values, findings: Findings) -> None:
    """Refuse a row that is called a total, and note one that holds as many residents as all others."""
    for number, (identifier, name) in enumerate(zip(areas.ids, areas.names, strict=True), start=1):
        if any(TOTAL.fullmatch(each.strip(" .:")) for each in (identifier, name)):
            remedy = "remove the row, or give the neighbourhood another name"
            findings.wrong_data(
                areas.path, "is a total, not a neighbourhood", f"area {number}", remedy, value=identifier
            )
            return
    if len(people) <= _FEWEST_OTHERS or not np.isfinite(people).all():
        return
    for row in np.flatnonzero(2 * people == people.sum()):
        findings.note(
            f"Area {areas.ids[row]} of {areas.path.name} has as many residents as all others together: if it is "
            "a total, remove it."
        )


def note_same_outlines(areas: Areas, findings: Findings) -> None:
    """Note areas that lie on the very ground of another."""
    seen: dict[bytes, str] = {}
    same = []
    for identifier, rings in zip(areas.ids, areas.polygons or [], strict=False):
        outline = b"".join(ring.tobytes() for ring in rings)
        other = seen.setdefault(outline, identifier)
        if other != identifier:
            same.append(f"{identifier} and {other}")
    if same:
        findings.note(f"Areas of {areas.path.name} have the very same outline: {listed(same)}.")
