"""Residents, officers and leaders are Mesa agents that are views of rows: what is written stands in the columns."""

import pickle
import runpy
import time
from pathlib import Path

import mesa
import numpy as np
import pytest

import mobsim
from mobsim.scenario.synthetic import village
from mobsim.views.agents import Leader, Officer, Resident
from mobsim.views.inhabited import InhabitedModel
from mobsim.views.space import places
from mobsim.world.building import build_world

pytestmark = pytest.mark.mesa


class Village(InhabitedModel):
    """A village where no day is run."""

    def __init__(self, neighbourhoods=4, residents=250, seed=1):
        super().__init__(rng=seed)
        self.scenario = village(neighbourhoods, residents)
        self.world = build_world(self.scenario, seed)


@pytest.fixture
def model():
    return Village()


@pytest.fixture
def columns(model):
    return model.world.residents


class TestOneAgent:
    def test_reads_its_row(self, model, columns):
        resident = model.residents[7]
        assert isinstance(resident, Resident)
        assert isinstance(resident, mesa.Agent)
        assert resident.model is model
        assert resident.trust == float(columns.trust[7])
        assert resident.neighbourhood == columns.neighbourhood[7]
        assert resident.place == columns.place[7]
        assert resident.age_band == ("child", "young", "middle", "older")[columns.age[7]]
        assert type(resident.trust) is float
        assert type(resident.offences) is int

    def test_writes_its_row(self, model, columns):
        model.residents[7].trust = 0.25
        model.residents[7].age_band = "older"
        model.residents[7].offences += 2
        assert columns.trust[7] == 0.25
        assert columns.age[7] == 3
        assert columns.offences[7] == 2
        assert model.residents[7].trust == 0.25

    def test_absent_things_are_none(self, model, columns):
        resident = model.residents[3]
        assert resident.initiative is None
        assert resident.last_victimised is None
        columns.active[3], columns.last_victimised[3] = 5, 40
        assert (resident.initiative, resident.last_victimised) == (5, 40)
        resident.last_victimised = None
        assert columns.last_victimised[3] == -1

    @pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), "high", None])
    def test_refuses_feelings_out_of_bounds(self, model, columns, value):
        before = columns.trust.copy()
        with pytest.raises(ValueError, match=r"trust.*from 0 to 1"):
            model.residents[0].trust = value
        with pytest.raises(ValueError, match=r"trust.*from 0 to 1"):
            model.residents.set("trust", value)
        assert np.array_equal(columns.trust, before)

    def test_refuses_words_it_does_not_know(self, model):
        with pytest.raises(ValueError, match="one of child, young, middle, older"):
            model.residents[0].age_band = "teenager"

    def test_refuses_fractions_of_an_offence(self, model):
        with pytest.raises(ValueError, match="whole number from 0 to 65535"):
            model.residents[0].offences = 1.5

    def test_refuses_unknown_attributes_naming_the_nearest(self, model):
        resident = model.residents[0]
        with pytest.raises(AttributeError, match=r"no field 'trst'; did you mean 'trust'"):
            _ = resident.trst
        with pytest.raises(AttributeError, match=r"no field 'insecurty'; did you mean 'insecurity'"):
            resident.insecurty = 0.5

    def test_refuses_to_move_house(self, model):
        for name in ("place", "neighbourhood", "initiative", "unique_id", "model", "ties"):
            with pytest.raises(AttributeError, match="cannot be set"):
                setattr(model.residents[0], name, 1)

    def test_cannot_be_removed_or_created(self, model):
        with pytest.raises(TypeError, match="cannot be removed"):
            model.residents[0].remove()
        with pytest.raises(TypeError, match="scenario"):
            Resident.create_agents(model, 3)

    def test_is_equal_to_another_view_of_its_row(self, model):
        one, same, other = model.residents[4], model.residents[4], model.residents[5]
        assert one == same
        assert hash(one) == hash(same)
        assert one != other
        assert len({one, same, other}) == 2
        assert model.officers[0] != model.leaders[0]
        assert one != Village().residents[4]

    def test_has_an_id_of_its_own(self, model):
        mine = mesa.Agent(model)
        everybody = [*model.residents, *model.officers, *model.leaders, mine]
        assert len({agent.unique_id for agent in everybody}) == len(everybody)

    def test_who_becomes_prone_is_listed_so(self, model, columns):
        harmless = model.residents.select(propensity=0.0)[0]
        harmless.propensity = 1.5
        prone = model.world.prone[: model.world.lists.end_prone[0]]
        assert harmless.row in prone
        assert np.array_equal(prone, np.flatnonzero(columns.propensity > 0))
        model.residents.set("propensity", 0.0)
        assert model.world.lists.end_prone[0] == 0

    def test_knows_its_ties(self, model):
        ties = model.world.ties
        for resident in model.residents[:20]:
            tied = ties.to[ties.start[resident.row] : ties.start[resident.row + 1]]
            assert {other.row for other in resident.ties} == set(tied.tolist())
            assert all(resident in other.ties for other in resident.ties)

    def test_survives_pickling_with_its_model(self, model):
        model.residents[9].trust = 0.125
        again = pickle.loads(pickle.dumps(model.residents[9]))
        assert again.trust == 0.125
        assert again.model is not model
        copy = pickle.loads(pickle.dumps(model.residents.select(neighbourhood=2)))
        assert np.array_equal(copy.get("trust"), model.residents.select(neighbourhood=2).get("trust"))


