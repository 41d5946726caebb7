"""Crime files of a fit: every row is used, or named; what lacks, stands twice or may be something else is asked."""

import random
from itertools import product

import numpy as np
import pytest
from calibrated_town import NAMES, TARGETS, write_town
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobsim.calibration.figures import read_figures
from mobsim.cli import main
from mobsim.cli.inspection import inspect
from mobsim.errors import InputErrors, MobsimError

TYPES, YEARS = ("burglary", "other_theft", "fights"), (2021, 2022, 2023)
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def figures_at_random(seed=3):
    chance = random.Random(seed)
    return {key: chance.randint(1, 40) for key in product(NAMES, TYPES, YEARS)}


def write_rows(rows, head="quarter;offence;year;count"):
    return "\n".join([head, *rows]) + "\n"


def rows_of(figures):
    return [f"{place};{kind};{year};{count}" for (place, kind, year), count in figures.items()]


@pytest.fixture
def town(tmp_path):
    """Write a town with figures at random; return a function that reads them with some files changed."""
    write_town(tmp_path)

    def reading(rows=None, targets=None, scenario=None, **files):
        (tmp_path / "crimes.csv").write_text(write_rows(rows_of(figures_at_random())) if rows is None else rows)
        (tmp_path / "targets.toml").write_text(TARGETS if targets is None else targets)
        if scenario is not None:
            (tmp_path / "scenario.toml").write_text(scenario((tmp_path / "scenario.toml").read_text()))
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content)
        return read_figures(None, tmp_path / "targets.toml")

    reading.folder = tmp_path
    return reading


def refused(reading, *args, **kwargs):
    """Return the messages of a reading that is refused."""
    with pytest.raises(MobsimError) as caught:
        reading(*args, **kwargs)
    error = caught.value
    return [str(each) for each in (error.errors if isinstance(error, InputErrors) else [error])]


def test_every_row_counts_once_where_it_belongs(town):
    crime, figures = town().crime, figures_at_random()
    people = dict(zip(NAMES, crime.people, strict=True))
    assert crime.types == ("theft", "violence")
    for place, rate in zip(NAMES, crime.rate, strict=True):
        thefts = sum(figures[place, kind, year] for kind in TYPES[:2] for year in YEARS[:2])
        assert rate[0] == pytest.approx(1000 * thefts / people[place] / 2)
    kept = [1000 * figures[place, "fights", 2023] / people[place] for place in NAMES]
    assert crime.check_rate[:, 1] == pytest.approx(kept)


# Rows that lack


@QUICK
@given(st.sets(st.sampled_from(list(product(NAMES, TYPES, YEARS))), min_size=1, max_size=6))
def test_rows_that_lack_are_named_and_count_as_zero_only_if_declared(town, gone):
    figures = {key: count for key, count in figures_at_random().items() if key not in gone}
    (printed,) = refused(town, write_rows(rows_of(figures)))
    assert "crimes.csv: quarter: has no row for" in printed
    assert 'missing = "zero" under [crime]' in printed
    for place, kind, year in gone:
        assert f"{kind} in {year} of" in printed
        assert place in printed or "any neighbourhood" in printed
    declared = town(write_rows(rows_of(figures)), TARGETS.replace("groups = 2", 'groups = 2\nmissing = "zero"'))
    explicit = town(write_rows(rows_of({key: figures.get(key, 0) for key in figures_at_random()})))
    assert np.array_equal(declared.crime.rate, explicit.crime.rate)
    assert np.array_equal(declared.crime.check_rate, explicit.crime.check_rate)
    assert any(f'counted as 0 (missing = "zero", {len(gone)} rows)' in note for note in declared.notes)
    assert not explicit.notes


def test_a_year_without_any_row_is_named_once(town):
    printed = refused(town, None, TARGETS.replace("[2021, 2022]", "[2021, 2019]"))
    assert len(printed) == 1
    assert "year = 2019: is a year without rows. Choose from 2021, 2022, 2023" in printed[0]


# Rows that are not used


def test_rows_of_other_years_and_types_are_named_and_refuse_nothing(town):
    others = ["nowhere;burglary;2019;x", "north;arson;2021;?", "north;fights;total;99", "mill;burglary;2019;-4"]
    found = town(write_rows([*rows_of(figures_at_random()), *others]))
    assert np.array_equal(found.crime.rate, town().crime.rate)
    assert found.notes == ("crimes.csv has rows that are not used: offence 'arson' (1); year '2019' (2), 'total' (1).",)


