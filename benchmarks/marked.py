"""Write what was made into a page, between the marks that keep its place."""

import textwrap
from pathlib import Path

from mobsim.errors import UsageError
from mobsim.store.atomic import write_text

BEGIN, END = "<!-- made: {name} -->", "<!-- end: {name} -->"


def write_between(page: Path, name: str, text: str) -> None:
    """Replace what stands between the marks of a name.

    Raises
    ------
    UsageError
        If the page does not have both marks, once each and in order.
    """
    begin, end = BEGIN.format(name=name), END.format(name=name)
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    before, found, rest = old.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise UsageError("has no place for the table", field=str(page), remedy=f"write {begin} and {end} into it")
    write_text(page, f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}")


def paragraph(text: str) -> str:
    """Break a paragraph into lines of the documentation's length."""
    return textwrap.fill(text, 128, break_long_words=False, break_on_hyphens=False)
