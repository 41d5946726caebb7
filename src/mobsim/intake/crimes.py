"""Count crimes by area, category and year: from points, from rows that name areas, or from columns of the areas.

What comes out are sums. No address, name or position of a single crime leaves this file.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError, UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.crime_types import NONE, draft_type, is_all_crime
from mobsim.intake.dates import years_and_months
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, Joined, Rows, find_match, name_unmatched
from mobsim.intake.layers import Layer
from mobsim.intake.placing import Placed, place_points
from mobsim.intake.shapes import Ground
from mobsim.intake.sorting import crime_type_column
from mobsim.intake.words import is_private, spelled
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.numbers import Expected

_MOST_TYPES = 150
_FEW = 0.05
"""A year with less than this share of the usual crimes is one of late reports, or has only begun."""
_NAMED_WELL = 0.97
"""Share of rows whose area is named, above which their positions are not looked at."""
_SAFE = 5
"""Rows that must share what they call their area before it is named in a message."""
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_RATE = re.compile(r"\b(?:rate|rates|per (?:1 ?000|10 ?000|100 ?000|100 k|1 k|capita|thousand)|taux|rat)\b")
ALL = "all crime"


@dataclass(frozen=True)
class Crimes:
    """Recorded crime.

    Attributes
    ----------
    types, years
        Categories as the user has them, and years, ascending; ``(0,)`` where none is told.
    counts
        Shape ``(areas, types, years)``; rates where ``figures`` says so.
    figures
        ``"counts"`` or ``"rates"``.
    part
        Whether the years are not whole, or there are none, so that levels mean nothing.
    """

    types: tuple[str, ...]
    years: tuple[int, ...]
    counts: NDArray[np.float64]
    figures: str = "counts"
    part: bool = False
    source: str = ""
    read: float = 0.0
    """Crimes in the file, before any was left out."""

    @property
    def by_area(self) -> NDArray[np.float64]:
        """Return all crimes of each area."""
        return self.counts.sum(axis=(1, 2))


def crimes_of_layer(layer: Layer, frame: Frame, ground: Ground | None, choices: Choices, account: Account) -> Crimes:
    """Count the rows of a layer of crimes.

    Raises
    ------
    InputError
        If nothing tells in which area they happened.
    """
    area = _areas_of(layer, frame, ground, choices, account)
    kinds, names = _types_of(layer, choices, account)
    year, month = _years_of(layer, choices, account)
    weight = _weights_of(layer, choices, account)
    kept, years, part = _chosen_years(year, month, weight * (area != NOWHERE), choices, account)
    rows = (area != NOWHERE) & kept
    index = np.searchsorted(years, year)
    counts = np.zeros((len(frame), len(names), len(years)))
    np.add.at(counts, (area[rows], kinds[rows], index[rows]), weight[rows])
    if not counts.sum():
        raise DataError(
            "leaves no crime in any area", file=layer.label, remedy="check --crime-area, --crime-date and --years"
        )
    found = Crimes(tuple(names), tuple(years.tolist()), counts, "counts", part, layer.label, float(weight.sum()))
    return _without_empty(found)


def _without_empty(crimes: Crimes) -> Crimes:
    there = crimes.counts.sum(axis=(0, 2)) > 0
    types = tuple(name for name, kept in zip(crimes.types, there, strict=True) if kept)
    return replace(crimes, types=types, counts=crimes.counts[:, there])


def _areas_of(layer: Layer, frame: Frame, ground: Ground | None, choices: Choices, account: Account) -> Rows:
    """Find the area of each row, by what it is called or by position, whichever places more."""
    given = choices.crime.area
    if given is not None and given not in layer.columns:
        raise UsageError(
            f"is not a column of {layer.label}",
            field="--crime-area",
            value=given,
            remedy=did_you_mean(given, layer.columns),
        )
    match = None if choices.crime.x or choices.crime.y else find_match(layer, frame, given, choices.area.match)
    named = 0.0 if match is None else float((match.area != NOWHERE).mean())
    placed = None
    if given is None and named < _NAMED_WELL and ground is not None:
        placed = place_points(layer, ground, choices, account)
    if match is not None and (placed is None or named >= placed.share):
        account.guess(Guess("area of a crime", f"column {match.column}", "--crime-area", "", given is not None))
        lost = name_unmatched(layer, match, frame, account, least=_SAFE)
        _account_for_lost(layer, lost, "name no area", account)
        return match.area
    if placed is None:
        raise DataError(
            "does not say in which area its crimes happened", file=layer.label,
            remedy="name the column by --crime-area, or positions by --crime-x and --crime-y with a map of areas",
        )  # fmt: skip
    account.guess(Guess("area of a crime", placed.how, "--crime-area", "", choices.crime.x is not None))
    return _account_for_placed(layer, placed, account)


def _account_for_placed(layer: Layer, placed: Placed, account: Account) -> Rows:
    _account_for_lost(layer, placed.without, "have no position", account)
    _account_for_lost(layer, placed.outside, "lie outside all areas", account)
    if placed.shared:
        account.assumed.append(f"{placed.shared:,} crimes on a common border count for the first of the areas there.")
    return placed.area


def _account_for_lost(layer: Layer, rows: int, why: str, account: Account) -> None:
    if rows:
        share = rows / max(len(layer), 1)
        text = f"{rows:,} of {len(layer):,} rows of {layer.label} ({share:.1%}) {why} and are left out."
        account.dropped.append(text)
        if share > 0.1:
            account.warnings.append(text)


def _types_of(layer: Layer, choices: Choices, account: Account) -> tuple[Rows, list[str]]:
    """Return the number of each row's category, and the categories; one where none is told."""
    given = choices.crime.type
    if given is not None and given not in layer.columns:
        raise UsageError(
            f"is not a column of {layer.label}",
            field="--crime-type",
            value=given,
            remedy=did_you_mean(given, layer.columns),
        )
    column = given or crime_type_column(layer)
    others = tuple(name for name, _ in roles.ranked(layer, roles.TYPE) if name != column)[:6]
    why = "" if column else "no column holds categories of crime"
    account.guess(Guess("category of a crime", column or "all one", "--crime-type", why, given is not None, others))
    if column is None:
        return np.zeros(len(layer), dtype=np.int64), [ALL]
    texts = [" ".join(text.split())[:80] or "not given" for text in layer.texts(column)]
    names = sorted(set(texts))
    if len(names) > _MOST_TYPES or sum(map(is_private, names)) > len(names) / 2:
        raise DataError(
            f"has {len(names):,} values, too many or too much like addresses to be categories", file=layer.label,
            field=column, remedy="name the column of categories by --crime-type",
        )  # fmt: skip
    shown = ["not shown" if is_private(name) else name for name in names]
    unique = sorted(set(shown))
    number = {text: unique.index(name) for text, name in zip(names, shown, strict=True)}
    return np.fromiter((number[text] for text in texts), np.int64, len(texts)), unique


