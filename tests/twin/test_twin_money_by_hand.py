"""Money in the slow twin, each rule worked out by hand in the test: purse, accounts, what they are given, and what begins."""

import math

import pytest

from twin.draws import Draws, Purpose, normal
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
    social_part,
    worth,
)
from twin.planning import choose_problem, cost_here, plan, scores, value_of
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
        for neighbourhood in town.neighbourhoods:
            assert neighbourhood.account == single([0.75 * programme / 2, 0.25 * programme / 2])
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
        assert [neighbourhood.account for neighbourhood in town.neighbourhoods] == [[0.0, 0.0]] * 2
        assert community.overtime == single(1.0)
        assert community.overhead == single(0.03 * 0.6)

    def test_what_a_neighbourhood_could_not_use_buys_overtime_and_what_it_is_given_does_not(self):
        town = town_of(only(social_share=0.0, programme_share=1.0), **{**RULES, "money__advocacy_share": 0.0})
        (here, there), income = town.neighbourhoods, 20 * 60 / 13
        most = 2 * cost_of(town, here, SITUATIONAL)
        here.account[SITUATIONAL], there.account[SITUATIONAL] = most + 50.0, most - 10.0
        share_hours_and_money(town, 0)
        assert here.account[SITUATIONAL] == single(most + income / 2)
        assert there.account[SITUATIONAL] == single(most - 10.0 + income / 2)
        assert town.communities[0].overtime == single(1 + 50 / 95 / (2 * 10.5 * 12))

    def test_agencies_with_a_head_get_hours_for_crises_less_what_they_owe(self):
        town = town_of(response__agency_hours=130.0)
        community = town.communities[0]
        community.crisis_hours = [0.0, 3.0, -2.0, *[0.0] * (len(town.agencies) - 3)]
        community.leaders = [leader for leader in town.leaders if leader.agency != 0]
        give_crisis_hours(town)
        given = 130 * 0.06 / 13
        assert community.crisis_hours == single([0.0, given, given - 2.0, *[given] * (len(town.agencies) - 3)])


class TestPlaces:
    def town(self, by_worth=1.0, **chosen):
        town = town_of(only(**chosen), table__voice_floor=0.0, planning__by_worth=by_worth)
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
        assert priorities(town, town.communities[0], SOCIAL)[0] == single(first)
        assert placed_money(town, town.communities[0], SOCIAL)[0] == single(0.5 * 0.5 + 0.5 * first)

    def test_voice_can_be_switched_off(self):
        town = self.town(risk_focus=1.0)
        town.rules = town.rules._replace(table=town.rules.table._replace(by_voice=0.0))
        assert placed_money(town, town.communities[0], SOCIAL)[0] == single(5 / 8)

    def test_money_goes_where_most_is_believed_to_be_preventable_by_the_measure_and_its_lead(self):
        town = self.town(risk_focus=1.0, lead=COMMUNITY_LED)
        town.rules = town.rules._replace(table=town.rules.table._replace(by_voice=0.0))
        here = town.neighbourhoods[0]
        here.belief[4][SOCIAL][COMMUNITY_LED] = 0.1
        here.belief[4][SOCIAL][0] = here.belief[4][SITUATIONAL][COMMUNITY_LED] = 0.9
        could = 1 * 0.5 + 4 * 0.1, 3 * 0.5
        assert placed_money(town, town.communities[0], SOCIAL)[0] == single(could[0] / sum(could))
        assert placed_money(town, town.communities[0], SITUATIONAL)[0] == single(1 / 4)  # crises cannot be prevented so

    def test_worth_can_be_switched_off_and_then_residents_count_alike(self):
        town = self.town(by_worth=0.0, risk_focus=1.0)
        assert placed_money(town, town.communities[0], SOCIAL) == [0.5, 0.5]


