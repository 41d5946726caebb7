"""check, list, explain and schema answer quickly, without heavy imports, and with the right exit code."""

import json
import os
import subprocess
import sys

import pytest

import mobsim
from mobsim.cli import main
from mobsim.scenario.parameters import SETTABLE
from mobsim.scenario.presets import PRESETS

HEAVY = ("mesa", "pandas", "numba", "scipy", "matplotlib", "pyarrow", "networkx", "rich")

EXPERIMENT = """\
schema = 1
title = "Do two components need each other?"
scenario = "columbus"
design = "factorial"
[factors]
"strategy.leadership" = [0.2, 0.8]
"strategy.lead" = ["police", "adaptive"]
"parameters.trust.bad_contact_weight" = { low = 4.0, high = 14.0 }
[replicates]
seeds = 40
[outcomes]
keep = ["harm", "true_crime"]
weekly = true
"""


def answer(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


COMMAND_LINE = "import typer"
READERS = "import numpy, typer; from pydantic import TypeAdapter; TypeAdapter(int)"


def processor_time(command, environment):
    before = os.times()
    subprocess.run([sys.executable, *command], capture_output=True, check=True, env=environment)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def times_as_long(folder, arguments, loading):
    """Return how many times as much of the processor's time a command takes as loading the libraries that it stands on.

    Of several turns, each of both in fresh processes, the least: what else the machine does can only be in the way. Byte code
    is kept, as pip keeps it when it installs a package, whatever this machine's settings say.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    commands = ["-m", "mobsim", *arguments], ["-c", loading]
    turns = [[processor_time(command, environment) for command in commands] for _ in range(4)]
    return min(whole / libraries for whole, libraries in turns[1:])


@pytest.mark.long
def test_help_and_check_are_quick(tmp_path):
    assert times_as_long(tmp_path, ["--help"], COMMAND_LINE) < 1.6
    assert times_as_long(tmp_path, ["check", "columbus"], READERS) < 1.75


@pytest.mark.parametrize("arguments", [["--help"], ["check", "columbus"], ["list"], ["explain", "day"]])
def test_nothing_heavy_is_imported(arguments):
    program = (
        "import sys\nfrom mobsim.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as ended:\n    assert not ended.code\n"
        f"print('heavy:', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy:"


@pytest.mark.parametrize("option", [["--plan"], ["--longest", "60"], ["--cluster", "tcp://here:1"], ["--replay", "0"]])
def test_a_trial_takes_no_option_that_it_would_not_heed(capsys, option):
    code, _, reported = answer(capsys, "sweep", "trials/bad_contact", *option)
    assert code == 2
    assert f"{option[0]} = " in reported
    assert "is not for trials" in reported


def test_the_version_is_told(capsys):
    assert answer(capsys, "--version") == (0, f"mobsim {mobsim.__version__}\n", "")


def test_an_unknown_command_or_option_ends_with_2(capsys):
    assert answer(capsys, "chekc")[0] == 2
    assert answer(capsys, "check")[0] == 2
    assert answer(capsys, "check", "columbus", "--jason")[0] == 2


def test_several_files_are_checked_at_once(capsys):
    code, out, err = answer(capsys, "check", "columbus", "nowhere", "south_simcoe")
    assert code == 2
    assert out.count(": good.") == 2
    assert len(err.splitlines()) == 1


def test_data_files_are_checked_on_their_own(capsys):
    folder = mobsim.load_scenario("columbus").folder
    code, out, _ = answer(capsys, "check", folder / "areas.geojson", folder / "edges.csv")
    assert code == 0
    assert "49 areas, 100 pairs that share a border and 18 that meet in a corner; columns: CRIME, INC, HOVAL" in out
    assert "118 rows; columns: a, b" in out


def test_a_good_experiment_is_good(tmp_path, capsys):
    file = tmp_path / "two.toml"
    file.write_text(EXPERIMENT)
    code, out, err = answer(capsys, "check", file)
    assert (code, err) == (0, "")
    assert "factorial over 3 factors" in out


def test_outcomes_of_a_type_that_only_the_town_has_can_be_kept(tmp_path, capsys):
    """Check and sweep look at the town, not at a list of their own."""
    town = tmp_path / "town.toml"
    town.write_text(
        'schema = 1\ntitle = "Town"\n[community]\nofficers = 9\n[community.synthetic]\nneighbourhoods = 4\n'
        '[[problems]]\nname = "arson"\nabout = "Fires."\nceiling = 0.02\ngo_ahead = -1.0\nby_need = 1.0\nby_opportunity = 1.0\n'
        'agency = "housing"\ncrime = true\nvictim = true\npriority = 1\n'
        'kinds = [{ name = "arson", share = 1.0, reported = 0.5, severity = 3.0, cleared = 0.2, days_out = 9.0 }]\n'
    )
    file = tmp_path / "fires.toml"
    for kept, code in (("recorded_arson", 0), ("recorded_arsons", 2)):
        text = EXPERIMENT.replace('"columbus"', '"town.toml"').replace('"true_crime"', f'"{kept}"')
        file.write_text(text)
        found, _, err = answer(capsys, "check", town, file)
        assert found == code, err
    assert "outcomes.keep[2] = 'recorded_arsons': is not a known outcome. Did you mean 'recorded_arson'?" in err


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        (
            "strategy.leadership",
            "strategy.leadershp",
            "factors.strategy.leadershp: is not a known factor. Did you mean",
        ),
        ("0.8]", "8]", "factors.strategy.leadership = 8: must lie between 0 and 1"),
        ("low = 4.0", "low = 24.0", "must have low below high"),
        ("high = 14.0", "high = 140.0", "must lie between 1 and 20"),
        ('"factorial"', '"factorail"', "design = 'factorail'"),
        ('"columbus"', '"colombus"', "scenario = 'colombus': there is no such scenario. Did you mean 'columbus'?"),
        ('"harm"', '"hram"', "outcomes.keep[1] = 'hram': is not a known outcome. Did you mean 'harm'?"),
        ("seeds = 40", "seeds = 0", "replicates.seeds = 0"),
        ("[0.2, 0.8]", "[]", "factors.strategy.leadership = []: has no levels"),
        ("weekly = true", "weekly = 1", "outcomes.weekly = 1: must be true or false"),
    ],
)
def test_what_is_wrong_in_an_experiment_is_told(old, new, reported, tmp_path, capsys):
    file = tmp_path / "two.toml"
    file.write_text(EXPERIMENT.replace(old, new, 1))
    code, _, err = answer(capsys, "check", file)
    assert code == 2
    assert reported in err


def test_lists_name_what_there_is(capsys):
    assert [line.split()[0] for line in answer(capsys, "list", "scenarios")[1].splitlines() if line[0] != " "] == [
        "calderdale", "columbus", "mesa_streets", "ontario", "south_simcoe", "toronto",
    ]  # fmt: skip
    everything = answer(capsys, "list")[1]
    for name in (*SETTABLE, *PRESETS, "strategy.lead", "true_crime"):
        assert name in everything
    code, _, err = answer(capsys, "list", "scenario")
    assert code == 2
    assert "'scenarios'" in err


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        ("trust.bad_contact_weight", ["times", "1 to 20", "Skogan", "fitted: fitted to all published targets"]),
        ("bad_contact_weight", ["trust.bad_contact_weight (parameter)"]),
        ("strategy.risk_focus", ["lever of a strategy", "[strategies.NAME]"]),
        ("full_model", ["(strategy)", "adaptive", "social_share"]),
        ("theft", ["(problem type)", "housing", "break_in 21%"]),
        ("break_in", ["(kind of incident of type theft)", "54%"]),
        ("harm", ["(outcome)"]),
        ("police_misconduct", ["(event)"]),
        ("heller_2014", ["Summer jobs", "delivery.need_per_hour"]),
        ("columbus", ["(scenario)"]),
        ("day", ["1. Officers are deployed", "7. Initiatives deliver"]),
        ("week", ["feelings travel"]),
        ("cycle", ["2. Forums are held"]),
    ],
)
def test_a_name_is_explained(name, reported, capsys):
    code, out, _ = answer(capsys, "explain", name)
    assert code == 0
    for each in reported:
        assert each in out


def test_a_mistyped_name_is_answered_with_the_nearest(capsys):
    code, out, err = answer(capsys, "explain", "collaberation")
    assert (code, out) == (2, "")
    assert "'collaboration'" in err


def test_the_schema_of_a_scenario_holds_every_parameter_with_its_bounds(capsys):
    reported = json.loads(answer(capsys, "schema")[1])
    parameters = reported["properties"]["parameters"]["properties"]
    assert set(parameters) == set(SETTABLE)
    assert parameters["trust.bad_contact_weight"]["maximum"] == 20
    assert {"schema", "community", "strategies", "events"} <= set(reported["properties"])
    assert reported["additionalProperties"] is False


def test_the_schema_of_an_experiment_is_told_and_no_other(capsys):
    reported = json.loads(answer(capsys, "schema", "experiment")[1])
    assert "morris" in json.dumps(reported["properties"]["design"])
    assert answer(capsys, "schema", "experimet")[0] == 2


def keys_of(reported, where=""):
    """Every key of a JSON Schema, with the path to it, at any depth."""
    for name, definition in reported.get("$defs", {}).items():
        yield from keys_of(definition, f"{name}.")
    for name, key in reported.get("properties", {}).items():
        yield where + name, key
        yield from keys_of(key, f"{where}{name}.")


@pytest.mark.parametrize("of", ["scenario", "experiment"])
def test_the_schema_gives_every_key_a_meaning_and_every_number_a_unit(of, capsys):
    keys = dict(keys_of(json.loads(answer(capsys, "schema", of)[1])))
    assert len(keys) > 60
    for name, key in keys.items():
        words = key.get("description", "")
        assert len(words.split()) >= 3, name
        assert words[0].isupper() or words[0] == "`", name
        assert words[-1] in ".]", name
        kinds = {each.get("type") for each in [key, *key.get("anyOf", [])]}
        if kinds & {"number", "integer"} and name.rpartition(".")[2] not in ("seed", "schema"):
            assert key.get("unit"), name


def test_keys_left_out_have_a_default_in_the_schema_or_in_words(capsys):
    reported = json.loads(answer(capsys, "schema")[1])
    for name, table in [("scenario", reported), *reported["$defs"].items()]:
        for key, about in table["properties"].items():
            # Tables that change what ships, and levers, keep what was there; a number has its default, or says it.
            optional = key not in table.get("required", []) and name not in (
                "KindTable",
                "ProblemTable",
                "StrategyTable",
            )
            if optional and {"number", "integer"} & {each.get("type") for each in [about, *about.get("anyOf", [])]}:
                printed = "left out" in about["description"] or "instead of" in about["description"]
                alone = "or give" in about["description"] or "for `" in about["description"]
                assert about.get("default") is not None or printed or alone, f"{name}.{key}"


def test_an_interruption_ends_with_130(capsys, monkeypatch):
    def interrupted(name, *, ignore_memory):
        raise KeyboardInterrupt

    monkeypatch.setattr("mobsim.cli.inspection.inspect", interrupted)
    code, _, err = answer(capsys, "check", "columbus")
    assert code == 130
    assert "interrupted" in err
