"""One run of the fit: what it gives is what the town, the trials and the studies give apart; its rows outlast other changes."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobsim.engine.model import begin
from mobsim.errors import UsageError
from mobsim.experiment.replicates import seed_of
from mobsim.experiment.trial import run_trials
from mobsim.scenario import load_scenario
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.trial import load_trial
from mobsim.store.provenance import PACKAGE, hash_inputs, resolve
from mobsim.validation import defaults
from mobsim.validation.arms import studies
from mobsim.validation.comparing import part_ways, run_arm, values_of
from mobsim.validation.decisive import decisive_files, hash_of_code, syntax_of
from mobsim.validation.defaults import aim_of, aimed_parts, settings, space, study, verdict_seeds
from mobsim.validation.one_run import EvidenceStudy, Place, Size
from mobsim.validation.patterns import observe_town, patterns_of
from mobsim.validation.targets import choose_targets, town
from mobsim.validation.trials import effect_of

PARTS = {part.id: part for target in choose_targets(None) for part in target.parts}
SMALL = 0.05
SEED = seed_of(5, 0)
POINT = {"trust.bad_contact_weight": 7.0}


ASKED = ("A1", "B5.satisfaction", "B5.recorded", "D4.more", "D21")


@pytest.fixture(scope="module")
def found():
    run = EvidenceStudy(ASKED, Size(1, SMALL), {"three_years": Size(1, SMALL)})
    assert run.places == [Place("south_simcoe", SMALL)]
    return run(POINT, SEED)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(town().scenario, overrides={**POINT, "scale": SMALL})


class TestOneRun:
    """What shares a burn-in is measured as if it had been run alone."""

    def test_it_gives_the_parts_that_were_asked_for(self, found):
        assert tuple(found) == ASKED
        assert all(np.isfinite(value) for value in found.values())

    def test_patterns_are_those_of_the_town_alone(self, found, scenario):
        assert found["A1"] == patterns_of(observe_town(scenario, SEED))["A1"]

    def test_trials_are_those_that_are_run_alone(self, found, scenario):
        trial = replace(load_trial("community_oriented"), scenario=replace(scenario, seed=5))
        rows = run_trials([trial], seeds=1, workers=1)[trial.name].rows
        for name in ("B5.satisfaction", "B5.recorded"):
            assert found[name] == pytest.approx(effect_of(PARTS[name].trial, rows).mean)

    def test_studies_are_those_of_a_burn_in_without_room_for_trials(self, found, scenario):
        declared = studies()["three_years"]
        begun = begin(scenario, SEED, events=True)
        totals = {
            arm: run_arm(part_ways(begun, declared.arms[arm]), 1)[0]["initiatives_effective"]
            for arm in ("full_model", "status_quo")
        }
        assert found["D4.more"] == totals["full_model"] - totals["status_quo"]

    def test_incidents_that_nobody_asks_for_change_nothing(self, scenario):
        begun = begin(scenario, SEED, events=True)
        arm = studies()["three_years"].arms["full_model"]
        whole, bare = run_arm(part_ways(begun, arm), 1), run_arm(part_ways(begun, arm), 1, {"harm"})
        assert whole[0].keys() > bare[0].keys()
        assert all(whole[0][name] == value for name, value in bare[0].items() if value == value)
        assert whole[1][bare[1].columns].equals(bare[1])


def test_more_seeds_of_a_study_are_more_towns_and_the_first_is_that_of_one():
    one, two = (EvidenceStudy(("D15.end",), Size(1, SMALL), {"tables": Size(1, 0.2, seeds=count)}) for count in (1, 2))
    scenario, declared = load_scenario("mesa_streets", overrides={"scale": 0.2}), studies()["tables"]
    rows = [
        run_arm(part_ways(begin(scenario, seed), declared.arms["usual"]), 1)[1].assign(arm="usual", seed=seed)
        for seed in (3, 4)
    ]
    row = replace(PARTS["D15.end"].study, weeks=(0, 52))
    assert values_of(row, pd.DataFrame(), pd.concat(rows)).shape == (2,)
    assert one.places == two.places
    assert set(one({}, 3)) == set(two({}, 3)) == {"D15.end"}


def test_a_part_of_two_others_is_taken_from_them(monkeypatch):
    run = EvidenceStudy(("B3.smaller", "B7.week"), Size(1, SMALL))
    taken = {"B3.effect": -0.05, "B1": -0.2, "B7.week_bad": -0.6, "B7.week_good": 0.1}
    monkeypatch.setattr(EvidenceStudy, "_in_town", lambda *_: dict(taken))
    assert run({}, 1) == pytest.approx({"B3.smaller": 0.15, "B7.week": 6.0})


class TestWhatDecidesRows:
    def test_comments_texts_and_what_is_declared_do_not_and_rules_do(self, tmp_path):
        file = tmp_path / "rule.py"
        file.write_text(
            '"""Old."""\nX: Annotated[float, Declared(1.0, about="a")]\ndef f(x):\n    """Old."""\n    return x + 1\n'
        )
        first = syntax_of(file)
        file.write_text(
            '# new\nX: Annotated[float, Declared(2.0, about="b")]\n\n\ndef f(x):\n    return (x + 1)  # new\n'
        )
        assert syntax_of(file) == first
        file.write_text("X: Annotated[float, Declared(2.0)]\ndef f(x):\n    return x + 2\n")
        assert syntax_of(file) != first

    def test_every_file_of_a_rule_counts_and_no_face_does(self):
        names = {"/".join(file.relative_to(PACKAGE).parts) for file in decisive_files()}
        assert {"rules/offending.py", "engine/cycle.py", "world/building.py", "validation/patterns/places.py"} <= names
        assert not any(name.startswith(("cli/", "web/", "report/", "calibration/", "store/")) for name in names)
        assert len(hash_of_code()) == 20

    def test_functions_that_rules_call_are_among_what_decides(self):
        data = {"load_scenario", "load_trial"}
        for file in decisive_files():
            if file.relative_to(PACKAGE).parts[0] not in ("rules", "engine", "world", "mobilization", "measures"):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(
                    ("mobsim.scenario", "mobsim.tools")
                ):
                    continue
                home = PACKAGE / Path(*node.module.split(".")[1:]).with_suffix(".py")
                called = {name.name for name in node.names if name.name.islower()} - data
                assert not called or home in decisive_files(), f"{file.name} calls {called} of {node.module}"

    def test_parameters_towns_trials_and_studies_do_but_bands_do_not(self, monkeypatch):
        run = EvidenceStudy(("A1", "B1", "D16"), Size(1), {"three_years": Size(1)})
        found = resolve(run.inputs)
        assert set(found["trials"]) == {"hot_spot_patrol"}
        assert set(found["studies"]) == {"three_years"}
        assert "trust" in found["parameters"]["south_simcoe"]
        assert "low" not in str(found["measured"])
        other = EvidenceStudy(run.parts, run.town, {"three_years": Size(1, 0.5)})
        assert hash_inputs(resolve(other.inputs)) != hash_inputs(found)

    def test_what_is_declared_of_a_free_number_does_not_so_that_a_fit_goes_on_from_its_own_defaults(self):
        found = [
            EvidenceStudy(("A1",), Size(1), free=free).inputs["parameters"]["south_simcoe"].offending.by_presence
            for free in ((), ("offending.by_presence",))
        ]
        declared = SETTABLE["offending.by_presence"].declared
        assert found == [declared.default, declared.low]
        assert study().free == tuple(settings()["free"])


class TestSettings:
    def test_all_parts_are_aimed_at_but_those_that_say_why_not(self):
        left_out = settings()["left_out"]
        assert set(left_out) <= set(PARTS)
        assert all(left_out.values())
        assert {part.id for part in aimed_parts()} == set(PARTS) - set(left_out)
        assert {part.target[0] for part in aimed_parts()} == set("ABCD")

    def test_no_more_is_free_or_run_than_a_fit_may_take(self, monkeypatch):
        assert len(space()) <= 25
        assert set(study().studies) == set(studies())
        for name, value in (("waves", 1), ("points_a_wave", 400), ("free", dict.fromkeys(map(str, range(26)), (0, 1)))):
            monkeypatch.setattr(defaults, "settings", lambda name=name, value=value: {**settings(), name: value})
            with pytest.raises(UsageError, match="must be at"):
                space()

    def test_a_study_lasts_as_long_as_the_weeks_that_parts_look_at(self):
        for part in aimed_parts():
            if part.study is not None and part.study.weeks is not None:
                assert part.study.weeks[1] <= 52 * study().studies[part.study.name].years

    def test_a_part_is_aimed_at_as_it_is_judged(self):
        aims = {part.id: aim_of(part) for part in aimed_parts()}
        assert aims["A1"].aim == 265
        assert aims["B2.net"].aim == pytest.approx(-0.025)
        assert (aims["B3.smaller"].side, aims["D13.together"].side, aims["A1"].side) == (-1, 1, 0)
        assert aims["D13.together"].apart == 160
        assert aims["B3.smaller"].apart == 0
        assert aims["A1"].chance == pytest.approx(1 / 40)

    def test_a_seed_of_a_whole_town_counts_for_as_many_runs_as_its_copy_is_smaller(self):
        assert verdict_seeds(PARTS["D16"]) == 40 / 0.25
        assert verdict_seeds(PARTS["A1"]) == 40
