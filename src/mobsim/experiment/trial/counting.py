"""Count what happened at the units of a trial: true, reported and recorded crime by arm and period."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.experiment.trial.units import Arms
from mobsim.scenario.enumerations import THREE_SERIES, CrimeSeries
from mobsim.scenario.trial_tables import TrialTable

if TYPE_CHECKING:
    from mobsim.engine.model import Model

BEFORE, DURING, AFTER = "before", "during", "after"
ELSEWHERE = "elsewhere"
ALL_CRIME = "crime"


class Occurred(NamedTuple):
    """What happened, one entry an incident: day after burn-in, problem, place, offender, victim, and what became known."""

    day: NDArray[np.int64]
    problem: NDArray[np.int64]
    place: NDArray[np.int64]
    offender: NDArray[np.int64]
    victim: NDArray[np.int64]
    reported: NDArray[np.bool_]
    recorded: NDArray[np.bool_]


def occurred(model: "Model") -> Occurred:
    """Gather a model's incidents (it must keep them)."""
    days = model.history.days
    return Occurred(
        *(
            np.concatenate([day[name] for day in days]).astype(bool if name in ("reported", "recorded") else np.int64)
            for name in Occurred._fields
        )
    )


def known_before(incidents: Occurred, places: int, problems: int, before: int) -> NDArray[np.float64]:
    """Count recorded crimes of the last days of the burn-in; shape ``(places, problems)``."""
    here = incidents.recorded & (incidents.day < 0) & (incidents.day >= -before)
    flat = incidents.place[here] * problems + incidents.problem[here]
    return np.bincount(flat, minlength=places * problems).reshape(places, problems).astype(float)


def periods_of(trial: TrialTable, days: int) -> dict[str, tuple[int, int]]:
    """Return the first day of each period and the day after its last: before, during, after, and from wave to wave."""
    periods = {BEFORE: (-trial.before, 0), DURING: (trial.start, trial.end)}
    if days > trial.end:
        periods[AFTER] = (trial.end, days)
    since = trial.start
    for wave in sorted({*trial.waves, trial.end}):
        if wave > since and (since, wave) not in periods.values():
            periods[f"{since}-{wave}"] = (since, wave)
        since = wave
    return periods


def count(trial: TrialTable, model: "Model", arms: Arms, incidents: Occurred, days: int) -> pd.DataFrame:
    """Count incidents by arm, period, type of problem (and all crime) and series.

    Places and neighbourhoods have what happened there; residents what they did (``offences``) and what was done to them
    (``victimisations``). ``elsewhere`` is the rest of town.
    """
    problems = [*(problem.name for problem in model.scenario.problems), ALL_CRIME]
    is_crime = model.world.problems.crime.astype(bool)
    periods = periods_of(trial, days)
    rows = []
    for noun, unit in _unit_of(trial, model, incidents):
        arm_of = _arm_of(arms, unit)
        for period, (first, end) in periods.items():
            inside = (incidents.day >= first) & (incidents.day < end) & (unit >= 0)
            for series in THREE_SERIES:
                seen = inside & (getattr(incidents, series.key) if series != CrimeSeries.TRUE else True)
                table = np.zeros((len(ARMS), len(problems)))
                np.add.at(table, (arm_of[seen], incidents.problem[seen]), 1.0)
                table[:, -1] = table[:, :-1][:, is_crime].sum(1)
                rows += [
                    {
                        "arm": arm,
                        "period": period,
                        "days": end - first,
                        "outcome": f"{series.key}_{noun}{name}",
                        "count": n,
                    }
                    for arm, counts in zip(ARMS, table, strict=True)
                    if trial.has_controls or arm not in CONTROLS
                    for name, n in zip(problems, counts, strict=True)
                ]
    return pd.DataFrame(rows)


ARMS = ("treated", "control", "around_treated", "around_control", ELSEWHERE)
CONTROLS = ("control", "around_control")


def _unit_of(trial: TrialTable, model: "Model", incidents: Occurred) -> list[tuple[str, NDArray[np.int64]]]:
    """Return, for each way to count, its word in outcomes and each incident's unit."""
    if trial.units == "places":
        return [("", incidents.place)]
    if trial.units == "neighbourhoods":
        return [("", model.world.places.neighbourhood[incidents.place].astype(np.int64))]
    return [("offences_", incidents.offender), ("victimisations_", incidents.victim)]


def _arm_of(arms: Arms, unit: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the arm in which each incident's unit is; incidents without a unit get any."""
    number = np.full(max(int(rows.max(initial=0)) for rows in (unit, *arms)) + 1, ARMS.index(ELSEWHERE))
    for arm, rows in zip(Arms._fields, arms, strict=True):
        number[rows] = ARMS.index(arm)
    return number[np.maximum(unit, 0)]
