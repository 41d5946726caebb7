"""As need for police assistance falls, hours and lead pass from police to the community; a shock brings them back."""

import numpy as np
import pytest
from stories import AT_ONCE, branch, higher, over_seeds, town

from mobsim.engine.cycle import desk_of, population_shares
from mobsim.engine.model import begin
from mobsim.mobilization.assessment import zones
from mobsim.mobilization.briefing import Briefing
from mobsim.mobilization.handback import free_hours, hand_back, leads_asked_for
from mobsim.mobilization.policing import direct_officers
from mobsim.mobilization.review import review
from mobsim.mobilization.rollout import Rollout, leads_in_force
from mobsim.scenario.enumerations import Zone
from mobsim.scenario.events import Event
from mobsim.scenario.initiatives import Lead, Status
from mobsim.scenario.planning import costs_of_initiatives
from mobsim.scenario.presets import FULL_MODEL
from mobsim.scenario.strategy import LeadPolicy
from mobsim.world.policies import policies_of

YEAR = 364
ADAPTIVE, POLICE, COMMUNITY = (
    FULL_MODEL._replace(lead=int(lead)) for lead in (LeadPolicy.ADAPTIVE, *list(LeadPolicy)[:2])
)
NO_HAND_BACK = {"planning.handback_days": 1820, "planning.handback_hours": 0.0}
NO_ZONES = {
    "planning.zone_hours_top": 1.0, "planning.zone_hours_step": 0.0,
    "planning.zone_patrol_top": 1.0, "planning.zone_patrol_step": 0.0,
}  # fmt: skip


