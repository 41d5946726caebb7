"""Each kind of dated event does what it says, to whom it says, from the day it says."""

from dataclasses import replace

import numpy as np
import pytest
from stories import branch, finished, higher, over_seeds, totals, town, weekly, weekly_crime

from mobsim.engine.model import Model, begin
from mobsim.measures.books import BOOKS
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import KINDS, Event
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village

FEELINGS = ("need", "need_ground", "trust", "grievance", "cohesion", "cohesion_ground", "insecurity")
NEEDED = {
    "leader_leaves": {"role": "mayor"},
    "joint_work": {"role": "mayor", "partner": "chief"},
    "change_of_strategy": {"strategy": "full_model"},
    "budget_set": {"budget": 0.6},
}
STRUCK = "2"


@pytest.fixture(scope="module")
def start():
    """A village after a burn-in of a month."""
    return begin(village(4, 250, officers=3), 5)


def pair(start, *events, days=1):
    """Run some days without and with the events."""
    return [finished(branch(start, start.strategy, events=these), days) for these in ((), events)]


def struck_rows(model):
    at = model.scenario.communities[0].neighbourhoods.ids.index(STRUCK)
    return np.asarray(model.world.residents.neighbourhood == at)


def same_but(model, other, columns, rows):
    """Hold that residents differ in the given columns and rows at most."""
    for feeling in FEELINGS:
        differs = getattr(model.world.residents, feeling) != getattr(other.world.residents, feeling)
        assert not differs[~rows].any(), feeling
        assert feeling in columns or not differs.any(), feeling


def single(values):
    return np.asarray(values, np.float32)


class TestMisconduct:
    def test_adults_who_hear_of_it_lose_a_share_of_trust_and_keep_a_grievance(self, start):
        before = start.world.residents.trust.astype(float)
        calm, struck = pair(start, Event(0, "police_misconduct", 0.5, neighbourhood=STRUCK), days=0)
        same_but(calm, struck, (), struck_rows(calm))
        calm, struck = pair(start, Event(0, "police_misconduct", 0.5, neighbourhood=STRUCK))
        p, rows = start.parameters, struck_rows(start)
        residents, usual = struck.world.residents, calm.world.residents
        heard = residents.grievance > usual.grievance
        assert not heard[~rows].any()
        assert not heard[usual.age == 0].any()
        reached = heard[rows & (usual.age > 0)].mean()
        assert reached == pytest.approx(p.shocks.news_reach, abs=0.1)
        # To whom nothing else happened: no contact, no crime, none that ties told of, and no end of their week.
        unmet = heard & (usual.trust == start.world.residents.trust) & (usual.place % 7 != start.day % 7)
        assert unmet.sum() > 0.5 * heard.sum()
        loss = 0.5 * p.trust.misconduct * before
        assert np.allclose((usual.trust - residents.trust)[unmet], loss[unmet], atol=1e-6)
        assert np.allclose(
            (residents.grievance - usual.grievance)[unmet], p.trust.public_memory * loss[unmet], atol=1e-6
        )

    def test_it_strikes_the_whole_town_where_no_neighbourhood_is_named(self, start):
        calm, struck = pair(start, Event(0, "police_misconduct", 1.0))
        heard = struck.world.residents.grievance > calm.world.residents.grievance
        assert np.unique(calm.world.residents.neighbourhood[heard]).size == 4

    def test_as_many_hear_of_a_slight_one_as_of_a_grave_one_who_lose_in_proportion(self, start):
        calm, slight, grave = (
            finished(branch(start, start.strategy, events=these), 1).world.residents
            for these in ((), (Event(0, "police_misconduct", 0.2),), (Event(0, "police_misconduct", 0.8),))
        )
        little, much = slight.grievance - calm.grievance, grave.grievance - calm.grievance
        assert np.array_equal(little > 0, much > 0)
        assert np.allclose(4.0 * little, much, atol=1e-5)

    def test_what_is_remembered_keeps_trust_down_for_months_and_fades(self, start):
        def weeks_of_loss(memory):
            kept = {"trust.public_memory": memory}
            told = branch(start, start.strategy, events=(Event(0, "police_misconduct", 1.0),), parameters=kept)
            calm = branch(start, start.strategy, parameters=kept)
            return np.array([
                finished(calm, 91 if week else 1).world.residents.trust.mean()
                - finished(told, 91 if week else 1).world.residents.trust.mean()
                for week in range(9)
            ])  # fmt: skip

        forgotten, remembered = weeks_of_loss(0.0), weeks_of_loss(1.0)
        assert remembered[0] == pytest.approx(forgotten[0], rel=0.05)  # the news itself costs the same
        assert forgotten[1] < 0.35 * forgotten[0]  # a quarter on: back, as after any contact
        assert remembered[1] > 0.7 * remembered[0]
        assert remembered[4] == pytest.approx(0.5 * remembered[0], rel=0.35)  # a year on
        assert remembered[8] < 0.45 * remembered[0]


