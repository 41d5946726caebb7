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
from mobsim.report.language import Sentences, common, marked_english
from mobsim.report.markup import Markup, fold, items, number, paragraphs, section, table, tag
from mobsim.report.numbers import dollars, hundredths, in_hundred, listed, percent, plain, span
from mobsim.report.sections.figure import figure
from mobsim.report.vocabulary import (
    grade,
    money_in_words,
    money_sign,
    one_of_money,
    price_list,
    problem_kind,
    sentence_case,
)
from mobsim.scenario.prices import PriceTable

say = Sentences("money")


def money(findings: Findings, gallery: Gallery) -> Markup | None:
    """Show what each strategy gains in money, for whom, and at what extra cost."""
    gains = gains_of(findings)
    if gains is None:
        return None
    return section(
        "money",
        say("title"),
        paragraphs(_what_is_counted(gains), gained(findings), _at_what_cost(gains), _unpaid(gains)),
        _table(gains),
        _figure(gains, gallery),
        paragraphs(_best_buy(gains)),
        tag("h3", say("how_to_read")),
        items(_cautions(gains)),
        _prices(gains),
    )


def gained(findings: Findings) -> str:
    """Say what the first strategy's averted harm is worth, and how surely; nothing where harm is not priced."""
    gains = gains_of(findings)
    gain = gains.of(findings.chosen) if gains is not None else None
    if gain is None or not math.isfinite(gain.benefit.mean):
        return ""
    told = {
        "chosen": findings.chosen.named,
        "reference": findings.reference.named,
        "size": _size(gain.benefit.mean),
        "low": dollars(gain.benefit.low),
        "high": dollars(gain.benefit.high),
    }
    if not gain.benefit.told:
        return say("untold_less" if gain.benefit.mean > 0 else "untold_more", **told)
    sentence = say("costs_more" if gain.benefit.mean < 0 else "averts", **told)
    pain = gain.by_who["intangible"].mean / gain.benefit.mean
    return f"{sentence} {say('pain', share=percent(pain))}" if 0 < pain <= 1 else sentence


def _size(amount: float) -> str:
    return dollars(abs(amount))


def _what_is_counted(gains: Gains) -> str:
    prices = gains.prices
    years = sorted({price.year for price in prices.prices})
    told = say("counted", reference=gains.findings.reference.named, money=money_in_words(), year=prices.price_year)
    if years == [prices.price_year]:
        return told
    of = str(years[0]) if len(years) == 1 else span(str(years[0]), str(years[-1]))
    return f"{told} {say('index', years=of, year=prices.price_year)}"


def _at_what_cost(gains: Gains) -> str:
    if not gains.equal_cost:
        return say("not_same_cost", reference=gains.findings.reference.named, money=one_of_money())
    return say("same_cost_paid" if gains.paid else "same_cost", money=one_of_money())


def _unpaid(gains: Gains) -> str:
    """Say what volunteers' further hours would cost if they were paid, under the strategy that is shown."""
    findings = gains.findings
    gain = gains.of(findings.chosen)
    if gain is None or not math.isfinite(gain.volunteers.mean):
        return ""
    if gains.paid:
        return say("paid")
    more = gain.volunteers.mean
    if abs(more) < 0.005:
        return ""
    return say(
        "if_paid_more" if more > 0 else "if_paid_less",
        chosen=findings.chosen.named,
        reference=findings.reference.named,
        size=_size(more),
        left=dollars(gain.net.mean - more),
    )


def _table(gains: Gains) -> Markup:
    """Table benefits and costs; where all cost the same, benefits less costs are the benefits, and no ratio is there to give."""
    header = [common("strategy"), say("benefits"), say("public")]
    header += [say(who) for who in ("tangible", "intangible", "others")]
    header += [] if gains.equal_cost else [say("extra_cost"), say("net"), say("ratio", money=one_of_money())]
    header += [say("chance")]
    header += [say("models")] if gains.findings.ensemble is not None else []
    header += [] if gains.paid else [say("volunteers")]
    rows = [_row(gain, gains, len(header) - 1) for gain in gains.all]
    caption = say(
        "table_same_cost" if gains.equal_cost else "table",
        reference=gains.findings.reference.named,
        money=money_sign().strip(),
        year=gains.prices.price_year,
    )
    return table(caption, header, rows, key="money-table")


