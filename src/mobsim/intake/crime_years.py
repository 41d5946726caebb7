"""Which years of a file of crimes count: those asked for, or those that are whole."""

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.dates import years_and_months
from mobsim.intake.joining import Rows
from mobsim.intake.layers import Layer

_FEW = 0.05
"""A year with less than this share of the usual crimes is one of late reports, or has only begun."""


def years_of(layer: Layer, choices: Choices, account: Account) -> tuple[Rows, Rows]:
    """Return the year and month of each row, 0 where it has none."""
    given = choices.crime.date
    layer.require(given, "--crime-date")
    column = given or roles.best(layer, roles.DATE, 2.0)
    others = tuple(name for name, _ in roles.ranked(layer, roles.DATE) if name != column)[:6]
    account.guess(Guess("date of a crime", column or "none", "--crime-date", "", given is not None, others))
    if column is None:
        account.warnings.append(f"{layer.label} has no dates: levels cannot be told, only where crime is.")
        nothing = np.zeros(len(layer), dtype=np.int64)
        return nothing, nothing
    return years_and_months(layer.cells(column))


def chosen_years(
    year: Rows, month: Rows, weight: NDArray[np.float64], choices: Choices, account: Account
) -> tuple[NDArray[np.bool_], Rows, bool]:
    """Choose the years that count: those named, or the whole ones among those with crimes.

    Returns
    -------
    tuple of (which rows, the years, whether they are not whole years)
    """
    if not year.any():
        return np.ones(len(year), dtype=bool), np.zeros(1, dtype=np.int64), True
    there = np.unique(year[(year > 0) & (weight > 0)])
    if choices.crime.years is not None:
        first, last = choices.crime.years
        kept = there[(there >= first) & (there <= last)]
        whole = True
    else:
        kept = _whole_years(there, year, month, weight)
        whole = len(kept) > 0
        kept = kept if whole else there
    if not len(kept):
        known = f"{there.min()}-{there.max()}" if len(there) else "none"
        raise UsageError(
            "are years without crimes",
            field="--years",
            value=str(choices.crime.years),
            remedy=f"the crimes are of {known}",
        )
    _account_for_years(year, weight, kept, whole, choices, account)
    return np.isin(year, kept), kept, not whole


def _whole_years(there: Rows, year: Rows, month: Rows, weight: NDArray[np.float64]) -> Rows:
    """Leave out years of few crimes, and the first and last where their first or last months are missing."""
    totals = np.array([weight[year == each].sum() for each in there])
    kept = there[totals >= _FEW * np.median(totals[totals > 0])] if len(there) else there
    for place, edge in ((0, 1), (-1, 12)):
        if len(kept):
            months = month[(year == kept[place]) & (month > 0) & (weight > 0)]
            if len(months) and (months.min() > 1 if edge == 1 else months.max() < 12):
                kept = np.delete(kept, place)
    return kept


def _account_for_years(
    year: Rows, weight: NDArray[np.float64], kept: Rows, whole: bool, choices: Choices, account: Account
) -> None:
    shown = f"{kept[0]}" if len(kept) == 1 else f"{kept[0]}-{kept[-1]}"
    why = "" if whole else "no year is whole: levels cannot be told, only where crime is"
    account.guess(Guess("years of crimes", shown, "--years", why, choices.crime.years is not None))
    undated, other = int(weight[year == 0].sum()), int(weight[(year > 0) & ~np.isin(year, kept)].sum())
    if undated:
        account.dropped.append(f"{undated:,} crimes without a date that can be read are left out.")
    if other:
        account.dropped.append(
            f"{other:,} crimes of other years than {shown} are left out (years that are not whole, or not asked for)."
        )
