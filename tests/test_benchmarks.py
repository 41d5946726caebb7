"""Benchmarks keep what they measured, renew what is asked for, and write what follows into the documentation."""

import json

import pytest

import benchmarks.__main__ as command
from benchmarks import tables
from benchmarks.measured import Measured


def measured(value: float) -> Measured:
    return Measured("days of a town", "million/s", (value - 1, value, value + 2), 150.0, at_most=False, beside="alone")


@pytest.fixture
def chosen():
    return {
        "speed": lambda: iter([measured(160.0)]),
        "village": lambda: iter([Measured("a village", "ms", (42.0,), 20.0)]),
    }


def test_what_is_not_asked_for_stays_as_it_was(chosen, tmp_path):
    command.renew(chosen, list(chosen), tmp_path, quick=False)
    chosen["speed"] = lambda: iter([measured(120.0)])
    command.renew(chosen, ["speed"], tmp_path, quick=False)
    rows = json.loads((tmp_path / "results.json").read_text())["measured"]
    assert [(row["name"], row["value"], row["verdict"]) for row in rows] == [
        ("days of a town", 120.0, "missed"),
        ("a village", 42.0, "missed"),
    ]
    assert "| a village | 42 ms | one run | at most 20 | missed |" in (tmp_path / "results.md").read_text()


def test_figures_of_the_quick_form_do_not_stand_beside_those_of_the_whole(chosen, tmp_path):
    command.renew(chosen, list(chosen), tmp_path, quick=True)
    command.renew(chosen, ["village"], tmp_path, quick=False)
    assert [row["of"] for row in json.loads((tmp_path / "results.json").read_text())["measured"]] == ["village"]


def test_what_was_measured_before_a_benchmark_fails_is_kept(chosen, tmp_path):
    def broken():
        raise OSError("no browser")

    chosen["page"] = broken
    with pytest.raises(OSError, match="no browser"):
        command.renew(chosen, list(chosen), tmp_path, quick=False)
    assert len(json.loads((tmp_path / "results.json").read_text())["measured"]) == 2


def test_the_documentation_says_how_figures_stand_to_what_is_wanted(chosen, tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    page.write_text("Before.\n\n<!-- made: standing -->\n<!-- end: standing -->\n\nAfter.\n")
    monkeypatch.setattr(tables, "PAGE", page)
    rows = [tables.row_of(each, word, tables.moment()) for word, made in chosen.items() for each in made()]
    tables.write_standing(rows, tables.machine(1e9))
    assert "1 of 2 met" in page.read_text()
    assert "| days of a town | at least 150 million/s | 160 | met |" in page.read_text()
    assert page.read_text().endswith("After.\n")
