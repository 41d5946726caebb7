"""Everything that is wrong in all files of a town or an experiment is reported in one reading, without what follows from it."""

import copy
import random
import tomllib

import pytest
from bad_inputs import ALL, Bad
from good_town import files, write

from mobsim.cli.inspection import inspect
from mobsim.errors import InputErrors, MobsimError
from mobsim.scenario.reading import load_scenario

APART = {
    # What these break takes the ground from under others: the whole file cannot be read, or lacks what others change.
    "quotation mark open", "key twice", "bracket open", "not JSON", "another kind of GeoJSON", "id column unknown",
    "id twice", "id empty", "community missing", "community twice", "parameters not a table", "areas missing",
    "areas not there", "areas elsewhere", "areas absolute", "areas a folder", "edges without header",
    "edges of other columns", "edges with one end", "edges with three ends",
}  # fmt: skip

KIN = (
    # One mistake of each: where the first is made, what the others break cannot be known.
    {bad.what for bad in ALL if bad.field == "days"} | {"event after the end"},
    {bad.what for bad in ALL if bad.field == "title"} | {"event in another town"},
    {bad.what for bad in ALL if bad.field.startswith("problems")} | {"risk of an unknown type", "agency unknown"},
    {bad.what for bad in ALL if "residents" in bad.what or "population" in bad.what or bad.field.startswith("people")}
    | {"scale too small", "a village of two"},
    {bad.what for bad in ALL if bad.field.startswith(("community.deprivation", "income", "inkome"))},
    {bad.what for bad in ALL if bad.field.startswith(("community.risks", "burglar"))} | {"turnover in per cent"},
    {bad.what for bad in ALL if bad.field.startswith("strategies")},
    {bad.what for bad in ALL if bad.field.startswith("calendar.weekday")},
    {bad.what for bad in ALL if bad.field.startswith("events[1].")},
    {bad.what for bad in ALL if bad.field.startswith("events[2].")},
)


def broken(texts: dict[str, str], bad: Bad) -> dict[str, str] | None:
    """Break one thing more, or return None where another took its place."""
    text = texts[bad.file]
    return {**texts, bad.file: text.replace(bad.old, bad.new, 1)} if bad.old in text else None


def is_reported(bad: Bad, printed: list[str]) -> bool:
    file = bad.reported_in or bad.file
    parts = (file, bad.field.lower(), bad.value.lower(), bad.remedy.rstrip(".").lower())
    return any(all(part in each.lower() or (part == file and file in each) for part in parts) for each in printed)


@pytest.mark.parametrize("seed", range(30))
def test_several_mistakes_in_several_files_make_as_many_messages(seed, tmp_path):
    chance = random.Random(seed)
    texts, chosen, spots = files(), [], []
    for bad in chance.sample([bad for bad in ALL if bad.what not in APART], 30):
        then = broken(texts, bad)
        # Two mistakes in one place, or in what one message names, are one.
        if then is None or any(bad.field == other or bad.old in old or old in bad.old for other, old in spots):
            continue
        if any(bad.what in kin and any(other.what in kin for other in chosen) for kin in KIN):
            continue
        texts, chosen, spots = then, [*chosen, bad], [*spots, (bad.field, bad.old)]
    assert len(chosen) > 3
    printed = [str(error) for error in inspect(str(write(tmp_path / "town", texts))).errors]
    untold = [bad.what for bad in chosen if not is_reported(bad, printed)]
    assert untold == [], "\n".join(printed)
    assert len(printed) == len(chosen), "\n".join(printed)


