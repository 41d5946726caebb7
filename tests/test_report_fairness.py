"""The short answer says so whenever a strategy moves police stops onto the poor, and only then."""

import pytest

from mobsim.report.findings import Estimate, Findings, Standing
from mobsim.report.sections.words import LEAST_DEPRIVED, MOST_DEPRIVED, stopped


def estimate(before, after, unsure=2.0):
    change = after - before
    return Estimate(after, after - 1, after + 1, change, change - unsure, change + unsure)


def standing(name, poor=(72, 72), rich=(71, 71), unsure=2.0, is_policy=True):
    stops = {MOST_DEPRIVED: estimate(*poor, unsure), LEAST_DEPRIVED: estimate(*rich, unsure)}
    return Standing(name, "", {}, 300.0, 0.5, 0.0, stops, is_policy)


def told(*others):
    return stopped(Findings(None, "harm", "status_quo", (*others, standing("status_quo")), {}))


def test_the_first_strategy_s_stops_are_told_with_their_levels():
    assert told(standing("full_model", poor=(72, 92), rich=(71, 31))) == (
        "Full model moves police stops onto the poor: in the most deprived fifth there are 92 instead of 72 for every 1,000 "
        "residents a year, in the least deprived 31 instead of 71."
    )


def test_strategies_that_do_so_beside_it_are_named():
    worse = {"poor": (72, 92), "rich": (71, 31)}
    assert told(standing("full_model", **worse), standing("hot_spots", **worse)).endswith(" So does Hot spots.")
    assert told(standing("crisis_teams"), standing("hot_spots", **worse)) == (
        "Hot spots moves police stops onto the poor; Crisis teams does not."
    )
    two = told(standing("crisis_teams"), standing("hot_spots", **worse), standing("enforcement", **worse))
    assert two.startswith("Hot spots and Enforcement move police stops")


@pytest.mark.parametrize(
    "stops",
    [
        {},
        {"poor": (72, 60), "rich": (71, 31)},
        {"poor": (72, 73), "rich": (71, 71)},
        {"poor": (72, 92), "rich": (71, 31), "unsure": 30.0},
        {"poor": (72, 92), "rich": (71, 120)},
        {"poor": (float("nan"), float("nan"))},
        {"poor": (72, 92), "is_policy": False},
    ],
    ids=["nothing moves", "fewer", "too little to tell", "may be luck", "the rich more", "no fifths", "an arm"],
)
def test_nothing_is_said_where_it_does_not(stops):
    assert told(standing("full_model", **stops)) == ""
