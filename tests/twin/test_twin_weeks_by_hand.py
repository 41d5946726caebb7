"""A week in the slow twin, each rule worked out by hand in the test: feelings, membership, work, stock, the week's end."""

import math
from typing import ClassVar

import pytest

from twin.draws import Draws, Purpose
from twin.happenings import COMMUNITY_LED, PLANNED, SITUATIONAL, SOCIAL
from twin.moving import change_propensity
from twin.participation import find_work, take_part, turnouts_of
from twin.people import CHILD
from twin.staging import initiative_of, town_of
from twin.week import end_week, run_weeks

single = pytest.approx


def alone(resident, **feelings):
    """Leave a resident without ties, each feeling at its ground."""
    resident.ties = []
    for name, value in feelings.items():
        setattr(resident, name, value)
        setattr(resident, f"{name}_ground", value)
    return resident


class TestFeelings:
    def test_a_place_lives_its_week_on_its_own_day(self):
        town = town_of()
        for resident in town.residents:
            resident.risk = 1.0
        town.day = 9
        run_weeks(town)
        assert {resident.place.number for resident in town.residents if resident.risk < 1} == {2}

    def test_trust_moves_towards_ground_and_the_ties_who_are_near(self):
        town = town_of()
        me, near, far = town.residents[1:4]
        me.ties, me.trust, me.trust_ground, me.grievance, me.arrived = [near, far], 0.5, 0.7, 0.1, -182
        near.trust, far.trust = 0.8, 0.04
        near.speak()
        far.speak()
        run_weeks(town)
        ground, heard = 0.6, 204 / 255
        target = ground + 0.25 * 0.5 * (heard - ground)
        assert me.trust == single(0.5 + 0.14 * (target - 0.5), rel=1e-6)
        assert me.grievance == single(0.1 * (1 - 0.013), rel=1e-6)

    def test_ties_perceive_what_was_at_the_last_week_of_each(self):
        town = town_of()
        me, tie = town.residents[1], town.residents[11]
        me.ties, me.trust, me.trust_ground, tie.trust, tie.trust_ground, tie.arrived = [tie], 0.5, 0.5, 0.5, 0.5, 0
        me.arrived = -9999
        tie.speak()
        tie.trust = 0.7
        run_weeks(town)
        assert me.trust == single(0.5 + 0.14 * 0.25 * (128 / 255 - 0.5), rel=1e-6)
        town.day = 1
        run_weeks(town)
        assert tie.voice.trust == math.floor(255 * tie.trust + 0.5) > 128

    def test_disorder_at_home_lowers_the_ground_of_trust_and_repair_that_of_worry(self):
        town = town_of(trust__by_disorder=0.2, insecurity__by_disorder=0.3, insecurity__by_repair=0.4)
        me = alone(town.residents[1], trust=0.5, insecurity=0.4)
        place, crimes = me.place, len(town.offences)
        place.disorder, place.watch, place.hardening[0] = 3.0, 0.1, 0.2
        run_weeks(town)
        trust, insecurity = town.rules.trust, town.rules.insecurity
        assert me.trust == single(0.5 - trust.influence_rate * 0.2 * 0.75, rel=1e-6)
        ground = 0.4 + 0.3 * 0.75 - 0.4 * (0.1 + 0.2 / crimes)
        assert me.insecurity == single(0.4 + insecurity.influence_rate * (ground - 0.4), rel=1e-6)

    def test_only_who_is_active_gains_by_joint_work_and_tires(self):
        town = town_of(cohesion__fear_loss=0.0, participation__turnout=0.0)
        active, member = (alone(resident, cohesion=0.5, insecurity=0.3) for resident in town.residents[1:3])
        active.active, active.member, member.member = 0, 1, 1
        active.fatigue = member.fatigue = 0.5
        run_weeks(town)
        rate = town.rules.participation.fatigue_rate
        assert active.cohesion == single(0.5 + 0.5 * town.rules.cohesion.joint_work_gain, rel=1e-6)
        assert member.cohesion == single(0.5)
        assert (active.fatigue, member.fatigue) == single((0.5 + rate, 0.5 - 2 * rate), rel=1e-6)
        assert active.insecurity > member.insecurity


