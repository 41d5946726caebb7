"""What police do not know is no constant share: it depends on who would speak, and where; the town's mean does not."""

import numpy as np
import pytest
from scipy.stats import norm
from stories import finished, town

from mobsim.engine.model import Model
from mobsim.scenario.enumerations import Age
from mobsim.scenario.mechanisms import neutral_values
from mobsim.scenario.parameters import build_parameters
from mobsim.world.problem_table import tabulate
from mobsim.world.reporting import lower_to_usual

YEAR = 364
STRONG = {
    "reporting.by_young": -1.5,
    "reporting.by_older": 1.0,
    "reporting.place_spread": 0.8,
    "reporting.neighbourhood_spread": 0.6,
}


def logit(share):
    return np.log(share / (1 - share))


@pytest.mark.parametrize(("parameters", "near"), [({}, 0.003), (STRONG, 0.06)])
@pytest.mark.parametrize("share", [0.02, 0.06, 0.2, 0.4, 0.54, 0.9])
def test_the_share_declared_for_a_kind_holds_over_people_and_places(parameters, near, share):
    rules = build_parameters(parameters)
    people, reporting = rules.people, rules.reporting
    usual = np.array([logit(share)])
    lower_to_usual(usual, reporting, people)
    spread = np.hypot(reporting.place_spread, reporting.neighbourhood_spread)
    shifts = spread * norm.ppf((np.arange(2000) + 0.5) / 2000)
    young, older = np.array([people.share_young, people.share_older]) / (1 - people.share_child)
    mean = sum(
        part * (1 / (1 + np.exp(-(usual + own + shifts)))).mean()
        for part, own in ((young, reporting.by_young), (older, reporting.by_older), (1 - young - older, 0.0))
    )
    assert mean == pytest.approx(share, abs=near)


def test_places_differ_of_their_own_and_with_their_neighbourhood_and_not_as_a_whole():
    world = Model(town(60, 1000, parameters=STRONG), "usual", 3).world
    shifts, here = world.places.reporting_shift, world.places.neighbourhood
    means = np.bincount(here, shifts) / np.bincount(here)
    assert shifts.mean() == pytest.approx(0, abs=1e-12)
    assert (shifts - means[here]).std() == pytest.approx(0.8, rel=0.1)
    assert means.std() == pytest.approx(0.6, rel=0.3)


def test_switched_off_nobody_and_no_place_departs():
    scenario = town(3, 300, parameters=neutral_values(["blind_spot"]))
    world = Model(scenario).world
    _, kinds, _ = tabulate(scenario.problems, scenario.agencies)
    assert world.kinds.reported.tobytes() == kinds.reported.tobytes()
    assert not world.places.reporting_shift.any()


def test_the_young_report_less_the_older_more_and_silent_places_least():
    scenario = town(10, 1000, parameters={**STRONG, "people.prone_share": 0.2}, burn_in_days=0)
    model = finished(Model(scenario, events=True), 2 * YEAR)
    events, world = model.results().events, model.world
    assault = events[events.kind == "assault"]
    age = world.residents.age[assault.victim]
    young, middle, older = (assault.reported[age == each].mean() for each in (Age.YOUNG, Age.MIDDLE, Age.OLDER))
    assert young < middle - 0.1
    assert older > middle + 0.1
    shift = world.places.reporting_shift[assault.place]
    silent, open_places = (assault.reported[part].mean() for part in (shift < -0.5, shift > 0.5))
    assert silent < open_places - 0.25
