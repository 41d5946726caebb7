"""Leaders' institutions and officers' supervisors in the slow twin, each rule worked out by hand in the test."""

import math
from typing import ClassVar

import pytest

from twin.contacts import follow_up, visit, visit_place
from twin.deployment import deploy
from twin.draws import Draws, Purpose, normal
from twin.events import joint_work, leader_leaves
from twin.handmade import levers
from twin.happenings import Call, Incident
from twin.people import AGENCY_HEAD, ASSOCIATION, CHIEF, MAYOR, Supervisor
from twin.reporting import discover, pass_tip
from twin.response import is_cleared
from twin.staging import initiative_of, town_of
from twin.supervision import change_supervisors, first_supervisors, squads_of
from twin.table import act_together, begin_table, held_at_rest, meet_at_table, renew_commitment, renew_ties, replace

single = pytest.approx


def of_role(town, role):
    return town.communities[0].leaders_as(role)[0]


class TestTies:
    RULES: ClassVar = {
        "table__held_rate": 0.2,
        "table__held_erosion": 0.5,
        "table__tie_by_meeting": 0.5,
        "table__tie_fade": 0.1,
    }
    LOST = 1 - 0.5 ** (1 / 13)

    def pair(self, meets=True, **rules):
        town = town_of(levers(collaboration=0.8), **{**self.RULES, **rules})
        community, (mayor, chief) = town.communities[0], (of_role(town, role) for role in (MAYOR, CHIEF))
        mayor.commitment, chief.commitment = 0.9, 0.4
        a, b = community.leaders.index(mayor), community.leaders.index(chief)
        community.ties[a][b] = community.ties[b][a] = 0.5
        community.held[a][b] = community.held[b][a] = 0.25
        community.convenor = mayor if meets else None
        return town, community, a, b

    def test_institutions_take_hold_of_what_leaders_have_in_common_while_the_table_meets(self):
        town, community, a, b = self.pair()
        renew_ties(town, community, act_together)
        tie = 0.5 + 0.5 * 0.8 * 0.6 * 0.5 - 0.1 * 0.5
        assert community.ties[a][b] == community.ties[b][a] == single(tie)
        held = 0.25 + 0.2 * 0.8 * (tie - 0.25) - self.LOST * 0.25
        assert community.held[a][b] == community.held[b][a] == single(held)

    def test_where_nobody_convenes_ties_fade_and_what_is_held_erodes(self):
        town, community, a, b = self.pair(meets=False)
        renew_ties(town, community, act_together)
        assert community.ties[a][b] == single(0.45)
        assert community.held[a][b] == single(0.25 * (1 - self.LOST))

    def test_chief_and_agency_at_joint_work_build_ties_of_their_own_that_no_institution_holds(self):
        town, community, _, b = self.pair(meets=False)
        head = of_role(town, AGENCY_HEAD)
        seat = community.leaders.index(head)
        initiative_of(town, agency=head.agency)
        renew_ties(town, community, act_together)
        assert community.ties[b][seat] == single(0.1 + 0.5 * 0.4 * 0.9 - 0.1 * 0.1)
        assert community.held[b][seat] == 0.0

    def test_leaders_work_together_by_whichever_part_is_greater(self):
        town, community, a, b = self.pair(table__by_peers=0.5, table__ties_for_peers=2.0, table__commitment_fade=0.0)
        town.rules = town.rules._replace(
            table=town.rules.table._replace(by_leadership=0.0, by_advocacy=0.0, by_results=0.0)
        )
        mayor, chief = community.leaders[a], community.leaders[b]
        assert community.used(mayor, chief) == 0.5
        community.held[a][b] = community.held[b][a] = 0.7
        assert community.used(mayor, chief) == community.used(chief, mayor) == 0.7
        others = len(community.leaders) - 2
        sum_used = 0.7 + 0.1 * others
        peers = (0.7 * 0.4 + 0.1 * others * 0.4) / sum_used
        renew_commitment(town, community)
        assert mayor.commitment == single(0.9 + 0.5 * (peers - 0.9) * min(1.0, sum_used / 2.0))

    def test_what_is_held_at_rest_is_taken_hold_of_as_fast_as_it_is_lost(self):
        town, community, _, _ = self.pair()
        held = held_at_rest(town, community, 0.6)
        assert 0.2 * 0.8 * (0.6 - held) == single(self.LOST * held)
        town, community, _, _ = self.pair(table__held_rate=0.0, table__held_erosion=0.0)
        assert held_at_rest(town, community, 0.6) == 0.0


