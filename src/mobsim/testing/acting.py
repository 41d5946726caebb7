"""Check interventions and rules: the same run twice, luck of the run's own alone, and books that close."""

from mobsim.engine.model import begin
from mobsim.experiment.own import Own, own_of
from mobsim.extensions.declared import Intervention, Rule
from mobsim.testing.conformance import (
    DAYS,
    SEEDS,
    STRATEGY,
    check_books,
    check_luck,
    check_pickles,
    check_same_totals,
    require,
    state_of_luck,
    told,
    towns,
)


def check_intervention(intervention: Intervention | str) -> None:
    """Check an intervention, itself or by name.

    It must act within the 56 days that are run; give one that acts later by a copy that acts on day 0.

    Raises
    ------
    ConformanceError
        If no other process finds it, it fails, draws from generators that no run owns, two runs of one seed differ, or the
        books of a run do not close.
    """
    with told():
        own = own_of(interventions=[intervention])
        _check(own)
    due = [day for day in range(DAYS) if own.interventions[0].is_due(day)]
    require(due, f"acts on none of the first {DAYS} days, in which it could be checked")
    check_pickles(own.interventions[0])


def check_rule(rule: Rule | str) -> None:
    """Check a rule, itself or by name.

    Raises
    ------
    ConformanceError
        As for an intervention.
    """
    with told():
        own = own_of(rules=[rule])
        _check(own)
    check_pickles(own.rules[0])


def _check(own: Own) -> None:
    for town in towns():
        for seed in SEEDS:
            start, luck = begin(town, seed), state_of_luck()
            run = own.live(start.fork(STRATEGY), DAYS)
            check_luck(luck)
            own.live(begin(town, seed + 10).fork(STRATEGY), DAYS)
            again = own.live(start.fork(STRATEGY), DAYS)
            check_same_totals(run, again, "a run is another when it is run again, after a run of another seed")
            check_books(run)
