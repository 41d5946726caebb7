"""What memory a town takes is known before it is made, and a town that the machine cannot hold is refused."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import mobsim
from mobsim.engine.model import Model
from mobsim.engine.records import bytes_of_ledger, bytes_of_records
from mobsim.errors import MobsimError
from mobsim.experiment.memory import bytes_of_run, require_memory
from mobsim.scenario.synthetic import village
from mobsim.scenario.trial import load_trial
from mobsim.tools.memory import available_memory
from mobsim.web.memory import SESSION, bytes_of_session, seeds_that_fit
from mobsim.world.extent import Reserved, bytes_of_town, bytes_of_towns

GRID = """\
schema = 1
title = "Grid"
days = {days}
burn_in_days = {burn_in_days}
[community]
officers_per_100k = 150
[community.synthetic]
neighbourhoods = {neighbourhoods}
residents_per_neighbourhood = {residents}
"""
TWO_THOUSAND_MILLION = """\
schema = 1
title = "Big"
[community]
officers_per_100k = 150
areas = "areas.csv"
edges = "edges.csv"
population = "residents"
deprivation = "deprivation"
"""

GROWTH = """
import gc, sys
from dataclasses import replace
from pathlib import Path
from mobsim import load_scenario
from mobsim.engine.model import begin
from mobsim.experiment.single import tables_of
from mobsim.web.chronicle import Chronicle
from mobsim.web.pair import Pair

def status(name):
    return int(Path("/proc/self/status").read_text().split(name + ":")[1].split()[0]) * 1024

def run(scenario):
    model = begin(scenario, events=what == "incidents").fork(scenario.reference)
    model.run_days(scenario.days)
    return tables_of(model.results())

def session(scenario):
    pair = Pair(scenario, ("status_quo", "enforcement"), scenario.seed)
    list(pair.settle())
    chronicle = Chronicle(pair)
    while pair.days_left:
        pair.advance(min(7, pair.days_left))
        chronicle.after_days()
    pair.close()
    return chronicle

