"""The annex of a plan says what a comparison found, in two languages, and never more than a town could see."""

import csv
import json
import math
import re

import numpy as np
import pytest
from report_folder import write_folder
from report_page import Page
from typer.testing import CliRunner

from mobsim.cli.app import build_app
from mobsim.errors import UsageError
from mobsim.report.annex import build_annex
from mobsim.report.annex.indicators import indicators_of
from mobsim.report.annex.language import language
from mobsim.report.annex.noticing import Seen, seen_in_a_survey, seen_in_counts, to_be_asked
from mobsim.report.annex.rows import FIELDS
from mobsim.report.findings import find_out
from mobsim.report.folder import read_results


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("annex") / "compared", seeds=8)


def rows(file, delimiter):
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=delimiter))


def keys_of(words, before=""):
    if not isinstance(words, dict):
        return {before: set(re.findall(r"{(\w+)}", words))}
    return {key: names for name, each in words.items() for key, names in keys_of(each, f"{before}.{name}").items()}


def test_both_languages_say_the_same_things_with_the_same_values():
    english, french = (keys_of(language(code).words) for code in ("en", "fr"))
    assert english == french


def test_french_has_its_own_signs():
    text = json.dumps(language("fr").words, ensure_ascii=False)
    assert not re.search(r" [:;%?!»]|« ", text), "a plain space before high punctuation breaks lines there"
    assert "'" not in text
    french = language("fr")
    assert french.number(12345.678, 1) == "12\N{NARROW NO-BREAK SPACE}345,7"
    assert french.percent(-0.052, sign=True) == "\N{MINUS SIGN}5,2\N{NO-BREAK SPACE}%"
    assert french.points(1.4) == "1,4 point"
    assert language("en").points(1.4) == "1.4 points"


@pytest.mark.parametrize(("code", "name", "delimiter"), [("en", "plan.html", ","), ("fr", "plan-fr.html", ";")])
def test_page_and_table_hold_every_field_of_every_indicator(folder, code, name, delimiter):
    page, listing = build_annex(folder, language=code)
    assert page == folder / name
    words, found = language(code), rows(listing, delimiter)
    assert list(found[0]) == [words.say(field) for field in FIELDS]
    assert all(cell for row in found for cell in row.values())
    read = Page(page.read_text(encoding="utf-8"))
    assert f'lang="{code}"' in page.read_text(encoding="utf-8")
    for row in found:
        for cell in row.values():
            assert cell in read.text
    assert words.say("warning") in read.text
    assert len(found) == len([key for key in read.tables if key.startswith("risk-")])


def test_baselines_and_bands_are_those_of_the_comparison(folder):
    findings = find_out(read_results(folder))
    for each in indicators_of(findings, findings.chosen):
        estimate = findings.chosen[each.name]
        low, high = each.band
        assert each.baseline == pytest.approx(findings.reference[each.name].mean)
        assert low <= max(0.0, estimate.mean) <= high
        assert low >= 0


def test_the_strategy_may_be_named_and_must_be_one_of_the_comparison(folder, tmp_path):
    named, _ = build_annex(folder, tmp_path / "p.html", strategy="hot_spots")
    assert "Hot spots" in named.read_text(encoding="utf-8")
    for wrong in ("hot_spot", "status_quo"):
        with pytest.raises(UsageError) as raised:
            build_annex(folder, strategy=wrong)
        assert raised.value.field == "--strategy"
    with pytest.raises(UsageError, match="not a language"):
        build_annex(folder, language="de")
    alone = write_folder(tmp_path / "alone", strategies=("status_quo",), seeds=1, compared=False)
    with pytest.raises(UsageError, match="holds no comparison"):
        build_annex(alone)


def test_a_page_is_not_written_under_the_name_of_its_table(folder, tmp_path):
    with pytest.raises(UsageError, match="is the table's name") as raised:
        build_annex(folder, tmp_path / "plan.CSV")
    assert raised.value.field == "--out"
    assert not list(tmp_path.iterdir())


def test_a_rise_of_recorded_beside_a_fall_of_true_crime_is_told_in_figures(folder, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    summary = json.loads((copy / "comparison.json").read_text())
    for each in summary["strategies"]:
        if each["name"] == "full_model":
            for name, sign in (("true_crime", -1), ("recorded_crime", 1)):
                found = each["outcomes"][name]
                size = 0.1 * abs(found["mean"] - found["difference"])
                base = found["mean"] - found["difference"]
                found |= {"difference": sign * size, "mean": base + sign * size}
                found |= {"difference_low": sign * size - size / 2, "difference_high": sign * size + size / 2}
    (copy / "comparison.json").write_text(json.dumps(summary))
    page, _ = build_annex(copy, strategy="full_model")
    text = page.read_text(encoding="utf-8")
    assert "true crime changes by \N{MINUS SIGN}10% and recorded crime by +10%" in text
    other, _ = build_annex(folder, strategy="enforcement")
    assert "true crime changes by" not in other.read_text(encoding="utf-8")


def test_what_a_town_sees_in_counts_is_what_poisson_counts_show():
    """A change of the smallest size is told in four of five towns, by counts drawn with the chance that was said."""
    results = type("Town", (), {"people": 50_000.0, "weekly": None, "scenario": {"days": 1092}})()
    seen = seen_in_counts(results, "recorded_theft", "status_quo", 8.0)
    draws, years, expected = np.random.default_rng(1), 3, 8.0 * 50
    for share in (seen.after(years),):
        before = draws.poisson(expected * years, 20_000)
        after = draws.poisson(expected * years * (1 - share), 20_000)
        told = (before - after) / np.sqrt(before + after) > 1.96
        assert told.mean() == pytest.approx(0.80, abs=0.04)
    assert seen.years_to_see(seen.after(5)) == pytest.approx(5)
    assert Seen(0.2).years_to_see(0.0) == math.inf


def test_who_must_be_asked_sees_what_was_to_be_seen():
    assert seen_in_a_survey(0.3, round(to_be_asked(0.3, 0.04))) == pytest.approx(0.04, rel=0.01)


def test_the_command_names_its_files_and_refuses_in_one_sentence(folder):
    done = CliRunner().invoke(build_app(), ["plan", str(folder), "--language", "fr"])
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == [str(folder / "plan-fr.html"), str(folder / "plan-fr.csv")]
    bad = CliRunner().invoke(build_app(), ["plan", str(folder), "--strategy", "none"])
    assert bad.exit_code == 2
    assert bad.stderr.count("\n") <= 2
    assert "Traceback" not in bad.stderr
