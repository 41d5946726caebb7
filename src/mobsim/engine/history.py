"""What happened in a run, one row at a time: initiatives, changes of zone and lead, and incidents where they are asked for."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.ledger import Ledger
from mobsim.measures.concerns import CONCERNS, MEANT
from mobsim.mobilization.handback import leads_asked_for
from mobsim.mobilization.review import Ended
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.initiatives import EMPTY, Lead, Measure, Status, kind_of
from mobsim.scenario.scenario import Scenario
from mobsim.world.columns import Initiatives, World
from mobsim.world.lists import cleared_today, incidents_today
from mobsim.world.policies import Policies
from mobsim.world.whereabouts import local, neighbourhood_of, slots_each

CHANGE_OF_ZONE = (
    "community", "neighbourhood", "day", "from_zone", "to_zone", "assessed_need", "from_lead", "to_lead", "passed",
)  # fmt: skip
"""Columns of a change of zone or lead."""
WORK_DONE = ("officer_hours", "volunteer_hours", "agency_hours", "work")


class Before(NamedTuple):
    """How things stood before a cycle: zones, and which initiatives were under way, led by whom; the cycle's ``day``."""

    day: int
    zone: NDArray[np.int64]
    planned_day: NDArray[np.int64]
    lead: NDArray[np.int64]

    @classmethod
    def of(cls, world: World, day: int) -> "Before":
        """Note how things stand."""
        initiatives = world.initiatives
        return cls(day, world.neighbourhoods.zone.copy(), initiatives.planned_day.copy(), initiatives.lead.copy())