@pytest.mark.parametrize("spelt", ["Burglary", "BURGLARY", " Burglary ", "burglary.", "bur-glary"])
def test_a_type_is_not_dropped_for_its_spelling(spelt, town):
    rows = write_rows(rows_of(figures_at_random())).replace("north;burglary", f"north;{spelt}")
    (printed,) = refused(town, rows)
    assert f"offence = '{spelt.strip()}': is not used, though 'burglary' is" in printed
    assert f'add "{spelt.strip()}" = "theft" under [crime.types]' in printed.replace("Add", "add")


def test_years_are_numbers_however_they_are_written(town):
    rows = write_rows(rows_of(figures_at_random())).replace(";2021;", ";2021.0;").replace(";2022;", ";2022.0;")
    assert np.array_equal(town(rows.replace(";2023;", ";2023.0;")).crime.rate, town().crime.rate)
    thousands = write_rows(rows_of(figures_at_random())).replace(";202", ";2,02")
    assert np.array_equal(town(thousands).crime.rate, town().crime.rate)


# Rows that stand twice


def test_a_row_that_stands_twice_is_refused_unless_counts_are_declared_to_be_parts(town):
    rows = write_rows([*rows_of(figures_at_random()), "north;burglary;2021;3"])
    (printed,) = refused(town, rows)
    assert "line 56 = '3': gives burglary of north in 2021 again after line 2" in printed
    found = town(rows, TARGETS.replace("groups = 2", 'groups = 2\nrepeated = "add"'))
    figures = figures_at_random()
    figures["north", "burglary", 2021] += 3
    assert np.array_equal(found.crime.rate, town(write_rows(rows_of(figures))).crime.rate)
    assert any("are added up (1 after the first)" in note for note in found.notes)


def test_rates_are_never_added_up(town):
    rates = [f"{place};{kind};{year};{count},5" for (place, kind, year), count in figures_at_random().items()]
    targets = TARGETS.replace('count = "count"', 'rate = "count"')
    assert town(write_rows(rates), targets).crime.rate[0, 1] == pytest.approx(
        sum(figures_at_random()["north", "fights", year] + 0.5 for year in YEARS[:2]) / 2
    )
    (printed,) = refused(town, write_rows([*rates, rates[0]]), targets)
    assert "keep one of the rows: rates cannot be added up" in printed.lower()
    again = refused(town, write_rows([*rates, rates[0]]), targets.replace("groups = 2", 'groups = 2\nrepeated = "add"'))
    assert any("crime.repeated = 'add': has an effect on counts only" in each for each in again)


def test_years_that_are_not_told_apart_are_asked_for(town):
    targets = TARGETS.replace('year = "year"\nfit_years', "fit_years").replace('count = "count"\n', 'count = "count"\n')
    targets = targets.replace("fit_years = [2021, 2022]\ncheck_years = [2023]\n", "").replace('year = "year"\n', "")
    (printed,) = refused(town, None, targets)
    assert 'year = "year", with fit_years' in printed


# Counts for rates


def test_whole_rates_may_be_counts_and_are_asked(town):
    targets = TARGETS.replace('count = "count"', 'rate = "count"')
    (printed,) = refused(town, None, targets)
    assert "crime.rate = 'count': holds whole numbers only, which may be counts of crimes" in printed
    assert 'write count = "count"' in printed.lower()
    declared = town(None, targets.replace("groups = 2", "groups = 2\nper = 100000"))
    figures = figures_at_random()
    assert declared.crime.rate[0, 1] == pytest.approx(
        sum(figures["north", "fights", year] for year in YEARS[:2]) / 2 / 100
    )


def test_counts_are_whole(town):
    rows = write_rows(rows_of(figures_at_random())).replace("north;burglary;2021;", "north;burglary;2021;0,5")
    (printed,) = refused(town, rows)
    assert "count in line 2" in printed
    assert "must be a whole number" in printed


def test_more_crimes_than_residents_are_refused(town):
    rows = [f"{place};{kind};{year};{count}000" for (place, kind, year), count in figures_at_random().items()]
    (printed,) = refused(town, write_rows(rows))
    assert "crime.count = 'count': makes more crimes in a year (theft, violence) than the town has residents" in printed


# Constants for data


