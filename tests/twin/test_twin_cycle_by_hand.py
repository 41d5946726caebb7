"""The cycle of the slow twin, and its edges, each worked out by hand in the test."""

import pytest

from twin import Twin
from twin.assessment import move_reference, move_zone
from twin.forums import hold_forum
from twin.handmade import handmade, levers, parameters
from twin.money import share_hours_and_money
from twin.people import CHILD, COUNCILLOR, MAYOR
from twin.review import result_of
from twin.staging import initiative_of, town_of
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

    def test_a_fall_counts_only_against_what_happened_elsewhere(self):
        town = town_of()
        initiative = initiative_of(town, here_at_first=9.5, rest_at_first=9.5)
        here, there = town.neighbourhoods
        here.severity[0], there.severity[0] = 3.5, 7.5
        assert result_of(here, initiative) == single(1 - 0.4 / 0.8)

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
