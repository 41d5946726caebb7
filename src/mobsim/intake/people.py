"""What files say of the people of each area: residents, deprivation, officers."""

import re

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, AreaChoices, Choices, Guess
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, Joined
from mobsim.intake.telling import tell
from mobsim.intake.town import MEAN_OFFICERS, Deprivation, Officers, Values
from mobsim.intake.words import spelled
from mobsim.scenario.numbers import Expected

_LOWER_IS_MORE = (
    rf"income|revenu|\b(?:{roles.INCOME})\b|earning|wealth|gdp|value|hoval|employment rate|seifa|irsd|decile|rank"
)
_LOW_INCOME = rf"{roles.LOW_INCOME}|low inc|faible"
_DENIED = r"\b(?:not|non|without|sans|ohne|nicht|sin)\b|^no\b"
"""Words that turn what a column says of deprivation round: `Not deprived`, `Households without deprivation`."""
_COUNTED = r"depriv|poverty|low income|unemploy|jobless|chomage|welfare|social assistance"
_NO_COUNT = rf"{roles.SHARE}|\b(?:rank|decile|quintile|median|mean|average)\b"
_LARGEST_SCORE = 100.0
_MOSTLY_BROKEN = 0.5
_AN_INDEX = 4.8
"""How much words speak for deprivation that speak of an index of it, rather than of what stands in for one."""


def people_of(frame: Frame, parts: NDArray[np.int64], choices: Choices, account: Account) -> Values:
    """Return the residents of each area, NaN where not known."""
    area = choices.area
    if area.residents_per_area is not None:
        account.estimated.append(tell("each_has", people=area.residents_per_area))
        return np.full(len(frame), float(area.residents_per_area))
    found = None if area.town_population and not area.population else frame.column(roles.POPULATION, area.population)
    if found is not None:
        table, column = found
        values = _figures(table, column, choices, Expected("count", low=0.0))
        others = frame.others(roles.POPULATION, column)
        account.guess(
            Guess(
                tell("residents"),
                tell("column_of", column=column, file=table.layer.label),
                "--population",
                "",
                area.population is not None,
                others,
            )
        )
        return np.round(_whole_people(_checked(values, column), column, area, account))
    if area.town_population is not None:
        account.estimated.append(tell("spread", people=area.town_population))
        return np.full(len(frame), np.floor(area.town_population / len(frame)))
    return _from_households(frame, area, choices, account)


def _whole_people(values: Values, column: str, area: AreaChoices, account: Account) -> Values:
    """Multiply figures that are in thousands, where a user says so; doubt figures with parts of a person."""
    told = values[np.isfinite(values)]
    if area.population_unit != 1:
        account.assumed.append(tell("multiplied", column=column, unit=area.population_unit))
    elif (told != np.floor(told)).mean() > _MOSTLY_BROKEN:
        account.warnings.append(tell("parts_of_people", column=column))
    return values * area.population_unit


def _from_households(frame: Frame, area: AreaChoices, choices: Choices, account: Account) -> Values:
    found = frame.column(roles.HOUSEHOLDS, area.households)
    if found is None:
        known = [name for table in frame.tables for name in table.layer.columns]
        raise UsageError(
            "; ".join(["are counted by no column", *account.unjoined[:3]]), field="residents",
            value=", ".join(known[:12]) + (", ..." if len(known) > 12 else ""),
            remedy="name one by --population COLUMN, add a table that counts them, or write --town-population N (spread evenly) "
            "or --residents-per-area N, which the results will call estimates",
        )  # fmt: skip
    table, column = found
    account.estimated.append(tell("of_households", people=area.people_per_household, column=column))
    return np.round(
        area.people_per_household * _checked(_figures(table, column, choices, Expected("count", low=0.0)), column)
    )


def _figures(table: Joined, column: str, choices: Choices, expected: Expected) -> Values:
    values = numbers_of(table.layer, column, choices.file, expected)[np.maximum(table.rows, 0)]
    return np.where(table.rows == NOWHERE, np.nan, values)


def _checked(values: Values, column: str) -> Values:
    if not np.nansum(values) > 0:
        raise UsageError(
            "counts nobody", field="--population", value=column, remedy="name the column that counts residents"
        )
    if np.nanmin(values) < 0:
        raise UsageError(
            "is below 0 in some areas",
            field="--population",
            value=column,
            remedy="name the column that counts residents",
        )
    return values


def deprivation_of(frame: Frame, choices: Choices, account: Account) -> Deprivation | None:
    """Return what deprivation is made of, or None where nothing tells of it."""
    given = choices.area.deprivation
    found = None if given == "none" else frame.column(roles.DEPRIVATION, given)
    if found is None:
        account.guess(
            Guess(
                tell("deprivation"),
                tell("same_everywhere"),
                "--deprivation",
                tell("no_deprivation"),
                given == "none",
            )
        )
        if given != "none":
            account.warnings.append(tell("all_alike"))
        return None
    table, column = found
    values = _figures(table, column, choices, Expected("number"))
    plain = spelled(column)
    lower = bool(re.search(_LOWER_IS_MORE, plain)) and not re.search(_LOW_INCOME, plain)
    lower ^= bool(re.search(_DENIED, plain))
    direction = f"{choices.area.direction or ('lower' if lower else 'higher')}_is_more_deprived"
    is_index = any(words.search(plain) for words, weight in roles.DEPRIVATION.patterns if weight >= _AN_INDEX)
    is_share = bool(np.nanmin(values) >= 0 and np.nanmax(values) <= 1 and is_index)
    transform = choices.area.transform or ("none" if is_share else "minmax")
    why = tell("lower" if direction.startswith("lower") else "higher")
    others = frame.others(roles.DEPRIVATION, column)
    account.guess(
        Guess(
            tell("deprivation"),
            tell("column_of", column=column, file=table.layer.label),
            "--deprivation",
            "",
            given is not None,
            others,
        )
    )
    account.guess(
        Guess(
            tell("which_end"),
            why,
            "--direction",
            "",
            choices.area.direction is not None,
            ("lower", "higher"),
        )
    )
    if _is_a_count(plain, values):
        account.warnings.append(tell("counts_people", column=column))
    return Deprivation(column, values, direction, transform, is_index)


def _is_a_count(plain: str, values: Values) -> bool:
    """Whether a column that tells of deprivation holds numbers of people rather than a share or a score."""
    told = values[np.isfinite(values)]
    whole = len(told) > 0 and bool((told == np.floor(told)).all() and told.max() > _LARGEST_SCORE)
    return whole and bool(re.search(_COUNTED, plain)) and not re.search(_NO_COUNT, plain)


def officers_of(frame: Frame, choices: Choices, account: Account) -> Officers:
    """Return how many officers there are: as given, as counted in a file, or as usual in Canada."""
    given = choices.town.officers
    if given is not None and given.replace(".", "", 1).isdigit():
        account.guess(Guess(tell("officers"), given, "--officers", "", given=True))
        return Officers(round(float(given)), why="given")
    found = frame.column(roles.OFFICERS, given)
    if found is not None:
        table, column = found
        number = round(float(np.nansum(_figures(table, column, choices, Expected("count", low=0.0)))))
        account.guess(
            Guess(tell("officers"), tell("sum_of", number=number, column=column), "--officers", "", given is not None)
        )
        return Officers(number, why=f"sum of {column}")
    why = tell("no_officers")
    account.guess(Guess(tell("officers"), tell("mean_officers", number=MEAN_OFFICERS), "--officers", why))
    return Officers(None, why=why)
