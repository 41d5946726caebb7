"""What is observed of a town that is run for some years: columns that the patterns are measured on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.engine.model import Model, begin
from mobsim.measures import measured, outcomes_for
from mobsim.scenario.enumerations import Age
from mobsim.scenario.problems import ProblemType
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.sums import add_up

QUARTERS_IN_YEAR = 4
DAYS_IN_QUARTER = DAYS_IN_YEAR // QUARTERS_IN_YEAR
LONG_AGO = 10**6
"""Days since one was a victim, for those who never were."""

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Incidents:
    """All incidents after burn-in, one entry each; ``kind`` indexes the kinds of all problem types, in order."""

    day: Int
    kind: Int
    place: Int
    offender: Int
    reported: NDArray[np.bool_]
    recorded: NDArray[np.bool_]
    cleared: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> "Incidents":
        """Choose some of them."""
        return Incidents(**{name: column[chosen] for name, column in vars(self).items()})


@dataclass(frozen=True)
class People:
    """Residents at one moment: who they are, what they feel, and what has happened to them and been done by them so far.

    ``since_victim`` counts days since they were a victim last; ``hours`` are those that they volunteered.
    """

    age: Int
    trust: Float
    insecurity: Float
    need: Float
    neighbourhood: Int
    good: Int
    bad: Int
    arrived: Int
    since_victim: Int
    hours: Float


@dataclass(frozen=True)
class Observed:
    """A town that was run without treatment.

    ``years`` holds, a year each, the sums of the ledger by neighbourhood; ``first_year`` the outcomes of the first;
    ``before`` and ``after`` residents at the beginning and the end of it; ``satisfied`` the share of those aged 15+ who are
    satisfied with police, at the end of each quarter of all years; ``initiatives`` has a row for each that was ever planned.
    """

    scenario: Scenario
    years: list[dict[str, Float]]
    first_year: dict[str, float]
    before: People
    after: People
    satisfied: Float
    incidents: Incidents
    initiatives: Sequence[Mapping[str, Any]]
    place_area: Int
    home: Int
    officers_per_100k: float

    @property
    def problems(self) -> tuple[ProblemType, ...]:
        """The town's problem types."""
        return self.scenario.problems

    @property
    def kinds(self) -> dict[str, int]:
        """Kinds of incident by name, as numbers of ``incidents.kind``."""
        names = [kind.name for problem in self.problems for kind in problem.kinds]
        return {name: number for number, name in enumerate(names)}


def observe(model: Model, years: int = 1) -> Observed:
    """Run some years from where a model stands, the end of its burn-in, and observe them.

    Parameters
    ----------
    model
        It must keep incidents (``events=True``).
    years
        Whole years of 364 days to run.
    """
    if not model.history.keep_incidents:
        raise ValueError("the model keeps no incidents: make it with events=True")
    before, sums, first_year, after = _people(model), [model.ledger.total.copy()], {}, None
    satisfied = []
    for year in range(years):
        for _ in range(QUARTERS_IN_YEAR):
            model.run_days(DAYS_IN_QUARTER)
            satisfied.append(satisfied_share(model))
        sums.append(model.ledger.total.copy())
        if year == 0:
            first_year, after = _outcomes(model), _people(model)
    world = model.world
    return Observed(
        scenario=model.scenario,
        years=[dict(model.ledger.sums(end - start)) for start, end in pairwise(sums)],
        first_year=first_year,
        before=before,
        after=after or before,
        satisfied=np.array(satisfied),
        incidents=_incidents(model),
        initiatives=model.history.initiatives,
        place_area=world.places.neighbourhood.astype(np.int64),
        home=world.residents.place.astype(np.int64),
        officers_per_100k=1e5 * add_up(each.officers for each in model.scenario.communities) / world.residents.size,
    )


def observe_town(scenario: Scenario, seed: int, years: int = 1) -> Observed:
    """Run a scenario's burn-in and some years under its reference strategy, and observe the years."""
    return observe(begin(scenario, seed, events=True), years)


def satisfied_share(model: Model) -> float:
    """Measure the share of those aged 15+ who are satisfied with police today, as the survey of trials has it."""
    residents = model.world.residents
    adults = residents.trust[residents.age != Age.CHILD]
    return float((adults >= model.parameters.reporting.trust_reference).mean())


def _people(model: Model) -> People:
    residents = model.world.residents
    victim = residents.last_victimised.astype(np.int64)
    return People(
        age=residents.age.astype(np.int64),
        trust=residents.trust.astype(float),
        insecurity=residents.insecurity.astype(float),
        need=residents.need.astype(float),
        neighbourhood=residents.neighbourhood.astype(np.int64),
        good=residents.contacts_good.astype(np.int64),
        bad=residents.contacts_bad.astype(np.int64),
        arrived=residents.arrived.astype(np.int64),
        since_victim=np.where(victim >= 0, model.day - victim, LONG_AGO),
        hours=residents.volunteer_hours.astype(float),
    )


def _outcomes(model: Model) -> dict[str, float]:
    """Measure every outcome that sums tell, and who was a victim within the year."""
    ledger, residents = model.ledger, model.world.residents
    sums = ledger.sums(ledger.total.sum(0, keepdims=True))
    found = {name: float(value[0]) for name, value in measured(sums, outcomes_for(model.scenario.problems)).items()}
    adult = residents.age != Age.CHILD
    victim = (residents.last_victimised >= 0) & (residents.last_victimised >= model.day - DAYS_IN_YEAR)
    return found | {"victimised_share": float((victim & adult).sum() / max(1, adult.sum()))}


def _incidents(model: Model) -> Incidents:
    days = [day for day in model.history.days if day["day"].size and day["day"][0] >= 0]
    names = ("number", "day", "kind", "place", "offender", "reported", "recorded")
    columns = {
        name: np.concatenate([day[name] for day in days]).astype(np.int64) if days else np.zeros(0, np.int64)
        for name in names
    }
    cleared = np.concatenate(model.history.cleared) if model.history.cleared else np.zeros(0, np.int64)
    return Incidents(
        day=columns["day"],
        kind=columns["kind"],
        place=columns["place"],
        offender=columns["offender"],
        reported=columns["reported"] > 0,
        recorded=columns["recorded"] > 0,
        cleared=np.isin(columns["number"], cleared),
    )
