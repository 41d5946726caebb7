"""The model and its slow twin live side by side and are compared, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from mobsim.engine.model import Model
from mobsim.measures.concerns import money_apart as money_apart_in_model
from mobsim.rules.contacts import meet_sample as meet_in_model
from mobsim.scenario.scenario import Scenario
from mobsim.world.extent import NOTHING_RESERVED, Reserved
from mobsim.world.lists import calls_waiting
from mobsim.world.rulebook import rulebook
from twin import Twin
from twin.adapter import BY_PLACE_AND_TYPE, WHOM_AND_WHAT, programmes_of, snapshot_of
from twin.bringing import Piece
from twin.concerns import money_apart
from twin.contacts import meet_sample
from twin.happenings import AS_PLANNED, Tally
from twin.people import Resident, Supervisor
from twin.places import Community, Neighbourhood, Place
from twin.programmes import take_up
from twin.reading import LEADER

TOLERANCE = 1e-6
SAME_NAME = {
    "residents": Resident.SINGLE + Resident.WHOLE,
    "places": Place.VALUES,
    "neighbourhoods": (
        *(name for name in Neighbourhood.VALUES if name != "attended"),
        *("deploy_lower", "able_hours", "patrol_hours", "engagement_hours", "initiative_hours"),
    ),
    "communities": (*Community.VALUES, "convenor", "assessment_error", "records_error", "patrol_error"),
    "officers": ("slot", "skill", "reserve", "able", "owed", "squad"),
    "supervisors": Supervisor.VALUES,
    "leaders": LEADER,
}
OF_INITIATIVES = (
    *(*AS_PLANNED, "problem", "volunteers", "agency_hours", "volunteer_hours", "police_hours"),
    *("seen", "matched", "likeness", "turnouts", "extent", "reviewed"),
)
OF_CALLS = ("day", "neighbourhood", "problem", "caller", "hours", "recorded", "tip")
COUNTS = {
    **{name: name for name in ("harm", "recorded_severity", "cleared_severity", "calls", "tips", "stops")},
    "calls_answered": "answered",
    "calls_given_up": "unanswered",
    "delay": "delay",
    "good": "good",
    "bad": "bad",
    **{name: name for name in ("treated", "treated_unknown", "treated_young", "treated_young_unknown", "shared")},
    **{name: name for name in ("table_cases", "table_turned_down", "table_ended", "table_agencies")},
    **{name: name for name in ("referrals", "team_calls", "team_held", "team_connected", "handovers", "apprehensions")},
}
HOURS = {
    "patrol_hours": "hours_patrol",
    "engagement_hours": "hours_engagement",
    "initiative_hours": "hours_initiatives",
    **{
        name: name
        for name in (
            *("agency_hours", "agency_hours_wanted", "referral_hours", "handover_hours", "table_hours"),
            *("clients", "client_hours"),
        )
    },
}
OF_TEAMS = {"team_given": "team_calls_given", "team_lapsed": "team_calls_lapsed"}
ACTIVITIES = {"response": "hours_response", "overhead": "hours_overhead", "standby": "hours_standby"}
Pairs = Iterator[tuple[str, Any, Any]]
Change = Callable[["Meeting"], None]


class Meeting:
    """One town, lived twice; ``changes`` are made on the morning of their days, as a trial makes them."""

    def __init__(
        self,
        scenario: Scenario,
        strategy: str,
        seed: int,
        changes: Mapping[int, Change] | None = None,
        reserved: Reserved = NOTHING_RESERVED,
    ) -> None:
        self.model = Model(scenario, strategy, seed, reserved=reserved)
        self.changes = changes or {}
        self.twin = Twin(snapshot_of(self.model, strategy))
        self.before = self.counted()

    def run_week(self) -> None:
        end = self.model.day + 7
        while (day := self.model.day) < end:
            if day in self.changes:
                self.changes[day](self)
            self.run_days(min([end, *(change for change in self.changes if change > day)]) - day)

    def run_days(self, days: int) -> None:
        self.model.run_days(days)
        for _ in range(days):
            self.twin.step()
            if self.twin.day == self.model.scenario.burn_in_days:
                self.before = self.counted()

    def bring(self, *pieces: Piece) -> None:
        """Write what programmes bring into the model's columns, and let the twin take it up."""
        for piece in pieces:
            piece(self.model.world)
        self.tell_twin()

    def tell_twin(self) -> None:
        """Let the twin take up what programmes have put into the model's columns."""
        take_up(self.twin, programmes_of(self.model))

    def meet(self, sample: list[int], *, good: bool) -> None:
        """Let each of a programme's sample have a contact, in both."""
        model = self.model
        rows = np.array(sample, np.int32)
        meet_in_model(model.world, rulebook(model.parameters), model.today, rows, good)
        meet_sample(self.twin, [self.twin.residents[number] for number in sample], good)

    def counted(self) -> dict[str, Any]:
        """What the twin has counted by neighbourhood, and its officers' hours, since birth."""
        printed = self.twin.snapshot()
        names = (
            *(f"counts.{name}" for name in (*Tally.BY_TYPE, *Tally.MEASURED, *COUNTS, *HOURS)),
            *(f"officers.{a}_hours" for a in ACTIVITIES),
            *(f"communities.{name}" for name in OF_TEAMS),
        )
        return {name: np.asarray(printed[name], float).copy() for name in names}

    def differences(self) -> list[str]:
        """Tell every column in which the two are not alike: whole numbers exactly, others to the tolerance."""
        pairs = (*self.columns(), *self.matrices(), *self.initiatives(), *self.calls(), *self.counts())
        return [reported for pair in pairs if (reported := difference(*pair))]

    def columns(self) -> Pairs:
        printed = self.twin.snapshot()
        for table, names in SAME_NAME.items():
            columns = getattr(self.model.world, table)
            for name in names:
                yield f"{table}.{name}", columns[name], printed[f"{table}.{name}"]
        yield "neighbourhoods.attended", columns_of(self.model).attended > 0, printed["neighbourhoods.attended"]
        covered = [n for n in self.twin.neighbourhoods if n.community.officers]
        rows = [n.number for n in covered]
        for nth, name in enumerate(("cover_first", "cover_last")):
            yield f"neighbourhoods.{name}", columns_of(self.model)[name][rows], self.covering(covered, nth)

    def covering(self, covered: list[Neighbourhood], nth: int) -> list[int]:
        first = self.model.world.communities.first_officer
        return [n.covering()[nth] + int(first[n.community.number]) for n in covered]

    def matrices(self) -> Pairs:
        world, beliefs, counted, printed = (
            self.model.world,
            self.model.beliefs,
            self.model.counted,
            self.twin.snapshot(),
        )
        for name in BY_PLACE_AND_TYPE:
            yield name, getattr(world, name), printed[f"places.{name}"]
        yield "edges", world.edge_upper, printed["adjacency.upper"]
        yield "familiarity", world.familiarity, printed["officers.familiarity"]
        yield "agency_tie", world.collaboration.agency_tie, printed["communities.agency_tie"]
        yield "account", world.account, printed["neighbourhoods.account"]
        yield "extent", world.extent, printed["neighbourhoods.extent"]
        yield "crisis hours", world.crisis_hours, printed["communities.crisis_hours"]
        yield "agency share", world.agency_share, printed["communities.agency_share"]
        for name in ("belief", "expected", "seen"):
            yield f"beliefs.{name}", getattr(beliefs, name), printed[f"beliefs.{name}"]
        for name in ("stat", "word", "agency", "severity", "year"):
            yield f"beliefs.{name}", getattr(beliefs, name), printed[f"assessment.{name}"]
        yield "smoothed truth", counted.smoothed, printed["assessment.truth"]
        for name in Tally.OF_CYCLE:
            yield f"counted.{name}", getattr(counted, name), printed[f"cycle.{name}"]
        for part in ("tie", "held"):
            for community, ties in printed[f"collaboration.{part}"].items():
                here = world.leaders.community == community
                yield f"{part} of table {community}", getattr(world.collaboration, part)[here, : here.sum()], ties

    def initiatives(self) -> Pairs:
        slots, printed = self.model.world.initiatives, self.twin.snapshot()
        yield "initiatives.status", slots.status, printed["initiatives.status"]
        under_way = np.flatnonzero(slots.status > 0)
        for name in OF_INITIATIVES:
            yield f"initiatives.{name}", slots[name][under_way], printed[f"initiatives.{name}"][under_way]
        yield "initiatives.expected", slots.expected[under_way], printed["initiatives.expected_before"][under_way]
        yield "initiatives.granted", slots.cost[under_way], printed["initiatives.granted"][under_way]
        spent = (slots.cost - slots.money)[under_way]
        yield "initiatives.spent", spent, printed["initiatives.spent"][under_way]
        for slot in under_way:
            for name, count in WHOM_AND_WHAT.items():
                listed = getattr(self.model.world, name)[slot, : slots[count][slot]]
                yield f"{name} of slot {slot}", listed, printed[f"initiatives.{name}"][slot]

    def calls(self) -> Pairs:
        waiting, printed = calls_waiting(self.model.world), self.twin.snapshot()
        # The twin has one queue for all communities.
        place = np.argsort(self.model.world.neighbourhoods.community[printed["calls.neighbourhood"]], kind="stable")
        for name in OF_CALLS:
            yield f"calls.{name}", self.model.world.calls[name][waiting], printed[f"calls.{name}"][place]

    def counts(self) -> Pairs:
        """Compare what was counted since the burn-in, which the model leaves out of its sums."""
        if self.model.day < self.model.scenario.burn_in_days:
            return
        now, sums = self.counted(), self.model.ledger.sums(self.model.ledger.total)
        since = {name: now[name] - self.before[name] for name in now}
        for name in Tally.BY_TYPE:
            ours = np.stack([sums[f"{name}_{problem.name}"] for problem in self.model.scenario.problems], 1)
            yield f"counts.{name}", ours, since[f"counts.{name}"]
        for name in Tally.MEASURED:
            ours = np.stack([sums[f"{name}_{problem.name}"] for problem in self.model.scenario.problems], 1)
            yield name, ours, since[f"counts.{name}"]
        for theirs, ours in COUNTS.items():
            yield f"counts.{ours}", sums[ours], since[f"counts.{theirs}"]
        for theirs, ours in HOURS.items():
            yield ours, sums[ours], since[f"counts.{theirs}"]
        yield "money apart from concerns", *self.money_apart(sums, since)
        for activity, name in ACTIVITIES.items():
            yield name, sums[name].sum(), since[f"officers.{activity}_hours"].sum()
        for theirs, ours in OF_TEAMS.items():
            yield ours, sums[ours].sum(), since[f"communities.{theirs}"].sum()

    def money_apart(self, sums: dict[str, Any], since: dict[str, Any]) -> list[float]:
        """How far money is from concerns, in both; -1 where nobody has begun or raised anything."""
        communities, here = self.twin.communities, columns_of(self.model)
        ours = money_apart_in_model(sums, here.community, (here.end_resident - here.first_resident).astype(float))
        theirs = money_apart(communities, *(since[f"counts.{name}"].tolist() for name in Tally.MEASURED))
        return [-1.0 if np.isnan(apart) else apart for apart in (ours, theirs)]


def columns_of(model: Model) -> Any:
    return model.world.neighbourhoods


def difference(name: str, ours: Any, theirs: Any) -> str:
    """Tell the first cell that differs, or nothing."""
    one, other = np.asarray(ours), np.asarray(theirs)
    if one.shape != other.shape:
        return f"{name}: {one.shape} cells in the model, {other.shape} in the twin"
    whole = one.dtype.kind in "iub" or name.startswith(("counted.", "counts."))
    apart = one != other if whole else ~(np.abs(one.astype(float) - other) <= TOLERANCE)
    if not apart.any():
        return ""
    first = tuple(int(cell[0]) for cell in np.nonzero(np.atleast_1d(apart)))
    here, there = np.atleast_1d(one)[first], np.atleast_1d(other)[first]
    return f"{name}: {int(apart.sum())} of {apart.size} cells, first {first}: {here} in the model, {there} in the twin"
