"""A strategy may have other means, begin later, or go to some neighbourhoods and join others by steps; then it says so."""

import json

import numpy as np
import pytest
from report_page import sections_of
from test_soundness_books import assert_closed

import mobsim
from mobsim.cli.answer import costs, ranking, terms
from mobsim.engine.model import Model, begin
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.choosing import choose_strategies, prepare
from mobsim.experiment.identity import identity_of
from mobsim.report.sections.cost import cost
from mobsim.report.sections.ranking import ranking as rank
from mobsim.scenario.events import Event
from mobsim.scenario.presets import FULL_MODEL, PRESETS, STATUS_QUO
from mobsim.scenario.reading import build_scenario
from mobsim.scenario.scenario import Strategy
from mobsim.scenario.synthetic import village
from mobsim.scenario.terms import Terms, Wave
from mobsim.store.provenance import hash_inputs, resolve

CYCLE = 28


def town(*, levers=FULL_MODEL, events=(), burn_in=CYCLE, parameters=None, **terms):
    """Build a village with a strategy on terms of its own, and the same on the usual ones."""
    own = {"usual": Strategy("usual", "", levers), "own": Strategy("own", "", levers, terms=Terms(**terms))}
    return village(
        4, 150, officers=3, strategies={**PRESETS, **own}, reference="status_quo", burn_in_days=burn_in, events=events,
        parameters=parameters,
    )  # fmt: skip


def sums(model, *names):
    found = model.ledger.sums(model.ledger.total)
    return np.array([found[name].sum() for name in names])


def ids(scenario):
    return scenario.communities[0].neighbourhoods.ids


def test_officers_and_purse_are_those_of_the_strategy_in_hours_and_in_money():
    start = begin(town(officers_share=1.5, purse_share=0.5), 1)
    spent = ("cost_officers", "granted", "hours_given", "overtime_hours")
    found = []
    for model in (start.fork("usual"), start.fork("own")):
        model.run_days(CYCLE + 7)  # the purse of the first cycle was granted with the burn-in's last day
        before = sums(model, *spent)
        model.run_days(3 * CYCLE)
        assert_closed(model)
        found.append(sums(model, *spent) - before)
    (officers, purse, hours, bought), own = found
    assert own[0] == pytest.approx(1.5 * officers)
    assert own[1] == pytest.approx(0.5 * purse)
    assert own[2] - own[3] == pytest.approx(1.5 * (hours - bought), rel=0.02), (
        "beside overtime, hours are those of officers"
    )


def test_the_usual_terms_change_nothing_and_are_not_told():
    usual, own = (begin(town(), 1).fork(name) for name in ("usual", "own"))
    for model in (usual, own):
        model.run_days(3 * CYCLE)
    assert usual.results().weekly.equals(own.results().weekly)
    plain = resolve(identity_of(town()))["strategies"]["own"]
    assert set(plain) == {"name", "about", "levers", "kind", "planner"}
    assert "terms" in resolve(identity_of(town(start_day=7)))["strategies"]["own"]
    assert hash_inputs(plain) != hash_inputs(resolve(identity_of(town(start_day=7)))["strategies"]["own"])


def test_a_strategy_that_begins_later_is_the_reference_until_then():
    scenario = town(start_day=2 * CYCLE, officers_share=1.3)
    start = begin(scenario, 1)
    before, own = start.fork("status_quo"), start.fork("own")
    for model in (before, own):
        model.run_days(2 * CYCLE)
    assert own.levers == [STATUS_QUO]
    assert before.results().weekly.equals(own.results().weekly)
    own.run_days(1)
    assert own.levers == [FULL_MODEL]
    assert own.world.communities.strength[0] == pytest.approx(1.3 * before.world.communities.strength[0])
    alone = Model(scenario, "own", 1)
    alone.run_days(CYCLE + 2 * CYCLE + 1)
    assert alone.results().weekly.equals(own.results().weekly), "as in a fork, so in a run by itself"


def test_a_burn_in_of_later_terms_is_that_of_the_others():
    late, usual = (begin(town(**terms), 1) for terms in ({"start_day": 56}, {}))
    assert np.array_equal(late.ledger.last_week, usual.ledger.last_week)


