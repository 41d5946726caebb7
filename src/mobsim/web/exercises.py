"""Exercises: guided sessions as data files, in English and French, checked like any other input."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from mobsim.errors import ScenarioError
from mobsim.measures.recorded import BY_TOWN
from mobsim.scenario.file_table import FileTable
from mobsim.scenario.sources import cite, sources
from mobsim.web.checked_files import read_checked

FOLDER = Path(str(files("mobsim.web"))) / "exercises"
LANGUAGES = ("en", "fr")
PARTS = {"": "", "least": "the fifth in the least deprived neighbourhoods", "most": "the fifth in the most deprived"}

Text = Annotated[str, Field(min_length=1, max_length=600)]
WAYS = ("lower", "higher", "unclear", "not_lower", "not_higher")
"""How an outcome of town B may stand to that of town A; ``unclear`` if it cannot be told from luck."""
Conditions = list[Annotated[list[str], Field(min_length=2, max_length=2)]]


class Words(FileTable):
    """What the room reads, in one language."""

    title: Text
    question: Text
    setting: list[Text]
    predict: Text
    watch: Text


class Answer(FileTable):
    """What the room may predict; right where the towns came out as all of ``when`` has it."""

    en: Text
    fr: Text
    when: Annotated[Conditions, Field(min_length=1)]


class Point(FileTable):
    """Something to talk about; said only where the towns came out as ``when`` has it.

    Ten pairs of the exercise's town come out so. Where they do not, it is there ``otherwise``: for another seed or decision.
    """

    en: Text
    fr: Text
    when: Annotated[Conditions, Field(default_factory=list)]
    otherwise: bool = False
    source: str | None = None


class Exercise(FileTable):
    """One exercise.

    ``events`` are decisions with their day, ``reveal`` outcomes of the town or of a part of it (``harm@most``), at the end or
    up to a week on the way (``trust#30``), ``path`` an outcome that is followed through the last decision: before it, furthest
    from there, at the end. Where the last decision comes on the way, the towns are compared by what moved ``since``, or on the
    ``whole``. Without ``doubt``, other pairs of towns differ in luck alone.
    """

    minutes: Annotated[int, Field(ge=5, le=180)]
    scenario: Text
    a: Text
    b: Text
    seed: Annotated[int, Field(ge=0)]
    weeks: Literal[26, 52, 104]
    measure: Text
    reveal: Annotated[list[Text], Field(min_length=1)]
    events: Annotated[list[dict[str, Any]], Field(default_factory=list)]
    path: Text | None = None
    count: Literal["since", "whole"] = "since"
    doubt: bool = True
    answers: Annotated[list[Answer], Field(min_length=2, max_length=6)]
    points: Annotated[list[Point], Field(min_length=1)]
    en: Words
    fr: Words


def read_exercise(file: Path) -> Exercise:
    """Read an exercise and check what it names.

    Raises
    ------
    ScenarioError
        The first thing that is wrong.
    """
    exercise = read_checked(file, Exercise, "exercises")
    _check_names(exercise, file)
    return exercise


def _check_names(exercise: Exercise, file: Path) -> None:
    whole = [] if exercise.path is None else [exercise.path]
    _check_outcomes("reveal", exercise.reveal, file, exercise.weeks)
    _check_outcomes("path", whole, file, None)
    for field, described in (("answers.when", exercise.answers), ("points.when", exercise.points)):
        for each in described:
            check_conditions(field, each.when, file, exercise.weeks)
    for point in exercise.points:
        if point.source is not None and point.source not in sources():
            raise ScenarioError("is not a known source", file=file, field="points.source", value=point.source)
    days = [event.get("day") for event in exercise.events]
    possible = [day for day in days if isinstance(day, int) and 0 <= day < exercise.weeks * 7]
    if days != sorted(possible):
        raise ScenarioError("must be whole days, in order, before the end", file=file, field="events.day", value=days)
    if whole and not days:
        raise ScenarioError("has no decision to be followed through", file=file, field="path", value=exercise.path)


def check_conditions(field: str, conditions: Conditions, file: Path, weeks: int | None) -> None:
    """Check how outcomes are to come out: their names, and the ways."""
    for outcome, way in conditions:
        _check_outcomes(field, [outcome], file, weeks)
        if way not in WAYS:
            raise ScenarioError(
                "is not a way to come out", file=file, field=field, value=way, remedy=f"use {', '.join(WAYS)}"
            )


def _check_outcomes(field: str, named: Iterable[str], file: Path, weeks: int | None) -> None:
    """Check that outcomes are recorded; those of a part of the town, or up to a week, only where ``weeks`` are given."""
    for each in named:
        outcome, part, week = parts_of(each)
        known = outcome in BY_TOWN and part in PARTS
        if not known or (weeks is None and (part or week)):
            remedy = f"use {', '.join(BY_TOWN)}"
            raise ScenarioError("is not recorded", file=file, field=field, value=each, remedy=remedy)
        if week and not (week.isdecimal() and 0 < int(week) < (weeks or 0)):
            raise ScenarioError("names no week before the end", file=file, field=field, value=each)


def parts_of(named: str) -> tuple[str, str, str]:
    """Take apart an outcome that an exercise names: ``harm@most#52`` is that of a part of the town, up to a week; else empty."""
    whole, _, week = named.partition("#")
    outcome, _, part = whole.partition("@")
    return outcome, part, week


@cache
def exercises() -> dict[str, Exercise]:
    """Read all exercises, by the name of their file, in its order."""
    return {file.stem: read_exercise(file) for file in sorted(FOLDER.glob("*.toml"))}


def describe_exercises() -> list[dict[str, Any]]:
    """Tell the page of all exercises, with their sources written out."""
    return [_describe(name, exercise) for name, exercise in exercises().items()]


def _describe(name: str, exercise: Exercise) -> dict[str, Any]:
    described = exercise.model_dump(exclude={"en", "fr", "answers", "points"})
    points = [
        {
            "words": {"en": point.en, "fr": point.fr},
            "when": point.when,
            "source": None if point.source is None else cite(point.source),
        }
        for point in exercise.points
    ]
    answers = [{"words": {"en": each.en, "fr": each.fr}, "when": each.when} for each in exercise.answers]
    words = {language: getattr(exercise, language).model_dump() for language in LANGUAGES}
    return {"id": name, **described, "answers": answers, "points": points, "words": words}
