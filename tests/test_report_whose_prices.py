"""Page one says whose prices its amounts rest on, and names who shares the first rank in few words."""

import json
from dataclasses import replace

import pytest
from report_folder import ALL_POLICIES, write_folder

from mobsim.experiment.repricing import price_anew
from mobsim.report.findings import find_out
from mobsim.report.folder import read_results
from mobsim.report.language import in_language
from mobsim.report.sections.currency import whose_prices
from mobsim.report.sections.sharing import first_together
from mobsim.scenario.prices import load_prices


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("prices") / "town", strategies=ALL_POLICIES, seeds=4, side=4)


def test_amounts_are_said_to_rest_on_prices_for_canada(folder):
    told = whose_prices(find_out(read_results(folder)))
    assert told.startswith("All amounts are in Canadian dollars of 2024.")
    assert "prices for Canada" in told
    with in_language("fr"):
        assert "en dollars canadiens de 2024" in whose_prices(find_out(read_results(folder)))


def test_prices_of_crime_that_were_given_are_named(folder):
    results = read_results(folder)
    own = load_prices().model_copy(update={"title": "Prices of our hospital"})
    results = replace(results, comparison=price_anew(results.comparison, results.runs, own, paid=False))
    told = whose_prices(find_out(results))
    assert "at prices that were given: Prices of our hospital." in told
    assert "All amounts" not in told


@pytest.mark.parametrize(
    ("outside", "named"),
    [
        (0, "All of them: the runs tell none to be better than another"),
        (2, "All but "),
        (6, "and four others: the top of the ranking"),
        (8, " and "),
    ],
)
def test_many_that_share_the_first_rank_are_told_in_few_words(outside, named, folder):
    results = read_results(folder)
    comparison = json.loads(json.dumps(results.comparison))
    for place, entry in enumerate(comparison["strategies"]):
        entry["rank"] = 1 if place >= outside else 5
    found = find_out(replace(results, comparison=comparison))
    assert len(found.tied) + 1 == len(ALL_POLICIES) - outside
    told = first_together(found)
    assert named in told
    out = {each.label for each in found.policies if each.rank != 1}
    if outside == 2:
        assert all(label in told for label in out)
    elif outside == 8:
        assert not any(label in told for label in out)
