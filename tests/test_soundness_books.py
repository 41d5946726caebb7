"""The books close: every officer hour, agency hour, volunteer hour and dollar that was given has become something.

Under any levers, parameters, events and programmes, cycle by cycle, in each community and in each neighbourhood.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from random_villages import LIVELY, villages
from twin.bringing import ROOM, at_places, initiative

from mobsim.engine.model import Model
from mobsim.engine.programme import withdraw
from mobsim.measures.books import BOOKS, balance
from mobsim.scenario.initiatives import Measure
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.planning import costs_of_initiatives
from mobsim.scenario.presets import FULL_MODEL, PRESETS
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village

some = settings(max_examples=12, derandomize=True, print_blob=False)
CYCLE = 28


def differences(model, before=None):
    """Return what each book has given less what became of it since ``before``, by resource and neighbourhood."""
    total = model.ledger.total - (0.0 if before is None else before)
    sums = model.ledger.sums(total)
    left = {}
    for book in BOOKS:
        given_, became = (sum(sums[name] for name in side.values()) for side in (book.given, book.became))
        left[book.resource] = (given_ - became, np.abs(given_).sum() + 1.0)
    return left


def assert_closed(model, before=None):
    for resource, (left, scale) in differences(model, before).items():
        by_place = resource not in ("officers", "public purse", "agencies", "crisis teams")
        # What a community has as a whole is shared out by population, what became of it is where it was spent.
        open_ = np.abs(left).max() if by_place else abs(left.sum())
        assert open_ <= 1e-9 * scale, (resource, left)


def test_the_books_are_made_of_sums_that_the_ledger_keeps():
    model = Model(village(2, 100, burn_in_days=0))
    model.run_days(7)
    lines = balance(model.ledger.sums(model.ledger.total))
    assert set(lines["side"]) == {"given", "became"}
    assert lines.groupby("resource")["unit"].nunique().eq(1).all()
    amounts = lines.set_index(["resource", "entry"])["amount"]
    assert amounts["officers", "on duty"] > 0 < amounts["officers", "patrol"]
    totals = model.results().totals
    assert amounts["officers", "on duty"] == pytest.approx(totals["hours_given"])
    assert amounts["public purse", "overtime"] == pytest.approx(totals["overtime_money"])


@some
@given(villages())
def test_every_cycle_closes_whatever_the_levers_and_events(scenario):
    model = Model(scenario)
    for _ in range(4):
        before = model.ledger.total.copy()
        model.run_days(CYCLE)
        assert_closed(model, before)


@pytest.mark.parametrize("without", [{"officers": 0}, {"parameters": {"money.purse": 0.0}}], ids=["officers", "purse"])
@pytest.mark.parametrize("strategy", ["full_model", "hot_spots"])
def test_the_books_close_without_officers_and_with_an_empty_purse(without, strategy):
    town = village(3, 150, burn_in_days=CYCLE, strategies=PRESETS, reference="status_quo", **without)
    model = Model(town, strategy)
    for _ in range(6):
        model.run_days(CYCLE)
        assert_closed(model)
    sums = model.ledger.sums(model.ledger.total)
    if "officers" in without:
        assert sums["hours_given"].sum() == sums["answered"].sum() == sums["cost_overtime"].sum() == 0.0
        assert sums["calls"].sum() > 0 < sums["unanswered"].sum()
        assert sums["set_aside"].sum() > 0
    else:
        assert sums["granted"].sum() == sums["cost_components"].sum() == sums["volunteer_hours"].sum() == 0.0


def test_what_programmes_bring_is_in_the_books_and_what_they_take_back():
    model = Model(village(2, 200, burn_in_days=0, parameters=LIVELY), reserved=ROOM)
    at_places(patrol=2.0, engagement=3.0, follow_up=0.5)(model.world)
    initiative(
        0, problem=0, measure=0, lead=1, agency=0, day=0, end_day=112, staff_hours=2.0, money=40.0, closed=False,
        targets=[0, 1], reached=[],
    )(model.world)  # fmt: skip
    model.run_days(56)
    assert_closed(model)
    sums = model.ledger.sums(model.ledger.total)
    assert sums["hours_brought"].sum() > 0 < sums["money_brought"].sum()
    brought = sums["money_brought"].sum()
    withdraw(model.world)
    model.run_days(28)
    assert_closed(model)
    assert model.ledger.sums(model.ledger.total)["money_brought"].sum() < brought


def test_volunteers_hours_are_worked_forgone_or_still_to_come():
    """Against the residents themselves, who count the hours of each week when they decide on it."""
    model = Model(village(3, 300, burn_in_days=0, turnover=0.0, parameters=LIVELY | {"participation.turnout": 0.9}))
    model.run_days(140)
    sums = model.ledger.sums(model.ledger.total)
    pledged = sums["volunteer_pledged"].sum()
    assert pledged == pytest.approx(model.world.residents.volunteer_hours.sum(), rel=1e-6)
    assert 0 < sums["volunteer_hours"].sum() < pledged
    assert sums["volunteer_forgone"].sum() > 0
    assert_closed(model)


def test_no_account_of_a_neighbourhood_is_ever_overdrawn():
    """Whatever is paid in, handed back, spent or returned; and what is kept pays for a few initiatives at most."""
    town = village(
        5, 200, burn_in_days=0, strategies=PRESETS, parameters={"money.purse": 120.0}, reference="full_model"
    )
    model = Model(town, seed=3)
    usual = costs_of_initiatives(model.parameters.planning, np.full(5, 200))
    for _ in range(8):
        kept = model.parameters.money.saved_at_most * usual * model.world.extent
        model.run_days(CYCLE)
        assert model.world.account.min() >= 0.0
        income = model.ledger.sums(model.ledger.weeks[-1])["granted"].sum()
        returned = usual * model.world.extent.max()
        assert (model.world.account <= kept + income + 4 * returned).all()
    assert model.ledger.sums(model.ledger.total)["cost_programmes"].sum() > 0


def test_accounts_begin_somewhere_on_their_way_to_an_initiative_where_they_have_an_income():
    levers = {"all": FULL_MODEL, "social": FULL_MODEL._replace(social_share=1.0)}
    strategies = {name: Strategy(name, name, each) for name, each in levers.items()}
    begun = {}
    for name, purse in (("all", 40.0), ("social", 40.0), ("all", 0.0)):
        parameters = {"money.purse": purse}
        town = village(5, 200, burn_in_days=0, strategies=strategies, parameters=parameters, reference=name)
        worlds = [Model(town, seed=seed).world for seed in range(12)]
        costs = costs_of_initiatives(build_parameters().planning, np.full(5, 200))
        begun[name, purse] = np.concatenate([world.account / (costs * world.extent) for world in worlds])
    shares = begun["all", 40.0]
    assert shares.min() >= 0.0
    assert shares.max() < 1.0
    assert shares.mean(0) == pytest.approx([0.5, 0.5], abs=0.1)
    assert (begun["social", 40.0][:, Measure.SITUATIONAL] == 0.0).all()
    assert np.array_equal(begun["social", 40.0][:, Measure.SOCIAL], begun["all", 40.0][:, Measure.SOCIAL])
    assert (begun["all", 0.0] == 0.0).all()
