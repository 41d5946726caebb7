"""What the slow twin's town has behind it on its first day, and what draws to its centres, each rule worked out by hand."""

import math
from typing import ClassVar

import pytest

from twin import Twin
from twin.clients import hold_against_need, serve, serve_before, serve_clients
from twin.concerns import ask_all, money_apart
from twin.day import count_last_cycle
from twin.dose import take_dose
from twin.draws import Draws, Purpose, below, normal
from twin.events import misconduct
from twin.handmade import handmade, levers, parameters
from twin.happenings import MEASURES, RUNNING, SITUATIONAL
from twin.money import extent_at_birth
from twin.offending import centre_for, share_of_visitors
from twin.people import CHILD, MIDDLE
from twin.planning import plan
from twin.pull import drawn_to
from twin.staging import initiative_of, town_of
from twin.under_way import (
    Pace,
    begin_one_after_another,
    chances_of_agencies,
    fill_accounts,
    have_begun_before,
    in_usual_order,
    incomes_of,
    money_begun,
    pace_of,
)

single = pytest.approx


def drawn(purpose, when, who, nth):
    return Draws(7).uniform(purpose, when, who, nth)


class TestPull:
    def test_a_community_has_its_share_of_the_spread_whoever_is_drawn_to_be_the_centre(self):
        town = Twin(handmade(communities=2, parameters=parameters(offending__pull_spread=0.8)))
        low, high = (math.exp(0.8 * normal(share)) for share in (0.25, 0.75))
        for community in town.communities:
            one, other = community.neighbourhoods
            first = drawn(Purpose.BIRTH, 4, one.number, 1) < drawn(Purpose.BIRTH, 4, other.number, 1)
            assert (one.pull, other.pull) == single((low, high) if first else (high, low))
            assert drawn_to(one) + drawn_to(other) == single(1.0)

    def test_declared_risks_pull_as_their_mean_each_no_less_than_a_little(self):
        town = Twin(handmade(neighbourhoods__risks=[[0.0, 2.0], [3.0, 1.0]]))
        assert [neighbourhood.pull for neighbourhood in town.neighbourhoods] == single([1.025, 2.0])

    def test_steps_lead_to_neighbours_by_their_pull(self):
        made = handmade(communities=2, neighbourhoods__risks=[[1.0], [2.0], [6.0], [4.0]])
        made |= {"adjacency.start": [0, 3, 3, 3, 3], "adjacency.to": [1, 2, 3]}
        assert Twin(made).neighbourhoods[0].adjacent_upper == single([2 / 12, 8 / 12, 1.0])

    def test_some_go_to_a_centre_by_its_pull_and_others_look_around_home(self):
        town = Twin(handmade(neighbourhoods__risks=[[1.0], [3.0]], parameters=parameters(offending__at_centres=0.4)))
        me, went = town.residents[1], []
        for day in range(80):
            town.day = day
            v = drawn(Purpose.JOURNEY, day, 1, 7)
            expected = None if v >= 0.4 else town.neighbourhoods[int(v / 0.4 >= 0.25)]
            assert centre_for(town, me, 0) is expected
            went.append(expected)
        assert {id(centre) for centre in went} == {id(None), *(id(n) for n in town.neighbourhoods)}

    def test_as_many_visitors_pass_as_come_for_the_centre(self):
        town = Twin(handmade(neighbourhoods__risks=[[1.0], [3.0]], parameters=parameters(offending__at_centres=0.4)))
        shares = [share_of_visitors(town, neighbourhood) for neighbourhood in town.neighbourhoods]
        assert shares == single([6 / (6 + 18), 18 / (18 + 18)])
        quiet = town_of(offending__at_centres=0.0)
        assert share_of_visitors(quiet, quiet.neighbourhoods[0]) == 0.0


