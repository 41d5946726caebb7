"""The books of a run: every officer hour, agency hour, volunteer hour and dollar, what was given against what became of it.

A :class:`~mobsim.engine.ledger.Ledger` holds the sums; they close for any weeks, communities and neighbourhoods.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mobsim.measures.outcome import RATE, Formula, Sums, per_1000, per_resident

HOURS = f"hours {RATE}"
CALLS = f"calls {RATE}"
DOLLARS = "CAD per resident a year"
_RATES: Mapping[str, Callable[..., Formula]] = {HOURS: per_1000, CALLS: per_1000, DOLLARS: per_resident}


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
        HOURS,
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
        "agencies",
        HOURS,
        {"staff of their own": "crisis_hours_given", "bought for initiatives": "agency_hours"},
        {
            "crises taken over": "handover_hours",
            "cases at a situation table": "table_hours",
            "those referred after arrest": "referral_hours",
            "clients of their own": "client_hours",
            "initiatives": "agency_hours",
            "lapsed, not asked for": "crisis_hours_lapsed",
            "kept for the next weeks": "crisis_hours_kept",
        },
    ),
    Book(
        "crisis teams",
        CALLS,
        {"bought": "team_calls_given"},
        {
            "taken on": "team_calls",
            "lapsed, as too few came": "team_calls_lapsed",
            "kept for the next days": "team_calls_kept",
        },
    ),
    Book(
        "volunteers, unpaid",
        HOURS,
        {"pledged": "volunteer_pledged"},
        {
            "initiatives": "volunteer_hours",
            "forgone, as an initiative ended or they moved": "volunteer_forgone",
            "still to come": "volunteer_kept",
        },
    ),
    Book(
        "public purse",
        DOLLARS,
        {"granted": "granted", "brought by programmes": "money_brought"},
        {
            "the four components": "cost_components",
            "crisis teams": "cost_teams",
            "situation table": "cost_table",
            "overtime": "cost_overtime",
            "initiatives": "cost_programmes",
            "set aside, for want of officers": "set_aside",
            "kept for initiatives": "money_kept",
        },
    ),
)


def balance(sums: Sums) -> pd.DataFrame:
    """Lay the books open, as rates of a year.

    Parameters
    ----------
    sums
        Sums of a ledger, ``(neighbourhoods,)`` each.

    Returns
    -------
    pandas.DataFrame
        A line for each entry: ``resource``, ``unit``, ``side`` (``given`` or ``became``), ``entry`` (its words) and
        ``amount`` in that unit, not a number where no week was measured.
    """
    whole = {name: np.asarray(values).sum() for name, values in sums.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = [
            (book.resource, book.unit, side, words, float(_RATES[book.unit](name)(whole)))
            for book in BOOKS
            for side in ("given", "became")
            for words, name in getattr(book, side).items()
        ]
    return pd.DataFrame(rows, columns=["resource", "unit", "side", "entry", "amount"])
