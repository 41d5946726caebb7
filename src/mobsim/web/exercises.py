"""Exercises: guided sessions as data files, in English and French, checked like any other input."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from mobsim.errors import ScenarioError
from mobsim.measures.recorded import BY_TOWN
from mobsim.scenario.schema import Table
from mobsim.scenario.sources import cite, sources
from mobsim.scenario.text_files import read_toml

FOLDER = Path(str(files("mobsim.web"))) / "exercises"
LANGUAGES = ("en", "fr")
PARTS = {"": "", "least": "the fifth in the least deprived neighbourhoods", "most": "the fifth in the most deprived"}

Text = Annotated[str, Field(min_length=1, max_length=600)]
Way = Literal["lower", "higher", "unclear"]


class Words(Table):
    """What the room reads, in one language."""

    title: Text
    question: Text
    setting: list[Text]
    predict: Text
    choices: Annotated[list[Text], Field(min_length=2, max_length=6)]
    watch: Text


class Point(Table):
    """Something to talk about; said only where the towns came out as ``when`` has it."""

    en: Text
    fr: Text
    when: Annotated[list[Annotated[list[str], Field(min_length=2, max_length=2)]], Field(default_factory=list)]
    source: str | None = None


class Exercise(Table):
    """One exercise; ``events`` are decisions with their day, ``reveal`` outcomes of the town or of a part of it."""

    minutes: Annotated[int, Field(ge=5, le=180)]
    scenario: Text
    a: Text
    b: Text
    seed: Annotated[int, Field(ge=0)]
    weeks: Literal[26, 52, 104]
    measure: Text
    reveal: Annotated[list[Text], Field(min_length=1)]
    events: Annotated[list[dict[str, Any]], Field(default_factory=list)]
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
    content, _ = read_toml(file)
    try:
        exercise = Exercise.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(first["msg"], file=file, field=where, remedy="see the exercises that ship") from None
    _check_names(exercise, file)
    return exercise


def _check_names(exercise: Exercise, file: Path) -> None:
    for outcome, _, part in (each.partition("@") for each in exercise.reveal):
        if outcome not in BY_TOWN or part not in PARTS:
            raise ScenarioError(
                "is not recorded", file=file, field="reveal", value=outcome, remedy=f"use {', '.join(BY_TOWN)}"
            )
    for point in exercise.points:
        if point.source is not None and point.source not in sources():
            raise ScenarioError("is not a known source", file=file, field="points.source", value=point.source)
        for outcome, way in point.when:
            if outcome not in BY_TOWN or way not in {"lower", "higher", "unclear"}:
                raise ScenarioError("is not a known result", file=file, field="points.when", value=[outcome, way])
    days = [event.get("day") for event in exercise.events]
    whole = [day for day in days if isinstance(day, int) and 0 <= day < exercise.weeks * 7]
    if days != sorted(whole):
        raise ScenarioError("must be whole days, in order, before the end", file=file, field="events.day", value=days)


@cache
def exercises() -> dict[str, Exercise]:
    """Read all exercises, by the name of their file, in its order."""
    return {file.stem: read_exercise(file) for file in sorted(FOLDER.glob("*.toml"))}


def exercises_told() -> list[dict[str, Any]]:
    """Tell the page of all exercises, with their sources written out."""
    return [_told(name, exercise) for name, exercise in exercises().items()]


def _told(name: str, exercise: Exercise) -> dict[str, Any]:
    told = exercise.model_dump(exclude={"en", "fr", "points"})
    points = [
        {
            "words": {"en": point.en, "fr": point.fr},
            "when": point.when,
            "source": None if point.source is None else cite(point.source),
        }
        for point in exercise.points
    ]
    words = {language: getattr(exercise, language).model_dump() for language in LANGUAGES}
    return {"id": name, **told, "points": points, "words": words}
