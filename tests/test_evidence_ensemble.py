"""The ensemble that ships: made from what is committed, of what was fitted, what no target sees, and what studies dispute."""

import json
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mobsim.scenario.ensemble import EVIDENCE, choose_ensemble, shipped_ensembles
from mobsim.scenario.ensemble_text import as_text
from mobsim.scenario.mechanisms import alternatives, at_stake, chosen_values
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.synthetic import village
from mobsim.validation.defaults import aimed_parts
from mobsim.validation.ensemble import ensemble_of, main, read_screening
from mobsim.validation.members import DEFAULTS, describe
from mobsim.validation.screening import range_of
from mobsim.validation.unseen import SEEN, draw_sides, draw_unseen, unseen_numbers

ROOT = Path(__file__).parents[1]
FIT, SCREENING = ROOT / "results" / "defaults", ROOT / "docs" / "measured" / "screening.json"


@pytest.fixture(scope="module")
def screened():
    return read_screening(SCREENING)


def test_what_ships_is_what_its_command_makes_of_what_is_committed(screened):
    made = as_text(ensemble_of(FIT, screened))
    shipped = shipped_ensembles()[EVIDENCE].read_text(encoding="utf-8")
    assert json.loads(made)["draws"] == json.loads(shipped)["draws"]
    assert json.loads(made)["parameters"] == json.loads(shipped)["parameters"]


def test_a_folder_or_a_screening_that_is_not_there_is_refused(tmp_path, capsys):
    assert main([str(tmp_path), "--screening", str(SCREENING)]) == 2
    assert main([str(FIT), "--screening", str(tmp_path / "none.json")]) == 2
    told = capsys.readouterr().err
    assert "holds no posterior" in told or "manifest" in told
    assert "--screening" in told


def test_only_assumed_numbers_that_no_target_saw_stand_open(screened):
    fitted = list(json.loads((FIT / "posterior.json").read_text())[0])
    names = unseen_numbers(screened, fitted)
    by_group = {group["name"]: group["score"] for group in screened["groups"]}
    left = {each["name"]: each for each in screened["left_out"]}
    disputed = {name for each in alternatives().values() for choice in each.choices.values() for name in choice.values}
    assert len(names) > 50
    assert len(set(names)) == len(names)
    assert disputed.isdisjoint(names)
    assert set(fitted).isdisjoint(names)
    for name in names:
        alone = left[name]["score"]
        assert (by_group[left[name]["group"]] if alone is None else alone) <= SEEN
        assert SETTABLE[name].declared.grade == "assumed"


def test_they_are_drawn_evenly_about_their_defaults(screened):
    names = unseen_numbers(screened, [])[:30]
    drawn = draw_unseen(names, 400, seed=1)
    for name, column in zip(names, drawn.T, strict=True):
        low, high = range_of(name)
        declared = float(SETTABLE[name].declared.default)
        assert low - 1e-9 <= column.min() <= declared + 2e-3 * (high - low)
        assert declared - 2e-3 * (high - low) <= column.max() <= high + 1e-9
        if SETTABLE[name].kind is float and 0.3 < (declared - low) / (high - low) < 0.7:
            quarters = np.histogram(column, np.linspace(column.min(), column.max(), 5))[0]
            assert quarters.min() > 60


def test_each_side_of_a_dispute_is_as_frequent_also_among_the_first_draws():
    ensemble = choose_ensemble(EVIDENCE)
    names, values = draw_sides(len(ensemble))
    rows = [dict(zip(names, row, strict=True)) for row in values]
    for count in (8, 16, len(ensemble)):
        taken = list(dict.fromkeys(ensemble.nth_draw(number) for number in range(512)))[:count]
        for question in alternatives().values():
            for choice in list(question.choices)[1:]:
                sets = chosen_values({question.name: choice})
                held = sum(
                    all(rows[draw][name] == pytest.approx(value) for name, value in sets.items()) for draw in taken
                )
                assert held == pytest.approx(count / len(question.choices), abs=count * 0.02)
    assert max(Counter(tuple(row) for row in values.tolist()).values()) <= len(ensemble) // 8 + 1


