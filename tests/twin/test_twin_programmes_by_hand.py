"""Programmes, passers-by and restraint by trust in the slow twin, each worked out by hand in the test."""

import math
from dataclasses import replace

import pytest

from twin import Twin
from twin.arithmetic import logit
from twin.contacts import meet_sample, stops, visits_by_programmes
from twin.day import count_hours
from twin.delivery import deliver
from twin.deployment import deploy
from twin.draws import Draws, Purpose, below
from twin.forums import invite
from twin.handmade import handmade, levers
from twin.happenings import COMMUNITY_LED
from twin.money import rotate
from twin.moving import move_house
from twin.offending import find_victim, go_ahead_chance, is_spared
from twin.people import CHILD
from twin.planning import choose_problem
from twin.review import review
from twin.staging import initiative_of, town_of

single = pytest.approx


def brings(place, **columns):
    place.programme = replace(place.programme, **columns)


class TestAtPlaces:
    def test_patrol_is_added_to_the_places_and_the_neighbourhoods_hours(self):
        town = town_of()
        deploy(town)
        here, own = town.neighbourhoods[0], [place.hours for place in town.places[:3]]
        brings(town.places[1], patrol=4.0)
        deploy(town)
        assert [place.hours for place in town.places[:3]] == single([own[0], own[1] + 4.0, own[2]])
        assert here.patrol_hours == single(sum(own) + 4.0)

    def test_a_share_of_the_offences_settled_on_a_place_is_spared(self):
        town, spared = town_of(), 0
        brings(town.places[1], spared=0.3)
        for offender in town.residents[:50]:
            drawn = town.uniform(Purpose.CHOICE, town.day, offender.number, 7)
            assert is_spared(town, offender, town.places[1]) == (drawn < 0.3)
            assert not is_spared(town, offender, town.places[0])
            spared += drawn < 0.3
        assert 5 < spared < 30

    def test_visits_are_made_at_the_place_and_hours_are_kept_for_concerns(self):
        town = town_of(patrol__visits_per_hour=2.0)
        place = town.places[1]
        brings(place, engagement=5.0, follow_up=0.4)
        visits_by_programmes(town)
        count_hours(town)
        here = town.neighbourhoods[0]
        met = [resident for resident in town.residents if resident.contacts_good + resident.contacts_bad]
        assert met
        assert all(resident.place is place for resident in met)
        assert here.follow_up_hours == 2.0
        assert here.engagement_hours == 0.0
        assert here.counts.engagement_hours == here.engagement_of_week == 5.0

    def test_skill_that_is_brought_lets_stops_and_visits_go_well(self):
        outcomes = {}
        for skill in (-1.0, 1.0):
            town = town_of(patrol__stops_per_hour=1.0)
            for place in town.places:
                brings(place, engagement=20.0, patrol=20.0, skill=skill)
            deploy(town)
            stops(town)
            visits_by_programmes(town)
            tallies = [neighbourhood.counts for neighbourhood in town.neighbourhoods]
            outcomes[skill] = [sum(getattr(tally, name) for tally in tallies) for name in ("good", "bad", "stops")]
        assert outcomes[-1.0][0] == outcomes[1.0][1] == 0
        assert outcomes[-1.0][1] == outcomes[1.0][0] > outcomes[1.0][2] > 0

    def test_a_sample_meets_police_once_each_and_a_good_contact_reassures(self):
        town = town_of(trust__hearsay_chance=0.0, trust__bad_contact_weight=8.0)
        one, other = town.residents[1:3]
        for resident in (one, other):
            resident.trust = resident.insecurity = 0.5
        meet_sample(town, [one], good=True)
        meet_sample(town, [other], good=False)
        assert one.trust == single(0.5 + 0.035 * 0.5, rel=1e-6)
        assert one.insecurity == single(0.5 * (1 - town.rules.insecurity.reassurance), rel=1e-6)
        assert other.trust == single(0.5 - 0.035 * 8 * 0.5, rel=1e-6)
        assert other.insecurity == 0.5


class TestInNeighbourhoods:
    def test_invitations_come_on_top_of_those_of_information_sharing(self):
        everybody = {"assessment__attend_base": 1.0, "assessment__invited_per_1000": 100.0}
        town = town_of(levers(information_sharing=0.5), **everybody)
        here = town.neighbourhoods[0]
        for resident in here.residents:
            resident.age = 1
        draws = Draws(7)
        for cycle in range(20):
            up = draws.uniform(Purpose.FORUM, cycle, here.number, -1) >= 0.5
            here.programme_invited = 0.0
            assert len(invite(town, cycle, here)) == 1 + up  # of 1.5, rounded by chance
            here.programme_invited = 100.0
            assert len(invite(town, cycle, here)) == 4 + up  # of 4.5

    @pytest.mark.parametrize(("ruled", "moves"), [([13.0, -1.0], [True, False]), ([-1.0, 13.0], [False, True])])
    def test_a_rule_holds_for_those_whose_slot_has_its_middle_in_the_neighbourhood(self, ruled, moves):
        """An officer who is moved by the rule goes to the slot drawn; the others stay but where he takes their slot."""
        town = town_of(patrol__rotation_per_year=0.0)
        community, draws = town.communities[0], Draws(7)
        for neighbourhood, rule in zip(town.neighbourhoods, ruled, strict=True):
            neighbourhood.programme_rotation = rule
        for cycle in range(8):
            slots = [0, 1]
            for officer, slot in zip(community.officers, slots, strict=True):
                officer.slot = slot
            rotate(town, community, cycle)
            mover = moves.index(True)
            to = draws.below(2, Purpose.ROTATE, cycle, mover, 1)
            assert [officer.slot for officer in community.officers] == (slots if to == mover else slots[::-1])


