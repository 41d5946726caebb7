"""Ranking: the few greatest or nearest rows, against sorting all of them, and the share that they hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mobsim.tools.ranking import greatest, nearest, shares_of_greatest

FEW = st.sampled_from([0.0, 0.25, 0.5, 1.0])  # with many equals
TABLES = arrays.arrays(float, st.tuples(st.integers(1, 40), st.just(3)), elements=FEW)
WEIGHTS = arrays.arrays(float, 3, elements=st.floats(0.0, 2.0))


def sorted_rows(values, column, weight):
    weighed = sum(values[:, each] * by for each, by in enumerate(weight))
    return np.lexsort((-weighed, -values[:, column]))


@given(values=TABLES, weight=WEIGHTS, room=st.integers(1, 50), column=st.integers(0, 2))
def test_the_greatest_are_those_that_sorting_puts_first(values, weight, room, column):
    chosen = np.full(room, -1)
    count = greatest(values, column, weight, 0, len(values), chosen)
    assert chosen[:count].tolist() == sorted_rows(values, column, weight)[:room].tolist()
    assert (chosen[count:] == -1).all()


@given(values=TABLES, value=st.floats(0.0, 1.0), room=st.integers(1, 50), data=st.data())
def test_the_nearest_are_the_least_distances_the_first_of_equals(values, value, room, data):
    first = data.draw(st.integers(0, len(values) - 1))
    taken = data.draw(arrays.arrays(bool, len(values) - first))
    chosen = np.empty(room, np.int64)
    count = nearest(values, 1, value, taken, first, chosen)
    free = first + np.flatnonzero(~taken)
    least = np.argsort(np.abs(values[free, 1] - value), kind="stable")[:room]
    assert chosen[:count].tolist() == sorted(free[least].tolist())


@pytest.mark.parametrize("rows", [1, 7, 140, 2049])
def test_shares_are_what_the_greatest_hold_of_all(rows):
    drawn = np.random.default_rng(rows)
    values, weight = drawn.lognormal(sigma=3.0, size=(2 * rows, 2)), np.array([1.0, 0.5])
    bounds, most = np.array([[0, rows], [rows, 2 * rows]]), np.array([3, 140])
    shares = np.ones((2, 2))
    shares_of_greatest(values, np.array([True, False]), weight, bounds, most, 0.01, shares)
    for group, (first, end) in enumerate(bounds):
        here = values[first:end]
        top = here[sorted_rows(here, 0, weight)[: most[group]], 0]
        held, whole = top.sum() + 0.01 * len(top), here[:, 0].sum() + 0.01 * rows
        assert shares[group, 0] == pytest.approx(held / whole, rel=1e-12)
    assert (shares[:, 1] == 1.0).all()
