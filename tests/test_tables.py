"""Tables of records: columns are views that are kept, and nothing outlives its table."""

import gc
import weakref
from dataclasses import replace
from types import GenericAlias

import numpy as np
import pytest

from mobsim.engine.model import Model, begin
from mobsim.scenario.parameters import SETTABLE, build_parameters
from mobsim.scenario.synthetic import village
from mobsim.world.building import build_world
from mobsim.world.columns import Officers, Residents
from mobsim.world.public import PublicOfficers, public
from mobsim.world.rulebook import rulebook
from mobsim.world.table import Int32, bytes_of_a_row
from mobsim.world.whereabouts import local, neighbourhood_of, population, slots_of


@pytest.fixture
def table():
    made = Residents.rows(5)
    made.trust[:] = np.arange(5)
    return made


@pytest.fixture
def officers():
    made = Officers.rows(3)
    made.slot[:] = np.arange(3)
    return made


def test_a_column_is_the_tables_own_cells(table):
    table.trust[2] = 7.0
    assert table["trust"].tolist() == [0, 1, 7, 3, 4]
    assert table.trust is table.trust
    table.trust = 1.0
    assert table["trust"].tolist() == [1] * 5


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (slice(1, 3), [1, 2]),
        (slice(None, None, -1), [4, 3, 2, 1, 0]),
        (np.array([3, 1]), [3, 1]),
        (slice(None), range(5)),
    ],
)
def test_a_part_of_a_table_has_columns_of_its_own(table, part, values):
    assert table[part].trust.tolist() == list(values)


def test_a_reversed_view_of_the_same_memory_is_not_mistaken_for_it(table):
    assert table.base[::-1].view(Residents).trust.tolist() == [4, 3, 2, 1, 0]


def test_a_copy_shares_nothing(table):
    copy = table.copy()
    copy.trust[0] = 9.0
    assert isinstance(copy, Residents)
    assert table.trust[0] == 0.0
    assert copy.dtype == table.dtype


def test_what_is_public_of_a_table_is_kept_with_it_and_of_a_part_made_for_that(officers):
    own = public(PublicOfficers, officers)
    own.slot[1] = 7
    assert officers["slot"].tolist() == [0, 7, 2]
    assert public(PublicOfficers, officers) is own
    part = officers[1:]
    assert public(PublicOfficers, part).slot.tolist() == [7, 2]
    freed = weakref.ref(part)
    del part
    assert freed() is None


def test_a_model_and_its_forks_give_their_memory_back():
    town = village(neighbourhoods=2, residents=60, burn_in_days=7)
    model = begin(town, 1)
    fork = model.fork(town.reference)
    fork.run_days(28)
    kept = [
        weakref.ref(column)
        for each in (model, fork, Model(town))
        for column in (each.world.residents, each.world.places, each.world.initiatives, each.world.neighbourhoods)
    ]
    del model, fork
    gc.collect()
    assert [reference() for reference in kept] == [None] * len(kept)


def test_the_rule_book_holds_every_parameter_as_declared():
    given = {"trust.good_contact": 0.123, "offending.places_weighed": 7, "shocks.news_reach": 0.0}
    parameters = build_parameters(given)
    book = rulebook(parameters)
    assert book is rulebook(build_parameters(given))
    for name, declaration in SETTABLE.items():
        group, field = name.split(".")
        value = getattr(getattr(book, group), field)
        assert value == given.get(name, declaration.declared.default)
        assert isinstance(value, np.integer if declaration.kind is int else np.floating)


def test_a_rule_book_is_that_of_the_parameters_asked_for_whoever_asked_before():
    one, other = build_parameters({"trust.good_contact": 0.1}), build_parameters({"trust.good_contact": 0.2})
    assert [float(rulebook(each).trust.good_contact) for each in (one, other, one, other, other)] == [
        0.1,
        0.2,
        0.1,
        0.2,
        0.2,
    ]
    with pytest.raises(AttributeError, match="there is no luck in the rule book"):
        _ = rulebook(one).luck


def test_nobody_writes_into_the_rule_book():
    book = rulebook(build_parameters())
    with pytest.raises(ValueError, match="read-only"):
        book.trust["good_contact"] = 1.0


def test_what_is_asked_of_a_neighbourhood_is_answered_for_one_and_for_all():
    near, far = village(3, 40), village(2, 30)
    both = (*near.communities, replace(far.communities[0], name="far"))
    world = build_world(replace(near, communities=both), seed=1)
    here = world.neighbourhoods
    living = np.bincount(world.residents.neighbourhood)
    assert population(here).tolist() == [population(row) for row in here] == living.tolist()
    slots = [slots_of(number, world.initiatives, here) for number in range(here.size)]
    owners = neighbourhood_of(np.arange(world.initiatives.size), world.initiatives, here)
    assert owners.tolist() == [number for number, (first, end) in enumerate(slots) for _ in range(first, end)]
    numbers = local(np.arange(here.size), here, world.communities)
    for community in range(world.communities.size):
        assert numbers[here.community == community].tolist() == [*range((here.community == community).sum())]


def test_the_type_of_a_columns_cells_is_read_however_numpy_writes_it():
    as_from_numpy_2_5 = GenericAlias(np.ndarray, (np.int32,))
    assert bytes_of_a_row(Int32) == bytes_of_a_row(as_from_numpy_2_5) == 4
