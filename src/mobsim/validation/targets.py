"""The targets: what the published evidence asks of the model, read from ``evidence.toml``."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf
from typing import Any

from mobsim.errors import UsageError
from mobsim.scenario.events import Event
from mobsim.scenario.names import did_you_mean
from mobsim.scenario.sources import cite
from mobsim.validation.arms import studies
from mobsim.validation.expressions import EXPRESSIONS

GROUPS = ("A", "B", "C", "D")
MEASURES = {
    "rirr": "relative incidence rate ratio",
    "count": "number of incidents more or fewer",
    "wdd": "weighted displacement difference",
    "odds ratio": "odds ratio",
    "d": "Cohen's d",
}
CONTRASTS = {
    "twin": "against the same town untreated, which only a simulation can have",
    "arms": "treated against control units, as a study in the field",
}


@dataclass(frozen=True, slots=True)
class TrialRow:
    """Name one row of a trial's results; ``as_`` says how its effect is read: as it is, or a ratio as a relative change."""

    name: str
    outcome: str
    contrast: str
    wave: str
    measure: str
    as_: str = "effect"


@dataclass(frozen=True, slots=True)
class StudyRow:
    """Name what is taken from a study of strategies: an expression (``as_``) of an outcome in some of its arms.

    ``less`` names an outcome that is taken off, ``per`` one by which it is divided (a ratio of means over seeds); ``weeks`` are
    the first and the end of those that are looked at, counted from the end of burn-in, the whole study if left out.
    """

    name: str
    outcome: str
    arms: tuple[str, ...]
    as_: str
    less: str = ""
    per: str = ""
    weeks: tuple[int, int] | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome that it is taken from."""
        return tuple(filter(None, (self.outcome, self.less, self.per)))

    @property
    def how(self) -> str:
        """How it is measured, in words."""
        outcome = f"`{self.outcome}`" + (f" less `{self.less}`" if self.less else "")
        outcome += f" over `{self.per}`" if self.per else ""
        return f"Study `{self.name}`: {EXPRESSIONS[self.as_].about.format(outcome)} {self._when}; {self._arms}."

    @property
    def _when(self) -> str:
        if self.weeks is not None:
            first, end = self.weeks
            return f"in week {end}" if end == first + 1 else f"in weeks {first + 1} to {end}"
        return f"over {studies()[self.name].years} years"

    @property
    def _arms(self) -> str:
        named = [f"`{arm}`" for arm in self.arms]
        return " against ".join(named) if EXPRESSIONS[self.as_].arms == 2 else ", ".join(named)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is measured and judged.

    ``published`` in words, ``value`` where it is one number; ``low`` and ``high`` bound the band of acceptance,
    infinite where it is open; ``band`` tells where the band comes from, if not from the source. A part without
    ``trial``, ``study``, ``minus`` and ``over`` is a pattern of the untreated town; ``minus`` and ``over`` name two other
    parts. One that must be ``told_apart`` is met only if its whole interval lies within the band. ``fitted`` says that the
    defaults were fitted to it, ``input`` that a parameter was set by it; otherwise it is foretold by the rest.
    """

    id: str
    target: str
    what: str
    unit: str
    published: str
    value: float | None
    low: float
    high: float
    source: str
    grade: str
    measured: str
    band: str
    trial: TrialRow | None
    minus: tuple[str, str] | None
    over: tuple[str, str] | None
    study: StudyRow | None = None
    told_apart: bool = False
    fitted: bool = False
    input: bool = False

    @property
    def is_pattern(self) -> bool:
        """Whether it is measured on the untreated town."""
        return self.trial is None and self.study is None and not self.of

    @property
    def how(self) -> str:
        """How it is measured, in words."""
        if self.trial is not None:
            row = self.trial
            how = f"{MEASURES[row.measure]} of `{row.outcome}` {_when(row.wave)}"
            return f"Trial `{row.name}`: {how}, {CONTRASTS[row.contrast]}."
        if self.study is not None:
            return self.study.how
        if self.over:
            return f"{self.over[0]} over {self.over[1]}, without sign."
        return f"{self.minus[0]} less {self.minus[1]}." if self.minus else self.measured

    @property
    def of(self) -> tuple[str, ...]:
        """The other parts that it is taken from."""
        return self.minus or self.over or ()


