"""What patrol discovers: never without patrol, never twice; what records then show, who is stopped, and what feeds back."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from random_villages import villages
from stories import branch, finished, higher, over_seeds, totals, town

from mobsim.engine.model import Model
from mobsim.errors import MobsimError
from mobsim.measures.assessment_error import distance
from mobsim.measures.equity import by_fifth
from mobsim.mobilization.statistics import counted
from mobsim.scenario.enumerations import Age
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.presets import STATUS_QUO
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.reading import load_scenario
from mobsim.world.lists import incidents_today

some = settings(max_examples=12, derandomize=True, print_blob=False)
long = pytest.mark.long
YEAR = 364
OPEN = ("disorder", "drugs")
MUCH = {"patrol.discovery": 2.0}
RECORDS_ALONE = STATUS_QUO._replace(risk_focus=1.0, qualitative_weight=0.0, information_sharing=0.0, patrol_share=1.0)


class TestWhatIsDiscovered:
    def test_nothing_without_patrol(self):
        levers = STATUS_QUO._replace(patrol_share=0.0, engagement_share=0.8)
        model = finished(Model(town(4, 500, levers=levers, parameters={"patrol.discovery": 5.0}), events=True), YEAR)
        events = model.results().events
        assert (events.type.isin(OPEN) & ~events.reported).sum() > 50, "there was enough to discover"
        assert not events.discovered.any()

    def test_only_what_was_done_in_the_open_and_nobody_reported(self):
        model = finished(Model(town(4, 500, parameters=MUCH), events=True), 2 * YEAR)
        events = model.results().events
        assert events.discovered.sum() > 50
        assert set(events.type[events.discovered]) == set(OPEN)
        assert not (events.discovered & (events.reported | events.recorded | events.cleared)).any()

    @some
    @given(villages())
    def test_the_ledger_counts_each_once_and_no_more_than_happened_unreported(self, scenario):
        scenario = replace(scenario.with_parameters(MUCH), burn_in_days=0)
        model = finished(Model(scenario, events=True), 56)
        events, sums = model.results().events, model.ledger.sums(model.ledger.total.sum(0))
        for problem in scenario.problems:
            mine = events[events.type == problem.name]
            true, reported, discovered = (sums[f"{k}_{problem.name}"] for k in ("true", "reported", "discovered"))
            assert discovered == mine.discovered.sum()
            assert reported + discovered <= true == len(mine)
            assert problem.discovered or discovered == 0

    def test_as_many_as_the_hours_of_patrol_at_each_place_let_expect(self):
        """Summed over a year and over places with little and much patrol: within chance of what the rule says."""
        levers = STATUS_QUO._replace(risk_focus=0.8)
        model = Model(town(6, 500, levers=levers, parameters=MUCH, burn_in_days=0))
        open_types = np.flatnonzero(model.world.problems.discovered)
        chances, found = [], []
        for _ in range(2 * YEAR):
            model.run_days(1)
            today = model.world.incidents[incidents_today(model.world)[0]]
            missed = np.isin(today.problem, open_types) & (today.reported == 0)
            chances.append(1.0 - np.exp(-MUCH["patrol.discovery"] * model.world.places.hours[today.place[missed]]))
            found.append(today.discovered[missed])
        chance, discovered = np.concatenate(chances), np.concatenate(found)
        assert np.ptp(chance) > 0.3
        for some_places in (chance < np.median(chance), chance >= np.median(chance)):
            expected, spread = chance[some_places].sum(), np.sqrt((chance * (1 - chance))[some_places].sum())
            assert expected > 20
            assert abs(discovered[some_places].sum() - expected) < 4 * spread

    def test_a_rate_of_nought_is_the_mechanism_switched_off(self):
        """A town that discovers at no rate lives the days of one whose crimes cannot be discovered at any."""
        unseen = tuple(replace(problem, discovered=False) for problem in DEFAULT_PROBLEMS)
        off = finished(Model(town(3, 300, parameters={"patrol.discovery": 0.0})), YEAR)
        hidden = finished(Model(town(3, 300, parameters=MUCH, problems=unseen)), YEAR)
        seen = finished(Model(town(3, 300, parameters=MUCH)), YEAR)
        assert off.world.residents.tobytes() == hidden.world.residents.tobytes()
        assert off.world.known.tobytes() == hidden.world.known.tobytes()
        assert np.array_equal(off.beliefs.stat, hidden.beliefs.stat)
        assert not np.array_equal(off.world.known, seen.world.known)
        assert not np.array_equal(off.beliefs.stat, seen.beliefs.stat)

    def test_police_know_it_by_place_and_problem(self):
        forever = MUCH | {"places.known_half_life": 3640.0, "reporting.tip_chance": 0.0}
        model = finished(Model(town(4, 900, parameters=forever, burn_in_days=0), events=True), 56)
        events = model.results().events
        known = events[events.recorded | events.discovered | events.pooled]
        types = [problem.name for problem in model.scenario.problems]
        seen = np.zeros_like(model.world.known)
        np.add.at(seen, (known.place, [types.index(name) for name in known.type]), 1.0)
        assert seen.sum() > 20
        assert (model.world.known <= seen).all()
        assert (model.world.known >= (1.0 - 1e-9) * 0.5 ** (56 / 3640.0) * seen).all()  # but for rounding


class TestInAScenarioFile:
    @staticmethod
    def load(folder, problem):
        file = folder / "scenario.toml"
        community = "community = { synthetic = { neighbourhoods = 2 }, officers_per_100k = 130 }"
        file.write_text(f'schema = 1\ntitle = "Village"\n{community}\n[[problems]]\n{problem}\n', encoding="utf-8")
        return load_scenario(file)

    def test_a_type_says_whether_patrol_may_discover_it(self, tmp_path):
        problems = self.load(tmp_path, 'name = "disorder"\ndiscovered = false').problems
        assert {problem.name for problem in problems if problem.discovered} == {"drugs"}
        problems = self.load(tmp_path, 'name = "theft"\ndiscovered = true').problems
        assert {problem.name for problem in problems if problem.discovered} == {"theft", *OPEN}

    def test_a_social_crisis_is_not_discovered(self, tmp_path):
        with pytest.raises(MobsimError, match="is no crime"):
            self.load(tmp_path, 'name = "social_crisis"\ndiscovered = true')


def briefing(recorded, discovered, hours):
    """What two neighbourhoods of ten places brought of one crime that patrol discovers and one that it does not."""
    return SimpleNamespace(
        recorded=np.array(recorded, float),
        reported=np.zeros((2, 2)),
        discovered=np.array(discovered, float),
        patrol_hours=np.array(hours, float),
        places=np.array([10.0, 10.0]),
        crime=np.ones(2),
        may_discover=np.array([1.0, 0.0]),
        pooled=np.zeros((2, 2)),
        unseen_treated=np.zeros(2),
        treated_by=np.array([-1, -1]),
        typical_reported=np.array([0.2, 0.5]),
    )


class TestStatistics:
    desk = SimpleNamespace(
        neighbourhoods=SimpleNamespace(community=np.zeros(2, np.int64)),
        collaboration=SimpleNamespace(agency_tie=np.zeros((1, 1))),
        policies=SimpleNamespace(information_sharing=np.zeros(1)),
    )

    def counted(self, told, *, weight=1.0, by_exposure=0.0, discovery=0.1):
        values = {"discovered_weight": weight, "by_exposure": by_exposure}
        overrides = {f"assessment.{name}": value for name, value in values.items()}
        overrides |= {"reporting.founded": 0.5, "patrol.discovery": discovery}
        return counted(told, self.desk, build_parameters(overrides))

    def test_more_patrol_shows_more_crime_unless_exposure_is_divided_out(self):
        """A thousand crimes in each, patrolled one to three: what the rate lets patrol find, as often as it was there."""
        hours = np.array([140.0, 420.0])
        found = 1000 * 0.8 * (1.0 - np.exp(-0.1 * hours / 280))
        told = briefing([[100, 250], [100, 250]], [[found[0], 0], [found[1], 0]], hours)
        naive, corrected = self.counted(told), self.counted(told, by_exposure=1.0)
        assert naive[1, 0] > 1.4 * naive[0, 0]
        assert corrected[1, 0] == pytest.approx(corrected[0, 0], rel=0.05)
        assert corrected[:, 0] == pytest.approx([1000.0, 1000.0], rel=0.1)
        assert naive[:, 1] == pytest.approx([1000.0, 1000.0]), "what patrol does not discover is counted as ever"

    def test_where_patrol_is_even_the_level_does_not_depend_on_what_it_discovers(self):
        found = 1000 * 0.8 * (1.0 - np.exp(-0.1))
        told = briefing([[100, 250], [100, 250]], [[found, 0], [found, 0]], [280, 280])
        for options in ({"weight": 0.0}, {"weight": 1.0}, {"by_exposure": 1.0}):
            assert self.counted(told, **options) == pytest.approx(np.full((2, 2), 1000.0))

    def test_without_any_patrol_there_is_an_estimate(self):
        told = briefing([[100, 250], [100, 250]], [[0, 0], [0, 0]], [0, 0])
        for by_exposure in (0.0, 1.0):
            assert self.counted(told, by_exposure=by_exposure) == pytest.approx(np.full((2, 2), 1000.0))


class TestErrors:
    def test_the_distance_is_the_share_that_is_misplaced(self):
        first = np.array([0, 2])
        shown, true = np.array([3.0, 1.0, 5.0, 5.0]), np.array([1.0, 1.0, 2.0, 2.0])
        assert distance(shown, true, first) == pytest.approx([0.25, 0.0])
        assert distance(np.zeros(4), true, first).tolist() == [0.0, 0.0]


class TestStops:
    def test_everybody_stopped_or_cleared_is_known_to_police(self):
        model = finished(Model(town(4, 500, burn_in_days=0, parameters={"patrol.stops_per_hour": 1.0})), 21)
        sums = model.ledger.sums(model.ledger.total.sum(0))
        cleared = sum(sums[f"cleared_{problem.name}"] for problem in model.scenario.problems)
        assert sums["stops"] > 100
        assert model.world.residents.known_to_police.sum() == sums["stops"] + cleared
        assert not model.world.residents.known_to_police[model.world.residents.age == Age.CHILD].any()

    def test_who_is_known_is_stopped_again_the_more_as_officers_go_by_it(self):
        scenario = town(4, 500, burn_in_days=0, parameters={"patrol.stops_per_hour": 1.0, "people.desistance": 0.0})

        def again(seed, weight):
            values = {"patrol.suspect_known": weight}
            model = finished(Model(scenario.with_parameters(values), seed=seed), 84)
            return (model.world.residents.known_to_police > 3).sum()

        higher([again(seed, 4.0) - again(seed, 0.0) for seed in range(1, 7)])

    def test_the_young_are_stopped_more_as_officers_go_by_age(self):
        def young(seed, weight):
            values = {"patrol.stops_per_hour": 1.0, "patrol.suspect_young": weight, "patrol.suspect_known": 0.0}
            residents = finished(Model(town(4, 500, burn_in_days=0, parameters=values), seed=seed), 28).world.residents
            return residents.known_to_police[residents.age == Age.YOUNG].sum() / residents.known_to_police.sum()

        higher([young(seed, 1.0) - young(seed, 0.0) for seed in range(1, 7)])

    def test_rates_by_fifth_are_those_of_the_neighbourhoods_in_it(self):
        deprivation = np.array([0.9, 0.1, 0.3, 0.5, 0.7, 0.1])
        weights = np.array([100.0, 50.0, 100.0, 100.0, 100.0, 50.0])
        rates = np.array([50.0, 10.0, 20.0, 30.0, 40.0, 12.0])
        assert by_fifth(rates, deprivation, weights) == pytest.approx([11.0, 20.0, 30.0, 40.0, 50.0])
        assert np.isnan(by_fifth(rates, np.zeros(6), weights)).all()

    @long
    def test_stops_fall_on_the_most_deprived_fifth_where_patrol_follows_crime(self):
        even = RECORDS_ALONE._replace(risk_focus=0.0)
        scenario = town(
            10, 300, levers=even, also={"focused": RECORDS_ALONE}, deprivation_range=(0.0, 0.9), officers=12
        )  # fmt: skip
        names = ("stops_fifth_1", "stops_fifth_5", "hours_patrol")

        def story(start):
            (few, many, hours), (fewer, more, others) = (
                totals(start.fork(each), YEAR, *names) for each in ("usual", "focused")
            )
            assert many + few > 0
            return [more - many, few - fewer, hours, others]

        change = over_seeds(scenario, 12, story).T
        higher(change[0])
        higher(change[1])


@long
class TestFeedback:
    def test_records_at_face_value_draw_patrol_further_from_crime_than_records_corrected(self):
        """Police are sent after what patrol discovers: at face value they find it where they look (Ensign and others 2018)."""
        minor = tuple(
            problem
            if problem.discovered
            else replace(problem, kinds=tuple(replace(kind, severity=0.001) for kind in problem.kinds))
            for problem in DEFAULT_PROBLEMS
        )
        scenario = town(
            10, 500, levers=RECORDS_ALONE, parameters={"patrol.discovery": 0.5}, problems=minor, officers=20
        )  # fmt: skip

        def story(start):
            sides = [branch(start, parameters={"assessment.by_exposure": by}) for by in (0.0, 1.0)]
            return [totals(side, 4 * YEAR, "patrol_error", "records_error") for side in sides]

        found = over_seeds(scenario, 20, story)
        naive, corrected = found[:, 0], found[:, 1]
        higher(naive[:, 0] - corrected[:, 0])
        higher(naive[:, 1] - corrected[:, 1])
