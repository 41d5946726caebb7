"""The delivered dose: what is asked of agencies they give within their staff, and too low a dose moves crime."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import PAID, town

from mobsim.engine.model import Model
from mobsim.engine.programme import ProgrammeInitiative, begin_initiative
from mobsim.scenario.initiatives import Lead, Measure, Status
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.synthetic import village
from mobsim.tools.change import response_to
from mobsim.world.extent import Reserved

shares = st.floats(0.0, 1.0)
SOON = {"planning.lead_days_base": 0, "planning.days_situational": 56, "money.purse": 200.0}


class TestResponse:
    @given(shares, shares, st.floats(0.05, 1.0), st.floats(0.0, 10.0))
    def test_more_of_a_dose_never_does_less_and_a_full_dose_does_all(self, one, other, half, steepness):
        less, more = sorted((one, other))
        low, high = (response_to(dose, half, steepness) for dose in (less, more))
        assert 0.0 <= low <= high * (1 + 1e-12) <= 1 + 1e-9
        assert response_to(1.0, half, steepness) == pytest.approx(1.0)

    @given(shares)
    def test_without_a_threshold_every_dose_does_all(self, dose):
        assert response_to(dose, 0.5, 0.0) == 1.0

    def test_below_the_threshold_little_happens(self):
        assert response_to(0.25, 0.5, 4.0) < 0.1 < 0.5 < response_to(0.5, 0.5, 4.0)


def run(parameters=None, strategy="usual", levers=PAID, cycles=8):
    model = Model(town(3, 800, levers=levers, parameters={**SOON, **(parameters or {})}, burn_in_days=0), strategy, 4)
    model.run_days(28 * cycles)
    return model


def sums(model, *names):
    ledger = model.ledger.sums(model.ledger.total)
    return [float(ledger[name].sum()) for name in names]


class TestCapacity:
    def test_agencies_give_no_more_than_they_have_and_all_money_is_accounted_for(self):
        capacity = 0.05
        model = run({"delivery.agency_capacity": capacity})
        given_, wanted = sums(model, "agency_hours", "agency_hours_wanted")
        people, agencies, days = model.world.residents.size, len(model.scenario.agencies), model.day
        assert given_ <= capacity * people / 1000 * agencies * days * (1 + 1e-9)
        assert given_ < 0.9 * wanted
        granted, *became = sums(
            model,
            *("granted", "cost_components", "cost_teams", "cost_table", "cost_overtime", "cost_programmes"),
            *("set_aside", "money_kept"),
        )
        assert granted == pytest.approx(sum(became), rel=1e-9)

    def test_all_that_wait_get_the_same_share(self):
        model = run({"delivery.agency_capacity": 0.02})
        initiatives = model.world.initiatives
        model.run_days(1)
        assert ((model.world.agency_share > 0) & (model.world.agency_share <= 1)).all()
        assert (model.world.agency_share < 1).any()
        assert (initiatives.agency_hours[initiatives.status == Status.RUNNING] > 0).all()

    def test_as_many_hours_a_head_in_a_town_of_any_size(self):
        rates = []
        for residents in (400, 1600):
            scenario = village(
                4, residents, officers=4 * residents / 500, parameters={**SOON, "delivery.agency_capacity": 0.05}
            )
            model = Model(scenario, "status_quo", 2)
            model.run_days(scenario.burn_in_days + 364)
            rates.append(sums(model, "agency_hours")[0] / model.world.residents.size)
        assert rates[0] == pytest.approx(rates[1], rel=0.25)


class TestFidelity:
    def test_ties_and_commitment_carry_delivery(self):
        lonely = {
            "delivery.fidelity_by_tie": 0.0,
            "delivery.fidelity_by_commitment": 0.0,
            "delivery.fidelity_spread": 0.0,
        }
        carried, alone = run(), run(lonely)
        usual = 1 / (1 + np.exp(1.2))
        of_plans = alone.world.initiatives.fidelity[alone.world.initiatives.status > 0]
        assert of_plans == pytest.approx(usual)
        assert carried.world.initiatives.fidelity[carried.world.initiatives.status > 0].mean() > usual

    def test_switched_off_everything_is_delivered_in_full(self):
        model = run(neutral_values(["delivered_dose"]))
        planned = model.world.initiatives.status > 0
        assert (model.world.initiatives.fidelity[planned] == 1.0).all()
        assert (model.world.agency_share == 1.0).all()
        assert not model.world.shallow.any()
        ended, effective = sums(model, "ended", "effective")
        assert ended == effective > 0

    def test_fewer_than_all_that_ended_were_effective(self):
        ended, effective = sums(run({"delivery.agency_capacity": 1.0}), "ended", "effective")
        assert 0 < effective < ended


LEAST_TO_MOST = (18.75, 37.5, 75.0)
"""Money a day for each block, in the dose that places need: the lowest is half of what an hour a day would cost."""


def hardened_by(money, parameters=None):
    """Harden one block for two cycles at so much money a day; return its hardening and what of it is shallow."""
    scenario = village(2, 300, officers=0, burn_in_days=0, parameters={"money.purse": 0.0, **(parameters or {})})
    model = Model(scenario, "status_quo", 3, reserved=Reserved(1, 4, 4))
    begin_initiative(
        model.world,
        0,
        ProgrammeInitiative(
            problem=0, measure=Measure.SITUATIONAL, lead=Lead.POLICE_ASSISTED, agency=0, day=0, end_day=364,
            staff_hours=0.0, money=money, closed=True, targets=[2],
        ),
    )  # fmt: skip
    model.run_days(56)
    return float(model.world.hardening[2, 0]), float(model.world.shallow[2, 0])


def test_more_money_ends_more_crime_and_the_lowest_dose_mostly_moves_it():
    enough = SETTABLE["delivery.dose_needed_places"].declared.default
    low, medium, high = (hardened_by(steps * enough) for steps in LEAST_TO_MOST)
    ended = [hard - shallow for hard, shallow in (low, medium, high)]
    assert ended[0] < ended[1] < ended[2]
    assert low[1] > 0.5 * low[0]
    assert high[1] < 0.1 * high[0]
    assert ended[0] / LEAST_TO_MOST[0] < 0.2 * ended[2] / LEAST_TO_MOST[2], (
        "little happens below the threshold, for the money"
    )


def test_whom_shallow_work_alone_blocks_strikes_elsewhere():
    everywhere = {"places.hardening_half_life": 3640.0, "money.purse": 0.0, "places.boost_half_life": 1.0}
    scenario = village(4, 800, officers=0, burn_in_days=0, parameters=everywhere)
    at, total = [], []
    for shallow in (None, 0.0, 1.0):
        there = after = 0.0
        for seed in range(4):
            model = Model(scenario, "status_quo", seed, events=True)
            some = np.arange(0, model.world.places.size, 4)
            if shallow is not None:
                model.world.hardening[some] = 0.9
                model.world.shallow[some] = 0.9 * shallow
            model.run_days(364)
            places = np.concatenate([day["place"][day["offender"] >= 0] for day in model.history.days])
            there, after = there + np.isin(places, some).sum(), after + places.size
        at.append(there)
        total.append(after)
    assert at[2] < 0.6 * at[0]
    assert total[1] < 0.95 * total[0]
    assert total[0] - total[2] < 0.5 * (total[0] - total[1]), "most of what was kept away was done elsewhere"
