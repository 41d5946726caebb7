"""Declare functions of one's own: outcomes that measure a run, interventions on given days, rules after each day."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from mobsim.errors import UsageError
from mobsim.extensions.references import load, reference_of

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
BETTER = ("lower", "higher", "neither")
EACH = ("run", "week")
LONGEST = 400
"""Characters of what is said of a function."""

Function = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Declared:
    """A function of a model with a name. Processes find it by its reference; it is called as the function is."""

    name: str
    about: str
    function: Function
    kind: ClassVar[str] = "function"

    def __post_init__(self) -> None:
        """Go by the name that the function has in its module, which holds this in its place."""
        held: Any = self.function
        vars(self).update(__module__=held.__module__, __qualname__=held.__qualname__)

    @property
    def reference(self) -> str:
        """What names it in every process, ``package.module:name``."""
        return reference_of(self, self.name)

    def __call__(self, model: Any) -> Any:
        """Call the function."""
        return self.function(model)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by reference."""
        return load, (self.reference,)


@dataclass(frozen=True, eq=False)
class OwnOutcome(Declared):
    """A function that measures a model, in a ``unit``; ``each`` says whether at the end of a run or of each week."""

    label: str
    unit: str
    better: Literal["lower", "higher", "neither"]
    each: Literal["run", "week"]
    kind: ClassVar[str] = "outcome"


@dataclass(frozen=True, eq=False)
class Intervention(Declared):
    """A function that acts on a model before given days are run, counted from 0 at the end of the burn-in."""

    days: tuple[int, ...]
    every: int | None
    kind: ClassVar[str] = "intervention"

    def is_due(self, day: int) -> bool:
        """Whether it acts on a day."""
        return day in self.days or (self.every is not None and day >= 0 and day % self.every == 0)

    def next_after(self, day: int) -> int | None:
        """Return the first day later than one on which it acts; None where there is none."""
        following = [each for each in self.days if each > day]
        if self.every is not None:
            following.append((day // self.every + 1) * self.every)
        return min(following, default=None)


@dataclass(frozen=True, eq=False)
class Rule(Declared):
    """A function that acts on a model after every day since the end of the burn-in."""

    kind: ClassVar[str] = "rule"


def outcome(
    *,
    unit: str,
    better: Literal["lower", "higher", "neither"],
    name: str | None = None,
    label: str | None = None,
    about: str | None = None,
    each: Literal["run", "week"] = "run",
) -> Callable[[Function], OwnOutcome]:
    """Declare a function of a model as an outcome.

    Parameters
    ----------
    unit
        Unit of the number: ``"share of residents"``.
    better
        Which way is better: "lower", "higher", or "neither" where that cannot be said.
    name
        Name of its column; that of the function when left out.
    label, about
        Its name in words, and what it means in a sentence; from the name, and the first line of the docstring.
    each
        "run": called once, when the run has ended. "week": called when each week after the burn-in has ended; it is a column
        of ``weekly``, and its total is the mean over weeks.

    Raises
    ------
    UsageError
        If any of these is none.
    """
    _check_text(unit, "unit")
    _check_choice(better, "better", BETTER)
    _check_choice(each, "each", EACH)

    def declare(function: Function) -> OwnOutcome:
        own, said = _named(function, name, about)
        words = own.replace("_", " ").capitalize() if label is None else _check_text(label, "label")
        return OwnOutcome(own, said, function, words, unit, better, each)

    return declare


def intervention(
    *, days: Sequence[int] = (), every: int | None = None, name: str | None = None, about: str | None = None
) -> Callable[[Function], Intervention]:
    """Declare a function that acts on a model on given days, by what a model offers: ``announce`` and ``set_levers``.

    Parameters
    ----------
    days
        Days before whose run it is called; 0 is the first after the burn-in.
    every
        Call it on day 0 and every so many days from then on.
    name, about
        That of the function, and the first line of its docstring, when left out.

    Raises
    ------
    UsageError
        If any of these is none, or no day is given.
    """
    for day in days:
        _check_whole(day, "days", 0)
    if every is not None:
        _check_whole(every, "every", 1)
    if not days and every is None:
        raise UsageError("no day is given", field="days", remedy="give days = [0, 28] or every = 28")

    def declare(function: Function) -> Intervention:
        own, said = _named(function, name, about)
        return Intervention(own, said, function, tuple(sorted(set(days))), every)

    return declare


def rule(*, name: str | None = None, about: str | None = None) -> Callable[[Function], Rule]:
    """Declare a function that acts on a model after every day since the end of the burn-in.

    It may read and write whatever the model holds, as the shipped rules do. It is plain Python, called once a day, and stands
    outside what the slow twin, the books and the evidence vouch for.
    """

    def declare(function: Function) -> Rule:
        return Rule(*_named(function, name, about), function)

    return declare


def about_of(function: Any) -> str:
    """Return the first line of a function's docstring, all its lines up to a blank one as one."""
    return " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split())


def _named(function: Any, name: str | None, about: str | None) -> tuple[str, str]:
    """Return the name of a function, and what is said of it."""
    if not callable(function):
        raise UsageError("is no function", value=function, remedy="write the decorator above a function of a model")
    own = function.__name__ if name is None else name
    if not isinstance(own, str) or not NAME.fullmatch(own):
        remedy = "begin with a letter; take small letters, digits and underscores, at most 60"
        raise UsageError("cannot be the name of a column", field="name", value=own, remedy=remedy)
    said = about_of(function) if about is None else about
    if not said:
        raise UsageError("nothing is said of it", field=f"{own}.about", remedy="write a docstring, or give about")
    return own, _check_text(said, f"{own}.about")


def _check_text(text: Any, field: str) -> str:
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        remedy = f"write a few words, at most {LONGEST} characters"
        raise UsageError("must be text", field=field, value=text, remedy=remedy)
    return text


def _check_choice(value: Any, field: str, choice: Sequence[str]) -> None:
    if value not in choice:
        raise UsageError("is not known", field=field, value=value, remedy=f"choose from {', '.join(choice)}")


def _check_whole(value: Any, field: str, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise UsageError(
            "must hold whole numbers", field=field, value=value, remedy=f"give numbers of at least {least}"
        )
