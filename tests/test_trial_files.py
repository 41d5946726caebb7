"""Trial files: whatever is wrong is told in one message with file, field, value and remedy; what ships is good."""

import json
from typing import get_args

import pytest

from mobsim.cli import main
from mobsim.errors import InputErrors, ScenarioError, UsageError
from mobsim.scenario.experiment_checks import IN_TRIALS
from mobsim.scenario.experiment_schema import ExperimentFile
from mobsim.scenario.shipped import shipped_experiments
from mobsim.scenario.trial import SEEDS, load_trial
from mobsim.scenario.trial_checks import SUITS
from mobsim.scenario.trial_tables import ContactTable, InitiativeTable, PatrolTable, Treatment

PLACES = """\
schema = 1
title = "A patrol"
scenario = "columbus"
design = "trial"
strategy = "status_quo"
days = 364
[replicates]
seeds = 4
[trial]
units = "places"
treated = 10
controls = 12
allocation = "worst"
pool = 40
by = "theft"
apart = 2
buffer = 1
start = 28
end = 364
before = 182
waves = [28, 364]
[[trial.treatments]]
kind = "patrol"
hours = 2.0
[[trial.both_arms]]
kind = "engagement"
hours = 1.0
follow_up = 0.5
"""
RESIDENTS = """\
schema = 1
title = "Summer work"
scenario = "columbus"
design = "trial"
[trial]
units = "residents"
treated = 50
allocation = "neediest"
ages = ["15-24"]
[[trial.treatments]]
kind = "initiative"
measure = "social"
money = 50.0
"""
NEIGHBOURHOODS = """\
schema = 1
title = "Beats"
scenario = "columbus"
design = "trial"
[trial]
units = "neighbourhoods"
treated = 10
allocation = "matched_pairs"
[[trial.treatments]]
kind = "rotation"
moves_per_year = 0.0
"""
SHIPPED = [name for name in shipped_experiments() if name.startswith("trials/")]


def write(folder, text):
    file = folder / "mine.toml"
    file.write_text(text)
    return file


