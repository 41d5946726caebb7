"""The running account: what happened, to which town, and why, as keys and figures that the page puts into words.

Nothing is said that was not counted.
"""

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.scenario.events import Event
from mobsim.scenario.initiatives import Status
from mobsim.web.actions import THIRD, Action, EventFired
from mobsim.web.branch import Branch
from mobsim.web.pair import SIDES, Pair

WEEKS_A_QUARTER = 13
CHANGES_SHOWN = 3
OVER = (Status.ENDED.key, Status.ENDED_EARLY.key)
Entry = dict[str, Any]


class Account:
    """Write entries as the towns live."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.entries: list[Entry] = []
        self._sides = [_Side(model) for model in pair.models]
        self._written_weeks = 0
        self._declared = sorted(pair.scenario.events, key=lambda event: event.day)
        self._third: _Side | None = None

    def decided(self, action: Action) -> None:
        """Tell of a decision."""
        details = action.model_dump(exclude={"do", "towns"}, exclude_none=True)
        kind = details["kind"] if isinstance(action, EventFired) else action.do
        self._write(f"decided_{kind}", action.towns, **details)

    def branched(self, branch: Branch) -> None:
        """Tell of a third town; what was told of one before concerns nobody any more."""
        self._third = _Side(branch.model)
        self._write("branched", THIRD, town=branch.wish.town, along=branch.wish.along)

    def after_third(self) -> None:
        """Report what the cycle that the third town has ended brought there."""
        for key, params in [] if self._third is None else self._third.cycle():
            self._write(key, THIRD, **params)

    def after(self, weeks_run: int, *, cycle_ended: bool) -> None:
        """Report what the days just run brought."""
        while self._declared and self._declared[0].day < self._pair.day:
            self._happened(self._declared.pop(0))
        if cycle_ended:
            for name, side in zip(SIDES, self._sides, strict=True):
                for key, params in side.cycle():
                    self._write(key, name, **params)
        if weeks_run > self._written_weeks and weeks_run % WEEKS_A_QUARTER == 0:
            self._written_weeks = weeks_run
            self._write("quarter", "ab")  # the page compares the towns, over the period that the room has chosen

    def _happened(self, event: Event) -> None:
        """Tell of an event that the scenario itself declares."""
        details = {name: value for name, value in asdict(event).items() if value is not None and name != "day"}
        self.entries.append({"day": event.day, "towns": "ab", "key": f"happened_{event.kind}", **details})

    def _write(self, key: str, towns: str, **params: Any) -> None:
        """Write an entry; one of the third town alone says of which, since another may branch off after it."""
        branch = {"branch": self._pair.branch.number} if towns == THIRD and self._pair.branch is not None else {}
        self.entries.append({"day": self._pair.day_of(towns), "towns": towns, "key": key, **branch, **params})


class _Side:
    """Notice what changed in one town since the cycle before."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._rows = len(model.history.initiatives)
        self._status = [row["status"] for row in model.history.initiatives]
        self._zone = model.world.neighbourhoods.zone.copy()
        self._brought = model.world.leaders.brought.copy()

    def cycle(self) -> list[tuple[str, Entry]]:
        """Return the entries of the cycle that has just ended."""
        return [*self._began(), *self._ended(), *self._moved(), *self._left()]

    def _began(self) -> list[tuple[str, Entry]]:
        rows = self._model.history.initiatives[self._rows :]
        self._rows = len(self._model.history.initiatives)
        self._status += ["" for _ in rows]
        if not rows:
            return []
        kinds = Counter(f"{row['lead']}, {row['measure']}" for row in rows)
        waits = [row["start_day"] - row["planned_day"] for row in rows]
        example = rows[0]
        params = {
            "count": len(rows), "kinds": dict(kinds), "wait": round(float(np.mean(waits))),
            "mismatched": sum(not row["matched"] for row in rows), "where": example["neighbourhood"],
            "problem": example["problem"], "agency": example["agency"],
        }  # fmt: skip
        return [("planned", params)]

    def _ended(self) -> list[tuple[str, Entry]]:
        rows = self._model.history.initiatives
        ended = [
            row
            for row, before in zip(rows, self._status, strict=True)
            if row["status"] != before and row["status"] in OVER
        ]
        self._status = [row["status"] for row in rows]
        if not ended:
            return []
        early = [row for row in ended if row["status"] == Status.ENDED_EARLY.key]
        params = {"count": len(ended), "met": sum(bool(row["met"]) for row in ended), "early": len(early)}
        return [("ended", params)]

    def _moved(self) -> list[tuple[str, Entry]]:
        zone, before = self._model.world.neighbourhoods.zone, self._zone
        self._zone = zone.copy()
        entries: list[tuple[str, Entry]] = []
        for key, changed in (("need_rose", zone < before), ("need_fell", zone > before)):
            where = np.flatnonzero(changed)
            if where.size:
                places = [[int(at), int(before[at]), int(zone[at])] for at in where[:CHANGES_SHOWN]]
                entries.append((key, {"count": int(where.size), "places": places}))
        return entries

    def _left(self) -> list[tuple[str, Entry]]:
        """Tell of leaders who left: who has the seat brought something else into office."""
        brought = self._model.world.leaders.brought
        gone = np.flatnonzero(brought != self._brought)
        self._brought = brought.copy()
        return [("leader_left", {"row": int(row)}) for row in gone]
