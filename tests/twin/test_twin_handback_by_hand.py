"""Zones and hand-back in the slow twin, each rule worked out by hand in the test."""

import math
from copy import copy
from typing import ClassVar

import pytest

from twin import Twin
from twin.arithmetic import logistic
from twin.assessment import become_used, feel_need
from twin.handback import hand_back
from twin.handmade import handmade, levers, parameters
from twin.happenings import COMMUNITY_LED, PLANNED, POLICE_ASSISTED, SITUATIONAL, SOCIAL
from twin.money import ADAPTIVE, send_out, share_hours_and_money
from twin.planning import plan
from twin.review import review
from twin.staging import initiative_of, town_of
from twin.table import act_together

single = pytest.approx


class TestNeed:
    RULES: ClassVar = {"assessment__need_by_severity": 1.5, "assessment__need_by_capacity": 0.0}

    @pytest.mark.parametrize("before", [0.2, 0.9])
    def test_need_rises_at_once_and_falls_as_calm_lasts(self, before):
        town = town_of(assessment__need_memory=0.75, **self.RULES, assessment__need_by_surge=0.0)
        here = town.neighbourhoods[0]
        here.need, here.severity[0], here.community.reference = before, 2.99, 1.99
        feel_need(town.rules.assessment, here)
        now = logistic(1.5 * math.log(1.5))
        assert 0.2 < now < 0.9
        assert here.need == single(now if before < now else 0.75 * before + 0.25 * now)

    def test_need_is_of_what_the_neighbourhood_is_not_used_to(self):
        town = town_of(**self.RULES, assessment__need_by_surge=0.8, assessment__need_memory=0.0)
        here = town.neighbourhoods[0]
        here.severity[0], here.community.reference, here.usual_severity = 2.99, 1.99, 5.99
        feel_need(town.rules.assessment, here)
        assert here.need == single(logistic(1.5 * math.log(1.5) + 0.8 * math.log(0.5)))

    def test_a_neighbourhood_is_used_to_the_mean_of_its_cycles_and_then_of_the_last_or_so(self):
        town, usual = town_of(), 0.0
        town.day = 9999  # long after what is usual in the community stands
        here = town.neighbourhoods[0]
        for cycle in range(20):
            here.severity[0] = float(cycle)
            become_used(here, cycle)
            usual += (cycle - usual) / min(13, cycle + 1)
            if cycle < 13:
                assert here.usual_severity == single(cycle / 2)
        assert here.usual_severity == single(usual)
        assert usual > 9.5


