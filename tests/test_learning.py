"""Leaders learn what works: by those aimed at, against others like them, and money follows."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from batteries import at_length

from mobsim.engine.cycle import desk_of
from mobsim.engine.model import Model, begin
from mobsim.mobilization.briefing import mean_over_community, shares_of_community, sums_over_community
from mobsim.mobilization.comparison import _like, _usual_record
from mobsim.mobilization.experience import learn
from mobsim.scenario.initiatives import Lead, Measure, Status
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village
from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_YEAR
from mobsim.world.whereabouts import population

CRIMES = ("theft", "violence", "disorder", "drugs")
EVEN_MONEY = FULL_MODEL._replace(social_share=0.5, programme_share=1.0)
DUDS = {Measure.SITUATIONAL: {"delivery.hardening_per_hour": 0.0, "delivery.watch_per_hour": 0.0},
        Measure.SOCIAL: {"delivery.need_per_hour": 0.0}}  # fmt: skip


def town(neighbourhoods=16, residents=500, levers=STATUS_QUO, parameters=None, **further):
    further.setdefault("burn_in_days", DAYS_IN_YEAR)
    return village(
        neighbourhoods, residents, officers=neighbourhoods * residents / 600, strategies={"it": Strategy("it", "it", levers)},
        reference="it", parameters=parameters, **further,
    )  # fmt: skip


def desk(model):
    return desk_of(model.world, model.beliefs, model.policies)


def learned(model):
    learn(desk(model), population(model.world.neighbourhoods).astype(float), model.parameters.review)


def after_eight_years(scenario, dud, seed):
    """Return the money by measure in the eighth year, and what was expected and seen of the dud."""
    model = begin(scenario.with_parameters(DUDS[dud]), seed)
    model.forget()
    model.run_days(8 * DAYS_IN_YEAR)
    rows = [row for row in model.history.initiatives if row["planned_day"] >= 7 * DAYS_IN_YEAR]
    money = [sum(row["cost"] for row in rows if row["measure"] == measure.key) for measure in Measure]
    return money, *(part[:, :, dud].sum() for part in (model.beliefs.expected, model.beliefs.seen))


class TestAPlantedDud:
    """Of two measures that leaders think alike of, one works and one does nothing."""

    @pytest.mark.parametrize("seeds", [4, *at_length(10)])
    @pytest.mark.parametrize("dud", Measure)
    def test_it_is_found_to_do_nothing_and_gets_less_than_half_the_money_of_the_other(self, dud, seeds):
        """In a small town, taken over its seeds, if leaders act on the few incidents that they see of what is delivered."""
        eager = {"review.prior": 25.0, "planning.mix_by_worth": 1.0, **neutral_values(["delivered_dose"])}
        scenario = town(12, 500, EVEN_MONEY, eager, burn_in_days=4 * DAYS_IN_CYCLE)
        found = [after_eight_years(scenario, dud, seed) for seed in range(1, 1 + seeds)]
        money = np.sum([money for money, _, _ in found], axis=0)
        assert money[1 - dud] >= 2.0 * money[dud]
        expected, seen = (sum(each[number] for each in found) for number in (1, 2))
        assert expected > 100
        assert seen / expected == pytest.approx(1.0, abs=0.15)

    @pytest.mark.long
    @pytest.mark.parametrize("dud", Measure)
    def test_in_toronto_it_gets_less_than_half_the_money_in_nine_of_ten_seeds(self, dud):
        """Where there are incidents enough to tell, by leaders as they are."""
        levers = {"it": Strategy("it", "it", EVEN_MONEY)}
        scenario = replace(load_scenario("toronto"), strategies=levers, reference="it", events=())
        found = [after_eight_years(scenario, dud, seed) for seed in range(1, 11)]
        assert sum(money[1 - dud] >= 2.0 * money[dud] for money, _, _ in found) >= 9
        expected, seen = (sum(each[number] for each in found) for number in (1, 2))
        assert seen / expected == pytest.approx(1.0, abs=0.1)

    def test_what_works_is_found_to_work(self):
        model = begin(town(levers=EVEN_MONEY), 1)
        model.run_days(4 * DAYS_IN_YEAR)
        expected, seen = (part.sum((0, 1, 3)) for part in (model.beliefs.expected, model.beliefs.seen))
        assert (seen < 0.95 * expected).all()


class TestComparison:
    def test_no_target_of_such_an_initiative_is_compared_and_records_are_alike(self):
        known_apart, usual = [], []
        for seed in (3, 4, 5):
            model = begin(town(neighbourhoods=12), seed)
            model.run_days(DAYS_IN_YEAR)
            known_apart += self.differences(model)
            usual.append(model.world.known.std(0).max())
        assert np.mean(known_apart) < 0.5 * np.mean(usual)

    @staticmethod
    def differences(model):
        """Return how far the records of places that are compared lie from those of targets, an initiative each."""
        initiatives, world, apart = model.world.initiatives, model.world, []
        for slot in np.flatnonzero((initiatives.status != Status.EMPTY) & (initiatives.measure == Measure.SITUATIONAL)):
            targets = world.targets[slot, : initiatives.target_count[slot]]
            problem = initiatives.problem[slot]
            fresh = _like(desk(model), int(slot), targets, 2 * targets.size)
            treated = {
                int(place)
                for other in np.flatnonzero((initiatives.status != Status.EMPTY) & (initiatives.problem == problem))
                for place in world.targets[other, : initiatives.target_count[other]]
                if initiatives.measure[other] == Measure.SITUATIONAL
            }
            assert treated.isdisjoint(fresh.tolist())
            apart.append(abs(world.known[fresh, problem].mean() - world.known[targets, problem].mean()))
        return apart

    def test_who_waits_is_like_who_is_reached_and_never_the_same(self):
        model = begin(town(parameters={"delivery.need_per_hour": 0.0}, levers=EVEN_MONEY), 2)
        model.run_days(2 * DAYS_IN_YEAR)
        world, initiatives, needs, all_needs = model.world, model.world.initiatives, [], []
        for slot in np.flatnonzero((initiatives.status != Status.EMPTY) & (initiatives.measure == Measure.SOCIAL)):
            reached = world.reached[slot, : initiatives.reached_count[slot]]
            waiting = world.waiting[slot, : initiatives.waiting_count[slot]]
            assert set(reached.tolist()).isdisjoint(waiting.tolist())
            needs.append(world.residents.need[reached].mean() - world.residents.need[waiting].mean())
            all_needs.extend(world.residents.need[reached].tolist())
        assert abs(np.mean(needs)) < 3.0 * np.std(needs, ddof=1) / np.sqrt(len(needs))
        assert np.mean(all_needs) > world.residents.need[world.residents.age > 0].mean()


class TestExperience:
    @staticmethod
    def model(collaboration=0.0, **parameters):
        return Model(town(4, 200, STATUS_QUO._replace(collaboration=collaboration), parameters, burn_in_days=0))

    def test_without_any_beliefs_are_what_is_usual(self):
        model = self.model()
        learned(model)
        review = model.parameters.review
        for measure in Measure:
            assert model.beliefs.belief[:, :, measure] == pytest.approx(review.usual_of(measure))

    def test_many_incidents_outweigh_what_was_believed(self):
        model = self.model()
        model.beliefs.expected[0, 0, Measure.SITUATIONAL, Lead.POLICE_ASSISTED] = 5000.0
        model.beliefs.seen[0, 0, Measure.SITUATIONAL, Lead.POLICE_ASSISTED] = 3000.0
        learned(model)
        belief = model.beliefs.belief[:, :, Measure.SITUATIONAL, Lead.POLICE_ASSISTED]
        assert belief[0, 0] == pytest.approx(0.4, abs=0.01)
        assert belief[0, 1:] == pytest.approx(0.4, abs=0.01)  # of other problems there is none: all together tell
        assert np.ptp(belief, axis=0) == pytest.approx(0.0)  # it is the table's

    def test_who_lives_in_small_neighbourhoods_learns_as_much_from_as_many_incidents_a_head(self):
        beliefs = []
        for residents in (100, 400):
            model = Model(town(4, residents, burn_in_days=0))
            model.beliefs.expected[0, 0, 0, 0] = residents / 10
            model.beliefs.seen[0, 0, 0, 0] = residents / 20
            learned(model)
            beliefs.append(model.beliefs.belief[0, 0, 0, 0])
        assert beliefs[0] == pytest.approx(beliefs[1])
        assert beliefs[0] > model.parameters.review.usual_situational

    def test_collaboration_passes_it_on_in_the_province(self):
        beliefs = []
        for collaboration in (0.0, 0.5, 1.0):
            levers = STATUS_QUO._replace(collaboration=collaboration)
            communities = [town(2, 200, levers).communities[0], town(3, 200, levers).communities[0]]
            scenario = town(2, 200, levers, {"review.province_spread": 1.0}, burn_in_days=0)
            model = Model(
                replace(scenario, communities=tuple(replace(c, name=f"c{n}") for n, c in enumerate(communities)))
            )
            model.beliefs.expected[0, 0, 0, 0], model.beliefs.seen[0, 0, 0, 0] = 50.0, 20.0
            learned(model)
            beliefs.append(model.beliefs.belief[:, 0, 0, 0].copy())
        own, others = zip(*((belief[0], belief[-1]) for belief in beliefs), strict=True)
        assert np.ptp(own) == pytest.approx(0.0)
        assert others[0] == pytest.approx(0.2)
        assert others[0] < others[1] < others[2] == pytest.approx(own[0])

    def test_what_never_works_may_be_tried_again_and_nothing_is_believed_to_do_harm(self):
        model = self.model()
        model.beliefs.expected[:], model.beliefs.seen[:] = 100.0, 300.0
        learned(model)
        assert (model.beliefs.belief == model.parameters.review.least_belief).all()

    def test_half_of_it_is_gone_after_its_half_life(self):
        model = self.model(**{"review.experience_half_life": 2.0})
        model.beliefs.expected[:] = 8.0
        for _ in range(26):
            learned(model)
        assert model.beliefs.expected == pytest.approx(4.0)


class TestSwitchedOff:
    @staticmethod
    def without(name, levers=EVEN_MONEY, days=DAYS_IN_YEAR, seed=4):
        scenario = town(8, 400, levers, burn_in_days=2 * DAYS_IN_CYCLE)
        model = Model(replace(scenario.with_parameters(neutral_values([name]) if name else {})), seed=seed)
        model.run_days(days)
        return model

    def test_without_review_nothing_is_learnt(self):
        model = self.without("review")
        assert (model.beliefs.expected == 0.0).all()
        assert np.ptp(model.beliefs.belief, axis=(0, 1, 3)) == pytest.approx([0.0, 0.0])
        assert any(row["status"] == "ended" for row in model.history.initiatives)

    def test_without_planning_every_neighbourhood_and_problem_gets_its_turn(self):
        model = self.without("planning", days=4 * DAYS_IN_YEAR)
        rows = [row for row in model.history.initiatives if row["measure"] == "situational"]
        cost = Counter()
        for row in rows:
            cost[row["neighbourhood"]] += row["cost"]
        assert min(cost.values()) > 0.5 * np.mean(list(cost.values()))
        crimes = {problem.name for problem in model.scenario.problems if problem.name in CRIMES}
        assert {row["problem"] for row in rows} == crimes

    def test_without_assessment_all_problems_of_a_neighbourhood_are_alike(self):
        model = self.without("assessment")
        severity = model.beliefs.severity
        assert np.ptp(severity, axis=1) == pytest.approx(0.0)
        assert np.argsort(severity[:, 0]).tolist() == np.argsort(model.beliefs.year / 400).tolist()

    def test_without_follow_through_nothing_ends_early_and_targets_stay(self):
        model = self.without("follow_through", days=2 * DAYS_IN_YEAR)
        assert not any(row["status"] == "ended early" for row in model.history.initiatives)
        running = model.world.initiatives.status == Status.RUNNING
        assert running.any()
        assert (model.world.initiatives.reviewed[running] == 0).all()
        assert (model.world.initiatives.expected == 0.0).all()  # of former targets: there are none


def test_a_community_is_summed_up_over_its_own_neighbourhoods_in_their_order():
    values, community = np.random.default_rng(3).random((40, 3)), np.repeat([0, 1, 2], [1, 25, 14])
    one_by_one = np.zeros((3, 3))
    for row, owner in zip(values, community, strict=True):
        one_by_one[owner] += row
    assert np.array_equal(sums_over_community(values, community), one_by_one)
    weights = values[:, 0]
    means = mean_over_community(values, weights, community)
    assert means == pytest.approx(
        (sums_over_community(values * weights[:, None], community) / one_by_one[:, :1])[community]
    )


def test_a_neighbourhoods_share_is_of_its_own_community_and_stays_what_it_was_where_there_is_nothing():
    values = np.array([[1.0, 0.0], [3.0, 0.0], [0.0, 5.0]])
    otherwise = np.array([[0.4, 0.4], [0.6, 0.6], [1.0, 1.0]])
    found = shares_of_community(values, np.array([0, 0, 1]), otherwise)
    assert found.tolist() == [[0.25, 0.4], [0.75, 0.6], [1.0, 1.0]]
    assert otherwise.tolist() == [[0.4, 0.4], [0.6, 0.6], [1.0, 1.0]]


def test_what_is_usual_of_a_place_is_looked_up_once_and_by_community_and_type():
    model = Model(town(4, 250))
    model.world.known[:] = np.random.default_rng(2).random(model.world.known.shape)
    looked_up = desk(model)
    first = [_usual_record(looked_up, 0, problem) for problem in range(model.world.problems.size)]
    assert first == pytest.approx(model.world.known.mean(axis=0))
    model.world.known[:] = 0.0
    assert [_usual_record(looked_up, 0, problem) for problem in range(model.world.problems.size)] == first
    assert _usual_record(desk(model), 0, 0) == 0.0