class TestJointWork:
    def town(self, *accounts, tie=0.1, held=0.0, **rules):
        """A town whose neighbourhoods have these accounts; its mayor and chief have this tie."""
        town = town_of(**{"shocks__joint_tie": 0.6, "shocks__joint_cost": 80.0, **rules})
        community = town.communities[0]
        for neighbourhood, account in zip(community.neighbourhoods, accounts, strict=True):
            neighbourhood.account = list(account)
        a, b = (community.leaders.index(of_role(town, role)) for role in (MAYOR, CHIEF))
        community.ties[a][b] = community.ties[b][a] = tie
        community.held[a][b] = community.held[b][a] = held
        return town, community, a, b

    def bring(self, town, role=MAYOR, partner=CHIEF):
        joint_work(town, 0, {"role": role, "partner": partner, "community": 0})

    def accounts(self, community):
        return [money for neighbourhood in community.neighbourhoods for money in neighbourhood.account]

    def test_the_tie_rises_to_its_level_and_each_account_pays_by_what_it_has(self):
        town, community, a, b = self.town((50.0, 150.0), (200.0, 0.0))
        before = [list(row) for row in community.ties]
        self.bring(town)
        assert community.ties[a][b] == community.ties[b][a] == single(0.6)
        before[a][b] = before[b][a] = community.ties[a][b]
        assert community.ties == before, "the ties of others stay as they are"
        assert self.accounts(community) == single([40.0, 120.0, 160.0, 0.0])

    def test_what_is_kept_too_little_for_brings_them_together_in_part(self):
        town, community, a, b = self.town((5.0, 10.0), (0.0, 5.0))
        self.bring(town)
        assert community.ties[a][b] == single(0.1 + 0.25 * 0.5)
        assert self.accounts(community) == [0.0] * 4

    @pytest.mark.parametrize(("tie", "held"), [(0.6, 0.0), (0.9, 0.0), (0.2, 0.7)])
    def test_those_who_work_together_so_closely_pay_nothing(self, tie, held):
        town, community, a, b = self.town((100.0, 0.0), (0.0, 0.0), tie=tie, held=held)
        self.bring(town)
        assert community.ties[a][b] == tie
        assert self.accounts(community) == [100.0, 0.0, 0.0, 0.0]

    def test_without_money_nothing_happens_and_at_no_price_all_of_it(self):
        town, community, a, b = self.town((0.0, 0.0), (0.0, 0.0), tie=0.2, held=0.3)
        self.bring(town)
        assert community.ties[a][b] == 0.2
        town, community, a, b = self.town((0.0, 0.0), (0.0, 0.0), shocks__joint_cost=0.0)
        self.bring(town)
        assert community.ties[a][b] == single(0.6)

    def test_what_institutions_hold_counts_towards_it(self):
        town, community, a, b = self.town((40.0, 0.0), (0.0, 0.0), tie=0.1, held=0.4)
        self.bring(town)
        assert community.ties[a][b] == single(0.4 + 0.5 * 0.2)
        assert community.held[a][b] == 0.4

    def test_of_one_role_the_first_two_are_meant_and_of_none_nobody(self):
        town, community, _, _ = self.town((100.0, 0.0), (0.0, 0.0))
        one, other = (community.leaders.index(head) for head in community.leaders_as(AGENCY_HEAD)[:2])
        self.bring(town, AGENCY_HEAD, AGENCY_HEAD)
        assert community.ties[one][other] == single(0.6)
        for partner in (MAYOR, ASSOCIATION):
            town, community, _, _ = self.town((100.0, 0.0), (0.0, 0.0))
            community.leaders = [leader for leader in community.leaders if leader.role != ASSOCIATION]
            self.bring(town, MAYOR, partner)
            assert self.accounts(community) == [100.0, 0.0, 0.0, 0.0]


