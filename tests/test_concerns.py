"""Who is heard: residents' concerns against what programme money goes to."""

import math

import numpy as np
import pytest

from mobsim.engine.history import History
from mobsim.engine.model import Model
from mobsim.measures.concerns import money_apart
from mobsim.rules.forums import concerns_of_all
from mobsim.scenario.enumerations import Age
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village

ONE_TOWN = np.zeros(2, np.int64)


def sums(raised, meant):
    """Lay out sums of two problem types, neighbourhoods by problems."""
    tables = {"concerns": np.array(raised, float), "meant": np.array(meant, float)}
    return {f"{what}_{name}": table[:, at] for what, table in tables.items() for at, name in enumerate("ab")}


@pytest.mark.parametrize(
    ("raised", "meant", "apart"),
    [
        ([[3, 1], [2, 2]], [[30, 10], [20, 20]], 0.0),  # as residents would have it, whatever the unit
        ([[1, 0], [0, 0]], [[0, 5], [0, 0]], 1.0),  # another problem
        ([[1, 0], [0, 0]], [[0, 0], [5, 0]], 1.0),  # the right problem elsewhere
        ([[1, 1], [1, 1]], [[1, 1], [2, 0]], 0.25),
    ],
)
def test_money_is_apart_by_the_share_that_goes_to_other_places_and_problems(raised, meant, apart):
    assert money_apart(sums(raised, meant), ONE_TOWN, np.ones(2)) == pytest.approx(apart)


def test_towns_count_by_their_residents_and_only_where_there_is_money():
    two = np.array([0, 1])
    found = money_apart(sums([[1, 0], [1, 0]], [[1, 0], [0, 1]]), two, np.array([3.0, 1.0]))
    assert found == pytest.approx(0.25)
    assert money_apart(sums([[1, 0], [1, 0]], [[1, 0], [0, 0]]), two, np.ones(2)) == 0.0
    assert math.isnan(money_apart(sums([[1, 0], [1, 0]], [[0, 0], [0, 0]]), two, np.ones(2)))


def test_every_adult_tells_once_of_what_happened_at_home_coloured_by_insecurity():
    model = Model(village(3, 300))
    model.run_days(27)
    world, rules = model.world, model.parameters
    found = np.zeros((3, world.problems.size))
    for resident in world.residents:
        if resident.age != Age.CHILD:
            worry = float(resident.insecurity) - rules.insecurity.ground_mean
            colour = max(0.0, 1.0 + rules.assessment.colouring * worry)
            found[resident.neighbourhood] += colour * world.cycle_true[resident.place]
    assert found.sum() > 0
    assert concerns_of_all(world, rules, 1) == pytest.approx(found)


def test_the_ledger_holds_what_was_raised_and_what_initiatives_were_begun_with(monkeypatch):
    raised, usual = [], History.record_concerns

    def record(history, scenario, concerns, ledger):
        raised.append(concerns.sum())
        usual(history, scenario, concerns, ledger)

    monkeypatch.setattr(History, "record_concerns", record)
    paid = {"usual": Strategy("usual", "", STATUS_QUO._replace(programme_share=1.0))}
    model = Model(village(3, 600, burn_in_days=0, strategies=paid, reference="usual"))
    model.run_days(28 * 6 + 7)  # what a cycle notes stands in the ledger a week later
    run, kept = model.results(), model.ledger.sums(model.ledger.total)
    assert len(run.initiatives) > 0
    begun = run.initiatives[run.initiatives["planned_day"] > 0]  # the others are under way on the first day
    for what, whole in (("meant_", begun["cost"].sum()), ("concerns_", sum(raised))):
        assert sum(values.sum() for name, values in kept.items() if name.startswith(what)) == pytest.approx(whole)
    assert len(raised) == 6
    assert 0.0 < run.totals["money_apart"] < 1.0
