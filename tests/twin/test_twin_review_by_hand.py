"""How leaders judge and learn in the slow twin, each rule worked out by hand in the test."""

import math
from typing import ClassVar

import pytest

from twin import Twin
from twin.draws import Draws, Purpose, normal
from twin.handmade import handmade, levers, parameters
from twin.happenings import COMMUNITY_LED, PLANNED, POLICE_ASSISTED, SITUATIONAL, SOCIAL
from twin.planning import plan
from twin.review import count_recorded, fade_experience, findings, pass_on_experience, review
from twin.staging import initiative_of, town_of
from twin.targeting import aim, choose_targets, reach_residents, share_within

single = pytest.approx
FIVE = 5.0 * 2500 / 30  # weighs as much as five incidents where neighbourhoods have thirty residents
EXACT = {
    "review__judged": FIVE,
    "review__met_share": 0.5,
    "review__learning": 1.0,
    "review__experience_half_life": 50.0,
}
LEFT = 0.5 ** (1 / (13 * 50))  # of experience, after a cycle


class TestCompared:
    KNOWN = (5.0, 1.0, 4.0, 4.5, 6.0, 0.0)

    def town(self, **overrides):
        town = town_of(**{"review__compared": 2, "review__like_usual": 1.0, **overrides})
        for place, known in zip(town.places, self.KNOWN, strict=True):
            place.known[0] = known
        return town

    def aimed(self, town, **values):
        initiative = initiative_of(town, **values)
        aim(town, town.neighbourhoods[0], initiative)
        return (
            initiative,
            [place.number for place in initiative.targets],
            [place.number for place in initiative.compared],
        )

    def test_a_target_is_compared_with_the_places_of_which_police_know_most_nearly_as_much(self):
        _, targets, compared = self.aimed(self.town())
        assert targets == [0]
        assert compared == [2, 3]  # 4.5, then 4 before 6, which is as near

    def test_places_are_expected_to_be_alike_as_far_as_what_is_usual_outweighs_what_is_known(self):
        usual = sum(self.KNOWN) / 6 + 0.01
        initiative, _, _ = self.aimed(self.town())
        assert initiative.likeness == single((5.0 + usual) / (8.5 + 2 * usual))
        initiative, _, _ = self.aimed(self.town(review__like_usual=0.0))
        assert initiative.likeness == single(5.0 / 8.5)

    def test_where_nothing_is_known_anywhere_as_much_is_expected_of_each_place(self):
        town = town_of(review__compared=2, review__like_usual=0.0)
        assert self.aimed(town)[0].likeness == 0.5

    def test_places_where_leaders_work_on_the_same_problem_are_not_compared(self):
        town = self.town()
        other = initiative_of(town, neighbourhood=1, status=PLANNED, targets=[town.places[3]])
        assert self.aimed(town)[2] == [2, 4]
        other.problem = town.problems[1]
        assert self.aimed(town)[2] == [2, 3]
        other.problem, other.measure = town.problems[0], SOCIAL
        assert self.aimed(town)[2] == [2, 3]
        other.measure, other.reserved = SITUATIONAL, True
        assert self.aimed(town)[2] == [2, 3]

    def test_where_no_place_is_left_nothing_is_expected(self):
        town = self.town()
        initiative_of(town, neighbourhood=1, targets=town.places[1:])
        initiative, _, compared = self.aimed(town)
        assert compared == []
        assert initiative.likeness == 0.0
        initiative.matched = 9.0
        assert findings(town, 0, town.neighbourhoods[0], initiative) == (0.0, 0.0)

    def test_as_many_places_are_compared_for_each_target_at_most_all(self):
        town = self.town(review__compared=8)
        assert self.aimed(town)[2] == [1, 2, 3, 4, 5]

    def test_what_was_planned_first_in_a_cycle_is_heeded_by_who_plans_next(self):
        town = self.town(planning__by_worth=1.0)
        for neighbourhood in town.neighbourhoods:
            neighbourhood.account, neighbourhood.severity[0] = [1e6, 0.0], 1.0
        plan(town, 3)
        (here,), (there,) = (neighbourhood.initiatives for neighbourhood in town.neighbourhoods)
        assert (here.problem.number, there.problem.number) == (0, 0)
        assert (here.targets, there.targets) == ([town.places[0]], [town.places[4]])
        assert here.compared == [town.places[2], town.places[3]]
        assert there.compared == [town.places[2], town.places[3]]  # and not place 0, which is nearest
        assert (here.planned_day, here.forecast) == (1, 0.5)

    def test_the_share_that_targets_hold_is_of_what_is_known(self):
        town = self.town()
        assert share_within(town, town.neighbourhoods[0], town.problems[0]) == single(5.01 / 10.03)
        assert choose_targets(town, town.neighbourhoods[1], town.problems[0]) == [town.places[4]]