class TestNeed:
    def test_a_closure_raises_need_and_its_ground_by_a_share_of_the_way(self, start):
        calm, struck = pair(start, Event(0, "plant_closure", 0.8, neighbourhood=STRUCK))
        rows = struck_rows(start)
        same_but(calm, struck, ("need", "need_ground"), rows)
        rise = 0.8 * start.parameters.shocks.closure_need
        usual = calm.world.residents.need_ground.astype(float)
        assert np.array_equal(struck.world.residents.need_ground[rows], single(usual + rise * (1 - usual))[rows])
        assert np.all(struck.world.residents.need[rows] > calm.world.residents.need[rows])

    def test_a_centre_lowers_need_and_gives_cohesion_firmer_ground(self, start):
        calm, struck = pair(start, Event(0, "community_centre", 1.0, neighbourhood=STRUCK))
        rows, shocks = struck_rows(start), start.parameters.shocks
        same_but(calm, struck, ("need", "need_ground", "cohesion", "cohesion_ground"), rows)
        need = calm.world.residents.need_ground.astype(float)
        ground = calm.world.residents.cohesion_ground.astype(float)
        now = struck.world.residents
        assert np.array_equal(now.need_ground[rows], single(need - shocks.centre_need * need)[rows])
        assert np.array_equal(now.cohesion_ground[rows], single(ground + shocks.centre_cohesion * (1 - ground))[rows])

    def test_both_stay_and_cohesion_follows_its_ground(self, start):
        calm, closed = pair(start, Event(0, "plant_closure", 1.0), days=364)
        _, centre = pair(start, Event(0, "community_centre", 1.0), days=364)
        stayed = (calm.world.residents.arrived <= 0) & (closed.world.residents.arrived <= 0)
        need = [model.world.residents.need[stayed].mean() for model in (centre, calm, closed)]
        assert need == sorted(need)
        assert np.ptp(need) > 0.05
        assert centre.world.residents.cohesion.mean() > calm.world.residents.cohesion.mean() + 0.01


class TestWave:
    def test_it_lasts_its_days_in_its_neighbourhood(self, start):
        _, struck = pair(start, Event(3, "crime_wave", 0.7, neighbourhood=STRUCK), days=3)
        there = start.scenario.communities[0].neighbourhoods.ids.index(STRUCK)
        waves = []
        for _ in range(start.parameters.shocks.wave_days + 2):
            struck.run_days(1)
            waves.append(struck.world.neighbourhoods.wave.copy())
        waves = np.array(waves)
        assert np.all(waves[:-2, there] == 0.7)
        assert np.all(waves[-2:] == 0.0)
        assert np.all(np.delete(waves, there, axis=1) == 0.0)

    def test_crime_rises_while_it_lasts(self):
        wave = Event(0, "crime_wave", 1.0)

        def story(start):
            calm, struck = pair(start, wave, days=56)
            return weekly_crime(struck).sum() / weekly_crime(calm).sum() - 1

        higher(over_seeds(town(4, 750), 6, story), by=0.02)