def test_a_draw_that_takes_a_side_is_the_scenario_that_declares_it():
    ensemble = choose_ensemble(EVIDENCE)
    sides = chosen_values({"engagement": "does_not", "scandals": "do_not"})
    for draw in range(len(ensemble)):
        values = ensemble.values(draw)
        if all(values[name] == value for name, value in sides.items()):
            drawn = village(2, 60).drawn(ensemble, draw)
            assert drawn.parameters.patrol.visits_per_hour == 0.0
            assert drawn.parameters.trust.misconduct == 0.0
            break
    else:
        raise AssertionError("no draw takes both sides")


def test_members_are_judged_by_part_with_doubt_apart_from_luck():
    rng, parts = np.random.default_rng(3), aimed_parts()
    first, second = parts[0].id, parts[1].id
    runs = pd.DataFrame({"member": [DEFAULTS, 5] * 200, **{part.id: 0.0 for part in parts}})
    runs[first] = rng.normal(0.0, 1.0, 400) + np.where(runs["member"] != DEFAULTS, rng.normal(3.0, 2.0, 400), 0.0)
    runs[second] = rng.normal(0.0, 1.0, 400)
    found = describe(runs, choose_ensemble(EVIDENCE), "rules")
    by_part = {part["part"]: part for part in found["parts"]}
    assert by_part[first]["doubt_sd"] == pytest.approx(2.0, abs=0.35)
    assert by_part[first]["moved"]
    assert by_part[second]["doubt_sd"] < 0.6
    assert not by_part[second]["moved"]
    assert by_part[second]["luck_sd"] == pytest.approx(1.0, abs=0.15)
    assert found["met"]["members"] == sum(part["members_met"] for part in found["parts"])
    assert found["members"] == found["defaults"] == 200


def test_a_part_that_one_side_of_a_question_meets_is_told_with_the_mean_of_each():
    rng, ensemble = np.random.default_rng(4), choose_ensemble(EVIDENCE)
    met = np.array([ensemble.values(int(member))["trust.misconduct"] == 0.0 for member in range(len(ensemble))])
    part = next(part for part in aimed_parts() if np.isfinite(part.low) and np.isfinite(part.high))
    runs = pd.DataFrame({"member": range(len(ensemble)), **{each.id: 0.0 for each in aimed_parts()}})
    runs[part.id] = np.where(met, (part.low + part.high) / 2, part.high + 1.0) + rng.normal(0.0, 0.001, met.size)
    found = describe(pd.concat([runs, runs.assign(member=DEFAULTS)]), ensemble, "rules")
    told = next(each for each in found["parts"] if each["part"] == part.id)
    assert told["depends_on"].keys() == {"scandals"}
    means = told["depends_on"]["scandals"]
    assert part.low < means["do_not"] < part.high < means["lower_calls"]


@pytest.mark.parametrize("side", ["works", "does_not"])
def test_a_side_that_a_scenario_takes_is_in_doubt_no_more(side, tmp_path):
    file = tmp_path / "town.toml"
    town = "officers_per_100k = 200\n[community.synthetic]\nneighbourhoods = 2\nresidents_per_neighbourhood = 60\n"
    file.write_text(f'schema = 1\ntitle = "T"\n[community]\n{town}[alternatives]\nengagement = "{side}"\n')
    taken, ensemble = load_scenario(file), choose_ensemble(EVIDENCE)
    disputed = at_stake("engagement")
    assert disputed.keys() <= set(ensemble.parameters)
    assert disputed.keys().isdisjoint(ensemble.in_doubt(taken.overrides))
    assert taken.parameters.patrol.visits_per_hour == (
        0.0 if side == "does_not" else disputed["patrol.visits_per_hour"]
    )


def test_the_page_says_what_ships():
    spec = spec_from_file_location("make_ensembles", ROOT / "docs" / "make_ensembles.py")
    make_ensembles = module_from_spec(spec)
    spec.loader.exec_module(make_ensembles)
    page = (ROOT / "docs" / "ensembles.md").read_text(encoding="utf-8")
    assert make_ensembles.holds() in page
    assert make_ensembles.members() in page