class TestWaiting:
    def test_picks_are_reached_and_wait_in_turn_and_nobody_is_picked_twice(self):
        town = town_of(levers(information_sharing=1.0), planning__screened=2, planning__reached=500)
        here, draws, picked = town.neighbourhoods[0], Draws(7), ([], [])
        for h in range(12):  # 6 are to be reached
            candidates = [here.residents[draws.below(30, Purpose.REACH, 4, 0, 32 * h + j)] for j in range(2)]
            adults = [resident for resident in candidates if resident.adult]
            neediest = max(adults, key=lambda resident: resident.need, default=None)
            if neediest is not None and neediest not in picked[0] + picked[1]:
                picked[h % 2].append(neediest)
        initiative = initiative_of(town, measure=SOCIAL)
        reach_residents(town, 4, here, initiative)
        assert (initiative.reached, initiative.waiting) == picked
        assert len(picked[0]) + len(picked[1]) < 12
        assert min(len(each) for each in picked) > 1

    def judged(self, reached, waiting, noise=0.0, **values):
        town = town_of(assessment__agency_noise=noise)
        for resident, need in zip(town.residents, (0.2, 0.4, 0.6, 0.8), strict=False):
            resident.need = need
        people = {
            "reached": [town.residents[number] for number in reached],
            "waiting": [town.residents[number] for number in waiting],
        }
        return town, initiative_of(town, measure=SOCIAL, planned_day=28, **people, **values)

    def test_those_reached_are_judged_against_those_who_wait_as_if_as_many(self):
        town, initiative = self.judged([0, 1], [2, 3, 1])
        assert findings(town, 0, town.neighbourhoods[0], initiative) == single((2 * 0.3, 2 * 0.6), rel=1e-6)

    def test_who_moved_in_since_is_not_looked_at(self):
        town, initiative = self.judged([0, 1], [2, 3])
        town.residents[0].arrived, town.residents[3].arrived = 56, 27  # planned on day 28
        assert findings(town, 0, town.neighbourhoods[0], initiative) == single((2 * 0.4, 2 * 0.7), rel=1e-6)
        town.residents[3].arrived = 28  # the newcomers of the very cycle of the plan
        assert findings(town, 0, town.neighbourhoods[0], initiative) == single((2 * 0.4, 2 * 0.6), rel=1e-6)

    def test_where_nobody_is_left_the_others_stand_for_them(self):
        town, initiative = self.judged([0, 1], [])
        assert findings(town, 0, town.neighbourhoods[0], initiative) == single((2 * 0.3, 2 * 0.3), rel=1e-6)
        town, initiative = self.judged([0, 1], [2, 3])
        town.residents[0].arrived = town.residents[1].arrived = 56
        assert findings(town, 0, town.neighbourhoods[0], initiative) == single((2 * 0.7, 2 * 0.7), rel=1e-6)
        town, initiative = self.judged([], [2, 3])
        assert findings(town, 0, town.neighbourhoods[0], initiative) == (0.0, 0.0)

    def test_agencies_err_less_the_more_clients_there_are(self):
        town, initiative = self.judged([0, 1], [2, 3], noise=0.5)
        nth = 2 * town.neighbourhoods[0].slots.index(initiative)
        drawn = [normal(Draws(7).uniform(Purpose.AGENCY, 9, 0, which + nth)) for which in (1000, 1001)]
        erring = [math.exp(0.5 / math.sqrt(2) * z) for z in drawn]
        assert findings(town, 9, town.neighbourhoods[0], initiative) == single(
            (0.6 * erring[0], 1.4 * erring[1]), rel=1e-6
        )


