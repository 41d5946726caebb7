"""What a room decides counts from the next day, is logged, and can be run again from the log and from a scenario."""

import base64
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_town import decision, write_town

from mobsim.engine.model import begin
from mobsim.errors import MobsimError
from mobsim.experiment.recording import Recorder
from mobsim.scenario.presets import FULL_MODEL, PRESETS
from mobsim.scenario.reading import load_scenario

pytest.importorskip("tomli_w")
from mobsim.web.actions import OFFERED
from mobsim.web.pair import Pair
from mobsim.web.saving import session_file, town_file
from mobsim.web.worker import Order


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return load_scenario(write_town(tmp_path_factory.mktemp("town")))


def settled(town, *strategies, seed=3):
    pair = Pair(town, strategies or ("status_quo", "full_model"), seed)
    assert list(pair.settle()) == [0.0, 0.5]
    return pair


def decide(pair, *decisions):
    for each in decisions:
        pair.act(decision(each, pair.scenario))


def same(one, two):
    for ours, theirs in zip(one.ledger.weeks, two.ledger.weeks, strict=True):
        np.testing.assert_array_equal(ours, theirs)


TOWNS = st.sampled_from(["a", "b", "ab"])
LEVERS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from([0.0, 0.3, 1.0]) for name in OFFERED if name != "lead"}
)
FIRED = st.sampled_from(["police_misconduct", "plant_closure", "budget_cut", "crime_wave", "community_centre"])
DECISIONS = st.one_of(
    st.fixed_dictionaries({"do": st.just("levers"), "towns": TOWNS, "levers": LEVERS}),
    st.fixed_dictionaries({"do": st.just("preset"), "towns": TOWNS, "name": st.sampled_from(sorted(PRESETS))}),
    st.fixed_dictionaries({"do": st.just("budget"), "towns": TOWNS, "budget": st.sampled_from([0.5, 1.5])}),
    st.fixed_dictionaries({"do": st.just("event"), "towns": TOWNS, "kind": FIRED}),
)


class TestRunning:
    def test_towns_live_as_runs_of_their_strategies_do(self, town):
        pair = settled(town)
        for days in (3, 4, 7, 21):
            pair.advance(days)
        for model, name in zip(pair.models, ("status_quo", "full_model"), strict=True):
            alone = begin(town, 3).fork(name)
            alone.run_days(35)
            same(model, alone)

    def test_without_a_difference_there_is_none(self, town):
        pair = settled(town, "full_model", "full_model")
        pair.advance(56)
        same(*pair.models)

    def test_a_decision_counts_from_the_next_day_and_only_for_its_town(self, town):
        pair, calm = settled(town), settled(town)
        for each in (pair, calm):
            each.advance(30)
        decide(pair, {"do": "levers", "towns": "b", "levers": {"information_sharing": 0.0}})
        assert pair.levers_of("b")["information_sharing"] == 0.0
        assert pair.models[1].levers == calm.models[1].levers
        for each in (pair, calm):
            each.advance(33)
        assert pair.models[1].levers[0] == FULL_MODEL._replace(information_sharing=0.0)
        same(pair.models[0], calm.models[0])
        assert not np.array_equal(pair.models[1].ledger.weeks[-1], calm.models[1].ledger.weeks[-1])