class TestTable:
    def town(self, successor, held=0.0, **rules):
        """A town where every new leader is as committed as is asked, and the same is held of every tie."""
        rules |= {"table__commitment_mean": successor, "table__commitment_spread": 0.0, "table__convene_above": 0.5}
        town = town_of(levers(leadership=1.0, collaboration=0.8), **rules)
        community = town.communities[0]
        for row in range(len(community.leaders)):
            for column in range(len(community.leaders)):
                community.held[row][column] = held * (row != column)
        return town, community

    def test_who_follows_takes_over_what_institutions_hold(self):
        town, community = self.town(0.4, held=0.06)
        chief = of_role(town, CHIEF)
        seat = community.leaders.index(chief)
        community.held[seat][3] = community.held[3][seat] = 0.3
        replace(town, chief, 5)
        assert community.ties[seat] == [row[seat] for row in community.ties]
        assert community.ties[seat] == [
            0.06 * (other != seat) + 0.24 * (other == 3) for other in range(len(community.ties))
        ]
        assert community.ties[0][3] == 0.1

    @pytest.mark.parametrize(
        ("successor", "held", "goes_on"), [(0.5, 0.0, True), (0.49, 0.0, False), (0.49, 0.1, True), (0.44, 0.1, False)]
    )
    def test_a_convenor_is_followed_only_by_somebody_committed_enough_or_less_where_institutions_carry_the_table(
        self, successor, held, goes_on
    ):
        town, community = self.town(successor, held=held)
        mayor = community.convenor
        replace(town, mayor, 5)
        assert (community.convenor is mayor) == goes_on
        assert community.tables_ended == (0 if goes_on else 1)

    def test_ties_of_councillors_carry_no_table(self):
        town, community = self.town(0.49)
        officials = {community.leaders.index(leader) for leader in community.officials}
        for a in range(len(community.leaders)):
            for b in range(len(community.leaders)):
                community.held[a][b] = 0.0 if {a, b} <= officials else 0.9
        replace(town, community.convenor, 5)
        assert community.convenor is None

    def test_another_leader_may_leave_and_the_table_meets_on(self):
        town, community = self.town(0.0)
        replace(town, of_role(town, CHIEF), 5)
        assert community.convenor is of_role(town, MAYOR)

    def test_an_event_ends_a_table_at_once(self):
        town, community = self.town(0.1)
        leader_leaves(town, 0, {"role": MAYOR, "community": 0})
        assert community.convenor is None

    def test_the_most_committed_official_begins_anew_once_committed_enough(self):
        town, community = self.town(0.1, table__begin_above=0.7)
        community.convenor = None
        heads = community.leaders_as(AGENCY_HEAD)
        community.leaders[-1].commitment = 0.95  # an association's
        heads[1].commitment = heads[2].commitment = 0.69
        begin_table(town, community)
        assert community.convenor is None
        heads[1].commitment = heads[2].commitment = 0.7
        begin_table(town, community)
        assert community.convenor is heads[1]
        heads[2].commitment = 0.9
        begin_table(town, community)
        assert community.convenor is heads[1]
        assert community.tables_begun == 1

    def test_in_a_cycle_a_table_begins_with_the_commitment_of_that_cycle_and_meets_in_it(self):
        rules = {"table__leaving_per_year": 0.0, "table__tie_by_meeting": 0.5, "table__by_leadership": 0.5}
        town, community = self.town(0.1, table__begin_above=0.45, **rules)
        community.convenor = None
        meet_at_table(town, 0)
        assert community.convenor is community.leaders[0]  # 0.4 before, more under leadership
        warmth = community.leaders[0].commitment
        tie = 0.1 + 0.5 * 0.8 * warmth * 0.9 - town.rules.table.tie_fade * 0.1
        assert community.ties[0][1] == single(tie)


