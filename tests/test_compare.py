"""Comparing strategies with the real model, in a village small enough to live many years a second."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import mobsim
from mobsim.engine.model import Model
from mobsim.errors import MobsimError, UsageError
from mobsim.experiment.replicates import seed_of
from mobsim.scenario import village
from mobsim.store import read_manifest, read_table

TWO = ["status_quo", "full_model"]
TABLES = ("runs", "weekly", "neighbourhoods", "initiatives", "books", "failures")
VILLAGE = """
schema = 1
title = "A village"
days = 112
burn_in_days = 28
[community]
officers_per_100k = 200
[community.synthetic]
neighbourhoods = 4
residents_per_neighbourhood = 250
"""


@pytest.fixture
def town():
    return village(days=84)


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """The folder of a comparison of four runs on one worker."""
    folder = tmp_path_factory.mktemp("four") / "results"
    mobsim.compare(village(days=84), TWO, runs=4, workers=1, out=folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


def test_a_comparison_answers_and_keeps_what_it_answers_from(town, tmp_path):
    found = mobsim.compare(town, [*TWO, "hot_spots"], runs=3, workers=1, out=tmp_path / "results")
    assert found.summary["reference"] == "status_quo"
    assert found.summary["runs"] == 3
    assert [strategy["probability_best"] for strategy in found.summary["strategies"]] == [None] * 3
    harm = found.table.set_index(["outcome", "strategy"]).loc["harm"]
    assert harm["mean"].to_dict() == pytest.approx(found.runs.groupby("strategy")["harm"].mean().to_dict())
    assert found.runs["seed"].nunique() == 3
    assert len(found.neighbourhoods) == 9 * 4
    assert set(found.weekly["week"]) >= set(range(84 // 7))
    manifest = read_manifest(tmp_path / "results")
    assert manifest["scenario"]["residents"] == town.population
    assert manifest["seeds"] == [seed_of(town.seed, replicate) for replicate in range(3)]


def test_strategies_with_equal_levers_live_the_same_lives(town):
    twin = replace(town.strategies["full_model"], name="twin")
    found = mobsim.compare(
        replace(town, strategies={**town.strategies, "twin": twin}), ["full_model", "twin"], runs=2, workers=1, days=252
    )
    for name in ("runs", "weekly", "neighbourhoods", "initiatives", "books"):
        table = getattr(found, name)
        one, other = (
            table[table["strategy"] == each].drop(columns=["run_id", "strategy"]).reset_index(drop=True)
            for each in ("full_model", "twin")
        )
        assert len(one)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert [each["rank"] for each in found.summary["strategies"]] == [1, 1]


def test_strategies_part_from_one_burn_in(four):
    weekly = read_table(four, "weekly")
    before = weekly[weekly["week"] < 0].drop(columns="run_id").set_index(["seed", "week", "community"])
    one, other = (before[before["strategy"] == name].drop(columns="strategy") for name in TWO)
    assert len(one)
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_files_are_the_same_for_any_number_of_workers(town, four, tmp_path):
    mobsim.compare(town, TWO, runs=4, workers=2, out=tmp_path / "two")
    assert files(tmp_path / "two") == files(four)
    assert (tmp_path / "two" / "comparison.json").read_bytes() == (four / "comparison.json").read_bytes()


def test_more_runs_go_on_from_those_that_are_there(town, four, tmp_path):
    mobsim.compare(town, TWO, runs=2, workers=1, out=tmp_path / "grown")
    mobsim.compare(town, TWO, runs=4, workers=1, out=tmp_path / "grown")
    fewer = mobsim.compare(town, TWO, runs=2, workers=1, out=tmp_path / "grown")
    assert fewer.summary["runs"] == 4
    assert files(tmp_path / "grown") == files(four)


def test_other_inputs_do_not_mix(town, four):
    before = files(four)
    with pytest.raises(UsageError, match=r"scenario\.days is 84 there and 56 here"):
        mobsim.compare(town, TWO, runs=2, workers=1, out=four, days=56)
    assert files(four) == before


@pytest.mark.parametrize("point", [False, True])
def test_a_run_of_a_comparison_can_be_lived_again_by_itself(town, four, point):
    runs = mobsim.compare(town, TWO, runs=2, workers=1, point=True).runs if point else read_table(four, "runs")
    row = runs[runs["strategy"] == "full_model"].iloc[-1]
    draw = None if point else int(row["draw"])
    again = mobsim.run(town, strategy="full_model", seed=int(row["seed"]), draw=draw)
    assert again.totals == pytest.approx({name: row[name] for name in again.totals}, rel=0, abs=0, nan_ok=True)


def test_precision_decides_the_number_of_runs(tmp_path):
    small = village(2, 120, days=56)
    loose = mobsim.compare(small, TWO, precision=0.9, workers=1, out=tmp_path / "results")
    assert loose.summary["runs"] == 10
    widths = loose.table.set_index(["outcome", "strategy"]).loc[("harm", "full_model")]
    known_to = (widths["difference_high"] - widths["difference_low"]) / 2 / (widths["mean"] - widths["difference"])
    tighter = mobsim.compare(small, TWO, precision=float(known_to) * 0.999, workers=1, out=tmp_path / "results")
    assert tighter.summary["runs"] > 10
    assert tighter.summary["runs"] % 5 == 0


def test_one_bad_run_is_told_and_spoils_only_its_seed(town, monkeypatch):
    fork, bad = Model.fork, seed_of(town.seed, 1)

    def fail(model, strategy):
        if strategy == "full_model" and model.run_seed == bad:
            raise RuntimeError("the town hall burnt down")
        return fork(model, strategy)

    monkeypatch.setattr(Model, "fork", fail)
    found = mobsim.compare(town, TWO, runs=3, workers=1)
    assert found.summary["runs"] == 2
    assert found.failures["message"].tolist() == ["RuntimeError: the town hall burnt down"]
    assert f"--seed {bad}" in found.failures["replay"][0]
    monkeypatch.setattr(
        Model, "fork", lambda model, strategy: fail(model, "full_model") if model.run_seed != bad else 0
    )
    with pytest.raises(MobsimError, match="too few runs finished"):
        mobsim.compare(town, TWO, runs=2, workers=1, days=7)


# Stopped by itself, so that it is always stopped half-way, however busy the machine.
STOPPED_AFTER_TWO_PARTS = """
import os, signal, sys
from mobsim.cli import main
from mobsim.experiment import engine
from mobsim.store import ResultsFolder
stop, kept, keep = int(sys.argv.pop(1)), [], ResultsFolder.keep
def keep_and_stop(folder, records):
    keep(folder, records)
    kept.append(records)
    if len(kept) == 2:
        os.kill(os.getpid(), stop)
