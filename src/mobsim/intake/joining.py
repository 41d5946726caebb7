"""Join further tables to the areas, by id or name, and say which rows found no area and what they may have meant."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.errors import UsageError
from mobsim.intake import roles
from mobsim.intake.choices import Account, AreaChoices, FileChoices, Guess
from mobsim.intake.layers import Layer
from mobsim.intake.reshaping import summed, turned, units_within
from mobsim.intake.telling import few, tell
from mobsim.intake.traits import traits_of
from mobsim.intake.words import is_private, matched, spelled
from mobsim.scenario.doubtful_areas import TOTAL
from mobsim.scenario.names import did_you_mean, nearest

Rows = NDArray[np.int64]
NOWHERE = -1
_ENOUGH = 0.3
"""Share of the areas that a column must find to be taken for their ids or names."""
_MOST_NAMED = 12
_TELLING = 3.0
"""How much it speaks for a column of names that no two are the same: a column of regions names no neighbourhood."""
_TOTAL = re.compile(rf"(?:{TOTAL.pattern})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Joined:
    """A layer, and its row for each area (-1 where there is none)."""

    layer: Layer
    rows: Rows

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a column, one an area."""
        cells = self.layer.cells(column)
        return [None if row == NOWHERE else cells[row] for row in self.rows.tolist()]


@dataclass
class Frame:
    """The areas, by id and name, with every table that was joined to them; the first is their own."""

    ids: list[str]
    names: list[str]
    tables: list[Joined]
    keys: list[list[str]] = field(default_factory=list)
    """Columns by which other files may name the areas: ids, names, and others without repeats."""

    def __len__(self) -> int:
        """Count the areas."""
        return len(self.ids)

    def column(self, role: roles.Role, given: str | None) -> tuple[Joined, str] | None:
        """Return the column that a user named, or else the likeliest of a role."""
        if given is not None:
            return self._named(given, role.option)
        found = [
            (weight, -place, table, column)
            for place, table in enumerate(self.tables)
            for column, weight in roles.ranked(table.layer, role)[:1]
        ]
        best = max(found, key=lambda each: each[:2], default=None)
        return None if best is None else (best[2], best[3])

    def others(self, role: roles.Role, column: str) -> tuple[str, ...]:
        """Return what other columns might be of a role."""
        found = [name for table in self.tables for name, _ in roles.ranked(table.layer, role)]
        return tuple(name for name in dict.fromkeys(found) if name != column)[:6]

    def _named(self, given: str, option: str) -> tuple[Joined, str]:
        file, _, column = given.partition(":")
        for table in self.tables:
            if given in table.layer.columns:
                return table, given
            if column and file in (table.layer.file.name, table.layer.name) and column in table.layer.columns:
                return table, column
        known = [name for table in self.tables for name in table.layer.columns]
        raise UsageError(
            "is not a column of the areas or of what was joined",
            field=option,
            value=given,
            remedy=did_you_mean(given, known),
        )


def frame_of(layer: Layer, choices: AreaChoices, account: Account) -> Frame:
    """Find ids and names of the areas; number them where nothing identifies them."""
    id_column, name_column = _id_column(layer, choices.id), _name_column(layer, choices.name)
    if id_column is None and name_column is not None and traits_of(layer.cells(name_column)).is_unique:
        id_column = name_column
    ids = _ids(layer, id_column)
    names = ids if name_column is None else _told_apart(layer.texts(name_column), ids)
    _account_for(layer, id_column, name_column, choices, account)
    frame = Frame(ids, names, [Joined(layer, np.arange(len(layer)))])
    frame.keys = _keys(layer, ids, names)
    return frame


