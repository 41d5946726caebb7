"""The town is born with initiatives under way: a renewal process cut at the first day, whose books close."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.engine.model import Model
from mobsim.mobilization.under_way import _begun
from mobsim.scenario.initiatives import REACHES_PLACES, Status
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.strategy import LeadPolicy
from mobsim.scenario.synthetic import village
from mobsim.world.extent import Reserved

CYCLE = 28


def town(neighbourhoods=40, residents=500, levers=STATUS_QUO, **further):
    chosen = {"usual": Strategy("usual", "usual", levers)}
    return village(neighbourhoods, residents, strategies=chosen, reference="usual", burn_in_days=0, **further)


def born(*given_, seed=2, reserved=None, **further):
    room = {} if reserved is None else {"reserved": reserved}
    return Model(town(*given_, **further), seed=seed, **room)


def open_rows(world):
    return np.flatnonzero(world.initiatives.status != Status.EMPTY)


@given(
    coming=st.floats(1.0, 1e6),
    capacity=st.floats(1.0, 1e6),
    asked=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6),
)
@settings(max_examples=200, derandomize=True)
def test_agencies_work_off_what_comes_in_or_are_all_full(coming, capacity, asked):
    chances = np.array(asked) / sum(asked)
    begun = _begun(coming, capacity, chances, np.inf)
    if np.isfinite(begun):
        assert np.minimum(chances * begun, capacity).sum() == pytest.approx(coming, rel=1e-6)
    else:
        assert coming >= chances.size * capacity * (1 - 1e-9)
    assert _begun(coming, capacity, chances, coming / 2) == coming / 2


def mean_of(problem, name):
    return sum(kind.share * getattr(kind, name) for kind in problem.kinds)


class TestTheFirstDay:
    def test_each_is_somewhere_on_its_way_and_none_is_over(self):
        initiatives = born().world.initiatives
        rows = np.flatnonzero(initiatives.status != Status.EMPTY)
        assert rows.size > 20
        assert (initiatives.end_day[rows] > 0).all()
        assert (initiatives.planned_day[rows] <= 0).all()
        assert (initiatives.planned_day[rows] % CYCLE == 0).all()
        running = initiatives.status[rows] == Status.RUNNING
        assert np.array_equal(running, initiatives.start_day[rows] < 0)
        assert 0.2 < running.mean() < 0.9
        over_half = initiatives.start_day[rows] + initiatives.end_day[rows] <= 0
        assert np.array_equal(initiatives.reviewed[rows] == 1, over_half)

    def test_what_is_spent_and_what_is_left_is_the_cost(self):
        model = born()
        initiatives, rows = model.world.initiatives, open_rows(model.world)
        spent = initiatives.agency_hours[rows] * model.parameters.delivery.agency_hour_cost
        assert initiatives.money[rows] + spent == pytest.approx(initiatives.cost[rows])
        assert ((spent > 0) == (initiatives.start_day[rows] < 0)).all()
        empty = initiatives.status == Status.EMPTY
        assert (initiatives.money[empty] == 0.0).all()
        held = model.world.account.sum() + initiatives.money.sum()
        assert model.world.communities.granted.sum() == pytest.approx(held)

    def test_no_two_in_a_neighbourhood_are_the_same_and_each_has_whom_it_is_for(self):
        world = born(parameters={"money.purse": 120.0}).world
        initiatives, rows = world.initiatives, open_rows(world)
        each = initiatives.size // world.neighbourhoods.size
        named = np.stack([rows // each, initiatives.problem[rows], initiatives.measure[rows]], 1)
        assert np.unique(named, axis=0).shape == named.shape
        at_places = REACHES_PLACES[initiatives.measure[rows]]
        assert np.array_equal(initiatives.target_count[rows] > 0, at_places)
        assert np.array_equal(initiatives.reached_count[rows] > 0, ~at_places)

    @pytest.mark.parametrize("social_share", [0.0, 1.0])
    def test_problems_are_taken_on_crimes_first_by_their_usual_recorded_harm(self, social_share):
        """The last begun is against the first problem that suits, and so on back; crises come after every crime."""
        model = born(levers=STATUS_QUO._replace(social_share=social_share), parameters={"money.purse": 120.0})
        initiatives, each = model.world.initiatives, model.parameters.planning.running_at_most
        harm = {
            q: problem.ceiling * mean_of(problem, "reported") * mean_of(problem, "severity")
            for q, problem in enumerate(model.scenario.problems)
        }
        crimes, crises = ([q for q in harm if model.scenario.problems[q].crime == crime] for crime in (True, False))
        assert harm[crises[0]] > max(harm[q] for q in crimes), "harm alone would take the crisis first"
        in_order = sorted(crimes, key=lambda q: -harm[q]) + sorted(crises, key=lambda q: -harm[q])
        rows, most = open_rows(model.world), 0
        for neighbourhood in range(model.world.neighbourhoods.size):
            here = rows[rows // each == neighbourhood]
            latest_first = here[np.argsort(-initiatives.planned_day[here])]
            assert initiatives.problem[latest_first].tolist() == in_order[: here.size]
            most = max(most, here.size)
        assert most >= 2

    @pytest.mark.parametrize(
        "parameters",
        [
            {"planning.under_way": 0},
            {"money.purse": 0.0},
            {"planning.cost_situational": 2e5, "planning.cost_social": 5e5},
        ],
    )
    def test_none_is_under_way_without_the_switch_and_hardly_any_without_money(self, parameters):
        found = open_rows(born(parameters=parameters).world).size
        assert found == 0 if len(parameters) == 1 else found < 0.3 * open_rows(born().world).size

    def test_room_for_programmes_changes_nothing(self):
        usual, roomy = born().world, born(reserved=Reserved(slots=2, places=3, residents=3)).world
        mine, theirs = open_rows(usual), open_rows(roomy)
        assert mine.size == theirs.size
        assert np.array_equal(usual.initiatives.end_day[mine], roomy.initiatives.end_day[theirs])
        assert (roomy.initiatives.reserved[theirs] == 0).all()

    def test_who_leads_and_what_they_cost_follow_the_reference_strategy(self):
        led = FULL_MODEL._replace(lead=LeadPolicy.COMMUNITY)
        police, community = born(levers=FULL_MODEL).world, born(levers=led).world
        assert (police.initiatives.lead[open_rows(police)] == 0).all()
        assert (community.initiatives.lead[open_rows(community)] == 1).all()
        assert (
            community.initiatives.cost[open_rows(community)].mean()
            < 0.7 * police.initiatives.cost[open_rows(police)].mean()
        )


def test_as_many_are_open_on_the_first_day_as_later():
    """What a town of many neighbourhoods has open, and how much money is on its way, is the same at birth and later."""
    model = Model(village(96, 120, officers=20, burn_in_days=0), seed=3)
    counts, money = [], []
    for _ in range(27):
        world = model.world
        counts.append(open_rows(world).size)
        money.append(world.account.sum() + world.initiatives.money.sum())
        model.run_days(CYCLE)
    assert counts[0] == pytest.approx(np.mean(counts[13:]), rel=0.25)
    assert money[0] == pytest.approx(np.mean(money[13:]), rel=0.15)