class TestSupervisors:
    def led(self, **overrides):
        """Full leadership by a chief half committed."""
        town = town_of(levers(leadership=1.0), **overrides)
        of_role(town, CHIEF).commitment = 0.5
        return town, town.communities[0], town.supervisors[0]

    def test_squads_are_of_neighbouring_slots_and_about_as_large(self):
        town = town_of(supervision__span=3)
        community = town.communities[0]
        community.officers = community.officers[:1] * 7
        assert squads_of(town, community) == 3
        community.supervisors = [Supervisor(town, number) for number in range(3)]
        assert [community.supervisor_of(slot).number for slot in range(7)] == [0, 0, 0, 1, 1, 2, 2]

    def test_leadership_lifts_the_lax_halfway_and_asks_all_to_use_what_is_known(self):
        rules = {"raised": 0.6, "use_usual": 0.2, "use_by_leadership": 0.8, "moves_per_year": 0.0, "span": 1}
        town, community, lax = self.led(**{f"supervision__{name}": value for name, value in rules.items()})
        keen = town.supervisors[1]
        lax.own, keen.own = 0.7, 1.9
        change_supervisors(town, community, 0)
        assert (lax.own, keen.own) == (0.7, 1.9)
        assert lax.diligence == single(0.7 + 0.6 * 0.5 * 0.3)
        assert lax.use == single((0.7 + 0.6 * 0.5 * 0.3) * (0.2 + 0.8 * 0.5))
        assert keen.diligence == single(1.9)
        assert keen.use == 1.0  # 1.14 at most 1
        community.paid = 0.5
        change_supervisors(town, community, 1)
        assert lax.use == single((0.7 + 0.6 * 0.25 * 0.3) * (0.2 + 0.8 * 0.25))

    def test_some_move_and_others_come(self):
        town, community, supervisor = self.led(supervision__moves_per_year=4.0, supervision__spread=0.5)
        moved = []
        for cycle in range(30):
            before = supervisor.own
            change_supervisors(town, community, cycle)
            if Draws(7).uniform(Purpose.SUPERVISE, cycle, 0, 0) < 4 / 13:
                moved.append(cycle)
                u = Draws(7).uniform(Purpose.SUPERVISE, cycle, 0, 1)
                assert supervisor.own == math.exp(0.5 * normal(u) - 0.125)
            else:
                assert supervisor.own == before
        assert 2 < supervisor.others_came == len(moved) < 20

    def test_the_first_come_in_the_cycle_before_the_first_day(self):
        town, community, supervisor = self.led(supervision__spread=0.5)
        first_supervisors(town, community)
        own = math.exp(0.5 * normal(Draws(7).uniform(Purpose.SUPERVISE, -1, 0, 1)) - 0.125)
        assert supervisor.own == own
        assert supervisor.diligence == single(own + town.rules.supervision.raised * 0.5 * max(0, 1 - own))
        assert supervisor.others_came == 0


