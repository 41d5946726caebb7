"""What it costs, and where hours and money go."""

from __future__ import annotations

import pandas as pd

from mobsim.report.figures import Gallery, Panel
from mobsim.report.figures.spending import draw_stacks
from mobsim.report.findings import Findings, Standing
from mobsim.report.language import Sentences, common
from mobsim.report.markup import Markup, fold, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import Scale, dollars
from mobsim.report.sections.books import books
from mobsim.report.sections.figure import figure
from mobsim.report.sections.words import cost_in_words
from mobsim.report.vocabulary import kind_of_initiative, money_sign, named, outcome, unit_in_words

say = Sentences("cost")
HOURS = (
    "hours_response",
    "hours_patrol",
    "hours_engagement",
    "hours_initiatives",
    "hours_overhead",
    "hours_standby",
)
BESIDE = ("component_money", "team_money", "table_money", "overtime_money", "money_set_aside")
BESIDE_BOOKS = ("cost", "overtime_hours", "volunteer_worth")
"""What the books do not hold: sums over several of them, parts of an entry, and prices that nobody pays."""


def cost(findings: Findings, gallery: Gallery) -> Markup:
    """Show that cost is equal (or not), and where it goes."""
    panels = [panel for panel in (draw_hours(findings.standings, gallery), _money(findings, gallery)) if panel]
    drawn = figure(panels, say("figure"), say("how_to_read")) if panels else None
    words = paragraphs(cost_in_words(findings), say("beside"))
    return section("cost", say("title"), words, drawn, _unit_costs(findings))


def _unit_costs(findings: Findings) -> Markup | None:
    """Show the unit costs that the scenario gives, with where they are from."""
    told = (findings.results.comparison or {}).get("costs") or {}
    if not told.get("units"):
        return None
    rows = [
        (
            named("unit_costs", each["name"]),
            number(dollars(each["amount"]), each["amount"]),
            unit_in_words(each["unit"]),
            each["source"],
        )
        for each in told["units"]
    ]
    caption = say("unit_costs", currency=told["currency"], year=told["year"])
    header = (say("what"), say("amount"), say("for"), common("where_it_is_from"))
    return table(caption, header, rows, key="unit-costs", class_="words")


def where_it_went(findings: Findings) -> Markup | None:
    """Print the books of every strategy, best first."""
    labels = {standing.name: standing.label for standing in findings.standings}
    return books(findings.results, labels, _prices(findings))


def draw_hours(standings: tuple[Standing, ...], gallery: Gallery) -> Panel | None:
    """Draw officers' hours by activity; ``None`` where they are not known."""
    parts = {say(name): [standing[name].mean for standing in standings] for name in HOURS if standings[0][name].known}
    if not parts:
        return None
    labels = [standing.label for standing in standings]
    return draw_stacks("hours", say("officer_hours"), labels, parts, gallery)


def _money(findings: Findings, gallery: Gallery) -> Panel | None:
    shares = money_by_kind(findings.results.initiatives)
    if shares is None or not findings.best["programme_money"].known:
        return None
    labels = [standing.label for standing in findings.standings]
    amounts = [standing["programme_money"].mean for standing in findings.standings]
    shares = shares.reindex([standing.name for standing in findings.standings]).fillna(0.0)
    earlier = say("earlier")
    shares[earlier] = (1.0 - shares.sum(axis=1)).clip(lower=0.0)
    parts = {
        str(kind): [float(amount * part) for amount, part in zip(amounts, shares[kind], strict=True)]
        for kind in shares.columns
        if kind != earlier or shares[kind].max() > 1e-9
    }
    for name in BESIDE:
        if findings.best[name].known:
            # A strategy that spends earlier savings has set aside less than nothing: its bar is longer than the purse.
            parts[say(name)] = [max(0.0, standing[name].mean) for standing in findings.standings]
    return draw_stacks("money", say("purse", money=money_sign().strip()), labels, parts, gallery)


def money_by_kind(initiatives: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the share of initiatives' money by kind: a line a strategy, a column a kind.

    What was planned before the strategies part, up to the morning of day 0, is left out.
    """
    if initiatives is None or initiatives.empty:
        return None
    initiatives = initiatives[initiatives["planned_day"] > 0]
    if not initiatives["money"].sum():
        return None
    measure, lead = initiatives["measure"].astype(str), initiatives["lead"].astype(str)
    kind = (lead + ", " + measure).map(kind_of_initiative)
    sums = initiatives.assign(kind=kind).groupby(["strategy", "kind"], sort=True)["money"].sum().unstack("kind")
    sums = sums.fillna(0.0)
    return sums.div(sums.sum(axis=1), axis=0).fillna(0.0)


def _prices(findings: Findings) -> Markup | None:
    names = [name for name in BESIDE_BOOKS if name in findings.contrasts]
    header = (say("per_year"), *(standing.label for standing in findings.standings))
    rows = [_row(name, findings) for name in names]
    if not rows:
        return None
    prices = table(common("means_over_the_runs"), header, rows, key="prices")
    return fold(say("prices"), prices)


def _row(name: str, findings: Findings) -> tuple[Markup, ...]:
    meaning = outcome(name)
    scale = Scale(name, *(each[name].mean / 20 for each in findings.standings))
    first = join([meaning.label, " ", tag("small", meaning.unit)])
    return (first, *(scale.cell(standing[name].mean) for standing in findings.standings))
