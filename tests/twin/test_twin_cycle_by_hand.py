"""The cycle of the slow twin, and its edges, each worked out by hand in the test."""

import pytest

from twin import Twin
from twin.assessment import move_zone
from twin.handmade import handmade, levers, parameters
from twin.happenings import POLICE_ASSISTED, SITUATIONAL, SOCIAL
from twin.money import share_hours_and_money
from twin.people import CHILD
from twin.planning import choose_measure
from twin.review import result_of
from twin.staging import initiative_of, town_of

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

    def test_the_purse_pays_components_then_programmes_then_overtime(self):
        town = town_of(
            levers(leadership=1.0, collaboration=0.0, risk_focus=0.0, information_sharing=0.0),
            money__purse=20.0,
            money__leadership_cost=1.0,
            money__advocacy_share=0.4,
            money__officer_hour=95.0,
            money__component_hours=0.03,
        )
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
        town = town_of(levers(social_share=0.6), planning__cost_social=12000.0)
        here = town.neighbourhoods[0]
        assert choose_measure(town, here, POLICE_ASSISTED) == SOCIAL
        here.social_spent = here.programme_spent = 144.0
        assert choose_measure(town, here, POLICE_ASSISTED) == SITUATIONAL
        here.programme_spent = 288.0
        assert choose_measure(town, here, POLICE_ASSISTED) == SOCIAL, "half a cost is allowed for"


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