def _told_apart(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Add its id to a name that several areas have, and take the id for a name that is empty."""
    often = Counter(names)
    return [
        name if name and often[name] == 1 else f"{name} ({own})" if name else own
        for name, own in zip(names, ids, strict=True)
    ]


def _ids(layer: Layer, column: str | None) -> list[str]:
    if column is None:
        return [str(number) for number in range(1, len(layer) + 1)]
    texts = layer.texts(column)
    return [text[:120] or f"row {row}" for row, text in enumerate(texts, start=1)]


def _id_column(layer: Layer, given: str | None) -> str | None:
    layer.require(given, "--id")
    return given or roles.best(layer, roles.ID)


def _name_column(layer: Layer, given: str | None) -> str | None:
    layer.require(given, "--name")
    return given or max(
        (column for column, _ in roles.ranked(layer, roles.NAME) if not _are_private(layer.texts(column))),
        key=lambda column: roles.NAME.weight_of(column) + _TELLING * _share_of_different(layer.texts(column)),
        default=None,
    )


def _share_of_different(texts: Sequence[str]) -> float:
    return len(set(texts)) / max(len(texts), 1)


def _are_private(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and sum(map(is_private, filled)) > len(filled) / 2


def _account_for(
    layer: Layer, id_column: str | None, name_column: str | None, choices: AreaChoices, account: Account
) -> None:
    why = "" if id_column else tell("no_id")
    others = tuple(column for column, _ in roles.ranked(layer, roles.ID) if column != id_column)[:6]
    account.guess(Guess(tell("id_of_area"), id_column or tell("numbered"), "--id", why, choices.id is not None, others))
    others = tuple(column for column, _ in roles.ranked(layer, roles.NAME) if column != name_column)[:6]
    account.guess(
        Guess(tell("name_of_area"), name_column or tell("its_id"), "--name", "", choices.name is not None, others)
    )


def _keys(layer: Layer, ids: list[str], names: list[str]) -> list[list[str]]:
    found = [ids, names]
    for column in layer.columns:
        weight = max(roles.ID.weight_of(column), roles.NAME.weight_of(column))
        if weight >= 2.0 and traits_of(layer.cells(column)).is_unique:
            texts = layer.texts(column)
            if texts not in found:
                found.append(texts)
    return found


@dataclass(frozen=True)
class Match:
    """A column of another file that names the areas: the area of each row (-1 for none), and the share of areas found."""

    column: str
    area: Rows
    share: float


def find_match(layer: Layer, frame: Frame, given: str | None, pairs: Sequence[tuple[str, str]]) -> Match | None:
    """Find the column by which rows of a layer name areas; ``None`` where none does."""
    tables = [_lookup(keys, pairs) for keys in frame.keys]
    columns = layer.columns if given is None else (given,)
    found = [
        (_score(layer, match, frame), match)
        for column in columns
        for match in _matches(layer, column, tables, len(frame))
    ]
    good = [(score, match) for score, match in found if given is not None or (score > 0 and match.share >= _ENOUGH)]
    return max(good, key=lambda each: (each[0], each[1].share), default=(0.0, None))[1]


def _lookup(keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Map what an area may be called to its number; what two areas are called is left out."""
    table: dict[str, int] = {}
    twice = set()
    for number, key in enumerate(keys):
        plain = matched(key)
        if plain and table.setdefault(plain, number) != number:
            twice.add(plain)
    found = {plain: number for plain, number in table.items() if plain not in twice}
    meant = {matched(theirs): found[matched(ours)] for theirs, ours in pairs if matched(ours) in found}
    return found | meant


def _matches(layer: Layer, column: str, tables: Sequence[dict[str, int]], areas: int) -> list[Match]:
    texts = layer.texts(column)
    plain = {text: matched(text) for text in set(texts)}
    found = []
    for table in tables:
        known = {text: table.get(each, NOWHERE) for text, each in plain.items()}
        area = np.fromiter((known[text] for text in texts), np.int64, len(texts))
        found.append(Match(column, area, len(set(known.values()) - {NOWHERE}) / max(areas, 1)))
    return found


def _score(layer: Layer, match: Match, frame: Frame) -> float:
    """Weigh a match: names say more than numbers, which may be any count, unless the column is called an id."""
    is_called = max(roles.ID.weight_of(match.column), roles.NAME.weight_of(match.column))
    alike = spelled(match.column) in {spelled(column) for column in frame.tables[0].layer.columns}
    if traits_of(layer.sample(match.column)).numbers > 0.5 and not alike and is_called < 1.0:
        return 0.0
    share_of_rows = float((match.area != NOWHERE).mean()) if len(match.area) else 0.0
    return match.share + share_of_rows + is_called / 20 + 0.1 * alike


def match_by_code(layer: Layer, frame: Frame, given: str | None) -> Match | None:
    """Find the column whose codes begin with those of the areas in which the rows lie; ``None`` where none does."""
    columns = [name for name, _ in roles.ranked(layer, roles.PLACE, 2.0)] if given is None else [given]
    for column in columns:
        area = units_within(layer.texts(column), frame.keys)
        if area is not None:
            return Match(column, area, len(set(area.tolist()) - {NOWHERE}) / max(len(frame), 1))
    return None


def join(layer: Layer, frame: Frame, choices: AreaChoices, marks: FileChoices, account: Account) -> bool:
    """Join a table to the areas, turned or summed where it must be; say whether anything in it named them."""
    ways = (lambda: layer, lambda: turned(layer, frame.keys), lambda: summed(layer, frame.keys, frame.ids, marks))
    shaped = (each for way in ways if (each := way()) is not None)
    found = ((each, match) for each in shaped if (match := find_match(each, frame, None, choices.match)) is not None)
    layer, match = next(found, (layer, None))
    if match is None:
        return False
    kept = _latest_year(layer, match)
    rows = np.full(len(frame), NOWHERE, dtype=np.int64)
    for row in reversed(np.flatnonzero(kept & (match.area != NOWHERE)).tolist()):
        rows[match.area[row]] = row
    repeated = int((kept & (match.area != NOWHERE)).sum() - (rows != NOWHERE).sum())
    if repeated > len(frame) / 2:
        account.warnings.append(tell("several_rows", file=layer.label))
        return True
    frame.tables.append(Joined(layer, rows))
    if repeated:
        account.warnings.append(tell("more_rows", file=layer.label, rows=repeated))
    name_unmatched(layer, match, frame, account)
    without = [frame.names[area] for area in np.flatnonzero(rows == NOWHERE)]
    if without:
        account.unmatched.append(tell("no_row_for", file=layer.label, areas=few(without, _MOST_NAMED)))
    return True


def _latest_year(layer: Layer, match: Match) -> NDArray[np.bool_]:
    """Keep the rows of the last year, where a table has one row an area and year."""
    everything = np.ones(len(layer), dtype=bool)
    found = match.area[match.area != NOWHERE]
    column = next(
        (each for each in layer.columns if spelled(each) in ("year", "annee", "census year", "ref date", "jahr")), None
    )
    if column is None or len(found) <= len(np.unique(found)):
        return everything
    texts = layer.texts(column)
    return np.array([text == max(texts) for text in texts])


def name_unmatched(layer: Layer, match: Match, frame: Frame, account: Account, least: int = 1) -> int:
    """Name what stands for no area, with what it may have meant; return how many rows that is.

    What looks like an address, or stands in fewer than ``least`` rows, is counted and not named.
    """
    texts = layer.texts(match.column)
    lost = [text for row in np.flatnonzero(match.area == NOWHERE) if not _is_total(text := texts[row])]
    counts: dict[str, int] = {}
    for text in lost:
        counts[text] = counts.get(text, 0) + 1
    shown = [text for text, count in counts.items() if text and count >= least and not is_private(text)]
    free = [frame.names[area] for area in set(range(len(frame))) - set(match.area.tolist())] or frame.names
    for text in shown[:_MOST_NAMED]:
        near = nearest(text, free)
        rows = counts[text]
        told = {"file": layer.label, "name": repr(text), "rows": rows}
        if near:
            told |= {"near": near, "option": f'--match "{text}={near}"'}
        account.unmatched.append(tell("did_you_mean" if near else "is_no_area", of=rows, **told))
    more = sum(count for text, count in counts.items() if text not in shown[:_MOST_NAMED])
    if more:
        account.unmatched.append(tell("more_name_no_area", file=layer.label, rows=more))
    return len(lost)


def _is_total(text: str) -> bool:
    """Whether a row is called a total, be it of a town: ``TOTAL``, ``Total Springfield``."""
    return _TOTAL.match(text.strip(" .:")) is not None
