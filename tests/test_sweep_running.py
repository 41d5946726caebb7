"""Sweeps: every row is what the run alone gives, and whatever stops a sweep, the same command goes on to the same files."""

import errno
import json
import shlex
import subprocess
import sys

import numpy as np
import pytest
from sweep_files import TWO_BY_TWO, Formula, contents, open_folder, sweep_formula, tables, write_experiment

import mobsim
from mobsim.cli import main
from mobsim.errors import UsageError
from mobsim.experiment.engine import Engine
from mobsim.experiment.sweep.planning import make_plan
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.experiment.sweep.study import SweepStudy
from mobsim.store import read_table


def by_leadership(factors, seed):
    return {"harm": factors["strategy.leadership"]}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("swept")
    return mobsim.sweep(write_experiment(folder), workers=1, out=folder / "results")


def test_a_row_is_what_the_run_alone_gives(swept):
    scenario = swept.experiment.scenario
    row = swept.runs.iloc[-1]
    town = scenario.with_parameters({"trust.bad_contact_weight": row["trust.bad_contact_weight"]})
    model = mobsim.Model(town, "status_quo", seed=int(row["seed"]))
    model.run_days(town.burn_in_days)
    model = model.fork("status_quo")
    model.set_levers([model.levers[0]._replace(leadership=row["strategy.leadership"])])
    model.run_days(town.days)
    totals = model.results().totals
    assert (row["harm"], row["trust"]) == (totals["harm"], totals["trust"])


def test_rows_hold_factors_and_only_the_outcomes_asked_for(swept):
    assert list(swept.runs.columns) == [
        "run_id", "trust.bad_contact_weight", "strategy.leadership", "seed", "harm", "trust",
    ]  # fmt: skip
    assert len(swept.runs) == 12
    assert swept.runs.groupby("seed").size().tolist() == [4, 4, 4]
    assert swept.weekly.empty
    assert swept.failures.empty


def test_further_tables_are_kept_where_asked_for(tmp_path):
    text = TWO_BY_TWO.replace("keep =", "weekly = true\nneighbourhoods = true\nkeep =").replace(
        "seeds = 3", "seeds = 1"
    )
    found = mobsim.sweep(write_experiment(tmp_path, text), workers=1)
    assert list(found.weekly.columns[-4:]) == ["week", "community", "harm", "trust"]
    assert found.weekly.groupby("run_id").size().tolist() == [8] * 4
    assert len(found.tables["neighbourhoods"]) == 8
    assert found.folder is None


def test_files_do_not_depend_on_the_number_of_workers(swept, tmp_path):
    spread = mobsim.sweep(swept.experiment, workers=2, out=tmp_path / "spread")
    assert contents(spread.folder) == contents(swept.folder)
    assert spread.engine_seconds > 0


def test_more_seeds_go_on_from_what_is_there(swept, tmp_path):
    file = write_experiment(tmp_path, TWO_BY_TWO.replace("seeds = 3", "seeds = 1"))
    few = mobsim.sweep(file, workers=1, out=tmp_path / "results")
    assert len(few.runs) == 4
    more = mobsim.sweep(file, workers=1, out=tmp_path / "results", seeds=3)
    assert more.runs["harm"].tolist() == swept.runs["harm"].tolist()
    assert len(mobsim.sweep(file, workers=1, out=tmp_path / "results").runs) == 12


def test_an_interrupted_sweep_goes_on_to_the_same_files(swept, tmp_path):
    def interrupt(standing):
        if standing.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mobsim.sweep(swept.experiment, workers=1, out=tmp_path / "results", progress=interrupt)
    assert len(read_table(tmp_path / "results", "runs")) == 5
    standings = []
    mobsim.sweep(swept.experiment, workers=1, out=tmp_path / "results", progress=standings.append)
    assert standings[-1] == (7, 7, 0)
    assert contents(tmp_path / "results") == contents(swept.folder)


def test_a_folder_of_another_experiment_is_refused_and_the_difference_named(swept, tmp_path):
    other = write_experiment(tmp_path, TWO_BY_TWO.replace("14.0", "15.0"))
    with pytest.raises(UsageError, match="14"):
        mobsim.sweep(other, workers=1, out=swept.folder)


def test_a_second_sweep_into_a_folder_is_refused(swept, tmp_path):
    with (
        open_folder(swept.experiment, tmp_path / "results"),
        pytest.raises(UsageError, match="another mobsim process"),
    ):
        mobsim.sweep(swept.experiment, workers=1, out=tmp_path / "results")