class TestFreedHours:
    """Shares 0.5, 0.2 and 0.3; nothing is assessed, so that weights go with residents and zones: 0.5 each, times 1 or 0.8."""

    RULES: ClassVar = {
        "planning__zone_patrol_top": 1.0,
        "planning__zone_patrol_step": 0.0,
        "planning__zone_hours_top": 1.0,
        "planning__zone_hours_step": 0.1,
    }

    def shared(self, part, zones, lead=ADAPTIVE):
        chosen = levers(lead=lead, patrol_share=0.5, engagement_share=0.2)
        town = town_of(chosen, planning__handback_hours=part, **self.RULES)
        for neighbourhood, zone in zip(town.neighbourhoods, zones, strict=True):
            neighbourhood.zone = zone
        share_hours_and_money(town, 0)
        return town.neighbourhoods

    def of_work(self, neighbourhood):
        return [neighbourhood.patrol_share, neighbourhood.engagement_share, neighbourhood.initiative_share]

    @pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
    def test_hours_for_initiatives_go_from_where_the_community_leads_to_where_police_assist(self, part):
        assisted, led = self.shared(part, (0, 2))
        freed = part * 0.4 * 0.3
        assert self.of_work(assisted) == single(
            [0.25 / (0.5 + freed), 0.1 / (0.5 + freed), (0.15 + freed) / (0.5 + freed)]
        )
        assert self.of_work(led) == single([0.2 / (0.4 - freed), 0.08 / (0.4 - freed), (0.12 - freed) / (0.4 - freed)])
        assert assisted.deploy_upper == led.deploy_lower == single((0.5 + freed) / 0.9)
        assert led.deploy_upper == 1.0

    @pytest.mark.parametrize(("zones", "lead"), [((2, 3), ADAPTIVE), ((0, 1), ADAPTIVE), ((0, 3), POLICE_ASSISTED)])
    def test_where_all_lead_or_none_or_the_strategy_says_who_hours_stay(self, zones, lead):
        assert [self.of_work(n) for n in self.shared(1.0, zones, lead)] == [single([0.5, 0.2, 0.3])] * 2

    def test_what_is_freed_is_shared_by_weight(self):
        chosen = levers(lead=ADAPTIVE, patrol_share=0.5, engagement_share=0.2)
        town = Twin(handmade(chosen=chosen, parameters=parameters(planning__handback_hours=1.0, **self.RULES)))
        community, (one, two) = town.communities[0], town.neighbourhoods
        three = copy(one)
        community.neighbourhoods = [one, two, three]
        one.zone, two.zone, three.zone = 0, 3, 1
        send_out(town, community, [2.0, 1.0, 1.0])
        freed, weights = 0.7 * 0.3, (2.0, 0.9)
        more = [freed * weight / 2.9 for weight in weights]
        assert one.initiative_share == single((0.6 + more[0]) / (2.0 + more[0]))
        assert three.initiative_share == single((0.27 + more[1]) / (0.9 + more[1]))
        assert two.initiative_share == 0.0
        assert one.deploy_upper == single((2.0 + more[0]) / 3.6)


