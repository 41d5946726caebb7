"""The books: what was given, where it went, and that nothing is left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from mobsim.report.folder import Results
from mobsim.report.language import Sentences, common, spoken
from mobsim.report.markup import Markup, join, number, paragraphs, section, table, tag
from mobsim.report.numbers import plain
from mobsim.report.vocabulary import money_unit, sentence_case, unit_in_words

say, entries = Sentences("books"), Sentences("book_entries")


def books(results: Results, labels: Mapping[str, str], *further: object) -> Markup | None:
    """Print the books of strategies, by name and label, as one table that closes; ``None`` where none were kept."""
    if results.books is None or results.books.empty:
        return None
    means = means_of(results.books, list(labels))
    kept = means.index.get_level_values("entry").str.startswith("kept")
    saved = say("saved") if (means[kept].round(2) < 0).to_numpy().any() else ""
    return section(
        "books", say("title"), paragraphs(say("closes"), saved), _table(means, list(labels.values())), *further
    )


def means_of(entries: pd.DataFrame, strategies: Sequence[str]) -> pd.DataFrame:
    """Average the entries over runs.

    Returns
    -------
    pandas.DataFrame
        A row an entry, by ``(resource, unit, side, entry)`` in the order of the books, a column a strategy.
    """
    keys = ["resource", "unit", "side", "entry"]
    means = entries.groupby(["strategy", *keys], sort=False)["amount"].mean().unstack("strategy")
    order = pd.MultiIndex.from_frame(entries[keys].drop_duplicates())
    return means.reindex(index=order, columns=strategies)


def _table(means: pd.DataFrame, labels: Sequence[str]) -> Markup:
    kept = means.groupby(level="resource", sort=False)
    rows = [row for resource, book in kept if book.to_numpy().any() for row in _book(str(resource), book)]
    header = (common("means_over_the_runs"), *labels)
    return table(say("table"), header, rows, key="books-table", class_="books")


def _book(resource: str, book: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Write the rows of one resource: its name, what was given, what became of it, the sum, and what is left over."""
    unit, sides = str(book.index.get_level_values("unit")[0]), book.index.get_level_values("side")
    lines = book.set_index(book.index.get_level_values("entry"))
    given, became = (lines[sides == side] for side in ("given", "became"))
    decimals = 2 if unit.startswith("CAD") else 0 if given.sum().max() >= 100 else 1
    kind = join([tag("strong", _named(resource)), " ", tag("small", money_unit(unit_in_words(unit)))])
    yield kind, *(tag("td") for _ in book.columns)
    for side, key in ((given, "given"), (became, "became")):
        for entry, amounts in side[(side.abs() > 0).any(axis=1)].iterrows():
            yield say(key, entry=_entry(str(entry), key)), *_cells(amounts, decimals)
    yield tag("strong", say("in_all")), *_cells(became.sum(), decimals, strong=True)
    yield say("not_accounted_for"), *_cells(given.sum() - became.sum(), decimals)


def _cells(amounts: pd.Series, decimals: int, *, strong: bool = False) -> Iterator[Markup]:
    for amount in amounts:
        shown = number(plain(amount, decimals), amount)
        yield tag("td", tag("strong", shown) if strong else shown)


def _named(words: str) -> str:
    """Name a resource; one that no French word is known for by its own."""
    return sentence_case(words if spoken() == "en" else entries.known(words) or words)


def _entry(words: str, side: str) -> str:
    named = words if spoken() == "en" else entries.known(words) or words
    return named if side == "given" else sentence_case(named)
