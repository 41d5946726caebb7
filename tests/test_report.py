"""A report tells a comparison truly, to anybody, from nothing but its folder."""

import hashlib
import itertools
import json
import math
import re
import shutil
import time

import numpy as np
import pandas as pd
import pytest
from report_folder import summarise, write_folder
from report_page import Page, page_of, sections_of

from mobsim.errors import DataError
from mobsim.report import build
from mobsim.report.findings import find_out
from mobsim.report.folder import read_results
from mobsim.report.language import in_language
from mobsim.report.sections import account, answer, limits, ranking, weeks, words
from mobsim.store.manifest import new_manifest, write_manifest

MALICE = "<script>alert('x')</script> & \"quoted\" $a_b^c$ --> ]]>"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("compared") / "town", seeds=6, side=4)


@pytest.fixture(scope="module")
def report(compared):
    return build(compared)


@pytest.fixture(scope="module")
def page(report):
    return Page(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def summary(compared):
    return json.loads((compared / "comparison.json").read_text())


def test_the_page_needs_nothing_but_itself(report, page):
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object")
        for name in ("src", "href", "action", "srcset", "poster"):
            given = attributes.get(name)
            assert given is None or given.startswith(("data:image/", "#")), (tag, given[:80])
        assert not any(name.startswith("on") for name in attributes)
    style = re.search(r"<style>(.*?)</style>", report.read_text(), re.DOTALL).group(1)
    assert "url(" not in style
    assert "@import" not in style
    assert report.stat().st_size < 1_500_000


def test_every_figure_has_words_for_those_who_do_not_see_it(page):
    images, figures = page.named("img"), page.named("figure")
    assert len(images) >= 12
    assert all(len(image["alt"]) > 40 for image in images)
    assert len(page.named("figcaption")) == len(figures)


def test_the_page_is_in_english_with_landmarks_and_ordered_headings(page):
    assert page.named("html") == [{"lang": "en"}]
    assert all(len(page.named(name)) == 1 for name in ("header", "main", "nav", "footer", "h1", "title"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert all(attributes["scope"] in ("col", "row") for attributes in page.named("th"))
    assert len(page.ids) == len(set(page.ids))
    links = [attributes["href"][1:] for attributes in page.named("a")]
    named = [attributes[key] for _, attributes in page.tags for key in ("aria-labelledby",) if key in attributes]
    assert set(links) | set(named) <= set(page.ids)


def test_the_ranking_holds_the_numbers_of_the_comparison(page, summary):
    rows = page.tables["ranking-table"][1:]
    expected = sorted(summary["strategies"], key=lambda entry: (entry["rank"], entry["outcomes"]["harm"]["mean"]))
    assert [row[0]["text"] for row in rows] == [entry["name"].replace("_", " ").capitalize() for entry in expected]
    for row, entry in zip(rows, expected, strict=True):
        harm = entry["outcomes"]["harm"]
        shown = [cell["values"] for cell in row[1:]]
        difference = [harm[key] for key in ("difference", "difference_low", "difference_high")]
        first, last = entry["rank"], entry["rank_to"]
        assert row[1]["text"] == (f"{first} to {last}" if first < last else str(first))
        assert shown[1] == [harm["mean"]]
        assert shown[2] == ([] if entry["name"] == summary["reference"] else difference)
        hours = entry["outcomes"]["volunteer_hours"]["mean"]
        assert shown[3:] == [[entry["cost"]], [hours]]
    odds = page.tables["odds"][1:]
    assert [row[0]["text"] for row in odds] == [row[0]["text"] for row in rows]
    assert [row[1]["text"] for row in odds] == [row[1]["text"] for row in rows]
    for row, entry in zip(odds, expected, strict=True):
        assert [cell["values"] for cell in row[2:]] == [[entry["probability_best"]], [entry["expected_regret"]]]


def test_what_is_shown_is_what_is_meant(page):
    for row in page.tables["ranking-table"][1:]:
        for cell in row[2:4]:
            texts = re.findall(r"[−+]?[\d,]+\.?\d*", cell["text"])
            for text, value in zip(texts, cell["values"], strict=True):
                shown = float(text.replace("−", "-").replace(",", ""))
                decimals = len(text.partition(".")[2])
                assert math.isclose(shown, value, abs_tol=0.5001 * 10**-decimals)


def test_the_use_statement_and_the_limits_are_told(page):
    assert page.text.count("it does not predict persons or addresses") >= 2
    assert "No evaluation of the outcomes of Ontario" in page.text
    assert "Recorded crime can rise while true crime falls" in page.text


def test_the_same_folder_gives_the_same_bytes_wherever_they_are_asked_to_go(compared, report, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(compared, again, ignore=shutil.ignore_patterns("report.html", "figures"))
    out = build(again, tmp_path / "new" / "page.html")
    assert out == tmp_path / "new" / "page.html"
    assert out.read_bytes() == report.read_bytes()
    assert _hashes(again) == _hashes(compared)
    assert len(_hashes(again)) >= 25


def _hashes(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (folder / "figures").iterdir()}


def test_figures_are_kept_for_publication_in_both_kinds(compared, report):
    kinds = {kind: {file.stem for file in (compared / "figures").glob(f"*.{kind}")} for kind in ("svg", "png")}
    assert kinds["svg"] == kinds["png"]
    assert {"ranking", "map-harm", "crime-levels", "hours", "weeks-trust", "equity-stops", "mechanisms"} <= kinds["svg"]


def test_a_malicious_name_is_only_a_name(tmp_path):
    folder = write_folder(
        tmp_path / "bad", strategies=("status_quo", "full_model"), seeds=3, side=3, names=[MALICE] * 9
    )
    _change(folder / "manifest.json", lambda manifest: manifest["scenario"].update(title=MALICE, notes=[MALICE]))
    _change(folder / "comparison.json", lambda comparison: comparison["strategies"][1].update(about=MALICE))
    page = page_of(folder)
    assert not page.named("script")
    assert page.text.count(MALICE) >= 3 + 9


def _change(file, change):
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param({"polygons": False}, marks=pytest.mark.long),
        pytest.param({"polygons": False, "island": True}, marks=pytest.mark.long),
        {"side": 1},
        pytest.param({"side": 2, "seeds": 2}, marks=pytest.mark.long),
    ],
    ids=["no polygons", "an island", "one neighbourhood", "two runs"],
)
def test_two_strategies_in_towns_of_any_shape(tmp_path, shape):
    folder = write_folder(
        tmp_path / "town", **{"strategies": ("status_quo", "full_model"), "seeds": 3, "side": 3} | shape
    )
    page = page_of(folder)
    assert [row[0]["text"] for row in page.tables["ranking-table"][1:]] == ["Full model", "Status quo"]
    assert "nan" not in page.text.lower().split()


@pytest.mark.long
def test_five_thousand_neighbourhoods_are_reported_in_seconds(tmp_path):
    folder = write_folder(tmp_path / "many", strategies=("status_quo", "full_model"), seeds=2, side=71)
    start = time.process_time()
    written = build(folder, tmp_path / "report.html")
    seconds = time.process_time() - start
    print(f"{seconds:.1f} s of processor time, {written.stat().st_size / 1e6:.1f} MB")
    assert seconds < 20


def test_a_single_run_gets_a_shorter_report_that_compares_nothing(tmp_path):
    folder = write_folder(tmp_path / "run", strategies=("full_model",), seeds=1, compared=False)
    page = page_of(folder)
    assert "ranking-table" not in page.tables
    assert "This is one run" in page.text
    run = pd.read_parquet(folder / "runs.parquet").iloc[0]
    shown = {row[0]["text"]: row[1]["values"] for row in page.tables["main"][1:]}
    assert shown["Harm"] == [run["harm"]]
    assert all(len(image["alt"]) > 40 for image in page.named("img"))


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "small", strategies=("status_quo", "hot_spots", "full_model"), seeds=4, side=3)


def findings_of(folder):
    return find_out(read_results(folder))


def test_runs_that_differ_by_luck_alone_are_not_told_apart(small):
    runs = pd.read_parquet(small / "runs.parquet")
    runs["harm"] = 200 + np.random.default_rng(3).normal(0, 5, len(runs))
    runs.to_parquet(small / "runs.parquet", index=False)
    summary = summarise(runs, ["status_quo", "hot_spots", "full_model"])
    (small / "comparison.json").write_text(json.dumps(summary))
    printed = words.verdict(findings_of(small))
    assert "With 4 paired runs we can't tell" in printed
    assert "came first:" not in printed


def test_a_winner_that_the_runs_tell_from_the_reference_but_not_from_the_second_is_no_lone_winner(small):
    runs = pd.read_parquet(small / "runs.parquet")
    steps = pd.Series({"status_quo": 0.0, "hot_spots": -20.0, "full_model": -20.1})
    runs["harm"] = 200 + runs["strategy"].map(steps) + np.random.default_rng(3).normal(0, 2, len(runs))
    runs.to_parquet(small / "runs.parquet", index=False)
    summary = summarise(runs, ["status_quo", "hot_spots", "full_model"])
    (small / "comparison.json").write_text(json.dumps(summary))
    printed = words.verdict(findings_of(small))
    assert re.search(r"came first: \d+% less harm than Status quo \(between", printed)
    assert re.search("we can't tell it apart from (Hot spots|Full model)", printed)


def test_a_reference_that_nothing_beats_is_said_to_be_so(small):
    _change(small / "comparison.json", lambda comparison: comparison.update(reference="full_model"))
    assert "we can't tell Hot spots apart from Full model; none did better" in words.verdict(findings_of(small))
    _change(small / "comparison.json", lambda comparison: comparison["strategies"][1].update(rank=2))
    assert words.verdict(findings_of(small)) == "No strategy did better than Full model on harm."


def test_few_pairs_tell_who_may_be_first_and_no_chance(small):
    findings = findings_of(small)
    assert words.certainty(findings) == "Fewer than five paired runs tell no chance of being the best."
    page = sections_of(
        small,
        lambda found, gallery: [answer.short_answer(found), answer.key_facts(found), *ranking.odds(found)],
    )
    assert "First rank" in page.text
    assert "in 100 Full model" not in page.text
    assert {row[2]["text"] for row in page.tables["odds"][1:]} == {"—"}


def test_an_arm_of_an_experiment_is_shown_and_never_wins(small):
    """Though it does least harm by far."""

    def turn(comparison):
        comparison["strategies"][1].update(
            kind="arm", rank=None, rank_to=None, probability_best=None, expected_regret=None
        )
        comparison["strategies"][1]["outcomes"]["harm"]["mean"] = 1.0
        comparison["strategies"][2].update(probability_best=0.97, expected_regret=0.1)

    _change(small / "comparison.json", turn)
    findings = findings_of(small)
    assert [each.name for each in findings.standings] == ["full_model", "status_quo", "hot_spots"]
    assert words.verdict(findings).startswith("Full model came first")
    assert "the best of these two" in words.certainty(findings)
    assert answer.question_line(findings).startswith("Which of two strategies")
    text = sections_of(small, lambda found, gallery: [answer.strategies(found), ranking.ranking(found, gallery)]).text
    assert "Hot spots experimental arm" in text
    assert "Arms of experiments stand below the policies and are not ranked." in text
    _change(small / "comparison.json", lambda comparison: comparison["strategies"].pop())
    findings = findings_of(small)
    assert (
        words.verdict(findings)
        == "Only Status quo is a policy; the arms of experiments beside it are shown and not ranked."
    )
    assert words.certainty(findings) == ""


def test_recorded_crime_that_rises_while_true_crime_falls_is_explained(small):
    def turn(comparison):
        for strategy in comparison["strategies"][1:]:
            change = {"difference": 3.0, "difference_low": 0.5, "difference_high": 5.5}
            strategy["outcomes"]["recorded_crime"] |= change

    assert "Both can be right" not in words.crime_in_counts(findings_of(small))
    _change(small / "comparison.json", turn)
    assert "Both can be right" in words.crime_in_counts(findings_of(small))


def test_strategies_of_unequal_cost_are_not_called_equal(small):
    assert answer.question_line(findings_of(small)).endswith("at the same cost?")
    _change(small / "comparison.json", lambda comparison: comparison["strategies"][1].update(cost=400.0))
    assert "do not cost the same" in words.cost_in_words(findings_of(small))
    assert "same cost" not in answer.question_line(findings_of(small))


@pytest.mark.parametrize(
    ("means", "told"),
    [
        ((0.0, 0.0, 0.0), []),
        ((0.001, -0.001, 0.0), []),
        ((0.0, 1.5, 3.0), ["Money set aside for programmes and not yet spent counts too (up to $3.00)."]),
        ((0.0, -0.5, 0.0), ["Some strategies draw on savings (by up to $0.50)."]),
        ((2.0, -0.5, 0.0), ["not yet spent counts too (up to $2.00).", "draw on savings (by up to $0.50)."]),
    ],
)
def test_what_is_set_aside_is_told_where_something_is(small, means, told):
    def change(comparison):
        for strategy, mean in zip(comparison["strategies"], means, strict=True):
            strategy["outcomes"]["money_set_aside"] = {"mean": mean}

    _change(small / "comparison.json", change)
    findings = findings_of(small)
    text = words.counted_in_cost(findings)
    assert all(each in text for each in told)
    assert [word in text for word in ("not yet spent", "savings")] == [
        any(word in each for each in told) for word in ("not yet spent", "savings")
    ]
    assert "to $0.00" not in text
    with in_language("fr"):
        french = words.counted_in_cost(findings)
    assert ("mis de côté" in french, "économies" in french) == ("set aside" in text, "savings" in text)


def test_events_from_outside_are_told(small):
    event = {"day": 40, "kind": "police_misconduct", "severity": 0.5, "community": None, "neighbourhood": "3"}
    _change(small / "manifest.json", lambda manifest: manifest["scenario"].update(events=[event]))
    text = sections_of(small, lambda found, gallery: [answer.strategies(found), weeks.weeks(found, gallery)]).text
    assert "Police misconduct in 3 on day 40, severity 0.5" in text
    assert "an event from outside" in text


def test_runs_of_different_settings_are_not_averaged_without_a_warning(small):
    (small / "comparison.json").unlink()
    assert "These runs differ in their settings" in account.short_account(read_results(small))
    runs = pd.read_parquet(small / "runs.parquet").assign(strategy="status_quo")
    runs.assign(**{"parameters.trust.ground": 0.5}).to_parquet(small / "runs.parquet", index=False)
    results = read_results(small)
    assert "These runs differ" not in account.short_account(results)
    assert "parameters" not in account.outcomes(results)


def test_failed_runs_are_not_kept_quiet(small):
    pd.DataFrame({"run_id": [1007, 1008], "message": ["stopped", "stopped"]}).to_parquet(small / "failures.parquet")
    _change(small / "comparison.json", lambda comparison: comparison.update(left_out=["enforcement"]))
    printed = limits.uncertain(findings_of(small))
    assert "Two runs did not finish" in printed
    assert "Too few runs of Enforcement" in printed


def test_tables_that_are_missing_cost_only_their_own_figures(small):
    for missing in ("weekly", "neighbourhoods", "initiatives"):
        (small / f"{missing}.parquet").unlink()
    page = page_of(small)
    assert "ranking-table" in page.tables
    assert "signs" in page.tables


def test_a_folder_without_results_is_refused_with_its_name(tmp_path):
    with pytest.raises(DataError, match=r"no manifest\.json"):
        build(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(DataError, match="is not a manifest of mobsim"):
        build(tmp_path)
    (tmp_path / "manifest.json").write_text("{broken")
    with pytest.raises(DataError, match=r"manifest\.json: is damaged"):
        build(tmp_path)
    write_manifest(tmp_path, new_manifest("run", {}))
    with pytest.raises(DataError, match=r"runs\.parquet.*no finished run"):
        build(tmp_path)
    assert not (tmp_path / "report.html").exists()