class TestReview:
    def test_crimes_recorded_in_cycles_that_it_ran_through_are_counted_on_both_sides(self):
        town = town_of()
        places = town.places
        initiative = initiative_of(town, targets=places[:1], compared=places[2:4], start_day=28, likeness=0.5)
        for place, recorded in zip(places, (2, 9, 3, 4, 9, 9), strict=True):
            place.cycle_recorded = [recorded, 50, 50, 50, 50]
        town.day = 54  # its first day was not the first of this cycle
        count_recorded(town, initiative)
        assert (initiative.seen, initiative.matched) == (0.0, 0.0)
        for _ in range(2):
            town.day = 55
            count_recorded(town, initiative)
        assert (initiative.seen, initiative.matched) == (4.0, 14.0)
        assert findings(town, 1, town.neighbourhoods[0], initiative) == (4.0, 7.0)

    def ended(self, seen, **values):
        """End an initiative of which 7 was to be expected; 1 - (seen + 5) / 12 must be at least half of 0.4."""
        town = town_of(**EXACT)
        described = {"matched": 14.0, "likeness": 0.5, "start_day": 30, "end_day": 56, "forecast": 0.4, **values}
        initiative_of(town, seen=seen, **described)
        town.day = 55
        review(town, 1)
        return town.neighbourhoods[0]

    @pytest.mark.parametrize(("seen", "met"), [(4.5, 1.0), (4.7, 0.0)])
    def test_it_is_met_when_half_of_what_was_forecast_came_about(self, seen, met):
        here = self.ended(seen)
        assert here.result == met
        assert here.initiatives == []

    def test_experience_is_what_was_seen_and_expected_of_the_problem_by_measure_and_lead(self):
        here = self.ended(4.5, begun=COMMUNITY_LED)
        assert here.expected[0][SITUATIONAL] == single([0.0, 7.0 * LEFT])
        assert here.seen[0][SITUATIONAL] == single([0.0, 4.5 * LEFT])
        assert here.expected[1] == here.seen[1] == [[0.0, 0.0], [0.0, 0.0]]

    def half_way(self, seen, **overrides):
        town = town_of(**{**EXACT, "review__end_below": -0.5, **overrides})
        town.places[1].known[0] = 3.0
        town.day = 55
        values = {"targets": town.places[:1], "matched": 14.0, "likeness": 0.5, "start_day": 30, "end_day": 80}
        return town, initiative_of(town, seen=seen, money=40.0, **values)

    def test_half_way_what_fails_is_ended_and_counts_as_not_met(self):
        town, initiative = self.half_way(13.1)  # 1 - 18.1 / 12 < -0.5
        review(town, 1)
        here = town.neighbourhoods[0]
        assert initiative not in here.initiatives
        assert here.result == 0.0
        assert here.account == [40.0, 0.0]
        assert here.seen[0][SITUATIONAL][POLICE_ASSISTED] == single(13.1 * LEFT)

    def test_half_way_what_does_not_fail_is_aimed_anew_once_and_nothing_seen_is_lost(self):
        town, initiative = self.half_way(12.9)
        review(town, 1)
        here = town.neighbourhoods[0]
        assert here.initiatives == [initiative]
        assert here.result is None
        assert initiative.targets == [town.places[1]]
        assert town.places[1] not in initiative.compared
        assert (initiative.seen, initiative.matched, initiative.reviewed) == (12.9, 0.0, True)
        assert initiative.expected_before == 7.0  # by the likeness that held until now
        initiative.matched, initiative.likeness = 4.0, 0.25
        assert findings(town, 1, town.neighbourhoods[0], initiative) == (12.9, 8.0)
        assert here.expected[0][SITUATIONAL][POLICE_ASSISTED] == 0.0
        initiative.seen = 99.0
        review(town, 1)
        assert here.initiatives == [initiative]

    def test_what_is_aimed_anew_heeds_nothing_that_ended_in_the_same_review_whatever_its_slot(self):
        town, initiative = self.half_way(3.0, review__compared=1)
        town.places[4].known[0], town.places[5].known[0] = 3.0, 9.0
        other = initiative_of(town, neighbourhood=1, targets=town.places[4:5], end_day=57, reviewed=True)
        review(town, 1)
        assert initiative.compared == [town.places[0]]  # 0 is known of it, its own target until now; 3 of place 4
        initiative.reviewed, other.end_day = False, 56
        review(town, 1)
        assert town.neighbourhoods[1].initiatives == []
        assert initiative.compared == [town.places[4]]

    def test_nobody_looks_half_way_where_that_is_switched_off(self):
        town, initiative = self.half_way(99.0, review__at_half_time=0)
        review(town, 1)
        assert town.neighbourhoods[0].initiatives == [initiative]
        assert not initiative.reviewed


