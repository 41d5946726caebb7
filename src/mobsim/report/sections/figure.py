"""Put panels on the page with their words."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from mobsim.report.figures import Panel
from mobsim.report.markup import Markup, join, tag


def figure(panels: Sequence[Panel], title: str, *see: object) -> Markup:
    """Write one figure of one or several panels; the caption says what to see in it."""
    class_ = {1: "panels one", 3: "panels three"}.get(len(panels), "panels")
    caption = tag("figcaption", tag("strong", title), " ", join(see, " "))
    return tag("figure", tag("div", *(_image(panel) for panel in panels), class_=class_), caption)


def _image(panel: Panel) -> Markup:
    source = "data:image/svg+xml;base64," + base64.b64encode(panel.svg).decode("ascii")
    return tag("img", src=source, alt=panel.alternative, width=panel.width, height=panel.height)