class TestOfficersAndLeaders:
    def test_an_officer_tells_hours_by_activity(self, model):
        model.world.officer_hours[1] = [1, 2, 3, 4, 5, 6]
        officer = model.officers[1]
        assert isinstance(officer, Officer)
        assert officer.hours == {
            "response": 1,
            "patrol": 2,
            "engagement": 3,
            "initiative": 4,
            "overhead": 5,
            "standby": 6,
        }
        officer.patrol_hours = 7.5
        assert model.world.officer_hours[1, 1] == 7.5
        assert model.officers.agg("patrol_hours", sum) == 7.5

    def test_a_beat_is_where_most_of_the_slot_lies(self, model):
        assert model.officers.get("beat").tolist() == [None, None]
        model.world.neighbourhoods.deploy_lower[:] = [0.0, 0.1, 0.45, 0.6]
        model.world.neighbourhoods.deploy_upper[:] = [0.1, 0.45, 0.6, 1.0]
        assert [officer.beat for officer in model.officers] == [1, 3]

    def test_an_officer_knows_neighbourhoods(self, model):
        model.world.familiarity[0] = [0.1, 0.2, 0.3, 0.4]
        assert model.officers[0].familiarity == {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4}

    def test_leaders_have_roles_agencies_and_wards(self, model):
        leaders = model.leaders
        assert leaders.groupby("role").count() == {"mayor": 1, "councillor": 4, "chief": 1, "agency head": 4}
        assert [leader.agency for leader in leaders.select(role="agency head")] == list(
            model.scenario.communities[0].leaders.agencies
        )
        assert leaders.select(role="mayor")[0].neighbourhoods == range(4)
        assert [list(each.neighbourhoods) for each in leaders.select(role="councillor")] == [[0], [1], [2], [3]]
        assert leaders.select(role="chief")[0].agency is None

    def test_leaders_ties_are_set_on_both_sides(self, model):
        mayor, chief = model.leaders.select(role="mayor")[0], model.leaders.select(role="chief")[0]
        assert len(mayor.ties) == len(model.leaders) - 1
        mayor.set_tie(chief, 0.75)
        assert mayor.ties[chief] == chief.ties[mayor] == 0.75
        with pytest.raises(ValueError, match="from 0 to 1"):
            mayor.set_tie(chief, 1.5)
        with pytest.raises(ValueError, match="not another leader"):
            mayor.set_tie(mayor, 0.5)
        assert isinstance(mayor, Leader)