class TestBeliefs:
    """Prior 5, usually 0.2; experience of theft by police-assisted situational work."""

    RULES: ClassVar = {"review__prior": FIVE, "review__usual_situational": 0.2, "review__least_belief": 0.02}

    def town(self, chosen=None, communities=1, **overrides):
        chosen = chosen or levers(collaboration=0.0)
        return Twin(handmade(communities=communities, chosen=chosen, parameters=parameters(**self.RULES, **overrides)))

    def learn(self, neighbourhood, expected, seen, q=0):
        neighbourhood.expected[q][SITUATIONAL][POLICE_ASSISTED] = expected
        neighbourhood.seen[q][SITUATIONAL][POLICE_ASSISTED] = seen

    def belief(self, neighbourhood, q=0):
        return neighbourhood.belief[q][SITUATIONAL][POLICE_ASSISTED]

    def test_what_is_usual_is_believed_before_anything_was_seen(self):
        town = self.town(review__usual_social=0.3)
        pass_on_experience(town)
        for neighbourhood in town.neighbourhoods:
            for situational, social in neighbourhood.belief:
                assert (situational, social) == (single([0.2, 0.2]), single([0.3, 0.3]))

    def test_experience_of_a_problem_counts_first_and_of_all_problems_as_far_as_there_is_none(self):
        town = self.town()
        here, there = town.neighbourhoods
        self.learn(here, 10.0, 5.0)
        self.learn(here, 20.0, 18.0, q=1)
        pass_on_experience(town)
        of_all = (23 + 5 * 0.8) / 35
        assert self.belief(here) == single(1 - (5 + 5 * of_all) / 15)
        assert self.belief(here, q=1) == single(1 - (18 + 5 * of_all) / 25)
        assert self.belief(here, q=2) == single(1 - of_all)
        assert here.belief[0][SITUATIONAL][COMMUNITY_LED] == single(0.2)
        assert self.belief(there) == self.belief(here)

    def test_something_is_always_expected(self):
        town = self.town()
        self.learn(town.neighbourhoods[0], 10.0, 30.0)
        pass_on_experience(town)
        assert self.belief(town.neighbourhoods[0]) == 0.02

    def test_leaders_of_one_table_have_all_of_its_experience(self):
        town = self.town(levers(collaboration=0.0))
        here, there = town.neighbourhoods
        self.learn(here, 10.0, 5.0)
        self.learn(there, 30.0, 24.0)
        pass_on_experience(town)
        of_all = (29 + 4) / (40 + 5)
        assert self.belief(here) == self.belief(there) == single(1 - (29 + 5 * of_all) / (40 + 5))
        assert here.seen[0][SITUATIONAL][POLICE_ASSISTED] == 5.0  # what is summed up is kept apart

    def test_experience_of_other_communities_counts_by_the_provincial_table(self):
        town = self.town(levers(collaboration=0.5), communities=2, review__province_spread=0.4)
        here, there, afar, farther = town.neighbourhoods
        for neighbourhood, expected, seen in (
            (here, 10.0, 5.0),
            (there, 4.0, 2.0),
            (afar, 20.0, 8.0),
            (farther, 30.0, 30.0),
        ):
            self.learn(neighbourhood, expected, seen)
        pass_on_experience(town)
        seen, expected = 7 + 0.2 * 38, 14 + 0.2 * 50
        of_all = (seen + 4) / (expected + 5)
        assert self.belief(here) == single(1 - (seen + 5 * of_all) / (expected + 5))

    def test_experience_loses_half_its_weight_in_its_half_life(self):
        town = self.town(review__experience_half_life=2.0)
        here = town.neighbourhoods[0]
        self.learn(here, 10.0, 5.0)
        for _ in range(26):
            fade_experience(town)
        assert here.expected[0][SITUATIONAL][POLICE_ASSISTED] == single(5.0)
        assert here.seen[0][SITUATIONAL][POLICE_ASSISTED] == single(2.5)
