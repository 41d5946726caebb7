"""Tuples of arrays that kernels take as one address: the same cells as in Python, in kernels that call kernels."""

import pickle
from typing import NamedTuple

import numpy as np
import pytest

from mobsim.tools.bundle import bundle
from mobsim.tools.kernel import COMPILED, kernel
from mobsim.world.table import Float, Float32, Int, Table


class Houses(Table):
    rooms: Int
    warmth: Float32


@bundle
class Roads(NamedTuple):
    first: Int
    length: Float


@bundle
class Village(NamedTuple):
    houses: Houses
    roads: Roads
    visits: Float  # (houses, days)


@kernel
def _warm(village: Village, house: int, by: float) -> None:
    village.houses.warmth[house] += by
    village.visits[house, -1] += village.roads.length[village.roads.first[house]]


@kernel
def warm_all(village: Village, by: float) -> int:
    for house in range(village.houses.size):
        _warm(village, house, by)
    return village.visits.shape[0] * village.visits.shape[1] + village.visits.size + village.roads.first.size


@kernel(allocates=True)
def totals(village: Village) -> Float:
    return village.visits.sum(1) + village.houses.rooms


def village_of(houses):
    made = Village(
        Houses.rows(houses), Roads(np.arange(houses)[::-1].copy(), np.arange(houses) * 2.0), np.zeros((houses, 3))
    )
    made.houses.rooms[:] = np.arange(houses) + 1
    return made


@pytest.mark.parametrize("houses", [0, 1, 5])
def test_kernels_read_and_write_the_cells_that_python_sees(houses):
    village = village_of(houses)
    assert warm_all(village, 0.5) == 3 * houses + 3 * houses + houses
    assert village.houses.warmth.tolist() == [0.5] * houses
    assert village.visits.tolist() == [[0.0, 0.0, 2.0 * (houses - 1 - each)] for each in range(houses)]
    assert totals(village).tolist() == [2.0 * (houses - 1 - each) + each + 1 for each in range(houses)]


def test_a_copy_with_another_array_is_read_where_that_lies():
    village = village_of(2)
    warm_all(village, 1.0)
    other = village._replace(visits=np.full((2, 1), 7.0))
    warm_all(other, 1.0)
    assert village.houses.warmth.tolist() == [2.0, 2.0]
    assert (village.visits[:, -1].tolist(), other.visits.tolist()) == ([2.0, 0.0], [[9.0], [7.0]])


def test_no_address_travels_with_a_bundle():
    village = village_of(2)
    warm_all(village, 1.0)
    received = pickle.loads(pickle.dumps(village))
    assert vars(received) == {}
    warm_all(received, 1.0)
    assert (village.houses.warmth.tolist(), received.houses.warmth.tolist()) == ([1.0, 1.0], [2.0, 2.0])


@pytest.mark.skipif(not COMPILED, reason="plain Python takes any array")
def test_an_array_that_is_not_laid_out_row_by_row_is_refused():
    village = village_of(4)._replace(visits=np.zeros((3, 4)).T)
    with pytest.raises(ValueError, match="row by row"):
        warm_all(village, 1.0)


@pytest.mark.skipif(not COMPILED, reason="of compiled kernels")
def test_bundles_of_the_same_kinds_of_arrays_are_of_one_type_and_no_others():
    from numba import typeof

    one, other = village_of(2), village_of(7)
    assert typeof(one) is typeof(other)
    single = other._replace(visits=np.zeros((7, 3), np.float32))
    kept = one._replace(visits=one.visits.copy())
    kept.visits.flags.writeable = False
    assert len({typeof(each) for each in (one, single, kept, one.roads)}) == 4


@pytest.mark.skipif(not COMPILED, reason="of compiled kernels")
def test_a_kernel_is_compiled_anew_for_a_bundle_of_other_kinds_only():
    first = village_of(3)
    assert warm_all(first, by=0.5) == warm_all(first._replace(visits=np.zeros((3, 3))), 0.5)
    known = len(warm_all.compiled.overloads)
    single = first._replace(visits=np.zeros((3, 3), np.float32))
    for _ in range(2):
        warm_all(single, 1.0)
    assert single.visits[:, -1].tolist() == [8.0, 4.0, 0.0]
    assert len(warm_all.compiled.overloads) == known + 1


@kernel
def _twice(number: int) -> int:
    return 2 * number


@kernel
def doubled(small: Int, large: Int) -> int:
    return _twice(small[0]) + _twice(large[0]) + _twice(3)


@pytest.mark.skipif(not COMPILED, reason="of compiled kernels")
def test_a_kernel_called_with_several_kinds_of_whole_numbers_is_compiled_once():
    from numba.core.caching import NullCache

    doubled._cache = NullCache()  # what an earlier run left on disk would be loaded, and nothing compiled
    assert doubled(np.array([-5], np.int32), np.array([2**40])) == -10 + 2**41 + 6
    assert len(_twice.overloads) == 1
