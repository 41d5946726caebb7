"""Money: benefits beside costs, who receives them, and which strategy is the best buy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from mobsim.report.figures import Gallery
from mobsim.report.figures.money import draw_best_buy, draw_net, draw_plane
from mobsim.report.findings import Findings
from mobsim.report.gains import Amount, Gain, Gains, gains_of
from mobsim.report.markup import Markup, fold, items, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import dollars, in_hundred, percent, plain
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import listed
from mobsim.report.vocabulary import money_in_words, money_sign, sentence_case
from mobsim.scenario.prices import BEARERS, PriceTable
from mobsim.scenario.sources import GRADES

PER = {"incident": "each that happens", "recorded": "each that police record"}


def money(findings: Findings, gallery: Gallery) -> Markup | None:
    """Show what each strategy gains in money, for whom, and at what extra cost."""
    gains = gains_of(findings)
    if gains is None:
        return None
    return section(
        "money",
        "What it gains, in money",
        paragraphs(_what_is_counted(gains), gained(findings), _at_what_cost(gains), _unpaid(gains)),
        _table(gains),
        _figure(gains, gallery),
        paragraphs(_best_buy(gains)),
        tag("h3", "How to read these dollars"),
        items(_cautions(gains)),
        _prices(gains),
    )


def gained(findings: Findings) -> str:
    """Say what the first strategy's averted harm is worth, and how surely; nothing where harm is not priced."""
    gains = gains_of(findings)
    gain = gains.of(findings.chosen) if gains is not None else None
    if gain is None or not math.isfinite(gain.benefit.mean):
        return ""
    chosen, reference = findings.chosen.label, findings.reference.label
    size = f"{_size(gain.benefit.mean)} for each resident and year"
    if not gain.benefit.told:
        return (
            f"At published prices of crime, we can't tell whether harm costs less under {chosen} than under {reference}: by our "
            f"best guess it costs {size} {'less' if gain.benefit.mean > 0 else 'more'} ({_between(gain.benefit)})."
        )
    what = f"the harm that {chosen} averts is worth {size}"
    if gain.benefit.mean < 0:
        what = f"harm costs {size} more under {chosen} than under {reference}"
    pain = gain.by_who["intangible"].mean / gain.benefit.mean
    part = f" Of that, {percent(pain)} is pain and fear, which no budget pays." if 0 < pain <= 1 else ""
    return f"At published prices of crime, {what} ({_between(gain.benefit)}).{part}"


def _size(amount: float) -> str:
    return dollars(abs(amount))


def _between(amount: Amount) -> str:
    return f"between {dollars(amount.low)} and {dollars(amount.high)}"


def _what_is_counted(gains: Gains) -> str:
    prices, reference = gains.prices, gains.findings.reference.label
    years = sorted({price.year for price in prices.prices})
    index = ""
    if years != [prices.price_year]:
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
        index = f" The prices are from {span}, and raised to {prices.price_year} by a price index."
    return (
        "Each crime and crisis is given a price: what one costs victims, police and courts, hospitals and others. A benefit is "
        f"what harm costs under {reference}, less what it costs under the strategy. All amounts are {money_in_words()} of "
        f"{prices.price_year}, for each resident and year, as a mean of the years simulated.{index}"
    )


def _at_what_cost(gains: Gains) -> str:
    if not gains.equal_cost:
        return (
            "The strategies do not cost the same. The extra cost is what a strategy costs more than "
            f"{gains.findings.reference.label}. Where it surely costs more, the table gives the benefit for each extra dollar."
        )
    same = "with volunteers' hours at their price, too" if gains.paid else "the same officers and the same public purse"
    return (
        f"All strategies cost the same: {same}. So no extra dollar is spent, and there is no benefit for each extra dollar. The "
        "question is which way to spend the same money averts more harm. If all prices were twice as high, all benefits would be "
        "too, and the answer would stay the same."
    )


