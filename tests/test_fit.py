"""Fitting any study: known truths come back, nothing is lost or lived twice, and what cannot be met is said."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.calibration import Effort, Fit, Free, Space, Target, fit
from mobsim.calibration.emulator import train
from mobsim.calibration.judging import share_within
from mobsim.calibration.matching import Goal, Region, implausibilities
from mobsim.calibration.posterior import representative, sample_posterior
from mobsim.calibration.sampling import fill_region, raise_density, spread_evenly
from mobsim.calibration.table import Pace, statistics_of
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.holding import Means
from mobsim.scenario.parameters import SETTABLE

SPACE = Space((Free("slope", -1.0, 1.0), Free("rate", 0.01, 1.0, "log"), Free("idle", 0.0, 1.0)))
TRUTH = {"slope": 0.4, "rate": 0.1, "idle": 0.5}
SMALL, ONE = Effort(60, waves=2, fresh=4, truths=6), Means(1)


@dataclass
class Line:
    """A study whose expected statistics are known: 2 + 3 slope, log10 rate, and their product; ``idle`` does nothing."""

    failing: float = 0.0
    stop_after: int = 10**9
    finished: int = 0

    @property
    def inputs(self) -> str:
        return "line"

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, float]:
        if self.finished >= self.stop_after:
            raise KeyboardInterrupt
        self.finished += 1
        rng = np.random.default_rng(seed)
        if rng.random() < self.failing:
            raise ValueError("an unlucky run")
        level, power = 2 + 3 * point["slope"], np.log10(point["rate"])
        noise = 0.1 * rng.standard_normal(3)
        return {"level": level + noise[0], "power": power + noise[1], "both": level * power + noise[2], "fixed": 7.0}


def targets() -> list[Target]:
    exact = {"level": 3.2, "power": -1.0, "both": -3.2}
    return [Target(name, value, tolerance=0.05, chance=0.0) for name, value in exact.items()]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory) -> Fit:
    return fit(Line(), SPACE, targets(), tmp_path_factory.mktemp("fit") / "fit", SMALL, ONE)


def test_the_truth_lies_within_the_posterior(fitted):
    for row in fitted.identified.to_dict("records"):
        assert row["low"] <= TRUTH[row["parameter"]] <= row["high"]


def test_what_the_figures_cannot_tell_is_said(fitted):
    reported = fitted.identified.set_index("parameter")["told"]
    assert reported["slope"] == reported["rate"] == "well"
    assert reported["idle"] == "not"
    ratio = fitted.identified.set_index("parameter")["sd_ratio"]
    assert ratio["idle"] == pytest.approx(1.0, abs=0.15)


def test_each_parameter_is_informed_by_the_statistic_that_moves_with_it(fitted):
    by = fitted.identified.set_index("parameter")["informed_by"]
    assert "level" in by["slope"] or "both" in by["slope"]
    assert "power" in by["rate"] or "both" in by["rate"]
    assert "power" not in by["slope"]
    assert "level" not in by["rate"]


def test_fresh_runs_meet_the_targets(fitted):
    assert fitted.checks["met"].all()
    assert len(fitted.predicted) == SMALL.fresh
    assert not set(fitted.predicted["seed"]) & set(fitted.reference[fitted.reference["run_id"] < 120]["seed"])


def test_the_emulator_tells_chance_from_effects(fitted):
    assert fitted.waves["explained"].iloc[0] > 0.9
    assert fitted.emulators["chance_sd"].to_numpy() == pytest.approx(0.1, rel=0.4)
    assert (fitted.emulators["misfit_sd"] < 0.08).all()


def test_intervals_hold_for_known_truths(fitted):
    assert len(fitted.coverage) == SMALL.truths * len(SPACE)
    assert share_within(fitted.coverage["rank"], 0.9) >= 0.7


def test_a_fit_that_was_stopped_goes_on_and_ends_alike(fitted, tmp_path):
    for stop_after in (25, 70, 10**9):
        study = Line(stop_after=stop_after)
        try:
            again = fit(study, SPACE, targets(), tmp_path / "fit", SMALL, ONE)
        except KeyboardInterrupt:
            continue
    assert study.finished == 128 - 95
    assert again.reference.equals(fitted.reference)
    assert again.posterior.equals(fitted.posterior)
    assert again.coverage.equals(fitted.coverage)


def test_other_targets_use_the_runs_that_are_there(fitted, tmp_path):
    study = Line()
    fit(study, SPACE, targets(), tmp_path / "fit", SMALL, ONE)
    before = study.finished
    other = fit(study, SPACE, [Target("level", low=0.0, high=0.4, chance=0.0)], tmp_path / "fit", SMALL, ONE)
    assert study.finished - before == 60 + 2 * SMALL.fresh
    assert other.fitted["slope"] == pytest.approx(-0.6, abs=0.1)


def test_workers_do_not_change_the_fit(fitted, tmp_path):
    again = fit(Line(), SPACE, targets(), tmp_path / "fit", SMALL, Means(2))
    assert again.reference.equals(fitted.reference)
    assert again.posterior.equals(fitted.posterior)


def test_a_target_out_of_reach_is_named_and_missed(tmp_path):
    asked = [Target("level", 9.0, tolerance=0.1), Target("power", -1.0, tolerance=0.1), Target("fixed", 7.0)]
    found = fit(Line(), SPACE, asked, tmp_path / "fit", SMALL, ONE)
    assert found.waves["out_of_reach"].tolist() == ["level", "level"]
    met = found.checks.set_index("target")["met"]
    assert not met["level"]
    assert met["fixed"]
    assert found.fitted["slope"] > 0.8


def test_targets_that_exclude_each_other_still_give_a_compromise(tmp_path):
    asked = [
        Target("level", 3.2, tolerance=0.02, chance=0.0),
        Target("power", -1.0, tolerance=0.02, chance=0.0),
        Target("both", -1.0, tolerance=0.02, chance=0.0),
    ]
    found = fit(Line(), SPACE, asked, tmp_path / "fit", replace(SMALL, truths=0), ONE)
    assert found.waves["over_cut"].iloc[0] > 1
    assert not found.checks["met"].all()


def test_failed_runs_are_left_out(tmp_path):
    found = fit(Line(failing=0.2), SPACE, targets(), tmp_path / "fit", SMALL, ONE)
    assert 70 < len(found.reference) < 120
    assert found.fitted["slope"] == pytest.approx(0.4, abs=0.1)


def test_a_study_that_mostly_fails_is_refused_with_the_reason(tmp_path):
    with pytest.raises(MobsimError, match="an unlucky run"):
        fit(Line(failing=0.9), SPACE, targets(), tmp_path / "fit", SMALL, ONE)


def test_a_statistic_nobody_measures_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"levle.*not a statistic"):
        fit(Line(), SPACE, [Target("levle", 1.0)], tmp_path / "fit", SMALL, ONE)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Target("level"),
        lambda: Target("level", low=2.0, high=1.0),
        lambda: Target("level", 1.0, tolerance=-1.0),
        lambda: Target("level", float("nan")),
        lambda: Target("level", 1.0, chance=-0.1),
        lambda: Target("level", 1.0, apart=8),
        lambda: Target("level", low=0.0, high=1.0, apart=8),
        lambda: Target("level", low=0.0, apart=-1),
        lambda: Free("rate", 1.0, 0.5),
        lambda: Free("rate", 0.0, 1.0, "log"),
        lambda: Free("rate", 0.0, 1.0, "logit"),
        lambda: Space(()),
        lambda: Space((Free("a", 0, 1), Free("a", 0, 1))),
        lambda: Space.declared(["trust.good_contac"]),
        lambda: Space.declared({"trust.good_contact": (0.2, 5.0)}),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(UsageError):
        wrong()


@given(st.lists(st.floats(0.0, 1.0), min_size=len(SETTABLE), max_size=len(SETTABLE)))
def test_declared_spaces_stay_within_their_ranges_and_come_back(unit):
    space = Space.declared(list(SETTABLE))
    values = space.values(np.array([unit]))[0]
    for free, value in zip(space.free, values, strict=True):
        assert free.low <= value <= free.high
    smooth = np.array([not free.whole for free in space.free])
    assert space.unit(values[None, :])[0][smooth] == pytest.approx(np.array(unit)[smooth], abs=1e-6)


def test_a_small_region_is_filled_evenly_and_its_share_told():
    rng = np.random.default_rng(1)
    centre, radius = np.array([0.3, 0.7, 0.5]), 0.05
    found = fill_region(lambda unit: np.linalg.norm(unit - centre, axis=1), radius, 800, 3, rng)
    distances = np.linalg.norm(found.points - centre, axis=1)
    assert distances.max() <= radius
    assert found.share == pytest.approx(4 / 3 * np.pi * radius**3, rel=0.3)
    assert np.mean((distances / radius) ** 3) == pytest.approx(0.5, abs=0.06)


def test_a_region_that_is_not_there_gives_the_nearest_to_it():
    rng = np.random.default_rng(1)
    found = fill_region(lambda unit: 1.0 + (unit**2).sum(1), 0.5, 200, 2, rng)
    assert 1.0 <= found.level < 1.02


def test_a_raised_density_is_that_density():
    rng = np.random.default_rng(1)
    mean, sd = np.array([0.5, 0.02, 0.6]), np.array([0.03, 0.05, 10.0])
    drawn = raise_density(spread_evenly(2000, 3, 1), lambda unit: -0.5 * (((unit - mean) / sd) ** 2).sum(1), rng)
    assert drawn[:, 0].mean() == pytest.approx(0.5, abs=0.005)
    assert drawn[:, 0].std() == pytest.approx(0.03, rel=0.1)
    near = rng.normal(0.02, 0.05, 400_000)
    assert drawn[:, 1].mean() == pytest.approx(near[near > 0].mean(), rel=0.08)
    assert drawn[:, 2].std() == pytest.approx(12**-0.5, rel=0.1)


def test_a_bent_posterior_is_represented_by_a_likely_point():
    unit = spread_evenly(150, 2, 1)
    ring = ((unit - 0.5) ** 2).sum(1, keepdims=True)
    rng = np.random.default_rng(1)
    emulator = train(unit, ring + 0.005 * rng.standard_normal((150, 1)))
    goal = Goal(np.array([0.16]), np.array([0.01**2]), np.array([0.0]))
    drawn = sample_posterior(emulator, goal, Region(), spread_evenly(400, 2, 2), rng)
    assert np.abs(drawn.mean(0) - 0.5).max() < 0.1
    assert np.linalg.norm(representative(emulator, goal, drawn) - 0.5) == pytest.approx(0.4, abs=0.05)


def test_an_emulator_follows_squares_and_interactions_and_knows_how_well():
    rng = np.random.default_rng(1)

    def truth(unit: np.ndarray) -> np.ndarray:
        x, y, z = unit.T
        return np.column_stack([3 * x + y**2, 2 * x * z - y, np.sin(4 * y)])

    unit = spread_evenly(120, 6, 1)[:, :]
    statistics = truth(unit[:, :3]) + 0.05 * rng.standard_normal((120, 3))
    emulator = train(unit, statistics)
    fresh = rng.random((500, 6))
    found = emulator.predict(fresh)
    away = found.mean - truth(fresh[:, :3])
    assert (away.std(0) < 0.25 * truth(fresh[:, :3]).std(0)).all()
    within = (np.abs(away) <= 2 * np.sqrt(found.variance + emulator.chance)).mean(0)
    assert (within > 0.85).all()


@pytest.mark.parametrize("slope", [0.0, 0.15, 0.3])
def test_an_emulator_says_how_little_few_runs_tell_of_a_weak_effect(slope):
    """90 % intervals of what 60 runs tell of an effect that chance hides; choosing one ratio of noise gave about half."""
    held = []
    for table in range(12):
        rng = np.random.default_rng(table)
        unit, ahead = spread_evenly(60, 3, table), rng.random((64, 3))
        statistics = _slope(unit, slope) + rng.standard_normal((60, 8))
        found = train(unit, statistics).predict(ahead)
        held.append(np.abs(found.mean - _slope(ahead, slope)) < 1.645 * np.sqrt(found.variance))
    assert np.mean(held) > 0.85


def _slope(unit, slope):
    return slope * np.sqrt(12) * (unit[:, :1] - 0.5)


def test_leaving_one_out_is_what_training_without_it_gives():
    rng = np.random.default_rng(1)
    unit = spread_evenly(60, 2, 1)
    statistics = np.column_stack([np.sin(3 * unit[:, 0]), unit[:, 1]]) + 0.1 * rng.standard_normal((60, 2))
    whole = train(unit, statistics)
    others = np.arange(60) != 17
    without = train(unit[others], statistics[others], whole.weights)
    away = statistics[17] - without.predict(unit[17:18]).mean[0]
    assert whole.left_out[17] == pytest.approx(away, abs=0.03)


class TestTimeLimit:
    """A fit that may take so long: it stops between batches, says what the runs so far tell, and goes on."""

    def test_one_that_is_stopped_says_what_it_stands_on_and_ends_as_if_it_had_not_been(
        self, fitted, tmp_path, monkeypatch
    ):
        clock = _Clock()
        monkeypatch.setattr("mobsim.calibration.table.time.monotonic", clock)
        said = []
        for _ in range(10):
            found = fit(
                clock.counting(Line()), SPACE, targets(), tmp_path / "fit", replace(SMALL, batch=16, minutes=40), ONE
            )
            said.append(found.basis)
            if found.basis.whole:
                break
        assert [each.runs for each in said] == [48, 92, 128]
        assert [each.waves for each in said] == [0, 1, 2]
        assert [each.whole for each in said] == [False, False, True]
        assert "48 runs and 0 of 2 waves" in said[0].sentence()
        assert found.reference.equals(fitted.reference)
        assert found.posterior.equals(fitted.posterior)

    def test_a_stopped_one_is_checked_by_the_emulator_and_leaves_its_runs_in_parts(self, tmp_path, monkeypatch):
        clock = _Clock()
        monkeypatch.setattr("mobsim.calibration.table.time.monotonic", clock)
        found = fit(
            clock.counting(Line()), SPACE, targets(), tmp_path / "fit", replace(SMALL, batch=16, minutes=70), ONE
        )
        assert found.checks["met"].dtype == bool
        assert len(found.checks) == 3
        assert found.at_fitted.empty
        parts = sorted((tmp_path / "fit" / "parts").glob("*/runs.parquet"))
        assert [len(pd.read_parquet(part)) for part in parts] == [16, 16, 16, 12, 16]
        assert json.loads((tmp_path / "fit" / "fitted.json").read_text("utf-8"))["stands_on"]["runs"] == 76

    def test_too_few_runs_for_a_posterior_are_kept_and_said(self, tmp_path, monkeypatch):
        clock = _Clock()
        monkeypatch.setattr("mobsim.calibration.table.time.monotonic", clock)
        with pytest.raises(MobsimError, match=r"after 32 runs.*needs 40.*goes on"):
            fit(clock.counting(Line()), SPACE, targets(), tmp_path / "fit", replace(SMALL, batch=16, minutes=30), ONE)

    def test_a_limit_before_the_first_run_says_so(self, tmp_path, monkeypatch):
        clock = _Clock()
        monkeypatch.setattr("mobsim.calibration.table.time.monotonic", clock)
        with pytest.raises(MobsimError, match=r"after 0 runs.*needs 40"):
            fit(clock.counting(Line()), SPACE, targets(), tmp_path / "fit", replace(SMALL, batch=16, minutes=0), ONE)

    def test_nothing_is_begun_once_time_is_over(self):
        assert not list(Pace(4, until=time.monotonic() - 1).batches([1, 2, 3]))
        assert [list(each) for each in Pace(2).batches([1, 2, 3])] == [[1, 2], [3]]
        assert [list(each) for each in Pace().batches([1, 2, 3])] == [[1, 2, 3]]


class _Clock:
    """A clock on which each run of a study takes a minute."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def counting(self, line: Line) -> "_Counted":
        return _Counted(self, line)