@pytest.mark.parametrize(
    "change", [lambda text: text.replace('deprivation = "deprivation"\n', ""),
               lambda text: text.replace('deprivation = "deprivation"', "deprivation = 0.3")], ids=["none", "one"],
)  # fmt: skip
def test_fifths_of_deprivation_need_deprivation_that_differs(change, town):
    (printed,) = refused(town, None, TARGETS.replace("groups = 2", 'groups = 2\ngroup_by = "deprivation"'), change)
    assert (
        "crime.group_by = 'deprivation': cannot be made: deprivation of the scenario is the same everywhere" in printed
    )


def test_groups_of_crime_need_crime_that_differs(town):
    rows = write_rows([f"{place};{kind};{year};0" for place, kind, year in product(NAMES, TYPES, YEARS)])
    (printed,) = refused(town, rows)
    assert "crime.groups = 2: cannot be made: recorded theft is the same everywhere" in printed


# One checker, everything at once


def test_check_and_calibrate_say_the_same_of_everything_that_is_wrong(town, capsys):
    rows = write_rows(rows_of(figures_at_random())).replace("north;burglary;2021;", "nord;burglary;2021;x", 1)
    targets = TARGETS.replace("groups = 2", "gruops = 2").replace("low = 0.2", 'low = "0.2"').replace('"mill"', '"mil"')
    targets = targets.replace("by_need =", "by_ned =").replace("standard_error = 0.01\n", "")
    printed = refused(
        town, rows, targets, lambda text: text.replace("officers = 4", "officer = 4").replace("364", '"364"'),
        areas_csv="id,people,deprivation,x,y\n" + "".join(
            f"{name},{'?' if name == 'port' else 300},0.{n},{n},0\n" for n, name in enumerate(NAMES)
        ),
    )  # fmt: skip
    for part in (
        "targets.toml: crime.gruops", "targets.toml: parameters.insecurity.ground_mean.low = '0.2'",
        "targets.toml: problems.violence.by_ned", "targets.toml: survey[1].standard_error",
        "targets.toml: survey[2].neighbourhood = 'mil'", "scenario.toml: community.officer",
        "scenario.toml: days = '364'", "areas.csv: people of area port = '?'",
        "crimes.csv: count in line 2 = 'x", "crimes.csv: quarter in line 2 = 'nord'",
    ):  # fmt: skip
        assert sum(part in each for each in printed) == 1, part
    assert len(printed) == 10
    folder = town.folder
    assert [str(error) for error in inspect(str(folder / "targets.toml")).errors] == printed
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", str(folder / "scenario.toml"), "--targets", str(folder / "targets.toml")])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert [each for each in printed if each not in err] == []


def test_check_needs_to_know_the_town(town):
    town()
    (town.folder / "elsewhere").mkdir()
    (town.folder / "elsewhere" / "crimes.csv").write_text(write_rows(rows_of(figures_at_random())))
    file = town.folder / "elsewhere" / "targets.toml"
    file.write_text(TARGETS)
    (error,) = inspect(str(file)).errors
    assert (error.field, "no scenario.toml lies beside" in str(error)) == ("scenario", True)
    file.write_text(TARGETS.replace("schema = 1", 'schema = 1\nscenario = "../scenario.toml"'))
    assert inspect(str(file)).ok
    file.write_text(TARGETS.replace("schema = 1", 'schema = 1\nscenario = "columbos"'))
    assert "scenario = 'columbos': there is no such scenario. Did you mean 'columbus'?" in str(
        inspect(str(file)).errors[0]
    )


def test_figures_may_be_held_against_another_town_than_they_name(town):
    town()
    file = town.folder / "targets.toml"
    file.write_text(TARGETS.replace("schema = 1", 'schema = 1\nscenario = "columbus"'))
    notes = read_figures(town.folder / "scenario.toml", file).notes
    assert any("names the scenario" in note and "held against" in note for note in notes)


def test_whatever_is_found_without_a_town_is_found_all_the_same(town):
    town()
    (town.folder / "scenario.toml").write_text("schema = ")
    targets = TARGETS.replace("people.prone_share", "people.prone_shar")
    rows = write_rows(rows_of(figures_at_random())).replace("north;burglary;2021;", "north;burglary;2021;x")
    printed = refused(town, rows, targets)
    assert len(printed) == 3
    assert sum("crimes.csv: count in line 2" in each for each in printed) == 1
