"""What police do not know in the slow twin, each rule worked out by hand in the test: silence, and health data."""

import math
from dataclasses import replace
from typing import ClassVar

import pytest

from twin.assessment import statistic
from twin.draws import Draws, Purpose, normal
from twin.handmade import levers
from twin.happenings import Incident
from twin.health_data import treat_victims
from twin.people import CHILD, MIDDLE, OLDER, YOUNG
from twin.reporting import find_caller, report_incident
from twin.silence import departure, draw_silence, usual_logit
from twin.staging import town_of

single = pytest.approx


class TestSilence:
    RULES: ClassVar = {"reporting__by_young": -0.8, "reporting__by_older": 0.4}

    def test_the_young_report_less_and_the_older_more(self):
        town = town_of(**self.RULES)
        resident = town.residents[0]
        departures = {}
        for age in (CHILD, YOUNG, MIDDLE, OLDER):
            resident.age = age
            departures[age] = departure(town.rules.reporting, resident)
        assert departures == {CHILD: 0.0, YOUNG: -0.8, MIDDLE: 0.0, OLDER: 0.4}

    def test_places_depart_on_their_own_and_with_their_neighbourhood_but_the_town_does_not(self):
        town = town_of(reporting__place_spread=0.3, reporting__neighbourhood_spread=0.2)
        draw_silence(town)
        shifts = []
        for place in range(6):
            own, around = (Draws(7).uniform(Purpose.BIRTH, *who) for who in ((1, place, 1), (4, place // 3, 2)))
            shifts.append(0.3 * normal(own) + 0.2 * normal(around))
        usual = sum(shifts) / 6
        assert [place.reporting_shift for place in town.places] == single([shift - usual for shift in shifts])

    def test_what_departures_do_to_the_mean_is_taken_off(self):
        spreads = {"reporting__place_spread": 0.3, "reporting__neighbourhood_spread": 0.4}
        ages = {"people__share_child": 0.2, "people__share_young": 0.16, "people__share_older": 0.24}
        town = town_of(**self.RULES, **spreads, **ages)
        kind = replace(town.problems[0].kinds[0], reported=0.2)
        mean = 0.2 * -0.8 + 0.3 * 0.4
        variance = 0.09 + 0.16 + 0.2 * 0.64 + 0.3 * 0.16 - mean**2
        assert usual_logit(town.rules, kind) == single(math.log(0.25) - mean - 0.3 * variance)
        half = replace(kind, reported=0.5)
        assert usual_logit(town.rules, half) == single(-mean)

    def test_without_departures_the_usual_logit_is_that_of_the_share_declared(self):
        even = dict.fromkeys(("by_young", "by_older", "place_spread", "neighbourhood_spread"), 0.0)
        town = town_of(**{f"reporting__{name}": value for name, value in even.items()})
        kind = replace(town.problems[0].kinds[0], reported=0.2)
        assert usual_logit(town.rules, kind) == single(math.log(0.25))
        never, always = (replace(kind, reported=share) for share in (0.0, 1.0))
        assert usual_logit(town.rules, always) == single(-usual_logit(town.rules, never))
        assert usual_logit(town.rules, never) == single(math.log(1e-9), rel=1e-6)

    def test_who_reports_is_drawn_with_age_and_with_the_place_where_it_happened(self):
        town = town_of(**self.RULES, reporting__by_trust=0.0, reporting__by_witness=0.0)
        theft, place = town.problems[0], town.places[0]
        kind = replace(theft.kinds[0], reported=0.5)
        usual = usual_logit(town.rules, kind)
        heard = {}
        for age, by_age in ((YOUNG, -0.8), (OLDER, 0.4)):
            for shift in (-1.0, 1.0):
                place.reporting_shift = shift
                chance = 1 / (1 + math.exp(-(usual + by_age + shift)))
                heard[age, shift] = 0
                for offender in town.residents:
                    victim = town.residents[33]  # lives elsewhere, where nothing departs
                    victim.age = age
                    caller = find_caller(town, Incident(theft, kind, place, offender, victim), offender.number)
                    told = Draws(7).uniform(Purpose.REPORT, 0, offender.number, 0) < chance
                    assert caller is (victim if told else None)
                    heard[age, shift] += told
        assert heard[YOUNG, -1.0] < heard[YOUNG, 1.0] < heard[OLDER, 1.0]
        assert heard[YOUNG, -1.0] < heard[OLDER, -1.0] < heard[OLDER, 1.0]


class TestHealthData:
    def town(self, tie=0.3, sharing=0.8, **rules):
        """A town where the agency that treats victims is tied half as well as it takes to tell all."""
        town = town_of(
            levers(information_sharing=sharing),
            **{
                "health__tie_needed": 0.6,
                "health__complete": 1.0,
                "health__recorded": 0.5,
                "health__known": 0.25,
                **rules,
            },
        )
        violence = town.problems[1]
        town.communities[0].agency_tie = [tie if agency == violence.treated_by else 0.0 for agency in range(4)]
        return town

    def hurt(self, town, treated=1.0, **known):
        """Each resident hurts a resident of the first place, where one in four is young."""
        violence, place = town.problems[1], town.places[0]
        kind = replace(violence.kinds[1], treated=treated, severity=5.0)
        return [
            Incident(violence, kind, place, offender, place.residents[1 + offender.number % 2], **known)
            for offender in town.residents
        ]

    def drawn(self, nth, who):
        return Draws(7).uniform(Purpose.TREATMENT, 0, who, nth)

    def test_some_are_treated_whatever_police_know_and_of_what_they_do_not_some_is_shared(self):
        town = self.town()
        here, place, everybody = town.neighbourhoods[0], town.places[0], range(60)
        treat_victims(town, self.hurt(town, treated=0.6))
        treated = [who for who in everybody if self.drawn(0, who) < 0.6]
        shared = [who for who in treated if self.drawn(1, who) < 0.5 * 0.8]
        recorded = [who for who in shared if self.drawn(2, who) < 0.5]
        assert len(treated) > len(shared) > len(recorded) > 2
        counts = here.counts
        assert (counts.treated, counts.treated_unknown, counts.shared) == (len(treated), len(treated), len(shared))
        young = [who for who in treated if who % 2 == 0]  # resident 1 is young, resident 2 is not
        assert counts.treated_young == counts.treated_young_unknown == len(young)
        for tally in (counts, here.cycle):
            assert tally.reported == tally.recorded == [0, len(recorded), 0, 0, 0]
            assert tally.pooled == [0, len(shared) - len(recorded), 0, 0, 0]
        assert counts.recorded_severity == 5.0 * len(recorded)
        assert place.cycle_recorded == [0, len(recorded), 0, 0, 0]
        assert place.known[1] == single(len(recorded) + 0.25 * (len(shared) - len(recorded)))
        assert town.calls == []

    @pytest.mark.parametrize("known", ["reported", "discovered"])
    def test_what_police_know_is_not_shared(self, known):
        town = self.town(tie=1.0, sharing=1.0)
        treat_victims(town, self.hurt(town, **{known: True}))
        counts = town.neighbourhoods[0].counts
        assert (counts.treated, counts.treated_unknown, counts.shared) == (60, 0, 0)
        assert counts.treated_young == 30
        assert counts.treated_young_unknown == 0

    def test_reporting_says_what_police_know(self):
        town = town_of(reporting__by_witness=0.0, reporting__tip_chance=0.0, patrol__discovery=5.0)
        disorder, place = town.problems[2], town.places[0]
        place.hours, place.neighbourhood.patrol_hours = 99.0, 297.0
        told, unheard = (
            Incident(disorder, replace(disorder.kinds[0], reported=share), place, town.residents[9], place.residents[1])
            for share in (1.0, 0.0)
        )
        report_incident(town, told)
        report_incident(town, unheard)
        assert (told.reported, told.discovered) == (True, False)
        assert (unheard.reported, unheard.discovered) == (False, True)

    @pytest.mark.parametrize(("tie", "open_by"), [(0.15, 0.25), (0.6, 1.0), (0.9, 1.0)])
    def test_from_a_tie_that_is_close_enough_on_all_is_told(self, tie, open_by):
        town = self.town(tie=tie)
        treat_victims(town, self.hurt(town))
        shared = sum(self.drawn(1, who) < 0.8 * open_by for who in range(60))
        assert town.neighbourhoods[0].counts.shared == shared

    @pytest.mark.parametrize("closed", [{"tie": 0.0}, {"sharing": 0.0}, {"health__complete": 0.0}])
    def test_without_ties_or_sharing_nothing_is_told(self, closed):
        town = self.town(**closed)
        treat_victims(town, self.hurt(town))
        assert (town.neighbourhoods[0].counts.treated, town.neighbourhoods[0].counts.shared) == (60, 0)
        assert statistic(town, town.neighbourhoods[0], town.problems[1]) == 0.0

    def test_what_victims_of_a_type_that_no_agency_treats_tell_stays_untold(self):
        town = self.town()
        town.problems[1].treated_by = None
        treat_victims(town, self.hurt(town))
        assert town.neighbourhoods[0].counts.shared == 0

    def test_what_is_pooled_is_counted_with_what_is_recorded_and_what_is_usually_told_divides_both(self):
        town = self.town(reporting__founded=0.5, assessment__discovered_weight=0.0, health__complete=0.6)
        here, violence = town.neighbourhoods[0], town.problems[1]
        here.cycle.recorded[1], here.cycle.pooled[1] = 3, 2
        unseen = 0.08 * 0.09 * 0.49 + 0.55 * 0.15 * 0.60 + 0.37 * 0.02 * 0.94
        divisor = violence.typical_reported * 0.5 + unseen * 0.6 * 0.8 * 0.5
        assert statistic(town, here, violence) == single(5 / divisor)
        theft = town.problems[0]
        here.cycle.recorded[0] = 3
        assert statistic(town, here, theft) == single(3 / (theft.typical_reported * 0.5))
