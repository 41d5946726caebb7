"""Rules of the slow twin, each worked out by hand in the test."""

import pytest

from twin.contacts import whom_to_stop
from twin.delivery import deliver
from twin.deployment import deploy
from twin.draws import Draws, Purpose
from twin.handmade import levers
from twin.happenings import COMMUNITY_LED, SOCIAL, Call, Incident
from twin.harm import do_harm
from twin.people import YOUNG
from twin.reporting import hours_of, who_of
from twin.response import give_up, serve, slots_tried
from twin.staging import initiative_of, town_of

single = pytest.approx


class TestDeployment:
    def test_an_officer_who_serves_two_neighbourhoods_gives_each_its_overlap(self):
        town = town_of()
        here, there = town.neighbourhoods
        here.deploy_upper = there.deploy_lower = 0.75
        deploy(town)
        first, second = town.officers
        assert (first.hours, second.hours) == (4.5, 4.5)
        assert here.able_hours == single(4.5 + 4.5 * 0.25 * 2)
        assert there.able_hours == single(4.5 * 0.25 * 2)
        # No initiative asks for police here: the hours meant for them go back to patrol and engagement.
        assert here.patrol_hours == single(0.7 / 0.85 * 6.75)

    def test_expected_calls_are_taken_off_before_anything_else(self):
        town = town_of()
        town.communities[0].call_load = 4.2
        town.communities[0].overhead = 0.1
        deploy(town)
        officer = town.officers[0]
        assert officer.reserve == single(2.1)
        assert officer.able == single(0.9 * 2.4)

    def test_what_a_call_took_beyond_the_reserve_is_given_back_before_anything_else(self):
        town = town_of()
        officer, town.communities[0].call_load = town.officers[0], 2.0
        officer.owed = 6.5
        deploy(town)
        assert (officer.owed, officer.hours, officer.reserve, officer.able) == (2.0, 0.0, 0.0, 0.0)
        deploy(town)
        assert (officer.owed, officer.hours) == (0.0, 2.5)
        assert officer.reserve == single(2.0 * 2.5 / 7.0)
        assert officer.worked["response"] == single(6.5 + 2.0 * 2.5 / 7.0)

    def test_officers_hired_for_a_part_have_a_part_of_the_shift(self):
        town = town_of()
        town.communities[0].strength = 0.4
        deploy(town)
        assert town.officers[0].hours == single(1.8)

    def test_hours_that_nobody_asks_for_are_standby(self):
        town = town_of()
        for neighbourhood in town.neighbourhoods:
            neighbourhood.patrol_share, neighbourhood.engagement_share, neighbourhood.initiative_share = 0.0, 0.0, 1.0
        deploy(town)
        officer = town.officers[0]
        assert officer.worked["standby"] == officer.able == 4.5
        assert sum(officer.worked.values()) == 4.5
        initiative_of(town)
        deploy(town)
        assert officer.worked["standby"] == 4.5
        assert town.neighbourhoods[0].initiative_hours == 4.5

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
        assert told == [Draws(7).uniform(Purpose.GOSSIP, 9, 1, 3 * 2**20 + j) < 0.4 for j in range(20)]
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

    def test_what_the_reserve_does_not_cover_is_owed(self):
        town = town_of(contacts__skill_mean=1.0)
        officer = town.officers[0]
        officer.reserve = 1.0
        call = Call(0, town.neighbourhoods[0], None, None, town.residents[1], None, False, False, 3.5)
        serve(town, call, officer)
        assert (officer.reserve, officer.owed) == (0.0, 2.5)

    def test_a_call_given_up_weighs_more_than_any_bad_contact(self):
        town = town_of(
            trust__bad_contact_weight=2.0, trust__good_contact=0.1, trust__unanswered_weight=3.0, trust__hearsay_chance=1.0,
            trust__hearsay_share=0.5, trust__grievance_share=0.0,
        )  # fmt: skip
        caller, tie = town.residents[1:3]
        caller.ties, caller.trust, tie.trust = [tie], 0.5, 0.5
        town.day = 99
        town.calls = [Call(0, town.neighbourhoods[0], None, None, caller, None, False, False, 3.5)]
        give_up(town)
        assert town.calls == []
        assert caller.trust == single(0.5 - 3 * 0.1 * 2 * 0.5)
        assert tie.trust == single(0.5 - 0.5 * 3 * 0.1 * 2 * 0.5)
        assert (caller.contacts_bad, tie.contacts_bad) == (1, 0)

    def test_agencies_take_crises_over_while_they_have_hours(self):
        town = town_of(response__handover_hours=4.0)
        community, crisis = town.communities[0], town.crises[0]
        community.handover[crisis.right], community.crisis_hours[crisis.right] = 1.0, 9.0
        hours = []
        for victim in town.residents[:4]:
            incident = Incident(crisis, crisis.kinds[0], victim.place, None, victim)
            hours.append(hours_of(town, incident, who_of(town, incident)))
        whole = town.rules.response.hours_crisis
        assert hours == [*hours[:1] * 3, whole]
        assert hours[0] < whole
        assert community.crisis_hours[crisis.right] == -3.0


class TestHarm:
    def test_a_victim_loses_trust_and_the_place_shows_and_remembers_it(self):
        town = town_of(trust__victim_loss=0.01)
        theft = next(problem for problem in town.offences if problem.has_victim and not problem.visible)
        dealing = next(problem for problem in town.offences if problem.visible and not problem.has_victim)
        victim, place = town.residents[1], town.residents[1].place
        victim.trust, victim.grievance = 0.5, 0.0
        do_harm(town, [Incident(theft, theft.kinds[0], place, town.residents[6], victim)])
        assert victim.trust == single(0.5 * (1 - 0.01 * theft.kinds[0].severity), rel=1e-6)
        assert victim.grievance == 0.0
        assert (place.disorder, place.crimes) == (0.0, 1.0)
        do_harm(town, [Incident(dealing, dealing.kinds[0], place, town.residents[6], None)])
        assert (place.disorder, place.crimes) == (1.0, 2.0)
        assert place.shown == 0.5


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
        initiative = initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED, money=0.0)
        for resident in town.residents[:7]:
            resident.active = initiative.slot
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
