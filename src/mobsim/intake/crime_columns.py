"""Take crimes from columns of the areas: ``ASSAULT_2019``, ``Robbery rate``."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mobsim.intake import roles
from mobsim.intake.choices import Account, Choices, Guess
from mobsim.intake.crime_types import NONE, draft_type, is_all_crime
from mobsim.intake.crimes import ALL, Crimes
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, Joined
from mobsim.intake.telling import tell
from mobsim.intake.traits import traits_of
from mobsim.intake.words import spelled

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


_RATE = re.compile(r"\b(?:rate|rates|per (?:1 ?000|10 ?000|100 ?000|100 k|1 k|capita|thousand)|taux|rat)\b")

_TOTAL = re.compile(r"\b(?:insgesamt|gesamt|total|totals|totaal|totale|totales)\b")
_FEW = 12
_STEM = 6
"""Letters of a word that two names must share to be of one kind."""
_OTHER_ROLES = (
    roles.ID,
    roles.NAME,
    roles.POPULATION,
    roles.HOUSEHOLDS,
    roles.DEPRIVATION,
    roles.OFFICERS,
    roles.X,
    roles.Y,
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
    used = _without_parts(used, account)
    if len(counts or wide) < len(wide):
        account.assumed.append(f"{len(wide) - len(counts)} columns of rates are left out, since counts are there.")
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
    account.guess(Guess(tell("crimes"), tell(f"columns_as_{kind}", columns=shown), "--crimes", tell("no_crimes")))
    return Crimes(
        tuple(types), tuple(years), figures, kind, years == [0], frame.tables[0].layer.label, float(figures.sum())
    )


def _without_parts(wide: list[_Wide], account: Account) -> list[_Wide]:
    """Leave out what a total of the same name counts already: `Diebstahl insgesamt` holds `Fahrraddiebstahl`."""
    left_out: dict[str, str] = {}
    for total in wide:
        stem = next((word[:_STEM] for word in _TOTAL.sub(" ", total.category).split() if len(word) > _STEM), "")
        if stem and _TOTAL.search(total.category):
            parts = (each for each in wide if stem in each.category and not _TOTAL.search(each.category))
            left_out |= {each.column: total.column for each in parts if each.year == total.year}
    for total in dict.fromkeys(left_out.values()):
        parts = [column for column, whole in left_out.items() if whole == total]
        account.assumed.append(
            f"{total} is a total: {', '.join(parts)} were left out, which it seems to count already."
        )
    return [each for each in wide if each.column not in left_out]


def uncounted(frame: Frame, taken: set[str]) -> list[str]:
    """Return columns of figures of which nothing tells whether they count crimes, where they are few enough to be named."""
    found = [
        column
        for table in frame.tables
        for column in table.layer.columns
        if column not in taken
        and not any(role.weight_of(column) for role in _OTHER_ROLES)
        and traits_of(table.layer.sample(column)).is_number
    ]
    return found if len(found) <= _FEW else []


def _wide_columns(table: Joined, taken: set[str], choices: Choices) -> list[_Wide]:
    found = []
    chosen = dict(choices.crime.types)
    for column in table.layer.columns:
        plain = _with_topic(spelled(column), table)
        drafted = chosen.get(column, draft_type(plain))
        is_crime = column in chosen or is_all_crime(_kind_of(plain)) or (drafted not in (None, NONE))
        if column in taken or not is_crime or not traits_of(table.layer.cells(column)).is_number:
            continue
        values = numbers_of(table.layer, column, choices.file)[np.maximum(table.rows, 0)]
        values = np.where(table.rows == NOWHERE, np.nan, values)
        if np.nanmin(values, initial=0.0) >= 0:
            found.append(_wide(column, plain, values, column in chosen))
    return found


def _with_topic(plain: str, table: Joined) -> str:
    """Say of a column that is called by its year alone what the table's own name says that it counts: `thefts.csv`."""
    topic = spelled(table.layer.name or table.layer.file.stem)
    return f"{topic} {plain}" if _YEAR.fullmatch(plain) and (draft_type(topic) or is_all_crime(topic)) else plain


def _kind_of(plain: str) -> str:
    """Take year and unit from a column's name: what is left says what it counts."""
    return " ".join(_YEAR.sub(" ", _RATE.sub(" ", plain)).split())


def _wide(column: str, plain: str, values: NDArray[np.float64], named: bool) -> _Wide:
    year = _YEAR.search(plain)
    known = values[~np.isnan(values)]
    is_rate = bool(_RATE.search(plain)) or not bool((known == np.floor(known)).all())
    category = column if named else _kind_of(plain)
    return _Wide(
        column, ALL if is_all_crime(category) and not named else category, int(year[1]) if year else 0, is_rate, values
    )
