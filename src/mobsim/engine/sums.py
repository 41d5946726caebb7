"""The sums that a ledger keeps, by name. Nothing here needs a compiler."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mobsim.measures.concerns import CONCERNS, MEANT
from mobsim.scenario.enumerations import CrimeSeries, Zone
from mobsim.scenario.initiatives import KINDS_OF_INITIATIVE
from mobsim.scenario.problems import ProblemType

COUNTED = {
    "harm": "harm", "recorded_severity": "recorded_severity", "cleared_severity": "cleared_severity", "calls": "calls",
    "answered": "answered", "unanswered": "unanswered", "delay": "delay", "tips": "tips", "stops": "stops",
    "good": "good", "bad": "bad", "hours_patrol": "patrol_hours", "hours_engagement": "engagement_hours",
    "hours_initiatives": "initiative_hours", "hours_standby": "standby_hours", "hours_brought": "brought_hours",
    "hours_done": "done_hours",
    "agency_hours": "agency_hours", "agency_hours_wanted": "agency_hours_wanted",
    "handover_hours": "handover_hours", "handovers": "handovers",
    "referrals": "referrals", "referral_hours": "referral_hours", "clients": "clients", "client_hours": "client_hours",
    "team_calls": "team_calls", "team_held": "team_held", "team_connected": "team_connected",
    "table_cases": "table_cases", "table_turned_down": "table_turned_down", "table_ended": "table_ended",
    "table_agencies": "table_agencies", "table_hours": "table_hours",
    "apprehensions": "apprehensions", "volunteer_hours": "volunteer_hours",
    "cost_programmes": "money", "money_brought": "money_brought",
    "treated": "treated", "treated_unknown": "treated_unknown", "treated_young": "treated_young",
    "treated_young_unknown": "treated_young_unknown", "shared": "shared",
}  # fmt: skip
VOLUNTEERS = ("volunteer_pledged", "volunteer_forgone", "volunteer_worth")
KEPT = (
    "volunteer_kept",
    "money_kept",
    "crisis_hours_kept",
    "team_calls_kept",
)  # changes of what is held since the week before
FELT = ("trust", "cohesion", "insecurity", "participation", "membership")
SHARED_OUT = (
    "hours_response", "hours_overhead", "cost_officers", "cost_components", "cost_teams", "cost_table", "cost_overtime",
    "overtime_hours", "team_calls_given", "team_calls_lapsed",
    "granted", "set_aside", "hours_given", "crisis_hours_given", "crisis_hours_lapsed",
    "assessment_error", "records_error", "patrol_error", "activity_spread", "commitment", "collaboration_ties",
    "ties_personal", "ties_held", "meeting", "tables_ended", "won", "representativeness",
    "community_weeks",
)  # fmt: skip
OTHERS = (
    "insecure", "confident", "person_weeks", "adult_weeks", "neighbourhood_weeks", "need", *Zone.keys(), "ended", "met",
    "effective", "handed_back", "taken_back", "acute",
)  # fmt: skip
REPEATED = ("calls_of_frequent", "calls_of_quarters", "victimised_again", "victimised_in_years")
IN_ZONE = ("officer_hours", "volunteer_hours", "people", "running", "led")
"""What is kept by the zone in which a neighbourhood lies: hours, person-weeks, initiatives at work and led by the community."""
BY_ZONE = tuple(f"{what}_{zone.key}" for what in IN_ZONE for zone in Zone)


AT_FIRST, AT_LAST = (*COUNTED, *VOLUNTEERS, *KEPT, *FELT, *OTHERS), (*BY_ZONE, *SHARED_OUT)
FIXED = (*AT_FIRST, *AT_LAST)
"""Sums of every town that a week's end sets: those behind the series of crime by problem, and those behind all by problem."""


def names_of_sums(problems: Sequence[ProblemType]) -> tuple[str, ...]:
    """Name all sums of a town with these problem types, in the order of the ledger's columns."""
    by_problem = [f"{series.key}_{problem.name}" for series in CrimeSeries for problem in problems]
    heard = [f"{what}_{problem.name}" for what in (CONCERNS, MEANT) for problem in problems]
    started = [f"started_{kind}" for kind in KINDS_OF_INITIATIVE]
    return (
        *by_problem,
        *AT_FIRST,
        *REPEATED,
        *heard,
        *started,
        *AT_LAST,
    )


class Sums(Mapping[str, NDArray[np.float64]]):
    """A table of sums (last axis) by name; a column is cut out when it is asked for."""

    def __init__(self, table: NDArray[np.float64], column: Mapping[str, int]) -> None:
        self._table, self._column = table, column

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self._table[..., self._column[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._column)

    def __len__(self) -> int:
        return len(self._column)

    def side_by_side(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the columns of one of the groups of this module, in which they stand side by side."""
        first = self._column[names[0]]
        return self._table[..., first : first + len(names)]
