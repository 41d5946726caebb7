"""The works that parameters name as their source, read from ``sources.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Source:
    """One published work."""

    key: str
    author: str
    year: int
    title: str
    published: str
    doi: str | None = None

    def __str__(self) -> str:
        """Cite the work in one line."""
        doi = f" doi:{self.doi}" if self.doi else ""
        end = "" if self.title.endswith("?") else "."
        return f"{self.author} ({self.year}). {self.title}{end} {self.published}.{doi}"


@cache
def sources() -> dict[str, Source]:
    """Read every source, by key."""
    content = tomllib.loads(files("mobsim.scenario").joinpath("sources.toml").read_text(encoding="utf-8"))
    return {key: Source(key, **fields) for key, fields in content.items()}


def cite(key: str) -> str:
    """Cite a source by its key; ``"assumed"`` stays as it is."""
    return str(sources()[key]) if key in sources() else key


GRADES = {
    "fitted": "fitted to all published targets at once; the source tells where the mechanism is from",
    "V": "read in the source",
    "V2": "read in a page that quotes the source",
    "D": "derived from the source",
    "M": "from memory of the source: check before relying on it",
    "assumed": "assumed",
}
