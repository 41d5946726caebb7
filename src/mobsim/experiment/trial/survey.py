"""A simulated survey: sampled residents of each arm answer as people do, from what they feel and have lived."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mobsim.experiment.trial.units import Arms, Rows, residents_of
from mobsim.scenario.parameters import Parameters
from mobsim.scenario.trial_tables import TrialTable
from mobsim.tools.calendar import DAYS_IN_YEAR
from mobsim.tools.draws import keys_for, uniforms
from mobsim.tools.purposes import Purpose
from mobsim.world.columns import Residents

if TYPE_CHECKING:
    from mobsim.engine.model import Model

TRIAL = Purpose.TRIAL
FIRST_WAVE = 2  # the "when" of the first wave's draws
ASKED = ("treated", "control")


class Before(NamedTuple):
    """What residents had lived when the trial began, so that answers tell what came since, and how answers are read."""

    good: NDArray[np.int64]
    bad: NDArray[np.int64]
    parameters: Parameters


def remember(model: "Model") -> Before:
    """Note the contacts that residents have had so far, and the parameters: a trial may change them, but no question."""
    residents = model.world.residents
    return Before(residents.contacts_good.astype(np.int64), residents.contacts_bad.astype(np.int64), model.parameters)


SHARES = (
    "great_confidence", "satisfied_with_police", "satisfied_with_safety", "takes_part", "victimised",
    "had_contact", "disrespected",
)  # fmt: skip
MEANS = ("trust", "insecurity", "cohesion")


def answers(
    residents: Residents, rows: Rows, before: Before, p: Parameters, day: int
) -> dict[str, NDArray[np.float64]]:
    """Return each item's answers of some residents; shares as 0 or 1.

    ``satisfied_with_police`` is trust of at least the reference of reporting, about the middle of the town;
    ``disrespected`` whether there was a bad contact since the trial began; ``victimised`` is of the last 12 months.
    """
    trust, worry = residents.trust[rows].astype(float), residents.insecurity[rows].astype(float)
    last = residents.last_victimised[rows]
    good = residents.contacts_good[rows] - before.good[rows]
    bad = residents.contacts_bad[rows] - before.bad[rows]
    return {
        "trust": trust,
        "insecurity": worry,
        "cohesion": residents.cohesion[rows].astype(float),
        "great_confidence": (trust >= p.trust.great_deal).astype(float),
        "satisfied_with_police": (trust >= p.reporting.trust_reference).astype(float),
        "satisfied_with_safety": (worry < p.insecurity.satisfied_below).astype(float),
        "takes_part": (residents.member[rows] > 0).astype(float),
        "victimised": ((last >= 0) & (last >= day - DAYS_IN_YEAR)).astype(float),
        "had_contact": (good + bad > 0).astype(float),
        "disrespected": (bad > 0).astype(float),
    }


def ask(trial: TrialTable, model: "Model", arms: Arms, before: Before, wave: int, number: int) -> pd.DataFrame:
    """Ask residents of each arm that there is; one row an arm and item with how many answered, their sum and sum of squares."""
    rows = []
    key = keys_for(model.run_seed)[TRIAL]
    for arm in ASKED if trial.has_controls else ASKED[:1]:
        living = residents_of(trial, model.world, getattr(arms, arm))
        luck = uniforms(key, FIRST_WAVE + number, living)
        sample = np.sort(living[np.argsort(luck, kind="stable")][: trial.asked])
        given = answers(model.world.residents, sample, before, before.parameters, model.day)
        for item, values in given.items():
            row = {"arm": arm, "wave": wave, "item": item, "n": sample.size}
            rows.append({**row, "sum": float(values.sum()), "squares": float((values**2).sum())})
    return pd.DataFrame(rows)
