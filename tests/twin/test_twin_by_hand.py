"""Rules of the slow twin, each worked out by hand in the test."""

import math

import pytest

from twin.contacts import whom_to_stop
from twin.delivery import deliver
from twin.deployment import deploy
from twin.draws import Draws, Purpose
from twin.handmade import levers
from twin.happenings import COMMUNITY_LED, SOCIAL
from twin.people import YOUNG
from twin.response import slots_tried
from twin.staging import initiative_of, town_of
from twin.week import live_week

single = pytest.approx


class TestDeployment:
    def test_an_officer_who_serves_two_neighbourhoods_gives_each_its_overlap(self):
        town = town_of()
        here, there = town.neighbourhoods
        here.deploy_upper = there.deploy_lower = 0.75
        deploy(town)
        first, second = town.officers
        assert (first.hours, second.hours) == (10.5, 0.0)
        assert here.able_hours == 10.5
        town.day = 5
        deploy(town)
        assert second.hours == 10.5
        assert here.able_hours == single(10.5 * 0.25 * 2)
        assert there.able_hours == single(10.5 * 0.25 * 2)
        # No initiative asks for police here: the hours meant for them go back to patrol and engagement.
        assert here.patrol_hours == single(0.7 / 0.85 * 5.25)

    def test_expected_calls_are_taken_off_before_anything_else(self):
        town = town_of()
        town.communities[0].call_load = 4.2
        town.communities[0].overhead = 0.1
        deploy(town)
        officer = town.officers[0]
        assert officer.reserve == single(4.2)
        assert officer.able == single(0.9 * 6.3)

    def test_hot_places_get_more_of_focused_patrol(self):
        town = town_of(levers(risk_focus=1.0), patrol__focus_exponent=1.0)
        places = town.neighbourhoods[0].places
        places[0].known, places[1].known, places[2].known = 2.99, 0.99, -0.01
        deploy(town)
        hours = town.neighbourhoods[0].patrol_hours
        assert [place.hours for place in places] == single([0.75 * hours, 0.25 * hours, 0.0])


class TestContacts:
    def test_of_two_whom_police_look_at_the_young_one_is_stopped(self):
        town = town_of()
        deploy(town)
        here = town.neighbourhoods[0]
        for nth in range(0, 400, 8):
            stopped = whom_to_stop(town, here, nth)
            seats = [Draws(7).below(10, Purpose.STOP, 0, here.number, k + nth) for k in (2, 3)]
            first, second = (stopped.place.residents[seat] for seat in seats)
            only_second_is_young = second.age == YOUNG and first.age != YOUNG
            assert stopped is (second if only_second_is_young else first)

    def test_a_bad_contact_costs_eight_times_what_a_good_one_could_earn(self):
        town = town_of(trust__bad_contact_weight=8.0, trust__grievance_share=0.35, trust__hearsay_chance=0.0)
        resident = town.residents[1]
        resident.trust, resident.grievance = 0.5, 0.0
        resident.meet_police(False, 60)
        assert resident.trust == single(0.5 - 0.035 * 8 * 0.5)
        assert resident.grievance == single(0.35 * 0.14)
        resident.meet_police(True, 60)
        assert resident.trust == single(0.36 + 0.035 * 0.64)

    def test_ties_hear_how_it_went_with_less_weight_and_it_counts_for_none_of_them(self):
        town = town_of(
            trust__hearsay_chance=1.0,
            trust__hearsay_share=0.4,
            trust__bad_contact_weight=8.0,
            trust__grievance_share=0.35,
        )
        resident, tie = town.residents[1:3]
        resident.ties = [tie]
        tie.trust, tie.grievance = 0.5, 0.0
        resident.meet_police(False, 60)
        loss = 0.4 * 0.035 * 8 * 0.5
        assert tie.trust == single(0.5 - loss)
        assert tie.grievance == single(0.35 * loss)
        resident.meet_police(True, 61)
        assert tie.trust == single(0.5 - loss + 0.4 * 0.035 * (0.5 + loss))
        assert (tie.contacts_good, tie.contacts_bad) == (0, 0)
        assert (resident.neighbourhood.counts.good, resident.neighbourhood.counts.bad) == (1, 1)

    def test_which_ties_hear_is_drawn_by_day_source_and_place_among_ties(self):
        town = town_of(trust__hearsay_chance=0.4)
        resident, *ties = town.residents[1:22]
        resident.ties, town.day = ties, 9
        before = [tie.trust for tie in ties]
        resident.meet_police(True, 3)
        told = [tie.trust > trust for tie, trust in zip(ties, before, strict=True)]
        assert told == [Draws(7).uniform(Purpose.GOSSIP, 9, 1, 3 * 64 + j) < 0.4 for j in range(20)]
        assert 0 < sum(told) < 20