def _years_of(layer: Layer, choices: Choices, account: Account) -> tuple[Rows, Rows]:
    given = choices.crime.date
    if given is not None and given not in layer.columns:
        raise UsageError(
            f"is not a column of {layer.label}",
            field="--crime-date",
            value=given,
            remedy=did_you_mean(given, layer.columns),
        )
    column = given or roles.best(layer, roles.DATE, 2.0)
    others = tuple(name for name, _ in roles.ranked(layer, roles.DATE) if name != column)[:6]
    account.guess(Guess("date of a crime", column or "none", "--crime-date", "", given is not None, others))
    if column is None:
        account.warnings.append(f"{layer.label} has no dates: levels cannot be told, only where crime is.")
        nothing = np.zeros(len(layer), dtype=np.int64)
        return nothing, nothing
    return years_and_months(layer.cells(column))


def _weights_of(layer: Layer, choices: Choices, account: Account) -> NDArray[np.float64]:
    """Return how many crimes each row stands for."""
    given = choices.crime.count
    if given is not None and given not in layer.columns:
        raise UsageError(
            f"is not a column of {layer.label}",
            field="--crime-count",
            value=given,
            remedy=did_you_mean(given, layer.columns),
        )
    column = given or (None if layer.geometry == "points" else roles.best(layer, roles.COUNT, 3.0))
    account.guess(Guess("crimes of a row", column or "one", "--crime-count", "", given is not None))
    if column is None:
        return np.ones(len(layer))
    values = numbers_of(layer, column, choices.file, Expected("count", low=0.0))
    if np.isnan(values).any():
        account.assumed.append(
            f"{int(np.isnan(values).sum()):,} rows of {layer.label} without a figure in {column} count as 0."
        )
    if (values < 0).any() or (values != np.floor(values))[~np.isnan(values)].any():
        raise DataError(
            "must be whole numbers of 0 or more",
            file=layer.label,
            field=column,
            remedy="name the column of counts by --crime-count",
        )
    return np.nan_to_num(values)


