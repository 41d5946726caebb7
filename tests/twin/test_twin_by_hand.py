"""Rules of the slow twin, each worked out by hand in the test."""

import math
from dataclasses import replace
from typing import ClassVar

import pytest

from twin.contacts import stops, told_of, visit, whom_to_stop
from twin.crisis_teams import answer_crisis
from twin.day import fade_traces
from twin.delivery import deliver
from twin.deployment import deploy
from twin.draws import Draws, Purpose
from twin.handmade import levers
from twin.happenings import COMMUNITY_LED, SOCIAL, Call, Incident, weigh
from twin.harm import do_harm
from twin.people import YOUNG
from twin.reporting import discover, report_incident, who_of
from twin.response import clear, give_up, serve, slots_tried
from twin.staging import initiative_of, town_of
from twin.targeting import choose_targets

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
        town = town_of(levers(risk_focus=1.0), patrol__focus_exponent=1.0, patrol__by_severity=0.0)
        places = town.neighbourhoods[0].places
        places[0].known[0], places[0].known[1], places[1].known[3], places[2].known[0] = 1.0, 1.99, 0.99, -0.01
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

    @pytest.mark.parametrize(
        ("ages", "known", "weights", "suspected"),
        [
            ((2, 3), (0, 0), (1.0, 1.0), "first"),
            ((2, 1), (0, 0), (1.0, 1.0), "second"),
            ((2, 1), (9, 0), (1.0, 1.0), "second"),  # 0.9 against 1
            ((2, 1), (9, 0), (0.8, 1.0), "first"),
            ((1, 2), (0, 4), (0.7, 1.0), "second"),
            ((1, 1), (1, 2), (1.0, 1.0), "second"),
            ((1, 2), (0, 1), (0.5, 1.0), "first"),  # alike
            ((2, 1), (0, 3), (0.0, 0.0), "first"),
        ],
    )
    def test_who_is_young_or_known_to_police_is_suspected(self, ages, known, weights, suspected):
        town = town_of(patrol__suspect_young=weights[0], patrol__suspect_known=weights[1])
        deploy(town)
        here, place = town.neighbourhoods[0], town.places[0]
        for other in here.places[1:]:
            other.hours = 0.0
        nth = next(nth for nth in range(0, 400, 8) if len(set(self.looked_at(here, nth))) == 2)
        first, second = (place.residents[seat] for seat in self.looked_at(here, nth))
        (first.age, second.age), (first.known_to_police, second.known_to_police) = ages, known
        assert whom_to_stop(town, here, nth) is (first if suspected == "first" else second)

    def looked_at(self, neighbourhood, nth):
        return [Draws(7).below(10, Purpose.STOP, 0, neighbourhood.number, k + nth) for k in (2, 3)]

    def test_who_is_stopped_is_known_to_police_from_then_on(self):
        town = town_of(patrol__stops_per_hour=2.0)
        deploy(town)
        stops(town)
        stopped = [resident for resident in town.residents if resident.known_to_police]
        assert len(stopped) > 3
        assert sum(resident.known_to_police for resident in stopped) == sum(n.counts.stops for n in town.neighbourhoods)
        assert all(resident.adult for resident in stopped)

    def test_a_tip_after_a_visit_concerns_what_happened_at_the_place_as_often_as_it_did(self):
        town = town_of(reporting__tip_chance=1.0, reporting__tip_trace=1.0, reporting__tip_known=0.25)
        place = town.places[0]
        place.crimes = [0.0, 3.0, 0.0, 1.0, 0.0]
        adults = [resident for resident in place.residents if resident.adult]
        for resident in adults:
            resident.trust = 1.0
        types = [told_of(town, place.crimes[:4], u) for u in (0.0, 0.74, 0.76, 0.999, 1.0)]
        assert types == [1, 1, 3, 3, 3]
        drawn = {1: 0.15, 2: 0.0, 3: 0.0, 4: 0.0, 5: 0.76}
        visit(town, place.residents, drawn.get, 61)
        assert place.known == [0.0, 0.0, 0.0, 0.25, 0.0]
        place.crimes = [0.0, 0.5, 0.0, 0.4, 0.0]
        visit(town, place.residents, drawn.get, 61)
        assert sum(place.known) == 0.25
        assert town.neighbourhoods[0].counts.tips == 1

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

    def test_who_is_cleared_is_known_to_police_once_more(self):
        town = town_of()
        offender, theft = town.residents[6], town.problems[0]
        offender.known_to_police = 2
        call = Call(0, town.neighbourhoods[0], theft, theft.kinds[0], town.residents[1], offender, True, False, 3.5)
        clear(town, call)
        assert offender.known_to_police == 3
        assert [resident.known_to_police for resident in offender.ties] == [0] * len(offender.ties)

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
        town = town_of(response__handover_hours=4.0, crisis_teams__apprehended=0.0)
        community, crisis = town.communities[0], town.crises[0]
        community.agency_tie[crisis.right], community.crisis_hours[crisis.right] = 1.0, 9.0
        hours = []
        for victim in town.residents[:4]:
            incident = Incident(crisis, crisis.kinds[0], victim.place, None, victim)
            hours.append(answer_crisis(town, incident, who_of(town, incident)).hours)
        whole = town.rules.response.hours_crisis  # nobody is apprehended
        assert hours == [*hours[:1] * 3, whole]
        assert hours[0] < whole
        assert community.crisis_hours[crisis.right] == -3.0


