"""Put a town together from sorted files: residents, deprivation, crimes, small areas, neighbours, scale."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import roles, small_areas
from mobsim.intake.choices import Account, AreaChoices, Choices, Guess
from mobsim.intake.crimes import Crimes, crimes_of_columns, crimes_of_layer
from mobsim.intake.figures import numbers_of
from mobsim.intake.joining import NOWHERE, Frame, Joined, frame_of, join
from mobsim.intake.neighbours import Pairs, links_of_layer, neighbours_of
from mobsim.intake.parts import ready_areas
from mobsim.intake.shapes import Ground, merged
from mobsim.intake.sizing import Size, least_residents, propose, size_of
from mobsim.intake.sorting import Sorted
from mobsim.intake.surveys import SurveyFigure, survey_of_layer
from mobsim.intake.words import spelled
from mobsim.scenario.numbers import Expected

Values = NDArray[np.float64]
MEAN_OFFICERS = 178.0
"""Sworn officers per 100,000 residents: Canada's mean in 2023."""
_LOWER_IS_MORE = (
    r"income|revenu|inc\b|earning|wealth|gdp|value|hoval|einkommen|ingreso|renta|employment rate|seifa|irsd|decile|rank"
)


@dataclass(frozen=True)
class Deprivation:
    """What deprivation is made of: a column, its values by area, and how they are read."""

    column: str
    values: Values
    direction: str
    transform: Literal["minmax", "rank", "none"]
    is_measured: bool


@dataclass(frozen=True)
class Officers:
    """How many officers: a number of them, or a rate per 100,000 residents."""

    number: int | None
    rate: float = MEAN_OFFICERS
    why: str = ""


@dataclass(frozen=True)
class Town:
    """All that is written: areas in their order, and what is known of each."""

    ids: list[str]
    names: list[str]
    ground: Ground | None
    people: Values
    deprivation: Deprivation | None
    crimes: Crimes | None
    pairs: Pairs
    officers: Officers
    size: Size
    read_people: float
    """Residents of the files, before anything was dropped."""
    read_areas: int
    """Areas of the files, likewise."""
    survey: tuple[SurveyFigure, ...] = ()


def make_town(found: Sorted, choices: Choices, account: Account) -> Town:
    """Make a town of sorted layers, recording every decision."""
    layer, shapes, parts = ready_areas(found.areas, choices, account)
    ground = shapes
    frame = frame_of(layer, choices.area, account)
    _join_all(found, frame, choices, account)
    people = _people(frame, parts, choices, account)
    deprivation = _deprivation(frame, choices, account)
    officers = _officers(frame, choices, account)
    crimes = _crimes(found, frame, ground, deprivation, choices, account)
    survey = () if found.survey is None else survey_of_layer(found.survey, frame, people, choices, account)
    links = None if found.edges is None else links_of_layer(found.edges, frame, account)
    size = _size(float(np.nansum(people)), choices, account)
    town = Town(
        frame.ids,
        frame.names,
        ground,
        people,
        deprivation,
        crimes,
        set(),
        officers,
        size,
        float(np.nansum(people)),
        len(frame),
        tuple(survey),
    )
    return _cleaned(town, links, choices, account)


def _join_all(found: Sorted, frame: Frame, choices: Choices, account: Account) -> None:
    asked = set(choices.file.joins)
    for table in found.joins:
        if not join(table, frame, choices.area, account):
            if asked & {table.file.name, f"{table.file.name}:{table.name}"}:
                raise UsageError(
                    "has no column that names the areas", field="--join", value=table.label,
                    remedy='give it the ids or names of the areas, or pair them by --match "THEIRS=OURS"',
                )  # fmt: skip
            account.warnings.append(f"{table.label} is not used: no column of it names the areas.")
            found.unused.append(table)


def _people(frame: Frame, parts: NDArray[np.int64], choices: Choices, account: Account) -> Values:
    """Return the residents of each area, NaN where not known."""
    area = choices.area
    if area.residents_per_area is not None:
        account.estimated.append(f"Every area has {area.residents_per_area:,} residents (--residents-per-area).")
        return np.full(len(frame), float(area.residents_per_area))
    found = None if area.town_population and not area.population else frame.column(roles.POPULATION, area.population)
    if found is not None:
        table, column = found
        values = _figures(table, column, choices, Expected("count", low=0.0))
        others = frame.others(roles.POPULATION, column)
        account.guess(
            Guess(
                "residents", f"{column} of {table.layer.label}", "--population", "", area.population is not None, others
            )
        )
        return np.round(_checked(values, column))
    if area.town_population is not None:
        account.estimated.append(
            f"The town's {area.town_population:,} residents are spread evenly over its areas: no file counts them."
        )
        return np.full(len(frame), np.floor(area.town_population / len(frame)))
    return _from_households(frame, area, choices, account)


