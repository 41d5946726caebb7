"""Health data tell of violence that nobody reported, by pooled data and ties together, and act on nothing by themselves."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from random_villages import villages
from stories import finished, town

from mobsim.engine.model import Model
from mobsim.errors import MobsimError
from mobsim.mobilization.statistics import counted
from mobsim.scenario.enumerations import Age
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.parameters import build_parameters
from mobsim.scenario.presets import FULL_MODEL, STATUS_QUO
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.reading import load_scenario

some = settings(max_examples=12, derandomize=True, print_blob=False)
YEAR, CYCLE = 364, 28
MANY = {"people.prone_share": 0.2}
OPEN = FULL_MODEL._replace(information_sharing=1.0)
WELL = tuple(replace(p, kinds=tuple(replace(kind, treated=0.0) for kind in p.kinds)) for p in DEFAULT_PROBLEMS)
EVERYBODY = tuple(
    replace(p, kinds=tuple(replace(kind, treated=1.0) for kind in p.kinds)) if p.treated_by else p
    for p in DEFAULT_PROBLEMS
)


def sums(model):
    return {name: float(column.sum()) for name, column in model.ledger.sums(model.ledger.total).items()}


def at_full_ties(model, cycles):
    """Run a model whose tables have full ties with every agency."""
    for _ in range(cycles):
        model.world.collaboration.agency_tie[:] = 1.0
        model.run_days(CYCLE)
    return model


class TestWhatIsShared:
    def test_switched_off_is_a_town_whose_victims_nobody_treats(self):
        off = finished(Model(town(3, 300, levers=OPEN, parameters=neutral_values(["health_data"]))), YEAR)
        well = finished(Model(town(3, 300, levers=OPEN, problems=WELL)), YEAR)
        on = finished(Model(town(3, 300, levers=OPEN, problems=EVERYBODY)), YEAR)
        assert off.world.residents.tobytes() == well.world.residents.tobytes()
        assert off.world.known.tobytes() == well.world.known.tobytes()
        assert np.array_equal(off.beliefs.stat, well.beliefs.stat)
        assert not np.array_equal(off.world.known, on.world.known)
        assert not np.array_equal(off.beliefs.stat, on.beliefs.stat)

    @pytest.mark.parametrize(
        ("levers", "parameters"),
        [
            (OPEN._replace(information_sharing=0.0), {}),
            (OPEN, {"table.tie_at_birth": 0.0, "table.tie_by_meeting": 0.0, "table.years_together": 0}),
        ],
    )
    def test_it_takes_both_pooled_data_and_ties(self, levers, parameters):
        scenario = town(4, 500, levers=levers, parameters=MANY | parameters, problems=EVERYBODY, burn_in_days=0)
        found = sums(finished(Model(scenario), YEAR))
        assert found["treated_unknown"] > 20
        assert found["shared"] == found["pooled_violence"] == 0

    @some
    @given(villages())
    def test_each_case_counts_once_and_is_a_part_of_what_it_comes_from(self, scenario):
        scenario = replace(scenario, problems=EVERYBODY, burn_in_days=0)
        model = finished(Model(scenario, events=True), 56)
        events, found = model.results().events, sums(model)
        for problem in scenario.problems:
            mine = events[events.type == problem.name]
            assert found[f"pooled_{problem.name}"] == mine.pooled.sum()
            known = sum(found[f"{name}_{problem.name}"] for name in ("reported", "discovered", "pooled"))
            assert known <= found[f"true_{problem.name}"]
        assert not (events.pooled & (events.reported | events.recorded | events.discovered | ~events.treated)).any()
        assert not (events.recorded & ~events.reported).any()
        assert found["treated"] == events.treated.sum() >= found["treated_unknown"] >= found["shared"]
        assert found["shared"] >= events.pooled.sum()
        assert found["treated"] >= found["treated_young"] >= found["treated_young_unknown"]

    def test_what_is_agreed_is_passed_on_as_a_routine(self):
        """From the tie that it takes on, all is told that a full tie would have told; below it, what the tie is worth."""
        telling = MANY | {"health.complete": 1.0}
        scenario = town(4, 500, levers=OPEN, parameters=telling, problems=EVERYBODY, burn_in_days=0)
        enough = scenario.parameters.health.tie_needed
        told = {}
        for tie in (enough / 2, enough, 1.0):
            model = Model(scenario)
            model.world.collaboration.agency_tie[:] = tie
            model.run_days(CYCLE - 1)  # the first cycle sets ties anew
            told[tie] = sums(model)["shared"]
        assert told[enough] == told[1.0] > 20
        assert 0.25 * told[1.0] < told[enough / 2] < 0.75 * told[1.0]

    def test_police_know_of_it_at_its_address(self):
        forever = MANY | {"places.known_half_life": 3640.0, "reporting.tip_chance": 0.0, "patrol.discovery": 0.0}
        forever |= {"health.complete": 1.0}
        scenario = town(4, 500, levers=OPEN, parameters=forever, problems=EVERYBODY, burn_in_days=0)
        model = at_full_ties(Model(scenario, events=True), 3)
        events = model.results().events
        types = [problem.name for problem in scenario.problems]
        known = events[events.recorded | events.pooled]
        assert known.pooled.sum() > 8
        seen = np.zeros_like(model.world.known)
        np.add.at(seen, (known.place, [types.index(name) for name in known.type]), 1.0)
        assert (model.world.known <= seen).all()
        assert (model.world.known >= 0.5 ** (3 * CYCLE / 3640.0) * seen).all()

    def test_what_nobody_uses_changes_nothing(self):
        """Patrol that goes by no knowledge, no programmes: the same town lives, whatever hospitals tell (Garicano and Heaton)."""
        idle = OPEN._replace(risk_focus=0.0, programme_share=0.0, lead=0)
        told, untold = (
            at_full_ties(Model(town(3, 600, levers=idle, parameters=MANY | values, burn_in_days=0)), 8)
            for values in ({}, {"health.complete": 0.0})
        )
        assert sums(told)["shared"] > 3
        assert told.world.residents.tobytes() == untold.world.residents.tobytes()
        assert not np.array_equal(told.world.known, untold.world.known)


@pytest.fixture(scope="module")
def shared_town():
    scenario = town(20, 1500, levers=OPEN, parameters=MANY, burn_in_days=0)
    return at_full_ties(Model(scenario, events=True), 13)


class TestHowMuch:
    def test_unknown_to_police_as_emergency_wards_found_and_more_so_of_the_young(self, shared_town):
        """.50-.90 unknown (Gray and others 2017: .59); fewer seeds than a target, so the young's excess is tested on all."""
        found = sums(shared_town)
        unknown = found["treated_unknown"] / found["treated"]
        young = found["treated_young_unknown"] / found["treated_young"]
        assert 0.5 < unknown < 0.9
        assert young > unknown

    def test_known_violence_grows_by_what_pooled_data_added_elsewhere(self, shared_town):
        """.15-.20 of what police record (Sutherland and others 2021), within three standard errors."""
        events = shared_town.results().events
        violence = events[events.type == "violence"]
        shared, recorded = sums(shared_town)["shared"], violence.recorded.sum()
        alone = recorded - (shared - violence.pooled.sum())
        error = 3 * shared**0.5 / alone
        assert 0.15 - error < shared / alone < 0.20 + error
        assert error < 0.05

    def test_the_blind_spot_is_measured_by_people_places_and_neighbourhoods(self, shared_town):
        totals, events = shared_town.results().totals, shared_town.results().events
        crime = events[events.type != "social_crisis"]
        unseen = ~(crime.reported | crime.discovered | crime.pooled)
        assert totals["unseen_share"] == pytest.approx(unseen.mean())
        assert totals["unseen_spread"] > 0.02
        assert totals["injuries_shared"] > 0
        violence = events[events.type == "violence"]
        on_record = (violence.recorded | violence.pooled).sum() / violence.recorded.sum()
        assert totals["on_record_violence"] / totals["recorded_violence"] == pytest.approx(on_record)
        assert on_record > 1
        victims = crime[crime.victim >= 0]
        ages = shared_town.world.residents.age[victims.victim]
        of_young = unseen[victims.index][ages == Age.YOUNG].mean()
        assert of_young > unseen[victims.index][ages == Age.OLDER].mean() + 0.03


