"""What an exercise says that the room will see is what ten pairs of its town show, by the page's own conventions.

Where they do not show it, the point is marked ``otherwise``: it is there for another seed, town or decision.
"""

import numpy as np
import pytest
from exercise_runs import Lived, Outcome, arms_of, outcome_of

from mobsim.measures.recorded import BY_TOWN
from mobsim.web.cards import cards
from mobsim.web.exercises import exercises

NAMES = list(exercises())


@pytest.mark.parametrize("name", NAMES)
def test_it_says_of_insecurity_what_will_be_seen(name):
    exercise = exercises()[name]
    told = [way for point in exercise.points if not point.otherwise for way in point.when if way[0] == "insecurity"]
    assert told, "worry is what the room asks about first"
    assert "insecurity" in exercise.reveal


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_what_its_points_say_is_what_ten_pairs_show(name):
    exercise = exercises()[name]
    came = outcome_of(exercise)
    wrong = [point.en for point in exercise.points if point.when and came.holds(point.when) == point.otherwise]
    assert wrong == [], {each: came.way(each) for each in exercise.reveal}


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_one_of_its_answers_comes_true(name):
    exercise = exercises()[name]
    came = outcome_of(exercise)
    assert len([answer for answer in exercise.answers if came.holds(answer.when)]) == 1


@pytest.mark.long
def test_no_exercise_gives_all_four_what_they_want():
    """One purse: whose card is met differs between exercises, and each card is met somewhere."""
    met = {name: {card.role for card in cards() if outcome_of(exercises()[name]).holds(card.aim)} for name in NAMES}
    assert all(len(roles) < len(cards()) for roles in met.values()), met
    assert set().union(*met.values()) == {card.role for card in cards()}, met


def made_up(gap, others):
    """Make runs of exercise 1 of which town B's insecurity differs by a share: the room's own pair, and other pairs."""
    exercise = exercises()[NAMES[0]]
    a, b = arms_of(exercise)
    column = BY_TOWN.index("insecurity")

    def pair(share):
        towns = np.ones((2, exercise.weeks + 1, len(BY_TOWN)))
        towns[1, :, column] += share
        return {a: Lived(towns[0], {}), b: Lived(towns[1], {})}

    return Outcome(exercise, [pair(gap), *map(pair, others)])


@pytest.mark.parametrize(
    ("gap", "others", "way"),
    [
        (0.05, [0.04] * 10, "higher"),
        (-0.05, [-0.04] * 10, "lower"),
        (0.019, [0.019] * 10, "unclear"),
        (0.05, [0.04] * 8 + [-0.04] * 2, "unclear"),
        (0.05, [-0.04] * 10, "unclear"),
    ],
)
def test_what_is_too_small_or_may_be_luck_is_told_apart(gap, others, way):
    came = made_up(gap, others)
    assert came.way("insecurity") == way
    assert came.holds([["insecurity", way]])
    assert came.holds([["insecurity", "not_higher"]]) == (way != "higher")
    assert came.way("trust") == "unclear"
