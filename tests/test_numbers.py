"""A number that is read from a cell is the number that its author meant, or is refused with a question."""

import csv
import io
import json
import re
import tomllib
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mobsim.errors import MobsimError
from mobsim.scenario import plain_columns
from mobsim.scenario.numbers import Expected, NumberColumn, read_numbers
from mobsim.scenario.reading import load_scenario
from mobsim.scenario.readings import Notation

COUNT, RATE, SHARE, NUMBER = (
    Expected("count", 0.0), Expected("rate", 0.0), Expected("share", 0.0, 1.0), Expected("number")
)  # fmt: skip
QUICK = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(cells, expected=NUMBER, separator=",", **declared) -> NumberColumn:
    return read_numbers(cells, expected, Notation(separator=separator, **declared))


# What is decided


@pytest.mark.parametrize(
    ("cells", "expected", "separator", "values"),
    [
        (["12,480", "19,105", "13,020"], COUNT, ",", [12480, 19105, 13020]),
        (["12.480", "19.105", "13.020"], COUNT, ",", [12480, 19105, 13020]),
        (["14 200", "980"], COUNT, ";", [14200, 980]),
        (["14\u00a0200", "1\u202f024\u202f980"], COUNT, "\t", [14200, 1024980]),
        (["1’234", "5", "12'000"], COUNT, ",", [1234, 5, 12000]),
        (["12,34,567", "45,000"], COUNT, ",", [1234567, 45000]),
        (["1,000", "3"], COUNT, ",", [1000, 3]),
        (["1.000", "0.000", "2.000"], COUNT, ",", [1, 0, 2]),
        (["1000,0", "1500,0"], COUNT, ";", [1000, 1500]),
        (["1.250", "1.100"], RATE, ",", [1.25, 1.1]),
        (["1,250", "1,100"], RATE, ";", [1.25, 1.1]),
        (["1,250", "0,250"], RATE, ",", [1.25, 0.25]),
        (["1.250", "0.250"], RATE, ";", [1.25, 0.25]),
        (["1.250", "12,5"], RATE, ";", [1250, 12.5]),
        (["1,250", "1,250.5"], RATE, ";", [1250, 1250.5]),
        (["12,5", "1 250"], RATE, ",", [12.5, 1250]),
        (["1.250", "12480"], RATE, ",", [1.25, 12480]),
        (["1.000", "0.5"], SHARE, ";", [1, 0.5]),
        (["1,000"], SHARE, ",", [1]),
        (["20 %", "35,5%"], SHARE, ";", [0.2, 0.355]),
        (["-1.5", "−2.5", "– 3.5", "+4.5"], NUMBER, ",", [-1.5, -2.5, -3.5, 4.5]),
        (["1.5e3", "2E-1"], RATE, ",", [1500, 0.2]),
        ([".5", "12."], RATE, ",", [0.5, 12]),
        ([12480, 3.5, "1.5"], RATE, None, [12480, 3.5, 1.5]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_column_is_read_as_its_author_meant_it(cells, expected, separator, values):
    found = read(cells, expected, separator)
    assert found.question is None
    assert found.wrong == {}
    assert found.values.tolist() == values


@pytest.mark.parametrize(
    ("cells", "expected", "separator", "answers"),
    [
        (["1,250", "1,100"], RATE, ",", {1.25: 'decimal = ","', 1250: 'thousands = ","'}),
        (["1,250", "1,100"], RATE, "\t", {1.25: 'decimal = ","', 1250: 'thousands = ","'}),
        (["1,250"], RATE, None, {1.25: 'decimal = ","', 1250: 'thousands = ","'}),
        (["1.250", "1.100"], RATE, ";", {1.25: 'decimal = "."', 1250: 'thousands = "."'}),
        (["980", "1.250"], RATE, ",", {1.25: 'decimal = "."', 1250: 'thousands = "."'}),
        (["1,000", "2,000"], COUNT, ",", {1: 'decimal = ","', 1000: 'thousands = ","'}),
        (["1.250", "1,250"], RATE, ",", {1.25: 'thousands = ","', 1250: 'thousands = "."'}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_where_two_readings_remain_both_are_asked_with_the_key_that_answers(cells, expected, separator, answers):
    found = read(cells, expected, separator)
    assert found.question is not None
    assert dict(found.question.answers) == answers
    assert np.isnan(found.values).all()
    for value, key in answers.items():
        answered = read(cells, expected, separator, **tomllib.loads(key))
        assert answered.question is None
        assert answered.values[found.question.row] == value


@pytest.mark.parametrize(
    ("cells", "expected", "problem"),
    [
        (["12", "many"], COUNT, "is not a number"),
        (["12", ""], COUNT, "is not a number"),
        (["12", None], COUNT, "is not a number"),
        (["12", True], COUNT, "is not a number"),
        (["12", float("nan")], COUNT, "is not a number"),
        (["12", 10**400], COUNT, "is not a number"),
        (["12", "1e400"], COUNT, "is not a number"),
        (["12", "1_000"], COUNT, "is not a number"),
        (["12", "١٢"], COUNT, "is not a number"),
        (["12", "0x10"], COUNT, "is not a number"),
        (["12", "1.2.3"], COUNT, "is not a number"),
        (["12", "10-20"], COUNT, "is not a number"),
        (["12", "12.480e3,1"], COUNT, "is not a number"),
        (["12", "9" * 1_000_000], COUNT, "is not a number"),
        (["12", "5 %"], RATE, "has a percent sign where a plain number is wanted"),
        (["0.2", "5 %"], SHARE, "has a percent sign where others have none"),
        (["1.250,5", "1,250.5"], RATE, "bears other marks than '1.250,5' does"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_number_is_named_by_its_row(cells, expected, problem):
    assert read(cells, expected).wrong == {problem: [1]}


def test_a_cell_that_does_not_keep_to_the_declared_marks_is_no_number():
    found = read(["1.25", "1,250"], RATE, thousands=".")
    assert found.wrong == {'is not a number where thousands = "."': [0]}


@pytest.mark.parametrize(
    ("cells", "expected", "printed"),
    [
        (["12,480"], COUNT, "a comma marks thousands (12,480 is 12480)"),
        (["1.250"], RATE, "a point marks decimals (1.250 is 1.25)"),
        (["1’234"], COUNT, "an apostrophe marks thousands (1’234 is 1234)"),
        (["1.2E+04"], COUNT, "counts with an exponent (1.2E+04) may have lost their last digits"),
        (["20 %"], SHARE, "percentages are read as shares (20 % is 0.2)"),
        (["0.25", "12"], RATE, ""),
        (["0,25", "12"], RATE, ""),
    ],
)
def test_what_was_decided_is_noted_and_what_is_plain_is_not(cells, expected, printed):
    assert read(cells, expected).note == printed


@pytest.mark.parametrize(
    ("others", "value"),
    [({("decimal", ".")}, 1.25), ({("thousands", ".")}, None), ({("decimal", ",")}, None), (set(), None)],
)
def test_other_columns_of_a_file_speak_for_a_mark_or_against_it(others, value):
    found = read_numbers(["1.250"], RATE, Notation(separator=";"), lambda: frozenset(others))
    assert (found.question is None) == (value is not None)
    assert value is None or found.values.tolist() == [value]
    usual = read_numbers(["1.250"], RATE, Notation(separator=","), lambda: frozenset(others))
    assert (usual.question is None) == (not others or ("decimal", ".") in others)


# Numbers at random, in formats at random


class Locale(NamedTuple):
    """A way to write numbers, kept to throughout a column."""

    decimal: str
    thousands: str
    decimals: int | None  # None: as few as the number needs
    grouped_from: int  # digits of the shortest whole part that is grouped
    indian: bool
    minus: str

    def write(self, number: Decimal) -> str:
        text = f"{abs(number):f}" if self.decimals is None else f"{abs(number):.{self.decimals}f}"
        whole, _, fraction = text.partition(".")
        if self.decimals is None:
            fraction = fraction.rstrip("0")
        if self.thousands and len(whole) >= self.grouped_from:
            whole = self.group(whole)
        return (self.minus if number < 0 else "") + whole + (self.decimal + fraction if fraction else "")

    def group(self, whole: str) -> str:
        size = 2 if self.indian else 3
        parts, left = [whole[-3:]], whole[:-3]
        while left:
            parts, left = [left[-size:], *parts], left[:-size]
        return self.thousands.join(parts)


LOCALES = st.builds(
    Locale,
    decimal=st.sampled_from(".,"),
    thousands=st.sampled_from(["", ".", ",", " ", "\u00a0", "\u202f", "'", "’"]),
    decimals=st.none() | st.integers(0, 4),
    grouped_from=st.sampled_from([4, 5]),
    indian=st.booleans(),
    minus=st.sampled_from(["-", "−"]),
).filter(lambda locale: locale.decimal != locale.thousands and (not locale.indian or locale.thousands == ","))
SEPARATORS = st.sampled_from([",", ";", "\t", None])
WHOLE = st.integers(0, 3_000_000).map(Decimal) | st.integers(0, 2_000).map(Decimal)
BROKEN = st.decimals(-5_000, 5_000_000, places=4) | st.decimals(0, 3, places=3) | st.integers(0, 3).map(Decimal)


def meant(numbers, locale):
    """Return the numbers as they stand in the file, rounded to its decimals."""
    return [float(n if locale.decimals is None else round(n, locale.decimals)) for n in numbers]


def is_usual_decimal(locale, separator, found):
    """Whether all that was written can be decimals in the mark that goes with the separator, which is then taken and noted."""
    usual = "," if separator == ";" else "."
    return locale.thousands == usual and "marks decimals" in found.note


def assert_meant_or_asked(texts, numbers, locale, expected, separator):
    found, truth = read(texts, expected, separator), meant(numbers, locale)
    assert found.wrong == {}, (texts, found.wrong)
    if found.question is not None:
        answers = dict(found.question.answers)
        assert truth[found.question.row] in answers, (texts, answers)
        key = tomllib.loads(answers[truth[found.question.row]])
        found = read(texts, expected, separator, **key)
        assert found.question is None
    elif is_usual_decimal(locale, separator, found):
        return
    assert found.values.tolist() == truth, (texts, found)


def check_counts(numbers, locale, separator):
    texts = [locale.write(number) for number in numbers]
    found = read(texts, COUNT, separator)
    assert not ("marks decimals" in found.note and found.values.tolist() != meant(numbers, locale)), texts
    assert_meant_or_asked(texts, numbers, locale, COUNT, separator)


def check_numbers(numbers, locale, separator):
    texts = [locale.write(number) for number in numbers]
    assert_meant_or_asked(texts, numbers, locale, NUMBER, separator)


def check_shares(numbers, locale, separator):
    texts = [locale.write(number) for number in numbers]
    assert_meant_or_asked(texts, numbers, locale, SHARE, separator)


def check_percentages(numbers, locale, separator):
    found = read([f"{locale.write(100 * number)} %" for number in numbers], SHARE, separator)
    if found.question is None:
        assert found.values == pytest.approx(np.array(meant([100 * number for number in numbers], locale)) / 100)


def check_declared(numbers, locale, separator):
    plain = {"\u00a0": " ", "\u202f": " ", "’": "'"}.get(locale.thousands, locale.thousands)
    texts = [locale.write(number) for number in numbers]
    found = read(texts, NUMBER, separator, decimal=locale.decimal, thousands=plain)
    assert (found.question, found.wrong) == (None, {})
    assert found.values.tolist() == meant(numbers, locale)


SHARES = st.decimals(0, 1, places=4)
PROPERTIES = {
    "counts": (check_counts, WHOLE),
    "numbers": (check_numbers, BROKEN),
    "shares": (check_shares, SHARES),
    "percentages": (check_percentages, SHARES),
    "declared": (check_declared, BROKEN),
}


def hold(name, examples):
    check, numbers = PROPERTIES[name]
    at_random = given(st.lists(numbers, min_size=1, max_size=8), LOCALES, SEPARATORS)(check)
    settings(QUICK, max_examples=examples)(at_random)()


@pytest.mark.parametrize("name", PROPERTIES)
def test_numbers_in_any_format_are_read_as_meant_or_asked(name):
    hold(name, 80)


@pytest.mark.long
@pytest.mark.parametrize("name", PROPERTIES)
def test_many_more_numbers_in_any_format_are_read_as_meant_or_asked(name):
    hold(name, 10_000)


@QUICK
@given(
    st.lists(st.text("0123456789.,' -+eE%x\u00a0", max_size=9), max_size=6), SEPARATORS, st.sampled_from([COUNT, RATE])
)
def test_whatever_stands_in_a_column_each_cell_has_a_value_a_problem_or_a_question(cells, separator, expected):
    found = read(cells, expected, separator)
    problems = {row for rows in found.wrong.values() for row in rows}
    if found.question is None:
        assert problems == set(np.flatnonzero(np.isnan(found.values)).tolist())
    else:
        assert len({value for value, _ in found.question.answers}) > 1
        assert found.question.row not in problems


@QUICK
@given(
    st.lists(st.from_regex(r"-?[0-9]{1,5}([.,][0-9]{1,5})?", fullmatch=True), min_size=1, max_size=6),
    SEPARATORS,
    st.sampled_from([COUNT, RATE, NUMBER]),
)
def test_the_short_way_finds_what_the_long_way_finds(monkeypatch, cells, separator, expected):
    monkeypatch.setattr(plain_columns, "_FEWEST", 10**9)
    long = read(cells, expected, separator)
    monkeypatch.setattr(plain_columns, "_FEWEST", 1)
    short = read(cells, expected, separator)
    assert (short.question, short.wrong, short.note, short.proven) == (
        long.question,
        long.wrong,
        long.note,
        long.proven,
    )
    assert np.array_equal(short.values, long.values, equal_nan=True)


# Through a town's files

TOWN = """\
schema = 1
title = "Numbers"
[community]
areas = "areas.{kind}"
edges = "edges.csv"
population = "people"
deprivation = "poor"
officers_per_100k = 130
risks = {{ theft = {{ column = "theft", figures = "rates" }} }}
"""


def write_town(folder, rows, separator):
    """Write areas as CSV, or as GeoJSON where there is no separator."""
    kind = "geojson" if separator is None else "csv"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("areas.*"):
        stale.unlink()
    if separator is None:
        squares = [[[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]] for n in range(len(rows))]
        features = [
            {"type": "Feature", "properties": row, "geometry": {"type": "Polygon", "coordinates": ring}}
            for row, ring in zip(rows, squares, strict=True)
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
    else:
        out = io.StringIO()
        table = csv.DictWriter(out, list(rows[0]), delimiter=separator)
        table.writeheader()
        table.writerows(rows)
        text = out.getvalue()
    (folder / f"areas.{kind}").write_text(text, encoding="utf-8")
    (folder / "edges.csv").write_text("a,b\n" + "".join(f"n{n},n{n + 1}\n" for n in range(len(rows) - 1)))
    (folder / "scenario.toml").write_text(TOWN.format(kind=kind))
    return folder


@settings(QUICK, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(100, 300_000).map(Decimal),
            st.decimals(0, 1, places=3),
            st.decimals(Decimal("0.001"), 4_000, places=3),
        ),
        min_size=2,
        max_size=6,
    ),
    LOCALES,
    SEPARATORS,
)
def test_a_town_in_any_format_is_read_as_meant_or_refused(tmp_path, numbers, locale, separator):
    truth = [meant(column, locale) for column in zip(*numbers, strict=True)]
    rates = np.array(truth[2])
    assume(rates.sum() > 0)
    rows = [
        {"id": f"n{n}", "people": locale.write(people), "poor": locale.write(poor), "theft": locale.write(theft)}
        for n, (people, poor, theft) in enumerate(numbers)
    ]
    folder, asked = write_town(tmp_path / "town", rows, separator), ""
    try:
        areas = load_scenario(folder).communities[0].neighbourhoods
    except MobsimError as error:
        asked = str(error)
    if asked:
        assert "can be read as" in asked
        assert re.search(r"under \[community\] of scenario.toml (decimal|thousands) = ", asked)
        return
    order = [int(identifier[1:]) for identifier in areas.ids]
    people = np.array(truth[0])
    assert areas.people.tolist() == people[order].tolist()
    assert areas.deprivation.tolist() == np.array(truth[1])[order].tolist()
    usual = {",": ".", "\t": ".", None: ".", ";": ","}[separator]
    if usual != locale.thousands:
        risk = rates * people.sum() / (rates * people).sum()
        assert areas.risks["theft"] == pytest.approx(risk[order], rel=1e-12)


def test_the_town_that_was_called_good_with_44_residents(tmp_path):
    rows = [
        {"id": f"n{n}", "people": people, "poor": poor, "theft": theft}
        for n, (people, poor, theft) in enumerate(
            [("12,480", "0.2", "1.5"), ("19,105", "0.6", "0.9"), ("13,020", "0.4", "1.1")]
        )
    ]
    scenario = load_scenario(write_town(tmp_path / "town", rows, ","))
    assert scenario.population == 12_480 + 19_105 + 13_020
    assert any("in column people, a comma marks thousands (12,480 is 12480)" in note for note in scenario.notes)


def test_a_question_is_answered_by_the_line_that_it_prints(tmp_path):
    rows = [
        {"id": f"n{n}", "people": "1000", "poor": "0.5", "theft": theft} for n, theft in enumerate(["1,250", "2,500"])
    ]
    folder = write_town(tmp_path / "town", rows, "\t")
    with pytest.raises(MobsimError, match=r"theft of area n0 = '1,250': can be read as 1250 or 1.25") as caught:
        load_scenario(folder)
    assert 'Write under [community] of scenario.toml thousands = "," for 1250, or decimal = "," for 1.25' in str(
        caught.value
    )
    text = (folder / "scenario.toml").read_text()
    (folder / "scenario.toml").write_text(text.replace("[community]\n", '[community]\nthousands = ","\n'))
    risks = load_scenario(folder).communities[0].neighbourhoods.risks["theft"]
    assert sorted(risks) == pytest.approx([2 / 3, 4 / 3])


def test_marks_cannot_be_declared_alike(tmp_path):
    rows = [{"id": f"n{n}", "people": "1000", "poor": "0.5", "theft": "1.5"} for n in range(2)]
    folder = write_town(tmp_path / "town", rows, ",")
    text = (folder / "scenario.toml").read_text()
    (folder / "scenario.toml").write_text(
        text.replace("[community]\n", '[community]\nthousands = ","\ndecimal = ","\n')
    )
    with pytest.raises(MobsimError, match=r"community.decimal = ',': is the thousands mark too"):
        load_scenario(folder)


def test_places_are_read_like_areas(tmp_path):
    rows = [{"id": f"n{n}", "people": "1000", "poor": "0.5", "theft": "1.5"} for n in range(2)]
    folder = write_town(tmp_path / "town", rows, ",")
    text = (folder / "scenario.toml").read_text().replace("[community]\n", '[community]\nplaces = "places.csv"\n')
    (folder / "scenario.toml").write_text(text)
    (folder / "places.csv").write_text("id;neighbourhood;x;y;weight\np;n0;0,5;1,5;1.250\nq;n1;2,5;3,5;3.000\n")
    with pytest.raises(
        MobsimError, match=r"places.csv: weight of place p = '1.250': can be read as 1.25 or 1250"
    ) as asked:
        load_scenario(folder)
    assert 'places_thousands = "." for 1250' in str(asked.value)
    (folder / "scenario.toml").write_text(text.replace("[community]\n", '[community]\nplaces_thousands = "."\n'))
    places = load_scenario(folder).communities[0].neighbourhoods.places
    assert (places.x.tolist(), places.weight.tolist()) == ([0.5, 2.5], [1250, 3000])
