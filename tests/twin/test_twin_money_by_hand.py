"""Money in the slow twin, each rule worked out by hand in the test: purse, accounts, claims, and who may begin."""

import pytest

from twin.handmade import levers
from twin.happenings import COMMUNITY_LED, SITUATIONAL, SOCIAL
from twin.money import (
    ADAPTIVE,
    assessed_crime,
    cost_of,
    give_crisis_hours,
    open_purses,
    placed_money,
    priorities,
    share_hours_and_money,
)
from twin.planning import choose_problem, cost_here, plan
from twin.review import end
from twin.staging import initiative_of, town_of

single = pytest.approx
FOUR = ("leadership", "collaboration", "risk_focus", "information_sharing")
RULES = {
    "money__purse": 20.0,
    "money__advocacy_share": 0.4,
    "money__officer_hour": 95.0,
    "money__component_hours": 0.03,
}


def only(**chosen):
    return levers(**{**dict.fromkeys(FOUR, 0.0), **chosen})


class TestPurse:
    def test_it_pays_levels_then_programmes_then_overtime(self):
        town = town_of(only(leadership=1.0, social_share=0.25), money__leadership_cost=1.0, **RULES)
        open_purses(town)
        share_hours_and_money(town, 0)
        left = 20 * 60 / 13 - 1.0 * 60 / 13
        programme = 0.5 * left * (1 - 0.4 * 0.6)
        community = town.communities[0]
        assert community.paid == 1.0
        assert community.account == single([0.75 * programme, 0.25 * programme])
        assert community.overtime == single(1 + (left - programme) / 95 / (2 * 10.5 * 12))
        assert community.overhead == single(0.03)
        assert town.officers[0].skill == single(0.86 + 0.15 * 0.1 * 0.4)

    def test_what_it_cannot_pay_does_not_act(self):
        town = town_of(
            only(leadership=0.8, risk_focus=0.4), money__leadership_cost=40.0, money__risk_focus_cost=20.0, **RULES
        )
        open_purses(town)
        community = town.communities[0]
        assert community.paid == single(20 / 40)
        assert (community.acting.leadership, community.acting.risk_focus) == single((0.4, 0.2))
        assert community.acting.social_share == community.levers.social_share
        share_hours_and_money(town, 0)
        assert community.account == [0.0, 0.0]
        assert community.overtime == single(1.0)
        assert community.overhead == single(0.03 * 0.6)

    def test_what_an_account_could_not_use_buys_overtime_and_what_it_is_given_does_not(self):
        town = town_of(only(social_share=0.0, programme_share=1.0), **{**RULES, "money__advocacy_share": 0.0})
        community, income = town.communities[0], 20 * 60 / 13
        most = 2 * cost_of(town, town.neighbourhoods[0], SITUATIONAL)
        community.account[SITUATIONAL] = most + 50.0
        for neighbourhood in town.neighbourhoods:
            neighbourhood.claim[SITUATIONAL] = (most + 50.0) / 2
        share_hours_and_money(town, 0)
        assert community.account[SITUATIONAL] == single(most + income)
        assert [n.claim[SITUATIONAL] for n in town.neighbourhoods] == single([(most + income) / 2] * 2)
        assert community.overtime == single(1 + 50 / 95 / (2 * 10.5 * 12))

    def test_agencies_with_a_head_get_hours_for_crises_less_what_they_owe(self):
        town = town_of(response__agency_hours=130.0)
        community = town.communities[0]
        community.crisis_hours = [0.0, 3.0, -2.0, *[0.0] * (len(town.agencies) - 3)]
        community.leaders = [leader for leader in town.leaders if leader.agency != 0]
        give_crisis_hours(town)
        given = 130 * 0.06 / 13
        assert community.crisis_hours == single([0.0, given, given - 2.0, *[given] * (len(town.agencies) - 3)])


