"""Follow one problem through both towns, from the street where it happens to an initiative, or to where it is lost.

A crime is waited for that happens in both towns alike: to the same person, at the same street block, on the same day. What
becomes of it is read from the towns as they run; nothing is drawn, changed or made up for it. At the leaders' table a single
complaint is a count among others, so from there on it is the problem of its neighbourhood that is followed.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from mobsim.engine.model import Model
from mobsim.errors import UsageError
from mobsim.scenario.initiatives import Status
from mobsim.tools.calendar import DAYS_IN_CYCLE
from mobsim.web.messages import Follow
from mobsim.web.news import Followed
from mobsim.web.pair import Pair
from mobsim.world.whereabouts import population

DAYS_FOLLOWED = 364
DAYS_WAITED = 91
"""How long a crime is waited for that happens in both towns alike."""
INITIATIVES_TOLD = 4
ALIKE = ("problem", "kind", "place", "victim", "offender")
Told = dict[str, Any]


class Subject(NamedTuple):
    """What is followed: a crime, by the row of each table."""

    day: int
    problem: int
    place: int
    area: int
    victim: int


class Follower:
    """Wait for a crime that both towns have in common, and note what becomes of it in each."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._wanted: Follow | None = None
        self._until = 0
        self._subject: Subject | None = None
        self._trails: list[Trail] = []
        self._told: Followed | None = None
        self._changed = False

    def begin(self, wanted: Follow) -> None:
        """Look for the next crime; in a neighbourhood, or of a type, where that is wanted.

        Raises
        ------
        mobsim.errors.UsageError
            If there is no such neighbourhood or type of crime.
        """
        world = self._pair.models[0].world
        crimes = np.flatnonzero(world.problems.crime).tolist()
        if wanted.area is not None and wanted.area >= world.neighbourhoods.size:
            last = world.neighbourhoods.size - 1
            raise UsageError(
                "there is no such neighbourhood", field="area", value=wanted.area, remedy=f"use 0 to {last}"
            )
        if wanted.problem is not None and wanted.problem not in crimes:
            raise UsageError("is no type of crime", field="problem", value=wanted.problem, remedy=f"use {crimes}")
        self._wanted, self._until = wanted, self._pair.day + DAYS_WAITED
        self._subject, self._trails = None, []
        self._tell()

    @property
    def by_day(self) -> bool:
        """Whether each day has to be looked at: while a crime is waited for, or a call about it waits."""
        return self._wanted is not None or any(trail.waits for trail in self._trails)

    def after_days(self) -> None:
        """Look at the days just run: one, if it is asked for by day, and never more than to the end of a week."""
        if self._wanted is not None:
            self._look()
        elif self._subject is not None and self._pair.day <= self._subject.day + DAYS_FOLLOWED:
            cycle_ended = self._pair.models[0].day % DAYS_IN_CYCLE == 0
            for trail, model in zip(self._trails, self._pair.models, strict=True):
                trail.go_on(model, self._pair.day, cycle_ended=cycle_ended)
        else:
            return
        self._tell()

    def _look(self) -> None:
        """Take the first crime of the day that both towns have in common."""
        wanted, models = self._wanted, self._pair.models
        assert wanted is not None
        rows = [_crimes_of(model, wanted) for model in models]
        common = next((key for key in rows[0] if key in rows[1] and self._fits(key, rows)), None)
        if common is not None:
            found = dict(zip(ALIKE, common, strict=True))
            area = int(models[0].world.places.neighbourhood[found["place"]])
            day = self._pair.day
            self._subject = Subject(day, found["problem"], found["place"], area, found["victim"])
            self._trails = [Trail(model, self._subject, each[common]) for model, each in zip(models, rows, strict=True)]
            self._wanted = None
        elif self._pair.day >= self._until:
            self._wanted = None

    def _fits(self, key: tuple[int, ...], rows: list[dict[tuple[int, ...], int]]) -> bool:
        """Whether a crime is told to police in one town at least, where that is wanted."""
        sides = zip(self._pair.models, rows, strict=True)
        told = any(model.world.incidents.reported[each[key]] for model, each in sides)
        return told or not (self._wanted and self._wanted.told)

    def resume(self) -> None:
        """Tell a page that is there again."""
        self._changed = self._told is not None

    def news(self) -> Followed | None:
        """Return what is new; ``None`` if nothing is."""
        if not self._changed:
            return None
        self._changed = False
        return self._told

    def _tell(self) -> None:
        subject = self._subject
        told = Followed(
            waiting=self._wanted is not None,
            subject=None if subject is None else self._describe(subject),
            sides=[trail.told(model) for trail, model in zip(self._trails, self._pair.models, strict=False)],
        )
        self._changed = self._changed or told != self._told
        self._told = told

    def _describe(self, subject: Subject) -> Told:
        world = self._pair.models[0].world
        first = int(world.neighbourhoods.first_place[subject.area])
        return {
            "day": subject.day, "problem": self._pair.scenario.problems[subject.problem].name, "area": subject.area,
            "block": subject.place - first + 1, "followed": min(DAYS_FOLLOWED, self._pair.day - subject.day),
            "days": DAYS_FOLLOWED,
        }  # fmt: skip