class History:
    """Keep a run's initiatives and, on request, its incidents."""

    def __init__(self, *, keep_incidents: bool) -> None:
        """Begin with nothing."""
        self.keep_incidents = keep_incidents
        self.initiatives: list[dict[str, Any]] = []
        self.running: dict[int, int] = {}  # slot -> row of initiatives
        self.zones: list[dict[str, Any]] = []
        self._leads: NDArray[np.int64] | None = None  # who led in each neighbourhood since the cycle before
        self.days: list[dict[str, np.ndarray]] = []
        self.cleared: list[np.ndarray] = []

    def copy(self) -> "History":
        """Copy the history, for a run that goes on under another strategy."""
        other = History(keep_incidents=self.keep_incidents)
        other.initiatives = [dict(row) for row in self.initiatives]
        other.running = dict(self.running)
        other.zones, other._leads = list(self.zones), self._leads
        other.days, other.cleared = list(self.days), list(self.cleared)
        return other

    def end_day(self, world: World, day: int) -> None:
        """Keep the day's incidents and clearances where they are asked for."""
        if not self.keep_incidents:
            return
        rows, numbers = incidents_today(world)
        columns = (
            "problem",
            "kind",
            "place",
            "offender",
            "victim",
            "reported",
            "recorded",
            "discovered",
            "treated",
            "pooled",
        )
        self.days.append(
            {"number": numbers, "day": np.full(rows.size, day)}
            | {name: getattr(world.incidents, name)[rows] for name in columns}
        )
        self.cleared.append(cleared_today(world))

    def record_cycle(
        self, scenario: Scenario, world: World, ledger: Ledger, ended: list[Ended], started: np.ndarray
    ) -> None:
        """Record what ended and what was planned at a cycle."""
        initiatives = world.initiatives
        per = slots_each(initiatives, world.neighbourhoods)
        for record in ended:
            row = self.initiatives[self.running.pop(record.slot)]
            # The slot itself may have been taken anew in the same cycle.
            row.update({name: getattr(record, name) for name in (*WORK_DONE, "result", "met", "effective")})
            row.update(
                status=(Status.ENDED_EARLY if record.early else Status.ENDED).key,
                ended_day=record.day - scenario.burn_in_days,
            )
            row["money"] = row["cost"] - record.unspent
            ledger.note("ended", record.slot // per)
            ledger.note("met", record.slot // per, float(record.met))
            ledger.note("effective", record.slot // per, float(record.effective))
        self.record_plans(scenario, world, started.tolist())
        for slot in started.tolist():
            kind = kind_of(initiatives.lead[slot], initiatives.measure[slot])
            ledger.note(f"started_{kind}", slot // per)
            problem = scenario.problems[int(initiatives.problem[slot])].name
            ledger.note(f"{MEANT}_{problem}", slot // per, float(initiatives.cost[slot]))

    def record_concerns(self, scenario: Scenario, concerns: NDArray[np.float64], ledger: Ledger) -> None:
        """Record what residents would raise, ``(neighbourhoods, problems)``, were all of them asked."""
        ledger.note_everywhere([f"{CONCERNS}_{problem.name}" for problem in scenario.problems], concerns)

    def record_plans(self, scenario: Scenario, world: World, slots: Sequence[int]) -> None:
        """Record the initiatives that are planned in some slots."""
        agencies = scenario.agencies
        for slot in slots:
            self.running[slot] = len(self.initiatives)
            owner = int(neighbourhood_of(slot, world.initiatives, world.neighbourhoods))
            agency = agencies[int(world.initiatives.agency[slot])]
            self.initiatives.append(_planned(scenario, world, slot, owner, agency))

    def record_zones(
        self, scenario: Scenario, world: World, policies: Policies, before: Before, ledger: Ledger
    ) -> None:
        """Record which neighbourhoods changed zone or lead at a cycle, and which initiatives under way passed on."""
        neighbourhoods, initiatives = world.neighbourhoods, world.initiatives
        policy = policies.lead[neighbourhoods.community]
        leads = leads_asked_for(policy, neighbourhoods.zone)
        led = leads_asked_for(policy, before.zone) if self._leads is None else self._leads
        same = (initiatives.planned_day == before.planned_day) & (initiatives.status != EMPTY)
        passed = (same & (initiatives.lead != before.lead)).nonzero()[0]
        owners = neighbourhood_of(passed, initiatives, neighbourhoods)
        for slot, owner in zip(passed.tolist(), owners.tolist(), strict=True):
            row, lead = self.initiatives[self.running[slot]], Lead(initiatives.lead[slot])
            row.update(cost=float(initiatives.cost[slot]), passed_day=before.day, passed_to=lead.label)
            ledger.note("handed_back" if lead == Lead.COMMUNITY_LED else "taken_back", owner)
        count = np.bincount(owners, minlength=neighbourhoods.size)
        for here in ((neighbourhoods.zone != before.zone) | (leads != led)).nonzero()[0].tolist():
            self.zones.append({
                **_where(scenario, world, here),
                "day": before.day,
                "from_zone": Zone(before.zone[here]).label,
                "to_zone": Zone(neighbourhoods.zone[here]).label,
                "assessed_need": float(neighbourhoods.need[here]),
                "from_lead": Lead(led[here]).label,
                "to_lead": Lead(leads[here]).label,
                "passed": int(count[here]),
            })  # fmt: skip
        self._leads = leads

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


def _where(scenario: Scenario, world: World, neighbourhood: int) -> dict[str, Any]:
    """Return the names of a neighbourhood and its community."""
    community = scenario.communities[int(world.neighbourhoods.community[neighbourhood])]
    within = int(local(neighbourhood, world.neighbourhoods, world.communities))
    return {"community": community.name, "neighbourhood": community.neighbourhoods.ids[within]}


def _planned(scenario: Scenario, world: World, slot: int, neighbourhood: int, agency: str) -> dict[str, Any]:
    initiatives = world.initiatives
    return {
        **_where(scenario, world, neighbourhood),
        "problem": scenario.problems[int(initiatives.problem[slot])].name,
        "measure": Measure(initiatives.measure[slot]).key,
        "lead": Lead(initiatives.lead[slot]).label,
        "agency": agency,
        "matched": bool(initiatives.match[slot] == 1.0),
        "tested": bool(initiatives.tested[slot] == 1.0),
        "planned_day": int(initiatives.planned_day[slot]) - scenario.burn_in_days,
        "start_day": int(initiatives.start_day[slot]) - scenario.burn_in_days,
        "end_day": int(initiatives.end_day[slot]) - scenario.burn_in_days,
        "ended_day": -1,
        "passed_day": -1,
        "passed_to": "",
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
        "effective": False,
    }