def test_a_run_that_fails_is_recorded_with_its_factors_and_the_rest_is_lived(tmp_path, capsys):
    experiment = read_experiment(write_experiment(tmp_path))
    study = experiment.study()
    broken = study.__class__(**{**study.__dict__, "keep": ("harm", "no such outcome")})
    with open_folder(experiment, tmp_path / "results") as folder, Engine(broken) as engine:
        engine.run(experiment.plan.runs(0, 1), folder.keep)
    failure = read_table(tmp_path / "results", "failures").iloc[0]
    assert failure["message"] == "KeyError: 'no such outcome'"
    assert failure["strategy.leadership"] == 0.2
    assert shlex.split(failure["replay"])[:2] == ["mobsim", "sweep"]
    assert shlex.split(failure["replay"])[-2:] == ["--replay", "0"]
    again = mobsim.sweep(experiment, workers=1, out=tmp_path / "results", seeds=1)
    assert again.failures.empty
    assert len(again.runs) == 4


def test_a_run_that_kills_its_worker_costs_nobody_else_anything(swept, tmp_path):
    plan = swept.experiment.plan.runs(0, 3)
    study = Formula(by_leadership, kills=(5,), fails=(2,))
    with open_folder(swept.experiment, tmp_path / "results") as folder, Engine(study, 2) as engine:
        engine.run(plan, folder.keep)
        folder.complete()
    found = tables(tmp_path / "results")
    assert found["failures"]["run_id"].tolist() == [2, 5]
    assert "died" in found["failures"]["message"][1]
    assert sorted(found["runs"]["run_id"]) == [run for run in range(12) if run not in (2, 5)]


@pytest.mark.long
def test_a_run_that_hangs_is_ended_and_costs_nobody_else_anything(swept, tmp_path):
    plan = swept.experiment.plan.runs(0, 3)
    study = Formula(by_leadership, hangs=(4,), kills=(7,))
    with open_folder(swept.experiment, tmp_path / "results") as folder, Engine(study, 2, longest=3.0) as engine:
        engine.run(plan, folder.keep)
        folder.complete()
    found = tables(tmp_path / "results")
    assert found["failures"]["run_id"].tolist() == [4, 7]
    assert found["failures"]["message"][0] == "the run took longer than 3 s twice, and was ended"
    assert "died" in found["failures"]["message"][1]
    assert sorted(found["runs"]["run_id"]) == [run for run in range(12) if run not in (4, 7)]


@pytest.mark.long
def test_a_run_that_hangs_alone_is_ended_too(swept, tmp_path):
    plan = swept.experiment.plan.runs(0, 1)[:1]
    with (
        open_folder(swept.experiment, tmp_path / "results") as folder,
        Engine(Formula(by_leadership, hangs=(0,)), 1, longest=1.0) as engine,
    ):
        engine.run(plan, folder.keep)
        folder.complete()
    assert tables(tmp_path / "results")["failures"]["run_id"].tolist() == [0]


def test_a_limit_without_sense_is_refused(swept):
    with pytest.raises(UsageError, match="longest"):
        mobsim.sweep(swept.experiment, longest=0.0)


def test_the_replay_command_lives_the_same_run(swept):
    command = [sys.executable, "-m", *shlex.split(swept.experiment.study().replay(swept.experiment.plan.run(7)))]
    reported = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    values = dict(line.split(" = ") for line in reported.splitlines())
    assert float(values["harm"]) == swept.runs.set_index("run_id").loc[7, "harm"]
    assert int(values["run_id"]) == 7


def test_a_full_disk_is_told_and_loses_nothing_that_was_written(swept, tmp_path, monkeypatch):
    from mobsim.experiment import engine
    from mobsim.store import parts

    write, written = parts.pq.write_table, []

    def full(table, path):
        written.append(path)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, path)

    monkeypatch.setattr(engine, "SECONDS_A_PART", 0.0)
    monkeypatch.setattr(parts.pq, "write_table", full)
    with pytest.raises(UsageError, match="No space left on device"):
        mobsim.sweep(swept.experiment, workers=1, out=tmp_path / "results")
    monkeypatch.undo()
    assert len(read_table(tmp_path / "results", "runs")) == 3
    mobsim.sweep(swept.experiment, workers=1, out=tmp_path / "results")
    assert contents(tmp_path / "results") == contents(swept.folder)


PRECISE = TWO_BY_TWO.replace("seeds = 3", 'precision = 0.05\noutcome = "harm"\nmax = 60')


