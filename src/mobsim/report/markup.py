"""Make HTML in which whatever was not written as markup is escaped."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence

VOID = frozenset({"meta", "link", "img", "br", "hr", "col"})


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


def escape(value: object) -> Markup:
    """Escape a value for use between tags or inside a quoted attribute; markup passes as it is."""
    return value if isinstance(value, Markup) else Markup(html.escape(str(value), quote=True))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Join parts, each escaped unless it is markup; ``None`` is left out."""
    return Markup(between.join(escape(part) for part in parts if part is not None))


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """Write one element.

    An underscore at the end of an attribute's name is dropped (``class_``), others become hyphens (``aria_label``).
    An attribute that is ``None`` or ``False`` is left out; one that is ``True`` has no value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value not in (None, False))
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def paragraphs(*texts: object) -> Markup:
    """Write one paragraph for each text that is not empty."""
    return join((tag("p", text) for text in texts if text), "\n")


def items(texts: Iterable[object], name: str = "ul", **attributes: object) -> Markup:
    """Write a list."""
    return tag(name, *(tag("li", text) for text in texts), **attributes)


def table(
    caption: object, header: Sequence[object], rows: Iterable[Sequence[object]], *, key: str, class_: str = ""
) -> Markup:
    """Write a table in a region that scrolls by itself on a narrow screen.

    The first cell of a row is its header. A cell may come with its own ``<td>``; all others are wrapped.
    """
    head = tag("tr", *(tag("th", cell, scope="col") for cell in header))
    body = (tag("tr", tag("th", first, scope="row"), *(_cell(cell) for cell in rest)) for first, *rest in rows)
    whole = tag(
        "table",
        tag("caption", tag("span", caption), id=f"{key}-caption"),
        tag("thead", head),
        tag("tbody", *body),
        class_=class_ or None,
    )
    return tag("div", whole, class_="scroll", role="region", aria_labelledby=f"{key}-caption", tabindex="0")


def _cell(cell: object) -> Markup:
    return cell if isinstance(cell, Markup) and cell.startswith("<td") else tag("td", cell)


def number(shown: str, value: float) -> Markup:
    """Show a rounded number that carries its full value in the ``data`` element, where there is one."""
    if not math.isfinite(value):
        return escape(shown)
    return tag("data", shown, value=repr(float(value)))


def fold(summary: object, *children: object) -> Markup:
    """Write what only some readers want: closed on screen, opened by a click; open on paper, where nobody can click."""
    return tag("details", tag("summary", summary), *children)


def appendix(summary: object, on_paper: object, *children: object) -> Markup:
    """Write what is too long for paper: closed there too, where a sentence says what is left out and where it is."""
    return join(
        [tag("details", tag("summary", summary), *children, class_="appendix"), tag("p", on_paper, class_="on-paper")]
    )


def section(key: str, title: object, *children: object) -> Markup:
    """Write a section of the page under its heading of the second level."""
    return tag("section", tag("h2", title, id=key), join(children, "\n"), aria_labelledby=key)