def _unpaid(gains: Gains) -> str:
    """Say what volunteers' further hours would cost if they were paid, under the strategy that is shown."""
    findings = gains.findings
    gain = gains.of(findings.chosen)
    if gain is None or not math.isfinite(gain.volunteers.mean):
        return ""
    if gains.paid:
        return "Volunteers' hours are counted as a cost here, as was asked for."
    more = gain.volunteers.mean
    if abs(more) < 0.005:
        return ""
    word = "more" if more > 0 else "less"
    left = gain.net.mean - more
    return (
        f"Volunteers are not paid, and their hours are not in these costs. If they had to be paid, {findings.chosen.label} would "
        f"cost {_size(more)} {word} than {findings.reference.label}, and its benefits less costs would be {dollars(left)}."
    )


def _table(gains: Gains) -> Markup:
    """Table benefits and costs; where all cost the same, benefits less costs are the benefits, and no ratio is there to give."""
    header = ["Strategy", "Benefits in all", "Police, courts, health care"]
    header += [BEARERS[who] for who in ("tangible", "intangible", "others")]
    header += [] if gains.equal_cost else ["Extra cost", "Benefits less costs", "Benefit for each extra dollar"]
    header += ["Chance, in 100, that benefits exceed costs"]
    header += ["Versions of the model, in 100, in which they do"] if gains.findings.ensemble is not None else []
    header += [] if gains.paid else ["Volunteers' further hours, if paid"]
    rows = [_row(gain, gains, len(header) - 1) for gain in gains.all]
    equal = "; extra cost: none" if gains.equal_cost else ""
    caption = (
        f"Benefits and costs against {gains.findings.reference.label}, {money_sign().strip()} of {gains.prices.price_year} "
        "per resident and year"
        f"{equal}. Small print: the interval that holds for all pairs of strategies"
    )
    return table(caption, header, rows, key="money-table")


def _row(gain: Gain, gains: Gains, width: int) -> list[Markup | str]:
    standing = gains.findings.find(gain.name)
    if standing is gains.findings.reference:
        note = f"reference: harm costs {dollars(gain.harm_cost)}"
        return [standing.label, tag("td", note, colspan=width, style="text-align:left")]
    parts = [gain.by_who[who].mean for who in ("tangible", "intangible", "others")]
    cells: list[Markup | str] = [standing.label, _cell(gain.benefit)]
    cells += [number(dollars(amount), amount) for amount in (gain.public, *parts)]
    if not gains.equal_cost:
        cells += [_cell(gain.extra_cost), _cell(gain.net), _per_dollar(gain)]
    cells += [_chance(gain.chance)]
    cells += [_chance(gain.models)] if gains.findings.ensemble is not None else []
    return cells + ([] if gains.paid else [number(dollars(gain.volunteers.mean), gain.volunteers.mean)])


def _chance(share: float) -> Markup:
    """Write a chance as a count out of a hundred, where the heading says of how many."""
    shown = in_hundred(share).replace("more than ", "over ").replace("less than ", "under ").replace(" in 100", "")
    return number(shown, share)


def _cell(amount: Amount) -> Markup:
    ends = join([number(dollars(amount.low), amount.low), " to ", number(dollars(amount.high), amount.high)])
    return tag("td", number(dollars(amount.mean), amount.mean), " ", tag("small", ends))


def _per_dollar(gain: Gain) -> Markup | str:
    """Write the ratio where there is one; else say why there is none."""
    if math.isfinite(gain.ratio):
        return number(dollars(gain.ratio), gain.ratio)
    return "costs less" if gain.extra_cost.high < 0 else "no surely higher cost"


def _figure(gains: Gains, gallery: Gallery) -> Markup:
    panels = [draw_net(gains, gallery), draw_plane(gains, gallery)]
    curve = None if gains.equal_cost else draw_best_buy(gains, gallery)
    panels += [curve] if curve is not None else []
    caption = (
        "Benefits less costs: right of the line is a gain; a hollow dot can't be told from nought. The plane: further right "
        "averts more harm, further up costs more; lower right is better and cheaper, upper left worse and dearer."
    )
    if curve is not None:
        caption += (
            " Best buy: the more a unit of harm averted is worth to you, the further right you stand. The dotted line is what "
            f"the prices make of one unit: {dollars(gains.worth_implied)}."
        )
    return figure(panels, "What is gained, and at what cost.", caption)