@dataclass
class _Counted:
    clock: _Clock
    line: Line

    @property
    def inputs(self) -> str:
        return "line"

    def __call__(self, point: Mapping[str, float], seed: int) -> dict[str, float]:
        self.clock.now += 60.0
        return self.line(point, seed)


class TestOpenIntervals:
    def test_what_lies_within_is_met_whatever_its_distance_from_the_edge(self):
        over = Target("level", low=2.0, chance=0.0)
        assert (over.aim, over.side) == (2.0, -1)
        assert over.is_met(2.0, 0.5)
        assert over.is_met(90.0, 0.5)
        assert not over.is_met(1.99, 0.5)
        assert Target("level", high=2.0).side == 1

    def test_what_must_be_told_apart_lies_two_standard_errors_within(self):
        apart = Target("level", high=0.0, apart=16)
        assert not apart.is_met(-0.15, 0.1)
        assert apart.is_met(-0.25, 0.1)

    def test_an_edge_is_implausible_only_from_beyond(self):
        unit = spread_evenly(80, 1, 1)
        emulator = train(unit, 4 * unit + 0.1 * np.random.default_rng(1).standard_normal((80, 1)))
        far = {}
        for name, target in {"low": Target("x", low=2.0, chance=0.0), "apart": Target("x", low=2.0, apart=4)}.items():
            far[name] = implausibilities(emulator, Goal.of([target]), np.array([[0.25], [0.51], [0.9]]))[:, 0]
        assert far["low"][0] > 3
        assert far["low"][1:] == pytest.approx([0, 0])
        assert far["apart"][1] > 0
        assert far["apart"][2] == 0

    def test_a_fit_to_an_edge_goes_anywhere_within(self, tmp_path):
        asked = [Target("level", low=3.5, chance=0.0), Target("power", -1.0, tolerance=0.05, chance=0.0)]
        found = fit(Line(), SPACE, asked, tmp_path / "fit", replace(SMALL, truths=0), ONE)
        slope = found.posterior["slope"]
        assert np.quantile(slope, 0.02) > 0.4
        assert slope.max() > 0.9
        assert slope.std() == pytest.approx(0.5 / np.sqrt(12), rel=0.25)
        assert found.checks["met"].all()


def test_what_a_run_did_not_measure_is_filled_with_the_mean_and_may_not_be_a_third():
    rows = pd.DataFrame({"a": [1.0, 2.0, np.nan, 3.0, 2.0, 2.0], "b": np.arange(6.0)})
    assert len(statistics_of(rows, ["a", "b"])[0]) == 5
    kept, found = statistics_of(rows, ["a", "b"], fill=True)
    assert len(kept) == 6
    assert found[2].tolist() == [2.0, 2.0]
    rare = pd.DataFrame({"a": [np.nan, np.nan, 1, 1, 1, 1, 1], "b": np.arange(7.0)})
    assert len(statistics_of(rare, ["a", "b"], fill=True)[0]) == 7
    with pytest.raises(UsageError, match="a fifth"):
        statistics_of(rare, ["a", "b"])
    with pytest.raises(UsageError, match="a third"):
        statistics_of(rare.assign(b=[np.nan, np.nan, np.nan, 1, 1, 1, 1]), ["a", "b"], fill=True)