class TestCut:
    def test_purse_and_hours_are_cut_from_then_on(self, start):
        calm, struck = pair(start, Event(7, "budget_cut", 0.6), days=7 * 13)
        left = 1 - 0.6 * start.parameters.shocks.cut_share
        usual, cut = (weekly(model, "granted") for model in (calm, struck))
        assert cut[0] == usual[0] > 0, "the first week still lives on what the last cycle of the burn-in granted"
        assert cut[1:].sum() == pytest.approx(left * usual[1:].sum())
        assert cut[1:].sum() > 0
        before, after = pair(start, Event(7, "budget_cut", 0.6), days=7)
        assert after.world.communities.overtime[0] == before.world.communities.overtime[0]
        for model in (before, after):
            model.run_days(1)
        assert after.world.communities.overtime[0] == pytest.approx(left * before.world.communities.overtime[0])

    def test_hours_stay_cut_after_cycles(self, start):
        names = [f"hours_{activity}" for activity in ("response", "patrol", "engagement", "initiatives", "overhead")]
        calm, struck = pair(start, Event(0, "budget_cut", 1.0), days=0)
        usual, cut = (sum(totals(model, 7 * 26, *names)) for model in (calm, struck))
        assert cut <= usual * (1 - start.parameters.shocks.cut_share) * 1.001

    def test_a_second_cut_takes_its_share_of_what_the_first_left(self, start):
        _, struck = pair(start, Event(0, "budget_cut", 1.0), Event(2, "budget_cut", 1.0), days=3)
        assert struck.world.communities.purse_factor[0] == pytest.approx((1 - start.parameters.shocks.cut_share) ** 2)


class TestBudgetSet:
    def test_purse_and_hours_become_the_share_asked_for_whatever_was_cut_before(self, start):
        cut, given = Event(0, "budget_cut", 1.0), Event(2, "budget_set", budget=1.2)
        calm, struck = pair(start, cut, given, days=3)
        assert struck.world.communities.purse_factor[0] == 1.2
        assert struck.world.communities.overtime[0] == pytest.approx(1.2 * calm.world.communities.overtime[0])

    def test_an_ordinary_budget_changes_nothing(self, start):
        calm, struck = pair(start, Event(0, "budget_set", budget=1.0), days=56)
        for column, usual in zip(struck.ledger.weeks, calm.ledger.weeks, strict=True):
            np.testing.assert_array_equal(column, usual)


class TestAnnounced:
    def test_an_event_announced_in_the_middle_lives_as_if_told_from_the_start(self, start):
        other = Strategy("other", "Of the moment.", FULL_MODEL)
        announced, declared = branch(start, start.strategy), branch(start, start.strategy)
        announced.run_days(9)
        announced.announce(Event(0, "police_misconduct", 0.7))
        announced.announce(Event(0, "change_of_strategy", strategy="other"), other)
        announced.run_days(47)
        declared.scenario = replace(
            declared.scenario, events=announced.scenario.events, strategies=announced.scenario.strategies
        )
        declared.run_days(56)
        assert [event.day for event in announced.scenario.events] == [9, 9]
        for one, two in zip(announced.ledger.weeks, declared.ledger.weeks, strict=True):
            np.testing.assert_array_equal(one, two)


class TestLeaderLeaves:
    @pytest.mark.parametrize(("role", "row"), [("mayor", 0), ("councillor", 1), ("chief", 5), ("agency", 6)])
    def test_the_first_of_the_role_goes_and_the_successor_has_the_ties_that_institutions_hold(self, start, role, row):
        calm, struck = pair(start, Event(0, "leader_leaves", role=role))
        tie, before = struck.world.collaboration.tie, calm.world.collaboration.tie
        assert before[row].sum() > 0
        held = calm.world.collaboration.held
        assert held[row].sum() > 0
        assert not np.array_equal(held[row], before[row])
        assert np.array_equal(tie[row], held[row])
        assert np.array_equal(tie[:, row], held[:, row])
        others = np.delete(np.arange(before.shape[0]), row)
        assert np.array_equal(tie[np.ix_(others, others)], before[np.ix_(others, others)])
        assert struck.world.leaders.credibility[row] == 0.5
        assert struck.world.leaders.commitment[row] != calm.world.leaders.commitment[row]
        assert np.array_equal(struck.world.leaders.commitment[others], calm.world.leaders.commitment[others])

    def test_nothing_happens_where_nobody_has_the_role(self, start):
        calm, struck = pair(start, Event(0, "leader_leaves", role="association"))
        assert np.array_equal(calm.world.leaders, struck.world.leaders)


