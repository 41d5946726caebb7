"""The defaults give a town of South Simcoe's size the published baselines of an Ontario community (evidence A1-A11)."""

import numpy as np
import pandas as pd
import pytest

from mobsim.engine.model import begin
from mobsim.engine.results import Run
from mobsim.scenario.enumerations import Age
from mobsim.scenario.reading import load_scenario

SEEDS = (1, 2)

BANDS = {
    "A1 incidents per 1,000 aged 15+": (230, 300),
    "A2 victimised in 12 months": (0.16, 0.27),
    "A3 reported": (0.25, 0.34),
    "A5 recorded of reported": (0.5, 0.7),
    "A6 recorded per 100,000": (3300, 4600),
    "A7 calls per resident": (0.30, 0.40),
    "A7 calls that are no crimes": (0.75, 0.85),
    "A8 officers per 100,000": (115, 178),
    "A9 cleared, weighted": (0.38, 0.46),
    "A10 great deal of confidence": (0.37, 0.45),
    "A10 at 65 and over": (0.49, 0.57),
    "A10 at 15-24": (0.32, 0.40),
    "A11 satisfied with safety": (0.74, 0.82),
}


def year_of(seed: int) -> tuple[dict[str, float], Run]:
    model = begin(load_scenario("south_simcoe"), seed, events=True)
    model.run_days(364)
    run = model.results()
    totals, residents = run.totals, model.world.residents
    confident = residents.trust >= model.parameters.trust.great_deal
    return {
        "A1 incidents per 1,000 aged 15+": totals["victim_crime"],
        "A2 victimised in 12 months": totals["victimised_share"],
        "A3 reported": totals["reported_share"],
        "A5 recorded of reported": totals["recorded_share"],
        "A6 recorded per 100,000": 100 * totals["recorded_crime"],
        "A7 calls per resident": totals["calls"],
        "A7 calls that are no crimes": 1 - totals["reported_crime"] / 1000 / totals["calls"],
        "A8 officers per 100,000": 1e5 * model.world.officers.size / residents.size,
        "A9 cleared, weighted": totals["clearance_weighted"],
        "A10 great deal of confidence": totals["confident_share"],
        "A10 at 65 and over": confident[residents.age == Age.OLDER].mean(),
        "A10 at 15-24": confident[residents.age == Age.YOUNG].mean(),
        "A11 satisfied with safety": 1 - totals["insecure_share"],
    }, run


@pytest.fixture(scope="module")
def years() -> list[tuple[dict[str, float], Run]]:
    return [year_of(seed) for seed in SEEDS]


@pytest.mark.parametrize("quantity", BANDS)
def test_a_year_of_south_simcoe_meets_the_baseline(quantity: str, years: list) -> None:
    low, high = BANDS[quantity]
    assert low <= np.mean([values[quantity] for values, _ in years]) <= high


def test_reporting_and_clearance_by_kind_stand_in_the_published_order(years: list) -> None:
    events = pd.concat([run.events for _, run in years])
    events = events[events.day >= 0]
    reported = events.groupby("kind").reported.mean()
    order = ["vehicle_theft", "break_in", "robbery", "assault", "sexual_assault"]
    assert reported[order].is_monotonic_decreasing, reported
    cleared = events[events.recorded].groupby("kind").cleared.mean()
    assert cleared["break_in"] < cleared["robbery"] < cleared["assault"], cleared
    assert cleared["break_in"] == pytest.approx(1 / 6, abs=0.05)
