"""An exercise as the page holds it, without the page: the room's own pair of towns, and other pairs with other luck."""

import json
from functools import cache
from typing import NamedTuple

import numpy as np

from mobsim.engine.model import Model
from mobsim.experiment.choosing import choose_draws
from mobsim.experiment.recording import Recorder
from mobsim.measures.recorded import BY_AREA, BY_TOWN
from mobsim.scenario.reading import load_scenario
from mobsim.tools.calendar import DAYS_IN_WEEK
from mobsim.web.actions import carry_out, check_action
from mobsim.web.band import BAND, ENOUGH
from mobsim.web.exercises import Exercise, exercises, parts_of
from mobsim.web.messages import WISH, read_message
from mobsim.world.whereabouts import population

PAIRS = ENOUGH
NONE_BELOW = 0.02
"""Share of town A's value below which a difference is called none, as in the page's ``reading.js``."""
FIFTH = 0.2


class Lived(NamedTuple):
    """What one town's weeks were: outcomes of the town ``(weeks, outcomes)`` and of its parts, by part."""

    town: np.ndarray
    parts: dict[str, np.ndarray]  # (weeks, outcomes of neighbourhoods)


Arm = tuple[str, str]
"""A strategy, and the decisions taken for it, as text: towns of several exercises may be the same."""


def arms_of(exercise: Exercise) -> tuple[Arm, Arm]:
    """Return how town A and town B of an exercise are led."""
    taken = {"a": [], "b": []}
    for event in exercise.events:
        for side in event["towns"]:
            taken[side].append({**event, "towns": "ab"})
    return (exercise.a, json.dumps(taken["a"])), (exercise.b, json.dumps(taken["b"]))


@cache
def lived(scenario: str, seed: int, weeks: int, *, doubt: bool) -> list[dict[Arm, Lived]]:
    """Run all towns that exercises of a scenario and seed need: the room's own pair first, then the other pairs."""
    town = load_scenario(scenario)
    draws = choose_draws(town, None, point=not doubt)
    arms = {
        arm: None
        for each in exercises().values()
        if (each.scenario, each.seed, each.weeks, each.doubt) == (scenario, seed, weeks, doubt)
        for arm in arms_of(each)
    }
    drawn = [town if draws is None else town.drawn(draws, draws.nth_draw(number)) for number in range(PAIRS)]
    others = [(each, seed + 1 + number) for number, each in enumerate(drawn)]
    return [_run_all(each, own, list(arms), weeks) for each, own in [(town, seed), *others]]


def _run_all(scenario, seed, arms, weeks):
    start = Model(scenario, scenario.reference, seed)
    start.run_days(scenario.burn_in_days)
    return {arm: _run(start.fork(arm[0]), json.loads(arm[1]), weeks) for arm in arms}


def _run(model, decisions, weeks):
    recorder, found = Recorder(model), []
    parts = {"least": _fifth(model, 1), "most": _fifth(model, -1)}
    due = list(decisions)
    for week in range(weeks + 1):
        if week:
            while due and due[0]["day"] < week * DAYS_IN_WEEK:
                decision = {name: value for name, value in due.pop(0).items() if name != "day"}
                carry_out(check_action(read_message(WISH, json.dumps(decision)), model.scenario), model)
            model.run_days(DAYS_IN_WEEK)
        found.append(recorder.record(model))
    town = np.array([[each["town"][name] for name in BY_TOWN] for each in found], float)
    areas = np.array([[each["areas"][name] for name in BY_AREA] for each in found], float)
    people = population(model.world.neighbourhoods).astype(float)
    means = {name: np.average(areas[:, :, rows], axis=2, weights=people[rows]) for name, rows in parts.items()}
    return Lived(town, means)


def _fifth(model, sign):
    """Return the neighbourhoods of the fifth of residents in the least (1) or most (-1) deprived, as the page counts them."""
    people = population(model.world.neighbourhoods).astype(float)
    order = np.argsort(sign * model.world.neighbourhoods.deprivation, kind="stable")
    before = np.cumsum(people[order]) - people[order]
    return order[before < FIFTH * people.sum()]


class Outcome:
    """How town B of an exercise came out against town A, by the page's own conventions."""

    def __init__(self, exercise: Exercise, runs: list[dict[Arm, Lived]]) -> None:
        self._exercise = exercise
        arms = arms_of(exercise)
        self._pairs = [tuple(each[arm] for arm in arms) for each in runs]

    def moved(self, named: str, pair: int) -> tuple[float, float]:
        """Return B minus A of a pair, since the last decision if so counted, and town A's value: means of a quarter."""
        outcome, part, week = parts_of(named)
        at = int(week) if week else self._exercise.weeks
        quarter = -(-self._exercise.weeks // 4)

        def value(side: int, at: int) -> float:
            run = self._pairs[pair][side]
            column = run.parts[part][:, BY_AREA.index(outcome)] if part else run.town[:, BY_TOWN.index(outcome)]
            return float(np.nanmean(column[max(0, at - quarter + 1) : at + 1]))

        since = max([event["day"] for event in self._exercise.events], default=0) // DAYS_IN_WEEK
        counted = since if self._exercise.count == "since" else 0
        before = value(1, counted) - value(0, counted) if counted else 0.0
        return value(1, at) - value(0, at) - before, value(0, at)

    def way(self, named: str) -> str:
        """Return ``lower``, ``higher``, or ``unclear`` where it is too small to speak of or may be luck."""
        own, reference = self.moved(named, 0)
        if not abs(own / reference) >= NONE_BELOW:
            return "unclear"
        _, part, _ = parts_of(named)
        if not part:  # parts are compared in the room's own pair alone
            low, high = np.quantile([self.moved(named, pair)[0] for pair in range(1, len(self._pairs))], BAND)
            if not ((own > 0 and low > 0) or (own < 0 and high < 0)):
                return "unclear"
        return "higher" if own > 0 else "lower"

    def holds(self, conditions: list[list[str]]) -> bool:
        """Whether it came out as all conditions have it."""
        return all(self._came(*condition) for condition in conditions)

    def _came(self, named: str, way: str) -> bool:
        found = self.way(named)
        return found != way.removeprefix("not_") if way.startswith("not_") else found == way


def outcome_of(exercise: Exercise) -> Outcome:
    """Run an exercise's decisions over the room's own pair and ten others in its town."""
    return Outcome(exercise, lived(exercise.scenario, exercise.seed, exercise.weeks, doubt=exercise.doubt))