def _chosen_years(
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


@dataclass(frozen=True)
class _Wide:
    """A column of the areas that counts crimes: its category, year (0 for none), whether it is a rate, and its figures."""

    column: str
    category: str
    year: int
    is_rate: bool
    values: NDArray[np.float64]


def crimes_of_columns(frame: Frame, taken: set[str], choices: Choices, account: Account) -> Crimes | None:
    """Take crimes from columns of the areas, such as ``ASSAULT_2019`` or ``Robbery rate``; ``None`` where there are none."""
    wide = [each for table in frame.tables for each in _wide_columns(table, taken, choices)]
    counts = [each for each in wide if not each.is_rate]
    used = counts or wide
    if not used:
        return None
    if len(used) < len(wide):
        account.assumed.append(f"{len(wide) - len(used)} columns of rates are left out, since counts are there.")
    typed = [each for each in used if each.category != ALL]
    used = typed or used
    years = sorted({each.year for each in used if each.year}) or [0]
    used = [each for each in used if (each.year or 0) in years]
    types = list(dict.fromkeys(each.category for each in used))
    figures = np.zeros((len(frame), len(types), len(years)))
    for each in used:
        figures[:, types.index(each.category), years.index(each.year)] += np.nan_to_num(each.values)
    shown = ", ".join(each.column for each in used[:6]) + (", ..." if len(used) > 6 else "")
    kind = "rates" if not counts else "counts"
    account.guess(Guess("crimes", f"columns {shown} as {kind}", "--crimes", "no file of crimes was given"))
    return Crimes(
        tuple(types), tuple(years), figures, kind, years == [0], frame.tables[0].layer.label, float(figures.sum())
    )


def _wide_columns(table: Joined, taken: set[str], choices: Choices) -> list[_Wide]:
    found = []
    chosen = dict(choices.crime.types)
    for column in table.layer.columns:
        plain = spelled(column)
        drafted = chosen.get(column, draft_type(plain))
        is_crime = column in chosen or is_all_crime(plain) or (drafted not in (None, NONE))
        if column in taken or not is_crime or not roles.traits_of(table.layer.cells(column)).is_number:
            continue
        values = numbers_of(table.layer, column, choices.file)[np.maximum(table.rows, 0)]
        values = np.where(table.rows == NOWHERE, np.nan, values)
        if np.nanmin(values, initial=0.0) >= 0:
            found.append(_wide(column, plain, values, column in chosen))
    return found


def _wide(column: str, plain: str, values: NDArray[np.float64], named: bool) -> _Wide:
    year = _YEAR.search(plain)
    known = values[~np.isnan(values)]
    is_rate = bool(_RATE.search(plain)) or not bool((known == np.floor(known)).all())
    category = column if named else " ".join(_YEAR.sub(" ", _RATE.sub(" ", plain)).split())
    return _Wide(
        column, ALL if is_all_crime(category) and not named else category, int(year[1]) if year else 0, is_rate, values
    )