what, file = sys.argv[1:]
use = session if what == "session" else run
use(replace(load_scenario("mesa_streets"), burn_in_days=28, days=28))
gc.collect()
Path("/proc/self/clear_refs").write_text("5")
before = status("VmRSS")
kept = use(load_scenario(file))
print(status("VmHWM") - before)
"""


def write_big_town(folder, areas=400, residents=5_000_000):
    (folder / "big.toml").write_text(TWO_THOUSAND_MILLION)
    rows = [f"{number},{residents},{number / areas:.4f}" for number in range(areas)]
    (folder / "areas.csv").write_text("\n".join(["id,residents,deprivation", *rows, ""]))
    pairs = [f"{number},{number + 1}" for number in range(areas - 1)]
    (folder / "edges.csv").write_text("\n".join(["a,b", *pairs, ""]))


def bytes_of(columns):
    return columns.nbytes if isinstance(columns, np.ndarray) else sum(bytes_of(each) for each in columns)


def bytes_of_model(model):
    return sum(bytes_of(columns) for columns in (model.world, model.beliefs, model.counted))


@pytest.mark.parametrize("reserved", [Reserved(0, 0, 0), Reserved(3, 40, 70)])
@pytest.mark.parametrize(
    "town",
    [
        village(5, 300, officers=7),
        village(9, 120, parameters={"ties.made_each": 5, "planning.running_at_most": 4, "planning.reached": 90}),
        mobsim.load_scenario("south_simcoe", overrides={"scale": 0.02}),
    ],
)
def test_the_declared_columns_say_what_a_town_takes(town, reserved):
    made = bytes_of_model(Model(town, reserved=reserved))
    ties = 4 * 2 * town.parameters.ties.made_each * town.population
    # A resident who would name themself has a tie less.
    assert made <= bytes_of_town(town, reserved) <= made + 0.02 * ties


def test_a_run_takes_the_town_and_what_its_copy_does_not_share():
    begun = Model(village(6, 250))
    copied = begun.fork(begun.strategy)
    shared = sum(bytes_of(ours) for ours, theirs in zip(begun.world, copied.world, strict=True) if ours is theirs)
    took = bytes_of_model(begun) + bytes_of_model(copied) - shared
    assert took <= bytes_of_towns(begun.scenario, 2) <= 1.02 * took


def test_a_ledger_takes_what_is_said_and_is_copied_whole():
    begun = Model(village(6, 250))
    ledgers = begun.ledger, begun.fork(begun.strategy).ledger
    for ledger in ledgers:
        tables = [each for each in vars(ledger).values() if isinstance(each, np.ndarray)]
        assert sum(table.nbytes for table in tables) == bytes_of_ledger(begun.scenario)
    assert not any(
        np.shares_memory(ours, theirs)
        for ours, theirs in zip(*(vars(each).values() for each in ledgers), strict=True)
        if isinstance(ours, np.ndarray)
    )


def test_what_is_kept_grows_with_weeks_and_neighbourhoods_and_incidents():
    few, many = village(4, 300), village(40, 30)
    longer = replace(few, days=2 * few.days)
    assert bytes_of_records(many) > 2 * bytes_of_records(few)
    assert bytes_of_records(longer) > bytes_of_records(few)
    assert bytes_of_records(few, incidents=True) > bytes_of_records(few) + 50 * few.population


def test_a_session_takes_more_than_a_run_and_its_background_what_is_left():
    town = mobsim.load_scenario("columbus")
    assert bytes_of_session(town) > bytes_of_run(town)
    assert seeds_that_fit(town, 20, None) == 20
    pair = bytes_of_run(town)
    assert [seeds_that_fit(town, 20, room) for room in (0, pair, 2 * pair, 7 * pair)] == [0, 0, 1, 3]
    with pytest.raises(MobsimError, match=r"a session of the live page takes about .* Set scale = 0\.\d+, or run it"):
        require_memory([town], room=bytes_of_session(town) // 2, use=SESSION)


@pytest.mark.parametrize("trial", ["trials/hot_spot_patrol", "trials/environmental_design"])
def test_a_trial_takes_room_for_its_initiatives_and_its_incidents(trial):
    from mobsim.experiment.reserving import trial_of

    read = load_trial(trial)
    assert trial_of([read.table]).bytes_of(read.scenario) > 1.2 * bytes_of_run(read.scenario)


LONG = [pytest.param(each, marks=pytest.mark.long) for each in ("compare", "app", "sweep", "calibrate")]


USES = {"app": "a session of the live page", "calibrate": "a run that keeps its incidents"}


@pytest.mark.parametrize("command", ["check", "run", *LONG])
def test_no_command_takes_a_town_of_two_thousand_million(tmp_path, command):
    write_big_town(tmp_path)
    (tmp_path / "sweep.toml").write_text(
        'schema = 1\ntitle = "Big"\nscenario = "big.toml"\ndesign = "factorial"\n[factors]\n"strategy.leadership" = [0.2, 0.8]\n'
    )
    (tmp_path / "aims.toml").write_text(
        'schema = 1\ntitle = "Aims"\n[parameters]\n"people.prone_share" = {}\n'
        '[[survey]]\nmeasure = "trust"\nvalue = 0.6\nstandard_error = 0.02\n'
    )
    file = "sweep.toml" if command == "sweep" else "big.toml"
    further = ["--targets", "aims.toml"] if command == "calibrate" else []
    done = mobsim_in(tmp_path, command, file, *further)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert re.search(
        rf"big\.toml: scale = 1\.0: {USES.get(command, 'a run')} takes about [\d.]+ [GT]B of memory, and .*B are available\. "
        r"Set scale = 0\.\d+, or run it all the same with --ignore-memory\.$",
        done.stderr.strip(),
    )
    assert not (tmp_path / "results").exists()


def mobsim_in(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "mobsim", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_check_says_what_a_run_takes_and_lets_pass_what_is_asked_for(tmp_path):
    write_big_town(tmp_path)
    done = mobsim_in(tmp_path, "check", "big.toml", "--ignore-memory")
    assert done.returncode == 0
    assert re.search(
        r"takes about \d\d\d GB of memory beside the program's 300 MB; with scale = 0\.25 about \d+ GB", done.stdout
    )


@pytest.mark.parametrize("share", [0.7, 0.5, 0.3])
def test_the_suggested_scale_fits(share):
    town = mobsim.load_scenario("columbus")
    room = int(share * bytes_of_run(town))
    with pytest.raises(MobsimError) as refused:
        require_memory([town], room=room)
    scale = float(re.search(r"Set scale = ([\d.e-]+),", str(refused.value))[1])
    smaller = mobsim.load_scenario("columbus", overrides={"scale": scale})
    require_memory([smaller], room=room)
    assert bytes_of_run(smaller) > 0.4 * room


def test_no_scale_is_suggested_where_what_is_recorded_takes_more_than_there_is():
    town = mobsim.load_scenario("columbus")
    with pytest.raises(MobsimError, match=r"Declare fewer areas, or run it all the same"):
        require_memory([town], room=bytes_of_records(town) // 2)


def test_fewer_workers_are_proposed_where_they_fit():
    town = village(5, 3000)
    with pytest.raises(MobsimError, match=r"workers = 8: take about .* Use at most 3, or set scale"):
        require_memory([town], 8, room=int(3.5 * bytes_of_run(town)))
    require_memory([town], 3, room=int(3.5 * bytes_of_run(town)))


def test_the_tightest_control_group_counts(tmp_path):
    def write(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    write("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    8000 kB\n")
    assert available_memory(tmp_path) == 8_192_000
    write("proc/self/cgroup", "0::/team/job\n")
    write("sys/fs/cgroup/team/job/memory.max", "max\n")
    write("sys/fs/cgroup/team/job/memory.current", "1000\n")
    assert available_memory(tmp_path) == 8_192_000
    write("sys/fs/cgroup/team/memory.max", "5000000\n")
    write("sys/fs/cgroup/team/memory.current", "2000000\n")
    write("sys/fs/cgroup/team/memory.stat", "anon 1\ninactive_file 500000\n")
    assert available_memory(tmp_path) == 3_500_000
    write("proc/self/cgroup", "4:cpu:/x\n3:memory:/job\n")
    write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "4000000\n")
    write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "3000000\n")
    assert available_memory(tmp_path) == 1_000_000


def test_this_machine_says_what_it_has():
    available = available_memory()
    if sys.platform == "linux":
        assert 10_000_000 < available <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    else:
        assert available is None or available > 0


SAID = {"run": bytes_of_run, "incidents": partial(bytes_of_run, incidents=True), "session": bytes_of_session}
WITHIN, SLACK = 1.4, 10_000_000
"""The factor between what is said and what is measured, and what no town is too small to cost: pages of the system."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux resets the highest use of memory")
@pytest.mark.parametrize("what", SAID)
@pytest.mark.parametrize(
    ("neighbourhoods", "residents", "burn_in_days", "days"),
    [(10, 500, 364, 1092), (50, 2000, 364, 1092), (1000, 40, 364, 1092), (1000, 1000, 28, 56)],
    ids=["small", "middle", "many neighbourhoods", "a million"],
)
def test_what_is_said_is_what_is_taken(tmp_path, what, neighbourhoods, residents, burn_in_days, days):
    file = tmp_path / "grid.toml"
    sizes = {"neighbourhoods": neighbourhoods, "residents": residents, "burn_in_days": burn_in_days, "days": days}
    file.write_text(GRID.format(**sizes))
    done = subprocess.run([sys.executable, "-c", GROWTH, what, file], capture_output=True, text=True, check=True)
    said, took = SAID[what](mobsim.load_scenario(file)), int(done.stdout)
    print(f"{what} of {neighbourhoods} x {residents}: said {said / 1e6:.0f} MB, took {took / 1e6:.0f} MB")
    assert (said - SLACK) / WITHIN < took < said * WITHIN + SLACK
