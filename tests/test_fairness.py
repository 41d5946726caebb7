"""Who bears what by deprivation, from neighbourhoods whose rates are known by hand, and when it is said aloud."""

import numpy as np
import pandas as pd
import pytest

from mobsim.cli.answer import fairness
from mobsim.experiment.fairness import Shift, fairness_of, moves_onto_the_poor, names_of, shift_of
from mobsim.experiment.layout import Layout

NAMES = ["status_quo", "full_model"]


def layout(seeds=4, draws=()):
    return Layout(NAMES, np.array([True, True]), 0, range(seeds), draws)


def made(deprivation, stops, population=None, seeds=4):
    """Rates of stops by strategy and neighbourhood, each seed one more than the seed before."""
    rows = []
    for seed in range(seeds):
        for name in NAMES:
            for place, (deprived, rate) in enumerate(zip(deprivation, stops[name], strict=True)):
                row = {"seed": seed, "strategy": name, "id": str(place), "community": "Town", "deprivation": deprived}
                people = 1000 if population is None else population[place]
                rows.append(row | {"population": people, "stops": rate + seed, "harm": 10.0, "insecurity": 0.4})
    return pd.DataFrame(rows)


FIVE = [0.1, 0.3, 0.5, 0.7, 0.9]
STOPS = {"status_quo": [70.0, 70.0, 70.0, 70.0, 72.0], "full_model": [31.0, 50.0, 60.0, 70.0, 92.0]}


def test_levels_and_ratios_are_those_of_the_fifths():
    found = fairness_of(made(FIVE, STOPS), layout())
    assert found["groups"] == names_of(5)
    stops = found["outcomes"]["stops"]
    assert [level["mean"] for level in stops["full_model"]["levels"]] == pytest.approx([32.5, 51.5, 61.5, 71.5, 93.5])
    assert [level["difference"] for level in stops["full_model"]["levels"]] == pytest.approx([-39, -20, -10, 0, 20])
    expected = np.mean([(92 + seed) / (31 + seed) for seed in range(4)])
    before = np.mean([(72 + seed) / (70 + seed) for seed in range(4)])
    assert stops["full_model"]["ratio"]["mean"] == pytest.approx(expected)
    assert stops["full_model"]["ratio"]["difference"] == pytest.approx(expected - before)
    low, high = (stops["full_model"]["ratio"][each] for each in ("difference_low", "difference_high"))
    assert 0 < low < expected - before < high


def test_a_fifth_is_of_residents_and_its_rate_is_weighted_by_them():
    deprivation, population = [0.1, 0.11, 0.3, 0.5, 0.7, 0.9], [250, 750, 1000, 1000, 1000, 1000]
    stops = {"status_quo": [10.0, 30.0, 20, 20, 20, 20], "full_model": [10.0, 30.0, 20, 20, 20, 20]}
    found = fairness_of(made(deprivation, stops, population), layout())["outcomes"]["stops"]["status_quo"]
    assert found["levels"][0]["mean"] == pytest.approx(0.25 * 10 + 0.75 * 30 + 1.5)
    assert len(found["levels"]) == 5


def test_no_fifths_are_told_where_all_are_equally_deprived():
    assert fairness_of(made([0.4] * 5, STOPS), layout()) is None
    assert fairness_of(made([0.4], {name: [10.0] for name in NAMES}), layout()) is None
    two = fairness_of(made([0.4, 0.4, 0.4, 0.4, 0.8], STOPS), layout())
    assert two["groups"] == ["least deprived", "most deprived"]


def test_a_ratio_over_nothing_is_not_told():
    stops = {"status_quo": [-3.0, 1, 1, 1, 5], "full_model": [0.0, 1, 1, 1, 5]}
    found = fairness_of(made(FIVE, stops), layout())["outcomes"]["stops"]
    assert found["status_quo"]["ratio"]["mean"] is None
    assert shift_of({"ratio": found["full_model"]["ratio"]}, "ratio") is None


def test_seeds_of_one_draw_are_averaged():
    alone = fairness_of(made(FIVE, STOPS), layout())["outcomes"]["stops"]["full_model"]["levels"][4]
    drawn = fairness_of(made(FIVE, STOPS), layout(draws=[0, 0, 1, 2]))["outcomes"]["stops"]["full_model"]["levels"][4]
    assert drawn["mean"] == pytest.approx(92 + np.mean([0.5, 2, 3]))
    assert drawn["mean"] != pytest.approx(alone["mean"])


@pytest.mark.parametrize(
    ("poor", "rich", "moves"),
    [
        (Shift(72, 92, 15, 25), Shift(71, 31, -50, -30), True),
        (Shift(72, 92, 15, 25), Shift(71, 75, -1, 9), True),
        (Shift(0, 5, 1, 9), Shift(10, 11, 0, 2), True),
        (Shift(72, 92, -1, 41), Shift(71, 31, -50, -30), False),
        (Shift(72, 72.2, 0.1, 0.3), Shift(71, 31, -50, -30), False),
        (Shift(72, 60, -15, -9), Shift(71, 31, -50, -30), False),
        (Shift(72, 92, 15, 25), Shift(71, 100, 20, 40), False),
        (Shift(72, 92, 15, 25), Shift(0, 3, 1, 5), False),
        (None, Shift(71, 31, -50, -30), False),
    ],
    ids=[
        "onto",
        "mostly",
        "from nothing",
        "luck",
        "hardly",
        "fewer",
        "the rich more",
        "the rich from nothing",
        "no fifths",
    ],
)
def test_moving_onto_the_poor_is_a_sure_rise_greater_than_that_of_the_rich(poor, rich, moves):
    assert moves_onto_the_poor(poor, rich) is moves


def entry(name, kind="policy", **shifts):
    outcomes = {
        outcome: {"mean": after, "difference": after - before, "difference_low": low, "difference_high": high}
        for outcome, (before, after, low, high) in shifts.items()
    }
    return {"name": name, "kind": kind, "outcomes": outcomes}


ONTO = {"stops_fifth_5": (72, 92, 15, 25), "stops_fifth_1": (71, 31, -50, -30)}


def printed(*others):
    return list(fairness({"reference": "status_quo", "strategies": [entry("status_quo"), *others]}))


def test_the_printed_answer_says_so_with_levels_and_interval():
    assert printed(entry("full_model", **ONTO)) == [
        "full_model moves police stops onto the poor: in the most deprived fifth from 72 to 92 per 1,000 residents a year "
        "(95 % interval of the change: +15.0 to +25.0), in the least deprived from 71 to 31."
    ]
    assert printed(entry("an_arm", kind="arm", **ONTO)) == []


def test_the_printed_answer_says_so_where_insecurity_surely_rises_and_only_there():
    up, luck, hardly = (0.40, 0.44, 0.02, 0.06), (0.40, 0.44, -0.02, 0.10), (0.40, 0.401, 0.0005, 0.0015)
    assert printed(entry("hot_spots", insecurity=up), entry("enforcement", insecurity=up)) == [
        "Residents are surely more insecure than under status_quo: hot_spots, enforcement."
    ]
    assert printed(entry("hot_spots", insecurity=luck), entry("enforcement", insecurity=hardly)) == []
    assert printed(entry("hot_spots", insecurity=(0.44, 0.40, -0.06, -0.02))) == []
