"""The weeks of a study: what its ledger measures, and what is asked of residents and incidents beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.measures import measured, outcomes_for
from mobsim.scenario.enumerations import Age
from mobsim.tools.calendar import DAYS_IN_WEEK, WEEKS_IN_YEAR
from mobsim.validation.patterns.observed import satisfied_share

if TYPE_CHECKING:
    from mobsim.engine.model import Model

FOLLOWED_DAYS = 60
"""Days for which the episode of a case is followed."""


class Week(NamedTuple):
    """A week that was run: the town at its end, and until when residents were in an episode before its last day."""

    model: "Model"
    acute_until: NDArray[np.int32]


Questions = Mapping[str, Callable[[Week], float]]


def run_week(model: "Model", asked: Questions | None = None) -> dict[str, float]:
    """Run a week, and measure the whole town; ``asked`` are the questions beside its ledger, all when left out."""
    sums, answers = _live(model, ASKED if asked is None else asked)
    return {name: float(value[0]) for name, value in _measured(model, [sums]).items()} | answers


def run_weeks(model: "Model", weeks: int, asked: Questions) -> pd.DataFrame:
    """Run so many weeks, as :func:`run_week` does; return a row a week, numbered from 0."""
    sums, answers = zip(*(_live(model, asked) for _ in range(weeks)), strict=True)
    found = pd.DataFrame({"week": np.arange(weeks), **_measured(model, sums)})
    return pd.concat([found, pd.DataFrame(answers, found.index, list(asked))], axis=1)


def _live(model: "Model", asked: Questions) -> tuple[NDArray[np.float64], dict[str, float]]:
    """Run a week; return the sums of the whole town, and what those asked answer."""
    model.run_days(DAYS_IN_WEEK - 1)
    week = Week(model, model.world.residents.acute_until.copy())
    model.run_days(1)
    return model.ledger.last_week.sum(0), {name: ask(week) for name, ask in asked.items()}


def _measured(model: "Model", sums: Sequence[NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Measure outcomes on the sums of some weeks."""
    return measured(model.ledger.sums(np.stack(sums)), outcomes_for(model.scenario.problems))


def satisfied(week: Week) -> float:
    """Return the share of those aged 15+ who are satisfied with police."""
    return satisfied_share(week.model)


def offences_of_young(week: Week) -> float:
    """Return the crimes of the week by those aged 15-24, per 1,000 of them and year. The town must keep incidents."""
    world = week.model.world
    young = world.residents.age == Age.YOUNG
    crime = world.problems.crime.astype(bool)
    days = week.model.history.days[-DAYS_IN_WEEK:]
    done = sum(int((crime[day["problem"]] & young[day["offender"]]).sum()) for day in days)
    return 1000.0 * WEEKS_IN_YEAR * done / max(1, int(young.sum()))


def cases_over(week: Week) -> float:
    """Return how many cases taken up on the evening of the week's last day have an episode that is over in 60 days.

    Those that the table did not end take as long as like ones (:func:`like_over`).
    """
    tally = week.model.world.tally
    cases, ended = float(tally.table_cases.sum()), float(tally.table_ended.sum())
    return ended + (cases - ended) * _over_by_itself(week)


def like_over(week: Week) -> float:
    """Return how many it would be of as many residents whom nobody takes up."""
    return float(week.model.world.tally.table_cases.sum()) * _over_by_itself(week)


def _over_by_itself(week: Week) -> float:
    """Return the share of those in an episode that evening, before the table was held, in whom it is over in 60 days."""
    goes_on = week.acute_until > week.model.day
    return float((week.acute_until[goes_on] <= week.model.day + FOLLOWED_DAYS).mean()) if goes_on.any() else 0.0


SATISFIED = "satisfied_with_police"
ASKED: Mapping[str, Callable[[Week], float]] = {
    SATISFIED: satisfied,
    "offences_of_young": offences_of_young,
    "cases_over_in_60_days": cases_over,
    "like_over_in_60_days": like_over,
}
"""What is asked at the end of each week beside what the ledger measures."""
OF_INCIDENTS = frozenset({"offences_of_young"})
"""Questions for which the town must keep its incidents."""
