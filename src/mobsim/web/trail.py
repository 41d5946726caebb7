"""What became of a crime in one town: from whether anybody told police to the initiatives that answer its problem."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from mobsim.engine.model import Model
from mobsim.scenario.initiatives import Status
from mobsim.world.entries import number_of_incident
from mobsim.world.lists import calls_waiting, cleared_today
from mobsim.world.whereabouts import population

INITIATIVES_TOLD = 4
Told = dict[str, Any]


class Subject(NamedTuple):
    """What is followed: a crime, by the row of each table."""

    day: int
    problem: int
    place: int
    area: int
    victim: int


class Trail:
    """What became of a crime in one town."""

    def __init__(self, model: Model, subject: Subject, row: int) -> None:
        world = model.world
        self._subject = subject
        self._number = int(number_of_incident(world.lists, world.neighbourhoods.community[subject.area], row))
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
        calls, waiting = world.calls, calls_waiting(world)
        mine = waiting[calls.incident[waiting] == self._number]
        if mine.size:
            self._call = {"state": "waiting", "day": day}
            self._facts["by_victim"] = bool(calls.caller[mine[0]] == self._subject.victim)
        elif self._facts["reported"]:
            last = day - self._subject.day >= model.parameters.response.give_up_days
            self._call = {"state": "last_day" if last else "answered", "day": day}
        if self._number in cleared_today(world):
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
