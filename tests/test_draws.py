"""Named draws: the same name always gives the same number, different names give unrelated ones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mobsim.tools import draws, purposes
from mobsim.tools.births import TieDraw, of_tie
from mobsim.tools.draws import Day, cycle_of, draw, keys_for, week_of
from mobsim.tools.kernel import kernel
from mobsim.tools.purposes import (
    HEARERS_APART,
    MOST_SCREENED,
    CrisisDraw,
    Purpose,
    StopDraw,
    VisitDraw,
    of_call,
    of_candidate,
    of_contact,
    of_crisis,
    of_crisis_count,
    of_hearer,
    of_invitation,
    of_plan,
    of_screening,
)

WORD = 2**64
DRAWS = 200_000


def plain_mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % WORD
    return z ^ (z >> 31)


def plain_key(seed, purpose):
    return plain_mix((plain_mix((seed + 0x9E3779B97F4A7C15) % WORD) + purpose * 0xD1B54A32D192ED03) % WORD)


def plain_word(key, when, who, nth):
    z = plain_mix((key + when * 0x9E3779B97F4A7C15) % WORD)
    z = plain_mix(z ^ (who * 0xC2B2AE3D27D4EB4F) % WORD)
    return plain_mix((z + nth * 0x165667B19E3779F9) % WORD)


@kernel
def grid(keys, whens, whos, nths, out):
    """Fill out[purpose, when, who, nth] with uniforms."""
    for p in range(keys.size):
        for t in range(whens):
            for i in range(whos):
                for n in range(nths):
                    out[p, t, i, n] = draws.uniform(keys[p], t, i, n)


@kernel
def transformed(keys, mean, normals, counts, waits):
    for i in range(normals.size):
        normals[i] = draws.normal(draws.uniform(keys[Purpose.CHECK], 1, i, 0))
        counts[i] = draws.poisson(mean, draws.uniform(keys[Purpose.CHECK], 2, i, 0))
        waits[i] = draws.exponential(draws.uniform(keys[Purpose.CHECK], 3, i, 0))


def block(purposes=8, whens=20, whos=200, nths=8, seed=11):
    keys = np.array([draws.key(seed, purpose) for purpose in range(purposes)], np.uint64)
    out = np.empty((purposes, whens, whos, nths))
    grid(keys, whens, whos, nths, out)
    return out


numbers = st.integers(-(2**62), 2**62)
words = st.integers(0, WORD - 1)


@given(words)
def test_the_splitmix_finalizer_is_the_published_one(z):
    assert int(draws.mix(np.uint64(z))) == plain_mix(z)


def test_splitmix64_gives_its_published_first_words_for_seed_1234567():
    state = [(1234567 + step * 0x9E3779B97F4A7C15) % WORD for step in (1, 2, 3)]
    assert [int(draws.mix(np.uint64(z))) for z in state] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


@given(words, st.integers(0, 1000))
def test_a_compiled_key_is_the_plain_one(seed, purpose):
    assert int(draws.key(np.uint64(seed), purpose)) == plain_key(seed, purpose)


@given(words, numbers, numbers, numbers)
def test_a_compiled_word_is_the_plain_one_for_negative_and_for_large_numbers(key, when, who, nth):
    assert int(draws.word(np.uint64(key), when, who, nth)) == plain_word(key, when, who, nth)


@given(words, numbers, numbers, numbers)
def test_a_uniform_is_the_upper_53_bits_of_its_word(key, when, who, nth):
    uniform = draws.uniform(np.uint64(key), when, who, nth)
    assert uniform == (plain_word(key, when, who, nth) >> 11) / 2**53
    assert 0.0 <= uniform < 1.0


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ((0, 0, 0, 0, 0), 0x552D806A62B97855),
        ((1, 3, 7, 42, 2), 0x25ACDFB6652E7195),
        ((2**64 - 1, 60, -364, 16_000_000, 9), 0x9DFFE6514B03A33B),
    ],
)
def test_known_answers_do_not_move_between_versions(name, known):
    seed, purpose, when, who, nth = name
    assert int(draws.word(draws.key(np.uint64(seed), purpose), when, who, nth)) == known


def test_keys_are_indexed_by_purpose_and_take_any_python_seed():
    for seed in (0, 7, -1, 2**70 + 7):
        keys = keys_for(seed)
        assert keys.dtype == np.uint64
        assert keys.size == max(Purpose) + 1
        assert [int(keys[purpose]) for purpose in Purpose] == [plain_key(seed % WORD, int(p)) for p in Purpose]


def test_no_two_purposes_share_a_number():
    assert len(Purpose.__members__) == len(set(map(int, Purpose)))


def test_many_subjects_at_once_get_what_each_gets_alone():
    key = keys_for(5)[Purpose.CHECK]
    who = np.array([9, -4, 0, 2**40])
    together = draws.uniforms(key, 12, who[::-1], 3)
    assert together.tolist() == [draws.uniform(key, 12, int(one), 3) for one in who[::-1]]


def test_draws_are_spread_evenly_over_the_interval_and_over_each_slice():
    sample = block()
    for view in (sample, sample[3], sample[:, 5], sample[:, :, 17], sample[..., 2]):
        counts, _ = np.histogram(view, bins=100, range=(0, 1))
        assert stats.chisquare(counts).pvalue > 1e-4


def test_the_low_bits_of_a_uniform_are_as_even_as_the_high_ones():
    low = (block() * 2**53).astype(np.uint64) % np.uint64(64)
    assert stats.chisquare(np.bincount(low.ravel().astype(int), minlength=64)).pvalue > 1e-4


@pytest.mark.parametrize("axis", range(4), ids=["purpose", "when", "who", "nth"])
@pytest.mark.parametrize("lag", [1, 2, 7])
def test_neighbouring_names_give_unrelated_numbers(axis, lag):
    sample = block()
    first = np.take(sample, range(sample.shape[axis] - lag), axis).ravel()
    second = np.take(sample, range(lag, sample.shape[axis]), axis).ravel()
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.5 / math.sqrt(first.size)
    cells, _, _ = np.histogram2d(first, second, bins=16, range=[[0, 1], [0, 1]])
    assert stats.chisquare(cells.ravel()).pvalue > 1e-4


def test_neighbouring_seeds_give_unrelated_numbers():
    first, second = block(2, 10, 2000, 1, seed=1), block(2, 10, 2000, 1, seed=2)
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 4.5 / math.sqrt(first.size)


def test_names_with_their_parts_swapped_are_different_draws():
    key = keys_for(1)[Purpose.CHECK]
    names = [(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1), (0, 0, 6), (0, 6, 0), (6, 0, 0)]
    assert len({int(draws.word(key, *name)) for name in names}) == len(names)


@pytest.mark.parametrize("mean", [0.003, 0.8, 12.0, 59.9, 60.0, 900.0])
def test_poisson_counts_have_the_mean_and_the_spread_they_should(mean):
    normals, counts, waits = np.empty(DRAWS), np.empty(DRAWS, np.int64), np.empty(DRAWS)
    transformed(keys_for(3), mean, normals, counts, waits)
    assert counts.min() >= 0
    assert abs(counts.mean() - mean) < 4.5 * math.sqrt(mean / DRAWS)
    spread_error = math.sqrt((mean + 2 * mean**2) / DRAWS)
    assert abs(counts.var() - mean) < 4.5 * spread_error + 1 / 12  # rounding to whole counts adds up to 1/12


@pytest.mark.parametrize("mean", [0.05, 1.0, 7.5, 59.0])
def test_a_searched_poisson_count_is_the_exact_quantile(mean):
    uniforms = np.linspace(0.0005, 0.9995, 997)
    counts = [draws.poisson(mean, float(u)) for u in uniforms]
    assert counts == stats.poisson.ppf(uniforms, mean).astype(int).tolist()


def test_poisson_ends_at_its_limits():
    assert draws.poisson(0.0, 0.999) == 0
    assert draws.poisson(59.0, 0.0) == 0
    assert draws.poisson(5.0, 1.0) <= 5 + 12 * math.sqrt(5) + 31
    assert draws.poisson(60.0, 0.0) >= 0


def test_normal_draws_agree_with_the_exact_inverse():
    uniforms = np.concatenate([np.logspace(-11.9, -1, 400), np.linspace(0.1, 0.9999, 1001)])
    ours = np.array([draws.normal(float(u)) for u in uniforms])
    exact = stats.norm.ppf(uniforms)
    assert np.max(np.abs(ours - exact) / np.maximum(np.abs(exact), 1e-6)) < 1.2e-9


def test_normal_and_waiting_draws_have_the_moments_they_should():
    normals, counts, waits = np.empty(DRAWS), np.empty(DRAWS, np.int64), np.empty(DRAWS)
    transformed(keys_for(8), 1.0, normals, counts, waits)
    assert stats.kstest(normals, "norm").pvalue > 1e-4
    assert stats.kstest(waits, "expon").pvalue > 1e-4


def test_normal_is_finite_and_even_at_the_ends():
    assert draws.normal(0.0) == draws.normal(1e-12)
    assert math.isfinite(draws.normal(1.0))
    assert draws.normal(0.5) == 0.0
    assert draws.normal(0.01) == pytest.approx(-draws.normal(0.99), rel=1e-12)


@given(st.integers(1, 2**40), st.floats(0, 1, exclude_max=True))
def test_a_choice_is_always_among_those_offered(n, u):
    assert 0 <= draws.below(n, u) < n


def test_choices_are_equally_likely():
    chosen = [draws.below(7, float(u)) for u in block(2, 10, 1000, 1).ravel()]
    assert stats.chisquare(np.bincount(chosen, minlength=7)).pvalue > 1e-4


SOME_TIES = (*range(100), HEARERS_APART - 1)


def numbers_by_purpose():
    """List every number that draws of a purpose may have for one time and subject, within the bounds the rules set."""
    contacts, types = range(200), range(60)
    return {
        "OCCASION": [*purposes.OccasionDraw],
        "JOURNEY": [
            *(of_candidate(each, which) for each in range(50) for which in purposes.JourneyDraw),
            *(of_candidate(each, purposes.JourneyDraw.STEP + step) for each in range(50) for step in range(1, 6)),
        ],
        "CHOICE": [*purposes.ChoiceDraw],
        "CRISIS": [
            *(of_crisis_count(q) for q in types),
            *(of_crisis(q, 60, h, w) for q in types for h in range(1000) for w in CrisisDraw),
        ],
        "HEARSAY": [of_hearer(offender, tie) for offender in (*range(1000), 10**9) for tie in SOME_TIES],
        "GOSSIP": [
            *(of_hearer(of_call(q), tie) for q in (-1, *range(59)) for tie in SOME_TIES),
            *(of_hearer(source, tie) for source in purposes.Source for tie in SOME_TIES),
        ],
        "REPORT": [*purposes.ReportDraw],
        "OUTCOME": [of_call(q, which) for q in (-1, *types) for which in purposes.OutcomeDraw],
        "STOP": [StopDraw.COUNT, *(of_contact(h, w) for h in contacts for w in StopDraw if w != StopDraw.COUNT)],
        "VISIT": [VisitDraw.COUNT, *(of_contact(h, w) for h in contacts for w in VisitDraw if w != VisitDraw.COUNT)],
        "FORUM": [
            purposes.ForumDraw.ROUNDING,
            *(of_invitation(h, w) for h in contacts for w in purposes.ForumDraw if w != purposes.ForumDraw.ROUNDING),
        ],
        "JOIN": [*purposes.JoinDraw],
        "MOVE": [*purposes.MoveDraw],
        "PLAN": [of_plan(measure, which) for measure in range(5) for which in purposes.PlanDraw],
        "REACH": [of_screening(pick, nth) for pick in range(100) for nth in range(MOST_SCREENED)],
        "PERSON": [*purposes.PersonDraw],
        "BIRTH of a tie": [of_tie(nth, which) for nth in range(50) for which in TieDraw],
    }


@pytest.mark.parametrize("purpose", numbers_by_purpose())
def test_no_two_draws_of_a_purpose_have_the_same_number(purpose):
    given = [int(number) for number in numbers_by_purpose()[purpose]]
    assert len(given) == len(set(given))


@kernel
def drawn_today(today, out):
    """Draw as rules do, by day, week and cycle."""
    for nth in range(3):
        out[0, nth] = draw(today, Purpose.STOP, 4, of_contact(nth, StopDraw.OFFICER))
        out[1, nth] = draw(week_of(today), Purpose.JOIN, nth)
        out[2, nth] = draw(cycle_of(today), Purpose.FORUM, 4, of_invitation(nth, purposes.ForumDraw.ATTENDS))


def test_rules_draw_what_the_page_of_rules_names():
    """U(STOP; d, n, 4 + 8h), U(JOIN; w, i, 0) and U(FORUM; c, n, 2h + 1), in kernels as in Python."""
    today, drawn = Day(keys_for(5), 83), np.empty((3, 3))
    drawn_today(today, drawn)
    named = [
        [("STOP", 83, 4, 4 + 8 * h) for h in range(3)],
        [("JOIN", 11, i, 0) for i in range(3)],
        [("FORUM", 2, 4, 2 * h + 1) for h in range(3)],
    ]
    plain = [
        [plain_word(plain_key(5, int(Purpose[p])), d, i, n) // 2**11 / 2**53 for p, d, i, n in row] for row in named
    ]
    assert drawn.tolist() == plain
    assert draw(week_of(today), Purpose.JOIN, 2) == drawn[1, 2]


def test_many_uniform_numbers_become_the_normal_ones_that_each_becomes_alone():
    tails = [0.0, 1e-13, 1e-12, 0.02, 0.02425, 0.0243, 0.5, 0.97575, 0.98, 1.0 - 1e-13]
    given = np.concatenate([tails, draws.uniforms(keys_for(5)[Purpose.CHECK], 0, np.arange(1000))])
    assert draws.as_normals(given).tolist() == [draws.normal(float(u)) for u in given]
