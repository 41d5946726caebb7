"""What a run takes is foretold from the size of its town, and held against what was measured."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.slower import ALLOWED as SLOWER_BY
from benchmarks.slower import measured, ratio, slower
from mobsim.cli.app import build_app
from mobsim.engine.model import Model
from mobsim.experiment.run_time import describe_time, seconds_of_birth, seconds_of_days, seconds_of_run
from mobsim.experiment.sweep.foretelling import seconds_of_a_seed, seconds_of_experiment
from mobsim.experiment.sweep.reading import read_experiment
from mobsim.scenario.synthetic import village
from mobsim.tools.yardstick import yardstick

ROOT = Path(__file__).resolve().parents[1]
UNIT = 0.003
WITHIN = 0.25


@pytest.mark.parametrize("more", [{"neighbourhoods": 8}, {"residents": 500}, {"parameters": {"ties.made_each": 9}}])
def test_what_is_more_takes_longer(more):
    usual = {"neighbourhoods": 4, "residents": 250, "parameters": {"ties.made_each": 5}}
    assert seconds_of_run(village(**usual | more), UNIT) > seconds_of_run(village(**usual), UNIT)


def test_a_run_is_its_birth_and_its_days():
    town = replace(village(), days=364, burn_in_days=182)
    whole = seconds_of_birth(town, UNIT) + seconds_of_days(town, 546, UNIT)
    assert seconds_of_run(town, UNIT) == pytest.approx(whole)
    assert seconds_of_run(town, 2 * UNIT) == pytest.approx(2 * whole)


def test_towns_that_ship_took_what_was_foretold():
    runs = json.loads((ROOT / "docs" / "measured" / "run_time.json").read_text())
    assert {each["town"] for each in runs} >= {"columbus", "south_simcoe", "toronto", "calderdale", "ontario"}
    assert all(abs(each["foretold"] / each["seconds"] - 1.0) <= WITHIN for each in runs)


def test_a_town_takes_about_what_is_foretold_here_and_now():
    town = village(8, 1000, officers=10, burn_in_days=0)
    Model(town, "status_quo").run_days(28)
    model = Model(town, "status_quo")
    before, start = yardstick(time.process_time), time.process_time()
    model.run_days(364)
    taken, unit = time.process_time() - start, min(before, yardstick(time.process_time))
    assert 0.5 < seconds_of_days(town, 364, unit) / taken < 2.0


def test_check_tells_how_long_a_run_takes():
    said = CliRunner().invoke(build_app(), ["check", "columbus"])
    assert said.exit_code == 0
    assert "A run takes about " in said.output
    assert "on a core of this machine" in said.output


def test_the_sentence_is_as_exact_as_it_can_be():
    assert describe_time(village(1, 250, burn_in_days=0, days=1)).startswith("A run takes about 0.0")


EXPERIMENT = """
schema = 1
title = "Two policies"
scenario = "village.toml"
design = "list"
strategies = ["status_quo", "full_model"]
[[points]]
"strategy.programme_share" = 0.5
[replicates]
seeds = {seeds}
"""
VILLAGE = """
schema = 1
title = "A village"
days = 364
burn_in_days = 364
[community]
officers = 2
[community.synthetic]
neighbourhoods = 2
residents_per_neighbourhood = 500
"""


def test_an_experiment_takes_its_runs_and_one_burn_in_a_seed(tmp_path):
    (tmp_path / "village.toml").write_text(VILLAGE)
    file = tmp_path / "experiment.toml"
    file.write_text(EXPERIMENT.format(seeds=3))
    found = read_experiment(file)
    town = found.scenario
    of_a_seed = seconds_of_a_seed(found.study(), found.plan.runs(0, 1))
    shared = seconds_of_birth(town) + seconds_of_days(town, 364)
    assert of_a_seed == pytest.approx(shared + 2 * seconds_of_days(town, 364))
    assert seconds_of_experiment(found) == pytest.approx(3 * of_a_seed)
    said = CliRunner().invoke(build_app(), ["check", str(file)])
    assert "2 points in 3 runs each" in said.output


class TestSlower:
    def test_twice_the_work_is_slower(self):
        def once():
            yardstick(tries=4)

        def twice():
            yardstick(tries=8)

        stored = ratio(once, time.process_time)
        assert slower(ratio(twice, time.process_time), stored)

    def test_what_was_slow_by_chance_is_tried_again(self):
        calls = []

        def work():
            calls.append(1)
            yardstick(tries=6 if len(calls) <= 6 else 2)

        usual = ratio(lambda: yardstick(tries=2), time.process_time)
        assert not slower(measured(work, time.process_time, usual), usual)

    def test_what_is_stored_has_every_piece(self):
        from benchmarks.slower import STORED, pieces

        assert set(json.loads(STORED.read_text())) == set(pieces())
        assert SLOWER_BY == 0.30
