"""Doses, busy agencies, partners' powers, work side by side and referral in the slow twin, each worked out by hand."""

import math
from dataclasses import replace

import pytest

from twin import Twin
from twin.arithmetic import logit
from twin.day import fade_traces
from twin.delivery import deliver
from twin.dose import draw_fidelity, draw_tested, response, share_agencies
from twin.draws import Draws, Purpose, normal
from twin.handmade import handmade, levers, parameters
from twin.happenings import COMMUNITY_LED, SITUATIONAL, SOCIAL, Call
from twin.offending import go_ahead_chance, look_for_place, settle_place
from twin.response import clear
from twin.review import review
from twin.staging import initiative_of, town_of

single = pytest.approx


def town_with(**overrides):
    """A town where agencies have all hours, and 2 hours a day of one place are a full dose."""
    rules = {"delivery__agency_capacity": 1000.0, "delivery__dose_needed_places": 2.0, "delivery__dose_half": 0.5}
    return town_of(**{**rules, "delivery__dose_steepness": 2.0, "delivery__hardening_per_hour": 0.05, **overrides})


def dose_does(dose):
    """What a dose does with a half of 0.5 and a steepness of 2."""
    return dose**2 * 1.25 / (dose**2 + 0.25)


class TestDose:
    @pytest.mark.parametrize(("dose", "does"), [(0.0, 0.0), (0.5, 0.625), (1.0, 1.0)])
    def test_about_half_of_a_dose_does_about_half(self, dose, does):
        rules = parameters(delivery__dose_half=0.5, delivery__dose_steepness=2.0).delivery
        assert response(rules, dose) == single(does)

    def test_without_a_threshold_any_dose_does_all_and_none_too(self):
        rules = parameters(delivery__dose_steepness=0.0).delivery
        assert [response(rules, dose) for dose in (0.0, 0.3, 1.0)] == [1.0, 1.0, 1.0]

    def test_the_dose_is_the_mean_since_it_began_of_what_was_delivered_as_intended_by_whom(self):
        town = town_with()
        initiative = initiative_of(town, targets=town.places[:2], match=0.5, fidelity=0.8, daily_money=75.0)
        deliver(town)  # asked 1 hour, worth 0.5, for two places that need 2 each
        assert initiative.dose == single(0.8 * 0.5 * 0.25)
        town.day, town.neighbourhoods[0].initiative_hours = 1, 9.0
        deliver(town)  # asked 10 hours, worth 9.5: more than is needed
        assert initiative.dose == single((0.1 + 0.8 * 0.95) / 2)

    def test_nothing_asked_and_nobody_aimed_at_are_no_dose(self):
        town = town_with()
        idle = initiative_of(town, targets=town.places[:1], money=0.0)
        deliver(town)
        assert idle.dose == 0.0
        aimless = initiative_of(town, measure=SOCIAL)
        deliver(town)
        assert aimless.dose == 0.0

    def test_a_low_dose_achieves_less_and_a_part_of_the_rest_only_moves_crime(self):
        town = town_with(delivery__moved_at_low_dose=0.4)
        place = town.places[0]
        initiative_of(town, targets=[place], daily_money=75.0)  # an hour of two
        deliver(town)
        achieved = dose_does(0.5)
        moves = 0.4 * (1 - achieved)
        assert place.hardening[0] == single(0.05 * (achieved + moves))
        assert place.shallow[0] == single(0.05 * moves)
        fade_traces(town)
        half = 0.5 ** (1 / town.rules.places.hardening_half_life)
        assert place.shallow[0] == single(0.05 * moves * half)

    def test_watch_and_relief_go_by_the_dose_and_by_whether_the_measure_was_tested(self):
        town = town_with(
            delivery__watch_per_hour=0.1, delivery__need_per_hour=0.05, delivery__dose_needed_residents=4.0
        )
        reached = town.residents[1]
        reached.need = 0.5
        initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED, daily_money=75.0, tested=0.3)
        initiative_of(town, neighbourhood=1, measure=SOCIAL, reached=[reached], daily_money=150.0)
        deliver(town)
        assert town.places[0].watch == single(0.1 * 0.3 * dose_does(0.5))
        assert reached.need == single(0.5 * (1 - 0.05 * 2 * dose_does(0.5)), rel=1e-6)

    def test_work_that_was_never_delivered_teaches_nothing(self):
        learnt = []
        for dose in (0.3, 0.5):
            town = town_with(review__learning=1.0)
            initiative_of(town, targets=town.places[:1], seen=4.0, end_day=0, dose=dose)
            review(town, 2)
            learnt.append(town.neighbourhoods[0].seen[0][SITUATIONAL][0] > 0)
        assert learnt == [False, True]


