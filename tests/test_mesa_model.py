"""A model of mobsim is a Mesa model: agents by type, data collectors, batch runs, as Mesa's users know them."""

import gc
import inspect
import multiprocessing
import pickle
import weakref

import mesa
import numpy as np
import pytest

import mobsim
from mobsim.engine.model import Model
from mobsim.scenario.synthetic import village
from mobsim.views.agents import Leader, Officer, Resident

pytestmark = pytest.mark.mesa


def mean_trust(model):
    """Average trust in police."""
    return model.residents.agg("trust", np.mean)


class CollectingModel(Model):
    """A model that collects each day, as Mesa's examples do."""

    def __init__(self, scenario="village", strategy=None, seed=None, *, rng=None, residents=100):
        town = village(2, residents) if scenario == "village" else scenario
        super().__init__(town, strategy, seed, rng=rng)
        self.datacollector = mesa.DataCollector(model_reporters={"Trust": mean_trust, "Day": "day"})
        self.datacollector.collect(self)

    def step(self):
        super().step()
        self.datacollector.collect(self)


@pytest.fixture
def model():
    return Model(village(), seed=1)


@pytest.fixture
def own_start_method():
    """Keep ``batch_run``'s choice of how processes start from the tests that follow."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


class TestAgentsOfAModel:
    def test_by_type(self, model):
        assert model.agent_types == [Resident, Officer, Leader]
        assert len(model.agents_by_type[Resident]) == 1000
        assert len(model.agents_by_type[mobsim.Officer]) == 2
        distrustful = model.agents_by_type[mobsim.Resident].select(lambda resident: resident.trust < 0.2)
        assert len(distrustful) == int((model.world.residents.trust < 0.2).sum())

    def test_agents_holds_leaders_and_officers(self, model):
        assert set(model.agents) == {*model.leaders, *model.officers}
        assert len(model.agents) == len(model.agents.select(agent_type=Leader)) + 2
        assert len(model.agents.select(lambda agent: isinstance(agent, Officer))) == 2
        gc.collect()
        assert len(model.agents) == len(model.leaders) + 2, "the model keeps them from being collected"

    def test_agents_of_ones_own_join_them(self, model):
        class Journalist(mesa.Agent):
            """Somebody the town does not know of."""

        journalist = Journalist(model)
        assert journalist in model.agents
        assert list(model.agents_by_type[Journalist]) == [journalist]
        assert model.agent_types == [Resident, Officer, Leader, Journalist]
        model.remove_all_agents()
        assert journalist not in model.agents
        assert len(model.residents) == 1000

    def test_the_scenario_is_the_models(self, model):
        assert model.scenario.name == "village"
        assert Model(model.scenario, seed=1).scenario is model.scenario

    def test_the_package_offers_them(self):
        assert (mobsim.Resident, mobsim.Officer, mobsim.Leader) == (Resident, Officer, Leader)
        assert mobsim.Model is Model


class TestRunning:
    def test_steps_are_days(self, model):
        for _ in range(10):
            model.step()
        assert model.day == model.steps == 10

    def test_days_run_at_once_are_steps_too(self, model):
        model.run_days(9)
        model.step()
        assert model.day == model.steps == model.fork("full_model").steps == 10

    def test_a_step_of_a_subclass_is_called_for_every_day_and_its_forks_are_of_its_class(self):
        class Watched(Model):
            def __init__(self, *given, **further):
                super().__init__(*given, **further)
                self.seen, self.me = [], self

            def step(self):
                super().step()
                self.seen.append(self.day)

        watched, plain = Watched(village(), seed=1), Model(village(), seed=1)
        for model in (watched, plain):
            model.run_days(8)
            model.step()
        assert watched.seen == list(range(1, 10))
        assert watched.steps == 9
        assert np.array_equal(watched.world.residents.trust, plain.world.residents.trust)
        fork = watched.fork("full_model")
        assert isinstance(fork, Watched)
        assert fork.me is fork
        fork.run_days(2)
        assert fork.seen == list(range(1, 12))
        assert watched.seen == list(range(1, 10)), "a fork keeps its own"

    def test_views_show_the_town_as_it_is_now(self, model):
        resident = model.residents[0]
        for _ in range(7):
            model.step()
        assert resident.trust == float(model.world.residents.trust[0])
        assert any(officer.beat is not None for officer in model.officers)

    def test_what_is_written_is_lived_with(self):
        kept, shaken = Model(village(), seed=1), Model(village(), seed=1)
        shaken.residents.set("trust", 0.0).set("trust_ground", 0.0)
        for each in (kept, shaken):
            each.run_days(28)
        assert mean_trust(shaken) < mean_trust(kept) - 0.2

    def test_looking_changes_nothing(self):
        alone, watched = Model(village(), seed=1), Model(village(), seed=1)
        for _ in range(14):
            alone.step()
            watched.step()
            watched.residents.shuffle_do("step")
            watched.agents.shuffle_do("step")
            watched.residents.groupby("neighbourhood").agg("trust", np.mean)
        assert np.array_equal(alone.residents.get("trust"), watched.residents.get("trust"))

    def test_a_fork_has_agents_of_its_own(self, model):
        model.step()
        other = model.fork("full_model")
        other.residents[0].trust = 0.0
        model.residents[0].trust = 1.0
        assert other.residents[0].trust == 0.0
        assert other.leaders[0].model is other
        assert set(other.agents).isdisjoint(model.agents)

    def test_it_can_be_pickled_after_a_look(self, model):
        model.run_days(28)
        assert len(model.agents) > 2
        again = pickle.loads(pickle.dumps(model))
        assert np.array_equal(again.residents.get("trust"), model.residents.get("trust"))

    def test_it_ends(self):
        model = Model(village(2, 100, days=14, burn_in_days=7), seed=1)
        model.run_model()
        assert model.day == 21
        assert not model.running


class TestSeeds:
    def test_mesas_word_for_a_seed_does(self):
        by_seed, by_rng = Model(village(), seed=7), Model(village(), rng=7)
        other = Model(village(), seed=8)
        assert np.array_equal(by_seed.residents.get("trust"), by_rng.residents.get("trust"))
        assert not np.array_equal(by_seed.residents.get("trust"), other.residents.get("trust"))
        assert by_seed.random.random() == by_rng.random.random()


class TestForgetting:
    def test_a_model_that_was_looked_at_is_freed(self):
        model = Model(village(), seed=1)
        model.step()
        assert len(model.agents) > 2
        assert model.residents[0].ties
        gone = weakref.ref(model)
        del model
        gc.collect()
        assert gone() is None

    def test_a_model_with_agents_of_ones_own_is_freed_once_released(self):
        model = Model(village(), seed=1)
        mesa.Agent(model)
        model.release()
        model.release()
        assert len(model.residents) == 1000
        gone = weakref.ref(model)
        del model
        gc.collect()
        assert gone() is None


class TestCollecting:
    def test_the_model(self):
        model = CollectingModel(seed=1)
        for _ in range(3):
            model.step()
        daily = model.datacollector.get_model_vars_dataframe()
        assert daily["Day"].tolist() == [0, 1, 2, 3]
        assert daily["Trust"].iloc[-1] == mean_trust(model)

    def test_agents_by_type(self):
        model = Model(village(2, 100), seed=1)
        collector = mesa.DataCollector(
            agenttype_reporters={Officer: {"Skill": "skill"}, Resident: {"Trust": "trust", "Age": "age_band"}}
        )
        collector.collect(model)
        model.step()
        collector.collect(model)
        residents = collector.get_agenttype_vars_dataframe(Resident)
        last = residents.xs(1, level="Step")
        assert len(residents) == 2 * 200
        assert np.array_equal(last["Trust"], model.world.residents.trust)
        assert last.index.tolist() == [resident.unique_id for resident in model.residents]
        assert set(residents["Age"]) == {"child", "young", "middle", "older"}
        assert len(collector.get_agenttype_vars_dataframe(Officer)) == 2 * 2

    def test_agents(self):
        model = Model(village(2, 100), seed=1)
        collector = mesa.DataCollector(agent_reporters={"Kind": lambda agent: type(agent).__name__, "Id": "unique_id"})
        collector.collect(model)
        model.step()
        collector.collect(model)
        collected = collector.get_agent_vars_dataframe()
        assert collected["Kind"].value_counts().to_dict() == {"Leader": 2 * len(model.leaders), "Officer": 4}


@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="this Mesa has no batch_run")
@pytest.mark.usefixtures("own_start_method")
class TestBatchRuns:
    @staticmethod
    def run(parameters, seeds, days):
        """Run a batch; from Mesa 3.4 on seeds have an argument of their own, and would be dropped from parameters."""
        own = "rng" in inspect.signature(mesa.batch_run).parameters
        return mesa.batch_run(
            CollectingModel,
            parameters if own else {**parameters, "seed": seeds},
            max_steps=days,
            number_processes=1,
            display_progress=False,
            **({"rng": seeds} if own else {}),
        )

    def test_every_strategy_with_every_seed(self):
        rows = self.run({"strategy": ["status_quo", "full_model"], "residents": 50}, [1, 2], 5)
        assert sorted((row["strategy"], row["seed"], row["Day"]) for row in rows) == [
            (name, seed, 5) for name in ("full_model", "status_quo") for seed in (1, 2)
        ]
        assert rows[0]["Trust"] != rows[-1]["Trust"]

    def test_a_run_of_a_batch_is_the_run_of_its_seed(self):
        (row,) = self.run({"residents": 50}, [3], 4)
        alone = CollectingModel(seed=3, residents=50)
        alone.run_days(4)
        assert row["Day"] == alone.day
        assert row["Trust"] == mean_trust(alone)

    def test_a_scenario_goes_by_name(self):
        assert Model(scenario="columbus", strategy="full_model", rng=1).scenario.name == "columbus"