def _from_households(frame: Frame, area: AreaChoices, choices: Choices, account: Account) -> Values:
    found = frame.column(roles.HOUSEHOLDS, area.households)
    if found is None:
        known = [name for table in frame.tables for name in table.layer.columns]
        raise UsageError(
            "are counted by no column", field="residents",
            value=", ".join(known[:12]) + (", ..." if len(known) > 12 else ""),
            remedy="name one by --population COLUMN, add a table that counts them, or write --town-population N (spread evenly) "
            "or --residents-per-area N, which the results will call estimates",
        )  # fmt: skip
    table, column = found
    account.estimated.append(
        f"Residents are estimated: {area.people_per_household:g} for each of the households in {column} (--people-per-household)."
    )
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


def _deprivation(frame: Frame, choices: Choices, account: Account) -> Deprivation | None:
    given = choices.area.deprivation
    found = None if given == "none" else frame.column(roles.DEPRIVATION, given)
    if found is None:
        account.guess(
            Guess(
                "deprivation",
                "the same everywhere",
                "--deprivation",
                "no column measures it or stands in for it",
                given == "none",
            )
        )
        if given != "none":
            account.warnings.append(
                "No file says how deprived areas are: all count alike, and nothing can be said of fairness between rich and "
                "poor. Add a table of incomes or of a deprivation index."
            )
        return None
    table, column = found
    values = _figures(table, column, choices, Expected("number"))
    plain = spelled(column)
    lower = bool(re.search(_LOWER_IS_MORE, plain)) and not re.search(r"low inc|low income|poverty|faible", plain)
    direction = f"{choices.area.direction or ('lower' if lower else 'higher')}_is_more_deprived"
    is_index = bool(roles.DEPRIVATION.patterns[0][0].search(plain) or roles.DEPRIVATION.patterns[1][0].search(plain))
    is_share = bool(np.nanmin(values) >= 0 and np.nanmax(values) <= 1 and is_index)
    transform = choices.area.transform or ("none" if is_share else "minmax")
    why = "lower is more deprived" if direction.startswith("lower") else "higher is more deprived"
    others = frame.others(roles.DEPRIVATION, column)
    account.guess(
        Guess("deprivation", f"{column} of {table.layer.label}", "--deprivation", "", given is not None, others)
    )
    account.guess(
        Guess(
            "which end of it is deprived",
            why,
            "--direction",
            "",
            choices.area.direction is not None,
            ("lower", "higher"),
        )
    )
    return Deprivation(column, values, direction, transform, is_index)


def _officers(frame: Frame, choices: Choices, account: Account) -> Officers:
    given = choices.town.officers
    if given is not None and given.replace(".", "", 1).isdigit():
        account.guess(Guess("officers", given, "--officers", "", given=True))
        return Officers(round(float(given)), why="given")
    found = frame.column(roles.OFFICERS, given)
    if found is not None:
        table, column = found
        number = round(float(np.nansum(_figures(table, column, choices, Expected("count", low=0.0)))))
        account.guess(Guess("officers", f"{number:,} (sum of {column})", "--officers", "", given is not None))
        return Officers(number, why=f"sum of {column}")
    why = "no file counts them: Canada's mean of 2023"
    account.guess(Guess("officers", f"{MEAN_OFFICERS:g} per 100,000 residents", "--officers", why))
    return Officers(None, why=why)


def _crimes(
    found: Sorted,
    frame: Frame,
    ground: Ground | None,
    deprivation: Deprivation | None,
    choices: Choices,
    account: Account,
) -> Crimes | None:
    if found.crimes is not None:
        return crimes_of_layer(found.crimes, frame, ground, choices, account)
    taken = {deprivation.column} if deprivation is not None else set()
    taken |= {choices.area.population or "", choices.area.id or "", choices.area.name or ""}
    return crimes_of_columns(frame, taken, choices, account)


def _size(people: float, choices: Choices, account: Account) -> Size:
    given = choices.town.scale
    size = propose(people) if given is None else size_of(people, given)
    why = "" if size.scale == 1 else "so that a run takes seconds"
    account.guess(Guess("scale", f"{size.scale:g}", "--scale", why, given is not None))
    return size