class TestAgencies:
    def test_who_is_asked_for_more_than_they_have_gives_all_the_same_share(self):
        town = town_with(delivery__agency_capacity=50.0)  # 3 hours for 60 residents
        busy = initiative_of(town, targets=town.places[:1], daily_money=300.0, agency=1)
        other = initiative_of(town, neighbourhood=1, targets=town.places[3:4], daily_money=150.0, agency=1)
        share_agencies(town, town.communities[0])
        assert town.communities[0].agency_share == single([1.0, 0.5, 1.0, 1.0])
        deliver(town)
        assert (busy.agency_hours, busy.money, busy.spent) == single((2.0, 850.0, 150.0))
        assert (other.agency_hours, other.money) == single((1.0, 925.0))
        assert busy.dose == single(0.5)  # half of what it asked for, which was more than is needed

    def test_a_programmes_initiative_asks_nobody_and_has_all_that_it_pays(self):
        town = town_with(delivery__agency_capacity=0.0)
        reserved = initiative_of(town, targets=town.places[:1], reserved=True)
        deliver(town)
        assert reserved.agency_hours == single(2.0)
        assert town.communities[0].agency_share == [1.0] * 4

    def test_ties_commitment_and_chance_decide_how_much_is_delivered_as_intended(self):
        town = town_with(
            delivery__fidelity_usual=-1.0,
            delivery__fidelity_by_tie=2.0,
            delivery__fidelity_by_commitment=1.5,
            delivery__fidelity_spread=0.8,
        )
        here = town.neighbourhoods[0]
        here.community.agency_tie[2] = 0.25
        drawn = normal(Draws(7).uniform(Purpose.DELIVERY, 5, here.number, SOCIAL))
        fidelity = draw_fidelity(town, 5, here, (SOCIAL, 2))
        assert logit(fidelity) == single(-1 + 2 * 0.25 + 1.5 * 0.4 + 0.8 * drawn)

    def test_tables_that_work_together_take_tested_measures(self):
        chosen = levers(collaboration=0.5)
        town = town_of(chosen, planning__tested_usual=0.2, delivery__untested=0.35)
        here = town.neighbourhoods[0]
        here.community.agency_tie = [0.4, 0.6, 0.5, 0.5]
        chance = 0.2 + 0.8 * 0.5 * 0.5
        drawn = [Draws(7).uniform(Purpose.DELIVERY, cycle, 0, 64 + SOCIAL) < chance for cycle in range(40)]
        tested = [draw_tested(town, cycle, here, SOCIAL) for cycle in range(40)]
        assert tested == [1.0 if each else 0.35 for each in drawn]
        assert 5 < sum(drawn) < 35


class TestPartners:
    def test_with_a_partners_powers_hardening_goes_further_and_lasts_longer(self):
        town = town_with(delivery__powers=0.5, delivery__dose_steepness=0.0)
        place, town.communities[0].agency_tie[0] = town.places[0], 0.6
        place.hardening[0] = 1.1
        initiative_of(town, targets=[place])
        deliver(town)
        assert place.hardening[0] == single(1.1 + 0.05 * 2 * 0.2)
        assert place.backing == single(0.6 * 0.02 / 1.12)  # the rest of the hardening had nobody behind it
        place.backing = 0.6
        fade_traces(town)
        half_life = town.rules.places.hardening_half_life * 1.3
        assert place.hardening[0] == single(1.12 * 0.5 ** (1 / half_life))

    @pytest.mark.parametrize("how", [{"match": 0.5}, {"reserved": True}])
    def test_without_the_agency_best_placed_there_are_no_powers(self, how):
        town = town_with(delivery__powers=0.5, delivery__dose_steepness=0.0)
        place, town.communities[0].agency_tie[0] = town.places[0], 0.6
        place.backing, place.hardening[0] = 0.6, 1.1
        initiative_of(town, targets=[place], **how)
        deliver(town)
        assert (place.backing, place.hardening[0]) == (0.6, 1.1)  # what hardens nothing changes nothing
        place.hardening[:2] = [0.5, 0.6]
        deliver(town)
        gained = 0.05 * 2 * how.get("match", 1.0) * 0.5
        assert place.hardening[0] == single(0.5 + gained)
        assert place.backing == single(0.6 * 1.1 / (1.1 + gained))