def _crimes_of(model: Model, wanted: Follow) -> dict[tuple[int, ...], int]:
    """Return today's crimes that are looked for: what makes two alike, and their row."""
    world = model.world
    count = int(world.counts.incidents[0])
    columns = np.stack([getattr(world.incidents, name)[:count] for name in ALIKE], 1)
    where = world.places.neighbourhood[world.incidents.place[:count]]
    fits = world.problems.crime[columns[:, 0]] != 0
    if wanted.area is not None:
        fits &= where == wanted.area
    if wanted.problem is not None:
        fits &= columns[:, 0] == wanted.problem
    return {tuple(columns[row].tolist()): int(row) for row in np.flatnonzero(fits)}


class Trail:
    """What became of a crime in one town."""

    def __init__(self, model: Model, subject: Subject, row: int) -> None:
        world = model.world
        self._subject = subject
        self._number = int(world.counts.before[0]) + row
        self._facts: Told = {
            name: bool(getattr(world.incidents, name)[row])
            for name in ("reported", "recorded", "discovered", "treated", "pooled")
        }
        self._call: Told = {"state": "none", "day": subject.day}
        self._table: Told | None = None
        self._attended = float(world.neighbourhoods.attended[subject.area])
        self._rows: dict[int, bool] = {}  # row of the history, and whether it was there already
        self._here: dict[int, bool] = {}  # whether it worked at the street block
        for slot, number in model.history.running.items():
            if self._is_about(model, slot):
                self._rows[number] = True
                self._here[number] = self._works_here(model, slot)
        self._note_call(model, subject.day)
        self._facts["rank"] = self._rank(model)

    @property
    def waits(self) -> bool:
        """Whether a call about it waits for an answer."""
        return self._call["state"] == "waiting"

    def go_on(self, model: Model, day: int, *, cycle_ended: bool) -> None:
        """Note what the days just run brought."""
        if self.waits:
            self._note_call(model, day)
        for slot, number in model.history.running.items():
            if number in self._rows:
                self._here[number] = self._here[number] or self._works_here(model, slot)
        if cycle_ended:
            if self._table is None:
                self._table = self._at_table(model, day)
            self._note_plans(model)

    def _note_call(self, model: Model, day: int) -> None:
        """Note whether the call waits or was answered.

        On the last day that calls wait, those that are not answered are given up; which of both it was is not kept.
        """
        world = model.world
        calls, waiting = world.calls, int(world.counts.calls[0])
        mine = np.flatnonzero(calls.incident[:waiting] == self._number)
        if mine.size:
            self._call = {"state": "waiting", "day": day}
            self._facts["by_victim"] = bool(calls.caller[mine[0]] == self._subject.victim)
        elif self._facts["reported"]:
            last = day - self._subject.day >= model.parameters.response.give_up_days
            self._call = {"state": "last_day" if last else "answered", "day": day}
        cleared = world.cleared[: int(world.counts.cleared[0])]
        if self._number in cleared.tolist():
            self._call["cleared"] = True
            self._call["state"] = "answered"

    def _rank(self, model: Model) -> list[int]:
        """Return the place of the street block in the order of what police know of such crimes, and of how many blocks."""
        known = model.world.known[:, self._subject.problem]
        own = known[self._subject.place]
        return [0 if own <= 0 else 1 + int(np.sum(known > own)), int(known.size)]

    def _at_table(self, model: Model, day: int) -> Told:
        """Return what the leaders' table makes of the problem in its neighbourhood, beside the truth."""
        world, subject = model.world, self._subject
        people = population(world.neighbourhoods).astype(float)
        believed = model.beliefs.severity[:, subject.problem] * people
        true = model.counted.smoothed[:, subject.problem]
        attended = float(world.neighbourhoods.attended[subject.area]) - self._attended
        return {
            "day": day, "attended": round(attended), "believed": _place_of(believed, subject.area),
            "true": _place_of(true, subject.area), "of": int(people.size),
        }  # fmt: skip

    def _note_plans(self, model: Model) -> None:
        for slot, number in model.history.running.items():
            if number not in self._rows and self._is_about(model, slot):
                self._rows[number] = False
                self._here[number] = self._works_here(model, slot)

    def _is_about(self, model: Model, slot: int) -> bool:
        initiatives = model.world.initiatives
        per = initiatives.size // model.world.neighbourhoods.size
        return slot // per == self._subject.area and int(initiatives.problem[slot]) == self._subject.problem

    def _works_here(self, model: Model, slot: int) -> bool:
        count = int(model.world.initiatives.target_count[slot])
        return self._subject.place in model.world.targets[slot, :count].tolist()

    def told(self, model: Model) -> Told:
        """Return all of it as plain data."""
        rows = model.history.rows(model.world)
        numbers = sorted(self._rows)[:INITIATIVES_TOLD]
        return {
            **self._facts, "call": dict(self._call), "table": self._table,
            "initiatives": [self._initiative(rows[number], number) for number in numbers],
        }  # fmt: skip

    def _initiative(self, row: Mapping[str, Any], number: int) -> Told:
        names = ("measure", "agency", "matched", "planned_day", "start_day", "ended_day", "status", "met")
        over = row["status"] in (Status.ENDED.key, Status.ENDED_EARLY.key)
        lead = "community" if row["lead"].startswith("community") else "police"
        return {
            **{name: row[name] for name in names}, "lead": lead, "over": over, "here": self._here[number],
            "already": self._rows[number],
        }  # fmt: skip


def _place_of(values: np.ndarray, row: int) -> int:
    """Return the place of a row in the order of values, the greatest first."""
    return 1 + int(np.sum(values > values[row]))