def started(seed=1, levers=ADAPTIVE, days=YEAR // 2, **parameters):
    """Let a town with initiatives under way live under some levers."""
    scenario = town(6, 500, levers=levers, burn_in_days=days, parameters={**AT_ONCE, **parameters})
    return begin(scenario, seed)


def briefing_of(model):
    people, share = population_shares(model.world)
    given = dict.fromkeys(Briefing._fields, np.zeros(0))
    given |= {"recorded_at": np.zeros_like(model.world.known), "clients": np.zeros((model.world.initiatives.size, 2))}
    return Briefing(
        **{**given, "day": model.day - 1, "cycle": model.day // 28 - 1, "population": people, "share": share}
    )


def desk(model):
    return desk_of(model.world, model.beliefs, model.policies)


def policy(model, rollout=None):
    return leads_in_force(model.policies, model.world.neighbourhoods.community, rollout)


def usual_cost(model):
    return costs_of_initiatives(model.parameters.planning, population_shares(model.world)[0])


def at_zone(model, zone):
    """Put every neighbourhood into a zone, and pass on what the zone asks for."""
    model.world.neighbourhoods.zone[:] = zone
    hand_back(briefing_of(model), desk(model), policy(model), usual_cost(model), model.parameters.planning)


def leads(model):
    """Return the leads of what is under way, with the days that each still has."""
    initiatives = model.world.initiatives
    under_way = np.flatnonzero(initiatives.status != Status.EMPTY)
    left = initiatives.end_day - np.maximum(initiatives.start_day, model.day)
    return initiatives.lead[under_way], left[under_way]


def test_in_the_calmest_zone_hours_may_fall_to_nothing_and_not_below():
    steep = {"zone_hours_top": 0.5, "zone_hours_step": 0.3, "zone_patrol_top": 0.5, "zone_patrol_step": 0.3}
    model = started(**{f"planning.{name}": value for name, value in steep.items()})
    neighbourhoods, p = model.world.neighbourhoods, model.parameters
    neighbourhoods.zone[:] = np.arange(neighbourhoods.size) % len(Zone)
    _, share = population_shares(model.world)
    direct_officers(desk(model), share, p.planning, p.money)
    calm = neighbourhoods.zone == Zone.CONSULTATION
    assert calm.any()
    assert np.all(neighbourhoods.deploy_upper >= neighbourhoods.deploy_lower)
    assert np.all(neighbourhoods.deploy_upper[calm] == neighbourhoods.deploy_lower[calm])
    assert np.all(neighbourhoods.patrol_share[calm] == 0.0)
    assert np.all(neighbourhoods.patrol_share[~calm] >= 0.0)
    neighbourhoods.zone[:] = Zone.CONSULTATION
    direct_officers(desk(model), share, p.planning, p.money)
    assert neighbourhoods.deploy_upper == pytest.approx(np.cumsum(share)), (
        "nowhere is left to go, so all stays as placed"
    )


class TestLead:
    @pytest.mark.parametrize("zone", Zone)
    def test_it_follows_the_zone_where_enough_is_still_to_come(self, zone):
        model = started()
        before, left = leads(model)
        at_zone(model, zone)
        after, _ = leads(model)
        asked = Lead.COMMUNITY_LED if zone >= Zone.ENGAGEMENT else Lead.POLICE_ASSISTED
        long = left > model.parameters.planning.handback_days
        assert long.any()
        assert (after[long] == asked).all()
        assert (after[~long] == before[~long]).all()

    @pytest.mark.parametrize("levers", [POLICE, COMMUNITY])
    def test_a_fixed_lead_passes_to_nobody(self, levers):
        model = started(levers=levers)
        for zone in Zone:
            at_zone(model, zone)
            assert (leads(model)[0] == levers.lead).all()

    def test_an_adaptive_strategy_asks_for_the_community_in_the_zones_of_less_need(self):
        asked = leads_asked_for(np.full(4, LeadPolicy.ADAPTIVE), np.arange(4))
        assert asked.tolist() == [Lead.POLICE_ASSISTED] * 2 + [Lead.COMMUNITY_LED] * 2

    def test_the_credit_goes_to_the_lead_under_which_it_was_begun(self):
        model = started()
        initiatives, beliefs = model.world.initiatives, model.beliefs
        initiatives.begun[:] = Lead.POLICE_ASSISTED
        at_zone(model, Zone.CONSULTATION)
        before = beliefs.expected.copy()
        initiatives.end_day[:] = 0  # all are due
        initiatives.matched[:] = initiatives.dose[:] = 1.0
        found = review(briefing_of(model), desk(model), model.parameters.review, model.parameters.delivery)
        assert found.ended
        assert (beliefs.expected[..., Lead.COMMUNITY_LED] == before[..., Lead.COMMUNITY_LED]).all()
        assert (beliefs.expected[..., Lead.POLICE_ASSISTED] > before[..., Lead.POLICE_ASSISTED]).any()


class TestMoney:
    @staticmethod
    def held(model):
        return model.world.account.sum() + model.world.initiatives.money.sum()

    def test_none_is_lost_or_made_and_a_neighbourhood_keeps_its_own(self):
        model = started()
        at_zone(model, Zone.ENFORCEMENT)
        held, account = self.held(model), model.world.account.copy()
        at_zone(model, Zone.CONSULTATION)
        assert (model.world.account >= account).all()
        assert model.world.account.sum() > account.sum()
        assert self.held(model) == pytest.approx(held)

    def test_passing_to_and_fro_drains_nothing(self):
        model = started()
        model.world.account[:] = 1e6
        for zone in (Zone.CONSULTATION, Zone.ENFORCEMENT):  # so that each has what is due under police
            at_zone(model, zone)
        money, daily = model.world.initiatives.money.copy(), model.world.initiatives.daily_money.copy()
        for zone in (Zone.CONSULTATION, Zone.ENFORCEMENT) * 3:
            at_zone(model, zone)
        assert model.world.initiatives.money == pytest.approx(money)
        assert model.world.initiatives.daily_money == pytest.approx(daily)

    def test_police_come_even_where_the_account_is_empty(self):
        model = started()
        at_zone(model, Zone.CONSULTATION)
        model.world.account[:] = 0.0
        money = model.world.initiatives.money.copy()
        at_zone(model, Zone.ENFORCEMENT)
        after, left = leads(model)
        assert (after[left > model.parameters.planning.handback_days] == Lead.POLICE_ASSISTED).all()
        assert (model.world.initiatives.money == money).all()
        assert (model.world.account == 0.0).all()

    def test_what_is_left_is_spent_by_the_end(self):
        model = started()
        initiatives = model.world.initiatives
        at_zone(model, Zone.ENFORCEMENT)
        passing = np.flatnonzero(initiatives.status != Status.EMPTY)
        at_zone(model, Zone.CONSULTATION)
        left = initiatives.end_day - np.maximum(initiatives.start_day, model.day)
        passed = passing[left[passing] > model.parameters.planning.handback_days]
        assert initiatives.daily_money[passed] * left[passed] == pytest.approx(initiatives.money[passed])


class TestHours:
    @pytest.mark.parametrize("seed", range(5))
    def test_those_freed_where_the_community_leads_go_to_initiatives_where_police_assist(self, seed):
        model = started()
        rng = np.random.default_rng(seed)
        here = model.world.neighbourhoods
        here.zone[:] = rng.permutation([0, 1, 1, 2, 3, 3])
        weight, shares = rng.random(6), rng.dirichlet(np.ones(3), 6).T
        columns = here.patrol_share, here.engagement_share, here.initiative_share
        for column, values in zip(columns, shares, strict=True):
            column[:] = values
        hours, led = weight * shares, here.zone >= Zone.ENGAGEMENT
        after = free_hours(weight, desk(model), policy(model), 1.0)
        assert after.sum() == pytest.approx(weight.sum())
        assert sum(columns) == pytest.approx(np.ones(6))
        assert after * here.patrol_share == pytest.approx(hours[0])
        assert after * here.engagement_share == pytest.approx(hours[1])
        assert after[led] * here.initiative_share[led] == pytest.approx(0.0)
        assert (after[~led] * here.initiative_share[~led] > hours[2][~led]).all()

    @pytest.mark.parametrize("before", [POLICE, COMMUNITY])
    def test_neighbourhoods_that_have_not_joined_give_none_and_get_none(self, before):
        model = started()
        here = model.world.neighbourhoods
        here.zone[:] = [0, 3, 1, 2, 0, 3]
        joined, rng = np.array([True, True, True, False, False, False]), np.random.default_rng(1)
        rollout = Rollout(here.community, np.ones(6, bool), joined, policies_of([before]))
        weight, shares = rng.random(6), rng.dirichlet(np.ones(3), 6).T
        columns = here.patrol_share, here.engagement_share, here.initiative_share
        for column, values in zip(columns, shares, strict=True):
            column[:] = values
        after = free_hours(weight, desk(model), policy(model, rollout), 1.0)
        assert after.sum() == pytest.approx(weight.sum())
        assert not np.allclose(after[joined], weight[joined])
        assert after[joined].sum() == pytest.approx(weight[joined].sum())
        assert after[~joined] == pytest.approx(weight[~joined])
        assert np.array(columns)[:, ~joined] == pytest.approx(shares[:, ~joined])

    @pytest.mark.parametrize("before", [POLICE, COMMUNITY])
    def test_what_is_under_way_keeps_its_lead_until_the_neighbourhood_has_joined(self, before):
        model = started()
        at_zone(model, Zone.ENFORCEMENT)
        here, initiatives = model.world.neighbourhoods, model.world.initiatives
        joined = np.array([True, True, True, False, False, False])
        rollout = Rollout(here.community, np.ones(6, bool), joined, policies_of([before]))
        old = initiatives.lead.copy()
        here.zone[:] = Zone.CONSULTATION
        asked = policy(model, rollout)
        hand_back(briefing_of(model), desk(model), asked, usual_cost(model), model.parameters.planning)
        slots = np.repeat(joined, desk(model).slots_each)
        assert (initiatives.lead[~slots] == old[~slots]).all()
        assert (initiatives.lead[slots] != old[slots]).any()

    @pytest.mark.parametrize("levers", [POLICE, COMMUNITY])
    def test_a_fixed_lead_frees_none(self, levers):
        model = started(levers=levers)
        shares = model.world.neighbourhoods.initiative_share.copy()
        model.world.neighbourhoods.zone[:] = [0, 1, 1, 2, 3, 3]
        weight = np.arange(1.0, 7.0)
        assert (free_hours(weight, desk(model), policy(model), 1.0) == weight).all()
        assert (model.world.neighbourhoods.initiative_share == shares).all()

    @pytest.mark.parametrize("levers", [ADAPTIVE, POLICE, COMMUNITY])
    def test_every_hour_outside_calls_is_kept_under_the_zone_in_which_it_was_given(self, levers):
        model = started(levers=levers, days=28)
        model.run_days(YEAR)
        sums = model.ledger.sums(model.ledger.total)
        given = sum(sums[name] for name in ("hours_patrol", "hours_engagement", "hours_initiatives", "hours_standby"))
        by_zone = sum(sums[f"officer_hours_{zone.key}"] for zone in Zone)
        assert by_zone == pytest.approx(given - sums["hours_brought"])
        assert sum(sums[f"volunteer_hours_{zone.key}"] for zone in Zone) == pytest.approx(sums["volunteer_hours"])
        assert sum(sums[f"people_{zone.key}"] for zone in Zone) == pytest.approx(sums["person_weeks"])


class TestWithoutIt:
    @staticmethod
    def finished(levers, **parameters):
        model = started(levers=levers, days=28, **parameters)
        model.run_days(YEAR)
        return model

    @pytest.mark.parametrize("levers", [POLICE, COMMUNITY])
    def test_a_fixed_lead_does_not_turn_on_zones(self, levers):
        usual = self.finished(levers)
        moved = self.finished(
            levers, **{"assessment.zone_mobilization": 0.2, "assessment.zone_engagement": 0.1, **NO_ZONES}
        )
        assert (usual.world.neighbourhoods.zone != moved.world.neighbourhoods.zone).any()
        for name in usual.ledger.names:
            if "zone" not in name:
                a, b = (model.ledger.sums(model.ledger.total)[name] for model in (usual, moved))
                assert np.array_equal(a, b), name

    def test_both_mechanisms_off_and_every_neighbourhood_in_the_zone_of_police_it_is_the_lead_of_police(self):
        high = {
            "assessment.zone_engagement": 0.0,
            "assessment.zone_mobilization": 0.0,
            "assessment.zone_hysteresis": 0.0,
        }
        adaptive = self.finished(ADAPTIVE, **NO_ZONES, **NO_HAND_BACK, **high)
        police = self.finished(POLICE, **NO_ZONES, **NO_HAND_BACK, **high)
        assert (adaptive.ledger.total == police.ledger.total).all()

    def test_nothing_under_way_passes_on(self):
        model = self.finished(ADAPTIVE, **NO_HAND_BACK)
        sums = model.ledger.sums(model.ledger.total)
        assert sums["handed_back"].sum() + sums["taken_back"].sum() == 0.0
        assert (model.results().initiatives["passed_day"] == -1).all()


@pytest.fixture(scope="module", name="model")
def year():
    """A town that has lived a year, and one more."""
    model = started(days=YEAR)
    model.run_days(YEAR)
    return model


class TestHistory:
    def test_changes_of_zone_follow_each_other_and_end_where_the_town_stands(self, model):
        changes = model.results().zones
        ids = model.scenario.communities[0].neighbourhoods.ids
        assert len(changes)
        assert (changes["day"] % 28 == 0).all()
        assert changes["day"].between(28 - YEAR, YEAR).all()
        for neighbourhood, rows in changes.groupby("neighbourhood"):
            assert rows["from_zone"].iloc[0] == Zone.MOBILIZATION.label
            assert rows["from_zone"].tolist()[1:] == rows["to_zone"].tolist()[:-1]
            now = Zone(model.world.neighbourhoods.zone[ids.index(neighbourhood)])
            assert rows["to_zone"].iloc[-1] == now.label

    def test_what_passed_on_is_dated_and_counted(self, model):
        run = model.results()
        counted = model.ledger.sums(model.ledger.total)
        passed = run.initiatives[run.initiatives["passed_day"] >= 0]
        notes = counted["handed_back"].sum() + counted["taken_back"].sum()
        assert len(passed)
        assert notes >= len(passed[passed["passed_day"] < YEAR])
        assert set(passed["passed_to"]) <= {lead.label for lead in Lead}
        assert run.zones["passed"].sum() > 0

    def test_books_hold(self, model):
        books = model.results().books
        sums = books.groupby(["resource", "side"])["amount"].sum().unstack()
        assert sums.iloc[:, 0].to_numpy() == pytest.approx(sums.iloc[:, 1].to_numpy())

    def test_a_fork_goes_on_from_the_same_history(self, model):
        other = model.fork("usual")
        other.run_days(28)
        assert len(other.history.zones) >= len(model.history.zones)
        assert other.history.zones[: len(model.history.zones)] == model.history.zones


def test_zones_move_only_when_need_clearly_passes_a_threshold():
    rules = started(days=28).parameters.assessment
    edge = rules.zone_engagement
    need = np.array([edge - 0.5 * rules.zone_hysteresis, edge - 1.5 * rules.zone_hysteresis])
    assert zones(need, np.array([2, 2]), rules).tolist() == [2, 3]


def led_and_hours(model, there):
    """Return whether police lead in a neighbourhood, and the share of the officers' hours that go there."""
    here = model.world.neighbourhoods[there]
    asked = leads_asked_for(np.array([LeadPolicy.ADAPTIVE]), np.array([here.zone]))[0]
    return np.array([asked == Lead.POLICE_ASSISTED, here.deploy_upper - here.deploy_lower], float)


@pytest.mark.long
def test_a_shock_brings_police_back_within_two_cycles_and_they_leave_again():
    """A wave of crime strikes a neighbourhood that the community leads: lead and hours return, and pass on again later."""
    scenario = town(
        6, 1000, levers=ADAPTIVE, burn_in_days=YEAR, parameters={"shocks.wave_days": 84, "offending.by_wave": 3.0}
    )

    def story(start):
        here = start.world.neighbourhoods
        there = int(np.argmax(np.where(here.zone >= Zone.ENGAGEMENT, here.need, -1.0)))
        name = scenario.communities[0].neighbourhoods.ids[there]
        usual, struck = branch(start), branch(start, events=[Event(0, "crime_wave", 1.0, neighbourhood=name)])
        seen = []
        for _ in range(16):
            usual.run_days(28)
            struck.run_days(28)
            seen.append(led_and_hours(struck, there) - led_and_hours(usual, there))
        return [seen[1], seen[1] - seen[-1]]  # at the second cycle; how much of it is gone a year after the wave

    at_once, gone = over_seeds(scenario, 20, story).transpose(1, 2, 0)
    for returned in at_once:
        higher(returned)
    for handed_back in gone:
        higher(handed_back)


def test_a_change_to_a_fixed_lead_takes_no_initiative_from_who_leads_it():
    model = started()
    at_zone(model, Zone.CONSULTATION)
    before, _ = leads(model)
    model.set_levers([POLICE])
    at_zone(model, Zone.ENFORCEMENT)
    assert (leads(model)[0] == before).all()
