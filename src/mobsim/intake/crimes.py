"""Count crimes by area, category and year: from points, from rows that name areas, or from columns of the areas.

What comes out are sums. No address, name or position of a single crime leaves this file.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import DataError
from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.crime_years import chosen_period, years_of
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, Rows, find_match, match_by_code, name_unmatched
from mobsim.intake.layers import Layer
from mobsim.intake.placing import Placed, place_points
from mobsim.intake.shapes import Ground
from mobsim.intake.sorting import crime_type_column
from mobsim.intake.telling import tell
from mobsim.intake.words import is_private
from mobsim.scenario.numbers import Expected

_MOST_TYPES = 150
_NAMED_WELL = 0.97
"""Share of rows whose area is named, above which their positions are not looked at."""
_NAMED_ENOUGH = 0.5
"""Share of rows whose area is named, above which positions that fit nothing are no reason to refuse."""
_SAFE = 5
"""Rows that must share what they call their area before it is named in a message."""
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
    months: tuple[int, ...] = ()
    """Months that the file holds of each year; empty where all of them."""

    @property
    def length(self) -> float:
        """Return how many years the counts are of, a month being a twelfth."""
        return sum(self.months) / 12 if self.months else float(len(self.years))

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
    _account_for_hidden(area, kinds, names, account)
    year, month = years_of(layer, choices, account)
    weight = _weights_of(layer, choices, account)
    period = chosen_period(year, month, weight * (area != NOWHERE), choices, account)
    rows = (area != NOWHERE) & period.rows
    index = np.searchsorted(period.years, year)
    counts = np.zeros((len(frame), len(names), len(period.years)))
    np.add.at(counts, (area[rows], kinds[rows], index[rows]), weight[rows])
    if not counts.sum():
        raise DataError(
            "leaves no crime in any area", file=layer.label, remedy="check --crime-area, --crime-date and --years"
        )
    found = Crimes(
        tuple(names), tuple(period.years.tolist()), counts, "counts", period.part, layer.label, float(weight.sum()),
        period.months,
    )  # fmt: skip
    return _without_empty(found)


def _without_empty(crimes: Crimes) -> Crimes:
    there = crimes.counts.sum(axis=(0, 2)) > 0
    types = tuple(name for name, kept in zip(crimes.types, there, strict=True) if kept)
    return replace(crimes, types=types, counts=crimes.counts[:, there])


def _areas_of(layer: Layer, frame: Frame, ground: Ground | None, choices: Choices, account: Account) -> Rows:
    """Find the area of each row, by what it is called or by position, whichever places more."""
    given = choices.crime.area
    layer.require(given, "--crime-area")
    match = None
    if not (choices.crime.x or choices.crime.y):
        match = find_match(layer, frame, given, choices.area.match) or match_by_code(layer, frame, given)
    named = 0.0 if match is None else float((match.area != NOWHERE).mean())
    placed = None
    if given is None and named < _NAMED_WELL and ground is not None:
        placed = _placed(layer, ground, choices, account, needed=named < _NAMED_ENOUGH)
    if match is not None and (placed is None or named >= placed.share):
        account.guess(
            Guess(tell("area_of_crime"), tell("column", column=match.column), "--crime-area", "", given is not None)
        )
        lost = name_unmatched(layer, match, frame, account, least=_SAFE)
        _account_for_lost(layer, lost, "lost_no_area", account)
        return match.area
    if placed is None:
        raise DataError(
            "does not say in which area its crimes happened", file=layer.label,
            remedy="name the column by --crime-area, or positions by --crime-x and --crime-y with a map of areas",
        )  # fmt: skip
    account.guess(Guess(tell("area_of_crime"), placed.how, "--crime-area", "", choices.crime.x is not None))
    return _account_for_placed(layer, placed, account)


def _placed(layer: Layer, ground: Ground, choices: Choices, account: Account, *, needed: bool) -> Placed | None:
    """Place rows by position; where their names tell enough, positions that fit nothing are left alone."""
    try:
        return place_points(layer, ground, choices, account)
    except DataError as error:
        if needed:
            raise
        account.warnings.append(f"Positions of {layer.label} were not used: {error.field} {error.problem}.")
        return None


def _account_for_placed(layer: Layer, placed: Placed, account: Account) -> Rows:
    _account_for_lost(layer, placed.without, "lost_no_position", account)
    _account_for_lost(layer, placed.outside, "lost_outside", account)
    if placed.shared:
        account.assumed.append(tell("on_border", crimes=placed.shared))
    return placed.area


def _account_for_lost(layer: Layer, rows: int, key: str, account: Account) -> None:
    if rows:
        share = rows / max(len(layer), 1)
        text = tell(key, rows=rows, all=len(layer), file=layer.label, share=round(100 * share, 1))
        account.dropped.append(text)
        if share > 0.1:
            account.warnings.append(text)


def _account_for_hidden(area: Rows, kinds: Rows, names: list[str], account: Account) -> None:
    """Name the categories that lie mostly nowhere: offices hide where some crimes happened, such as those against persons."""
    lost = np.bincount(kinds, weights=area == NOWHERE, minlength=len(names))
    rows = np.bincount(kinds, minlength=len(names))
    hidden = [n for n in range(len(names)) if rows[n] >= _SAFE and lost[n] > rows[n] / 2]
    if hidden and len(hidden) < len(names):
        shown = [tell("hidden_one", category=names[n], lost=int(lost[n]), all=int(rows[n])) for n in hidden[:6]]
        account.warnings.append(tell("hidden", shown=shown))


def _types_of(layer: Layer, choices: Choices, account: Account) -> tuple[Rows, list[str]]:
    """Return the number of each row's category, and the categories; one where none is told."""
    given = choices.crime.type
    layer.require(given, "--crime-type")
    column = given or crime_type_column(layer)
    others = tuple(name for name, _ in roles.ranked(layer, roles.TYPE) if name != column)[:6]
    why = "" if column else tell("no_category")
    account.guess(
        Guess(tell("category_of_crime"), column or tell("all_one"), "--crime-type", why, given is not None, others)
    )
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


def _weights_of(layer: Layer, choices: Choices, account: Account) -> NDArray[np.float64]:
    """Return how many crimes each row stands for."""
    given = choices.crime.count
    layer.require(given, "--crime-count")
    column = given or (None if layer.geometry == "points" else roles.best(layer, roles.COUNT, 3.0))
    account.guess(Guess(tell("crimes_of_row"), column or tell("one"), "--crime-count", "", given is not None))
    if column is None:
        return np.ones(len(layer))
    values = numbers_of(layer, column, choices.file, Expected("count", low=0.0))
    if np.isnan(values).any():
        lacking = int(np.isnan(values).sum())
        account.assumed.append(tell("no_figure_counts_none", rows=lacking, file=layer.label, column=column))
    if (values < 0).any() or (values != np.floor(values))[~np.isnan(values)].any():
        raise DataError(
            "must be whole numbers of 0 or more",
            file=layer.label,
            field=column,
            remedy="name the column of counts by --crime-count",
        )
    return np.nan_to_num(values)