class TestSelecting:
    def test_by_predicate_by_condition_and_by_mask_alike(self, model, columns):
        expected = np.flatnonzero(columns.trust < 0.2).tolist()
        assert len(expected) > 10
        residents = model.residents
        assert [each.row for each in residents.select(lambda each: each.trust < 0.2)] == expected
        assert [each.row for each in residents.select(trust=lambda trust: trust < 0.2)] == expected
        assert [each.row for each in residents.select(residents.get("trust") < 0.2)] == expected

    def test_by_value_by_values_and_by_several_fields(self, model, columns):
        chosen = model.residents.select(neighbourhood=[1, 3], age_band="young", need=lambda need: need > 0.3)
        met = np.isin(columns.neighbourhood, [1, 3]) & (columns.age == 1) & (columns.need > 0.3)
        assert chosen.numbers.tolist() == np.flatnonzero(met).tolist()
        assert len(chosen) > 0

    def test_all_ways_at_once(self, model, columns):
        mask = columns.trust < 0.5
        chosen = model.residents.select(mask, neighbourhood=2)
        assert chosen.numbers.tolist() == np.flatnonzero(mask & (columns.neighbourhood == 2)).tolist()
        by_predicate = model.residents.select(lambda each: each.trust < 0.5, at_most=5, neighbourhood=2)
        assert by_predicate.numbers.tolist() == chosen.numbers[:5].tolist()

    def test_at_most_so_many_or_so_large_a_share(self, model):
        assert [each.row for each in model.residents.select(at_most=3)] == [0, 1, 2]
        assert len(model.residents.select(n=3)) == 3
        assert len(model.residents.select(at_most=0.1)) == 100
        assert len(model.residents.select(lambda each: True, at_most=7)) == 7
        assert len(model.residents.select(lambda each: True, at_most=0)) == 0

    def test_by_type(self, model):
        assert len(model.residents.select(agent_type=Resident)) == 1000
        assert len(model.residents.select(agent_type=mesa.Agent)) == 1000
        assert len(model.residents.select(agent_type=Officer)) == 0

    def test_in_place(self, model):
        residents = model.residents
        assert residents.select(neighbourhood=1, inplace=True) is residents
        assert len(residents) == 250
        assert len(model.residents) == 1000

    def test_a_mask_must_fit(self, model):
        with pytest.raises(ValueError, match="1000 agents"):
            model.residents.select(np.ones(5, dtype=bool))

    def test_an_unknown_field_or_word_is_refused(self, model):
        with pytest.raises(AttributeError, match="did you mean 'neighbourhood'"):
            model.residents.select(neighborhood=1)
        with pytest.raises(ValueError, match="one of child"):
            model.residents.select(age_band="teenager")


class TestReadingAndWritingMany:
    def test_get_one_name_or_several(self, model, columns):
        residents = model.residents
        assert np.array_equal(residents.get("trust"), columns.trust)
        both = residents.get(["trust", "need"])
        assert both.shape == (1000, 2)
        assert np.array_equal(both[:, 1], columns.need)
        assert residents.get(["age_band", "trust"])[0].tolist() == [residents[0].age_band, residents[0].trust]
        assert residents.get("last_victimised").tolist() == [None] * 1000

    def test_what_is_got_is_a_copy(self, model, columns):
        before = columns.trust.copy()
        model.residents.get("trust")[:] = 0.0
        model.residents.agg("trust", lambda trust: trust.sort() if trust.flags.writeable else None)
        assert np.array_equal(columns.trust, before)

    def test_missing_names(self, model):
        with pytest.raises(AttributeError, match="did you mean 'trust'"):
            model.residents.get("trst")
        assert model.officers.get("trust", handle_missing="default", default_value=0.5).tolist() == [0.5, 0.5]
        with pytest.raises(ValueError, match="handle_missing"):
            model.residents.get("trust", handle_missing="perhaps")

    def test_set_one_value_or_one_each(self, model, columns):
        there = model.residents.select(neighbourhood=1)
        elsewhere = columns.trust[columns.neighbourhood != 1].copy()
        assert there.set("trust", 0.5) is there
        assert (columns.trust[columns.neighbourhood == 1] == 0.5).all()
        assert np.array_equal(columns.trust[columns.neighbourhood != 1], elsewhere)
        there.set("trust", np.linspace(0, 1, len(there)))
        assert there.get("trust")[-1] == 1.0
        with pytest.raises(ValueError, match="3 values for 250 agents"):
            there.set("trust", [0.1, 0.2, 0.3])
        there.set("age_band", "older")
        assert set(there.get("age_band")) == {"older"}

    def test_a_refused_value_leaves_all_as_it_was(self, model, columns):
        before = columns.trust.copy()
        values = np.full(1000, 0.5)
        values[-1] = 1.5
        with pytest.raises(ValueError, match=r"trust = .*1\.5"):
            model.residents.set("trust", values)
        with pytest.raises(AttributeError, match="cannot be set"):
            model.residents.set("neighbourhood", 2)
        assert np.array_equal(columns.trust, before)

    def test_agg_equals_numpy(self, model, columns):
        residents = model.residents
        assert residents.agg("trust", np.mean) == float(np.mean(columns.trust))
        low, high, total = residents.agg("trust", [min, max, sum])
        assert (low, high) == (columns.trust.min(), columns.trust.max())
        assert total == pytest.approx(sum(columns.trust.tolist()), rel=1e-12)
        assert residents.agg("trust", lambda values: sum(values) / len(values)) == pytest.approx(
            columns.trust.astype(float).mean(), rel=1e-12
        )
        here = columns.neighbourhood == 2
        assert residents.select(neighbourhood=2).agg("need", np.median) == float(np.median(columns.need[here]))


