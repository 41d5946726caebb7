"""Rules of the slow twin, each worked out by hand in the test."""

import pytest

from twin import Twin
from twin.assessment import move_zone
from twin.contacts import whom_to_stop
from twin.delivery import deliver
from twin.deployment import deploy
from twin.draws import Draws, Purpose
from twin.handmade import handmade, levers, parameters
from twin.happenings import COMMUNITY_LED, POLICE_ASSISTED, RUNNING, SITUATIONAL, SOCIAL, Initiative
from twin.money import share_hours_and_money
from twin.people import CHILD, YOUNG
from twin.planning import choose_measure
from twin.response import slots_tried
from twin.review import result_of
from twin.week import live_week

single = pytest.approx


def town_of(chosen=None, **overrides):
    return Twin(handmade(chosen=chosen, parameters=parameters(**overrides)))


def initiative_of(town, neighbourhood=0, **values):
    """Put a running initiative into the first slot of a neighbourhood."""
    described = {
        "slot": 4 * neighbourhood,
        "problem": town.problems[0],
        "measure": SITUATIONAL,
        "lead": POLICE_ASSISTED,
        "agency": 0,
        "match": 1.0,
        "start_day": 0,
        "end_day": 84,
        "daily_money": 150.0,
        "money": 1000.0,
        "forecast": 0.1,
        "here_at_first": 0.0,
        "rest_at_first": 0.0,
        "status": RUNNING,
        **values,
    }
    initiative = Initiative(**described)
    town.neighbourhoods[neighbourhood].slots[0] = initiative
    return initiative


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
        assert here.patrol_hours == single(0.7 * 5.25)

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
        town = town_of()
        resident = town.residents[1]
        resident.trust, resident.grievance = 0.5, 0.0
        resident.meet_police(False, town.rules.trust)
        assert resident.trust == single(0.5 - 0.035 * 8 * 0.5)
        assert resident.grievance == single(0.35 * 0.14)
        resident.meet_police(True, town.rules.trust)
        assert resident.trust == single(0.36 + 0.035 * 0.64)


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
        town = town_of()
        initiative = initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED, money=0.0, volunteers=7)
        deliver(town)
        assert initiative.agency_hours == 0
        assert town.places[0].watch == single(0.03 * 0.35 * 1.5)

    def test_social_work_lowers_need_of_those_reached_by_equal_parts(self):
        town = town_of()
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

    def test_who_sees_disorder_at_home_feels_less_secure(self):
        town = town_of()
        me = town.residents[1]
        me.ties, me.insecurity, me.insecurity_ground = [], 0.4, 0.4
        me.place.seen = 2
        live_week(town, 0)
        assert me.insecurity == single(0.4 + 0.016 * 0.6, rel=1e-6)
        assert me.place.seen == 0

    def test_residents_join_when_asked_and_leave_only_well_under_their_threshold(self):
        town = town_of(participation__attention=1.0)
        initiative_of(town, lead=COMMUNITY_LED)
        me = town.residents[1]
        me.ties, me.cohesion, me.cohesion_ground, me.insecurity, me.insecurity_ground = [], 0.8, 0.8, 0.2, 0.2
        score = 0.45 * 0.8 + 0.25 * 0.4 - 0.18
        me.threshold = score - 0.01
        live_week(town, 0)
        assert me.joined == 0
        assert me.volunteer_hours == 0
        live_week(town, 1)
        assert me.volunteer_hours == 1.5
        me.threshold = 1.0
        live_week(town, 2)
        assert not me.takes_part


class TestCycle:
    @pytest.mark.parametrize(
        ("zone", "need", "after"),
        [(1, 0.68, 1), (1, 0.695, 0), (3, 0.9, 0), (0, 0.62, 0), (0, 0.60, 1), (0, 0.1, 3), (2, 0.53, 2)],
    )
    def test_a_zone_changes_only_when_need_passes_its_threshold_clearly(self, zone, need, after):
        town = town_of()
        here = town.neighbourhoods[0]
        here.zone, here.need = zone, need
        move_zone(town.rules.assessment, here)
        assert here.zone == after

    def test_a_fall_counts_only_against_what_happened_elsewhere(self):
        town = town_of()
        initiative = initiative_of(town, here_at_first=9.5, rest_at_first=9.5)
        here, there = town.neighbourhoods
        here.severity[0], there.severity[0] = 3.5, 7.5
        assert result_of(here, initiative) == single(1 - 0.4 / 0.8)

    def test_the_purse_pays_components_then_programmes_then_overtime(self):
        town = town_of(levers(leadership=1.0, collaboration=0.0, risk_focus=0.0, information_sharing=0.0))
        share_hours_and_money(town, 0)
        purse, population = 20 * 60 / 13, 60
        left = purse - 1.0 * population / 13
        programme = 0.5 * left * (1 - 0.4 * 0.6)
        community = town.communities[0]
        assert sum(n.account for n in town.neighbourhoods) == single(programme)
        assert community.overtime == single(1 + (left - programme) / 95 / (2 * 10.5 * 12))
        assert community.overhead == single(0.03)
        assert town.officers[0].skill == single(0.86 + 0.15 * 0.1 * 0.4)

    def test_patrol_is_handed_back_with_falling_need_where_the_lead_is_adaptive(self):
        town = town_of(levers(lead=2))
        for neighbourhood in town.neighbourhoods:
            neighbourhood.zone = 3
        share_hours_and_money(town, 0)
        here = town.neighbourhoods[0]
        assert here.patrol_share == single(0.7 * (1.2 - 3 * 0.17))
        assert here.engagement_share == single(here.initiative_share)
        assert here.patrol_share + here.engagement_share + here.initiative_share == single(1.0)

    def test_all_on_patrol_leaves_what_patrol_gives_up_to_engagement(self):
        town = town_of(levers(lead=2, patrol_share=1.0, engagement_share=0.0))
        town.neighbourhoods[0].zone = 2
        share_hours_and_money(town, 0)
        assert town.neighbourhoods[0].engagement_share == single(1 - (1.2 - 0.34))

    def test_social_development_gets_its_share_of_programme_money_over_time(self):
        town = town_of(levers(social_share=0.5))
        here = town.neighbourhoods[0]
        assert choose_measure(town, here, POLICE_ASSISTED) == SOCIAL
        here.social_spent = here.programme_spent = 288.0
        assert choose_measure(town, here, POLICE_ASSISTED) == SITUATIONAL


class TestEdges:
    def test_where_only_children_live_the_child_is_the_victim(self):
        town = town_of()
        place = town.places[0]
        assert place.adult_from(0) is place.residents[1]
        for resident in place.residents:
            resident.age = CHILD
        assert place.adult_from(4) is place.residents[4]

    def test_a_town_without_officers_and_without_journeys_lives_a_cycle(self):
        snapshot = handmade(parameters=parameters(offending__step_chance=0.0))
        for name in ("community", "slot", "skill", "base_skill", "familiarity"):
            snapshot[f"officers.{name}"] = snapshot[f"officers.{name}"][:0]
        town = Twin(snapshot)
        for _ in range(28):
            town.step()
        tallies = [neighbourhood.counts for neighbourhood in town.neighbourhoods]
        assert sum(tally.calls_given_up for tally in tallies) > 0
        assert sum(tally.calls_answered + tally.stops + tally.visits for tally in tallies) == 0