class TestDiscovery:
    RULES: ClassVar = {"patrol__discovery": 0.1, "reporting__by_witness": 0.0, "reporting__tip_chance": 0.0}

    def test_patrol_discovers_what_is_done_in_the_open_and_nobody_reports_as_often_as_it_is_there(self):
        town = town_of(**self.RULES, assessment__by_exposure=0.5)
        theft, disorder = town.problems[0], town.problems[2]
        place, (here, _) = town.places[0], town.neighbourhoods
        place.hours, here.patrol_hours = 8.0, 6.0  # 2 a place
        found = 0
        for offender in town.residents:
            for problem in (theft, disorder):
                kind = replace(problem.kinds[0], reported=0.0)
                incident = Incident(problem, kind, place, offender, place.residents[1])
                assert report_incident(town, incident) is None
            found += Draws(7).uniform(Purpose.REPORT, 0, offender.number, 7) < 1 - math.exp(-0.8)
        assert 10 < found < 55
        for tally in (here.counts, here.cycle):
            assert tally.discovered == [0, 0, found, 0, 0]
            assert sum(tally.reported) == sum(tally.recorded) == 0
        assert place.known == single([0.0, 0.0, found * 0.5, 0.0, 0.0])  # each by the square root of 2 / 8

    def test_a_place_with_less_patrol_than_others_counts_what_is_discovered_in_full(self):
        town = town_of(**{**self.RULES, "patrol__discovery": 5.0}, assessment__by_exposure=1.0)
        disorder, place = town.problems[2], town.places[0]
        place.hours, town.neighbourhoods[0].patrol_hours = 3.0, 12.0
        discover(town, Incident(disorder, disorder.kinds[0], place, town.residents[9], None), 9)
        assert place.known[2] == 1.0
        place.hours = 0.0
        discover(town, Incident(disorder, disorder.kinds[0], place, town.residents[9], None), 9)
        assert place.known[2] == 1.0

    def test_what_is_reported_is_not_discovered_even_where_it_is_unfounded(self):
        town = town_of(**{**self.RULES, "patrol__discovery": 5.0}, reporting__founded=0.0)
        disorder, place = town.problems[2], town.places[0]
        place.hours = 99.0
        kind = replace(disorder.kinds[0], reported=1.0)
        incidents = [Incident(disorder, kind, place, offender, place.residents[1]) for offender in town.residents[:9]]
        calls = [report_incident(town, incident) for incident in incidents]
        assert len([call for call in calls if call]) == 9
        assert town.neighbourhoods[0].counts.discovered == [0] * 5
        assert place.known == [0.0] * 5

    def test_patrol_weighs_types_by_severity_against_what_police_typically_hear_of(self):
        town = town_of(patrol__by_severity=0.5)
        crimes = town.offences
        heard = [crime.ceiling * crime.typical_reported for crime in crimes]
        typical = sum(h * crime.mean_severity for h, crime in zip(heard, crimes, strict=True)) / sum(heard)
        assert [crime.weight for crime in crimes] == single([(c.mean_severity / typical) ** 0.5 for c in crimes])
        assert [crisis.weight for crisis in town.crises] == [0.0]
        place = town.places[0]
        place.known = [1.0, 2.0, 0.0, 0.0, 9.0]
        assert place.known_in_all(crimes) == single(crimes[0].weight + 2 * crimes[1].weight)
        place.known = [1.0] * 5
        weigh(town.problems, 0.0)
        assert place.known_in_all(crimes) == 4.0

    def test_where_police_hear_of_nothing_every_type_weighs_alike(self):
        town = town_of()
        for crime in town.offences:
            crime.typical_reported = 0.0
        weigh(town.problems, 1.0)
        assert [crime.weight for crime in town.offences] == [1.0] * 4

    def test_targets_are_where_most_is_known_of_the_problem_then_of_all_crime(self):
        town = town_of(patrol__by_severity=0.0)
        here, (one, two, three) = town.neighbourhoods[0], town.places[:3]
        one.known, two.known, three.known = [2.0, 0, 0, 0, 0], [0, 0, 0, 3.0, 0], [1.0, 0, 0, 0, 9.0]
        assert choose_targets(town, here, town.problems[0]) == [one]
        assert choose_targets(town, here, town.problems[3]) == [two]
        assert choose_targets(town, here, town.problems[1]) == [two]
        two.known[3] = 2.0
        assert choose_targets(town, here, town.problems[1]) == [one]

    def test_what_is_known_and_remembered_fades_by_type(self):
        town = town_of(places__known_half_life=2.0, places__memory_half_life=1.0)
        place = town.places[0]
        place.known, place.crimes = [4.0, 0.0, 2.0, 0.0, 0.0], [4.0, 1.0, 0.0, 0.0, 0.0]
        fade_traces(town)
        fade_traces(town)
        assert place.known == single([2.0, 0.0, 1.0, 0.0, 0.0])
        assert place.crimes == single([1.0, 0.25, 0.0, 0.0, 0.0])


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
        assert (place.disorder, place.crimes[theft.number]) == (0.0, 1.0)
        do_harm(town, [Incident(dealing, dealing.kinds[0], place, town.residents[6], None)])
        assert (place.disorder, place.crimes[theft.number], place.crimes[dealing.number]) == (1.0, 1.0, 1.0)
        assert place.shown == 0.5


