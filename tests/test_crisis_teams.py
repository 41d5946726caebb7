"""Crisis teams take calls on as far as they are paid, in the place of police; apprehensions fall, crime does not."""

import numpy as np
import pytest
from batteries import at_length
from stories import PAID, branch, higher, lower, over_seeds, town

from mobsim.engine.model import Model
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.synthetic import village

TEAMS = STATUS_QUO._replace(crisis_teams=1.0)
MANY = {"crisis_teams.calls": 100.0, "acute.onset": 0.5}
YEAR = 364


def sums_of(model):
    return {name: values.sum() for name, values in model.ledger.sums(model.ledger.total).items()}


def lived(scenario, days=YEAR, seed=1, **further):
    model = Model(scenario, seed=seed, **further)
    model.run_days(days)
    return model


def treated_and_not(parameters, names, seeds=4, days=YEAR, residents=1500):
    """Sums of a year of the same town with teams and without."""
    scenario = town(4, residents, also={"teams": TEAMS}, parameters=parameters, burn_in_days=56)

    def story(model):
        rows = []
        for strategy in ("usual", "teams"):
            other = branch(model, strategy)
            other.run_days(days)
            found = sums_of(other)
            rows.append([found[name] for name in names])
        return rows

    return over_seeds(scenario, seeds, story)


class TestCredit:
    @pytest.mark.parametrize(("neighbourhoods", "residents"), [(2, 150), *at_length((4, 1500))])
    def test_teams_take_on_what_is_bought_at_any_size(self, neighbourhoods, residents):
        scenario = town(
            neighbourhoods, residents, levers=TEAMS, burn_in_days=0, parameters={"crisis_teams.calls": 20.0}
        )
        rates = []
        for seed in range(4):
            found = sums_of(lived(scenario, 2 * YEAR, seed))
            rates.append(52_000 * found["team_calls"] / found["person_weeks"])
        assert np.mean(rates) == pytest.approx(20.0, rel=0.1)

    def test_every_call_bought_is_taken_on_lapses_or_is_kept(self):
        for calls in (2.0, 40.0, 200.0):
            found = sums_of(lived(town(3, 800, levers=TEAMS, burn_in_days=0, parameters={"crisis_teams.calls": calls})))
            used = found["team_calls"] + found["team_calls_lapsed"] + found["team_calls_kept"]
            assert found["team_calls_given"] == pytest.approx(used)
        assert found["team_calls_lapsed"] > 0, "nobody calls so often"

    def test_what_the_purse_cannot_pay_does_not_act(self):
        parameters = {"money.purse": 5.0}
        model = lived(town(3, 800, levers=TEAMS, burn_in_days=0, parameters=parameters), YEAR)
        paid, found = model.world.communities.paid[0], sums_of(model)
        assert 0 < paid < 1
        given = 52_000 * found["team_calls_given"] / found["person_weeks"]
        assert given == pytest.approx(5.0 * paid, rel=1e-6)
        assert found["cost_teams"] + found["cost_components"] == pytest.approx(found["granted"])

    def test_no_neighbourhood_is_served_first(self):
        """Alike in all but their number, they get the same share of what is taken on."""
        scenario = village(8, 600, burn_in_days=0, strategies=town(levers=TEAMS).strategies, reference="usual")
        halves = []
        for seed in range(8):
            model = lived(scenario, YEAR, seed)
            sums = model.ledger.sums(model.ledger.total)
            eligible = sums["reported_social_crisis"]
            served = sums["team_calls"] / np.maximum(1.0, eligible)
            halves.append(served[:4].mean() - served[4:].mean())
        assert abs(np.mean(halves)) < 3 * np.std(halves, ddof=1) / np.sqrt(len(halves)) + 1e-9


