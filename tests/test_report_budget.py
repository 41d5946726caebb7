"""Page one tells in dollars what a strategy moves in the model's budget: every dollar is somewhere, and once."""

import re
import shutil

import pytest
from report_page import compared_village, sections_of

from mobsim.report.findings import find_out
from mobsim.report.folder import read_results
from mobsim.report.language import in_language
from mobsim.report.sections import answer, budget, for_analysts

STRATEGIES = ["status_quo", "full_model", "enforcement"]


def findings_of(folder):
    return find_out(read_results(folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return compared_village(tmp_path_factory.mktemp("compared") / "village", STRATEGIES)


@pytest.fixture(scope="module")
def findings(folder):
    return findings_of(folder)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_lines_of_a_budget_are_all_that_a_strategy_costs(findings, strategy):
    standing = findings.find(strategy)
    found = budget.budget_of(findings, standing)
    assert sum(found.lines.values()) == pytest.approx(standing.cost, rel=0.01)
    assert found.total == pytest.approx(standing.cost)
    assert found.purse == pytest.approx(30.0)  # of the scenario, per resident and year


def test_teams_and_tables_cost_something_where_there_are_some(findings):
    quo, full = (budget.budget_of(findings, findings.find(name)) for name in STRATEGIES[:2])
    assert quo.lines["teams"] == quo.lines["table"] == 0.0
    assert full.lines["teams"] > 0.0
    assert full.lines["patrol"] < quo.lines["patrol"]


def test_what_is_told_to_be_spent_less_is_spent_more_elsewhere(findings):
    text = budget.what_moves(findings)
    said = [text.partition(f"{key} goes to")[2].partition(". ")[0] for key in ("Less", "More")]
    less, more = (re.findall(r"\(\$([\d.]+)\)", each) for each in said)
    moved = float(re.search(r"about \$([\d.]+) of the \$", text)[1])
    assert less
    assert more
    for side in (less, more):
        assert sum(map(float, side)) == pytest.approx(moved, abs=0.5 * len(budget.LINES) + budget.TOLD_FROM * 3 * moved)
    assert text.endswith("These are the model's prices, not your town's books.")


def test_the_whole_towns_sum_is_that_of_its_people(findings):
    reference, chosen = (budget.budget_of(findings, each) for each in (findings.reference, findings.chosen))
    moved = sum(max(0.0, chosen.lines[name] - reference.lines[name]) for name in budget.LINES)
    whole = re.search(r"people that is \$([\d,]+) a year", budget.what_moves(findings))[1]
    assert float(whole.replace(",", "")) == pytest.approx(moved * findings.results.people, rel=0.06)


def test_page_one_tells_it_in_both_languages(folder, findings):
    page = sections_of(folder, lambda found, gallery: [answer.short_answer(found)])
    assert budget.what_moves(findings) in page.text
    with in_language("fr"):
        french = budget.what_moves(findings_of(folder))
    amounts = re.findall(r"\d+", budget.what_moves(findings).replace(",", ""))
    assert "Moins pour" in french
    assert sorted(re.findall(r"\d+", re.sub(r"(?<=\d)\s(?=\d)", "", french))) == sorted(amounts)


def test_a_folder_without_books_tells_what_strategies_cost_and_no_more(folder, tmp_path):
    bare = shutil.copytree(folder, tmp_path / "bare")
    (bare / "books.parquet").unlink()
    found = findings_of(bare)
    assert budget.what_moves(found) == ""
    assert re.fullmatch(
        r"All strategies cost the same: about \$\d+ per resident and year. Volunteers' hours are not counted: .*",
        budget.cost_in_short(found),
    )


def test_gini_coefficients_stand_in_the_annex(folder):
    page = sections_of(folder, lambda found, gallery: [for_analysts.for_analysts(found)])
    assert len(page.tables["gini"]) == 1 + 3