class TestResponse:
    def test_the_beat_is_asked_first_then_ever_farther_slots(self):
        town = town_of()
        community = town.communities[0]
        community.officers = community.officers * 3
        call = type("Call", (), {"neighbourhood": town.neighbourhoods[0], "day": 0, "caller": town.residents[0]})()
        call.nth = 0
        town.neighbourhoods[0].deploy_lower, town.neighbourhoods[0].deploy_upper = 0.4, 0.6
        tried = slots_tried(town, call)
        assert sorted(tried[:2]) == [2, 3]
        assert tried[2:] == [1, 4, 0, 5]


class TestDelivery:
    def test_a_day_of_situational_work_hardens_its_targets_together(self):
        town = town_of()
        initiative = initiative_of(town, targets=town.places[:2])
        town.neighbourhoods[0].initiative_hours = 1.0
        deliver(town)
        assert initiative.money == 850.0
        rise = 0.035 * (150 / 75 + 1.0) / 2
        assert [place.hardening[0] for place in town.places[:3]] == single([rise, rise, 0.0])

    def test_money_ends_but_volunteers_go_on(self):
        town = town_of(
            delivery__watch_per_hour=0.03, delivery__volunteer_efficiency=0.35, participation__hours_per_week=1.5
        )
        initiative = initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED, money=0.0, volunteers=7)
        deliver(town)
        assert initiative.agency_hours == 0
        assert town.places[0].watch == single(0.03 * 0.35 * 1.5)

    def test_social_work_lowers_need_of_those_reached_by_equal_parts(self):
        town = town_of(delivery__need_per_hour=0.05)
        reached = town.residents[:2]
        for resident in reached:
            resident.need = 0.5
        initiative_of(town, measure=SOCIAL, reached=reached)
        deliver(town)
        assert [resident.need for resident in reached] == single([0.5 - 0.05 * 2 / 2 * 0.5] * 2, rel=1e-6)


class TestWeek:
    def test_trust_moves_towards_ground_and_the_ties_who_are_near(self):
        town = town_of()
        me, near, far = town.residents[1:4]
        me.ties, me.trust, me.trust_ground, me.grievance, me.arrived = [near, far], 0.5, 0.7, 0.1, -182
        near.trust, far.trust = 0.8, 0.04
        live_week(town, 0)
        ground, heard = 0.6, 204 / 255
        target = ground + 0.25 * 0.5 * (heard - ground)
        assert me.trust == single(0.5 + 0.14 * (target - 0.5), rel=1e-6)
        assert me.grievance == single(0.1 * (1 - 0.013), rel=1e-6)

    def test_officers_who_are_seen_raise_the_ground_of_trust_and_are_forgotten(self):
        town = town_of(trust__by_visibility=0.2, trust__visibility_rate=0.25, trust__visibility_scale=20.0)
        here, there = town.neighbourhoods
        me = town.residents[1]
        me.ties, me.trust, me.trust_ground, here.visible = [], 0.4, 0.4, 0.5
        here.engagement_of_week = 0.6
        live_week(town, 0)
        assert me.trust == single(0.4 + 0.14 * 0.2 * 0.5, rel=1e-6)
        assert here.visible == single(0.5 + 0.25 * (1 - math.exp(-1) - 0.5))
        assert there.visible == 0
        live_week(town, 1)
        assert here.visible == single(0.75 * (0.5 + 0.25 * (0.5 - math.exp(-1))))
        assert me.place.trust == single(sum(resident.trust for resident in me.place.residents) / 10)

    def test_who_sees_disorder_at_home_feels_less_secure(self):
        town = town_of()
        me = town.residents[1]
        me.ties, me.insecurity, me.insecurity_ground = [], 0.4, 0.4
        me.place.seen = 2
        live_week(town, 0)
        assert me.insecurity == single(0.4 + 0.016 * 0.6, rel=1e-6)
        assert me.place.seen == 0

    def test_residents_join_when_asked_and_leave_only_well_under_their_threshold(self):
        town = town_of(
            participation__attention=1.0,
            participation__hours_per_week=1.5,
            participation__by_lead=0.45,
            participation__usual_cohesion=0.3,
            participation__by_problem=0.25,
            participation__cost=0.18,
        )
        initiative_of(town, lead=COMMUNITY_LED)
        me = town.residents[1]
        me.ties, me.cohesion, me.cohesion_ground, me.insecurity, me.insecurity_ground = [], 0.8, 0.8, 0.2, 0.2
        score = 0.45 * (0.8 - 0.3) + 0.25 * 0.4 - 0.18
        me.threshold = score - 0.01
        live_week(town, 0)
        assert me.joined == 0
        assert me.volunteer_hours == 0
        live_week(town, 1)
        assert me.volunteer_hours == 1.5
        me.threshold = 1.0
        live_week(town, 2)
        assert not me.takes_part
