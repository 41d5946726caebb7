"""Whatever is said to lie between none and all does, under any parameters, levers and events that are allowed."""

import numpy as np
import pytest
from hypothesis import given, settings
from random_villages import DAYS, in_many_villages, villages

from mobsim.engine.model import Model
from mobsim.measures import outcomes_for

BETWEEN_NONE_AND_ALL = {
    "residents": (
        "need", "need_ground", "trust", "trust_ground", "grievance", "cohesion", "cohesion_ground", "insecurity",
        "insecurity_ground", "risk", "fatigue",
    ),
    "places": ("watch", "backing", "control", "guardianship", "attractiveness_upper"),
    "neighbourhoods": (
        "wave", "need", "trust", "cohesion", "insecurity", "participation", "membership", "example", "visible", "kept_lately",
        "deploy_lower", "deploy_upper", "patrol_share", "engagement_share", "initiative_share", "heard_trust", "heard_cohesion",
        "heard_members", "use",
    ),
    "officers": ("skill", "base_skill"),
    "leaders": ("commitment", "credibility", "representativeness", "brought"),
    "initiatives": ("fidelity", "tested", "dose"),
    "communities": ("overhead", "assessment_error", "records_error", "patrol_error", "paid"),
    "collaboration": ("tie", "held", "agency_tie"),
    "supervisors": ("use",),
}  # fmt: skip
NEVER_NEGATIVE = {
    "residents": ("propensity", "volunteer_hours"),
    "places": ("boost", "presence", "hours", "disorder"),
    "supervisors": ("own", "diligence"),
    "neighbourhoods": (
        "diligence",
        "able_hours",
        "patrol_hours",
        "engagement_hours",
        "initiative_hours",
        "follow_up_hours",
    ),
    "officers": ("able", "reserve", "owed"),
    "communities": ("call_load", "overtime", "purse_factor", "reference"),
    "initiatives": ("volunteers", "police_hours", "volunteer_hours", "agency_hours", "work", "cost"),
    "tally": ("harm", "delay", "money"),
}
ROUNDING = 1e-9
some = settings(max_examples=8, derandomize=True, print_blob=False)


def check(world):
    """Look at every column that has bounds."""
    for table, columns in BETWEEN_NONE_AND_ALL.items():
        for column in columns:
            values = getattr(getattr(world, table), column)
            assert values.size == 0 or (values.min() >= -ROUNDING and values.max() <= 1 + ROUNDING), f"{table}.{column}"
    for table, columns in NEVER_NEGATIVE.items():
        for column in columns:
            values = np.asarray(getattr(getattr(world, table), column), float)
            assert np.isfinite(values).all(), f"{table}.{column}"
            assert values.min(initial=0.0) >= -ROUNDING, f"{table}.{column}"
    for name in ("known", "crimes"):
        values = getattr(world, name)
        assert np.isfinite(values).all(), name
        assert values.min(initial=0.0) >= 0, name
        assert not values[:, world.problems.crime == 0].any(), "police and residents tell of crimes"
    assert world.familiarity.min(initial=0.0) >= 0
    assert world.familiarity.max(initial=0.0) <= 1
    assert world.shallow.min(initial=0.0) >= 0
    assert np.all(world.shallow <= world.hardening + ROUNDING)
    assert world.hardening.max(initial=0.0) <= 3, "powers lift the ceiling from 1, and to 3 at most"


@some
@given(villages())
def test_columns_stay_within_their_bounds_every_week(scenario):
    model = Model(scenario)
    check(model.world)
    for _ in range(DAYS // 7):
        model.run_days(7)
        check(model.world)


@some
@given(villages())
def test_beliefs_severity_and_zones_stay_what_they_can_be(scenario):
    model = Model(scenario)
    model.run_days(DAYS)
    beliefs = model.beliefs
    assert beliefs.belief.min() >= 0
    assert beliefs.belief.max() <= 1
    for estimate in (beliefs.stat, beliefs.word, beliefs.agency, beliefs.severity, model.counted.smoothed):
        assert np.isfinite(estimate).all()
        assert estimate.min() >= 0
    assert set(np.unique(model.world.neighbourhoods.zone)) <= {0, 1, 2, 3}


@some
@given(villages())
def test_officers_are_laid_over_all_neighbourhoods_once(scenario):
    model = Model(scenario)
    for _ in range(DAYS // 28):
        model.run_days(28)
        here = model.world.neighbourhoods
        assert here.deploy_upper[-1] == 1.0
        assert here.deploy_lower[0] == 0.0
        assert np.all(np.diff(here.deploy_upper) >= 0)
        assert np.array_equal(here.deploy_lower[1:], here.deploy_upper[:-1])
        shares = here.patrol_share + here.engagement_share + here.initiative_share
        assert np.allclose(shares, 1.0)
        slots = model.world.officers.slot
        assert sorted(slots) == list(range(slots.size))
        assert np.array_equal(slots[model.world.officers.at_slot], np.arange(slots.size))


@some
@given(villages())
def test_only_those_who_live_there_and_are_no_children_take_part(scenario):
    model = Model(scenario)
    model.run_days(DAYS)
    residents, initiatives = model.world.residents, model.world.initiatives
    active = residents.active >= 0
    slots = initiatives.status.size // model.world.neighbourhoods.size
    assert np.all(residents.age[active] > 0)
    assert np.all(residents.member[active] == 1)
    assert np.array_equal(residents.active[active] // slots, residents.neighbourhood[active])


@some
@given(villages())
def test_shares_that_a_run_reports_are_shares(scenario):
    model = Model(scenario)
    model.run_days(DAYS)
    totals = model.results().totals
    for name, outcome in outcomes_for(scenario.problems).items():
        if outcome.unit.startswith(("share", "0-1")) and not np.isnan(totals[name]):
            assert -ROUNDING <= totals[name] <= 1 + ROUNDING, name


@pytest.mark.long
@pytest.mark.parametrize(
    "held",
    [
        test_columns_stay_within_their_bounds_every_week,
        test_beliefs_severity_and_zones_stay_what_they_can_be,
        test_officers_are_laid_over_all_neighbourhoods_once,
        test_only_those_who_live_there_and_are_no_children_take_part,
        test_shares_that_a_run_reports_are_shares,
    ],
    ids=lambda each: each.__name__.removeprefix("test_"),
)
def test_in_many_more_villages(held):
    in_many_villages(held.hypothesis.inner_test)