class TestJointWork:
    PRICE = "shocks.joint_cost"

    def pair(self, start, role="mayor", partner="agency", **parameters):
        """Run a day without and with the event; return both and the seats of the two that are meant."""
        event = Event(0, "joint_work", role=role, partner=partner)
        calm, joined = (
            finished(branch(start, start.strategy, events=events, parameters=parameters), 1)
            for events in ((), (event,))
        )
        roles = start.world.leaders.role
        one, other = (np.flatnonzero(roles == Role.of(name)) for name in (role, partner))
        return calm, joined, int(one[0]), int(other[1 if role == partner else 0])

    @pytest.mark.parametrize(("role", "partner"), [("mayor", "agency"), ("chief", "councillor"), ("agency", "agency")])
    def test_the_tie_of_the_two_rises_to_the_level_and_the_price_leaves_the_accounts_for_the_books(
        self, start, role, partner
    ):
        calm, joined, one, other = self.pair(start, role, partner, **{self.PRICE: 90.0, "shocks.joint_tie": 0.8})
        tie, usual = joined.world.collaboration.tie, calm.world.collaboration.tie.copy()
        assert usual[one, other] < 0.8
        usual[one, other] = usual[other, one] = 0.8
        np.testing.assert_allclose(tie, usual, rtol=0, atol=1e-15)
        before, after = calm.world.account, joined.world.account
        assert before.sum() > 90.0
        np.testing.assert_allclose(after, before * (1 - 90.0 / before.sum()))
        spent = joined.world.communities.spent_components - calm.world.communities.spent_components
        assert spent.tolist() == pytest.approx([90.0])

    def test_what_is_kept_pays_for_a_part_and_nothing_is_had_twice(self, start):
        kept = start.world.account.sum()
        calm, joined, one, other = self.pair(start, **{self.PRICE: 4 * kept, "shocks.joint_tie": 1.0})
        usual = calm.world.collaboration.in_use[one, other]
        assert joined.world.collaboration.tie[one, other] == pytest.approx(usual + 0.25 * (1 - usual))
        assert joined.world.account.sum() == 0.0
        again = branch(
            start, start.strategy, parameters={self.PRICE: 4 * kept, "shocks.joint_tie": 1.0},
            events=[Event(0, "joint_work", role=role, partner="chief") for role in ("mayor", "agency")],
        )  # fmt: skip
        again.run_days(1)
        ties = again.world.collaboration.tie - calm.world.collaboration.tie
        assert np.count_nonzero(ties) == 2, "the first took all, the second has nothing to pay with"
        assert again.world.communities.spent_components[0] == pytest.approx(
            calm.world.communities.spent_components[0] + kept
        )

    def test_those_who_work_together_so_closely_pay_nothing(self, start):
        calm, joined, _, _ = self.pair(start, **{"shocks.joint_tie": 0.0})
        assert np.array_equal(joined.world.collaboration.tie, calm.world.collaboration.tie)
        assert np.array_equal(joined.world.account, calm.world.account)

    def test_nothing_happens_where_one_of_the_seats_is_not_there(self, start):
        for partner in ("association", "mayor"):
            event = Event(0, "joint_work", role="mayor", partner=partner)
            calm, joined = pair(start, event)
            assert np.array_equal(joined.world.collaboration.tie, calm.world.collaboration.tie)
            assert np.array_equal(joined.world.account, calm.world.account)

    def test_the_tie_fades_again_where_nobody_keeps_it_up_and_the_books_close(self, start):
        event = Event(0, "joint_work", role="mayor", partner="agency")
        alone = {self.PRICE: 50.0, "table.tie_by_meeting": 0.0, "table.leaving_per_year": 0.0}
        joined = branch(start, start.strategy, events=[event], parameters=alone)
        joined.run_days(1)
        agency = int(np.flatnonzero(joined.world.leaders.role == Role.AGENCY_HEAD)[0])
        first = joined.world.collaboration.tie[0, agency]
        assert first == pytest.approx(start.parameters.shocks.joint_tie)
        joined.run_days(2 * 28 - 1)
        assert joined.world.collaboration.tie[0, agency] == pytest.approx(first * 0.95**2)
        sums = joined.ledger.sums(joined.ledger.total)
        given, became = (
            sum(sums[name].sum() for name in side.values()) for side in (BOOKS[-1].given, BOOKS[-1].became)
        )
        assert became == pytest.approx(given, rel=1e-9)