class TestMembers:
    RULES: ClassVar = {
        "participation__attention": 1.0,
        "participation__hysteresis": 0.1,
        "participation__by_cohesion": 1.5,
        "participation__usual_cohesion": 0.3,
        "participation__by_problem": 0.25,
        "participation__cost": 0.18,
        "participation__turnout": 0.0,
    }

    @pytest.mark.parametrize(
        ("member", "above", "after"), [(0, 0.01, 1), (0, -0.01, 0), (1, -0.09, 1), (1, -0.11, 0), (1, 0.2, 1)]
    )
    def test_a_threshold_makes_members_and_a_lower_one_keeps_them(self, member, above, after):
        town = town_of(**self.RULES)
        me = alone(town.residents[1], cohesion=0.8, insecurity=0.2)
        score = 1.5 * (0.8 - 0.3) + 0.25 * 0.4 - 0.18
        me.member, me.threshold = member, score - above
        take_part(town, me, share=0.0, week=0)
        assert me.member == after

    def test_a_child_is_never_a_member(self):
        town = town_of(**self.RULES)
        me = alone(town.residents[1], cohesion=1.0)
        me.age, me.threshold = CHILD, -9.0
        take_part(town, me, share=1.0, week=0)
        assert me.member == 0


class TestWork:
    def ready(self, **overrides):
        rules = {"participation__attention": 0.0, "participation__turnout": 1.0, "participation__by_lead": 0.0}
        town = town_of(**{**rules, **overrides})
        for resident in town.residents:
            resident.member, resident.zeal, resident.fatigue = 1, 9.0, 0.0
        return town, town.residents[1]

    def test_a_member_works_where_something_is_at_work_near_home(self):
        town, me = self.ready(participation__hours_per_week=1.5)
        me.zeal = 2.9
        initiative = initiative_of(town, targets=town.places[1:2])
        end_week(town)
        assert [place.near for place in town.places] == [0, 0, 0, -1, -1, -1]
        take_part(town, me, share=0.0, week=1)
        assert (me.active, me.turnouts, me.volunteer_hours) == (0, 2, 3.0)
        here = town.neighbourhoods[0]
        assert (here.volunteers(initiative), here.turnouts(initiative)) == (1, 2)
        me.be_set_free()
        assert (here.volunteers(initiative), here.turnouts(initiative)) == (0, 0)

    @pytest.mark.parametrize(("zeal", "turnouts"), [(0.4, 1), (1.0, 1), (2.0, 1), (4.0, 2), (13.9, 6), (99.0, 7)])
    def test_the_zealous_turn_out_more_than_once_a_week_and_nobody_more_than_once_a_day(self, zeal, turnouts):
        assert turnouts_of(0.5 * zeal) == turnouts

    @pytest.mark.parametrize("change", [{"status": PLANNED}, {"closed": True}, {"measure": SOCIAL}])
    def test_what_does_not_run_is_closed_or_social_is_no_work_near_home(self, change):
        town, me = self.ready(participation__social_appeal=0.0)
        initiative = initiative_of(town, targets=town.places[:1])
        end_week(town)
        for name, value in change.items():
            setattr(initiative, name, value)
        take_part(town, me, share=0.0, week=1)
        assert (me.member, me.active) == (1, -1)

    def test_initiatives_take_turns_at_a_place(self):
        town = town_of()
        here = town.neighbourhoods[0]
        one = initiative_of(town, targets=town.places[:1])
        here.slots[0] = None
        other = initiative_of(town, targets=town.places[1:2], slot=2)
        here.slots[0], here.slots[2] = one, other
        seen = []
        for week in range(4):
            town.day = 7 * week + 6
            end_week(town)
            seen.append(town.places[0].near)
        assert seen == [0, 2, 2, 0]

    def test_else_near_the_home_of_a_tie_who_lives_in_the_neighbourhood(self):
        town, me = self.ready(participation__social_appeal=0.0)
        initiative = initiative_of(town, targets=town.places[2:3])
        end_week(town)
        assert me.place.near == -1
        me.ties = [town.residents[25]]
        assert find_work(town, me, 1) is initiative
        me.ties, town.places[4].near = [town.residents[45]], 0
        assert find_work(town, me, 1) is None

    def test_else_among_people_as_far_as_it_appeals(self):
        town, me = self.ready(participation__social_appeal=0.4)
        me.ties = []
        initiative = initiative_of(town, measure=SOCIAL, reached=town.residents[:1])
        draws = Draws(7)
        appeals = [draws.uniform(Purpose.JOIN, week, me.number, 3) < 0.4 for week in range(30)]
        assert [find_work(town, me, week) is initiative for week in range(30)] == appeals
        assert 0 < sum(appeals) < 30

    def test_who_takes_part_depends_on_zeal_fatigue_and_trust_in_who_leads(self):
        town, me = self.ready(participation__turnout=0.5, participation__by_lead=1.5, participation__usual_cohesion=0.4)
        initiative = initiative_of(town, targets=town.places[:1], lead=COMMUNITY_LED)
        end_week(town)
        me.zeal, me.fatigue, me.cohesion = 1.2, 0.25, 0.6
        ready = 0.5 * me.zeal * 0.75 * (1 + 1.5 * (me.cohesion - 0.4))
        outcomes = []
        for week in range(200):
            take_part(town, me, share=0.0, week=week)
            u = Draws(7).uniform(Purpose.JOIN, week, me.number, 1)
            assert me.active == (initiative.slot if u < min(ready, 0.6) else -1)
            outcomes.append(me.active)
        assert set(outcomes) == {-1, 0}