class TestClients:
    RULES: ClassVar = {
        "delivery__client_hours": 5.0,
        "delivery__client_share": 0.5,
        "delivery__client_worth": 0.4,
        "delivery__need_per_hour": 0.05,
        "planning__screened": 3,
    }

    def expected(self, town, cycle, who, nth):
        seats = [below(60, drawn(Purpose.CLIENT, cycle, who, 32 * nth + j)) for j in range(3)]
        candidates = [town.residents[seat] for seat in seats]
        adults = [resident for resident in candidates if resident.adult] or candidates
        return max(adults, key=lambda resident: resident.need)

    def test_the_neediest_adult_of_a_few_is_served_one_after_the_other_until_hours_end(self):
        for nth, spent in ((0, 5.0), (1, 5.0), (2, 2.0)):
            before, after = town_of(**self.RULES), town_of(**self.RULES)
            serve(before, 3, before.communities[0], (2, 5.0 * nth), counted=False)
            client = self.expected(before, 3, 2, nth)
            serve(after, 3, after.communities[0], (2, 5.0 * nth + spent), counted=True)
            relief = 0.05 * 0.4 * spent if client.adult else 0.0
            assert after.residents[client.number].need == single(client.need * (1 - relief), rel=1e-6)
            tallies = [neighbourhood.coming for neighbourhood in after.neighbourhoods]
            assert sum(tally.clients for tally in tallies) == single(nth + spent / 5)
            assert sum(tally.client_hours for tally in tallies) == single(5.0 * nth + spent)

    def test_a_child_is_served_only_where_no_adult_asks_and_needs_what_it_needed(self):
        town = town_of(**self.RULES)
        for resident in town.residents:
            resident.age = CHILD
        before = [resident.need for resident in town.residents]
        serve(town, 3, town.communities[0], (0, 50.0), counted=True)
        assert [resident.need for resident in town.residents] == before
        assert sum(neighbourhood.coming.client_hours for neighbourhood in town.neighbourhoods) == 50.0

    def test_a_share_of_what_is_left_is_spent_and_what_is_owed_is_not(self):
        town = town_of(**self.RULES)
        town.communities[0].crisis_hours = [12.0, 0.0, -3.0, 2.0]
        serve_clients(town, 0)
        assert town.communities[0].crisis_hours == [6.0, 0.0, -3.0, 1.0]
        assert [neighbourhood.counts.client_hours for neighbourhood in town.neighbourhoods] == [0, 0]
        count_last_cycle(town)
        assert sum(neighbourhood.counts.client_hours for neighbourhood in town.neighbourhoods) == 7.0

    def test_before_the_first_day_need_falls_by_clients_and_comes_back_and_its_ground_stays(self):
        usual = {"delivery__usual_left": 0.8, "response__agency_hours": 1300.0, "need__relapse": 0.01}
        town = town_of(**self.RULES, **usual, delivery__client_years=2 / 13)
        other = town_of(**self.RULES, **usual)
        community = other.communities[0]
        for cycle in (-2, -1):
            for agency in range(4):
                serve(other, cycle, community, (agency, 0.5 * 0.8 * 1300 * 60 / 1000 / 13), counted=False)
            for resident in other.residents:
                if resident.need < resident.need_ground:
                    u = drawn(Purpose.MOVE, cycle, resident.number, 0)
                    moves = u < resident.neighbourhood.turnover / 13
                    resident.need += (1 if moves else 1 - 0.99**4) * (resident.need_ground - resident.need)
        grounds = [resident.need_ground for resident in town.residents]
        serve_before(town)
        assert [r.need for r in town.residents] == single([r.need for r in other.residents], rel=1e-6)
        assert [r.need_ground for r in town.residents] == grounds
        assert sum(r.need < r.need_ground for r in town.residents) > 5
        assert town.communities[0].crisis_hours == [0.0] * 4
        assert not any(n.coming.clients for n in town.neighbourhoods)

    def test_who_is_prone_or_acute_is_held_against_the_need_of_now(self):
        town = town_of(people__prone_share=0.1, people__prone_by_need=3.0, people__usual_need=0.5, acute__onset=3.0)
        for resident in town.residents:
            resident.age, resident.propensity, resident.acute_until, resident.need = MIDDLE, 1.0, 9, 0.6
            hold_against_need(town, resident)
        begins, goes_on = 3.0 / 364 * town.residents[0].need ** 2, math.exp(-1 / town.rules.acute.days)
        acute = begins * goes_on / (1 - goes_on * (1 - begins))
        for resident in town.residents:
            prone = drawn(Purpose.PERSON, 0, resident.number, 2) < 0.1 * math.exp(3 * 0.1)
            assert (resident.propensity > 0) == prone
            assert (resident.acute_until == 9) == (drawn(Purpose.ACUTE, 0, resident.number, -1) < acute)
        assert 0 < sum(resident.propensity > 0 for resident in town.residents) < 60


