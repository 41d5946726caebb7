"""The cycle of the slow twin, and its edges, each worked out by hand in the test."""

import math
from dataclasses import replace
from typing import ClassVar

import pytest

from twin import Twin
from twin.assessment import assess, move_reference, move_zone, statistic
from twin.cycle import reset_counters
from twin.day import count_hours
from twin.deployment import deploy
from twin.forums import hold_forum
from twin.handmade import handmade, levers, parameters
from twin.money import share_hours_and_money
from twin.people import CHILD, COUNCILLOR, MAYOR
from twin.staging import town_of
from twin.table import renew_standing

single = pytest.approx


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

    def test_what_is_usual_is_set_by_the_thirteen_cycles_after_burn_in(self):
        town = town_of()
        town.burn_in_days = 28
        community = town.communities[0]
        for cycle in range(20):
            for neighbourhood in town.neighbourhoods:
                neighbourhood.severity[0] = float(cycle)
            town.day = 28 * cycle + 27
            move_reference(town, community)
        running = 0.0
        for cycle in range(14):
            running += (cycle - running) / min(13, cycle + 1)
        assert community.reference == single(running)
        assert community.reference_cycles == 13

    def test_need_can_be_ranked_by_last_years_total_whichever_problems_it_was(self):
        crimes, crises = {"true": 6, "reported": 6, "recorded": 6}, {"true": 4, "reported": 4}
        severities = {}
        for by_problem in (1.0, 0.75, 0.0):
            town = town_of(assessment__by_problem=by_problem, reporting__founded=1.0)
            here, theft, crisis = town.neighbourhoods[0], town.problems[0], town.crises[0]
            here.year = 26.0
            for counted, problem in ((crimes, theft), (crises, crisis)):
                for name, count in counted.items():
                    getattr(here.cycle, name)[problem.number] = count
            assess(town, 0, [None, None])
            severities[by_problem] = here.severity
            total = 12 / 13 * 26 + 6 / theft.typical_reported + 4 / crisis.typical_reported
            assert here.year == single(total)
        even = total / 13 / len(town.problems) / 30 * 1000
        assert severities[0.0] == single([even] * len(town.problems))
        assert severities[1.0][0] == single(theft.mean_severity * 6 / theft.typical_reported / 30 * 1000)
        mixture = [0.75 * own + 0.25 * even for own in severities[1.0]]
        assert severities[0.75] == single(mixture)

    DISCOVERY: ClassVar = {"reporting__founded": 0.9, "patrol__discovery": 0.05, "assessment__discovered_weight": 0.5}

    @pytest.mark.parametrize(("by_exposure", "part"), [(0.0, 1.0), (1.0, 0.75), (0.5, 0.75**0.5)])
    def test_what_was_discovered_is_counted_with_what_was_recorded(self, by_exposure, part):
        town = town_of(**self.DISCOVERY, assessment__by_exposure=by_exposure)
        here, there = town.neighbourhoods
        here.cycle.patrol_hours, there.cycle.patrol_hours = 4 * 28 * 3.0, 2 * 28 * 3.0  # 4 and 2 a place and day
        here.cycle.recorded, here.cycle.discovered = [3, 0, 3, 0, 0], [0, 0, 8, 0, 0]
        theft, disorder = town.problems[0], town.problems[2]
        assert statistic(town, here, theft) == single(3 / (theft.typical_reported * 0.9))
        usual = disorder.typical_reported * 0.9 + 0.5 * (1 - disorder.typical_reported) * (1 - math.exp(-0.15))
        assert statistic(town, here, disorder) == single((3 + 0.5 * part * 8) / usual)

    def test_errors_of_records_and_of_patrol_are_of_what_happened_lately(self):
        town = town_of(patrol__by_severity=0.0)
        here, there = town.neighbourhoods
        for cycle in range(3):
            for neighbourhood, true, recorded, discovered, hours in (
                (here, [8, 0, 6, 2, 5], [0, 0, 1, 1, 9], [0, 0, 3, 0, 0], 30.0),
                (there, [2, 0, 2, 0, 9], [9, 0, 1, 0, 0], [0, 0, 0, 0, 0], 10.0),
            ):
                tally = neighbourhood.cycle
                tally.true, tally.recorded, tally.discovered = true, recorded, discovered
                tally.patrol_hours = hours * (cycle + 1)
            assess(town, cycle, [None, None])
        community, (theft, _, disorder, drugs, _) = town.communities[0], town.problems
        assert here.lately_patrol == single(60.0)
        assert community.records_error == single(abs(5 / 6 - 8 / 10))
        harm = [8 * theft.mean_severity + 6 * disorder.mean_severity + 2 * drugs.mean_severity]
        harm.append(2 * theft.mean_severity + 2 * disorder.mean_severity)
        assert community.patrol_error == single(abs(0.75 - harm[0] / sum(harm)))

    def test_where_nobody_patrols_nothing_is_discovered(self):
        town = town_of(**self.DISCOVERY, assessment__by_exposure=1.0)
        here, disorder = town.neighbourhoods[0], town.problems[2]
        here.cycle.recorded = [0, 0, 3, 0, 0]
        assert statistic(town, here, disorder) == single(3 / (disorder.typical_reported * 0.9))

    def test_patrol_of_the_cycle_is_counted_with_what_programmes_bring(self):
        town = town_of()
        brought = town.places[0]
        brought.programme = replace(brought.programme, patrol=4.0)
        for _ in range(3):
            deploy(town)
            count_hours(town)
        here = town.neighbourhoods[0]
        assert here.cycle.patrol_hours == single(3 * sum(place.hours for place in here.places))
        assert here.cycle.patrol_hours > 12.0

    def test_the_counts_of_a_cycle_begin_anew_with_the_next(self):
        town = town_of()
        here, place = town.neighbourhoods[0], town.places[0]
        here.cycle.patrol_hours, here.cycle.discovered[2], place.cycle_recorded[0], place.known[0] = 9.0, 2, 3, 4.0
        reset_counters(town)
        assert (here.cycle.patrol_hours, here.cycle.discovered[2], place.cycle_recorded[0]) == (0, 0, 0)
        assert place.known[0] == 4.0

    def test_only_forums_where_somebody_came_move_credibility(self):
        town = town_of(table__credibility_rate=0.5)
        here, there = town.neighbourhoods
        here.attendees, here.kept, here.trust, there.trust = 4, 0.25, 0.6, 0.2
        renew_standing(town, town.communities[0])
        heads = {(leader.role, leader.area_first): leader.credibility for leader in town.leaders}
        assert heads[MAYOR, 0] == single(0.4 + 0.5 * (0.5 * 0.4 + 0.5 * 0.25 - 0.4))
        assert heads[COUNCILLOR, 0] == single(0.4 + 0.5 * (0.5 * 0.6 + 0.5 * 0.25 - 0.4))
        assert heads[COUNCILLOR, 1] == 0.4

    def test_what_was_kept_lately_stays_where_nobody_came(self):
        everybody = {"assessment__attend_base": 1.0, "assessment__invited_per_1000": 100.0}
        town = town_of(levers(information_sharing=1.0), **everybody)
        here = town.neighbourhoods[0]
        here.kept_lately, here.follow_up_hours = 0.7, 99.0
        for resident in here.residents:
            resident.age = CHILD
        assert hold_forum(town, 0, here) is None
        assert (here.kept, here.kept_lately) == (0.0, 0.7)
        for resident in here.residents:
            resident.age = 2
        hold_forum(town, 0, here)
        assert (here.kept, here.kept_lately, here.attendees) == (1.0, 1.0, 3)


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
        for name in ("community", "slot", "skill", "base_skill", "owed", "familiarity"):
            snapshot[f"officers.{name}"] = snapshot[f"officers.{name}"][:0]
        town = Twin(snapshot)
        for _ in range(28):
            town.step()
        tallies = [neighbourhood.counts for neighbourhood in town.neighbourhoods]
        assert sum(tally.calls_given_up for tally in tallies) > 0
        assert sum(tally.calls_answered + tally.stops + tally.visits for tally in tallies) == 0