def test_programmes_go_to_the_neighbourhoods_named_and_to_those_alone():
    scenario = town(waves=(Wave(0, (ids(town())[1],)),), parameters={"planning.under_way": 0})
    model = begin(scenario, 1).fork("own")
    model.run_days(1)
    held = model.world.account.copy()
    model.run_days(10 * CYCLE)
    assert_closed(model)
    found = model.results().initiatives
    assert set(found[found["planned_day"] > 0]["neighbourhood"]) == {ids(scenario)[1]}
    gained = model.world.account.sum(1) - held.sum(1)
    assert (np.delete(gained, 1) <= 1e-9).all(), "money goes where programmes are meant to go"


def test_neighbourhoods_join_on_their_days_and_save_until_then():
    first, second = ids(town())[:2]
    scenario = town(waves=(Wave(0, (first,)), Wave(6 * CYCLE, (second,))), parameters={"planning.under_way": 0})
    model = begin(scenario, 1).fork("own")
    model.run_days(12 * CYCLE)
    assert_closed(model)
    found = model.results().initiatives
    begun = found[found["planned_day"] > 0].groupby("neighbourhood")["planned_day"].min()
    assert begun[first] < 6 * CYCLE <= begun[second]
    assert set(begun.index) == {first, second}


def test_officers_work_as_before_where_a_neighbourhood_has_not_joined():
    levers = FULL_MODEL._replace(lead=0, patrol_share=0.3, engagement_share=0.5)
    scenario = town(levers=levers, waves=(Wave(0, (ids(town())[0],)), Wave(10 * CYCLE, (ids(town())[1],))))
    model = begin(scenario, 1).fork("own")
    model.run_days(CYCLE)
    shares = model.world.neighbourhoods.patrol_share
    assert shares[0] == pytest.approx(0.3)
    assert shares[1:] == pytest.approx(STATUS_QUO.patrol_share)


def test_a_budget_that_is_set_is_a_share_of_the_strategys_own_purse():
    scenario = town(purse_share=2.0, officers_share=1.5, events=(Event(CYCLE, "budget_set", budget=0.5),))
    start = begin(scenario, 1)
    own, usual = start.fork("own"), start.fork("usual")
    for model in (own, usual):
        model.run_days(CYCLE + 1)
    factor = own.world.communities.purse_factor[0] / usual.world.communities.purse_factor[0]
    strength = own.world.communities.strength[0] / usual.world.communities.strength[0]
    assert factor == pytest.approx(2.0)
    assert factor * strength == pytest.approx(1.5)


def test_a_change_of_strategy_brings_its_terms_and_takes_the_others_back():
    scenario = town(purse_share=2.0, events=(Event(CYCLE, "change_of_strategy", strategy="usual"),))
    start = begin(scenario, 1)
    own, usual = start.fork("own"), start.fork("usual")
    for model in (own, usual):
        model.run_days(2 * CYCLE)
    assert own.world.communities.purse_factor[0] == pytest.approx(1.0)
    assert own.world.communities.strength[0] == pytest.approx(usual.world.communities.strength[0])


FILE = {
    "schema": 1, "title": "T", "days": 364,
    "community": {"synthetic": {"neighbourhoods": 4, "residents_per_neighbourhood": 100}, "officers": 2},
}  # fmt: skip


def read(tmp_path, **strategies):
    return build_scenario({**FILE, "strategies": strategies}, tmp_path / "scenario.toml")


def test_a_file_gives_terms_and_extends_them(tmp_path):
    known = read(tmp_path).communities[0].neighbourhoods.ids
    scenario = read(
        tmp_path,
        more={"extends": "full_model", "officers_share": 1.2, "neighbourhoods": [known[0]]},
        later={"extends": "more", "start_day": 91},
        phased={
            "extends": "more",
            "waves": [{"day": 182, "neighbourhoods": [known[1]]}, {"day": 28, "neighbourhoods": [known[2]]}],
        },
    )
    more, later, phased = (scenario.strategy(name).terms for name in ("more", "later", "phased"))
    assert more == Terms(officers_share=1.2, waves=(Wave(0, (known[0],)),))
    assert later == Terms(officers_share=1.2, start_day=91, waves=(Wave(91, (known[0],)),))
    assert phased == Terms(1.2, 1.0, 28, (Wave(28, (known[2],)), Wave(182, (known[1],))))
    assert scenario.strategy("full_model").terms == Terms()