class TestLog:
    def test_a_slider_on_the_move_leaves_one_line(self, town):
        pair = settled(town)
        for level in (0.1, 0.2, 0.3):
            decide(pair, {"do": "levers", "towns": "b", "levers": {"leadership": level}})
        assert [(day, action.levers) for day, action in pair.log] == [(0, {"leadership": 0.3})]
        assert len(pair.models[1].scenario.events) == 1
        assert pair.levers_of("b")["leadership"] == 0.3

    def test_an_event_between_two_moves_stays_between_them(self, town):
        pair = settled(town)
        lever = {"do": "levers", "towns": "b", "levers": {"leadership": 0.1}}
        decide(pair, lever, {"do": "event", "towns": "b", "kind": "plant_closure"}, lever)
        assert [action.do for _, action in pair.log] == ["levers", "event", "levers"]

    @settings(max_examples=8)
    @given(st.lists(st.tuples(st.sampled_from([0, 1, 6, 28]), DECISIONS), min_size=1, max_size=6))
    def test_the_log_and_the_saved_scenarios_live_the_same_run_again(self, town, tmp_path_factory, script):
        pair = settled(town)
        for days, message in script:
            pair.advance(days)
            decide(pair, message)
        pair.advance(35)
        saved = json.loads(json.dumps(session_file(Order("town", "town", "status_quo", "full_model"), pair)))
        again = settled(town, saved["a"], saved["b"], seed=saved["seed"])
        for line in saved["log"]:
            again.advance(line.pop("day") - again.day)
            if line["do"] != "end":
                decide(again, line)
        for side in (0, 1):
            same(pair.models[side], again.models[side])
            run_again(pair, side, tmp_path_factory.mktemp("saved"))


def run_again(pair, side, folder):
    """Run a saved town from its packed scenario and compare every week."""
    packed = base64.b64decode(town_file(pair, "ab"[side])["base64"])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)
    (file,) = folder.rglob("scenario.toml")
    scenario = load_scenario(file)
    model = begin(scenario, scenario.seed).fork(pair.strategies[side])
    model.run_days(pair.day)
    same(pair.models[side], model)


class TestAtTheDoor:
    @pytest.mark.parametrize(
        ("message", "named"),
        [
            ({"do": "levers", "towns": "b", "levers": {"leadership": 1.5}}, "leadership"),
            ({"do": "levers", "towns": "b", "levers": {"leadership": True}}, "leadership"),
            ({"do": "levers", "towns": "b", "levers": {"patrol_share": 0.5}}, "patrol_share"),
            ({"do": "levers", "towns": "d", "levers": {}}, "towns"),
            ({"do": "preset", "towns": "b", "name": "ful_model"}, "full_model"),
            ({"do": "budget", "towns": "b", "budget": 9}, "budget"),
            ({"do": "event", "towns": "b", "kind": "earthquake"}, "kind"),
            ({"do": "event", "towns": "b", "kind": "change_of_strategy"}, "kind"),
            ({"do": "event", "towns": "b", "kind": "leader_leaves"}, "role"),
            ({"do": "event", "towns": "b", "kind": "plant_closure", "neighbourhood": "99"}, "99"),
            ({"do": "event", "towns": "b", "kind": "plant_closure", "severity": 2}, "severity"),
            ({"do": "dance", "towns": "b"}, "do"),
            ({"towns": "b"}, "do"),
        ],
    )
    def test_what_is_wrong_is_named_and_changes_nothing(self, town, message, named):
        with pytest.raises(MobsimError, match=named):
            decision(message, town)


class TestRecords:
    def test_figures_are_those_of_the_results(self, town):
        pair = settled(town)
        recorder = Recorder(pair.models[1])
        pair.advance(7)
        weekly = pair.models[1].results().weekly.iloc[-1]
        record = recorder.record(pair.models[1])
        for name, value in record["town"].items():
            shown = float("nan") if value is None else value
            assert shown == pytest.approx(weekly[name], abs=1e-4, nan_ok=True), name
        population = np.array(town.communities[0].neighbourhoods.population)
        assert np.average(record["areas"]["true_crime"], weights=population) == pytest.approx(
            weekly["true_crime"], abs=0.01
        )

    def test_shares_of_harm_believed_and_true_are_shares(self, town):
        pair = settled(town)
        pair.advance(84)
        areas = Recorder(pair.models[0]).record(pair.models[0])["areas"]
        for name in ("believed", "truth"):
            assert sum(areas[name]) == pytest.approx(1.0, abs=1e-3)
        distance = 0.5 * np.abs(np.array(areas["believed"]) - np.array(areas["truth"])).sum()
        error = pair.models[0].world.communities.assessment_error[0]
        assert 0 < distance <= error + 0.01, "what is misplaced is part of what is misjudged by place and problem"