class TestEndOfWeek:
    def test_visibility_is_earned_by_follow_up_or_by_familiar_officers(self):
        rules = {"trust__visibility_rate": 0.25, "trust__visibility_scale": 20.0, "trust__visibility_alone": 0.4}
        town = town_of(patrol__familiarity_fade=0.5, **rules)
        here, there = town.neighbourhoods
        here.visible, here.engagement_of_week, there.engagement_of_week, there.kept_lately = 0.5, 0.6, 0.6, 1.0
        for officer in town.officers:
            officer.familiarity = [0.6, 0.0]
        end_week(town)
        hours_seen = 1 - math.exp(-1)
        assert here.visible == single(0.5 + 0.25 * (hours_seen * (0.4 + 0.6 * 0.3) - 0.5))
        assert there.visible == single(0.25 * hours_seen)
        assert here.engagement_of_week == 0.0

    def test_shares_of_adults_who_are_members_and_who_are_active(self):
        town = town_of()
        adults = town.neighbourhoods[0].adults
        for resident in adults[:8]:
            resident.member = 1
        adults[0].active = 0
        end_week(town)
        assert town.neighbourhoods[0].membership == single(8 / len(adults))
        assert town.neighbourhoods[0].participation == single(1 / len(adults))

    def test_an_active_resident_guards_more(self):
        town = town_of(places__indoors=0.0, participation__turnout=1.0, participation__by_lead=0.0)
        initiative_of(town, targets=town.places[:1], measure=SITUATIONAL)
        end_week(town)
        for resident in town.residents:
            resident.member, resident.zeal = 1, 99.0
        run_weeks(town)
        rules, adults = town.rules.places, sum(resident.adult for resident in town.places[0].residents)
        whole = adults * rules.guardianship_member + (10 - adults) * rules.guardianship_base
        assert town.places[0].guardianship == single(whole / 10)


class TestPropensity:
    def test_the_share_of_the_prone_stays_where_need_has_it(self):
        town = town_of(
            people__desistance=1.0, people__prone_share=0.2, people__prone_by_need=0.0, people__prone_young=1.0
        )
        adults = [resident for resident in town.residents if resident.age in (1, 2)]
        shares = []
        for cycle in range(600):
            change_propensity(town, cycle)
            shares.append(sum(resident.prone for resident in adults) / len(adults))
        assert sum(shares[100:]) / 500 == single(0.2, abs=0.03)
        assert not any(resident.prone for resident in town.residents if resident.age == CHILD)