class TestGrouping:
    def test_groups_by_field_equal_numpy(self, model, columns):
        groups = model.residents.groupby("neighbourhood")
        assert len(groups) == 4
        assert groups.count() == {0: 250, 1: 250, 2: 250, 3: 250}
        means = groups.agg("trust", np.mean)
        for number in range(4):
            assert means[number] == float(np.mean(columns.trust[columns.neighbourhood == number]))
            assert np.array_equal(groups.get("need")[number], columns.need[columns.neighbourhood == number])

    def test_groups_by_word_and_by_function_in_order_of_appearance(self, model):
        by_word = model.residents.groupby("age_band")
        by_function = model.residents.groupby(lambda resident: resident.age_band)
        assert by_word.count() == by_function.count()
        assert list(by_word.groups) == list(dict.fromkeys(each.age_band for each in model.residents))
        assert by_word.groups["young"] == by_function.groups["young"]

    def test_does_and_maps_on_groups(self, model, columns):
        model.residents.groupby("neighbourhood").do("set", "trust", 0.5).do(lambda group: group.set("need", 0.25))
        assert (columns.trust == 0.5).all()
        assert (columns.need == 0.25).all()
        assert model.residents.groupby("neighbourhood").map(len) == {0: 250, 1: 250, 2: 250, 3: 250}
        assert {key: len(group) for key, group in model.residents.groupby("age_band")}["child"] > 0

    def test_groups_as_lists(self, model, columns):
        groups = model.residents.groupby("neighbourhood", result_type="list")
        assert isinstance(groups.groups[0], list)
        assert groups.agg("trust", max)[3] == float(columns.trust[columns.neighbourhood == 3].max())

    def test_nobody_makes_no_group(self, model):
        nobody = model.residents.select(lambda each: False)
        assert len(nobody.groupby("neighbourhood")) == 0
        assert nobody.groupby("age_band").agg("trust", np.mean) == {}


class TestDoing:
    def test_do_and_map(self, model, columns):
        def lose_trust(resident, by):
            resident.trust = max(0.0, resident.trust - by)

        before = columns.trust.copy()
        residents = model.residents
        assert residents.do(lose_trust, by=0.125) is residents
        assert np.array_equal(columns.trust, np.maximum(before - np.float32(0.125), 0).astype(np.float32))
        assert residents.map(lambda each: each.row) == list(range(1000))
        assert residents.do("step") is residents

    def test_shuffles_are_repeatable_and_lose_nobody(self, model):
        order = []
        model.residents.shuffle_do(lambda each: order.append(each.row))
        assert order != sorted(order)
        assert sorted(order) == list(range(1000))
        again = []
        Village().residents.shuffle_do(lambda each: again.append(each.row))
        assert order == again
        assert model.residents.shuffle() == model.residents

    def test_sort(self, model, columns):
        by_trust = model.residents.sort("trust").get("trust")
        assert np.array_equal(by_trust, np.sort(columns.trust)[::-1])
        ascending = model.residents.sort(lambda each: each.need, ascending=True).get("need")
        assert np.array_equal(ascending, np.sort(columns.need))
        in_order_of_row = model.residents.sort("neighbourhood").select(neighbourhood=3).numbers
        assert (np.diff(in_order_of_row) > 0).all()


