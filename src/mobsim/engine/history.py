"""What happened in a run, one row at a time: initiatives, and incidents where they are asked for."""

from typing import Any

import numpy as np

from mobsim.engine.ledger import Ledger
from mobsim.mobilization.review import Ended
from mobsim.scenario.initiatives import Lead, Measure, Status, kind_of
from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import Initiatives, World
from mobsim.world.whereabouts import local, slots_each

WORK_DONE = ("officer_hours", "volunteer_hours", "agency_hours", "work")


class History:
    """Keep a run's initiatives and, on request, its incidents."""

    def __init__(self, *, keep_incidents: bool) -> None:
        """Begin with nothing."""
        self.keep_incidents = keep_incidents
        self.initiatives: list[dict[str, Any]] = []
        self.running: dict[int, int] = {}  # slot -> row of initiatives
        self.days: list[dict[str, np.ndarray]] = []
        self.cleared: list[np.ndarray] = []

    def copy(self) -> "History":
        """Copy the history, for a run that goes on under another strategy."""
        other = History(keep_incidents=self.keep_incidents)
        other.initiatives = [dict(row) for row in self.initiatives]
        other.running = dict(self.running)
        other.days, other.cleared = list(self.days), list(self.cleared)
        return other

    def end_day(self, world: World, day: int) -> None:
        """Keep the day's incidents and clearances where they are asked for."""
        if not self.keep_incidents:
            return
        incidents, counts = world.incidents, world.counts
        count = int(counts.incidents[0])
        columns = ("problem", "kind", "place", "offender", "victim", "reported", "recorded")
        self.days.append(
            {"number": counts.before[0] + np.arange(count), "day": np.full(count, day)}
            | {name: getattr(incidents, name)[:count].copy() for name in columns}
        )
        self.cleared.append(world.cleared[: int(counts.cleared[0])].copy())

    def record_cycle(
        self, town: Scenario, world: World, ledger: Ledger, ended: list[Ended], started: np.ndarray
    ) -> None:
        """Record what ended and what was planned at a cycle."""
        initiatives = world.initiatives
        per = slots_each(initiatives, world.neighbourhoods)
        for record in ended:
            row = self.initiatives[self.running.pop(record.slot)]
            # The slot itself may have been taken anew in the same cycle.
            row.update({name: getattr(record, name) for name in (*WORK_DONE, "result", "met")})
            row.update(
                status=(Status.ENDED_EARLY if record.early else Status.ENDED).key,
                ended_day=record.day - town.burn_in_days,
            )
            row["money"] = row["cost"] - record.unspent
            ledger.note("ended", record.slot // per)
            ledger.note("met", record.slot // per, float(record.met))
        for slot in started:
            self.running[int(slot)] = len(self.initiatives)
            self.initiatives.append(_planned(town, world, int(slot), int(slot) // per))
            kind = kind_of(initiatives.lead[slot], initiatives.measure[slot])
            ledger.note(f"started_{kind}", int(slot) // per)

    def rows(self, world: World) -> list[dict[str, Any]]:
        """Return the rows of all initiatives, those still under way as they stand."""
        initiatives = world.initiatives
        for slot, row in self.running.items():
            status = Status(initiatives.status[slot]).key
            self.initiatives[row].update(_work_done(initiatives, slot), status=status)
            self.initiatives[row]["money"] = self.initiatives[row]["cost"] - float(initiatives.money[slot])
        return self.initiatives


def _work_done(initiatives: Initiatives, slot: int) -> dict[str, Any]:
    return {
        "officer_hours": float(initiatives.police_hours[slot]),
        "volunteer_hours": float(initiatives.volunteer_hours[slot]),
        "agency_hours": float(initiatives.agency_hours[slot]),
        "work": float(initiatives.work[slot]),
    }


def _planned(town: Scenario, world: World, slot: int, neighbourhood: int) -> dict[str, Any]:
    initiatives = world.initiatives
    number = int(world.neighbourhoods.community[neighbourhood])
    community = town.communities[number]
    within = int(local(neighbourhood, world.neighbourhoods, world.communities))
    return {
        "community": community.name,
        "neighbourhood": community.neighbourhoods.ids[within],
        "problem": town.problems[int(initiatives.problem[slot])].name,
        "measure": Measure(initiatives.measure[slot]).key,
        "lead": Lead(initiatives.lead[slot]).label,
        "agency": town.agencies[int(initiatives.agency[slot])],
        "matched": bool(initiatives.match[slot] == 1.0),
        "planned_day": int(initiatives.planned_day[slot]) - town.burn_in_days,
        "start_day": int(initiatives.start_day[slot]) - town.burn_in_days,
        "end_day": int(initiatives.end_day[slot]) - town.burn_in_days,
        "ended_day": -1,
        "status": Status.PLANNED.key,
        "cost": float(initiatives.cost[slot]),
        "money": 0.0,
        "officer_hours": 0.0,
        "volunteer_hours": 0.0,
        "agency_hours": 0.0,
        "work": 0.0,
        "forecast": float(initiatives.forecast[slot]),
        "result": float("nan"),
        "met": False,
    }