class TestTilt:
    """Of 30 residents each: crime 3 + 1, crises 4; beliefs of theft 0.3 here and 0.6 there, else 0.2 and 0.1."""

    def town(self, mix_by_worth, social_share=0.25):
        town = town_of(
            only(social_share=social_share),
            planning__mix_by_worth=mix_by_worth,
            review__usual_situational=0.2,
            review__usual_social=0.1,
        )
        here, there = town.neighbourhoods
        here.severity[0], here.severity[4], there.severity[0] = 1.0, 4.0, 3.0
        assert not town.problems[4].crime
        for neighbourhood, theft in ((here, 0.3), (there, 0.6)):
            for q in range(len(town.problems)):
                neighbourhood.belief[q] = [[0.2, 0.9], [0.1, 0.9]]
            neighbourhood.belief[0][SITUATIONAL][0] = theft
        return town

    def test_a_measure_is_worth_the_fall_believed_of_what_it_suits_against_what_is_usual(self):
        town = self.town(1.0)
        community = town.communities[0]
        assert worth(town, community, SITUATIONAL) == single((1 * 0.3 + 3 * 0.6) / 4 / 0.2)
        assert worth(town, community, SOCIAL) == single(1.0)

    @pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
    def test_income_is_tilted_to_the_measure_that_is_worth_more(self, power):
        town = self.town(power)
        situational = 0.75 * 2.625**power
        assert social_part(town, town.communities[0]) == single(0.25 / (0.25 + situational))

    def test_where_nothing_is_assessed_every_measure_is_worth_what_is_usual(self):
        town = self.town(1.0)
        for neighbourhood in town.neighbourhoods:
            neighbourhood.severity = [0.0] * len(town.problems)
        assert social_part(town, town.communities[0]) == 0.25

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_a_strategy_of_one_measure_keeps_to_it(self, share):
        town = self.town(1.0, social_share=share)
        assert social_part(town, town.communities[0]) == share


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

    def test_who_can_pay_begins_and_nobody_waits_for_another(self):
        town = town_of(only(), planning__extent_spread=0.0)
        here, there = town.neighbourhoods
        cost = cost_here(town, here, SITUATIONAL)
        here.account, there.account = [0.9 * cost, 0.0], [2.5 * cost, 0.0]
        plan(town, 0)
        assert [len(n.initiatives) for n in (here, there)] == [0, 1]
        assert there.account == single([1.5 * cost, 0.0])
        plan(town, 1)
        assert [len(n.initiatives) for n in (here, there)] == [0, 2]
        assert there.account == single([0.5 * cost, 0.0])
        assert {initiative.measure for initiative in there.initiatives} == {SITUATIONAL}
        assert len({initiative.problem for initiative in there.initiatives}) == 2

    def test_an_initiative_is_as_dear_as_its_extent_which_is_then_drawn_anew(self):
        town = town_of(
            only(),
            planning__extent_spread=0.4,
            planning__days_situational=84,
            planning__cost_situational=9000.0,
            planning__targets=6,
        )
        here = town.neighbourhoods[0]
        here.account, here.extent = [2000.0, 0.0], [1.25, 0.5]
        plan(town, 5)
        initiative = here.initiatives[0]
        assert here.account[SITUATIONAL] == single(2000 - 1.25 * 1500)
        assert initiative.end_day - initiative.start_day == 84
        assert initiative.daily_money == single(1.25 * 1500 / 84)
        assert initiative.extent == 1.25
        u = Draws(7).uniform(Purpose.PLAN, 5, 0, 64)
        assert here.extent == single([math.exp(0.4 * normal(u) - 0.08), 0.5])
        assert town.neighbourhoods[1].extent == [1.0, 1.0]

    def test_who_has_no_empty_slot_keeps_the_money(self):
        town = town_of(only())
        here = town.neighbourhoods[0]
        here.slots[:4] = [initiative_of(town)] * 4
        here.account = [1e6, 1e6]
        plan(town, 0)
        assert here.account == [1e6, 1e6]

    def test_a_problem_is_weighed_by_what_of_it_the_targets_hold(self):
        town = town_of(only(), planning__by_worth=1.0)
        here, there = town.neighbourhoods
        here.places[1].known[0] = 2.98
        for leader in town.leaders:
            leader.representativeness = 0.75
        here.severity[0], there.severity[0], here.severity[4] = 2.0, 4.0, 6.0
        here.belief[0][SITUATIONAL][0], here.belief[0][SOCIAL][0] = 0.4, 0.3
        wanted, within = 0.75 * 2.0 + 0.25 * 3.0, 2.99 / 3.01  # 1 target of 3 places
        theft, crisis = town.problems[0], town.problems[4]
        assert value_of(town, here, theft, SITUATIONAL) == single(wanted * 0.4 * within)
        assert value_of(town, here, theft, SOCIAL) == single(wanted * 0.3)
        assert value_of(town, here, crisis, SOCIAL) == single((0.75 * 6.0 + 0.25 * 3.0) * 0.5)
        values = [value_of(town, here, problem, SOCIAL) for problem in town.problems]
        assert scores(town, here, SOCIAL) == single([len(values) * value / sum(values) for value in values])

    def test_where_worth_does_not_count_problems_take_turns(self):
        town = town_of(only(), planning__by_worth=0.0)
        here, there = town.neighbourhoods
        here.severity[2] = 5.0
        assert scores(town, here, SOCIAL) == [1.0] * 5
        assert [choose_problem(town, cycle, here, SOCIAL).number for cycle in range(6)] == [0, 1, 2, 3, 4, 0]
        assert [choose_problem(town, cycle, there, SITUATIONAL).number for cycle in range(6)] == [1, 2, 3, 0, 0, 1]

    def test_who_leads_by_need_is_cheaper_where_need_is_low(self):
        town = town_of(only(lead=ADAPTIVE))
        here, there = town.neighbourhoods
        there.zone = 3
        share = town.rules.planning.community_cost_share
        assert cost_here(town, there, SITUATIONAL) == single(share * cost_here(town, here, SITUATIONAL))

    def test_money_that_is_left_at_the_end_returns_to_the_account_it_came_from(self):
        town = town_of(only())
        here, member = town.neighbourhoods[0], town.residents[1]
        initiative = initiative_of(town, measure=SOCIAL, money=77.0)
        member.active, member.member = initiative.slot, 1
        end(here, initiative)
        assert [n.account for n in town.neighbourhoods] == [[0.0, 77.0], [0.0, 0.0]]
        assert (member.active, member.member) == (-1, 1)
        assert here.initiatives == []