class TestAccounts:
    RULES: ClassVar = {"money__purse": 60.0, "money__advocacy_share": 0.5, "planning__extent_spread": 0.4}
    PLAIN: ClassVar = dict.fromkeys(("leadership", "collaboration", "risk_focus", "information_sharing"), 0.0)

    def test_income_is_of_the_purse_as_officials_are_committed_to_win_it(self):
        town = town_of(levers(**self.PLAIN, programme_share=0.5, social_share=0.25), **self.RULES)
        programme = 0.5 * 60 * 60 / 13 * (1 - 0.5 * 0.6)
        assert incomes_of(town, town.communities[0]) == single([0.75 * programme, 0.25 * programme])

    @pytest.mark.parametrize(("lead", "part"), [(0, 1.0), (1, 0.5), (2, 1.0)])
    def test_each_is_somewhere_on_its_way_to_its_next(self, lead, part):
        town = town_of(
            levers(**self.PLAIN, lead=lead, social_share=0.0), **self.RULES, planning__community_cost_share=0.5
        )
        town.neighbourhoods[1].extent = [2.0, 1.0]
        fill_accounts(town, town.communities[0])
        cost = part * town.rules.planning.cost_situational / town.rules.planning.targets  # of one place
        way = [drawn(Purpose.BIRTH, 4, n, 16) for n in (0, 1)]
        assert [n.account for n in town.neighbourhoods] == [
            single([way[0] * cost, 0.0]),
            single([2 * way[1] * cost, 0.0]),
        ]

    def test_more_save_for_a_dear_one(self):
        town = town_of(planning__extent_spread=0.4)
        assert extent_at_birth(town, 0.5) == single(math.exp(0.4**2 / 2))
        assert extent_at_birth(town, 0.9) == single(math.exp(0.4 * (normal(0.9) + 0.4) - 0.08))