def _cleaned(town: Town, links: Pairs | None, choices: Choices, account: Account) -> Town:
    """Drop and merge small areas, then find neighbours among those that are left."""
    least = choices.area.min_residents or least_residents(town.size.scale)
    crimes = np.zeros(len(town.ids)) if town.crimes is None else town.crimes.by_area
    beside = _beside(town, links)
    plan = small_areas.plan_small(town.people, crimes, least, choices.area.small, beside)
    if len(plan.keeper) < 2:
        raise UsageError(
            f"{'is' if len(plan.keeper) == 1 else 'are'} left of {len(town.ids)} areas once those with fewer than {least:,} "
            "residents are merged or dropped, and a town needs two",
            field="areas", value=len(plan.keeper), remedy="raise --scale, or lower --min-residents",
        )  # fmt: skip
    small_areas.account_for_small(plan, town.names, town.people, least, account)
    left = _regrouped(town, plan)
    pairs = (
        None
        if links is None
        else {
            (min(p), max(p))
            for a, b in links
            if (p := (int(plan.into[a]), int(plan.into[b])))[0] != p[1] and min(p) >= 0
        }
    )
    found = neighbours_of(left.ground, pairs, len(left.ids), choices, account)
    return replace(left, pairs=found, deprivation=_filled(left, found, account))


def _beside(town: Town, links: Pairs | None) -> Callable[[int, Sequence[int]], int | None]:
    if town.ground is not None:
        return small_areas.beside_on_ground(town.ground)
    return small_areas.beside_by_links(links or set(), town.people)


def _regrouped(town: Town, plan: small_areas.Plan) -> Town:
    kept, into, number = plan.into >= 0, plan.into, len(plan.keeper)
    people = np.bincount(into[kept], weights=np.nan_to_num(town.people)[kept], minlength=number)

    def weighted(values: Values) -> Values:
        known = kept & ~np.isnan(values)
        weight = np.maximum(np.nan_to_num(town.people), 1e-9)
        with np.errstate(invalid="ignore"):
            return np.bincount(into[known], weights=(values * weight)[known], minlength=number) / np.bincount(
                into[known], weights=weight[known], minlength=number
            )

    deprivation, crimes, ground = town.deprivation, town.crimes, town.ground
    if deprivation is not None:
        deprivation = replace(deprivation, values=weighted(deprivation.values))
    if crimes is not None:
        crimes = replace(crimes, counts=_regrouped_counts(crimes, kept, into, number, weighted))
    if ground is not None:
        shapes = merged(ground.shapes[kept], into[kept])
        ground = replace(ground, shapes=shapes, metric=merged(ground.metric[kept], into[kept]))
    keeper = plan.keeper.tolist()
    return replace(
        town, ids=[town.ids[row] for row in keeper], names=[town.names[row] for row in keeper], ground=ground, people=people,
        deprivation=deprivation, crimes=crimes,
    )  # fmt: skip


def _regrouped_counts(
    crimes: Crimes, kept: NDArray[np.bool_], into: NDArray[np.int64], number: int, weighted: Callable[[Values], Values]
) -> Values:
    counts = np.zeros((number, *crimes.counts.shape[1:]))
    if crimes.figures == "counts":
        np.add.at(counts, into[kept], crimes.counts[kept])
        return counts
    for column in np.ndindex(crimes.counts.shape[1:]):
        counts[(slice(None), *column)] = np.nan_to_num(weighted(crimes.counts[(slice(None), *column)]))
    return counts


def _filled(town: Town, pairs: Pairs, account: Account) -> Deprivation | None:
    """Estimate deprivation where it is not known, from neighbours where theirs is."""
    if town.deprivation is None:
        return None
    values = town.deprivation.values.copy()
    lacking = np.flatnonzero(np.isnan(values)).tolist()
    if not lacking:
        return town.deprivation
    if len(lacking) == len(values):
        raise UsageError(
            "holds no figure",
            field="--deprivation",
            value=town.deprivation.column,
            remedy="name another column, or none",
        )
    for row in lacking:
        near = [b if a == row else a for a, b in pairs if row in (a, b)]
        known = town.deprivation.values[near]
        known = known[~np.isnan(known)]
        values[row] = known.mean() if len(known) else np.nanmedian(town.deprivation.values)
    names = ", ".join(town.names[row] for row in lacking[:12])
    account.estimated.append(
        f"{town.deprivation.column} is not known of {len(lacking)} areas and taken from their neighbours: {names}."
    )
    return replace(town.deprivation, values=values)