class TestHandBack:
    """Work of 100 days for one place costs 1,500, or 900 led by the community; 80 days of it are left: 1,200 or 720."""

    RULES: ClassVar = {
        "planning__cost_situational": 9000.0,
        "planning__targets": 6,
        "planning__community_cost_share": 0.6,
        "planning__days_situational": 100,
        "planning__handback_days": 28,
    }

    def town(self, zone, lead=ADAPTIVE, **overrides):
        town = town_of(levers(lead=lead), **{**self.RULES, **overrides})
        town.day = 19
        for neighbourhood in town.neighbourhoods:
            neighbourhood.zone = zone
        return town

    def under_way(self, town, lead, **values):
        described = {"lead": lead, "begun": lead, "start_day": 0, "end_day": 100, "granted": 1500.0, **values}
        return initiative_of(town, **described)

    @pytest.mark.parametrize(("money", "back"), [(1000.0, 280.0), (720.0, 0.0), (500.0, 0.0)])
    def test_what_the_community_does_for_less_gives_the_rest_back(self, money, back):
        town = self.town(zone=2)
        initiative = self.under_way(town, POLICE_ASSISTED, money=money)
        hand_back(town)
        assert (initiative.lead, initiative.begun) == (COMMUNITY_LED, POLICE_ASSISTED)
        assert (initiative.money, initiative.granted) == single((money - back, 1500.0 - back))
        assert initiative.daily_money == single((money - back) / 80)
        assert [n.account for n in town.neighbourhoods] == [single([back, 0.0]), [0.0, 0.0]]

    @pytest.mark.parametrize(("account", "more"), [(0.0, 0.0), (300.0, 300.0), (2000.0, 700.0)])
    def test_police_come_back_with_what_their_work_costs_as_far_as_the_account_has_it(self, account, more):
        town = self.town(zone=1)
        here = town.neighbourhoods[0]
        here.account = [account, 99.0]
        initiative = self.under_way(town, COMMUNITY_LED, money=500.0, granted=900.0)
        hand_back(town)
        assert initiative.lead == POLICE_ASSISTED
        assert (initiative.money, initiative.granted) == single((500.0 + more, 900.0 + more))
        assert initiative.daily_money == single((500.0 + more) / 80)
        assert here.account == single([account - more, 99.0])

    def test_passing_to_and_fro_on_a_day_drains_nothing(self):
        town = self.town(zone=3)
        here = town.neighbourhoods[0]
        initiative = self.under_way(town, POLICE_ASSISTED, money=1200.0)
        for zone in (3, 0, 2, 1):
            here.zone = zone
            hand_back(town)
        assert (initiative.lead, initiative.money, initiative.granted) == (
            POLICE_ASSISTED,
            single(1200.0),
            single(1500.0),
        )
        assert here.account == single([0.0, 0.0])

    def test_what_is_given_back_may_begin_new_work_in_the_same_cycle(self):
        town = self.town(zone=2)
        here = town.neighbourhoods[0]
        here.account = [700.0, 0.0]
        self.under_way(town, POLICE_ASSISTED, money=1000.0)
        hand_back(town)
        plan(town, 0)
        assert len(here.initiatives) == 2
        assert here.account == single([80.0, 0.0])

    def test_what_is_left_is_due_by_days_and_by_its_extent(self):
        town = self.town(zone=2)
        town.neighbourhoods[0].extent = [9.0, 9.0]
        initiative = self.under_way(town, POLICE_ASSISTED, money=4000.0, end_day=220, extent=1.5)  # 200 days are left
        hand_back(town)
        assert initiative.money == single(1.5 * 900.0 * 200 / 100)

    def test_what_is_planned_passes_with_all_of_its_days(self):
        town = self.town(zone=3)
        initiative = self.under_way(town, POLICE_ASSISTED, money=1500.0, status=PLANNED, start_day=40, end_day=140)
        hand_back(town)
        assert (initiative.money, initiative.daily_money) == single((900.0, 9.0))

    @pytest.mark.parametrize(("days", "passed"), [(79, True), (80, False)])
    def test_only_what_has_more_than_so_many_days_to_come_passes(self, days, passed):
        town = self.town(zone=3, planning__handback_days=days)
        initiative = self.under_way(town, POLICE_ASSISTED)
        hand_back(town)
        assert (initiative.lead == COMMUNITY_LED) is passed

    @pytest.mark.parametrize("lead", [POLICE_ASSISTED, COMMUNITY_LED])
    def test_where_the_lead_is_not_adaptive_nothing_passes(self, lead):
        town = self.town(zone=3 if lead == POLICE_ASSISTED else 0, lead=lead)
        initiative = self.under_way(town, lead)
        hand_back(town)
        assert (initiative.lead, initiative.money, initiative.daily_money) == (lead, 1000.0, 150.0)

    def test_what_has_the_lead_asked_for_and_what_a_programme_brings_stays(self):
        town = self.town(zone=3)
        initiative = self.under_way(town, COMMUNITY_LED)
        hand_back(town)
        assert (initiative.money, initiative.daily_money) == (1000.0, 150.0)
        initiative.lead, initiative.reserved = POLICE_ASSISTED, True
        hand_back(town)
        assert initiative.lead == POLICE_ASSISTED

    def test_whoever_leads_by_then_the_experience_is_of_who_began_it(self):
        town = self.town(zone=3, review__learning=1.0, review__prior=400.0)
        initiative = self.under_way(town, POLICE_ASSISTED, seen=3.0, matched=8.0, likeness=0.5)
        hand_back(town)
        initiative.end_day = 20
        review(town, 0)
        here = town.neighbourhoods[0]
        assert here.seen[0][SITUATIONAL][COMMUNITY_LED] == here.expected[0][SITUATIONAL][COMMUNITY_LED] == 0.0
        assert here.expected[0][SITUATIONAL][POLICE_ASSISTED] > here.seen[0][SITUATIONAL][POLICE_ASSISTED] > 0

    def test_chief_and_agency_no_longer_meet_over_what_the_community_leads(self):
        town = self.town(zone=3, planning__days_social=100)
        community = town.communities[0]
        chief = next(leader for leader in community.leaders if leader.role == 2)
        head = next(leader for leader in community.leaders if leader.agency == 0)
        self.under_way(town, POLICE_ASSISTED, measure=SOCIAL)
        assert act_together(community, chief, head)
        hand_back(town)
        assert not act_together(community, chief, head)
