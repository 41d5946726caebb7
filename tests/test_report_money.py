"""The report says what harm averted is worth, for whom and how surely, and divides by no cost that is not there."""

import json
import shutil
from dataclasses import replace

import pytest
from report_folder import write_folder
from report_page import Page, sections_of

from mobsim.errors import UsageError
from mobsim.experiment.repricing import price_anew
from mobsim.report import build
from mobsim.report.figures import Gallery
from mobsim.report.findings import find_out
from mobsim.report.folder import read_results
from mobsim.report.language import in_language
from mobsim.report.sections.answer import short_answer
from mobsim.report.sections.money import gained, say
from mobsim.report.sections.money import money as section
from mobsim.report.vocabulary import in_words_of, one_of_money
from mobsim.scenario.prices import load_prices, prices_of

STRATEGIES = ("status_quo", "enforcement", "full_model")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("money") / "town", strategies=STRATEGIES, seeds=6, side=3)


@pytest.fixture(scope="module")
def page(folder):
    return sections_of(folder, lambda findings, gallery: [section(findings, gallery)])


@pytest.fixture(scope="module")
def money(folder):
    return json.loads((folder / "comparison.json").read_text())["money"]


@pytest.fixture(scope="module")
def paid(folder, tmp_path_factory):
    """The whole report at prices of one's own, twice the published ones, with volunteers' hours as a cost."""
    own = load_prices().described()
    for price in own["prices"]:
        price["amount"] *= 2
    out = tmp_path_factory.mktemp("paid") / "report.html"
    before = (folder / "comparison.json").read_bytes()
    written = build(folder, out, prices=prices_of(own), pay_volunteers=True)
    assert (folder / "comparison.json").read_bytes() == before, "nothing changes in the folder"
    return Page(written.read_text(encoding="utf-8"))


def rows_of(page):
    return {row[0]["text"]: row for row in page.tables["money-table"][1:]}


def test_the_table_holds_the_numbers_of_the_comparison(page, money):
    rows = rows_of(page)
    for entry in money["strategies"]:
        row = rows[entry["name"].replace("_", " ").capitalize()]
        if entry["name"] == "status_quo":
            assert row[1]["text"].startswith("reference: harm costs")
            continue
        shown = [cell["values"] for cell in row[1:]]
        who = {key: part["mean"] for key, part in entry["by_who"].items()}
        assert shown[0] == [entry["benefit"][key] for key in ("mean", "low", "high")]
        assert shown[1] == pytest.approx([who["justice"] + who["health"]])
        assert shown[2:5] == [[who["tangible"]], [who["intangible"]], [who["others"]]]
        assert sum(sum(each) for each in shown[1:5]) == pytest.approx(entry["benefit"]["mean"])
        assert shown[5:] == [[entry["chance"]], [entry["volunteers"]["mean"]]]


def test_at_equal_cost_no_ratio_is_given_and_the_page_says_why(page):
    headings = [cell["text"] for cell in page.tables["money-table"][0]]
    assert not any("extra dollar" in each for each in headings)
    assert "there is no benefit for each extra dollar" in page.text
    assert "the best buy is the strategy with the least harm, whatever" in page.text
    assert not any("best buy" in image["alt"].lower() for image in page.named("img"))


def test_paid_volunteers_make_costs_differ_and_the_curve_is_drawn(paid):
    headings = [cell["text"] for cell in paid.tables["money-table"][0]]
    assert "Benefit for each extra dollar" in headings
    assert not any("if paid" in each for each in headings)
    assert any("best buy" in image["alt"].lower() for image in paid.named("img"))
    assert "Volunteers' hours are counted as a cost here" in paid.text
    for row in paid.tables["money-table"][1:]:
        for cell in row[1:]:
            assert "inf" not in cell["text"]
            assert "nan" not in cell["text"]


@pytest.fixture(scope="module")
def pounds(folder, tmp_path_factory):
    """The folder of a town that counts in pounds, as `[costs] currency` makes it."""
    copy = tmp_path_factory.mktemp("pounds") / "town"
    shutil.copytree(folder, copy)
    told = (copy / "outcomes.json").read_text(encoding="utf-8").replace('"CAD', '"GBP')
    (copy / "outcomes.json").write_text(told, encoding="utf-8")
    summary = json.loads((copy / "comparison.json").read_text(encoding="utf-8"))
    summary["costs"] = {"currency": "GBP", "year": 2023, "units": []}
    (copy / "comparison.json").write_text(json.dumps(summary), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("language", "extra"), [("en", "for each extra GBP"), ("fr", "avantage par GBP suppl\u00e9mentaire")]
)
def test_a_town_that_counts_in_pounds_reads_of_no_dollars(pounds, language, extra):
    own = load_prices().model_copy(update={"currency": "GBP"})
    results = read_results(pounds)
    results = replace(results, comparison=price_anew(results.comparison, results.runs, own, paid=False))
    with in_language(language), in_words_of(pounds):
        text = Page(str(section(find_out(results), Gallery(pounds / "figures")))).text
        ratio = say("ratio", money=one_of_money())
    assert extra in text
    assert "GBP" in ratio
    assert "$" not in text.replace("C$1.07 for US$1", "")  # how a source of prices was read
    assert "dollar" not in text.lower()


def test_every_price_stands_on_the_page_with_year_and_origin(page):
    kinds = {row[0]["text"] for row in page.tables["money-prices"][1:]}
    assert {"Assault", "Robbery", "Break in", "Crisis"} <= kinds
    assert "Homicide" not in kinds
    origins = [row[-1]["text"] for row in page.tables["money-prices"][1:]]
    assert all(origins)
    assert any(each.startswith("assumed") for each in origins)
    assert "Hoddenbagh" in page.text


def test_the_short_answer_tells_worth_and_how_much_of_it_no_budget_pays(folder):
    told = gained(find_out(read_results(folder)))
    assert told.startswith("At published prices of crime, the harm that Full model averts is worth $")
    assert "is pain and fear, which no budget pays" in told


def test_a_benefit_that_may_be_luck_is_not_told_as_one(folder):
    results = read_results(folder)
    for entry in results.comparison["money"]["strategies"]:
        entry["benefit"] |= {"mean": 3.0, "low": -1.0, "high": 7.0}
    told = gained(find_out(results))
    assert told.startswith("At published prices of crime, we can't tell whether harm costs less under Full model")
    assert "$3.00 less for each resident and year (between −$1.00 and $7.00)" in told


def test_harm_that_costs_more_is_told_as_such(folder):
    results = read_results(folder)
    for entry in results.comparison["money"]["strategies"]:
        entry["benefit"] |= {"mean": -3.0, "low": -4.0, "high": -2.0}
    assert "harm costs $3.00 more for each resident and year under Full model than under" in gained(find_out(results))


def test_a_folder_without_prices_has_no_money_and_says_what_to_do(folder, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(folder, older)
    comparison = json.loads((older / "comparison.json").read_text())
    for key in ("money", "problems", "fairness"):
        del comparison[key]
    (older / "comparison.json").write_text(json.dumps(comparison))
    assert section(find_out(read_results(older)), Gallery(older / "figures")) is None
    assert "At published prices" not in short_answer(find_out(read_results(older)))
    assert "At published prices" in short_answer(find_out(read_results(folder)))
    with pytest.raises(UsageError, match="Run mobsim compare again"):
        build(older, pay_volunteers=True)


def test_prices_of_ones_own_change_the_page(paid, money):
    entry = next(each for each in money["strategies"] if each["name"] == "full_model")
    assert rows_of(paid)["Full model"][1]["values"][0] == pytest.approx(2 * entry["benefit"]["mean"])