class TestDelivery:
    RULES: ClassVar = {"delivery__dose_steepness": 0.0, "delivery__agency_capacity": 1000.0}  # any dose does all

    def test_a_day_of_situational_work_hardens_its_targets_together(self):
        town = town_of(**self.RULES, delivery__hardening_per_hour=0.035, delivery__agency_hour_cost=75.0)
        initiative = initiative_of(town, targets=town.places[:2])
        town.neighbourhoods[0].initiative_hours = 1.0
        deliver(town)
        assert initiative.money == 850.0
        rise = 0.035 * (150 / 75 + 1.0) / 2
        assert [place.hardening[0] for place in town.places[:3]] == single([rise, rise, 0.0])

    def test_money_ends_but_volunteers_go_on(self):
        town = town_of(
            **self.RULES, delivery__watch_per_hour=0.03, delivery__volunteer_efficiency=0.35, participation__hours_per_week=1.5
        )  # fmt: skip
        initiative = initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED, money=0.0)
        for resident in town.residents[:7]:
            resident.active, resident.turnouts = initiative.slot, 1
        town.residents[0].turnouts = 4
        deliver(town)
        assert initiative.agency_hours == 0
        assert initiative.volunteer_hours == single(10 / 7 * 1.5)
        assert town.places[0].watch == single(0.03 * 0.35 * 10 / 7 * 1.5)

    def test_social_work_lowers_need_of_those_reached_by_equal_parts(self):
        town = town_of(**self.RULES, delivery__need_per_hour=0.05)
        reached = town.residents[:2]
        for resident in reached:
            resident.need = 0.5
        initiative_of(town, measure=SOCIAL, reached=reached)
        deliver(town)
        assert [resident.need for resident in reached] == single([0.5 - 0.05 * 2 / 2 * 0.5] * 2, rel=1e-6)