class TestReserved:
    def town(self, **overrides):
        return Twin({**handmade(), "slots.reserved": 1, **overrides})

    def reserve(self, town, **values):
        initiative = initiative_of(town, reserved=True, **values)
        town.neighbourhoods[0].slots[0], town.neighbourhoods[0].slots[-1] = None, initiative
        return initiative

    def test_what_is_against_every_type_hardens_against_each_with_its_own_staff(self):
        town = self.town()
        initiative = self.reserve(town, problem=None, targets=town.places[:1], money=0.0, staff_hours=2.0)
        town.neighbourhoods[0].initiative_hours = 8.0
        deliver(town)
        rise = town.rules.delivery.hardening_per_hour * 2.0 / 4  # of four types of crime
        assert town.places[0].hardening == single([rise] * 5)
        assert initiative.police_hours == 2.0

    def test_leaders_share_their_hours_among_their_own_and_staff_serves_whoever_leads(self):
        town = self.town()
        reserved = self.reserve(town, targets=town.places[:1], lead=COMMUNITY_LED, staff_hours=3.0)
        own = initiative_of(town, targets=town.places[:1])
        town.neighbourhoods[0].initiative_hours = 8.0
        deliver(town)
        assert (own.police_hours, reserved.police_hours) == (8.0, 3.0)
        count_hours(town)
        assert town.neighbourhoods[0].counts.initiative_hours == 11.0

    def test_leaders_neither_ask_for_police_for_it_nor_end_it_nor_heed_it_when_they_plan(self):
        town = self.town()
        here = town.neighbourhoods[0]
        reserved = self.reserve(town, targets=town.places[:1], end_day=0)
        deploy(town)
        assert here.initiative_hours == 0.0
        here.severity[0] = 5.0
        assert choose_problem(town, 0, here, reserved.measure) is town.problems[0]
        review(town, 0)
        assert here.initiatives == [reserved]
        own = initiative_of(town, end_day=0)
        assert choose_problem(town, 0, here, own.measure) is not town.problems[0]
        review(town, 0)
        assert here.initiatives == [reserved]


class TestOffending:
    def test_trust_at_the_place_and_of_the_offender_each_restrain(self):
        town = town_of(offending__by_local_trust=1.5, offending__by_legitimacy=0.7)
        offender, place, problem = town.residents[1], town.places[0], town.problems[0]
        what = (problem, problem.kinds[0])
        offender.trust, place.trust = 0.5, 0.5
        before = logit(go_ahead_chance(town, offender, what, place))
        offender.trust = 0.75
        assert logit(go_ahead_chance(town, offender, what, place)) == single(before - 0.7 * 0.25)
        place.trust = 0.3
        assert logit(go_ahead_chance(town, offender, what, place)) == single(before - 0.7 * 0.25 + 1.5 * 0.2)

    def test_the_victim_is_a_passer_by_when_drawn_and_no_child_else_who_lives_there(self):
        town = town_of(offending__at_centres=0.4)
        offender, place, problem, draws = town.residents[1], town.places[1], town.problems[0], Draws(7)
        problem.passers_by, children, passers, visitors, neighbours = 0.625, 0, 0, 0, 0
        here, there = town.neighbourhoods
        here.pull, there.pull = 3.0, 1.0
        come = 0.4 * 0.75 * 60 / (0.4 * 0.75 * 60 + 0.6 * 30)  # half
        kind = replace(problem.kinds[0], at_homes=0.2)
        for day in range(60):
            town.day = day
            drawn = [draws.uniform(Purpose.CHOICE, day, 1, nth) for nth in (4, 5, 6)]
            comes = drawn[2] < come
            passer = town.residents[below(60, drawn[2] / come) if comes else below(30, (drawn[2] - come) / (1 - come))]
            lives_there = place.adult_from(below(10, drawn[0]))
            passes = drawn[1] < 0.5
            expected = passer if passes and passer.age != CHILD else lives_there
            assert find_victim(town, offender, problem, kind, place) is expected
            children += passes and passer.age == CHILD
            passers += expected is passer
            visitors += passes and comes and passer.neighbourhood is there
            neighbours += passes and not comes
        assert min(children, passers, visitors, neighbours) > 0


class TestNewcomers:
    def test_police_do_not_know_who_moves_in(self):
        town = town_of()
        for resident in town.residents:
            resident.known_to_police = 3
        town.neighbourhoods[0].turnover, town.neighbourhoods[1].turnover = 13.0, 0.0
        move_house(town, 0)
        assert {resident.known_to_police for resident in town.neighbourhoods[0].residents} == {0}
        assert {resident.known_to_police for resident in town.neighbourhoods[1].residents} == {3}

    def test_cohesion_is_shifted_by_the_neighbourhood(self):
        grounds = {}
        for shift in (0.0, 0.05):
            town = town_of(cohesion__ground_by_turnover=0.0)
            for neighbourhood in town.neighbourhoods:
                neighbourhood.turnover, neighbourhood.cohesion_shift = 13.0, shift
            move_house(town, 0)
            grounds[shift] = [resident.cohesion_ground for resident in town.residents]
        apart = [b - a for a, b in zip(*grounds.values(), strict=True) if a > 0 and b < 1]
        assert len(apart) > 40
        assert all(math.isclose(each, 0.05, abs_tol=1e-6) for each in apart)