class TestWhatSupervisorsMakeOfIt:
    def squads(self, chosen=None, **overrides):
        """Two squads of one: the first officer's is lax, the second's keen."""
        town = town_of(chosen, supervision__span=1, **overrides)
        for supervisor, diligence, use in zip(town.supervisors, (0.5, 2.0), (0.2, 0.8), strict=True):
            supervisor.diligence, supervisor.use = diligence, use
        return town

    def test_a_neighbourhood_has_the_mean_of_who_gives_it_hours(self):
        town = self.squads()
        here, there = town.neighbourhoods
        here.deploy_upper = there.deploy_lower = 0.75
        deploy(town)
        assert here.diligence == single((1.0 * 0.5 + 0.5 * 2.0) / 1.5)
        assert here.use == single((1.0 * 0.2 + 0.5 * 0.8) / 1.5)
        assert (there.diligence, there.use) == (2.0, 0.8)

    def test_where_nobody_gives_hours_it_stays_as_it_was(self):
        town = self.squads()
        here, there = town.neighbourhoods
        deploy(town)
        town.communities[0].overhead = 1.0
        town.supervisors[0].diligence = 9.0
        deploy(town)
        assert (here.able_hours, here.diligence, there.diligence) == (0.0, 0.5, 2.0)

    def test_patrol_goes_by_what_is_known_as_far_as_it_is_used_and_is_as_present_as_it_is_diligent(self):
        town = self.squads(levers(risk_focus=1.0), patrol__focus_exponent=1.0, patrol__by_severity=0.0)
        here = town.neighbourhoods[0]
        here.places[0].known[0], here.places[1].known[0], here.places[2].known[0] = 2.99, 0.99, -0.01
        deploy(town)
        shares = [0.8 / 3 + 0.2 * part for part in (0.75, 0.25, 0.0)]
        assert [place.hours for place in here.places] == single([here.patrol_hours * share for share in shares])
        assert [place.presence for place in here.places] == single([0.5 * place.hours for place in here.places])

    def test_visits_and_follow_up_are_as_many_as_they_are_diligent(self):
        town = self.squads(levers(follow_up=0.25))
        deploy(town)
        here = town.neighbourhoods[0]
        follow_up(town)
        assert here.follow_up_hours == single(0.5 * here.engagement_hours * 0.25)
        place, before = here.places[0], here.follow_up_hours
        place.programme.engagement, place.programme.follow_up = 4.0, 1.0
        visit_place(town, place)
        assert here.follow_up_hours == single(before + 0.5 * 4.0)

    def test_patrol_discovers_as_much_as_it_is_diligent(self):
        town = town_of(patrol__discovery=0.1)
        disorder, place = town.problems[2], town.places[0]
        place.hours, town.neighbourhoods[0].patrol_hours = 8.0, 24.0
        found = {}
        for diligence in (0.25, 1.0, 4.0):
            place.neighbourhood.diligence, place.known[2] = diligence, 0.0
            for who in range(60):
                discover(town, Incident(disorder, disorder.kinds[0], place, town.residents[who], None), who)
            chance = 1 - math.exp(-0.1 * diligence * 8)
            found[diligence] = sum(Draws(7).uniform(Purpose.REPORT, 0, who, 7) < chance for who in range(60))
            assert place.known[2] == found[diligence]
        assert 0 < found[0.25] < found[1.0] < found[4.0]

    def test_tips_count_as_far_as_they_are_used(self):
        town = town_of(levers(information_sharing=1.0), reporting__tip_chance=1.0, reporting__tip_known=0.5)
        place, theft = town.places[0], town.problems[0]
        place.neighbourhood.use, place.crimes[0] = 0.4, 3.0
        for resident in place.residents:
            resident.trust = 1.0
        incident = Incident(theft, theft.kinds[0], place, town.residents[9], place.residents[1])
        assert pass_tip(town, incident, 9)
        assert place.known[0] == single(0.2)
        visit(town, place.residents, {1: 0.15, 2: 0.0, 3: 0.0, 4: 0.0, 5: 0.0}.get, 61)
        assert place.known[0] == single(0.4)

    def test_a_tip_clears_as_far_as_it_is_used(self):
        town = town_of(response__by_tip=4.0, response__by_familiarity=0.0)
        here, theft, cleared = town.neighbourhoods[0], town.problems[0], {}
        for use in (0.0, 0.5, 1.0):
            here.use = use
            odds = 0.14 / 0.86 * math.exp(4 * use)
            calls = [
                Call(0, here, theft, theft.kinds[2], caller, town.residents[6], True, True, 3.5)
                for caller in town.residents
            ]
            cleared[use] = sum(is_cleared(town, call, town.officers[0], 0) for call in calls)
            u = [Draws(7).uniform(Purpose.OUTCOME, 0, caller.number, 65) for caller in town.residents]
            assert cleared[use] == sum(each < odds / (1 + odds) for each in u)
        assert cleared[0.0] < cleared[0.5] < cleared[1.0]
