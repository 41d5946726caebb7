"""Prices of harm: those that ship are sourced, and a user's own are read or refused in one clear message."""

import re
import tomllib

import pytest

from mobsim.errors import MobsimError
from mobsim.scenario.prices import BEARERS, SHIPPED, load_prices, prices_of
from mobsim.scenario.problems import DEFAULT_PROBLEMS
from mobsim.scenario.sources import GRADES

SMALL = """
schema = 1
title = "Ours"
currency = "CAD"
price_year = 2024

[index]
values = { 2009 = 100.0, 2024 = 150.0 }

[sources.study]
cite = "A study (2009)."

[[prices]]
kind = "assault"
who = "tangible"
amount = 1000.0
year = 2009
source = "study"
grade = "V"

[[prices]]
kind = "assault"
who = "justice"
amount = 300.0
per = "recorded"
year = 2024
"""


def written(tmp_path, text):
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_price_that_ships_has_a_source_or_is_called_assumed():
    prices = load_prices()
    for price in prices.prices:
        assert price.grade in GRADES
        assert price.about, (price.kind, price.who)
        assert price.source in prices.sources or (price.grade == "assumed" and not price.source)
    assert all(source.cite and source.link for source in prices.sources.values())
    assert {price.who for price in prices.prices} == set(BEARERS)


def test_every_kind_that_ships_has_a_price():
    kinds = {kind.name for problem in DEFAULT_PROBLEMS for kind in problem.kinds}
    assert kinds <= load_prices().kinds


def test_what_was_divided_gives_the_price_that_stands_there():
    """The arithmetic of *about*: the published total over the published count."""
    checked = 0
    for price in load_prices().prices:
        found = re.fullmatch(
            r"\$([\d,]+)(?: of [a-z ]+?)?(?: and \$([\d,]+) of [a-z ]+)? over ([\d,]+) .*", price.about
        )
        if found:
            total = sum(float(part.replace(",", "")) for part in found.group(1, 2) if part)
            assert price.amount == pytest.approx(total / float(found.group(3).replace(",", "")), rel=1e-3), price.about
            checked += 1
    assert checked >= 8


def test_parts_of_robbery_and_sexual_assault_add_up_to_their_published_totals():
    prices = {(price.kind, price.who): price.amount for price in load_prices().prices}
    for kind, incidents, recorded, total in (
        ("robbery", 143_421, 20_067, 1.6e9),
        ("sexual_assault", 561_807, 8_777, 4.8e9),
    ):
        borne = sum(prices[kind, who] for who in BEARERS if who != "justice") * incidents
        assert borne + prices[kind, "justice"] * recorded == pytest.approx(total, rel=0.005)


def test_a_price_is_brought_to_the_lists_year_by_the_index(tmp_path):
    prices = load_prices(written(tmp_path, SMALL))
    assert prices.of("assault", "tangible", "incident") == pytest.approx(1500.0)
    assert prices.of("assault", "justice", "recorded") == 300.0
    assert prices.of("assault", "tangible", "recorded") == 0.0
    assert prices.of("arson", "tangible", "incident") == 0.0


def test_the_year_of_the_source_can_be_kept(tmp_path):
    text = SMALL.replace("price_year = 2024", "price_year = 2009").replace("year = 2024", "year = 2009")
    text = re.sub(r"\[index\]\n.*\n", "", text)
    assert load_prices(written(tmp_path, text)).of("assault", "tangible", "incident") == 1000.0


def test_a_list_survives_being_written_down():
    prices = load_prices()
    assert prices_of(prices.described()) == prices


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('currency = "CAD"', 'currency = "usd"', "currency = 'usd'"),
        ('who = "tangible"', 'who = "tangable"', "Did you mean 'tangible'"),
        ("amount = 1000.0", "amount = -1.0", "amount"),
        ('source = "study"', 'source = "studdy"', "Did you mean 'study'"),
        ("year = 2009\n", "year = 1999\n", "is not a year of [index]"),
        ("[index]\nvalues = { 2009 = 100.0, 2024 = 150.0 }", "", "needs an [index]"),
        (
            'who = "justice"\namount = 300.0\nper = "recorded"',
            'who = "tangible"\namount = 1.0',
            "is the same as prices[0]",
        ),
        ('source = "study"\n', "", "has no source"),
        ("schema = 1", "schema = 1\nvolunteer = 3", "volunteer"),
    ],
)
def test_what_is_wrong_is_said_with_file_field_and_remedy(tmp_path, old, new, said):
    assert old in SMALL
    path = written(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(MobsimError) as raised:
        load_prices(path)
    assert said in str(raised.value)
    assert "prices.toml" in str(raised.value)


def test_the_file_that_ships_says_what_it_is():
    content = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    assert content["currency"] == "CAD"
    assert str(content["price_year"]) in content["index"]["values"]


def test_the_prices_that_the_page_shows_are_taken():
    from pathlib import Path

    page = (Path(__file__).parents[1] / "docs" / "money.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    assert prices_of(tomllib.loads(example)).of("assault", "tangible", "incident") == 410.0