engine.SECONDS_A_PART, ResultsFolder.keep = 0.0, keep_and_stop
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
main()
"""


STOPPED = ["status_quo", "hot_spots", "full_model"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The files of the comparison below, made in one go by the other number of workers."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "village.toml").write_text(VILLAGE)
    mobsim.compare(mobsim.load_scenario(folder / "village.toml"), STOPPED, runs=4, workers=1, out=folder / "whole")
    return files(folder / "whole")


@pytest.mark.parametrize(
    "stop", [signal.SIGKILL, *(pytest.param(stop, marks=pytest.mark.long) for stop in (signal.SIGINT, signal.SIGTERM))]
)
def test_a_comparison_that_was_stopped_goes_on_where_it_was(stop, whole, tmp_path):
    (tmp_path / "village.toml").write_text(VILLAGE)
    names, out = ",".join(STOPPED), tmp_path / "stopped"
    settings = {**os.environ, "PYTHONPATH": str(Path(mobsim.__file__).parents[1])}
    words = ["compare", "village.toml", "--strategies", names, "--runs", "4", "--workers", "2", "--out", str(out)]
    process = subprocess.run(
        [sys.executable, "-c", STOPPED_AFTER_TWO_PARTS, str(int(stop)), *words],
        cwd=tmp_path,
        env=settings,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert process.returncode == (-9 if stop == signal.SIGKILL else 130), process.stderr
    assert 0 < len(read_table(out, "runs")) < 12
    mobsim.compare(mobsim.load_scenario(tmp_path / "village.toml"), STOPPED, runs=4, workers=2, out=out)
    assert files(out) == whole