class TestCalls:
    def test_teams_hold_the_share_that_studies_found(self):
        """D9: .70 to .85 of what is offered."""
        found = sums_of(lived(town(4, 2000, levers=TEAMS, burn_in_days=0, parameters=MANY)))
        assert found["team_calls"] > 200
        assert found["team_held"] / found["team_calls"] == pytest.approx(0.78, abs=0.07)
        assert found["team_connected"] / found["team_held"] == pytest.approx(0.35, abs=0.1)

    def test_a_call_that_is_held_is_a_call_and_takes_no_hours_of_officers(self):
        quiet = {**MANY, "patrol.stops_per_hour": 0.0, "patrol.visits_per_hour": 0.0, "crisis_teams.connect": 0.0}
        found = treated_and_not(quiet, ["calls", "answered", "team_held"])
        more = found[:, 1] - found[:, 0]
        assert more[:, 2].min() > 0
        higher(-more[:, 1] - 0.5 * more[:, 2])  # answered fall by about as many as are held
        assert abs(more[:, 0].mean()) < 0.5 * more[:, 2].mean()

    def test_an_episode_ends_sooner_where_teams_come(self):
        found = treated_and_not({**MANY, "crisis_teams.connect": 0.9}, ["acute"])
        lower(found[:, 1, 0] - found[:, 0, 0])


class TestEnforcement:
    def test_apprehensions_fall_and_serious_crime_does_not(self):
        """D8: enforcement at once at odds of .25 to .92, later crime no different."""
        parameters = {"crisis_teams.calls": 200.0, "money.crisis_teams_cost": 0.0}
        found = treated_and_not(parameters, ["apprehensions", "reported_social_crisis", "true_violence"], 4)
        usual, teams = found[:, 0].sum(0), found[:, 1].sum(0)
        shares = [each[0] / each[1] for each in (usual, teams)]
        odds = [share / (1 - share) for share in shares]
        assert 0.25 < odds[1] / odds[0] < 0.92
        changes = found[:, 1, 2] / found[:, 0, 2] - 1
        assert abs(changes.mean()) < 3 * changes.std(ddof=1) / np.sqrt(changes.size) + 0.02

    def test_each_takes_officers_hours(self):
        free, dear = (
            [
                sums_of(lived(town(3, 1000, burn_in_days=0, parameters=values), seed=seed))["hours_response"]
                for seed in range(4)
            ]
            for values in (
                {"crisis_teams.apprehended": 0.0},
                {"crisis_teams.apprehended": 1.0, "crisis_teams.apprehension_hours": 24.0},
            )
        )
        higher(np.subtract(dear, free))

    def test_no_more_than_the_crises_that_police_answer(self):
        certain = {"crisis_teams.apprehended": 1.0}
        found = sums_of(lived(town(3, 1000, burn_in_days=0, parameters=certain)))
        left = found["reported_social_crisis"] - found["handovers"]
        assert 0.9 * left <= found["apprehensions"] <= left


class TestSwitch:
    def test_switched_off_nothing_is_taken_on_and_nobody_apprehended(self):
        off = neutral_values(["crisis_teams"])
        models = [
            lived(
                town(3, 400, levers=levers, burn_in_days=0, parameters={**off, "money.crisis_teams_cost": 0.0, **more})
            )
            for levers, more in (
                (STATUS_QUO, {}),
                (TEAMS, {"crisis_teams.holds": 0.1, "crisis_teams.apprehension_hours": 9.0}),
            )
        ]
        found = sums_of(models[0])
        assert found["team_calls"] == found["team_connected"] == found["apprehensions"] == 0
        assert np.array_equal(models[0].world.residents, models[1].world.residents)
        assert np.array_equal(models[0].ledger.total, models[1].ledger.total)

    def test_without_episodes_or_teams_draws_of_theirs_move_nobody(self):
        """Of a crisis that an agency takes over, being connected changes no one who is not in an episode."""
        off = neutral_values(["acute_risk"]) | {"crisis_teams.apprehended": 0.0}
        one, other = (
            lived(village(3, 300, burn_in_days=0, parameters={**off, "crisis_teams.connect": chance}))
            for chance in (0.0, 1.0)
        )
        assert np.array_equal(one.world.residents, other.world.residents)
        assert sums_of(one)["handovers"] > 0


def test_the_level_of_programmes_that_pay_for_all_leaves_nothing_unspent():
    model = lived(town(3, 600, levers=PAID._replace(crisis_teams=0.5), burn_in_days=0))
    found = sums_of(model)
    spent = sum(found[f"cost_{name}"] for name in ("components", "teams", "overtime", "programmes"))
    assert found["granted"] == pytest.approx(spent + found["money_kept"] + found["set_aside"])
