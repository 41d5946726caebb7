"""The situation table: agencies that are tied to it, and have hours left, end episodes of acute risk together."""

import numpy as np
import pytest
from batteries import at_length
from stories import branch, higher, over_seeds, town

from mobsim.engine.model import Model, begin
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.world.lists import acute_residents

TABLE = STATUS_QUO._replace(situation_table=1.0)
YEAR, CYCLE = 364, 28
MANY = {"situation_table.cases": 50.0, "money.situation_case_cost": 0.0, "acute.onset": 1.0}
STAFFED = MANY | {"response.agency_hours": 5000.0}


def sums_of(model):
    return {name: values.sum() for name, values in model.ledger.sums(model.ledger.total).items()}


def lived(scenario, days=YEAR, seed=1):
    model = Model(scenario, seed=seed)
    model.run_days(days)
    return model


def table_town(parameters=None, neighbourhoods=3, residents=800, levers=TABLE, **further):
    return town(neighbourhoods, residents, levers=levers, burn_in_days=0, parameters=parameters, **further)


class TestCases:
    @pytest.mark.parametrize(("neighbourhoods", "residents"), [(2, 300), *at_length((4, 1500))])
    def test_a_table_takes_up_what_is_bought_at_any_size(self, neighbourhoods, residents):
        values = {"situation_table.cases": 3.0, "acute.onset": 1.0, "money.situation_case_cost": 0.0}
        rates = []
        for seed in range(5):
            found = sums_of(lived(table_town(values, neighbourhoods, residents), 2 * YEAR, seed))
            rates.append(52_000 * found["table_cases"] / found["person_weeks"])
        assert np.mean(rates) == pytest.approx(
            3.0 * 25 / 26, rel=0.15
        )  # the last day of the 26 cycles is a week's last

    def test_it_costs_money_by_the_case_and_only_what_is_paid_acts(self):
        found = sums_of(lived(table_town({"situation_table.cases": 2.0, "acute.onset": 1.0}), 2 * YEAR))
        assert found["cost_table"] / found["person_weeks"] * 52 == pytest.approx(2.0 / 1000 * 2400.0, rel=0.05)
        poor = lived(table_town({"situation_table.cases": 50.0, "money.purse": 5.0}))
        assert 0 < poor.world.communities.paid[0] < 0.05
        found = sums_of(poor)
        assert found["cost_table"] + found["cost_components"] == pytest.approx(found["granted"])

    def test_nearly_all_meet_the_threshold_and_none_without(self):
        found = sums_of(lived(table_town(STAFFED)))
        assert found["table_turned_down"] / found["table_cases"] == pytest.approx(0.04, abs=0.035)
        found = sums_of(lived(table_town({**STAFFED, "situation_table.threshold": 0.0})))
        assert found["table_turned_down"] == found["table_cases"] > 0 == found["table_agencies"] == found["table_ended"]

    def test_who_is_not_known_to_police_is_found_where_information_is_shared_and_ties_are_strong(self):
        hidden = {**STAFFED, "situation_table.known_calls": 100, "patrol.stops_per_hour": 0.0}
        scenario = table_town(hidden, also={"open": TABLE._replace(information_sharing=1.0)}, neighbourhoods=4)

        def story(model):
            found = []
            for strategy in ("usual", "open"):
                other = branch(model, strategy)
                other.run_days(YEAR)
                found.append(sums_of(other)["table_cases"])
            return found

        found = over_seeds(scenario, 5, story)
        higher(found[:, 1] - found[:, 0])