@pytest.mark.parametrize(
    ("strategies", "field", "problem"),
    [
        ({"a": {"neighbourhoods": ["nowhere"]}}, "strategies.a.neighbourhoods", "is not the id of a neighbourhood"),
        ({"a": {"start_day": 364}}, "strategies.a.start_day", "lies after the last day"),
        ({"a": {"waves": [{"day": 400, "neighbourhoods": ["1"]}]}}, "strategies.a.waves[1].day", "lies after"),
        ({"status_quo": {"officers_share": 1.1}}, "strategies.status_quo.officers_share", "is not for the reference"),
        ({"a": {"purse_share": 0.0}}, "strategies.a.purse_share", "must be"),
        ({"a": {"waves": []}}, "strategies.a.waves", ""),
        (
            {"a": {"waves": [{"day": 0, "neighbourhoods": ["1"]}, {"day": 9, "neighbourhoods": ["1"]}]}},
            "strategies.a.waves[2].neighbourhoods",
            "joins in waves[1] already",
        ),
        (
            {"a": {"start_day": 3, "waves": [{"day": 0, "neighbourhoods": ["1"]}]}},
            "strategies.a.start_day",
            "and waves are both there",
        ),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(tmp_path, strategies, field, problem):
    with pytest.raises(MobsimError) as caught:
        read(tmp_path, **strategies)
    errors = getattr(caught.value, "errors", (caught.value,))
    assert any(error.field == field and problem in error.problem for error in errors), str(caught.value)


def test_a_strategy_that_would_begin_after_the_end_is_not_compared():
    late = town(start_day=CYCLE)
    assert choose_strategies(prepare(late, days=2 * CYCLE), ["usual", "own"]) == ["usual", "own"]
    with pytest.raises(UsageError, match=f"begins on day {CYCLE}, after the last of {CYCLE}"):
        choose_strategies(prepare(late, days=CYCLE), None)


def test_a_comparison_at_unequal_cost_says_so_wherever_it_is_shown(tmp_path):
    scenario = town(officers_share=1.3, start_day=CYCLE, waves=(Wave(CYCLE, (ids(town())[0],)),))
    found = mobsim.compare(
        scenario, ["status_quo", "usual", "own"], runs=2, days=3 * CYCLE, workers=1, point=True, out=tmp_path / "found"
    )
    summary = json.loads((tmp_path / "found" / "comparison.json").read_text())
    assert summary["equal_cost"] is False
    told = {each["name"]: each.get("terms") for each in summary["strategies"]}
    wave = {"day": CYCLE, "neighbourhoods": [ids(scenario)[0]]}
    assert told == {
        "status_quo": None,
        "usual": None,
        "own": {"officers_share": 1.3, "start_day": CYCLE, "waves": [wave]},
    }
    table = ranking(summary)
    assert "own *" in table.columns[1]._cells
    assert "not compared at equal cost" in str(table.caption)
    (said,) = terms(summary)
    assert "own (1.3 times the town's officers; in force from day 29; programmes in one neighbourhood only)" in said
    assert "Not at equal cost" in said
    assert "do not cost the same" in costs(summary)
    page = sections_of(
        tmp_path / "found", lambda findings, gallery: [rank(findings, gallery), cost(findings, gallery)]
    ).text
    assert "not at equal cost" in page
    assert "Not at equal cost: Own." in page
    assert "no comparison at equal cost" in page
    assert "own *" in found._repr_html_()
    assert "own *" in [label.get_text() for label in found.plot().axes[0].get_yticklabels()]
    assert found.summary["strategies"] == summary["strategies"]
    equal = mobsim.compare(town(), ["status_quo", "usual"], runs=2, days=CYCLE, workers=1, point=True)
    assert equal.summary["equal_cost"] is True
    assert terms(equal.summary) == []
