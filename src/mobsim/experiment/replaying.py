"""Record two strategies on one seed, small enough to be replayed inside a report."""

import base64
import gzip
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mobsim.experiment.mapping import map_of
from mobsim.experiment.own import NOTHING, Own
from mobsim.experiment.recording import Recorder
from mobsim.measures import outcomes_for
from mobsim.scenario.scenario import Scenario
from mobsim.tools.calendar import DAYS_IN_WEEK

MEASURES = ("insecurity", "true_crime", "recorded_crime", "trust", "membership", "need", "zone")
OUTCOMES = ("insecurity", "true_crime", "recorded_crime", "trust", "membership", "need_for_assistance")
LEVELS = 255.0
SIGNIFICANT = 5


def record_replay(scenario: Scenario, strategies: Sequence[str], seed: int, own: Own = NOTHING) -> dict[str, Any]:
    """Run a seed under two strategies and record every week: one byte a neighbourhood and measure.

    Figures of the town are exact to five digits; those of neighbourhoods to a 255th of their range.
    """
    from mobsim.engine.model import begin

    models = [begin(scenario, seed)]
    models = [models[0].fork(name) for name in strategies]
    recorders = [Recorder(model) for model in models]
    weeks = [[recorder.record(model) for recorder, model in zip(recorders, models, strict=True)]]
    for _ in range(scenario.days // DAYS_IN_WEEK):
        for model in models:
            own.advance(model, DAYS_IN_WEEK)
        weeks.append([recorder.record(model) for recorder, model in zip(recorders, models, strict=True)])
    outcomes = outcomes_for(scenario.problems)
    return {
        "schema": 1,
        "title": scenario.title,
        "seed": seed,
        "strategies": list(strategies),
        "weeks": len(weeks),
        "map": map_of(scenario),
        "outcomes": {name: {"unit": outcomes[name].unit, "label": outcomes[name].label} for name in OUTCOMES},
        "areas": {name: _packed(weeks, name) for name in MEASURES},
        "town": {name: [[_short(week[side]["town"][name]) for week in weeks] for side in (0, 1)] for name in OUTCOMES},
        "work": [_spells([week[side]["initiatives"] for week in weeks]) for side in (0, 1)],
    }


def _packed(weeks: list[list[dict[str, Any]]], name: str) -> dict[str, Any]:
    """Pack a measure of both towns as bytes from 0 to its highest value: changes from week to week, compressed."""
    values = np.array([[week[side]["areas"][name] for week in weeks] for side in (0, 1)], float)
    high = float(np.nanmax(values, initial=0.0)) or 1.0
    steps = np.round(np.nan_to_num(values) / high * LEVELS).astype(np.uint8)
    return {"high": high, "sides": [_text(np.diff(side, axis=0, prepend=np.uint8(0))) for side in steps]}


def _text(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(gzip.compress(values.astype(np.uint8).tobytes(), mtime=0)).decode()


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{SIGNIFICANT}g}")


def _spells(weeks: list[list[list[int]]]) -> list[list[int]]:
    """List spells of initiatives: neighbourhood, status, measure, lead, first week, week after the last."""
    open_spells: dict[tuple[int, ...], int] = {}
    spells: list[list[int]] = []
    for week, initiatives in enumerate([*weeks, []]):
        now = {(slot, area, status, measure, lead) for slot, area, status, _, measure, lead, *_ in initiatives}
        over = [spell for spell in open_spells if spell not in now]
        spells.extend([*spell[1:], open_spells.pop(spell), week] for spell in over)
        for spell in sorted(now - open_spells.keys()):
            open_spells[spell] = week
    return sorted(spells)
