"""Draw random numbers by name: each is a function of seed, purpose, time, who and which, never of who drew before.

A draw does not move a stream along. Two runs with one seed therefore face the same would-be events whatever their
strategies do (common random numbers), and rows may be computed in any order on any number of threads.

The words come from the finalizer of SplitMix64 (Steele, Lea and Flood 2014), chained over the parts of the name. All
integer arithmetic is modulo 2^64; signed integers enter by their two's complement.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mobsim.tools.calendar import DAYS_IN_CYCLE, DAYS_IN_WEEK
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import Purpose

_SHIFT_11, _SHIFT_27, _SHIFT_30, _SHIFT_31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_MIX_FIRST, _MIX_SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_STEP_SEED, _STEP_PURPOSE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
_STEP_WHEN, _STEP_WHO = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_STEP_NTH = np.uint64(0x165667B19E3779F9)
_UNIT = 2.0**-53

_POISSON_SEARCHED_BELOW = 60.0
_TAIL = 0.02425
_NARROWEST = 1e-12


@kernel
def mix(word: np.uint64) -> np.uint64:
    """Scatter the bits of a 64-bit word; a bijection (SplitMix64's finalizer)."""
    word = (word ^ (word >> _SHIFT_30)) * _MIX_FIRST
    word = (word ^ (word >> _SHIFT_27)) * _MIX_SECOND
    return word ^ (word >> _SHIFT_31)


@kernel
def key(seed: int | np.uint64, purpose: int) -> np.uint64:
    """Derive the key of one purpose from the seed of a run."""
    return mix(mix(np.uint64(seed) + _STEP_SEED) + np.uint64(purpose) * _STEP_PURPOSE)


@kernel
def _bits(number: int) -> np.uint64:
    # By way of int64: without the compiler NumPy refuses to turn a plain negative number into uint64.
    return np.uint64(np.int64(number))


@kernel(signature="uint64(uint64, int64)")
def _timed(key: np.uint64, when: int) -> np.uint64:
    return mix(np.uint64(key) + _bits(when) * _STEP_WHEN)


@kernel(signature="uint64(uint64, int64)")
def _owned(timed: np.uint64, who: int) -> np.uint64:
    return mix(timed ^ (_bits(who) * _STEP_WHO))


@kernel(signature="uint64(uint64, int64)")
def _numbered(owned: np.uint64, nth: int) -> np.uint64:
    return mix(owned + _bits(nth) * _STEP_NTH)


@kernel(signature="uint64(uint64, int64, int64, int64)")
def word(key: np.uint64, when: int, who: int, nth: int) -> np.uint64:
    """Draw 64 random bits for one purpose's key, one time, one subject and the nth draw among those."""
    return _numbered(_owned(_timed(key, when), who), nth)


@kernel(signature="float64(uint64)")
def _share(word: np.uint64) -> float:
    return np.float64(word >> _SHIFT_11) * _UNIT


@kernel(signature="float64(uint64, int64, int64, int64)")
def uniform(key: np.uint64, when: int, who: int, nth: int) -> float:
    """Draw a number from [0, 1), a multiple of 2^-53."""
    return _share(word(key, when, who, nth))


class Day(NamedTuple):
    """A day, with the keys of the run's draws by purpose."""

    keys: NDArray[np.uint64]
    day: int


class Week(NamedTuple):
    """A week by its number, with the keys of the run's draws by purpose."""

    keys: NDArray[np.uint64]
    week: int


class Cycle(NamedTuple):
    """A cycle by its number, with the keys of the run's draws by purpose."""

    keys: NDArray[np.uint64]
    cycle: int


@kernel(plain=True)
def week_of(day: Day) -> Week:
    """Return the week in which a day lies."""
    return Week(day.keys, day.day // DAYS_IN_WEEK)


@kernel(plain=True)
def cycle_of(last: Day) -> Cycle:
    """Return the cycle that ends with a day."""
    return Cycle(last.keys, (last.day + 1) // DAYS_IN_CYCLE - 1)


@kernel(plain=True)
def draw(time: Day | Week | Cycle, purpose: int, who: int, nth: int = 0) -> float:
    """Draw a number from [0, 1): ``U(PURPOSE; when, who, nth)`` of ``docs/rules.md``; ``nth`` counts where there are several."""
    keys, when = time
    return uniform(keys[purpose], when, who, nth)


@kernel(inner=True)
def moment(time: Day | Week | Cycle, purpose: int) -> np.uint64:
    """Return what the names of all draws of a purpose at a time begin with, for those who draw for many."""
    keys, when = time
    return moment_of(keys[purpose], when)


@kernel(inner=True)
def moment_of(key: np.uint64, when: int) -> np.uint64:
    """Return what the names of all draws of a purpose's key at a time begin with."""
    return _timed(key, when)


@kernel(inner=True)
def subject(begun: np.uint64, who: int) -> np.uint64:
    """Return what the names of all draws of one subject begin with, from those of a moment."""
    return _owned(begun, who)


@kernel(inner=True)
def nth_draw(begun: np.uint64, nth: int) -> float:
    """Draw a number from [0, 1) for a subject: the same as :func:`draw` for its purpose, time and number."""
    return _share(_numbered(begun, nth))


@kernel
def below(n: int, u: float) -> int:
    """Turn a uniform number into a choice among 0 .. n-1, each as likely."""
    return min(int(u * n), n - 1)


@kernel
def within(first: int, end: int, u: float) -> int:
    """Turn a uniform number into a choice among the rows first .. end-1, each as likely."""
    return first + below(end - first, u)


@kernel
def first_above(upper: NDArray[np.float64], first: int, end: int, u: float) -> int:
    """Turn a uniform number into a choice among the rows first .. end-1, by their cumulated shares."""
    end -= 1
    while first < end:
        middle = (first + end) // 2
        if upper[middle] > u:
            end = middle
        else:
            first = middle + 1
    return first


@kernel
def exponential(u: float) -> float:
    """Turn a uniform number into a waiting time of mean 1."""
    return -math.log(1.0 - u)


@kernel
def _normal_centre(r: float) -> float:
    s = r * r
    a = -3.969683028665376e01 * s + 2.209460984245205e02
    a = ((a * s - 2.759285104469687e02) * s + 1.383577518672690e02) * s
    a = (a - 3.066479806614716e01) * s + 2.506628277459239e00
    b = -5.447609879822406e01 * s + 1.615858368580409e02
    b = ((b * s - 1.556989798598866e02) * s + 6.680131188771972e01) * s
    b = (b - 1.328068155288572e01) * s + 1.0
    return a * r / b


@kernel
def _normal_tail(q: float) -> float:
    c = -7.784894002430293e-03 * q - 3.223964580411365e-01
    c = ((c * q - 2.400758277161838e00) * q - 2.549732539343734e00) * q
    c = (c + 4.374664141464968e00) * q + 2.938163982698783e00
    d = 7.784695709041462e-03 * q + 3.224671290700398e-01
    d = ((d * q + 2.445134137142996e00) * q + 3.754408661907416e00) * q + 1.0
    return c / d


@kernel
def normal(u: float) -> float:
    """Turn a uniform number into a standard normal one, by the inverse of the distribution function.

    Acklam's rational approximation (2003); relative error below 1.15e-9. Reaches 7.03 standard deviations at most.
    """
    u = min(max(u, _NARROWEST), 1.0 - _NARROWEST)
    if u < _TAIL:
        return _normal_tail(math.sqrt(-2.0 * math.log(u)))
    if u > 1.0 - _TAIL:
        return -_normal_tail(math.sqrt(-2.0 * math.log(1.0 - u)))
    return _normal_centre(u - 0.5)


@kernel
def fill_normals(drawn: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    """Turn each of several uniform numbers into a standard normal one, the same as ``normal`` one by one."""
    # The middle first, without a branch, so that the compiler takes several at once; then the few in the tails.
    for row in range(drawn.size):
        out[row] = _normal_centre(drawn[row] - 0.5)
    for row in range(drawn.size):
        if drawn[row] < _TAIL or drawn[row] > 1.0 - _TAIL:
            out[row] = normal(drawn[row])


@kernel
def poisson(mean: float, u: float) -> int:
    """Turn a uniform number into a Poisson count; from a mean of 60 on by the normal approximation."""
    if mean >= _POISSON_SEARCHED_BELOW:
        return max(0, math.floor(mean + math.sqrt(mean) * normal(u) + 0.5))
    furthest = mean + 12.0 * math.sqrt(mean) + 30.0
    count = 0
    share = math.exp(-mean)
    reached = share
    while u >= reached and count < furthest:
        count += 1
        share *= mean / count
        reached += share
    return count


@kernel
def fill_keys(seed: int | np.uint64, keys: NDArray[np.uint64]) -> None:
    """Write the keys of all purposes."""
    for purpose in range(keys.size):
        keys[purpose] = key(seed, purpose)


@kernel
def fill_uniforms(key: np.uint64, when: int, who: NDArray[np.int64], nth: int, out: NDArray[np.float64]) -> None:
    """Draw a number for each of several subjects."""
    for row in range(who.size):
        out[row] = uniform(key, when, who[row], nth)


def keys_for(seed: int) -> NDArray[np.uint64]:
    """Derive the keys of all purposes, indexed by the purpose's number."""
    keys = np.empty(max(Purpose) + 1, np.uint64)
    fill_keys(np.uint64(seed % 2**64), keys)
    return keys


def uniforms(key: np.uint64, when: int, who: NDArray[np.int64], nth: int = 0) -> NDArray[np.float64]:
    """Draw a number from [0, 1) for each of several subjects, the same as ``uniform`` one by one.

    Parameters
    ----------
    key : uint64
        One entry of ``keys_for``.
    when, nth : int
        Time and number of the draw, the same for all.
    who : int64 array, shape (n,)
        The subjects.

    Returns
    -------
    float64 array, shape (n,)
    """
    subjects = np.ascontiguousarray(who, np.int64)
    out = np.empty(subjects.size)
    fill_uniforms(np.uint64(key), int(when), subjects, int(nth), out)  # members of an enumeration are dispatched slowly
    return out


def normals(key: np.uint64, when: int, who: NDArray[np.int64], nth: int = 0) -> NDArray[np.float64]:
    """Draw a standard normal number for each of several subjects; see :func:`uniforms`."""
    return as_normals(uniforms(key, when, who, nth))


def as_normals(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn uniform numbers into standard normal ones."""
    out = np.empty_like(drawn)
    fill_normals(drawn, out)
    return out
