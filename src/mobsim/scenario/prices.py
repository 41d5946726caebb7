"""Prices of harm: what one incident costs, and whom, read from the file that ships or from a user's own.

No run reads them. They stand beside the model, as published figures that its counts are multiplied by.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.scenario.file_table import FileTable, Text, described
from mobsim.scenario.findings import Findings
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.shape import check_shape
from mobsim.scenario.text_files import read_toml

SHIPPED = Path(__file__).parent / "prices.toml"
BEARERS = {
    "justice": "Police, courts and corrections",
    "health": "Health care",
    "tangible": "Victims, in money",
    "intangible": "Victims, in pain and fear",
    "others": "Employers, families and services",
}
"""Who bears a cost of harm, and so receives the benefit where it is averted, by key."""
Words = Annotated[str, Field(max_length=500)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Amount = Annotated[float, Field(ge=0.0, le=1e9)]


class PriceSource(FileTable):
    """A published work that a price is taken from."""

    cite: Annotated[Words, described("The work, in one line.")]
    link: Annotated[Words, described("Where it can be read.")] = ""


class PriceTable(FileTable):
    """One price: of a kind of incident, for one who bears it."""

    kind: Annotated[Text, described("A kind of incident, as a scenario's problem types name it.")]
    who: Annotated[
        Literal["justice", "health", "tangible", "intangible", "others"], described("Who bears this part of the cost.")
    ]
    amount: Annotated[Amount, described("The price.", "currency of the file, in dollars of year")]
    per: Annotated[
        Literal["incident", "recorded"], described("Of each incident that happens, or of each that police record.")
    ] = "incident"
    year: Annotated[Year, described("The year of the dollars.")]
    source: Annotated[Words, described("A key of [sources]; empty for a price that is assumed.")] = ""
    grade: Annotated[Literal["V", "V2", "D", "M", "assumed"], described("How the price was taken from the source.")] = (
        "assumed"
    )
    about: Annotated[Words, described("How it was worked out.")] = ""


class IndexTable(FileTable):
    """A price index that brings prices from year to year."""

    source: Annotated[Words, described("A key of [sources].")] = ""
    values: Annotated[dict[str, Annotated[float, Field(gt=0.0)]], described("Annual averages, by year.")]


class PriceList(FileTable):
    """A file of prices, as read and checked."""

    schema_: Annotated[Literal[1], Field(alias="schema"), described("Version of the format.")]
    title: Annotated[Text, described("What the prices are.")]
    currency: Annotated[
        Annotated[str, Field(pattern=r"^[A-Z]{3}$")], described("That of the scenario's costs, as three letters.")
    ]
    price_year: Annotated[Year, described("The year that all prices are brought to.")]
    volunteers: Annotated[
        Literal["unpaid", "paid"], described("Whether volunteers' hours count as a cost of a strategy.")
    ] = "unpaid"
    index: Annotated[IndexTable | None, described("Needed where a price is of another year.")] = None
    sources: Annotated[
        dict[str, PriceSource], Field(default_factory=dict), described("The works that prices name, by key.")
    ]
    prices: Annotated[list[PriceTable], Field(min_length=1, max_length=10_000), described("The prices.")]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of incident that have a price."""
        return frozenset(price.kind for price in self.prices)

    def now(self, price: PriceTable) -> float:
        """Return a price in dollars of the list's own year."""
        if price.year == self.price_year or self.index is None:
            return price.amount
        return price.amount * self.index.values[str(self.price_year)] / self.index.values[str(price.year)]

    def of(self, kind: str, who: str, per: str) -> float:
        """Return what one incident of a kind costs somebody, in dollars of the list's year; 0 where there is no price."""
        return sum((self.now(each) for each in self.prices if (each.kind, each.who, each.per) == (kind, who, per)), 0.0)

    def described(self) -> dict[str, Any]:
        """Return the list as plain data, which :func:`prices_of` takes back."""
        return self.model_dump(by_alias=True, mode="json")


def load_prices(path: str | Path | None = None) -> PriceList:
    """Read prices from a file of one's own, or those that ship.

    Raises
    ------
    mobsim.errors.MobsimError
        Everything that is wrong in the file, at once.
    """
    file = SHIPPED if path is None else Path(path)
    content, _ = read_toml(file)
    return prices_of(content, file)


def prices_of(content: Mapping[str, Any], file: Path | None = None) -> PriceList:
    """Check the content of a file of prices."""
    findings = Findings(file)
    prices = check_shape(PriceList, content, findings)
    if prices is not None:
        _check(prices, findings)
    findings.stop_if_wrong()
    if prices is None:
        findings.stop()
    return prices


def _check(prices: PriceList, findings: Findings) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for number, price in enumerate(prices.prices):
        field = f"prices[{number}]"
        key = (price.kind, price.who, price.per)
        if key in seen:
            remedy = "keep one of them, or add the amounts up"
            problem = f"is the same as prices[{seen[key]}]: {price.kind}, {price.who}, per {price.per}"
            findings.wrong(problem, field, remedy)
        seen.setdefault(key, number)
        _check_source(price.source, prices, f"{field}.source", findings)
        if not price.source and price.grade != "assumed":
            remedy = 'name a source, or set grade = "assumed"'
            findings.wrong("has no source", f"{field}.grade", remedy, value=price.grade)
        if price.year != prices.price_year:
            _check_year(price.year, prices, f"{field}.year", findings)
            _check_year(prices.price_year, prices, "price_year", findings)
    if prices.index is not None:
        _check_source(prices.index.source, prices, "index.source", findings)


def _check_source(source: str, prices: PriceList, field: str, findings: Findings) -> None:
    if source and source not in prices.sources:
        remedy = did_you_mean(source, prices.sources)
        findings.wrong("is not a key of [sources]", field, remedy, value=source)


def _check_year(year: int, prices: PriceList, field: str, findings: Findings) -> None:
    if prices.index is None:
        findings.wrong("needs an [index]", field, "add one with both years, or set price_year to this year", value=year)
    elif str(year) not in prices.index.values:
        findings.wrong("is not a year of [index]", field, "add the year's value to index.values", value=year)