def _best_buy(gains: Gains) -> str:
    """Say which policy is the best buy, and whether that depends on what harm averted is worth."""
    found = gains.best_buy
    if found is None:
        return ""
    dear, chance = _best_at(gains, found["worth"][-1])
    models = " plausible versions of the model" if found["over_models"] else ""
    if gains.equal_cost:
        return (
            "As all cost the same, the best buy is the strategy with the least harm, whatever a unit of harm averted is worth to "
            f"you: {dear}, in {in_hundred(chance)}{models}. Counting volunteers' hours as a cost makes costs differ: mobsim "
            "report DIR --pay-volunteers draws the curve."
        )
    here, there = _best_at(gains, gains.worth_implied)
    return (
        f"At the prices used here a unit of harm is worth about {dollars(gains.worth_implied)}, and {here} is the best buy in "
        f"{in_hundred(there)}{models}. If it is worth far more to you, {dear} is the best buy in {in_hundred(chance)}. One unit "
        "is one theft or act of mischief; an assault is several."
    )


def _best_at(gains: Gains, worth: float) -> tuple[str, float]:
    """Return the policy that is most probably the best buy at a worth of a unit of harm, and how probably."""
    found: Mapping[str, Any] = gains.best_buy or {}
    worths, by_name = found.get("worth", [0.0]), found.get("chance", {})
    chances = {
        each.label: float(np.interp(worth, worths, by_name[each.name]))
        for each in gains.findings.policies
        if each.name in by_name
    }
    best = max(chances, key=lambda label: chances[label])
    return best, chances[best]


def _cautions(gains: Gains) -> list[str]:
    used = _used(gains)
    grades = Counter(price.grade for price in used)
    assumed = grades["assumed"]
    missing = gains.not_priced
    named = listed([sentence_case(each).lower() for each in missing])
    return [
        "Pain and fear are not money that anybody gets back. Set only police, courts and health care against a budget.",
        "What police and courts save is time set free. Officers are paid all the same, so it is not cash.",
        "Prices are averages of a whole country and are taken as exact: intervals hold luck"
        + (" and doubt about the model" if gains.findings.ensemble is not None else "")
        + ", not doubt about prices. Published prices differ tenfold for some crimes.",
        "Not counted: trust, the worry of those who are not victims, what a stop or an arrest costs the person, and what happens "
        "after the years simulated. Nothing is discounted.",
        f"Of {len(used)} prices used, {len(used) - assumed} rest on a source and {assumed} are assumed."
        + (
            f" No price is known for {named}: {'they count' if len(missing) > 1 else 'it counts'} as nought."
            if missing
            else ""
        ),
    ]


def _used(gains: Gains) -> list[PriceTable]:
    problems = (gains.findings.results.comparison or {}).get("problems") or []
    kinds = {kind["name"] for problem in problems for kind in problem["kinds"]}
    return [price for price in gains.prices.prices if price.kind in kinds]


def _prices(gains: Gains) -> Markup:
    prices = gains.prices
    rows = [
        (
            sentence_case(price.kind),
            BEARERS[price.who],
            number(dollars(price.amount), price.amount),
            str(price.year),
            number(dollars(prices.now(price)), prices.now(price)),
            PER[price.per],
            GRADES.get(price.grade, price.grade) + (f" ({price.source})" if price.source else ""),
        )
        for price in _used(gains)
    ]
    header = (
        "Kind",
        "Who bears it",
        "Price",
        "Year",
        f"In {money_sign().strip()} of {prices.price_year}",
        "For",
        "Where it is from",
    )
    listing = table(f"{prices.title}, {money_sign().strip()}", header, rows, key="money-prices", class_="words")
    works = items([f"{key}: {source.cite} {source.link}".strip() for key, source in prices.sources.items()])
    own = tag("p", "To use your own: mobsim report DIR --prices FILE.")
    return fold(f"Every price, and where it is from ({plain(len(rows))})", listing, works, own)