class TestSetsAsSets:
    def test_sequence(self, model):
        residents = model.residents
        assert len(residents) == 1000
        assert residents[-1].row == 999
        assert [each.row for each in residents[2:5]] == [2, 3, 4]
        assert residents.to_list()[17] == residents[17]
        assert next(iter(residents)).row == 0
        with pytest.raises(IndexError):
            _ = residents[1000]

    def test_members(self, model):
        some = model.residents.select(neighbourhood=1)
        assert model.residents[300] in some
        assert model.residents[0] not in some
        assert Village().residents[300] not in some
        some.discard(model.residents[300])
        some.discard(model.residents[0])
        assert len(some) == 249
        some.add(model.residents[0])
        some.add(model.residents[0])
        assert some[-1].row == 0
        with pytest.raises(KeyError):
            some.remove(model.residents[1])
        with pytest.raises(TypeError, match="none of this model's residents"):
            some.add(model.officers[0])

    def test_algebra(self, model):
        one, other = model.residents.select(neighbourhood=[0, 1]), model.residents.select(neighbourhood=[1, 2])
        assert (one & other) == model.residents.select(neighbourhood=1)
        assert (one | other) == model.residents.select(neighbourhood=[0, 1, 2])
        assert (one - other) == model.residents.select(neighbourhood=0)
        assert (one ^ other) == model.residents.select(neighbourhood=[0, 2])
        assert (one & one.to_list()[:3]).numbers.tolist() == [0, 1, 2]

    def test_a_plain_set_of_views_is_empty_at_once(self, model):
        plain = type(model.agents)(model.residents, random=model.random)
        assert len(plain) == 0, "Mesa's own sets hold agents by weak references; a ColumnAgentSet holds rows"


def test_a_million_residents_are_as_fast_as_their_column():
    model = Village(neighbourhoods=40, residents=25_000)
    residents, trust = model.residents, model.world.residents.trust
    assert residents.agg("trust", np.mean) == float(np.mean(trust))

    def least(work, times=7):
        durations = []
        for _ in range(times):
            start = time.perf_counter()
            work()
            durations.append(time.perf_counter() - start)
        return min(durations)

    column = least(lambda: np.mean(trust))
    assert least(lambda: residents.agg("trust", np.mean)) < 5 * column + 1e-3
    assert least(lambda: residents.agg("trust", sum)) < 20 * column + 1e-3
    assert least(lambda: model.residents) < 1e-3, "showing a million residents makes none of them"
    grouped = least(lambda: residents.groupby("neighbourhood").agg("trust", np.mean), times=3)
    assert grouped < 20 * least(lambda: np.argsort(trust), times=3)


class TestSpace:
    """Neighbourhoods are a space that Mesa's tools know."""

    @pytest.fixture
    def town(self):
        return mobsim.Model(village(4, 60, burn_in_days=28), "status_quo", seed=1)

    def test_its_cells_are_joined_as_neighbourhoods_adjoin(self, town):
        streets = town.neighbourhood_graph()
        assert isinstance(town.grid, mesa.discrete_space.Network)
        assert len(list(town.grid.all_cells)) == len(streets)
        for cell in town.grid.all_cells:
            assert len(cell.connections) == streets.degree(town.grid.G.nodes[cell.coordinate]["id"])

    def test_everybody_is_in_the_cell_they_say(self, town):
        town.run_days(3)
        found = [agent for cell in town.grid.all_cells for agent in cell.agents]
        assert sum(isinstance(agent, Resident) for agent in found) == len(town.residents)
        assert all(agent in agent.cell.agents for agent in found[::17])
        on_beat = [officer for officer in town.officers if officer.beat is not None]
        assert on_beat
        assert sorted(officer.row for officer in town.grid.agents) == sorted(officer.row for officer in on_beat)
        assert all(officer.cell.coordinate == officer.beat for officer in on_beat)

    def test_a_fork_has_a_space_of_its_own(self, town):
        assert town.grid is town.grid
        other = town.fork("full_model")
        assert other.grid is not town.grid
        assert other.residents[0].cell.town is other

    def test_it_is_laid_out_where_it_lies(self, town):
        where = places(town.grid.G, seed=3)
        areas = town.scenario.communities[0].neighbourhoods
        assert where == {number: (areas.x[number], areas.y[number]) for number in range(4)}

    def test_the_example_is_drawn_and_stepped_by_mesas_page(self):
        solara = pytest.importorskip("solara")
        pytest.importorskip("altair")
        file = Path(__file__).parents[1] / "docs" / "examples" / "solara_town.py"
        example = runpy.run_path(str(file))
        solara.render(example["page"], handle_error=False)
        example["model"].step()
        assert len(example["model"].datacollector.get_model_vars_dataframe()) == 2