class TestUnderWay:
    RULES: ClassVar = {
        "money__purse": 60.0,
        "money__advocacy_share": 0.0,
        "planning__extent_spread": 0.0,
        "planning__cost_situational": 9000.0,
        "planning__targets": 10,
        "planning__days_situational": 168,
        "planning__agency_by_habit": 0.4,
        "planning__lead_days_base": 10.0,
        "planning__lead_days_lukewarm": 0.0,
        "planning__lead_days_strangers": 0.0,
        "delivery__agency_capacity": 0.05,
        "delivery__agency_hour_cost": 75.0,
    }
    SITUATIONAL: ClassVar = {**TestAccounts.PLAIN, "social_share": 0.0, "programme_share": 0.5}

    def town(self, **overrides):
        return town_of(levers(**self.SITUATIONAL), **{**self.RULES, **overrides})

    def test_crimes_are_taken_on_before_crises_and_those_of_most_recorded_harm_first(self):
        town = self.town()
        for problem, harm in zip(town.problems, (1.0, 3.0, 1.0, 2.0, 9.0), strict=True):
            problem.ceiling, problem.typical_reported, problem.mean_severity = harm, 0.5, 2.0
        assert [problem.number for problem in in_usual_order(town)] == [1, 3, 0, 2, 4]

    def test_an_agency_is_asked_by_habit_and_ties_or_by_chance(self):
        town = self.town()
        right = in_usual_order(town)[0].right
        town.communities[0].agency_tie[right] = 0.5
        by_right = 0.4 + 0.6 * 0.5
        expected = [(1 - by_right) / 4 + (by_right if agency == right else 0) for agency in range(4)]
        assert chances_of_agencies(town, town.communities[0]) == single(expected)

    @pytest.mark.parametrize(
        ("income", "capacity", "begun"),
        [
            (100.0, 50.0, 100.0),  # 50, 30, 20: all can be worked off
            (100.0, 40.0, 120.0),  # the first is full at 40, the other two work off 36 and 24
            (100.0, 35.0, 150.0),  # two are full at 35, the third works off 30
            (100.0, 33.0, math.inf),  # all are full
            (0.0, 10.0, 0.0),
        ],
    )
    def test_so_much_is_begun_that_what_comes_in_is_worked_off(self, income, capacity, begun):
        chances = [0.3, 0.5, 0.2]
        if math.isinf(begun):
            assert money_begun(income, capacity, chances) >= 3 * capacity / 0.6
            return
        found = money_begun(income, capacity, chances)
        assert found == single(begun)
        assert sum(min(capacity, found * chance) for chance in chances) == single(income)

    def test_no_more_is_begun_than_all_could_begin_at_once(self):
        town = self.town(delivery__agency_capacity=0.0001)
        pace = pace_of(town, town.communities[0])
        income, each = 0.5 * 60 * 60 / 13, 900.0  # for one place
        assert pace.income == single([income, 0.0])
        assert pace.usual_share == single(income / (2 * each))
        capacity = 0.0001 * 60 / 1000 * 75 * 28
        chances = chances_of_agencies(town, town.communities[0])
        assert pace.given == single([capacity / (2 * each * chance) for chance in chances])

    def test_without_the_switch_nothing_is_under_way(self):
        town = self.town(planning__under_way=0)
        have_begun_before(town)
        assert not any(neighbourhood.initiatives for neighbourhood in town.neighbourhoods)

    def test_the_last_began_as_long_ago_as_the_account_is_on_its_way_and_the_others_before(self):
        town = self.town()
        here, pace = town.neighbourhoods[0], Pace([200.0, 0.0], 0.5, [0.25] * 4)
        every = 900 * 0.5 / (200 * 0.5)  # cycles, 4.5
        begin_one_after_another(town, here, SITUATIONAL, pace)
        way, days = drawn(Purpose.BIRTH, 4, 0, 16), []
        for k in range(9):
            ago = math.floor((way + k) * every)
            if -28 * ago + 10 + 168 > 0:
                days.append(-28 * ago)
        assert [initiative.planned_day for initiative in here.initiatives] == days
        assert len(days) >= 1
        assert [initiative.problem for initiative in here.initiatives] == in_usual_order(town)[: len(days)]
        for initiative in here.initiatives:
            began = initiative.planned_day + 10
            assert (initiative.start_day, initiative.end_day) == (began, began + 168)
            running = began < 0
            assert (initiative.status == RUNNING) == running
            spent = -began * 900 / 168 * 0.25 if running else 0.0
            assert (initiative.spent, initiative.money) == single((spent, 900 - spent))
            assert initiative.agency_hours == single(spent / 75)
            assert initiative.reviewed == (began + began + 168 <= 0)
            assert initiative.granted == 900.0
            assert len(initiative.targets) == 1
        assert here.account == [0.0, 0.0]

    def test_all_that_is_under_way_is_not_over_and_none_is_there_twice(self):
        town = town_of(
            levers(**TestAccounts.PLAIN, social_share=0.5, programme_share=1.0),
            **{**self.RULES, "money__purse": 300.0, "planning__extent_spread": 0.3, "delivery__agency_capacity": 9.0},
        )
        have_begun_before(town)
        under_way = [each for neighbourhood in town.neighbourhoods for each in neighbourhood.initiatives]
        assert len(under_way) >= 6
        assert any(each.reached for each in under_way)
        for neighbourhood in town.neighbourhoods:
            what = [(each.problem, each.measure) for each in neighbourhood.initiatives]
            assert len(set(what)) == len(what)
            for measure in MEASURES:
                days = [each.planned_day for each in neighbourhood.initiatives if each.measure == measure]
                assert days == sorted(days, reverse=True)
        for each in under_way:
            cycle = each.planned_day // 28 - 1
            n = each.slot // 4
            extent = math.exp(0.3 * normal(drawn(Purpose.PLAN, cycle, n, 64 + each.measure)) - 0.045)
            assert each.extent == single(extent)
            assert each.end_day > 0
            assert (len(each.targets) > 0) == (each.measure == SITUATIONAL)
            assert each.dose == 0.0

    def test_the_dose_counts_from_the_first_day_of_what_began_before(self):
        town = town_of(delivery__dose_needed_places=1.0)
        initiative = initiative_of(town, targets=town.places[:1], start_day=-40, dose=0.0, fidelity=1.0)
        town.day = 3
        take_dose(town, initiative, 1.0, 1.0)
        assert initiative.dose == 0.25


