"""Read a report back, the whole page or a few of its sections, and refuse tags that do not nest."""

from html.parser import HTMLParser
from pathlib import Path

import mobsim
from mobsim.report import build
from mobsim.report.figures import Gallery
from mobsim.report.findings import find_out
from mobsim.report.folder import read_results
from mobsim.report.markup import join
from mobsim.report.vocabulary import in_words_of
from mobsim.scenario import village

VOID = {"meta", "img", "br", "hr", "link", "input", "col"}


class Page(HTMLParser):
    """Read a page, and refuse one whose tags do not nest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.source, self.open, self.tags, self.ids, self.tables, self.text = text, [], [], [], {}, ""
        self._rows = self._cell = None
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self._rows = []
        elif tag == "caption":
            self.tables[attributes["id"].removesuffix("-caption")] = self._rows
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append({"values": [], "text": ""})
        elif tag == "data":
            self._rows[-1][-1]["values"].append(float(attributes["value"]))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text += data
        if self._rows and self._rows[-1] and {"td", "th"} & set(self.open):
            self._rows[-1][-1]["text"] += data

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(folder, out=None):
    return Page(build(folder, out).read_text(encoding="utf-8"))


def sections_of(folder, write):
    """Read a few sections of a report, written by a function of findings and gallery; only their figures are drawn."""
    results = read_results(folder)
    with in_words_of(folder):
        return Page(join(write(find_out(results), Gallery(folder / "figures")), "\n"))


def compared_village(path: Path, strategies: list[str]) -> Path:
    """Compare strategies in a village, two runs each, and return the folder."""
    mobsim.compare(village(3, 150, burn_in_days=56, days=168), strategies, runs=2, workers=1, out=path)
    return path