def reported(capsys, *arguments):
    """Run a command in this process; return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as ended:
        main([*map(str, arguments)])
    captured = capsys.readouterr()
    return ended.value.code or 0, captured.out, captured.err


@pytest.mark.parametrize("text", [PLACES, RESIDENTS, NEIGHBOURHOODS])
def test_good_files_are_good(text, tmp_path, capsys):
    code, out, err = reported(capsys, "check", write(tmp_path, text))
    assert (code, err) == (0, "")
    assert "a trial of" in out


BAD = [
    ("no trial", RESIDENTS, '"trial"', '"grid"', "design = 'grid'", 'set design = "trial"'),
    ("unknown units", PLACES, '"places"', '"place"', "trial.units = 'place'", "did you mean 'places'"),
    ("nobody treated", PLACES, "treated = 10", "treated = 0", "trial.treated = 0", "at least 1"),
    ("part of a unit", PLACES, "treated = 10", "treated = 9.5", "trial.treated = 9.5", "whole number"),
    ("treated missing", PLACES, "treated = 10", "", "trial.treated", "treated ="),
    ("mistyped key", PLACES, "apart = 2", "apert = 2", "trial.apert = 2", "'apart'"),
    ("neediest places", PLACES, '"worst"', '"neediest"', "trial.allocation = 'neediest'", 'take "worst"'),
    ("worst residents", RESIDENTS, '"neediest"', '"worst"', "trial.allocation = 'worst'", 'take "neediest"'),
    ("small pool", PLACES, "pool = 40", "pool = 21", "trial.pool = 21", "give at least 22"),
    ("idle pool", NEIGHBOURHOODS, "treated = 10", "treated = 10\npool = 40", "trial.pool = 40", "leave it out"),
    ("unlike pairs", NEIGHBOURHOODS, "treated = 10", "treated = 10\ncontrols = 11", "trial.controls = 11", "leave it"),
    ("type unknown", PLACES, 'by = "theft"', 'by = "thefts"', "trial.by = 'thefts'", "theft"),
    ("no crime", PLACES, 'by = "theft"', 'by = "social_crisis"', "trial.by = 'social_crisis'", "take one of theft"),
    ("backwards", PLACES, "start = 28\nend = 364", "start = 364\nend = 300", "trial.start = 364", "swap them"),
    ("ends late", PLACES, "end = 364", "end = 400", "trial.end = 400", "set days = 400"),
    ("asks late", PLACES, "[28, 364]", "[28, 500]", "trial.waves = 500", "set days = 500"),
    ("asks early", PLACES, "[28, 364]", "[27, 364]", "trial.waves = 27", "leave it out"),
    ("long before", PLACES, "before = 182", "before = 365", "trial.before = 365", "give at most 364"),
    ("short before", PLACES, "before = 182", "before = 27", "trial.before = 27", "at least 28"),
    ("few asked", PLACES, "apart = 2", "apart = 2\nasked = 9", "trial.asked = 9", "at least 10"),
    ("apart areas", NEIGHBOURHOODS, "treated = 10", "treated = 10\napart = 2", "trial.apart = 2", "leave it out"),
    ("around people", RESIDENTS, "treated = 50", "treated = 50\nbuffer = 2", "trial.buffer = 2", "leave it out"),
    ("crime of people", RESIDENTS, "treated = 50", 'treated = 50\nby = "theft"', "trial.by = 'theft'", "leave it out"),
    ("ages of places", PLACES, "apart = 2", 'apart = 2\nages = ["65+"]', "trial.ages = ['65+']", "leave it out"),
    ("unknown age", RESIDENTS, '"15-24"', '"15-25"', "trial.ages[1] = '15-25'", "'15-24'"),
    ("too many areas", NEIGHBOURHOODS, "treated = 10", "treated = 25", "trial.treated = 25", "take fewer"),
    ("too many places", PLACES, 'treated = 10\ncontrols = 12\nallocation = "worst"\npool = 40', "treated = 3000",
     "trial.treated = 3000", "take fewer"),
    ("too far apart", PLACES, "apart = 2", "apart = 60", "trial.treated = 10", "(trial.apart)"),
    ("few so old", RESIDENTS, 'treated = 50\nallocation = "neediest"\nages = ["15-24"]',
     'treated = 5000\nages = ["65+"]', "trial.treated = 5000", "more ages (trial.ages)"),
    ("too many people", RESIDENTS, "treated = 50", "treated = 40000", "trial.treated = 40000", "take fewer"),
    ("no treatment", RESIDENTS, RESIDENTS[RESIDENTS.index("[[") :], "", "trial.treatments", "[[trial.treatments]]"),
    ("unknown kind", PLACES, '"patrol"', '"patrols"', "trial.treatments[1].kind = 'patrols'", "'patrol'"),
    ("no kind", PLACES, 'kind = "patrol"', "", "trial.treatments[1].kind", "is missing"),
    ("no hours", PLACES, "hours = 2.0", "hours = 0.0", "trial.treatments[1].hours = 0.0", "greater than 0"),
    ("another's key", PLACES, "hours = 2.0", "hours = 2.0\nskill = 0.1", "trial.treatments[1].skill = 0.1", "not a known key"),
    ("share above 1", PLACES, "follow_up = 0.5", "follow_up = 1.5", "trial.both_arms[1].follow_up = 1.5", "at most 1"),
    ("patrol of people", RESIDENTS, '"initiative"\nmeasure = "social"\nmoney', '"patrol"\nhours',
     "trial.treatments[1].kind = 'patrol'", "set units to places or neighbourhoods"),
    ("forums at places", PLACES, '"engagement"\nhours = 1.0\nfollow_up = 0.5', '"forums"\ninvited_per_1000 = 5.0',
     "trial.both_arms[1].kind = 'forums'", "set units to neighbourhoods"),
    ("built people", RESIDENTS, '"social"', '"situational"', "trial.treatments[1].measure = 'situational'", "social"),
    ("problem unknown", PLACES, '"patrol"\nhours = 2.0', '"initiative"\nmeasure = "situational"\nproblem = "theift"',
     "trial.treatments[1].problem = 'theift'", "take one of worst, every, theft"),
    ("social for all", RESIDENTS, "money = 50.0", 'problem = "every"', "trial.treatments[1].problem = 'every'", "worst"),
    ("strategy unknown", PLACES, '"status_quo"', '"statusquo"', "strategy = 'statusquo'", "'status_quo'"),
    ("scenario unknown", PLACES, '"columbus"', '"colombus"', "scenario = 'colombus'", "'columbus'"),
    ("idle fixed", PLACES, "[replicates]", '[fixed]\n"trust.misconduct" = 0.2\n[replicates]', "fixed", "leave it out"),
    ("idle seed", PLACES, "days = 364", "days = 364\nseed = 5", "seed", "has no effect in a trial"),
    ("idle resolution", PLACES, "days = 364", "days = 364\nresolution = 4", "resolution", "has no effect in a trial"),
    ("idle outcomes", PLACES, "[replicates]", "[outcomes]\nweekly = true\n[replicates]", "outcomes", "no effect"),
    ("idle reach", RESIDENTS, "money = 50.0", "money = 50.0\nreached = 3", "trial.treatments[1].reached = 3", "leave it"),
    ("idle targets", RESIDENTS, "money = 50.0", "targets = 3", "trial.treatments[1].targets = 3", "leave it out"),
    ("idle samples", PLACES, "days = 364", "days = 364\nsamples = 10", "samples", "has no effect in a trial"),
    ("idle precision", PLACES, "seeds = 4", "precision = 0.1", "replicates.precision = 0.1", "number of seeds"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "remedy", "text"), [
    pytest.param(old, new, field, remedy, text, id=what) for what, text, old, new, field, remedy in BAD
])  # fmt: skip
def test_one_message_names_file_field_value_and_remedy(old, new, field, remedy, text, tmp_path, capsys):
    assert old in text, "the case breaks nothing"
    file = write(tmp_path, text.replace(old, new, 1))
    code, out, err = reported(capsys, "check", file)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1, err
    assert err.startswith(f"mobsim: {file}: {field}"), err
    assert remedy.lower() in err.lower(), err


def test_all_that_is_wrong_is_told_at_once(tmp_path, capsys):
    text = PLACES.replace("pool = 40", "pool = 4").replace("before = 182", "before = 1820").replace("364]", "365]")
    code, _, err = reported(capsys, "check", write(tmp_path, text))
    assert (code, len(err.splitlines())) == (2, 3)
    with pytest.raises(InputErrors):
        load_trial(write(tmp_path, text))


def test_every_key_of_an_experiment_has_an_effect_in_a_trial_or_is_refused(tmp_path):
    values = {
        "strategies": '["status_quo"]', "seed": "3", "samples": "4", "resolution": "3", "fixed": '{ "trust.misconduct" = 0.2 }',
        "factors": '{ "strategy.leadership" = [0.2, 0.8] }', "points": '[{ "strategy.leadership" = 0.2 }]',
        "outcomes": '{ keep = ["harm"] }',
    }  # fmt: skip
    elsewhere = {"own", "search"}  # refused in words of their own, by tests beside what they are for
    assert (
        set(values)
        == {info.alias or name for name, info in ExperimentFile.model_fields.items()}
        - IN_TRIALS
        - {"schema"}
        - elsewhere
    )
    for key, value in values.items():
        text = NEIGHBOURHOODS.replace("[trial]", f"{key} = {value}\n[trial]")
        with pytest.raises(ScenarioError, match="has no effect in a trial") as caught:
            load_trial(write(tmp_path, text))
        assert caught.value.field == key


def test_a_trial_and_its_town_are_told_of_at_once(tmp_path, capsys):
    (tmp_path / "scenario.toml").write_text(
        'schema = 1\ntitle = "Town"\n[community]\nofficers = 2\nsynthetic = { neighbourhoods = 4 }\n[leders]\ncouncillors = 3\n'
    )
    text = PLACES.replace('"columbus"', '"scenario.toml"').replace("treated = 10", 'treated = "ten"')
    text = (
        text.replace('by = "theft"', 'by = "thefts"').replace('"status_quo"', '"statusquo"').replace("[28, 364]", "[2]")
    )
    code, _, err = reported(capsys, "check", write(tmp_path, text))
    for part in (
        "mine.toml: trial.treated = 'ten'", "mine.toml: trial.by = 'thefts'", "mine.toml: strategy = 'statusquo'",
        "mine.toml: trial.waves = 2", "scenario.toml: leders = ",
    ):  # fmt: skip
        assert part in err
    assert (code, len(err.splitlines())) == (2, 5)


def test_defaults_are_those_of_the_page(tmp_path):
    trial = load_trial(write(tmp_path, NEIGHBOURHOODS))
    assert (trial.name, trial.days, trial.seeds, trial.strategy) == ("mine", 364, SEEDS, "status_quo")
    assert trial.table.units_needed == 20
    later = NEIGHBOURHOODS.replace("treated = 10", "treated = 10\nwaves = [28, 400]")
    assert load_trial(write(tmp_path, later)).days == 400


def test_check_answers_in_json(tmp_path, capsys):
    code, out, _ = reported(capsys, "check", "--json", write(tmp_path, PLACES.replace("pool = 40", "pool = 4")))
    (error,) = json.loads(out)["files"][0]["errors"]
    assert code == 2
    assert (error["field"], error["value"]) == ("trial.pool", 4)


def test_every_treatment_says_which_units_it_suits():
    kinds = {get_args(table.model_fields["kind"].annotation)[0] for table in get_args(get_args(Treatment)[0])}
    assert kinds == set(SUITS)
    assert all(SUITS.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_good(name):
    trial = load_trial(name)
    assert trial.name == name.removeprefix("trials/") == load_trial(trial.name).name
    assert trial.title
    assert trial.about.strip()


def test_what_ships_is_listed_with_its_title(capsys):
    code, out, _ = reported(capsys, "list", "experiments")
    assert code == 0
    for name in SHIPPED:
        assert name in out
    assert "Hot-spot patrol" in out


def test_a_mistyped_name_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="hot_spot_patrol"):
        load_trial("trials/hot_spot_patrl")


def test_kinds_are_read_as_their_own_tables():
    assert isinstance(load_trial("hot_spot_patrol").table.treatments[0], PatrolTable)
    assert isinstance(load_trial("problem_oriented").table.treatments[0], InitiativeTable)
    assert isinstance(load_trial("good_contact").table.treatments[0], ContactTable)
