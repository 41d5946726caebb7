"""The books of a run: every officer hour, agency hour, volunteer hour and dollar, what was given against what became of it.

A :class:`~mobsim.engine.ledger.Ledger` holds the sums; they close for any weeks, communities and neighbourhoods.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mobsim.measures.outcome import Sums


@dataclass(frozen=True, slots=True)
class Book:
    """One resource: its unit, and the sums that say what was given and what became of it, by words."""

    resource: str
    unit: str
    given: Mapping[str, str]
    became: Mapping[str, str]


BOOKS = (
    Book(
        "officers",
        "hours",
        {"on duty": "hours_given", "brought by programmes": "hours_brought"},
        {
            "answering calls and standing ready for them": "hours_response",
            "patrol": "hours_patrol",
            "engagement": "hours_engagement",
            "initiatives": "hours_initiatives",
            "training, tables, forums and analysis": "hours_overhead",
            "standing by, with nothing to do": "hours_standby",
        },
    ),
    Book(
        "agencies, for crises",
        "hours",
        {"staff": "crisis_hours_given"},
        {"crises taken over": "handover_hours", "lapsed": "crisis_hours_lapsed", "kept": "crisis_hours_kept"},
    ),
    Book(
        "volunteers",
        "hours",
        {"pledged": "volunteer_pledged"},
        {"worked": "volunteer_hours", "forgone": "volunteer_forgone", "still to come": "volunteer_kept"},
    ),
    Book(
        "public purse",
        "CAD",
        {"granted": "granted", "brought by programmes": "money_brought"},
        {
            "the four components": "cost_components",
            "overtime": "cost_overtime",
            "initiatives": "cost_programmes",
            "set aside, for want of officers": "set_aside",
            "kept for initiatives": "money_kept",
        },
    ),
)


def balance(sums: Sums) -> pd.DataFrame:
    """Lay the books open: a line for each entry, with its resource, unit, side (``given`` or ``became``), words and amount."""
    rows = [
        (book.resource, book.unit, side, words, float(sums[name].sum()))
        for book in BOOKS
        for side in ("given", "became")
        for words, name in getattr(book, side).items()
    ]
    return pd.DataFrame(rows, columns=["resource", "unit", "side", "entry", "amount"])