class TestPlaces:
    def town(self, **chosen):
        town = town_of(only(**chosen), table__voice_floor=0.0)
        poor, rich = town.neighbourhoods[1], town.neighbourhoods[0]
        poor.severity[0], rich.severity[0], rich.severity[4] = 3.0, 1.0, 4.0
        poor.heard_members, rich.heard_members = 0.1, 0.2
        for leader in town.leaders:
            leader.representativeness = 0.25
        return town

    def test_hours_follow_assessed_crime_whoever_is_loud(self):
        town = self.town(risk_focus=0.5)
        assert assessed_crime(town, town.communities[0]) == single([0.25, 0.75])
        share_hours_and_money(town, 0)
        assert town.neighbourhoods[0].deploy_upper == single(0.5 * 0.5 + 0.5 * 0.25)

    def test_money_follows_who_is_loud_as_far_as_leaders_do_not_represent(self):
        town = self.town(risk_focus=0.5)
        loud = 0.2 * 0.8 / (0.2 * 0.8 + 0.1 * 0.3)
        first = 0.25 * 5 / 8 + 0.75 * loud
        assert priorities(town, town.communities[0])[0] == single(first)
        assert placed_money(town, town.communities[0])[0] == single(0.5 * 0.5 + 0.5 * first)

    def test_voice_can_be_switched_off(self):
        town = self.town(risk_focus=1.0)
        town.rules = town.rules._replace(table=town.rules.table._replace(by_voice=0.0))
        assert placed_money(town, town.communities[0])[0] == single(5 / 8)


class TestPlanning:
    def test_work_costs_as_much_for_each_place_in_small_and_large_neighbourhoods(self):
        town = town_of(planning__cost_situational=9000.0, planning__targets=6, planning__cost_social=24000.0)
        here = town.neighbourhoods[0]
        assert cost_of(town, here, SITUATIONAL) == single(1500.0)
        assert cost_of(town, here, SOCIAL) == single(24000 / town.rules.planning.reached)
        share = town.rules.planning.community_cost_share
        assert cost_of(town, here, SITUATIONAL, COMMUNITY_LED) == single(1500 * share)
        here.residents = here.residents * 42  # 1,260 people
        assert cost_of(town, here, SITUATIONAL) == single(3 * 1500.0)

    def test_the_greatest_claim_is_next_and_others_wait_for_it(self):
        town = town_of(only())
        community, (here, there) = town.communities[0], town.neighbourhoods
        cost = cost_here(town, here, SITUATIONAL)
        here.claim[SITUATIONAL], there.claim[SITUATIONAL] = 1.0, 2.0
        community.account[SITUATIONAL] = 1.5 * cost
        plan(town, 0)
        assert [len(n.initiatives) for n in (here, there)] == [0, 1]
        assert community.account == single([0.5 * cost, 0.0])
        assert there.claim == single([2.0 - cost, 0.0])
        community.account[SITUATIONAL] = 2 * cost
        plan(town, 1)
        assert [len(n.initiatives) for n in (here, there)] == [1, 2]
        assert {initiative.measure for initiative in there.initiatives} == {SITUATIONAL}

    def test_where_nothing_is_left_to_plan_the_next_one_begins(self):
        town = town_of(only())
        here, there = town.neighbourhoods
        there.claim[SITUATIONAL], town.communities[0].account[SITUATIONAL] = 99.0, cost_here(town, here, SITUATIONAL)
        there.slots[:4] = [initiative_of(town, neighbourhood=1)] * 4
        plan(town, 0)
        assert len(here.initiatives) == 1

    def test_who_leads_by_need_is_cheaper_where_need_is_low(self):
        town = town_of(only(lead=ADAPTIVE))
        here, there = town.neighbourhoods
        there.zone = 3
        share = town.rules.planning.community_cost_share
        assert cost_here(town, there, SITUATIONAL) == single(share * cost_here(town, here, SITUATIONAL))

    def test_money_that_is_left_at_the_end_returns_to_account_and_claim(self):
        town = town_of(only())
        here, member = town.neighbourhoods[0], town.residents[1]
        initiative = initiative_of(town, measure=SOCIAL, money=77.0)
        member.active, member.member = initiative.slot, 1
        end(town, here, initiative, met=True)
        assert town.communities[0].account == [0.0, 77.0]
        assert here.claim == [0.0, 77.0]
        assert (member.active, member.member) == (-1, 1)
        assert choose_problem(town, here, SOCIAL) is not None