def briefing(recorded, pooled):
    """What two neighbourhoods brought of one crime whose victims are treated by agency 0, and one whose victims are not."""
    return SimpleNamespace(
        recorded=np.array(recorded, float),
        reported=np.zeros((2, 2)),
        discovered=np.zeros((2, 2)),
        pooled=np.array(pooled, float),
        patrol_hours=np.array([280.0, 280.0]),
        places=np.array([10.0, 10.0]),
        crime=np.ones(2),
        may_discover=np.zeros(2),
        typical_reported=np.array([0.4, 0.5]),
        unseen_treated=np.array([0.1 * 0.6, 0.0]),
        treated_by=np.array([0, -1]),
    )


class TestStatistics:
    def counted(self, told, sharing, tie=1.0):
        desk = SimpleNamespace(
            neighbourhoods=SimpleNamespace(community=np.zeros(2, np.int64)),
            collaboration=SimpleNamespace(agency_tie=np.full((1, 2), tie)),
            policies=SimpleNamespace(information_sharing=np.full(1, sharing)),
        )
        values = {"reporting.founded": 0.5, "health.complete": 0.5, "health.tie_needed": 0.4}
        return counted(told, desk, build_parameters(values))

    def test_the_level_does_not_depend_on_how_much_is_shared(self):
        for sharing, tie in ((0.0, 1.0), (0.5, 0.8), (0.5, 0.2), (1.0, 0.1), (1.0, 1.0)):
            pooled = 1000 * 0.1 * 0.6 * 0.5 * sharing * min(1.0, tie / 0.4)
            told = briefing([[200, 250], [200, 250]], [[pooled, 0], [pooled, 0]])
            assert self.counted(told, sharing, tie) == pytest.approx(np.full((2, 2), 1000.0))

    def test_where_more_is_silent_the_estimate_rises_towards_the_truth(self):
        """A thousand crimes in each, of which .2 and .6 are reported; what is told is a twentieth of the others."""
        recorded = [[100, 250], [300, 250]]
        alone = self.counted(briefing(recorded, np.zeros((2, 2))), 0.0)
        told = self.counted(briefing(recorded, [[1000 * 0.8 * 0.05, 0], [1000 * 0.4 * 0.05, 0]]), 1.0)
        assert alone[0, 0] == pytest.approx(500)
        assert 500 < told[0, 0] < 1000 < told[1, 0] < 1500
        assert told[:, 1] == pytest.approx(alone[:, 1])