@dataclass(frozen=True, slots=True)
class Target:
    """One target: met only if all its parts are. One that is not ``judged`` is input, and shown."""

    id: str
    what: str
    source: str
    grade: str
    parts: tuple[Part, ...]
    about: str
    judged: bool

    @property
    def citation(self) -> str:
        """The source in one line."""
        return cite(self.source)


@dataclass(frozen=True, slots=True)
class Town:
    """The untreated town that patterns are measured on, and how long and how often it is run."""

    scenario: str
    years: int
    seeds: int
    seeds_full: int
    events: tuple[Event, ...]


@cache
def _evidence() -> dict[str, Any]:
    return tomllib.loads(files("mobsim.validation").joinpath("evidence.toml").read_text(encoding="utf-8"))


def town() -> Town:
    """Read how the untreated town is run."""
    table = dict(_evidence()["town"])
    return Town(events=tuple(Event(**event) for event in table.pop("events")), **table)


@cache
def targets() -> dict[str, Target]:
    """Read every target, by id, in the order of the evidence."""
    return {table["id"]: _target(table) for table in _evidence()["target"]}


def choose_targets(only: Sequence[str] | None) -> list[Target]:
    """Choose targets by id ("C3"), by part ("C1.half" chooses C1) or by group ("A"); all that are judged for None.

    Raises
    ------
    UsageError
        If there is no such target, with the nearest there is.
    """
    judged = [target for target in targets().values() if target.judged]
    if only is None:
        return judged
    wanted = [name for given in only for name in _matching(given)]
    return [target for target in judged if target.id in wanted]


def _matching(given: str) -> list[str]:
    name = given.strip().partition(".")[0].upper()
    judged = [target.id for target in targets().values() if target.judged]
    if name in GROUPS:
        return [each for each in judged if each.startswith(name)]
    if name not in judged:
        raise UsageError(
            "is no target that can be measured",
            field="--only",
            value=given,
            remedy=did_you_mean(name, [*judged, *GROUPS]),
        )
    return [name]


def _when(wave: str) -> str:
    return f"on day {wave}" if wave.isdigit() else f"{wave} the treatment"


def _target(table: dict) -> Target:
    parts = tuple(_part(part, table) for part in table.get("part", ()))
    fields = {name: table[name] for name in ("id", "what", "source", "grade")}
    return Target(**fields, parts=parts, about=table.get("about", ""), judged=table.get("judged", True))


def _part(table: dict, target: dict) -> Part:
    trial = dict(table["trial"]) if "trial" in table else None
    study = study_row(table["study"], table["id"]) if "study" in table else None
    return Part(
        id=table["id"],
        target=target["id"],
        what=table["what"],
        unit=table["unit"],
        published=table["published"],
        value=table.get("value"),
        low=table.get("low", -inf),
        high=table.get("high", inf),
        source=table.get("source", target["source"]),
        grade=table.get("grade", target["grade"]),
        measured=table.get("measured", ""),
        band=table.get("band", ""),
        trial=None if trial is None else TrialRow(as_=trial.pop("as", "effect"), **trial),
        minus=tuple(table["minus"]) if "minus" in table else None,
        over=tuple(table["over"]) if "over" in table else None,
        study=study,
        told_apart=table.get("told_apart", False),
        fitted=table["fitted"],
        input=table.get("input", False),
    )


def study_row(table: dict, part: str) -> StudyRow:
    """Read what a part takes from a study.

    Raises
    ------
    UsageError
        If there is no such study, arm or expression, with the nearest there is.
    """
    given = dict(table)
    arms, weeks, as_ = tuple(given.pop("arms")), given.pop("weeks", None), given.pop("as")
    row = StudyRow(arms=arms, as_=as_, weeks=None if weeks is None else tuple(weeks), **given)
    for field, name, known in (("name", row.name, studies()), ("as", row.as_, EXPRESSIONS)):
        if name not in known:
            raise UsageError("is not known", field=f"{part}.{field}", value=name, remedy=did_you_mean(name, known))
    for arm in row.arms:
        there = studies()[row.name].arms
        if arm not in there:
            raise UsageError("is no arm of the study", field=part, value=arm, remedy=did_you_mean(arm, there))
    wanted = EXPRESSIONS[row.as_].arms
    if wanted not in (None, len(row.arms)):
        raise UsageError(f"takes {wanted} arms", field=part, value=len(row.arms), remedy="name so many arms")
    return row
