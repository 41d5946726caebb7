"""Check outcomes: the same number for the same run, nothing of the model touched, and NaN where nothing was measured."""

from typing import Any

from mobsim.engine.model import begin
from mobsim.experiment.own import Own, measure, own_of
from mobsim.extensions.declared import OwnOutcome
from mobsim.scenario.scenario import Scenario
from mobsim.testing.conformance import (
    DAYS,
    SEEDS,
    STRATEGY,
    check_luck,
    check_pickles,
    check_same_totals,
    fingerprint_of,
    require,
    same_number,
    state_of_luck,
    told,
    towns,
)


def check_outcome(outcome: OwnOutcome | str) -> None:
    """Check an outcome, itself or by name.

    Raises
    ------
    ConformanceError
        If no other process finds it, its name is taken, it fails, changes the model, draws from generators that no run owns, or
        gives two numbers for one run.
    """
    with told():
        own = own_of([outcome])
        declared = own.outcomes[0]
        for town in towns():
            own.checked(town)
            _check_in(town, declared, own)
    check_pickles(declared)


def _check_in(town: Scenario, declared: OwnOutcome, own: Own) -> None:
    """Check an outcome in one town: before the first day that counts, week by week, and at the end."""
    for seed in SEEDS:
        start = begin(town, seed)
        _check_asked(declared, start.fork(STRATEGY))
        model = start.fork(STRATEGY)
        run = own.live(model, DAYS)
        plain = Own().live(start.fork(STRATEGY), DAYS)
        check_same_totals(plain, run, "a run in which it is measured has other outcomes than one in which it is not")
        again = own.live(begin(town, seed).fork(STRATEGY), DAYS)
        require(
            same_number(run.totals[declared.name], again.totals[declared.name]),
            f"gives two numbers for one run: {run.totals[declared.name]} and {again.totals[declared.name]}",
        )
        _check_asked(declared, model)


def _check_asked(declared: OwnOutcome, model: Any) -> None:
    """Require that asking for a number changes nothing, and that asking again gives the same."""
    before, luck = fingerprint_of(model), state_of_luck()
    first = measure(declared, model)
    check_luck(luck)
    require(fingerprint_of(model) == before, "changes the model that it measures")
    second = measure(declared, model)
    require(same_number(first, second), f"gives another number when it is asked again: {first[0]} and {second[0]}")
