"""Whose prices the amounts of page one rest on, in which currency, and of what year."""

from __future__ import annotations

from mobsim.report.findings import Findings
from mobsim.report.gains import gains_of
from mobsim.report.language import Sentences
from mobsim.report.vocabulary import money_in_words
from mobsim.scenario.prices import PriceList, load_prices
from mobsim.scenario.unit_costs import SHIPPED_CURRENCY, SHIPPED_YEAR

say = Sentences("currency")


def whose_prices(findings: Findings) -> str:
    """Say in what money amounts are, and which country's prices they rest on; nothing where there are no amounts.

    A town anywhere is priced at what things cost in Canada, as long as its files give no prices.
    """
    if not findings.reference["cost"].known:
        return ""
    gains = gains_of(findings)
    costs = (findings.results.comparison or {}).get("costs") or {}
    currency, year = costs.get("currency", SHIPPED_CURRENCY), costs.get("year", SHIPPED_YEAR)
    spent = {"money": money_in_words(), "year": year}
    converted = "converted" if currency != SHIPPED_CURRENCY else "canadian"
    if gains is None:
        return say(f"costs_{converted}", **spent)
    crime = _of_crime(gains.prices)
    if converted == "canadian" and not crime and gains.prices.price_year == year:
        return say("all", **spent)
    harm = crime or say("crime_canadian", money=money_in_words(), year=gains.prices.price_year)
    return f"{say(f'costs_{converted}', **spent)} {harm}"


def _of_crime(prices: PriceList) -> str:
    """Say which prices of crime were given; nothing where they are those that ship."""
    if prices == load_prices().model_copy(update={"volunteers": prices.volunteers}):
        return ""
    return say("crime_given", title=prices.title, money=money_in_words(), year=prices.price_year)