class TestConcerns:
    def test_every_adult_tells_of_home_coloured_and_money_is_apart_by_shares(self):
        town = town_of(assessment__colouring=1.0, insecurity__ground_mean=0.4)
        town.places[0].cycle_true, town.places[4].cycle_true = [3, 0, 0, 0, 0], [0, 0, 2, 0, 0]
        for resident in town.residents:
            resident.insecurity = 0.65
        ask_all(town)
        count_last_cycle(town)
        raised = [neighbourhood.counts.concerns for neighbourhood in town.neighbourhoods]
        adults = [sum(r.adult for r in town.places[p].residents) for p in (0, 4)]
        assert raised[0] == single([1.25 * 3 * adults[0], 0, 0, 0, 0])
        assert raised[1] == single([0, 0, 1.25 * 2 * adults[1], 0, 0])
        first = 3 * adults[0] / (3 * adults[0] + 2 * adults[1])
        money = [[10.0, 0, 0, 0, 0], [0, 30.0, 0, 0, 0]]
        assert money_apart(town.communities, raised, money) == single((abs(0.25 - first) + 1 - first + 0.75) / 2)
        assert math.isnan(money_apart(town.communities, raised, [[0.0] * 5] * 2))

    def test_what_is_begun_counts_at_its_cost_in_the_week_that_follows(self):
        town = town_of()
        here = town.neighbourhoods[0]
        here.account, here.severity = [1e6, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0]
        plan(town, 0)
        (begun,) = here.initiatives
        assert here.coming.meant[begun.problem.number] == begun.granted > 0
        assert sum(here.counts.meant) == 0


class TestMisconduct:
    @pytest.mark.parametrize("severity", [0.2, 1.0])
    def test_severity_says_how_much_is_lost_and_not_how_many_hear_and_news_is_remembered(self, severity):
        town = town_of(
            shocks__news_reach=0.5, trust__misconduct=0.3, trust__public_memory=0.8, trust__grievance_share=0.1
        )
        before = [resident.trust for resident in town.residents]
        misconduct(town, 4, {"severity": severity})
        heard = 0
        for resident, trust in zip(town.residents, before, strict=True):
            hears = resident.adult and drawn(Purpose.EVENT, 0, resident.number, 4) < 0.5
            loss = 0.3 * severity * trust if hears else 0.0
            assert resident.trust == single(trust - loss, rel=1e-6)
            assert resident.grievance == single(0.8 * loss, rel=1e-6)
            heard += hears
        assert 10 < heard < 40
