"""Who is treated in a trial: arms of the right size that nothing shares, drawn by lot from those the file names."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from mobsim.errors import UsageError
from mobsim.experiment.trial.units import allocate, by_neighbourhood, places_of, residents_of
from mobsim.scenario.enumerations import Age
from mobsim.scenario.findings import Findings
from mobsim.scenario.synthetic import village
from mobsim.scenario.trial_room import check_room, share_of_ages, sure_of_places
from mobsim.scenario.trial_tables import ADULTS, TrialTable
from mobsim.world.building import build_world

PATROL = {"kind": "patrol", "hours": 1.0}
WORLD = build_world(village(9, 400), 1)
PLACES, NEIGHBOURHOODS = WORLD.places.size, WORLD.neighbourhoods.size


def trial(**keys):
    return TrialTable.model_validate({"treatments": [PATROL], "units": "places", **keys})


def crimes(seed):
    """Recorded crimes of places, no two alike, so that an order is one order."""
    return np.random.default_rng(seed).exponential(5.0, PLACES)


@st.composite
def trials(draw, units=("places", "neighbourhoods", "residents")):
    kind = draw(st.sampled_from(units))
    ordered = "neediest" if kind == "residents" else "worst"
    allocation = draw(st.sampled_from(["random", "matched_pairs", ordered]))
    treated = draw(st.integers(1, {"places": 12, "neighbourhoods": 4, "residents": 60}[kind]))
    keys = {"units": kind, "allocation": allocation, "treated": treated}
    if allocation != "matched_pairs":
        keys["controls"] = draw(st.integers(1, treated))
    if allocation == ordered:
        keys["pool"] = draw(st.none() | st.integers(2 * treated, 2 * treated + 20))
    if kind == "places":
        keys["apart"] = draw(st.integers(0, 3))
    if kind != "residents":
        keys["buffer"] = draw(st.integers(0, 3))
    else:
        keys["ages"] = draw(st.lists(st.sampled_from([age.key for age in ADULTS]), min_size=1, unique=True))
    return trial(**keys)


def allocated(table, known, seed):
    try:
        return allocate(table, WORLD, known, seed)
    except UsageError:
        assume(False)


class TestRoom:
    """What a check holds for sure is there, whatever is drawn."""

    @settings(max_examples=30)
    @given(st.integers(0, 12), st.integers(0, 2**32 - 1), st.sampled_from(["random", "worst"]))
    def test_places_apart_are_found_in_any_order(self, apart, seed, allocation):
        needed = sure_of_places(PLACES, apart)
        table = trial(treated=1, controls=max(1, needed - 1), apart=apart, allocation=allocation)
        assert sum(map(len, allocate(table, WORLD, crimes(seed), seed)[:2])) == max(2, needed)

    def test_no_order_is_sure_of_more(self):
        known = np.zeros(PLACES)
        known[3::7] = 5.0  # the worst places leave no room between them
        table = trial(treated=sure_of_places(PLACES, 3), controls=1, apart=3, allocation="worst")
        with pytest.raises(UsageError, match="finds only"):
            allocate(table, WORLD, known, 1)

    @pytest.mark.parametrize("ages", [[age.key for age in ADULTS], ["15-24"], ["65+"], ["25-64", "65+"]])
    def test_residents_of_an_age_are_as_many_as_is_sure_and_not_many_more(self, ages):
        town, there = village(9, 400), np.isin(WORLD.residents.age, [Age.of(age) for age in ages]).sum()
        share = share_of_ages(ages, town.parameters.people)
        assert abs(there - town.population * share) < 5 * np.sqrt(town.population * share * (1 - share))
        findings = Findings("a.toml")
        for needed in (there // 2, there + 1):
            check_room(trial(units="residents", treated=1, controls=int(needed) - 1, ages=ages), town, findings)
        assert len(findings.errors) == 1

    def test_shares_of_ages_never_exceed_the_whole(self):
        many = village(parameters={"people.share_child": 0.4, "people.share_young": 0.4, "people.share_older": 0.5})
        world = build_world(many, 1)
        for age, number in ((each.key, int(each)) for each in ADULTS):
            share = share_of_ages([age], many.parameters.people)
            assert share == pytest.approx((world.residents.age == number).mean(), abs=0.05)


def burden_of(table, known):
    if table.units == "places":
        return known
    if table.units == "neighbourhoods":
        return np.array([known[WORLD.places.neighbourhood == each].sum() for each in range(NEIGHBOURHOODS)])
    return WORLD.residents.need.astype(float)


@given(trials(), st.integers(0, 1000), st.integers(0, 2**40))
def test_arms_have_their_size_and_share_no_unit(table, crime, seed):
    arms = allocated(table, crimes(crime), seed)
    controls = table.treated if table.controls is None else table.controls
    assert (arms.treated.size, arms.control.size) == (table.treated, controls)
    assert np.unique(np.concatenate([arms.treated, arms.control])).size == table.units_needed
    again = allocate(table, WORLD, crimes(crime), seed)
    assert all(np.array_equal(one, other) for one, other in zip(arms, again, strict=True))


@given(trials(), st.integers(0, 1000), st.integers(0, 2**40))
def test_units_of_a_trial_lie_apart(table, crime, seed):
    arms = allocated(table, crimes(crime), seed)
    taken = np.sort(np.concatenate([arms.treated, arms.control]))
    assert table.units != "places" or np.all(np.diff(taken) > table.apart)


@given(trials(units=("places", "neighbourhoods")), st.integers(0, 2**40))
def test_buffers_are_all_that_lies_near_and_never_in_an_arm(table, seed):
    arms = allocated(table, crimes(1), seed)
    taken = {*arms.treated.tolist(), *arms.control.tolist()}
    for units, around in ((arms.treated, arms.around_treated), (arms.control, arms.around_control)):
        near = {other for unit in units.tolist() for other in neighbours(table, unit)}
        assert set(around.tolist()) == near - taken


def neighbours(table, unit):
    """Units within the buffer of one, found another way."""
    if table.units == "neighbourhoods":
        return nx.single_source_shortest_path_length(network(), unit, cutoff=table.buffer)
    home = WORLD.places.neighbourhood
    return [other for other in range(PLACES) if abs(other - unit) <= table.buffer and home[other] == home[unit]]


def network():
    graph, table = nx.Graph(), WORLD.neighbourhoods
    graph.add_nodes_from(range(NEIGHBOURHOODS))
    for unit in range(NEIGHBOURHOODS):
        for edge in range(table.edge_first[unit], table.edge_end[unit]):
            graph.add_edge(unit, int(WORLD.edge_to[edge]))
    return graph


@given(trials(), st.integers(0, 1000), st.integers(0, 2**40))
def test_the_worst_and_the_neediest_are_so(table, crime, seed):
    assume(table.allocation in ("worst", "neediest") and table.apart == 0)
    arms = allocated(table, crimes(crime), seed)
    burden, taken = burden_of(table, crimes(crime)), np.concatenate([arms.treated, arms.control])
    eligible = np.arange(burden.size)
    if table.units == "residents":
        eligible = eligible[np.isin(WORLD.residents.age, [Age.of(age) for age in table.ages])]
    pool = table.units_needed if table.pool is None else table.pool
    least = np.sort(burden[eligible])[::-1][:pool].min()
    assert burden[taken].min() >= least
    if pool == table.units_needed:
        left = np.setdiff1d(eligible, taken)
        assert left.size == 0 or burden[left].max() <= burden[taken].min()


@given(trials(units=("places", "neighbourhoods")), st.integers(0, 1000), st.integers(0, 2**40))
def test_pairs_are_as_alike_as_pairs_can_be(table, crime, seed):
    assume(table.allocation == "matched_pairs")
    arms, burden = allocated(table, crimes(crime), seed), burden_of(table, crimes(crime))
    taken = np.concatenate([arms.treated, arms.control])
    in_order = taken[np.argsort(burden[taken])].reshape(-1, 2)
    assert np.all(np.isin(in_order, arms.treated).sum(1) == 1)


@given(trials(units=("residents",)), st.integers(0, 2**40))
def test_residents_are_adults_of_the_ages_named(table, seed):
    arms = allocated(table, crimes(1), seed)
    ages = WORLD.residents.age[np.concatenate([arms.treated, arms.control])]
    assert set(ages.tolist()) <= {Age.of(age) for age in table.ages}
    assert Age.CHILD not in ages


@pytest.mark.parametrize("allocation", ["random", "matched_pairs", "worst"])
def test_which_arm_is_a_toss_of_a_coin(allocation):
    seeds, table = 400, trial(treated=5, allocation=allocation)
    times = np.zeros((2, PLACES))
    for seed in range(seeds):
        arms = allocate(table, WORLD, crimes(1), seed)
        times[0, arms.treated] += 1
        times[1, arms.control] += 1
    taken = times.sum(0) > 0
    chance = stats.binomtest(int(times[0].sum()), int(times.sum())).pvalue
    each = [stats.binomtest(int(a), int(a + b)).pvalue for a, b in times.T[taken]]
    assert chance == 1.0  # arms are of equal size
    assert min(each) * len(each) > 0.001
    assert taken.sum() == (10 if allocation == "worst" else PLACES)


def test_a_town_too_small_is_told():
    with pytest.raises(UsageError, match=rf"trial.treated = {PLACES}: .*finds only {PLACES}.*treat fewer|Treat fewer"):
        allocate(trial(treated=PLACES), WORLD, crimes(1), 1)
    with pytest.raises(UsageError, match="apart"):
        allocate(trial(treated=PLACES // 4, apart=5), WORLD, crimes(1), 1)


@settings(max_examples=20)
@given(st.sets(st.integers(0, NEIGHBOURHOODS - 1), min_size=1))
def test_a_neighbourhood_holds_its_places_and_its_adults(chosen):
    units = np.array(sorted(chosen))
    table = trial(units="neighbourhoods", treated=1)
    assert np.isin(WORLD.places.neighbourhood, units).sum() == places_of(table, WORLD, units).size
    adults = residents_of(table, WORLD, units)
    assert np.all(WORLD.residents.age[adults] != Age.CHILD)
    at_places = residents_of(trial(treated=1), WORLD, places_of(table, WORLD, units))
    assert np.array_equal(adults, at_places)


@given(st.integers(0, 1000))
def test_neighbourhoods_sum_up_their_places(crime):
    values = np.stack([crimes(crime), crimes(crime + 1)], 1)
    assert by_neighbourhood(WORLD, values).sum(0) == pytest.approx(values.sum(0))
