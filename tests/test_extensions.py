"""What users add in Python is named, called, measured and told by its source, and changes nothing where it is not given."""

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from report_page import sections_of
from sweep_files import HAMLET, TWO_BY_TWO, contents, write_experiment

import mobsim
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.compare import declare
from mobsim.experiment.identity import identity_of
from mobsim.experiment.own import OwnFunctionError, own_of
from mobsim.mobilization.own_planners import PlannerError
from mobsim.report.sections.reasons import reasons
from mobsim.scenario.synthetic import village
from mobsim.store import PlannedRun
from mobsim.store.provenance import resolve

SOURCE = '''
import numpy as np
import mobsim
from mobsim.mobilization.planning import NONE, plan_by_need
from mobsim.scenario.events import Event

SCALE = 1.0


@mobsim.outcome(unit="0-1", better="higher")
def mean_trust(model):
    """Mean trust of residents at the end."""
    return SCALE * model.world.residents.trust.mean()


@mobsim.outcome(unit="day", better="neither", each="week")
def day_of_week_end(model):
    """Days lived since the burn-in."""
    return float(model.day - model.scenario.burn_in_days)


@mobsim.outcome(unit="share", better="neither")
def nothing_to_measure(model):
    """A share of nobody."""
    return float("nan")


@mobsim.outcome(unit="share", better="neither", name="harm")
def clashes(model):
    """Has the name of another."""
    return 0.0


@mobsim.outcome(unit="share", better="neither")
def infinite(model):
    """Is no number."""
    return float("inf")


@mobsim.outcome(unit="share", better="neither")
def runs_on(model):
    """Runs the model."""
    model.run_days(1)


@mobsim.intervention(days=[10])
def scandal(model):
    """Misconduct becomes known."""
    model.announce(Event(0, "police_misconduct", severity=1.0))


@mobsim.intervention(every=7)
def push(model):
    """Leaders lead."""
    model.set_levers(leadership=0.9)


@mobsim.rule()
def count_days(model):
    """Count the days."""
    model.days_counted = getattr(model, "days_counted", 0) + 1


@mobsim.outcome(unit="days", better="neither")
def days_counted(model):
    """Days that the rule counted."""
    return model.days_counted


def plan_nothing(briefing, budget):
    """Plan nothing."""
    plan = plan_by_need(briefing, budget)
    return plan._replace(problem=np.full_like(plan.problem, NONE))


def same_as_shipped(briefing, budget):
    """Plan by need."""
    return plan_by_need(briefing, budget)


def writes(briefing, budget):
    """Write to what it is handed."""
    budget.severity[:] = 0.0
    return plan_by_need(briefing, budget)


def too_cheap(briefing, budget):
    """Pay nothing."""
    plan = plan_by_need(briefing, budget)
    return plan._replace(problem=np.zeros_like(plan.problem), cost=np.zeros_like(plan.cost))


def no_plan(briefing, budget):
    """Return what is no plan."""
    return None
'''


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """A module of a user's own, on the path."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own_things.py").write_text(SOURCE, encoding="utf-8")
    sys.path.insert(0, str(folder))
    import own_things

    yield own_things
    sys.path.remove(str(folder))
    del sys.modules["own_things"]


@pytest.fixture(scope="module")
def town():
    return village(3, 150, days=56, burn_in_days=28)


def same(one, other):
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def test_an_outcome_is_measured_and_changes_no_other(town, added):
    plain = mobsim.run(town, "full_model")
    run = mobsim.run(
        town, "full_model", outcomes=[added.mean_trust, "own_things:day_of_week_end", added.nothing_to_measure]
    )
    assert same(plain.totals, run.totals)
    pd.testing.assert_frame_equal(plain.weekly, run.weekly[plain.weekly.columns])
    assert 0 < run.totals["mean_trust"] < 1
    assert np.isnan(run.totals["nothing_to_measure"])
    weeks = run.weekly["day_of_week_end"]
    assert weeks.isna().tolist() == (run.weekly["week"] < 0).tolist()
    assert weeks.dropna().tolist() == [7.0 * week for week in range(1, 9)]
    assert run.totals["day_of_week_end"] == pytest.approx(np.mean(weeks.dropna()))


def test_interventions_and_rules_act_on_their_days(town, added):
    plain = mobsim.run(town, "status_quo")
    told = mobsim.run(town, "status_quo", interventions=[added.scandal])
    assert told.totals["trust"] < plain.totals["trust"]
    first = told.weekly[(told.weekly["week"] >= 0) & (told.weekly["week"] < 1)]["trust"]
    assert first.tolist() == plain.weekly.loc[first.index, "trust"].tolist()
    counted = mobsim.run(town, "status_quo", rules=[added.count_days], outcomes=[added.days_counted])
    assert counted.totals["days_counted"] == town.days
    assert same(plain.totals, counted.totals)
    assert not same(plain.totals, mobsim.run(town, "status_quo", interventions=[added.push]).totals)


def test_a_planner_plans_from_the_end_of_the_burn_in_and_the_same_plan_gives_the_same_run(added):
    town = village(3, 400, days=84, burn_in_days=28)
    plain = mobsim.run(town, "full_model")
    assert same(plain.totals, mobsim.run(town, "full_model", planner=added.same_as_shipped).totals)
    nothing = mobsim.run(town, "full_model", planner="own_things:plan_nothing").initiatives
    assert (plain.initiatives["planned_day"] > 0).any()
    assert not (nothing["planned_day"] > 0).any()
    model = mobsim.Model(town.with_planners({"full_model": added.plan_nothing}), "full_model")
    model.run_days(town.burn_in_days + town.days)
    pd.testing.assert_frame_equal(model.results().initiatives, nothing)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("writes", "raised ValueError: assignment destination is read-only"),
        ("too_cheap", "for less than its budget says that it costs|does not suit"),
        ("no_plan", "must return a Plan, not NoneType"),
    ],
)
def test_a_planner_is_held_to_what_it_is_handed(town, added, name, said):
    with pytest.raises(PlannerError, match=said) as raised:
        mobsim.run(town, "full_model", planner=f"own_things:{name}")
    assert f"own_things:{name}" in str(raised.value)


def test_planners_of_different_communities_plan_for_their_own(added):
    from dataclasses import replace

    from mobsim.scenario.events import Event

    town = village(2, 400, days=140, burn_in_days=28)
    other = replace(town.communities[0], name="other")
    change = Event(0, "change_of_strategy", community="other", strategy="nothing")
    two = replace(town, communities=(town.communities[0], other), events=(change,))
    two = two.with_strategy("nothing", "full_model", planner=added.plan_nothing)
    model = mobsim.Model(two, "full_model")
    model.run_days(168)
    assert model.planners == ("", "own_things:plan_nothing")
    planned = model.world.initiatives
    per = planned.size // 4
    later = (planned.planned_day > 28) & (planned.status > 0)
    assert later[: 2 * per].any()
    assert not later[2 * per :].any()


def test_an_outcome_is_told_of_like_any_other(town, added, tmp_path):
    found = mobsim.compare(
        town, ["status_quo", "full_model"], 3, workers=1, point=True, out=tmp_path / "c", outcomes=[added.mean_trust],
        planners={"full_model": added.plan_nothing},
    )  # fmt: skip
    row = found.table.set_index(["strategy", "outcome"]).loc[("full_model", "mean_trust")]
    assert row["difference"] == pytest.approx(found.runs.groupby("strategy")["mean_trust"].mean().diff().iloc[1] * -1)
    told = {each["name"]: each for each in json.loads((tmp_path / "c" / "outcomes.json").read_text())}
    assert told["mean_trust"] == {
        "name": "mean_trust", "label": "Mean trust", "unit": "0-1", "better": "higher",
        "about": "Mean trust of residents at the end.",
    }  # fmt: skip
    assert "Mean trust" in sections_of(tmp_path / "c", lambda found, gallery: [reasons(found, gallery)]).text
    standing = {each["name"]: each for each in found.summary["strategies"]}
    assert standing["full_model"]["planner"] == "own_things:plan_nothing"


def test_the_command_that_repeats_a_run_names_what_was_called(town, added):
    planned = town.with_planners({"full_model": added.plan_nothing})
    study = declare(
        planned, ["status_quo", "full_model"], own=own_of([added.mean_trust], rules=[added.count_days])
    ).study
    words = study.replay(PlannedRun(1, {"strategy": "full_model"}, 5))
    assert "--outcomes own_things:mean_trust --rules own_things:count_days" in words
    assert "--planners full_model=own_things:plan_nothing" in words


def test_a_sweep_takes_a_dictionary_and_gives_the_rows_of_the_same_file(added, tmp_path, monkeypatch):
    import tomllib

    file = write_experiment(tmp_path)
    there = mobsim.sweep(file, workers=1, out=tmp_path / "file")
    monkeypatch.chdir(tmp_path)
    content = tomllib.loads(TWO_BY_TWO)
    whole = {**content, "scenario": tomllib.loads(HAMLET)}
    for name, given in (("beside", content), ("whole", whole)):
        here = mobsim.sweep(given, workers=1, out=tmp_path / name)
        pd.testing.assert_frame_equal(here.runs, there.runs)
    object_ = {**content, "scenario": mobsim.load_scenario(tmp_path / "hamlet.toml")}
    pd.testing.assert_frame_equal(mobsim.sweep(object_, workers=1).runs, there.runs)
    assert (tmp_path / "beside" / "inputs" / "experiment.toml").is_file()
    found = mobsim.analyse(tmp_path / "beside", "harm")
    assert not found.table("effects").empty


def test_functions_that_are_handed_over_lie_in_the_folder_that_goes_on_from_itself(added, tmp_path):
    file = write_experiment(tmp_path)
    first = mobsim.sweep(file, workers=1, out=tmp_path / "r", seeds=1, outcomes=[added.mean_trust])
    copy = tmp_path / "r" / "inputs" / "two.toml"
    assert "own_things:mean_trust" in copy.read_text(encoding="utf-8")
    on = mobsim.sweep(copy, workers=1, out=tmp_path / "r", seeds=2)
    assert list(first.runs.columns) == list(on.runs.columns)
    assert len(on.runs) == 2 * len(first.runs)
    assert mobsim.analyse(tmp_path / "r", "mean_trust").headline == "mean_trust"


def test_a_folder_made_with_other_source_is_refused_and_the_function_named(added, tmp_path):
    file = write_experiment(tmp_path)
    mobsim.sweep(file, workers=1, out=tmp_path / "r", seeds=1, outcomes=[added.mean_trust])
    before = contents(tmp_path / "r")
    source = Path(added.__file__)
    with source.open("a", encoding="utf-8") as changed:
        changed.write("\n# Another thought.\n")
    with pytest.raises(UsageError, match=r"own\.outcomes\.mean_trust is .*source \w+ of own_th.*there and"):
        mobsim.sweep(file, workers=1, out=tmp_path / "r", seeds=2, outcomes=[added.mean_trust])
    assert contents(tmp_path / "r") == before


def test_the_source_of_a_planner_belongs_to_the_identity_of_a_scenario(town, added):
    planned = town.with_planners({"full_model": added.plan_nothing})
    told = resolve(identity_of(planned))["strategies"]["full_model"]["planner"]
    assert told.startswith("source ")
    assert told.endswith(" of own_things:plan_nothing")
    assert resolve(identity_of(town))["strategies"]["full_model"]["planner"] == ""


def test_two_processes_give_the_rows_of_one(added, tmp_path):
    file = write_experiment(tmp_path)
    how = {"outcomes": [added.mean_trust, added.day_of_week_end], "planners": {"status_quo": added.plan_nothing}}
    here = mobsim.sweep(file, workers=1, out=tmp_path / "one", **how)
    mobsim.sweep(file, workers=2, out=tmp_path / "two", **how)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert here.failures.empty


def test_a_function_that_fails_costs_its_runs_and_is_named(added, tmp_path):
    file = write_experiment(tmp_path)
    found = mobsim.sweep(file, workers=1, seeds=1, outcomes=[added.infinite])
    assert found.runs.empty
    assert "the outcome infinite (own_things:infinite) returned inf" in found.failures["message"].iloc[0]
    with pytest.raises(OwnFunctionError, match="ran the model"):
        mobsim.run(village(2, 60, days=7, burn_in_days=0), outcomes=[added.runs_on])


def local_outcome():
    @mobsim.outcome(unit="share", better="lower")
    def nowhere(model):
        """Cannot be imported."""
        return 0.0

    return nowhere


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda own: {"outcomes": [own.clashes]}, "outcomes = 'harm': is the name of another outcome"),
        (lambda own: {"outcomes": [own.mean_trust, own.mean_trust]}, "is given twice"),
        (lambda own: {"outcomes": own.mean_trust}, "must be a list"),
        (lambda own: {"outcomes": [own.count_days]}, "is no outcome. Declare the function with @mobsim.outcome"),
        (lambda own: {"outcomes": [local_outcome()]}, "cannot be imported by other processes"),
        (lambda own: {"outcomes": ["no_such_module:f"]}, "cannot be imported (No module named 'no_such_module')"),
        (lambda own: {"outcomes": ["own_things:f"]}, "is not in the module own_things"),
        (lambda own: {"outcomes": ["not_installed"]}, "is no installed outcome"),
        (lambda own: {"planner": lambda b, c: None}, "cannot be imported by other processes"),
        (lambda own: {"planner": own.mean_trust}, "is no planner"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_before_anything_runs(town, added, given, said):
    with pytest.raises(UsageError) as raised:
        mobsim.run(town, "full_model", **given(added))
    assert said in str(raised.value)


def test_declarations_are_checked():
    for how, field in (
        ({"unit": "", "better": "lower"}, "unit"),
        ({"unit": "x", "better": "up"}, "better"),
        ({"unit": "x", "better": "lower", "each": "day"}, "each"),
        ({"unit": "x", "better": "lower", "name": "Not a name"}, "name"),
    ):
        with pytest.raises(UsageError, match=field):
            mobsim.outcome(**how)(test_declarations_are_checked)
    with pytest.raises(UsageError, match="nothing is said of it"):
        mobsim.outcome(unit="x", better="lower", name="nought")(lambda model: 0.0)
    for days in ({}, {"days": [-1]}, {"days": [1.5]}, {"every": 0}):
        with pytest.raises(UsageError):
            mobsim.intervention(**days)


def test_errors_of_what_is_given_name_the_field_as_a_file_would():
    content = {"schema": 1, "title": "T", "community": {"officers": 2}, "dayz": 3}
    with pytest.raises(MobsimError, match=r"dayz = 3: is not a known key\. Did you mean 'days'"):
        mobsim.compare(content, runs=2)
    with pytest.raises(MobsimError, match="is not a known factor"):
        mobsim.sweep(
            {
                "schema": 1,
                "title": "T",
                "scenario": "columbus",
                "design": "grid",
                "factors": {"strategy.lead_ship": [1]},
            }
        )
    with pytest.raises(MobsimError, match="scenario = 'columbos': there is no such scenario"):
        mobsim.sweep(
            {"schema": 1, "title": "T", "scenario": "columbos", "design": "grid", "factors": {"strategy.lead": [1]}}
        )
    with pytest.raises(MobsimError, match=r"own\.planners\.full_model"):
        mobsim.sweep(
            {"schema": 1, "title": "T", "scenario": village(2, 60), "design": "grid", "factors": {"strategy.leadership": [0, 1]},
             "own": {"planners": {"full_model": "nobody"}}}
        )  # fmt: skip
    with pytest.raises(MobsimError, match="no strategy named 'full_modl'"):
        village(2, 60).with_planners({"full_modl": "by_need"})


def test_a_declared_function_is_the_same_in_every_process_and_is_called_as_before(added):
    assert pickle.loads(pickle.dumps(added.mean_trust)) is added.mean_trust
    model = mobsim.Model(village(2, 60))
    assert added.mean_trust(model) == model.world.residents.trust.mean()
