"""A table means what its author wrote, whatever separates its values and whatever program saved it."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.errors import DataError
from mobsim.scenario import row_files
from mobsim.scenario.row_files import read_rows
from mobsim.scenario.separators import SEPARATORS
from mobsim.scenario.text_files import read_text


def rows_of(folder, content):
    file = folder / "table.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_rows(read_text(file))


def refusal(folder, content):
    with pytest.raises(DataError) as refused:
        rows_of(folder, content)
    return str(refused.value).removeprefix(str(folder / "table.csv"))


@pytest.mark.parametrize(
    ("separator", "header", "columns"),
    [
        (",", 'id,pop,"dep;share;of;all"', ["id", "pop", "dep;share;of;all"]),
        (";", '"name, in full, of the area";id', ["name, in full, of the area", "id"]),
        (";", "id;name, in full;pop", ["id", "name, in full", "pop"]),
        ("\t", "id\tpop, all\tdep; share", ["id", "pop, all", "dep; share"]),
        ("|", "id|pop", ["id", "pop"]),
        (",", '"id", "pop"', ["id", "pop"]),
        (";", 'id;"in; or, out";"a""b"', ["id", "in; or, out", 'a"b']),
        (",", "id", ["id"]),
        (";", 'id;width of 5"', ["id", 'width of 5"']),
        (",", '"id"";;;",pop', ['id";;;', "pop"]),
    ],
)
def test_separators_count_outside_quotation_marks_only(separator, header, columns, tmp_path):
    line = separator.join(str(number) for number in range(len(columns)))
    rows = rows_of(tmp_path, f"{header}\n{line}\n{line}\n")
    assert (rows.separator, list(rows.columns)) == (separator, columns)


def test_rows_settle_what_a_header_leaves_open(tmp_path):
    rows = rows_of(tmp_path, "id;pop, all, of;share, sex, age\na;1,5;2\nb;2,5;3\n")
    assert rows[1] == {"id": "b", "pop, all, of": "2,5", "share, sex, age": "3"}


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NAMES = st.text(st.characters(categories=["L", "N"], include_characters=' ;,|"'), min_size=1, max_size=8)


@settings(max_examples=60)
@given(data=st.data(), separator=st.sampled_from(SEPARATORS), line_end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_a_spreadsheet_saves_is_read_as_it_was(tmp_path_factory, data, separator, line_end):
    """Any cells, quoted as the csv module of Python quotes them, come back as they were but for blanks around them."""
    width = data.draw(st.integers(2, 5))
    names = data.draw(st.lists(NAMES.map(str.strip).filter(bool), min_size=width, max_size=width, unique=True))
    cells = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    cells = [row for row in cells if any(map(str.strip, row))]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([names, *cells])
    rows = rows_of(tmp_path_factory.mktemp("table"), text.getvalue().encode(encoding))
    assert list(rows.columns) == names
    assert [list(row.values()) for row in rows] == [[cell.strip() for cell in row] for row in cells]
    for number, name in enumerate(names):
        assert rows.column(name) == [row[number].strip() for row in cells]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=700), st.integers(1, 40))
def test_rows_are_the_same_by_number_in_turn_and_by_column(tmp_path_factory, values, every):
    """Over many blocks, with lines left empty between them."""
    lines = [f"{value},{value + 1}" + "\n" * (1 + (number % every == 0)) for number, value in enumerate(values)]
    rows = rows_of(tmp_path_factory.mktemp("table"), "a,b\n" + "".join(lines))
    expected = [{"a": str(value), "b": str(value + 1)} for value in values]
    assert len(rows) == len(values)
    assert list(rows) == expected == [rows[number] for number in range(len(values))]
    assert rows[-1] == expected[-1]
    assert rows[1:3] == expected[1:3]
    assert rows.column("b") == [row["b"] for row in expected]
    text = ["", "a,b", *"".join(lines).split("\n")]
    assert [text[line] for line in rows.lines] == [f"{value},{value + 1}" for value in values]


def test_a_value_may_run_over_several_lines_and_lines_are_counted_as_an_editor_counts_them(tmp_path):
    rows = rows_of(tmp_path, 'id,name\n\na,"West\nof the\nriver"\nb,East\n')
    assert rows.column("name") == ["West\nof the\nriver", "East"]
    assert list(rows.lines) == [3, 6]
    reported = refusal(tmp_path, 'id,name\na,"West\nof the\nriver"\nb,East,side\n')
    assert "line 5 does not have as many values as the header (3 for 2 columns)" in reported


def test_a_wrong_number_of_values_shows_the_line_and_counts_the_others(tmp_path):
    reported = refusal(tmp_path, "a,b\n1,2\n3\n4,5\n6,7,8\n9\n1\n2\n")
    assert reported.startswith(": a,b = '3': line 3 does not have as many values as the header (1 for 2 columns)")
    assert "(likewise line 5, line 6, line 7 and 1 more)" in reported


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        ('a,b\n1,"West\n2,East\n', "line 2: opens a quotation mark that is not closed"),
        ('a,b\n1,"West" side\n', "line 2: cannot be read as values"),
        ("a,b,a\n1,2,3\n", "header = 'a': names two columns"),
        (",".join(map(str, range(1001))) + "\n", "has 1,001 columns, more than 1,000"),
        ("a,b\n1," + "x" * 200_000 + "\n", ""),
        ("a,b\n1,2," + "," * 200_000 + "\n", "(200,003 for 2 columns)"),
        ("a,b\n1,2," + "," * 2_000_000 + "\n", "line 2: is longer than 1,000,000 characters"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, reported, tmp_path):
    if reported:
        assert reported in refusal(tmp_path, content)
        assert len(refusal(tmp_path, content)) < 400
    else:
        with pytest.raises(DataError, match="quotation mark"):
            rows_of(tmp_path, content)


def test_rows_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(row_files, "MOST_ROWS", 1_000)
    assert len(rows_of(tmp_path, "a\n" + "1\n" * 1_000)) == 1_000
    assert "has more than 1,000 rows" in refusal(tmp_path, "a\n" + "1\n" * 1_001)


def test_what_spreadsheets_leave_behind_is_left_out(tmp_path):
    rows = rows_of(tmp_path, b"\xef\xbb\xbfid;pop;;\r\na;1;;\r\n;;;\r\nb;2;;\r\n;;;\r\n")
    assert list(rows) == [{"id": "a", "pop": "1"}, {"id": "b", "pop": "2"}]


def test_lines_may_be_empty_before_the_header_and_anywhere(tmp_path):
    rows = rows_of(tmp_path, "\n" * 700 + "a,b\n" + "\n" * 700 + "1,2\n\n")
    assert list(rows) == [{"a": "1", "b": "2"}]
    assert list(rows.lines) == [1402]


@pytest.mark.parametrize("content", ["", "\n\n", " \n", ",,\n"])
def test_an_empty_table_has_no_rows_and_no_columns(content, tmp_path):
    rows = rows_of(tmp_path, content)
    assert (len(rows), rows.columns, list(rows)) == (0, (), [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_told_apart(encoding, tmp_path):
    assert rows_of(tmp_path, "id,név\n1,Öçé\n".encode(encoding).replace(b"\r", b""))[0] == {"id": "1", "név": "Öçé"}


def test_what_is_no_text_is_refused(tmp_path):
    for content in (b"a,b\n1,\x00\n", b"\xff\xfe\x00", b"\xff\xfe\x00\xd8", b"a\n\x81\xff\n"):
        assert "is not a text file" in refusal(tmp_path, content)