class TestAgencies:
    def test_hours_are_charged_to_each_that_comes_and_none_come_without_hours(self):
        found = sums_of(lived(table_town(STAFFED)))
        assert found["table_hours"] == pytest.approx(6.0 * found["table_agencies"])
        given = found["crisis_hours_given"]
        spent = found["handover_hours"] + found["table_hours"] + found["referral_hours"] + found["client_hours"]
        assert spent + found["crisis_hours_lapsed"] + found["crisis_hours_kept"] == pytest.approx(given)
        found = sums_of(lived(table_town({**MANY, "response.agency_hours": 0.0})))
        assert found["table_cases"] > 0 == found["table_agencies"] == found["table_ended"]

    def test_more_come_where_leaders_are_committed_and_tied(self):
        strong = FULL_MODEL._replace(situation_table=1.0)

        def story(model):
            found = []
            for strategy in ("usual", "strong"):
                other = branch(model, strategy)
                other.run_days(YEAR)
                sums = sums_of(other)
                found.append(sums["table_agencies"] / sums["table_cases"])
            return found

        found = over_seeds(table_town(STAFFED, also={"strong": strong}), 4, story)
        higher(found[:, 1] - found[:, 0])

    def test_nobody_comes_out_of_a_case_that_no_agency_came_to(self):
        alone = {**STAFFED, "situation_table.habit": 0.0, "table.tie_by_meeting": 0.0, "table.tie_at_birth": 0.0}
        found = sums_of(lived(table_town(alone, levers=TABLE)))
        assert found["table_cases"] > 0 == found["table_agencies"] == found["table_ended"]


class TestEpisodes:
    def test_those_of_cases_end_at_least_half_as_often_again_within_sixty_days(self):
        """D6: against the same people, on the same day, whom nobody takes up."""
        staffed = {**STAFFED, "response.agency_hours": 500.0}
        scenario = town(6, 3000, also={"table": TABLE}, parameters=staffed, burn_in_days=6 * CYCLE)
        found = []
        for seed in (1, 2, 3):
            model = begin(scenario, seed)
            treated, usual = branch(model, "table"), branch(model, "usual")
            for other in (treated, usual):
                other.run_days(CYCLE)
            # Both lived the same month, up to the evening on which the table took cases up.
            until = usual.world.residents.acute_until
            ended = (treated.world.residents.acute_until != until).sum()
            by_itself = (until[acute_residents(usual.world)] <= usual.day + 60).mean()
            taken = treated.world.tally.table_cases.sum()
            found.append((ended + (taken - ended) * by_itself, by_itself * taken, taken))
        within, like, taken = np.sum(found, 0)
        assert taken > 60
        assert like / taken == pytest.approx(1 - np.exp(-60 / 70), abs=0.08)
        assert within / like >= 1.5

    @pytest.mark.long
    def test_at_the_dose_of_today_the_town_is_as_it_was(self):
        scenario = town(4, 2500, also={"table": TABLE}, parameters={"money.situation_case_cost": 0.0}, burn_in_days=182)

        def story(model):
            harm = []
            for strategy in ("usual", "table"):
                other = branch(model, strategy)
                other.run_days(2 * YEAR)
                harm.append(other.results().totals["harm"])
            return harm[1] / harm[0] - 1.0

        changes = over_seeds(scenario, 6, story)
        assert abs(changes.mean()) < 0.01 + 2 * changes.std(ddof=1) / np.sqrt(changes.size)

    def test_the_town_has_fewer_in_an_episode_at_a_high_dose(self):
        usual, treated = (
            [sums_of(lived(table_town(STAFFED, levers=levers), YEAR, seed))["acute"] for seed in range(4)]
            for levers in (STATUS_QUO, TABLE)
        )
        higher(np.subtract(usual, treated))


class TestSwitch:
    def test_switched_off_no_case_is_taken_up_and_nothing_is_paid(self):
        off = neutral_values(["situation_table"])
        one, other = (lived(table_town(off, levers=levers)) for levers in (STATUS_QUO, TABLE))
        assert sums_of(other)["table_cases"] == sums_of(other)["cost_table"] == 0
        assert np.array_equal(one.world.residents, other.world.residents)
        assert np.array_equal(one.ledger.total, other.ledger.total)