class TestSideBySide:
    def pair(self, town, **social):
        """A situational initiative and, in a later slot, social work against the same problem."""
        here = town.neighbourhoods[0]
        beside = initiative_of(
            town, measure=SOCIAL, slot=1, reached=town.residents[1:2], agency=1, daily_money=3750.0, money=9e4, **social
        )
        first = initiative_of(town, targets=town.places[:1])
        here.slots[0], here.slots[1] = first, beside
        return first, beside

    def raised_by(self, reinforcement=0.5, **social):
        town = town_with(delivery__reinforcement=reinforcement, delivery__powers=0.0)
        town.communities[0].agency_tie = [0.2, 0.6, 0.0, 0.0]
        self.pair(town, **social)
        deliver(town)
        return town.places[0].hardening[0] / (0.05 * 2)

    def test_two_measures_against_one_problem_do_more_as_far_as_their_agencies_are_tied(self):
        assert self.raised_by() == single(1 + 0.5 * 0.4)
        assert self.raised_by(reinforcement=0.0) == single(1.0)

    @pytest.mark.parametrize("change", [{"dose": 0.1}, {"status": 1, "start_day": 9}, {"reserved": True}])
    def test_what_does_not_take_effect_does_not_help(self, change):
        assert self.raised_by(**change) == single(1.0)

    def test_each_measure_is_judged_as_it_stands_in_order_of_slots(self):
        """The first sees the dose that the second had until yesterday, the second what the first has today."""
        town = town_with(delivery__powers=0.0, delivery__need_per_hour=0.001, delivery__dose_needed_residents=2.0)
        town.communities[0].agency_tie = [0.2, 0.6, 0.0, 0.0]
        first, beside = self.pair(town, dose=0.1)
        town.places[0].hardening[0] = 0.0
        first.dose, town.residents[1].need = 0.1, 0.5
        deliver(town)
        assert (first.dose, beside.dose) == (1.0, 1.0)
        assert town.places[0].hardening[0] == single(0.05 * 2)
        assert town.residents[1].need == single(0.5 * (1 - 0.001 * 50 * (1 + 0.25 * 0.4)), rel=1e-6)


class TestMovedOffenders:
    def test_an_offender_whom_only_shallow_work_blocks_goes_to_the_next_place_as_set_on_it_as_before(self):
        town = town_of(offending__displacement=0.0, offending__by_hardening=3.0, offending__places_weighed=2)
        theft = town.problems[0]
        what = (theft, replace(theft.kinds[0], at_homes=1.0))
        for place in town.places[::2]:
            place.hardening[0], place.shallow[0] = 0.9, 0.6
        went = {"there": 0, "to the next": 0, "nowhere, for shallow work": 0, "nowhere": 0}
        for town.day in range(10):
            for offender in town.residents:
                went[self.where(town, offender, what)] += 1
        assert min(went.values()) > 4

    def where(self, town, offender, what):
        """Say where an offender goes, and hold that it is where they go by hand."""
        weighed = [look_for_place(town, offender, what[1], candidate) for candidate in (0, 1)]
        drawn = [Draws(7).uniform(Purpose.CHOICE, town.day, offender.number, nth) for nth in (0, 1)]
        first = int(2 * drawn[0])
        place, other = weighed[first], weighed[1 - first]
        chances = [go_ahead_chance(town, offender, what, each) for each in (place, other)]
        went = settle_place(town, offender, *what)
        if drawn[1] < chances[0]:
            assert went is place
            return "there"
        if logit(drawn[1]) < logit(chances[0]) + 3 * place.shallow[0] and drawn[1] < chances[1]:
            assert went is other
            return "to the next"
        assert went is None
        return "nowhere, for shallow work" if logit(drawn[1]) < logit(chances[0]) + 3 * place.shallow[0] else "nowhere"


class TestReferral:
    def cleared(self, town, residents):
        theft = town.problems[0]
        for number, offender in enumerate(residents):
            caller = town.residents[30 + number]
            call = Call(0, town.neighbourhoods[1], theft, theft.kinds[0], caller, offender, True, False, 3.5)
            clear(town, call)

    def test_who_is_cleared_is_referred_as_far_as_police_work_with_the_agency_while_it_has_hours(self):
        rules = {"delivery__referral": 0.9, "delivery__referral_hours": 4.0, "delivery__referral_effect": 0.25}
        given = parameters(**rules, response__handover_relief=0.1)
        town = Twin(handmade(chosen=levers(collaboration=0.8), parameters=given))
        right, community = town.problems[0].right, town.communities[0]
        community.agency_tie[right], community.crisis_hours[right] = 0.75, 21.0
        offenders = town.residents[:30]
        for offender in offenders:
            offender.need, offender.propensity = 0.5, 4.0
        self.cleared(town, offenders)
        chance = 0.9 * 0.8 * 0.75
        draws = [Draws(7).uniform(Purpose.OUTCOME, 0, 30 + number, 192 + 1) for number in range(30)]
        willing = [number for number, u in enumerate(draws) if u < chance]
        referred = [resident.number for resident in offenders if resident.propensity < 4.0]
        assert referred == willing[:6]  # the sixth takes hours that are not there
        assert len(willing) > 6
        assert community.crisis_hours[right] == -3.0
        assert {offenders[number].propensity for number in referred} == {3.0}
        assert math.isclose(offenders[referred[0]].need, 0.45, rel_tol=1e-6)
        assert (town.neighbourhoods[0].counts.referrals, town.neighbourhoods[1].counts.referrals) == (6, 0)
