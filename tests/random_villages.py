"""Small villages with parameters, levers and events drawn at random within what is declared, for hypothesis."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twin.bringing import ROOM, at_places, initiative, invitations, rotation, training

from mobsim.engine.programme import withdraw
from mobsim.scenario.enumerations import Role
from mobsim.scenario.events import KINDS, NEEDED, Event
from mobsim.scenario.parameters import LEVERS, SETTABLE
from mobsim.scenario.scenario import Seats, Strategy
from mobsim.scenario.strategy import Levers
from mobsim.scenario.synthetic import village

DAYS = 28 * 4
OTHER = "the other strategy"


def _value(declaration):
    low, high = declaration.declared.low, declaration.declared.high
    if declaration.kind is int:
        return st.integers(int(low), int(high))
    ends = st.sampled_from([low, high, declaration.declared.default])
    return st.one_of(ends, st.floats(low, high, allow_nan=False, allow_subnormal=False))


def levers():
    drawn = st.builds(Levers, **{name.split(".")[1]: _value(lever) for name, lever in LEVERS.items()})
    return drawn.map(lambda each: each._replace(engagement_share=min(each.engagement_share, 1.0 - each.patrol_share)))


@st.composite
def overrides(draw, most=25):
    names = draw(st.lists(st.sampled_from(sorted(SETTABLE)), max_size=most, unique=True))
    return {name: draw(_value(SETTABLE[name])) for name in names}


LIVELY = {  # initiatives run from the first cycle on
    "money.purse": 300.0, "planning.lead_days_base": 0, "planning.lead_days_lukewarm": 0.0,
    "planning.lead_days_strangers": 0.0, "planning.days_situational": 28, "people.threshold_mean": 0.3,
}  # fmt: skip
SWAMPED = {"response.routine_calls": 2.0, "response.hours_routine": 20.0, "response.give_up_days": 2}


@st.composite
def events(draw, neighbourhoods):
    kind = draw(st.sampled_from(sorted(KINDS)))
    return Event(
        day=7 * draw(st.integers(0, DAYS // 7 - 1)) + 2,
        kind=kind,
        severity=draw(st.floats(0.0, 1.0)),
        neighbourhood=draw(st.none() | st.sampled_from([str(number + 1) for number in range(neighbourhoods)])),
        role=draw(st.sampled_from(Role.keys())) if "role" in NEEDED.get(kind, ()) else None,
        partner=draw(st.sampled_from(Role.keys())) if kind == "joint_work" else None,
        strategy=OTHER if kind == "change_of_strategy" else None,
        budget=draw(st.floats(0.1, 2.0)) if kind == "budget_set" else None,
    )


@st.composite
def villages(draw):
    """Draw a village of 100 to 400 residents without burn-in; everything in it is measured from the first day.

    Officers need not be whole, and there may be none.
    """
    neighbourhoods = draw(st.integers(1, 4))
    chosen = {name: Strategy(name, "Drawn at random.", draw(levers())) for name in ("the strategy", OTHER)}
    return village(
        neighbourhoods,
        draw(st.integers(100 // neighbourhoods, 400 // neighbourhoods)),
        officers=draw(st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(0.05, 4.0))),
        deprivation_range=draw(st.sampled_from([(0.0, 0.0), (0.1, 0.7), (0.0, 1.0), (1.0, 1.0)])),
        turnover=draw(st.floats(0.0, 1.0)),
        leaders=Seats(councillors=draw(st.integers(0, 3)), associations=draw(st.integers(0, 2))),
        parameters=draw(overrides()) | draw(st.sampled_from([LIVELY, SWAMPED, {}])),
        strategies=chosen,
        reference="the strategy",
        events=tuple(draw(st.lists(events(neighbourhoods), max_size=4))),
        burn_in_days=0,
        days=DAYS,
        seed=draw(st.integers(0, 2**32)),
    )


@st.composite
def programmes(draw):
    """Draw what programmes bring to a village, and on which days: each time one piece of any kind, or all is taken out."""
    bounds = {"patrol": 10.0, "engagement": 10.0, "follow_up": 1.0, "skill": 0.5}
    places = st.fixed_dictionaries({}, optional={name: st.floats(0.0, most) for name, most in bounds.items()})
    pieces = st.one_of(
        places.map(lambda brought: at_places(**brought)),
        st.floats(0.0, 500.0).map(invitations),
        st.sampled_from([-1.0, 0.0, 2.0, 13.0]).map(rotation),
        st.floats(0.0, 0.3).map(training),
        initiatives_of_programmes(),
        st.just(withdraw),
    )
    return draw(st.dictionaries(st.integers(0, DAYS - 1), pieces, max_size=12))


def initiatives_of_programmes():
    """Any initiative of the first neighbourhood; that against every type is situational and led by police."""
    few = st.lists(st.integers(0, 8), min_size=1, max_size=ROOM.residents, unique=True)
    row = {
        "lead": st.integers(0, 1), "measure": st.integers(0, 1), "problem": st.integers(0, 3),
        "agency": st.integers(0, 2), "day": st.integers(0, DAYS), "end_day": st.just(DAYS + 28),
        "staff_hours": st.floats(0.0, 8.0), "money": st.floats(0.0, 200.0), "closed": st.booleans(),
        "targets": st.just([0]), "reached": few,
    }  # fmt: skip
    against_all = {**row, "problem": st.just(-1), "measure": st.just(0), "lead": st.just(0)}
    kinds = st.one_of(st.fixed_dictionaries(row), st.fixed_dictionaries(against_all))
    return kinds.map(lambda described: initiative(0, **described))


def in_many_villages(hold):
    """Hold at length, in 200 villages, what a test holds in a few."""
    settings(max_examples=200, derandomize=True, print_blob=False)(given(villages())(hold))()
