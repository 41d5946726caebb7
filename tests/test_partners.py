"""What partners bring: tested measures, powers, work side by side, and a hand for those who are cleared."""

from typing import ClassVar

import numpy as np
import pytest
from stories import PAID, town

from mobsim.engine.model import Model
from mobsim.measures.books import balance
from mobsim.scenario.initiatives import Lead, Measure, Status

SOON = {"planning.lead_days_base": 0, "planning.days_situational": 56, "money.purse": 200.0}
STRONG = PAID._replace(collaboration=1.0)
TOGETHER = {
    "planning.under_way": 0,
    "table.tie_at_birth": 0.9,
    "table.years_together": 0,
    "table.tie_fade": 0.0,
    "table.leaving_per_year": 0.0,
}


def model_of(parameters=None, levers=PAID, days=0, **further):
    model = Model(
        town(3, 800, levers=levers, parameters={**SOON, **(parameters or {})}, burn_in_days=0, **further), "usual", 4
    )
    model.run_days(days)
    return model


def share_tested(levers, parameters=None):
    model = model_of(parameters, levers, 28 * 20)
    return np.mean([row["tested"] for row in model.history.initiatives]), len(model.history.initiatives)


def test_a_table_that_works_together_takes_tested_measures_more_often():
    alone, planned = share_tested(PAID._replace(collaboration=0.0), TOGETHER)
    together, _ = share_tested(STRONG, TOGETHER)
    assert planned > 40
    assert alone == pytest.approx(0.3, abs=0.2)
    assert together > alone + 0.2


def with_initiatives(*measures, parameters=None, tie=1.0):
    """A town with initiatives against one problem in the first slots of its first neighbourhood, all at a full dose.

    No leader meets before the first cycle, which no test here lives to see.
    """
    model = model_of(
        {
            "planning.under_way": 0,
            "delivery.fidelity_usual": 50.0,
            "delivery.agency_capacity": 1000.0,
            **(parameters or {}),
        }
    )
    slots, world = model.world.initiatives, model.world
    world.collaboration.agency_tie[:] = tie
    for slot, measure in enumerate(measures):
        slots.status[slot], slots.measure[slot], slots.problem[slot] = Status.RUNNING, measure, 0
        slots.match[slot] = slots.tested[slot] = slots.fidelity[slot] = slots.dose[slot] = 1.0
        slots.money[slot] = slots.cost[slot] = 5000.0
        slots.daily_money[slot], slots.end_day[slot], slots.lead[slot] = 90.0, 364, Lead.POLICE_ASSISTED
        slots.agency[slot] = world.problems.agency[0]
        slots.target_count[slot] = slots.reached_count[slot] = 1
        world.targets[slot, 0], world.reached[slot, 0] = 2, 5
    return model


class TestPowers:
    FAST: ClassVar = {"delivery.hardening_per_hour": 0.5, "places.hardening_half_life": 10.0}

    def test_hardening_goes_beyond_what_police_and_owners_reach_with_a_tied_partner_only(self):
        hardened = []
        for tie in (0.0, 1.0):
            model = with_initiatives(Measure.SITUATIONAL, parameters=self.FAST, tie=tie)
            model.run_days(20)
            hardened.append(model.world.hardening[2, 0])
        assert hardened[0] < 1.0 < hardened[1] < 1.5

    def test_and_it_lasts_longer_in_proportion(self):
        left = []
        for tie in (0.0, 1.0):
            model = with_initiatives(Measure.SITUATIONAL, parameters=self.FAST, tie=tie)
            model.run_days(3)
            before = model.world.hardening[2, 0]
            model.world.initiatives.status[0] = Status.EMPTY
            model.run_days(15)
            left.append(model.world.hardening[2, 0] / before)
        assert left == pytest.approx([0.5**1.5, 0.5])

    def test_the_wrong_agency_brings_no_powers(self):
        model = with_initiatives(Measure.SITUATIONAL, parameters=self.FAST)
        model.world.initiatives.match[0] = 0.5
        model.run_days(20)
        assert 0 < model.world.hardening[2, 0] < 1
        assert model.world.places.backing[2] == 0


class TestReinforcement:
    def hardened(self, tie=1.0, **beside):
        """What a day's work hardens beside a social initiative with some column changed."""
        model = with_initiatives(Measure.SITUATIONAL, Measure.SOCIAL, parameters={"delivery.powers": 0.0}, tie=tie)
        for column, value in beside.items():
            getattr(model.world.initiatives, column)[1] = value
        model.world.neighbourhoods.initiative_share[:] = 0.0  # of police, whose hours they would share
        model.run_days(1)
        return model.world.hardening[2, 0]

    def test_both_sorts_side_by_side_help_each_other_by_their_ties(self):
        alone = self.hardened(status=Status.EMPTY)
        assert self.hardened(tie=1.0) == pytest.approx(1.25 * alone)
        assert self.hardened(tie=0.4) == pytest.approx(1.1 * alone)
        assert self.hardened(tie=0.0) == pytest.approx(alone)

    @pytest.mark.parametrize(("column", "value"), [("problem", 1), ("dose", 0.2), ("reserved", 1), ("start_day", 9)])
    def test_nothing_helps_that_is_not_at_work_on_the_same_problem_at_an_effective_dose(self, column, value):
        also = {"status": Status.PLANNED} if column == "start_day" else {}
        assert self.hardened(**{column: value}, **also) == pytest.approx(self.hardened(status=Status.EMPTY))


class TestReferral:
    SURE: ClassVar = {
        **TOGETHER,
        "table.tie_at_birth": 1.0,
        "response.agency_hours": 5000.0,
        "people.prone_share": 0.15,
    }

    def counted(self, parameters=None, levers=STRONG):
        model = model_of({**self.SURE, **(parameters or {})}, levers, 7 * 30, officers=6)
        ledger = model.ledger.sums(model.ledger.total)
        cleared = sum(
            ledger[name].sum() for name in ledger if name.startswith("cleared_") and name != "cleared_severity"
        )
        return model, {name: ledger[name].sum() for name in ("referrals", "referral_hours")}, cleared

    def test_who_is_cleared_is_referred_as_far_as_ties_are_paid_for(self):
        model, sums, cleared = self.counted()
        assert 0 < sums["referrals"] <= cleared
        assert sums["referral_hours"] == sums["referrals"] * model.parameters.delivery.referral_hours
        assert self.counted(levers=PAID._replace(collaboration=0.0))[1]["referrals"] == 0
        assert self.counted({"money.purse": 0.0})[1]["referrals"] == 0
        assert self.counted({"response.agency_hours": 0.0})[1]["referrals"] == 0

    def test_their_propensity_falls_and_the_hours_are_in_the_books(self):
        model, _, _ = self.counted()
        book = balance(model.ledger.sums(model.ledger.total)).query("resource == 'agencies'")
        given, became = (book[book["side"] == side]["amount"].sum() for side in ("given", "became"))
        assert given == pytest.approx(became, rel=1e-9)
        assert (book[book["entry"] == "those referred after arrest"]["amount"] > 0).all()
        calm, _, _ = self.counted({"delivery.referral_effect": 0.0, "response.handover_relief": 0.0})
        assert model.world.residents.propensity.sum() < calm.world.residents.propensity.sum()
