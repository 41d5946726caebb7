"""Screening of the numbers that a fit may free: what matters is found, what does not is left out with a reason."""

import json

import numpy as np
import pandas as pd
import pytest

from mobsim.calibration import Free, Space, Target
from mobsim.scenario.parameters import SETTABLE
from mobsim.validation import screening, screening_run
from mobsim.validation.defaults import settings
from mobsim.validation.screening import (
    candidate_groups,
    candidate_space,
    default_point,
    design,
    effects_of_stage,
    members_to_split,
    plackett_burman,
    pseudo_error,
    range_of,
    screening_study,
)


@pytest.mark.parametrize("columns", [3, 11, 20, 43, 57])
def test_columns_of_a_design_are_orthogonal_and_even(columns):
    signs = plackett_burman(columns)
    runs = len(signs)
    assert signs.shape[1] >= columns
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert (signs.T @ signs == runs * np.eye(signs.shape[1])).all()
    assert (signs.sum(0) == 0).all()


class TestCandidates:
    groups = candidate_groups()
    names = tuple(name for members in groups.values() for name in members)

    def test_all_that_is_free_now_is_among_them_and_each_is_in_one_group(self):
        assert set(settings()["free"]) <= set(self.names)
        assert len(set(self.names)) == len(self.names)

    def test_others_are_assumed_or_fitted_and_no_setting(self):
        for name in set(self.names) - set(settings()["free"]):
            declared = SETTABLE[name].declared
            assert declared.grade in ("assumed", "fitted")
            assert declared.role == "assumption"

    def test_each_is_tried_around_its_default_within_its_bounds(self):
        space = candidate_space(self.groups)
        for free in space.free:
            declared = SETTABLE[free.name].declared
            assert declared.low <= free.low < free.high <= declared.high
            assert free.low <= declared.default <= free.high
        assert range_of("acute.onset") == SETTABLE["acute.onset"].declared.sweep

    def test_a_run_is_of_a_small_town_and_measures_what_it_can(self):
        study = screening_study()
        assert study.evidence.town.scale < 0.5
        assert set(settings()["screening"]["without"]).isdisjoint(study.evidence.parts)
        assert "D13.together" in study.evidence.parts


class TestDesign:
    space = Space((Free("a", 0.0, 1.0), Free("b", 0.0, 1.0), Free("c", 0.0, 1.0)))

    def test_a_group_moves_together_and_others_stay(self, monkeypatch):
        monkeypatch.setattr(screening, "default_point", lambda space: np.array([[0.5, 0.1, 0.5]]))
        points, signs = design(self.space, [("a", "b")], np.random.default_rng(1))
        assert set(np.abs(points[:, 0] - 0.5)) == {0.25}
        assert set(points[:, 1].round(9)) == {0.0, 0.35}
        assert set(points[:, 2]) == {0.5}
        assert np.abs((points[:, 0] - 0.5) * signs[:, 0]).sum() == np.abs(((points[:, 0] - 0.5) * signs[:, 0]).sum())

    def test_defaults_are_in_the_middle_of_the_design(self):
        space = candidate_space(candidate_groups())
        smooth = np.array([not free.whole for free in space.free])
        defaults = [SETTABLE[name].declared.default for name in space.names]
        assert space.values(default_point(space))[0][smooth] == pytest.approx(np.array(defaults)[smooth], rel=1e-6)


class TestEffects:
    def test_what_matters_is_found_and_chance_is_not(self):
        rng = np.random.default_rng(1)
        signs = plackett_burman(19)
        names = [f"n{number}" for number in range(19)]
        rows = pd.DataFrame(
            {"x": 10 + 0.5 * signs[:, 2] + 0.05 * rng.standard_normal(20), "y": rng.standard_normal(20)}
        )
        rows.loc[3, "x"] = np.nan
        rows["rare"] = np.where(np.arange(20) < 10, np.nan, 5.0)
        targets = [Target("x", low=9.0, high=11.0), Target("y", low=-4.0), Target("rare", 1.0, tolerance=0.1)]
        found = effects_of_stage(names, signs, rows, targets)
        assert found[0].name == "n2"
        assert next(iter(found[0].moves)) == "x"
        assert found[0].moves["x"] == pytest.approx(2.0, rel=0.1)
        assert sum(effect.score > 1 for effect in found) == 1

    def test_one_part_does_not_decide_all(self):
        signs = plackett_burman(7)
        rows = pd.DataFrame({"x": 100.0 * signs[:, 0]})
        (first, *_) = effects_of_stage(list("abcdefg"), signs, rows, [Target("x", 0.0, tolerance=0.1)])
        assert first.score == screening.MOST_FOR_ONE_PART

    def test_chance_is_told_by_small_effects(self):
        rng = np.random.default_rng(1)
        effects = rng.standard_normal((60, 400))
        effects[:6] += 40.0
        assert pseudo_error(effects).mean() == pytest.approx(1.0, rel=0.15)

    def test_groups_are_split_as_long_as_there_is_room(self):
        groups = {"a": ("a1", "a2"), "b": ("b1", "b2", "b3"), "c": ("c1",), "d": ("d1",)}
        effects = [
            screening.Effect(name, score, {}) for name, score in {"a": 3.0, "b": 2.0, "c": 1.0, "d": 0.0}.items()
        ]
        assert members_to_split(groups, effects, 4) == ["a1", "a2", "c1"]


class Known:
    """Evidence in which two numbers of two mechanisms matter, and nothing else does."""

    inputs, model_hash = "known", "0" * 20

    def __call__(self, point, seed):
        rng = np.random.default_rng(int(1e6 * sum(point.values())))
        return {
            "A1": 265 + 400 * (point["acute.onset"] - 0.106) + 0.5 * rng.standard_normal(),
            "D16": 2 * (point["table.by_peers"] - 0.25) + 0.001 * rng.standard_normal(),
        }


def test_the_command_finds_what_matters_and_lists_all_that_it_leaves_out(tmp_path, monkeypatch, capsys):
    targets = [each for each in screening.aims() if each.name in ("A1", "D16")]
    monkeypatch.setattr(screening_run, "screening_study", Known)
    monkeypatch.setattr(screening_run, "aims", lambda: targets)
    words = [str(tmp_path / "runs"), "--out", str(tmp_path / "found.json"), "--workers", "1"]
    assert screening_run.main([*words, "--minutes", "0.00001"]) == 0
    assert "goes on" in capsys.readouterr().err
    assert screening_run.main(words) == 0
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert {"acute.onset", "table.by_peers"} <= set(found["free"])
    scores = [row["score"] for row in found["chosen"]]
    assert {row["name"] for row in found["chosen"][:2]} == {"acute.onset", "table.by_peers"}
    assert scores[1] > 3 * max(scores[2:], default=0.1)
    assert len(found["chosen"]) <= 25
    assert len(found["chosen"]) + len(found["left_out"]) == found["candidates"]
    assert all(row["why"] for row in found["left_out"])
    assert found["free"]["acute.onset"] == [0.05, 0.2]
