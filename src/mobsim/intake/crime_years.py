"""Which years of a file of crimes count, and how many months of each it holds."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.dates import years_and_months
from mobsim.intake.joining import Rows
from mobsim.intake.layers import Layer
from mobsim.intake.telling import Clauses, tell

_MONTHS = range(1, 13)
_FEW = 0.05
"""A year with less than this share of the usual crimes is one of late reports, or has only begun."""
_SURELY_SOME = 5.0
"""Where so many crimes are to be expected and there are none, months are missing: chance does that once in 150 times."""


@dataclass(frozen=True)
class Period:
    """What counts of a file of crimes.

    Attributes
    ----------
    rows
        Which of its rows.
    years, months
        Years, ascending, ``[0]`` where none is told; and how many months of each the file holds.
    part
        Whether levels mean nothing: the years are not whole, and not to be taken for parts of whole ones.
    """

    rows: NDArray[np.bool_]
    years: Rows
    months: tuple[int, ...]
    part: bool


def years_of(layer: Layer, choices: Choices, account: Account) -> tuple[Rows, Rows]:
    """Return the year and month of each row, 0 where it has none."""
    given = choices.crime.date
    layer.require(given, "--crime-date")
    column = given or roles.best(layer, roles.DATE, 2.0)
    others = tuple(name for name, _ in roles.ranked(layer, roles.DATE) if name != column)[:6]
    account.guess(Guess(tell("date_of_crime"), column or tell("none"), "--crime-date", "", given is not None, others))
    if column is None:
        account.warnings.append(tell("no_dates", file=layer.label))
        nothing = np.zeros(len(layer), dtype=np.int64)
        return nothing, nothing
    return years_and_months(layer.cells(column))


def chosen_period(year: Rows, month: Rows, weight: NDArray[np.float64], choices: Choices, account: Account) -> Period:
    """Choose the years that count: those named, or the whole ones among those with crimes, or all of them if none is whole."""
    if not year.any():
        return Period(np.ones(len(year), dtype=bool), np.zeros(1, dtype=np.int64), (len(_MONTHS),), True)
    there = np.unique(year[(year > 0) & (weight > 0)])
    held = {
        int(each): _months_of(month[year == each], weight[year == each], each == there[0], each == there[-1])
        for each in there
    }
    if choices.crime.years is not None:
        first, last = choices.crime.years
        kept = there[(there >= first) & (there <= last)]
    else:
        full = _full_years(there, year, weight)
        whole = [each for each in full.tolist() if len(held[each]) == len(_MONTHS)]
        kept = np.array(whole or full.tolist(), dtype=np.int64)
    if not len(kept):
        known = f"{there.min()}-{there.max()}" if len(there) else "none"
        raise UsageError(
            "are years without crimes",
            field="--years",
            value=str(choices.crime.years),
            remedy=f"the crimes are of {known}",
        )
    months = tuple(len(held[each]) for each in kept.tolist())
    part = min(months) < len(_MONTHS) and choices.crime.part_years != "estimate"
    _account_for_years(year, weight, kept, [held[each] for each in kept.tolist()], choices, account)
    return Period(np.isin(year, kept), kept, months, part)


def _full_years(there: Rows, year: Rows, weight: NDArray[np.float64]) -> Rows:
    """Leave out years of few crimes."""
    totals = np.array([weight[year == each].sum() for each in there])
    return there[totals >= _FEW * np.median(totals[totals > 0])] if len(there) else there


def _months_of(month: Rows, weight: NDArray[np.float64], first: bool, last: bool) -> tuple[int, ...]:
    """Return the months of a year that a file holds: all of them where none is told.

    Months without crimes are missing at the ends of the file, and where chance would hardly leave them empty.
    """
    told = (month > 0) & (weight > 0)
    with_crimes = set(month[told].tolist())
    held: list[int] = []
    for there, run in groupby(_MONTHS, key=lambda each: each in with_crimes):
        months = list(run)
        at_an_end = (first and months[0] == _MONTHS[0]) or (last and months[-1] == _MONTHS[-1])
        expected = len(months) * weight[told].sum() / max(len(with_crimes), 1)
        if there or not told.any() or (not at_an_end and expected < _SURELY_SOME):
            held += months
    return tuple(held)


def _account_for_years(
    year: Rows,
    weight: NDArray[np.float64],
    kept: Rows,
    held: list[tuple[int, ...]],
    choices: Choices,
    account: Account,
) -> None:
    shown = f"{kept[0]}" if len(kept) == 1 else f"{kept[0]}-{kept[-1]}"
    account.guess(Guess(tell("years_of_crimes"), shown, "--years", "", choices.crime.years is not None))
    if min(map(len, held)) < len(_MONTHS):
        _account_for_parts(kept, held, choices, account)
    undated, other = int(weight[year == 0].sum()), int(weight[(year > 0) & ~np.isin(year, kept)].sum())
    if undated:
        account.dropped.append(tell("undated", crimes=undated))
    if other:
        account.dropped.append(tell("other_years", crimes=other, years=shown))


def _account_for_parts(kept: Rows, held: list[tuple[int, ...]], choices: Choices, account: Account) -> None:
    """Say which months the file holds, and what is made of them."""
    lacking = [
        tell("months_of", year=str(year), months=len(months), all=len(_MONTHS))
        for year, months in zip(kept.tolist(), held, strict=True)
        if len(months) < len(_MONTHS)
    ]
    some = Clauses(lacking[:6])
    shown = tell("these", all=some) if len(lacking) <= 6 else tell("and_others", some=some)
    given = choices.crime.part_years
    value = tell("twelfth" if given == "estimate" else "only_where")
    account.guess(
        Guess(tell("years_in_part"), value, "--part-years", shown, given is not None, ("relative", "estimate"))
    )
    if given == "estimate":
        account.estimated.append(tell("years_estimated", months=shown))
    elif given is None:
        account.warnings.append(tell("no_whole_year", months=shown))