def _row(gain: Gain, gains: Gains, width: int) -> list[Markup | str]:
    standing = gains.findings.find(gain.name)
    if standing is gains.findings.reference:
        note = say("reference_row", cost=dollars(gain.harm_cost))
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
    return number(hundredths(share), share)


def _cell(amount: Amount) -> Markup:
    ends = Markup(span(*(number(dollars(end), end) for end in (amount.low, amount.high))))
    return tag("td", number(dollars(amount.mean), amount.mean), " ", tag("small", ends))


def _per_dollar(gain: Gain) -> Markup | str:
    """Write the ratio where there is one; else say why there is none."""
    if math.isfinite(gain.ratio):
        return number(dollars(gain.ratio), gain.ratio)
    return say("costs_less" if gain.extra_cost.high < 0 else "not_surely_dearer")


def _figure(gains: Gains, gallery: Gallery) -> Markup:
    panels = [draw_net(gains, gallery), draw_plane(gains, gallery)]
    curve = None if gains.equal_cost else draw_best_buy(gains, gallery)
    panels += [curve] if curve is not None else []
    caption = say("net_and_plane")
    if curve is not None:
        caption += f" {say('curve', worth=dollars(gains.worth_implied))}"
    return figure(panels, say("figure"), caption)


def _best_buy(gains: Gains) -> str:
    """Say which policy is the best buy, and whether that depends on what harm averted is worth."""
    found = gains.best_buy
    if found is None:
        return ""
    dear, chance = _best_at(gains, found["worth"][-1])
    over = "_models" if found["over_models"] else ""
    told = {"dear": dear, "chance": in_hundred(chance)}
    if gains.equal_cost:
        return say(f"best_buy_same_cost{over}", **told)
    here, there = _best_at(gains, gains.worth_implied)
    worth = dollars(gains.worth_implied)
    return say(f"best_buy{over}", worth=worth, here=here, there=in_hundred(there), **told)


def _best_at(gains: Gains, worth: float) -> tuple[str, float]:
    """Return the policy that is most probably the best buy at a worth of a unit of harm, and how probably."""
    found: Mapping[str, Any] = gains.best_buy or {}
    worths, by_name = found.get("worth", [0.0]), found.get("chance", {})
    chances = {
        each.named: float(np.interp(worth, worths, by_name[each.name]))
        for each in gains.findings.policies
        if each.name in by_name
    }
    best = max(chances, key=lambda label: chances[label])
    return best, chances[best]


def _cautions(gains: Gains) -> list[str]:
    used = _used(gains)
    grades = Counter(price.grade for price in used)
    assumed = grades["assumed"]
    missing = [problem_kind(each) for each in gains.not_priced]
    sourced = say("sourced", used=len(used), sourced=len(used) - assumed, assumed=assumed)
    if missing:
        sourced += f" {say('not_priced', of=len(missing), names=listed(missing))}"
    luck = "luck_and_doubt" if gains.findings.ensemble is not None else "luck"
    return [say("pain_is_no_money"), say("time_set_free"), say(luck), say("not_counted"), sourced]


def _used(gains: Gains) -> list[PriceTable]:
    problems = (gains.findings.results.comparison or {}).get("problems") or []
    kinds = {kind["name"] for problem in problems for kind in problem["kinds"]}
    return [price for price in gains.prices.prices if price.kind in kinds]


def _prices(gains: Gains) -> Markup:
    prices = gains.prices
    rows = [
        (
            sentence_case(problem_kind(price.kind)),
            say(price.who),
            number(dollars(price.amount), price.amount),
            number(str(price.year), price.year),
            number(dollars(prices.now(price)), prices.now(price)),
            say(f"per_{price.per}"),
            grade(price.grade) + (f" ({price.source})" if price.source else ""),
        )
        for price in _used(gains)
    ]
    header = (
        say("kind"),
        say("bearer"),
        say("price"),
        say("year"),
        say("price_now", money=money_sign().strip(), year=prices.price_year),
        say("per"),
        common("where_it_is_from"),
    )
    caption = say("prices", title=price_list(prices.title), money=money_sign().strip())
    listing = table(caption, header, rows, key="money-prices", class_="words")
    works = items(
        [f"{key}: {source.cite} {source.link}".strip() for key, source in prices.sources.items()], **marked_english()
    )
    own = tag("p", say("own_prices"))
    return fold(say("every_price", number=plain(len(rows))), listing, works, own)
