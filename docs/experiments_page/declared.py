"""What is told of each experiment, as ``contrasts.toml`` declares it: a new experiment is one entry there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

FILE = Path(__file__).resolve().parent / "contrasts.toml"
EXPERIMENTS = FILE.parents[2] / "experiments"
T = TypeVar("T")


@dataclass(frozen=True)
class Contrast:
    """Levels of a factor against the first of them, under each combination of other factors, for some outcomes.

    ``worth`` asks what the first level is worth against each of the others; ``tell`` names outcomes to be told in words.
    """

    of: str
    words: str
    by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("harm",)
    headline: str = "harm"
    worth: bool = False
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arm:
    """Points of an experiment that are told together: their name, and the levels of the factors that tell arms apart."""

    words: str
    at: tuple[Any, ...]


@dataclass(frozen=True)
class Arms:
    """Points that differ in more than one factor, against the first of them; otherwise as a contrast."""

    words: str
    factors: tuple[str, ...]
    arms: tuple[Arm, ...]
    by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ("harm",)
    headline: str = "harm"
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """Levels of a factor against the first of them, by years since the burn-in: in each year, or all time until its end.

    ``names`` gives levels another name than their own; ``tell`` names the outcomes told in words, the first if left out.
    """

    of: str
    words: str
    years: tuple[int, ...]
    outcomes: tuple[str, ...]
    by: tuple[str, ...] = ()
    until: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    tell: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interaction:
    """What ``of`` does from its first to its last level, at the first and at the last level of ``by``, all else averaged.

    ``decided_by`` says by what mechanism one may need the other, or stand in for it: what to look at, not what came out.
    """

    of: str
    by: str
    decided_by: str
    outcomes: tuple[str, ...] = ("harm",)


@dataclass(frozen=True)
class Told:
    """All that is told of one experiment. ``carried_by`` names the mechanisms that carry each of the four components."""

    contrasts: tuple[Contrast, ...] = ()
    arms: tuple[Arms, ...] = ()
    courses: tuple[Course, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    carried_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: bool = False


def read_declarations(file: Path = FILE) -> dict[str, Told]:
    """Read what is told of every experiment, in the order of the page.

    Raises
    ------
    ValueError
        If an entry has a key that nothing reads.
    """
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: _told(f"{file.name}, {name}", entry) for name, entry in content.items()}


def _told(where: str, entry: Mapping[str, Any]) -> Told:
    parts = dict(entry)
    for name, sort in (("contrasts", Contrast), ("courses", Course), ("interactions", Interaction)):
        parts[name] = tuple(_made(sort, where, each) for each in entry.get(name, ()))
    parts["arms"] = tuple(
        _made(Arms, where, {**each, "arms": [_made(Arm, where, arm) for arm in each["arms"]]})
        for each in entry.get("arms", ())
    )
    parts["carried_by"] = {name: tuple(each) for name, each in entry.get("carried_by", {}).items()}
    return _made(Told, where, parts)


def _made(sort: type[T], where: str, given: Mapping[str, Any]) -> T:
    known = {each.name for each in fields(sort)}
    if unknown := sorted(set(given) - known):
        raise ValueError(f"{where}: {', '.join(unknown)}: nothing reads this; known are {', '.join(sorted(known))}")
    return sort(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})
