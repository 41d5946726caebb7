"""What can be counted off: members that are their numbers and carry their words, and measures that are whole."""

import numpy as np
import pytest

from mobsim.engine import programme
from mobsim.engine.model import Model
from mobsim.measures import OUTCOMES
from mobsim.scenario.enumerations import Activity, Age, CrimeSeries, Role, Zone
from mobsim.scenario.initiatives import KINDS_OF_INITIATIVE, Lead, Measure, Reach, Status, Work
from mobsim.scenario.parameters import SETTABLE, build_parameters
from mobsim.scenario.scenario import Seats
from mobsim.scenario.strategy import LeadPolicy
from mobsim.scenario.synthetic import village
from mobsim.world.columns import Series
from mobsim.world.extent import Reserved

EVERY = (Activity, Age, CrimeSeries, Lead, LeadPolicy, Measure, Reach, Role, Status, Work, Zone)


@pytest.mark.parametrize("enumeration", EVERY)
def test_members_count_from_0_and_have_words_of_their_own(enumeration):
    assert [int(member) for member in enumeration] == list(range(len(enumeration)))
    assert len(set(enumeration.keys())) == len(set(enumeration.labels())) == len(enumeration)
    for member in enumeration:
        assert enumeration.of(member.key) is enumeration(int(member)) is member
    with pytest.raises(KeyError):
        enumeration.of("none of them")


def test_a_strategy_leads_as_initiatives_are_led():
    assert LeadPolicy.POLICE == Lead.POLICE_ASSISTED
    assert LeadPolicy.COMMUNITY == Lead.COMMUNITY_LED
    assert LeadPolicy.keys()[: len(Lead)] == Lead.keys()


def test_every_series_has_its_counts():
    assert Series._fields == CrimeSeries.keys()


def test_every_role_has_its_seats():
    seats = Seats(councillors=3, agencies=("health", "housing"), associations=0)
    assert [seats.held_by(role) for role in Role] == [1, 3, 1, 2, 0]


class TestMeasures:
    """What every measure must have; a new one is tested by being in the table."""

    @pytest.mark.parametrize("measure", Measure)
    def test_it_costs_and_lasts(self, measure):
        planning = build_parameters({}).planning
        assert {f"planning.cost_{measure.key}", f"planning.days_{measure.key}"} <= SETTABLE.keys()
        assert planning.cost_of(measure) > 0
        assert planning.days_of(measure) >= 14

    @pytest.mark.parametrize("measure", Measure)
    def test_it_does_some_work_under_every_lead(self, measure):
        assert len(measure.work) == len(Lead)

    def test_every_kind_of_initiative_is_an_outcome(self):
        assert len(set(KINDS_OF_INITIATIVE)) == len(Lead) * len(Measure)
        assert {f"initiatives_{kind}" for kind in KINDS_OF_INITIATIVE} <= OUTCOMES.keys()

    @pytest.mark.parametrize("lead", Lead)
    @pytest.mark.parametrize("measure", Measure)
    def test_a_day_of_its_work_changes_what_it_reaches_and_nothing_else(self, measure, lead):
        town = village(2, 300, officers=2)
        worked, idle = (Model(town, seed=4, reserved=Reserved(1, 3, 9)) for _ in range(2))
        reaches_places = measure.reaches == Reach.PLACES
        places, residents = ([4, 5, 6], []) if reaches_places else ([], list(range(40, 49)))
        begun = programme.ProgrammeInitiative(
            problem=0, measure=measure, lead=lead, agency=0, day=0, end_day=9, staff_hours=8.0, money=0.0, closed=True,
            targets=places, reached=residents,
        )  # fmt: skip
        programme.begin_initiative(worked.world, 0, begun)
        for model in (worked, idle):
            model.step()
        at = np.flatnonzero(changed(worked.world, idle.world, "places") | hardened(worked.world, idle.world))
        who = np.flatnonzero(changed(worked.world, idle.world, "residents"))
        assert at.size or who.size, "its work has no kernel in rules/delivery.py"
        assert set(at) <= set(places)
        assert set(who) <= set(residents) | {each for p in places for each in living_at(worked.world, p)}


def changed(one, other, table):
    ours, theirs = getattr(one, table), getattr(other, table)
    return np.any([ours[name] != theirs[name] for name in ours.columns], axis=0)


def hardened(one, other):
    return (one.hardening != other.hardening).any(1)


def living_at(world, place):
    return range(world.places.first[place], world.places.end[place])