class TestInAScenarioFile:
    @staticmethod
    def load(folder, problem):
        file = folder / "scenario.toml"
        community = "community = { synthetic = { neighbourhoods = 2 }, officers_per_100k = 130 }"
        file.write_text(f'schema = 1\ntitle = "Village"\n{community}\n[[problems]]\n{problem}\n', encoding="utf-8")
        return load_scenario(file)

    def test_a_type_says_who_treats_its_victims(self, tmp_path):
        kinds = 'kinds = [{ name = "vandalism", treated = 0.01 }]'
        problems = self.load(tmp_path, f'name = "disorder"\ntreated_by = "housing"\n{kinds}').problems
        disorder = next(problem for problem in problems if problem.name == "disorder")
        assert (disorder.treated_by, disorder.kinds[0].treated) == ("housing", 0.01)

    @pytest.mark.parametrize(
        ("problem", "said"),
        [
            ('name = "drugs"\ntreated_by = "health"', "no crime that has victims"),
            ('name = "social_crisis"\nkinds = [{ name = "crisis", treated = 0.1 }]', "no crime that has victims"),
            ('name = "violence"\ntreated_by = "helth"', "health"),
        ],
    )
    def test_what_does_not_fit_is_told(self, tmp_path, problem, said):
        with pytest.raises(MobsimError, match=said):
            self.load(tmp_path, problem)


def test_the_usual_town_hardly_moves():
    """Status quo: what is shared adds at most a hundredth to recorded violence."""
    found = sums(finished(Model(town(10, 1000, levers=STATUS_QUO, parameters=MANY)), YEAR))
    assert found["shared"] < 0.02 * found["recorded_violence"]