@pytest.mark.parametrize(("spread", "expected"), [(0.01, 10), (10.0, 60)])
def test_a_sweep_stops_when_the_outcome_is_known_well_enough(spread, expected, tmp_path, monkeypatch):
    noise = Formula(lambda factors, seed: {"harm": 1.0 + spread * np.random.default_rng(seed).normal(), "trust": 0.0})
    experiment = read_experiment(write_experiment(tmp_path, PRECISE))
    monkeypatch.setattr(type(experiment), "study", lambda self: noise)
    found = mobsim.sweep(experiment, workers=1)
    assert found.runs.groupby("strategy.leadership").size().tolist() == [2 * expected] * 2


def test_strategies_are_known_well_enough_by_their_paired_differences(tmp_path, monkeypatch):
    # Seeds differ a hundred times more than strategies do within a seed: only pairing can stop this early.
    def outcome(factors, seed):
        random = np.random.default_rng([seed, len(factors["strategy"])])
        return {"harm": 100.0 + 50 * np.random.default_rng(seed).normal() + 0.1 * random.normal(), "trust": 0.0}

    text = PRECISE.replace('"factorial"', '"factorial"\nstrategies = ["status_quo", "full_model"]')
    experiment = read_experiment(write_experiment(tmp_path, text))
    monkeypatch.setattr(type(experiment), "study", lambda self: Formula(outcome))
    assert mobsim.sweep(experiment, workers=1).runs["seed"].nunique() == 10


def test_the_plan_says_runs_minutes_and_disk(swept):
    plan = make_plan(swept.experiment, 2)
    assert (plan.points, plan.runs) == (4, 12)
    assert 0 < plan.seconds_a_run < 60
    assert "12 runs" in str(plan)
    assert "MB on disk" in str(plan)


def test_the_plan_counts_a_burn_in_that_runs_share_once(tmp_path, monkeypatch):
    clock, costs = [0.0], {"burn-in": 9.0, "run": 1.0}
    monkeypatch.setattr("mobsim.experiment.sweep.planning.time.perf_counter", lambda: clock[0])
    monkeypatch.setattr(
        SweepStudy, "run", lambda self, begun, planned: clock.__setitem__(0, clock[0] + _cost(begun, costs)) or {}
    )
    shared = '[factors]\n"strategy.leadership" = [0.1, 0.2, 0.3, 0.4]\n'
    apart = '[factors]\n"trust.bad_contact_weight" = [4.0, 5.0, 6.0, 7.0]\n'
    head = TWO_BY_TWO.split("[factors]")[0].replace("factorial", "grid")
    for factors, expected in ((shared, (9 + 4) / 4), (apart, 10.0)):
        experiment = read_experiment(write_experiment(tmp_path, head + factors))
        assert make_plan(experiment, 1).seconds_a_run == pytest.approx(expected)


def _cost(begun, costs):
    """A run costs its burn-in too where none was run."""
    first, begun.model = begun.model is None, True
    return costs["run"] + (costs["burn-in"] if first else 0.0)


def test_the_folder_says_what_was_declared(swept):
    reported = json.loads((swept.folder / "experiment.json").read_text())
    assert reported["title"] == "Two by two"
    assert [factor["name"] for factor in reported["factors"]] == ["strategy.leadership", "trust.bad_contact_weight"]
    manifest = json.loads((swept.folder / "manifest.json").read_text())
    assert (manifest["kind"], manifest["state"]) == ("sweep", "complete")
    assert len(manifest["seeds"]) == 3


def test_a_formula_can_stand_for_a_town(tmp_path):
    folder = sweep_formula(tmp_path, TWO_BY_TWO, by_leadership)
    assert sorted(set(read_table(folder, "runs")["harm"])) == [0.2, 0.8]


def test_the_command_lives_a_sweep_and_says_where_it_is(tmp_path, capsys):
    file = write_experiment(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["sweep", str(file), "--workers", "1", "--seeds", "1", "--out", str(tmp_path / "results")])
    assert not ended.value.code
    reported = capsys.readouterr()
    assert "4 points x 1 seeds = 4 runs" in reported.err
    assert f"mobsim analyse {tmp_path / 'results'}" in reported.out


def test_the_command_holds_a_trial_and_keeps_it(tmp_path, capsys):
    trial = """
schema = 1
title = "A patrol"
scenario = "hamlet.toml"
design = "trial"
[trial]
units = "places"
treated = 1
controls = 1
before = 28
end = 14
[[trial.treatments]]
kind = "patrol"
hours = 1.0
[replicates]
seeds = 2
"""
    file = write_experiment(tmp_path, trial, "patrol.toml")
    with pytest.raises(SystemExit) as ended:
        main(["sweep", str(file), "--workers", "1", "--out", str(tmp_path / "results")])
    assert not ended.value.code, capsys.readouterr().err
    assert (tmp_path / "results" / "trial.json").exists()