def test_check_says_what_loading_says(tmp_path):
    text = files()["scenario.toml"].replace("days = 364", "days = 0").replace('"ours"', '"hours"')
    file = write(tmp_path / "town", {"scenario.toml": text, "edges.csv": "a,b\na,z\n"})
    with pytest.raises(InputErrors) as caught:
        load_scenario(file)
    assert [str(error) for error in inspect(str(file)).errors] == [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("old", "new", "printed"),
    [
        (
            '[strategies.mine]\nextends = "full_model"',
            "[strategies]\nmine = 5\n[strategies.yours]",
            ["strategies.mine = 5"],
        ),
        ("day = 100", 'day = "100"', ["events[1].day = '100'"]),
        ("[[events]]\nday = 100", "[[events]]", ["events[1].day: is missing"]),
        ('kind = "police_misconduct"', 'kind = "misconduct"', ["events[1].kind = 'misconduct'"]),
        ('name = "theft"\nceiling', 'nmae = "theft"\nceiling', ["problems[1].nmae = 'theft'"]),
        ("burn_in_days", "burnin_days", ["burnin_days = 28"]),
        ("officers_per_100k = 150", 'officers_per_100k = "150"', ["community.officers_per_100k = '150'"]),
        ('population = "people"', "population = 5", ["community.population = 5"]),
        ("[community]", "[comunity]", ["comunity = "]),
    ],
)
def test_one_mistake_makes_one_message(old, new, printed, tmp_path):
    text = files()["scenario.toml"]
    assert old in text
    found = [
        str(error) for error in inspect(str(write(tmp_path / "town", {"scenario.toml": text.replace(old, new)}))).errors
    ]
    assert len(found) == len(printed), found
    for part, message in zip(printed, found, strict=True):
        assert part in message


EXPERIMENT = """\
schema = 1
title = "Everything at once"
scenario = "town/scenario.toml"
design = "factorial"
strategies = ["status_quo", "mine"]
[fixed]
"parameters.trust.misconduct" = 0.2
[factors]
"strategy.leadership" = [0.2, 0.8]
"scenario.community.officers_per_100k" = [100, 200]
[replicates]
seeds = 3
[outcomes]
keep = ["harm"]
"""
MISTAKES = {
    "title": ('title = "Everything at once"', "title = 4"),
    "samples": ('design = "factorial"', 'design = "factorial"\nsamples = 4'),
    "strategies[2]": ('"mine"]', '"mien"]'),
    "fixed.parameters.trust.misconduct": ('misconduct" = 0.2', 'misconduct" = 2.0'),
    "factors.strategy.leadership": ("[0.2, 0.8]", "[0.2, 8]"),
    "outcomes.keep[1]": ('"harm"', '"hram"'),
    "factors": ("[100, 200]", "[100, -1]"),
    "replicates": ("seeds = 3", "seeds = 3\nprecision = 0.1"),
    "community.areas": None,
}


def test_an_experiment_and_its_town_are_told_of_at_once(tmp_path):
    assert inspect(str(_experiment(tmp_path / "good", EXPERIMENT))).ok
    text = EXPERIMENT
    for change in filter(None, MISTAKES.values()):
        assert change[0] in text
        text = text.replace(*change, 1)
    printed = [str(error) for error in inspect(str(_experiment(tmp_path / "bad", text))).errors]
    for field in (field for field, change in MISTAKES.items() if change is not None):
        assert sum(f"bad/two.toml: {field} =" in each or f"bad/two.toml: {field}:" in each for each in printed) == 1, (
            field
        )
    assert len(printed) == len(MISTAKES) - 1
    there = _experiment(tmp_path / "worse", text, town={"areas.geojson": None})
    printed = [str(error) for error in inspect(str(there)).errors]
    assert any("community.areas = 'areas.geojson': is not a file" in each for each in printed)
    assert any("strategies[2] = 'mien'" in each for each in printed)


@pytest.mark.parametrize("field", [field for field, change in MISTAKES.items() if change is not None])
def test_one_mistake_of_an_experiment_makes_one_message(field, tmp_path):
    text = EXPERIMENT.replace(*MISTAKES[field], 1)
    (error,) = inspect(str(_experiment(tmp_path, text))).errors
    assert str(error.field).startswith(field)


def _experiment(folder, text, town=None):
    write(folder / "town", town)
    file = folder / "two.toml"
    file.write_text(text)
    return file


def test_content_is_not_changed_by_its_check(tmp_path):
    from mobsim.scenario.reading import build_scenario

    file = write(tmp_path / "town")
    content = tomllib.loads(
        files()["scenario.toml"].replace("days = 364", "dayz = 364").replace("day = 100", "day = -1")
    )
    before = copy.deepcopy(content)
    with pytest.raises(MobsimError):
        build_scenario(content, file)
    assert content == before