class TestChangeOfStrategy:
    def test_from_then_on_the_town_lives_as_under_the_other_strategy(self, start):
        changed = finished(
            branch(start, start.strategy, events=[Event(0, "change_of_strategy", strategy="full_model")]), 140
        )
        chosen = finished(start.fork("full_model"), 140)
        assert changed.levers == [FULL_MODEL]
        for feeling in FEELINGS:
            ours, theirs = (getattr(model.world.residents, feeling) for model in (changed, chosen))
            assert np.array_equal(ours, theirs), feeling

    def test_before_its_day_nothing_differs(self, start):
        calm, struck = pair(start, Event(100, "change_of_strategy", strategy="full_model"), days=100)
        same_but(calm, struck, (), struck_rows(start))
        assert struck.levers == [STATUS_QUO]
        struck.run_days(1)
        assert struck.levers == [FULL_MODEL]


class TestEveryKind:
    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_days_count_from_the_end_of_burn_in(self, kind):
        quiet = village(2, 150, burn_in_days=28)
        eventful = replace(quiet, events=(Event(9, kind, 1.0, **NEEDED.get(kind, {})),))
        one, other = (finished(Model(scenario, seed=2), 28 + 9) for scenario in (quiet, eventful))

        def state(model):
            world = model.world
            return [
                *(getattr(world.residents, feeling).copy() for feeling in FEELINGS),
                world.neighbourhoods.wave.copy(), world.communities.purse_factor.copy(), world.leaders.commitment.copy(),
                world.collaboration.tie.copy(), np.array(model.levers),
            ]  # fmt: skip

        assert all(np.array_equal(a, b) for a, b in zip(state(one), state(other), strict=True))
        for model in (one, other):
            model.run_days(1)
        assert not all(np.array_equal(a, b) for a, b in zip(state(one), state(other), strict=True))

    @pytest.mark.parametrize(
        "kind", ["police_misconduct", "plant_closure", "community_centre", "crime_wave", "budget_cut"]
    )
    def test_without_severity_nothing_happens(self, start, kind):
        calm, struck = pair(start, Event(0, kind, 0.0), days=35)
        same_but(calm, struck, (), struck_rows(start))

    @pytest.mark.parametrize("kind", sorted(KINDS))
    def test_only_the_community_named_is_concerned(self, kind):
        one = village(2, 150, seed=3)
        two = replace(
            one,
            communities=(one.communities[0], replace(one.communities[0], name="the other village")),
            burn_in_days=0,
        )
        event = Event(0, kind, 1.0, community="the other village", **NEEDED.get(kind, {}))
        calm, struck = (finished(Model(replace(two, events=events), seed=4), 1) for events in ((), (event,)))
        here = np.asarray(calm.world.residents.neighbourhood < 2)
        same_but(calm, struck, FEELINGS, ~here)
        world, usual = struck.world, calm.world
        half = usual.leaders.size // 2
        assert np.array_equal(world.leaders[:half], usual.leaders[:half])
        assert np.array_equal(world.neighbourhoods.wave[:2], usual.neighbourhoods.wave[:2])
        assert world.communities.purse_factor[0] == 1.0
        assert struck.levers[0] == calm.levers[0]

    def test_events_of_one_day_all_happen(self, start):
        events = [Event(4, "plant_closure", 1.0), Event(4, "crime_wave", 1.0), Event(4, "budget_cut", 1.0)]
        calm, struck = pair(start, *events, days=5)
        assert struck.world.residents.need_ground.mean() > calm.world.residents.need_ground.mean()
        assert np.all(struck.world.neighbourhoods.wave == 1.0)
        assert struck.world.communities.purse_factor[0] < 1.0
